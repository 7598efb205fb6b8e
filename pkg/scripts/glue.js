// What wasm-bindgen wrote for browsers, as this package wants it: silent about its own inside, and
// clear where `init` was forgotten. Every change is of text that must be there, once: another
// version of wasm-bindgen fails here, and not at a user's.

import { readFileSync } from "node:fs";

/** What is not asked of the WebAssembly, without the comments above it. */
const beside = ["coded", "file", "zone"].map((name) => {
  const text = readFileSync(new URL(`../${name}.js`, import.meta.url), "utf8");
  return text.replace(/^(?:\/\/.*\n)+\n/, "");
});

const isCestaError = `export function isCestaError(error) {
    return error instanceof Error && "details" in error && error.details?.code === error.code;
}
`;

/**
 * The glue, as an ES module.
 *
 * @param {string} text
 */
export function glue(text) {
  const loaded = "if (wasm !== undefined) return wasm;";
  const truly = "if (wasmInstance !== undefined) return wasm;";
  for (const head of ["function initSync(module) {", "function __wbg_init(module_or_path) {"]) {
    text = once(text, `${head}\n    ${loaded}`, `${head}\n    ${truly}`);
  }
  // Who comes later must not replace an instance that has objects already.
  const finish = "function __wbg_finalize_init(instance, module) {";
  text = once(text, finish, `${finish}\n    ${truly}`);
  text = checked(text);
  // What is caught may be that loading failed, so this asks nothing of what is loaded.
  text = once(text, "export { initSync, __wbg_init as default };", `${isCestaError}
${beside.join("\n")}
export { initSync, __wbg_init as default };`);
  // Before `init` there is nothing to call: say so, at no cost afterwards.
  return once(
    text,
    "let wasmModule, wasmInstance, wasm;",
    `let wasmModule, wasmInstance;
let wasm = new Proxy({}, {
    get() {
        throw new Error("cesta is not loaded yet: call \`await init()\` first");
    },
});`,
  );
}

/**
 * The glue with classes that look at whom they are asked about. A method that is called on another
 * class's object would read that one's memory as its own; of what was freed, or made by `new`, all
 * that is known is a null pointer.
 *
 * @param {string} text
 */
function checked(text) {
  text = text.replaceAll(/^export class (\w+) \{\n[^]*?^\}/gm, (body, name) =>
    body
      .replace("{\n", `{\n    constructor() {\n        throw new TypeError("${name} is not made by \`new\`");\n    }\n`)
      .replaceAll(/(wasm\.\w+\()this\.__wbg_ptr/g, `$1pointer(this, ${name})`)
      .replaceAll(/_assertClass\((\w+), (\w+)\);/g, '_assertClass($1, $2, "$1");'),
  );
  const [before, after] = split(text, "function _assertClass(instance, klass) {\n");
  return before + assertClass + after.slice(after.indexOf("\n}\n") + 3);
}

const assertClass = `function _assertClass(object, klass, path) {
    let message;
    if (!(object instanceof klass)) {
        message = \`expected a \${klass.name} that was made here\`;
    } else if (!object.__wbg_ptr) {
        message = \`the \${klass.name} was freed\`;
    } else {
        return;
    }
    const code = "invalidArgument";
    const problems = [{ code: "wrongType", path, message, position: null }];
    const error = new TypeError(\`\${path}: \${message}\`);
    throw Object.assign(error, { name: "InvalidArgument", code, details: { code, problems } });
}

function pointer(object, klass) {
    _assertClass(object, klass, "this");
    return object.__wbg_ptr;
}
`;

/**
 * The glue, as a CommonJS module. What loads it is not enumerable, so that users do not see it.
 *
 * @param {string} esm
 */
export function commonJs(esm) {
  const exported = /^export (?=(?:async )?(?:function|class|const) (\w+))/gm;
  const names = [...esm.matchAll(exported)].map(([, name]) => name);
  const body = once(
    esm.replaceAll(exported, ""),
    "export { initSync, __wbg_init as default };",
    `module.exports = { ${names.join(", ")} };
Reflect.defineProperty(module.exports, "glue", { value: { load: __wbg_init, initSync } });`,
  );
  const left = body.match(/^(?:import|export)\b.*$/m);
  if (left) throw new Error(`the glue has a line that cannot be CommonJS: ${left[0]}`);
  return `"use strict";\n${body}`;
}

/**
 * The declarations of the classes and functions, which use the types of `types.d.ts`.
 *
 * @param {string} text what wasm-bindgen wrote
 * @param {string} types
 */
export function declarations(text, types) {
  const [api = "", inside] = text.split(/^export type InitInput = /m);
  if (inside === undefined) throw new Error("the declarations have no `InitInput`");
  const names = [...types.matchAll(/^export (?:declare )?(?:type|interface) (\w+)/gm)];
  const words = new Set(api.match(/\w+/g));
  const used = names.map(([, name = ""]) => name).filter((name) => words.has(name));
  // `Symbol.dispose` is newer than the oldest `lib` that this package works with.
  const head = ['/// <reference lib="esnext.disposable" />'];
  if (used.length > 0) head.push(`import type { ${used.join(", ")} } from "../types.js";`);
  return `${head.join("\n")}\n${api}`;
}

/**
 * @param {string} text
 * @param {string} before
 * @param {string} after
 */
function once(text, before, after) {
  return split(text, before).join(after);
}

/**
 * What stands before and after a text that stands there once.
 *
 * @param {string} text
 * @param {string} at
 * @returns {[string, string]}
 */
function split(text, at) {
  const [before, after, ...more] = text.split(at);
  if (before === undefined || after === undefined || more.length > 0) {
    throw new Error(`the glue has not once: ${at}`);
  }
  return [before, after];
}
