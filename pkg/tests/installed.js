// The package as users get it: packed, and installed into a folder of its own elsewhere.

import { execFileSync } from "node:child_process";
import { cpSync, mkdtempSync, readFileSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after } from "node:test";
import { fileURLToPath } from "node:url";

/** The folder of the package's sources. */
export const pkg = fileURLToPath(new URL("..", import.meta.url));

/** A map for all tests: the bakery of the examples. */
export const bakery = readFileSync(join(pkg, "../examples/bakery.json"), "utf8");

/**
 * Packs and installs. The folder is removed when the tests of the file are done.
 *
 * @param {string} [site] a folder of `tests/`: its files are put beside `node_modules`
 */
export function installed(site) {
  const folder = mkdtempSync(join(realpathSync(tmpdir()), "cesta-"));
  after(() => rmSync(folder, { recursive: true, force: true }));
  writeFileSync(join(folder, "package.json"), '{ "private": true, "type": "module" }\n');
  const [packed] = JSON.parse(npm(["pack", "--json", "--pack-destination", folder], pkg));
  npm(["install", "--offline", `./${packed.filename}`], folder);
  if (site) cpSync(join(pkg, "tests", site), folder, { recursive: true });
  cpSync(join(pkg, "tests/proof.js"), join(folder, "proof.js"));
  writeFileSync(join(folder, "bakery.json"), bakery);
  /** @type {string[]} */
  const files = packed.files.map((/** @type {{ path: string }} */ file) => file.path);
  return { folder, files: files.sort() };
}

/**
 * Runs npm, and gives what it prints.
 *
 * @param {string[]} words
 * @param {string} cwd
 */
export function npm(words, cwd) {
  const windows = process.platform === "win32";
  return execFileSync(windows ? "npm.cmd" : "npm", words, {
    cwd,
    encoding: "utf8",
    stdio: "pipe",
    shell: windows,
  });
}

/**
 * Runs a program for Node, and gives what it prints.
 *
 * @param {string} code
 * @param {"module" | "commonjs"} type
 * @param {string} cwd
 */
export function node(code, type, cwd) {
  const words = [`--input-type=${type}`, "--eval", code];
  return execFileSync(process.execPath, words, { cwd, encoding: "utf8", stdio: "pipe" }).trim();
}
