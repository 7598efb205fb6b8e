// The server that shows the demo, and what the tests open in a browser.

import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { request } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import { serve } from "../scripts/serve.js";

test("a port that is taken gives way to a free one", async (it) => {
  const folder = fileURLToPath(new URL(".", import.meta.url));
  const first = await serve(folder);
  it.after(first.close);
  const second = await serve(folder, Number(new URL(first.url).port));
  it.after(second.close);
  assert.notEqual(second.url, first.url);
});

test("the server gives the files of its folder, and no others", async (it) => {
  const folder = mkdtempSync(join(tmpdir(), "cesta-serve-"));
  it.after(() => rmSync(folder, { recursive: true, force: true }));
  mkdirSync(join(folder, "site"));
  writeFileSync(join(folder, "secret.txt"), "secret");
  writeFileSync(join(folder, "site/index.html"), "hello");
  const { url, close } = await serve(join(folder, "site"));
  it.after(close);
  const { port } = new URL(url);
  const status = (/** @type {string} */ path) =>
    new Promise((resolve, reject) => {
      request(
        { host: "127.0.0.1", port, path },
        (answer) => (answer.resume(), resolve(answer.statusCode)),
      )
        .on("error", reject)
        .end();
    });
  assert.equal(await status("/"), 200);
  for (const path of [
    "/../secret.txt",
    "/%2e%2e/secret.txt",
    "/..%2fsecret.txt",
    "/%",
    "/nothing",
    "//",
  ]) {
    assert.equal(await status(path), 404, path);
  }
});
