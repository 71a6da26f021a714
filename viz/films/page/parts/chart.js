// A small chart with axes: a picture of curves that fits a panel. It is drawn anew each time, in units of its own.
"use strict";

const CHART = { width: 340, height: 200, left: 46, right: 12, top: 20, bottom: 36 };

function svgElement(name, attributes, text = "") {
  const made = document.createElementNS("http://www.w3.org/2000/svg", name);
  for (const [key, x] of Object.entries(attributes)) made.setAttribute(key, x);
  made.textContent = text;
  return made;
}
/** Round numbers from one end to the other, about so many: 1, 2 or 5 times a power of ten apart. */
function ticks(low, high, about = 4) {
  const rough = (high - low) / about, power = 10 ** Math.floor(Math.log10(rough));
  const apart = [1, 2, 5, 10].map((c) => c * power).find((c) => c >= rough * 0.99) ?? rough;
  const found = [];
  for (let i = Math.ceil(low / apart - 1e-9); i * apart <= high + 1e-9 * apart && found.length < 20; i += 1) {
    found.push(Number((i * apart).toPrecision(12)));
  }
  return found;
}
/** The ends of an axis for these numbers: what is infinite or far from all others is left out of sight. */
function rangeOf(numbers, always = []) {
  const finite = numbers.filter(Number.isFinite).sort((a, b) => a - b), must = always.filter(Number.isFinite);
  const at = (part) => finite[Math.round(part * (finite.length - 1))];
  let [low, high] = finite.length ? [finite[0], finite.at(-1)] : [-1, 1];
  const middle = finite.length ? at(0.9) - at(0.1) : 0;
  if (middle > 0 && high - low > 8 * middle) [low, high] = [Math.max(low, at(0.1) - middle), Math.min(high, at(0.9) + middle)];
  [low, high] = [Math.min(low, ...must), Math.max(high, ...must)];
  const width = high - low;
  if (!(width > 1e-9 * Math.max(Math.abs(low), Math.abs(high), 1e-300))) {
    const around = Math.abs(low) * 0.5 || 1;
    return [low - around, high + around];
  }
  return Number.isFinite(width) ? [low - 0.06 * width, high + 0.06 * width] : [-1e308, 1e308];
}

/** Empty a chart and draw its axes. What is drawn with the answer is cut off at the frame. */
function chart(svg, { xs, ys, xName, yName }) {
  const { width, height, left, right, top, bottom } = CHART, w = width - left - right, h = height - top - bottom;
  svg.setAttribute("viewBox", `0 0 ${width} ${height}`);
  const inside = svgElement("svg", { x: left, y: top, width: w, height: h }); // an inner svg cuts off what is outside
  const along = ([low, high], size) => (x) => ((x - low) / (high - low)) * size;
  const [toX, up] = [along(xs, w), along(ys, h)];
  const toY = (y) => Math.max(-9 * h, Math.min(9 * h, h - up(y)));
  svg.replaceChildren(svgElement("rect", { class: "frame", x: left, y: top, width: w, height: h }));
  for (const x of ticks(...xs)) {
    svg.append(svgElement("line", { class: "grid", x1: left + toX(x), x2: left + toX(x), y1: top, y2: top + h }));
    svg.append(svgElement("text", { x: left + toX(x), y: top + h + 15, "text-anchor": "middle" }, number(x)));
  }
  for (const y of ticks(...ys)) {
    svg.append(svgElement("line", { class: "grid", x1: left, x2: left + w, y1: top + toY(y), y2: top + toY(y) }));
    svg.append(svgElement("text", { x: left - 5, y: top + toY(y) + 4, "text-anchor": "end" }, number(y)));
  }
  const [yTitle, xTitle] = [{ x: 2, y: 13 }, { x: width - right, y: height - 5, "text-anchor": "end" }].map((place) =>
    svgElement("text", { class: "name", "font-size": 13, ...place }));
  svg.append(yTitle, xTitle, inside);
  setLine(yTitle, yName);
  setLine(xTitle, xName);
  return {
    /** A curve through points; it is interrupted where there is no number, and where it jumps. */
    curve(points, cls) {
      let path = "", last = null;
      for (const [x, y] of points) {
        const isThere = Number.isFinite(y), place = isThere ? toY(y) : null;
        const jumps = last !== null && isThere && Math.abs(place - last) > 0.7 * h && points.length > 40;
        if (isThere) path += `${last === null || jumps ? "M" : "L"}${toX(x).toFixed(2)},${place.toFixed(2)}`;
        last = place;
      }
      inside.append(svgElement("path", { class: cls, d: path }));
    },
    line: (x1, y1, x2, y2, cls) => inside.append(svgElement("line", { class: cls, x1: toX(x1), y1: toY(y1), x2: toX(x2), y2: toY(y2) })),
    dot: (x, y, cls) => inside.append(svgElement("circle", { class: cls, cx: toX(x), cy: toY(y), r: 4.5 })),
    square: (x, y, cls) => inside.append(svgElement("rect", { class: cls, x: toX(x) - 4, y: toY(y) - 4, width: 8, height: 8 })),
  };
}
