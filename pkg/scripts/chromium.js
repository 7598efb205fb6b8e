// Where Chromium is, for the tests. Called as a program, it fetches one where there is none:
// `node scripts/chromium.js`.

import { execFileSync } from "node:child_process";
import { existsSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { argv } from "node:process";
import { fileURLToPath } from "node:url";
import { chromium } from "playwright-core";

/** The path of a Chromium, or nothing. `CHROME_PATH` wins. */
export function found() {
  const known = [
    process.env.CHROME_PATH,
    "/usr/bin/chromium",
    "/usr/bin/google-chrome",
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
    chromium.executablePath(),
  ];
  return known.find((path) => path && existsSync(path));
}

function fetched() {
  const root = process.getuid?.() === 0;
  try {
    if (root && existsSync("/etc/debian_version")) {
      run("apt-get", ["update"]);
      run("apt-get", ["install", "--yes", "--no-install-recommends", "chromium"]);
    } else {
      const folder = dirname(createRequire(import.meta.url).resolve("playwright-core/package.json"));
      run(process.execPath, [join(folder, "cli.js"), "install", "chromium"]);
    }
  } catch (error) {
    console.error(error instanceof Error ? error.message : error);
  }
  return found();
}

/** @param {string} program @param {string[]} words */
function run(program, words) {
  console.log(`    ${program} ${words.join(" ")}`);
  const env = { ...process.env, DEBIAN_FRONTEND: "noninteractive" };
  execFileSync(program, words, { stdio: "inherit", env });
}

if (argv[1] === fileURLToPath(import.meta.url)) {
  const path = found() ?? fetched();
  if (path) {
    console.log(`    ${path}`);
  } else {
    console.error("no Chromium: install it, or give its path in CHROME_PATH");
    process.exitCode = 1;
  }
}
