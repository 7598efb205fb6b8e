import * as cesta from "cesta";
import text from "./bakery.json?raw";
import { proof } from "./proof.js";

const worker = new Worker(new URL("./worker.js", import.meta.url), { type: "module" });
const inline = new Worker(new URL("./inline.js", import.meta.url), { type: "module" });

/** @param {Worker} worker */
const answer = (worker) =>
  new Promise((resolve) => {
    worker.onmessage = ({ data }) => resolve(data);
    worker.postMessage(text);
  });

globalThis.found = {
  page: await proof(cesta, text),
  worker: await answer(worker),
  inline: await answer(inline),
};
