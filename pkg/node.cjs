"use strict";
// The package for Node: the WebAssembly file beside this one is read. CommonJS, since `import` and
// `require` in one process can share only this.

const { readFileSync } = require("node:fs");
const { readFile } = require("node:fs/promises");
const { join } = require("node:path");

const { glue } = require("./dist/cesta.cjs");

const file = join(__dirname, "dist/cesta.wasm");

async function init(source = readFile(file)) {
  const found = await source;
  // `fetch` of Node knows no files.
  const local = found instanceof URL && found.protocol === "file:";
  await glue.load({ module_or_path: local ? readFile(found) : found });
}

function initSync(source = readFileSync(file)) {
  glue.initSync({ module: source });
}

module.exports = { ...require("./dist/cesta.cjs"), init, initSync };
