import { proof } from "./proof.js";

onmessage = async ({ data: text }) => {
  const entry = new URLSearchParams(location.search).get("entry");
  postMessage(await proof(await import(`./node_modules/cesta/${entry}`), text));
};
