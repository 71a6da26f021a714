// What a page of steps does when it is touched: language, colours, playing, the buttons of steps. The page of a network's
// film has the same. A page says what it is called (pageTitle), how it shows a step (show, draw), and where questions stop
// somebody who goes on (asked, heldAt).
"use strict";

let timer = null;

// --- words and colours -----------------------------------------------------------------------------------------------

function nextLanguage() {
  const codes = Object.keys(data.labels);
  return codes[(codes.indexOf(lang) + 1) % codes.length];
}
function speak(language) {
  lang = language;
  document.documentElement.lang = data.tags[lang];
  document.title = pageTitle();
  put($("title"), document.title);
  for (const element of document.querySelectorAll("[data-label]")) put(element, label(element.dataset.label));
  for (const element of document.querySelectorAll("[data-name]")) {
    element.setAttribute("aria-label", label(element.dataset.name));
  }
  const other = nextLanguage();
  $("language").lang = data.tags[other];
  put($("language"), data.labels[other].language);
  colour(document.documentElement.dataset.theme);
}
const night = matchMedia("(prefers-color-scheme: dark)");
function colour(theme) { // "auto" until the reader presses the button
  document.documentElement.dataset.theme = theme;
  const dark = theme === "dark" || (theme === "auto" && night.matches);
  $("theme").dataset.label = dark ? "light" : "dark";
  put($("theme"), label($("theme").dataset.label));
}
night.addEventListener("change", () => colour(document.documentElement.dataset.theme));

// --- playing ---------------------------------------------------------------------------------------------------------

const LEAST = 1200, A_LETTER = 25, MOST = 15000; // milliseconds of a step that is played
/** How long a step stays: long enough to read it. A Chinese letter says as much as three. */
function readingTime() {
  const text = [...document.querySelectorAll("#heading, #sentence, #together")].map((part) => part.textContent).join("");
  const letters = [...text].reduce((sum, letter) => sum + (/\p{Script=Han}/u.test(letter) ? 3 : 1), 0);
  return Math.min(MOST, LEAST + A_LETTER * letters);
}

function play(on) {
  clearTimeout(timer);
  timer = on ? setTimeout(tick, readingTime() / Number($("speed").value)) : null;
  $("play").classList.toggle("playing", on);
  $("play").dataset.name = on ? "pause" : "play";
  $("play").setAttribute("aria-label", label($("play").dataset.name));
}
function tick() {
  const next = heldAt(stops.find((k) => k > step) ?? LAST);
  if (next !== step) show(next);
  play(step < LAST && !asked(step));
}
function togglePlay() {
  closeCard();
  if (asked(step)) return heldAt(LAST);
  if (timer === null && step === LAST) show(0);
  play(timer === null);
}
function go(k) {
  play(false);
  show(heldAt(k));
}

// --- keys and buttons ------------------------------------------------------------------------------------------------

onKey(["ArrowRight", "PageDown"], "next", goOn);
onKey(["ArrowLeft", "PageUp"], "back", goBack);
onKey(["Home"], "first", () => go(0));
onKey(["End"], "last", () => go(LAST));
onKey([" "], "play", () => (asked(step) ? check() : togglePlay()));

let askedStep = null; // what the link says
let isAtBeginning = () => false; // whether the first card is open: a part says so, where there is one
/** The step that a link says: its number among those at which "next" stops, or "backward". */
function stepOf(text) {
  const wanted = parseInt(text, 10) || 1, backward = data.steps.findIndex(({ kind }) => kind === "seed");
  const found = text === "backward" && backward >= 0 ? stops.find((k) => k >= backward) : undefined;
  return found ?? stops[Math.max(1, Math.min(stops.length, wanted)) - 1];
}
inAddress("step", (text) => { askedStep = text; }, () => (isAtBeginning() ? "" : stops.indexOf(step) + 1));
inAddress("lang", (text) => speak(Object.hasOwn(data.labels, text) ? text : data.lang), () => (lang === data.lang ? "" : lang));
const firstTheme = document.documentElement.dataset.theme;
const chosenTheme = () => document.documentElement.dataset.theme;
inAddress("theme", (text) => colour(["light", "dark"].includes(text) ? text : firstTheme),
  () => (chosenTheme() === firstTheme ? "" : chosenTheme()));

const CLICKS = {
  first: () => go(0), back: goBack, play: togglePlay, next: goOn, last: () => go(LAST),
  language: () => { speak(nextLanguage()); draw(); },
  theme: () => { colour($("theme").dataset.label); writeAddress(); },
};
for (const [id, act] of Object.entries(CLICKS)) $(id).addEventListener("click", act);
$("slider").addEventListener("input", () => go(stops[Number($("slider").value)]));
$("speed").addEventListener("change", () => play(timer !== null));
atDraw(() => {
  $("first").disabled = $("back").disabled = step === stops[0];
  $("last").disabled = step === LAST;
});
