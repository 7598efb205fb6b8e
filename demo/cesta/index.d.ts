// In the site the package stands here: see `scripts/site.js`.
export * from "../../pkg/index.js";
