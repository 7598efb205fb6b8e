// Sums of parts of a log, and streams.

import * as cesta from "cesta";

/**
 * @param {import("./index.js").Examples} examples
 * @returns {import("./index.js").Calls}
 */
export function sums({ log, untimed, shop }) {
  const steps = [{ name: "see", touchpoints: ["product_view"] }];
  const pattern = (/** @type {cesta.EventLog} */ log) => log.patternSum("home", { examples: 1 });
  const stream = () => {
    const stream = cesta.FlowStream.empty({ quantiles: "sketch" });
    stream.push("ann", "look", 5);
    stream.append(log);
    return stream;
  };
  return {
    calls: {
      "EventLog.variantSum": () => [untimed.variantSum(), log.variantSum({ quantiles: "sketch" })],
      "EventLog.followsSum": () => [untimed.followsSum()],
      "EventLog.reworkSum": () => [untimed.reworkSum(), log.reworkSum()],
      "EventLog.cycleSum": () => [log.cycleSum({ from: "home" })],
      "EventLog.funnelSum": () => [log.funnelSum({ steps })],
      "EventLog.rhythmSum": () => [log.rhythmSum()],
      "EventLog.patternSum": () => [pattern(log), untimed.patternSum("(?1)", undefined, [["smell"]])],
      "Journey.alignSum": () => [shop.alignSum(log)],
      "Journey.alignOf": () => [shop.alignOf(shop.alignSum(log), { limit: 2 })],
      mergeVariantSums: () => [cesta.mergeVariantSums([untimed.variantSum()])],
      variantsOf: () => [cesta.variantsOf(untimed.variantSum(), { limit: 1 })],
      mergeFollowsSums: () => [cesta.mergeFollowsSums([untimed.followsSum()])],
      eventuallyFollowsOf: () => [cesta.eventuallyFollowsOf(untimed.followsSum())],
      mergeReworkSums: () => [cesta.mergeReworkSums([untimed.reworkSum()])],
      reworkOf: () => [cesta.reworkOf(untimed.reworkSum())],
      mergeCycleSums: () => [cesta.mergeCycleSums([log.cycleSum()])],
      cycleTimesOf: () => [cesta.cycleTimesOf(log.cycleSum())],
      mergeAlignSums: () => [cesta.mergeAlignSums([shop.alignSum(log)])],
      mergeFunnelSums: () => [cesta.mergeFunnelSums([log.funnelSum({ steps }), log.funnelSum({ steps })])],
      funnelOf: () => [cesta.funnelOf(log.funnelSum({ steps }))],
      mergeRhythmSums: () => [cesta.mergeRhythmSums([log.rhythmSum(), log.rhythmSum()])],
      rhythmOf: () => [cesta.rhythmOf(log.rhythmSum()), cesta.rhythmOf(log.rhythmSum(), { limit: 1 })],
      mergePatternSums: () => [cesta.mergePatternSums([pattern(log), pattern(log)])],
      matchOf: () => [cesta.matchOf(pattern(log))],
      "FlowStream.empty": () => [stream()],
      "FlowStream.events": () => [stream().events],
      "FlowStream.memory": () => [stream().memory],
      "FlowStream.push": () => [stream().push("bob", "look", 6), cesta.FlowStream.empty().push("a", "b")],
      "FlowStream.append": () => [cesta.FlowStream.empty().append(log)],
      "FlowStream.sum": () => [stream().sum()],
    },
    mistakes: {
      StreamError: () => stream().push("ann", "look", 0),
    },
  };
}
