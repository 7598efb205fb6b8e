// A few calls of everything that can be called: run by `results.test.js`, which looks at what
// comes, and compiled by `types.test.js`, so that a parameter's type takes what the library takes.

import * as cesta from "cesta";
import { slices } from "./slices/index.js";

const { EventLog, Journey, Responses } = cesta;

/**
 * The calls, on the examples.
 *
 * @param {{ readonly [name in "bakery" | "shop" | "events" | "flight" | "survey"]: string }} texts
 */
export function all(texts) {
  const bakery = Journey.read(texts.bakery);
  const shop = Journey.read(texts.shop);
  const flight = Journey.read(texts.flight);
  const log = EventLog.read(texts.events, { keep: ["platform"] });
  const survey = Responses.read(flight, texts.survey, {
    survey: { segments: ["type_of_travel"] },
  });
  const overlay = shop.overlay(log);
  const satisfaction = flight.satisfaction(survey);
  // The bakery whose queue is an exit, or where one may queue again, because of a failure or not.
  const leaving = changed("queue", { role: "exit" }, { from: "smell", to: "queue" });
  const again = changed("queue", {}, { from: "counter", to: "queue", kind: "back" });
  const failing = changed("queue", {}, { from: "counter", to: "queue", kind: "failure" });

  const empty = Journey.from({ version: 1, id: "empty", stages: [] });
  const untimed = EventLog.fromColumns({
    customers: ["ann", "ann", "bo"],
    touchpoints: ["smell", "till", "smell"],
    segments: { channel: ["web", "app", "web"] },
  });
  const bytes = new TextEncoder().encode(texts.events);
  let given = 0;
  /** @type {cesta.ByteSource} */
  const source = (into) => {
    const piece = bytes.subarray(given, given + into.length);
    into.set(piece);
    given += piece.length;
    return piece.length;
  };
  const one = [{ question: "cleanliness", value: 4 }];
  /** @type {cesta.Measure} */
  const nps = {
    id: "nps",
    min: 0,
    max: 10,
    statistic: { kind: "net", promoters: 9, detractors: 6 },
  };
  const [first, second] = [cesta.score(nps, [10, 9, 2, null]), cesta.score(nps, [3, 9, 2])];
  const clock = Float64Array.of(1, 2, 3, 4, 5, 6, 7, 8, 9, 10);
  const none = new Float64Array();
  const [most, half] = [
    { count: 40, n: 60 },
    { count: 30, n: 60 },
  ];

  /**
   * By the name of what is called: what several calls give.
   *
   * @type {Readonly<Record<string, () => readonly unknown[]>>}
   */
  const calls = {
    "Journey.read": () => [bakery, Journey.read(new TextEncoder().encode(texts.shop))],
    "Journey.from": () => [Journey.from(JSON.parse(texts.flight))],
    "Journey.template": () => cesta.templates().map((name) => Journey.template(name)),
    "Journey.toJSON": () => [bakery, shop, flight].map((it) => it.toJSON()),
    "Journey.write": () => [bakery.write()],
    "Journey.id": () => [bakery.id],
    "Journey.name": () => [shop.name],
    "Journey.stages": () => [shop.stages(), flight.stages()],
    "Journey.touchpoints": () => [bakery.touchpoints(), shop.touchpoints()],
    "Journey.transitions": () => [bakery.transitions(), shop.transitions()],
    "Journey.measures": () => [bakery.measures(), flight.measures()],
    "Journey.stage": () => [bakery.stage("find"), bakery.stage("no")],
    "Journey.touchpoint": () => [bakery.touchpoint("queue"), bakery.touchpoint("no")],
    "Journey.stageOf": () => [bakery.stageOf("queue"), bakery.stageOf("no")],
    "Journey.next": () => [bakery.next("queue")],
    "Journey.entries": () => [shop.entries()],
    "Journey.goalTouchpoints": () => [shop.goalTouchpoints()],
    "Journey.exits": () => [shop.exits(), leaving.exits()],
    "Journey.touchpointOfEvent": () => [bakery.touchpointOfEvent("till")],
    "Journey.diff": () => [bakery.diff(shop), bakery.diff(leaving)],
    "Journey.reachability": () => [
      bakery.reachability(),
      shop.reachability({ to: shop.entries() }),
    ],
    "Journey.mandatory": () => [bakery.mandatory(), shop.mandatory()],
    "Journey.conversion": () => [shop.conversion(), empty.conversion()],
    "Journey.loops": () => [again.loops()],
    "Journey.bestRoute": () => [shop.bestRoute({ by: "probability" }), leaving.bestRoute()],
    "Journey.bestRoutes": () => [shop.bestRoutes(3, { by: "duration" })],
    "Journey.allRoutes": () => [shop.allRoutes({}, { maxRoutes: 20 }), bakery.allRoutes()],
    "Journey.recoveryRoutes": () => [failing.recoveryRoutes()],
    "Journey.overlay": () => [overlay, bakery.overlay(untimed)],
    "Journey.satisfaction": () => [satisfaction],
    "Journey.bestKnown": () =>
      flight.touchpoints().map(({ id }) => flight.bestKnown(id, satisfaction)),
    "Journey.emotionLine": () => [
      bakery.emotionLine("designed"),
      ...flight.measures().map(({ id }) => flight.emotionLine({ measure: id }, satisfaction)),
    ],
    "Journey.bestEmotionLine": () => [
      bakery.bestEmotionLine(),
      flight.bestEmotionLine(satisfaction),
    ],
    "Journey.gaps": () => [
      bakery.gaps(),
      shop.gaps({ overlay }),
      flight.gaps({ satisfaction }, { levels: { S3: "deny" } }),
    ],
    "Journey.mapSvg": () => [shop.mapSvg({ overlay, emotion: shop.bestEmotionLine() })],
    "Journey.reportHtml": () => [
      flight.reportHtml({ satisfaction, gaps: flight.gaps() }),
      shop.reportHtml({ variants: log.variants(), rework: log.rework() }),
      shop.reportHtml({
        follows: log.eventuallyFollows(),
        legs: [{ from: null, to: null, times: log.cycleTimes() }],
        stays: [{ stage: "consider", visits: 3, times: log.cycleTimes().durations }],
        groups: { first: "before", second: "after", comparison: log.compareWith(log, { ways: 2 }) },
        patterns: [{ name: "looked", pattern: "home", matches: log.match("home") }],
        discovery: log.discover(),
        unit: "sessions",
      }),
    ],

    "EventLog.read": () => [
      log,
      EventLog.read(texts.events, {}, () => true),
      EventLog.read(source),
    ],
    "EventLog.readInParts": () => [EventLog.readInParts(texts.events, (part) => part.length, {}, () => true), EventLog.readInParts(texts.events, () => {})],
    "EventLog.fromColumns": () => [
      untimed,
      EventLog.fromColumns({
        customers: Uint32Array.of(7, 7),
        touchpoints: { codes: Uint32Array.of(0, 0), names: ["smell"] },
        times: BigInt64Array.of(0n, 1n),
      }),
    ],
    "EventLog.length": () => [log.length],
    "EventLog.customers": () => [log.customers],
    "EventLog.touchpoints": () => [log.touchpoints],
    "EventLog.visits": () => [log.visits],
    "EventLog.times": () => [log.times, untimed.times],
    "EventLog.bounds": () => [log.bounds],
    "EventLog.segments": () => [log.segments],
    "EventLog.source": () => [log.source, untimed.source],
    "EventLog.duplicates": () => [log.duplicates],
    "EventLog.withoutDuplicates": () => [log.withoutDuplicates()],
    "EventLog.span": () => [log.span(), untimed.span()],
    "EventLog.trace": () => [log.trace(0), untimed.trace(0), log.trace(1e6)],

    "Responses.read": () => [survey],
    "Responses.fromColumns": () => [
      Responses.fromColumns(flight, [{ name: "cleanliness", cells: [5, 4, null] }]),
    ],
    "Responses.fromRows": () => [Responses.fromRows(flight, one)],
    "Responses.respondents": () => [survey.respondents],
    "Responses.names": () => [
      Responses.read(flight, texts.survey, { survey: { respondent: "id" } }).names,
    ],
    "Responses.questions": () => [survey.questions],
    "Responses.segments": () => [survey.segments],
    "Responses.unknownQuestions": () => [survey.unknownQuestions],
    "Responses.passedOver": () => [
      survey.passedOver,
      Responses.read(flight, "cleanliness\n4\nmany\n", { survey: { badCells: "passOver" } })
        .passedOver,
    ],

    rules: () => [cesta.rules()],
    templates: () => [cesta.templates()],
    builtInMeasures: () => [cesta.builtInMeasures()],
    version: () => [cesta.version()],
    score: () => [first, cesta.score(nps, [], { netInterval: "wald" })],
    compare: () => [cesta.compare(first, second), cesta.compare(first, second, { minAnswers: 2 })],
    meanOfScores: () => [cesta.meanOfScores([first, second]), cesta.meanOfScores([])],
    adjustPValues: () => [cesta.adjustPValues([cesta.compare(first, second)])],
    quadrant: () => [
      cesta.quadrant({ importance: 4, performance: 2 }, { importance: 3, performance: 3 }),
    ],
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
    peakEnd: () => [cesta.peakEnd([1, -2, 0]), cesta.peakEnd(none)],
    wilson: () => [cesta.wilson(40, 60, 0.9), cesta.wilson(0, 0)],
    netInterval: () => [cesta.netInterval(30, 20, 60), cesta.netInterval(0, 0, 0, 0.9, "wald")],
    shareDifference: () => [cesta.shareDifference(most, half)],
    benjaminiHochberg: () => [cesta.benjaminiHochberg([0.01, 0.04])],
    quantile: () => [cesta.quantile(clock, 0.25), cesta.quantile(none, 0.25)],
    median: () => [cesta.median(clock), cesta.median(none)],
    medianInterval: () => [cesta.medianInterval(clock), cesta.medianInterval(none)],
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
    relativeWeights: () => [
      cesta.relativeWeights(
        [
          [1, 2, 3, 4, null],
          [1, 3, 2, 5, 1],
        ],
        [1, 4, 9, 16, 3],
      ),
    ],
    clusterInterval: () => [
      cesta.clusterInterval([
        { total: 3, n: 4 },
        { total: 1, n: 2 },
        { total: 4, n: 4 },
      ]),
      cesta.clusterInterval([]),
    ],
    rounded: () => [cesta.rounded(1.25, 1)],
  };

  /**
   * By the name of a type of options: a call that takes them.
   *
   * @typedef {{
   *   CompareOptions: cesta.CompareOptions,
   *   EventsCsvOptions: cesta.EventsCsvOptions,
   *   GapOptions: cesta.GapOptions,
   *   MapOptions: cesta.MapOptions,
   *   OverlayOptions: cesta.OverlayOptions,
   *   ReachOptions: cesta.ReachOptions,
   *   ReportOptions: cesta.ReportOptions,
   *   RouteLimits: cesta.RouteLimits,
   *   RouteOptions: cesta.RouteOptions,
   *   SatisfactionOptions: cesta.SatisfactionOptions,
   *   Scope: cesta.Scope,
   *   ScoreOptions: cesta.ScoreOptions,
   *   SurveyCsvOptions: cesta.SurveyCsvOptions,
   *   SurveyOptions: cesta.SurveyOptions,
   * }} Options
   * @type {{ readonly [Name in keyof Options]: (options?: Options[Name]) => unknown }}
   */
  const takers = {
    CompareOptions: (options) => cesta.compare(first, second, options),
    EventsCsvOptions: (options) => EventLog.read(texts.events, options).source,
    GapOptions: (options) => flight.gaps({ satisfaction }, options),
    MapOptions: (options) => shop.mapSvg({ overlay }, options),
    OverlayOptions: (options) => shop.overlay(log, options),
    ReachOptions: (options) => shop.reachability(options),
    ReportOptions: (options) => bakery.reportHtml({}, options),
    RouteLimits: (options) => shop.allRoutes({}, options),
    RouteOptions: (options) => shop.bestRoute(options),
    SatisfactionOptions: (options) => flight.satisfaction(survey, options),
    Scope: (options) => again.loops(options),
    ScoreOptions: (options) => cesta.score(nps, [1, 9, 10], options),
    SurveyCsvOptions: (options) =>
      flight.satisfaction(Responses.read(flight, texts.survey, options)),
    SurveyOptions: (options) => Responses.fromRows(flight, one, options).respondents,
  };

  /**
   * By the name of an error: a call that throws it.
   *
   * @type {{ readonly [Name in keyof cesta.ErrorDetails]?: () => unknown }}
   */
  const mistakes = {
    BuildError: () => EventLog.fromColumns({ customers: ["ann"], touchpoints: [] }),
    GapError: () => bakery.gaps(null, { levels: { X99: "warn" } }),
    // @ts-expect-error there is no such option
    InvalidArgument: () => bakery.gaps(null, { thin: 2 }),
    InvalidJourney: () => Journey.read('{ "version": 1, "stages": 3 }'),
    LogError: () => EventLog.read("a,b\n1,2\n"),
    PathError: () => bakery.bestRoute({ from: ["nowhere"] }),
    SatisfactionError: () => flight.satisfaction(survey, { segments: ["nothing"] }),
    SurveyError: () => Responses.read(flight, ""),
  };

  /** @type {import("./slices/index.js").Examples} */
  const examples = { bakery, shop, flight, log, untimed, overlay, texts };
  const more = slices.map((slice) => slice(examples));
  return {
    calls: Object.assign({}, calls, ...more.map((it) => it.calls)),
    takers: Object.assign({}, takers, ...more.map((it) => it.takers)),
    mistakes: Object.assign({}, mistakes, ...more.map((it) => it.mistakes)),
  };

  /**
   * The bakery with a touchpoint changed and a transition added.
   *
   * @param {string} id
   * @param {object} fields
   * @param {cesta.Transition} transition
   */
  function changed(id, fields, transition) {
    const { stages = [], ...rest } = bakery.toJSON();
    return Journey.from({
      ...rest,
      stages: stages.map((stage) => ({
        ...stage,
        touchpoints: (stage.touchpoints ?? []).map((it) =>
          it.id === id ? { ...it, ...fields } : it,
        ),
      })),
      transitions: [...bakery.transitions(), transition],
    });
  }
}
