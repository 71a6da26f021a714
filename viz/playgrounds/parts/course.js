// How the training goes: the loss epoch by epoch, and the gradients of the last update, layer by layer.
"use strict";

const BINS = 24;

/** A picture with its numbers in words, for who does not see it. */
function chart(width, height, told) {
  const svg = makeSvg("svg", { viewBox: `0 0 ${width} ${height}`, role: "img", "aria-label": told });
  return svg;
}

function lossCurve(loss, mark) {
  const [width, height, left, bottom] = [360, 190, 52, 24];
  if (!loss.length) {
    const svg = chart(width, height, label("nothing yet"));
    svg.append(makeSvg("text", { x: width / 2, y: height / 2, "text-anchor": "middle" }, label("nothing yet")));
    return svg;
  }
  const told = { first: short(loss[0]), last: short(loss.at(-1)), n: loss.length };
  const svg = chart(width, height, label("loss curve told", told));
  const high = Math.max(...loss), low = Math.min(0, ...loss), span = high - low || 1;
  const across = (k) => left + ((width - left - 8) * k) / Math.max(1, loss.length - 1);
  const down = (y) => 8 + ((high - y) / span) * (height - bottom - 8);
  const skip = Math.max(1, Math.floor(loss.length / 700));
  const points = loss.map((y, k) => [k, y]).filter(([k]) => k % skip === 0 || k === loss.length - 1);
  svg.append(makeSvg("path", { class: "axis", d: `M${left},8V${height - bottom}H${width - 8}` }));
  const dots = points.length === 1 ? [points[0], [1, points[0][1]]] : points;
  const way = dots.map(([k, y]) => `${across(k).toFixed(1)},${down(y).toFixed(1)}`).join(" ");
  svg.append(makeSvg("polyline", { class: "curve", points: way }));
  svg.append(makeSvg("text", { x: left - 5, y: 17, "text-anchor": "end" }, short(high)));
  svg.append(makeSvg("text", { x: left - 5, y: height - bottom, "text-anchor": "end" }, short(low)));
  svg.append(makeSvg("text", { x: left, y: height - 6 }, "1"));
  svg.append(makeSvg("text", { x: width - 8, y: height - 6, "text-anchor": "end" }, String(loss.length)));
  if (mark) svg.append(makeSvg("path", { class: "axis", d: `M${across(mark - 1).toFixed(1)},8V${height - bottom}` }));
  return svg;
}

function histogram(name, numbers) {
  const [width, height, bottom] = [360, 74, 20];
  const low = numbers.reduce((a, b) => Math.min(a, b)), high = numbers.reduce((a, b) => Math.max(a, b));
  const mean = numbers.reduce((sum, x) => sum + Math.abs(x), 0) / numbers.length;
  const layer = name || label("parameters");
  const svg = chart(width, height, label("histogram told", { layer, low: short(low), high: short(high), mean: short(mean) }));
  const reach = Math.max(Math.abs(low), Math.abs(high)) || 1, counts = new Array(BINS).fill(0);
  for (const x of numbers) counts[Math.min(BINS - 1, Math.floor(((x + reach) / (2 * reach)) * BINS))] += 1;
  const most = Math.max(...counts), step = width / BINS, room = height - bottom - 16;
  counts.forEach((count, k) => {
    const tall = (count / most) * room;
    if (count) svg.append(makeSvg("rect", { class: "bar", x: k * step + 1, y: height - bottom - tall, width: step - 2, height: tall }));
  });
  svg.append(makeSvg("path", { class: "axis", d: `M0,${height - bottom}H${width}M${width / 2},${height - bottom}v5` }));
  svg.append(makeSvg("text", { x: 0, y: 13 }, layer));
  svg.append(makeSvg("text", { x: width, y: 13, "text-anchor": "end" }, `|g| ≈ ${short(mean)}`));
  svg.append(makeSvg("text", { x: 0, y: height - 5 }, short(-reach)));
  svg.append(makeSvg("text", { x: width / 2, y: height - 3, "text-anchor": "middle" }, "0"));
  svg.append(makeSvg("text", { x: width, y: height - 5, "text-anchor": "end" }, short(reach)));
  return svg;
}

atDraw(({ loss, gradient, mark }) => {
  $("loss-curve").replaceChildren(lossCurve(loss, mark));
  if (!gradient) {
    $("histograms").textContent = label("nothing yet");
    return;
  }
  const layers = data.layers.map(([name, places]) => histogram(name, places.map((k) => gradient[k])));
  $("histograms").replaceChildren(...layers);
});
