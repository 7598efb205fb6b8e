// Cesta's own package, as `cargo xtask pkg` builds it.

import { closeSync, openSync, readSync } from "node:fs";
import { EventLog, init } from "../../../pkg/node.js";
import { run, STEPS, TOP, WINDOW } from "./asked.js";

await init();

run({
  load(file) {
    const input = openSync(file);
    try {
      return EventLog.read((into) => readSync(input, into));
    } finally {
      closeSync(input);
    }
  },
  flow: (log) =>
    log.flow().steps.map(({ from, to, count, durations }) => [
      from,
      to,
      count,
      durations?.mean,
      durations?.median,
    ]),
  variants: (log) => {
    const { variants, touchpoints, sequences, bounds, counts } = log.variants({ limit: TOP });
    const path = (it) =>
      Array.from(sequences.subarray(bounds[it], bounds[it + 1]), (at) => touchpoints[at]);
    return [variants, Array.from(counts, (count, it) => [path(it).join(">"), count])];
  },
  funnel: (log) => {
    const steps = STEPS.map((name) => ({ name, touchpoints: [name] }));
    return log.funnel({ steps, window: WINDOW }).steps.map((step) => step.reached);
  },
  dropOff: (log) =>
    log.flow({ quantiles: "none" }).touchpoints.map((it) => [it.touchpoint, it.visits, it.ends]),
  follows: (log) => log.eventuallyFollows().pairs.map(({ from, to, count }) => [from, to, count]),
});
