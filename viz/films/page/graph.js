// The graph answers: a pointer on it, keys in it, and how large it is.
"use strict";

let zoom = 1;

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
function focusStop(offset) {
  const here = reachable.indexOf(document.activeElement);
  const next = reachable[Math.max(0, Math.min(reachable.length - 1, here + offset))];
  for (const group of reachable) group.setAttribute("tabindex", group === next ? "0" : "-1");
  next.focus();
}
function buildGraph() {
  graph.setAttribute("role", "group");
  reachable.forEach((group) => {
    const i = boxes.indexOf(group), { node } = data.boxes[i];
    const act = () => (node === null ? openFold(i) : choose(node));
    group.setAttribute("role", "button");
    group.setAttribute("tabindex", group === reachable[0] ? "0" : "-1");
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
/** How many pixels a point of the graph has when all of it is seen; a frame in a notebook has no size at first. */
function fitting() {
  const { width, height } = graph.viewBox.baseVal;
  return Math.max(0.001, Math.min(($("pane").clientWidth - 8) / width, ($("pane").clientHeight - 8) / height, 4));
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

let isSized = false; // whether the window has had a size
/** The window has another size; at the first one, letters are made large enough to be read. */
function resized() {
  const begins = !isSized && $("pane").clientHeight > 8;
  isSized ||= begins;
  enlarge(begins && 14 * fitting() < TOO_SMALL ? READABLE / 14 / fitting() : zoom);
}

atDraw(follow);
new ResizeObserver(resized).observe($("pane"));
