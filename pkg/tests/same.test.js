// The package answers as the library does without JavaScript: the same texts to the byte, the same
// numbers to the bit, the same errors.

import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { init } from "cesta";
import { cases } from "./same/cases.js";
import { native } from "./same/native.js";
import { answers } from "./same/package.js";

await init();

describe("the package answers as the library does", () => {
  const library = native();
  after(() => library.end());

  for (const asked of cases()) {
    it(asked.name, async () => {
      const expected = await library.answers(asked);
      const given = answers(asked);
      assert.equal(given.length, expected.length);
      asked.ask.forEach((question, at) => {
        const of = ({ value, error }) => ({ value, error });
        const [left, right] = [of(given[at]), of(expected[at])];
        // The order of fields too, which `deepEqual` does not see.
        if (JSON.stringify(left) !== JSON.stringify(right)) {
          assert.deepEqual(left, right, JSON.stringify(question).slice(0, 200));
        }
      });
    });
  }
});
