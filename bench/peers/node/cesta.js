// Cesta's own package, as `cargo xtask pkg` builds it.

import { EventLog, init } from "../../../pkg/node.js";
import { run } from "./asked.js";

await init();

run({
  load: (bytes) => EventLog.read(bytes),
  flow: (log) =>
    log.flow().steps.map(({ from, to, count, durations }) => [
      from,
      to,
      count,
      durations?.mean,
      durations?.median,
    ]),
  dropOff: (log) => log.flow().touchpoints.map((it) => [it.touchpoint, it.visits, it.ends]),
});
