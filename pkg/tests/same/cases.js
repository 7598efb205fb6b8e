// What is asked of both, the package and the library without JavaScript.

import { readdirSync, readFileSync } from "node:fs";
import { Journey, builtInMeasures, templates } from "cesta";
import { random } from "./random.js";
import { questions } from "./slices/index.js";

/** @typedef {import("./package.js").Case} Case */

const root = new URL("../../../", import.meta.url);
const COSTS = ["steps", "duration", "money", "effort", "channelSwitches", "probability"];

/** Everything that can be asked about a map alone. @param {any} [spec] what it says, if it is JSON */
export function aboutMap(spec) {
  const points = (spec?.stages ?? []).flatMap((/** @type {any} */ it) => it.touchpoints ?? []);
  const ids = [...points.map((/** @type {any} */ it) => it.id), "nowhere"].slice(-4);
  const [from, to] = [ids[0], ids.at(-2)];
  const personas = (spec?.personas ?? []).map((/** @type {any} */ it) => ({ persona: it.id }));
  const scopes = [{ persona: "nobody" }, { channels: ["web"] }, { channels: [7] }, ...personas];
  return [
    ["read"],
    ...(spec ? [["from"]] : []),
    ...["write", "toJSON", "id", "name", "stages", "touchpoints", "transitions"].map((it) => [it]),
    ...["measures", "entries", "goalTouchpoints", "exits"].map((it) => [it]),
    ...ids.flatMap((id) => ["touchpoint", "stageOf", "next", "touchpointOfEvent"].map((it) => [it, id])),
    ["stage", spec?.stages?.[0]?.id ?? "nothing"],
    ["reachability"],
    ["reachability", { from: [from], to: [to] }],
    ["mandatory"],
    ["mandatory", { from: ["nowhere", "nothing"] }],
    ["conversion"],
    ["loops"],
    ...scopes.flatMap((scope) => [["loops", scope], ["reachability", { scope }], ["bestRoute", { scope }]]),
    ...COSTS.flatMap((by) => [["bestRoute", { by }], ["bestRoutes", 4, { by }], ["recoveryRoutes", { by }]]),
    ["bestRoutes", -1],
    ["bestRoutes", 2.5, { by: "beauty", speed: 3, scope: { colour: null } }],
    ["allRoutes"],
    ["allRoutes", { avoid: [from] }, { maxRoutes: 5, maxSteps: 4 }],
    ["allRoutes", {}, { maxRoutes: "many" }],
    ...pictures([]),
    ["gaps", [], { levels: { S1: "allow", Q7: "deny", "": "info" }, thinStage: 3 }],
    ["gaps", [], { levels: { S1: "maybe" }, thinStage: -3 }],
    ["gaps", [], { satisfactionThreshold: 40, probabilityTolerance: 7 }],
    ["mapSvg", [], { title: "<A> & B", heading: "hidden", idPrefix: "a-", undesignedLinks: 0 }],
    ["mapSvg", [], { title: 5, colours: [] }],
    ["reportHtml", [], { title: "“T”", date: "2026-11-21", language: "en" }],
    ["emotionLine", [], "designed"],
    ["emotionLine", [], { measure: "nps" }],
    ["emotionLine", [], { measure: "unheard-of" }],
    ["emotionLine", [], "guessed"],
    ["bestKnown", [], from],
  ];
}

/** What is shown of a map and what is known. @param {string[]} known */
function pictures(known) {
  const observed = known.filter((it) => it === "overlay" || it === "satisfaction");
  return [
    ["gaps", observed],
    ["bestEmotionLine", observed],
    ["mapSvg", known],
    ["reportHtml", known],
  ];
}

const ABOUT_LOG = [
  ["readLog"],
  ["log"],
  ["withoutDuplicates"],
  ...questions("log"),
  ["overlay"],
  ["overlay", { confidence: 0.8 }],
  ["overlay", { confidence: 2 }],
  ["overlay", { confidence: "high", level: 1 }],
  ...questions("map"),
  ...pictures(["overlay", "gaps"]),
];

const ABOUT_SURVEY = [
  ["readResponses"],
  ["satisfaction"],
  ["satisfaction", { segments: ["unheard-of"] }],
  ["satisfaction", { segmentLimit: 1, score: { confidence: 0.9, netInterval: "wald" } }],
  ["satisfaction", { segmentLimit: -1, score: 3 }],
  ...pictures(["satisfaction", "gaps"]),
];

const ABOUT_ALL = [
  ...pictures(["overlay", "satisfaction", "emotion", "gaps", "passedOver"]),
  ["bestKnown", ["satisfaction"], "t0"],
  ["emotionLine", ["satisfaction"], { measure: "ease" }],
];

const EVENT_OPTIONS = [
  {},
  { badRows: "passOver" },
  { sequence: "asWritten", duplicates: "drop" },
  { customer: "x", keep: ["y"] },
  { delimiter: ";;", maxField: -1, colour: "red" },
];

const SURVEY_OPTIONS = [
  {},
  { survey: { badCells: "passOver", segments: ["type_of_travel"] } },
  { survey: { respondent: "none" }, rows: 1 },
];

/** Texts of what no value can hold, such as a field twice, or what is refused in other words. */
const ONLY_TEXT = /(lone-surrogate|many-problems|nested-attributes)\.json$/;

/** What a file says, if it is JSON. @param {string} path */
function parsed(path) {
  try {
    return JSON.parse(readFileSync(new URL(path, root), "utf8"));
  } catch {
    return undefined;
  }
}

/** The files of a folder of seeds for fuzzing. @param {string} name */
function seeds(name) {
  const folder = `fuzz/seeds/${name}/`;
  return readdirSync(new URL(folder, root)).map((file) => ({ file: folder + file }));
}

/** A map of touchpoints one after the other. @param {number} count */
export function chain(count) {
  const touchpoints = Array.from({ length: count }, (_, at) => ({
    id: `t${at}`,
    role: at === 0 ? "entry" : at === count - 1 ? "goal" : "step",
    duration: at % 7,
    cost: (at % 11) / 4,
  }));
  return JSON.stringify({ version: 1, id: "chain", stages: [{ id: "s", touchpoints }] });
}

/** All cases by what they are about, after `init`. @returns {Record<string, Case[]>} */
export function cases() {
  const shop = { file: "examples/shop/journey.json" };
  const flight = { file: "examples/flight/journey.json" };
  const maps = [{ file: "examples/bakery.json" }, shop, flight, ...seeds("journey_json")];
  return {
    "the example journeys, and maps for fuzzing": maps.map((journey) => {
      const ask = [...aboutMap(parsed(journey.file)), ["diff"]];
      const both = ask.filter(([call]) => call !== "from" || !ONLY_TEXT.test(journey.file));
      return { name: journey.file, journey, after: shop, ask: both };
    }),
    templates: templates().map((name) => {
      const template = Journey.template(name);
      const ask = [["template", name], ...aboutMap(template.toJSON())];
      return { name, journey: template.write(), ask };
    }),
    "a long chain": [{ name: "a chain", journey: chain(10_000), ask: LONG }],
    events: [
      { file: "examples/shop/events.csv" },
      ...seeds("events_csv"),
    ].flatMap((text) =>
      EVENT_OPTIONS.map((options) => {
        const name = `${text.file} with ${JSON.stringify(options)}`;
        return { name, journey: shop, events: { text, options }, ask: ABOUT_LOG };
      }),
    ),
    surveys: [{ file: "examples/flight/survey.csv" }, ...seeds("survey_csv")].flatMap((text) =>
      SURVEY_OPTIONS.map((options) => {
        const name = `${text.file} with ${JSON.stringify(options)}`;
        return { name, journey: flight, survey: { text, options }, ask: ABOUT_SURVEY };
      }),
    ),
    "random maps with events and answers": Array.from({ length: 150 }, (_, seed) => {
      const { spec, inputs } = random(seed);
      const ask = [...aboutMap(spec), ["diff"], ...ABOUT_LOG, ...ABOUT_SURVEY, ...ABOUT_ALL];
      return { ...inputs, ask };
    }),
    "scores, statistics and catalogues": [{ name: "functions", ask: functions() }],
  };
}

/** What is quick for long chains. */
const LONG = [
  ["read"],
  ["from"],
  ["write"],
  ["toJSON"],
  ["reachability"],
  ["mandatory"],
  ["conversion"],
  ["loops"],
  ["bestRoute", { by: "duration" }],
  ["allRoutes"],
  ["gaps"],
];

/** The catalogues, scores and statistics, on grids of numbers. */
function functions() {
  const counts = [0, 1, 7, 30, 999];
  const levels = [undefined, null, 0, 0.5, 0.9, 0.999999, 1, "x"];
  const lists = [[], [1], [1, 2], [0.1, 0.2, 0.7, 0.7, 9], [-1e300, 0, 1e300], ["x"], [null]];
  const scores = [
    { measure: "nps", value: 12.5, n: 80, respondents: 80, missing: 1, interval: null },
    { measure: "nps", value: null, n: 0, respondents: 0, missing: 0, interval: null },
    { measure: "csat", value: 70, n: 50, respondents: 50, missing: 0, interval: null },
  ];
  const kano = ["like", "mustBe", "neutral", "liveWith", "dislike"];
  return [
    ["rules"],
    ["templates"],
    ["builtInMeasures"],
    ["template", "sideways"],
    ["fromColumns", { customers: ["b", "a", "b"], touchpoints: ["x", "y", "x"], times: [5, 3, 5] }],
    ["fromColumns", { customers: ["b", "a"], touchpoints: ["x"] }],
    [
      "fromColumns",
      { customers: ["b", "a", "b"], touchpoints: ["x", "y", "x"], times: [5, 3, 2], segments: { channel: ["web", "", "app"], plan: ["1", "1", "2"] } },
    ],
    ["fromColumns", { customers: ["b"], touchpoints: ["x"], segments: { channel: [] } }],
    ["fromColumns", { customers: ["b", " "], touchpoints: ["x", "x"] }],
    ["fromColumns", { customers: ["b", "b"], touchpoints: ["x", ""] }],
    ["fromColumns", { customers: ["b"], touchpoints: ["x"], times: [1e15] }],
    ...counts.flatMap((n) => counts.flatMap((k) => levels.map((level) => ["wilson", k, n, level]))),
    ...counts.flatMap((n) => ["wald", "adjustedWald", "best"].map((kind) => ["netInterval", 7, 3, n, 0.9, kind])),
    ...counts.flatMap((n) => [["shareDifference", { count: 1, n: 30 }, { count: 0, n }], ["wilson", n]]),
    ["shareDifference", { count: 1.5, n: "30" }, 3],
    ...lists.flatMap((list) => [
      ["benjaminiHochberg", list],
      ["benjaminiYekutieli", list],
      ["median", list],
      ["mean", list],
      ["mean", list, 0.8],
      ["medianInterval", list],
      ["peakEnd", list],
      ...[0, 0.3, 1, 2].map((p) => ["quantile", list, p]),
      ...builtInMeasures().map((measure) => ["score", measure, list]),
    ]),
    ...builtInMeasures().map((measure) => [
      "score",
      measure,
      Array.from({ length: 50 }, (_, at) => (at % 9 ? measure.min + (at % (measure.max - measure.min + 1)) : null)),
      { confidence: 0.9 },
    ]),
    ...scores.flatMap((first) => scores.map((second) => ["compare", first, second])),
    ["compare", scores[0], { ...scores[0], value: 40 }, { minAnswers: 10, confidence: 0.99 }],
    ["compare", { measure: "nps", n: -1 }, null],
    ["meanOfScores", scores],
    ["meanOfScores", scores.slice(0, 2)],
    ["adjustPValues", [{ measure: "nps", difference: { value: 1, interval: null, pValue: 0.04 }, conclusion: "higher" }]],
    ["quadrant", { importance: 3, performance: 2 }, { importance: 1, performance: 5 }],
    ["quadrant", { importance: 3 }, { importance: "much", performance: 5 }],
    ...[0, 5, 10, 11].flatMap((importance) => [["opportunityScore", importance, 4.4]]),
    ["servqualGap", [{ perceived: 3, expected: 4.5, weight: 0.3 }]],
    ["servqualGap", []],
    ...kano.flatMap((first) => kano.map((second) => ["kano", first, second])),
    ["kano", "love", "hate"],
    ["kanoCoefficients", ["attractive", "mustBe", "mustBe", "indifferent"]],
    ["kanoCoefficients", []],
    ["pearson", [[1, 2], [2, 1], [3, 7.25], [4, 1e-9]]],
    ["pearson", [[1, 2, 3]]],
    ["bayesianAverage", 12.3, 4, 3.1, 2],
    ["bayesianAverage", 0, 0, 0, 0],
    ["relativeWeights", [[1, 2, 3, 4, 5.5, 7], [2, 1, 4, 3, 6, null]], [1.5, 2, 2.5, 4, 4.5, 6]],
    ["relativeWeights", [[1]], [1, 2]],
    ["clusterInterval", [{ total: 5, n: 2 }, { total: 9, n: 3 }, { total: 1.5, n: 1 }]],
    ["clusterInterval", [], 0.5],
    ...[0.5, 2.5, -2.5, 1.005, 1e300, -0.0004].flatMap((it) => [0, 2, 200].map((digits) => ["rounded", it, digits])),
    ["rounded", 1, 256],
    ...questions("functions"),
  ];
}
