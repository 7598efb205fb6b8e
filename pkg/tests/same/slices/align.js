// Maps and what customers did: alignments, and maps that are discovered.

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
    ["align"],
    ["align", { extra: 2, failed: 0.5, limit: 3, often: 0.9 }],
    ["align", { skipped: 1001 }],
    ["align", { silent: ["nowhere"] }],
    ["align", { scope: { persona: "nobody" } }],
    ["align", { extra: "much", colour: 1 }],
  ],
  answers: {
    groupEvents: (subject) => {
      const [journey, log] = [subject.journey(), subject.log()];
      const grouped = subject.ask(() => journey.groupEvents(log));
      const flow = grouped.flow();
      grouped.free();
      return flow;
    },
    align: (subject, words) => {
      const [journey, log] = [subject.journey(), subject.log()];
      return subject.ask(() => journey.align(log, ...words));
    },
  },
};
