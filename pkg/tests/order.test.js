// The order of functions in the WebAssembly: a module that is small enough to be written here.

import assert from "node:assert/strict";
import { test } from "node:test";
import { ordered } from "../scripts/order.js";

/** With a length in two bytes, since one is too few for the names. @param {number} id @param {number[]} content */
const section = (id, content) => [id, (content.length & 127) | 128, content.length >> 7, ...content];
/** @param {string} word */
const text = (word) => [word.length, ...Buffer.from(word)];

/** One imported function, and one for each list of numbers, which gives the last. @param {number[][]} lists */
function module(lists) {
  const last = (/** @type {number} */ number) => [0x41, number, 0x1a];
  const bodies = lists.map((list) => [0, ...list.flatMap(last).slice(0, -1), 0x0b]);
  const named = ["log", ...lists].flatMap((_, at) => [at, ...text("any")]);
  return Uint8Array.from([
    ...[0, 0x61, 0x73, 0x6d, 1, 0, 0, 0],
    ...section(1, [2, 0x60, 0, 0, 0x60, 0, 1, 0x7f]),
    ...section(2, [1, ...text("env"), ...text("log"), 0, 0]),
    ...section(3, [lists.length, ...lists.map(() => 1)]),
    ...section(10, [lists.length, ...bodies.flatMap((body) => [body.length, ...body])]),
    ...section(0, [...text("name"), ...section(1, [lists.length + 1, ...named])]),
  ]);
}

/** The names of a module's functions, by their numbers. @param {Uint8Array} wasm */
function names(wasm) {
  const [content] = WebAssembly.Module.customSections(new WebAssembly.Module(/** @type {any} */ (wasm)), "name");
  const bytes = Buffer.from(content ?? []);
  assert.equal(bytes[0], 1, "the names of functions");
  assert.equal(bytes[1], bytes.length - 2);
  const found = new Map();
  for (let at = 3; at < bytes.length; at += 2 + Number(bytes[at + 1])) {
    found.set(bytes[at], bytes.toString("utf8", at + 2, at + 2 + Number(bytes[at + 1])));
  }
  return found;
}

test("functions get names by which those lie beside each other that are alike", () => {
  const [odd, even] = [[1, 3, 5, 7, 9, 11], [2, 4, 6, 8, 10, 12]];
  const given = module([odd, even, [21, 22, 23], [...odd, 13], [14, ...even], [15, ...odd]]);
  const found = names(ordered(given));
  assert.equal(found.has(0), false, "what is imported stays");
  const byPlace = [...found].sort(([, a], [, b]) => (a < b ? -1 : 1)).map(([index]) => index);
  // What is like nothing before it follows when nothing is left that is.
  assert.deepEqual(byPlace, [1, 4, 6, 2, 5, 3]);
  assert.deepEqual([...found.values()].sort()[5], "0000005");
});

test("the module is the same but for its names", () => {
  const given = module([[1], [2]]);
  const same = ordered(given);
  const start = given.lastIndexOf(0x0b) + 1;
  assert.deepEqual(same.subarray(0, start), Buffer.from(given.subarray(0, start)));
  assert.deepEqual(names(same), new Map([[1, "0000000"], [2, "0000001"]]));
});
