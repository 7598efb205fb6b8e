// Maps and what customers did: alignments, and maps that are discovered.

/**
 * @param {"groupEvents" | "groupStages"} call
 * @returns {import("./index.js").Asked}
 */
const grouped = (call) => (subject) => {
  const [journey, log] = [subject.journey(), subject.log()];
  const grouped = subject.ask(() => journey[call](log));
  const flow = grouped.flow();
  grouped.free();
  return flow;
};

/** @type {import("./index.js").Slice} */
export const align = {
  log: [
    ["discover"],
    ["discover", { minShare: 0.3, limit: 4, stages: 2, id: "mine" }],
    ["discover", { minShare: -1 }],
    ["discover", { goals: ["nothing at all"] }],
    ["discover", { groups: [{ label: "first", touchpoints: ["look", "look"] }] }],
  ],
  map: [
    ["groupEvents"],
    ["groupStages"],
    ["patternIn", "t0 => !{t1, \"*e*\"} -> look{2}"],
    ["patternIn", "product_view | search => ("],
    ["align"],
    ["align", { extra: 2, failed: 0.5, limit: 3, often: 0.9 }],
    ["align", { skipped: 1001 }],
    ["align", { silent: ["nowhere"] }],
    ["align", { scope: { persona: "nobody" } }],
    ["align", { extra: "much", colour: 1 }],
  ],
  answers: {
    groupEvents: grouped("groupEvents"),
    groupStages: grouped("groupStages"),
    patternIn: (subject, words) => {
      const [journey, log] = [subject.journey(), subject.log()];
      return subject.ask(() => journey.patternIn(log, ...words));
    },
    align: (subject, words) => {
      const [journey, log] = [subject.journey(), subject.log()];
      return subject.ask(() => journey.align(log, ...words));
    },
  },
};
