// For compilers that do not read `exports`.
export * from "./index.js";
