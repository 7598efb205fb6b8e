// DuckDB in WebAssembly, as it is usually written: the file in its memory, windows by time.

import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { run, STEPS, TOP, WINDOW } from "./asked.js";

const duckdb = createRequire(import.meta.url)("@duckdb/duckdb-wasm/dist/duckdb-node-blocking.cjs");

const folder = dirname(createRequire(import.meta.url).resolve("@duckdb/duckdb-wasm"));
const bundle = (name) => ({ mainModule: join(folder, `duckdb-${name}.wasm`), mainWorker: "" });
const bundles = { mvp: bundle("mvp"), eh: bundle("eh") };
const db = await duckdb.createDuckDB(bundles, new duckdb.VoidLogger(), duckdb.NODE_RUNTIME);
await db.instantiate();
const connection = db.connect();

run({
  load(file, task) {
    db.registerFileBuffer("events.csv", readFileSync(file));
    const kind = !task || task === "load" ? "TABLE" : "VIEW";
    connection.query(`CREATE ${kind} events AS SELECT * FROM read_csv('events.csv')`);
  },

  flow: () =>
    rows(`
      SELECT activity, next, count(*)::DOUBLE AS n, avg(gap) AS mean, median(gap) AS median FROM (
        SELECT activity, lead(activity) OVER mine AS next, lead(timestamp) OVER mine - timestamp AS gap
        FROM events WINDOW mine AS (PARTITION BY case_id ORDER BY timestamp))
      WHERE next IS NOT NULL GROUP BY activity, next`),

  variants() {
    const top = rows(`
      WITH paths AS (
        SELECT string_agg(activity, '>' ORDER BY timestamp) AS path FROM events GROUP BY case_id)
      SELECT path, count(*)::DOUBLE AS n, (count(*) OVER ())::DOUBLE AS variants FROM paths
      GROUP BY path ORDER BY n DESC LIMIT ${TOP}`);
    return [top[0][2], top.map((row) => row.slice(0, 2))];
  },

  /** From the first visit of the first step, each next one as soon as possible. */
  funnel() {
    const tables = STEPS.map((step, level) =>
      level === 0
        ? `step0 AS (SELECT case_id, min(timestamp) AS begun, min(timestamp) AS last
            FROM events WHERE activity = '${step}' GROUP BY case_id)`
        : `step${level} AS (
            SELECT case_id, any_value(begun) AS begun, min(timestamp) AS last
            FROM events JOIN step${level - 1} USING (case_id)
            WHERE activity = '${step}' AND timestamp >= last AND timestamp <= begun + ${WINDOW}
            GROUP BY case_id)`,
    );
    const counts = STEPS.map((_, it) => `(SELECT count(*) FROM step${it})::DOUBLE AS n${it}`);
    return rows(`WITH ${tables.join(", ")} SELECT ${counts.join(", ")}`)[0];
  },

  dropOff: () =>
    rows(`
      SELECT activity, count(*)::DOUBLE AS n, (count(*) FILTER (WHERE next IS NULL))::DOUBLE AS ends FROM (
        SELECT activity, lead(activity) OVER (PARTITION BY case_id ORDER BY timestamp) AS next
        FROM events)
      GROUP BY activity`),
});

/** @param {string} query */
function rows(query) {
  return connection
    .query(query)
    .toArray()
    .map((row) => Object.values(row.toJSON()));
}
