// What is in the package, and what its entries give.

import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { installed, node, pkg } from "./installed.js";

const { folder, files } = installed();
const inside = join(folder, "node_modules/cesta");

test("the tarball has these files and no others", () => {
  assert.deepEqual(files, [
    "LICENSE-APACHE",
    "LICENSE-MIT",
    "README.md",
    "dist/base64.js",
    "dist/cesta.cjs",
    "dist/cesta.d.cts",
    "dist/cesta.d.ts",
    "dist/cesta.js",
    "dist/cesta.wasm",
    "dist/journey.schema.json",
    "dist/notices.txt",
    "index.d.cts",
    "index.d.ts",
    "index.js",
    "inline.d.ts",
    "inline.js",
    "node.cjs",
    "node.js",
    "package.json",
    "types.d.cts",
    "types.d.ts",
  ]);
});

test("the version is the crate's", () => {
  const { version } = JSON.parse(readFileSync(join(pkg, "package.json"), "utf8"));
  const crate = /^version = "(.*)"$/m.exec(readFileSync(join(pkg, "../Cargo.toml"), "utf8"));
  assert.equal(version, crate?.[1]);
});

test("every entry exports the same, and it is what is declared", () => {
  const names = (/** @type {string} */ code) => JSON.parse(node(code, "module", folder));
  const of = (/** @type {string} */ entry) =>
    names(`console.log(JSON.stringify(Object.keys(await import("${entry}")).sort()))`);
  // What a compiler finds in the declarations, without what is only a type.
  const declared = ["index.d.ts", "dist/cesta.d.ts"].flatMap((file) => {
    const text = readFileSync(join(inside, file), "utf8");
    const values = /^export (?:declare )?(?:abstract )?(?:class|const|enum|function) (\w+)/gm;
    return [...text.matchAll(values)].map(([, name]) => name);
  });
  const expected = [...new Set(declared)].sort();
  assert.ok(expected.includes("Journey") && expected.includes("init"));
  for (const file of ["index.js", "inline.js", "node.js"]) {
    assert.deepEqual(of(`./node_modules/cesta/${file}`), expected, file);
  }
  assert.deepEqual(of("cesta"), expected);
  const required = node('console.log(Object.keys(require("cesta")).sort().join())', "commonjs", folder);
  assert.deepEqual(required.split(","), expected);
});

test("the inside of wasm-bindgen is not declared", () => {
  for (const file of files.filter((name) => /\.d\.c?ts$/.test(name))) {
    const text = readFileSync(join(inside, file), "utf8");
    assert.doesNotMatch(text, /InitOutput|SyncInitInput|__wb|__externref|export default/, file);
  }
});

test("the wasm and the schema can be imported by name", () => {
  const code = `
    const { resolve } = require;
    console.log([resolve("cesta/cesta.wasm"), resolve("cesta/journey.schema.json")].join());
    console.log(require("cesta/package.json").name, require("cesta/journey.schema.json").title);
  `;
  const [paths = "", names] = node(code, "commonjs", folder).split("\n");
  const [wasm = "", schema = ""] = paths.split(",");
  assert.equal(readFileSync(wasm).readUInt32LE(), 0x6d736100);
  const written = readFileSync(join(pkg, "../schema/journey.schema.json"), "utf8");
  assert.equal(readFileSync(schema, "utf8"), written);
  assert.equal(names, `cesta ${JSON.parse(written).title}`);
});

test("the notices are of what is inside", () => {
  const text = readFileSync(join(inside, "dist/notices.txt"), "utf8");
  for (const crate of ["petgraph", "serde_json", "wasm-bindgen"]) {
    assert.match(text, new RegExp(`^${crate} [0-9.]+, MIT`, "m"));
  }
  // Macros run in the compiler, and this project is none of the others.
  assert.doesNotMatch(text, /^(?:syn|serde_derive|cesta|wasm-bindgen-macro) /m);
});

test("publint finds nothing", () => {
  run("publint", "src/cli.js", "--strict");
});

test("every way of TypeScript to resolve finds the right types", () => {
  // To a compiler, a file of WebAssembly is no module; the oldest way does not know `exports`,
  // and so not the schema.
  const others = ["--exclude-entrypoints", "cesta.wasm", "journey.schema.json"];
  run("@arethetypeswrong/cli", "dist/index.js", "--pack", ".", ...others);
});

/** @param {string} tool @param {string} program @param {string[]} words */
function run(tool, program, ...words) {
  const path = join(pkg, "node_modules", tool, program);
  const ran = spawnSync(process.execPath, [path, ...words], { cwd: pkg, encoding: "utf8" });
  assert.equal(ran.status, 0, ran.stdout + ran.stderr);
}
