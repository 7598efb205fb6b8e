// What comes from JavaScript can be anything. The answer is a result or a clear error, and the
// instance lives on: after every case the same question gets the same answer as before.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { afterEach, before, describe, it } from "node:test";
import { gzipSync } from "node:zlib";

import * as cesta from "cesta";

// Errors are to show who called, from below all the frames of the compiled code.
Error.stackTraceLimit = 50;

const { EventLog, FlowStream, Journey, Responses } = cesta;

const bakery = () => ({
  version: 1,
  id: "bakery",
  stages: [
    { id: "find", touchpoints: [{ id: "smell", role: "entry" }] },
    { id: "buy", touchpoints: [{ id: "counter", role: "goal" }] },
  ],
});

/** The bakery with a value put in at a place. */
function withField(change) {
  const spec = bakery();
  change(spec);
  return spec;
}

/** Runs what must throw one of the library's errors, and gives it. */
function thrown(call) {
  let result;
  try {
    result = call();
  } catch (error) {
    assert.ok(error instanceof Error, `not an Error: ${String(error)}`);
    assert.ok(cesta.isCestaError(error), `${error.name}: ${error.message}\n${error.stack}`);
    assert.equal(error.details.code, error.code);
    return error;
  }
  assert.fail(`gave ${JSON.stringify(result)} instead of an error`);
}

/** The places and messages of an error's problems. */
const told = (error) => error.details.problems.map(({ path, message }) => `${path}: ${message}`);

let canary;
let answer;

before(async () => {
  await cesta.init();
  canary = Journey.from(bakery());
  answer = JSON.stringify(canary.gaps());
});

afterEach(() => {
  assert.equal(JSON.stringify(canary.gaps()), answer, "the instance lives on");
});

describe("a map", () => {
  it("comes back as it was given", () => {
    assert.deepEqual(Journey.from(bakery()).toJSON(), bakery());
    const text = canary.write();
    assert.equal(Journey.read(text).write(), text);
    assert.equal(Journey.read(new TextEncoder().encode(text)).write(), text);
    assert.equal(Journey.read(new TextEncoder().encode(text).buffer).write(), text);
    assert.deepEqual(JSON.parse(JSON.stringify(canary)), bakery());
  });

  it("takes undefined as left out, and null where it may be", () => {
    const spec = withField((it) => {
      it.stages[0].label = undefined;
      it.stages[1].label = null;
    });
    assert.deepEqual(Journey.from(spec).toJSON(), bakery());
  });

  it("tells all problems at once, each with its path", () => {
    const error = thrown(() =>
      Journey.from(
        withField((it) => {
          it.colour = "red";
          it.stages[0].id = 7;
          it.stages[1].touchpoints[0].role = "queen";
          it.stages[1].touchpoints[0].emotion = 1.5;
        }),
      ),
    );
    assert.equal(error.name, "InvalidJourney");
    const paths = error.details.problems.map((problem) => problem.path).sort();
    assert.deepEqual(paths, [
      "colour",
      "stages[0].id",
      "stages[1].touchpoints[0].emotion",
      "stages[1].touchpoints[0].role",
    ]);
  });

  it("tells line and column for text", () => {
    const error = thrown(() => Journey.read('{"version": 1,\n "id": "x", "stages": 3}'));
    assert.equal(error.name, "InvalidJourney");
    assert.deepEqual(error.details.problems[0].position, { line: 2, column: 13 });
  });

  const strange = {
    "a symbol": [Symbol("red"), /symbol/],
    "a function": [() => "red", /function/],
    "a bigint": [10n, /bigint/],
    "a Map": [new Map([["id", "x"]]), /`Map`/],
    "a Set": [new Set(["x"]), /`Set`/],
    "a Date": [new Date(0), /`Date`/],
    "a RegExp": [/x/, /`RegExp`/],
    "a boxed text": [new String("x"), /`String`/],
    "a promise": [Promise.resolve("x"), /`Promise`/],
    "an error": [new Error("x"), /`Error`/],
    "an object of a class": [new (class Phase {})(), /class/],
    "half a character": ["\ud83d", /half a character/],
  };
  for (const [name, [value, message]] of Object.entries(strange)) {
    it(`refuses ${name}, and says where`, () => {
      const error = thrown(() => Journey.from(withField((it) => (it.stages[0].label = value))));
      assert.equal(error.name, "InvalidArgument");
      assert.equal(error.details.problems[0].path, "spec.stages[0].label");
      assert.match(error.details.problems[0].message, message);
    });
  }

  it("refuses all that is strange at once", () => {
    const error = thrown(() =>
      Journey.from(
        withField((it) => {
          it.id = Symbol("id");
          it.stages[1].label = 1n;
        }),
      ),
    );
    assert.deepEqual(told(error), ["spec.id: a symbol is no plain value", "spec.stages[1].label: a bigint is no plain value"]);
  });

  for (const value of [NaN, Infinity, -Infinity, -0, 1e308, "3", true, [], {}]) {
    it(`takes no ${Object.is(value, -0) ? "-0" : JSON.stringify(value) ?? value} as an emotion but a whole number`, () => {
      const spec = withField((it) => (it.stages[0].touchpoints[0].emotion = value));
      if (Object.is(value, -0)) {
        assert.equal(Journey.from(spec).touchpoint("smell").emotion, 0);
        return;
      }
      const error = thrown(() => Journey.from(spec));
      assert.equal(error.details.problems[0].path, "stages[0].touchpoints[0].emotion");
    });
  }

  for (const value of [undefined, null, NaN, 3, "x", true, Symbol("x"), [], () => {}, 1n]) {
    it(`is not ${String(value) || "an empty list"}`, () => {
      thrown(() => Journey.from(value));
      if (typeof value !== "string") thrown(() => Journey.read(value));
    });
  }

  it("ends in a cycle, whichever way round", () => {
    const spec = bakery();
    spec.stages[0].attributes = { a: {} };
    spec.stages[0].attributes.a.b = spec.stages[0].attributes;
    spec.stages[0].attributes.a.c = spec.stages[0].attributes;
    const error = thrown(() => Journey.from(spec));
    assert.match(told(error)[0], /^spec\.stages\[0\]\.attributes\.a\.b\.a.*nest deeper than 64/);
  });

  it("survives getters and traps that throw", () => {
    const boom = () => {
      throw new TypeError("boom");
    };
    const getter = Object.defineProperty({ touchpoints: [] }, "id", { get: boom, enumerable: true });
    const values = [
      getter,
      new Proxy({}, { ownKeys: boom }),
      new Proxy({ id: "x" }, { get: boom }),
      new Proxy({ id: "x" }, { getOwnPropertyDescriptor: boom }),
      new Proxy({}, { getPrototypeOf: boom }),
      new Proxy([], { get: boom }),
      Proxy.revocable({}, {}).proxy,
    ];
    const revoked = Proxy.revocable([], {});
    revoked.revoke();
    values.push(revoked.proxy);
    for (const value of values.slice(0, 5)) {
      const error = thrown(() => Journey.from(withField((it) => (it.stages[0] = value))));
      assert.ok(error.details.problems[0].path.startsWith("spec.stages[0]"), told(error)[0]);
    }
    for (const value of values) thrown(() => Journey.from(value));
    for (const value of values) thrown(() => Journey.from(withField((it) => (it.stages = value))));
  });

  it("survives what is thrown being strange itself", () => {
    for (const strange of [undefined, null, Symbol("x"), "text", { get message() { throw 1; } }]) {
      const value = { get id() { throw strange; } };
      assert.match(told(thrown(() => Journey.from(value)))[0], /^spec\.id: reading it threw/);
    }
  });

  it("sees own fields only", () => {
    const inherits = Object.create(bakery());
    thrown(() => Journey.from(inherits));
    const bare = Object.assign(Object.create(null), bakery());
    assert.deepEqual(Journey.from(bare).toJSON(), bakery());
  });

  it("keeps a field called __proto__, which changes no prototype", () => {
    const text = '{"__proto__": {"polluted": true}, "constructor": 1}';
    const spec = withField((it) => (it.stages[0].attributes = JSON.parse(text)));
    const back = Journey.from(spec).toJSON().stages[0].attributes;
    assert.equal(JSON.stringify(back), JSON.stringify(JSON.parse(text)));
    assert.equal(Object.getPrototypeOf(back), Object.prototype);
    assert.equal({}.polluted, undefined);
    const change = Journey.from(spec).diff(canary);
    assert.ok(JSON.stringify(change).includes("__proto__"));
  });

  it("takes a list of a million, and no list of four thousand million", () => {
    const many = withField((it) => {
      it.transitions = [];
      it.stages[0].touchpoints[0].channels = Array.from({ length: 1_000_000 }, (_, i) => `c${i}`);
    });
    assert.equal(Journey.from(many).touchpoint("smell").channels.length, 1_000_000);
    const wrong = withField((it) => (it.stages[0].touchpoints = new Array(1_000_000).fill(7)));
    assert.ok(thrown(() => Journey.from(wrong)).details.problems.length >= 1);
    const holes = withField((it) => (it.stages = new Array(4_294_967_295)));
    assert.match(told(thrown(() => Journey.from(holes)))[0], /^spec\.stages: expected a list of at most/);
    const liar = new Proxy([], { get: (list, key) => (key === "length" ? 1e300 : list[key]) });
    thrown(() => Journey.from(withField((it) => (it.stages = liar))));
  });

  it("is not what another class, `new` or `free` left", () => {
    const log = EventLog.fromColumns({ customers: ["a"], touchpoints: ["b"] });
    const freed = Journey.from(bakery());
    freed.free();
    const getter = Object.getOwnPropertyDescriptor(Journey.prototype, "id").get;
    for (const [call, path] of [
      [() => Journey.prototype.gaps.call(log), "this"],
      [() => getter.call(log), "this"],
      [() => Journey.prototype.gaps.call({}), "this"],
      [() => freed.gaps(), "this"],
      [() => canary.diff(freed), "after"],
      [() => canary.diff({}), "after"],
      [() => canary.overlay(canary), "log"],
      [() => canary.overlay(), "log"],
    ]) {
      assert.equal(thrown(call).details.problems[0].path, path);
    }
    assert.throws(() => new Journey(), /not made by `new`/);
  });

  it("tells a thousand problems, and that there are more", () => {
    const many = Array.from({ length: 100_000 }, () => Symbol("x"));
    const { problems } = thrown(() => Journey.from({ stages: many })).details;
    assert.equal(problems.length, 1001);
    assert.equal(problems.at(-1).code, "tooManyProblems");
  });

  it("can be freed while it is asked, with an error and no harm", () => {
    const journey = Journey.from(bakery());
    const options = { get minAnswers() { journey.free(); return 30; } };
    const error = thrown(() => journey.gaps(null, options));
    assert.match(told(error)[0], /^options\.minAnswers: reading it threw/);
    // What was freed is gone for its owner, whenever that was.
    assert.throws(() => journey.gaps(), Error);
  });
});

describe("options", () => {
  const cases = [
    ["unknown field", () => canary.gaps(null, { minAnswer: 3 }), "options.minAnswer: there is no field `minAnswer` here"],
    ["text for a number", () => canary.gaps(null, { minAnswers: "30" }), "options.minAnswers: expected a whole number"],
    ["negative", () => canary.gaps(null, { minAnswers: -1 }), "options.minAnswers: expected a whole number"],
    ["fraction", () => canary.gaps(null, { minAnswers: 1.5 }), "options.minAnswers: expected a whole number"],
    ["NaN", () => canary.gaps(null, { minAnswers: NaN }), "options.minAnswers: expected a whole number"],
    ["too large", () => canary.gaps(null, { minAnswers: 2 ** 32 }), "options.minAnswers: expected a whole number"],
    ["unknown word", () => canary.bestRoute({ by: "luck" }), "options.by: expected"],
    ["a list for an object", () => canary.gaps(null, [1]), "options: "],
    ["a number for an object", () => canary.gaps(7), "observed: "],
    ["nested", () => canary.bestRoute({ scope: { persona: 7 } }), "options.scope.persona: expected a text"],
    ["a class instance", () => canary.overlay(log(), new Map()), "options: expected a plain value, found a `Map`"],
    ["undefined for a number", () => canary.bestRoutes(), "most: expected a whole number"],
    ["a text for a picture", () => canary.mapSvg({ overlay: "none" }), "known.overlay: expected an object"],
  ];
  const log = () => EventLog.fromColumns({ customers: ["a"], touchpoints: ["smell"] });
  for (const [name, call, expected] of cases) {
    it(`refuses: ${name}`, () => {
      const error = thrown(call);
      assert.equal(error.name, "InvalidArgument");
      assert.ok(told(error)[0].startsWith(expected), told(error)[0]);
    });
  }

  it("tells all that is wrong at once", () => {
    const error = thrown(() => canary.gaps(null, { minAnswers: "x", thinStage: -1, other: 1 }));
    const paths = error.details.problems.map((problem) => problem.path).sort();
    assert.deepEqual(paths, ["options.minAnswers", "options.other", "options.thinStage"]);
  });

  it("may be left out, null or empty", () => {
    for (const options of [undefined, null, {}]) {
      assert.equal(JSON.stringify(canary.gaps(options, options)), answer);
    }
  });
});

describe("errors of the analyses", () => {
  const cases = [
    [() => canary.bestRoute({ scope: { persona: "nobody" } }), "PathError", "unknownPersona"],
    [() => canary.bestRoute({ from: ["nowhere"] }), "PathError", "unknownTouchpoint"],
    [() => canary.gaps(null, { levels: { X9: "deny" } }), "GapError", "unknownRules"],
    [() => canary.gaps(null, { satisfactionThreshold: 7 }), "GapError", "notAShare"],
    [() => EventLog.read(""), "LogError", "empty"],
    [() => EventLog.read("customer,touchpoint,time\na,b,1\n,c,2\n"), "LogError", "badRows"],
    [() => EventLog.fromColumns({ customers: ["a"], touchpoints: [] }), "BuildError", "lengths"],
    [() => Responses.read(canary, "a,b\n1,2\n"), "SurveyError", "noQuestion"],
    [() => canary.emotionLine({ measure: "luck" }), "SatisfactionError", "unknownMeasure"],
    [() => Journey.template("luck"), "InvalidArgument", "invalidArgument"],
  ];
  for (const [call, name, code] of cases) {
    it(`${name} ${code}`, () => {
      const error = thrown(call);
      assert.deepEqual([error.name, error.code], [name, code]);
      assert.ok(error.message.length > 10);
      assert.ok(error.stack.includes("boundary.test.js"));
    });
  }

  it("tell every bad row", () => {
    const error = thrown(() => EventLog.read("customer,touchpoint,time\na,b,x\n,c,1\nd,,2\n"));
    assert.deepEqual([error.details.count, error.details.samples.length], [3, 3]);
    assert.equal(error.details.samples[1].line, 3);
  });
});

describe("columns", () => {
  const columns = { customers: ["ann", "bob", "ann"], touchpoints: ["buy", "look", "look"] };

  it("may be texts, numbers, or numbers of texts; times in three ways", () => {
    const times = [90_000, 5_000, 60_000];
    const logs = [
      EventLog.fromColumns({ ...columns, times }),
      EventLog.fromColumns({ ...columns, times: Float64Array.from(times) }),
      EventLog.fromColumns({ ...columns, times: BigInt64Array.from(times.map(BigInt)) }),
      EventLog.fromColumns({
        customers: { codes: Uint32Array.of(0, 1, 0), names: ["ann", "bob"] },
        touchpoints: { codes: Uint32Array.of(1, 0, 0), names: ["look", "buy"] },
        times,
      }),
    ];
    for (const log of logs) {
      assert.deepEqual(log.customers, ["ann", "bob"]);
      assert.deepEqual(log.trace(0), { customer: "ann", touchpoints: ["look", "buy"], times: [60_000, 90_000] });
      assert.deepEqual(log.bounds, Uint32Array.of(0, 2, 3));
      assert.ok(log.visits instanceof Uint32Array && log.times instanceof Float64Array);
      assert.equal(log.length, 3);
      assert.deepEqual(log.span(), [5_000, 90_000]);
    }
    const numbered = EventLog.fromColumns({ customers: Uint32Array.of(7, 8), touchpoints: ["a", "b"] });
    assert.deepEqual(numbered.customers, ["7", "8"]);
    assert.equal(numbered.times, undefined);
    assert.equal(numbered.trace(2), undefined);
  });

  const wrong = [
    [{ ...columns, times: [1, 2, NaN] }, "times[2]"],
    [{ ...columns, times: [1, 2, 0.5] }, "times[2]"],
    [{ ...columns, times: Float64Array.of(1, Infinity, 3) }, "times[1]"],
    [{ ...columns, times: ["1", "2", "3"] }, "times[0]"],
    [{ ...columns, time: [1, 2, 3] }, "time"],
    [{ ...columns, customers: [1, 2, 3] }, "customers[0]"],
    [{ ...columns, customers: "ann" }, "customers"],
    [{ ...columns, customers: { codes: [0, 0, 0], names: ["a"] } }, "customers.codes"],
    [{ ...columns, customers: { codes: Uint32Array.of(0, 0, 0), names: [7] } }, "customers.names[0]"],
    [{ ...columns, get touchpoints() { throw 1; } }, "touchpoints"],
    [null, ""],
    [[], "customers"],
  ];
  for (const [given, path] of wrong) {
    it(`refuses what is wrong at ${path || "the top"}`, () => {
      const error = thrown(() => EventLog.fromColumns(given));
      assert.equal(error.details.problems[0].path, path ? `columns.${path}` : "columns");
    });
  }

  it("tells the place of what is no text, whatever was read before", () => {
    const many = () => Array.from({ length: 1_000 }, (_, i) => `c${i % 7}`);
    const log = EventLog.fromColumns({ customers: many(), touchpoints: Array(1_000).fill("č\ufffd") });
    assert.deepEqual([log.length, log.customers], [1_000, ["c0", "c1", "c2", "c3", "c4", "c5", "c6"]]);
    assert.deepEqual(log.touchpoints, ["č\ufffd"]);
    const thrower = new Proxy(many(), {
      get(list, key) {
        if (key === "900") throw new Error("no");
        return list[key];
      },
    });
    const odd = [
      [Object.assign(many(), { 900: null }), 900],
      [Object.assign(many(), { 900: "half \ud83d" }), 900],
      [Object.assign(many(), { 900: 7 }), 900],
      [thrower, 900],
    ];
    for (const [customers, at] of odd) {
      const error = thrown(() => EventLog.fromColumns({ customers, touchpoints: many() }));
      assert.deepEqual(error.details.problems.map((it) => it.path), [`columns.customers[${at}]`]);
    }
  });

  it("refuses codes beyond the names, and times beyond the calendar", () => {
    const codes = { codes: Uint32Array.of(0, 9, 0), names: ["a"] };
    const error = thrown(() => EventLog.fromColumns({ ...columns, customers: codes }));
    assert.deepEqual([error.name, error.code], ["BuildError", "unknownCode"]);
    const late = BigInt64Array.of(1n, 2n ** 62n, 3n);
    const late_ = thrown(() => EventLog.fromColumns({ ...columns, times: late }));
    assert.equal(late_.name, "BuildError");
  });

  it("takes further columns, which are what to break down and filter by", () => {
    const channel = { codes: Uint32Array.of(1, 0, 1), names: ["app", "web"] };
    const log = EventLog.fromColumns({ ...columns, segments: { channel, plan: ["", "x", ""] } });
    assert.deepEqual(log.segments.map((it) => it.name), ["channel", "plan"]);
    assert.deepEqual(log.segments[1].values, ["", "x"]);
    const kept = log.filter([{ by: "segment", column: "channel", values: ["app"] }]);
    assert.deepEqual(kept.log.customers, ["bob"]);
    const only = [{ column: "channel", values: ["web"] }];
    const steps = [{ name: "web", touchpoints: [], only }, { name: "look", touchpoints: ["look"], only }];
    assert.deepEqual(log.funnel({ steps }).steps.map((it) => it.reached), [1, 1]);
    for (const [segments, path] of [
      [new Map([["channel", ["a"]]]), "columns.segments"],
      [["channel"], "columns.segments"],
      [{ channel: ["a", null, "b"] }, "columns.segments.channel[1]"],
    ]) {
      const error = thrown(() => EventLog.fromColumns({ ...columns, segments }));
      assert.deepEqual(error.details.problems.map((it) => it.path), [path]);
    }
    const short = thrown(() => EventLog.fromColumns({ ...columns, segments: { channel: ["a"] } }));
    assert.deepEqual([short.name, short.code], ["BuildError", "segmentLength"]);
    const blank = thrown(() => EventLog.fromColumns({ ...columns, customers: ["a", " ", "b"] }));
    assert.deepEqual([blank.name, blank.code], ["BuildError", "missingCustomer"]);
  });

  it("survives detached buffers and arrays that lie about their length", () => {
    const detached = Float64Array.of(1, 2, 3);
    structuredClone(detached.buffer, { transfer: [detached.buffer] });
    thrown(() => EventLog.fromColumns({ ...columns, times: detached }));
    const codes = Uint32Array.of(0, 0, 0);
    structuredClone(codes.buffer, { transfer: [codes.buffer] });
    thrown(() => EventLog.fromColumns({ ...columns, customers: codes }));
    class Liar extends Uint32Array {
      get length() {
        return 1e9;
      }
    }
    const log = EventLog.fromColumns({ ...columns, customers: Liar.of(1, 1, 2) });
    assert.deepEqual(log.customers, ["1", "2"]);
  });

  it("of a survey may be numbers or texts", () => {
    const columns = (cells) => [{ name: "nps@counter", cells }];
    const journey = Journey.from(
      withField((it) => {
        it.stages[1].touchpoints[0].questions = [{ name: "nps@counter", measure: "nps" }];
      }),
    );
    const given = [[9, null, 3], Float64Array.of(9, NaN, 3), ["9", "", "3"]];
    const scores = given.map((cells) => journey.satisfaction(Responses.fromColumns(journey, columns(cells))));
    assert.equal(scores[0].touchpoints[0].scores[0].n, 2);
    assert.deepEqual(scores[1], scores[0]);
    assert.deepEqual(scores[2], scores[0]);
    const rows = [9, null, "3"].map((value, i) => ({ respondent: `r${i}`, question: "nps@counter", value }));
    assert.deepEqual(journey.satisfaction(Responses.fromRows(journey, rows)).touchpoints, scores[0].touchpoints);
    assert.equal(thrown(() => Responses.fromRows(journey, [{ value: true }])).details.problems[0].path, "rows[0].value");
    thrown(() => Responses.fromRows(journey, [{ question: "nps@counter", value: 99 }]));
  });
});

describe("text", () => {
  const csv = "customer,touchpoint,time\nann,smell,2026-01-01\nann,counter,2026-01-02\n";

  it("is a string or bytes", () => {
    const bytes = new TextEncoder().encode(csv);
    for (const text of [csv, bytes, bytes.buffer, Buffer.from(csv)]) {
      assert.equal(EventLog.read(text).length, 2);
    }
    const around = new TextEncoder().encode(`x\n${csv}y,z,w\n`);
    const part = around.subarray(2, 2 + csv.length);
    Object.defineProperty(part, "byteOffset", { value: 1 });
    assert.deepEqual(EventLog.read(part).touchpoints, ["smell", "counter"]);
  });

  it("may be packed by gzip", () => {
    const log = EventLog.read(gzipSync(csv));
    assert.deepEqual([log.length, log.source.time], [2, "time"]);
    assert.equal(EventLog.fromSequences(gzipSync("a b\nc\n")).length, 3);
    const name = '<string key="concept:name" value="a"/>';
    const xes = gzipSync(`<log><trace>${name}<event>${name}</event></trace></log>`);
    assert.equal(EventLog.readXes(xes, { sequence: "asWritten" }).length, 1);
    assert.equal(Journey.read(gzipSync(JSON.stringify(bakery()))).id, "bakery");

    const rows = gzipSync("ann,smell,7\n".repeat(100_000));
    const many = Buffer.concat([gzipSync("customer,touchpoint,time\n"), ...Array(30).fill(rows)]);
    const seen = [];
    EventLog.read(many, null, (bytes) => void seen.push(bytes)).free();
    assert.ok(seen.length > 2 && seen.at(-1) === many.length, "it is told in packed bytes");
    const tight = thrown(() => EventLog.read(many, { maxMemory: 2 }));
    assert.equal(tight.code, "tooMuchMemory");
    const damaged = thrown(() => EventLog.read(many.subarray(0, 200)));
    assert.equal(damaged.code, "read");
    assert.match(damaged.message, /gzip data end too early/);
  });

  it("is not read on where its bytes were taken away", () => {
    const bytes = new TextEncoder().encode(`customer,touchpoint,time\n${"ann,smell,7\n".repeat(300_000)}`);
    const takes = () => void (bytes.length && structuredClone(bytes.buffer, { transfer: [bytes.buffer] }));
    const error = thrown(() => EventLog.read(bytes, null, takes));
    assert.equal(error.code, "read");
    assert.match(error.message, /taken away/);
  });

  it("is nothing else", () => {
    for (const text of [undefined, null, 7, {}, [1, 2], new Uint16Array(4), new Map(), Symbol("x")]) {
      assert.equal(thrown(() => EventLog.read(text)).name, "InvalidArgument");
    }
  });

  it("is UTF-8, and says where it is not", () => {
    const error = thrown(() => Journey.read(Uint8Array.of(0x7b, 0x0a, 0xff)));
    assert.deepEqual(error.details.problems[0].position, { line: 2, column: 1 });
    thrown(() => EventLog.read(Uint8Array.of(0xff, 0xfe, 0x41, 0x00)));
    thrown(() => EventLog.read(csv.replace("ann", "an\ud83d")));
    thrown(() => Journey.read('{"id": "\ud83d"}'));
    const detached = new Uint8Array(8);
    structuredClone(detached.buffer, { transfer: [detached.buffer] });
    thrown(() => EventLog.read(detached));
    thrown(() => EventLog.read({ [Symbol.toStringTag]: "ArrayBuffer", length: 4e9 }));
  });

  it("keeps characters whole where it is cut", () => {
    const name = "🥐".repeat(40_000);
    const text = `customer,touchpoint\nx${name},a\n${name},b\n`;
    const log = EventLog.read(text, { maxField: 1_000_000, sequence: "asWritten" });
    assert.deepEqual(log.customers, [`x${name}`, name]);
  });

  it("tells how far it is, and can be stopped", () => {
    const long = `customer,touchpoint,time\n${"ann,smell,7\n".repeat(300_000)}`;
    const seen = [];
    const log = EventLog.read(long, undefined, (bytes) => void seen.push(bytes));
    assert.equal(seen.at(-1), long.length);
    assert.ok(seen.length > 2 && seen.every((bytes, i) => i === 0 || bytes >= seen[i - 1]));
    const stopped = thrown(() => EventLog.read(long, null, (bytes) => bytes < 1_000_000));
    assert.deepEqual([stopped.name, stopped.code], ["LogError", "cancelled"]);
    let whole = 0;
    const late = thrown(() => EventLog.read(long, null, (bytes) => bytes < long.length || ++whole < 2));
    assert.deepEqual([late.code, whole], ["cancelled", 2], "stopped while the events are put in order");
    const mine = { mine: true };
    const throws = () => {
      throw mine;
    };
    assert.throws(() => EventLog.read(long, null, throws), (error) => error === mine);
    thrown(() => EventLog.read(long, null, "progress"));
    assert.equal(log.length, 300_000);
  });
});

describe("a text in parts", () => {
  const rows = Array.from({ length: 300_000 }, (_, i) => `c${i % 1_000},${i % 7 ? "look" : "buy"},${i}\n`);
  const text = `customer,touchpoint,time\n${rows.join("")}`;

  it("is the whole text, and gives its memory back", () => {
    const stream = FlowStream.empty();
    const kept = [];
    const source = EventLog.readInParts(gzipSync(text), (part) => {
      stream.append(part);
      kept.push(part);
      if (kept.length === 2) part.free();
    });
    assert.ok(kept.length > 1, "there are several parts");
    const whole = EventLog.read(text);
    assert.deepEqual(stream.sum(), whole.flowSum());
    assert.deepEqual(source, { ...whole.source, duplicates: 0 });
    for (const part of kept) assert.equal(thrown(() => part.length).name, "InvalidArgument");
    stream.free();
  });

  it("has one limit with what is made of it", () => {
    const read = (each) => EventLog.readInParts(text, each, { maxMemory: 64 });
    const stream = FlowStream.empty();
    const append = (part) => {
      stream.append(part);
      return stream.memory;
    };
    assert.equal(read(append).customer, "customer");
    assert.ok(stream.memory > 1_000, "what it holds is more than a number of parts");
    let parts = 0;
    const error = thrown(() => read(() => {
      parts += 1;
      return 2 ** 26;
    }));
    assert.deepEqual([error.name, error.code, parts], ["LogError", "tooMuchMemory", 1]);
    for (const wrong of [async () => {}, () => "much", () => -1]) {
      assert.equal(thrown(() => read(wrong)).name, "InvalidArgument");
    }
    stream.free();
  });

  it("ends with what is thrown, and with what is wrong", () => {
    let parts = 0;
    const mine = { mine: true };
    const throws = () => {
      parts += 1;
      throw mine;
    };
    assert.throws(() => EventLog.readInParts(text, throws), (error) => error === mine);
    assert.equal(parts, 1);
    assert.throws(() => EventLog.readInParts(text, () => {}, null, throws), (error) => error === mine);
    assert.equal(thrown(() => EventLog.readInParts(text, () => {}, { duplicates: "drop" })).code, "duplicatesInParts");
    const wrong = thrown(() => EventLog.readInParts(`${text}a,,1\n`, () => {}));
    assert.deepEqual([wrong.code, wrong.details.count], ["badRows", 1]);
    thrown(() => EventLog.readInParts(text, undefined));
  });
});

describe("bytes that a function gives", () => {
  const rows = Array.from({ length: 300_000 }, (_, i) => `c${i % 1_000},${i % 7 ? "look" : "buy"},${i}\n`);
  const text = Buffer.from(`customer,touchpoint,time\n${rows.join("")}`);
  const small = Buffer.from("customer,touchpoint,time\nann,smell,7\n");
  const name = '<string key="concept:name" value="a"/>';
  const survey = () => Journey.from(withField((it) => {
    it.stages[1].touchpoints[0].questions = [{ name: "q", measure: "nps" }];
  }));

  /** Everything that reads, by a text that it can read. */
  const readers = [
    [(text) => EventLog.read(text).length, small],
    [(text) => EventLog.readInParts(text, () => {}).customer, small],
    [(text) => EventLog.fromSequences(text).length, Buffer.from("a b\nc\n")],
    [(text) => EventLog.readXes(text, { sequence: "asWritten" }).length, Buffer.from(`<log><trace>${name}<event>${name}</event></trace></log>`)],
    [(text) => Responses.read(survey(), text).respondents, Buffer.from("q\n9\n3\n")],
    [(text) => Journey.read(text).id, Buffer.from(JSON.stringify(bakery()))],
  ];

  /** Gives so many bytes at a time, or as many as there is room for; more calls than there are pieces are told. */
  function source(bytes, most = Infinity) {
    let at = 0;
    let ended = false;
    return (into) => {
      assert.ok(into instanceof Uint8Array && into.length >= 1 << 16);
      assert.ok(!ended, "it was asked after the end");
      const piece = bytes.subarray(at, at + Math.min(most, into.length));
      into.set(piece);
      at += piece.length;
      ended = piece.length === 0;
      return piece.length;
    };
  }

  const columns = (log) => [log.customers, log.touchpoints, log.bounds, log.visits, log.times, log.source];

  it("are those of the whole text, in pieces of every size, packed or not", () => {
    const expected = columns(EventLog.read(text));
    for (const most of [Infinity, 100_000, 4_093]) {
      assert.deepEqual(columns(EventLog.read(source(text, most))), expected);
    }
    assert.deepEqual(columns(EventLog.read(source(gzipSync(text), 4_093))), expected);
    for (const [read, text] of readers) {
      const whole = read(text);
      for (const most of [1, 2, 3, Infinity]) {
        assert.equal(read(source(text, most)), whole);
        assert.equal(read(source(gzipSync(text), most)), whole);
      }
    }
    const stream = FlowStream.empty();
    EventLog.readInParts(source(text), (part) => stream.append(part));
    assert.deepEqual(stream.sum(), EventLog.read(text).flowSum());
    stream.free();
    assert.equal(thrown(() => EventLog.read(() => 0)).code, "empty");
  });

  it("are as many as there is room for", () => {
    const wrong = [NaN, -1, 0.5, 1e9, Infinity, "3", true, null, undefined, {}, [3], 3n, Symbol("3"), new Map()];
    for (const answer of [...wrong, Promise.resolve(3)]) {
      for (const [read] of readers) {
        const error = thrown(() => read(() => answer));
        assert.equal(error.name, "InvalidArgument");
        assert.equal(error.details.problems[0].path, "text()");
      }
    }
    assert.match(thrown(() => EventLog.read((into) => into.length + 1)).message, /expected at most \d+/);
  });

  it("are no more where the function throws, which is passed on", () => {
    for (const [read, text] of readers) {
      for (const mine of [{ mine: true }, undefined, Symbol("mine")]) {
        let calls = 0;
        const throws = (into) => {
          calls += 1;
          if (calls === 2) throw mine;
          into.set(text.subarray(0, 10));
          return 10;
        };
        let caught = "nothing";
        try {
          read(throws);
        } catch (error) {
          caught = error;
        }
        assert.equal(caught, mine);
        assert.equal(calls, 2);
      }
    }
  });

  it("tell how far the reading is, can be stopped, and keep to the limit of memory", () => {
    for (const bytes of [text, gzipSync(text)]) {
      const seen = [];
      EventLog.read(source(bytes), null, (count) => void seen.push(count)).free();
      assert.ok(seen.length > 2 && seen.at(-1) === bytes.length);
      assert.ok(seen.every((count, i) => i === 0 || count >= seen[i - 1]));
    }
    const stopped = thrown(() => EventLog.read(source(text), null, (count) => count < 2_000_000));
    assert.equal(stopped.code, "cancelled");
    const mine = { mine: true };
    const throws = () => {
      throw mine;
    };
    assert.throws(() => EventLog.read(source(text), null, throws), (error) => error === mine);
    const tight = (given) => thrown(() => EventLog.read(given, { maxMemory: 2 }));
    assert.deepEqual(tight(source(text)).details, tight(text).details);
    const bad = (given) => thrown(() => EventLog.read(given));
    const wrong = Buffer.concat([text, Buffer.from("a,,1\n")]);
    assert.deepEqual(bad(source(wrong)).details, bad(wrong).details);
  });

  it("are copied: what becomes of the buffer is the function's own affair", () => {
    const expected = columns(EventLog.read(text));
    let kept;
    const give = source(text);
    const log = EventLog.read((into) => {
      kept = into;
      const count = give(into);
      for (const name of ["length", "byteLength", "byteOffset", "buffer", "subarray", "set"]) {
        Object.defineProperty(into, name, { value: 7 });
      }
      return count;
    });
    kept.fill(120);
    assert.deepEqual(columns(log), expected);

    const away = (into) => structuredClone(into.buffer, { transfer: [into.buffer] });
    for (const [read] of readers) {
      const error = thrown(() => read((into) => (away(into), 10)));
      assert.match(error.message, /taken away/);
    }
    let lent;
    const keeps = source(text);
    const early = (into) => keeps((lent = into));
    const later = thrown(() => EventLog.read(early, null, () => void (lent.length && away(lent))));
    assert.match(later.message, /taken away/);
  });

  it("may come from a function that asks the library itself", () => {
    const expected = columns(EventLog.read(text));
    const other = EventLog.read(text);
    const flow = JSON.stringify(other.flow());
    const give = source(text);
    const log = EventLog.read((into) => {
      // Its memory grows and moves meanwhile.
      const count = give(into);
      EventLog.read(source(text)).free();
      assert.equal(JSON.stringify(other.flow()), flow);
      assert.equal(JSON.stringify(canary.gaps()), answer);
      return count;
    });
    assert.deepEqual(columns(log), expected);

    const parts = [];
    const again = source(text);
    const asks = (into) => {
      for (const part of parts) assert.equal(thrown(() => part.length).name, "InvalidArgument");
      return again(into);
    };
    EventLog.readInParts(asks, (part) => void parts.push(part));
    assert.ok(parts.length > 1);

    const journey = survey();
    const frees = () => {
      journey.free();
      return 0;
    };
    assert.throws(() => Responses.read(journey, frees), Error);
    assert.throws(() => journey.gaps(), Error);
  });

  it("are those of a browser's file, in slices", () => {
    const many = Buffer.concat([text, ...Array(12).fill(Buffer.from(rows.join("")))]);
    assert.ok(many.length > 2 * 2 ** 24, "they are several");
    let slices = 0;
    const file = { slice: (start, end) => ((slices += 1), many.subarray(start, end)) };
    globalThis.FileReaderSync = class {
      readAsArrayBuffer = (slice) => Uint8Array.from(slice).buffer;
    };
    const log = EventLog.read(cesta.fileSource(file), { maxMemory: 3072 });
    delete globalThis.FileReaderSync;
    assert.deepEqual(columns(log), columns(EventLog.read(many)));
    assert.equal(slices, Math.ceil(many.length / 2 ** 24) + 1);
    assert.throws(() => cesta.fileSource(new Blob([])), TypeError);
  });

  it("may be without end, where the answer has a limit", () => {
    const endless = (into) => into.fill(32).length;
    assert.match(thrown(() => Journey.read(endless)).message, /larger than 536870912 bytes/);
    const rows = Buffer.from("ann,smell,7\n".repeat(5_000));
    const log = (into) => (into.set(rows), rows.length);
    let begun = false;
    const begins = (into) => (begun ? log(into) : ((begun = true), into.set(small), small.length));
    assert.equal(thrown(() => EventLog.read(begins, { maxMemory: 16 })).code, "tooMuchMemory");
  });
});

describe("results", () => {
  it("are plain values, without Map and BigInt, and can be handed back", () => {
    const shop = new URL("../../examples/shop/", import.meta.url);
    const journey = Journey.read(readFileSync(new URL("journey.json", shop)));
    const log = EventLog.read(readFileSync(new URL("events.csv", shop)));
    const overlay = journey.overlay(log);
    const gaps = journey.gaps({ overlay });
    const emotion = journey.bestEmotionLine();
    const all = { overlay, gaps, emotion, flow: log.flow(), spec: journey.toJSON() };
    const walk = (value, path) => {
      const prototype = Object.getPrototypeOf(value);
      const plain = prototype === Object.prototype || Array.isArray(value);
      assert.ok(plain, `${path} is a ${prototype?.constructor?.name}`);
      for (const [key, inner] of Object.entries(value)) {
        assert.notEqual(typeof inner, "bigint", `${path}.${key}`);
        assert.notEqual(inner, undefined, `${path}.${key}`);
        if (typeof inner === "object" && inner !== null) walk(inner, `${path}.${key}`);
      }
    };
    walk(all, "results");
    const copied = structuredClone({ overlay, gaps, emotion });
    const parsed = JSON.parse(JSON.stringify({ overlay, gaps, emotion }));
    const svg = journey.mapSvg({ overlay, gaps, emotion });
    assert.equal(journey.mapSvg(copied), svg);
    assert.equal(journey.mapSvg(parsed), svg);
    assert.ok(journey.reportHtml(parsed).length > 10_000);
  });

  it("leave no memory behind, nor do errors", () => {
    const spec = withField((it) => (it.stages[0].label = Symbol("x")));
    const round = () => {
      for (let i = 0; i < 2_000; i += 1) {
        thrown(() => Journey.from(spec));
        thrown(() => canary.gaps(null, { other: 1 }));
        Journey.from(bakery()).free();
        canary.gaps();
      }
    };
    const size = () => cesta.memory?.().byteLength ?? process.memoryUsage().external;
    round();
    const before = size();
    round();
    round();
    assert.ok(size() <= before + 1_000_000, `${before} bytes grew to ${size()}`);
  });
});
