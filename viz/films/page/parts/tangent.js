// The tangent: the output over one input, the others as they are; its tangent at the number of the program; and how far
// apart both are where the input has been turned to. The curve is computed by the page's own rows.
"use strict";

const SAMPLES = 121; // points of the curve
let magnified = 1; // how far the chart is zoomed in: near enough, every smooth curve is its tangent

const followers = new Map(); // input -> the nodes that depend on it, in order
function followersOf(leaf) {
  if (!followers.has(leaf)) {
    const reached = new Set([leaf]), found = [];
    nodes.forEach((_, node) => {
      if (node !== leaf && parentsOf[node].some((parent) => reached.has(parent))) {
        reached.add(node);
        found.push(node);
      }
    });
    followers.set(leaf, found);
  }
  return followers.get(leaf);
}
/** The output where an input is x and the others are as they are now. */
function outputAt(leaf, x) {
  const values = now.values.slice();
  values[leaf] = x;
  for (const node of followersOf(leaf)) {
    values[node] = ROWS[nodes[node].use].forward(m, ...nodes[node].arguments.map((a) => (isNode(a) ? values[a] : Number(a))));
  }
  return values[NODES - 1];
}
/** The derivative of the output for an input at its number in the program, the others as they are now. */
function slopeAtStart(leaf) {
  const others = new Map(leaves);
  others.delete(leaf);
  return finalGradients(swept(recomputed(others)))[leaf];
}

/** What the chart shows: the point of the program, the present one, and both lines. */
function tangentOf(leaf) {
  const x0 = original.values[leaf], x1 = now.values[leaf], slope = slopeAtStart(leaf);
  const half = Math.max(Math.max(1, Math.abs(x0)) / magnified, 1.3 * Math.abs(x1 - x0)) || 1;
  const xs = [x0 - half, x0 + half];
  const points = Array.from({ length: SAMPLES }, (_, i) => xs[0] + (i / (SAMPLES - 1)) * (xs[1] - xs[0]));
  const [y0, y1] = [outputAt(leaf, x0), now.values[NODES - 1]];
  return { x0, x1, y0, y1, slope, xs, curve: points.map((x) => [x, outputAt(leaf, x)]), line: y0 + slope * (x1 - x0) };
}
/** The chart in words. */
function tangentInWords(leaf, { x0, x1, y0, y1, slope, line }) {
  const name = nodes[leaf].name, root = nodes[NODES - 1].name;
  const fields = {
    leaf: name, root, x: number(x0), value: number(y0), slope: number(slope), whole: whole(root, name),
  };
  if (!Number.isFinite(y0)) return label("tangent no value", fields);
  if (Number.isNaN(slope)) return label("tangent none", fields);
  if (!Number.isFinite(slope)) return label("tangent vertical", fields);
  const said = [label("tangent slope", fields)];
  if (slope === 0) said.push(label("tangent flat", fields));
  if (x1 !== x0 && !Number.isFinite(y1)) said.push(label("tangent no value", { ...fields, x: number(x1), value: number(y1) }));
  else if (x1 !== x0) {
    const gap = number(Math.abs(nudged(y1 - line, 0)));
    said.push(label("tangent gap", { ...fields, x: number(x1), line: number(line), curve: number(y1), gap }));
  }
  return said.join(data.words[lang].between);
}
function drawTangent() {
  if (!canChange) return;
  const isHidden = asked(step), leaf = turned;
  $("tangent").hidden = isHidden || !Number.isFinite(original.values[leaf]) || !Number.isFinite(now.values[leaf]);
  if ($("tangent").hidden || opened !== "what-if") return;
  $("tangent-of").value = leaf;
  const shown = tangentOf(leaf), { x0, x1, y0, y1, slope, xs, curve, line } = shown;
  const svg = $("tangent-chart"), words = tangentInWords(leaf, shown);
  const hasTangent = Number.isFinite(slope) && Number.isFinite(y0), hasGap = hasTangent && x1 !== x0;
  const ys = rangeOf(curve.map(([, y]) => y), [y0, y1, ...(hasGap ? [line] : [])]);
  const drawn = chart(svg, { xs, ys, xName: nodes[leaf].name, yName: nodes[NODES - 1].name });
  drawn.curve(curve, "curve");
  if (hasTangent) drawn.line(xs[0], y0 + slope * (xs[0] - x0), xs[1], y0 + slope * (xs[1] - x0), "tangent");
  else if (Math.abs(slope) === Infinity && Number.isFinite(y0)) drawn.line(x0, ys[0], x0, ys[1], "tangent");
  if (hasGap && Number.isFinite(y1)) drawn.line(x1, line, x1, y1, "gap");
  if (Number.isFinite(y0)) drawn.dot(x0, y0, "start");
  if (hasGap) drawn.square(x1, line, "on-tangent");
  if (x1 !== x0 && Number.isFinite(y1)) drawn.dot(x1, y1, "on-curve");
  svg.setAttribute("aria-label", `${label("tangent", { root: nodes[NODES - 1].name, leaf: nodes[leaf].name })}. ${words}`);
  put($("tangent-text"), words);
  $("farther").disabled = magnified === 1;
}

atStart(() => $("tangent-of").append(...inputs.map((leaf) => {
  const option = make("option");
  option.textContent = nodes[leaf].name;
  option.value = leaf;
  return option;
})));
atDraw(drawTangent);
$("tangent-of").addEventListener("change", () => { turned = Number($("tangent-of").value); draw(); });
$("nearer").addEventListener("click", () => { magnified = Math.min(magnified * 2, 2 ** 12); draw(); });
$("farther").addEventListener("click", () => { magnified = Math.max(magnified / 2, 1); draw(); });
