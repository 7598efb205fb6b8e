/**
 * What became of the findings: which are new, which are gone, and which say something else.
 *
 * @typedef {import("cesta").Finding} Finding
 * @typedef {"new" | "changed" | "same"} Mark
 */

/**
 * A finding is the same one if it is of the same rule at the same place, the first of several
 * with the first.
 *
 * @param {readonly Finding[]} before @param {readonly Finding[]} after
 * @returns {{ marked: { finding: Finding, mark: Mark, was?: Finding }[], gone: Finding[] }}
 */
export function compare(before, after) {
  /** @type {Map<string, Finding[]>} */
  const known = new Map();
  for (const finding of before) {
    const key = keyOf(finding);
    known.set(key, [...(known.get(key) ?? []), finding]);
  }
  const marked = after.map((finding) => {
    const was = known.get(keyOf(finding))?.shift();
    if (!was) return { finding, mark: /** @type {Mark} */ ("new") };
    return was.message === finding.message && was.level === finding.level
      ? { finding, mark: /** @type {Mark} */ ("same") }
      : { finding, mark: /** @type {Mark} */ ("changed"), was };
  });
  const left = new Set([...known.values()].flat());
  return { marked, gone: before.filter((finding) => left.has(finding)) };
}

/** @param {Finding} finding */
function keyOf(finding) {
  const place = /** @type {Record<string, unknown>} */ (finding.place);
  return JSON.stringify([
    finding.rule,
    Object.keys(place)
      .sort()
      .map((field) => [field, place[field]]),
  ]);
}

/** Whether a finding is at a touchpoint or at a link that leaves it. @param {Finding} finding @param {string} id */
export function isAt(finding, id) {
  const { place } = finding;
  return (
    (place.kind === "touchpoint" && place.touchpoint === id) ||
    (place.kind === "transition" && place.from === id)
  );
}
