/**
 * The library's side: it reads and analyses here, so that the page never waits for it.
 *
 * It holds what is open, the last good of each. A question that fails answers with the library's
 * own error and changes nothing.
 */
import { EventLog, Journey, Responses, init } from "./cesta/index.js";

/**
 * @typedef {{ journey: Journey, log?: EventLog, responses?: Responses }} Open
 * @typedef {ReturnType<typeof view>["seen"]} View
 * @typedef {{ text: ArrayBuffer, as?: "events" | "survey", passOver?: boolean }} Table
 */

/** @type {Open | undefined} */
let open;
/** What is known of the open map, for its report and its picture. @type {import("cesta").Known} */
let known = {};

const answers = {
  /** Opens a map. Data of another one goes. @param {{ text: ArrayBuffer }} question */
  open: ({ text }) => show({ journey: Journey.read(text) }),

  /** Goes on with a changed map. @param {{ spec: import("cesta").JourneySpec }} question */
  edit: ({ spec }) => show({ ...now(), journey: Journey.from(spec) }),

  /**
   * Reads a CSV text. What it is, where nobody says, is found out: a log has its columns, a
   * survey asks what the map asks.
   *
   * @param {Table} table
   */
  data(table) {
    if (table.as === "events") return show({ ...now(), log: readLog(table) });
    if (table.as === "survey") return show({ ...now(), responses: readSurvey(table) });
    const [log, survey] = [tried(() => readLog(table)), tried(() => readSurvey(table))];
    if (log.fits !== survey.fits) {
      const { error } = log.fits ? log : survey;
      if (error) throw error;
      return show(log.fits ? { ...now(), log: log.value } : { ...now(), responses: survey.value });
    }
    log.value?.free();
    survey.value?.free();
    return { unclear: true, events: log.error?.message, survey: survey.error?.message };
  },

  /** The map as text. */
  write: () => now().journey.write(),

  /** The report as a page. */
  report: () => now().journey.reportHtml(known),

  /** The picture as a file of its own. */
  picture: () => now().journey.mapSvg(known),
};

/** What is open. */
function now() {
  if (!open) throw new Error("no map is open");
  return open;
}

/** Shows what shall be open from now on; where that fails, what was open stays. @param {Open} next */
function show(next) {
  let answer;
  try {
    answer = view(next);
  } catch (error) {
    free(next, open);
    throw error;
  }
  free(open, next);
  open = next;
  known = answer.known;
  return answer.seen;
}

/** Gives back the memory of what the other does not hold. @param {Open | undefined} one @param {Open | undefined} other */
function free(one, other) {
  if (one?.journey !== other?.journey) one?.journey.free();
  if (one?.log !== other?.log) one?.log?.free();
  if (one?.responses !== other?.responses) one?.responses?.free();
}

/** @param {Table} table */
function readLog({ text, passOver }) {
  return EventLog.read(text, passOver ? { badRows: "passOver" } : {}, progress(text));
}

/** @param {Table} table */
function readSurvey({ text, passOver }) {
  return Responses.read(
    now().journey,
    text,
    passOver ? { survey: { badCells: "passOver" } } : {},
    progress(text),
  );
}

/** Tells the page how much of a text is read. @param {ArrayBuffer} text */
function progress(text) {
  return (/** @type {number} */ bytes) =>
    postMessage({ progress: bytes / Math.max(1, text.byteLength) });
}

/**
 * Tries to read. A text fits if it can be read, or is wrong in single places only.
 *
 * @template T @param {() => T} read @returns {{ fits: boolean, value?: T, error?: any }}
 */
function tried(read) {
  try {
    return { fits: true, value: read() };
  } catch (error) {
    const { code } = /** @type {{ code?: string }} */ (error);
    return { fits: code === "badRows" || code === "badCells", error };
  }
}

/** What is known of a map, and everything that the page shows of it, as plain data. @param {Open} it */
function view({ journey, log, responses }) {
  const overlay = log && journey.overlay(log);
  const satisfaction = responses && journey.satisfaction(responses);
  const gaps = journey.gaps({ overlay, satisfaction });
  const passedOver = {
    rows: log?.source?.passedOver.count ?? 0,
    cells: responses?.passedOver.count ?? 0,
  };
  const known = { overlay, satisfaction, gaps, passedOver };
  const spec = journey.toJSON();
  const seen = {
    spec,
    links: spec.transitions ?? journey.transitions(),
    measures: journey.measures(),
    scores: Object.fromEntries(
      journey.touchpoints().map(({ id }) => [id, journey.bestKnown(id, only(satisfaction, id))]),
    ),
    reachability: journey.reachability(),
    conversion: journey.conversion(),
    route: journey.bestRoute({ by: "probability" }),
    svg: journey.mapSvg(known, { heading: "hidden" }),
    ...known,
  };
  return { known, seen };
}

/**
 * What is known of one touchpoint, so that not everything is handed over for each of them.
 *
 * @param {import("cesta").Satisfaction | undefined} satisfaction @param {string} id
 */
function only(satisfaction, id) {
  if (!satisfaction) return undefined;
  const touchpoints = satisfaction.touchpoints.filter((it) => it.id === id);
  return { ...satisfaction, touchpoints, stages: [], channels: [], personas: [], segments: [] };
}

/** An error as data: what the library knows about it, for the page to list. @param {any} error */
function plain(error) {
  return {
    name: error?.name,
    code: error?.code,
    message: String(error?.message ?? error),
    details: error?.details,
  };
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
