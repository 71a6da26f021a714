// One update, and then many: w ← w − η · dg/dw for every number that moves. This is what autograd.nn.SGD does.
"use strict";

const PACE = 250, CALM_PACE = 1000; // milliseconds from update to update; the second where less motion is asked for
const MOST_ON_CURVE = 400; // points
const training = { history: [now.values[NODES - 1]], last: [], lost: null, timer: null };

// --- one update ------------------------------------------------------------------------------------------------------

/** The step that was typed; null if it is no number above 0. */
function typedEta() {
  const eta = readNumber($("eta").value.trim());
  return eta > 0 && Number.isFinite(eta) ? eta : null;
}
const movesUp = () => $("way").value === "up";
const moving = () => [...$("moving").querySelectorAll("input:checked")].map((input) => Number(input.value));

/** Update every number that moves, once; false where that cannot be done, or has led to no number. */
function update(eta, chosenLeaves) {
  const gradients = finalGradients(numbers), root = NODES - 1;
  const odd = chosenLeaves.find((leaf) => !Number.isFinite(gradients[leaf]));
  if (odd !== undefined) {
    training.lost = ["train no gradient", odd, gradients[odd]];
    return false;
  }
  training.last = chosenLeaves.map((leaf) => {
    const x = leafValue(leaf), by = eta * gradients[leaf];
    return { leaf, eta, sign: movesUp() ? "+" : "−", before: x, gradient: gradients[leaf], after: movesUp() ? x + by : x - by };
  });
  setLeaves(training.last.map(({ leaf, after }) => [leaf, after]));
  training.history.push(now.values[root]);
  const lost = [...chosenLeaves, root].find((node) => !Number.isFinite(now.values[node]));
  if (lost !== undefined) training.lost = [movesUp() ? "train lost up" : "train lost", lost, now.values[lost]];
  return lost === undefined;
}
/** So many updates, or fewer if the numbers run away; then everything is shown. */
function updateTimes(count) {
  const eta = typedEta(), chosenLeaves = moving();
  if (eta === null || chosenLeaves.length === 0 || training.lost || asked(step)) return keepUpdating(false);
  play(false);
  closeCard();
  for (let i = 0; i < count && update(eta, chosenLeaves); i += 1);
  if (training.lost) keepUpdating(false);
  if (training.last.length) overview = tellUpdate;
  draw();
}
/** Begin anew from the numbers there are: somebody has changed them. */
function restartTraining() {
  keepUpdating(false);
  Object.assign(training, { history: [now.values[NODES - 1]], last: [], lost: null });
}

// --- keep updating ---------------------------------------------------------------------------------------------------

const calm = matchMedia("(prefers-reduced-motion: reduce)");
function keepUpdating(on) {
  clearTimeout(training.timer);
  training.timer = on ? setTimeout(tickTraining, (calm.matches ? CALM_PACE : PACE) / Number($("speed").value)) : null;
  $("keep-updating").dataset.label = on ? "train pause" : "train play";
  put($("keep-updating"), label($("keep-updating").dataset.label));
}
function tickTraining() {
  const isLeft = opened !== "train" || overview !== tellUpdate || timer !== null; // somebody went on with the steps
  if (isLeft) return keepUpdating(false);
  updateTimes(1);
  if (training.timer !== null) keepUpdating(true);
}
function toggleTraining() {
  const isOn = training.timer !== null;
  play(false);
  if (isOn) return keepUpdating(false);
  keepUpdating(true);
  updateTimes(1);
}

// --- words and pictures ----------------------------------------------------------------------------------------------

const MOST_SPELLED = 3; // updates in the caption
/** w ← 2 − 0.1 · 0.3 = 1.97 */
function updateInWords({ leaf, eta, sign, before: old, gradient, after }) {
  return `${nodes[leaf].name} ← ${number(old)} ${sign} ${number(eta)} · ${bracketNegative(gradient)} = ${number(after)}`;
}
/** The caption after updates: the last one with its numbers. */
function tellUpdate() {
  const { history, last } = training, [old, fresh] = history.slice(-2), root = nodes[NODES - 1].name;
  const spelledOut = last.slice(0, MOST_SPELLED).map(updateInWords);
  if (last.length > MOST_SPELLED) spelledOut.push(label("overview more", { count: last.length - MOST_SPELLED }));
  tellOverview({
    phase: "train phase", heading: label("train heading", { count: history.length - 1 }),
    sentence: label("train sentence", {
      updates: spelledOut.join(data.words[lang].comma), root, before: number(old), after: number(fresh),
    }),
    cards: [["card before", number(old), "value"], ["card after", number(fresh), "value"]],
  });
}
/** What is to be said of the training so far: [text, whether it is a warning]. */
function trainingInWords() {
  const { history, last, lost } = training, root = nodes[NODES - 1].name, eta = typedEta();
  if (asked(step)) return [label("quiz first"), false];
  if (eta === null) return [label("train eta bad"), true];
  if (!moving().length) return [label("train nothing"), true];
  const count = history.length - 1, [old, fresh] = history.slice(-2), smaller = number(Number((eta / 10).toPrecision(4)));
  if (lost) {
    const [key, node, value] = lost;
    return [label(key, { count, root, what: nodes[node].name, value: number(value), eta: smaller }), true];
  }
  if (!last.length) return [label("train first", { root, value: number(history[0]) }), false];
  if (last.every(({ gradient }) => gradient === 0)) return [label("train flat"), false];
  if (movesUp() ? fresh < old : fresh > old) return [label("train wrong way", { root, eta: smaller }), true];
  return [label("train says", { root, first: number(history[0]), last: number(fresh), count }), false];
}
function drawOutputCurve() {
  const { history } = training, svg = $("output-curve"), root = nodes[NODES - 1].name, count = history.length - 1;
  const every = Math.ceil(history.length / MOST_ON_CURVE);
  const points = history.map((y, k) => [k, y]).filter(([k]) => k % every === 0 || k === count);
  const ends = [0, 1.03 * Math.max(count, 10)], finite = history.findLast(Number.isFinite);
  const drawn = chart(svg, {
    xs: ends, ys: rangeOf(points.map(([, y]) => y), [history[0], finite]), xName: label("train updates"), yName: root,
  });
  drawn.curve(points, "curve");
  if (Number.isFinite(history.at(-1))) drawn.dot(count, history.at(-1), "on-curve");
  svg.setAttribute("aria-label", label("train curve", {
    root, first: number(history[0]), last: number(history.at(-1)), count,
  }));
}
function drawTraining() {
  if (!canChange) return;
  const root = nodes[NODES - 1].name, isOff = asked(step) || training.lost !== null || typedEta() === null || !moving().length;
  const [first = inputs[0]] = moving(), { name } = nodes[first], sign = movesUp() ? "+" : "−";
  const rule = `${name} ← ${name} ${sign} η · ${whole(root, name)}`;
  put($("train-hint"), label("train hint", { rule, way: label(movesUp() ? "train along" : "train against") }));
  put($("way-name"), label("train way", { root }));
  for (const id of ["update-1", "update-10", "update-100", "keep-updating"]) $(id).disabled = isOff;
  for (const count of [10, 100]) $(`update-${count}`).setAttribute("aria-label", label("train many", { count }));
  $("eta").setAttribute("aria-invalid", String(typedEta() === null));
  $("train-reset").disabled = leaves.size === 0 && training.history.length === 1;
  $("updates").hidden = asked(step) || !training.last.length;
  $("output-curve").toggleAttribute("hidden", asked(step));
  const [said, isWarning] = trainingInWords();
  put($("train-says"), said);
  $("train-says").classList.toggle("warning", isWarning);
  if (opened !== "train" || asked(step)) return;
  drawOutputCurve();
  $("updates").tBodies[0].replaceChildren(...training.last.map((change) => {
    const row = make("tr"), head = make("th", nodes[change.leaf].name);
    head.scope = "row";
    head.title = updateInWords(change);
    const [old, gradient, after] = [change.before, change.gradient, change.after].map(number);
    row.append(head, make("td", old), make("td", gradient, "grad"), make("td", after));
    return row;
  }));
}

/** A check box for each input: parameters move, or, where nothing is marked as one, all inputs. */
function buildMoving() {
  if (!canChange) {
    $("open-train").hidden = true;
    return;
  }
  const parameters = inputs.filter((leaf) => nodes[leaf].role === "parameter");
  $("moving").append(...inputs.map((leaf) => {
    const line = make("label"), box = make("input");
    Object.assign(box, { type: "checkbox", value: leaf, checked: !parameters.length || parameters.includes(leaf) });
    line.append(box, make("span", ` ${nodes[leaf].name}`));
    return line;
  }));
}

panel("train", { key: "u", button: "train" });
atStart(buildMoving);
atDraw(drawTraining);
atTurn(restartTraining);
for (const count of [1, 10, 100]) $(`update-${count}`).addEventListener("click", () => { keepUpdating(false); updateTimes(count); });
$("keep-updating").addEventListener("click", toggleTraining);
$("train-reset").addEventListener("click", reset);
$("eta").addEventListener("input", draw);
$("eta").addEventListener("keydown", (event) => { if (event.key === "Enter") $("update-1").click(); });
for (const id of ["way", "moving"]) $(id).addEventListener("change", () => { keepUpdating(false); draw(); });
