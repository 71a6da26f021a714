// Small pictures for the whys, drawn with the names and numbers of the step: a change that travels, a fork, a box that
// does not wait, a curve with its tangent.
"use strict";

const SVG = "http://www.w3.org/2000/svg";
/** An SVG element; attributes first, then what is in it. */
function shapeOf(name, attributes = {}, ...inside) {
  const made = document.createElementNS(SVG, name);
  for (const [key, x] of Object.entries(attributes)) made.setAttribute(key, x);
  made.append(...inside);
  return made;
}
function sketchFrame(width, height, about, ...inside) {
  const drawn = shapeOf("svg", { viewBox: `0 0 ${width} ${height}`, class: "sketch", role: "img", "aria-label": about }, ...inside);
  drawn.style.maxWidth = `${width * 1.15}px`; // letters as large as those around it
  return drawn;
}
/** Text in a picture; names have their scripts. */
function sketchText(x, y, text, cls = "", anchor = "middle") {
  const made = shapeOf("text", { x, y, class: cls, "text-anchor": anchor });
  setLine(made, text);
  return made;
}
const LONGEST = 12; // letters of a name in a picture
const shortened = (name) => ([...name].length > LONGEST ? `${[...name].slice(0, LONGEST - 1).join("")}…` : name);
const widthOf = (text) => 7.9 * [...text].reduce((sum, c) => sum + (c > "⺀" ? 1.7 : 1), 0);

function sketchBox(x, y, width, name, below = "", height = 30) {
  return shapeOf("g", { class: "sketch-box" }, shapeOf("rect", { x: x - width / 2, y: y - height / 2, width, height, rx: 6 }),
    sketchText(x, y + 5, shortened(name)), sketchText(x, y + height / 2 + 18, below, "below"));
}
/** A line with a head at its end, and words above it. */
function sketchArrow([x1, y1], [x2, y2], words = "", cls = "", at = 0.5) {
  const length = Math.hypot(x2 - x1, y2 - y1) || 1, [ux, uy] = [(x2 - x1) / length, (y2 - y1) / length];
  const corner = (side) => `${x2 - 8 * ux - 4 * side * uy},${y2 - 8 * uy + 4 * side * ux}`;
  return shapeOf("g", { class: `sketch-arrow ${cls}` },
    shapeOf("line", { x1, y1, x2: x2 - 6 * ux, y2: y2 - 6 * uy }),
    shapeOf("polygon", { points: `${x2},${y2} ${corner(1)} ${corner(-1)}` }),
    sketchText(x1 + at * (x2 - x1), y1 + at * (y2 - y1) - 6, words));
}

/** Boxes in a row: how much each one moves, and between them what that is multiplied with. */
function chainPicture(about, stations) {
  const widths = stations.map(({ name, moves }) => Math.max(46, widthOf(shortened(name)) + 14, 1.12 * widthOf(moves)));
  const inside = [];
  let left = 2;
  stations.forEach(({ name, moves, times }, i) => {
    const right = left + widths[i];
    inside.push(sketchBox((left + right) / 2, 24, widths[i], name, moves));
    left = right;
    if (!times) return;
    left += Math.max(46, widthOf(times) + 16);
    inside.push(sketchArrow([right, 24], [left, 24], times));
  });
  return sketchFrame(left + 2, 64, about, ...inside);
}

/** The ways from a box to the output, a line for each arrow that leaves it, with what comes along it. */
function forkPicture(about, from, to, branches, sum) {
  const rows = branches.length, height = Math.max(96, 44 * rows + 30), middle = height / 2 - 12;
  const fromWide = Math.max(50, widthOf(shortened(from)) + 18), toWide = Math.max(50, widthOf(shortened(to)) + 18);
  const viaWide = Math.max(50, ...branches.map(({ name }) => widthOf(shortened(name)) + 18));
  const wordWide = Math.max(56, ...branches.map(({ words }) => widthOf(words) + 14));
  const viaAt = fromWide + 48 + viaWide / 2, toAt = viaAt + viaWide / 2 + wordWide + 34 + toWide / 2, inside = [];
  branches.forEach(({ name, words, isOutput, cls }, i) => {
    const y = rows === 1 ? middle : 22 + i * (height - 68) / (rows - 1);
    const left = [fromWide + 2, middle], right = [toAt - toWide / 2, middle];
    if (isOutput) {
      inside.push(shapeOf("line", { x1: left[0], y1: left[1], x2: viaAt, y2: y, class: `direct ${cls}` }));
      inside.push(sketchArrow([viaAt, y], right, words, cls, 0.3));
      return;
    }
    inside.push(sketchArrow(left, [viaAt - viaWide / 2, y], "", cls), sketchBox(viaAt, y, viaWide, name));
    inside.push(sketchArrow([viaAt + viaWide / 2, y], right, words, `${cls} far`, 0.35));
  });
  inside.push(sketchBox(2 + fromWide / 2, middle, fromWide, from), sketchBox(toAt, middle, toWide, to));
  inside.push(sketchText((toAt + toWide / 2) / 2, height - 6, sum, "result"));
  return sketchFrame(toAt + toWide / 2 + 2, height, about, ...inside);
}

/** A box that sends at every visit: a line back to its parent for each, and what comes of it. */
function visitPicture(about, name, below, visits, wrong, right) {
  const rows = visits.length, height = 34 * rows + 54, middle = 17 * rows + 10;
  const nameWide = Math.max(50, widthOf(shortened(name)) + 18), belowWide = Math.max(50, widthOf(shortened(below)) + 18);
  const room = Math.max(120, ...visits.map((text) => widthOf(text) * 0.86 + 24));
  const nameAt = belowWide + room + nameWide / 2 + 4;
  const inside = visits.map((text, i) => {
    const y = 22 + 34 * i;
    return sketchArrow([nameAt - nameWide / 2, y + 4], [belowWide + 4, y + 4], text, i ? "again" : "");
  });
  inside.push(sketchBox(2 + belowWide / 2, middle, belowWide, below, "", 34 * rows));
  inside.push(sketchBox(nameAt, middle, nameWide, name, "", 34 * rows));
  inside.push(sketchText(2, height - 8, wrong, "wrong", "start"));
  inside.push(sketchText(nameAt + nameWide / 2, height - 8, right, "right", "end"));
  return sketchFrame(nameAt + nameWide / 2 + 2, height, about, ...inside);
}

const PLOT = { width: 250, height: 150, points: 120 };
/** A function near a point, its tangent there, and the point. `f` may be null: then there is the tangent alone. */
function curvePicture(about, f, x0, y0, slopeThere, [xName, yName]) {
  const reach = Math.max(2, 1.5 * Math.abs(x0)), { width, height, points } = PLOT;
  const xs = Array.from({ length: points + 1 }, (_, i) => x0 - reach + 2 * reach * i / points);
  const ys = f ? xs.map(f) : [];
  const near = ys.filter((y, i) => Number.isFinite(y) && Math.abs(xs[i] - x0) <= reach / 2);
  const most = Math.max(1.5 * Math.abs(slopeThere) * reach, ...near.map((y) => 1.5 * Math.abs(y - y0)), 1e-9 * Math.abs(y0), 1e-12);
  const seen = ys.filter((y) => Number.isFinite(y) && Math.abs(y - y0) <= most);
  let low = Math.min(y0, ...seen), high = Math.max(y0, ...seen);
  if (!(high - low > 0.02 * most)) [low, high] = [y0 - most, y0 + most];
  const pad = 0.12 * (high - low);
  [low, high] = [low - pad, high + pad];
  const right = (x) => ((x - x0 + reach) / (2 * reach)) * width, up = (y) => height * (1 - (y - low) / (high - low));
  let path = "", pen = "M";
  ys.forEach((y, i) => {
    if (!Number.isFinite(y) || Math.abs(y - y0) > 3 * most) { pen = "M"; return; }
    path += `${pen}${right(xs[i]).toFixed(1)},${up(y).toFixed(1)}`;
    pen = "L";
  });
  const tangent = { x1: 0, y1: up(y0 - slopeThere * reach), x2: width, y2: up(y0 + slopeThere * reach), class: "tangent" };
  const inside = shapeOf("svg", { x: 8, y: 20, width, height, viewBox: `0 0 ${width} ${height}` }, // what is outside is cut
    ...(low <= 0 && high >= 0 ? [shapeOf("line", { x1: 0, x2: width, y1: up(0), y2: up(0), class: "axis" })] : []),
    ...(Math.abs(x0) <= reach ? [shapeOf("line", { x1: right(0), x2: right(0), y1: 0, y2: height, class: "axis" })] : []),
    shapeOf("path", { d: path, class: "curve" }), shapeOf("line", tangent),
    shapeOf("circle", { cx: right(x0), cy: up(y0), r: 5, class: "here" }));
  return sketchFrame(width + 16, height + 44, about, shapeOf("rect", { x: 8, y: 20, width, height, class: "plot" }), inside,
    sketchText(8, 14, `${shortened(yName)} = ${number(y0)}`, "", "start"),
    sketchText(width + 8, 14, number(slopeThere), "slope", "end"),
    sketchText(8 + width / 2, height + 38, `${shortened(xName)} = ${number(x0)}`));
}
