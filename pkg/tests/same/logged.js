// What a log is, to be compared.

/** A log as plain data. @param {import("cesta").EventLog} log */
export function logged(log) {
  const { length, customers, touchpoints, visits, times, bounds, segments, duplicates } = log;
  return {
    length,
    customers,
    touchpoints,
    visits: [...visits],
    times: times ? [...times] : null,
    bounds: [...bounds],
    segments: segments.map((it) => ({ ...it, codes: [...it.codes] })),
    duplicates,
    span: log.span() ?? null,
    trace: log.trace(0) ?? null,
  };
}
