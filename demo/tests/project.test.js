// The page's types, and the server that shows it.

import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { request } from "node:http";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import { serve } from "../scripts/serve.js";
import { build } from "../scripts/site.js";

test("the types of the package fit the page", () => {
  const demo = fileURLToPath(new URL("..", import.meta.url));
  const typescript = createRequire(join(demo, "../pkg/package.json")).resolve(
    "typescript/package.json",
  );
  const program = join(typescript, "../bin/tsc");
  try {
    execFileSync(process.execPath, [program, "--project", join(demo, "tsconfig.json")], {
      encoding: "utf8",
      stdio: "pipe",
    });
  } catch (error) {
    assert.fail(/** @type {{ stdout: string }} */ (error).stdout);
  }
});

test("the page takes the place of an older one, and of nothing else", (it) => {
  const folder = mkdtempSync(join(tmpdir(), "cesta-site-"));
  it.after(() => rmSync(folder, { recursive: true, force: true }));
  build(folder);
  writeFileSync(join(folder, "old.js"), "");
  build(folder);
  assert.ok(!existsSync(join(folder, "old.js")));
  const other = join(folder, "shop");
  assert.throws(() => build(other), /holds something other/);
  assert.ok(existsSync(join(other, "journey.json")));
});

test("a port that is taken gives way to a free one", async (it) => {
  const folder = fileURLToPath(new URL("..", import.meta.url));
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
