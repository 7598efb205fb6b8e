// Logs as XES.

import { EventLog } from "cesta";
import { logged } from "../logged.js";

const event = '<event><string key="concept:name" value="look"/>';
const time = '<date key="time:timestamp" value="2026-07-14T09:15:00"/></event>';
const log = `<log><classifier name="C" keys="concept:name org"/>
<trace><string key="concept:name" value="ann &amp; bo"/>${event}${time}
${event}<string key="org" value="x"/>${time}</trace></log>`;

/** @type {import("./index.js").Slice} */
export const xes = {
  functions: [
    ["readXes", log],
    ["readXes", log, { keep: ["org"], classifier: "C", zone: { offset: -3600 } }],
    ["readXes", log, { classifier: "D" }],
    ["readXes", log, { lifecycle: 3, colour: "red" }],
    ["readXes", log.replaceAll("2026", "MMXX")],
    ["readXes", log.replaceAll("2026", "MMXX"), { badEvents: "passOver" }],
    ["readXes", log.slice(0, 99)],
    ["readXes", "<!DOCTYPE log><log/>"],
    ["readXes", ""],
  ],
  answers: {
    readXes: (subject, words) => {
      const [text, options] = words;
      const read = subject.ask(() => EventLog.readXes(text, options));
      return { source: read.source, log: logged(read) };
    },
  },
};
