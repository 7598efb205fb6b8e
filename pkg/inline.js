// The package for where no file can be fetched: the WebAssembly is inside, as text.

import load, { initSync as loadSync } from "./dist/cesta.js";
import { base64 } from "./dist/base64.js";

export * from "./dist/cesta.js";

/** @type {typeof import("./index.js").init} */
export async function init(source = bytes()) {
  await load({ module_or_path: source });
}

/** @type {typeof import("./index.js").initSync} */
export function initSync(source = bytes()) {
  loadSync({ module: source });
}

function bytes() {
  const text = atob(base64);
  const bytes = new Uint8Array(text.length);
  for (let i = 0; i < text.length; i += 1) bytes[i] = text.charCodeAt(i);
  return bytes;
}
