// The page's types, and the folder that it is written into.

import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { existsSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
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
