// Steps of a film of scenes: what is shown at which step is written in the picture; here it is shown and hidden. Buttons, keys,
// language, colours and the link are those of the page of graphs.
"use strict";

const $ = (id) => document.getElementById(id);
const data = JSON.parse($("data").textContent);
const LAST = data.steps.length - 1;
const passing = [...document.querySelectorAll("[data-first]")];
const pictures = [...document.querySelectorAll(".picture")];

let lang = data.lang, step = 0;

const label = (key, fields = {}) => data.labels[lang][key].replace(/\{(\w+)\}/g, (_, name) => fields[name]);
const pageTitle = () => label("title");
const asked = () => false; // this page has no questions
const closeCard = () => false; // nor cards
const heldAt = (k) => k;

function put(element, text) {
  element.textContent = text;
}
function letters([text, level]) {
  if (!level) return text;
  const small = document.createElement(level < 0 ? "sub" : "sup");
  small.textContent = text;
  return small;
}

function draw() {
  const [title, sentence, latex] = data.steps[step][lang];
  pictures.forEach((picture) => { picture.hidden = picture.dataset.lang !== lang; });
  passing.forEach((group) => {
    const { first, last } = group.dataset;
    group.style.display = Number(first) <= step && step <= Number(last) ? "" : "none";
  });
  $("heading").replaceChildren(...title.map(letters));
  $("sentence").replaceChildren(...sentence.map(letters));
  $("formula").replaceChildren(...(latex ? [typeset(latex)] : []));
  const count = label("step of", { k: step + 1, n: LAST + 1 });
  put($("count"), count);
  $("slider").value = step;
  $("slider").setAttribute("aria-valuetext", count);
  for (const redraw of redraws) redraw();
  writeAddress();
}
function show(k) {
  step = Math.max(0, Math.min(LAST, k));
  draw();
}
