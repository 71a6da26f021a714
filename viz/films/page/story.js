// The steps of a graph in numbers and words. Rules, names and templates come from Python in the page's data; nothing
// here touches the page. Vocabulary as in viz.steps: upstream, local, contribution, total, heard, consumers.
//
// What is written twice, since the page has no Python; browser tests compare what both say:
//   deed                viz.lessons.step_sentences.deed
//   reach               viz.lessons.step_sentences.reach
//   told                viz.lessons.step_sentences.StepWriter
//   swept               viz.analysis.contributions.contributions
//   recomputed          viz.analysis.recompute.replay
//   saysMore            viz.text.derivatives.says_more
//   partial             viz.text.derivatives.partial
//   whole               viz.text.derivatives.whole
//   partialTex          viz.text.derivatives.partial_latex
//   wholeTex            viz.text.derivatives.whole_latex
//   chainTex            viz.lessons.step_sentences.chain_latex
//   computedAs          viz.lessons.step_sentences.computed
//   slopeEquation       viz.text.derivatives.slope_equation
//   bracketNegative     viz.text.names.bracket_negative
//   texBracketNegative  viz.text.names.bracket_negative_latex
//   pretty              autograd.dialects.pretty_number
//   texNumber           autograd.dialects.latex_number
//   filled              viz.films.page.blanks.fill
//   agree               viz.films.prediction.agree
//   mistakeIn           viz.films.prediction.mistakes
//   predictedChanges    viz.lessons.nudge.nudge
//   off                 viz.lessons.nudge.Change
//   update              autograd.nn.SGD
"use strict";

const data = JSON.parse(document.getElementById("data").textContent);
const nodes = data.nodes;
const NODES = nodes.length;
const isNode = (argument) => typeof argument === "number"; // constants travel as text, so that nan and inf can
const parentsOf = nodes.map((node) => node.arguments.filter(isNode));
const consumersOf = nodes.map(() => 0);
parentsOf.flat().forEach((parent) => { consumersOf[parent] += 1; });
/** The step that tells the value of a node: in the order of reading, while nodes are in that of the recorded list. */
const computedAt = nodes.map((_, node) => data.steps.findIndex((step) => step.node === node));

// --- numbers ---------------------------------------------------------------------------------------------------------

/** Values and local derivatives as Python recorded them. */
const recorded = () => ({
  values: nodes.map((node) => Number(node.value)), partials: nodes.map((node) => node.partials.map(Number)),
});

/** The same for other numbers at the leaves: every rule once more, in the order of the recorded list. */
function recomputed(leaves) {
  const values = [], partials = [];
  nodes.forEach((node, i) => {
    if (node.use === null) {
      values.push(leaves.has(i) ? leaves.get(i) : Number(node.value));
      partials.push([]);
      return;
    }
    const x = node.arguments.map((argument) => (isNode(argument) ? values[argument] : Number(argument)));
    const z = ROWS[node.use].forward(m, ...x);
    values.push(z);
    partials.push(ROWS[node.use].partials(m, z, ...x).filter((_, position) => isNode(node.arguments[position])));
  });
  return { values, partials };
}

data.steps.forEach((step, k) => { step.rank = k; });
/** One more arrival at a sum: added in the order of the steps number by number, in whichever order they are told. */
function added(arrivals, arrival, before) {
  const isLast = arrivals.every(([rank]) => rank < arrival[0]);
  arrivals.push(arrival);
  if (isLast) return before + arrival[1];
  arrivals.sort(([one], [other]) => one - other);
  return arrivals.reduce((sum, [, contribution]) => sum + contribution, 0);
}

/** The reverse pass: what each step of the page has in numbers. The sum over consumers is the chain rule. */
function swept({ values, partials }) {
  const gradient = nodes.map(() => 0), heard = nodes.map(() => 0), arrivals = nodes.map(() => []);
  return data.steps.map(({ kind, node, position, rank }) => {
    if (kind === "seed") gradient[node] = 1;
    if (kind !== "backward") return { kind, node, value: values[node], slopes: partials[node], total: gradient[node] };
    const parent = parentsOf[node][position], local = partials[node][position], arrived = gradient[node];
    const sent = nodes[node].sent[position]; // a gradient that was changed on its way is known from Python alone
    const upstream = sent === undefined ? arrived : Number(sent);
    const contribution = local * upstream, before = gradient[parent];
    gradient[parent] = added(arrivals[parent], [rank, contribution], before);
    heard[parent] += 1;
    return {
      kind, node, parent, position, local, arrived, upstream, contribution, before,
      total: gradient[parent], heard: heard[parent], consumers: consumersOf[parent],
    };
  });
}

/** Whether the rules, run here, give the numbers that Python recorded: only then can a leaf be changed. */
function canRecompute() {
  if (ROWS === null) return false;
  try {
    const there = recorded(), here = recomputed(new Map());
    const near = (x, y) => Object.is(x, y) || x === y || Math.abs(x - y) <= 1e-9 * Math.max(Math.abs(x), Math.abs(y));
    return there.values.every((x, i) => near(x, here.values[i])) &&
      there.partials.every((row, i) => row.every((x, j) => near(x, here.partials[i][j])));
  } catch {
    return false; // a rule of the user's own calls what is not in Math
  }
}

// --- words -----------------------------------------------------------------------------------------------------------

const number = (x) => pretty(x, data.precision);
const bracketNegative = (x) => (number(x).startsWith("−") ? `(${number(x)})` : number(x));

/** A number as LaTeX sets it: autograd.dialects.latex_number. */
function texNumber(x) {
  const text = number(x).replace("−", "-").replace("∞", "\\infty").replace("nan", "\\mathrm{nan}");
  const [mantissa, exponent] = /\de-?\d+$/.test(text) ? text.split("e") : [text];
  if (exponent === undefined) return text;
  return `${mantissa === "1" ? "" : mantissa === "-1" ? "-" : `${mantissa} \\cdot `}10^{${exponent}}`;
}
const texBracketNegative = (x) => (texNumber(x).startsWith("-") ? `\\left(${texNumber(x)}\\right)` : texNumber(x));

/** What a spelling may look at in a number: the kinds of viz.films.page.blanks. */
function peopleKind(text) {
  if (text === "1") return "1";
  if (/^−/.test(text)) return /^−\d+$/.test(text) ? "W" : "S";
  if (/^\d+$/.test(text)) return "w";
  if (/^[\da-z]+$/.test(text)) return "e";
  return /^[\d.e]+$/.test(text) ? "d" : "s";
}
const texKind = (text) => (/^-/.test(text) ? "W" : /^\\?\w+$/.test(text) ? "w" : "d");
const raised = (text) => [...text].map((c) => "⁰¹²³⁴⁵⁶⁷⁸⁹"[c] || (c === "−" ? "⁻" : c)).join("");

/** A template of viz.films.page.blanks with these numbers in its blanks. */
function filled(template, texts, kind) {
  const pieces = Array.isArray(template) ? template : template[texts.map(kind).join("")];
  return pieces.map((piece) => {
    if (typeof piece === "string") return piece;
    if (typeof piece === "number") return texts[piece];
    const [before, i, after] = piece;
    if (before === "^") return raised(texts[i]);
    return /^[−-]/.test(texts[i]) ? before + texts[i] + after : texts[i];
  }).join("");
}

/** The slope of one arrow, ∂e/∂c; `mark` says which of two places of the parent is meant. */
const partial = (top, bottom, mark = "") => `∂${top}/∂${bottom}${mark}`;

/** The whole derivative, all ways together: de/db, d loss/dw1. */
const whole = (top, bottom) => `${differential(top)}/${differential(bottom)}`;
const differential = (name) => (/^\p{L}\P{L}*$/u.test(name) ? `d${name}` : `d ${name}`);

const partialTex = (top, bottom, mark = "") =>
  `\\frac{\\partial ${top}}{\\partial ${bottom}}${mark && `\\text{${mark}}`}`;
const wholeTex = (top, bottom) => `\\frac{${differentialTex(top)}}{${differentialTex(bottom)}}`;
const differentialTex = (tex) =>
  (/^\{?\\(mathrm|text|operatorname)(?![A-Za-z])/.test(tex) ? `\\mathrm{d}\\,${tex}` : `\\mathrm{d}${tex}`);

/** One step in words, as viz.steps has it: `title`, `text`, `latex`; and `ask`, the formula before its numbers. */
function told(k, numbers, values, lang) {
  const words = data.words[lang];
  const { sentences, latex, ask } = { input, forward, seed, backward }[numbers[k].kind](numbers[k], values, lang);
  const say = ([key, fields]) => words[key].replace(/\{(\w+)\}/g, (_, name) => fields[name]);
  const [title, ...texts] = sentences.map(say);
  return { title, text: texts.join(words.between), latex, ask, fields: sentences[0][1] };
}

/** The sentence that says where a name comes from that nobody gave. */
const introduced = ({ name, unnamed }) => (unnamed ? [["unnamed", { name }]] : []);

function input({ node, value }) {
  const { name, tex, role } = nodes[node];
  const fields = { name, value: number(value) }, key = role === "parameter" ? "parameter" : "input";
  const sentences = [["title input", fields], ...introduced(nodes[node]), [key, fields]];
  return { sentences, latex: `${tex} = ${texNumber(value)}` };
}

/** The key of the sentence that says how a node is computed from that many others. */
const computedAs = (slopes) => ["constant", "forward one"][slopes] || "forward";

function forward({ node, value, slopes }, values, lang) {
  const { name, tex, formula, numbers, latex, latexNumbers, symbols, blanks, places } = nodes[node];
  const partials = parentsOf[node].map((parent, position) => slopeEquation(
    name, nodes[parent].name, symbols[position], number(slopes[position]), places[lang]?.[position]));
  const used = blanks.map((i) => values[i]);
  const fields = {
    name, formula, numbers: filled(numbers, used.map(number), peopleKind), value: number(value),
    partials: partials.join(data.words[lang].comma),
  };
  const spelled = filled(latexNumbers, used.map(texNumber), texKind);
  return {
    sentences: [["title forward", fields], ...introduced(nodes[node]), [computedAs(partials.length), fields]],
    latex: `${tex} = ${latex} = ${spelled} = ${texNumber(value)}`,
    ask: `${tex} = ${latex} = ?`,
  };
}

function seed({ node }) {
  const { name, tex } = nodes[node];
  const fields = { name, root: name, derivative: whole(name, name) }, left = wholeTex(tex, tex);
  return { sentences: [["title seed", fields], ["seed", fields]], latex: `${left} = 1`, ask: `${left} = ?` };
}

/** Whether a derivative's formula says more than its number. */
const saysMore = (symbol, text) => symbol !== text && /\p{L}/u.test(symbol) && !symbol.includes(" if ");

/** ∂e/∂c = d = 2; without the formula of the derivative where that says no more than its number. */
const slopeEquation = (top, bottom, symbol, text, mark) =>
  `${partial(top, bottom, mark)}${saysMore(symbol, text) ? ` = ${symbol}` : ""} = ${text}`;

/** The key of the sentence that says what becomes of the gradient: the role, refined by the local derivative. */
function deed(role, local, parents, spoken) {
  if (role === "change") return role;
  if (role === "pass") return local < 0 ? "negate" : "pass";
  if (role === "route") {
    if (local === 0 || local === 1) return local ? "route" : "stop";
    if (local === 0.5 && parents > 1) return "share";
    role = "scale";
  }
  if (role === "scale" && local === 0 && !spoken) return "stop"; // floor
  return spoken ? role : `${role} number`;
}

/** The key of the sentence that says how far the sum over the arrows is. */
function reach(heard, consumers) {
  if (consumers === 1) return "only";
  if (heard < consumers) return heard === 1 ? "first" : "more";
  return consumers === 2 ? "both" : "final";
}

/** An equation of what one arrow brings, told in several ways, behind what has come already. */
function chainTex(left, terms, before, total, isFinal) {
  const sums = terms.map((term) => (before && `${before} + `) +
    (before && term.startsWith("-") ? `\\left(${term}\\right)` : term));
  const rest = isFinal ? "" : " + \\cdots";
  return [left, ...[...sums, total].filter(Boolean).map((part) => part + rest)].join(" = ");
}

function backward(facts, values, lang) {
  const { node, parent, position, local, arrived, upstream, contribution, before, total, heard, consumers } = facts;
  const sender = nodes[node], receiver = nodes[parent], root = nodes[NODES - 1], symbol = sender.symbols[position];
  const place = sender.places[lang]?.[position] || "", equation = `${sender.name} = ${sender.formula}`;
  const fields = {
    name: sender.name, parent: receiver.name, argument: receiver.name + place, root: root.name, symbol,
    equation: [...equation].length > data.longEquation ? sender.name : equation,
    derivative: whole(root.name, receiver.name),
    chain: `${whole(root.name, sender.name)} × ${partial(sender.name, receiver.name, place)}`,
    upstream: number(upstream), arrived: number(arrived), local: bracketNegative(local),
    contribution: number(contribution), before: number(before), total: number(total), heard, consumers,
  };
  const does = deed(sender.does[position], local, parentsOf[node].length, saysMore(symbol, number(local)));
  const sentences = [
    ["title backward", fields],
    ...(does === "change" ? [] : [["chain", fields]]),
    [does, { ...fields, local: number(local) }],
    [reach(heard, consumers), { ...fields, contribution: bracketNegative(contribution) }],
  ];
  const left = wholeTex(root.tex, receiver.tex), isFinal = heard === consumers;
  const isFirst = heard === 1, arrivedTex = isFirst ? "" : texNumber(before), totalTex = isFirst ? "" : texNumber(total);
  const symbols = `${wholeTex(root.tex, sender.tex)} \\cdot ${partialTex(sender.tex, receiver.tex, place)}`;
  const product = `${texNumber(upstream)} \\cdot ${texBracketNegative(local)}`, result = texNumber(contribution);
  const terms = does === "change" ? [result] : [symbols, product, result];
  return {
    sentences,
    latex: chainTex(left, terms, arrivedTex, totalTex, isFinal),
    ask: `${chainTex(left, [symbols], arrivedTex, "", isFinal)} = ?`,
  };
}
