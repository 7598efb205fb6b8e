// Random cases: small maps, some of them wrong, with events and answers. The same ones every time.

const CHANNELS = ["web", "shop", "phone"];
const PERSONAS = ["ann", "bob"];
const MEASURES = ["nps", "csat", "ces", "emotion", "ease"];
const ROLES = ["entry", "step", "step", "milestone", "goal", "exit"];
const KINDS = ["forward", "forward", "forward", "back", "failure", "recovery", "abandonment"];
const BAD = ["refuse", "passOver"];
const WORDS = ["fair", "Größe", "<b>", "“quoted”", "a & b", "長い", "x\ty", ""];

/**
 * Numbers from 0 to 1, by the generator that is called mulberry32.
 *
 * @param {number} seed
 */
function generator(seed) {
  return () => {
    seed = (seed + 0x6d2b79f5) | 0;
    let mixed = Math.imul(seed ^ (seed >>> 15), 1 | seed);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** Chance, and what is made by it. */
class Chance {
  /** @param {number} seed */
  constructor(seed) {
    this.next = generator(seed);
  }

  /** A whole number from 0, below a limit. @param {number} limit */
  below(limit) {
    return Math.floor(this.next() * limit);
  }

  /** @param {number} share */
  is(share) {
    return this.next() < share;
  }

  /** @template T @param {T[]} list */
  one(list) {
    return /** @type {T} */ (list[this.below(list.length)]);
  }

  /** @template T @param {T[]} list @param {number} share */
  some(list, share) {
    return list.filter(() => this.is(share));
  }

  /** As many digits as there can be, or few. @param {number} limit */
  number(limit) {
    return this.is(0.5) ? this.next() * limit : this.below(limit * 4) / 4;
  }

  /**
   * An object with some of the fields.
   *
   * @param {number} share
   * @param {Record<string, () => unknown>} fields
   */
  fields(share, fields) {
    const taken = this.some(Object.entries(fields), share);
    return Object.fromEntries(taken.map(([name, make]) => [name, make()]));
  }
}

/**
 * @param {Chance} chance
 * @param {number} at
 */
function touchpoint(chance, at) {
  const item = (/** @type {string} */ id) => ({ id, label: chance.one(WORDS) + id });
  return {
    id: `t${at}`,
    role: at === 0 && chance.is(0.8) ? "entry" : chance.one(ROLES),
    ...chance.fields(0.3, {
      label: () => chance.one(WORDS),
      channels: () => chance.some(CHANNELS, 0.5),
      personas: () => chance.some(PERSONAS, 0.5),
      contact: () => chance.one(["direct", "indirect"]),
      momentOfTruth: () => chance.one(["zmot", "fmot", "smot"]),
      importance: () => chance.next(),
      expectations: () => [{ measure: chance.one(MEASURES), value: 1 + chance.number(1) }],
      scores: () => [{ measure: chance.one(MEASURES), value: 1 + chance.number(1), n: chance.below(99) }],
      emotion: () => chance.below(5) - 2,
      effort: () => chance.number(9),
      cost: () => chance.number(99),
      duration: () => chance.number(9999),
      failureRate: () => chance.next(),
      owner: () => chance.one(WORDS),
      questions: () => [{ name: `q${at}`, ...chance.fields(0.6, { measure: () => chance.one(MEASURES) }) }],
      painPoints: () => [{ ...item(`pain${at}`), ...chance.fields(0.5, { severity: () => chance.next() }) }],
      opportunities: () => [item(`opportunity${at}`)],
      promise: () => chance.one(WORDS),
      guards: () => chance.one(["open", "exhaustive"]),
      notes: () => [{ text: chance.one(WORDS) }],
      attributes: () => ({ b: chance.next(), a: [null, chance.one(WORDS), { "": true }] }),
    }),
  };
}

/** @param {Chance} chance @param {number} count @returns {any} */
function map(chance, count) {
  /** @type {any[]} */
  const stages = [];
  for (let at = 0; at < count; at += 1) {
    if (at === 0 || chance.is(0.3)) {
      const phase = () => chance.one(["before", "during", "after"]);
      stages.push({ id: `s${at}`, ...chance.fields(0.4, { phase }), touchpoints: [] });
    }
    stages.at(-1).touchpoints.push(touchpoint(chance, at));
  }
  const pairs = new Map();
  for (let at = chance.below(4 * count); at > 0; at -= 1) {
    const [from, to] = [`t${chance.below(count)}`, `t${chance.below(count)}`];
    pairs.set(`${from} ${to}`, {
      from,
      to,
      ...chance.fields(0.4, {
        kind: () => chance.one(KINDS),
        probability: () => chance.number(1),
        duration: () => chance.number(99),
        cost: () => chance.number(99),
        effort: () => chance.number(9),
        guard: () => chance.one(WORDS),
        personas: () => chance.some(PERSONAS, 0.5),
      }),
    });
  }
  return {
    version: 1,
    id: "random",
    measures: [{ id: "ease", min: 1, max: 5, statistic: { kind: "mean" }, ...chance.fields(0.5, { target: () => 4 }) }],
    channels: CHANNELS.map((id) => ({ id })),
    personas: PERSONAS.map((id) => ({
      id,
      ...chance.fields(0.5, {
        share: () => chance.number(1) / 2,
        channels: () => chance.some(CHANNELS, 0.6),
      }),
    })),
    stages,
    ...chance.fields(0.9, { transitions: () => [...pairs.values()] }),
    ...chance.fields(0.4, {
      label: () => chance.one(WORDS),
      state: () => chance.one(["asIs", "toBe"]),
      measure: () => chance.one(MEASURES),
      questions: () => [{ name: "overall", measure: chance.one(MEASURES) }],
      goals: () => [{ id: "goal", touchpoints: [`t${chance.below(count)}`] }],
      levels: () => ({ S1: "deny", X1: "allow" }),
      actions: () => [{ id: "act", label: "do", touchpoints: [`t${chance.below(count)}`] }],
    }),
  };
}

/**
 * Makes a map another one, which may be wrong.
 *
 * @param {Chance} chance
 * @param {any} map
 */
function changed(chance, map) {
  const spec = structuredClone(map);
  const stage = chance.one(spec.stages);
  const point = chance.one(stage.touchpoints);
  const changes = [
    () => (point.label = "another"),
    () => (point.cost = chance.number(9)),
    () => (point.id = "renamed"),
    () => (point.emotion = chance.one([3, 1.5, "sad"])),
    () => (point.importance = 1.0000001),
    () => (point.colour = "red"),
    () => (point.role = chance.one(["queen", null, 7])),
    () => delete spec.transitions,
    () => spec.transitions?.pop(),
    () => (spec.transitions = [{ from: "t0", to: "nowhere", probability: -0.5 }]),
    () => stage.touchpoints.push(structuredClone(point)),
    () => (stage.id = chance.one(["", "s0", 5])),
    () => delete spec.id,
    () => (spec.version = 2),
    () => spec.stages.reverse(),
  ];
  for (let at = 1 + chance.below(3); at > 0; at -= 1) chance.one(changes)();
  return spec;
}

/**
 * @param {Chance} chance
 * @param {number} count
 */
function events(chance, count) {
  const rows = ["customer,touchpoint,time,device"];
  for (let at = chance.below(60) + 1; at > 0; at -= 1) {
    const second = chance.below(4000);
    const time = new Date(1.7e12 + second * 1000).toISOString().slice(0, 19);
    rows.push(`c${chance.below(9)},t${chance.below(count + 1)},${time},${chance.one(["a", "b", ""])}`);
    if (chance.is(0.03)) rows.push(chance.one(["c1,t1,never,a", ",t1,,", "short"]));
  }
  return rows.join("\n");
}

/**
 * @param {Chance} chance
 * @param {any} map
 */
function answers(chance, map) {
  const points = map.stages.flatMap((/** @type {any} */ it) => it.touchpoints);
  const asked = [map, ...points].flatMap((it) => it.questions ?? []).map((it) => it.name);
  const rows = [["id", "segment", ...asked, "unknown"]];
  for (let at = chance.below(80) + 1; at > 0; at -= 1) {
    const cells = asked.map(() => (chance.is(0.02) ? "often" : chance.is(0.1) ? "" : `${1 + chance.below(5)}`));
    rows.push([`r${at}`, chance.one(["x", "y"]), ...cells, "1"]);
  }
  return rows.map((cells) => cells.join(",")).join("\n");
}

/**
 * A map from a number, and what else a case has.
 *
 * @param {number} seed
 */
export function random(seed) {
  const chance = new Chance(seed);
  const count = 1 + chance.below(8);
  const right = map(chance, count);
  const spec = chance.is(0.8) ? right : changed(chance, right);
  const [badRows, badCells] = [chance.one(BAD), chance.one(BAD)];
  const inputs = {
    name: `random map ${seed}`,
    journey: JSON.stringify(spec),
    after: JSON.stringify(changed(chance, right)),
    events: { text: events(chance, count), options: { badRows, keep: ["device"] } },
    survey: {
      text: answers(chance, right),
      options: { survey: { respondent: "id", segments: ["segment"], badCells } },
    },
  };
  return { spec, inputs };
}
