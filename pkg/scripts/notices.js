// The notices of what is inside the WebAssembly file: their licences ask whoever passes it on to
// pass them on too.

import { execFileSync } from "node:child_process";
import { readFileSync, readdirSync } from "node:fs";
import { dirname, join } from "node:path";

/**
 * @typedef {{ id: string, name: string, version: string, license: string | null,
 *   repository: string | null, source: string | null, manifest_path: string,
 *   targets: { kind: string[] }[] }} Crate
 * @typedef {{ id: string, deps: { pkg: string, dep_kinds: { kind: string | null }[] }[] }} Node
 */

/**
 * The notices of all crates that are linked into `cesta-wasm`, by name.
 *
 * @param {string} root the folder of the project
 */
export function notices(root) {
  const words = ["metadata", "--format-version=1", "--locked"];
  words.push("--filter-platform=wasm32-unknown-unknown");
  const options = { cwd: root, encoding: /** @type {const} */ ("utf8"), maxBuffer: 1 << 28 };
  const { packages, resolve } = JSON.parse(execFileSync("cargo", words, options));
  /** @type {Map<string, Crate>} */
  const crates = new Map(packages.map((/** @type {Crate} */ crate) => [crate.id, crate]));
  /** @type {Map<string, Node>} */
  const nodes = new Map(resolve.nodes.map((/** @type {Node} */ node) => [node.id, node]));

  /** @type {Map<string, Crate>} */
  const linked = new Map();
  const waiting = [...crates.values()].filter(({ name }) => name === "cesta-wasm");
  for (let crate = waiting.pop(); crate; crate = waiting.pop()) {
    // A macro runs in the compiler, and so does what it uses.
    if (linked.has(crate.id) || crate.targets.some(({ kind }) => kind.includes("proc-macro"))) continue;
    linked.set(crate.id, crate);
    for (const { pkg, dep_kinds } of nodes.get(crate.id)?.deps ?? []) {
      const next = crates.get(pkg);
      if (next && dep_kinds.some(({ kind }) => kind === null)) waiting.push(next);
    }
  }
  const others = [...linked.values()].filter(({ source }) => source !== null);
  const order = ({ name = "", version = "" }) => `${name} ${version}`;
  others.sort((a, b) => (order(a) < order(b) ? -1 : 1));
  return `In dist/cesta.wasm are Rust's standard library, and the crates below. Those that offer
the Apache License 2.0, as Rust does, are used under it: LICENSE-APACHE has its text.

${others.map(notice).join("\n")}`;
}

/** @param {Crate} crate */
function notice({ name, version, license, repository, manifest_path }) {
  const apache = /\bApache-2\.0\b/.test(license ?? "");
  const wanted = apache ? /^notice/i : /^(licen[sc]e|copying|notice)/i;
  const folder = dirname(manifest_path);
  const files = readdirSync(folder).filter((file) => wanted.test(file)).sort();
  if (files.length === 0 && !apache) throw new Error(`${name} has no text of its licence`);
  const texts = files.map((file) => `\n${readFileSync(join(folder, file), "utf8").trim()}\n`);
  return `${name} ${version}, ${license}, ${repository}${texts.length > 0 ? "\n" : ""}${texts.join("")}`;
}
