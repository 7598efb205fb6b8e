// The page, built and served, in a browser: what the tests of it share.

import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after } from "node:test";
import { fileURLToPath } from "node:url";
import { launch, open } from "../../pkg/tests/browser.js";
import { serve } from "../../pkg/scripts/serve.js";
import { build } from "../scripts/site.js";

/** @typedef {import("playwright-core").Page} Page */

export const root = fileURLToPath(new URL("../..", import.meta.url));
const axe = readFileSync(
  createRequire(join(root, "pkg/package.json")).resolve("axe-core/axe.min.js"),
  "utf8",
);
const folder = mkdtempSync(join(tmpdir(), "cesta-demo-"));
after(() => rmSync(folder, { recursive: true, force: true }));
build(join(folder, "some/where"));
export const server = await serve(folder);
after(server.close);
export const browser = await launch();

/**
 * Opens the page, and waits for its example.
 *
 * @param {import("node:test").TestContext} it
 * @param {import("playwright-core").BrowserContextOptions} [options]
 */
export async function visit(it, options) {
  const { page, problems } = await open(browser, `${server.url}some/where/`, {
    reducedMotion: "reduce",
    ...options,
  });
  it.after(() => page.close());
  page.setDefaultTimeout(10_000);
  await said(page, /shop example/);
  return { page, problems };
}

/** @param {Page} page @param {RegExp} words */
export async function said(page, words) {
  await page.locator("#said").filter({ hasText: words }).waitFor();
  return page.locator("#said").innerText();
}

/** @param {Page} page @param {string} id */
export const choose = (page, id) => page.locator("[data-field=touchpoint]").selectOption(id);

/** @param {Page} page */
export const messages = (page) => page.locator("#findings li .message").allInnerTexts();

/** The value of a tile. @param {Page} page @param {string} title */
export const tile = (page, title) =>
  page.locator(".tile", { hasText: title }).locator(".tile-value").innerText();

/** @param {Page} page @param {string} button */
export async function downloaded(page, button) {
  await page.locator("#save summary").click();
  const [download] = await Promise.all([
    page.waitForEvent("download"),
    page.locator(button).click(),
  ]);
  return {
    name: download.suggestedFilename(),
    text: readFileSync(await download.path(), "utf8"),
  };
}

/** Drops files onto the page. @param {Page} page @param {Record<string, string>} files */
export async function drop(page, files) {
  const carried = await page.evaluateHandle((files) => {
    // What is said of these is not what was said before.
    document.querySelector("#said")?.replaceChildren();
    const transfer = new DataTransfer();
    for (const [name, text] of Object.entries(files)) transfer.items.add(new File([text], name));
    return transfer;
  }, files);
  for (const type of ["dragenter", "dragover", "drop"])
    await page.dispatchEvent("body", type, { dataTransfer: carried });
}

export const bakery = (/** @type {object} */ change = {}) =>
  JSON.stringify({
    version: 1,
    id: "bakery",
    label: "Bread",
    stages: [
      { id: "find", touchpoints: [{ id: "smell", role: "entry", emotion: 2 }] },
      {
        id: "buy",
        touchpoints: [
          { id: "queue" },
          {
            id: "counter",
            role: "goal",
            questions: [{ name: "service", measure: "csat" }],
          },
        ],
      },
    ],
    ...change,
  });

/**
 * What axe finds that keeps people out.
 *
 * @param {Page} page @param {string} [where] a selector of the part that is looked at
 */
export async function violations(page, where = "html") {
  await page.evaluate(axe);
  const found = await page.evaluate(
    async (where) => (await /** @type {any} */ (globalThis).axe.run(where)).violations,
    where,
  );
  return found
    .filter((/** @type {any} */ it) => ["serious", "critical"].includes(it.impact))
    .map(
      (/** @type {any} */ it) =>
        `${it.id}: ${it.nodes.map((/** @type {any} */ node) => node.html.slice(0, 160)).join(" | ")}`,
    );
}
