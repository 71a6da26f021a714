// What a change does: what the gradient predicts and what really happens, as viz.nudge tells it; and what was there
// before, in the graph and in the panel.
"use strict";

// --- numbers ---------------------------------------------------------------------------------------------------------

/** The final gradient of every node: what its last contribution made of it. */
function finalGradients(told) {
  const gradients = nodes.map(() => 0);
  told.forEach(({ kind, node, parent, total }) => { if (kind === "seed" || kind === "backward") gradients[parent ?? node] = total; });
  return gradients;
}
/** What the old slopes predict of every node's change: undefined for a node that no changed input reaches. */
function predictedChanges() {
  const moved = [];
  nodes.forEach((node, i) => {
    if (leaves.has(i)) moved[i] = leaves.get(i) - original.values[i];
    parentsOf[i].forEach((parent, position) => {
      if (moved[parent] !== undefined) moved[i] = (moved[i] ?? 0) + original.partials[i][position] * moved[parent];
    });
  });
  return moved;
}
const EPSILON = 2 ** -52;
/** Actual minus predicted; 0 where that is no more than rounding: viz.lessons.nudge.Change.off. */
function off(node, predicted) {
  const [old, fresh] = [original.values[node], now.values[node]], difference = fresh - old - predicted;
  return Math.abs(difference) <= 16 * EPSILON * Math.max(Math.abs(old), Math.abs(fresh)) ? 0 : difference;
}
/** Whether the arguments of a node went over its kink: viz.lessons.nudge. */
function crossesKink(node) {
  const side = nodes[node].use === null ? undefined : ROWS[nodes[node].use].kink;
  if (!side) return false;
  const at = (values) => side(...nodes[node].arguments.map((x) => (isNode(x) ? values[x] : Number(x))));
  const [old, fresh] = [at(original.values), at(now.values)];
  return old * fresh < 0 || (old === 0) !== (fresh === 0);
}
/** The first node that is not finite, though it was or its arguments are; undefined if there is none. */
function firstOdd() {
  const odd = (node) => !Number.isFinite(now.values[node]);
  return nodes.findIndex((_, node) => odd(node) && !parentsOf[node].some(odd));
}

// --- words -----------------------------------------------------------------------------------------------------------

const MOST_KINKS = 3; // sentences about them
/** Why what happened is not what was predicted, in a sentence or some. */
function verdicts(moved) {
  const root = NODES - 1, predicted = moved[root], odd = firstOdd();
  const gradients = finalGradients(originalSteps);
  const terms = [...leaves].map(([leaf, x]) => `${number(gradients[leaf])} × ${bracketNegative(nudged(x, -original.values[leaf]))}`);
  if (odd >= 0) {
    const value = now.values[odd], what = label(Number.isNaN(value) ? "what nan" : "what inf");
    return [label("not finite", { equation: equation(odd), value: number(value), what })];
  }
  if (predicted === undefined) return [];
  if (!Number.isFinite(predicted)) return [label("no number before", { gradient: number(gradients[turned]) })];
  const said = terms.length <= 4 ? [label("predicted", { terms: terms.join(" + "), sum: number(predicted) })] : [];
  const kinks = nodes.flatMap((node, i) => (crossesKink(i) ? [label("kink", node)] : []));
  if (kinks.length) return [...said, ...kinks.slice(0, MOST_KINKS)];
  const gap = off(root, predicted);
  return [...said, gap === 0 ? label("exact") : label("off", { off: number(gap) })];
}
/** "w = 2.5, b = 1": at most three, then how many more. */
function changesInWords() {
  const all = [...leaves].map(([leaf, x]) => `${nodes[leaf].name} = ${number(x)}`);
  const shown = all.length > 4 ? [...all.slice(0, 3), label("overview more", { count: all.length - 3 })] : all;
  return shown.join(data.words[lang].comma);
}
/** The caption after a change: what is shown now, and what became of the output. */
function tellChange() {
  const root = NODES - 1, [old, fresh] = [original.values[root], now.values[root]];
  tellOverview({
    phase: "what if", heading: label("overview heading", { changes: changesInWords() }),
    sentence: label("overview", { root: nodes[root].name, before: number(old), after: number(fresh) }),
    cards: [["card before", number(old), "value"], ["card after", number(fresh), "value"],
      ["card predicted", number(predictedChanges()[root] ?? 0), "grad"], ["card actual", number(fresh - old), "value"]],
  });
}
/** A caption about all numbers at once. */
function tellOverview({ phase, heading, sentence, formula = "", cards }) {
  $("caption").className = "overview";
  put($("phase"), label(phase));
  put($("heading"), heading);
  put($("sentence"), sentence);
  $("formula").replaceChildren(make("span", formula));
  $("numbers").replaceChildren(...cards.map(([name, x, cls]) => {
    const made = make("div", "", cls);
    made.append(make("dt", label(name)), make("dd", x));
    return made;
  }));
}

// --- drawing ---------------------------------------------------------------------------------------------------------

const watched = () => ($("watched").value === "" ? [] : [Number($("watched").value)]);
function drawOutcome() {
  if (opened !== "what-if") return;
  const isHidden = asked(step), any = leaves.size > 0, moved = any ? predictedChanges() : [];
  $("changes").hidden = $("watching").hidden = isHidden || !any;
  $("all-numbers").hidden = isHidden || !canChange;
  put($("outcome-text"), isHidden ? label("quiz first") : any ? verdicts(moved).join(data.words[lang].between) : label("nothing turned"));
  if (isHidden) return;
  $("changes").tBodies[0].replaceChildren(...(any ? [...watched(), NODES - 1] : []).map((node) => {
    const row = make("tr"), [old, fresh] = [original.values[node], now.values[node]];
    const name = make("th", nodes[node].name);
    name.scope = "row";
    row.append(name, ...[old, fresh, moved[node] ?? 0, fresh - old].map((x) => make("td", number(x))));
    return row;
  }));
  if ($("all-numbers").open) drawAllNumbers();
}
/** Every value and final gradient, the old one struck through. */
function drawAllNumbers() {
  const [old, fresh] = [finalGradients(originalSteps), finalGradients(numbers)];
  const cell = (was, is, cls) => {
    const made = make("td", "", cls);
    if (number(was) !== number(is)) made.append(make("del", number(was)), " → ");
    made.append(make("span", number(is)));
    return made;
  };
  $("all-numbers").querySelector("tbody").replaceChildren(...nodes.map((_, node) => {
    const row = make("tr"), name = make("th", nodes[node].name);
    name.scope = "row";
    row.append(name, cell(original.values[node], now.values[node], "value"), cell(old[node], fresh[node], "grad"));
    return row;
  }));
}

const ROOM_AT_EDGE = 14, SIGN = 12; // points to the left of the graph; of ▲
const olds = new Map(); // a text of the graph -> the text beside it that says what was there before
/** The text beside a number of the graph, and what stood there before if that is another number now. */
function oldBeside(element, old, fresh) {
  if (!element) return [];
  const [was, is] = [number(old), number(fresh)], text = was === is || element.textContent !== is ? "" : was;
  if (!olds.has(element)) {
    if (!text) return [];
    const made = svgElement("text", { "aria-hidden": "true", "font-size": 11 });
    element.after(made);
    olds.set(element, made);
  }
  const beside = olds.get(element);
  beside.textContent = text;
  beside.setAttribute("class", "old");
  return text ? [{ element, beside, way: fresh > old ? "▲" : fresh < old ? "▼" : "" }] : [];
}
/** Beside every number of the graph what it was; where there is no room, whether it went up or down. */
function drawOlds(texts) {
  if (!leaves.size && !olds.size) return;
  const [old, fresh] = [finalGradients(originalSteps), finalGradients(numbers)];
  const besides = boxes.flatMap((group, i) => {
    const { node } = data.boxes[i];
    if (node === null) return [];
    const isFinal = texts[node][1] !== "" && texts[node][2] === "";
    return [
      ...oldBeside(group.querySelector(".value"), original.values[node], now.values[node]),
      ...oldBeside(group.querySelector(".grad"), isFinal ? old[node] : 0, isFinal ? fresh[node] : 0),
    ];
  });
  // All are written, then all are measured, then all are placed: else the browser would lay out everything each time.
  const measured = besides.map(({ element, beside }) => [element.getBBox(), beside.getComputedTextLength()]);
  besides.forEach(({ element, beside, way }, i) => {
    const [{ x, width }, length] = measured[i];
    const isTooLong = width + 2 * (length + 5) > (rooms.get(element) ?? 0) + 24 || x - length - 5 < -ROOM_AT_EDGE;
    const isAtEdge = x - (isTooLong ? SIGN : length) - 5 < -ROOM_AT_EDGE;
    if (isTooLong) {
      beside.textContent = way;
      beside.setAttribute("class", "old way");
    }
    beside.setAttribute("y", element.getAttribute("y"));
    beside.setAttribute("text-anchor", isAtEdge ? "start" : "end");
    beside.setAttribute("x", isAtEdge ? x + width + 4 : x - 5);
  });
}

atStart(() => {
  const inner = nodes.flatMap((node, i) => (node.use !== null && i < NODES - 1 ? [i] : []));
  $("watched").append(...["", ...inner].map((i) => {
    const option = make("option");
    option.textContent = i === "" ? "–" : nodes[i].name;
    option.value = i;
    return option;
  }));
});
atDraw(drawOlds);
atDraw(drawOutcome);
$("watched").addEventListener("change", draw);
$("all-numbers").addEventListener("toggle", draw);
