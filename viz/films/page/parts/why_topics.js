// The whys: for a step the questions that it raises, each with its sentences and a picture, in this graph's own numbers.
// A topic is { ...about, texts, list?, sketch? }; texts are sentences, in a list they stand one below the other.
"use strict";


function whyOne() {
  const root = nodes[ROOT].name;
  const sketch = chainPicture(label("why one"), [{ name: root, moves: "+0.01", times: "× 1" }, { name: root, moves: "+0.01" }]);
  return { kind: "one", question: label("why one"), texts: [label("one", { root }), label("one then")], sketch };
}

function whyMultiply(k) {
  const { node, parent, local, upstream, contribution } = numbers[k], root = nodes[ROOT].name;
  const fields = {
    parent: nodes[parent].name, name: nodes[node].name, root, whole: wholeOf(node), local: bracketNegative(local),
    upstream: bracketNegative(upstream), contribution: number(contribution), there: number(local * SMALL),
    end: number(contribution * SMALL),
  };
  const stations = [
    { name: fields.parent, moves: "+0.01", times: `× ${fields.local}` },
    { name: fields.name, moves: withPlus(local * SMALL), times: `× ${fields.upstream}` },
  ];
  if (node === ROOT) delete stations[1].times;
  else stations.push({ name: root, moves: withPlus(contribution * SMALL) });
  const texts = [label(node === ROOT ? "multiply root" : "multiply", fields)];
  if (node !== ROOT) texts.push(label("multiply then", { ...fields, upstream: number(upstream) }));
  return { kind: "multiply", question: label("why multiply"), texts, sketch: chainPicture(label("why multiply"), stations) };
}

const MOST_BRANCHES = 5;
/** Why the contributions to a node add: each arrow that leaves it moves the output. */
function whyAdd(parent) {
  const steps = arrivalsOf(parent), known = steps.filter(isSeen), root = nodes[ROOT].name;
  const through = (k) => slopeName(numbers[k].node, numbers[k].position), terms = known.map((k) => numbers[k].contribution);
  const total = numbers[known.at(-1)]?.total ?? 0, count = steps.length, isAll = known.length === count;
  const fields = { parent: nodes[parent].name, root, count, heard: known.length, total: number(total), sum: spelledSum(terms) };
  const list = steps.slice(0, 2 * MOST_BRANCHES).map((k) => (isSeen(k)
    ? label("add way", { through: arrowName(k), root, contribution: bracketNegative(numbers[k].contribution) })
    : label("add way unseen", { through: arrowName(k) })));
  if (count > list.length) list.push("…");
  const texts = [label(isAll ? "add then" : "add so far", fields)];
  if (isAll && isRecomputed) {
    const change = afterTurn(parent, SMALL)[ROOT] - now.values[ROOT];
    texts.push(label("add check", { ...fields, change: sixFigures(change), expected: sixFigures(total * SMALL) }));
  }
  const branches = steps.slice(0, MOST_BRANCHES).map((k) => ({
    name: nodes[numbers[k].node].name, isOutput: numbers[k].node === ROOT,
    words: isSeen(k) ? number(numbers[k].contribution) : "?", cls: isSeen(k) ? "" : "unseen", through: through(k),
  }));
  const sum = `${fields.sum || "?"}${isAll ? ` = ${fields.total}` : known.length ? " + ?" : ""}`;
  const sketch = forkPicture(label("why add"), fields.parent, root, branches, count > MOST_BRANCHES ? "" : sum);
  return { kind: "add", question: label("why add"), texts: [label("add", fields)], list, after: texts, sketch };
}

/** Why a node waits: what it would send on if it did not, by the algorithm that does not. */
function whyWait(node) {
  const { name } = nodes[node], count = arrivalsOf(node).length, about = { kind: "wait", question: label("why wait") };
  if (parentsOf[node].length === 0) return whyLeafWaits(node);
  const run = impatient();
  if (run === null) {
    const visits = spellCount(wayCounts.reduce((sum, n) => sum + n, 0));
    return { ...about, texts: [label("wait large", { visits, nodes: NODES }), label("wait then")] };
  }
  const parents = parentsOf[node], wrongAt = parents.findIndex((parent) => !isSame(run.gradients[parent], gradientOf(parent)));
  if (wrongAt < 0) return { ...about, texts: [label("wait zero", { name, count }), label("wait then")] };
  const below = parents[wrongAt], wrong = number(run.gradients[below]), right = number(gradientOf(below));
  const visits = run.visits.get(node).slice(0, 4).map((has) => label("wait visit", {
    has: number(has), sent: number(has * now.partials[node][wrongAt]),
  }));
  const sketch = visitPicture(about.question, name, nodes[below].name, visits, `✗ ${wrong}`, `✓ ${right}`);
  const texts = [label("wait", { name, count, below: nodes[below].name, wrong, right, visits: run.visits.get(node).length }), label("wait then")];
  return { ...about, texts, sketch };
}
function whyLeafWaits(node) {
  const steps = arrivalsOf(node), first = numbers[steps[0]].total, isAll = steps.every(isSeen);
  const fields = { name: nodes[node].name, count: steps.length, heard: 1, first: number(first), total: number(gradientOf(node)) };
  return { kind: "wait", question: label("why wait"), texts: [label(isAll ? "wait leaf" : "wait leaf unseen", fields), label("wait then")] };
}

/** Why the slope of an arrow is what it is: what its box does, its formula with numbers in it, and the curve. */
function whySlope(node, position) {
  const receiver = nodes[node], parent = parentsOf[node][position], local = now.partials[node][position];
  const symbol = receiver.symbols[position], spoken = saysMore(symbol, number(local)), x = now.values[parent];
  const role = receiver.does[position], does = role === "change" ? role : deed(role, local, parentsOf[node].length, spoken);
  const fields = {
    equation: equation(node), name: receiver.name, parent: nodes[parent].name, slope: slopeName(node, position), symbol,
    local: number(local), there: number(local * SMALL), value: number(now.values[node]), filled: filledSlope(node, position),
  };
  const topic = { kind: "slope", question: label("why slope", fields), texts: [label(`slope ${does}`, fields)], list: [], after: [] };
  const canRun = isRecomputed && Number.isFinite(local) && does !== "change";
  if (canRun && does.startsWith("scale")) {
    const z = now.values[node], z2 = valueAlong(node, position, x + SMALL);
    const measured = { ...fields, x: sixFigures(x), x2: sixFigures(x + SMALL), z: sixFigures(z), z2: sixFigures(z2) };
    topic.texts.push(label("slope measured", { ...measured, change: sixFigures(z2 - z), ratio: number((z2 - z) / SMALL) }));
    if (does === "scale" && filledSlope(node, position) !== symbol) {
      topic.texts.push(label("slope places"));
      topic.list = otherPlaces(x).map((there) => placeLine(node, position, there)).filter(Boolean);
    }
  }
  if (Number.isFinite(local) && Number.isFinite(x) && Number.isFinite(now.values[node]) && does !== "change") {
    const f = isRecomputed ? (there) => valueAlong(node, position, there) : null;
    topic.sketch = curvePicture(label("slope curve", fields), f, x, now.values[node], local, [fields.parent, fields.name]);
    topic.legend = label("slope curve", fields) + (receiver.arguments.length > 1 ? ` ${label("slope fixed")}` : "");
  }
  return topic;
}
const otherPlaces = (x) => [x - 2, x - 1, x + 1, x + 2];
/** At another place: the value there, and the formula of the slope with its numbers. */
function placeLine(node, position, there) {
  const z = valueAlong(node, position, there), steep = slopeAlong(node, position, there);
  if (!Number.isFinite(z) || !Number.isFinite(steep)) return null;
  const formula = filledSlope(node, position, there), { name } = nodes[node], parent = nodes[parentsOf[node][position]].name;
  return `${parent} = ${number(there)}: ${name} = ${number(z)}, ${formula} = ${number(steep)}`;
}
/** The formula of a slope with numbers in it, those of now, or with another one at the arrow itself. */
function filledSlope(node, position, there = now.values[parentsOf[node][position]]) {
  const template = nodes[node].slopes?.[position], given = argumentsOf(node, now.values);
  if (!template) return nodes[node].symbols[position];
  given[argumentAt(node, position)] = there;
  const z = isRecomputed ? ROWS[nodes[node].use].forward(m, ...given) : now.values[node];
  return filled(template, [...given, z].map(number), peopleKind);
}

const MOST_EXAMPLES = 4;
function whyValues() {
  const examples = [];
  for (let node = ROOT; node >= 0 && examples.length < MOST_EXAMPLES; node -= 1) {
    parentsOf[node].forEach((_, position) => {
      const text = number(now.partials[node][position]), symbol = nodes[node].symbols[position];
      const isTold = isSeen(computedAt[node]);
      if (saysMore(symbol, text)) examples.push(`${slopeName(node, position)} = ${symbol}${isTold ? ` = ${text}` : ""}`);
    });
  }
  const list = examples.slice(0, MOST_EXAMPLES), root = nodes[ROOT].name;
  return { kind: "values", question: label("why values"), texts: [label(list.length ? "values" : "values none")], list, after: [label("values then", { root })] };
}
