// The code in both READMEs runs. Its first line names its file, as a comment; the name says where
// it runs: `.mjs` and `.cjs` in Node, `.html` as it is in Chromium, `.js` there after Vite. What
// follows a `console.log(...);` as a comment is what it prints; what runs in Chromium draws
// something, also of a file where it asks for one.

import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { copyFileSync, cpSync, readFileSync, writeFileSync } from "node:fs";
import { extname, join } from "node:path";
import { test } from "node:test";
import { build } from "vite";
import { launch, open, served } from "./browser.js";
import { installed, pkg } from "./installed.js";

const { folder } = installed();
cpSync(join(pkg, "../examples"), join(folder, "examples"), { recursive: true });
const browser = await launch();
const site = await served(folder);

for (const [readme, least] of /** @type {const} */ ([["README.md", 9], ["../README.md", 2]])) {
  const text = readFileSync(join(pkg, readme), "utf8");
  const blocks = [...text.matchAll(/^```(?:js|html)\n((?:\/\/|<!--) ?(\S+).*\n[^]*?)^```$/gm)];
  const all = [...text.matchAll(/^```(?:js|javascript|mjs|cjs|html)\b/gm)].length;

  test(`every code block of ${readme} names its file`, () => {
    assert.ok(all >= least);
    assert.equal(blocks.length, all);
  });
  for (const [, code = "", name = ""] of blocks) writeFileSync(join(folder, name), code);
  for (const [, code = "", name = ""] of blocks) {
    // A worker runs when its page does.
    if (name.endsWith("worker.js")) continue;
    test(`${readme}: ${name}`, () => (/\.[mc]js$/.test(name) ? inNode(name, code) : inPage(name)));
  }
}

/** @param {string} name @param {string} code */
function inNode(name, code) {
  const expected = [...code.matchAll(/^\s*console\.log\(.*\); \/\/ (.*)$/gm)].map((it) => it[1]);
  assert.ok(expected.length > 0, "it prints something");
  const printed = execFileSync(process.execPath, [name], { cwd: folder, encoding: "utf8" });
  assert.deepEqual(printed.trim().split("\n"), expected);
}

/** @param {string} name */
async function inPage(name) {
  const built = extname(name) === ".js" && (await bundled(name));
  const { page, problems } = await open(browser, built || site + name);
  for (const input of await page.locator("input[type=file]").all()) {
    await input.setInputFiles(join(folder, "examples/shop/events.csv"));
  }
  await page.waitForSelector("svg", { timeout: 10_000 }).catch((error) => problems.push(`${error}`));
  assert.deepEqual(problems, []);
  await page.close();
}

/** @param {string} name */
async function bundled(name) {
  const input = join(folder, `${name}.html`);
  const head = '<!doctype html><link rel="icon" href="data:,">';
  writeFileSync(input, `${head}<script type="module" src="./${name}"></script>`);
  await build({ root: folder, logLevel: "error", build: { rollupOptions: { input } } });
  copyFileSync(join(folder, "bakery.json"), join(folder, "dist/bakery.json"));
  return `${await served(join(folder, "dist"))}${name}.html`;
}
