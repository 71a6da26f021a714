// What the page shows at a step. One picture is laid out once; a step changes texts and classes, nothing else.
"use strict";

const $ = (id) => document.getElementById(id);
const LAST = data.steps.length - 1;
const graph = document.querySelector("#pane svg");
const boxes = [...graph.querySelectorAll("g.node")], edges = [...graph.querySelectorAll("g.edge")];
const nodesIn = data.boxes.map(({ node, members }) => (node === null ? members : [node])); // none in a constant
const boxOf = new Map(); // node -> its box, or the folded one that it is in
nodesIn.forEach((inside, i) => inside.forEach((node) => boxOf.set(node, i)));
const reachable = boxes; // what the keyboard can reach

let lang = data.lang, step = 0;
let now = recorded(), numbers = swept(now);
const leaves = new Map(); // what-if: leaf -> number
let overview = null; // after a change of numbers all are shown at once; this writes the caption then
const isOverview = () => overview !== null && !asked(step);
const until = () => (isOverview() ? LAST : step); // how far the pass is shown

const label = (key, fields = {}) => data.labels[lang][key].replace(/\{(\w+)\}/g, (_, name) => fields[name]);
const pageTitle = () => label("title", { name: nodes[NODES - 1].name });
function make(name, text = "", cls = "") {
  const made = document.createElement(name);
  put(made, text);
  if (cls) made.className = cls;
  return made;
}

/** The steps that are told together now, by their numbers: one, or all of a box or a layer. */
function toldNow() {
  const first = (stops[stops.indexOf(step) - 1] ?? -1) + 1, steps = [];
  for (let k = first; k <= step; k += 1) steps.push(k);
  return steps;
}
/** The "boxes" or "arrows" that they are about. */
const litNow = (what) => [...new Set(toldNow().flatMap((k) => data.steps[k][what]))];

// --- what is known at a step -----------------------------------------------------------------------------------------

/** Value, gradient and how many consumers are waited for, of every node: "" for not yet, "?" for what is asked. */
function known() {
  const found = nodes.map((_, node) => [until() >= computedAt[node] ? number(now.values[node]) : "", "", ""]);
  for (let k = NODES; k <= until(); k += 1) {
    const { total, heard, consumers } = numbers[k];
    found[receiverOf(k)] = [found[receiverOf(k)][0], number(total), heard < consumers ? `${heard}/${consumers}` : ""];
  }
  if (asked(step)) {
    const node = receiverOf(step), { kind, heard, before, consumers } = numbers[step];
    const sum = heard > 1 ? [`${number(before)} + ?`, `${heard - 1}/${consumers}`] : ["?", ""];
    found[node] = kind === "forward" ? ["?", "", ""] : [found[node][0], ...sum];
  }
  return found;
}
const receiverOf = (k) => (data.steps[k].kind === "backward" ? numbers[k].parent : data.steps[k].node);
/** Texts of a constant, or of a folded box: its value, gradient and slope, which are known for Python's numbers only. */
function shownIn({ shown, members }) {
  const known = asked(step) ? step - 1 : until();
  const [, ...texts] = shown.reduce((best, entry) => (entry[0] <= known ? entry : best));
  return members.length && leaves.size ? texts.map((text) => text && "…") : texts;
}

// --- drawing ---------------------------------------------------------------------------------------------------------

function drawGraph(texts) {
  const [lit, bright] = isOverview() ? [[], []] : [litNow("boxes"), litNow("arrows")], seen = until();
  boxes.forEach((group, i) => {
    const { node, role, title } = data.boxes[i];
    const [value, gradient, slope] = node === null ? shownIn(data.boxes[i]) : texts[node];
    write(group.querySelector(".value"), value);
    write(group.querySelector(".grad"), gradient);
    if (node === null) write(group.querySelector(".slope"), slope);
    group.classList.toggle("on", lit.includes(i));
    const computed = nodesIn[i].map((inside) => computedAt[inside]);
    group.classList.toggle("later", computed.length > 0 && computed.every((k) => seen < k));
    const what = node === null ? title : `${label(`role ${role}`)} ${equation(node)}`;
    const about = node === null ? what
      : `${what}: ${label("value")} ${value || label("unknown")}, ${label("gradient")} ${gradient || label("unknown")}`;
    put(group.querySelector("title"), about);
    group.setAttribute("aria-label", about);
  });
  edges.forEach((group, i) => {
    const { node, position, caption, tail, head } = data.arrows[i];
    const there = node === null || seen > computedAt[node] || (seen === computedAt[node] && !asked(step));
    const text = there ? captioned(caption, node, position) + (node === null ? "" : number(now.partials[node][position])) : "";
    const isAsked = step >= NODES && asked(step) && bright.includes(i); // its slope is a part of the answer
    write(group.querySelector(".partial"), isAsked ? "?" : text);
    group.classList.toggle("on", bright.includes(i));
    group.classList.toggle("later", boxes[tail].classList.contains("later") || boxes[head].classList.contains("later"));
  });
  squeeze();
}
/** A caption whose place of two, " (left)", is told in the language of the page. */
function captioned(caption, node, position) {
  const places = node === null ? {} : nodes[node].places;
  return places[lang] ? caption.replace(places[data.lang][position], places[lang][position]) : caption;
}
const equation = (node) => nodes[node].name + (nodes[node].formula ? ` = ${nodes[node].formula}` : "");

const written = new Set(); // texts that have changed and may be wider than their boxes
function write(element, text) {
  if (!element || typed.get(element) === text) return;
  typed.set(element, text);
  setLine(element, text);
  element.removeAttribute("textLength");
  if (leaves.size) written.add(element);
}
/** In what-if, squeeze texts that have grown: the layout stays. */
function squeeze() {
  const wide = [...written].filter((element) => element.getComputedTextLength() > rooms.get(element));
  written.clear();
  for (const element of wide) {
    element.setAttribute("textLength", rooms.get(element));
    element.setAttribute("lengthAdjust", "spacingAndGlyphs");
  }
}
const rooms = new Map();
function measureRooms() {
  for (const element of graph.querySelectorAll(".value, .grad, .partial")) {
    const box = element.parentNode.querySelector(".box");
    const body = element.classList.contains("partial") || !box ? 0 : box.getBBox().width + 16;
    rooms.set(element, Math.max(body, element.getComputedTextLength() + 14));
  }
}

function drawCaption() {
  if (isOverview()) return overview();
  if (drawPassage()) return;
  const { kind } = data.steps[step], words = told(step, numbers, now.values, lang), hidden = asked(step);
  $("caption").className = kind;
  put($("phase"), label(kind));
  put($("heading"), hidden && kind === "seed" ? `${whole(words.fields.name, words.fields.name)} = ?` : words.title);
  put($("sentence"), hidden ? questionText(step, openQuestion(step), words.fields) : words.text);
  const formula = $("formula");
  formula.replaceChildren(typeset(hidden ? words.ask : words.latex));
  drawNumbers(openQuestion(step));
  formula.style.fontSize = "";
  const ratio = formula.clientWidth / formula.scrollWidth; // a long formula is set smaller, then scrolls
  const size = parseFloat(getComputedStyle(formula).fontSize);
  if (ratio < 1) formula.style.fontSize = `${Math.max(0.6, 0.98 * ratio) * size}px`;
}

/** What is longer than its place can be reached, and scrolled by keys. */
function reachIfCut(place) {
  const isCut = place.scrollHeight > place.clientHeight + 1 || place.scrollWidth > place.clientWidth + 1;
  if (isCut) place.tabIndex = 0;
  else place.removeAttribute("tabindex");
}
/** Everything anew: for another step, other numbers, another language. */
function draw() {
  const texts = known();
  drawGraph(texts);
  drawCaption();
  const place = stops.indexOf(step), count = label("step of", { k: place + 1, n: stops.length });
  put($("count"), count);
  $("slider").value = place;
  $("slider").setAttribute("aria-valuetext", count);
  for (const redraw of redraws) redraw(texts);
  for (const name of ["caption", "sentence", "formula"]) reachIfCut($(name));
  writeAddress();
}

function show(k) {
  step = stops.find((stop) => stop >= k) ?? LAST;
  overview = null;
  draw();
}
