// What the page does when it is touched: buttons, keys, sliders, nodes, paper.
"use strict";

// --- words and colours -----------------------------------------------------------------------------------------------

function nextLanguage() {
  const codes = Object.keys(data.labels);
  return codes[(codes.indexOf(lang) + 1) % codes.length];
}
function speak(language) {
  lang = language;
  document.documentElement.lang = data.tags[lang];
  document.title = label("title", { name: nodes[NODES - 1].name });
  put($("title"), document.title);
  for (const element of document.querySelectorAll("[data-label]")) put(element, label(element.dataset.label));
  for (const element of document.querySelectorAll("[data-name]")) {
    element.setAttribute("aria-label", label(element.dataset.name));
  }
  const other = nextLanguage();
  $("language").lang = data.tags[other];
  put($("language"), data.labels[other].language);
  for (const input of document.querySelectorAll(".leaf input")) {
    const key = input.type === "range" ? "slider" : "number", { name } = nodes[input.dataset.leaf];
    input.setAttribute("aria-label", label(key, { name }));
  }
  colour(document.documentElement.dataset.theme);
}
const night = matchMedia("(prefers-color-scheme: dark)");
function colour(theme) { // "auto" until the reader presses the button
  document.documentElement.dataset.theme = theme;
  const dark = theme === "dark" || (theme === "auto" && night.matches);
  $("theme").dataset.label = dark ? "light" : "dark";
  put($("theme"), label($("theme").dataset.label));
}
night.addEventListener("change", () => colour(document.documentElement.dataset.theme));

// --- playing ---------------------------------------------------------------------------------------------------------

function play(on) {
  clearTimeout(timer);
  timer = on ? setTimeout(tick, 2400 / Number($("speed").value)) : null;
  $("play").classList.toggle("playing", on);
  $("play").dataset.name = on ? "pause" : "play";
  $("play").setAttribute("aria-label", label($("play").dataset.name));
}
function tick() {
  if (asked(step)) reveal();
  else if (step < LAST) show(step + 1);
  play(step < LAST || asked(step));
}
function togglePlay() {
  if (timer === null && step === LAST && !asked(step)) show(0);
  play(timer === null);
}
function go(k) {
  play(false);
  show(k);
}
function reveal() {
  revealed.add(step);
  draw();
}

// --- what if ---------------------------------------------------------------------------------------------------------

function change(leaf, x) {
  if (Object.is(x, Number(nodes[leaf].value))) leaves.delete(leaf);
  else leaves.set(leaf, x);
  recompute();
}
function recompute() {
  now = leaves.size ? recomputed(leaves) : recorded();
  numbers = swept(now);
  $("changed").hidden = leaves.size === 0;
  $("reset").disabled = leaves.size === 0;
  draw();
}
function reset() {
  leaves.clear();
  fillLeaves();
  recompute();
}
function fillLeaves() {
  for (const input of document.querySelectorAll(".leaf input")) {
    input.value = String(Number(nodes[input.dataset.leaf].value));
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

// --- the graph answers -----------------------------------------------------------------------------------------------

/** Light the ways from a box to the output: the paths that its gradient comes along. */
function light(box) {
  const reached = new Set([box]);
  for (let size = 0; size < reached.size;) { // folds may stand before what they are made from
    size = reached.size;
    data.arrows.forEach(({ tail, head }) => { if (reached.has(tail)) reached.add(head); });
  }
  edges.forEach((group, i) => group.classList.toggle("path", box !== null && reached.has(data.arrows[i].tail)));
  boxes.forEach((group, i) => group.classList.toggle("path", box !== null && reached.has(i)));
}
/** Go to a node's next step after this one, or its first, and explain it. */
function choose(node) {
  chosen = node;
  const all = stepsOf(node);
  $("explanation").open = true;
  go(all.find((k) => k > step && stepsOf(node).includes(step)) ?? all[0]);
}
/** A folded box opens: the graph with what is in it, and a list. The numbers in it are those before any what-if. */
function openFold(box) {
  const inside = document.getElementById(`inside-${box}`);
  if (inside !== null && leaves.size === 0) {
    put($("inside-title"), data.boxes[box].title);
    $("inside-graph").replaceChildren(inside.content.cloneNode(true));
    $("inside").show();
    $("close").focus();
  }
  const { title, members } = data.boxes[box];
  chosen = null;
  $("explanation").open = true;
  put($("about"), title);
  $("links").replaceChildren(...members.map((node) => link(equation(node), () => choose(node))));
}
function focusStop(offset) {
  const here = stops.indexOf(document.activeElement);
  const next = stops[Math.max(0, Math.min(stops.length - 1, here + offset))];
  for (const group of stops) group.setAttribute("tabindex", group === next ? "0" : "-1");
  next.focus();
}
function buildGraph() {
  graph.setAttribute("role", "group");
  stops.forEach((group) => {
    const i = boxes.indexOf(group), { node } = data.boxes[i];
    const act = () => (node === null ? openFold(i) : choose(node));
    group.setAttribute("role", "button");
    group.setAttribute("tabindex", group === stops[0] ? "0" : "-1");
    group.addEventListener("click", act);
    group.addEventListener("keydown", (event) => {
      if (event.key === "Enter" || event.key === " ") act();
      else if (event.key === "ArrowDown" || event.key === "ArrowUp") focusStop(event.key === "ArrowDown" ? 1 : -1);
      else return;
      event.preventDefault();
      event.stopPropagation();
    });
    for (const name of ["pointerenter", "focus"]) group.addEventListener(name, () => light(i));
    for (const name of ["pointerleave", "blur"]) group.addEventListener(name, () => light(null));
  });
}
function buildTable() {
  $("table").tBodies[0].append(...nodes.map((node, i) => {
    const row = make("tr"), name = make("th", equation(i));
    name.scope = "row";
    name.title = equation(i);
    row.append(name, make("td", "", "value"), make("td", "", "grad"), make("td", "", "heard"));
    row.addEventListener("click", () => choose(i));
    return row;
  }));
}
/** How many pixels a point of the graph has when all of it is seen. */
function fitting() {
  const { width, height } = graph.viewBox.baseVal;
  return Math.min(($("pane").clientWidth - 8) / width, ($("pane").clientHeight - 8) / height, 4);
}
/** Enlarge the graph: 1 fits the window. */
function enlarge(to) {
  zoom = Math.max(1, Math.min(40, to));
  const { width, height } = graph.viewBox.baseVal, scale = fitting() * zoom;
  graph.setAttribute("width", scale * width);
  graph.setAttribute("height", scale * height);
  $("smaller").disabled = zoom === 1;
  follow();
}
/** In an enlarged graph, scroll only if what happens is out of sight. */
function follow() {
  const pane = $("pane"), inside = pane.getBoundingClientRect();
  if (zoom === 1) return;
  const lit = data.steps[step].boxes.map((i) => boxes[i].getBoundingClientRect());
  const first = boxes[boxOf.get(receiverOf(step))]?.getBoundingClientRect();
  for (const [start, end, size, scrolled] of [
    ["left", "right", "clientWidth", "scrollLeft"], ["top", "bottom", "clientHeight", "scrollTop"],
  ]) {
    let low = Math.min(...lit.map((place) => place[start])), high = Math.max(...lit.map((place) => place[end]));
    if (high - low > pane[size] && first) [low, high] = [first[start], first[end]]; // both do not fit: the receiver
    const middle = (low + high - pane[size]) / 2 - inside[start];
    if (low < inside[start] || high > inside[start] + pane[size]) pane[scrolled] += middle;
  }
}
const READABLE = 12, TOO_SMALL = 8.5; // pixels of a letter; the graph's letters are 14 points

// --- on paper --------------------------------------------------------------------------------------------------------

/** All steps and the final table, in this language and with these numbers; built when it is wanted. */
function buildHandout() {
  const kept = step, list = make("ol"), predict = $("predict").checked;
  $("predict").checked = false;
  step = LAST;
  drawGraph(known());
  drawTable(known());
  graph.classList.add("all");
  for (const group of [...boxes, ...edges]) group.classList.remove("on", "path");
  data.steps.forEach((_, k) => {
    const { title, text, latex } = told(k, numbers, now.values, lang), item = make("li");
    item.append(make("strong", title), make("div", text), typeset(latex));
    list.append(item);
  });
  const table = $("table").cloneNode(true);
  table.removeAttribute("id");
  for (const row of table.querySelectorAll(".on")) row.classList.remove("on");
  $("handout").replaceChildren(make("h2", label("table")), table, make("h2", label("all steps")), list);
  step = kept;
  $("predict").checked = predict;
}
function endHandout() {
  $("handout").replaceChildren();
  graph.classList.remove("all");
  draw();
}

// --- ready -----------------------------------------------------------------------------------------------------------

const KEYS = {
  ArrowLeft: () => go(step - 1), PageUp: () => go(step - 1),
  ArrowRight: () => go(step + 1), PageDown: () => go(step + 1),
  Home: () => go(0), End: () => go(LAST),
  " ": () => (asked(step) ? reveal() : togglePlay()), Enter: () => { if (asked(step)) reveal(); },
  "+": () => enlarge(zoom * 1.5), "-": () => enlarge(zoom / 1.5), 0: () => enlarge(1),
};
const OWN = { // elements that use keys themselves
  arrows: "input:not([type=checkbox]), select, textarea", press: "button, input, select, summary, a",
};
addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || !Object.hasOwn(KEYS, event.key)) return;
  const press = event.key === " " || event.key === "Enter";
  if (event.target instanceof Element && event.target.closest(press ? OWN.press : OWN.arrows)) return;
  event.preventDefault();
  KEYS[event.key]();
});
const addressed = () => { const found = /^#step=(\d+)$/.exec(location.hash); return found ? Number(found[1]) - 1 : 0; };
addEventListener("keydown", (event) => { if (event.key === "Escape") $("inside").close(); });
$("inside").addEventListener("close", () => $("inside-graph").replaceChildren());
addEventListener("resize", () => enlarge(zoom));
addEventListener("hashchange", () => go(addressed()));
addEventListener("beforeprint", buildHandout);
addEventListener("afterprint", endHandout);
const CLICKS = {
  first: () => go(0), back: () => go(step - 1), play: togglePlay, next: () => go(step + 1), last: () => go(LAST),
  reveal, reset, changed: reset, print: () => window.print(),
  language: () => { speak(nextLanguage()); draw(); },
  theme: () => colour($("theme").dataset.label), larger: () => enlarge(zoom * 1.5),
  smaller: () => enlarge(zoom / 1.5), fit: () => enlarge(1), close: () => $("inside").close(),
};
for (const [id, act] of Object.entries(CLICKS)) $(id).addEventListener("click", act);
$("slider").addEventListener("input", () => go(Number($("slider").value)));
$("predict").addEventListener("change", () => { revealed = new Set(); draw(); });
$("speed").addEventListener("change", () => play(timer !== null));

buildGraph();
buildTable();
buildLeaves();
speak(lang);
measureRooms();
enlarge(14 * fitting() < TOO_SMALL ? READABLE / 14 / fitting() : 1);
show(addressed());
