// How much a step tells: one number, all of a box, or all of a layer. The steps are the same facts in another order, in
// which those that are told together stand side by side; "next" stops at the last of them.
"use strict";

const scalarSteps = data.steps;
let grain = "scalar";

// --- order -----------------------------------------------------------------------------------------------------------

/** For a box that is no single node: which steps change what it shows. */
const stepsOfBox = nodesIn.map((inside) => scalarSteps.map((_, k) => k).filter((k) => {
  const { kind, node, position } = scalarSteps[k];
  return inside.includes(kind === "backward" ? parentsOf[node][position] : node);
}));
const firstShown = data.boxes.map(({ shown }) => shown.map(([k]) => k));

/** Tell the steps in groups of these numbers, each ending at a stop. */
function arrange(groups) {
  data.steps = groups.flat().map((k) => scalarSteps[k]);
  let end = -1;
  stops = groups.map((group) => (end += group.length));
  const toldAt = [];
  groups.flat().forEach((k, i) => { toldAt[k] = i; });
  data.steps.forEach(({ kind, node }, k) => { if (kind === "input" || kind === "forward") computedAt[node] = k; });
  data.boxes.forEach(({ shown }, i) => shown.forEach((entry, j) => {
    const first = firstShown[i][j];
    entry[0] = Math.max(0, ...stepsOfBox[i].filter((k) => first > 0 && k <= first).map((k) => toldAt[k]));
  }));
  numbers = swept(now);
  $("slider").max = stops.length - 1;
}
function chooseGrain(name) {
  if (name === grain) return;
  const here = data.steps[step];
  grain = name;
  arrange(grain === "scalar" ? scalarSteps.map((_, k) => [k]) : data.passages[grain].map(({ steps }) => steps));
  const at = data.steps.indexOf(here);
  step = stops.find((k) => k >= at);
  $("grain").value = grain;
}
// --- words: viz.lessons.together -------------------------------------------------------------------------------------

const MOST_NAMES = 4;
function nameList(names) {
  const { comma } = data.words[lang];
  if (names.length <= MOST_NAMES) return names.join(comma);
  const some = names.slice(0, MOST_NAMES - 1).join(comma);
  return label("passage more", { names: some, more: names.length - MOST_NAMES + 1 });
}
/** A step in a line of signs and numbers. */
function fact(k) {
  const { kind, node, parent, upstream, local, before, total, heard, consumers } = numbers[k];
  if (kind !== "backward") {
    const { name, formula, numbers: spelled, value } = told(k, numbers, now.values, lang).fields;
    return [...new Set([name, formula, spelled, value].filter((text) => text !== undefined))].join(" = ");
  }
  const sum = heard > 1 ? `${number(before)} + ${bracketNegative(upstream)}` : number(upstream);
  const line = `${nodes[node].name} → ${nodes[parent].name}: ${sum} × ${bracketNegative(local)} = ${number(total)}`;
  return heard < consumers ? line : `${line} = ${whole(nodes[NODES - 1].name, nodes[parent].name)}`;
}
function inputsTold(steps) {
  const isParameter = (k) => nodes[numbers[k].node].role === "parameter";
  const groups = { inputs: steps.filter((k) => !isParameter(k)), parameters: steps.filter(isParameter) };
  const there = Object.keys(groups).filter((name) => groups[name].length);
  const texts = there.map((name) => label(`passage ${name}`, { list: groups[name].map(fact).join(data.words[lang].comma) }));
  return {
    title: label(`passage ${there.length === 2 ? "both" : there[0]} title`),
    text: texts.join(data.words[lang].between), facts: [],
  };
}
/** What is said of steps that are told together. */
function passageTold(steps) {
  const { kind, upstream } = numbers[steps[0]];
  if (kind === "input") return inputsTold(steps);
  const senders = [...new Set(steps.map((k) => numbers[k].node))];
  const { unit } = data.passages[grain][stops.indexOf(step)];
  const fields = {
    names: unit || nameList(senders.map((node) => nodes[node].name)), count: steps.length, upstream: number(upstream ?? 0),
  };
  const key = kind === "backward" && senders.length === 1 ? "passage backward one" : `passage ${kind}`;
  return { title: label(`passage ${kind} title`, fields), text: label(key, fields), facts: steps.map(fact) };
}

// --- drawing ---------------------------------------------------------------------------------------------------------

/** The caption of steps that are told together; false where one step says it all. */
function drawPassage() {
  const steps = toldNow(), isPassage = steps.length > 1;
  document.body.classList.toggle("told-together", isPassage);
  $("together").replaceChildren();
  if (!isPassage) return false;
  const { kind } = data.steps[step], { title, text, facts } = passageTold(steps);
  $("caption").className = kind;
  put($("phase"), label(kind));
  put($("heading"), title);
  put($("sentence"), text);
  $("together").append(...facts.map((line) => make("li", line)));
  $("together").scrollTop = 0;
  return true;
}

// --- keys and buttons ------------------------------------------------------------------------------------------------

function endQuestions() { // they are asked number by number
  if (predicting()) chooseGrain("scalar");
}
/** A wish of its own: questions about the forward pass do not stop it, and stay open. */
function startBackward() {
  play(false);
  show(NODES);
}
onKey(["b"], "to backward help", startBackward);
const turn = KEYS.p;
KEYS.p = () => {
  if (!predicting()) chooseGrain("scalar");
  turn();
};
const isGrain = (name) => name === "scalar" || Object.hasOwn(data.passages, name);
const firstGrain = new URLSearchParams(document.documentElement.dataset.start).get("grain") ?? "scalar";
inAddress("grain", (text) => {
  chooseGrain(predicting() ? "scalar" : isGrain(text) ? text : firstGrain);
  step = stepOf(askedStep);
}, () => (grain === firstGrain ? "" : grain));
$("predict").addEventListener("change", endQuestions, { capture: true });
$("grain").addEventListener("change", () => {
  play(false);
  const isQuiz = predicting() && $("grain").value !== "scalar";
  if (isQuiz) $("predict").checked = false;
  chooseGrain($("grain").value);
  if (isQuiz) turnQuiz();
  else draw();
});
$("to-backward").addEventListener("click", startBackward);
