// A real browser, and a server for the pages that it opens.

import { createReadStream, existsSync, statSync } from "node:fs";
import { createServer } from "node:http";
import { extname, join, normalize, sep } from "node:path";
import { after } from "node:test";
import { chromium } from "playwright-core";
import { found } from "../scripts/chromium.js";

/** @type {Record<string, string>} */
const TYPES = {
  ".css": "text/css",
  ".csv": "text/csv",
  ".html": "text/html",
  ".js": "text/javascript",
  ".json": "application/json",
  ".svg": "image/svg+xml",
  ".wasm": "application/wasm",
};

/**
 * Serves the files of a folder, until the tests of the file are done. Gives its address, which
 * ends in a slash.
 *
 * @param {string} folder
 */
export async function serve(folder) {
  const root = normalize(folder);
  const server = createServer((request, response) => {
    const { pathname } = new URL(request.url ?? "/", "http://localhost");
    let path = join(root, decodeURIComponent(pathname));
    if (path.endsWith(sep)) path = join(path, "index.html");
    if (!path.startsWith(root) || !existsSync(path) || !statSync(path).isFile()) {
      response.writeHead(404).end();
      return;
    }
    const type = TYPES[extname(path)] ?? "application/octet-stream";
    response.writeHead(200, { "content-type": type });
    createReadStream(path).pipe(response);
  });
  await new Promise((resolve) => server.listen(0, "127.0.0.1", () => resolve(undefined)));
  after(() => {
    server.closeAllConnections();
    server.close();
  });
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("the server has no port");
  return `http://127.0.0.1:${address.port}/`;
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
