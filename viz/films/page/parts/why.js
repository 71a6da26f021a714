// The panel of whys: the questions of this step, one below the other, and where the others are answered.
"use strict";

const isFork = (node) => arrivalsOf(node).length > 1;
/** The box that has to wait in a step: the one that something arrives at, or the one that has waited to send it. */
const whoWaits = ({ node, parent }) => [parent, node].find((one) => isFork(one) && parentsOf[one].length) ?? (isFork(parent) ? parent : null);

/** The questions of a step, in the order in which it raises them. */
function whysOf(k) {
  const { kind, node } = data.steps[k], at = numbers[k];
  if (kind === "input") return [whyValues()];
  if (kind === "seed") return [whyOne()];
  if (kind === "forward") {
    const seen = new Set(); // of slopes with the same deed one is told
    const arrows = parentsOf[node].map((_, position) => position).filter((position) => {
      const key = `${nodes[node].does[position]} ${nodes[node].does[position] === "pass" ? now.partials[node][position] : position}`;
      return seen.size < 3 && !seen.has(key) && seen.add(key);
    });
    return [...arrows.map((position) => whySlope(node, position)), whyValues()];
  }
  const topics = [whyMultiply(k)], wait = whoWaits(at);
  if (isFork(at.parent)) topics.push(whyAdd(at.parent));
  if (wait !== null) topics.push(whyWait(wait));
  return [...topics, whySlope(node, at.position)];
}
/** Where the other questions are answered: a step for each, or a sentence that says why this graph does not raise it. */
function elsewhere() {
  const fork = nodes.map((_, node) => node).filter(isFork), inner = fork.filter((node) => parentsOf[node].length);
  const answered = [["why values", 0], ["why one", SEED], ["why multiply", SEED + 1 > LAST ? null : firstThat((k) => numbers[k].node !== ROOT)]];
  if (fork.length) answered.push(["why add", arrivalsOf(fork.at(-1)).at(-1)]);
  if (inner.length) answered.push(["why wait", arrivalsOf(inner.at(-1)).at(-1)]);
  const missing = [...(fork.length ? [] : ["add none"]), ...(inner.length ? [] : ["wait none"])];
  return { answered: answered.filter(([, k]) => k !== null && k !== undefined), missing };
}
const firstThat = (test) => data.steps.findIndex(({ kind }, k) => kind === "backward" && test(k));

/** What stands below a question. */
function topicBody({ texts, list = [], after = [], sketch, legend }) {
  return [
    ...texts.map(termed), ...(list.length ? [bulleted(list.map((text) => make("span", text)))] : []), ...after.map(termed),
    ...(sketch ? [sketch] : []), ...(legend ? [make("p", legend, "legend")] : []),
  ];
}
const turnedDown = new Map(); // kind of question -> whether the reader has opened or closed it
function topicElement(topic, isOpen) {
  const made = make("details", "", "topic");
  made.append(make("summary", topic.question), ...topicBody(topic));
  made.open = turnedDown.get(topic.kind) ?? isOpen;
  made.firstChild.addEventListener("click", () => turnedDown.set(topic.kind, !made.open));
  return made;
}
/** The first question of a step is open, and at a fork why its contributions add. */
const isPressing = ({ kind }, i) => i === 0 || (kind === "add" && numbers[step].heard > 1);

function drawWhy() {
  put($("why-step"), typed.get($("heading")));
  if (opened !== "why") return;
  const hidden = asked(step), { answered, missing } = elsewhere();
  const topics = hidden ? [] : whysOf(step).map((topic, i) => topicElement(topic, isPressing(topic, i)));
  refill($("why-topics"), ...(hidden ? [make("p", label("why asked"))] : topics));
  refill($("why-others"), ...answered.map(([key, k]) => {
    const item = make("li");
    item.append(pressable(label("why go", { question: label(key), k: stepNumber(k) }), () => go(stopOf(k))));
    return item;
  }));
  $("why-missing").replaceChildren(...missing.map((key) => make("p", label(key))));
}

panel("why", { key: "w", button: "why" });
atStart(() => {
  $("why-bugs").addEventListener("click", () => openPanel("bugs"));
  $("why-here").addEventListener("click", () => (opened === "why" ? closePanel() : openPanel("why")));
});
atDraw(drawWhy);
