import * as cesta from "cesta/inline";
import { proof } from "./proof.js";

onmessage = async ({ data: text }) => postMessage(await proof(cesta, text));
