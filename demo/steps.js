/** Where customers go, step by step: a Sankey diagram, or the shares at each step. */
import { h } from "./dom.js";
import { choice, number, touchpointOptions } from "./fields.js";
import { counted, percent } from "./numbers.js";

/** The share of customers below which a touchpoint has no row of its own. */
const RARE = 0.01;

/** @returns {import("./behaviour.js").Tab} */
export function stepsTab() {
  /** @type {"sankey" | "matrix"} */
  let as = "sankey";
  /** The place of the anchor in the log's list. */
  let anchor = "";
  /** @type {import("cesta").CountedFrom} */
  let countedFrom = "first";
  let before = 3;
  let maxSteps = 6;
  let top = 7;
  let logId = -1;
  /** @type {import("./main.js").OpenLog | undefined} */
  let known;
  return {
    id: "steps",
    title: "Steps",
    controls(log, _, changed) {
      if (log.id !== logId) anchor = "";
      logId = log.id;
      known = log;
      const around = h(
        "div.field.pair",
        null,
        choice(
          "counted",
          "Which visit",
          [
            ["first", "the first one there"],
            ["last", "the last one there"],
          ],
          countedFrom,
          (value) => {
            countedFrom = value;
            changed();
          },
        ),
        number("before", "Steps before", [0, 30], before, (value) => {
          before = value ?? before;
          changed();
        }),
      );
      around.hidden = anchor === "";
      const most = number("top", "Shown at each step", [1, 30], top, (value) => {
        top = value ?? top;
        changed();
      });
      most.hidden = as === "matrix";
      return [
        choice(
          "picture-as",
          "Picture",
          [
            ["sankey", "where they go (Sankey)"],
            ["matrix", "where they are (shares)"],
          ],
          as,
          (value) => {
            as = value;
            most.hidden = as === "matrix";
            changed();
          },
        ),
        choice(
          "anchor",
          "From",
          [["", "everyone’s first event"], ...touchpointOptions(log)],
          anchor,
          (value) => {
            anchor = value;
            around.hidden = anchor === "";
            changed();
          },
        ),
        around,
        number("max-steps", "Steps", [1, 30], maxSteps, (value) => {
          maxSteps = value ?? maxSteps;
          changed();
        }),
        most,
      ];
    },
    question(width) {
      const touchpoint = known?.touchpoints[Number(anchor)]?.touchpoint;
      const around =
        anchor === "" || touchpoint === undefined
          ? {}
          : { anchor: { touchpoint, countedFrom }, before };
      return { as, width, options: { maxSteps, top, minShare: RARE, ...around } };
    },
    show: ({ svg, customers, unanchored }, draw) => [
      h(
        "p.lead",
        null,
        unanchored > 0
          ? `${counted(customers - unanchored, "customer")}; ${counted(unanchored, "customer")} never came there.`
          : `${counted(customers, "customer")}.`,
        as === "sankey"
          ? " What is not shown by itself is in “other”."
          : ` What fewer than ${percent(RARE)} meet at every step is in “other”.`,
      ),
      draw(svg, "The picture of the steps, which scrolls"),
    ],
  };
}
