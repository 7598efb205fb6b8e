// A real browser, and the pages that it opens.

import { after } from "node:test";
import { chromium } from "playwright-core";
import { found } from "../scripts/chromium.js";
import { serve } from "../scripts/serve.js";

/**
 * Serves the files of a folder, until the tests of the file are done. Gives its address, which
 * ends in a slash.
 *
 * @param {string} folder
 */
export async function served(folder) {
  const { url, close } = await serve(folder);
  after(close);
  return url;
}

/** Starts Chromium, until the tests of the file are done. */
export async function launch() {
  const executablePath = found();
  if (!executablePath) throw new Error("no Chromium: `node scripts/chromium.js` fetches one");
  const browser = await chromium.launch({
    executablePath,
    args: [
      "--no-sandbox",
      "--disable-gpu",
      "--disable-quic",
      "--no-first-run",
      "--disable-background-networking",
      "--disable-component-update",
      "--disable-sync",
    ],
  });
  after(() => browser.close());
  return browser;
}

/**
 * Opens a page. `problems` grows with everything that a user would find in red or yellow in the
 * console: it should stay empty. `requested` grows with the addresses that were asked for.
 *
 * @param {import("playwright-core").Browser} browser
 * @param {string} url
 * @param {import("playwright-core").BrowserContextOptions} [options]
 */
export async function open(browser, url, options) {
  const page = await browser.newPage(options);
  /** @type {string[]} */
  const problems = [];
  /** @type {string[]} */
  const requested = [];
  page.on("request", (request) => requested.push(request.url()));
  page.on("console", (message) => {
    if (["error", "warning"].includes(message.type())) problems.push(message.text());
  });
  page.on("pageerror", (error) => problems.push(String(error)));
  page.on("requestfailed", (request) => problems.push(`${request.url()} failed`));
  page.on("response", (response) => {
    if (response.status() >= 400) problems.push(`${response.url()}: ${response.status()}`);
  });
  await page.goto(url);
  return { page, problems, requested };
}
