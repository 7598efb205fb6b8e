/**
 * The library's side: it reads and analyses here, so that the page never waits for it.
 *
 * It holds what is open, the last good of each. A question that fails answers with the library's
 * own error and changes nothing.
 */
import { EventLog, Journey, Responses, init } from "./cesta/index.js";

/** @type {Journey | undefined} */
let journey;
/** @type {EventLog | undefined} */
let log;
/** @type {Responses | undefined} */
let responses;
/** @type {any} */
let known;

const answers = {
  /** Opens a map. Data of another one goes. @param {{ text: ArrayBuffer }} question */
  open({ text }) {
    show(Journey.read(text));
    log?.free();
    responses?.free();
    log = responses = undefined;
    return view();
  },

  /** Goes on with a changed map. @param {{ spec: any }} question */
  edit({ spec }) {
    show(Journey.from(spec));
    return view();
  },

  /**
   * Reads a CSV text. What it is, where nobody says, is found out: a log has its columns, a
   * survey asks what the map asks.
   *
   * @param {{ text: ArrayBuffer, as?: "events" | "survey", passOver?: boolean }} question
   */
  data({ text, as, passOver = false }) {
    if (as === "events") return events(text, passOver);
    if (as === "survey") return survey(text, passOver);
    const [log, answers] = [tried(() => readLog(text, false)), tried(() => readSurvey(text, false))];
    const [isLog, isSurvey] = [looksRight(log.error), looksRight(answers.error)];
    log.value?.free();
    answers.value?.free();
    if (isLog && !isSurvey) return events(text, passOver);
    if (isSurvey && !isLog) return survey(text, passOver);
    return { unclear: true, events: log.error?.message, survey: answers.error?.message };
  },

  /** The map as text. */
  write() {
    return the(journey).write();
  },

  /** The report as a page. */
  report() {
    return the(journey).reportHtml(known);
  },

  /** The picture as a file of its own. */
  picture() {
    return the(journey).mapSvg(known);
  },
};

/** @template T @param {T | undefined} value @returns {T} */
function the(value) {
  if (value === undefined) throw new Error("no map is open");
  return value;
}

/** @param {Journey} next */
function show(next) {
  journey?.free();
  journey = next;
}

/** @param {ArrayBuffer} text @param {boolean} passOver */
function readLog(text, passOver) {
  return EventLog.read(text, passOver ? { badRows: "passOver" } : {}, progress(text));
}

/** @param {ArrayBuffer} text @param {boolean} passOver */
function readSurvey(text, passOver) {
  return Responses.read(the(journey), text, passOver ? { survey: { badCells: "passOver" } } : {}, progress(text));
}

/** Tells the page how much of a text is read. @param {ArrayBuffer} text */
function progress(text) {
  return (/** @type {number} */ bytes) => postMessage({ progress: bytes / text.byteLength });
}

/** @param {ArrayBuffer} text @param {boolean} passOver */
function events(text, passOver) {
  const next = readLog(text, passOver);
  log?.free();
  log = next;
  return view();
}

/** @param {ArrayBuffer} text @param {boolean} passOver */
function survey(text, passOver) {
  const next = readSurvey(text, passOver);
  responses?.free();
  responses = next;
  return view();
}

/** @template T @param {() => T} read @returns {{ value?: T, error?: any }} */
function tried(read) {
  try {
    return { value: read() };
  } catch (error) {
    return { error };
  }
}

/** Whether a text is of the kind that was tried: it can be read, or is wrong in single places only. @param {any} error */
function looksRight(error) {
  return !error || error.code === "badRows" || error.code === "badCells";
}

/** Everything the page shows, as plain data. */
function view() {
  const map = the(journey);
  const overlay = log && map.overlay(log);
  const satisfaction = responses && map.satisfaction(responses);
  const gaps = map.gaps({ overlay, satisfaction });
  const passedOver = { rows: log?.source?.passedOver.count ?? 0, cells: responses?.passedOver.count ?? 0 };
  known = { overlay, satisfaction, gaps, passedOver };
  const spec = map.toJSON();
  const ids = map.touchpoints().map((it) => it.id);
  return {
    spec,
    links: spec.transitions ?? map.transitions(),
    measures: map.measures(),
    scores: Object.fromEntries(ids.map((id) => [id, map.bestKnown(id, satisfaction)])),
    reachability: map.reachability(),
    route: map.bestRoute({ by: "probability" }),
    svg: map.mapSvg(known, { heading: "hidden" }),
    unknownQuestions: responses?.unknownQuestions ?? [],
    overlay,
    satisfaction,
    gaps,
    passedOver,
  };
}

/** An error as data: what the library knows about it, for the page to list. @param {any} error */
function plain(error) {
  return { name: error?.name, code: error?.code, message: String(error?.message ?? error), details: error?.details };
}

const ready = init();
addEventListener("message", async ({ data: { id, ask, question } }) => {
  try {
    await ready;
    const answer = answers[/** @type {keyof typeof answers} */ (ask)](question);
    postMessage({ id, answer });
  } catch (error) {
    postMessage({ id, error: plain(error) });
  }
});
