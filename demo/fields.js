/** Fields to set what is asked for: lists to choose from, numbers, and touchpoints picked in order. */
import { h, name } from "./dom.js";
import { counted } from "./numbers.js";

/**
 * A list to choose one of.
 *
 * @template {string} V
 * @param {string} id @param {import("./dom.js").Child} label @param {[V, string][]} options @param {V} chosen
 * @param {(value: V) => void} set
 */
export function choice(id, label, options, chosen, set) {
  return field(
    id,
    label,
    h(
      "select",
      { onchange: (/** @type {any} */ event) => set(event.target.value) },
      options.map(([value, text]) => h("option", { value, selected: value === chosen }, text)),
    ),
  );
}

/**
 * A whole number within bounds; what is outside of them is said by the browser, and not asked for.
 *
 * @param {string} id @param {import("./dom.js").Child} label @param {[number, number]} bounds @param {number | undefined} value
 * @param {(value: number | undefined) => void} set
 * @param {{ empty?: string }} [may] stay empty, and what that means
 */
export function number(id, label, [min, max], value, set, may) {
  return field(
    id,
    label,
    h("input", {
      type: "number",
      min,
      max,
      value,
      step: 1,
      required: may === undefined,
      placeholder: may?.empty,
      onchange: (/** @type {any} */ { target }) => {
        if (!target.reportValidity()) return target.setAttribute("aria-invalid", "true");
        target.removeAttribute("aria-invalid");
        set(target.value === "" ? undefined : target.valueAsNumber);
      },
    }),
  );
}

/** @param {string} id @param {import("./dom.js").Child} label @param {HTMLElement} control */
function field(id, label, control) {
  control.id = `set-${id}`;
  return h("div.field", null, h("label", { for: control.id }, label), control);
}

/** A label for those who cannot see what it stands beside. @param {string} label */
export function unseen(label) {
  return h("span.vh", null, label);
}

/**
 * The touchpoints of a log, as options of a list.
 *
 * @param {import("./main.js").OpenLog} log
 * @returns {[string, string][]} their places, and what they are called
 */
export function touchpointOptions(log) {
  return log.touchpoints.map(({ touchpoint, customers }, place) => [
    String(place),
    `${touchpoint} (${counted(customers, "customer")})`,
  ]);
}

/**
 * Touchpoints in an order that the reader makes.
 *
 * @param {string} id @param {string} label @param {import("./main.js").OpenLog} log
 * @param {string[]} picked is changed
 * @param {() => void} changed
 * @param {{ most?: number, sorted?: boolean }} [how]
 */
export function picks(id, label, log, picked, changed, { most = 64, sorted = true } = {}) {
  const list = h("ol.picks", { "aria-label": label });
  const add = /** @type {HTMLSelectElement} */ (
    h(
      "select",
      { id: `add-${id}` },
      h("option", { value: "" }, "Add a touchpoint…"),
      touchpointOptions(log).map(([value, text]) => h("option", { value }, text)),
    )
  );
  const button = (
    /** @type {string} */ sign,
    /** @type {string} */ words,
    /** @type {number} */ place,
    /** @type {boolean} */ off,
    /** @type {() => number} */ act,
  ) =>
    h(
      "button.icon",
      {
        type: "button",
        "aria-label": words,
        title: words,
        disabled: off,
        onclick: () => {
          const next = act();
          fill();
          changed();
          const row = list.children[Math.min(next, picked.length - 1)];
          const again = row?.querySelector(`[aria-label="${CSS.escape(words)}"]:enabled`);
          /** @type {HTMLElement} */ (again ?? row?.querySelector("button:enabled") ?? add).focus();
        },
      },
      sign,
    );
  const move = (/** @type {number} */ from, /** @type {number} */ to) => {
    picked.splice(to, 0, ...picked.splice(from, 1));
    return to;
  };
  const fill = () => {
    list.replaceChildren(
      ...picked.map((it, place) =>
        h(
          "li",
          null,
          name(it),
          sorted && [
            button("←", `Move ${it} earlier`, place, place === 0, () => move(place, place - 1)),
            button("→", `Move ${it} later`, place, place === picked.length - 1, () =>
              move(place, place + 1),
            ),
          ],
          button("×", `Remove ${it}`, place, false, () => (picked.splice(place, 1), place)),
        ),
      ),
    );
    list.hidden = picked.length === 0;
    add.disabled = picked.length >= most;
  };
  add.addEventListener("change", () => {
    if (add.value === "") return;
    picked.push(log.touchpoints[Number(add.value)].touchpoint);
    add.value = "";
    fill();
    changed();
  });
  fill();
  return h(
    "div.field.picker",
    null,
    list,
    h("label.vh", { for: add.id }, `Add to: ${label}`),
    add,
  );
}
