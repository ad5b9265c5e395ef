import { decoded, isPacked } from "/static/table-encoding.js";
import { equal } from "./figure-assert.js";

// Bytes as Python's codecs write them: what a browser's TextDecoder cannot write.
const bytes = (text) => Uint8Array.from(text.match(/../g) ?? [], (pair) => Number.parseInt(pair, 16));
const latin = (text) => Uint8Array.from(text, (sign) => sign.charCodeAt(0));

const WESTERN = {
  "Größe": "Größe;Breite;Art\n1,5;2;Straße\n", "an accent before an apostrophe": "x;y;Stück\n1;2;Äpfel\n2;3;Ärger\n",
  "every umlaut": "ä;ö;ü\nÄ;Ö;Ü\nß;é;è\n", "French": "élève;âge;sexe\n1;2;garçon\n2;3;été\n", "Spanish": "año;niño\n1;mañana\n",
  "units": "T (°C);A (m²);d (µm)\n1;2;3\n", "capitals": "GRÖSSE;MÄNGEL\n1;2\n", "Danish": "rød;blå;grøn\nÅrhus;Ærø;Ø\n",
};
const KOREAN = {
  "common syllables": ["6e616d652c782c790abcadbfef2c312c320abacebbea2c332c340a", "name,x,y\n서울,1,2\n부산,3,4\n"],
  "a rarer syllable of CP949": ["782c792c6b0a312c322cb6bb8c63b9e60a", "x,y,k\n1,2,떻똠방\n"],
  "rarer syllables alone": ["312c322c8c630a322c332c94ee0a", "1,2,똠\n2,3,뷁\n"],
  "letters beside syllables": ["312c322c41c7fc0a332c342c42c7fc0a", "1,2,A형\n3,4,B형\n"],
};

export const claims = {
  ...Object.fromEntries(Object.entries(WESTERN).map(([what, text]) => [`Western letters stay what they are: ${what}`, () => {
    equal(decoded(latin(text)), { text, encoding: "windows-1252" });
  }])),
  ...Object.fromEntries(Object.entries(KOREAN).map(([what, [hex, text]]) => [`a Korean spreadsheet is read: ${what}`, () => {
    const read = decoded(bytes(hex));
    equal(read, { text, encoding: "euc-kr" });
  }])),
  "UTF-8 is taken at its word, with a mark and without one": () => {
    const text = "Größe,크기,大きさ\n1,2,a\n";
    const plain = new TextEncoder().encode(text);
    for (const given of [plain, Uint8Array.of(0xef, 0xbb, 0xbf, ...plain)]) equal(decoded(given), { text, encoding: "utf-8" });
  },
  "UTF-16 is known by its mark or by its zeros, in both orders": () => {
    const text = "Größe,크기\n1.5,2\n3,4\n";
    const codes = Array.from(text, (sign) => sign.charCodeAt(0));
    for (const [encoding, order] of [["utf-16le", (code) => [code & 255, code >> 8]], ["utf-16be", (code) => [code >> 8, code & 255]]]) {
      const plain = codes.flatMap(order);
      for (const given of [plain, [...order(0xfeff), ...plain]]) equal(decoded(Uint8Array.from(given)), { text, encoding });
    }
  },
  "Japanese is known by its kana": () => {
    equal(decoded(bytes("312c322c82b382ad82e70a")), { text: "1,2,さくら\n", encoding: "shift_jis" });
  },
  "an encoding that is chosen is obeyed": () => {
    equal(decoded(bytes("b1e2"), "windows-1252").text, "±â");
    equal(decoded(bytes("e0e1"), "windows-1251").text, "аб");
  },
  "a workbook is told from a text": () => {
    equal([isPacked(bytes("504b030414")), isPacked(bytes("d0cf11e0a1")), isPacked(latin("PK,1,2"))], [true, true, false]);
  },
};
