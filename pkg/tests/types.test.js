// The declarations as users' compilers read them: the oldest one that is supported, one between,
// and the newest; strict, the declarations themselves included; as ES modules and as CommonJS, for
// Node and for bundlers, with the types of browsers and without.

import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { installed, pkg } from "./installed.js";

const { folder } = installed("types");

const examples = ["bakery", "flight/journey", "shop/journey"].map((name) =>
  readFileSync(join(pkg, `../examples/${name}.json`), "utf8"),
);
writeFileSync(
  join(folder, "examples.ts"),
  `import type { JourneySpec } from "cesta";
export const all = [${examples.join(",\n")}] satisfies JourneySpec[];
`,
);

const strict = {
  strict: true,
  exactOptionalPropertyTypes: true,
  noUncheckedIndexedAccess: true,
  skipLibCheck: false,
  noEmit: true,
  target: "es2022",
  types: [],
};
const projects = {
  node: {
    compilerOptions: { ...strict, module: "nodenext", lib: ["es2022"] },
    files: ["values.ts", "examples.ts", "required.cts"],
  },
  bundler: {
    compilerOptions: {
      ...strict,
      module: "esnext",
      moduleResolution: "bundler",
      lib: ["es2022", "dom"],
      checkJs: true,
    },
    files: ["values.ts", "examples.ts", "calls.js"],
  },
};

for (const compiler of ["typescript-oldest", "typescript-middle", "typescript"]) {
  const home = join(pkg, "node_modules", compiler);
  const { version } = JSON.parse(readFileSync(join(home, "package.json"), "utf8"));
  for (const [name, project] of Object.entries(projects)) {
    test(`TypeScript ${version}, ${name}`, () => {
      writeFileSync(join(folder, "tsconfig.json"), JSON.stringify(project));
      const { status, stdout, stderr } = spawnSync(
        process.execPath,
        [join(home, "bin/tsc"), "--project", "."],
        { cwd: folder, encoding: "utf8" },
      );
      assert.equal(status, 0, stdout + stderr);
    });
  }
}
