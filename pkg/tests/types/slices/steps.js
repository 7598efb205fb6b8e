// Where customers are, step by step.

import * as cesta from "cesta";

/**
 * @param {import("./index.js").Examples} examples
 * @returns {import("./index.js").Calls}
 */
export function steps({ log, untimed }) {
  const anchor = { touchpoint: "purchase" };
  const [first, second] = [log.stepSum(), untimed.stepSum()];
  return {
    calls: {
      "EventLog.steps": () => [
        log.steps(),
        log.steps({ anchor, before: 2, minShare: 0.1 }),
        untimed.steps({ maxSteps: 2 }),
      ],
      "EventLog.stepLinks": () => [log.stepLinks({ anchor, before: 1 }), untimed.stepLinks()],
      "EventLog.stepSum": () => [first, second],
      mergeStepSums: () => [cesta.mergeStepSums([first, second])],
      stepsOf: () => [cesta.stepsOf(first)],
      stepLinksOf: () => [cesta.stepLinksOf(first, { top: 3 })],
      stepDifference: () => [cesta.stepDifference(first, second)],
      stepDifferenceSvg: () => [cesta.stepDifferenceSvg(cesta.stepDifference(first, second))],
      stepsSvg: () => [cesta.stepsSvg(log.steps())],
      sankeySvg: () => [cesta.sankeySvg(log.stepLinks())],
    },
    takers: {
      StepOptions: (/** @type {cesta.StepOptions | undefined} */ options) => log.steps(options),
      StepPicture: (/** @type {cesta.StepPicture | undefined} */ options) =>
        cesta.sankeySvg(log.stepLinks(), options),
    },
    mistakes: {
      StepError: () => log.steps({ maxSteps: 0 }),
    },
  };
}
