/** One touchpoint: what is known of it, and what can be changed. */
import { h, name } from "./dom.js";
import { emotion, scores } from "./design.js";
import { touchpoints } from "./edit.js";
import { did, said, shall } from "./facts.js";
import { findingsAt } from "./findings.js";
import { links } from "./links.js";

/** @typedef {import("./worker.js").View} View */

/**
 * @typedef {object} Deeds what the panel can ask of the page
 * @property {(id: string) => void} choose
 * @property {(from?: string, to?: string) => void} light
 * @property {(field: string, label: string, change: import("./edit.js").Change) => void} change
 */

export class Panel {
  /** @param {HTMLElement} frame @param {Deeds} deeds */
  constructor(frame, deeds) {
    this.frame = frame;
    this.deeds = deeds;
    /** @type {string | undefined} */
    this.shown = undefined;
    frame.addEventListener("change", (event) => this.#check(event), { capture: true });
  }

  /** @param {View} view @param {View} base the view of the map as it was opened @param {string | undefined} id */
  show(view, base, id) {
    const focus = this.#focus();
    const place = document.activeElement?.getBoundingClientRect().top;
    const found = touchpoints(view.spec).find(({ touchpoint }) => touchpoint.id === id);
    this.frame.replaceChildren(...(found ? this.#touchpoint(view, base, found) : nothing(view)));
    this.#refocus(focus);
    if (id !== this.shown) this.frame.scrollTop = 0;
    this.shown = id;
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
    this.frame.querySelector("[aria-describedby=refused]")?.removeAttribute("aria-describedby");
    input.setAttribute("aria-invalid", "true");
    input.setAttribute("aria-describedby", "refused");
    const words = h(
      "div.refused",
      { id: "refused", role: "alert" },
      reasons.map((reason) => h("p", null, reason)),
    );
    (input.closest("li, .row") ?? input).append(words);
    return true;
  }

  /**
   * Stops what is no number, which would be taken for a field that was emptied, and what is
   * outside of the field's range, of which the library speaks in shares and not in percent.
   *
   * @param {Event} event
   */
  #check(event) {
    const input = event.target;
    if (!(input instanceof HTMLInputElement) || input.dataset.field === undefined) return;
    const { badInput, rangeOverflow, rangeUnderflow } = input.validity;
    if (!badInput && !rangeOverflow && !rangeUnderflow) return;
    event.stopPropagation();
    this.refuse(input.dataset.field, [input.validationMessage]);
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

  /** @param {View} view @param {View} base @param {{ stage: any, touchpoint: any }} found */
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
      block("What the design says", shall(view, base, touchpoint.id)),
      block("What customers say", said(view, touchpoint.id)),
      block(
        "Change the design",
        emotion(touchpoint, this.deeds),
        scores(view, touchpoint, this.deeds),
      ),
      block("Links from here", links(view, base, touchpoint.id, this.deeds)),
    ];
  }

  /** @param {View} view @param {string | undefined} id */
  #chooser(view, id) {
    const groups = view.spec.stages.map((stage) =>
      h(
        "optgroup",
        { label: stage.label ?? stage.id },
        (stage.touchpoints ?? []).map((it) =>
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
}

/** @param {View} view */
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
