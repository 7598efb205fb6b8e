/** The funnel: of the map's stages, or of touchpoints that are picked. */
import { h, name } from "./dom.js";
import { choice, number, picks, unseen } from "./fields.js";
import { count, counted, duration, facts, percent, percentRange } from "./numbers.js";

/** How long the units of a window are, in milliseconds. */
const UNITS = /** @type {Record<string, number>} */ ({
  minutes: 60_000,
  hours: 3_600_000,
  days: 86_400_000,
});

/** How many touchpoints make the first funnel of a log. */
const FIRST = 4;

/** @returns {import("./behaviour.js").Tab} */
export function funnelTab() {
  /** @type {"stages" | "touchpoints"} */
  let of = "stages";
  /** @type {string[]} */
  let picked = [];
  let logId = -1;
  let withMap = false;
  /** @type {number | undefined} */
  let within;
  let unit = "days";
  /** @type {"window" | "stepWindow"} */
  let per = "window";
  /** @type {import("cesta").StepOrder} */
  let order = "ordered";
  /** @type {import("cesta").FunnelCounting} */
  let counting = "customers";
  return {
    id: "funnel",
    title: "Funnel",
    ofMap: true,
    empty: "Pick at least one touchpoint.",
    controls(log, map, changed) {
      if (log.id !== logId) picked = log.way.slice(0, FIRST);
      if (withMap !== Boolean(map)) of = map ? "stages" : "touchpoints";
      [logId, withMap] = [log.id, Boolean(map)];
      const picker = picks("step", "The steps, in order", log, picked, changed);
      picker.hidden = of === "stages";
      return [
        map &&
          choice(
            "funnel-of",
            "Steps",
            [
              ["stages", "The stages of the map"],
              ["touchpoints", "Picked touchpoints"],
            ],
            of,
            (value) => {
              of = value;
              picker.hidden = of === "stages";
              changed();
            },
          ),
        choice(
          "order",
          "Order",
          [
            ["ordered", "one after the other"],
            ["strict", "with nothing between"],
            ["any", "in any order"],
          ],
          order,
          (value) => {
            order = value;
            changed();
          },
        ),
        h(
          "fieldset.field.pair",
          null,
          h("legend", null, "Within"),
          number(
            "within",
            unseen("How many"),
            [1, 100_000],
            within,
            (value) => {
              within = value;
              changed();
            },
            { empty: "any" },
          ),
          choice(
            "unit",
            unseen("Unit"),
            Object.keys(UNITS).map((it) => [it, it]),
            unit,
            (value) => {
              unit = value;
              if (within !== undefined) changed();
            },
          ),
          choice(
            "per",
            unseen("For"),
            [
              ["window", "for the whole way"],
              ["stepWindow", "for each step"],
            ],
            per,
            (value) => {
              per = value;
              if (within !== undefined) changed();
            },
          ),
        ),
        choice(
          "counting",
          "Count",
          [
            ["customers", "customers"],
            ["sessions", "sessions"],
            ["totals", "attempts"],
          ],
          counting,
          (value) => {
            counting = value;
            changed();
          },
        ),
        picker,
      ];
    },
    question() {
      const options = {
        order,
        counting,
        ...(within === undefined ? {} : { [per]: within * UNITS[unit] }),
      };
      if (of === "stages") return { options };
      return picked.length > 0 ? { options, steps: picked } : undefined;
    },
    show: ({ funnel, svg }, draw) => [
      h("p.lead", null, lead(funnel)),
      draw(svg, "The picture of the funnel, which scrolls"),
      table(funnel),
    ],
  };
}

/** @param {import("cesta").Funnel} funnel */
function lead({ conversion, counting, open, lost, duration: took, units }) {
  const noun = /** @type {Record<string, string>} */ ({ sessions: "session", totals: "attempt" });
  const of = noun[counting] ?? "customer";
  if (conversion.value === null) return `Nobody comes in, of ${counted(units, of)}.`;
  return `${facts([
    `${percent(conversion.value)} of ${counted(conversion.n, of)} get through`,
    percentRange(conversion.interval) && `95\u202f% interval ${percentRange(conversion.interval)}`,
    took && `half of them within ${duration(took.median)}`,
    `${count(lost)} lost`,
    open > 0 && `${count(open)} still on their way`,
  ])}.`;
}

/** The same in numbers. @param {import("cesta").Funnel} funnel */
function table({ steps }) {
  const share = (/** @type {import("cesta").Share} */ { value, interval }) =>
    value === null ? "–" : `${percent(value)} (${percentRange(interval) ?? "–"})`;
  return h(
    "details.more",
    null,
    h("summary", null, "As a table"),
    h(
      "div.scroll",
      { tabindex: 0, role: "region", "aria-label": "The funnel as a table, which scrolls" },
      h(
        "table",
        null,
        h(
          "thead",
          null,
          h(
            "tr",
            null,
            ["Step", "Reached", "Of the first", "Of the one before", "After (median)", "Lost", "Last at"].map(
              (it) => h("th", { scope: "col" }, it),
            ),
          ),
        ),
        h(
          "tbody",
          null,
          steps.map((it) =>
            h(
              "tr",
              null,
              h("th", { scope: "row" }, name(it.name)),
              h("td", null, count(it.reached)),
              h("td", null, share(it.fromFirst)),
              h("td", null, share(it.fromPrevious)),
              h("td", null, it.durations ? duration(it.durations.median) : "–"),
              h("td", null, count(it.lost)),
              h(
                "td.words",
                null,
                it.lastTouchpoints
                  .slice(0, 3)
                  .map((last, place) => [
                    place > 0 && ", ",
                    name(last.touchpoint),
                    ` ${count(last.count)}`,
                  ])
                  .flat(),
              ),
            ),
          ),
        ),
      ),
    ),
  );
}
