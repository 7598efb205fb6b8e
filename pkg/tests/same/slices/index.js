// The kinds of analysis of behaviour: what is asked, and how the package is asked.

import { align } from "./align.js";
import { compare } from "./compare.js";
import { flow } from "./flow.js";
import { growth } from "./growth.js";
import { prepare } from "./prepare.js";
import { steps } from "./steps.js";
import { sums } from "./sums.js";
import { funnel } from "./funnel.js";
import { sequences } from "./sequences.js";
import { rhythm } from "./rhythm.js";
import { xes } from "./xes.js";

/**
 * @typedef {(subject: any, words: any[]) => any} Asked how the package is asked, with what
 *   `Subject` of `package.js` has
 * @typedef {{
 *   log?: any[][],
 *   map?: any[][],
 *   functions?: any[][],
 *   answers?: Readonly<Record<string, Asked>>,
 * }} Slice questions about a log, about a log on a map, and about neither. A method of `EventLog`
 *   that is given what stands in the question needs no answer of its own.
 */

/** @type {readonly Slice[]} */
export const slices = [
  align,
  flow, //
  growth,
  prepare,
  steps,
  sums,
  compare,
  funnel,
  sequences,
  rhythm,
  xes,
];

/** @param {"log" | "map" | "functions"} about */
export const questions = (about) => slices.flatMap((it) => it[about] ?? []);

/** @type {Readonly<Record<string, Asked>>} */
export const answers = Object.assign({}, ...slices.map((it) => it.answers));
