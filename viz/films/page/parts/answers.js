// Answers to questions: text read as a number, judged as a stepper judges it. MISTAKES, NEAR_ENOUGH and NO_DIFFERENCE
// come from viz.films.prediction. Nothing here touches the page.
"use strict";

/** What is asked about a step, in order: keys of MISTAKES. An input is given; at a fork the sum is asked, too. */
function questionsAt(k) {
  const { kind, heard } = numbers[k];
  if (kind === "input") return [];
  if (kind === "forward") return ["value"];
  if (kind === "seed") return ["seed"];
  return heard > 1 ? ["contribution", "sum"] : ["contribution"];
}
const rightAnswer = (k, question) => numbers[k][{ value: "value", contribution: "contribution" }[question] ?? "total"];

/** A number as people type it: 0.5, .5, 0,5, 1/2, −2, 1e-3, ∞, in letters of any width; null if it is none. */
function readNumber(text) {
  const plain = text.normalize("NFKC").replace(/[−–﹣]/g, "-").replace(/[,、。]/g, ".").replace(/\s/g, "").toLowerCase();
  const infinite = /^([+-]?)(∞|inf|infinity)$/.exec(plain);
  if (infinite) return infinite[1] === "-" ? -Infinity : Infinity;
  if (plain === "nan") return NaN;
  const [top, bottom, ...rest] = plain.split("/").map(readDecimal);
  if (rest.length || top === null || bottom === null) return null;
  return bottom === undefined ? top : top / bottom;
}
function readDecimal(text) {
  return /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/.test(text) ? Number(text) : null;
}

/** Whether an answer counts as a number: viz.films.prediction.agree. */
function agree(x, y) {
  if (x !== x && y !== y) return true;
  if (x === y) return true;
  if (Math.abs(x) === Infinity || Math.abs(y) === Infinity) return false;
  return Math.abs(x - y) <= Math.max(NEAR_ENOUGH * Math.max(Math.abs(x), Math.abs(y)), NO_DIFFERENCE);
}

/** The name of what a wrong answer is instead, "" if it is no number of this step: viz.films.prediction.mistakes. */
function mistakeIn(k, question, answer) {
  const { node } = data.steps[k];
  const n = {
    ...numbers[k], right: rightAnswer(k, question), value: now.values[node], slopes: now.partials[node],
    arguments: parentsOf[node].map((parent) => now.values[parent]),
  };
  const found = Object.entries(MISTAKES[question]).find(([, formed]) => [formed(n)].flat().some((x) => agree(answer, x)));
  return found ? found[0] : "";
}
