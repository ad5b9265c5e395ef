import { LONGEST, parse, rounded, spelled } from "/static/pointscode.js";
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
  "names of columns follow the points": () => {
    const named = { ...XOR, columns: ["age", "수입 (€)"] };
    equal(spelled(named), "a,0..1,0..1,no/yes,ADGF,age/*7IiY7J6FICjigqwp");
    equal(parse(spelled(named)), named);
    for (const tail of [",", ",age", ",age/", ",age/income/more", ",age/*_w", ",age/income,more"]) equal([tail, parse(`a,0..1,0..1,no/yes,ADGF${tail}`)], [tail, null]);
  },
  "coordinates beyond a million are written where their steps are few": () => {
    const times = { ...XOR, x: [1.7e9, 1.7e9 + 5, 1.7e9 + 9, 1.7e9 + 60] };
    equal(parse(spelled(times)), times);
    equal(spelled({ ...XOR, x: [1e9, 2e9, 3e9, 4e9] }), null);
  },
  "values are rounded only where the training could not tell": () => {
    for (const values of [[1e-20, 2e-20, 3e-20], [1e18, 2e18], [0, 1e9 / 3, 5], [1e-6, 5e-6]]) {
      const [low, high] = [Math.min(...values), Math.max(...values)];
      rounded(values).forEach((value, index) => equal(Math.abs(value - values[index]) <= (high - low) / 2 ** 20, true));
    }
  },
  "what is no text of points is not read": () => {
    for (const text of ["", "a", "a,0..1,0..1,no/yes", "c,0..1,0..1,no/yes,ADGF", "a,0..1.5,0..1,no/yes,ADGF", "a,1..0,0..1,no/yes,ADGF", "a,0..1,0..1,no/*_w,ADGF", "a,0..1,0..1,no/yes,AD!F", "a,0..1,0..1,no/yes,ADGI", "a,0..99,0..99,no/yes,AAAB"]) {
      equal([text, parse(text)], [text, null]);
    }
  },
};
