import { dialled, distance, ends, judged, positive, through, turned } from "/static/story-plane.js";
import { equal, near } from "./figure-assert.js";

const box = { left: -0.5, right: 1.5, bottom: -0.5, top: 1.5 };
const XOR = [{ x: 0, y: 0, label: 0 }, { x: 1, y: 1, label: 0 }, { x: 0, y: 1, label: 1 }, { x: 1, y: 0, label: 1 }];
const DIALS = [[0, 0], [20, -0.12], [90, 0.5], [135, 0.7], [179, -0.9]];

/** The area of a polygon. */
function area(polygon) {
  return Math.abs(polygon.reduce((sum, { x, y }, index) => {
    const next = polygon[(index + 1) % polygon.length];
    return sum + x * next.y - next.x * y;
  }, 0)) / 2;
}

export const claims = {
  "dials make a line, and the line says how they stand": () => {
    for (const [angle, shift] of DIALS) {
      const told = dialled(turned(angle, shift, box), box);
      near(told.angle, angle);
      near(told.shift, shift);
    }
  },
  "a line turned round is dialled as the same line": () => {
    const { a, b, c } = turned(70, 0.3, box);
    const told = dialled({ a: -a, b: -b, c: -c }, box);
    near(told.angle, 70);
    near(told.shift, 0.3);
  },
  "a line through two places is at no distance from them": () => {
    const line = through({ x: 0.2, y: 1.1 }, { x: -0.4, y: 0.3 });
    near(Math.hypot(line.a, line.b), 1);
    near(distance(line, { x: 0.2, y: 1.1 }), 0);
    near(distance(line, { x: -0.1, y: 0.7 }), 0);
  },
  "its ends are on the edge of the box and on the line": () => {
    for (const [angle, shift] of DIALS) {
      const line = turned(angle, shift, box);
      const found = ends(line, box);
      equal(found.length, 2);
      for (const { x, y } of found) {
        near(distance(line, { x, y }), 0);
        near(Math.max(Math.abs(x - 0.5), Math.abs(y - 0.5)), 1);
      }
    }
  },
  "a line that passes by has no ends, and one side of it is the whole box": () => {
    const line = { a: 1, b: 0, c: -2 };
    equal([ends(line, box), positive(line, box)], [[], []]);
    near(area(positive({ a: -1, b: 0, c: 2 }, box)), 4);
  },
  "its two sides make the box": () => {
    for (const [angle, shift] of DIALS) {
      const { a, b, c } = turned(angle, shift, box);
      near(area(positive({ a, b, c }, box)) + area(positive({ a: -a, b: -b, c: -c }, box)), 4);
    }
    near(area(positive(turned(0, 0, box), box)), 2);
  },
  "no line has more than three of XOR's four points right, and some have three": () => {
    const counts = DIALS.map(([angle, shift]) => judged(turned(angle, shift, box), XOR).right);
    const all = Array.from({ length: 180 }, (_, angle) => Array.from({ length: 41 }, (_, step) => judged(turned(angle, (step - 20) / 20, box), XOR).right)).flat();
    equal([Math.max(...all), counts[0]], [3, 2]);
  },
  "a line counts the better way round": () => {
    const points = [{ x: 0, y: 0, label: 1 }, { x: 1, y: 0, label: 0 }];
    equal(judged({ a: 1, b: 0, c: -0.5 }, points), { right: 2, flipped: true });
    equal(judged({ a: -1, b: 0, c: 0.5 }, points), { right: 2, flipped: false });
  },
};
