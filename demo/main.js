/** The page: what is open, what was done to it, and what shows it. */
import { Behaviour } from "./behaviour.js";
import { askColumns, askLines } from "./columns.js";
import { ask } from "./dialogs.js";
import { DiscoveryPanel } from "./discovery.js";
import { at, h, name } from "./dom.js";
import { touchpoints } from "./edit.js";
import { download, startFiles } from "./files.js";
import { allFindings, effect, sinceOpened } from "./findings.js";
import { History } from "./history.js";
import { head, logHead } from "./head.js";
import { Library, Refusal, Stopped } from "./library.js";
import { MapView, calm } from "./map.js";
import { startMenus } from "./menu.js";
import { counted, percent } from "./numbers.js";
import { Opening, showShare } from "./opening.js";
import { Panel } from "./panel.js";
import { clearProblems, placesOf, showProblems } from "./problems.js";
import { startTheme } from "./theme.js";
import { designChange, logTiles, tiles } from "./tiles.js";

/**
 * @typedef {import("./worker.js").View} View
 * @typedef {import("./worker.js").Shown} Shown
 * @typedef {import("./worker.js").Log & import("./opening.js").Opened & { id: number }} OpenLog
 */

let library = heard(new Library(showShare));
/** @type {History<import("cesta").JourneySpec> | undefined} */
let history;
/** What is shown of the map now, and what was shown before the first change. @type {View | undefined} */
let view;
/** @type {View | undefined} */
let base;
/** The log, and how it was opened. @type {OpenLog | undefined} */
let log;
/** What was drawn of a log without a map. @type {import("./worker.js").Discovered | undefined} */
let found;
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
const discovery = new DiscoveryPanel(at("panel"), { draw: drawFlow, open: openFlow });
const behaviour = new Behaviour(at("behaviour"), (question, how) => library.ask(question, how));
const opening = new Opening({
  library: () => library,
  spec: () => history?.value,
  openMap,
  mayLeave,
  opened,
  say,
  next,
});

/** One thing after the other: a change begins where the one before it ended. */
let last = Promise.resolve();

/** @param {() => Promise<void>} work */
function next(work) {
  if (!at("reading").hidden) say("This is done when the file is read.");
  last = last.then(async () => {
    document.body.setAttribute("aria-busy", "true");
    try {
      await work();
    } catch (error) {
      if (error instanceof Stopped) return;
      showProblems(undefined, /** @type {Error} */ (error));
      if (!view && !log) at("name").textContent = "No map is open";
    } finally {
      document.body.removeAttribute("aria-busy");
    }
  });
  return last;
}

/** Shows when a library takes its time, so that it can be stopped. @param {Library} library */
function heard(library) {
  library.working = (on) => {
    at("working").hidden = !on;
  };
  return library;
}

/**
 * Ends what the library is at. What is open is read again: a question cannot be stopped
 * without the worker that is at it.
 */
function stop() {
  library.end();
  // It may have ended in the middle of a text.
  showShare(1);
  library = heard(new Library(showShare));
  const fresh = library;
  // Not by `next`: a change that waits there is answered after this, and is shown after it.
  fresh
    .ask("again", { spec: history?.value, survey: opening.survey?.table, events: log?.table })
    .then((answer) => {
      // A log that was being read may have come with a library of its own.
      if (library !== fresh) return;
      show(answer);
      say("Stopped. What is open was read again.");
    })
    .catch((error) => {
      if (!(error instanceof Stopped)) showProblems(undefined, error);
    });
}

/** Shows what the library answered. @param {Shown} answer */
function show(answer) {
  view = answer.map;
  log = answer.log && log && { ...log, ...answer.log };
  for (const element of /** @type {NodeListOf<HTMLElement>} */ (
    document.querySelectorAll("[data-with]")
  ))
    element.hidden = !view || (element.dataset.with === "both" && !log);
  if (view && base) showMap(view, base);
  else if (log && answer.discovered) showLog(log, answer.discovered);
  behaviour.show(log, view);
  showSteps();
}

/** @param {View} view @param {View} base */
function showMap(view, base) {
  found = undefined;
  at("panel").setAttribute("aria-label", "The chosen touchpoint");
  const list = touchpoints(view.spec);
  if (!list.some(({ touchpoint }) => touchpoint.id === chosen)) chosen = firstLook(view);
  head(view);
  at("tiles").replaceChildren(...tiles(view, base, showWay));
  at("map-title").textContent = "The map";
  showPicture(view, list);
  if (!picked && chosen) map.reveal(chosen);
  panel.show(view, base, chosen);
  at("gaps-lead").replaceChildren(sinceOpened(view, base));
  at("findings").replaceChildren(...allFindings(view, base, (id) => choose(id, "list")));
}

/**
 * @param {Pick<View, "svg" | "overlay"> & Partial<View>} drawn
 * @param {ReturnType<typeof touchpoints>} list
 */
function showPicture(drawn, list) {
  map.show(
    drawn.svg,
    list.map(({ stage, touchpoint }, place) => ({
      id: touchpoint.id,
      label: cardLabel(drawn, stage, touchpoint, place),
    })),
  );
  map.mark(chosen);
}

/** Shows a log that is open without a map. @param {OpenLog} log @param {import("./worker.js").Discovered} discovered */
function showLog(log, discovered) {
  logHead(log);
  at("tiles").replaceChildren(...logTiles(log));
  at("map-title").textContent = "The flow";
  panel.shown = undefined;
  discovery.begin(log, discovered);
  showFlow(discovered);
}

/** @param {import("./worker.js").Discovered} discovered */
function showFlow(discovered) {
  found = discovered;
  const list = touchpoints(discovered.spec);
  if (!list.some(({ touchpoint }) => touchpoint.id === chosen)) chosen = undefined;
  showPicture(discovered, list);
  discovery.show(discovered, chosen);
}

/** The options by which the flow shall be drawn; what was wanted before them need not be drawn any more. @type {object} */
let wanted;

/** Draws the flow by other options. @param {import("cesta").DiscoverOptions} options */
function drawFlow(options) {
  wanted = options;
  next(async () => {
    if (wanted !== options || view || !log) return;
    showFlow(await library.ask("discover", options));
  });
}

/** Opens what is drawn of the flow as a map. */
function openFlow() {
  next(async () => {
    if (!found || !log) return;
    const spec = { ...found.spec, label: `Discovered in ${log.name}` };
    takeMap(await library.ask("open", { spec }));
    say("The flow is open as a map: it can be changed and downloaded.");
    at("map").focus();
  });
}

/**
 * What is said of a card to those who cannot see it.
 *
 * @param {Pick<View, "overlay"> & Partial<View>} view
 * @param {import("cesta").Stage} stage @param {import("cesta").Touchpoint} touchpoint
 * @param {number} place
 */
function cardLabel(view, stage, touchpoint, place) {
  const flow = view.overlay?.touchpoints.find((it) => it.touchpoint === touchpoint.id);
  const here = view.gaps?.findings.filter(
    ({ place }) => place.kind === "touchpoint" && place.touchpoint === touchpoint.id,
  );
  const gaps = here?.length ?? 0;
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
  if (!view) return;
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
  if (view && base) panel.show(view, base, id);
  else discovery.choose(id);
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
    if (!history || !view) return;
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
    if (!history || !view || label === undefined) return;
    const answer = await library.ask("edit", { spec });
    const before = view;
    history.go(by);
    show(answer);
    say(`${by < 0 ? "Undone" : "Done again"}: ${label}: ${outcome(before)}.`);
  });
}

/** What a step did to gaps and conversion, in words. @param {View} before */
function outcome(before) {
  if (!view) return "";
  return [effect(before, view), ...designChange(before, view)].filter(Boolean).join("; ");
}

/** Opens a map, and forgets the one before it. @param {ArrayBuffer} text */
async function openMap(text) {
  takeMap(await library.ask("open", { text }));
}

/** @param {Shown} answer */
function takeMap(answer) {
  if (!answer.map) return;
  history = new History(answer.map.spec);
  kept = answer.map.spec;
  base = answer.map;
  opening.survey = undefined;
  map.scale = undefined;
  chosen = undefined;
  picked = false;
  show(answer);
}

/** Takes in what a table brought. @param {Shown} answer @param {import("./opening.js").Opened} table @param {Library} from */
async function opened(answer, table, from) {
  let before;
  if (answer.map && history && history.place > 0) {
    before = (await from.ask("edit", { spec: history.first })).map;
    answer = await from.ask("edit", { spec: history.value });
  }
  if (from !== library) {
    library.end();
    library = heard(from);
  }
  if (table.table.as === "survey") opening.survey = table;
  else if (answer.log) log = { ...answer.log, ...table, id: (log?.id ?? 0) + 1 };
  if (!picked || !answer.map) chosen = undefined;
  if (answer.map) base = before ?? answer.map;
  else forgetMap();
  show(answer);
}

function forgetMap() {
  [history, kept, base, chosen, opening.survey] = [undefined, undefined, undefined, undefined, undefined];
  picked = false;
  map.scale = undefined;
}

/** Closes the map, and looks at the events alone. */
function closeMap() {
  next(async () => {
    if (!(await mayLeave("Close the map?", "Close it"))) return;
    const answer = await library.ask("close");
    forgetMap();
    show(answer);
    say("The map is closed; the events are open alone.");
  });
}

/** Reads the open log again, by other columns or from another line on. */
function chooseColumns() {
  next(async () => {
    if (!log) return;
    const { name, table } = log;
    const how = await (table.as === "sequences" ? otherLines(log) : otherColumns(log));
    if (!how) return;
    clearProblems();
    try {
      if (await opening.data(name, table.file, { ...table, ...how })) say(`Read again: ${name}.`);
    } catch (error) {
      if (error instanceof Stopped) throw error;
      showProblems(name, /** @type {Error} */ (error));
    }
  });
}

/** @param {OpenLog} log */
async function otherColumns(log) {
  const header = await library.ask("header", { file: log.table.file });
  const columns = await askColumns(log.name, header, columnsOf(log));
  return columns && { columns };
}

/** @param {OpenLog} log */
async function otherLines({ name, table }) {
  const lines = await library.ask("firstLines", { file: table.file });
  const skipLines = await askLines(name, lines, table.skipLines ?? 0);
  return skipLines === undefined ? undefined : { skipLines };
}

/** The columns that were read. @param {OpenLog} log @returns {import("./reading.js").Columns} */
function columnsOf({ source }) {
  if (!source || !("delimiter" in source)) return {};
  const { customer, touchpoint, time } = source;
  return { customer, touchpoint, time };
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

/** Whether the map may go that is open: it was not changed, or the reader says so. */
async function mayLeave(question = "Open another map?", yes = "Open the other") {
  if (!history || history.value === kept) return true;
  const answer = await ask(
    question,
    [
      h(
        "p",
        null,
        `The open one was changed (${counted(history.place, "step")}) and not downloaded.`,
      ),
    ],
    [
      ["leave", yes],
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

/** @param {keyof typeof EXAMPLES} example @param {{ alone?: boolean }} [how] */
function openExample(example, { alone = false } = {}) {
  next(async () => {
    if (!(await mayLeave())) return;
    clearProblems();
    const read = async (/** @type {string} */ file) => {
      const answer = await fetch(new URL(`${example}/${file}`, import.meta.url));
      if (!answer.ok) throw new Error(`${example}/${file}: ${answer.status} ${answer.statusText}`);
      return answer.blob();
    };
    const { data, as } = EXAMPLES[example];
    const [text, beside] = await Promise.all([read("journey.json"), read(data)]);
    if (alone && view) {
      await library.ask("close");
      forgetMap();
    }
    if (!alone) await openMap(await text.arrayBuffer());
    await opening.data(data, beside, { as });
    say(`Opened: ${alone ? `the events of the ${example} alone` : `the ${example} example`}.`);
  });
}

/** @param {"write" | "report" | "picture"} what @param {string} ending @param {string} type */
function save(what, ending, type) {
  next(async () => {
    if (!history || !view) return;
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
startFiles((files) => opening.files(files));
at("shop").addEventListener("click", () => openExample("shop"));
at("flight").addEventListener("click", () => openExample("flight"));
at("shop-log").addEventListener("click", () => openExample("shop", { alone: true }));
at("close-map").addEventListener("click", closeMap);
at("columns").addEventListener("click", chooseColumns);
at("stop").addEventListener("click", stop);
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
