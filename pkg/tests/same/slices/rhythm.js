// When customers come.

const zone = { offset: 3600, changes: [{ at: 1711846800000, offset: 7200 }] };

/** @type {import("./index.js").Slice} */
export const rhythm = {
  log: [
    ["rhythm"],
    ["rhythm", { zone, by: "touchpoint", limit: 3 }],
    ["rhythm", { by: { segment: "platform" } }],
    ["rhythm", { by: { segment: "no" }, zone: { offset: 1e6 } }],
    ["rhythmSvg", { zone, by: "touchpoint", limit: 2 }, { title: "<When>" }],
    ["rhythmSvg", null, { heading: "hidden", idPrefix: "a b" }],
  ],
};
