/** The list of gaps, with what is new and what is gone. */
import { compare, isAt } from "./compare.js";
import { h, name, quoted, s } from "./dom.js";
import { counted, plain } from "./numbers.js";

/**
 * @typedef {import("./worker.js").View} View
 * @typedef {import("cesta").Finding} Finding
 * @typedef {import("cesta").JourneySpec} Spec
 */

const LEVELS = /** @type {Record<string, string>} */ ({
  deny: "Error",
  warn: "Warning",
  info: "Info",
});
const SHAPES = /** @type {Record<string, string>} */ ({
  deny: "M-4-9.5H4L9.5-4V4L4 9.5H-4L-9.5 4V-4Z",
  warn: "M0-11L11 0L0 11L-11 0Z",
  info: "M0-8.8A8.8 8.8 0 1 1 0 8.8A8.8 8.8 0 1 1 0-8.8",
});

/** The shape of a level, as on the map. @param {string} level */
export function badge(level) {
  const mark = { deny: "×", warn: "!", info: "i" }[level] ?? "";
  return s(
    "svg",
    {
      class: `badge ${level}`,
      viewBox: "-12 -12 24 24",
      width: 18,
      height: 18,
      role: "img",
      "aria-label": LEVELS[level],
    },
    s("path", { d: SHAPES[level] }),
    s("text", { y: 4.2, "text-anchor": "middle", "aria-hidden": "true" }, mark),
  );
}

/**
 * All gaps of a map.
 *
 * @param {View} view @param {View} base
 * @param {(id: string) => void} go to a touchpoint
 */
export function allFindings(view, base, go) {
  const { marked, gone } = compare(base.gaps.findings, view.gaps.findings);
  const rows = [
    ...marked.map(({ finding, mark, was }) => row(finding, mark, was, view.spec, go)),
    ...gone.map((finding) => row(finding, "gone", undefined, view.spec, go)),
  ];
  const notRun = view.gaps.notRun;
  return [
    rows.length > 0 ? h("ol.findings", null, rows) : h("p.absent", null, "No gaps were found."),
    notRun.length > 0 &&
      h(
        "p.soft.small",
        null,
        `Could not run: ${notRun.map((it) => `${it.rule} (${WANTS[it.missing] ?? it.missing})`).join(", ")}.`,
      ),
  ].filter((it) => it instanceof Node);
}

const WANTS = /** @type {Record<string, string>} */ ({
  entry: "no entry",
  goal: "no goal",
  end: "no goal and no exit",
  route: "no way from an entry to a goal",
  expectation: "no expectations are stated",
  score: "no scores are known",
});

/**
 * The gaps at one touchpoint and the links that leave it.
 *
 * @param {View} view @param {View} base @param {string} id
 */
export function findingsAt(view, base, id) {
  const { marked, gone } = compare(base.gaps.findings, view.gaps.findings);
  const rows = [
    ...marked
      .filter(({ finding }) => isAt(finding, id))
      .map(({ finding, mark, was }) => row(finding, mark, was, view.spec)),
    ...gone
      .filter((finding) => isAt(finding, id))
      .map((finding) => row(finding, "gone", undefined, view.spec)),
  ];
  return rows.length > 0 ? h("ol.findings.few", null, rows) : h("p.absent", null, "No gaps here.");
}

/** What a step did to the gaps, in words. @param {View} before @param {View} after */
export function effect(before, after) {
  const { marked, gone } = compare(before.gaps.findings, after.gaps.findings);
  const n = (/** @type {string} */ mark) => marked.filter((it) => it.mark === mark).length;
  const words = [
    n("new") > 0 && `${counted(n("new"), "gap")} new`,
    gone.length > 0 && `${counted(gone.length, "gap")} gone`,
    n("changed") > 0 && `${counted(n("changed"), "gap")} changed`,
  ].filter(Boolean);
  return words.length > 0 ? words.join(", ") : "the gaps are the same";
}

/** What the page's lead says about the gaps. @param {View} view @param {View} base */
export function sinceOpened(view, base) {
  return view === base ? "" : `Since the map was opened: ${effect(base, view)}.`;
}

/**
 * @param {Finding} finding @param {string} mark @param {Finding | undefined} was @param {Spec} spec
 * @param {(id: string) => void} [go]
 */
function row(finding, mark, was, spec, go) {
  const became = { new: "New", changed: "Changed", gone: "Gone" }[mark];
  const numbers = finding.numbers.map((it) =>
    h("li", null, `${words(it.name)} `, h("b", null, amount(it))),
  );
  return h(
    "li",
    { class: mark === "same" ? undefined : mark },
    badge(finding.level),
    h(
      "div",
      null,
      h("p.message", null, became && h("b.mark", null, became), " ", quoted(finding.message)),
      was &&
        was.message !== finding.message &&
        h("p.soft.small", null, "Was: ", quoted(was.message)),
      mark !== "gone" && h("p.hint", null, quoted(finding.hint)),
      h(
        "p.rule",
        null,
        h("b", null, finding.rule),
        ` ${finding.name}`,
        go && [" · ", place(finding.place, spec, go)],
      ),
      numbers.length > 0 && mark !== "gone" && h("ul.numbers", null, numbers),
    ),
  );
}

/** `intervalEnd` as people say it. @param {string} name */
function words(name) {
  return name.replace(/[A-Z]/gu, (letter) => ` ${letter.toLowerCase()}`);
}

/** @param {{ value: number, unit?: string | null }} number */
function amount({ value, unit }) {
  return unit === "%" ? `${plain(value)}\u202f%` : unit ? `${plain(value)} ${unit}` : plain(value);
}

/** @param {Finding["place"]} at @param {Spec} spec @param {(id: string) => void} go */
function place(at, spec, go) {
  const names = namesOf(spec);
  const button = (/** @type {string} */ id) =>
    names.has(id)
      ? h("button.text", { type: "button", onclick: () => go(id) }, name(names.get(id) ?? id))
      : name(id);
  const called = (
    /** @type {readonly { id: string, label?: string | null }[]} */ list,
    /** @type {string} */ id,
  ) => name(list.find((it) => it.id === id)?.label ?? id);
  switch (at.kind) {
    case "touchpoint":
      return button(at.touchpoint);
    case "transition":
      return h("span", null, button(at.from), " → ", button(at.to));
    case "stage":
      return h("span", null, "stage ", called(spec.stages, at.stage));
    case "persona":
      return h("span", null, "persona ", called(spec.personas ?? [], at.persona));
    case "element":
      return name(at.path);
    default:
      return "the whole journey";
  }
}

/** What the touchpoints are called. @param {Spec} spec @returns {Map<string, string>} */
export function namesOf(spec) {
  return new Map(
    spec.stages.flatMap((stage) =>
      (stage.touchpoints ?? []).map((it) => [it.id, it.label ?? it.id]),
    ),
  );
}
