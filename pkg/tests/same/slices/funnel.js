// Who gets through the steps of a funnel, or the stages of a map.

import { funnelSvg } from "cesta";

const VIEW = { name: "view", touchpoints: ["product_view"] };
const CART = { name: "cart", touchpoints: ["add_to_cart", "cart"], optional: true };
const BUY = { name: "buy", touchpoints: ["purchase"] };
const DAY = 86_400_000;

/** @type {import("./index.js").Slice} */
export const funnel = {
  log: [
    ["stepFunnel", { steps: [VIEW, CART, BUY], window: 7 * DAY }],
    ["stepFunnel", { steps: [VIEW, BUY], counting: "totals", stepWindow: DAY, ties: "strict" }],
    ["stepFunnel", { steps: [BUY, VIEW], order: "any", counting: "sessions", sessionGap: 60_000 }],
    ["stepFunnel", { steps: [VIEW, BUY], order: "strict", entry: "first", lastTouchpoints: 2 }],
    ["stepFunnel", { steps: [VIEW, { name: "nothing", touchpoints: ["product_vew"] }] }],
    ["stepFunnel", { steps: [CART], window: -1, by: { column: "colour" }, end: 0 }],
    ["stepFunnel", { steps: "all", speed: 3 }],
  ],
  map: [
    ["stageFunnel"],
    ["stageFunnel", { window: DAY, by: { column: "platform", limit: 2 } }],
    ["stageFunnel", { exclusions: [{ touchpoints: ["home"], from: 2, to: 1 }] }],
  ],
  functions: [["funnelSvg", null], ["funnelSvg", { steps: [] }, { title: 5 }]],
  answers: {
    stepFunnel: (subject, [options]) => {
      const log = subject.log();
      return subject.ask(() => log.funnel(options));
    },
    stageFunnel: (subject, [options]) => {
      const [journey, log] = [subject.journey(), subject.log()];
      return subject.ask(() => journey.funnel(log, options));
    },
    funnelSvg: (subject, [of, options]) => subject.ask(() => funnelSvg(of, options)),
  },
};
