/**
 * What one does with the package, in three lines: the gaps in a map, by the ids of their rules.
 *
 * @param {typeof import("cesta")} cesta
 * @param {string} text
 * @returns {Promise<string[]>}
 */
export async function proof({ init, Journey }, text) {
  await init();
  const journey = Journey.read(text);
  const { findings } = journey.gaps();
  journey.free();
  return findings.map((/** @type {{ rule: string }} */ finding) => finding.rule);
}
