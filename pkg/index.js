// The package for browsers and workers: the WebAssembly file beside this one is fetched.

import load, { initSync as loadSync } from "./dist/cesta.js";

export * from "./dist/cesta.js";

/** @type {typeof import("./index.js").init} */
export async function init(source = new URL("./dist/cesta.wasm", import.meta.url)) {
  await load({ module_or_path: source });
}

/** @type {typeof import("./index.js").initSync} */
export function initSync(source) {
  loadSync({ module: source });
}
