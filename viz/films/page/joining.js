// How a part joins the page: what it does at the start, after every drawing, and before the next step; its keys.
"use strict";

const starts = [], redraws = [], gates = [];

/** Called once, when all parts are there and before the first step is shown. */
const atStart = (act) => starts.push(act);
/** Called at the end of every draw(): another step, language, other numbers, another mode. */
const atDraw = (act) => redraws.push(act);
/** Called when somebody asks for the next step; true if that has been done already, by an answer for instance. */
const atNext = (act) => gates.push(act);

const KEYS = {}; // what a key does
const KEY_WORDS = []; // [keys, label], in the order of the help
/** Keys that do the same, and the label that says what. */
function onKey(keys, words, act) {
  for (const key of keys) KEYS[key] = act;
  KEY_WORDS.push([keys, words]);
}

let stops = data.steps.map((_, k) => k); // the steps at which "next" stops
function goOn() {
  if (gates.some((gate) => gate())) return;
  go(stops.find((k) => k > step) ?? step);
}
function goBack() {
  if (!closeCard()) go(stops.findLast((k) => k < step) ?? step);
}

const OWN = { // elements that use keys themselves
  arrows: "input:not([type=checkbox]), select, textarea", press: "button, input, select, summary, a",
  letters: "input:not([type=checkbox], [type=range]), select, textarea",
};
function pressed(event) {
  const key = Object.hasOwn(KEYS, event.key) ? event.key : event.key.toLowerCase();
  if (event.ctrlKey || event.metaKey || event.altKey || !Object.hasOwn(KEYS, key)) return;
  const kind = key === " " || key === "Enter" ? "press" : key.length === 1 ? "letters" : "arrows";
  if (event.target instanceof Element && event.target.closest(OWN[kind])) return;
  event.preventDefault();
  KEYS[key]();
}
