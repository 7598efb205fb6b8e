/** One touchpoint: what is known of it, and what can be changed. */
import { h, name } from "./dom.js";
import {
  addLink,
  removedLinks,
  removeLink,
  setEmotion,
  setProbability,
  setScore,
  touchpoints,
} from "./edit.js";
import { findingsAt, namesOf } from "./findings.js";
import { count, decimal, duration, percent, percentRange, score, shifted } from "./numbers.js";

/** How many links are offered that customers took and the map does not have. */
const OFFERED = 5;

const EMOTIONS = /** @type {[number | undefined, string, string][]} */ ([
  [-2, "−2", "despair"],
  [-1, "−1", "annoyance"],
  [0, "0", "indifference"],
  [1, "+1", "pleasure"],
  [2, "+2", "delight"],
  [undefined, "–", "not stated"],
]);

/**
 * @typedef {object} Deeds what the panel can ask of the page
 * @property {(id: string) => void} choose
 * @property {(from?: string, to?: string) => void} light
 * @property {(field: string, label: string, change: (spec: any, links: any[]) => any) => void} change
 */

export class Panel {
  /** @param {HTMLElement} frame @param {Deeds} deeds */
  constructor(frame, deeds) {
    this.frame = frame;
    this.deeds = deeds;
  }

  /** @param {any} view @param {any} base the view of the map as it was opened @param {string | undefined} id */
  show(view, base, id) {
    const focus = this.#focus();
    const place = document.activeElement?.getBoundingClientRect().top;
    const found = touchpoints(view.spec).find(({ touchpoint }) => touchpoint.id === id);
    this.frame.replaceChildren(...(found ? this.#touchpoint(view, base, found) : nothing(view)));
    this.#refocus(focus);
    // What somebody works with stays where it is, whatever grows above it.
    const moved = (document.activeElement?.getBoundingClientRect().top ?? 0) - (place ?? 0);
    if (focus?.field) {
      const before = this.frame.scrollTop;
      this.frame.scrollTop += moved;
      scrollBy({ top: moved - (this.frame.scrollTop - before), behavior: "instant" });
    }
  }

  /** To the heading. */
  focus() {
    /** @type {HTMLElement | null} */ (this.frame.querySelector("h2"))?.focus();
  }

  /**
   * Says at a field why its value was refused. The value stays there to be corrected.
   *
   * @param {string} field @param {string[]} reasons
   */
  refuse(field, reasons) {
    const input = this.frame.querySelector(`[data-field="${CSS.escape(field)}"]`);
    if (!input) return false;
    this.frame.querySelector(".refused")?.remove();
    input.setAttribute("aria-invalid", "true");
    input.setAttribute("aria-describedby", "refused");
    const list = h(
      "ul.refused",
      { id: "refused", role: "alert" },
      reasons.map((reason) => h("li", null, reason)),
    );
    (input.closest("li, .row") ?? input).append(list);
    return true;
  }

  /** What has the focus, and what stands in it. */
  #focus() {
    const active = document.activeElement;
    if (!(active instanceof HTMLElement) || !this.frame.contains(active)) return undefined;
    const typed =
      active instanceof HTMLInputElement &&
      active.type === "number" &&
      active.value !== active.defaultValue
        ? active.value
        : undefined;
    return { field: active.dataset.field, next: active.dataset.next, typed };
  }

  /** @param {{ field?: string, next?: string, typed?: string } | undefined} focus */
  #refocus(focus) {
    if (!focus) return;
    const find = (/** @type {string | undefined} */ field) =>
      field === undefined
        ? null
        : /** @type {HTMLElement | null} */ (
            this.frame.querySelector(`[data-field="${CSS.escape(field)}"]`)
          );
    const element = find(focus.field) ?? find(focus.next);
    if (
      focus.typed !== undefined &&
      element instanceof HTMLInputElement &&
      element.dataset.field === focus.field
    )
      element.value = focus.typed;
    // What had the focus may be gone with the change: then the heading is the place to go on from.
    if (element) element.focus({ preventScroll: true });
    else this.focus();
  }

  /** @param {any} view @param {any} base @param {{ stage: any, touchpoint: any }} found */
  #touchpoint(view, base, { stage, touchpoint }) {
    const all = touchpoints(view.spec);
    const number = all.findIndex((it) => it.touchpoint === touchpoint) + 1;
    const facts = [
      stage.label ?? stage.id,
      touchpoint.role && touchpoint.role !== "step" && touchpoint.role,
      touchpoint.momentOfTruth && "★ moment of truth",
    ].filter(Boolean);
    const owner = touchpoint.owner ?? stage.owner;
    return [
      h(
        "div.panel-head",
        null,
        h(
          "div.chooser",
          null,
          this.#chooser(view, touchpoint.id),
          h("a.narrow", { href: "#map" }, "To the map"),
        ),
        h(
          "p.eyebrow",
          null,
          facts.map((fact, place) => [place > 0 && " · ", name(String(fact))]).flat(),
        ),
        h(
          "h2",
          { tabindex: -1 },
          h("span.number", null, number),
          " ",
          name(touchpoint.label ?? touchpoint.id),
        ),
        touchpoint.description && h("p.soft", null, name(touchpoint.description)),
        h("p.soft.small", null, owner ? ["Owner: ", name(owner)] : "Nobody owns it"),
      ),
      block("Gaps here", findingsAt(view, base, touchpoint.id)),
      block("What customers did", did(view, touchpoint.id)),
      block("What customers say", said(view, touchpoint.id)),
      block("Change the design", this.#emotion(touchpoint), this.#scores(view, touchpoint)),
      block("Links from here", this.#links(view, base, touchpoint.id)),
    ];
  }

  /** @param {any} view @param {string | undefined} id */
  #chooser(view, id) {
    const groups = view.spec.stages.map((/** @type {any} */ stage) =>
      h(
        "optgroup",
        { label: stage.label ?? stage.id },
        (stage.touchpoints ?? []).map((/** @type {any} */ it) =>
          h("option", { value: it.id, selected: it.id === id }, it.label ?? it.id),
        ),
      ),
    );
    const select = h(
      "select",
      {
        "data-field": "touchpoint",
        onchange: (/** @type {any} */ event) => this.deeds.choose(event.target.value),
      },
      groups,
    );
    return h("label", null, h("span.vh", null, "Touchpoint"), select);
  }

  /** @param {any} touchpoint */
  #emotion(touchpoint) {
    const { id } = touchpoint;
    const choices = EMOTIONS.map(([value, sign, word]) => {
      const field = `emotion ${value}`;
      const change = () =>
        this.deeds.change(
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

  /** The scores that the map itself carries. @param {any} view @param {any} touchpoint */
  #scores(view, touchpoint) {
    const { id } = touchpoint;
    const called = touchpoint.label ?? id;
    const declared = touchpoint.scores ?? [];
    const measureOf = (/** @type {string} */ measure) =>
      view.measures.find((/** @type {any} */ it) => it.id === measure);
    const rows = declared.map((/** @type {any} */ it) => {
      const measure = measureOf(it.measure);
      const label = measure?.label ?? it.measure;
      const field = `score ${it.measure}`;
      const set = (/** @type {any} */ event) => {
        const text = event.target.value;
        const value = text === "" ? undefined : Number(text);
        this.deeds.change(field, `${label} of “${called}”: ${text || "removed"}`, (spec) =>
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
          this.deeds.change(field, `${label} of “${called}” removed`, (spec) =>
            setScore(spec, id, it.measure, undefined),
          ),
        ),
      );
    });
    const open = view.measures.filter(
      (/** @type {any} */ it) =>
        !declared.some((/** @type {any} */ score) => score.measure === it.id),
    );
    const select = /** @type {HTMLSelectElement} */ (
      h(
        "select",
        { "data-field": "new measure", "aria-label": "Measure" },
        open.map((/** @type {any} */ it) => h("option", { value: it.id }, it.label ?? it.id)),
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
      this.deeds.change("new score", `${label} of “${called}”: ${input.value}`, (spec) =>
        setScore(spec, id, measure, value),
      );
    };
    const asked = view.satisfaction?.touchpoints.some((/** @type {any} */ it) => it.id === id);
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

  /** @param {any} view @param {any} base @param {string} id */
  #links(view, base, id) {
    const names = namesOf(view.spec);
    const called = (/** @type {string} */ it) => names.get(it) ?? it;
    const flows = view.overlay?.transitions.filter((/** @type {any} */ it) => it.from === id) ?? [];
    const observed = (/** @type {string} */ to) => {
      const flow = flows.find((/** @type {any} */ it) => it.to === to);
      if (!view.overlay) return undefined;
      return flow?.probability.value == null
        ? "nobody"
        : `${percent(flow.probability.value)} · ${count(flow.count)}×`;
    };
    const lit = (/** @type {string} */ to) => ({
      onpointerenter: () => this.deeds.light(id, to),
      onpointerleave: () => this.deeds.light(id),
      onfocusin: () => this.deeds.light(id, to),
      onfocusout: () => this.deeds.light(id),
    });
    const target = (/** @type {any} */ link) =>
      h(
        "span.to",
        null,
        h(
          "button.text",
          { type: "button", onclick: () => this.deeds.choose(link.to) },
          name(called(link.to)),
        ),
        link.kind && link.kind !== "forward" && h("small.kind", null, link.kind),
      );
    const rows = view.links
      .flatMap((/** @type {any} */ link, /** @type {number} */ index) =>
        link.from === id ? [{ link, index }] : [],
      )
      .map(
        (
          /** @type {{ link: any, index: number }} */ { link, index },
          /** @type {number} */ place,
          /** @type {{ link: any }[]} */ all,
        ) => {
          const way = `${called(id)} → ${called(link.to)}`;
          const nth = all.slice(0, place).filter((it) => it.link.to === link.to).length;
          const field = `link ${link.to} ${nth}`;
          const set = (/** @type {any} */ event) => {
            const text = event.target.value;
            const probability = text === "" ? undefined : shifted(text, -2);
            const label = `${way}: ${text === "" ? "no probability" : `${text}\u202f%`}`;
            this.deeds.change(field, label, (spec, links) =>
              setProbability(spec, links, index, probability),
            );
          };
          const value = link.probability == null ? "" : shifted(link.probability, 2);
          return h(
            "li.link",
            lit(link.to),
            target(link),
            h("span.taken.small.soft", null, observed(link.to)),
            h(
              "label",
              null,
              h("span.vh", null, `Probability of ${way}, in percent`),
              h("input", {
                type: "number",
                min: 0,
                max: 100,
                step: "any",
                value,
                placeholder: "shared",
                "data-field": field,
                onchange: set,
              }),
              h("span", { "aria-hidden": "true" }, "%"),
            ),
            remove(`Remove the link ${way}`, `${field} remove`, `gone ${link.to}`, () =>
              this.deeds.change(field, `Link ${way} removed`, (spec, links) =>
                removeLink(spec, links, index),
              ),
            ),
          );
        },
      );
    const gone = removedLinks(base.links, view.links)
      .filter((link) => link.from === id)
      .map((link) => {
        const way = `${called(id)} → ${called(link.to)}`;
        const restore = () =>
          this.deeds.change(`gone ${link.to}`, `Link ${way} restored`, (spec, links) =>
            addLink(spec, links, link),
          );
        return h(
          "li.link.gone",
          null,
          h("span.to", null, h("s", null, name(called(link.to))), h("small.kind", null, "removed")),
          h("span.taken.small.soft", null, observed(link.to)),
          h(
            "button",
            {
              type: "button",
              "data-field": `gone ${link.to}`,
              "data-next": `link ${link.to} 0`,
              "aria-label": `Restore the link ${way}`,
              onclick: restore,
            },
            "Restore",
          ),
        );
      });
    const offers = flows
      .filter((/** @type {any} */ it) => !it.designed && it.count > 0 && it.to !== id)
      .sort((/** @type {any} */ a, /** @type {any} */ b) => b.count - a.count)
      .filter(
        (/** @type {any} */ flow) =>
          !base.links.some((/** @type {any} */ link) => link.from === id && link.to === flow.to),
      )
      .slice(0, OFFERED)
      .map((/** @type {any} */ flow) => {
        const way = `${called(id)} → ${called(flow.to)}`;
        const add = () =>
          this.deeds.change(`offer ${flow.to}`, `Link ${way} added`, (spec, links) =>
            addLink(spec, links, { from: id, to: flow.to }),
          );
        return h(
          "li.link.offer",
          lit(flow.to),
          target(flow),
          h("span.taken.small.soft", null, observed(flow.to)),
          h(
            "button",
            {
              type: "button",
              "data-field": `offer ${flow.to}`,
              "data-next": `link ${flow.to} 0`,
              "aria-label": `Add the link ${way} to the map`,
              onclick: add,
            },
            "Add",
          ),
        );
      });
    return h(
      "div",
      null,
      rows.length + gone.length > 0
        ? [
            h(
              "p.link-head.small.soft",
              { "aria-hidden": "true" },
              h("span", null, "To"),
              h("span", null, view.overlay ? "Observed" : ""),
              h("span", null, "Designed"),
            ),
            h("ul.rows", null, rows, gone),
          ]
        : h("p.absent", null, "No link leaves it."),
      offers.length > 0 && [
        h("p.label", null, "Taken, but not in the map"),
        h("ul.rows", null, offers),
      ],
    );
  }
}

/** @param {any} view */
function nothing(view) {
  const n = touchpoints(view.spec).length;
  return [
    h(
      "div.panel-head",
      null,
      h("h2", { tabindex: -1 }, "No touchpoint"),
      h("p.soft", null, n > 0 ? "Choose one on the map." : "The map has none."),
    ),
  ];
}

/** @param {string} title @param {...HTMLElement} content */
function block(title, ...content) {
  return h("section.block", null, h("h3", null, title), content);
}

/** @param {string} label @param {string} field @param {string} next @param {() => void} act */
function remove(label, field, next, act) {
  return h(
    "button.icon.remove",
    {
      type: "button",
      "aria-label": label,
      title: label,
      "data-field": field,
      "data-next": next,
      onclick: act,
    },
    "×",
  );
}

/** What was observed at a touchpoint. @param {any} view @param {string} id */
function did({ overlay }, id) {
  if (!overlay) return h("p.absent", null, "No events are open.");
  const flow = overlay.touchpoints.find((/** @type {any} */ it) => it.touchpoint === id);
  if (!flow || flow.visits === 0) return h("p.absent", null, "Nobody was observed here.");
  const drop = flow.dropOff;
  const rest = [
    `${count(flow.visits)} visits`,
    `first contact of ${count(flow.starts)} customers, last of ${count(flow.ends)}`,
    flow.untilNext &&
      `${duration(flow.untilNext.median)} until the next (median of ${count(flow.untilNext.n)})`,
  ].filter(Boolean);
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
    h("p.soft.small.rest", null, `${rest.join(" · ")}.`),
  );
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

/** The best known scores of a touchpoint. @param {any} view @param {string} id */
function said(view, id) {
  const scores = view.scores[id].filter((/** @type {any} */ it) => it.value != null);
  if (scores.length === 0)
    return h(
      "p.absent",
      null,
      view.satisfaction
        ? "Nobody was asked about it."
        : "No survey is open, and the map states no score.",
    );
  const rows = scores.map((/** @type {any} */ it) => {
    const measure = view.measures.find((/** @type {any} */ other) => other.id === it.measure);
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
        h("b", null, score(measure, it.value)),
        " ",
        h("small", null, it.n > 0 ? `n ${count(it.n)}` : "as designed, n not stated", ends, target),
      ),
    );
  });
  return h("dl.numbers.whole", null, rows);
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
