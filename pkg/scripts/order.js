// The order in which functions lie in the WebAssembly: wasm-opt sorts them by their names, so they
// get names that sort as we want it. gzip looks back 32 KB, and sees only there that two are alike.

/** How many bytes are compared as one piece. */
const PIECE = 6;
/** Pieces that more functions have tell nothing. */
const MANY = 200;
/** With how many functions before it one is compared. */
const NEAR = 24;
/** How many pieces more a function counts to have, so that the shortest are not all alike. */
const FEW = 20;

/**
 * The same module, whose functions are named by their places: those that are alike beside each
 * other.
 *
 * @param {Uint8Array} wasm
 */
export function ordered(wasm) {
  const { sections, bodies, imported } = read(wasm);
  const places = chain(bodies).map((at, place) => ({ index: imported + at, place }));
  const list = places
    .sort((a, b) => a.index - b.index)
    .flatMap(({ index, place }) => [...leb(index), ...text(String(place).padStart(7, "0"))]);
  const map = [...leb(places.length), ...list];
  const named = [...text("name"), 1, ...leb(map.length), ...map];
  return Buffer.concat([...sections, Uint8Array.from([0, ...leb(named.length)]), Uint8Array.from(named)]);
}

/**
 * An order in which each function is the one that shares most with those shortly before it, for
 * its length; where none does, the first that is left.
 *
 * @param {Uint8Array[]} bodies
 */
function chain(bodies) {
  const { shared, holders } = pieces(bodies);
  const score = new Int32Array(bodies.length);
  const left = new Set(bodies.keys());
  /** @type {number[]} */
  const order = [];
  /** @param {number | undefined} place @param {number} by */
  const note = (place, by) => {
    for (const piece of shared[place ?? -1] ?? []) {
      for (const holder of holders.get(piece) ?? []) score[holder] = (score[holder] ?? 0) + by;
    }
  };
  while (left.size > 0) {
    let [next = 0] = left;
    let most = 0;
    for (const place of left) {
      const share = (score[place] ?? 0) / ((shared[place]?.length ?? 0) + FEW);
      if (share > most) [next, most] = [place, share];
    }
    left.delete(next);
    order.push(next);
    note(next, 1);
    note(order[order.length - 1 - NEAR], -1);
  }
  return order;
}

/**
 * The pieces of each function that others have too, but not too many, by a number each; and who
 * has them.
 *
 * @param {Uint8Array[]} bodies
 */
function pieces(bodies) {
  const all = bodies.map((body) => {
    const found = new Set();
    for (let at = 0; at + PIECE <= body.length; at += 1) {
      let piece = 0;
      for (const byte of body.subarray(at, at + PIECE)) piece = (Math.imul(piece, 0x9e3779b1) + byte) | 0;
      found.add(piece);
    }
    return found;
  });
  /** @type {Map<number, number[]>} */
  const holders = new Map();
  all.forEach((found, place) => {
    for (const piece of found) {
      const known = holders.get(piece);
      if (known) known.push(place);
      else holders.set(piece, [place]);
    }
  });
  for (const [piece, { length }] of holders) {
    if (length < 2 || length > MANY) holders.delete(piece);
  }
  const shared = all.map((found) => [...found].filter((piece) => holders.has(piece)));
  return { shared, holders };
}

/**
 * A module without its names, and its functions.
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
    at = end;
  }
  return { sections, bodies, imported };
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
