// The scripts that build the package, and what the tests share, are what their comments say that
// they are.

import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { test } from "node:test";
import { pkg } from "./installed.js";

test("a compiler finds nothing wrong with the scripts", () => {
  const tsc = join(pkg, "node_modules/typescript/bin/tsc");
  const ran = spawnSync(process.execPath, [tsc, "--project", pkg], { encoding: "utf8" });
  assert.equal(ran.status, 0, ran.stdout + ran.stderr);
});
