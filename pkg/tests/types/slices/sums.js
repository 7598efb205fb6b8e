// Sums of parts of a log, and streams.

import * as cesta from "cesta";

/**
 * @param {import("./index.js").Examples} examples
 * @returns {import("./index.js").Calls}
 */
export function sums({ log, untimed, shop }) {
  const steps = [{ name: "see", touchpoints: ["product_view"] }];
  const stream = () => {
    const stream = cesta.FlowStream.empty("sketch");
    stream.push("ann", "look", 5);
    stream.append(log);
    return stream;
  };
  return {
    calls: {
      "EventLog.variantSum": () => [untimed.variantSum(), log.variantSum("sketch")],
      "EventLog.followsSum": () => [untimed.followsSum()],
      "EventLog.reworkSum": () => [untimed.reworkSum(), log.reworkSum()],
      "EventLog.cycleSum": () => [log.cycleSum({ from: "home" })],
      "EventLog.funnelSum": () => [log.funnelSum({ steps })],
      "EventLog.rhythmSum": () => [log.rhythmSum()],
      "Journey.alignSum": () => [shop.alignSum(log)],
      "Journey.alignmentOf": () => [shop.alignmentOf(shop.alignSum(log), { limit: 2 })],
      mergeVariants: () => [cesta.mergeVariants([untimed.variantSum()])],
      variantsOf: () => [cesta.variantsOf(untimed.variantSum(), { limit: 1 })],
      mergeFollows: () => [cesta.mergeFollows([untimed.followsSum()])],
      followsOf: () => [cesta.followsOf(untimed.followsSum())],
      mergeRework: () => [cesta.mergeRework([untimed.reworkSum()])],
      reworkOf: () => [cesta.reworkOf(untimed.reworkSum())],
      mergeCycleTimes: () => [cesta.mergeCycleTimes([log.cycleSum()])],
      cycleTimesOf: () => [cesta.cycleTimesOf(log.cycleSum())],
      mergeAlignments: () => [cesta.mergeAlignments([shop.alignSum(log)])],
      mergeFunnels: () => [cesta.mergeFunnels(log.funnelSum({ steps }), log.funnelSum({ steps }))],
      funnelOf: () => [cesta.funnelOf(log.funnelSum({ steps }))],
      mergeRhythms: () => [cesta.mergeRhythms(log.rhythmSum(), log.rhythmSum())],
      rhythmOf: () => [cesta.rhythmOf(log.rhythmSum()), cesta.rhythmOf(log.rhythmSum(), 1)],
      "FlowStream.empty": () => [stream()],
      "FlowStream.events": () => [stream().events],
      "FlowStream.push": () => [stream().push("bob", "look", 6), cesta.FlowStream.empty().push("a", "b")],
      "FlowStream.append": () => [cesta.FlowStream.empty().append(log)],
      "FlowStream.sum": () => [stream().sum()],
    },
    mistakes: {
      StreamError: () => stream().push("ann", "look", 0),
    },
  };
}
