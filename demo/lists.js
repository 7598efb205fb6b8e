/** What customers did, as lists: the links that they took, and the ways that they went. */
import { h, name } from "./dom.js";
import { choice } from "./fields.js";
import { count, counted, duration, percent } from "./numbers.js";

/** How many rows there are at first, and how many each press of a button adds. */
const ROWS = 20;

/** @returns {import("./behaviour.js").Tab} */
export function linksTab() {
  return {
    id: "links",
    title: "Links",
    controls: () => [],
    question: () => ({}),
    show({ rows, links }) {
      const most = Math.max(1, ...rows.map((/** @type {any} */ it) => it.count));
      return [
        h("p.lead", null, `${counted(links, "link")} were taken, the busiest first.`),
        h(
          "div.scroll",
          { tabindex: 0, role: "region", "aria-label": "The links, which scroll" },
          growing(rows, (row) =>
            h(
              "tr",
              null,
              h("th", { scope: "row" }, name(row.from), " → ", name(row.to)),
              h("td.measured", null, bar(row.count / most), count(row.count)),
              h("td", null, row.share === null ? "–" : percent(row.share)),
              h("td", null, count(row.customers)),
              h("td", null, row.median === undefined ? "–" : duration(row.median)),
            ),
            ["Link", "Times", "Of the visits before", "Customers", "After (median)"],
          ),
        ),
      ];
    },
  };
}

/** @returns {import("./behaviour.js").Tab} */
export function variantsTab() {
  let sessions = false;
  return {
    id: "variants",
    title: "Variants",
    controls: (_, __, changed) => [
      choice(
        "ways-of",
        "The ways of",
        [
          ["", "customers, from first to last"],
          ["sessions", "sessions, with no pause over half an hour"],
        ],
        sessions ? "sessions" : "",
        (value) => {
          sessions = value !== "";
          changed();
        },
      ),
    ],
    question: () => ({ limit: 100, sessions }),
    show({ rows, customers, variants }) {
      return [
        h(
          "p.lead",
          null,
          `${counted(customers, sessions ? "session" : "customer")} went ${counted(variants, "different way")}, the most frequent first.`,
        ),
        h(
          "div.scroll",
          { tabindex: 0, role: "region", "aria-label": "The ways, which scroll" },
          growing(rows, (row) =>
            h(
              "tr",
              null,
              h("td.measured", null, bar(row.count / Math.max(1, rows[0].count)), count(row.count)),
              h("td", null, percent(row.count / customers)),
              h("td", null, row.median === undefined ? "–" : duration(row.median)),
              h("td.words", null, way(row)),
            ),
            [sessions ? "Sessions" : "Customers", "Share", "Took (median)", "Way"],
          ),
        ),
      ];
    },
  };
}

/** @param {{ touchpoints: string[], more: number }} row */
function way({ touchpoints, more }) {
  return [
    touchpoints.map((it, place) => [place > 0 && " → ", name(it)]).flat(),
    more > 0 ? h("span.soft", null, ` … ${count(more)} more`) : null,
  ].flat();
}

/** @param {number} share */
function bar(share) {
  const line = h("span.amount", { "aria-hidden": "true" });
  line.style.setProperty("--share", String(share));
  return line;
}

/**
 * A table that shows its first rows, and more of them when it is asked to.
 *
 * @template R @param {R[]} rows @param {(row: R) => HTMLElement} row @param {string[]} heads
 */
function growing(rows, row, heads) {
  const body = h("tbody", null);
  const more = h("button", { type: "button" });
  let shown = 0;
  const grow = () => {
    body.append(...rows.slice(shown, shown + ROWS).map(row));
    shown = Math.min(rows.length, shown + ROWS);
    more.hidden = shown === rows.length;
    more.textContent = `Show ${count(Math.min(ROWS, rows.length - shown))} more`;
  };
  more.addEventListener("click", grow);
  grow();
  return [
    h(
      "table",
      null,
      h("thead", null, h("tr", null, heads.map((it) => h(it === "Way" ? "th.words" : "th", { scope: "col" }, it)))),
      body,
    ),
    more,
  ];
}
