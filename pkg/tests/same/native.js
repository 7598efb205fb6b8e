// What the library answers without JavaScript.

import { spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";

/**
 * Starts `bindings/examples/native/`. Cases are answered one after the other.
 *
 * @param {string[]} options of `cargo run`
 */
export function native(...options) {
  const words = ["run", "--quiet", "--locked", "--package", "cesta-wasm", "--example", "native"];
  const cwd = fileURLToPath(new URL("../../../", import.meta.url));
  const program = spawn("cargo", [...words, ...options], {
    cwd,
    stdio: ["pipe", "pipe", "inherit"],
  });
  const lines = createInterface({ input: program.stdout })[Symbol.asyncIterator]();
  return {
    /**
     * @param {import("./package.js").Case} asked
     * @returns {Promise<import("./package.js").Answer[]>}
     */
    async answers(asked) {
      const ask = asked.ask.map(([call, ...words]) => [call, words]);
      program.stdin.write(`${JSON.stringify({ ...asked, ask })}\n`);
      const { value, done } = await lines.next();
      if (done) throw new Error(`the native program ended at "${asked.name}"`);
      return JSON.parse(value);
    },
    async end() {
      program.stdin.end();
      await once(program, "close");
    },
  };
}
