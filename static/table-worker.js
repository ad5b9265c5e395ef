// Reads long tables away from the page, which stays free meanwhile. It keeps the last text, so that another column of
// it is there at once.

import { reader } from "./table.js";
import { decoded } from "./table-encoding.js";

export const HEAD = 100; // lines of a long text that are shown

const read = reader();
let kept = { text: "", encoding: "", bytes: null };

/** A new text or file, if there is one, and what was chosen; what a page needs to know of it comes back. */
export function answer({ text, bytes, encoding, choices, whole = false }) {
  if (bytes) kept = { bytes };
  if (text !== undefined) kept = { text, encoding: "" };
  if (kept.bytes && (bytes || encoding !== kept.chosen)) kept = { ...kept, ...decoded(kept.bytes, encoding), chosen: encoding };
  const lines = kept.text.split(/\r\n|\r|\n/, HEAD + 1);
  const head = lines.length > HEAD ? lines.slice(0, HEAD).join("\n") : kept.text;
  return { reading: read(kept.text, choices), encoding: kept.encoding, head, isHead: lines.length > HEAD, whole };
}

if (typeof WorkerGlobalScope !== "undefined") {
  addEventListener("message", ({ data: { id, ...asked } }) => postMessage({ id, ...answer(asked) }));
}
