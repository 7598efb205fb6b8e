// Where customers are, step by step.

const anchor = { touchpoint: "smell", occurrence: 1, countedFrom: "last" };
const none = { window: { maxSteps: 8, anchor: null, before: 0 }, customers: 0, unanchored: 0 };
const sum = { ...none, touchpoints: [], moves: [], firsts: [] };
const some = {
  ...none,
  customers: 1,
  touchpoints: ["a"],
  moves: [
    { column: 0, from: 0, to: 2, customers: 1 },
    { column: 1, from: 2, to: 1, customers: 1 },
  ],
  firsts: [{ column: 0, place: 2, customers: 1 }],
};

const cell = { value: -0.3, interval: { low: -0.5, high: -0.1, confidence: 0.95, method: "newcombe" }, pValue: 0.01 };
const differs = {
  first: 40,
  second: 50,
  firstUnanchored: 0,
  secondUnanchored: 0,
  steps: [1, 2],
  rows: [
    { place: { kind: "touchpoint", touchpoint: "<b>" }, first: [4, 0], second: [20, 3], differences: [cell, null] },
    { place: { kind: "end" }, first: [0, 9], second: [0, 9], differences: [null, { ...cell, value: 0.02, interval: null }] },
  ],
  others: 0,
};

/** @type {import("./index.js").Slice} */
export const steps = {
  log: [
    ["steps"],
    ["steps", { maxSteps: 3, minShare: 0.2 }],
    ["steps", { maxSteps: 0, before: 3 }],
    ["steps", { anchor, before: 2 }],
    ["stepLinks", { top: 2 }],
    ["stepLinks", { maxSteps: 201 }],
    ["stepSum", { maxSteps: 4, anchor, before: 1 }],
  ],
  functions: [
    ["mergeStepSums", [sum, some]],
    ["mergeStepSums", []],
    ["mergeStepSums", [some, { ...sum, window: { ...sum.window, maxSteps: 3 } }]],
    ["mergeStepSums", [some, { ...sum, unanchored: 3 }]],
    ["stepsOf", some],
    ["stepsOf", some, { maxSteps: 2 }],
    ["stepLinksOf", some],
    ["stepDifference", some, sum],
    ["stepDifferenceSvg", differs],
    ["stepDifferenceSvg", { ...differs, steps: [0] }, { idPrefix: "d", heading: "hidden" }],
    ["stepDifferenceSvg", { ...differs, steps: "many" }],
  ],
};
