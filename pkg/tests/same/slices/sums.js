// Sums of parts of a log, and streams: the sum of a log twice over, told by what is made of it.

import * as cesta from "cesta";

const steps = [
  { name: "a", touchpoints: ["t0"] },
  { name: "b", touchpoints: ["t1"] },
];

/**
 * @param {(log: any, words: any[]) => any} sum
 * @param {(sum: any, words: any[], subject: any) => any} told
 * @returns {import("./index.js").Asked}
 */
const twice = (sum, told) => (subject, words) => {
  const counted = sum(subject.log(), words);
  return subject.ask(() => told(counted, words, subject));
};

/** @type {import("./index.js").Slice} */
export const sums = {
  log: [
    ["variantsTwice"],
    ["variantsTwice", { limit: 2 }],
    ["followsTwice", { confidence: 0.5 }],
    ["reworkTwice"],
    ["cycleTimesTwice", { from: "t0" }],
    ["cycleTimesTwice", { quantiles: "sketch" }],
    ["funnelTwice", { steps }],
    ["funnelTwice", { steps: [] }],
    ["rhythmTwice", { by: { by: "touchpoint" } }],
    ["matchTwice", "t0 => t1", { examples: 0 }],
    ["matchTwice", "t0 => nowhere"],
    ["matchTwice", "t0 =>"],
    ["streamed", { quantiles: "sketch" }],
  ],
  map: [["alignmentTwice"], ["alignmentTwice", { extra: 2, limit: 3 }]],
  functions: [
    ["pushed", [["ann", "look", 5], ["bob", "look", 5], ["ann", "buy", 9]]],
    ["pushed", [["ann", "look", 5], ["ann", "buy", 4]]],
    ["pushed", [["ann", "look", null], ["ann", "buy", 4]]],
    ["mergeVariantSums", []],
    ["mergeVariantSums", [{ touchpoints: ["a"], variants: [{ sequence: [7], customers: 1, durations: null }] }]],
    ["mergeFollowsSums", 3],
    ["mergeReworkSums", [{ customers: 1, reworked: 2, touchpoints: [], loops: [] }]],
    ["mergeCycleSums", [{ customers: 4e9, complete: 0 }]],
    ["mergeFunnelSums", [{}, {}]],
    ["mergeFunnelSums", []],
  ],
  answers: {
    variantsTwice: twice(
      (log) => log.variantSum(),
      (sum, words) => cesta.variantsOf(cesta.mergeVariantSums([sum, sum]), ...words),
    ),
    followsTwice: twice(
      (log) => log.followsSum(),
      (sum, words) => cesta.eventuallyFollowsOf(cesta.mergeFollowsSums([sum, sum]), ...words),
    ),
    reworkTwice: twice(
      (log) => log.reworkSum(),
      (sum, words) => cesta.reworkOf(cesta.mergeReworkSums([sum, sum]), ...words),
    ),
    cycleTimesTwice: twice(
      (log, words) => log.cycleSum(...words),
      (sum) => cesta.cycleTimesOf(cesta.mergeCycleSums([sum, sum])),
    ),
    funnelTwice: twice(
      (log, words) => log.funnelSum(...words),
      (sum) => cesta.funnelOf(cesta.mergeFunnelSums([sum, sum])),
    ),
    rhythmTwice: twice(
      (log, words) => log.rhythmSum(...words),
      (sum) => cesta.rhythmOf(cesta.mergeRhythmSums([sum, sum]), { limit: 2 }),
    ),
    matchTwice: twice(
      (log, words) => log.patternSum(...words),
      (sum) => cesta.matchOf(cesta.mergePatternSums([sum, sum])),
    ),
    alignmentTwice: (subject, words) => {
      const [journey, log] = [subject.journey(), subject.log()];
      const sum = journey.alignSum(log);
      return subject.ask(() => journey.alignOf(cesta.mergeAlignSums([sum, sum]), ...words));
    },
    streamed: (subject, words) => {
      const log = subject.log();
      const stream = cesta.FlowStream.empty(...words);
      stream.append(log);
      const sum = subject.ask(() => stream.sum());
      stream.free();
      return sum;
    },
    pushed: (subject, [events]) => {
      const stream = cesta.FlowStream.empty();
      try {
        for (const [customer, touchpoint, time] of events) stream.push(customer, touchpoint, time);
        return [stream.events, subject.ask(() => stream.sum())];
      } finally {
        stream.free();
      }
    },
  },
};
