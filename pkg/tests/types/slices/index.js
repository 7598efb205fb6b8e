// The kinds of analysis of behaviour, each with calls of its own.

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
 * @typedef {{
 *   bakery: import("cesta").Journey,
 *   shop: import("cesta").Journey,
 *   flight: import("cesta").Journey,
 *   log: import("cesta").EventLog,
 *   untimed: import("cesta").EventLog,
 *   overlay: import("cesta").Overlay,
 *   texts: { readonly [name in "bakery" | "shop" | "events" | "flight" | "survey"]: string },
 * }} Examples what calls are made on
 * @typedef {{
 *   calls: Readonly<Record<string, () => readonly unknown[]>>,
 *   takers?: Readonly<Record<string, (options?: any) => unknown>>,
 *   mistakes?: Readonly<Record<string, () => unknown>>,
 * }} Calls what several calls give, by the name of what is called; a call that takes options, by
 *   the name of their type; a call that throws, by the name of the error
 */

/** @type {readonly ((examples: Examples) => Calls)[]} */
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
