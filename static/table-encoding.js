// What a file's bytes say: UTF-8, UTF-16, or what its country's spreadsheets wrote before. Pure.
//
// Nothing in a file without a mark names its encoding, so the bytes are tried. Only UTF-8 proves itself; everything
// else is a guess, which the page says and lets be changed.

/** The encodings that can be chosen, as TextDecoder calls them, and what people call them. */
export const ENCODINGS = {
  "utf-8": "UTF-8",
  "utf-16le": "UTF-16 LE",
  "utf-16be": "UTF-16 BE",
  "windows-1252": "Windows-1252",
  "windows-1250": "Windows-1250",
  "windows-1251": "Windows-1251",
  macintosh: "Macintosh",
  "euc-kr": "CP949 (EUC-KR)",
  shift_jis: "Shift_JIS",
  gb18030: "GB18030",
  big5: "Big5",
};

const SAMPLE = 65_536; // bytes that UTF-16 is told from
const MARKS = [["utf-8", [0xef, 0xbb, 0xbf]], ["utf-16le", [0xff, 0xfe]], ["utf-16be", [0xfe, 0xff]]];
const PACKED = [[0x50, 0x4b, 3, 4], [0xd0, 0xcf, 0x11, 0xe0], [0x1f, 0x8b]]; // .xlsx and .ods, .xls, .gz

/** Whether the bytes are those of a workbook, or of another packed file. */
export function isPacked(bytes) {
  return PACKED.some((mark) => begins(bytes, mark));
}

/**
 * The text of a file.
 * @param {Uint8Array} bytes
 * @param {string} [chosen] one of ENCODINGS; where it is left out, the most likely one
 * @returns {{text: string, encoding: string}}
 */
export function decoded(bytes, chosen) {
  if (chosen) return { text: new TextDecoder(chosen).decode(bytes), encoding: chosen };
  const marked = MARKS.find(([, mark]) => begins(bytes, mark))?.[0] ?? sixteen(bytes);
  if (marked) return { text: new TextDecoder(marked).decode(bytes), encoding: marked };
  for (const [encoding, suits] of [["utf-8", () => true], ["shift_jis", isJapanese], ["euc-kr", isKorean]]) {
    const text = strictly(bytes, encoding);
    if (text !== null && suits(text, bytes)) return { text, encoding };
  }
  return { text: new TextDecoder("windows-1252").decode(bytes), encoding: "windows-1252" };
}

function begins(bytes, mark) {
  return mark.every((byte, index) => bytes[index] === byte);
}

// The signs of a table (digits, delimiters, ends of lines) have a zero byte each in UTF-16, all on one side.
function sixteen(bytes) {
  const zeros = [0, 0];
  const length = Math.min(bytes.length, SAMPLE) & ~1;
  for (let index = 0; index < length; index += 1) if (bytes[index] === 0) zeros[index & 1] += 1;
  const [before, behind] = zeros.map((count) => (2 * count) / length);
  if (behind > 0.3 && before < 0.05) return "utf-16le";
  return before > 0.3 && behind < 0.05 ? "utf-16be" : null;
}

function strictly(bytes, encoding) {
  try {
    return new TextDecoder(encoding, { fatal: true }).decode(bytes);
  } catch {
    return null;
  }
}

const FOREIGN = /[^\0-\x7f]/g;
const HANGUL = /[가-힣ㄱ-ㅎㅏ-ㅣ]/;
const SIGNS = /[\p{Nd}\p{P}\p{S}\u3000-\u303f\uff00-\uffef㎀-㏿Ⅰ-ⅿ①-⑳]/u; // units, quotes and the like, in Korean texts, too
const LATIN_RUN = /[A-Za-z][가-힣]|[가-힣][A-Za-z]/; // as “d’art” and “Ärger” look where they are taken for Korean

// The two-byte signs have to be Hangul. The 2350 common syllables lie where other encodings rarely have two letters
// in a row; the rarer ones of CP949 are also an accented letter before a plain one, so they need company, or room.
function isKorean(text, bytes) {
  const signs = text.match(FOREIGN) ?? [];
  const hangul = signs.filter((sign) => HANGUL.test(sign)).length;
  const others = signs.filter((sign) => !HANGUL.test(sign) && !SIGNS.test(sign)).length;
  if (!hangul || 8 * others > hangul) return false;
  return 2 * common(bytes) >= hangul || !LATIN_RUN.test(text);
}

function common(bytes) {
  let count = 0;
  for (let index = 0; index + 1 < bytes.length; index += 1) {
    if (bytes[index] < 0x80) continue;
    if (bytes[index] >= 0xb0 && bytes[index] <= 0xc8 && bytes[index + 1] >= 0xa1) count += 1;
    index += 1;
  }
  return count;
}

function isJapanese(text) {
  const signs = text.match(FOREIGN) ?? [];
  const kana = signs.filter((sign) => /[\u3040-\u30ff]/.test(sign)).length;
  return 3 * kana > signs.length && signs.every((sign) => /[\u3000-\u30ff\u4e00-\u9fff\uff00-\uff60]/.test(sign));
}
