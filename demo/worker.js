/**
 * The library's side: it reads and analyses here, so that the page never waits for it.
 *
 * It holds what is open, the last good of each. A question that fails answers with the library's
 * own error and changes nothing.
 */
import { Journey, init } from "./cesta/index.js";
import {
  discover,
  facts,
  funnel,
  legs,
  links,
  onMap,
  rhythm,
  stays,
  steps,
  variants,
  wayThrough,
} from "./observe.js";
import { firstLines, guess, header, readLog, readSurvey } from "./reading.js";

/**
 * @typedef {import("cesta").EventLog} EventLog
 * @typedef {import("cesta").Responses} Responses
 * @typedef {{ journey?: Journey, log?: EventLog, responses?: Responses }} Open
 * @typedef {ReturnType<typeof view>["seen"]} View what is shown of a map
 * @typedef {import("./observe.js").Discovered} Discovered what is shown of a log without a map
 * @typedef {import("./observe.js").Log & { way: string[] }} Log
 * @typedef {{ map?: View, log?: Log, discovered?: Discovered }} Shown
 */

/** @type {Open} */
let open = {};
/** What is known of the open map, for its report and its picture. @type {import("cesta").Known} */
let known = {};
/** A log that was read and does not belong to the open map. @type {EventLog | undefined} */
let foreign;

const answers = {
  /**
   * Opens a map. Data of another one goes; a log that was open alone stays.
   *
   * @param {{ text?: ArrayBuffer, spec?: import("cesta").JourneySpec }} question
   */
  open({ text, spec }) {
    const journey = spec ? Journey.from(spec) : Journey.read(text ?? "");
    return show({ journey, log: open.journey ? undefined : open.log });
  },

  /** Goes on with a changed map. @param {{ spec: import("cesta").JourneySpec }} question */
  edit: ({ spec }) => show({ ...open, journey: Journey.from(spec) }),

  /**
   * Opens again what was open in a worker that was ended.
   *
   * @param {{ spec?: import("cesta").JourneySpec, survey?: import("./reading.js").Table, events?: import("./reading.js").Table }} question
   */
  async again({ spec, survey, events }) {
    const journey = spec && Journey.from(spec);
    const responses = journey && survey && readSurvey(journey, survey, progress);
    return show({ journey, responses, log: events && (await readLog(events, progress)) });
  },

  /** Closes the map, and leaves the log open alone. */
  close: () => show({ log: open.log }),

  /** What a file seems to be. @param {{ file: Blob }} question */
  guess: ({ file }) => guess(file, open.journey),

  /** The names of a table's columns. @param {{ file: Blob }} question */
  header: ({ file }) => header(file),

  /** How a text begins. @param {{ file: Blob }} question */
  firstLines: ({ file }) => firstLines(file),

  /**
   * Reads a table. A log that is not of the map, by most of its events, waits for
   * {@link answers.settle}.
   *
   * @param {import("./reading.js").Table} table
   */
  async data(table) {
    if (table.as === "survey")
      return show({ ...open, responses: readSurvey(map(), table, progress) });
    const log = await readLog(table, progress);
    const met = open.journey && onMap(log, open.journey);
    if (!met || met.events * 2 >= log.length) return show({ ...open, log });
    foreign?.free();
    foreign = log;
    return { foreign: { touchpoints: log.touchpoints.length, known: met.touchpoints } };
  },

  /**
   * What becomes of a log that does not belong to the map: it is laid over the map all the same,
   * it is opened without the map, or it goes.
   *
   * @param {{ as: "over" | "alone" | "away" }} question
   */
  settle({ as }) {
    const log = foreign;
    foreign = undefined;
    if (log && as !== "away") return show(as === "over" ? { ...open, log } : { log });
    log?.free();
  },

  /** The map as text. */
  write: () => map().write(),

  /** The report as a page, with everything that the log tells. */
  report() {
    const { journey, log } = open;
    const more =
      journey && log
        ? {
            funnel: unless(["noSteps", "tooManySteps"], () => journey.funnel(log)),
            steps: log.stepLinks(),
            variants: log.variants(),
            rework: log.rework(),
            follows: log.eventuallyFollows(),
            legs: legs(log, journey),
            stays: stays(log, journey),
            rhythm: unless(["noTimes"], () => log.rhythm()),
            alignment: unless(["noWay", "tooLarge"], () => journey.align(log)),
          }
        : {};
    return map().reportHtml({ ...known, ...more });
  },

  /** The picture as a file of its own. */
  picture: () => map().mapSvg(known),

  /** @param {import("./observe.js").FunnelQuestion} question */
  funnel: (question) => funnel(log(), open.journey, question),

  /** @param {Parameters<typeof steps>[1]} question */
  steps: (question) => steps(log(), question),

  /** @param {Parameters<typeof rhythm>[1]} question */
  rhythm: (question) => rhythm(log(), question),

  /** @param {Parameters<typeof variants>[1]} question */
  variants: (question) => variants(log(), question),

  links: () => links(log()),

  /** @param {import("cesta").DiscoverOptions} options */
  discover: (options) => discover(log(), options),
};

/** The open map. */
function map() {
  if (!open.journey) throw new Error("no map is open");
  return open.journey;
}

/** The open log. */
function log() {
  if (!open.log) throw new Error("no events are open");
  return open.log;
}

/**
 * What can be told, but for reasons to be expected: a log without times has no rhythm, and a map
 * without a goal nothing to align with. Whatever else goes wrong is told.
 *
 * @template T @param {string[]} reasons codes of the library @param {() => T} tell
 */
function unless(reasons, tell) {
  try {
    return tell();
  } catch (error) {
    const { code, details } = /** @type {any} */ (error) ?? {};
    /** @type {{ code: string }[]} */
    const problems = details?.problems ?? [{ code }];
    if (problems.every((it) => reasons.includes(it.code))) return undefined;
    throw error;
  }
}

/** Shows what shall be open from now on; where that fails, what was open stays. @param {Open} next @returns {Shown} */
function show(next) {
  const { journey, log } = next;
  try {
    const map = journey && view(journey, next);
    const discovered = !journey && log ? discover(log, {}) : undefined;
    const way = discovered?.way ?? (journey && log ? wayThrough(log, journey) : []);
    const shown = { map: map?.seen, log: log && { ...factsOf(log), way }, discovered };
    free(open, next);
    open = next;
    known = map?.known ?? {};
    return shown;
  } catch (error) {
    free(next, open);
    throw error;
  }
}

/** Gives back the memory of what the other does not hold. @param {Open} one @param {Open} other */
function free(one, other) {
  if (one.journey !== other.journey) one.journey?.free();
  if (one.log !== other.log) one.log?.free();
  if (one.responses !== other.responses) one.responses?.free();
}

/** What is told of each log, found out once. @type {WeakMap<EventLog, import("./observe.js").Log>} */
const logs = new WeakMap();

/** @param {EventLog} log */
function factsOf(log) {
  const known = logs.get(log) ?? facts(log);
  logs.set(log, known);
  return known;
}

/** Tells the page how much of a file is read. @param {Blob} file */
function progress(file) {
  return (/** @type {number} */ bytes) => postMessage({ progress: bytes / Math.max(1, file.size) });
}

/**
 * What is known of a map, and everything that the page shows of it, as plain data.
 *
 * @param {Journey} journey @param {Open} beside
 */
function view(journey, { log, responses }) {
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

/** One question after the other, since reading a file takes its time. @type {Promise<unknown>} */
let last = init();
addEventListener("message", ({ data: { id, ask, question } }) => {
  last = last.then(
    () => answer(id, ask, question),
    (error) => {
      postMessage({ id, error: plain(error) });
      throw error;
    },
  );
  last.catch(() => {});
});

/** @param {number} id @param {keyof typeof answers} ask @param {any} question */
async function answer(id, ask, question) {
  try {
    postMessage({ id, answer: await answers[ask](question) });
  } catch (error) {
    postMessage({ id, error: plain(error) });
  }
}
