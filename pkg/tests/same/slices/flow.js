// Which touchpoint follows which.

/** @type {import("./index.js").Slice} */
export const flow = {
  log: [["flow"]],
};
