// A comma typed or pasted into a field for a number. Where the browser's language has a decimal point, the browser drops
// the comma without a word, and 0,1 becomes 01: so a point is written in its place.

const POINT = !(0.5).toLocaleString().includes(","); // a language that is named wrongly ("C") is no error here

/** What is to be written for a text: its comma is a point where nothing else can be meant; null where it stays. */
export function withPoint(text) {
  return /^[-+\u2212]?\d*,\d*$/.test(text) ? text.replace(",", ".") : null;
}

/** Let the decimal comma be one in all fields whose numbers need not be whole. */
export function acceptCommas(document) {
  if (!POINT) return;
  document.addEventListener("beforeinput", (event) => {
    const { target, data } = event;
    if (!target.matches?.("input[type=number]") || isWhole(target) || !data?.includes(",")) return;
    const written = withPoint(data);
    if (written === null) return;
    event.preventDefault();
    document.execCommand("insertText", false, written); // a number field tells nobody where its cursor is
  });
}

function isWhole({ step }) {
  return step === "" || (step !== "any" && Number.isInteger(Number(step)));
}
