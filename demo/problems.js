/** What is wrong with a file: all of it, with its places, beside a way out. */
import { at, h, name } from "./dom.js";
import { count, counted } from "./numbers.js";

/** How many are shown before somebody asks for the rest. */
const FIRST = 50;

/**
 * Shows why something did not work.
 *
 * @param {string | undefined} file the file that was not opened, where it is one
 * @param {{ name?: string, code?: string, message: string, details?: any }} error
 * @param {{ title: string, act: () => void }} [wayOut]
 */
export function showProblems(file, error, wayOut) {
  const places = placesOf(error);
  const list = h("ol.places", { "aria-label": "Problems and their places" });
  const more = h("button", { type: "button" });
  const fill = (/** @type {number} */ most) => {
    list.replaceChildren(...places.rows.slice(0, most).map(row));
    more.hidden = places.rows.length <= most;
    more.textContent = `Show all ${count(places.rows.length)}`;
  };
  more.addEventListener("click", () => {
    fill(Infinity);
    list.focus();
  });
  list.tabIndex = 0;
  fill(FIRST);
  const title = h(
    "h2",
    { tabindex: -1 },
    file === undefined ? "That did not work" : [name(file), " was not opened"],
  );
  const box = h(
    "section.problem",
    { "aria-label": file === undefined ? "Problem" : `Problems with ${file}` },
    title,
    h(
      "p",
      null,
      places.rows.length > 0 ? `${counted(places.count, "problem")}.` : sentence(error.message),
      file !== undefined && " What was open before is still open.",
    ),
    places.rows.length > 0 && list,
    more,
    places.truncated &&
      h("p.soft", null, `These are the first ${count(places.rows.length)}; the file has more.`),
    h(
      "p.actions",
      null,
      wayOut &&
        h("button", { type: "button", onclick: () => (box.remove(), wayOut.act()) }, wayOut.title),
      h("button", { type: "button", onclick: () => box.remove() }, "Dismiss"),
    ),
  );
  at("problems").append(box);
  title.focus();
}

export function clearProblems() {
  at("problems").replaceChildren();
}

/**
 * The single problems of an error, with their places.
 *
 * @param {{ message: string, details?: any }} error
 * @returns {{ rows: { place: string, message: string }[], count: number, truncated: boolean }}
 */
export function placesOf({ details }) {
  if (Array.isArray(details?.problems)) {
    const rows = details.problems.map((/** @type {any} */ it) => ({
      place: [it.position && `line ${it.position.line}, column ${it.position.column}`, it.path]
        .filter(Boolean)
        .join(" · "),
      message: it.message,
    }));
    return { rows, count: rows.length, truncated: false };
  }
  const bad = details?.samples ? details : undefined;
  if (!bad) return { rows: [], count: 0, truncated: false };
  const rows = bad.samples.map((/** @type {any} */ it) => ({
    place: `line ${it.line}${it.column ? ` · ${it.column}` : ""}`,
    message: it.message ?? it.reason?.code ?? "",
  }));
  return { rows, count: bad.count, truncated: bad.truncated };
}

/** @param {{ place: string, message: string }} problem */
function row({ place, message }) {
  return h("li", null, h("span.place", null, name(place)), " ", h("span", null, name(message)));
}

/** A message of the library as a sentence. @param {string} message */
export function sentence(message) {
  return `${message.charAt(0).toUpperCase()}${message.slice(1)}.`;
}
