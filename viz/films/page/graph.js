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
// --- how large it is -------------------------------------------------------------------------------------------------

const SIZE = 14, SMALLEST = 11; // points of a letter in the graph
const SMALL_NEAR = 10, READABLE = 12, LARGE = 22; // pixels of a letter
const AROUND = 10; // points that stay free around what is enlarged
let isNear = false; // whether only what happens is seen, as on a phone

/** How many pixels a point of the graph has when all of it is seen; a frame in a notebook has no size at first. */
function fitting() {
  const { width, height } = graph.viewBox.baseVal;
  return Math.max(0.001, Math.min(($("pane").clientWidth - 8) / width, ($("pane").clientHeight - 8) / height, 4));
}
/** How much to begin with: all of the graph, if names can be read then, else enough to read the smallest letters. */
function firstZoom() {
  return SIZE * fitting() < 0.9 * READABLE ? READABLE / SMALLEST / fitting() : 1;
}
/** Where a box or an arrow lies in the graph, in points. */
function rectangleOf(group) {
  const whole = graph.getBoundingClientRect(), part = group.getBoundingClientRect();
  const scale = graph.viewBox.baseVal.width / whole.width;
  return { x: scale * (part.x - whole.x), y: scale * (part.y - whole.y), width: scale * part.width, height: scale * part.height };
}
/** The rectangle around the boxes and arrows of the step, and around the boxes at their other ends, in points. */
function scene() {
  const { boxes: lit, arrows: bright } = isOverview() ? { boxes: boxes.map((_, i) => i), arrows: [] } : { boxes: litNow("boxes"), arrows: litNow("arrows") };
  const around = new Set([...lit, ...bright.flatMap((i) => [data.arrows[i].tail, data.arrows[i].head])]);
  const receiver = boxOf.get(receiverOf(step));
  if (data.steps[step].kind === "forward") data.arrows.forEach(({ tail, head }) => { if (head === receiver) around.add(tail); });
  const places = [...[...around].map((i) => boxes[i]), ...bright.map((i) => edges[i])].map(rectangleOf);
  const left = Math.min(...places.map(({ x }) => x)), top = Math.min(...places.map(({ y }) => y));
  const right = Math.max(...places.map(({ x, width }) => x + width));
  const bottom = Math.max(...places.map(({ y, height }) => y + height));
  return { left: left - AROUND, top: top - AROUND, width: right - left + 2 * AROUND, height: bottom - top + 2 * AROUND };
}
/** Whether there is a window: a frame in a notebook has none before it is shown. */
const hasWindow = () => $("pane").clientWidth > 8 && $("pane").clientHeight > 8;
/** Enlarge the graph: 1 fits the window. */
function enlarge(to) {
  zoom = Math.max(1, Math.min(40, to));
  if (!hasWindow()) return;
  resize();
  follow();
}
function resize() {
  const { width, height } = graph.viewBox.baseVal;
  let scale = fitting() * zoom;
  if (isNear && $("pane").clientWidth) { // a hidden frame has no size
    const { width: wide, height: high } = scene(), pane = $("pane");
    const filling = Math.min(pane.clientWidth / wide, pane.clientHeight / high);
    scale = Math.max(fitting(), Math.min(LARGE / SIZE, Math.max(SMALL_NEAR / SIZE, filling)));
  }
  graph.setAttribute("width", scale * width);
  graph.setAttribute("height", scale * height);
  $("smaller").disabled = zoom === 1;
}
/** In an enlarged graph, scroll only if what happens is out of sight. */
function follow() {
  if (!hasWindow()) return;
  const pane = $("pane"), inside = pane.getBoundingClientRect();
  if (isNear) return centre();
  if (zoom === 1) return;
  const lit = litNow("boxes").map((i) => boxes[i].getBoundingClientRect());
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
/** What happens stands in the middle; where it is larger than the window, the receiver. */
function centre() {
  resize();
  const pane = $("pane"), scale = graph.getBoundingClientRect().width / graph.viewBox.baseVal.width;
  let { left, top, width, height } = scene();
  const group = boxes[boxOf.get(receiverOf(step))], receiver = group && rectangleOf(group);
  if (receiver && scale * width > pane.clientWidth + 1) ({ x: left, width } = receiver);
  if (receiver && scale * height > pane.clientHeight + 1) ({ y: top, height } = receiver);
  pane.scrollLeft = scale * (left + width / 2) - pane.clientWidth / 2;
  pane.scrollTop = scale * (top + height / 2) - pane.clientHeight / 2;
}

let isSized = false; // whether the window has had a size
/** The window has another size; at the first one, letters are made large enough to be read. */
function resized() {
  const begins = !isSized && $("pane").clientWidth > 80 && $("pane").clientHeight > 40; // less is a frame being built
  isSized ||= begins;
  enlarge(begins ? firstZoom() : zoom);
}

atDraw(() => follow());
new ResizeObserver(resized).observe($("pane"));

onKey(["+"], "zoom in", () => enlarge(zoom * 1.5));
onKey(["-"], "zoom out", () => enlarge(zoom / 1.5));
onKey(["0"], "fit", () => enlarge(1));
$("larger").addEventListener("click", () => enlarge(zoom * 1.5));
$("smaller").addEventListener("click", () => enlarge(zoom / 1.5));
$("fit").addEventListener("click", () => enlarge(1));
