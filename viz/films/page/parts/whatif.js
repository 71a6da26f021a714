// What if: other numbers at the inputs, and everything computed again. They are turned here, in the graph, or in a link.
"use strict";

const STEP = 0.01, BIG_STEP = 0.1; // of the keys ↑ and ↓, and with Shift
const SLIDER_STEPS = 200; // from one end of a slider to the other, when it is dragged
const inputs = nodes.flatMap((node, i) => (node.use === null ? [i] : [])).sort((a, b) => computedAt[a] - computedAt[b]);
const canChange = inputs.length > 0 && canRecompute();
const original = recorded(); // the numbers of the program
const originalSteps = swept(original);
let turned = inputs[0]; // the input that was changed last

const leafValue = (leaf) => leaves.get(leaf) ?? original.values[leaf];

const turns = [];
/** Called when somebody has changed numbers by hand. */
const atTurn = (act) => turns.push(act);

// --- changing --------------------------------------------------------------------------------------------------------

/** Give inputs other numbers; those of the program need not be kept. */
function setLeaves(changes) {
  for (const [leaf, x] of changes) {
    if (Object.is(x, original.values[leaf])) leaves.delete(leaf);
    else leaves.set(leaf, x);
  }
  recompute();
}
/** Change an input: all values and final gradients are shown at once. */
function change(leaf, x) {
  play(false);
  closeCard();
  turned = leaf;
  setLeaves([[leaf, x]]);
  turns.forEach((act) => act());
  fillLeaf(leaf);
  overview = leaves.size && step < LAST ? tellChange : null;
  draw();
}
function recompute() {
  now = leaves.size ? recomputed(leaves) : recorded();
  numbers = swept(now);
}
function reset() {
  leaves.clear();
  overview = null;
  recompute();
  turns.forEach((act) => act());
  fillLeaves();
  draw();
}
/** One step up or down, without the dust that 0.1 + 0.2 leaves. */
const nudged = (x, by) => Number((x + by).toPrecision(12));

// --- sliders and number boxes ----------------------------------------------------------------------------------------

const linesOf = new Map(); // input -> its line: { line, slider, box, was, back }
function fillLeaf(leaf) {
  const { slider, box, was, back } = linesOf.get(leaf), x = leafValue(leaf), old = original.values[leaf];
  slider.value = x;
  if (document.activeElement !== box || Number(box.value) !== x) box.value = String(x);
  box.removeAttribute("aria-invalid");
  back.classList.toggle("away", !leaves.has(leaf));
  put(was, leaves.has(leaf) ? label("turned", { before: number(old), after: number(x), h: number(nudged(x, -old)) }) : "");
}
const fillLeaves = () => inputs.forEach((leaf) => { if (linesOf.has(leaf)) fillLeaf(leaf); });

/** ↑ ↓ in a box, and ← → on a slider, too: a step; with Shift a big one. */
function keyAtLeaf(event, leaf) {
  const isSlider = event.target.type === "range";
  const up = event.key === "ArrowUp" || (isSlider && event.key === "ArrowRight");
  const down = event.key === "ArrowDown" || (isSlider && event.key === "ArrowLeft");
  if (event.ctrlKey || event.metaKey || event.altKey || !(up || down)) return;
  event.preventDefault();
  change(leaf, nudged(leafValue(leaf), (up ? 1 : -1) * (event.shiftKey ? BIG_STEP : STEP)));
}
function buildLeaf(leaf) {
  const line = make("div", "", "leaf"), [slider, box, back] = ["input", "input", "button"].map((tag) => make(tag));
  const was = make("small", "", "was"), end = nice(2 * Math.abs(original.values[leaf]));
  Object.assign(slider, { type: "range", min: -end, max: end, step: "any" });
  Object.assign(box, { type: "number", step: "any" });
  Object.assign(back, { type: "button", className: "back" });
  back.textContent = "↺";
  for (const input of [slider, box]) {
    input.dataset.leaf = leaf;
    input.addEventListener("keydown", (event) => keyAtLeaf(event, leaf));
  }
  slider.addEventListener("input", () => {
    const part = (2 * end) / SLIDER_STEPS;
    change(leaf, nudged(Math.round(Number(slider.value) / part) * part, 0));
  });
  box.addEventListener("input", () => {
    const bad = box.value.trim() === "";
    if (bad) box.setAttribute("aria-invalid", "true");
    else change(leaf, Number(box.value));
  });
  back.addEventListener("click", () => change(leaf, original.values[leaf]));
  line.append(make("span", nodes[leaf].name), slider, box, back, was);
  $("leaves").append(line);
  linesOf.set(leaf, { line, slider, box, was, back });
}
/** A slider, a number box and a button back for each input. */
function buildLeaves() {
  if (!canChange) {
    $("what-if-hint").dataset.label = "what if impossible";
    for (const id of ["reset", "outcome", "all-numbers"]) $(id).hidden = true;
    return;
  }
  inputs.forEach(buildLeaf);
  fillLeaves();
}
/** The end of a slider: 1, 2 or 5 times a power of ten, at least `x`, and 5 for small numbers. */
function nice(x) {
  if (!(x > 5) || x === Infinity) return 5;
  const power = 10 ** Math.floor(Math.log10(x));
  return [1, 2, 5, 10].map((c) => c * power).find((end) => end >= x);
}
function drawLeaves() {
  $("changed").hidden = leaves.size === 0;
  $("reset").disabled = leaves.size === 0;
  for (const [leaf, { slider, box, back }] of linesOf) {
    const { name } = nodes[leaf];
    slider.setAttribute("aria-label", label("slider", { name }));
    box.setAttribute("aria-label", label("number", { name }));
    back.setAttribute("aria-label", label("reset one", { name }));
    back.title = label("reset one", { name });
  }
  fillLeaves();
}

// --- in the link -----------------------------------------------------------------------------------------------------

const MOST_IN_LINK = 40; // changed inputs; an address with more is of no use to anybody
const linked = (name) => name.replace(/[%,:&#=]/g, encodeURIComponent); // what has a meaning in the field itself
/** The numbers of a link, "w:2.5,b:1"; what names no input, or is no number, is left out. */
function readLeaves(text) {
  leaves.clear();
  for (const part of canChange && text ? text.split(",") : []) {
    const end = part.lastIndexOf(":"), x = part.slice(end + 1).trim() === "" ? NaN : Number(part.slice(end + 1));
    const leaf = inputs.find((input) => linked(nodes[input].name) === part.slice(0, end));
    if (leaf !== undefined && Number.isFinite(x) && x !== original.values[leaf]) leaves.set(leaf, x);
  }
  recompute();
  turns.forEach((act) => act());
}
const linkLeaves = () =>
  (leaves.size > MOST_IN_LINK ? "" : [...leaves].map(([leaf, x]) => `${linked(nodes[leaf].name)}:${x}`).join(","));

panel("what-if", { key: "i", button: "what if" });
atStart(buildLeaves);
atDraw(drawLeaves);
inAddress("set", readLeaves, linkLeaves);
$("reset").addEventListener("click", reset);
$("changed").addEventListener("click", reset);
