// Time zones by name. This stands at the end of `dist/cesta.js`: the library itself carries no
// table of zones, and every browser has one.

/**
 * @param {string} name
 * @param {number | Date} [from]
 * @param {number | Date} [to]
 */
export function zone(name, from = 0, to = Date.UTC(2100, 0)) {
  const week = 7 * 86_400_000;
  const clock = new Intl.DateTimeFormat("en-US", {
    timeZone: name,
    calendar: "gregory",
    numberingSystem: "latn",
    hourCycle: "h23",
    era: "short",
    year: "numeric",
    month: "numeric",
    day: "numeric",
    hour: "numeric",
    minute: "numeric",
    second: "numeric",
  });
  /** How many seconds clocks are ahead of UTC, at a time in whole seconds. @param {number} time */
  const offset = (time) => {
    /** @type {Record<string, string>} */
    const shown = {};
    for (const { type, value } of clock.formatToParts(time)) shown[type] = value;
    const [year, ...rest] = ["year", "month", "day", "hour", "minute", "second"].map((it) =>
      Number(shown[it]),
    );
    const [month = 1, day, hour, minute, second] = rest;
    const local = new Date(0);
    local.setUTCFullYear(shown.era === "BC" ? 1 - Number(year) : Number(year), month - 1, day);
    local.setUTCHours(Number(hour), minute, second);
    return (local.getTime() - time) / 1000;
  };
  const [start, end] = [from, to].map((it) => Math.floor(Number(it) / 1000) * 1000);
  if (!(Number(start) <= Number(end)) || Math.max(-Number(start), Number(end)) > 8.64e15) {
    throw new RangeError("a zone wants two times, the earlier one first");
  }
  let time = Number(start);
  let present = offset(time);
  const first = present;
  const changes = [];
  while (time < Number(end)) {
    const next = Math.min(time + week, Number(end));
    const later = offset(next);
    let known = time;
    // Clocks may be changed twice in a week; in between they are looked at again.
    while (present !== later) {
      let [before, after] = [known, next];
      while (after - before > 1000) {
        const middle = Math.floor((before + after) / 2000) * 1000;
        if (offset(middle) === present) before = middle;
        else after = middle;
      }
      present = offset(after);
      changes.push({ at: after, offset: present });
      known = after;
    }
    time = next;
  }
  return { offset: first, changes };
}
