// What if: other numbers at the inputs, and everything computed again.
"use strict";

function change(leaf, x) {
  if (Object.is(x, Number(nodes[leaf].value))) leaves.delete(leaf);
  else leaves.set(leaf, x);
  recompute();
  draw();
}
function recompute() {
  now = leaves.size ? recomputed(leaves) : recorded();
  numbers = swept(now);
  $("changed").hidden = leaves.size === 0;
  $("reset").disabled = leaves.size === 0;
}
function reset() {
  leaves.clear();
  fillLeaves();
  recompute();
  draw();
}
function fillLeaves() {
  for (const input of document.querySelectorAll(".leaf input")) {
    const leaf = Number(input.dataset.leaf);
    input.value = String(leaves.get(leaf) ?? Number(nodes[leaf].value));
    input.removeAttribute("aria-invalid");
  }
}
/** A slider and a number box for each leaf. */
function buildLeaves() {
  if (!canRecompute()) {
    $("what-if").querySelector("p").dataset.label = "what if impossible";
    $("reset").hidden = true;
    return;
  }
  nodes.forEach((node, leaf) => {
    if (node.use !== null) return;
    const line = make("div", "", "leaf"), [slider, box] = [make("input"), make("input")];
    const x = Number(node.value), end = nice(2 * Math.abs(x));
    Object.assign(slider, { type: "range", min: -end, max: end, step: end / 100 });
    Object.assign(box, { type: "number", step: "any" });
    for (const input of [slider, box]) input.dataset.leaf = leaf;
    slider.addEventListener("input", () => {
      box.value = slider.value;
      box.removeAttribute("aria-invalid");
      change(leaf, Number(slider.value));
    });
    box.addEventListener("input", () => {
      const bad = box.value.trim() === "";
      box.setAttribute("aria-invalid", String(bad));
      if (bad) return;
      slider.value = box.value;
      change(leaf, Number(box.value));
    });
    line.append(make("span", node.name), slider, box);
    $("leaves").append(line);
  });
  fillLeaves();
}
/** The end of a slider: 1, 2 or 5 times a power of ten, at least `x`, and 5 for small numbers. */
function nice(x) {
  if (!(x > 5) || x === Infinity) return 5;
  const power = 10 ** Math.floor(Math.log10(x));
  return [1, 2, 5, 10].map((c) => c * power).find((end) => end >= x);
}
function nameLeaves() {
  for (const input of document.querySelectorAll(".leaf input")) {
    const key = input.type === "range" ? "slider" : "number", { name } = nodes[input.dataset.leaf];
    input.setAttribute("aria-label", label(key, { name }));
  }
}

/** The numbers of a link, "w:2.5,b:1"; what names no input, or is no number, is left out. */
function readLeaves(text) {
  leaves.clear();
  for (const part of canRecompute() && text ? text.split(",") : []) {
    const end = part.lastIndexOf(":"), x = parseFloat(part.slice(end + 1));
    const leaf = nodes.findIndex((node) => node.use === null && node.name === part.slice(0, end));
    if (leaf >= 0 && Number.isFinite(x) && x !== Number(nodes[leaf].value)) leaves.set(leaf, x);
  }
  fillLeaves();
  recompute();
}

panel("what-if", { key: "w", button: "what if" });
atStart(buildLeaves);
atDraw(nameLeaves);
inAddress("set", readLeaves, () => [...leaves].map(([leaf, x]) => `${nodes[leaf].name}:${x}`).join(","));
$("reset").addEventListener("click", reset);
$("changed").addEventListener("click", reset);
