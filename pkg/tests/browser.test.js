// The package in Chromium: without a bundler, and with Vite, built and served for development;
// each in the page and in workers.

import assert from "node:assert/strict";
import { join } from "node:path";
import { test } from "node:test";
import { build, createServer } from "vite";
import { launch, open, served } from "./browser.js";
import { bakery, installed, node } from "./installed.js";

const plain = installed("plain").folder;
const app = installed("vite").folder;
const browser = await launch();

// What Node finds is what browsers must find.
const code = `
  import * as cesta from "cesta";
  import { proof } from "./proof.js";
  console.log(JSON.stringify(await proof(cesta, ${JSON.stringify(bakery)})));
`;
/** @type {string[]} */
const expected = JSON.parse(node(code, "module", plain));

/** @param {string} url */
async function visit(url) {
  const { page, problems, requested } = await open(browser, url);
  const found = await (await page.waitForFunction("globalThis.found")).jsonValue();
  await page.close();
  return { found, problems, requested };
}

test("there is something to find", () => assert.ok(expected.length > 2));

test("a page without a bundler, and its worker", async () => {
  const { found, problems } = await visit(`${await served(plain)}?entry=index.js`);
  assert.deepEqual(found, { page: expected, worker: expected });
  assert.deepEqual(problems, []);
});

test("the same, inlined: nothing is fetched", async () => {
  const { found, problems, requested } = await visit(`${await served(plain)}?entry=inline.js`);
  assert.deepEqual(found, { page: expected, worker: expected });
  assert.deepEqual(problems, []);
  assert.deepEqual(requested.filter((url) => url.endsWith(".wasm")), []);
});

test("an application that Vite built", async () => {
  await build({ root: app, logLevel: "warn" });
  const { found, problems } = await visit(await served(join(app, "dist")));
  assert.deepEqual(found, { page: expected, worker: expected, inline: expected });
  assert.deepEqual(problems, []);
});

test("an application that Vite serves during development", async (it) => {
  const server = await createServer({
    root: app,
    logLevel: "warn",
    server: { port: 0 },
    // Vite reloads a page when it meets a package for the first time in a worker.
    optimizeDeps: { include: ["cesta/inline"] },
  });
  it.after(() => server.close());
  await server.listen();
  const { found, problems } = await visit(server.resolvedUrls?.local[0] ?? "");
  assert.deepEqual(found, { page: expected, worker: expected, inline: expected });
  assert.deepEqual(problems, []);
});
