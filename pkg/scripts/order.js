// The order in which functions lie in the WebAssembly: wasm-opt sorts them by their names, so they
// get names that sort as we want it. gzip looks back 32 KB, and sees only there that two are alike.

/**
 * The same module, whose functions are named by their places: those of one trait and generic
 * function beside each other, and among these, those that begin alike.
 *
 * @param {Uint8Array} wasm with a section of names
 */
export function ordered(wasm) {
  const { sections, bodies, names, imported } = read(wasm);
  const functions = bodies.map((body, at) => ({
    index: imported + at,
    kin: kin(names.get(imported + at) ?? ""),
    body: Buffer.from(body),
  }));
  functions.sort((a, b) => (a.kin < b.kin ? -1 : a.kin > b.kin ? 1 : Buffer.compare(a.body, b.body)));
  const places = functions.map(({ index }, place) => ({ index, place }));
  const list = places
    .sort((a, b) => a.index - b.index)
    .flatMap(({ index, place }) => [...leb(index), ...text(String(place).padStart(7, "0"))]);
  const map = [...leb(places.length), ...list];
  const named = [...text("name"), 1, ...leb(map.length), ...map];
  return Buffer.concat([...sections, Uint8Array.from([0, ...leb(named.length)]), Uint8Array.from(named)]);
}

/** Which functions are alike: without the hash, and the trait before the type. @param {string} name */
function kin(name) {
  const plain = name.replace(/::h[0-9a-f]{16}$/, "");
  return plain.replace(/^<(.*) as (.*)>::(.*)$/, "$2::$3 $1");
}

/**
 * A module without its names, and what they name.
 *
 * @param {Uint8Array} wasm
 */
function read(wasm) {
  let at = 0;
  const byte = () => wasm[at++] ?? 0;
  const number = () => {
    let value = 0;
    for (let shift = 0; ; shift += 7) {
      const next = byte();
      value += (next & 127) * 2 ** shift;
      if (next < 128) return value;
    }
  };
  const bytes = () => {
    const length = number();
    at += length;
    return wasm.subarray(at - length, at);
  };
  const word = () => Buffer.from(bytes()).toString();
  const limits = () => {
    const flags = byte();
    number();
    if (flags & 1) number();
  };

  const sections = [wasm.subarray(0, 8)];
  const bodies = [];
  const names = new Map();
  let imported = 0;
  at = 8;
  while (at < wasm.length) {
    const start = at;
    const id = byte();
    const length = number();
    const [first, end] = [at, at + length];
    const isNames = id === 0 && word() === "name";
    if (!isNames) {
      at = first;
      sections.push(wasm.subarray(start, end));
    }
    if (id === 2) {
      for (let left = number(); left > 0; left -= 1) {
        bytes();
        bytes();
        const kind = byte();
        if (kind === 0) {
          imported += 1;
          number();
        } else if (kind === 3) {
          at += 2;
        } else {
          if (kind === 1) byte();
          limits();
        }
      }
    } else if (id === 10) {
      for (let left = number(); left > 0; left -= 1) bodies.push(bytes());
    }
    while (isNames && at < end) {
      const ofFunctions = byte() === 1;
      const part = number();
      const last = at + part;
      if (ofFunctions) {
        for (let left = number(); left > 0; left -= 1) names.set(number(), word());
      }
      at = last;
    }
    at = end;
  }
  return { sections, bodies, names, imported };
}

/** @param {number} number @returns {number[]} */
function leb(number) {
  return number < 128 ? [number] : [(number & 127) | 128, ...leb(number >>> 7)];
}

/** @param {string} word */
function text(word) {
  const bytes = Buffer.from(word);
  return [...leb(bytes.length), ...bytes];
}
