// Logs from sequences without times.

import { EventLog } from "cesta";

/** @returns {import("./index.js").Calls} */
export function sequences() {
  const text = "look buy\nlook\n";
  return {
    calls: {
      "EventLog.fromSequences": () => [
        EventLog.fromSequences(text),
        EventLog.fromSequences(new TextEncoder().encode("ann>look>buy"), {
          separator: ">",
          customer: "first",
        }),
      ],
    },
    takers: {
      SequencesOptions: (options) => EventLog.fromSequences(text, options).visits,
    },
  };
}
