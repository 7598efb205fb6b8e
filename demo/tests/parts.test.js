// The parts of the page that need no browser.

import assert from "node:assert/strict";
import { test } from "node:test";
import { compare } from "../compare.js";
import {
  addLink,
  removeLink,
  removedLinks,
  setEmotion,
  setProbability,
  setScore,
} from "../edit.js";
import { History } from "../history.js";
import { counted, decimal, duration, finePercent, percent, plain, shifted } from "../numbers.js";

const spec = () => ({
  version: 1,
  id: "bakery",
  stages: [
    { id: "find", touchpoints: [{ id: "smell", emotion: 2 }, { id: "window" }] },
    {
      id: "buy",
      touchpoints: [{ id: "counter", scores: [{ measure: "csat", value: 80, n: 40 }] }],
    },
  ],
});
const links = [
  { from: "smell", to: "window" },
  { from: "window", to: "counter", probability: 0.8 },
  { from: "window", to: "smell" },
];

test("a change makes a new map and leaves the old one alone", () => {
  const before = spec();
  const after = setEmotion(before, "window", -1);
  assert.deepEqual(before, spec());
  assert.equal(after.stages[0].touchpoints[1].emotion, -1);
  assert.equal(after.stages[1], before.stages[1]);
  assert.deepEqual(setEmotion(after, "window", undefined), before);
});

test("a designed score rests on no answers", () => {
  const score = (/** @type {any} */ map) => map.stages[1].touchpoints[0].scores;
  assert.deepEqual(score(setScore(spec(), "counter", "csat", 60)), [
    { measure: "csat", value: 60 },
  ]);
  assert.equal(score(setScore(spec(), "counter", "nps", 10)).length, 2);
  assert.equal(score(setScore(spec(), "counter", "csat", undefined)), undefined);
});

test("a link that is removed is known, and can be put back", () => {
  const without = removeLink(spec(), links, 1).transitions;
  assert.deepEqual(
    without.map((it) => it.to),
    ["window", "smell"],
  );
  assert.deepEqual(removedLinks(links, without), [links[1]]);
  assert.deepEqual(removedLinks(links, addLink(spec(), without, links[1]).transitions), []);
  assert.deepEqual(removedLinks(links, setProbability(spec(), links, 0, 0.5).transitions), []);
});

test("of two links between the same touchpoints one can be gone", () => {
  const twice = [...links, { from: "smell", to: "window", guard: "at night" }];
  assert.equal(removedLinks(twice, links).length, 1);
});

test("history goes back and forth, and a new step ends what was undone", () => {
  const history = new History("a");
  history.push("b", "to b");
  history.push("c", "to c");
  history.go(-1);
  assert.deepEqual([history.value, history.before, history.after], ["b", "to b", "to c"]);
  history.push("d", "to d");
  assert.deepEqual([history.value, history.after, history.first], ["d", undefined, "a"]);
  history.go(1);
  assert.equal(history.value, "d");
});

test("findings are new, gone, changed or the same", () => {
  const finding = (
    /** @type {string} */ rule,
    /** @type {string} */ touchpoint,
    /** @type {string} */ message,
  ) =>
    /** @type {any} */ ({
      rule,
      level: "warn",
      place: { kind: "touchpoint", touchpoint },
      message,
    });
  const before = [
    finding("O1", "smell", "x"),
    finding("X2", "counter", "31 %"),
    finding("S5", "window", "y"),
    finding("S5", "window", "z"),
  ];
  const after = [
    finding("X2", "counter", "29 %"),
    finding("O1", "smell", "x"),
    finding("S5", "window", "y"),
    finding("S5", "counter", "y"),
  ];
  const { marked, gone } = compare(before, after);
  assert.deepEqual(
    marked.map(({ mark }) => mark),
    ["changed", "same", "same", "new"],
  );
  assert.equal(marked[0].was, before[1]);
  assert.deepEqual(gone, [before[3]]);
});

test("numbers are written as the report writes them", () => {
  assert.equal(decimal(2.5, 0), "3");
  assert.equal(decimal(-12.5, 0), "−13");
  assert.equal(decimal(0.145, 2), "0.15");
  assert.equal(decimal(-0.04, 1), "0.0");
  assert.equal(decimal(1_234_567, 0), "1,234,567");
  assert.equal(plain(4.5), "4.5");
  assert.equal(plain(100), "100");
  assert.equal(percent(0.5467), "54.7\u202f%");
  assert.equal(percent(0.0001), "<0.1\u202f%");
  assert.equal(finePercent(0.0046296), "0.46\u202f%");
  assert.equal(duration(104_000), "1\u202fmin 44\u202fs");
  assert.equal(duration(800), "0.8\u202fs");
  assert.equal(counted(1, "gap"), "1 gap");
});

test("a percentage becomes a share without noise", () => {
  assert.equal(shifted("7", -2), 0.07);
  assert.equal(shifted(0.07, 2), 7);
  assert.equal(shifted(1e-7, 2), 1e-5);
  assert.ok(Number.isNaN(shifted(" ", -2)));
});
