// Sums that follow a log as it grows.

import * as cesta from "cesta";

const steps = [
  { name: "look", touchpoints: ["look"] },
  { name: "buy", touchpoints: ["buy"] },
];

/** What is counted of a log, and how it follows it.
 * @type {readonly [(log: any) => any, (sum: any, before: any, after: any) => any][]} */
const sums = [
  [(log) => log.flowSum(), cesta.updateFlowSum],
  [(log) => log.variantSum(), cesta.updateVariantSum],
  [(log) => log.followsSum(), cesta.updateFollowsSum],
  [(log) => log.reworkSum(), cesta.updateReworkSum],
  [(log) => log.cycleSum(), cesta.updateCycleSum],
  [(log) => log.funnelSum({ steps }), cesta.updateFunnelSum],
  [(log) => log.rhythmSum(), cesta.updateRhythmSum],
  [(log) => log.stepSum(), cesta.updateStepSum],
  [(log) => log.patternSum("look -> buy", { examples: 0 }), cesta.updatePatternSum],
];

const early = { customers: ["ann", "bob", "ann"], touchpoints: ["look", "look", "help"], times: [1, 2, 3] };
const late = { customers: ["ann", "cyd", "ann"], touchpoints: ["buy", "buy", "look"], times: [9, 8, 3] };
const untimed = { customers: ["ann"], touchpoints: ["buy"] };

/** @type {import("./index.js").Slice} */
export const growth = {
  functions: [
    ["followed", [early]],
    ["followed", [early, late]],
    ["followed", [late, early, late]],
    ["followed", [early, untimed]],
    ["updateFlowSum", { customers: 0, events: 0, touchpoints: [], steps: [] }, 3, null],
    ["updateReworkSum", ...[0, 1, 0].map((customers) => ({ customers, reworked: 0, touchpoints: [], loops: [] }))],
  ],
  answers: {
    followed: (subject, [columns]) => {
      const logs = columns.map((/** @type {any} */ it) => cesta.EventLog.fromColumns(it));
      const [log, ...more] = logs;
      try {
        let counted = sums.map(([of]) => of(log));
        for (const next of more) {
          const { before, after } = log.append(next);
          counted = sums.map(([of, update], place) => update(counted[place], of(before), of(after)));
          before.free();
          after.free();
        }
        return subject.ask(() => counted);
      } finally {
        for (const log of logs) log.free();
      }
    },
  },
};
