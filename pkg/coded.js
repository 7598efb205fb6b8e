// Texts by number. This stands at the end of `dist/cesta.js`: what JavaScript has already is one
// text by its place in memory, and reading it once is cheaper than handing it over for each event.

/**
 * The numbers of a list's texts and the distinct texts, in the order in which they come; nothing
 * where an element is no text.
 *
 * @param {readonly unknown[]} list
 * @param {number} length
 */
function coded(list, length) {
  /** @type {Map<string, number>} */
  const numbers = new Map();
  const codes = new Uint32Array(length);
  for (let at = 0; at < length; at += 1) {
    const text = list[at];
    if (typeof text !== "string") return;
    let number = numbers.get(text);
    if (number === undefined) numbers.set(text, (number = numbers.size));
    codes[at] = number;
  }
  return [codes, [...numbers.keys()]];
}
