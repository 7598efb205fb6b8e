/** What the map itself says of a touchpoint's experience, to be changed. */
import { h, name, remove } from "./dom.js";
import { setEmotion, setScore } from "./edit.js";
import { count, decimal } from "./numbers.js";

/**
 * @typedef {import("./worker.js").View} View
 * @typedef {import("cesta").Touchpoint} Touchpoint
 * @typedef {import("./panel.js").Deeds} Deeds
 */

const EMOTIONS = /** @type {[number | undefined, string, string][]} */ ([
  [-2, "−2", "despair"],
  [-1, "−1", "annoyance"],
  [0, "0", "indifference"],
  [1, "+1", "pleasure"],
  [2, "+2", "delight"],
  [undefined, "–", "not stated"],
]);

/** The emotion. @param {Touchpoint} touchpoint @param {Deeds} deeds */
export function emotion(touchpoint, deeds) {
  const { id } = touchpoint;
  const choices = EMOTIONS.map(([value, sign, word]) => {
    const field = `emotion ${value}`;
    const change = () =>
      deeds.change(
        field,
        `Emotion of “${touchpoint.label ?? id}”: ${sign === "–" ? word : sign}`,
        (spec) => setEmotion(spec, id, value),
      );
    const checked = (touchpoint.emotion ?? undefined) === value;
    return h(
      "label",
      { title: word },
      h("input", {
        type: "radio",
        name: "emotion",
        "data-field": field,
        checked,
        onchange: change,
        "aria-label": `${sign === "–" ? "" : sign} ${word}`,
      }),
      h("span", { "aria-hidden": "true" }, sign),
    );
  });
  return h(
    "fieldset.emotion.row",
    null,
    h("legend", null, "Emotion, as designed"),
    h("div.segments", null, choices),
  );
}

/** The scores that the map itself carries. @param {View} view @param {Touchpoint} touchpoint @param {Deeds} deeds */
export function scores(view, touchpoint, deeds) {
  const { id } = touchpoint;
  const called = touchpoint.label ?? id;
  const declared = touchpoint.scores ?? [];
  const measureOf = (/** @type {string} */ measure) =>
    view.measures.find((it) => it.id === measure);
  const rows = declared.map((it) => {
    const measure = measureOf(it.measure);
    const label = measure?.label ?? it.measure;
    const field = `score ${it.measure}`;
    const set = (/** @type {any} */ event) => {
      const text = event.target.value;
      const value = text === "" ? undefined : Number(text);
      deeds.change(field, `${label} of “${called}”: ${text || "removed"}`, (spec) =>
        setScore(spec, id, it.measure, value),
      );
    };
    return h(
      "li.score",
      null,
      h(
        "label",
        null,
        h("span", null, name(label)),
        h("input", {
          type: "number",
          step: "any",
          value: it.value,
          "data-field": field,
          "data-next": "new score",
          onchange: set,
        }),
      ),
      h("span.soft.small", null, unit(measure), it.n ? ` · n ${count(it.n)}` : ""),
      remove(`Remove ${label}`, `${field} remove`, "new score", () =>
        deeds.change(field, `${label} of “${called}” removed`, (spec) =>
          setScore(spec, id, it.measure, undefined),
        ),
      ),
    );
  });
  const open = view.measures.filter((it) => !declared.some((score) => score.measure === it.id));
  const select = /** @type {HTMLSelectElement} */ (
    h(
      "select",
      { "data-field": "new measure", "aria-label": "Measure" },
      open.map((it) => h("option", { value: it.id }, it.label ?? it.id)),
    )
  );
  const input = /** @type {HTMLInputElement} */ (
    h("input", {
      type: "number",
      step: "any",
      required: true,
      "aria-label": "Score",
      "data-field": "new score",
    })
  );
  const hint = h("span.soft.small", null, unit(measureOf(select.value)));
  select.addEventListener("change", () => hint.replaceChildren(unit(measureOf(select.value))));
  const add = (/** @type {Event} */ event) => {
    event.preventDefault();
    const [measure, value] = [select.value, Number(input.value)];
    const label = measureOf(measure)?.label ?? measure;
    deeds.change("new score", `${label} of “${called}”: ${input.value}`, (spec) =>
      setScore(spec, id, measure, value),
    );
  };
  const asked = view.satisfaction?.touchpoints.some((it) => it.id === id);
  return h(
    "div",
    null,
    h(
      "p.label",
      null,
      "Scores, as designed",
      asked && "; where customers answered, their answers count",
    ),
    rows.length > 0 && h("ul.rows", null, rows),
    open.length > 0 &&
      h(
        "form.row.add",
        { onsubmit: add },
        select,
        input,
        hint,
        h("button", { "data-field": "add score" }, "Set"),
      ),
  );
}

/** The unit of a score. @param {any} measure */
function unit(measure) {
  switch (measure?.statistic?.kind) {
    case "boxes":
      return "% of answers";
    case "net":
      return "points, −100 to 100";
    default:
      return measure ? `mean, ${decimal(measure.min, 0)} to ${decimal(measure.max, 0)}` : "";
  }
}
