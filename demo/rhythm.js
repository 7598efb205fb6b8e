/** When customers come, by weekday and hour. */
import { choice } from "./fields.js";

/** @returns {import("./behaviour.js").Tab} */
export function rhythmTab() {
  const here = Intl.DateTimeFormat().resolvedOptions().timeZone;
  let zone = "UTC";
  return {
    id: "rhythm",
    title: "Rhythm",
    controls: (_, __, changed) => [
      choice(
        "zone",
        "Clocks of",
        [...new Set(["UTC", here])].map((it) => [it, it]),
        zone,
        (value) => {
          zone = value;
          changed();
        },
      ),
    ],
    question: () => ({ zone }),
    show: ({ svg }, draw) => [draw(svg, "The picture of the week, which scrolls")],
  };
}
