// Two groups of customers.

import * as cesta from "cesta";

/**
 * @param {import("./index.js").Examples} examples
 * @returns {import("./index.js").Calls}
 */
export function compare({ log, untimed }) {
  const april = Date.UTC(2024, 3, 1);
  return {
    calls: {
      "EventLog.compareGroups": () => [
        log.compareGroups({ by: "period", at: april }, { goals: ["purchase"] }),
        log.compareGroups({ by: "segment", column: "platform", first: "mobile" }),
      ],
      "EventLog.compareWith": () => [log.compareWith(untimed), untimed.compareWith(untimed)],
      fisherExact: () => [
        cesta.fisherExact({ count: 3, n: 4 }, { count: 1, n: 4 }),
        cesta.fisherExact({ count: 0, n: 0 }, { count: 1, n: 4 }),
      ],
      shareTest: () => [
        cesta.shareTest({ count: 3, n: 4 }, { count: 1, n: 4 }),
        cesta.shareTest({ count: 0, n: 4 }, { count: 0, n: 4 }),
      ],
      mannWhitney: () => [cesta.mannWhitney([1, 2], [2, 3]), cesta.mannWhitney([], [1])],
      medianDifference: () => [
        cesta.medianDifference(Float64Array.of(1, 2), [2, 3]),
        cesta.medianDifference([], [1]),
      ],
      benjaminiYekutieli: () => [cesta.benjaminiYekutieli([0.01, 0.04])],
    },
    takers: {
      LogComparisonOptions: (/** @type {cesta.LogComparisonOptions | undefined} */ options) =>
        log.compareGroups({ by: "period", at: april }, options),
    },
    mistakes: {
      LogComparisonError: () => untimed.compareGroups({ by: "period", at: 0 }),
    },
  };
}
