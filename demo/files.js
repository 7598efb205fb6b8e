/** Files in and out. */
import { at, h } from "./dom.js";

/**
 * Takes files that are chosen or dropped anywhere on the page.
 *
 * @param {(files: File[]) => void} take
 */
export function startFiles(take) {
  const input = /** @type {HTMLInputElement} */ (at("files"));
  at("choose").addEventListener("click", () => input.click());
  input.addEventListener("change", () => {
    take([...(input.files ?? [])]);
    // The same file can then be chosen again, after it was repaired.
    input.value = "";
  });
  const drop = at("drop");
  let inside = 0;
  const carriesFiles = (/** @type {DragEvent} */ event) =>
    event.dataTransfer?.types.includes("Files") ?? false;
  const over = (/** @type {number} */ by) => (/** @type {DragEvent} */ event) => {
    if (!carriesFiles(event)) return;
    event.preventDefault();
    inside = Math.max(0, inside + by);
    drop.hidden = inside === 0;
  };
  addEventListener("dragenter", over(1));
  addEventListener("dragleave", over(-1));
  addEventListener("dragover", (event) => carriesFiles(event) && event.preventDefault());
  addEventListener("drop", (event) => {
    if (!carriesFiles(event)) return;
    event.preventDefault();
    inside = 0;
    drop.hidden = true;
    take([...(event.dataTransfer?.files ?? [])]);
  });
}

/** Whether a file is meant to be a map. @param {File} file */
export async function isMap(file) {
  if (/\.json$/iu.test(file.name)) return true;
  if (/\.(csv|tsv)$/iu.test(file.name)) return false;
  return (await file.slice(0, 64).text()).trimStart().startsWith("{");
}

/** Gives the reader a file. @param {string} name @param {string} type @param {string} text */
export function download(name, type, text) {
  const url = URL.createObjectURL(new Blob([text], { type }));
  const link = h("a", { href: url, download: name.replace(/[^\p{L}\p{N}._-]+/gu, "-") });
  link.click();
  // The browser has taken it by then, however large it is.
  setTimeout(() => URL.revokeObjectURL(url), 60_000);
}
