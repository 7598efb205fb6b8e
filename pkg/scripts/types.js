// Writes `types.d.ts` from `schema/wire.schema.json`: the last step of `cargo xtask generate`.

import { readFileSync, writeFileSync } from "node:fs";
import { declarations } from "./declarations.js";

const schema = new URL("../../schema/wire.schema.json", import.meta.url);
const types = new URL("../types.d.ts", import.meta.url);

writeFileSync(types, declarations(JSON.parse(readFileSync(schema, "utf8"))));
