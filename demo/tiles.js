/** The key numbers: what was observed, and what the design says, each with what it was at first. */
import { h } from "./dom.js";
import { count, counted, decimal, duration, finePercent, percent, percentRange } from "./numbers.js";

/** @typedef {import("./worker.js").View} View */

/**
 * @param {View} view @param {View} base the view of the map as it was opened
 * @param {(touchpoints: readonly string[]) => void} showWay
 */
export function tiles(view, base, showWay) {
  return [
    observed(view, base),
    designed(view, base),
    way(view, base, showWay),
    reached(view, base),
    gaps(view, base),
  ];
}

/** @param {string} title @param {string} value @param {import("./dom.js").Child[]} basis @param {string} [was] */
function tile(title, value, basis, was) {
  return h(
    "li.tile",
    null,
    h("p.tile-name", null, title),
    h(
      "p.tile-value",
      null,
      value,
      was !== undefined && was !== value && h("small.was", null, "was ", was),
    ),
    basis.filter(Boolean).map((line) => h("p.tile-basis", null, line)),
  );
}

/** @param {View} view @param {View} base */
function observed({ overlay }, base) {
  const title = "Customers at a goal";
  if (!overlay) return tile(title, "–", ["no events are open"]);
  const value = (/** @type {{ value: number | null } | undefined} */ it) =>
    it?.value == null ? "–" : percent(it.value);
  const { conversion } = overlay;
  const range = percentRange(conversion.interval);
  return tile(
    title,
    value(conversion),
    [
      `observed: ${count(conversion.count)} of ${count(conversion.n)}`,
      range && `95\u202f% interval ${range}`,
    ],
    base.overlay && value(base.overlay.conversion),
  );
}

/** The conversion as designed. @param {View} view */
function asDesigned({ conversion: { entries } }) {
  return entries == null ? "–" : finePercent(entries);
}

/** @param {View} view @param {View} base */
function designed(view, base) {
  const { entries, uncertainty } = view.conversion;
  const basis =
    entries == null
      ? ["the map has no entry or no goal"]
      : [
          entries === 1 ? "the design loses nobody" : "by the map’s own shares",
          uncertainty >= 0.0005 && `at most ${percent(uncertainty)} off`,
        ];
  return tile("Designed conversion", asDesigned(view), basis, asDesigned(base));
}

/** What a step did to the design, in words; nothing where it is the same. @param {View} before @param {View} after */
export function designChange(before, after) {
  const change = (/** @type {string} */ what, /** @type {(view: View) => string} */ value) => {
    const [was, is] = [value(before), value(after)];
    return was !== is && `${what}: ${is}, was ${was}`;
  };
  return [
    change("designed conversion", asDesigned),
    change("likeliest way to a goal", likeliest),
  ].filter(Boolean);
}

/** What share of customers takes the likeliest way, as designed. @param {View} view */
function likeliest({ route }) {
  return route ? finePercent(route.probability) : "none";
}

/** @param {View} view @param {View} base @param {(touchpoints: readonly string[]) => void} showWay */
function way(view, base, showWay) {
  const { route } = view;
  const basis = route
    ? [
        `${counted(route.steps, "link")}, as designed`,
        `${count(route.unknown)} without a probability`,
        h(
          "button.text",
          { type: "button", onclick: () => showWay(route.touchpoints) },
          "Show it on the map",
        ),
      ]
    : ["as designed, no entry leads there"];
  return tile("Likeliest way to a goal", likeliest(view), basis, likeliest(base));
}

/** @param {View} view @param {View} base */
function reached(view, base) {
  const value = (/** @type {View} */ { reachability }) =>
    `${count(reachability.touchpoints.filter(onTheWay).length)} of ${count(reachability.touchpoints.length)}`;
  const { touchpoints } = view.reachability;
  const lost = touchpoints.filter((it) => it.fromSource == null).length;
  const stranded = touchpoints.filter((it) => it.fromSource != null && it.toTarget == null).length;
  return tile(
    "On a way to a goal",
    value(view),
    [
      `${counted(lost, "is", "are")} never reached`,
      `${counted(stranded, "leads", "lead")} to no goal`,
    ],
    value(base),
  );
}

/** @param {{ fromSource?: number | null, toTarget?: number | null }} reach */
function onTheWay(reach) {
  return reach.fromSource != null && reach.toTarget != null;
}

/** @param {View} view @param {View} base */
function gaps({ gaps }, base) {
  const { deny, warn, info } = gaps.counts;
  return tile(
    "Gaps",
    count(gaps.findings.length),
    [counted(deny, "error"), `${counted(warn, "warning")} · ${counted(info, "info")}`],
    count(base.gaps.findings.length),
  );
}

/** The key numbers of a log without a map. @param {import("./main.js").OpenLog} log */
export function logTiles({ customers, events, touchpoints, variants, mostFrequent, durations }) {
  const each = customers > 0 ? events / customers : NaN;
  return [
    tile("Customers", count(customers), ["each with at least one event"]),
    tile("Events", count(events), [`${decimal(each, 1)} per customer`]),
    tile("Touchpoints", count(touchpoints.length), [
      touchpoints[0] && `the first by ${percent(touchpoints[0].customers / customers)} of customers`,
    ]),
    tile("Different ways", count(variants), [
      `the most frequent: ${counted(mostFrequent, "customer")}`,
    ]),
    durations
      ? tile("First to last event", duration(durations.median), [
          `the middle half: ${duration(durations.p25)} to ${duration(durations.p75)}`,
        ])
      : tile("First to last event", "–", ["the events have no times"]),
  ];
}
