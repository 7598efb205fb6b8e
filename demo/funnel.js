/** The funnel: of the map's stages, or of touchpoints that are picked. */
import { h, name } from "./dom.js";
import { choice, number, picks, unseen } from "./fields.js";
import { count, counted, decimal, duration, facts, percent, percentRange } from "./numbers.js";

/** How long the units of a window are, in milliseconds. */
const UNITS = /** @type {Record<string, number>} */ ({
  minutes: 60_000,
  hours: 3_600_000,
  days: 86_400_000,
});

/** How many touchpoints make the first funnel of a log. */
const FIRST = 4;

/** How many values of a column are told apart. */
const GROUPS = 8;

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
  /** The column that it is broken down by. */
  let by = "";
  return {
    id: "funnel",
    title: "Funnel",
    ofMap: true,
    empty: "Pick at least one touchpoint.",
    controls(log, map, changed) {
      if (log.id !== logId) picked = log.way.slice(0, FIRST);
      if (!log.groups.includes(by)) by = "";
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
        log.groups.length > 0 &&
          choice(
            "by",
            "Apart by",
            [["", "nothing"], ...log.groups.map((it) => /** @type {[string, string]} */ ([it, it]))],
            by,
            (value) => {
              by = value;
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
        ...(by === "" ? {} : { by: { column: by, limit: GROUPS } }),
      };
      if (of === "stages") return { options };
      return picked.length > 0 ? { options, steps: picked } : undefined;
    },
    show: ({ funnel, svg }, draw) => [
      h("p.lead", null, lead(funnel)),
      draw(svg, "The picture of the funnel, which scrolls"),
      table(funnel),
      funnel.segments.length > 0 && groups(funnel, by),
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

/** Who gets through of each group, beside all others. @param {import("cesta").Funnel} funnel @param {string} by */
function groups({ segments }, by) {
  const points = (/** @type {number} */ it) => `${it > 0 ? "+" : ""}${decimal(it * 100, 1)}`;
  const beside = (/** @type {import("cesta").FunnelSegment} */ { difference, adjustedP }) => {
    if (difference == null) return "too few to tell";
    const { value, interval } = difference;
    return facts([
      `${points(value)} points${interval ? ` (${points(interval.low)} – ${points(interval.high)})` : ""}`,
      adjustedP != null && `adjusted p ${adjustedP < 0.001 ? "< 0.001" : decimal(adjustedP, 3)}`,
    ]);
  };
  return scrolling(
    "The groups, which scroll",
    [name(by), "Came in", "Got through", "Of these", "Beside all others"],
    segments.map((it) => [
      it.value === null ? counted(it.values, "other value") : name(it.value),
      count(it.steps[0]?.reached ?? 0),
      count(it.conversion.count),
      share(it.conversion),
      beside(it),
    ]),
  );
}

/** @param {import("cesta").Share} share */
function share({ value, interval }) {
  return value === null ? "–" : `${percent(value)} (${percentRange(interval) ?? "–"})`;
}

/**
 * A table whose rows begin with what they are about.
 *
 * @param {string} label @param {import("./dom.js").Child[]} heads @param {import("./dom.js").Child[][]} rows
 */
function scrolling(label, heads, rows) {
  return h(
    "div.scroll",
    { tabindex: 0, role: "region", "aria-label": label },
    h(
      "table",
      null,
      h("thead", null, h("tr", null, heads.map((it) => h("th", { scope: "col" }, it)))),
      h(
        "tbody",
        null,
        rows.map(([about, ...cells]) =>
          h("tr", null, h("th", { scope: "row" }, about), cells.map((it) => h("td", null, it))),
        ),
      ),
    ),
  );
}

/** The same in numbers. @param {import("cesta").Funnel} funnel */
function table({ steps }) {
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
