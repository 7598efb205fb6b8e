// Maps and what customers did: alignments, and maps that are discovered.

import * as cesta from "cesta";

/**
 * @param {import("./index.js").Examples} examples
 * @returns {import("./index.js").Calls}
 */
export function align({ shop, log, untimed }) {
  const discovery = log.discover({ goals: ["purchase"] });
  const discovered = cesta.Journey.from(discovery.journey);
  return {
    calls: {
      "Journey.groupEvents": () => [shop.groupEvents(log)],
      "Journey.groupStages": () => [shop.groupStages(log)],
      "Journey.align": () => [shop.align(log), discovered.align(log, { limit: 3 })],
      "Journey.patternIn": () => [
        shop.patternIn(log, "^ search => !{purchase, home}{2}"),
        shop.patternIn(log, { of: { is: "anywhere" }, only: ["home"] }),
        shop.patternIn(log, "(?1)", [["home"]]),
      ],
      "EventLog.discover": () => [discovery, untimed.discover({ minShare: 0.4 })],
    },
    takers: {
      AlignOptions: (/** @type {cesta.AlignOptions | undefined} */ options) =>
        shop.align(log, options),
      DiscoverOptions: (/** @type {cesta.DiscoverOptions | undefined} */ options) =>
        log.discover(options),
    },
    mistakes: {
      AlignError: () => shop.align(log, { extra: -1 }),
      DiscoverError: () => log.discover({ limit: 0 }),
    },
  };
}
