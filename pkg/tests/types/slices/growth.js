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
  const [align, moves, pattern] = [shop.alignSum(log), log.stepSum(), log.patternSum("home")];
  return {
    calls: {
      "EventLog.append": () => [cesta.EventLog.read(texts.events).append(cesta.EventLog.read(texts.events))],
      updateFlowSum: () => [cesta.updateFlowSum(flow, flow, none.flowSum())],
      updateVariantSum: () => [cesta.updateVariantSum(variants, variants, variants)],
      updateFollowsSum: () => [cesta.updateFollowsSum(follows, none.followsSum(), follows)],
      updateReworkSum: () => [cesta.updateReworkSum(rework, rework, rework)],
      updateCycleSum: () => [cesta.updateCycleSum(cycle, cycle, cycle)],
      updateAlignSum: () => [cesta.updateAlignSum(align, align, align)],
      updateFunnelSum: () => [cesta.updateFunnelSum(funnel, funnel, funnel)],
      updateRhythmSum: () => [cesta.updateRhythmSum(rhythm, rhythm, rhythm)],
      updateStepSum: () => [cesta.updateStepSum(moves, moves, moves)],
      updatePatternSum: () => [cesta.updatePatternSum(pattern, pattern, pattern)],
    },
    mistakes: {},
  };
}
