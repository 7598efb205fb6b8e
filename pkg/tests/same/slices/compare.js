// Two groups of customers.

/** @type {import("./index.js").Slice} */
export const compare = {
  log: [
    ["compareGroups", { by: "period", at: 1.7e12 }],
    ["compareGroups", { by: "period", at: 1.71e12 }, { minCustomers: 2, limit: 5, ways: 3 }],
    ["compareGroups", { by: "segment", column: "nowhere", first: "web" }],
    ["compareGroups", { by: "period", at: 0 }, { confidence: 2, falseDiscoveryRate: 0 }],
  ],
};
