/** What customers did and said at a touchpoint. */
import { h, name } from "./dom.js";
import { count, duration, facts, finePercent, percent, percentRange, score } from "./numbers.js";

/** @typedef {import("./worker.js").View} View */

/** What was observed at a touchpoint. @param {Pick<View, "overlay">} view @param {string} id */
export function did({ overlay }, id) {
  if (!overlay) return h("p.absent", null, "No events are open.");
  const flow = overlay.touchpoints.find((it) => it.touchpoint === id);
  if (!flow || flow.visits === 0) return h("p.absent", null, "Nobody was observed here.");
  const drop = flow.dropOff;
  const rest = facts([
    `${count(flow.visits)} visits`,
    `first contact of ${count(flow.starts)} customers, last of ${count(flow.ends)}`,
    flow.untilNext &&
      `${duration(flow.untilNext.median)} until the next (median of ${count(flow.untilNext.n)})`,
  ]);
  return h(
    "div",
    null,
    h(
      "dl.numbers",
      null,
      share("Customers who came", flow.reached),
      drop?.value == null
        ? fact("Lost here", "–", "ending here is no loss")
        : share("Visits they are lost after", drop),
    ),
    h("p.soft.small.rest", null, `${rest}.`),
  );
}

/** How many come from a touchpoint to a goal, by the design. @param {View} view @param {View} base @param {string} id */
export function shall(view, base, id) {
  const from = (/** @type {View} */ { conversion }) =>
    conversion.touchpoints.find((it) => it.touchpoint === id)?.probability ?? 0;
  const [is, was] = [from(view), from(base)].map(finePercent);
  const basis = is === was ? "by the map’s own shares" : `was ${was}`;
  return h("dl.numbers", null, fact("Reach a goal from here", is, basis, from(view)));
}

/** @param {string} title @param {any} share */
function share(title, { value, count: n, n: of, interval }) {
  const range = percentRange(interval);
  return fact(
    title,
    percent(value),
    [`${count(n)} of ${count(of)}`, range && `(${range})`].filter(Boolean).join(" "),
    value,
  );
}

/** @param {string} title @param {string} value @param {string} basis @param {number} [part] */
function fact(title, value, basis, part) {
  const fill = h("span");
  fill.style.width = `${(part ?? 0) * 100}%`;
  const bar = part !== undefined && h("span.bar", { "aria-hidden": "true" }, fill);
  return h(
    "div",
    null,
    h("dt", null, title),
    h("dd", null, h("b", null, value), bar, h("small", null, basis)),
  );
}

/** The best known scores of a touchpoint. @param {View} view @param {string} id */
export function said(view, id) {
  const scores = view.scores[id].filter((it) => it.value != null);
  if (scores.length === 0)
    return h(
      "p.absent",
      null,
      view.satisfaction
        ? "Nobody was asked about it."
        : "No survey is open, and the map states no score.",
    );
  const rows = scores.map((it) => {
    const measure = view.measures.find((other) => other.id === it.measure);
    const ends =
      it.interval && ` (${score(measure, it.interval.low)}–${score(measure, it.interval.high)})`;
    const target = measure?.target != null && ` · target ${score(measure, measure.target)}`;
    return h(
      "div",
      null,
      h("dt", null, name(measure?.label ?? it.measure)),
      h(
        "dd",
        null,
        h("b", null, score(measure, it.value ?? NaN)),
        " ",
        h("small", null, it.n > 0 ? `n ${count(it.n)}` : "as designed, n not stated", ends, target),
      ),
    );
  });
  return h("dl.numbers.whole", null, rows);
}
