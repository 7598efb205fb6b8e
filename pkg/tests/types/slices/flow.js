// Which touchpoint follows which.

/**
 * @param {import("./index.js").Examples} examples
 * @returns {import("./index.js").Calls}
 */
export function flow({ log, untimed }) {
  return {
    calls: {
      "EventLog.flow": () => [log.flow(), untimed.flow()],
    },
  };
}
