// Files of a browser's. This stands at the end of `dist/cesta.js`: the library asks for bytes, and
// how they are got from a file it does not know.

/** @param {Blob} file */
export function fileSource(file) {
  // A slice takes milliseconds to come, however small it is.
  const most = 1 << 24;
  const reader = new /** @type {any} */ (globalThis).FileReaderSync();
  let slice = new Uint8Array();
  let read = 0;
  let next = 0;
  return (/** @type {Uint8Array} */ into) => {
    if (next === slice.length) {
      slice = new Uint8Array(reader.readAsArrayBuffer(file.slice(read, read + most)));
      read += slice.length;
      next = 0;
    }
    const piece = slice.subarray(next, next + into.length);
    into.set(piece);
    next += piece.length;
    return piece.length;
  };
}
