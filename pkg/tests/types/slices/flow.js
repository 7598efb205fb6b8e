// Which touchpoint follows which, and what follows from sequences.

import * as cesta from "cesta";

/**
 * @param {import("./index.js").Examples} examples
 * @returns {import("./index.js").Calls}
 */
export function flow({ log, untimed }) {
  const sum = log.flowSum();
  return {
    calls: {
      "EventLog.flow": () => [log.flow(), untimed.flow({ quantiles: "none" })],
      "EventLog.flowSum": () => [sum, untimed.flowSum({ quantiles: "sketch" })],
      "EventLog.variants": () => [log.variants(), untimed.variants({ limit: 1 })],
      "EventLog.eventuallyFollows": () => [log.eventuallyFollows(), untimed.eventuallyFollows()],
      "EventLog.rework": () => [log.rework(), untimed.rework()],
      "EventLog.cycleTimes": () => [log.cycleTimes(), untimed.cycleTimes({ from: "smell" })],
      variantsSvg: () => [cesta.variantsSvg(log.variants({ limit: 3 }))],
      mergeFlowSums: () => [cesta.mergeFlowSums([sum, untimed.flowSum()]), cesta.mergeFlowSums([])],
      flowOf: () => [cesta.flowOf(sum), cesta.flowOf(sum, { confidence: 0.9 })],
    },
    takers: {
      CycleOptions: (/** @type {cesta.CycleOptions | undefined} */ options) =>
        log.cycleTimes(options),
      FlowOptions: (/** @type {cesta.FlowOptions | undefined} */ options) => log.flow(options),
      FollowsOptions: (/** @type {cesta.FollowsOptions | undefined} */ options) =>
        log.eventuallyFollows(options),
      ReworkOptions: (/** @type {cesta.ReworkOptions | undefined} */ options) =>
        log.rework(options),
      VariantOptions: (/** @type {cesta.VariantOptions | undefined} */ options) =>
        log.variants(options),
      VariantPicture: (/** @type {cesta.VariantPicture | undefined} */ options) =>
        cesta.variantsSvg(log.variants({ limit: 3 }), options),
    },
    mistakes: {
      CycleError: () => log.cycleTimes({ from: "nowhere" }),
      SumError: () => {
        const many = { touchpoint: "a", visits: 3e9, customers: 3e9, starts: 3e9, ends: 3e9 };
        const full = { customers: 3e9, events: 3e9, touchpoints: [many], steps: [] };
        return cesta.mergeFlowSums([full, full]);
      },
    },
  };
}
