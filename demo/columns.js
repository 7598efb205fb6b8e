/** Which column of a table says what, where the library cannot find out or found the wrong ones. */
import { form } from "./dialogs.js";
import { h, name } from "./dom.js";

/** @typedef {import("./reading.js").Columns} Columns */

const ROLES = /** @type {const} */ ([
  ["customer", "Who it was"],
  ["touchpoint", "What they met"],
  ["time", "When it was"],
]);

/**
 * Asks for the columns of a log. Nothing is given where the reader does not want to say.
 *
 * @param {string} called
 * @param {readonly string[]} header the table's columns
 * @param {Columns} known what is known of them
 * @param {{ message?: string }} [why] what the library says
 * @returns {Promise<Columns | undefined>}
 */
export async function askColumns(called, header, known, why) {
  const answer = await form(
    "Which column says what?",
    [
      h("p", null, name(called), why?.message !== undefined && `: ${why.message}.`),
      h(
        "div.fields",
        null,
        ROLES.map(([role, label]) =>
          h(
            "label",
            null,
            label,
            h(
              "select",
              { name: role },
              h("option", { value: "" }, "by its usual names"),
              role === "time" &&
                h("option", { value: "none", selected: known.time === null }, "as the file is written"),
              header.map((column, place) =>
                h("option", { value: place + 1, selected: known[role] === column }, column),
              ),
            ),
          ),
        ),
      ),
    ],
    "Read it so",
  );
  if (!answer) return undefined;
  const column = (/** @type {string} */ role) => {
    const value = answer.get(role);
    return value === "none" ? null : header[Number(value) - 1];
  };
  return {
    customer: column("customer") ?? undefined,
    touchpoint: column("touchpoint") ?? undefined,
    time: column("time"),
  };
}

/**
 * Asks where the sequences of a text begin. Nothing is given where the reader does not want to
 * say.
 *
 * @param {string} called @param {readonly string[]} lines how it begins @param {number} skipped
 * @returns {Promise<number | undefined>} how many lines come before them
 */
export async function askLines(called, lines, skipped) {
  const answer = await form(
    "Where do the sequences begin?",
    [
      h("p", null, name(called), ": a line is a customer. Lines that begin with % are passed over anyway."),
      h(
        "div.fields",
        null,
        h(
          "label",
          null,
          "The first line that is a customer",
          h(
            "select",
            { name: "first" },
            lines.map((line, place) =>
              h("option", { value: place, selected: place === skipped }, `${place + 1}: ${line}`),
            ),
          ),
        ),
      ),
    ],
    "Read it so",
  );
  return answer ? Number(answer.get("first")) : undefined;
}
