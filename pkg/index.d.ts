/**
 * Customer journeys as a graph: the designed map, the observed behaviour and the voice of the
 * customer. Call {@link init} once before anything else.
 *
 * @packageDocumentation
 */

export * from "./dist/cesta.js";
export type * from "./types.js";

import type { ByteSource } from "./dist/cesta.js";
import type { CestaError, Zone } from "./types.js";

/** What a global constructs, where the compiler's `lib` has that global. */
type Instance<Name extends string> = typeof globalThis extends {
  [name in Name]: { prototype: infer It };
}
  ? It
  : never;

/** A compiled module, which `WebAssembly.compile` gives. */
type Module = typeof globalThis extends {
  WebAssembly: { Module: { prototype: infer It } };
}
  ? It & object
  : never;

/** WebAssembly as bytes, or compiled. */
export type WasmSource = ArrayBuffer | ArrayBufferView | Module;

/** Where the WebAssembly comes from: an address, a request or its response, or itself. */
export type InitSource =
  | string
  | Instance<"URL">
  | Instance<"Request">
  | Instance<"Response">
  | WasmSource;

/**
 * Whether something that was caught is an error of this library, with a `code` and `details`.
 * It may be asked before {@link init}.
 */
export function isCestaError(error: unknown): error is CestaError;

/**
 * The clocks of a place by its name in the time zone database, for options that take a zone. It
 * is made of what the runtime knows ({@link Intl}), and may be asked before {@link init}.
 *
 * Before the first time it is the zone of that time, and after the last one that of the last.
 * Throws a `RangeError` for a name that the runtime does not know.
 *
 * @param name - Such as `Europe/Prague`.
 * @param from - The first time, in milliseconds since 1970-01-01 UTC; that day where left out.
 * @param to - The last time; the beginning of 2100 where left out.
 */
export function zone(name: string, from?: number | Date, to?: number | Date): Zone;

/**
 * A file as what a reader asks for its bytes, so that it is never in memory as a whole:
 * `EventLog.read(fileSource(file))`. For the workers of browsers only, since only there a file can
 * be read at once. It is read from its beginning to its end, once.
 *
 * @param file - Such as was chosen in an `input`.
 */
export function fileSource(file: Instance<"Blob">): ByteSource;

/**
 * Loads the WebAssembly, once: further calls wait for the first, and do nothing after it. After
 * a failure it can be called again.
 *
 * @param source - Where from. Left out, it is the file of this package: fetched in a browser,
 * read in Node, and part of the module in `cesta/inline`.
 */
export function init(source?: InitSource | Promise<InitSource>): Promise<void>;

/**
 * As {@link init}, but at once. A browser cannot fetch so: there it needs the source, except in
 * `cesta/inline`.
 *
 * @param source - Bytes or a compiled module.
 */
export function initSync(source?: WasmSource): void;
