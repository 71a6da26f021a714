// What the panels ask about the graph: which contributions a node gets, what is known of them by now, and what a small
// change of a number does, computed with the rules of the page.
"use strict";

const SMALL = 0.01; // the small change that people are asked to think of

const SEED = NODES, ROOT = NODES - 1; // the step after all values; the output
let gathered = { of: null }; // what is found in the steps, which can be told in another order
function gather() {
  const arrivals = nodes.map(() => []);
  data.steps.forEach(({ kind, node, position }, k) => {
    if (kind === "backward") arrivals[parentsOf[node][position]].push(k);
  });
  return { of: data.steps, arrivals };
}
/** The steps in which something arrives at a node, in their order. */
function arrivalsOf(node) {
  if (gathered.of !== data.steps) gathered = gather();
  return gathered.arrivals[node];
}
/** The same as arrows that leave it: each with the node at its head, and the position there. */
const departuresOf = (node) => arrivalsOf(node).map((k) => data.steps[k]);
/** Steps as they are counted: those at which "next" stops. */
const stopOf = (k) => stops.find((stop) => stop >= k) ?? LAST;
const stepNumber = (k) => stops.indexOf(stopOf(k)) + 1;

const isRecomputed = canRecompute(); // whether the page has rules that give Python's numbers
/** Whether what happens in a step has been shown, and is not being asked for. */
const isSeen = (k) => isOverview() || k < step || (k === step && !asked(k));
const gradientOf = (node) => (node === ROOT ? 1 : numbers[arrivalsOf(node).at(-1)]?.total ?? 0);

/** Six figures, for numbers that are compared before and after a small change. */
const sixFigures = (x) => pretty(x, Math.max(6, data.precision));
const withPlus = (x) => (number(x).startsWith("−") ? number(x) : `+${number(x)}`);
const asTerm = (x, i) => (i && number(x).startsWith("−") ? `(${number(x)})` : number(x));
/** 2 + 3, 2 + (−3). */
const spelledSum = (terms) => terms.map(asTerm).join(" + ");

/** Which of a node's arguments its parent at this position is: constants stand among them. */
function argumentAt(node, position) {
  return nodes[node].arguments.map((_, i) => i).filter((i) => isNode(nodes[node].arguments[i]))[position];
}
const argumentsOf = (node, values) => nodes[node].arguments.map((x) => (isNode(x) ? values[x] : Number(x)));
/** What a node would be if the number at one of its arrows were x, and all others as they are. */
function valueAlong(node, position, x) {
  const given = argumentsOf(node, now.values);
  given[argumentAt(node, position)] = x;
  return ROWS[nodes[node].use].forward(m, ...given);
}
/** The slope of that arrow there, by the rule. */
function slopeAlong(node, position, x) {
  const given = argumentsOf(node, now.values), at = argumentAt(node, position);
  given[at] = x;
  return ROWS[nodes[node].use].partials(m, ROWS[nodes[node].use].forward(m, ...given), ...given)[at];
}
/** All values, if this node's number were larger by h. */
function afterTurn(turnedNode, h) {
  const values = now.values.slice();
  values[turnedNode] += h;
  for (let i = turnedNode + 1; i < NODES; i += 1) {
    if (nodes[i].use !== null) values[i] = ROWS[nodes[i].use].forward(m, ...argumentsOf(i, values));
  }
  return values;
}

/** How many ways lead from each node to the output. */
const wayCounts = (() => {
  const counts = nodes.map(() => 0);
  counts[ROOT] = 1;
  for (let node = ROOT; node >= 0; node -= 1) {
    for (const parent of parentsOf[node]) counts[parent] += counts[node];
  }
  return counts;
})();
/** All ways from a node to the output: of each its nodes, and the slopes of its arrows. */
function waysFrom(node) {
  if (node === ROOT) return [{ along: [ROOT], slopes: [] }];
  return departuresOf(node).flatMap(({ node: next, position }) => waysFrom(next).map((way) => ({
    along: [node, ...way.along], slopes: [now.partials[next][position], ...way.slopes],
  })));
}

// --- names -----------------------------------------------------------------------------------------------------------

const nameOf = (node) => nodes[node].name;
const wholeOf = (node) => whole(nameOf(ROOT), nameOf(node));
const placeOf = (node, position) => nodes[node].places?.[lang]?.[position] ?? "";
const slopeName = (node, position) => partial(nameOf(node), nameOf(parentsOf[node][position]), placeOf(node, position));
/** The arrow that a step sends along, by the box at its head: "c = a + b", and which place of it. */
const arrowName = (k) => equation(numbers[k].node) + placeOf(numbers[k].node, numbers[k].position);

// --- what panels are filled with -------------------------------------------------------------------------------------

function pressable(text, act, cls = "") {
  const made = make("button", text, cls);
  made.type = "button";
  made.addEventListener("click", act);
  return made;
}
function bulleted(items, cls = "") {
  const list = make("ul", "", cls);
  list.append(...items.map((item) => {
    const line = make("li");
    line.append(item);
    return line;
  }));
  return list;
}
/** Fill an element anew; where the focus was in it, it goes to what stands at its place now. */
function refill(element, ...inside) {
  const focusable = () => [...element.querySelectorAll("button, summary, input")];
  const place = focusable().indexOf(document.activeElement);
  element.replaceChildren(...inside);
  if (place >= 0) (focusable()[place] ?? element.closest(".panel")).focus({ preventScroll: true });
}
