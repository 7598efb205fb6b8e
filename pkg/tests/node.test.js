// The package in Node: what `import` and `require` give, and the ways to load it.

import assert from "node:assert/strict";
import { rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { build } from "vite";
import { bakery, installed, node } from "./installed.js";

const { folder } = installed();
const other = installed().folder;
const text = JSON.stringify(bakery);
const id = (of = "") => `JSON.parse(${of}Journey.read(${text}).write()).id`;
const esm = (/** @type {string} */ code) => node(code, "module", folder);
const cjs = (/** @type {string} */ code) =>
  node(`(async () => { ${code} })()`, "commonjs", folder);

test("import and require do the same", () => {
  const proven = `
    const { proof } = await import("./proof.js");
    console.log(JSON.stringify(await proof(cesta, ${text})));
  `;
  const found = esm(`import * as cesta from "cesta"; ${proven}`);
  assert.ok(JSON.parse(found).length > 2);
  assert.equal(cjs(`const cesta = require("cesta"); ${proven}`), found);
  assert.equal(esm(`import * as cesta from "cesta/inline"; ${proven}`), found);
  assert.equal(esm(`import * as cesta from "./node_modules/cesta/inline.js"; ${proven}`), found);
});

test("import and require share one instance", () => {
  const code = `
    import * as imported from "cesta";
    import * as inline from "cesta/inline";
    import { createRequire } from "node:module";
    const required = createRequire(process.cwd() + "/any.js")("cesta");
    await imported.init();
    console.log(required.Journey === imported.Journey, inline.Journey === imported.Journey);
    console.log(${id("required.")});
  `;
  assert.equal(esm(code), "true true\nbakery");
});

test("before it is loaded, everything says what to do", () => {
  const code = 'import { Journey } from "cesta"; Journey.read("");';
  assert.throws(() => esm(code), /Error: cesta is not loaded yet: call `await init\(\)` first/);
});

const SOURCES = {
  bytes: "await readFile(path)",
  "a promise of bytes": "readFile(path)",
  "an ArrayBuffer": "new Uint8Array(await readFile(path)).buffer",
  "a compiled module": "await WebAssembly.compile(await readFile(path))",
  "a response": 'new Response(await readFile(path), { headers: { "content-type": "application/wasm" } })',
  "the address of a file": "pathToFileURL(path)",
  "an address as text": '"data:application/wasm;base64," + (await readFile(path, "base64"))',
};

for (const [what, source] of Object.entries(SOURCES)) {
  test(`it loads from ${what}`, () => {
    const code = `
      import { readFile } from "node:fs/promises";
      import { pathToFileURL } from "node:url";
      import { init, Journey } from "cesta";
      const path = "node_modules/cesta/dist/cesta.wasm";
      console.log(await init(${source}));
      console.log(${id()});
    `;
    assert.equal(esm(code), "undefined\nbakery");
  });
}

test("it loads at once, from its file or from bytes", () => {
  for (const source of ["", 'require("fs").readFileSync("node_modules/cesta/dist/cesta.wasm")']) {
    const code = `
      const { initSync, Journey } = require("cesta");
      console.log(initSync(${source}), initSync());
      console.log(${id()});
    `;
    assert.equal(cjs(code), "undefined undefined\nbakery");
  }
});

test("loading again changes nothing, also at the same time", () => {
  const code = `
    import { init, initSync, Journey } from "cesta";
    const waiting = [init(), init()];
    initSync();
    const early = Journey.read(${text});
    await Promise.all([...waiting, init()]);
    initSync();
    await init();
    console.log(JSON.parse(early.write()).id, ${id()});
  `;
  assert.equal(esm(code), "bakery bakery");
});

test("after a failure it can be loaded again", () => {
  const code = `
    import { init, initSync, Journey } from "cesta";
    const failed = await init(new Uint8Array([1, 2, 3])).catch((error) => error.name);
    let atOnce;
    try { initSync(new Uint8Array([1, 2, 3])); } catch (error) { atOnce = error.name; }
    await init();
    console.log(failed, atOnce, ${id()});
  `;
  assert.equal(esm(code), "CompileError CompileError bakery");
});

test("bundled for Node, the inlined variant is one file", async () => {
  const entry = join(other, "bundled.js");
  const code = `import { initSync, Journey } from "cesta/inline"; initSync(); console.log(${id()});`;
  writeFileSync(entry, code);
  await build({
    root: other,
    logLevel: "error",
    ssr: { noExternal: true },
    build: { ssr: entry, outDir: "bundle" },
  });
  rmSync(join(other, "node_modules"), { recursive: true });
  assert.equal(node('await import("./bundle/bundled.js")', "module", other), "bakery");
});
