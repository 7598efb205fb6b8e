// Logs from sequences without times.

import { EventLog } from "cesta";

/** @type {import("./index.js").Slice} */
export const sequences = {
  functions: [
    ["fromSequences", "% a day\n\nlook buy \nlook, look;leave\n"],
    ["fromSequences", "ann>look>look at it\nbob>buy", { separator: ">", customer: "first" }],
    ["fromSequences", "ann,,look\nbob\n", { separator: ",", customer: "first" }],
    ["fromSequences", "", { maxMemory: 1 }],
    ["fromSequences", "look", { separators: 1 }],
  ],
  answers: {
    fromSequences: (subject, [text, options]) => {
      const log = subject.ask(() => EventLog.fromSequences(text, options));
      return [log.customers, log.touchpoints, [...log.visits], [...log.bounds]];
    },
  },
};
