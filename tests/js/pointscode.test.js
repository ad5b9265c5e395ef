import { LONGEST, parse, spelled } from "/static/pointscode.js";
import { equal } from "./figure-assert.js";

const XOR = { x: [0, 1, 0, 1], y: [0, 1, 1, 0], label: [0, 0, 1, 1], classes: ["no", "yes"], box: null };
const drawn = (count, classes = 2) => {
  const x = Array.from({ length: count }, (_, index) => ((index * 7919) % 2300) / 1000 - 1.15).map((value) => Math.round(1000 * value) / 1000 + 0);
  return { x, y: [...x].reverse(), label: x.map((_, index) => index % classes), classes: [..."012345"].slice(0, classes), box: [-1.15, 1.15, -1.15, 1.15] };
};

export const claims = {
  "four corners are the text that the documentation shows": () => {
    equal(spelled(XOR), "a,0..1,0..1,no/yes,ADGF");
    equal(parse("a,0..1,0..1,no/yes,ADGF"), XOR);
  },
  "reading gives back what was written": () => {
    const names = ["개 1", "a/b, c", "*", "plain.name_-", " ", "🙂"];
    for (const points of [drawn(300), drawn(60, 6), { ...drawn(60, 6), classes: names }, { ...XOR, x: [1e-9, 2e-9, 3e-9, 1e-8] }, { ...XOR, x: [-1e6, 1e6, 0, 3] }]) {
      equal(parse(spelled(points)), points);
    }
  },
  "a drawn point takes four digits, and fourteen hundred fit": () => {
    equal(spelled(drawn(1400)).length - spelled(drawn(1399)).length, 4);
    equal([spelled(drawn(1400)).length <= LONGEST, spelled(drawn(1600))], [true, null]);
  },
  "what has too many digits is not written": () => {
    equal(spelled({ ...XOR, x: [0, 1 / 3, 0, 1] }), null);
    equal(spelled({ ...XOR, x: [0, 1e-8, 0, 1] }), null);
  },
  "what is no text of points is not read": () => {
    for (const text of ["", "a", "a,0..1,0..1,no/yes", "c,0..1,0..1,no/yes,ADGF", "a,0..1.5,0..1,no/yes,ADGF", "a,1..0,0..1,no/yes,ADGF", "a,0..1,0..1,no/*_w,ADGF", "a,0..1,0..1,no/yes,AD!F", "a,0..1,0..1,no/yes,ADGI", "a,0..99,0..99,no/yes,AAAB"]) {
      equal([text, parse(text)], [text, null]);
    }
  },
};
