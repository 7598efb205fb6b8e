/** What customers did, as lists: the links that they took, and the ways that they went. */
import { h, name } from "./dom.js";
import { choice, number } from "./fields.js";
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
      const most = rows[0]?.count ?? 1;
      return [
        h("p.lead", null, `${counted(links, "link")} were taken, the busiest first.`),
        scrolling("The links, which scroll", rows, (row) => link(row, most), [
          "Link",
          "Times",
          "Of the visits before",
          "Customers",
          "After (median)",
        ]),
      ];
    },
  };
}

/** @returns {import("./behaviour.js").Tab} */
export function variantsTab() {
  let sessions = false;
  let limit = ROWS;
  return {
    id: "variants",
    title: "Variants",
    controls: (_, __, changed) => [
      choice(
        "ways-of",
        "The ways of",
        [
          ["", "customers, from first to last"],
          ["sessions", "sessions, cut at 30 idle minutes"],
        ],
        sessions ? "sessions" : "",
        (value) => {
          sessions = value !== "";
          changed();
        },
      ),
      number("ways", "Shown", [1, 100], limit, (value) => {
        limit = value ?? limit;
        changed();
      }),
    ],
    question: () => ({ limit, sessions }),
    show({ svg, rows, listed, customers, variants }, draw) {
      const all = `${counted(customers, sessions ? "session" : "customer")} went ${counted(variants, "different way")}`;
      return [
        h("p.lead", null, `${all}; ${percent(listed)} went one of these ${count(rows.length)}.`),
        draw(svg, "The picture of the ways, which scrolls"),
        h(
          "details.more",
          null,
          h("summary", null, "As a table"),
          scrolling("The ways as a table, which scrolls", rows, way, [
            sessions ? "Sessions" : "Customers",
            "Share",
            "Took (median)",
            "Way",
          ]),
        ),
      ];
    },
  };
}

/** @param {any} row @param {number} most */
function link({ from, to, count: times, share, customers, median }, most) {
  return [
    h("th", { scope: "row" }, name(from), " → ", name(to)),
    h("td.measured", null, bar(times / most), count(times)),
    h("td", null, share === null ? "–" : percent(share)),
    h("td", null, count(customers)),
    h("td", null, median === undefined ? "–" : duration(median)),
  ];
}

/** @param {any} row */
function way({ count: customers, share, median, touchpoints, more }) {
  return [
    h("td", null, count(customers)),
    h("td", null, percent(share)),
    h("td", null, median === undefined ? "–" : duration(median)),
    h(
      "td.words",
      null,
      touchpoints.flatMap((/** @type {string} */ it, /** @type {number} */ place) => [
        place > 0 && " → ",
        name(it),
      ]),
      more > 0 && h("span.soft", null, ` … ${count(more)} more`),
    ),
  ];
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
 * @param {string} label @param {any[]} rows @param {(row: any) => HTMLElement[]} cells @param {string[]} heads
 */
function scrolling(label, rows, cells, heads) {
  const body = h("tbody", null);
  const more = h("button", { type: "button" });
  let shown = 0;
  const grow = () => {
    body.append(...rows.slice(shown, shown + ROWS).map((row) => h("tr", null, cells(row))));
    shown = Math.min(rows.length, shown + ROWS);
    more.hidden = shown === rows.length;
    more.textContent = `Show ${count(Math.min(ROWS, rows.length - shown))} more`;
  };
  more.addEventListener("click", grow);
  grow();
  return h(
    "div.scroll",
    { tabindex: 0, role: "region", "aria-label": label },
    h(
      "table",
      null,
      h(
        "thead",
        null,
        h(
          "tr",
          null,
          heads.map((it) => h(it === "Way" ? "th.words" : "th", { scope: "col" }, it)),
        ),
      ),
      body,
    ),
    more,
  );
}
