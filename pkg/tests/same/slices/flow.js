// Which touchpoint follows which, and what follows from sequences.

/** A sum of customers who looked, and perhaps bought. @param {number} many */
const bought = (many) => ({
  customers: 2 * many,
  events: 3 * many,
  touchpoints: [
    { touchpoint: "buy", visits: many, customers: many, starts: 0, ends: many },
    { touchpoint: "look", visits: 2 * many, customers: 2 * many, starts: 2 * many, ends: many },
  ],
  steps: [
    {
      from: "look",
      to: "buy",
      count: many,
      customers: many,
      durations: { quantiles: "exact", values: [2, 5000], counts: [many - 1, 1] },
    },
  ],
});

const sketched = {
  ...bought(2),
  steps: bought(2).steps.map((it) => ({
    ...it,
    durations: {
      quantiles: "sketch",
      min: 3,
      max: 200,
      sum: [0, 203],
      buckets: [3, 164],
      counts: [1, 1],
    },
  })),
};

const ways = {
  customers: 5,
  variants: 3,
  touchpoints: ["<b>uy", "look"],
  sequences: [1, 0, 1],
  bounds: [0, 2, 3],
  counts: [3, 1],
  coverage: [0.6, 0.8],
  durations: [null, null],
  other: { count: 1, n: 5, value: 0.2, interval: null },
  confidence: 0.95,
};

/** @type {import("./index.js").Slice} */
export const flow = {
  log: [
    ["flow"],
    ["flow", { quantiles: "sketch", confidence: 0.8 }],
    ["flow", { quantiles: "none" }],
    ["flow", { quantiles: 3 }],
    ["flowSum"],
    ["flowSum", { quantiles: "sketch" }],
    ["variants"],
    ["variants", { limit: 2, confidence: 7 }],
    ["variants", { limit: -1 }],
    ["eventuallyFollows"],
    ["eventuallyFollows", { level: 3 }],
    ["rework"],
    ["rework", { confidence: 0.5 }],
    ["cycleTimes"],
    ["cycleTimes", { from: "t0", to: "t1" }],
    ["cycleTimes", { quantiles: "sketch" }],
    ["cycleTimes", { from: 3 }],
  ],
  functions: [
    ["mergeFlowSums", []],
    ["mergeFlowSums", [bought(2), bought(3)]],
    ["mergeFlowSums", [bought(2), sketched]],
    ["mergeFlowSums", [bought(1e9), bought(1e9)]],
    ["mergeFlowSums", [{ ...bought(2), events: 9 }]],
    ["mergeFlowSums", 3],
    ["flowOf", bought(3)],
    ["flowOf", sketched, { confidence: 0.8 }],
    ["flowOf", null],
    ["variantsSvg", ways],
    ["variantsSvg", { ...ways, bounds: [2, 0, 9] }, { touchpoints: 1, heading: "hidden" }],
    ["variantsSvg", { ...ways, counts: "many" }],
    ["variantsSvg", ways, { touchpoints: -1 }],
  ],
};
