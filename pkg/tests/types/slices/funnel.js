// Who gets through the steps of a funnel, or the stages of a map.

import { funnelSvg } from "cesta";

/**
 * @param {import("./index.js").Examples} examples
 * @returns {import("./index.js").Calls}
 */
export function funnel({ shop, bakery, log, untimed }) {
  const steps = [
    { name: "view", touchpoints: ["product_view"] },
    { name: "buy", touchpoints: ["purchase"] },
  ];
  /** @type {import("cesta").FunnelOptions} */
  const options = {
    steps,
    window: 7 * 86_400_000,
    exclusions: [{ touchpoints: ["error_page"], from: 1, to: 2 }],
    by: { column: "platform" },
  };
  const stages = bakery.funnel(untimed);
  return {
    calls: {
      "EventLog.funnel": () => [
        log.funnel(options),
        log.funnel({ steps, counting: "totals", order: "any", ties: "strict", entry: "first" }),
      ],
      "Journey.funnel": () => [stages, shop.funnel(log, { by: { column: "platform" } })],
      funnelSvg: () => [funnelSvg(stages), funnelSvg(log.funnel(options), { title: "Sales" })],
    },
    takers: {
      FunnelOptions: (options) => log.funnel({ ...options, steps }),
      FunnelPicture: (options) => funnelSvg(stages, options),
    },
    mistakes: {
      FunnelError: () => log.funnel({ steps: [] }),
    },
  };
}
