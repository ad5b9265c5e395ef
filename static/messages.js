// What the page says, in the language that the server chose: t("theme.dark"), t("summary.view", { side: 100 }).
//
// The texts stand in the page, in the data block #messages, which is read when the first one is needed; they
// come from app/locales, and app/messages.py says how a text is written. Pure but for that.

let texts = null;

/** The text of a key, with its {slots} filled in. A key that is nowhere is an error of ours, and thrown. */
export function t(key, values = {}) {
  const text = all()[key];
  if (text === undefined) throw new Error(`There is no text called ${key}.`);
  return fill(text, values);
}

/** The text of a key; of what has its English words elsewhere, those words where this language has none. */
export function tOf(key, original) {
  return all()[key] ?? original;
}

/** Whether there is such a text in this language. */
export function says(key) {
  return key in all();
}

/** Take these texts from now on, for tests. */
export function useTexts(given) {
  texts = given;
}

function all() {
  texts ??= JSON.parse(document.getElementById("messages").textContent);
  return texts;
}

/** A text with the values in its slots; a slot without a value stays as it is. */
export function fill(text, values) {
  return text.replace(/\{(\w+)(?::([^{}]*))?\}/g, (whole, name, forms) => {
    if (!(name in values)) return whole;
    return forms === undefined ? String(values[name]) : form(values[name], forms);
  });
}

function form(value, forms) {
  if (forms.includes("/")) return particle(String(value), ...forms.split("/"));
  const [one, many] = forms.split("|");
  return String(value) === "1" ? one : many;
}

// --- Korean particles ------------------------------------------------------------------------------

const FIRST = "가".charCodeAt(0);
const LAST = "힣".charCodeAt(0);
const FINALS = 28; // how many endings each beginning of a syllable has
const RIEUL = 8; // among the endings: 으로 becomes 로 after it, too
const DIGITS = "영일이삼사오육칠팔구";

/** The particle after a word: `closed` where its last syllable ends in a consonant, else `open`; both where nobody can tell. */
export function particle(word, closed, open) {
  const last = word.replace(/\([^()]*\)$/, "").replace(/[^\p{L}\p{N}]+$/u, "").slice(-1);
  const code = (DIGITS[last] ?? last).charCodeAt(0);
  if (!(code >= FIRST && code <= LAST)) return `${closed}(${open})`;
  const ending = (code - FIRST) % FINALS;
  return ending === 0 || (ending === RIEUL && closed === "으로") ? open : closed;
}
