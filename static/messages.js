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

/** A text with the values in its slots; a slot without a value stays as it is. What runs from right to left moves nothing else. */
export function fill(text, values) {
  const filled = text.replace(/\{(\w+)(?::([^{}]*))?\}/g, (whole, name, forms) => {
    if (!(name in values)) return whole;
    return forms === undefined ? isolated(String(values[name])) : form(values[name], forms);
  });
  return filled.replace(APART, "\u2060");
}

// A line may break between a sign and a syllable of Hangul, which begins no word there: 84%가, ReLU (0.2)는.
const APART = /(?<=[%)])(?=[가-힣])/g;

function form(value, forms) {
  if (forms.includes("/")) return particle(String(value), ...forms.split("/"));
  const [one, many] = forms.split("|");
  return String(value) === "1" ? one : many;
}

// --- names that run from right to left ---------------------------------------------------------------

const LEFTWARDS = /[\u0590-\u08ff\u202a-\u202e\u2066-\u2069\ufb1d-\ufdff\ufe70-\ufefc]/;
const ISOLATES = /\u2068[^\u2068\u2069]*\u2069/g;

/** Words as they can stand in any sentence: those that run from right to left move nothing around them. */
export function isolated(words) {
  return LEFTWARDS.test(words.replace(ISOLATES, "")) ? `\u2068${words}\u2069` : words;
}

// --- Korean particles ------------------------------------------------------------------------------

const FIRST = "가".charCodeAt(0);
const LAST = "힣".charCodeAt(0);
const FINALS = 28; // how many endings each beginning of a syllable has
const RIEUL = 8; // among the endings: 으로 becomes 로 after it, too
// How words in other letters are read: names of this list as it says, others by their end. Of letters,
// which are read by their names, only three end in a consonant; a power is read 제곱 or 승.
const NAMES = new Map(Object.entries({
  arctan: "아크탄젠트", cos: "코사인", relu6: "렐루식스", rmsprop: "알엠에스프롭", rprop: "알프롭", step: "스텝", tan: "탄젠트",
}));
const SIGNS = { 0: "영", 1: "일", 2: "이", 3: "삼", 4: "사", 5: "오", 6: "육", 7: "칠", 8: "팔", 9: "구", l: "엘", m: "엠", n: "엔" };
const MOST_READ = 200; // signs of a word's end, which decide
const POWER = /[⁰¹²³⁴⁵⁶⁷⁸⁹ⁿ]$/;
const BEHIND = /(?:\([^()]*\)|[^\p{L}\p{N}%()])+$/u; // a remark in brackets, and marks: they are not read

/** The particle after a word: `closed` where its last syllable ends in a consonant, else `open`. */
export function particle(word, closed, open) {
  const ending = endingOf(word.normalize("NFC").slice(-MOST_READ).toLowerCase());
  return ending === 0 || (ending === RIEUL && closed === "으로") ? open : closed;
}

/** Which consonant the word ends in when it is read aloud; 0 for none. */
function endingOf(word) {
  const read = (word.replace(BEHIND, "") || word).replace(/[^\p{L}\p{N}%]+$/u, "");
  const name = read.match(/[a-z]+[0-9]*$/)?.[0];
  const last = (NAMES.get(name) ?? (POWER.test(read) ? "승" : SIGNS[read.slice(-1)]) ?? read).slice(-1);
  const code = last.charCodeAt(0);
  return code >= FIRST && code <= LAST ? (code - FIRST) % FINALS : 0;
}
