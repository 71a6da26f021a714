// Language, numbers and colours: what all parts of the page use.
"use strict";

const $ = (id) => document.getElementById(id);
const LANGUAGES = Object.keys(data.labels);
let lang = data.lang;

const label = (key, fields = {}) => data.labels[lang][key].replace(/\{(\w+)\}/g, (_, name) => fields[name]);
const DIGITS = 3;
const short = (x) => pretty(x, DIGITS);

/** What each part of the page does to show the present state, in order. */
const drawers = [];
const atDraw = (draw) => drawers.push(draw);

/** The sample that is looked at, and the neuron, by their numbers; null for no neuron. */
const looked = { sample: 0, unit: null };

/** A sentence in which the name of a unit is set with its subscript and superscript. */
function putNamed(element, text, { name, spans }) {
  const at = text.indexOf(name);
  if (at < 0) {
    element.textContent = text;
    return;
  }
  const letters = spans.map(([part, level]) => {
    if (!level) return part;
    const small = document.createElement(level < 0 ? "sub" : "sup");
    small.textContent = part;
    return small;
  });
  element.replaceChildren(text.slice(0, at), ...letters, text.slice(at + name.length));
}

const SVG = "http://www.w3.org/2000/svg";

function makeSvg(name, attributes = {}, text = "") {
  const element = document.createElementNS(SVG, name);
  for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
  element.textContent = text;
  return element;
}

const colour = (name) => getComputedStyle(document.documentElement).getPropertyValue(`--${name}`).trim();

/** A colour of the theme as three numbers, whatever the theme calls it. */
function channels(name) {
  const brush = document.createElement("canvas").getContext("2d", { willReadFrequently: true });
  brush.fillStyle = colour(name);
  brush.fillRect(0, 0, 1, 1);
  return [...brush.getImageData(0, 0, 1, 1).data.slice(0, 3)];
}

/** Answers of the network to inputs, and probabilities if they are known, at these parameters. */
function asked(parameters) {
  const computed = answering[choices.activation], several = computed.program.outputs.length > data.answers;
  computed.load(parameters);
  const row = new Float64Array(computed.program.inputs);
  return (...inputs) => {
    row.set(inputs);
    computed.V.set(row);
    computed.program.forward(computed.F, computed.V);
    const all = computed.program.outputs.map((_, k) => computed.output(k));
    return { answers: all.slice(0, data.answers), shares: several ? all.slice(data.answers) : null };
  };
}
const answering = ANSWERING.map((program) => new Machine(program));

/** The class that answers say, by number; null where they say a number. */
function said(answers) {
  const { kind, threshold } = data.answer;
  if (kind === "two") return answers[0] > threshold ? 1 : 0;
  return kind === "classes" ? answers.indexOf(Math.max(...answers)) : null;
}

/** The class that a sample belongs to. */
function wanted(i) {
  const { kind, low, high } = data.answer, targets = targetsOf(i);
  if (kind === "two") return targets[0] > (low + high) / 2 ? 1 : 0;
  return kind === "classes" ? targets.indexOf(Math.max(...targets)) : null;
}

const className = (k) => (data.answer.kind === "two" ? short([data.answer.low, data.answer.high][k]) : String(k));

/** A sheet to paint on, sharp on every screen, as wide as its place. */
function sheet(place, ratio, name) {
  const canvas = document.createElement("canvas");
  canvas.setAttribute("role", "img");
  canvas.dataset.name = name;
  place.append(canvas);
  const brush = canvas.getContext("2d");
  const fit = () => {
    const width = Math.max(160, Math.min(place.clientWidth, Math.max(340, innerHeight * 0.62))), scale = devicePixelRatio || 1;
    if (canvas.width !== Math.round(width * scale)) {
      canvas.width = Math.round(width * scale);
      canvas.height = Math.round(width * ratio * scale);
      canvas.style.width = `${width}px`;
    }
    brush.setTransform(scale, 0, 0, scale, 0, 0);
    return [width, width * ratio];
  };
  return { canvas, brush, fit };
}

/** The least and the largest of numbers, with a margin around. */
function around(numbers, margin = 0.1) {
  const low = Math.min(...numbers), high = Math.max(...numbers), spare = (high - low || 1) * margin;
  return [low - spare, high + spare];
}

/** Choose the sample whose place is nearest to the pointer. */
function choosesBy(canvas, places) {
  const choose = (event) => {
    const box = canvas.getBoundingClientRect(), x = event.clientX - box.left, y = event.clientY - box.top;
    let best = Infinity, nearest = looked.sample;
    places().forEach(([u, v], i) => {
      const distance = (u - x) ** 2 + (v - y) ** 2;
      if (distance < best) [best, nearest] = [distance, i];
    });
    if (nearest !== looked.sample) lookAt(nearest);
  };
  canvas.addEventListener("pointermove", choose);
  canvas.addEventListener("click", choose);
}
