// Lines in a square of the plane: where they cross it, which part of it lies on either side, what they have right. Pure.
//
// A line is {a, b, c}: a x + b y + c = 0, with (a, b) of length 1. A box is {left, right, bottom, top}.

/** The line whose normal has that angle in degrees, moved from the box's middle by a share of half its side. */
export function turned(angle, shift, box) {
  const [a, b] = [Math.cos((angle * Math.PI) / 180), Math.sin((angle * Math.PI) / 180)];
  const { x, y, half } = middle(box);
  return { a, b, c: -(a * x + b * y) - shift * half };
}

/** The angle, 0 to 180, and the shift that turned() makes that line of. */
export function dialled({ a, b, c }, box) {
  const sign = b < 0 || (b === 0 && a < 0) ? -1 : 1;
  const { x, y, half } = middle(box);
  const angle = (Math.atan2(sign * b, sign * a) * 180) / Math.PI;
  return { angle, shift: (-sign * (a * x + b * y + c)) / half };
}

/** The line through two places. */
export function through(p, q) {
  const length = Math.hypot(q.x - p.x, q.y - p.y) || 1;
  const [a, b] = [(p.y - q.y) / length, (q.x - p.x) / length];
  return { a, b, c: -(a * p.x + b * p.y) };
}

/** How far a place is from a line: positive on the side that (a, b) points to. */
export function distance({ a, b, c }, { x, y }) {
  return a * x + b * y + c;
}

/** The two places where a line crosses the edge of a box; none where it passes by. */
export function ends(line, box) {
  const edge = corners(box);
  const crossed = edge.flatMap((p, index) => crossing(line, p, edge[(index + 1) % 4]));
  return crossed.length < 2 ? [] : farthest(crossed);
}

/** The part of a box on the line's positive side, as a polygon. */
export function positive(line, box) {
  const edge = corners(box);
  return edge.flatMap((p, index) => {
    const here = distance(line, p) > 0 ? [p] : [];
    return [...here, ...crossing(line, p, edge[(index + 1) % 4])];
  });
}

/**
 * What a line has right, the better way round.
 * @param {Array<{x, y, label}>} points of the classes 0 and 1
 * @returns {{right: number, flipped: boolean}} flipped: class 1 is on the negative side
 */
export function judged(line, points) {
  const agree = points.filter((point) => distance(line, point) > 0 === (point.label === 1)).length;
  const flipped = points.length - agree > agree;
  return { right: flipped ? points.length - agree : agree, flipped };
}

function middle({ left, right, bottom, top }) {
  return { x: (left + right) / 2, y: (bottom + top) / 2, half: (right - left) / 2 };
}

function corners({ left, right, bottom, top }) {
  return [{ x: left, y: bottom }, { x: right, y: bottom }, { x: right, y: top }, { x: left, y: top }];
}

function crossing(line, p, q) {
  const [from, to] = [distance(line, p), distance(line, q)];
  if (from > 0 === to > 0) return [];
  const share = from / (from - to);
  return [{ x: p.x + share * (q.x - p.x), y: p.y + share * (q.y - p.y) }];
}

function farthest([first, ...others]) {
  const length = (p) => Math.hypot(p.x - first.x, p.y - first.y);
  return [first, others.reduce((best, p) => (length(p) > length(best) ? p : best))];
}
