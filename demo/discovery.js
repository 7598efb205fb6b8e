/** A log without a map: what its customers did, drawn as a map, and what of it is too rare to be drawn. */
import { h, name } from "./dom.js";
import { did } from "./facts.js";
import { number, picks } from "./fields.js";
import { namesOf } from "./findings.js";
import { count, counted, percent } from "./numbers.js";

/**
 * @typedef {import("./observe.js").Discovered} Discovered
 * @typedef {import("./main.js").OpenLog} Log
 *
 * @typedef {object} Deeds
 * @property {(options: import("cesta").DiscoverOptions) => void} draw
 * @property {() => void} open opens what is drawn as a map
 */

/** How many of what was left out are named. */
const NAMED = 8;

export class DiscoveryPanel {
  /** @param {HTMLElement} frame @param {Deeds} deeds */
  constructor(frame, deeds) {
    this.frame = frame;
    this.deeds = deeds;
  }

  /** Begins with a log. @param {Log} log @param {Discovered} found */
  begin(log, found) {
    this.found = found;
    /** @type {string[]} */
    const goals = [];
    const options = { minShare: 0.05, minLinkShare: 0.1, goals };
    const changed = () => this.deeds.draw({ ...options, goals: [...goals] });
    const percentage = (
      /** @type {"minShare" | "minLinkShare"} */ option,
      /** @type {string} */ label,
    ) =>
      number(option, label, [0, 100], options[option] * 100, (value) => {
        options[option] = (value ?? 0) / 100;
        changed();
      });
    this.here = h("div.here", { "aria-live": "polite" });
    this.account = h("div.account");
    this.frame.setAttribute("aria-label", "The flow, and the map in it");
    this.frame.replaceChildren(
      h(
        "div.panel-head",
        null,
        h("p.eyebrow", null, "No map is open"),
        h("h2", { tabindex: -1 }, "Discover a map"),
        h(
          "p.soft",
          null,
          "The picture is drawn from the events alone. What is too rare is left out, and counted here.",
        ),
      ),
      this.here,
      h(
        "section.block",
        null,
        h("h3", null, "What is drawn"),
        h(
          "div.controls",
          null,
          percentage("minShare", "Touchpoints of at least, % of customers"),
          percentage("minLinkShare", "Links of at least, % of visits"),
        ),
        h("p.label", null, "What the journey is for, which no data can tell"),
        picks("goal", "Goals", log, goals, changed, { sorted: false }),
      ),
      this.account,
      h(
        "p.actions",
        null,
        h("button.main", { type: "button", onclick: this.deeds.open }, "Open it as a map"),
      ),
    );
    this.show(found);
  }

  /** @param {Discovered} found @param {string} [chosen] */
  show(found, chosen) {
    this.found = found;
    this.account?.replaceChildren(account(found));
    this.choose(chosen);
  }

  /** What customers did at a touchpoint. @param {string | undefined} id */
  choose(id) {
    const called = this.found && id !== undefined ? namesOf(this.found.spec).get(id) : undefined;
    this.here?.replaceChildren();
    if (!this.found || called === undefined || id === undefined) return;
    this.here?.append(
      h(
        "section.block",
        null,
        h("h3", null, name(called)),
        did({ overlay: this.found.overlay }, id),
      ),
    );
  }
}

/** What the map leaves out. @param {Discovered} found */
function account({ account }) {
  const { events, steps, fits, leftOutTouchpoints, leftOutLinks, otherStarts, otherEnds } = account;
  const fact = (/** @type {string} */ what, /** @type {import("cesta").Share} */ share) =>
    h(
      "div",
      null,
      h("dt", null, what),
      h(
        "dd",
        null,
        h("b", null, share.value === null ? "–" : percent(share.value)),
        h("small", null, `${count(share.count)} of ${count(share.n)}`),
      ),
    );
  return h(
    "section.block",
    null,
    h("h3", null, "What the map holds"),
    h(
      "dl.numbers",
      null,
      fact("Events at its touchpoints", events),
      fact("Steps along its links", steps),
      fact("Customers who follow it all the way", fits),
    ),
    h(
      "p.soft.small.rest",
      null,
      leftOutTouchpoints.length > 0 && [
        `Left out: ${counted(leftOutTouchpoints.length, "touchpoint")} (`,
        ...leftOutTouchpoints
          .slice(0, NAMED)
          .flatMap((it, place) => [place > 0 && ", ", name(it.touchpoint)]),
        leftOutTouchpoints.length > NAMED && ", …",
        "). ",
      ],
      leftOutLinks.length > 0 &&
        `${counted(leftOutLinks.length, "link")} too rare to be drawn. `,
      `${counted(otherStarts, "customer")} started and ${count(otherEnds)} ended elsewhere.`,
    ),
  );
}
