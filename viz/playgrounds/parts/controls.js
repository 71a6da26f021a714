// What is touched: buttons, fields, keys, and the clock of the training.
"use strict";

const VIEWS = { plane, line, pictures, components: plane };
const view = VIEWS[data.view.kind]($("field"));

// --- showing ---------------------------------------------------------------------------------------------------------

function draw() {
  const now = state(), { loss, computed } = look(ROW[looked.sample], now.parameters);
  drawers.forEach((part) => part({ ...now, computed }));
  view.draw(now.parameters);
  $("state").textContent = stateTold(now);
  $("sample").value = looked.sample;
  $("sample-told").textContent = sampleTold(loss, computed);
  $("sample").setAttribute("aria-valuetext", label("sample of", { k: looked.sample + 1, n: SAMPLES }));
}

function stateTold() {
  if (recordedAt !== null) return recordedTold();
  if (run.stopped) return label("diverged");
  const parts = [label("state", { epoch: run.epoch, steps: run.steps })];
  if (run.loss.length) parts.push(label("loss", { loss: short(run.loss.at(-1)) }));
  if (run.accuracy.length) parts.push(label("right", { percent: (100 * run.accuracy.at(-1)).toFixed(1) }));
  return parts.join(" · ");
}

/** The sample in words: what it should give, what the network answers, the loss. */
function sampleTold(loss, computed) {
  const targets = [...targetsOf(looked.sample)], answers = targets.length && [...Array(data.answers).keys()].map((k) => computed.output(1 + k));
  const { kind } = data.answer, parts = [label("sample of", { k: looked.sample + 1, n: SAMPLES })];
  const many = (numbers) => numbers.slice(0, 4).map(short).join(", ") + (numbers.length > 4 ? ", …" : "");
  if (kind === "classes") {
    parts.push(label("target", { target: label("class", { name: wanted(looked.sample) }) }));
    parts.push(label("answer", { answer: label("class", { name: said(answers) }) }));
  } else {
    parts.push(label("target", { target: many(targets) }), label("answer", { answer: many(answers) }));
  }
  const { shares } = asked(state().parameters)(...ROW[looked.sample].subarray(0, data.features));
  if (shares && kind !== "number") {
    const [k, share] = kind === "two" ? [1, shares[0]] : [said(answers), shares[said(answers)]];
    parts.push(label("probability", { name: label("class", { name: className(k) }), p: short(share) }));
  }
  parts.push(label("loss", { loss: short(loss) }));
  return parts.join(" · ");
}

function lookAt(i) {
  looked.sample = i;
  if (timer === null) draw();
}

// --- time ------------------------------------------------------------------------------------------------------------

/** Updates or epochs a second. */
const SPEEDS = { slow: [1, update], updates: [8, update], epochs: [2, wholeEpoch], fast: [30, wholeEpoch], fastest: [Infinity, wholeEpoch] };
const BUDGET = 14; // milliseconds of a frame that training may take
let timer = null, before = 0, owed = 0;

function frame(now) {
  const [rate, act] = SPEEDS[$("speed").value], start = performance.now();
  owed = rate === Infinity ? Infinity : Math.min(owed + (rate * (now - before)) / 1000, rate);
  before = now;
  let acted = false;
  while (owed >= 1 && !run.stopped && performance.now() - start < BUDGET) {
    act();
    owed -= 1;
    acted = true;
  }
  if (acted) draw();
  if (run.stopped) play(false);
  else timer = requestAnimationFrame(frame);
}

function play(on) {
  cancelAnimationFrame(timer);
  timer = null;
  if (on) recordedAt = null;
  if (on && !run.stopped) {
    [before, owed] = [performance.now(), 1];
    timer = requestAnimationFrame(frame);
  }
  $("play").dataset.label = timer === null ? "play" : "pause";
  $("play").textContent = label($("play").dataset.label);
}

function act(what) {
  play(false);
  recordedAt = null;
  what();
  draw();
}

function reset() {
  act(restart);
}

// --- choices ---------------------------------------------------------------------------------------------------------

const option = (value, text) => {
  const element = document.createElement("option");
  [element.value, element.textContent] = [value, text];
  return element;
};

/** Fill a menu with [value, text], and keep what is chosen. */
function fill(id, entries, chosen) {
  const menu = $(id), value = String(chosen ?? menu.value);
  menu.replaceChildren(...entries.map(([key, text]) => option(key, text)));
  menu.value = value;
  if (menu.selectedIndex < 0) menu.selectedIndex = 0;
}

const numbered = (items) => items.map((text, i) => [i, text]);
const named = (start) => (["given", "zero"].includes(start.name) ? label(start.name) : start.name);

function fillMenus() {
  fill("speed", Object.keys(SPEEDS).map((key) => [key, label(key)]), $("speed").value || "fast");
  fill("batch", ["standard", "mini", "accumulated"].map((key) => [key, label(key)]), choices.batch);
  fill("optimiser", numbered(data.optimisers.map(({ name, own }) => (own ? label("own optimiser", { name }) : name))), choices.optimiser);
  fill("penalty", numbered(data.penalties.map((key) => label(key))), choices.penalty);
  fill("activation", numbered(data.activations), choices.activation);
  fill("start", numbered(data.starts.map(named)), choices.start);
  fill("seed", numbered(data.generators), choices.seed);
  [...$("seed").options].forEach((item, i) => { item.textContent = i; });
  fill("shows", ["weights", "gradients"].map((key) => [key, label(key)]), shows);
  $("lr").value = choices.lr;
  $("size").value = choices.size;
  $("strength").value = choices.rate;
  showFields();
}

function showFields() {
  $("size-label").hidden = choices.batch !== "mini";
  $("strength-label").hidden = choices.penalty === 0;
  $("activation-label").hidden = data.activations.length < 2;
}

/** What changes the run from its beginning starts it anew; the rest holds from the next update on. */
const onChange = (id, take) => $(id).addEventListener("change", () => {
  take($(id));
  if (id !== "shows") recordedAt = null;
  showFields();
  draw();
});
const positive = (field, old, least) => {
  const x = Number(field.value);
  const good = field.value !== "" && Number.isFinite(x) && x >= least;
  field.value = good ? x : old;
  return good ? x : old;
};
onChange("optimiser", (menu) => {
  choices.optimiser = Number(menu.value);
  choices.lr = data.optimisers[choices.optimiser].lr;
  $("lr").value = choices.lr;
  restart();
});
onChange("activation", (menu) => { choices.activation = Number(menu.value); restart(); });
onChange("start", (menu) => { choices.start = Number(menu.value); restart(); });
onChange("seed", (menu) => { choices.seed = Number(menu.value); restart(); });
onChange("batch", (menu) => { choices.batch = menu.value; restart(); });
onChange("size", (field) => { choices.size = Math.floor(positive(field, choices.size, 1)); field.value = choices.size; restart(); });
onChange("penalty", (menu) => { choices.penalty = Number(menu.value); });
onChange("strength", (field) => { choices.rate = positive(field, choices.rate, 0); });
onChange("lr", (field) => { choices.lr = positive(field, choices.lr, 0); });
onChange("shows", (menu) => { shows = menu.value; });
$("sample").addEventListener("input", () => lookAt(Number($("sample").value)));
$("play").addEventListener("click", () => play(timer === null));
$("step").addEventListener("click", () => act(update));
$("epoch").addEventListener("click", () => act(wholeEpoch));
$("reset").addEventListener("click", reset);

const KEYS = { " ": () => play(timer === null), ArrowRight: () => act(update), e: () => act(wholeEpoch), r: reset,
  g: () => { if (!$("open-graph").hidden) openGraph(); } };
document.addEventListener("keydown", (event) => {
  const key = event.key.length === 1 ? event.key.toLowerCase() : event.key;
  if (!KEYS[key] || $("graph").open || event.ctrlKey || event.altKey || event.metaKey) return;
  if (event.target.matches("input, select, summary, iframe") || (event.target.matches("button") && key === " ")) return;
  event.preventDefault();
  KEYS[key]();
});

// --- language and colours --------------------------------------------------------------------------------------------

const other = () => LANGUAGES[(LANGUAGES.indexOf(lang) + 1) % LANGUAGES.length];
const night = matchMedia("(prefers-color-scheme: dark)");
const isDark = () => {
  const { theme } = document.documentElement.dataset;
  return theme === "dark" || (theme === "auto" && night.matches);
};

function translate() {
  document.documentElement.lang = data.tags[lang];
  $("theme").dataset.label = isDark() ? "light" : "dark";
  document.querySelectorAll("[data-label]").forEach((item) => { item.textContent = label(item.dataset.label); });
  document.querySelectorAll("[data-name]").forEach((item) => item.setAttribute("aria-label", label(item.dataset.name)));
  $("language").textContent = data.labels[other()].language;
  $("language").lang = data.tags[other()];
  $("field-note").textContent = label(view.note, { features: data.features });
  fillMenus();
  draw();
}

$("language").addEventListener("click", () => { lang = other(); translate(); });
$("theme").addEventListener("click", () => {
  document.documentElement.dataset.theme = isDark() ? "light" : "dark";
  translate();
});
night.addEventListener("change", translate);
addEventListener("resize", draw);
$("sample").max = SAMPLES - 1;
translate();
