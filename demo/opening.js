/** Files, and what is asked about them before they are open. */
import { askColumns } from "./columns.js";
import { ask } from "./dialogs.js";
import { at, h, name } from "./dom.js";
import { isMap } from "./files.js";
import { Library, Stopped } from "./library.js";
import { count, counted } from "./numbers.js";
import { clearProblems, showProblems } from "./problems.js";

/**
 * @typedef {import("./worker.js").Shown} Shown
 * @typedef {import("./reading.js").Table} Table
 * @typedef {{ name: string, table: Table }} Opened a table as it was opened
 *
 * @typedef {object} Page what the page is to this
 * @property {() => Library} library the one that has everything that is open
 * @property {() => import("cesta").JourneySpec | undefined} spec the map that is open
 * @property {(text: ArrayBuffer) => Promise<void>} openMap
 * @property {() => Promise<boolean>} mayLeave whether the map may go that is open
 * @property {(answer: Shown, opened: Opened, library: Library) => Promise<void>} opened takes in what a table brought
 * @property {(words: string) => void} say
 * @property {(work: () => Promise<void>) => void} next
 */

/** A text from this size on, in bytes, is read by a worker of its own, which can be stopped. */
const LARGE = 1 << 22;

export class Opening {
  /** @param {Page} page */
  constructor(page) {
    this.page = page;
    /** The survey that lies over the map. @type {Opened | undefined} */
    this.survey = undefined;
  }

  /** Opens files one after the other, maps first. @param {File[]} files */
  files(files) {
    this.page.next(async () => {
      clearProblems();
      const sorted = await Promise.all(
        files.map(async (file) => ({ file, isMap: await isMap(file) })),
      );
      sorted.sort((a, b) => Number(b.isMap) - Number(a.isMap));
      if (sorted[0]?.isMap && !(await this.page.mayLeave())) return;
      const opened = [];
      for (const [place, { file, isMap }] of sorted.entries()) {
        try {
          const done = isMap
            ? await this.page.openMap(await file.arrayBuffer()).then(() => true)
            : await this.data(file.name, file);
          if (done) opened.push(file.name);
        } catch (error) {
          if (error instanceof Stopped) throw error;
          this.#refuse(file, error);
          // What came with a map belongs to it, and not to the one that is still open.
          const left = isMap ? sorted.slice(place + 1) : [];
          if (left.length === 0) continue;
          this.page.say(`Left alone: ${left.map((it) => it.file.name).join(", ")}.`);
          return;
        }
      }
      if (opened.length > 0) this.page.say(`Opened: ${opened.join(", ")}.`);
    });
  }

  /**
   * Opens events or a survey, beside the map or alone. Gives whether it did.
   *
   * @param {string} called @param {Blob} file @param {Partial<Table>} [how]
   * @returns {Promise<boolean>}
   */
  async data(called, file, how = {}) {
    const guess = await this.page.library().ask("guess", { file });
    const as = how.as ?? guess.as ?? (await askKind(called, guess));
    if (!as) return false;
    const table = { ...how, file, as };
    try {
      return await this.#read({ name: called, table }, guess.size);
    } catch (error) {
      const refused = Object.assign(/** @type {import("./library.js").Refusal} */ (error), { table });
      const { code = "", details } = refused;
      if (!["missingColumns", "ambiguousColumn"].includes(code)) throw refused;
      const header = details.header ?? (await this.page.library().ask("header", { file }));
      const columns = await askColumns(called, header, how.columns ?? {}, refused);
      if (columns) return this.data(called, file, { ...table, columns });
      throw refused;
    }
  }

  /** @param {Opened} opened @param {number} size */
  async #read(opened, size) {
    const { table } = opened;
    if (table.as === "survey" || size < LARGE) return this.#take(opened, this.page.library());
    const library = new Library(showShare);
    const stopped = showReading(opened.name, () => library.end());
    try {
      const spec = this.page.spec();
      if (spec) await library.ask("open", { spec });
      if (spec && this.survey) await library.ask("data", this.survey.table);
      const done = await this.#take(opened, library);
      if (!done) library.end();
      return done;
    } catch (error) {
      library.end();
      if (!(error instanceof Stopped)) throw error;
      this.page.say(`Stopped: ${opened.name} was not opened.`);
      return false;
    } finally {
      stopped();
    }
  }

  /** @param {Opened} opened @param {Library} library */
  async #take(opened, library) {
    let answer = await library.ask("data", opened.table);
    if (answer.foreign !== undefined) {
      const as = await this.#askForeign(opened.name, answer.foreign);
      answer = await library.ask("settle", { as });
      if (as === "away") return false;
    }
    await this.page.opened(answer, opened, library);
    return true;
  }

  /**
   * What to do with a log of which most is not on the map.
   *
   * @param {string} called @param {{ touchpoints: number, known: number }} foreign
   */
  async #askForeign(called, { touchpoints, known }) {
    const spec = this.page.spec();
    const as = await ask(
      "Are these events of this map?",
      [
        h(
          "p",
          null,
          name(called),
          ` has events at ${counted(touchpoints, "touchpoint")}. Of these, the map “`,
          name(spec?.label ?? spec?.id ?? ""),
          `” has ${known > 0 ? `${count(known)}, with less than half of the events` : "none"}.`,
        ),
      ],
      /** @type {["alone" | "over" | "away", string][]} */ ([
        ["alone", "Look at them alone"],
        ["over", "Lay them over the map"],
        ["away", "Leave them"],
      ]),
    );
    return as === "alone" && !(await this.page.mayLeave()) ? "away" : as;
  }

  /** @param {File} file @param {any} error */
  #refuse(file, error) {
    const wayOut = ["badRows", "badCells", "badEvents"].includes(error.code)
      ? {
          title: "Open it without these",
          act: () =>
            this.page.next(async () => {
              try {
                if (await this.data(file.name, file, { ...error.table, passOver: true }))
                  this.page.say(`Opened without what cannot be used: ${file.name}.`);
              } catch (error) {
                if (error instanceof Stopped) throw error;
                showProblems(file.name, /** @type {Error} */ (error));
              }
            }),
        }
      : undefined;
    showProblems(file.name, error, wayOut);
  }
}

/** @param {string} called @param {import("./reading.js").Guess} guess */
function askKind(called, guess) {
  return ask(
    "What is this file?",
    [
      h("p", null, name(called), " can be read as neither, or as both."),
      h(
        "dl",
        null,
        h("dt", null, "As events"),
        h("dd", null, guess.events ?? "it can be read"),
        h("dt", null, "As a survey"),
        h("dd", null, guess.survey ?? "it can be read"),
      ),
    ],
    /** @type {["events" | "survey" | "", string][]} */ ([
      ["events", "Events"],
      ["survey", "A survey"],
      ["", "Neither"],
    ]),
  );
}

/** Shows that a long reading is under way, until what it gives is called. @param {string} called @param {() => void} stop */
function showReading(called, stop) {
  const frame = at("reading");
  // The page can be used meanwhile.
  document.body.removeAttribute("aria-busy");
  const button = h("button", { type: "button", onclick: stop }, "Stop");
  frame.replaceChildren(
    h("p", null, "Reading ", name(called), " ", h("b", { id: "share", role: "status" })),
    button,
  );
  frame.hidden = false;
  return () => {
    frame.hidden = true;
    frame.replaceChildren();
    showShare(1);
  };
}

/** How much of a text is read, from 0 to 1. @param {number} share */
export function showShare(share) {
  const bar = /** @type {HTMLProgressElement} */ (at("progress"));
  bar.hidden = share >= 1;
  bar.value = share;
  const words = document.getElementById("share");
  // By tens, since each of them is said aloud.
  if (words) words.textContent = share < 1 ? `${Math.floor(share * 10) * 10}\u202f%` : "";
}
