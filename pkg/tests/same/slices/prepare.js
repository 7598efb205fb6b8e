// Logs from logs, and patterns in them.

/**
 * What was done, and the flow of what is left.
 * @param {string} call
 * @returns {import("./index.js").Asked}
 */
const prepared = (call) => (subject, words) => {
  const log = subject.log();
  const { log: left, report } = subject.ask(() => log[call](...words));
  const flow = left.flow();
  left.free();
  return { report, flow };
};

/** @type {import("./index.js").Slice} */
export const prepare = {
  functions: [
    ["quotedName", "look"],
    ["quotedName", "pay * (\"now\")?"],
    ["quotedName", 7],
    ["exactly", "what? \\*"],
    ["exactly", 7],
  ],
  log: [
    ["filter", []],
    [
      "filter",
      [
        { by: "having", touchpoints: ["*a*"] },
        { by: "variants", share: 0.8 },
        { by: "not", of: { by: "length", max: 1 } },
      ],
    ],
    ["filter", [{ by: "having", touchpoints: ["nowhere"] }]],
    ["sessions"],
    ["sessions", { gap: 60_000, edge: "atLeast", starts: ["*e*"] }],
    ["sessions", { gap: -1, column: "nothing" }],
    ["group", { rules: [{ pattern: "*e*", name: "[$1]" }], rest: "rest", repeats: "merge" }],
    ["match", "^ . => .{2} $"],
    ["match", "\"*e*\" =>[<=1h] !\"*e*\"", { examples: 2, start: "first" }],
    ["match", "(a -> ] ->"],
    ["match", "\"\\*\" -> ."],
  ],
  answers: {
    filter: prepared("filter"),
    sessions: prepared("sessions"),
    group: prepared("group"),
  },
};
