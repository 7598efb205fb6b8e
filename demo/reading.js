/** How a file becomes a log or a survey, in the worker. */
import { EventLog, Responses, fileSource } from "./cesta/index.js";

/**
 * What a table can be.
 *
 * @typedef {"events" | "xes" | "sequences" | "survey"} Kind
 * @typedef {{ customer?: string, touchpoint?: string, time?: string | null }} Columns `null`: in the order of the file
 * @typedef {{ file: Blob, as: Kind, passOver?: boolean, columns?: Columns, skipLines?: number }} Table
 * @typedef {{ as?: Kind, size: number, events?: string, survey?: string }} Guess what a file seems to be, or why it is neither
 */

/** How much of a file is looked at to find out what it is, in bytes. */
const HEAD = 1 << 20;
/** How much larger a text is than what gzip makes of it, about. */
const PACKING = 10;
/** The most memory for a log, in mebibytes: WebAssembly has no more than 4096. */
const MEMORY = 3072;

/**
 * Finds out what a file is: by how it begins, and for a CSV by whether the library can read it. A
 * log has its columns, a survey asks what the map asks.
 *
 * @param {Blob} file @param {import("cesta").Journey} [journey]
 * @returns {Promise<Guess>}
 */
export async function guess(file, journey) {
  const packed = await isPacked(file);
  const size = file.size * (packed ? PACKING : 1);
  const text = await head(file, packed);
  const start = new TextDecoder().decode(text.subarray(0, 1024)).trimStart();
  if (start.startsWith("<")) return { as: "xes", size };
  const name = file instanceof File ? file.name : "";
  if (start.startsWith("%") || /\.seq(\.gz)?$/iu.test(name)) return { as: "sequences", size };
  if (!journey) return { as: "events", size };
  const log = tried(() => EventLog.read(text));
  const survey = tried(() => Responses.read(journey, text));
  if (log.fits !== survey.fits) return { as: log.fits ? "events" : "survey", size };
  return { size, events: log.message, survey: survey.message };
}

/** The names of a table's columns. @param {Blob} file @returns {Promise<readonly string[]>} */
export async function header(file) {
  const text = await head(file, await isPacked(file));
  // Asked for what no table has, the library says what there is.
  const never = "\u0000";
  const { error } = tried(() =>
    EventLog.read(text, { customer: never, touchpoint: never, time: never }),
  );
  return error?.details?.header ?? [];
}

/** How many lines of a text are shown, and how much of each. */
const LINES = 12;
const LINE = 60;

/** How a text begins, line by line. @param {Blob} file */
export async function firstLines(file) {
  const text = new TextDecoder().decode(await head(file, await isPacked(file)));
  return text.split(/\r?\n/u, LINES).map((it) => (it.length > LINE ? `${it.slice(0, LINE)}…` : it));
}

/** The most values of a column, at the beginning of a table, that are groups of customers. */
const VALUES = 30;
/** The most columns that are kept: each takes memory for every event. */
const KEPT = 8;

/** The columns of a log by which its customers can be told apart. @type {WeakMap<EventLog, string[]>} */
const groups = new WeakMap();

/** @param {EventLog} log */
export const groupsOf = (log) => groups.get(log) ?? [];

/**
 * The first further columns of a table that have few values. What is wrong with the table is told when
 * all of it is read.
 *
 * @param {Blob} file @param {import("cesta").EventsCsvOptions} options @returns {Promise<string[]>}
 */
async function fewValued(file, options) {
  const [names, text] = [await header(file), await head(file, await isPacked(file))];
  const opened = (/** @type {string[]} */ keep) => {
    const log = EventLog.read(text, { ...options, badRows: "passOver", keep });
    const { source, segments } = log;
    log.free();
    return { source, segments };
  };
  try {
    const { source } = opened([]);
    const used = source && "customer" in source ? [source.customer, source.touchpoint, source.time].flat() : [];
    const once = names.filter((it) => names.indexOf(it) === names.lastIndexOf(it));
    const { segments } = opened(once.filter((it) => !used.includes(it)));
    return segments
      .filter(({ values }) => values.length > 1 && values.length <= VALUES)
      .slice(0, KEPT)
      .map(({ name }) => name);
  } catch {
    return [];
  }
}

/**
 * Reads a log.
 *
 * @param {Table} table @param {ProgressOf} progress
 */
export async function readLog({ file, as, passOver, columns, skipLines }, progress) {
  const bad = passOver ? "passOver" : "refuse";
  const told = progress(file);
  if (as === "xes")
    return EventLog.readXes(fileSource(file), { badEvents: bad, maxMemory: MEMORY }, told);
  if (as === "sequences")
    return EventLog.fromSequences(
      fileSource(file),
      { badRows: bad, maxMemory: MEMORY, skipLines },
      told,
    );
  const { time, ...who } = columns ?? {};
  const when = time === null ? { sequence: /** @type {const} */ ("asWritten") } : { time };
  const read = (/** @type {string[]} */ keep) => {
    const log = EventLog.read(
      fileSource(file),
      { badRows: bad, maxMemory: MEMORY, keep, ...who, ...when },
      told,
    );
    groups.set(log, keep);
    return log;
  };
  const keep = await fewValued(file, { ...who, ...when });
  try {
    return read(keep);
  } catch (error) {
    // What has few values at the beginning may have millions later.
    if (keep.length === 0 || /** @type {any} */ (error).code !== "tooMuchMemory") throw error;
    return read([]);
  }
}

/**
 * Reads a survey of a map.
 *
 * @param {import("cesta").Journey} journey @param {Table} table @param {ProgressOf} progress
 */
export function readSurvey(journey, { file, passOver }, progress) {
  const bad = passOver ? "passOver" : "refuse";
  return Responses.read(journey, fileSource(file), { survey: { badCells: bad } }, progress(file));
}

/** @typedef {(file: Blob) => (bytes: number) => void} ProgressOf */

/** @param {Blob} file */
async function isPacked(file) {
  const [first, second] = new Uint8Array(await file.slice(0, 2).arrayBuffer());
  return first === 0x1f && second === 0x8b;
}

/** The first whole lines of a file. @param {Blob} file @param {boolean} packed */
async function head(file, packed) {
  const parts = packed ? await unpacked(file, HEAD) : [file];
  const start = new Uint8Array(await new Blob(parts).slice(0, HEAD).arrayBuffer());
  const end = start.length < HEAD ? start.length : start.lastIndexOf(10) + 1;
  return start.subarray(0, end > 0 ? end : start.length);
}

/** Unpacks the beginning of a file, until there is more than a limit. @param {Blob} file @param {number} limit */
async function unpacked(file, limit) {
  const reader = file.stream().pipeThrough(new DecompressionStream("gzip")).getReader();
  /** @type {BlobPart[]} */
  const parts = [];
  let size = 0;
  while (size <= limit) {
    const { done, value } = await reader.read();
    if (done) break;
    parts.push(value);
    size += value.length;
  }
  // What is left may be damaged, and nobody asked for it.
  await reader.cancel().catch(() => {});
  return parts;
}

/**
 * Tries to read. A text fits if it can be read, or is wrong in single places only.
 *
 * @param {() => { free(): void }} read
 * @returns {{ fits: boolean, message?: string, error?: any }}
 */
function tried(read) {
  try {
    read().free();
    return { fits: true };
  } catch (error) {
    const { code, message } = /** @type {{ code?: string, message: string }} */ (error);
    return { fits: code === "badRows" || code === "badCells", message, error };
  }
}
