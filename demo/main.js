/** The page: what is open, what was done to it, and what shows it. */
import { ask } from "./dialogs.js";
import { at, h, name } from "./dom.js";
import { touchpoints } from "./edit.js";
import { download, isMap, startFiles } from "./files.js";
import { allFindings, effect, sinceOpened } from "./findings.js";
import { History } from "./history.js";
import { Library, Refusal } from "./library.js";
import { MapView, calm } from "./map.js";
import { startMenus } from "./menu.js";
import { counted, facts, percent } from "./numbers.js";
import { Panel } from "./panel.js";
import { clearProblems, placesOf, showProblems } from "./problems.js";
import { startTheme } from "./theme.js";
import { designChange, tiles } from "./tiles.js";

/** @typedef {import("./worker.js").View} View */

const library = new Library((share) => {
  const bar = /** @type {HTMLProgressElement} */ (at("progress"));
  bar.hidden = share >= 1;
  bar.value = share;
});
/** @type {History<import("cesta").JourneySpec> | undefined} */
let history;
/** What is shown now, and what was shown before the first change. @type {View} */
let view;
/** @type {View} */
let base;
/** @type {string | undefined} */
let chosen;
/** Whether the reader chose it. */
let picked = false;
/** The map that was last downloaded or opened. @type {any} */
let kept;

const map = new MapView(at("picture"), choose);
const panel = new Panel(at("panel"), {
  choose: (id) => choose(id, "panel"),
  light: (from, to) => map.light(from, to),
  change,
});

/** One thing after the other: a change begins where the one before it ended. */
let last = Promise.resolve();

/** @param {() => Promise<void>} work */
function next(work) {
  last = last.then(async () => {
    document.body.setAttribute("aria-busy", "true");
    try {
      await work();
    } catch (error) {
      showProblems(undefined, /** @type {Error} */ (error));
      if (!view) at("name").textContent = "No map is open";
    } finally {
      document.body.removeAttribute("aria-busy");
    }
  });
  return last;
}

/** Shows what the library answered. @param {View} answer */
function show(answer) {
  view = answer;
  const list = touchpoints(view.spec);
  if (!list.some(({ touchpoint }) => touchpoint.id === chosen)) chosen = firstLook(view);
  showHead();
  at("tiles").replaceChildren(...tiles(view, base, showWay));
  map.show(
    view.svg,
    list.map(({ stage, touchpoint }, place) => ({
      id: touchpoint.id,
      label: cardLabel(stage, touchpoint, place),
    })),
  );
  map.mark(chosen);
  if (!picked && chosen) map.reveal(chosen);
  panel.show(view, base, chosen);
  at("gaps-lead").replaceChildren(sinceOpened(view, base));
  at("findings").replaceChildren(...allFindings(view, base, (id) => choose(id, "list")));
  showSteps();
}

function showHead() {
  const { spec, overlay, satisfaction, passedOver } = view;
  const called = spec.label ?? spec.id;
  document.title = `${called} · Cesta`;
  at("name").replaceChildren(name(called));
  at("eyebrow").textContent = facts([
    "Customer journey",
    spec.state === "toBe" ? "as it shall be" : "as it is",
    spec.kind,
    spec.revision && `revision ${spec.revision}`,
  ]);
  const day = (/** @type {number} */ time) =>
    new Date(time).toLocaleDateString("en-GB", {
      day: "numeric",
      month: "short",
      year: "numeric",
      timeZone: "UTC",
    });
  const unknown = overlay ? overlay.events - overlay.mappedEvents : 0;
  at("given").textContent = facts([
    counted(spec.stages.length, "stage"),
    counted(touchpoints(spec).length, "touchpoint"),
    overlay
      ? `${counted(overlay.customers, "customer")}, ${counted(overlay.events, "event")}`
      : "no events",
    overlay?.firstTime != null &&
      overlay.lastTime != null &&
      `${day(overlay.firstTime)} – ${day(overlay.lastTime)}`,
    unknown > 0 && `${counted(unknown, "event")} not on the map`,
    satisfaction ? counted(satisfaction.respondents, "respondent") : "no survey",
    passedOver.rows > 0 && `${counted(passedOver.rows, "row")} passed over`,
    passedOver.cells > 0 && `${counted(passedOver.cells, "cell")} passed over`,
  ]);
}

/**
 * What is said of a card to those who cannot see it.
 *
 * @param {import("cesta").Stage} stage @param {import("cesta").Touchpoint} touchpoint
 * @param {number} place
 */
function cardLabel(stage, touchpoint, place) {
  const flow = view.overlay?.touchpoints.find((it) => it.touchpoint === touchpoint.id);
  const gaps = view.gaps.findings.filter(
    ({ place }) => place.kind === "touchpoint" && place.touchpoint === touchpoint.id,
  ).length;
  return [
    `${place + 1} ${touchpoint.label ?? touchpoint.id}`,
    `stage ${stage.label ?? stage.id}`,
    touchpoint.role && touchpoint.role !== "step" && touchpoint.role,
    flow?.reached.value != null && `${percent(flow.reached.value)} of customers come`,
    gaps > 0 && counted(gaps, "gap"),
  ]
    .filter(Boolean)
    .join(", ");
}

function showSteps() {
  for (const [id, verb, label] of /** @type {[string, string, string | undefined][]} */ ([
    ["undo", "Undo", history?.before],
    ["redo", "Redo", history?.after],
  ])) {
    const button = /** @type {HTMLButtonElement} */ (at(id));
    button.disabled = label === undefined;
    button.title = label === undefined ? `Nothing to ${id}` : `${verb}: ${label}`;
  }
}

/** Tells what happened, to everyone. @param {string} words */
function say(words) {
  const frame = at("said");
  frame.textContent = words;
  frame.classList.remove("old");
  clearTimeout(fading);
  // It covers a part of the page, and whoever reads slowly can point at it.
  fading = setTimeout(() => frame.classList.add("old"), 8000);
}

/** @type {ReturnType<typeof setTimeout> | undefined} */
let fading;

/** @param {readonly string[]} way */
function showWay(way) {
  map.lightWay(way);
  bring(at("picture"));
  const names = new Map(
    touchpoints(view.spec).map(({ touchpoint }) => [
      touchpoint.id,
      touchpoint.label ?? touchpoint.id,
    ]),
  );
  say(`The likeliest way: ${way.map((id) => names.get(id)).join(" → ")}.`);
}

/** @param {string} id @param {"pointer" | "keys" | "panel" | "list"} by */
function choose(id, by) {
  chosen = id;
  picked = true;
  map.mark(id);
  panel.show(view, base, id);
  if (by !== "pointer") map.reveal(id);
  if (by === "keys" || by === "list") panel.focus();
  bring(at("panel"));
}

/** Scrolls to what lies below the screen, as on narrow ones. @param {HTMLElement} frame */
function bring(frame) {
  if (frame.getBoundingClientRect().top > innerHeight * 0.8)
    frame.scrollIntoView({ behavior: calm() ? "auto" : "smooth", block: "start" });
}

/**
 * Changes the map. What the library refuses is said at the field, and the map stays.
 *
 * @param {string} field @param {string} label @param {import("./edit.js").Change} edit
 */
function change(field, label, edit) {
  next(async () => {
    if (!history) return;
    const spec = edit(history.value, view.links);
    try {
      const answer = await library.ask("edit", { spec });
      const before = view;
      history.push(spec, label);
      show(answer);
      say(`${label}: ${outcome(before)}.`);
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      const reasons = placesOf(error).rows.map(({ message }) => message);
      if (!panel.refuse(field, reasons.length > 0 ? reasons : [error.message])) throw error;
      say("");
    }
  });
}

/** @param {-1 | 1} by */
function step(by) {
  next(async () => {
    const label = by < 0 ? history?.before : history?.after;
    const spec = history?.look(by);
    if (!history || label === undefined) return;
    const answer = await library.ask("edit", { spec });
    const before = view;
    history.go(by);
    show(answer);
    say(`${by < 0 ? "Undone" : "Done again"}: ${label}: ${outcome(before)}.`);
  });
}

/** What a step did to gaps and conversion, in words. @param {View} before */
function outcome(before) {
  return [effect(before, view), ...designChange(before, view)].filter(Boolean).join("; ");
}

/** Opens a map, and forgets the one before it. @param {ArrayBuffer} text */
async function openMap(text) {
  const answer = await library.ask("open", { text });
  history = new History(answer.spec);
  kept = answer.spec;
  base = answer;
  map.scale = undefined;
  chosen = undefined;
  picked = false;
  show(answer);
}

/** The touchpoint to begin with: the first one with a gap of the most serious kind, or just the first. @param {View} answer */
function firstLook({ gaps, spec }) {
  const ids = touchpoints(spec).map(({ touchpoint }) => touchpoint.id);
  const found = gaps.findings.flatMap(({ place, level }) =>
    place.kind === "touchpoint" ? [{ id: place.touchpoint, level }] : [],
  );
  const worst = found.filter((it) => it.level === found[0].level).map((it) => it.id);
  return ids.find((id) => worst.includes(id)) ?? ids[0];
}

/**
 * Opens events or a survey beside the map.
 *
 * @param {string} file @param {ArrayBuffer} text @param {{ as?: "events" | "survey", passOver?: boolean }} [how]
 */
async function openData(file, text, how = {}) {
  const answer = await library.ask("data", { text, ...how });
  if (answer.unclear) {
    const as = await ask(
      "What is this file?",
      [
        h("p", null, name(file), " can be read as neither, or as both."),
        h(
          "dl",
          null,
          h("dt", null, "As events"),
          h("dd", null, answer.events ?? "it can be read"),
          h("dt", null, "As a survey"),
          h("dd", null, answer.survey ?? "it can be read"),
        ),
      ],
      [
        ["events", "Events"],
        ["survey", "A survey"],
        ["", "Neither"],
      ],
    );
    if (as) await openData(file, text, { ...how, as });
    return;
  }
  const fresh = history?.place === 0;
  if (!picked) chosen = undefined;
  base = fresh ? answer : await library.ask("edit", { spec: history?.first });
  show(fresh ? answer : await library.ask("edit", { spec: history?.value }));
}

/** Opens files one after the other, maps first. @param {File[]} files */
function openFiles(files) {
  next(async () => {
    clearProblems();
    const sorted = await Promise.all(
      files.map(async (file) => ({ file, isMap: await isMap(file) })),
    );
    sorted.sort((a, b) => Number(b.isMap) - Number(a.isMap));
    if (sorted[0]?.isMap && !(await mayLeave())) return;
    const opened = [];
    for (const [place, { file, isMap }] of sorted.entries()) {
      try {
        const text = await file.arrayBuffer();
        await (isMap ? openMap(text) : openData(file.name, text));
        opened.push(file.name);
      } catch (error) {
        refuse(file, /** @type {Error} */ (error));
        // What came with a map belongs to it, and not to the one that is still open.
        const left = isMap ? sorted.slice(place + 1) : [];
        if (left.length === 0) continue;
        say(`Left alone: ${left.map((it) => it.file.name).join(", ")}.`);
        return;
      }
    }
    if (opened.length > 0) say(`Opened: ${opened.join(", ")}.`);
  });
}

/** @param {File} file @param {any} error */
function refuse(file, error) {
  const as = /** @type {Record<string, "events" | "survey">} */ ({
    badRows: "events",
    badCells: "survey",
  })[error.code];
  const wayOut =
    as === undefined
      ? undefined
      : {
          title: "Open it without these",
          act: () =>
            next(async () => {
              try {
                await openData(file.name, await file.arrayBuffer(), {
                  as,
                  passOver: true,
                });
                say(`Opened without what cannot be used: ${file.name}.`);
              } catch (error) {
                showProblems(file.name, /** @type {Error} */ (error));
              }
            }),
        };
  showProblems(file.name, error, wayOut);
}

/** Whether the map may go that is open: it was not changed, or the reader says so. */
async function mayLeave() {
  if (!history || history.value === kept) return true;
  const answer = await ask(
    "Open another map?",
    [
      h(
        "p",
        null,
        `The open one was changed (${counted(history.place, "step")}) and not downloaded.`,
      ),
    ],
    [
      ["leave", "Open the other"],
      ["stay", "Keep it"],
    ],
  );
  return answer === "leave";
}

/** The examples: their maps, and what goes with them. */
const EXAMPLES = {
  shop: { data: "events.csv", as: /** @type {const} */ ("events") },
  flight: { data: "survey.csv", as: /** @type {const} */ ("survey") },
};

/** @param {keyof typeof EXAMPLES} example */
function openExample(example) {
  next(async () => {
    if (!(await mayLeave())) return;
    clearProblems();
    const read = async (/** @type {string} */ file) => {
      const answer = await fetch(new URL(`${example}/${file}`, import.meta.url));
      if (!answer.ok) throw new Error(`${example}/${file}: ${answer.status} ${answer.statusText}`);
      return answer.arrayBuffer();
    };
    const { data, as } = EXAMPLES[example];
    const [text, beside] = await Promise.all([read("journey.json"), read(data)]);
    await openMap(text);
    await openData(data, beside, { as });
    say(`Opened: the ${example} example.`);
  });
}

/** @param {"write" | "report" | "picture"} what @param {string} ending @param {string} type */
function save(what, ending, type) {
  next(async () => {
    if (!history) return;
    download(`${view.spec.id}${ending}`, type, await library.ask(what));
    if (what === "write") kept = history.value;
    say(`Downloaded: ${view.spec.id}${ending}.`);
  });
}

function startKeys() {
  addEventListener("keydown", (event) => {
    const command = event.ctrlKey || event.metaKey;
    const key = event.key.toLowerCase();
    const typing =
      event.target instanceof HTMLInputElement &&
      event.target.type === "number" &&
      event.target.value !== event.target.defaultValue;
    if (command && !event.altKey && (key === "z" || key === "y") && !typing) {
      event.preventDefault();
      step(key === "z" && !event.shiftKey ? -1 : 1);
    }
    if (event.key === "Escape" && at("panel").contains(document.activeElement) && chosen)
      map.reveal(chosen, true);
  });
  addEventListener("beforeunload", (event) => {
    if (history && history.value !== kept) event.preventDefault();
  });
}

startTheme();
startMenus();
startKeys();
startFiles(openFiles);
at("shop").addEventListener("click", () => openExample("shop"));
at("flight").addEventListener("click", () => openExample("flight"));
at("undo").addEventListener("click", () => step(-1));
at("redo").addEventListener("click", () => step(1));
at("save-map").addEventListener("click", () => save("write", ".json", "application/json"));
at("save-report").addEventListener("click", () => save("report", ".html", "text/html"));
at("save-picture").addEventListener("click", () => save("picture", ".svg", "image/svg+xml"));
at("smaller").addEventListener("click", () => map.zoom(-1));
at("fit").addEventListener("click", () => map.zoom(0));
at("larger").addEventListener("click", () => map.zoom(1));
at("help-open").addEventListener("click", () => at("help").showModal());
openExample("shop");
