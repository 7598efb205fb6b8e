// Logs as XES.

import { EventLog } from "cesta";

const event = '<event><string key="concept:name" value="look"/></event>';
const log = `<log><trace><string key="concept:name" value="ann"/>${event}</trace></log>`;
const time = '<date key="time:timestamp" value="2026-07-14T09:15:00Z"/>';
const timed = log.replace("</event>", `${time}</event>`);

/** @returns {import("./index.js").Calls} */
export function xes() {
  return {
    calls: {
      "EventLog.readXes": () => [
        EventLog.readXes(log, { sequence: "asWritten" }),
        EventLog.readXes(new TextEncoder().encode(log), { sequence: "asWritten" }, () => true),
      ],
    },
    takers: {
      XesOptions: (options) => EventLog.readXes(timed, options).source,
    },
    mistakes: {
      XesError: () => EventLog.readXes("<html/>"),
    },
  };
}
