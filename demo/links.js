/** The links that leave a touchpoint: designed, removed, and taken without being designed. */
import { h, name, remove } from "./dom.js";
import { addLink, removeLink, removedLinks, setProbability } from "./edit.js";
import { namesOf } from "./findings.js";
import { count, percent, shifted } from "./numbers.js";

/**
 * @typedef {import("./worker.js").View} View
 * @typedef {import("./panel.js").Deeds} Deeds
 */

/** How many links are offered that customers took and the map does not have. */
const OFFERED = 5;

/** @param {View} view @param {View} base @param {string} id @param {Deeds} deeds */
export function links(view, base, id, deeds) {
  const names = namesOf(view.spec);
  const called = (/** @type {string} */ it) => names.get(it) ?? it;
  const flows = view.overlay?.transitions.filter((it) => it.from === id) ?? [];
  const observed = (/** @type {string} */ to) => {
    const flow = flows.find((it) => it.to === to);
    if (!view.overlay) return undefined;
    return flow?.probability.value == null
      ? "nobody"
      : `${percent(flow.probability.value)} · ${count(flow.count)}×`;
  };
  const lit = (/** @type {string} */ to) => ({
    onpointerenter: () => deeds.light(id, to),
    onpointerleave: () => deeds.light(id),
    onfocusin: () => deeds.light(id, to),
    onfocusout: () => deeds.light(id),
  });
  const target = (/** @type {{ to: string, kind?: string }} */ link) =>
    h(
      "span.to",
      null,
      h(
        "button.text",
        { type: "button", onclick: () => deeds.choose(link.to) },
        name(called(link.to)),
      ),
      link.kind && link.kind !== "forward" && h("small.kind", null, link.kind),
    );
  const rows = view.links
    .filter((link) => link.from === id)
    .map((link, place, all) => {
      const way = `${called(id)} → ${called(link.to)}`;
      const nth = all.slice(0, place).filter((it) => it.to === link.to).length;
      const field = `link ${link.to} ${nth}`;
      const set = (/** @type {any} */ event) => {
        const text = event.target.value;
        const probability = text === "" ? undefined : shifted(text, -2);
        const label = `${way}: ${text === "" ? "no probability" : `${text}\u202f%`}`;
        deeds.change(field, label, (spec, links) =>
          setProbability(spec, links, find(links, link, nth), probability),
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
          deeds.change(field, `Link ${way} removed`, (spec, links) =>
            removeLink(spec, links, find(links, link, nth)),
          ),
        ),
      );
    });
  const gone = removedLinks(base.links, view.links)
    .filter((link) => link.from === id)
    .map((link) => {
      const way = `${called(id)} → ${called(link.to)}`;
      const restore = () =>
        deeds.change(`gone ${link.to}`, `Link ${way} restored`, (spec, links) =>
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
    .filter((it) => !it.designed && it.count > 0 && it.to !== id)
    .sort((a, b) => b.count - a.count)
    .filter((flow) => !base.links.some((link) => link.from === id && link.to === flow.to))
    .slice(0, OFFERED)
    .map((flow) => {
      const way = `${called(id)} → ${called(flow.to)}`;
      const add = () =>
        deeds.change(`offer ${flow.to}`, `Link ${way} added`, (spec, links) =>
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

/**
 * Where a link is: the nth of those with its ends. Others may have come or gone since it was shown.
 *
 * @param {readonly { from: string, to: string }[]} links
 * @param {{ from: string, to: string }} link @param {number} nth
 */
function find(links, { from, to }, nth) {
  const places = links.flatMap((it, place) => (it.from === from && it.to === to ? [place] : []));
  return places[nth] ?? -1;
}
