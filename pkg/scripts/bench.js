// How fast the package is beside the library without JavaScript, on the same work: see
// `cargo xtask bench`, which calls `node scripts/bench.js <folder for inputs> [--write]`.

import { execFileSync } from "node:child_process";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { cpus } from "node:os";
import { join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import { init } from "cesta";
import { chain } from "../tests/same/cases.js";
import { native } from "../tests/same/native.js";
import { answers } from "../tests/same/package.js";

/** How often everything is measured, in turn, so that a busy minute slows down both. */
const TURNS = 3;
/** How often the events of the shop are repeated, each time by other customers: two million. */
const COPIES = 64;

const root = fileURLToPath(new URL("../../", import.meta.url));
const [folder, write] = process.argv.slice(2);
if (!folder || (write && write !== "--write")) throw new Error("give a folder, and perhaps --write");

await init();
const shop = { file: "examples/shop/journey.json" };
const flight = { file: "examples/flight/journey.json" };
const few = { text: { file: "examples/shop/events.csv" } };
const FUNNEL = {
  steps: ["product_view", "add_to_cart", "shipping_details", "purchase"].map((it) => ({ name: it, touchpoints: [it] })),
  window: 7 * 86_400_000,
};

/**
 * What is measured: inputs, how often in a row, and what is asked.
 *
 * @type {{
 *   given: Omit<import("../tests/same/package.js").Case, "name" | "ask">,
 *   ask: Record<string, any[]>,
 * }[]}
 */
const WORK = [
  {
    given: { journey: chain(100_000), rounds: 1 },
    ask: {
      "map of 100,000 touchpoints: read from text": ["read"],
      "— built from a plain object *": ["from"],
      "— written": ["write"],
      "— as a plain object *": ["toJSON"],
      "— reachability *": ["reachability"],
      "— mandatory touchpoints *": ["mandatory"],
      "— loops": ["loops"],
      "— best route *": ["bestRoute", { by: "duration" }],
      "— gaps": ["gaps"],
    },
  },
  {
    given: { journey: shop, events: { text: { file: events(folder) } }, rounds: 5 },
    ask: {
      "2 million events: read from CSV": ["readLog"],
      "— flow *": ["flow"],
      "— drop-off *": ["flow", { quantiles: "none" }],
      "— variants, the 10 most frequent": ["variants", { limit: 10 }],
      "— eventually follows": ["eventuallyFollows"],
      "— funnel of four steps in a week": ["stepFunnel", FUNNEL],
      "— overlay": ["overlay"],
    },
  },
  {
    given: { journey: shop, events: few, rounds: 60 },
    ask: {
      "shop: overlay of 31,000 events": ["overlay"],
      "— drop-off *": ["flow", { quantiles: "none" }],
      "— the 100 best routes *": ["bestRoutes", 100, { by: "duration" }],
      "— all routes *": ["allRoutes"],
      "— gaps of the map alone": ["gaps"],
      "— gaps, the overlay handed over *": ["gaps", ["overlay"]],
      "— map": ["mapSvg"],
      "— report, overlay and gaps handed over *": ["reportHtml", ["overlay", "gaps"]],
    },
  },
  {
    given: {
      journey: flight,
      survey: { text: { file: "examples/flight/survey.csv" } },
      rounds: 60,
    },
    ask: {
      "flight: 600 answers read from CSV": ["readResponses"],
      "— satisfaction": ["satisfaction"],
    },
  },
];

const rows = (await measured()).map(({ work, took }) => {
  const [library, package_] = [median(took[0]), median(took[1])];
  const ratio = (package_ / library).toFixed(2);
  return [work, shownTime(library), shownTime(package_), ratio];
});
const lines = [["work", "native, ms", "wasm, ms", "ratio"], ["---", "---:", "---:", "---:"], ...rows];
const table = lines.map((cells) => `| ${cells.join(" | ")} |`).join("\n");
const head = `${tool("rustc")}; Node ${process.version}; ${cpus().length} × ${cpus()[0]?.model.trim()}`;
const text = `${head}\n\n${table}`;
console.log(`\n${text}\n`);
if (write) written(text);

/** All times of all work, after a check that both gave the same answers. */
async function measured() {
  const library = native("--release");
  const all = [];
  for (const { given, ask } of WORK) {
    const asked = { name: "work", ...given, ask: Object.values(ask) };
    /** @type {{ work: string, took: [native: number[], wasm: number[]] }[]} */
    const works = Object.keys(ask).map((work) => ({ work, took: [[], []] }));
    for (let turn = 0; turn <= TURNS; turn += 1) {
      const theirs = await library.answers(asked);
      const ours = answers(asked);
      works.forEach(({ work, took }, at) => {
        const [left, right] = [theirs[at], ours[at]];
        if (!left || !right || said(left) !== said(right) || left.error) {
          throw new Error(`${work}: not the same answers`);
        }
        // The first turn only compares: engines compile what is called often once more, meanwhile.
        if (turn === 0) return;
        took[0].push(...left.took);
        took[1].push(...right.took);
      });
    }
    all.push(...works);
    console.log(`    ${works[0]?.work.split(":")[0]}`);
  }
  await library.end();
  return all;
}

/** @param {import("../tests/same/package.js").Answer} answer */
function said({ value, error }) {
  return JSON.stringify({ value, error });
}

/** @param {number[]} numbers */
function median(numbers) {
  return numbers.sort((a, b) => a - b)[numbers.length >> 1] ?? NaN;
}

/** Milliseconds in three digits. @param {number} time */
function shownTime(time) {
  return time < 100 ? time.toPrecision(3) : time.toFixed(0);
}

/** @param {string} name */
function tool(name) {
  return execFileSync(name, ["--version"], { encoding: "utf8" }).trim();
}

/** Writes many events, and gives their file. @param {string} folder */
function events(folder) {
  mkdirSync(folder, { recursive: true });
  const [header, ...rows] = readFileSync(join(root, "examples/shop/events.csv"), "utf8").trim().split("\n");
  const file = join(folder, "events.csv");
  writeFileSync(file, `${header}\n`);
  for (let copy = 0; copy < COPIES; copy += 1) {
    const text = rows.map((row) => `${copy}-${row}\n`).join("");
    writeFileSync(file, text, { flag: "a" });
  }
  return relative(root, file);
}

/** Puts the table into the page. @param {string} text */
function written(text) {
  const page = join(root, "docs/performance.md");
  const [before, , after] = readFileSync(page, "utf8").split(/(?<=<!-- measured -->\n)|(?=<!-- \/measured -->)/);
  writeFileSync(page, `${before}\n${text}\n\n${after}`);
}
