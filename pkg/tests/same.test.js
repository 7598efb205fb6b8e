// The package answers as the library does without JavaScript: the same texts to the byte, the same
// numbers to the bit, the same fields in the same order, the same errors.

import assert from "node:assert/strict";
import { after, describe, it } from "node:test";
import { init } from "cesta";
import { cases } from "./same/cases.js";
import { native } from "./same/native.js";
import { answers } from "./same/package.js";

await init();

describe("the package answers as the library does", () => {
  const library = native();
  after(() => library.end());

  for (const [about, group] of Object.entries(cases())) {
    it(about, async () => {
      let results = 0;
      const differences = [];
      for (const asked of group) {
        const expected = await library.answers(asked);
        const given = answers(asked);
        asked.ask.forEach((question, at) => {
          const [theirs, ours] = [text(expected[at]), text(given[at])];
          results += expected[at]?.value === undefined ? 0 : 1;
          if (theirs !== ours) differences.push({ name: asked.name, question, theirs, ours });
        });
      }
      const first = differences.find(({ theirs, ours }) => theirs.length + ours.length < 5000);
      const { name, question, theirs, ours } = first ?? differences[0] ?? {};
      const message = `${differences.length} answers differ; ${name}: ${JSON.stringify(question)}`;
      assert.equal(ours, theirs, message);
      assert.ok(results >= 10, "there is something to compare");
    });
  }
});

/** @param {import("./same/package.js").Answer | undefined} answer */
function text(answer) {
  return JSON.stringify({ value: answer?.value, error: answer?.error });
}
