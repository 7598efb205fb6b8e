// When customers come, and by whose clocks.

import { zone } from "cesta";

/**
 * @param {import("./index.js").Examples} examples
 * @returns {import("./index.js").Calls}
 */
export function rhythm({ log, untimed }) {
  const prague = zone("Europe/Prague", Date.UTC(2020), new Date("2030-01-01"));
  return {
    calls: {
      "EventLog.rhythm": () => [
        log.rhythm({ by: { segment: "platform" }, limit: 1, zone: prague }),
        log.rhythm({ by: "touchpoint" }),
      ],
      "EventLog.rhythmSvg": () => [log.rhythmSvg({}, { title: "When" })],
    },
    takers: {
      RhythmOptions: (options) => log.rhythm(options),
      RhythmPicture: (options) => log.rhythmSvg(null, options),
    },
    mistakes: {
      RhythmError: () => untimed.rhythm(),
    },
  };
}
