// A click explains in place: a box, an arrow, a fold or a constant, as far as it is known at this step. Nothing jumps;
// buttons lead to the steps.
"use strict";

let chosen = null; // { node }, { node, position } for an arrow, { box } for a fold or a constant; null: what receives now
let atEnd = false; // whether the end is shown already, since the reader asked for it
const MOST_WAYS = 8;

const isShown = (k) => isSeen(k) || (atEnd && !asked(LAST));
const stepButton = (k) => pressable(label("explain to step", { k: stepNumber(k) }), () => go(stopOf(k)), "to-step");
const isValueShown = (node) => isShown(computedAt[node]);
const paragraph = (key, fields) => termed(label(key, fields));

/** One contribution: upstream × slope = product, as symbols and numbers, and the step that it belongs to. */
function contributionLine(k) {
  const { node, position, local, upstream, contribution } = numbers[k], line = make("div", "", "contribution");
  if (!isShown(k)) {
    line.append(make("span", label("explain to come", { through: arrowName(k) })), stepButton(k));
    return line;
  }
  const isChanged = nodes[node].does[position] === "change";
  const product = `${wholeOf(node)} × ${slopeName(node, position)} = ${number(upstream)} × ${bracketNegative(local)} = `;
  const words = make("span");
  words.append(make("span", label("from", { name: arrowName(k) }), "origin"), make("br"),
    make("span", `${isChanged ? "" : product}${number(contribution)}`));
  line.append(words, stepButton(k));
  if (k === step) line.classList.add("on");
  return line;
}

function valuePart(node) {
  const { name, formula, use } = nodes[node], inside = [make("h4", label("explain value"))], k = computedAt[node];
  if (use === null) inside.push(make("p", label("explain given", { name, value: number(now.values[node]) })));
  else if (isValueShown(node)) {
    const shown = make("div", "", "formula");
    shown.append(typeset(told(k, numbers, now.values, lang).latex));
    inside.push(shown);
  } else inside.push(make("p", label("explain value unseen", { name, formula })));
  inside.push(pressable(label("explain to value", { k: stepNumber(k) }), () => go(stopOf(k))));
  if (use === null && canChange) inside.push(pressable(label("another number"), () => startTyping(node)));
  return inside;
}

function gradientPart(node) {
  const inside = [make("h4", label("explain gradient", { whole: wholeOf(node) }))], steps = arrivalsOf(node);
  if (node === ROOT) {
    const key = isShown(SEED) ? "explain root" : "explain root unseen";
    return [...inside, paragraph(key, { name: nameOf(node) }), stepButton(SEED)];
  }
  const shown = steps.filter(isShown), terms = shown.map((k) => numbers[k].contribution), left = steps.length - shown.length;
  inside.push(...steps.map(contributionLine));
  if (shown.length) {
    const isAll = left === 0, isSum = shown.length > 1;
    const fields = {
      whole: wholeOf(node), sum: spelledSum(terms), total: number(numbers[shown.at(-1)].total),
      heard: shown.length, count: steps.length,
    };
    const key = isAll ? (isSum ? "explain sum" : "explain single") : isSum ? "explain so far" : "explain so far single";
    inside.push(make("p", label(key, fields), "total"));
  }
  if (left) inside.push(make("p", label(left === 1 ? "explain unseen one" : "explain unseen", { count: left })));
  return inside;
}

/** How it feeds on: each arrow with its slope, what a small change does there, and at the output. */
function onwardPart(node) {
  const { name } = nodes[node], inside = [make("h4", label("explain onward"))];
  if (node === ROOT) return [...inside, make("p", label("explain end of it", { name }))];
  for (const { node: next, position } of departuresOf(node)) {
    const line = make("div", "", "contribution"), words = make("span");
    words.append(make("span", `→ ${equation(next)}${placeOf(next, position)}`, "origin"));
    if (isValueShown(next) && !isAskedArrow(next, position)) {
      const local = now.partials[next][position];
      words.append(make("br"), make("span", `${slopeName(next, position)} = ${number(local)}. `),
        make("span", label("explain turn", { parent: name, name: nameOf(next), change: number(local * SMALL) })));
    }
    line.append(words, pressable(label("explain why"), () => explain({ node: next, position }), "to-step"));
    inside.push(line);
  }
  if (arrivalsOf(node).every(isShown)) {
    const total = gradientOf(node), fields = { name, root: nameOf(ROOT), total: bracketNegative(total), expected: number(total * SMALL) };
    inside.push(paragraph("explain turn root", fields));
    if (isRecomputed) {
      const old = now.values[ROOT], turn = afterTurn(node, SMALL)[ROOT];
      inside.push(make("p", label("explain turn again", { old: sixFigures(old), new: sixFigures(turn), change: number(turn - old) })));
    }
  }
  return inside;
}

function waysPart(node) {
  const count = wayCounts[node], { name } = nodes[node], root = nameOf(ROOT);
  if (node === ROOT || count === 0) return [];
  const heading = make("h4", label("explain ways", { count: spellCount(count), root }));
  if (count > MOST_WAYS) return [heading, paragraph("explain ways many", { count: spellCount(count), name, root })];
  if (!arrivalsOf(node).every(isShown)) return [];
  const lines = waysFrom(node).map(({ along: passed, slopes }) => {
    const product = slopes.reduce((x, y) => x * y, 1), factors = slopes.map(asTerm).join(" × ");
    return make("span", `${passed.map(nameOf).join(" → ")}: ${factors}${slopes.length > 1 ? ` = ${number(product)}` : ""}`);
  });
  return [heading, bulleted(lines), make("p", label("explain ways sum", { total: number(gradientOf(node)) }))];
}

function explainArrow(node, position) {
  const parent = parentsOf[node][position], k = arrivalsOf(parent).find((one) => numbers[one].node === node && numbers[one].position === position);
  put($("about"), label("explain slope of", { parent: nameOf(parent), name: equation(node) + placeOf(node, position) }));
  const known = isValueShown(node) && !isAskedArrow(node, position), fields = { name: nameOf(node), formula: nodes[node].formula };
  const inside = known ? topicBody(whySlope(node, position)) : [make("p", label("explain value unseen", fields))];
  const ends = make("div", "", "row");
  for (const end of [parent, node]) ends.append(pressable(equation(end), () => explain({ node: end })));
  if (known) inside.unshift(make("h4", whySlope(node, position).question));
  return [...inside, make("h4", label("explain gradient", { whole: wholeOf(parent) })), contributionLine(k), ends];
}

function explainBox(box) {
  const { title, members } = data.boxes[box];
  put($("about"), title);
  if (!members.length) return [paragraph("explain constant", { name: title })];
  const lines = members.map((node) => pressable(equation(node), () => explain({ node })));
  const inside = [make("p", label("explain fold", { title, count: members.length }))];
  if (document.getElementById(`inside-${box}`) && leaves.size === 0) {
    inside.push(pressable(label("explain inside"), () => lookInside(box)));
  }
  const list = bulleted(lines, "choices");
  list.id = "links";
  return [...inside, list];
}

function drawExplanation() {
  for (const group of boxes) group.classList.remove("chosen");
  if (opened !== "explanation") return;
  const what = chosen ?? { node: receiverOf(step) }, { node, position, box } = what;
  let inside;
  if (box !== undefined) inside = explainBox(box);
  else if (position !== undefined) inside = explainArrow(node, position);
  else {
    put($("about"), equation(node));
    inside = [...valuePart(node), ...gradientPart(node), ...onwardPart(node), ...waysPart(node)];
  }
  refill($("explained"), ...inside);
  const canEnd = step < LAST && !asked(LAST);
  $("explain-end").hidden = !canEnd;
  $("explain-end").setAttribute("aria-pressed", atEnd);
  put($("explain-end"), label(atEnd ? "explain now" : "explain end"));
  boxes[box ?? boxOf.get(node)]?.classList.add("chosen");
}

/** Explain a box or an arrow where it is; the step stays. */
function explain(what, { focus = true } = {}) {
  chosen = what;
  if (opened === "explanation") draw();
  else openPanel("explanation", { focus });
}
const choose = (node) => explain({ node });
const openFold = (box) => explain({ box });

/** A folded box opens: the graph with what is in it. The numbers in it are those before any what-if. */
function lookInside(box) {
  put($("inside-title"), data.boxes[box].title);
  $("inside-graph").replaceChildren(document.getElementById(`inside-${box}`).content.cloneNode(true));
  $("inside").show();
  $("close").focus();
}

/** Arrows answer to clicks, too: a wide line that is not seen lies below each. With the keyboard their boxes lead there. */
function buildArrows() {
  edges.forEach((group, i) => {
    const path = group.querySelector("path"), { node, position, tail, head } = data.arrows[i];
    const hit = path.cloneNode();
    hit.setAttribute("class", "hit");
    group.prepend(hit);
    const fold = [tail, head].find((box) => data.boxes[box].node === null);
    group.addEventListener("click", () => explain(node === null ? { box: fold } : { node, position }));
  });
}

panel("explanation", { key: "e", button: "explanation" });
atStart(buildArrows);
atDraw(drawExplanation);
$("explain-end").addEventListener("click", () => { atEnd = !atEnd; draw(); });
$("inside").addEventListener("keydown", (event) => {
  if (event.key !== "Escape") return;
  $("inside").close();
  event.stopPropagation(); // the explanation stays
});
$("inside").addEventListener("close", () => $("inside-graph").replaceChildren());
$("close").addEventListener("click", () => $("inside").close());
