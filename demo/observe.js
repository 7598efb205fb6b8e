/** What customers did, in the worker: each answer a picture, and the numbers in it as plain data. */
import { Journey, funnelSvg, sankeySvg, stepsSvg, variantsSvg, zone } from "./cesta/index.js";
import { groupsOf } from "./reading.js";

/**
 * @typedef {import("cesta").EventLog} EventLog
 * @typedef {ReturnType<typeof facts>} Log
 * @typedef {ReturnType<typeof discover>} Discovered
 */

/** How many touchpoints of a variant are told; the others are counted. */
const TOLD = 14;
/** How many links are told. */
const LINKS = 500;
const BARE = { heading: /** @type {const} */ ("hidden") };

/** What is told of a log as such. @param {EventLog} log */
export function facts(log) {
  const { customers, events, touchpoints } = log.flow();
  const { variants, counts } = log.variants({ limit: 1 });
  return {
    customers,
    events,
    // Those that most customers meet come first, as in every list of them.
    touchpoints: touchpoints
      .map(({ touchpoint, customers }) => ({ touchpoint, customers }))
      .sort((a, b) => b.customers - a.customers),
    variants,
    mostFrequent: counts[0] ?? 0,
    span: log.span(),
    durations: log.cycleTimes().durations,
    groups: groupsOf(log),
    source: log.source,
    passedOver: log.source?.passedOver.count ?? 0,
  };
}

/**
 * Who gets through: the stages of the map, or steps of the log's own touchpoints.
 *
 * @typedef {object} FunnelQuestion
 * @property {string[]} [steps] touchpoints; where they are left out, the stages are the steps
 * @property {Omit<import("cesta").FunnelOptions, "steps">} options
 *
 * @param {EventLog} log @param {Journey | undefined} journey @param {FunnelQuestion} question
 */
export function funnel(log, journey, { steps, options }) {
  const found =
    steps || !journey
      ? log.funnel({ ...options, steps: named(steps ?? []) })
      : withLabels(journey.funnel(log, options), journey);
  return { funnel: found, svg: funnelSvg(found, BARE) };
}

/** A step may be taken twice, but has a name of its own. @param {string[]} steps */
function named(steps) {
  const taken = new Set();
  return steps.map((touchpoint) => {
    let name = touchpoint;
    for (let n = 2; taken.has(name); n += 1) name = `${touchpoint} (${n})`;
    taken.add(name);
    return { name, touchpoints: [touchpoint] };
  });
}

/** @param {import("cesta").Funnel} funnel @param {Journey} journey */
function withLabels(funnel, journey) {
  const labels = new Map(journey.stages().map(({ id, label }) => [id, label ?? id]));
  const steps = funnel.steps.map((it) => ({ ...it, name: labels.get(it.name) ?? it.name }));
  return { ...funnel, steps };
}

/**
 * Where customers go, step by step.
 *
 * @param {EventLog} log
 * @param {{ options: import("cesta").StepOptions, as: "sankey" | "matrix", width: number }} question
 */
export function steps(log, { options, as, width }) {
  const links = log.stepLinks(options);
  const svg =
    as === "sankey" ? sankeySvg(links, { ...BARE, width }) : stepsSvg(log.steps(options), BARE);
  const { customers, unanchored } = links;
  return { svg, customers, unanchored };
}

/** When customers come. @param {EventLog} log @param {{ zone: string }} question */
export function rhythm(log, { zone: name }) {
  return { svg: log.rhythmSvg({ zone: zone(name, ...(log.span() ?? [])) }, BARE) };
}

/** The most frequent ways, in a picture and told. @param {EventLog} log @param {{ limit: number, sessions: boolean }} question */
export function variants(log, { limit, sessions }) {
  const parts = sessions ? log.sessions().log : log;
  let found;
  try {
    found = parts.variants({ limit });
  } finally {
    if (parts !== log) parts.free();
  }
  const rows = [...found.counts].map((count, place) => {
    const [start, end] = found.bounds.slice(place, place + 2);
    const told = found.sequences.subarray(start, Math.min(end, start + TOLD));
    return {
      count,
      share: count / found.customers,
      touchpoints: [...told].map((it) => found.touchpoints[it]),
      more: end - start - told.length,
      median: found.durations[place]?.median,
    };
  });
  const { customers, variants, coverage } = found;
  const listed = coverage[rows.length - 1] ?? 0;
  const unit = sessions ? /** @type {const} */ ("sessions") : "customers";
  return { svg: variantsSvg(found, { ...BARE, unit }), rows, listed, customers, variants };
}

/** The links that were taken, most frequent first. @param {EventLog} log */
export function links(log) {
  const { steps } = log.flow();
  const rows = steps
    .toSorted((a, b) => b.count - a.count)
    .slice(0, LINKS)
    .map(({ from, to, count, customers, ofSource, durations }) => ({
      from,
      to,
      count,
      customers,
      share: ofSource.value,
      median: durations?.median,
    }));
  return { rows, links: steps.length };
}

/** How long the whole way took, and the way to each goal of a map. @param {EventLog} log @param {Journey} journey */
export function legs(log, journey) {
  const { goals: declared = [], stages } = journey.toJSON();
  const designed = stages.flatMap((it) => it.touchpoints ?? []);
  const goals = new Set([
    ...designed.flatMap(({ id, role }) => (role === "goal" ? [id] : [])),
    ...declared.flatMap((it) => it.touchpoints ?? []),
  ]);
  const ends = log.touchpoints.filter((it) => goals.has(journey.touchpointOfEvent(it) ?? ""));
  return [null, ...ends].map((to) => ({ from: null, to, times: log.cycleTimes({ to }) }));
}

/** How long customers stayed in the stages of a map. @param {EventLog} log @param {Journey} journey */
export function stays(log, journey) {
  const stages = journey.groupStages(log);
  try {
    const { touchpoints } = stages.flow();
    return touchpoints.map(({ touchpoint, visits, untilNext }) => ({
      stage: touchpoint,
      visits,
      times: untilNext,
    }));
  } finally {
    stages.free();
  }
}

/** A map drawn from what customers did, and what it leaves out. @param {EventLog} log @param {import("cesta").DiscoverOptions} options */
export function discover(log, options) {
  const { journey: spec, ...account } = log.discover(options);
  const journey = Journey.from(spec);
  try {
    const overlay = journey.overlay(log);
    const svg = journey.mapSvg({ overlay }, { ...BARE, origin: "discovered" });
    return { spec, overlay, svg, account, way: wayThrough(log, journey) };
  } finally {
    journey.free();
  }
}

/** What of a log is on a map. @param {EventLog} log @param {Journey} journey */
export function onMap(log, journey) {
  const known = log
    .flow()
    .touchpoints.filter((it) => journey.touchpointOfEvent(it.touchpoint) !== undefined);
  return { touchpoints: known.length, events: known.reduce((sum, it) => sum + it.visits, 0) };
}

/** The touchpoints that most customers meet, one of each stage. @param {EventLog} log @param {Journey} journey */
export function wayThrough(log, journey) {
  const { touchpoints } = log.flow();
  /** @type {Map<string, import("cesta").Visits>} */
  const most = new Map();
  for (const visits of touchpoints) {
    const id = journey.touchpointOfEvent(visits.touchpoint);
    const stage = id === undefined ? undefined : journey.stageOf(id);
    if (stage === undefined) continue;
    if (visits.customers > (most.get(stage)?.customers ?? 0)) most.set(stage, visits);
  }
  return journey.stages().flatMap(({ id }) => most.get(id)?.touchpoint ?? []);
}
