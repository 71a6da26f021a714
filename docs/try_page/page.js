"use strict";
// The page: what is typed goes to Python in a worker (worker.js), and what it makes is shown. Words are in WORDS of words.py.
const $ = (id) => document.getElementById(id);
const data = JSON.parse($("data").textContent);
const asked = new URLSearchParams(location.hash.slice(1)); // #lang=zh&theme=dark
let lang = data.words[asked.get("lang")] ? asked.get("lang") : navigator.language.startsWith("zh") ? "zh" : "en";
let theme = asked.get("theme") === "dark" || (asked.get("theme") !== "light" && matchMedia("(prefers-color-scheme: dark)").matches)
  ? "dark" : "light";
let python, state = ["loading python", {}], running = false, ready = false, begun = false, again = false, asksToSee = false, result = {};

const word = (key, fields = {}) =>
  data.words[lang][key].replace(/\{(\w+)\}/g, (place, name) => fields[name] ?? place);

// --- words and colours ------------------------------------------------------------------------------------------------
function tell(key, fields = {}) {
  state = [key, fields];
  $("status").textContent = word(key, fields);
}

/** The lines of an example, with its sentences in the language of the page. */
const lines = (example) => example.code.replaceAll('lang="en"', `lang="${lang}"`);

function dress() {
  document.documentElement.lang = lang === "zh" ? "zh-CN" : "en";
  document.documentElement.dataset.theme = theme;
  document.title = word("title");
  for (const element of document.querySelectorAll("[data-label]")) element.textContent = word(element.dataset.label);
  for (const element of document.querySelectorAll("[data-name]")) element.setAttribute("aria-label", word(element.dataset.name));
  $("theme").title = word("theme");
  $("language").textContent = lang === "zh" ? "English" : "中文";
  const names = [...data.examples.map((example) => example[lang]), word("own")];
  const chosen = Math.max(0, $("example").selectedIndex);
  $("example").replaceChildren(...names.map((name) => new Option(name)));
  $("example").selectedIndex = chosen;
  tell(...state);
  show();
}

// --- Python -----------------------------------------------------------------------------------------------------------
function start() {
  python?.terminate();
  ready = false;
  const source = URL.createObjectURL(new Blob([$("worker").textContent], { type: "text/javascript" }));
  python = new Worker(source);
  const absolute = (address) => new URL(address, location.href).href;
  python.onmessage = ({ data: message }) => {
    if (message.loading) tell(message.loading);
    else if (message.ready) begin();
    else if (message.answer) answered(message.answer);
    else lost(message.lost);
  };
  python.onerror = (event) => lost({ place: data.python, reason: event.message ?? "" });
  python.postMessage({ ...data.load, python: absolute(data.python), layout: absolute(data.layout) });
  buttons();
}

function begin() {
  ready = true;
  if (begun) { tell("ready"); buttons(); } // what was stopped is not begun again
  else run();
  begun = true;
}

function lost({ place, reason }) {
  running = false;
  tell("offline", { place, reason });
  buttons();
  $("results").ariaBusy = "false";
}

function run() {
  again = running; // in another language or other colours, when the lines that run now are done
  if (!ready || running) return;
  running = true;
  tell("running");
  buttons();
  python.postMessage({ code: $("code").value, lang, theme, room: room() });
}

/** The width and height of what a picture may fill, in points. */
function room() {
  const panel = $(chosenTab());
  return [panel.clientWidth - 20, panel.clientHeight - 20].map((pixels) => Math.max(150, 0.75 * pixels));
}

function stop() {
  if (!running) return;
  running = again = false;
  start();
  tell("stopped");
}

function buttons() {
  $("run").disabled = running || !ready;
  $("stop").hidden = !running;
  $("results").ariaBusy = String(running || !ready);
}

function answered(answer) {
  if (!running) return; // it was stopped
  running = false;
  result = answer;
  tell(answer.error ? "failed" : "done");
  show();
  const below = $("results").getBoundingClientRect().top > innerHeight / 2; // as on a phone
  if (asksToSee && below && (answer.svg || answer.film)) $("results").scrollIntoView();
  asksToSee = false;
  if (again) run();
  else buttons();
}

// --- what it made -----------------------------------------------------------------------------------------------------
function show() {
  const { error, text, svg, film, of } = result;
  $("error").hidden = !error;
  $("error").textContent = !error ? "" : error.line ? word("line", { number: error.line, text: error.text }) : error.text;
  $("output").textContent = text || (text === "" ? word("silence") : "");
  $("output").classList.toggle("silent", !text);
  $("film-tab").disabled = !film;
  const nothing = text === undefined ? "loading python" : error ? "failed" : "nothing";
  $("picture").replaceChildren(svg ? picture(svg, of) : note(word(nothing)));
  $("film").replaceChildren();
  choose(film && !svg ? "film" : !film ? "picture" : chosenTab());
}

function note(text) {
  return Object.assign(document.createElement("p"), { textContent: text });
}

function picture(svg, of) {
  const image = new Image();
  image.alt = of;
  image.classList.toggle("fitted", result.fitted ?? false);
  image.src = `data:image/svg+xml;charset=utf-8,${encodeURIComponent(svg)}`;
  return image;
}

function choose(name) {
  for (const tab of ["picture", "film"]) {
    $(`${tab}-tab`).setAttribute("aria-selected", tab === name);
    $(`${tab}-tab`).tabIndex = tab === name ? 0 : -1;
    $(tab).hidden = tab !== name;
  }
  document.querySelector("main").dataset.shown = name;
  if (name === "film" && result.film && !$("film").firstChild) {
    // a page in a frame without rights: whatever names it shows, they cannot reach this one
    const frame = document.createElement("iframe");
    frame.sandbox = "allow-scripts";
    frame.allowFullscreen = true;
    frame.title = word("film title", { what: result.of });
    frame.srcdoc = result.film;
    $("film").append(frame);
  }
}

const chosenTab = () => ($("film-tab").getAttribute("aria-selected") === "true" ? "film" : "picture");

// --- what people do ---------------------------------------------------------------------------------------------------
const runAndSee = () => { asksToSee = true; run(); };
$("run").onclick = runAndSee;
$("stop").onclick = stop;
$("language").onclick = () => {
  const example = data.examples[$("example").selectedIndex];
  lang = lang === "zh" ? "en" : "zh";
  if (example) $("code").value = lines(example);
  dress();
  run();
};
$("theme").onclick = () => { theme = theme === "dark" ? "light" : "dark"; dress(); run(); };
$("example").onchange = () => {
  const example = data.examples[$("example").selectedIndex];
  if (example) { $("code").value = lines(example); run(); }
};
$("code").oninput = () => { $("example").selectedIndex = data.examples.length; };
document.addEventListener("keydown", (event) => {
  if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) { event.preventDefault(); runAndSee(); }
});
for (const tab of ["picture", "film"]) {
  $(`${tab}-tab`).onclick = () => choose(tab);
  $(`${tab}-tab`).onkeydown = (event) => {
    const other = tab === "film" ? "picture" : "film";
    if (!["ArrowLeft", "ArrowRight"].includes(event.key) || $(`${other}-tab`).disabled) return;
    choose(other);
    $(`${other}-tab`).focus();
  };
}
$("code").value = lines(data.examples[0]);
dress();
start();
