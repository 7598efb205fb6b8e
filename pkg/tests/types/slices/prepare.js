// Logs from logs, and patterns in them.

import * as cesta from "cesta";

/**
 * @param {import("./index.js").Examples} examples
 * @returns {import("./index.js").Calls}
 */
export function prepare({ log, untimed }) {
  const any = [["*"]];
  const sessions = log.sessions();
  return {
    calls: {
      "EventLog.filter": () => [
        log.filter([]),
        log.filter([
          { by: "having", touchpoints: ["*"], of: "all" },
          { by: "not", of: { by: "length", max: 1 } },
        ]),
      ],
      "EventLog.sessions": () => [
        sessions,
        untimed.sessions({ starts: ["*"], into: "segment", name: "visit" }),
      ],
      "EventLog.group": () => [
        log.group({ rules: [{ pattern: "*", name: "any" }], repeats: "merge" }),
      ],
      "EventLog.bySegment": () => {
        const few = sessions.log.filter([{ by: "variants", top: 1 }]).log;
        return [few.bySegment("customer"), few.bySegment("customer", "first")];
      },
      "EventLog.match": () => [
        log.match("^ . => ."),
        untimed.match({ of: { is: "anywhere" } }, { examples: 1, start: "first" }),
        log.match("(?1)(?1)", {}, any),
      ],
      "EventLog.findMatches": () => [
        log.findMatches("."),
        log.findMatches("(?1)", 2, "first", any),
      ],
      quotedName: () => [cesta.quotedName("pay (step 2)")],
      exactly: () => [cesta.exactly("page?")],
    },
    takers: {
      SessionOptions: (/** @type {import("cesta").SessionOptions | undefined} */ options) =>
        log.sessions(options).report,
      GroupOptions: (/** @type {import("cesta").GroupOptions | undefined} */ options) =>
        log.group(options ?? {}).report,
      PatternOptions: (/** @type {import("cesta").PatternOptions | undefined} */ options) =>
        log.match(".", options),
    },
    mistakes: {
      PrepareError: () => untimed.sessions(),
      PatternError: () => log.match("->"),
    },
  };
}
