// The page as it is hosted: its own files, the built package, and the examples. Every address in
// it is relative, so that it works below any path. Called as a program:
//
//     node demo/scripts/site.js <folder>            writes the site
//     node demo/scripts/site.js <folder> --serve    and serves it on this machine

import { cpSync, existsSync, mkdirSync, readdirSync, rmSync } from "node:fs";
import { dirname, extname, join } from "node:path";
import { argv } from "node:process";
import { fileURLToPath } from "node:url";
import { serve } from "../../pkg/scripts/serve.js";

const demo = dirname(dirname(fileURLToPath(import.meta.url)));
const root = dirname(demo);
const OWN = [".html", ".css", ".js", ".svg"];

/** By this file a folder is known to be such a site. */
const SIGN = "cesta/dist/cesta.wasm";

/** What is taken from elsewhere: files of the project, and where they go in the site. */
const TAKEN = [
  ["pkg/index.js", "cesta/index.js"],
  ["pkg/dist/cesta.js", "cesta/dist/cesta.js"],
  ["pkg/dist/cesta.wasm", SIGN],
  ["examples/shop/journey.json", "shop/journey.json"],
  ["examples/shop/events.csv", "shop/events.csv"],
  ["examples/shop/NOTICE", "shop/NOTICE"],
  ["examples/flight/journey.json", "flight/journey.json"],
  ["examples/flight/survey.csv", "flight/survey.csv"],
  ["examples/flight/NOTICE", "flight/NOTICE"],
];

/**
 * Writes the site into a folder, in place of the site that was there. A folder with anything else
 * in it is left alone.
 *
 * @param {string} folder
 */
export function build(folder) {
  if (!existsSync(join(root, "pkg/dist/cesta.wasm"))) {
    throw new Error(
      "the package is not built: run `cargo xtask demo`, or `cargo xtask pkg` before this",
    );
  }
  if (existsSync(folder) && readdirSync(folder).length > 0) {
    if (!existsSync(join(folder, SIGN)))
      throw new Error(`${folder} holds something other than this page: empty it, or name another`);
    rmSync(folder, { recursive: true });
  }
  mkdirSync(folder, { recursive: true });
  for (const file of readdirSync(demo)) {
    if (OWN.includes(extname(file))) cpSync(join(demo, file), join(folder, file));
  }
  for (const [from, to] of TAKEN) cpSync(join(root, from), join(folder, to));
}

if (argv[1] === fileURLToPath(import.meta.url)) {
  const [folder, flag] = argv.slice(2);
  if (!folder) throw new Error("give the folder to write the site into");
  build(folder);
  console.log(`    ${folder}`);
  if (flag === "--serve") {
    const { url } = await serve(folder, Number(process.env.PORT ?? 8080));
    console.log(`\n    ${url}\n\n    Ctrl+C ends it.`);
  }
}
