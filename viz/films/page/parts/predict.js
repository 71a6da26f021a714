// Predict first: a quiz about every step. A step asks before it tells, and nothing goes past a question that is open:
// "next" says so, and shows the answer only when it is pressed once more; play stops; the slider stops at the question.
"use strict";

const replies = new Map(); // "k question" -> how it went: how often it was tried, whether it was answered or shown
let spoken = null, warned = ""; // what was said last, [label, fields] or null; the question that "next" was pressed at

let seen = 0; // that many steps were seen elsewhere, by a stepper: they ask nothing

const predicting = () => $("predict").checked;
const replyTo = (k, question) => replies.get(`${k} ${question}`) ?? { tries: 0, answered: false, shown: false };
const closed = (k, question) => { const reply = replyTo(k, question); return reply.answered || reply.shown; };
/** What is asked at a step; nothing at those that were seen. */
const askedAt = (k) => (k < seen ? [] : questionsAt(k));
/** What is asked at a step and not answered yet; undefined if nothing is. */
const openQuestion = (k) => (predicting() ? askedAt(k).find((question) => !closed(k, question)) : undefined);
const asked = (k) => openQuestion(k) !== undefined;

/** Whether the slope of an arrow is a part of the answer that is asked for now. */
const isAskedArrow = (node, position) =>
  step >= NODES && asked(step) && numbers[step].node === node && numbers[step].position === position;

/** Where somebody gets to who wants to go to step k: a question on the way stops him. */
function heldAt(k) {
  for (let here = step; here < k; here += 1) {
    if (asked(here)) {
      if (here === step) say("open question");
      return here;
    }
  }
  return k;
}

// --- answering -------------------------------------------------------------------------------------------------------

function say(key, fields = {}) {
  spoken = key === null ? null : [key, fields];
  drawVerdict();
}
function record(question, reply) {
  replies.set(`${step} ${question}`, { ...replyTo(step, question), ...reply });
}
/** Judge what stands in the field. */
function check() {
  const question = openQuestion(step), text = $("answer").value.trim();
  if (question === undefined) return;
  if (!text) return say("type a number");
  const answer = readNumber(text), right = rightAnswer(step, question);
  if (answer === null) return say("not a number", { text });
  const tries = replyTo(step, question).tries + 1;
  warned = "";
  if (agree(answer, right)) {
    record(question, { tries, answered: true });
    spoken = ["right answer", { answer: () => number(right) }];
    return draw();
  }
  record(question, { tries });
  const mistake = mistakeIn(step, question, answer);
  spoken = ["wrong answer", { answer: () => number(answer), hint: () => (mistake ? label(`hint ${mistake}`) : "") }];
  draw();
  $("answer").select();
}
/** Show the answer; it does not count as answered. */
function reveal() {
  const question = openQuestion(step);
  if (question === undefined) return;
  const right = rightAnswer(step, question);
  record(question, { shown: true });
  spoken = ["shown", { answer: () => number(right) }];
  draw();
}
/** "Next" at an open question: the first time it says so, the second time the answer is shown. */
function nextAtQuestion() {
  const question = openQuestion(step);
  if (question === undefined) return false;
  const here = `${step} ${question}`;
  if (warned === here) reveal();
  else say("open question");
  warned = here;
  return true;
}
function startAgain() {
  replies.clear();
  seen = 0;
  say(null);
  closePanel();
  go(0);
}

// --- drawing ---------------------------------------------------------------------------------------------------------

/** The question in words. */
function questionText(k, question, { root, name, formula, parent, chain }) {
  const receiver = nodes[receiverOf(k)].name, { contribution, before } = numbers[k];
  return label(`ask ${question}`, {
    name, formula, parent, chain, whole: whole(root ?? name, receiver),
    contribution: number(contribution ?? 0), before: number(before ?? 0),
  });
}
let drawnAt = ""; // the step and question that the field is for
function drawQuiz() {
  const question = openQuestion(step), here = `${step} ${question}`, field = $("answer");
  $("quiz").hidden = !predicting();
  document.body.classList.toggle("predicting", predicting());
  document.body.classList.toggle("asking", question !== undefined);
  if (here !== drawnAt) {
    const sameStep = drawnAt.startsWith(`${step} `);
    drawnAt = here;
    if (!sameStep) spoken = null;
    field.value = "";
    if (question !== undefined) takeFocus();
  }
  field.readOnly = question === undefined;
  $("check").disabled = $("reveal").disabled = question === undefined;
  if (question !== undefined) $("next").disabled = false; // even at the last step: it shows the answer
  drawVerdict();
  drawScore();
}
/** To the field, unless a keyboard on the glass would cover the graph, or another page has the focus. */
function takeFocus() {
  if (!document.hasFocus() || matchMedia("(pointer: coarse)").matches) return;
  if (opened !== null && $(opened).contains(document.activeElement)) return;
  $("answer").focus({ preventScroll: true });
}
const spelled = (fields) => Object.fromEntries(Object.entries(fields).map(([name, x]) => [name, x instanceof Function ? x() : x]));
function drawVerdict() {
  if (!predicting()) return;
  const [key, fields] = spoken ?? ["", {}];
  const score = counted(), isEnd = score.asked > 0 && score.open === 0 && /^(right answer|shown)$/.test(key);
  const said = key ? [label(key, spelled(fields))] : [];
  if (isEnd) said.push(label("score all"), label("score says", score));
  put($("verdict"), said.join(data.words[lang].between));
  $("verdict").className = { "right answer": "right", "wrong answer": "wrong" }[key] ?? "";
}
function counted() {
  const all = data.steps.flatMap((_, k) => askedAt(k).map((question) => ({ k, question, ...replyTo(k, question) })));
  const done = all.filter((reply) => reply.answered || reply.shown);
  return {
    all: all.filter((reply) => reply.tries || reply.shown), asked: done.length, open: all.length - done.length,
    right: done.filter((reply) => reply.answered && reply.tries === 1).length,
    later: done.filter((reply) => reply.answered && reply.tries > 1).length,
    shown: done.filter((reply) => reply.shown).length,
  };
}
/** How it went so far, beside the field; and question by question in the panel. */
function drawScore() {
  $("open-marks").hidden = $("final-score").hidden = !predicting();
  if (!predicting()) return;
  const score = counted();
  put($("final-score"), `${label("score heading")}: ${score.asked ? label("score says", score) : label("score none")}`);
  put($("score"), label("score", score));
  const end = score.asked && score.open === 0 ? `${label("score all")} ` : "";
  put($("marks-total"), score.asked ? end + label("score says", score) : label("score none"));
  const listed = opened === "marks" ? score.all : [];
  $("marks-list").replaceChildren(...listed.filter(({ answered, shown }) => answered || shown).map((reply) => {
    const { k, question, tries, shown } = reply, words = told(k, numbers, now.values, lang);
    const how = shown ? "reply shown" : tries === 1 ? "reply right" : "reply later";
    const item = make("li", "", how.split(" ")[1]), there = make("button", `${k + 1}. ${questionText(k, question, words.fields)}`);
    there.type = "button";
    there.addEventListener("click", () => go(k));
    item.append(there, make("span", label(how, { tries })));
    return item;
  }));
}

// --- keys and buttons ------------------------------------------------------------------------------------------------

/** In the field: Enter and Space check, or go on where nothing is asked; what moves no letter moves the steps. */
function keyInField(event) {
  if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
  const { key } = event, isOpen = asked(step), isEmpty = $("answer").value === "";
  let act = null;
  if (key === "Enter" || key === " ") act = isOpen ? check : key === "Enter" ? goOn : KEYS[" "];
  else if (key === "PageDown" || key === "PageUp" || (isEmpty && /^(Arrow(Left|Right)|Home|End)$/.test(key))) act = KEYS[key];
  else if (!isOpen && key.length === 1) act = KEYS[key.toLowerCase()];
  if (!act) return;
  event.preventDefault();
  event.stopPropagation();
  act();
}
function turnQuiz() {
  [spoken, warned, drawnAt] = [null, "", ""];
  if (!closeCard()) draw();
  if (predicting() && !asked(step)) $("next").focus({ preventScroll: true }); // there Enter and Space go on
}

panel("marks", { button: "score heading" });
onKey(["p"], "predict", () => { $("predict").checked = !predicting(); turnQuiz(); });
onKey(["Enter"], "check", check);
atNext(nextAtQuestion);
atDraw(drawQuiz);
inAddress("seen", (text) => { seen = parseInt(text, 10) || 0; }, () => "");
inAddress("predict", (text) => { $("predict").checked = text === "1"; }, () => (predicting() ? "1" : ""));
$("predict").addEventListener("change", turnQuiz);
addEventListener("keydown", (event) => { // wherever the focus is: the check box would end the quiz, a box explain itself
  if (!asked(step) || (event.key !== "Enter" && event.key !== " ") || !(event.target instanceof Element)) return;
  const isTyped = $("answer").value.trim() !== "" && event.target.closest("#pane, #controls");
  if (!isTyped && event.target !== $("predict")) return;
  event.preventDefault();
  event.stopPropagation();
  check();
}, true);
$("answer").addEventListener("keydown", keyInField);
$("answer").addEventListener("input", () => { if (spoken) say(null); });
$("check").addEventListener("click", check);
$("reveal").addEventListener("click", reveal);
$("score").addEventListener("click", () => openPanel("marks"));
$("start-again").addEventListener("click", startAgain);
