// The page as its readers have it: in Chromium, with the built package, served below a path.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { Journey, init } from "../../pkg/node.js";
import {
  bakery,
  browser,
  choose,
  downloaded,
  drop,
  messages,
  root,
  said,
  server,
  tile,
  violations,
  visit,
} from "./page.js";

const source = readFileSync(join(root, "examples/shop/journey.json"), "utf8");
await init();
const canonical = Journey.read(source).write();

test("the shop is opened, by a worker, without a word in the console", async (it) => {
  const { page, problems } = await visit(it);
  assert.equal(await page.locator("h1").innerText(), "Buying in the online shop");
  assert.equal(await page.locator("#picture [role=button]").count(), 19);
  assert.equal(await tile(page, "Customers at a goal"), "54.7\u202f%");
  assert.match(await page.locator("#given").innerText(), /600 customers, 31,106 events/);
  assert.equal(page.workers().length, 1);
  assert.match(page.workers()[0].url(), /\/some\/where\/worker\.js$/);
  assert.deepEqual(problems, []);
});

test("a touchpoint is chosen by pointer, by list and by keys", async (it) => {
  const { page } = await visit(it);
  const title = page.locator("#panel h2");
  await page.locator("#picture [data-touchpoint=search]").click();
  assert.match(await title.innerText(), /Search/);
  await choose(page, "home");
  assert.match(await title.innerText(), /Home page/);
  assert.match(await page.locator("#panel").innerText(), /97\.7\s%\s+586 of 600 \(96\.1–98\.6\)/);
  await page.locator("#picture [data-touchpoint=home] [role=button]").focus();
  await page.keyboard.press("ArrowDown");
  await page.keyboard.press("Enter");
  assert.match(await title.innerText(), /Promotion page/);
  assert.equal(await page.evaluate(() => document.activeElement?.tagName), "H2");
  await page.keyboard.press("Escape");
  const focused = page.locator("#picture :focus");
  assert.match((await focused.getAttribute("aria-label")) ?? "", /^2 Promotion page/);
  assert.equal(await focused.getAttribute("aria-pressed"), "true");
  await page.keyboard.press("End");
  assert.match(
    (await focused.getAttribute("aria-label")) ?? "",
    /^19 Support chat, stage Come back, 33\.7\s% of customers come/,
  );
});

test("the likeliest way is shown on the map, and the links of what is chosen", async (it) => {
  const { page } = await visit(it);
  const lit = page.locator("#picture .on-way");
  await page.getByRole("button", { name: "Show it on the map" }).click();
  assert.match(await said(page, /likeliest/), /^The likeliest way: Product page → .* → Order placed\.$/);
  assert.equal(await lit.count(), 5);
  await choose(page, "wishlist_add");
  const ends = await lit.evaluateAll((links) =>
    links.map((it) => [it.getAttribute("data-from"), it.getAttribute("data-to")]),
  );
  assert.ok(ends.length >= 3);
  assert.ok(ends.every((it) => it.includes("wishlist_add")));
});

test("scores are shown with n and interval", async (it) => {
  const { page, problems } = await visit(it);
  await page.locator("#open summary").click();
  await page.locator("#flight").click();
  await said(page, /flight example/);
  assert.match(await page.locator("#panel").innerText(), /\d \(?.*\bn \d+.*\(\d/s);
  assert.match(await page.locator("#given").innerText(), /600 respondents/);
  assert.deepEqual(problems, []);
});

test("a link is removed, and the gaps and the designed way follow at once; undo, redo, undo", async (it) => {
  const { page, problems } = await visit(it);
  const before = await messages(page);
  await choose(page, "payment_details");
  await page.getByRole("button", { name: "Remove the link Payment → Order placed" }).click();
  assert.match(
    await said(page, /removed/),
    /\d+ gaps new, \d+ gaps gone; designed conversion: 0\.0\s%, was [\d.]+\s%; likeliest way to a goal: none, was 0\.46\s%\.$/,
  );
  const changed = await messages(page);
  assert.ok(
    changed.some((it) => it.startsWith("New") && it.includes("Payment")),
    changed.join("\n"),
  );
  assert.ok(changed.some((it) => it.startsWith("Gone")));
  assert.match(await tile(page, "Likeliest way"), /^none\s*was 0\.46\s%$/);
  assert.equal(await tile(page, "Customers at a goal"), "54.7\u202f%");

  await page.locator("#undo").click();
  await said(page, /Undone/);
  assert.deepEqual(await messages(page), before);
  assert.equal(await tile(page, "Likeliest way"), "0.46\u202f%");
  await page.keyboard.press("Control+Shift+Z");
  await said(page, /Done again/);
  assert.deepEqual(await messages(page), changed);
  await page.keyboard.press("Control+z");
  await said(page, /Undone/);
  assert.deepEqual(await messages(page), before);
  assert.ok(await page.locator("#undo").isDisabled());
  assert.deepEqual(problems, []);
});

test("a link is restored to its place, and one that customers took is added", async (it) => {
  const { page } = await visit(it);
  await choose(page, "cart");
  await page.getByRole("button", { name: /Remove the link Cart → Address/ }).click();
  await said(page, /removed/);
  await page.getByRole("button", { name: /Restore the link Cart → Address/ }).click();
  await said(page, /restored/);
  assert.equal((await downloaded(page, "#save-map")).text, canonical);
  await page.getByRole("button", { name: "Add the link Cart → Payment to the map" }).click();
  await said(page, /added/);
  const map = JSON.parse((await downloaded(page, "#save-map")).text);
  assert.ok(
    map.transitions.some(
      (/** @type {any} */ it) => it.from === "cart" && it.to === "payment_details",
    ),
  );
});

test("a score, an emotion and a probability are changed", async (it) => {
  const { page } = await visit(it);
  await choose(page, "payment_details");
  await page.locator("[data-field='new measure']").selectOption("csat");
  await page.locator("[data-field='new score']").fill("31");
  await page.keyboard.press("Enter");
  await said(page, /CSAT of “Payment”: 31: \d+ gaps? new/);
  assert.ok((await messages(page)).some((it) => /^New.*CSAT is 31 %/.test(it)));
  await page.locator("[data-field='emotion 2']").press("Space");
  await said(page, /Emotion of “Payment”: \+2/);
  const link = page.getByLabel("Probability of Payment → Order placed, in percent");
  await link.fill("90");
  await link.press("Enter");
  await said(page, /Payment → Order placed: 90/);
  assert.match(await tile(page, "Likeliest way"), /^1\.3\s%\s*was 0\.46\s%$/);
  const map = JSON.parse((await downloaded(page, "#save-map")).text);
  const touchpoint = map.stages[4].touchpoints[2];
  assert.deepEqual(
    [touchpoint.id, touchpoint.emotion, touchpoint.scores],
    ["payment_details", 2, [{ measure: "csat", value: 31 }]],
  );
  assert.equal(
    map.transitions.find((/** @type {any} */ it) => it.to === "purchase").probability,
    0.9,
  );
});

test("the designed conversion follows a probability and a removed link, and undo", async (it) => {
  const { page } = await visit(it);
  const shown = (/** @type {number | null | undefined} */ it) =>
    `${((it ?? NaN) * 100).toFixed(1)}\u202f%`;
  const designed = () => tile(page, "Designed conversion");
  const here = () => page.locator("#panel .numbers > div", { hasText: "Reach a goal" }).innerText();
  const before = await designed();
  assert.equal(before, shown(Journey.read(source).conversion().entries));
  await choose(page, "review_page");
  assert.match(await here(), /100\.0\s%\s*by the map/);

  // Half of those who read reviews do not come back: the map says so, and shall count them.
  const link = page.getByLabel("Probability of Reviews → Product page, in percent");
  await link.fill("50");
  await link.press("Enter");
  await said(page, /Reviews → Product page: 50.*designed conversion/);
  const changed = Journey.read((await downloaded(page, "#save-map")).text).conversion();
  const after = shown(changed.entries);
  assert.notEqual(after, before);
  assert.deepEqual((await designed()).split(/\s*was /), [after, before]);
  const chance = changed.touchpoints.find((it) => it.touchpoint === "review_page");
  assert.ok((await here()).startsWith(`Reach a goal from here\n${shown(chance?.probability)}`));
  assert.match(await here(), /was 100\.0\s%/);

  await choose(page, "payment_details");
  await page.getByRole("button", { name: "Remove the link Payment → Order placed" }).click();
  await said(page, /removed.*designed conversion: 0\.0/);
  assert.deepEqual((await designed()).split(/\s*was /), ["0.0\u202f%", before]);
  assert.match(await here(), /\b0\.0\s%\s*was 100\.0\s%/);

  await page.locator("#undo").click();
  await said(page, /Undone.*removed.*designed conversion/);
  assert.deepEqual((await designed()).split(/\s*was /), [after, before]);
  await page.locator("#undo").click();
  await said(page, /Undone.*Product page: 50.*designed conversion/);
  assert.equal(await designed(), before);
  assert.match(await here(), /100\.0\s%\s*by the map/);
});

test("a value that the library refuses is said at its field, and the map stays", async (it) => {
  const { page } = await visit(it);
  await choose(page, "home");
  const before = await messages(page);
  await page.getByLabel("Measure").selectOption("csat");
  const field = page.locator("[data-field='new score']");
  await field.fill("140");
  await field.press("Enter");
  const refused = page.getByRole("alert");
  assert.match(await refused.innerText(), /from 0 to 100, found 140/);
  assert.equal(await field.getAttribute("aria-invalid"), "true");
  assert.equal(await field.inputValue(), "140");
  assert.deepEqual(await messages(page), before);
  assert.ok(await page.locator("#undo").isDisabled());
  assert.deepEqual(await violations(page), []);
  await field.fill("40");
  await field.press("Enter");
  await said(page, /CSAT of “Home page”: 40/);
  assert.equal(await refused.count(), 0);
});

test("a probability is refused in the words of its field, and what is no number empties none", async (it) => {
  const { page } = await visit(it);
  await choose(page, "home");
  const field = page.getByLabel("Probability of Home page → Search, in percent");
  const refused = page.getByRole("alert");
  for (const [typed, words] of /** @type {[string, RegExp][]} */ ([
    ["140", /100/],
    ["-1", /0/],
    ["1e", /number/],
  ])) {
    await field.fill("");
    await field.pressSequentially(typed);
    await field.press("Enter");
    assert.match(await refused.innerText(), words);
    assert.equal(await field.getAttribute("aria-invalid"), "true");
    assert.ok(await page.locator("#undo").isDisabled());
  }
  await field.fill("40");
  await field.press("Enter");
  await said(page, /Search: 40/);
  assert.equal(await refused.count(), 0);
});

test("a touchpoint is shown from its beginning", async (it) => {
  const { page } = await visit(it);
  await choose(page, "home");
  await page.locator("#panel").evaluate((panel) => panel.scrollTo(0, 400));
  await page.locator("#findings .rule button").first().click();
  assert.equal(await page.locator("#panel").evaluate((panel) => panel.scrollTop), 0);
});

test("what is downloaded is the map as the library writes it, the report, and the picture", async (it) => {
  const { page } = await visit(it);
  const map = await downloaded(page, "#save-map");
  assert.deepEqual([map.name, map.text], ["shop.json", canonical]);
  const report = await downloaded(page, "#save-report");
  assert.equal(report.name, "shop.html");
  assert.match(report.text, /^<!DOCTYPE html>.*328 of 600 customers/s);
  const picture = await downloaded(page, "#save-picture");
  assert.match(picture.text, /^<svg .*<style>/s);
});

test("one's own map, events and survey, dropped together", async (it) => {
  const { page, problems } = await visit(it);
  await drop(page, {
    "survey.csv": "service,age\n5,31\n4,40\n2,64\n",
    "events.csv":
      "user_id,event,timestamp\nann,smell,2026-01-01\nann,counter,2026-01-02\nbob,smell,2026-01-01\n",
    "bakery.json": bakery(),
  });
  await said(page, /Opened: bakery\.json, survey\.csv, events\.csv/);
  assert.equal(await page.locator("h1").innerText(), "Bread");
  assert.equal(await tile(page, "Customers at a goal"), "50.0\u202f%");
  await choose(page, "counter");
  assert.match(await page.locator("#panel").innerText(), /CSAT\s+66\.7\s%\s+n 3/);
  assert.equal(await page.locator(".problem").count(), 0);
  assert.deepEqual(problems, []);
});

test("a straight line without links of its own, from the file picker: changed, and back", async (it) => {
  const { page, problems } = await visit(it);
  await page.locator("#files").setInputFiles({
    name: "bakery.json",
    mimeType: "application/json",
    buffer: Buffer.from(bakery()),
  });
  await said(page, /Opened: bakery/);
  assert.match(await tile(page, "Likeliest way"), /^100\.0\s%$/);
  await choose(page, "queue");
  await page.getByRole("button", { name: "Remove the link queue → counter" }).click();
  await said(page, /removed/);
  assert.deepEqual(JSON.parse((await downloaded(page, "#save-map")).text).transitions, [
    { from: "smell", to: "queue" },
  ]);
  await page.locator("#undo").click();
  await said(page, /Undone/);
  assert.equal((await downloaded(page, "#save-map")).text, Journey.read(bakery()).write());
  assert.deepEqual(problems, []);
});

test("a map of nothing is a map", async (it) => {
  const { page, problems } = await visit(it);
  await drop(page, { "nothing.json": '{"version": 1, "id": "nothing", "stages": []}' });
  await said(page, /Opened: nothing/);
  assert.match(await page.locator("#panel").innerText(), /The map has none/);
  assert.equal(await tile(page, "On a way"), "0 of 0");
  assert.equal(await tile(page, "Designed conversion"), "–");
  assert.equal(await page.locator(".problem").count(), 0);
  assert.deepEqual(problems, []);
});

test("a changed map is not lost to another one without a question", async (it) => {
  const { page } = await visit(it);
  await choose(page, "home");
  await page.locator("[data-field='emotion -2']").press("Space");
  await said(page, /Emotion/);
  await drop(page, { "bakery.json": bakery() });
  await page.getByRole("button", { name: "Keep it" }).click();
  assert.match(await page.locator("h1").innerText(), /online shop/);
  await drop(page, { "bakery.json": bakery() });
  await page.getByRole("button", { name: "Open the other" }).click();
  await said(page, /Opened: bakery/);
  assert.equal(await page.locator("h1").innerText(), "Bread");
});

test("a bad map: every problem with its place, and the good one stays", async (it) => {
  const { page } = await visit(it);
  await choose(page, "home");
  await page.locator("[data-field='emotion -2']").press("Space");
  await said(page, /Emotion/);
  await drop(page, {
    "bad.json":
      '{"version": 1, "id": "", "stages": [\n{"id": "a", "touchpoints": [{"id": "x", "emotion": 7}, {"id": "x"}]}], "fase": 1}',
  });
  await page.getByRole("button", { name: "Open the other" }).click();
  const problem = page.locator(".problem");
  await problem.waitFor();
  const places = await problem.locator("li").allInnerTexts();
  assert.equal(places.length, 4);
  assert.match(places.join("\n"), /line 2, column \d+ · stages\[0\]\.touchpoints\[0\]\.emotion/);
  assert.match(await page.locator("h1").innerText(), /online shop/);
  assert.ok(await page.locator("#undo").isEnabled());
  await problem.getByRole("button", { name: "Dismiss" }).click();
  assert.equal(await problem.count(), 0);
});

test("data that came with a bad map is not laid over the map that is open", async (it) => {
  const { page } = await visit(it);
  await drop(page, {
    "events.csv": "user_id,event,timestamp\nann,home,2026-01-01\n",
    "bad.json": "{}",
  });
  await said(page, /Left alone: events\.csv/);
  assert.equal(await page.locator(".problem").count(), 1);
  assert.match(await page.locator("#given").innerText(), /600 customers/);
});

test("bad rows: every one with its line, and a way on without them", async (it) => {
  const { page } = await visit(it);
  await drop(page, { "bakery.json": bakery() });
  await said(page, /bakery/);
  await drop(page, {
    "log.csv": `user_id,event,timestamp\nann,smell,2026-01-01\n${"ann,smell,never\n".repeat(60)},counter,2026-01-03\nann,counter,2026-01-04\n`,
  });
  const problem = page.locator(".problem");
  await problem.waitFor();
  assert.match(await problem.innerText(), /61 problems/);
  await problem.getByRole("button", { name: "Show all 61" }).click();
  const rows = await problem.locator("li").allInnerTexts();
  assert.equal(rows.length, 61);
  assert.match(rows[0], /line 3 · timestamp\s+`never` is not a date and time/);
  await problem.getByRole("button", { name: "Open it without these" }).click();
  await said(page, /without what cannot be used/);
  assert.match(
    await page.locator("#given").innerText(),
    /1 customer, 2 events.*61 rows passed over/,
  );
});

test("a table that is neither is asked about", async (it) => {
  const { page } = await visit(it);
  await drop(page, { "what.csv": "a,b\n1,2\n" });
  const dialog = page.getByRole("dialog", { name: "What is this file?" });
  await dialog.getByRole("button", { name: "Events" }).click();
  const columns = page.getByRole("dialog", { name: "Which column says what?" });
  await columns.getByRole("button", { name: "Cancel" }).click();
  await page.locator(".problem").waitFor();
  assert.match(await page.locator(".problem").innerText(), /customer/);
  assert.match(await page.locator("#given").innerText(), /600 customers/);
});

test("a library that does not come is said, and not waited for", async (it) => {
  const page = await browser.newPage();
  it.after(() => page.close());
  await page.route("**/cesta.wasm", (route) => route.fulfill({ status: 404 }));
  await page.goto(`${server.url}some/where/`);
  const problem = page.getByRole("region", { name: "Problem" });
  assert.match(await problem.innerText(), /That did not work/);
  assert.equal(await page.locator("h1").innerText(), "No map is open");
  assert.equal(await page.locator("[aria-busy]").count(), 0);
});

test("labels are text, whatever they say", async (it) => {
  const { page, problems } = await visit(it);
  const evil = `</text></style></title><img src=x onerror="globalThis.hit=1"><script>globalThis.hit=2</script>“]]>`;
  await drop(page, {
    [`${evil.replaceAll("/", "")}.json`]: bakery({
      id: evil,
      label: evil,
      stages: [
        {
          id: evil,
          label: evil,
          touchpoints: [
            { id: `a${evil}`, label: evil, description: evil, role: "entry" },
            { id: `b${evil}`, role: "goal" },
          ],
        },
      ],
    }),
  });
  await said(page, /Opened:/);
  assert.equal(await page.locator("h1").innerText(), evil);
  assert.equal(await page.locator("#picture [role=button]").count(), 2);
  await page.locator("#picture [data-touchpoint]").first().click();
  assert.ok((await page.locator("#panel h2").innerText()).endsWith(evil));
  await page.locator("#panel .remove").first().click();
  await said(page, /removed/);
  assert.equal(await page.locator("img, body script, #picture style").count(), 0);
  assert.equal(await page.evaluate("globalThis.hit"), undefined);
  assert.deepEqual(problems, []);
});

test("markup from elsewhere is refused by the page's policy", async (it) => {
  const { page } = await visit(it);
  const refused = await page.evaluate(() => {
    try {
      document.body.innerHTML = "<p>hello</p>";
      return "let in";
    } catch (error) {
      return /** @type {Error} */ (error).name;
    }
  });
  assert.equal(refused, "TypeError");
});

test("the palette is the library's", async (it) => {
  for (const colorScheme of /** @type {const} */ (["light", "dark"])) {
    const { page } = await visit(it, { colorScheme });
    const tokens = /\.cesta\{([^}]*)\}/g;
    const svg = Journey.read(source).mapSvg();
    const [light, dark] = [...svg.matchAll(tokens)].map(([, rules]) =>
      Object.fromEntries(
        [...rules.matchAll(/(--[\w-]+):([^;]+)/g)].map(([, name, value]) => [name, value.trim()]),
      ),
    );
    const wanted = colorScheme === "light" ? light : dark;
    assert.ok(Object.keys(wanted).length > 20);
    const found = await page.evaluate((wanted) => {
      const probe = document.body.appendChild(document.createElement("i"));
      const colour = (/** @type {string} */ value) => (
        (probe.style.color = value),
        getComputedStyle(probe).color
      );
      return Object.keys(wanted).filter((name) => colour(`var(${name})`) !== colour(wanted[name]));
    }, wanted);
    assert.deepEqual(found, []);
  }
});

test("the colours can be switched, and stay switched", async (it) => {
  const { page } = await visit(it, { colorScheme: "light" });
  const ground = () =>
    page.evaluate(
      () => getComputedStyle(document.body.parentElement ?? document.body).backgroundColor,
    );
  const light = await ground();
  await page.getByRole("button", { name: "Colours: as the system" }).click();
  await page.getByRole("button", { name: "Colours: light" }).click();
  assert.notEqual(await ground(), light);
  await page.reload();
  await said(page, /shop example/);
  await page.getByRole("button", { name: "Colours: dark" }).waitFor();
  assert.notEqual(await ground(), light);
});

for (const width of [360, 1280]) {
  for (const colorScheme of /** @type {const} */ (["light", "dark"])) {
    test(`everyone can use it: ${width} pixels, ${colorScheme}`, async (it) => {
      const { page } = await visit(it, { colorScheme, viewport: { width, height: 800 } });
      const wide = await page.evaluate(() => document.documentElement.scrollWidth);
      assert.ok(wide <= width, `the page is ${wide} pixels wide`);
      assert.deepEqual(await violations(page), []);
      await choose(page, "payment_details");
      await page.getByRole("button", { name: "Remove the link Payment → Order placed" }).click();
      await said(page, /removed/);
      await drop(page, { "bad.json": "{}" });
      await page.getByRole("button", { name: "Open the other" }).click();
      await page.locator(".problem").waitFor();
      assert.deepEqual(await violations(page), []);
      await page.getByRole("button", { name: "Help" }).click();
      assert.deepEqual(await violations(page), []);
    });
  }
}
