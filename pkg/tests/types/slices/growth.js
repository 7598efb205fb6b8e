// A log that grows, and sums that follow it.

import * as cesta from "cesta";

/**
 * @param {import("./index.js").Examples} examples
 * @returns {import("./index.js").Calls}
 */
export function growth({ log, untimed, shop, texts }) {
  const steps = [{ name: "see", touchpoints: ["product_view"] }];
  const [flow, none] = [log.flowSum(), untimed.filter([{ by: "length", min: 1e6 }]).log];
  const [variants, follows, rework] = [log.variantSum(), log.followsSum(), log.reworkSum()];
  const [cycle, funnel, rhythm] = [log.cycleSum(), log.funnelSum({ steps }), log.rhythmSum()];
  const [align, moves] = [shop.alignSum(log), log.stepSum()];
  return {
    calls: {
      "EventLog.append": () => [cesta.EventLog.read(texts.events).append(cesta.EventLog.read(texts.events))],
      updateFlows: () => [cesta.updateFlows(flow, flow, none.flowSum())],
      updateVariants: () => [cesta.updateVariants(variants, variants, variants)],
      updateFollows: () => [cesta.updateFollows(follows, none.followsSum(), follows)],
      updateRework: () => [cesta.updateRework(rework, rework, rework)],
      updateCycleTimes: () => [cesta.updateCycleTimes(cycle, cycle, cycle)],
      updateAlignments: () => [cesta.updateAlignments(align, align, align)],
      updateFunnels: () => [cesta.updateFunnels(funnel, funnel, funnel)],
      updateRhythms: () => [cesta.updateRhythms(rhythm, rhythm, rhythm)],
      updateStepSums: () => [cesta.updateStepSums(moves, moves, moves)],
    },
    mistakes: {},
  };
}
