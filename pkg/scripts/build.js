// Makes `dist/` and what else is built, from the output of wasm-bindgen: see `cargo xtask pkg`,
// which calls `node scripts/build.js <folder of the glue> <folder for what can be kept>`.

import { execFileSync } from "node:child_process";
import {
  copyFileSync,
  existsSync,
  mkdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { brotliCompressSync, gzipSync } from "node:zlib";
import { commonJs, declarations, glue } from "./glue.js";
import { notices } from "./notices.js";
import { ordered } from "./order.js";

const pkg = dirname(dirname(fileURLToPath(import.meta.url)));
const dist = join(pkg, "dist");
const description = json("package.json");
const [from = "", kept = ""] = process.argv.slice(2);
if (!from || !kept) throw new Error("give the folder of the glue, and one for what can be kept");

rmSync(dist, { recursive: true, force: true });
mkdirSync(dist);

const esm = glue(read(from, "cesta.js"));
const wasm = optimised(readFileSync(join(from, "cesta_bg.wasm")));
writeFileSync(join(dist, "cesta.js"), esm);
writeFileSync(join(dist, "cesta.cjs"), commonJs(esm));
writeFileSync(join(dist, "cesta.wasm"), wasm);
writeFileSync(join(dist, "base64.js"), `export const base64 = "${wasm.toString("base64")}";\n`);

const types = read(pkg, "types.d.ts");
const api = declarations(read(from, "cesta.d.ts"), types);
writeFileSync(join(dist, "cesta.d.ts"), api);
// A compiler takes the declarations of a CommonJS module from `.d.cts` only.
for (const [file, text] of Object.entries({
  "dist/cesta.d.cts": api,
  "index.d.cts": read(pkg, "index.d.ts"),
  "types.d.cts": types,
})) {
  writeFileSync(join(pkg, file), text.replaceAll(/(from "[^"]+)\.js"/g, '$1.cjs"'));
}

copyFileSync(join(pkg, "../schema/journey.schema.json"), join(dist, "journey.schema.json"));
for (const licence of ["LICENSE-MIT", "LICENSE-APACHE"]) {
  copyFileSync(join(pkg, "..", licence), join(pkg, licence));
}
writeFileSync(join(dist, "notices.txt"), notices(join(pkg, "..")));
sizes();

/**
 * The same program, smaller. That takes half a minute, so the last one is kept with its input.
 *
 * @param {Uint8Array} input
 */
function optimised(input) {
  const { arguments: options } = json("wasm-opt.json");
  const version = description.devDependencies.binaryen.split(".")[0];
  const program = join(pkg, "node_modules/binaryen/bin/wasm-opt");
  const before = join(kept, "input.wasm");
  const named = join(kept, "named.wasm");
  const after = join(kept, "output.wasm");
  const how = join(kept, "options.txt");
  const order = readFileSync(new URL("order.js", import.meta.url), "utf8");
  const asked = `${version} ${options.join(" ")}\n${order}`;

  const same = existsSync(after) && readFileSync(how, "utf8") === asked;
  if (!same || !readFileSync(before).equals(input)) {
    rmSync(after, { force: true });
    mkdirSync(kept, { recursive: true });
    writeFileSync(before, input);
    writeFileSync(named, ordered(input));
    writeFileSync(how, asked);
    const told = execFileSync(process.execPath, [program, "--version"], { encoding: "utf8" });
    if (!told.startsWith(`wasm-opt version ${version} `)) {
      throw new Error(`wasm-opt of binaryen ${version} says that it is: ${told}`);
    }
    const words = [program, named, "-o", `${after}.part`, ...options];
    execFileSync(process.execPath, words, { stdio: "inherit" });
    renameSync(`${after}.part`, after);
  }
  return readFileSync(after);
}

/** Prints sizes, and fails where one is above its limit in `size.json`. */
function sizes() {
  const npm = process.platform === "win32" ? "npm.cmd" : "npm";
  const packed = execFileSync(npm, ["pack", "--dry-run", "--json"], { cwd: pkg, encoding: "utf8" });
  const [tarball] = JSON.parse(packed);
  /** @type {Record<string, number>} */
  const now = {
    wasm: wasm.length,
    "wasm, gzip": gzipSync(wasm, { level: 9 }).length,
    "wasm, brotli": brotliCompressSync(wasm).length,
    tarball: tarball.size,
    "tarball, unpacked": tarball.unpackedSize,
  };
  const limits = json("size.json");
  const above = [];
  for (const [what, size] of Object.entries(now)) {
    const limit = limits[what];
    console.log(`    ${what.padEnd(18)} ${kb(size).padStart(9)}${limit ? `, of ${kb(limit)}` : ""}`);
    if (limit < size) above.push(`${what} is ${size} bytes, above its limit of ${limit}`);
  }
  if (above.length > 0) {
    console.error(`${above.join("; ")} (pkg/size.json)`);
    process.exitCode = 1;
  }
}

/** @param {number} bytes */
function kb(bytes) {
  return `${(bytes / 1000).toFixed(1)} KB`;
}

/** @param {string} folder @param {string} name */
function read(folder, name) {
  return readFileSync(join(folder, name), "utf8");
}

/** @param {string} name */
function json(name) {
  return JSON.parse(read(pkg, name));
}
