// What the declarations promise, against what comes: every method, getter and function is called,
// and what it gives is held against the type that the declarations give it. Plain values are held
// against the schema that their types were made from.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { describe, test } from "node:test";
import * as cesta from "cesta";
import { Declarations } from "./declared.js";
import { all } from "./types/calls.js";

const schema = JSON.parse(read("../../schema/wire.schema.json"));
const declared = new Declarations(read("../dist/cesta.d.ts"), read("../types.d.ts"), schema, cesta);

const texts = {
  bakery: read("../../examples/bakery.json"),
  shop: read("../../examples/shop/journey.json"),
  events: read("../../examples/shop/events.csv"),
  flight: read("../../examples/flight/journey.json"),
  survey: read("../../examples/flight/survey.csv"),
};
await cesta.init();
const { calls, takers, mistakes } = all(texts);

describe("results", () => {
  test("everything that is declared is called here", () => {
    assert.deepEqual(Object.keys(calls).sort(), [...declared.results.keys()].sort());
  });

  test("what is not as declared is found", () => {
    const type = declared.results.get("Journey.stage");
    assert.ok(type);
    for (const wrong of [null, "find", [], {}, { id: 3 }, { id: "find", colour: "red" }]) {
      assert.notDeepEqual(declared.problems(type, wrong), [], JSON.stringify(wrong));
    }
  });

  for (const [name, type] of declared.results) {
    test(`${name}: ${type.getText()}`, () => {
      const results = calls[name]?.() ?? [];
      assert.ok(results.some(tells), "one result should tell something");
      for (const result of results) assert.deepEqual(declared.problems(type, result), []);
    });
  }
});

describe("options", () => {
  test("all that a parameter can be is given here", () => {
    assert.deepEqual(Object.keys(takers).sort(), declared.options);
  });

  for (const name of declared.options) {
    test(`${name}: what it says to be the default is`, () => {
      const take = takers[name];
      assert.ok(take);
      assert.deepEqual(take(declared.defaults(name)), take());
    });
  }
});

describe("errors", () => {
  test("all that can be thrown is thrown here", () => {
    assert.deepEqual(Object.keys(mistakes).sort(), [...declared.errors.keys()].sort());
  });

  for (const [name, details] of declared.errors) {
    test(`${name}: name, code and details`, () => {
      const error = thrown(name);
      assert.ok(error instanceof Error && cesta.isCestaError(error));
      assert.equal(error.name, name);
      assert.notEqual(error.message, "");
      assert.equal(error.code, error.details.code);
      assert.deepEqual(declared.problems(details, error.details), []);
    });
  }
});

/** @param {string} name */
function thrown(name) {
  try {
    mistakes[name]?.();
  } catch (error) {
    return error;
  }
  return assert.fail(`no ${name} was thrown`);
}

/**
 * Whether a value says anything of its type: there is one, and it is not an empty list.
 * @param {unknown} value
 */
function tells(value) {
  const isList = Array.isArray(value) || ArrayBuffer.isView(value);
  return value !== undefined && (!isList || Object.keys(value).length > 0);
}

/** @param {string} path */
function read(path) {
  return readFileSync(new URL(path, import.meta.url), "utf8");
}
