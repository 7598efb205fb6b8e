/** What customers did: the tabs beside the map, each of which is asked for when it is looked at. */
import { at, h } from "./dom.js";
import { download } from "./files.js";
import { funnelTab } from "./funnel.js";
import { sourceOf } from "./head.js";
import { Stopped } from "./library.js";
import { linksTab, variantsTab } from "./lists.js";
import { Picture } from "./picture.js";
import { placesOf, sentence } from "./problems.js";
import { rhythmTab } from "./rhythm.js";
import { stepsTab } from "./steps.js";

/**
 * @typedef {import("./main.js").OpenLog} Log
 * @typedef {import("./worker.js").View} View
 * @typedef {import("./dom.js").Child} Child
 *
 * @typedef {object} Tab
 * @property {string} id the question, too
 * @property {string} title
 * @property {boolean} [ofMap] whether its answer changes with the map
 * @property {(log: Log, map: View | undefined, changed: () => void) => Child[]} controls made anew for each log
 * @property {(width: number) => object | undefined} question undefined where something has to be chosen first
 * @property {(answer: any, draw: (svg: string, label: string) => HTMLElement) => Child[]} show
 * @property {string} [empty] what is said where something has to be chosen first
 */

export class Behaviour {
  /** @param {HTMLElement} frame @param {(ask: string, question: object) => Promise<any>} ask */
  constructor(frame, ask) {
    this.frame = frame;
    this.ask = ask;
    /** @type {Log | undefined} */
    this.log = undefined;
    /** @type {View | undefined} */
    this.map = undefined;
    this.places = [funnelTab(), stepsTab(), linksTab(), variantsTab(), rhythmTab()].map(
      (tab) => new Place(tab, this),
    );
    this.open = this.places[0];
    at("tabs").replaceChildren(...this.places.map(({ button }) => button));
    at("tab-panels").replaceChildren(...this.places.map(({ panel }) => panel));
    at("tabs").addEventListener("keydown", (/** @type {KeyboardEvent} */ event) => this.#key(event));
    this.#turn(this.open);
  }

  /** Shows what a log says, or hides everything. @param {Log | undefined} log @param {View | undefined} map */
  show(log, map) {
    this.frame.hidden = log === undefined;
    const other = log?.id !== this.log?.id || Boolean(map) !== Boolean(this.map);
    const [before, after] = [this.map, map].map((it) => it && JSON.stringify(it.spec.stages));
    this.log = log;
    this.map = map;
    if (!log) return;
    at("source").replaceChildren(...clean(sourceOf(log)));
    at("columns").hidden = log.table.as === "xes";
    at("columns").textContent = log.table.as === "sequences" ? "Skip lines…" : "Other columns…";
    for (const place of this.places) {
      if (other) place.renew(log, map);
      else if (place.tab.ofMap && before !== after) place.wanted += 1;
    }
    this.open.look();
  }

  /** @param {Place} place */
  turn(place) {
    this.#turn(place);
    if (this.log) place.look();
  }

  /** @param {Place} place */
  #turn(place) {
    this.open = place;
    for (const it of this.places) it.select(it === place);
  }

  /** @param {KeyboardEvent} event */
  #key(event) {
    const last = this.places.length - 1;
    const now = this.places.indexOf(this.open);
    const next = {
      ArrowRight: now === last ? 0 : now + 1,
      ArrowLeft: now === 0 ? last : now - 1,
      Home: 0,
      End: last,
    }[event.key];
    if (next === undefined || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    this.turn(this.places[next]);
    this.open.button.focus();
  }
}

/** One tab: its button, what can be set, and the last answer. */
class Place {
  /** @param {Tab} tab @param {Behaviour} whole */
  constructor(tab, whole) {
    this.tab = tab;
    this.whole = whole;
    this.picture = new Picture();
    /** Counts what was set, so that an answer to something older is known. */
    this.wanted = 0;
    this.shown = -1;
    this.file = "";
    this.asking = false;
    this.button = h(
      "button.tab",
      {
        type: "button",
        role: "tab",
        id: `tab-${tab.id}`,
        "aria-controls": `panel-${tab.id}`,
        onclick: () => whole.turn(this),
      },
      tab.title,
    );
    this.controls = h("div.controls");
    this.result = h("div.result");
    this.panel = h(
      "div.tab-panel",
      { role: "tabpanel", id: `panel-${tab.id}`, "aria-labelledby": `tab-${tab.id}` },
      this.controls,
      this.result,
    );
  }

  /** @param {boolean} on */
  select(on) {
    this.button.setAttribute("aria-selected", String(on));
    this.button.tabIndex = on ? 0 : -1;
    this.panel.hidden = !on;
  }

  /** For another log, or another map. @param {Log} log @param {View | undefined} map */
  renew(log, map) {
    this.controls.replaceChildren(...clean(this.tab.controls(log, map, () => this.#change())));
    this.controls.hidden = !this.controls.hasChildNodes();
    this.result.replaceChildren();
    this.file = log.name;
    this.wanted += 1;
  }

  #change() {
    this.wanted += 1;
    this.look();
  }

  /** Asks for what is not known yet: one question at a time, and in the end the latest. */
  async look() {
    if (this.asking || this.shown === this.wanted) return;
    this.asking = true;
    this.result.setAttribute("aria-busy", "true");
    try {
      while (this.shown !== this.wanted) {
        const asked = this.wanted;
        const content = await this.#answer();
        this.shown = asked;
        if (asked === this.wanted) this.#put(content);
      }
    } finally {
      this.asking = false;
      this.result.removeAttribute("aria-busy");
    }
  }

  /** What was unfolded stays so. @param {Child[]} content */
  #put(content) {
    const unfolded = this.result.querySelector("details")?.open ?? false;
    this.result.replaceChildren(...clean(content));
    const details = this.result.querySelector("details");
    if (details) details.open = unfolded;
  }

  /** @returns {Promise<Child[]>} */
  async #answer() {
    const { tab, whole } = this;
    const question = tab.question(this.panel.clientWidth);
    if (!question) return [h("p.absent", null, tab.empty)];
    const { wanted } = this;
    try {
      const answer = await whole.ask(tab.id, question);
      return wanted === this.wanted
        ? tab.show(answer, (svg, label) => this.#draw(svg, label))
        : [];
    } catch (error) {
      // Where another library took its place, the next one is asked by itself.
      if (error instanceof Stopped) return [this.#stopped()];
      return [refusal(/** @type {Error} */ (error))];
    }
  }

  /** Nothing is asked again that was stopped, but on request. */
  #stopped() {
    return h(
      "p.absent",
      null,
      "This was stopped. ",
      h("button.text", { type: "button", onclick: () => this.#change() }, "Ask again"),
    );
  }

  /** A picture that scrolls where it is wider than its place. @param {string} svg @param {string} label */
  #draw(svg, label) {
    const picture = this.picture.draw(svg);
    const { width } = picture.viewBox.baseVal;
    picture.style.setProperty("--width", `${width}px`);
    const save = () => download(`${this.file}-${this.tab.id}.svg`, "image/svg+xml", svg);
    return h(
      "div",
      null,
      h("div.picture.still", { role: "region", "aria-label": label, tabindex: 0 }, picture),
      h("button.text.small", { type: "button", onclick: save }, "Download this picture"),
    );
  }
}

/** What the library says against a question. @param {Error} error */
function refusal(error) {
  const reasons = placesOf(error).rows.map(({ message }) => message);
  return h(
    "div.refusal",
    { role: "alert" },
    (reasons.length > 0 ? reasons : [error.message]).map((reason) => h("p", null, sentence(reason))),
  );
}

/** @param {Child[]} content @returns {(Node | string)[]} */
function clean(content) {
  return [...h("div", null, content).childNodes];
}
