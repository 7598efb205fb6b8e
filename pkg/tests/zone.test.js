// Time zones by name, from the table that the runtime has.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { zone } from "../zone.js";

test("a zone is a table of the changes of its clocks", () => {
  const prague = zone("Europe/Prague", Date.UTC(2026, 0), Date.UTC(2027, 0));
  assert.deepEqual(prague, {
    offset: 3600,
    changes: [
      { at: Date.UTC(2026, 2, 29, 1), offset: 7200 },
      { at: Date.UTC(2026, 9, 25, 1), offset: 3600 },
    ],
  });
  assert.deepEqual(zone("UTC"), { offset: 0, changes: [] });
  assert.deepEqual(zone("Asia/Kolkata"), { offset: 19_800, changes: [] });
  const half = zone("Australia/Lord_Howe", new Date("2026-01-01"), new Date("2026-12-31"));
  assert.deepEqual(half.changes.map((it) => it.offset), [37_800, 39_600]);
  // Clocks of Samoa passed over a day.
  const samoa = zone("Pacific/Apia", Date.UTC(2011, 11, 1), Date.UTC(2011, 11, 31, 23));
  assert.deepEqual(samoa.changes, [{ at: Date.UTC(2011, 11, 30, 10), offset: 14 * 3600 }]);
});

test("between its changes a zone is what the runtime says", () => {
  for (const name of ["America/New_York", "Africa/Casablanca", "Europe/London"]) {
    const { offset, changes } = zone(name, 0, Date.UTC(2030, 0));
    const clock = new Intl.DateTimeFormat("en-GB", { timeZone: name, timeStyle: "medium" });
    const utc = new Intl.DateTimeFormat("en-GB", { timeZone: "UTC", timeStyle: "medium" });
    for (let day = 0; day < 21_000; day += 13) {
      const time = day * 86_400_000 + (day % 24) * 3_600_000;
      const present = changes.findLast((it) => it.at <= time)?.offset ?? offset;
      assert.equal(utc.format(time + present * 1000), clock.format(time), `${name} ${time}`);
    }
  }
});

test("what is no zone, or no span, is refused", () => {
  assert.throws(() => zone("Europe/Nowhere"), RangeError);
  assert.throws(() => zone("UTC", 5000, 0), RangeError);
  assert.throws(() => zone("UTC", NaN), RangeError);
  assert.throws(() => zone("UTC", 0, 1e300), RangeError);
});

test("the package has it in every entry", () => {
  const built = readFileSync(new URL("../dist/cesta.js", import.meta.url), "utf8");
  assert.match(built, /^export function zone\(/m);
});
