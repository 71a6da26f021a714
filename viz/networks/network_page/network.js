// Steps of a network: what is shown at which step is written in the picture; here it is shown and hidden.
"use strict";

const $ = (id) => document.getElementById(id);
const data = JSON.parse($("data").textContent);
const LAST = data.steps[data.lang].length - 1;
const LANGUAGES = Object.keys(data.labels);
const passing = [...document.querySelectorAll("[data-first]")];
const pictures = [...document.querySelectorAll(".picture")];
const PACE = 2600; // milliseconds a step

let lang = data.lang, step = 0, timer = null;

const label = (key, fields = {}) => data.labels[lang][key].replace(/\{(\w+)\}/g, (_, name) => fields[name]);

function letters([text, level]) {
  if (!level) return text;
  const small = document.createElement(level < 0 ? "sub" : "sup");
  small.textContent = text;
  return small;
}

function draw() {
  const [title, sentence, latex] = data.steps[lang][step];
  passing.forEach((group) => {
    const { first, last } = group.dataset;
    group.style.display = Number(first) <= step && step <= Number(last) ? "" : "none";
  });
  $("heading").replaceChildren(...title.map(letters));
  $("sentence").replaceChildren(...sentence.map(letters));
  $("formula").replaceChildren(...(latex ? [typeset(latex)] : []));
  $("count").textContent = label("step of", { k: step + 1, n: LAST + 1 });
  $("slider").value = step;
  $("first").disabled = $("back").disabled = step === 0;
  $("last").disabled = $("next").disabled = step === LAST;
}

function go(k) {
  step = Math.max(0, Math.min(LAST, k));
  draw();
}

function play(on) {
  clearInterval(timer);
  timer = null;
  if (on) {
    if (step === LAST) go(0);
    timer = setInterval(() => { if (step < LAST) go(step + 1); else play(false); }, PACE);
  }
  $("play").classList.toggle("playing", on);
  $("play").setAttribute("aria-label", label(on ? "pause" : "play"));
}

const other = () => LANGUAGES[(LANGUAGES.indexOf(lang) + 1) % LANGUAGES.length];
const isDark = () => {
  const { theme } = document.documentElement.dataset;
  return theme === "dark" || (theme === "auto" && matchMedia("(prefers-color-scheme: dark)").matches);
};

function translate() {
  document.documentElement.lang = data.tags[lang];
  document.title = label("title");
  document.querySelectorAll("[data-label]").forEach((item) => { item.textContent = label(item.dataset.label); });
  document.querySelectorAll("[data-name]").forEach((item) => item.setAttribute("aria-label", label(item.dataset.name)));
  pictures.forEach((picture) => { picture.hidden = picture.dataset.lang !== lang; });
  $("language").textContent = data.labels[other()].language;
  $("theme").textContent = label(isDark() ? "light" : "dark");
  draw();
}

$("first").addEventListener("click", () => go(0));
$("back").addEventListener("click", () => go(step - 1));
$("next").addEventListener("click", () => go(step + 1));
$("last").addEventListener("click", () => go(LAST));
$("play").addEventListener("click", () => play(timer === null));
$("slider").addEventListener("input", () => go(Number($("slider").value)));
$("language").addEventListener("click", () => { lang = other(); translate(); });
$("theme").addEventListener("click", () => {
  document.documentElement.dataset.theme = isDark() ? "light" : "dark";
  translate();
});
const KEYS = { ArrowRight: () => go(step + 1), ArrowLeft: () => go(step - 1), Home: () => go(0), End: () => go(LAST),
  " ": () => play(timer === null) };
document.addEventListener("keydown", (event) => {
  const act = KEYS[event.key];
  if (!act || event.ctrlKey || event.altKey || event.metaKey) return;
  if (event.target.matches("button") && event.key === " ") return;
  event.preventDefault();
  act();
});
translate();
