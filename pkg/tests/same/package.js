// What the package answers: the twin of `bindings/examples/native/`, which answers the same
// questions without JavaScript.

import { readFileSync } from "node:fs";
import { performance } from "node:perf_hooks";
import * as cesta from "cesta";
import { logged } from "./logged.js";
import { answers as slices } from "./slices/index.js";

const { EventLog, Journey, Responses } = cesta;
const root = new URL("../../../", import.meta.url);

/**
 * @typedef {string | { file: string }} Source a text, or its file's path from the project's root
 * @typedef {{
 *   name: string,
 *   journey?: Source,
 *   after?: Source,
 *   events?: { text: Source, options?: any },
 *   survey?: { text: Source, options?: any },
 *   ask: any[][],
 *   rounds?: number,
 * }} Case a map, another one to compare with, events and a survey, and what is asked about them:
 *   calls by their names, with their arguments, `rounds` times
 * @typedef {{ value?: any, error?: any, took: number[] }} Answer with milliseconds
 */

/**
 * Answers all questions of a case.
 *
 * @param {Case} asked
 * @returns {Answer[]}
 */
export function answers(asked) {
  const subject = new Subject(asked);
  return asked.ask.map(([call, ...words]) => {
    const took = [];
    let told = {};
    for (let round = 0; round < (asked.rounds ?? 1); round += 1) {
      subject.took = 0;
      told = caught(() => answer(subject, call, words));
      took.push(subject.took);
    }
    return { ...told, took };
  });
}

/** @param {() => any} call */
function caught(call) {
  try {
    return { value: plain(call() ?? null) };
  } catch (error) {
    if (!cesta.isCestaError(error)) throw error;
    const { name, code, message, details } = error;
    return { error: { name, code, message, details } };
  }
}

/** A result with lists in place of typed arrays. @param {any} value @returns {any} */
function plain(value) {
  if (ArrayBuffer.isView(value)) return Array.from(/** @type {any} */ (value));
  if (Array.isArray(value)) return value.map(plain);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, it]) => [name, plain(it)]));
}

/** The texts of a case, and what was made of them so far. */
class Subject {
  /** How long the package took for the last question, in milliseconds. */
  took = 0;

  /** @param {Case} asked */
  constructor({ journey, after, events, survey }) {
    this.text = bytes(journey);
    const log = bytes(events?.text);
    const answered = bytes(survey?.text);
    this.read = () => Journey.read(this.text);
    this.readLog = () => EventLog.read(log, events?.options);
    this.readResponses = () => Responses.read(this.journey(), answered, survey?.options);
    this.journey = once(this.read);
    this.after = once(() => Journey.read(bytes(after)));
    this.log = once(this.readLog);
    this.responses = once(this.readResponses);
    // With default options, for what uses them.
    this.overlay = once(() => this.journey().overlay(this.log()));
    this.satisfaction = once(() => this.journey().satisfaction(this.responses()));
    this.gaps = once(() =>
      this.journey().gaps({
        overlay: events && this.overlay(),
        satisfaction: survey && this.satisfaction(),
      }),
    );
  }

  /**
   * What is known, by its names.
   *
   * @param {string[]} names
   */
  known(names = []) {
    /** @type {any} */
    const known = {};
    if (names.includes("overlay")) known.overlay = this.overlay();
    if (names.includes("satisfaction")) known.satisfaction = this.satisfaction();
    if (names.includes("gaps")) known.gaps = this.gaps();
    if (names.includes("emotion")) known.emotion = this.journey().bestEmotionLine(known.satisfaction);
    if (names.includes("passedOver")) {
      const [rows, cells] = [this.log().source?.passedOver, this.responses().passedOver];
      known.passedOver = { rows: rows?.count ?? 0, cells: cells.count };
    }
    return known;
  }

  /**
   * Asks the package, and measures how long it takes.
   *
   * @template T
   * @param {() => T} call
   */
  ask(call) {
    const start = performance.now();
    const result = call();
    this.took = performance.now() - start;
    return result;
  }
}

/**
 * @param {Subject} subject
 * @param {string} call
 * @param {any[]} words
 */
function answer(subject, call, words) {
  const [known, ...rest] = words;
  switch (call) {
    // What was read is written, so that it can be compared.
    case "read":
      return subject.ask(() => subject.read()).write();
    case "from": {
      const spec = JSON.parse(new TextDecoder().decode(subject.text));
      return subject.ask(() => Journey.from(spec)).write();
    }
    case "id":
    case "name":
      return subject.ask(() => subject.journey()[call]);
    case "diff": {
      const [before, after] = [subject.journey(), subject.after()];
      return subject.ask(() => before.diff(after));
    }
    case "readLog":
      return subject.ask(() => subject.readLog()).source;
    case "readResponses":
      return described(subject.ask(() => subject.readResponses()));
    case "log":
      return logged(subject.log());
    case "withoutDuplicates": {
      const log = subject.log();
      return logged(subject.ask(() => log.withoutDuplicates()));
    }
    case "overlay": {
      const [journey, log] = [subject.journey(), subject.log()];
      return subject.ask(() => journey.overlay(log, ...words));
    }
    case "satisfaction": {
      const [journey, responses] = [subject.journey(), subject.responses()];
      return subject.ask(() => journey.satisfaction(responses, ...words));
    }
    case "bestKnown":
    case "emotionLine":
    case "bestEmotionLine": {
      const [journey, { satisfaction }] = [subject.journey(), subject.known(known)];
      return subject.ask(() => method(journey, call)(...rest, satisfaction));
    }
    case "gaps":
    case "mapSvg":
    case "reportHtml": {
      const [journey, all] = [subject.journey(), subject.known(known)];
      return subject.ask(() => method(journey, call)(all, ...rest));
    }
    case "template":
      return subject.ask(() => Journey.template(known)).toJSON();
    case "fromColumns":
      return logged(subject.ask(() => EventLog.fromColumns(known)));
    default: {
      const asked = slices[call];
      if (asked) return asked(subject, words);
      if (!(call in Journey.prototype) && call in EventLog.prototype) {
        const log = subject.log();
        return subject.ask(() => method(log, call)(...words));
      }
      if (call in cesta) return subject.ask(() => method(cesta, call)(...words));
      const journey = subject.journey();
      return subject.ask(() => method(journey, call)(...words));
    }
  }
}

/**
 * @param {any} of
 * @param {string} name
 */
function method(of, name) {
  return of[name].bind(of);
}

/** Responses as plain data. @param {cesta.Responses} responses */
function described(responses) {
  const { respondents, names, questions, segments, unknownQuestions, passedOver } = responses;
  return { respondents, names, questions, segments, unknownQuestions, passedOver };
}

/** @param {Source | undefined} source */
function bytes(source) {
  if (source === undefined) return new Uint8Array();
  if (typeof source === "string") return new TextEncoder().encode(source);
  return new Uint8Array(readFileSync(new URL(source.file, root)));
}

/**
 * Makes something when it is first asked for.
 *
 * @template T
 * @param {() => T} make
 * @returns {() => T}
 */
function once(make) {
  /** @type {T | undefined} */
  let made;
  return () => (made ??= make());
}
