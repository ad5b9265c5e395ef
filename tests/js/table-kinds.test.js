// One table of each kind that people have, as programs and countries write them; what is read, and what is said of it.

import { read } from "/static/table.js";
import { equal } from "./figure-assert.js";

const told = (text, choices) => {
  const reading = read(text, choices);
  const { points, notes, columns, table, fault } = reading;
  const names = table && Object.fromEntries(Object.entries(columns).map(([axis, column]) => [axis, table.names[column]]));
  return {
    ...reading, names, keys: notes.map(({ key }) => key), wrong: fault && [fault.line, fault.key],
    x: points?.x, y: points?.y, of: points?.label.map((label) => points.classes[label]),
  };
};
const column = (cells, choices) => told(`x\ty\tlabel\n${cells.map((cell, index) => `${cell}\t${index * index}\t${"ab"[index % 2]}`).join("\n")}\n`, choices);
const classes = ["a", "a", "b", "b"];
const rows = (lines) => lines.map((line, index) => `${line},${classes[index]}`).join("\n");

const NUMBERS = {
  "a comma between thousands beside a number without": [["950", "1,050", "990", "1,100"], [950, 1050, 990, 1100], ["open_thousands"]],
  "a decimal comma, where a cell has no three digits behind it": [["1,5", "1,050", "2", "3,25"], [1.5, 1.05, 2, 3.25], ["decimal"]],
  "a comma and a point": [["1,234.5", "999.0", "12,345,678.9", "0.1"], [1234.5, 999, 12345678.9, 0.1], ["thousands"]],
  "a point and a comma": [["1.234,5", "999,0", "12.345.678,9", "0,1"], [1234.5, 999, 12345678.9, 0.1], ["thousands", "decimal"]],
  "points between thousands": [["1.234.567", "950", "1.050", "7"], [1234567, 950, 1050, 7], ["thousands"]],
  "India's groups": [["12,34,567", "1,05,000", "950", "1,00,00,000"], [1234567, 105000, 950, 10000000], ["thousands"]],
  "no-break spaces": [["1\u00a0234", "12\u202f345,5", "1\u2009000\u2009000", "5"], [1234, 12345.5, 1000000, 5], ["thousands", "decimal"]],
  "apostrophes, as in Switzerland": [["1'234.50", "1’234’567", "2", "3"], [1234.5, 1234567, 2, 3], ["thousands"]],
  "underscores": [["1_000", "2_000_000", "3", "4"], [1000, 2000000, 3, 4], ["thousands"]],
  "signs of many kinds": [["−1.5", "+2.5", "–3", "-0"], [-1.5, 2.5, -3, 0], []],
  "minus as an accountant writes it": [["(1.5)", "2.5", "(1,000.25)", "3-"], [-1.5, 2.5, -1000.25, -3], ["thousands", "turned"]],
  "exponents": [["1e3", "2.5E-2", "-1,0e+1".replace(",", "."), "6.02×10^3"], [1000, 0.025, -10, 6020], []],
  "percent": [["10%", "12.5 %", "0%", "100%"], [10, 12.5, 0, 100], ["unit"]],
  "one unit everywhere": [["10 cm", "12 cm", "9.5 cm", "11 cm"], [10, 12, 9.5, 11], ["unit"]],
  "a currency before": [["$1,200.50", "$950", "-$3", "$2"], [1200.5, 950, -3, 2], ["thousands", "unit"]],
  "a currency behind": [["1.200,50 €", "950 €", "3 €", "2 €"], [1200.5, 950, 3, 2], ["thousands", "decimal", "unit"]],
  "zeros in front": [["007", "010", "1", "2"], [7, 10, 1, 2], []],
  "full-width digits": [["１２", "３．５", "－４", "5"], [12, 3.5, -4, 5], []],
  "Unix times": [["1717200000", "1717286400", "1717372800", "1717459200"], [1717200000, 1717286400, 1717372800, 1717459200], []],
  "numbers far beyond a million": [["1e12", "25000000", "1e300", "-3e200"], [1e12, 25000000, 1e300, -3e200], []],
  "dates": [["2024-05-01", "2024-05-02", "2024-06-01", "2025-05-01"], [0, 1, 31, 365], ["days"]],
  "German dates with times": [["1.5.2024 12:00", "2.5.2024 00:00", "3.5.2024", "1.5.2024 06:00"], [0.5, 1, 2, 0.25], ["days"]],
};

const REFUSED = {
  "another unit": [["10 cm", "12 cm", "1 m", "9 cm"], [4, "unit"]],
  "a unit in one cell": [["10", "12", "9 cm", "11"], [4, "unit"]],
  "a comma that fits nothing": [["1.5", "2.5", "2,55", "3.5"], [4, "mixed_point"]],
  "a point that fits nothing": [["1,5", "2,5", "2.55", "3,5"], [4, "mixed_comma"]],
  "groups of two": [["1,5", "12,34,56", "2,5", "3,5"], [3, "number"]],
  "a time": [["1", "2", "12:30", "3"], [4, "number"]],
  "a date of one country": [["5/1/2024", "5/2/2024", "5/3/2024", "5/4/2024"], [2, "date_open"]],
  "an endless number": [["1", "2", "inf", "3"], [4, "number"]],
};

const LAYOUTS = {
  "pandas' index": [",x,y,label\n0,1,5,a\n1,2,6,a\n2,3,7,b\n3,4,8,b\n", ["x", "y", "label"]],
  "R's row names": ['"Sepal.Length","Sepal.Width","Species"\n"1",5.1,3.5,"a"\n"2",4.9,3,"a"\n"3",7,3.2,"b"\n"4",6.4,3.2,"b"\n', ["Sepal.Length", "Sepal.Width", "Species"]],
  "R's write.table": ["x y label\n1 1 5 a\n2 2 6 a\n3 3 7 b\n4 4 8 b\n", ["x", "y", "label"]],
  "names of rows": ["mpg hp cyl\n'Mazda RX4' 21 110 6\n'Datsun 710' 22.8 93 4\n'Hornet' 21.4 110 6\n'Duster' 14.3 245 8\n'Merc' 24.4 62 4\n'Camaro' 13.3 245 8\n", ["mpg", "hp", "cyl"]],
  "a counting Id": ["Id,a,b,kind\n1,5,0.5,p\n2,6,0.4,p\n3,4,0.1,q\n4,8,0.2,q\n", ["a", "b", "kind"]],
  "penguins": ["species,island,bill_length_mm,bill_depth_mm,flipper_length_mm,body_mass_g,sex,year\nAdelie,Torgersen,39.1,18.7,181,3750,male,2007\nAdelie,Torgersen,NA,NA,NA,NA,NA,2007\nAdelie,Dream,39.5,17.4,186,3800,female,2007\nGentoo,Biscoe,46.1,13.2,211,4500,female,2008\nGentoo,Biscoe,50,16.3,230,5700,male,2008\n", ["bill_length_mm", "bill_depth_mm", "species"]],
  "the class first, with a name": ["target,a,b\n0,1.5,2\n1,2.5,3\n0,3.5,1\n1,1.2,5\n", ["a", "b", "target"]],
  "x1, x2 and y": ["x1,x2,y\n1,5,0\n2,6,0\n3,7,1\n4,9,1\n", ["x1", "x2", "y"]],
  "a row of units": ["length,width,species\ncm,cm,\n1,5,a\n2,6,a\n3,7,b\n4,8,b\n", ["length (cm)", "width (cm)", "species"]],
  "units in brackets": ["length;width;species\n[mm];[mm];-\n1;5;a\n2;6;a\n3;7;b\n4;8;b\n", ["length (mm)", "width (mm)", "species"]],
  "two header rows": ["size,size,kind\nlong,wide,name\n1,5,a\n2,6,a\n3,7,b\n4,8,b\n", ["size long", "size wide", "kind name"]],
  "a title line": ["Trees of 2024, by hand\n\nlength;width;species\n1;5;a\n2;6;a\n3;7;b\n4;8;b\n", ["length", "width", "species"]],
  "a title line with delimiters": ["Trees,,\nlength,width,species\n1,5,a\n2,6,a\n3,7,b\n4,8,b\n", ["length", "width", "species"]],
  "a note at the end": ["length,width,species\n1,5,a\n2,6,a\n3,7,b\n4,8,b\nSource: the lab\n", ["length", "width", "species"]],
  "remarks of every kind": ["# one\n% two\n// three\n; four\nlength,width,species\n1,5,a\n2,6,a\n# between\n3,7,b\n4,8,b\n", ["length", "width", "species"]],
  "a hundred remarks with commas": [`${"# a, b; c\n".repeat(100)}length;width;species\n1;5;a\n2;6;a\n3;7;b\n4;8;b\n`, ["length", "width", "species"]],
  "a hundred lines of prose": [`${"Once, in a lab, there were trees; they grew.\n".repeat(100)}length;width;species\n1;5;a\n2;6;a\n3;7;b\n4;8;b\n`, ["length", "width", "species"]],
  "NumPy's header": ["# x y label\n1 5 0\n2 6 0\n3 7 1\n4 8 1\n", ["x", "y", "label"]],
  "a delimiter too many in the header": ["length,width,species,\n1,5,a\n2,6,a\n3,7,b\n4,8,b\n", ["length", "width", "species"]],
  "a delimiter too many in the rows": ["length,width,species\n1,5,a,\n2,6,a,\n3,7,b,\n4,8,b,\n", ["length", "width", "species"]],
  "a delimiter too many everywhere": ["length;width;species;;\n1;5;a;;\n2;6;a;;\n3;7;b;;\n4;8;b;;\n", ["length", "width", "species"]],
  "vertical bars": ["length|width|species\n1|5|a\n2|6|a\n3|7|b\n4|8|b\n", ["length", "width", "species"]],
  "Markdown": ["| length | width | species |\n|---|:-:|---|\n| 1 | 5 | a |\n| 2 | 6 | a |\n| 3 | 7 | b |\n| 4 | 8 | b |\n", ["length", "width", "species"]],
  "a table of a terminal": ["+--------+-------+---------+\n| length | width | species |\n+--------+-------+---------+\n| 1 | 5 | a |\n| 2 | 6 | a |\n| 3 | 7 | b |\n| 4 | 8 | b |\n+--------+-------+---------+\n", ["length", "width", "species"]],
  "sep=": ["sep=;\r\nlength;width;species\r\n1;5;a\r\n2;6;a\r\n3;7;b\r\n4;8;b\r\n", ["length", "width", "species"]],
  "ARFF": ["% about\n@RELATION trees\n@ATTRIBUTE length NUMERIC\n@ATTRIBUTE 'width' REAL\n@ATTRIBUTE species {a,b}\n@DATA\n1,5,a\n2,6,a\n3,7,'b'\n4,8,b\n", ["length", "width", "species"]],
  "single quotes": ["'length','width','species'\n'1','5','a'\n'2','6','a'\n'3','7','b'\n'4','8','b'\n", ["length", "width", "species"]],
  "Korean names": ["번호,키,몸무게,성별\n1,160,55,여\n2,158,50,여\n3,175,70,남\n4,180,80,남\n", ["키", "몸무게", "성별"]],
  "an Excel of Germany": ["Nr.;Länge;Breite;Art\r\n1;1,5;5;a\r\n2;2,25;6;a\r\n3;3;7,5;b\r\n4;4;8;b\r\n", ["Länge", "Breite", "Art"]],
  "SPSS": ["id\tscore\tage\tgroup\n1\t.50\t20\t1\n2\t#NULL!\t30\t1\n3\t1.50\t40\t2\n4\t2.00\t35\t2\n5\t1.00\t25\t1\n", ["score", "age", "group"]],
};

export const claims = {
  ...Object.fromEntries(Object.entries(NUMBERS).map(([what, [cells, values, keys]]) => [`numbers: ${what}`, () => {
    const { x, keys: said, wrong } = column(cells);
    equal([wrong, x, said], [null, values, keys]);
  }])),
  ...Object.fromEntries(Object.entries(REFUSED).map(([what, [cells, expected]]) => [`refused, with its line: ${what}`, () => equal(column(cells).wrong, expected)])),
  ...Object.fromEntries(Object.entries(LAYOUTS).map(([what, [text, names]]) => [`layout: ${what}`, () => {
    const { names: found, wrong, points } = told(text);
    equal([wrong, Object.values(found ?? {}), points !== null], [null, names, true]);
    if (text.includes("width,species")) equal(points.x, [1, 2, 3, 4]);
  }])),
  "where a reading stays open, the other one is there": () => {
    for (const [cells, first, other] of [[["1,234", "2,345", "3,456", "4,567"], 1234, 1.234], [["1.234", "2.345", "3.456", "4.567"], 1.234, 1234]]) {
      const taken = column(cells);
      equal([taken.x[0], taken.keys.some((key) => key.startsWith("open_"))], [first, true]);
      equal([".", ","].map((reading) => column(cells, { reading }).x[0]).toSorted((a, b) => a - b), [first, other].toSorted((a, b) => a - b));
    }
  },
  "another column says how commas are meant": () => {
    const text = (y) => ["1,234", "2,345", "3,456", "4,567"].map((x, index) => `${x}\t${y[index]}\t${"aabb"[index]}`).join("\n");
    equal(told(text(["1.5", "2", "3", "4"])).x[0], 1234);
    equal(told(text(["1,5", "2", "3", "4"])).x[0], 1.234);
  },
  "a class in numbers, first and without a name": () => {
    const { columns, keys } = told("0,3,1\n1,7,2\n0,4,2\n1,8,1\n");
    equal(columns, { x: 1, y: 2, label: 0 });
    equal(keys.includes("others"), true);
    equal(told("1,14.2,1.7\n2,12.3,0.9\n1,13.2,1.8\n2,12.1,1.1\n").columns, { x: 1, y: 2, label: 0 });
    equal(told("0,0,1\n1,1,1\n0,1,2\n1,0,2\n").columns.label, 2);
  },
  "names and numbers of people are nobody's x and nobody's class": () => {
    equal(told("Ann,1,5,a\nBob,2,6,a\nCyd,3,7,b\nDan,4,9,b\n").columns, { x: 1, y: 2, label: 3 });
    equal(told("10023,1.5,5,a\n10457,2.5,6,a\n10234,3.5,7,b\n11923,4.5,9,b\n10001,4,9,b\n").columns, { x: 1, y: 2, label: 3 });
  },
  "rows without a value are left out and counted, whatever stands there": () => {
    for (const word of ["", "NA", "N/A", "NaN", "null", "-", ".", "?", "#N/A", "\\N"]) {
      const { x, notes } = told(`x,y,label\n${rows(["1,2", "2,3", "3,4", "4,6"])}\n${word},5,a\n5,${word},b\n6,7,${word}\n`);
      equal([x, notes[0].values.count], [[1, 2, 3, 4], 3]);
    }
    equal(told("x,y,label\n1,2,-\n2,3,+\n3,5,-\n4,4,+\n").wrong, [5, "few_left"]);
    equal(told("x,y,label\n1,2,None\n2,3,Mild\n3,5,None\n4,4,Mild\n").of, ["None", "Mild", "None", "Mild"]);
  },
  "a class of one row is left out where two others remain": () => {
    const { x, notes } = told(`${rows(["1,2", "2,3", "3,4", "4,6"])}\n9,9,typo\n`);
    equal([x.length, notes[0].key, notes[0].values.names], [4, "lonely", "“typo”"]);
  },
  "of too many classes the largest can be taken": () => {
    const text = Array.from({ length: 40 }, (_, index) => `${index / 4},${index % 5},${"abcdefgh"[index % 8 < 6 ? index % 8 : (index % 16) % 8]}`).join("\n");
    equal(told(text).wrong[1], "class_many");
    equal(told(text, { largest: true }).points.classes.length, 6);
  },
  "choices are obeyed: the sign between cells, the first row": () => {
    equal(told("1;2;3,a\n2;3;4,a\n3;4;5,b\n4;4;6,b\n", { delimiter: ";" }).table.delimiter, ";");
    equal(told("1,2,a\n2,3,a\n3,4,b\n4,5,b\n5,7,a\n", { header: "yes" }).x, [2, 3, 4, 5]);
    equal(told("x,y,label\n1,2,a\n2,3,a\n3,4,b\n4,5,b\n", { header: "no" }).wrong, [1, "number"]);
  },
  "a wrong number in the first row is no header": () => {
    equal(told("abc,def,a\n1,2,a\n3,5,b\n4,4,b\n2,2,a\n").wrong, [1, "number"]);
  },
  "the names of x and y go with the points": () => {
    equal(told("Länge;Breite;Art\n[cm];[cm];\n1;5;a\n2;6;a\n3;7;b\n4;8;b\n").points.columns, ["Länge (cm)", "Breite (cm)"]);
    equal(told("1;5;a\n2;6;a\n3;7;b\n4;8;b\n").points.columns, null);
  },
  "what is no table says so": () => {
    equal(told('[{"x": 1}]').wrong, [1, "json"]);
    equal(told("x,y,label\n1,2,a\n1,3,a\n1,2,3,4,a\n1,5,b\n2,2,b\n").wrong, [4, "cells"]);
  },
};
