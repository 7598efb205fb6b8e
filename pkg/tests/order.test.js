// The order of functions in the WebAssembly: a module that is small enough to be written here.

import assert from "node:assert/strict";
import { test } from "node:test";
import { ordered } from "../scripts/order.js";

/** With a length in two bytes, since one is too few for the names. @param {number} id @param {number[]} content */
const section = (id, content) => [id, (content.length & 127) | 128, content.length >> 7, ...content];
/** @param {string} word */
const text = (word) => [word.length, ...Buffer.from(word)];

/** One imported function, and one for each name, which gives its place's number. @param {string[]} names */
function module(names) {
  const bodies = names.map((_, at) => [4, 0, 0x41, at, 0x0b]);
  const named = ["log", ...names].flatMap((name, at) => [at, ...text(name)]);
  return Uint8Array.from([
    ...[0, 0x61, 0x73, 0x6d, 1, 0, 0, 0],
    ...section(1, [2, 0x60, 0, 0, 0x60, 0, 1, 0x7f]),
    ...section(2, [1, ...text("env"), ...text("log"), 0, 0]),
    ...section(3, [names.length, ...names.map(() => 1)]),
    ...section(10, [names.length, ...bodies.flat()]),
    ...section(0, [...text("name"), ...section(1, [names.length + 1, ...named])]),
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

test("functions of a kind get names that lie beside each other", () => {
  const given = module([
    "<b::Two as serde::Read>::read::h0123456789abcdef",
    "alloc::grow::h1111111111111111",
    "<a::One as serde::Read>::read::hfedcba9876543210",
    "alloc::grow::h0000000000000000",
    "zebra",
  ]);
  const found = names(ordered(given));
  assert.equal(found.has(0), false, "what is imported stays");
  // By trait, then type; those of one generic function by their code, whatever their hashes are.
  const byPlace = [...found].sort(([, a], [, b]) => (a < b ? -1 : 1)).map(([index]) => index);
  assert.deepEqual(byPlace, [2, 4, 3, 1, 5]);
  assert.deepEqual([...found.values()].sort(), ["0000000", "0000001", "0000002", "0000003", "0000004"]);
});

test("the module is the same but for its names", () => {
  const given = module(["b", "a"]);
  const same = ordered(given);
  const start = given.lastIndexOf(0x0b) + 1;
  assert.deepEqual(same.subarray(0, start), Buffer.from(given.subarray(0, start)));
  assert.deepEqual(names(same), new Map([[1, "0000001"], [2, "0000000"]]));
});
