/** Questions to the reader. */
import { at, h } from "./dom.js";

/**
 * Asks, and waits for the answer.
 *
 * @template {string} A
 * @param {string} title
 * @param {import("./dom.js").Child[]} words
 * @param {[A, string][]} answers the values, and what their buttons say; the last is also that of Escape
 * @returns {Promise<A>}
 */
export function ask(title, words, answers) {
  const dialog = /** @type {HTMLDialogElement} */ (at("ask"));
  const last = answers[answers.length - 1][0];
  dialog.replaceChildren(
    h(
      "form",
      { method: "dialog" },
      h("h2", { id: "ask-title" }, title),
      ...words,
      h(
        "p.actions",
        null,
        answers.map(([value, text], place) =>
          h("button", { value, autofocus: place === answers.length - 1 }, text),
        ),
      ),
    ),
  );
  dialog.returnValue = "";
  dialog.showModal();
  return new Promise((resolve) => {
    dialog.addEventListener("close", () => resolve(/** @type {A} */ (dialog.returnValue || last)), {
      once: true,
    });
  });
}

/**
 * Asks for several things at once. Gives what was filled in, or nothing after Escape.
 *
 * @param {string} title
 * @param {import("./dom.js").Child[]} content with the fields
 * @param {string} yes what the button says
 * @returns {Promise<FormData | undefined>}
 */
export async function form(title, content, yes) {
  const answer = ask(title, content, [
    ["yes", yes],
    ["", "Cancel"],
  ]);
  const fields = at("ask").querySelector("form");
  return (await answer) === "yes" ? new FormData(fields) : undefined;
}
