/** What is open, in words. */
import { touchpoints } from "./edit.js";
import { at, h, name } from "./dom.js";
import { counted, facts } from "./numbers.js";

/** @typedef {import("./main.js").OpenLog} Log */

/** @param {import("./worker.js").View} view */
export function head({ spec, overlay, satisfaction, passedOver }) {
  title(
    spec.label ?? spec.id,
    facts([
      "Customer journey",
      spec.state === "toBe" ? "as it shall be" : "as it is",
      spec.kind,
      spec.revision && `revision ${spec.revision}`,
    ]),
  );
  const unknown = overlay ? overlay.events - overlay.mappedEvents : 0;
  at("given").textContent = facts([
    counted(spec.stages.length, "stage"),
    counted(touchpoints(spec).length, "touchpoint"),
    overlay
      ? `${counted(overlay.customers, "customer")}, ${counted(overlay.events, "event")}`
      : "no events",
    overlay?.firstTime != null &&
      overlay.lastTime != null &&
      days(overlay.firstTime, overlay.lastTime),
    unknown > 0 && `${counted(unknown, "event")} not on the map`,
    satisfaction ? counted(satisfaction.respondents, "respondent") : "no survey",
    passedOver.rows > 0 && `${counted(passedOver.rows, "row")} passed over`,
    passedOver.cells > 0 && `${counted(passedOver.cells, "cell")} passed over`,
  ]);
}

/** A log that is open without a map. @param {Log} log */
export function logHead(log) {
  title(log.name, "What customers did, without a map");
  at("given").textContent = facts([
    `${counted(log.customers, "customer")}, ${counted(log.events, "event")}`,
    counted(log.touchpoints.length, "touchpoint"),
    log.span ? days(...log.span) : "no times",
    log.passedOver > 0 && `${counted(log.passedOver, "row")} passed over`,
  ]);
}

/** Where in the file the events were found. @param {Log} log */
export function sourceOf({ name: file, source }) {
  if (!source || !("customer" in source)) return [name(file), ": each line is a customer, without times."];
  const column = (/** @type {string} */ it) => h("b", null, name(it));
  return [
    name(file),
    ": who it was by ",
    column(source.customer),
    ", what they met by ",
    [source.touchpoint].flat().flatMap((it, place) => [place > 0 && " + ", column(it)]),
    ", when by ",
    source.time === null ? "the order of the file" : column(source.time),
    ".",
    source.duplicates > 0 &&
      ` ${counted(source.duplicates, "event repeats", "events repeat")} another one exactly.`,
  ].flat();
}

/** @param {string} called @param {string} eyebrow */
function title(called, eyebrow) {
  document.title = `${called} · Cesta`;
  at("name").replaceChildren(name(called));
  at("eyebrow").textContent = eyebrow;
}

/** @param {number} first @param {number} last */
function days(first, last) {
  const day = (/** @type {number} */ time) =>
    new Date(time).toLocaleDateString("en-GB", {
      day: "numeric",
      month: "short",
      year: "numeric",
      timeZone: "UTC",
    });
  return `${day(first)} – ${day(last)}`;
}
