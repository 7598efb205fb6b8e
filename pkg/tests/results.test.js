// What the declarations promise, against what comes: every method, getter and function is called,
// and what it gives is held against the type that the declarations give it. Plain values are held
// against the schema that their types were made from.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { describe, test } from "node:test";
import * as cesta from "cesta";
import { Declarations } from "./declared.js";

const { EventLog, Journey, Responses, init } = cesta;

const schema = JSON.parse(read("../../schema/wire.schema.json"));
const declared = new Declarations(read("../dist/cesta.d.ts"), read("../types.d.ts"), schema, cesta);

const texts = {
  bakery: read("../../examples/bakery.json"),
  shop: read("../../examples/shop/journey.json"),
  events: read("../../examples/shop/events.csv"),
  flight: read("../../examples/flight/journey.json"),
  survey: read("../../examples/flight/survey.csv"),
};
const segment = { segments: ["type_of_travel"] };

await init();

/** The examples, with what the rest is asked about. */
const the = examples();

function examples() {
  const bakery = Journey.read(texts.bakery);
  const shop = Journey.read(texts.shop);
  const flight = Journey.read(texts.flight);
  const log = EventLog.read(texts.events, { keep: ["platform"] });
  const survey = Responses.read(flight, texts.survey, { survey: segment });
  const overlay = shop.overlay(log);
  const satisfaction = flight.satisfaction(survey);
  const nps = cesta.builtInMeasures().find(({ id }) => id === "nps");
  const scores = [10, 3].map((one) => cesta.score(nps, [one, 9, 9, 7, 2, null]));
  return { bakery, shop, flight, log, survey, overlay, satisfaction, nps, scores };
}

const columns = { customers: ["ann", "ann", "bo"], touchpoints: ["smell", "till", "smell"] };
const clusters = [
  [3, 4],
  [1, 2],
  [4, 4],
].map(([total, n]) => ({ total, n }));
const clock = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10];

/**
 * A few calls of everything that can be called, with what they give.
 * @type {Record<string, () => unknown[]>}
 */
const calls = {
  "Journey.read": () => [the.bakery, Journey.read(new TextEncoder().encode(texts.shop))],
  "Journey.from": () => [Journey.from(JSON.parse(texts.flight))],
  "Journey.template": () => cesta.templates().map((name) => Journey.template(name)),
  "Journey.toJSON": () => [the.bakery, the.shop, the.flight].map((it) => it.toJSON()),
  "Journey.write": () => [the.bakery.write()],
  "Journey.id": () => [the.bakery.id],
  "Journey.name": () => [the.shop.name],
  "Journey.stages": () => [the.shop.stages(), the.flight.stages()],
  "Journey.touchpoints": () => [the.bakery.touchpoints(), the.shop.touchpoints()],
  "Journey.transitions": () => [the.bakery.transitions(), the.shop.transitions()],
  "Journey.measures": () => [the.bakery.measures(), the.flight.measures()],
  "Journey.stage": () => [the.bakery.stage("find"), the.bakery.stage("no")],
  "Journey.touchpoint": () => [the.bakery.touchpoint("queue"), the.bakery.touchpoint("no")],
  "Journey.stageOf": () => [the.bakery.stageOf("queue"), the.bakery.stageOf("no")],
  "Journey.next": () => [the.bakery.next("queue")],
  "Journey.entries": () => [the.shop.entries()],
  "Journey.goalTouchpoints": () => [the.shop.goalTouchpoints()],
  "Journey.exits": () => [the.shop.exits(), exit().exits()],
  "Journey.touchpointOfEvent": () => [the.bakery.touchpointOfEvent("till")],
  "Journey.diff": () => [the.bakery.diff(the.shop), the.bakery.diff(exit())],
  "Journey.reachability": () => [the.bakery.reachability(), the.shop.reachability()],
  "Journey.mandatory": () => [the.bakery.mandatory(), the.shop.mandatory()],
  "Journey.loops": () => [the.shop.loops(), looping().loops()],
  "Journey.bestRoute": () => [the.shop.bestRoute({ by: "probability" }), exit().bestRoute()],
  "Journey.bestRoutes": () => [the.shop.bestRoutes(3)],
  "Journey.allRoutes": () => [the.shop.allRoutes({}, { maxRoutes: 20 }), the.bakery.allRoutes()],
  "Journey.recoveryRoutes": () => [failing().recoveryRoutes()],
  "Journey.overlay": () => [the.overlay, the.bakery.overlay(EventLog.fromColumns(columns))],
  "Journey.satisfaction": () => [the.satisfaction],
  "Journey.bestKnown": () =>
    the.flight.touchpoints().map(({ id }) => the.flight.bestKnown(id, the.satisfaction)),
  "Journey.emotionLine": () => [
    the.bakery.emotionLine("designed"),
    the.flight.emotionLine({ measure: the.flight.measures()[0].id }, the.satisfaction),
  ],
  "Journey.bestEmotionLine": () => [the.bakery.bestEmotionLine(), the.flight.bestEmotionLine()],
  "Journey.gaps": () => [
    the.bakery.gaps(),
    the.shop.gaps({ overlay: the.overlay }),
    the.flight.gaps({ satisfaction: the.satisfaction }),
  ],
  "Journey.mapSvg": () => [the.shop.mapSvg({ overlay: the.overlay })],
  "Journey.reportHtml": () => [the.flight.reportHtml({ satisfaction: the.satisfaction })],

  "EventLog.read": () => [the.log],
  "EventLog.fromColumns": () => [EventLog.fromColumns(columns)],
  "EventLog.length": () => [the.log.length],
  "EventLog.customers": () => [the.log.customers],
  "EventLog.touchpoints": () => [the.log.touchpoints],
  "EventLog.visits": () => [the.log.visits],
  "EventLog.times": () => [the.log.times, EventLog.fromColumns(columns).times],
  "EventLog.bounds": () => [the.log.bounds],
  "EventLog.segments": () => [the.log.segments],
  "EventLog.source": () => [the.log.source, EventLog.fromColumns(columns).source],
  "EventLog.duplicates": () => [the.log.duplicates],
  "EventLog.withoutDuplicates": () => [the.log.withoutDuplicates()],
  "EventLog.span": () => [the.log.span(), EventLog.fromColumns(columns).span()],
  "EventLog.trace": () => [the.log.trace(0), the.log.trace(1e6)],
  "EventLog.flow": () => [the.log.flow(), EventLog.fromColumns(columns).flow()],

  "Responses.read": () => [the.survey],
  "Responses.fromColumns": () => [
    Responses.fromColumns(the.flight, [{ name: "cleanliness", cells: [5, 4, null] }]),
  ],
  "Responses.fromRows": () => [
    Responses.fromRows(the.flight, [{ question: "cleanliness", value: 4 }]),
  ],
  "Responses.respondents": () => [the.survey.respondents],
  "Responses.names": () => [
    Responses.read(the.flight, texts.survey, { survey: { respondent: "id" } }).names,
  ],
  "Responses.questions": () => [the.survey.questions],
  "Responses.segments": () => [the.survey.segments],
  "Responses.unknownQuestions": () => [the.survey.unknownQuestions],
  "Responses.passedOver": () => [
    the.survey.passedOver,
    Responses.read(the.flight, "cleanliness\n4\nmany\n", { survey: { badCells: "passOver" } })
      .passedOver,
  ],

  rules: () => [cesta.rules()],
  templates: () => [cesta.templates()],
  builtInMeasures: () => [cesta.builtInMeasures()],
  version: () => [cesta.version()],
  isCestaError: () => [cesta.isCestaError(new Error()), cesta.isCestaError(thrown("GapError"))],
  score: () => the.scores,
  compare: () => [cesta.compare(the.scores[0], the.scores[1])],
  meanOfScores: () => [cesta.meanOfScores(the.scores), cesta.meanOfScores([])],
  adjustPValues: () => [cesta.adjustPValues([cesta.compare(the.scores[0], the.scores[1])])],
  quadrant: () => {
    const middle = { importance: 3, performance: 3 };
    return [cesta.quadrant({ importance: 4, performance: 2 }, middle)];
  },
  opportunityScore: () => [cesta.opportunityScore(9, 3), cesta.opportunityScore(11, 3)],
  servqualGap: () => [
    cesta.servqualGap([{ perceived: 4, expected: 6, weight: 1 }]),
    cesta.servqualGap([]),
  ],
  kano: () => [cesta.kano("like", "dislike")],
  kanoCoefficients: () => [
    cesta.kanoCoefficients(["attractive", "mustBe"]),
    cesta.kanoCoefficients([]),
  ],
  peakEnd: () => [cesta.peakEnd([1, -2, 0]), cesta.peakEnd([])],
  wilson: () => [cesta.wilson(40, 60), cesta.wilson(0, 0)],
  netInterval: () => [cesta.netInterval(30, 20, 60), cesta.netInterval(0, 0, 0)],
  shareDifference: () => {
    const [first, second] = [40, 30].map((count) => ({ count, n: 60 }));
    return [cesta.shareDifference(first, second)];
  },
  benjaminiHochberg: () => [cesta.benjaminiHochberg([0.01, 0.04])],
  quantile: () => [cesta.quantile(clock, 0.25), cesta.quantile([], 0.25)],
  median: () => [cesta.median(clock), cesta.median([])],
  medianInterval: () => [cesta.medianInterval(clock), cesta.medianInterval([])],
  mean: () => [cesta.mean(clock), cesta.mean([])],
  pearson: () => [
    cesta.pearson([
      [1, 2],
      [2, 3],
      [3, 5],
    ]),
    cesta.pearson([]),
  ],
  bayesianAverage: () => [cesta.bayesianAverage(12, 3, 3.5, 10)],
  relativeWeights: () => {
    const twice = clock.map((it) => (it * 7) % 11);
    return [
      cesta.relativeWeights(
        [clock, twice],
        clock.map((it) => it * it),
      ),
    ];
  },
  clusterInterval: () => [cesta.clusterInterval(clusters), cesta.clusterInterval([])],
  rounded: () => [cesta.rounded(1.25, 1)],
};

/**
 * What takes each kind of options.
 * @type {Record<string, (options?: object) => unknown>}
 */
const takers = {
  CompareOptions: (options) => cesta.compare(the.scores[0], the.scores[1], options),
  EventsCsvOptions: (options) => EventLog.read(texts.events, options).source,
  GapOptions: (options) => the.flight.gaps({ satisfaction: the.satisfaction }, options),
  MapOptions: (options) => the.shop.mapSvg({ overlay: the.overlay }, options),
  OverlayOptions: (options) => the.shop.overlay(the.log, options),
  ReachOptions: (options) => the.shop.reachability(options),
  ReportOptions: (options) => the.bakery.reportHtml({}, options),
  RouteLimits: (options) => the.shop.allRoutes({}, options),
  RouteOptions: (options) => the.shop.bestRoute(options),
  SatisfactionOptions: (options) => the.flight.satisfaction(the.survey, options),
  Scope: (options) => looping().loops(options),
  ScoreOptions: (options) => cesta.score(the.nps, [1, 9, 10], options),
  SurveyCsvOptions: (options) =>
    the.flight.satisfaction(Responses.read(the.flight, texts.survey, options)),
  SurveyOptions: (options) =>
    Responses.fromRows(the.flight, [{ question: "cleanliness", value: 4 }], options).respondents,
};

/**
 * What throws each error.
 * @type {Record<string, () => unknown>}
 */
const mistakes = {
  BuildError: () => EventLog.fromColumns({ customers: ["ann"], touchpoints: [] }),
  GapError: () => the.bakery.gaps(null, { levels: { X99: "warn" } }),
  InvalidArgument: () => the.bakery.gaps(null, { thin: 2 }),
  InvalidJourney: () => Journey.read('{ "version": 1, "stages": 3 }'),
  LogError: () => EventLog.read("a,b\n1,2\n"),
  PathError: () => the.bakery.bestRoute({ from: ["nowhere"] }),
  SatisfactionError: () => the.flight.satisfaction(the.survey, { segments: ["nothing"] }),
  SurveyError: () => Responses.read(the.flight, ""),
};

describe("results", () => {
  test("everything that is declared is called here", () => {
    assert.deepEqual(Object.keys(calls).sort(), [...declared.results.keys()].sort());
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

/** The bakery from whose queue one can leave, and whose goal is closed. */
function exit() {
  const spec = JSON.parse(texts.bakery);
  delete spec.stages[1].touchpoints[0].painPoints;
  delete spec.actions;
  spec.stages[1].touchpoints[0].role = "exit";
  spec.transitions = [{ from: "smell", to: "queue" }];
  return Journey.from(spec);
}

/** The bakery in which one can queue again. */
function looping() {
  const spec = JSON.parse(texts.bakery);
  spec.transitions = [...the.bakery.transitions(), { from: "counter", to: "queue", kind: "back" }];
  return Journey.from(spec);
}

/** The bakery whose counter fails. */
function failing() {
  const spec = JSON.parse(texts.bakery);
  spec.transitions = [
    ...the.bakery.transitions(),
    { from: "counter", to: "queue", kind: "failure" },
  ];
  return Journey.from(spec);
}

/** @param {string} path */
function read(path) {
  return readFileSync(new URL(path, import.meta.url), "utf8");
}
