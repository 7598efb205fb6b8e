/**
 * Elements from values. Text becomes text and never markup, whatever it says.
 *
 * @typedef {Node | string | number | null | undefined | false} Child
 */

/**
 * An element. `on…` are listeners, `true` and `false` switch an attribute, `undefined` leaves it out.
 *
 * @param {string} tag `p`, or `p.soft.wide`
 * @param {Record<string, any> | null} [given]
 * @param {...(Child | Child[])} children
 * @returns {HTMLElement}
 */
export function h(tag, given, ...children) {
  const [name, ...classes] = tag.split(".");
  const element = document.createElement(name);
  element.classList.add(...classes);
  dress(element, given);
  element.append(...clean(children));
  return element;
}

/**
 * An element of a picture.
 *
 * @param {string} tag
 * @param {Record<string, any> | null} [given]
 * @param {...(Child | Child[])} children
 * @returns {SVGElement}
 */
export function s(tag, given, ...children) {
  const element = document.createElementNS("http://www.w3.org/2000/svg", tag);
  dress(element, given);
  element.append(...clean(children));
  return element;
}

/**
 * A name from outside: in its own reading direction.
 *
 * @param {string} text
 */
export function name(text) {
  return h("bdi", { dir: "auto" }, text);
}

/**
 * A sentence of the library that quotes names: “so”. The names are isolated and set apart.
 *
 * @param {string} text
 * @returns {Child[]}
 */
export function quoted(text) {
  return text
    .split(/(“[^”]*”)/u)
    .map((part) =>
      part.startsWith("“") && part.endsWith("”")
        ? h("span", null, "“", h("b", null, name(part.slice(1, -1))), "”")
        : part,
    );
}

/**
 * An element of the page.
 *
 * @param {string} id
 * @returns {any}
 */
export function at(id) {
  const element = document.getElementById(id);
  if (!element) throw new Error(`the page has no element ${id}`);
  return element;
}

/** @param {Element} element @param {Record<string, any> | null} [given] */
function dress(element, given) {
  for (const [key, value] of Object.entries(given ?? {})) {
    if (value === undefined || value === false) continue;
    if (key.startsWith("on")) element.addEventListener(key.slice(2), value);
    else element.setAttribute(key, value === true ? "" : String(value));
  }
}

/** @param {(Child | Child[])[]} children @returns {(Node | string)[]} */
function clean(children) {
  return children
    .flat()
    .filter((child) => child !== null && child !== undefined && child !== false)
    .map((child) => (child instanceof Node ? child : String(child)));
}

/** A button that takes something away; the focus then goes to the field `next`. @param {string} label @param {string} field @param {string} next @param {() => void} act */
export function remove(label, field, next, act) {
  return h(
    "button.icon.remove",
    {
      type: "button",
      "aria-label": label,
      title: label,
      "data-field": field,
      "data-next": next,
      onclick: act,
    },
    "×",
  );
}
