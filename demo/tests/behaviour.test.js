// What customers did, beside a map and without one: the funnel, the steps, the flow.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { gzipSync } from "node:zlib";
import { EventLog, Journey, init } from "../../pkg/node.js";
import { bakery, choose, downloaded, drop, root, said, tile, violations, visit } from "./page.js";

/** @typedef {import("playwright-core").Page} Page */

await init();
const log = EventLog.read(readFileSync(join(root, "examples/shop/events.csv")));
const journey = Journey.read(readFileSync(join(root, "examples/shop/journey.json"), "utf8"));

/** Ann buys after a day, Bob after nine, Cid never. */
const BREAD = `who,where,when
ann,smell,2026-01-01
ann,queue,2026-01-01 12:00
ann,counter,2026-01-02
bob,smell,2026-01-01
bob,counter,2026-01-10
cid,smell,2026-01-20
`;
const COLUMNS = { customer: "who", touchpoint: "where", time: "when" };

/** The tab of a name, opened. @param {Page} page @param {string} title */
async function tab(page, title) {
  await page.getByRole("tab", { name: title }).click();
  return page.getByRole("tabpanel", { name: title });
}

/** More than 4 MiB, which a worker of its own reads. */
const LARGE = {
  name: "large.csv",
  mimeType: "text/csv",
  buffer: Buffer.from(
    `case_id,activity,timestamp\n${Array.from(
      { length: 300_000 },
      (_, n) => `c${n % 5_000},t${(n * 7) % 23},${1_735_689_600_000 + n * 1_000}\n`,
    ).join("")}`,
  ),
};

/**
 * Holds back some questions of the page, so that the library seems to take its time. Gives what
 * lets them go.
 *
 * @param {Page} page @param {string[]} asks
 */
async function hold(page, ...asks) {
  const held = await page.evaluateHandle((asks) => {
    const { postMessage } = Worker.prototype;
    /** @type {(() => void)[]} */
    const held = [];
    Worker.prototype.postMessage = function (/** @type {any} */ message) {
      const post = () => postMessage.call(this, message);
      if (!asks.includes(message.ask)) return post();
      held.push(post);
      if (message.ask !== "data") return;
      const data = { id: message.id, progress: 0.5 };
      this.dispatchEvent(new MessageEvent("message", { data }));
    };
    return () => {
      asks = [];
      for (const post of held) post();
    };
  }, asks);
  return () => held.evaluate((release) => release());
}

/** Stops the library, once it is said that it works. @param {Page} page */
async function stop(page) {
  await page.getByText("The library is at work.").waitFor();
  await page.locator("#stop").click();
}

/** The shop's events without its map. @param {Page} page */
async function alone(page) {
  await page.locator("#open summary").click();
  await page.locator("#shop-log").click();
  await said(page, /events of the shop alone/);
}

/** A log beside the map, or without it, of columns that have to be told. @param {Page} page @param {string} text */
async function openBread(page, text = BREAD) {
  await drop(page, { "bread.csv": text });
  const what = page.getByRole("dialog", { name: "What is this file?" });
  const which = page.getByRole("dialog", { name: "Which column says what?" });
  await what.or(which).waitFor();
  if (await what.isVisible()) await what.getByRole("button", { name: "Events" }).click();
  for (const [label, column] of [
    ["Who it was", "who"],
    ["What they met", "where"],
    ["When it was", "when"],
  ])
    await which.getByLabel(label).selectOption({ label: column });
  await which.getByRole("button", { name: "Read it so" }).click();
}

test("the map's stages are a funnel, in the library's own numbers", async (it) => {
  const { page, problems } = await visit(it);
  const panel = page.getByRole("tabpanel", { name: "Funnel" });
  const { steps } = journey.funnel(log);
  await panel.getByText("As a table").click();
  const rows = await panel.locator("tbody tr").allInnerTexts();
  assert.deepEqual(
    rows.map((row) => row.split("\t").slice(0, 2)),
    steps.map(({ name, reached }) => [
      journey.stages().find(({ id }) => id === name)?.label,
      String(reached),
    ]),
  );
  const picture = panel.getByRole("img");
  assert.match((await picture.getAttribute("aria-labelledby")) ?? "", /title.* .*desc/);
  assert.match(await picture.innerHTML(), /Order and pay/);
  assert.deepEqual(problems, []);
});

test("the map shows who comes, who goes on, and who is lost", async (it) => {
  const { page } = await visit(it);
  const { touchpoints, transitions } = journey.overlay(log);
  const cart = touchpoints.find((it) => it.touchpoint === "cart");
  const text = await page.locator("#picture [data-touchpoint=cart]").textContent();
  assert.ok(text?.includes(`${cart?.reached.count}`), text ?? "");
  assert.match(text ?? "", /% lost/);
  const link = transitions.find((it) => it.from === "catalog" && it.to === "product_view");
  const told = await page.locator("#picture [data-from=catalog][data-to=product_view]").textContent();
  assert.ok(told?.includes(shown(link?.probability.value ?? null)), told ?? "");
});

test("a funnel of picked touchpoints, with an order and a window", async (it) => {
  const { page } = await visit(it);
  const panel = page.getByRole("tabpanel", { name: "Funnel" });
  await panel.getByLabel("Steps", { exact: true }).selectOption("touchpoints");
  const picks = panel.getByRole("list", { name: "The steps, in order" });
  while ((await picks.getByRole("button", { name: /^Remove/ }).count()) > 0)
    await picks.getByRole("button", { name: /^Remove/ }).first().click();
  await panel.getByText("Pick at least one touchpoint").waitFor();
  for (const touchpoint of ["purchase", "cart"])
    await panel
      .getByLabel("Add to: The steps, in order")
      .selectOption({ label: `${touchpoint} (${customersAt(touchpoint)} customers)` });
  await picks.getByRole("button", { name: "Move cart earlier" }).click();
  await panel.getByLabel("How many").fill("2");
  await panel.getByLabel("How many").press("Enter");
  await panel.getByLabel("Unit").selectOption("hours");
  const names = ["cart", "purchase"].map((name) => ({ name, touchpoints: [name] }));
  const hours = log.funnel({ steps: names, window: 7_200_000 });
  const lead = `of ${hours.conversion.n} customers get through`;
  await panel.locator(".lead", { hasText: shown(hours.conversion.value) }).waitFor();
  assert.match(await panel.locator(".lead").innerText(), new RegExp(lead));
  await panel.getByLabel("Order", { exact: true }).selectOption("strict");
  const strict = log.funnel({ steps: names, window: 7_200_000, order: "strict" });
  assert.notEqual(strict.conversion.count, hours.conversion.count);
  await panel.locator(".lead", { hasText: shown(strict.conversion.value) }).waitFor();
});

test("the steps are a Sankey diagram, from the start or around a touchpoint", async (it) => {
  const { page, problems } = await visit(it);
  const panel = await tab(page, "Steps");
  await panel.getByRole("img").waitFor();
  assert.match(await panel.innerText(), /600 customers/);
  const text = await panel.getByRole("img").textContent();
  assert.match(text ?? "", /other/);
  await panel
    .getByLabel("From")
    .selectOption({ label: `purchase (${customersAt("purchase")} customers)` });
  await panel
    .locator(".lead", { hasText: `${600 - customersAt("purchase")} customers never came there` })
    .waitFor();
  await panel.getByLabel("Steps before").fill("2");
  await panel.getByLabel("Steps", { exact: true }).fill("1");
  await panel.getByLabel("Steps", { exact: true }).press("Enter");
  const marks = () => panel.locator("svg .eye").allTextContents();
  await assertSoon(async () => (await marks()).length === 4);
  await panel.getByLabel("Picture", { exact: true }).selectOption("matrix");
  await panel.locator("svg .shade").first().waitFor();
  assert.equal(await panel.getByLabel("Shown at each step").isVisible(), false);
  await panel.getByLabel("Picture", { exact: true }).selectOption("sankey");
  await panel.getByLabel("Shown at each step").fill("99");
  await panel.getByLabel("Shown at each step").press("Enter");
  assert.equal(await panel.getByLabel("Shown at each step").getAttribute("aria-invalid"), "true");
  assert.deepEqual(problems, []);
});

test("links, ways and the week are told, and tabs are turned by keys", async (it) => {
  const { page } = await visit(it);
  await page.getByRole("tab", { name: "Funnel" }).focus();
  await page.keyboard.press("ArrowRight");
  await page.keyboard.press("ArrowRight");
  const links = page.getByRole("tabpanel", { name: "Links" });
  await links.locator("tbody tr").first().waitFor();
  const [most] = log.flow().steps.toSorted((a, b) => b.count - a.count);
  assert.match(
    await links.locator("tbody tr").first().innerText(),
    new RegExp(`^${most.from} → ${most.to}\\s+${most.count.toLocaleString("en")}`),
  );
  await links.getByRole("button", { name: "Show 20 more" }).click();
  assert.equal(await links.locator("tbody tr").count(), 40);
  await page.getByRole("tab", { name: "Links" }).focus();
  await page.keyboard.press("End");
  const rhythm = page.getByRole("tabpanel", { name: "Rhythm" });
  assert.match((await rhythm.getByRole("img").textContent()) ?? "", /Monday/);
  const variants = await tab(page, "Variants");
  await variants.getByText("600 customers went 600 different ways").waitFor();
  await variants.getByLabel("The ways of").selectOption("sessions");
  await variants.getByText(/sessions went [\d,]+ different ways/).waitFor();
  await variants.getByText("As a table").click();
  assert.match(await variants.locator("tbody tr").first().innerText(), /^\d{2,}/);
  await variants.getByLabel("Shown").fill("3");
  await variants.getByLabel("Shown").press("Enter");
  await assertSoon(async () => (await variants.locator("tbody tr").count()) === 3);
  assert.ok(await variants.locator("tbody").isVisible());
});

test("events without a map: the flow, its funnel and steps, and a map out of it", async (it) => {
  const { page, problems } = await visit(it);
  await alone(page);
  assert.equal(await page.locator("h1").innerText(), "events.csv");
  assert.equal(await tile(page, "each with at least one"), "600");
  assert.equal(await page.locator("#save").isVisible(), false);
  assert.equal(await page.locator("#findings").isVisible(), false);
  const { journey: spec, events } = log.discover();
  const cards = spec.stages.flatMap((it) => it.touchpoints ?? []);
  assert.equal(await page.locator("#picture [role=button]").count(), cards.length);
  const funnel = page.getByRole("tabpanel", { name: "Funnel" });
  await funnel.getByRole("img").waitFor();
  await (await tab(page, "Steps")).getByRole("img").waitFor();

  await page.locator("#picture [data-touchpoint=purchase] [role=button]").focus();
  await page.keyboard.press("Enter");
  const panel = page.locator("#panel");
  assert.match(await panel.innerText(), /purchase\s+Customers who came\s+54\.7/);
  assert.match(await panel.innerText(), new RegExp(events.count.toLocaleString("en")));

  await panel.getByLabel("Touchpoints of at least").fill("60");
  await panel.getByLabel("Touchpoints of at least").press("Enter");
  const fewer = log.discover({ minShare: 0.6 });
  await panel.getByText(`Left out: ${fewer.leftOutTouchpoints.length} touchpoints`).waitFor();
  await panel
    .getByLabel("Add to: Goals")
    .selectOption({ label: `product_view (${customersAt("product_view")} customers)` });
  await page.locator("#picture [data-touchpoint=product_view] .card.goal").waitFor();

  await page.getByRole("button", { name: "Open it as a map" }).click();
  await said(page, /open as a map/);
  const found = log.discover({ minShare: 0.6, goals: ["product_view"] }).journey;
  const map = JSON.parse((await downloaded(page, "#save-map")).text);
  assert.equal(map.label, "Discovered in events.csv");
  assert.deepEqual(map.stages, JSON.parse(Journey.from(found).write()).stages);
  assert.match(await page.locator("#given").innerText(), /600 customers, 31,106 events/);
  assert.ok((await page.locator("#findings li").count()) > 0);
  assert.deepEqual(problems, []);
});

test("a map can be closed, and another one laid under the same events", async (it) => {
  const { page } = await visit(it);
  await page.locator("#open summary").click();
  await page.locator("#close-map").click();
  await said(page, /The map is closed/);
  assert.equal(await page.locator("h1").innerText(), "events.csv");
  await drop(page, { "shop.json": journey.write() });
  await said(page, /Opened: shop/);
  assert.equal(await tile(page, "Customers at a goal"), "54.7\u202f%");
});

test("columns that cannot be found are asked for, and can be chosen anew", async (it) => {
  const { page } = await visit(it);
  await drop(page, { "bakery.json": bakery() });
  await said(page, /Opened: bakery/);
  await openBread(page);
  await said(page, /Opened: bread/);
  const read = EventLog.read(BREAD, COLUMNS);
  assert.equal(await tile(page, "Customers at a goal"), "66.7\u202f%");
  assert.match(await page.locator("#source").innerText(), /who it was by who, what they met by where/);
  assert.equal(read.length, 6);

  await page.getByRole("button", { name: "Other columns…" }).click();
  const dialog = page.getByRole("dialog", { name: "Which column says what?" });
  assert.equal(await dialog.getByLabel("Who it was").inputValue(), "1");
  await dialog.getByLabel("When it was").selectOption("none");
  await dialog.getByRole("button", { name: "Read it so" }).click();
  await said(page, /Read again: bread/);
  assert.match(await page.locator("#source").innerText(), /by the order of the file/);
  const rhythm = await tab(page, "Rhythm");
  await rhythm.getByRole("alert").waitFor();
  assert.match(await rhythm.getByRole("alert").innerText(), /^The log has no times.*\.$/);
});

test("events that are not of the map are looked at alone, laid over it, or left", async (it) => {
  const { page } = await visit(it);
  const other = "user_id,event,timestamp\nann,ride,2026-01-01\nann,walk,2026-01-02\n";
  const asked = page.getByRole("dialog", { name: "Are these events of this map?" });
  const some = "ann,home,2026-01-03\n";
  await drop(page, { "other.csv": other + some });
  assert.match(await asked.innerText(), /3 touchpoints.*has 1, with less than half of the events/);
  await asked.getByRole("button", { name: "Leave them" }).click();
  await asked.waitFor({ state: "hidden" });
  await drop(page, { "half.csv": other + some + some });
  await said(page, /Opened: half/);
  await drop(page, { "other.csv": other });
  assert.match(await asked.innerText(), /2 touchpoints.*has none/);
  await asked.getByRole("button", { name: "Leave them" }).click();
  await asked.waitFor({ state: "hidden" });
  assert.match(await page.locator("#given").innerText(), /1 customer, 4 events/);
  await drop(page, { "other.csv": other });
  await asked.getByRole("button", { name: "Lay them over the map" }).click();
  await said(page, /Opened: other/);
  assert.match(await page.locator("#given").innerText(), /2 events not on the map/);
  await choose(page, "home");
  await page.locator("[data-field='emotion -2']").press("Space");
  await said(page, /Emotion/);
  await drop(page, { "other.csv": other });
  await asked.getByRole("button", { name: "Look at them alone" }).click();
  await page.getByRole("button", { name: "Keep it" }).click();
  await page.getByRole("dialog").waitFor({ state: "hidden" });
  assert.match(await page.locator("h1").innerText(), /online shop/);
  await drop(page, { "other.csv": other });
  await asked.getByRole("button", { name: "Look at them alone" }).click();
  await page.getByRole("button", { name: "Open the other" }).click();
  await said(page, /Opened: other/);
  assert.equal(await page.locator("h1").innerText(), "other.csv");
  assert.ok(await page.locator("#undo").isDisabled());
});

test("XES, packed files, and lines of touchpoints", async (it) => {
  const { page, problems } = await visit(it);
  await alone(page);
  const files = page.locator("#files");
  const event = (/** @type {string} */ name, /** @type {number} */ day) =>
    `<event><string key="concept:name" value="${name}"/><date key="time:timestamp" value="2026-01-0${day}T00:00:00Z"/></event>`;
  const xes = `<?xml version="1.0"?><log><trace><string key="concept:name" value="ann"/>${event("smell", 1)}${event("counter", 2)}</trace></log>`;
  const csv = "user_id,event,timestamp\nann,smell,2026-01-01\nbob,queue,2026-01-02\n";
  for (const [name, buffer, given] of /** @type {[string, Buffer, RegExp][]} */ ([
    ["bread.xes", Buffer.from(xes), /1 customer, 2 events\s· 2 touchpoints\s· 1 Jan 2026 – 2 Jan 2026/],
    ["bread.csv.gz", gzipSync(csv), /2 customers, 2 events/],
    ["bread.xes.gz", gzipSync(xes), /1 customer, 2 events/],
    ["bread.txt", Buffer.from("% ways\nsmell queue\n"), /1 customer, 2 events\s· 2 touchpoints\s· no times/],
    ["bread.seq", Buffer.from("smell queue counter\nsmell\n"), /2 customers, 4 events\s· 3 touchpoints\s· no times/],
  ])) {
    await files.setInputFiles({ name, mimeType: "application/octet-stream", buffer });
    await said(page, new RegExp(`Opened: ${name.replaceAll(".", "\\.")}`));
    assert.match(await page.locator("#given").innerText(), given);
  }
  const damaged = gzipSync(csv).subarray(0, 40);
  await files.setInputFiles({ name: "cut.csv.gz", mimeType: "application/gzip", buffer: damaged });
  await page.locator(".problem", { hasText: "cut.csv.gz" }).waitFor();
  assert.equal(await page.locator("h1").innerText(), "bread.seq");
  assert.deepEqual(problems, []);
});

test("a long reading is told, can be stopped, and does not hold up the page", async (it) => {
  const { page } = await visit(it);
  const reading = page.locator("#reading");

  // It cannot end before somebody stops it: its worker does not answer.
  const release = await hold(page, "data");
  await page.locator("#files").setInputFiles(LARGE);
  await reading.getByText("Reading large.csv").waitFor();
  await (await tab(page, "Steps")).getByRole("img").waitFor();
  await page.locator("#picture [data-touchpoint=search]").click();
  assert.match(await page.locator("#panel h2").innerText(), /Search/);
  await page.locator("[data-field='emotion -2']").press("Space");
  await said(page, /done when the file is read/);
  await reading.getByRole("button", { name: "Stop" }).click();
  await said(page, /Emotion of “Search”: −2/);
  await page.locator("#undo").click();
  await said(page, /Undone/);
  assert.equal(await reading.isVisible(), false);
  assert.match(await page.locator("#given").innerText(), /600 customers/);
  assert.equal(page.workers().length, 1);
  assert.equal(await page.locator(".problem").count(), 0);

  await page.locator("#files").setInputFiles(LARGE);
  await reading.getByRole("button", { name: "Stop" }).click();
  await said(page, /Stopped: large\.csv was not opened/);

  await release();
  await page.locator("#files").setInputFiles(LARGE);
  const asked = page.getByRole("dialog", { name: "Are these events of this map?" });
  await asked.getByRole("button", { name: "Look at them alone" }).click();
  await said(page, /Opened: large/);
  assert.equal(await tile(page, "Events"), "300,000");
  await page.getByRole("tabpanel", { name: "Steps" }).getByRole("img").waitFor();
  assert.equal(page.workers().length, 1);
});

test("a question that takes long is stopped, and what is open is read again", async (it) => {
  const { page, problems } = await visit(it);
  await choose(page, "search");
  await page.locator("[data-field='emotion -2']").press("Space");
  await said(page, /Emotion of “Search”: −2/);
  const release = await hold(page, "rhythm");
  const rhythm = await tab(page, "Rhythm");
  await page.getByText("The library is at work.").waitFor();
  // It is in view wherever one is.
  await page.locator("#behaviour").evaluate((it) => it.scrollIntoView());
  const place = await page.locator("#working").boundingBox();
  assert.ok(place && place.y >= 0 && place.y < 200, JSON.stringify(place));
  await stop(page);
  await said(page, /Stopped. What is open was read again/);
  await release();
  assert.equal(await page.locator("#working").isVisible(), false);
  assert.equal(page.workers().length, 1);
  assert.match(await page.locator("#given").innerText(), /600 customers/);
  await rhythm.getByRole("button", { name: "Ask again" }).click();
  await rhythm.getByRole("img").waitFor();
  // The change is still there, and can still be undone.
  await page.locator("#undo").click();
  await said(page, /Undone: Emotion of “Search”/);
  assert.equal(await page.locator(".problem").count(), 0);
  assert.deepEqual(problems, []);
});

test("what waits while a change is stopped is shown after what was read again", async (it) => {
  const { page, problems } = await visit(it);
  await choose(page, "search");
  await page.evaluate(() => {
    const said = /** @type {HTMLElement} */ (document.getElementById("said"));
    /** @type {(string | null)[]} */
    const heard = [];
    new MutationObserver(() => heard.push(said.textContent)).observe(said, { childList: true });
    Object.assign(globalThis, { heard });
  });
  const release = await hold(page, "edit");
  await page.locator("[data-field='emotion -2']").press("Space");
  await page.locator("[data-field='emotion -1']").press("Space");
  await stop(page);
  await release();
  await said(page, /^Emotion of “Search”: −1/);
  const heard = /** @type {string[]} */ (await page.evaluate("heard"));
  assert.deepEqual(
    heard.map((it) => it.replace(/[.:].*/u, "")),
    ["Stopped", "Emotion of “Search”"],
  );
  assert.equal(await page.locator("[data-field='emotion -1']").isChecked(), true);
  assert.deepEqual(problems, []);
});

test("what was open is not read again over a log that came meanwhile", async (it) => {
  const { page, problems } = await visit(it);
  const release = await hold(page, "data", "rhythm");
  await page.locator("#files").setInputFiles(LARGE);
  await page.locator("#reading").getByText("Reading large.csv").waitFor();
  const rhythm = await tab(page, "Rhythm");
  await stop(page);
  await said(page, /Stopped. What is open was read again/);
  await hold(page, "again", "rhythm");
  // What is still read again when the log is there is given up.
  await rhythm.getByRole("button", { name: "Ask again" }).click();
  await stop(page);
  await release();
  const asked = page.getByRole("dialog", { name: "Are these events of this map?" });
  await asked.getByRole("button", { name: "Look at them alone" }).click();
  await said(page, /Opened: large/);
  assert.equal(await tile(page, "Events"), "300,000");
  assert.equal(await page.locator(".problem").count(), 0);
  assert.deepEqual(problems, []);
});

test("a table whose reading is stopped is no problem", async (it) => {
  const { page, problems } = await visit(it);
  await page.locator("#columns").click();
  const which = page.getByRole("dialog", { name: "Which column says what?" });
  await which.waitFor();
  let release = await hold(page, "data", "again");
  await which.getByRole("button", { name: "Read it so" }).click();
  await page.locator("#progress").waitFor();
  await stop(page);
  assert.equal(await page.locator("#progress").isVisible(), false);
  await release();
  await said(page, /Stopped. What is open was read again/);
  assert.equal(await page.locator(".problem").count(), 0);

  await drop(page, { "bad.csv": "user_id,event,timestamp\nann,search,never\n" });
  const without = page.getByRole("button", { name: "Open it without these" });
  await without.waitFor();
  release = await hold(page, "data");
  await without.click();
  await stop(page);
  await release();
  await choose(page, "search");
  await page.locator("[data-field='emotion -2']").press("Space");
  await said(page, /Emotion of “Search”: −2/);
  assert.equal(await page.locator(".problem").count(), 0);
  assert.match(await page.locator("#given").innerText(), /600 customers/);
  assert.deepEqual(problems, []);
});

test("a funnel is told apart by a column of the events", async (it) => {
  const { page, problems } = await visit(it);
  const panel = page.getByRole("tabpanel", { name: "Funnel" });
  const by = panel.getByLabel("Apart by");
  const offered = await by.locator("option").allInnerTexts();
  assert.ok(offered.includes("platform") && !offered.includes("session_id"), offered.join());
  await by.selectOption("platform");
  const kept = EventLog.read(readFileSync(join(root, "examples/shop/events.csv")), {
    keep: ["platform"],
  });
  const { segments } = journey.funnel(kept, { by: { column: "platform" } });
  const table = panel.getByRole("region", { name: "The groups" });
  await table.waitFor();
  const rows = await table.locator("tbody tr").allInnerTexts();
  assert.deepEqual(
    rows.map((row) => row.split("\t").slice(0, 3)),
    segments.map(({ value, steps, conversion }) => [
      value,
      String(steps[0].reached),
      String(conversion.count),
    ]),
  );
  const points = (it = NaN) => `${it > 0 ? "+" : "−"}${Math.abs(it * 100).toFixed(1)}`;
  assert.deepEqual(
    rows.map((row) => row.split("\t")[4]),
    segments.map(({ difference, adjustedP }) => {
      const { low, high } = difference?.interval ?? {};
      return `${points(difference?.value)} points (${points(low)} – ${points(high)})\u00a0· adjusted p ${adjustedP?.toFixed(3)}`;
    }),
  );
  assert.ok((await panel.getByRole("img").textContent())?.includes(segments[0].value ?? ""));
  assert.deepEqual(await violations(page, "#behaviour"), []);
  assert.deepEqual(problems, []);
});

test("columns are kept as far as there is memory, and no more than eight", async (it) => {
  const { page, problems } = await visit(it);
  await alone(page);
  const kinds = Array.from({ length: 10 }, (_, n) => `kind${n}`);
  const rows = (/** @type {number} */ length, /** @type {(n: number) => string} */ kind) =>
    Array.from({ length }, (_, n) => {
      const time = 1_735_689_600_000 + n * 1_000;
      return `c${n % 3_000},t${n % 7},${time},${kinds.map(() => kind(n)).join()}\n`;
    }).join("");
  const head = `case_id,activity,timestamp,${kinds.join()}\n`;
  const by = page.getByRole("tabpanel", { name: "Funnel" }).getByLabel("Apart by");
  await drop(page, { "few.csv": head + rows(40_000, (n) => String(n % 2)) });
  await said(page, /Opened: few/);
  assert.deepEqual(await by.locator("option").allInnerTexts(), ["nothing", ...kinds.slice(0, 8)]);

  // Little memory in place of a large log.
  await page.route("**/reading.js", async (route) => {
    const response = await route.fetch();
    const body = (await response.text()).replace("MEMORY = 3072", "MEMORY = 4");
    await route.fulfill({ response, body });
  });
  await page.reload();
  await said(page, /shop example/);
  await alone(page);
  const later = rows(20_000, (n) => `later${n}`);
  await drop(page, { "many.csv": head + rows(40_000, (n) => String(n % 2)) + later });
  await said(page, /Opened: many/);
  assert.equal(await tile(page, "Events"), "60,000");
  assert.equal(await by.count(), 0);
  assert.deepEqual(problems, []);
});

test("lines before sequences are skipped, and a report needs no times", async (it) => {
  const { page } = await visit(it);
  await drop(page, { "ways.seq": "% of a day\nnames of rooms\nstairs door\nstairs\n" });
  const asked = page.getByRole("dialog", { name: "Are these events of this map?" });
  await asked.getByRole("button", { name: "Look at them alone" }).click();
  await said(page, /Opened: ways/);
  const given = page.locator("#given");
  assert.match(await given.innerText(), /^3 customers, 6 events/);
  await page.getByRole("button", { name: "Skip lines…" }).click();
  const first = page.getByRole("dialog", { name: "Where do the sequences begin?" });
  await first.getByLabel("The first line that is a customer").selectOption({ label: "3: stairs door" });
  await first.getByRole("button", { name: "Read it so" }).click();
  await said(page, /Read again: ways/);
  assert.match(await given.innerText(), /^2 customers, 3 events/);
  await drop(page, { "bread.json": bakery(), "bread.seq": "smell queue counter\nsmell\n" });
  await said(page, /Opened: bread.json, bread.seq/);
  const report = await downloaded(page, "#save-report");
  assert.ok(report.text.includes('id="follows"') && !report.text.includes('id="rhythm"'));
});

test("what goes wrong in a report is told", async (it) => {
  const { page } = await visit(it);
  await page.context().route("**/worker.js", async (route) => {
    const body = await (await route.fetch()).text();
    await route.fulfill({ contentType: "text/javascript", body: body.replace("log.rework()", "log.rewrok()") });
  });
  await page.reload();
  await said(page, /shop example/);
  await page.locator("#save summary").click();
  await page.locator("#save-report").click();
  await page.locator("#problems").getByText("log.rewrok is not a function").waitFor();
});

test("names in a log are text, whatever they say", async (it) => {
  const { page, problems } = await visit(it);
  const evil = `</text></style></title><img src=x onerror=globalThis.hit=1><script>globalThis.hit=2</script>]]>&amp;`;
  const rows = ["ann", "bob"].map((who) => `${who},${evil} a,2026-01-01\n${who},${evil} b,2026-01-02\n`);
  await drop(page, { [`${evil.replaceAll("/", "")}.csv`]: `user_id,event,timestamp\n${rows.join("")}` });
  const asked = page.getByRole("dialog", { name: "Are these events of this map?" });
  await asked.getByRole("button", { name: "Look at them alone" }).click();
  await said(page, /Opened:/);
  for (const title of ["Funnel", "Steps", "Links", "Variants", "Rhythm"]) {
    const panel = await tab(page, title);
    await panel.locator("svg, tbody tr").first().waitFor();
    if (title === "Links")
      assert.ok((await panel.innerText()).includes(`${evil} a → ${evil} b`));
  }
  await page.locator("#picture [data-touchpoint]").first().click();
  assert.ok((await page.locator("#panel").innerText()).includes(`${evil} a`));
  await page.getByRole("button", { name: "Open it as a map" }).click();
  await said(page, /open as a map/);
  assert.equal(await page.locator("img, body script, #picture style, .tab-panel style").count(), 0);
  assert.equal(await page.evaluate("globalThis.hit"), undefined);
  assert.deepEqual(problems, []);
});

test("each picture can be downloaded, and the report tells what the tabs tell", async (it) => {
  const { page } = await visit(it);
  const [download] = await Promise.all([
    page.waitForEvent("download"),
    page.getByRole("button", { name: "Download this picture" }).click(),
  ]);
  assert.equal(download.suggestedFilename(), "events.csv-funnel.svg");
  assert.match(readFileSync(await download.path(), "utf8"), /^<svg .*<style>.*Order and pay/s);
  const { text } = await downloaded(page, "#save-report");
  for (const picture of ["cesta-funnel", "cesta-steps", "cesta-rhythm"])
    assert.ok(text.includes(picture), picture);
});

for (const width of [400, 1280]) {
  for (const colorScheme of /** @type {const} */ (["light", "dark"])) {
    test(`everyone can use the tabs: ${width} pixels, ${colorScheme}`, async (it) => {
      const { page } = await visit(it, { colorScheme, viewport: { width, height: 800 } });
      const fits = async (/** @type {string} */ what, where = "#behaviour") => {
        const wide = await page.evaluate(() => document.documentElement.scrollWidth);
        assert.ok(wide <= width, `${what}: the page is ${wide} pixels wide`);
        assert.deepEqual(await violations(page, where), [], what);
      };
      await page.getByRole("tabpanel", { name: "Funnel" }).getByText("As a table").click();
      await fits("Funnel");
      for (const title of ["Steps", "Links", "Variants", "Rhythm"]) {
        const panel = await tab(page, title);
        await panel.locator("svg, tbody tr").first().waitFor();
        await fits(title);
      }
      await alone(page);
      await page.locator("#picture [data-touchpoint=purchase]").click();
      await tab(page, "Funnel");
      await page.getByRole("tabpanel", { name: "Funnel" }).getByRole("img").waitFor();
      await fits("alone", "html");
      await page.getByRole("button", { name: "Other columns…" }).click();
      await fits("columns", "#ask");
    });
  }
}

test("the steps' hues are the library's, and follow the page's switch", async (it) => {
  const { page } = await visit(it, { colorScheme: "light" });
  await (await tab(page, "Steps")).getByRole("img").waitFor();
  await page.getByRole("button", { name: "Colours: as the system" }).click();
  await page.getByRole("button", { name: "Colours: light" }).click();
  const svg = (await import("../../pkg/node.js")).sankeySvg(log.stepLinks());
  const dark = [...svg.matchAll(/\.cesta-steps\{([^}]*)\}/g)][1][1];
  const wanted = Object.fromEntries(
    [...dark.matchAll(/(--[\w-]+):([^;]+)/g)].map(([, name, value]) => [name, value.trim()]),
  );
  assert.equal(Object.keys(wanted).length, 10);
  const found = await page.locator("#panel-steps svg").evaluate((svg, wanted) => {
    const probe = document.createElementNS("http://www.w3.org/2000/svg", "rect");
    svg.append(probe);
    const colour = (/** @type {string} */ value) => (
      (probe.style.fill = value),
      getComputedStyle(probe).fill
    );
    return Object.keys(wanted).filter((name) => colour(`var(${name})`) !== colour(wanted[name]));
  }, wanted);
  assert.deepEqual(found, []);
});

/** @param {string} touchpoint */
function customersAt(touchpoint) {
  return log.flow().touchpoints.find((it) => it.touchpoint === touchpoint)?.customers ?? 0;
}

/** A share as the page writes it. @param {number | null} share */
function shown(share) {
  return `${((share ?? NaN) * 100).toFixed(1)}\u202f%`;
}

/** @param {() => Promise<boolean>} holds */
async function assertSoon(holds) {
  for (let n = 0; n < 100; n += 1) {
    if (await holds()) return;
    await new Promise((go) => setTimeout(go, 50));
  }
  assert.fail("it never came to hold");
}
