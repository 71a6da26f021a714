// What travels: in the backward pass a contribution, against the direction of its arrow, in the forward pass a value along
// it. Arrows that are lit have a second head at their other end in the backward pass, so that it is read without motion.
"use strict";

const noMotion = matchMedia("(prefers-reduced-motion: reduce)");
const TIME = 1100; // milliseconds at speed 1
let travellers = [], travelled = -1; // what is on its way; the step whose numbers went last

const isMoving = () => $("motion").checked && !noMotion.matches;

/** Points along an arrow as it is drawn, from its tail to the tip of its head. */
function pointsAlong(group, count = 24) {
  const path = group.querySelector("path:not(.hit)"), length = path.getTotalLength();
  return Array.from({ length: count + 1 }, (_, i) => path.getPointAtLength(length * i / count));
}
/** A head at the tail of every arrow, seen while it is lit in the backward pass. */
function addTailHeads() {
  for (const group of edges) {
    const [start, next] = pointsAlong(group, 40), length = Math.hypot(next.x - start.x, next.y - start.y) || 1;
    const [ux, uy] = [(next.x - start.x) / length, (next.y - start.y) / length];
    const corner = (side) => `${start.x + 10 * ux - 4.2 * side * uy},${start.y + 10 * uy + 4.2 * side * ux}`;
    group.append(shapeOf("polygon", { class: "tail-head", points: `${start.x},${start.y} ${corner(1)} ${corner(-1)}` }));
  }
}

/** A dot with a number that moves along these points. */
function traveller(points, text, cls) {
  const group = shapeOf("g", { class: `traveller ${cls}`, "aria-hidden": "true" }, shapeOf("circle", { r: 5 }));
  const words = sketchText(0, -9, text);
  group.append(words);
  edges[0].parentNode.append(group);
  const room = words.getBBox();
  words.before(shapeOf("rect", { x: room.x - 3, y: room.y - 1, width: room.width + 6, height: room.height + 2, rx: 3 }));
  const moves = points.map(({ x, y }) => ({ transform: `translate(${x}px, ${y}px)` }));
  const motion = group.animate(moves, { duration: TIME / Number($("speed").value), easing: "ease-in-out", fill: "forwards" });
  motion.onfinish = () => arriveOne(group);
  return group;
}
function arriveOne(group) {
  group.remove();
  travellers = travellers.filter((one) => one !== group);
}
function arriveAll() {
  for (const group of travellers) group.remove();
  travellers = [];
}

const MOST_TRAVELLERS = 40;
/** What moves on the way to a step that was reached by going on: all that has happened since the stop before. */
function travelOn() {
  const last = stops.findLast((k) => k < step) ?? -1, isNext = travelled === last;
  if (step === travelled) return;
  arriveAll();
  if (asked(step)) return; // it travels when the answer is there
  travelled = step;
  if (!isNext || !isMoving() || opened === "bugs") return;
  for (let k = last + 1; k <= step && travellers.length < MOST_TRAVELLERS; k += 1) data.steps[k].arrows.forEach((i) => sendAlong(k, i));
}
/** What a step sends along an arrow of the picture. */
function sendAlong(k, i) {
  const { kind } = data.steps[k], { tail, node } = data.arrows[i], points = pointsAlong(edges[i]);
  if (kind === "backward") travellers.push(traveller(points.reverse(), number(numbers[k].contribution), "back"));
  else if (kind === "forward" && data.boxes[tail].node !== null && node !== null) {
    travellers.push(traveller(points, number(now.values[data.boxes[tail].node]), "on-way"));
  }
}

atStart(() => {
  addTailHeads();
  $("motion").checked = !noMotion.matches;
  noMotion.addEventListener("change", arriveAll);
  $("motion").addEventListener("change", arriveAll);
});
atDraw(() => {
  graph.classList.toggle("backwards", data.steps[step].kind === "backward");
  $("motion").closest("label").hidden = noMotion.matches;
  travelOn();
});
