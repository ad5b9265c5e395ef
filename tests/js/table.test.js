import { writtenCsv } from "/static/csv.js";
import { read as understood } from "/static/table.js";
import { rounded, spelled } from "/static/pointscode.js";
import { fill } from "/static/messages.js";
import { equal } from "./figure-assert.js";

const XOR = "0,0,no\n1,1,no\n0,1,yes\n1,0,yes\n";
const reading = (text, choices) => {
  const told = understood(text, choices);
  if (told.fault) throw new Error(JSON.stringify(told.fault));
  return told;
};
const points = (text, most) => ({ ...reading(text, { most }).points, of: understood(text).of });
const places = ({ x, y, label, classes }) => x.map((_, index) => [x[index], y[index], classes[label[index]]]);
const read = (text) => places(points(text));
const corners = read(XOR);
const texts = () => JSON.parse(document.getElementById("messages").textContent);

/** What is said of a text that cannot be taken: its line, and the whole sentence. */
function refusal(text, choices) {
  const { fault } = understood(text, choices);
  if (!fault) throw new Error("it was taken");
  return [fault.line, fill(texts()[`csv.${fault.key}`], fault.values)];
}

const many = (count, name) => Array.from({ length: count }, (_, index) => `${index},${index % 7},${name(index)}`).join("\n");

const MALFORMED = {
  "columns without end": [`${"1,".repeat(4999)}a\n${"2,".repeat(4999)}b\n`, 1, "5000 columns"],
  "a word for a number": [`${XOR}0.5,abc,yes\n`, 5, "“abc”"],
  "a number with two points": ["x,y,label\n1.2.3,0,a\n0,0,a\n1,1,b\n0,1,b\n", 2, "column x"],
  "infinity": [`${XOR}inf,0,no\n`, 5, "“inf”"],
  "a number beyond all bounds": [`${XOR}1e400,0,no\n`, 5, "1e400"],
  "a cell too few": [`${XOR}\n0.5,0.5\n`, 6, "2 cells"],
  "a cell too many": [`x,y,label\n0,0,a\n1,1,a,b\n0,1,b\n1,0,b\n`, 3, "4 cells"],
  "a quote that never ends": ['0,0,"no\n1,1,no\n0,1,yes\n1,0,yes\n', 1, "never closed"],
  "a quote that ends too early": [`${XOR}0,0,"no"body\n`, 5, "“body”"],
  "no column for a class": ["0,0\n1,1\n0,1\n", 1, "2 columns"],
  "a seventh class": [many(14, (index) => "abcdefg"[index >> 1]), 13, "“g”"],
  "a single class": ["0,0,a\n1,1,a\n0,1,a\n1,0,a\n", 4, "“a”"],
  "three points": ["0,0,a\n1,1,a\n0,1,b\n", 3, "3 points"],
  "all on one spot": ["1,2,a\n1,2,a\n1,2,b\n1,2,b\n", 4, "one spot"],
  "a very long class": [`${XOR}0,0,${"long ".repeat(9)}\n`, 5, "40"],
  "nothing": ["\n\n", 1, "nothing"],
  "a picture": ["\x89PNG\r\n\x1a\n\0\0", 3, "not text"],
};

const faults = Object.fromEntries(Object.entries(MALFORMED).map(([what, [text, line, part]]) => [
  `${what} is refused, and its line is named`,
  () => {
    const [at, sentence] = refusal(text);
    equal(at, line);
    if (!sentence.includes(`Line ${line}`) || !sentence.includes(part)) throw new Error(sentence);
  },
]));

export const claims = {
  ...faults,
  "dates with slashes are read by the day beyond 12 that tells, and asked about where none does": () => {
    const column = (...dates) => dates.map((date, index) => `${date},${index},${"ab"[index % 2]}`).join("\n");
    const days = (text, choices) => reading(text, choices).points.x;
    equal(days(column("1/2/2024", "31/12/2024", "2/2/2024", "1/3/2024")), [0, 334, 1, 29]);
    equal(days(column("1/2/2024", "12/31/2024", "1/3/2024", "2-2-2024")), [0, 364, 1, 31]);
    const open = column("1/2/2024", "5/5/2024", "3/2/2024", "4/2/2024");
    const [line, sentence] = refusal(`day,n,c\n${open}`);
    equal([line, sentence.includes("“1/2/2024”"), sentence.includes("Dates")], [2, true, true]);
    equal(understood(open).table.dates, true);
    equal([days(open, { dates: "day" }), days(open, { dates: "month" })], [[0, 94, 2, 3], [0, 124, 60, 91]]);
    equal(reading(column("31/12/2023", "5/1/2024", "1/1/2024", "2/1/2024")).notes.map(({ key }) => key)[0], "days_day");
    equal(refusal(column("31/12/2024", "12/31/2024", "1/1/2024", "2/1/2024"))[1].includes("12/31/2024") || refusal(column("31/12/2024", "12/31/2024", "1/1/2024", "2/1/2024"))[1].includes("31/12/2024"), true);
  },
  "a sentence is no table yet, and no columns are named in it": () => {
    for (const text of ["The quick brown fox jumps over the lazy dog.", "Dear all,\nplease find the table attached, as promised, today.", "a;b;c"]) {
      const { fault, table } = understood(text);
      equal([fault?.key, table], ["no_table", null]);
    }
    equal(understood("x,y,label\n0,zero,cat\n").table.rows, 1);
  },
  "rows with an empty cell are said to be what is lacking": () => {
    const [, sentence] = refusal("x,y,label\n0,,a\n1,1,a\n,1,b\n1,0,b\n0,1,b\n");
    equal([sentence.includes("Line 6: only 3 rows"), sentence.includes("2 rows have an empty cell")], [true, true]);
  },
  "commas, semicolons, tabs and spaces are told apart": () => {
    for (const sign of [";", "\t", " ", "  ", ", "]) equal(read(XOR.replaceAll(",", sign)), corners);
  },
  "a decimal comma is understood between semicolons": () => {
    equal(read("0,5;-1,25;a\n1;1;a\n2,5;0;b\n0;1,5;b")[0], [0.5, -1.25, "a"]);
    equal(read("x;y;label\n0,5;1,5;1\n0,25;1;1\n2;0;2\n0;1;2")[1], [0.25, 1, "1"]);
  },
  "a header, a byte order mark, Windows' line ends and blank lines do not matter": () => {
    equal(read(`\uFEFFx,y,label\r\n${XOR.replaceAll("\n", "\r\n\r\n")}`), corners);
    equal(read(`sep=;\r\n${XOR.replaceAll(",", ";")}`), corners);
    equal(read(`# made by hand\n${XOR}`), corners);
    equal(read(XOR.replaceAll("\n", ",\n")), corners);
  },
  "lines are counted as an editor counts them, quotes and remarks included": () => {
    equal(refusal(`# remark\r\n\r\n0,0,"a\r\nb"\r\n1,oh,c\r\n`)[0], 5);
  },
  "a quoted class may hold delimiters, quotes and ends of lines": () => {
    equal(read('0,0,"a, ""b"""\n1,1,"a, ""b"""\n0,1,"c\nd"\n1,0,"c\nd"\n').map(([, , name]) => name), ['a, "b"', 'a, "b"', "c\nd", "c\nd"]);
  },
  "the class may stand in any column, and may be a number": () => {
    equal(read("cat 1 2\ncat 2 1\ndog 3 4\ndog 4 3"), [[1, 2, "cat"], [2, 1, "cat"], [3, 4, "dog"], [4, 3, "dog"]]);
    equal(points("0,0,10\n1,1,10\n0,1,9\n1,0,9").classes, ["9", "10"]);
  },
  "of many columns, those are taken that have the names": () => {
    const text = "id,label,y,x\n1,a,5,6\n2,a,7,8\n3,b,9,1\n4,b,2,3\n";
    const { columns, table: { names } } = reading(text);
    equal(columns, { x: 3, y: 2, label: 1 });
    equal(reading(text, { columns: { x: 0, y: 2, label: 1 }, names }).points.x, [1, 2, 3, 4]);
    equal(reading("sl,sw,pl,pw,species\n5.1,3.5,1.4,.2,setosa\n7,3.2,4.7,1.4,versicolor\n5,3,1,.2,setosa\n6,3,5,1.4,versicolor\n").columns, { x: 0, y: 1, label: 4 });
  },
  "two thousand points are taken whole, and more evenly from every class": () => {
    equal(points(many(2000, (index) => index % 3)).x.length, 2000);
    const some = points(many(5000, (index) => (index < 3 ? "few" : "many")));
    equal([some.of, some.x.length <= 2000, some.x.length > 1990], [5000, true, true]);
    equal(some.label.filter((label) => some.classes[label] === "few").length >= 2, true);
    equal(some.x.at(-1) > 4990, true);
  },
  "what is written is read again": () => {
    const named = { x: [0.5, -1, 2e-7, 3], y: [1, 2, 3, 4], label: [0, 0, 1, 1], classes: ['a "b", c', "# d\ne"] };
    equal(places(points(writtenCsv(named))), places(named));
    const aged = points("age,income,group\n20,1000,a\n30,2000,b\n40,1500,a\n50,900,b\n");
    equal([aged.columns, points(writtenCsv(aged)).columns], [["age", "income"], ["age", "income"]]);
    equal(writtenCsv({ ...points(XOR), split: ["train", "test", "train", "test"] }).split("\r\n").slice(0, 2), ["x,y,label,split", "0,0,no,train"]);
    equal(read(writtenCsv({ ...points(XOR), split: ["train", "test", "train", "test"] })), corners);
  },
  "no cell is run by a spreadsheet, and every name comes back": () => {
    const names = ["=HYPERLINK(A1)", "+1+1", "-x", "@SUM(A1)", "\t=1", "\r=1", "＝1", "'=x", "'=x'", "''=x", "'", "' a", " a", "a ", "-1.5", "1e5", "# a", "'-1"];
    for (const [index, name] of names.entries()) {
      const classes = [name, names[(index + 1) % names.length]];
      const given = { x: [0.5, -1, 2, 3], y: [1, 2, 3, 4], label: [0, 0, 1, 1], classes };
      const text = writtenCsv(given);
      const cells = text.split(/\r\n/).slice(1, -1).map((line) => line.split(",").slice(2).join(",").replace(/^"/, ""));
      equal(cells.filter((cell) => /^[=+\-@\t\r＝＋－＠]/.test(cell) && !/^-1\.5$/.test(cell)), []);
      equal(places(points(text)), places(given));
    }
  },
  "what has more digits than the training tells apart is rounded, and then fits an address": () => {
    equal(rounded([0.1, 0.25]), [0.1, 0.25]);
    const fine = Array.from({ length: 100 }, (_, index) => Math.sin(index));
    const [x, worst] = [rounded(fine), Math.max(...rounded(fine).map((value, index) => Math.abs(value - fine[index])))];
    equal([spelled({ x, y: x, label: x.map((_, index) => index % 2), classes: ["a", "b"], box: null }) !== null, worst < 1e-6], [true, true]);
  },
};
