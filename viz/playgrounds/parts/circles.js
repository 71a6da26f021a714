// The network at one sample: outputs, net inputs and δ in and around the circles, weights or their gradients on the lines.
"use strict";

let shows = "weights";
const drawing = $("picture").querySelector("svg");
const groupOf = (key) => document.getElementById(`net-${key}`);
const partsOf = new Map();

/** A part of a group of the picture, looked for once: hundreds of them change in every frame. */
function partOf(key, selector) {
  const name = `${key} ${selector}`;
  if (!partsOf.has(name)) partsOf.set(name, groupOf(key)?.querySelector(selector) ?? null);
  return partsOf.get(name);
}

/** An attribute is set where it changes. */
const told = new WeakMap();
function set(element, name, value) {
  const known = told.get(element) ?? told.set(element, {}).get(element);
  if (known[name] === value) return;
  known[name] = value;
  element.setAttribute(name, value);
}

const shownNetwork = () => data.network[choices.activation];

/** The number at an address of Python's: an input, a parameter, or an output of the program; and its gradient. */
function numberAt(computed, address) {
  if (!address) return { value: NaN, slope: NaN };
  const [where, k] = address;
  const [varies, slot] = where === "Y" ? computed.program.outputs[k] : [where === "X" ? 1 : 0, k];
  const { F, V, DF, DV } = computed;
  return { value: (varies ? V : F)[slot], slope: (varies ? DV : DF)[slot] };
}

/** Put a number at the end of a text of the picture, behind "= " if there is such a sign. */
function write(element, x, digits = DIGITS) {
  if (!element) return;
  let last = element;
  while (last.lastChild && last.lastChild.nodeType !== Node.TEXT_NODE) last = last.lastChild;
  const before = last.textContent, sign = before.lastIndexOf("= ");
  const text = (sign < 0 ? "" : before.slice(0, sign + 2)) + pretty(x, digits);
  if (before !== text) last.textContent = text;
}

/** As in viz.networks.line_marks: the wider, the larger. */
function widthOf(size, largest) {
  const [thin, thick] = shownNetwork().dense ? [0.35, 2] : [1, 4.2];
  return thin + (thick - thin) * Math.min(1, size / (largest || 1));
}

function drawLines(computed) {
  const { lines } = shownNetwork();
  const numbers = lines.map(({ weight, sign }) => {
    const { value, slope } = numberAt(computed, weight);
    return sign * (shows === "weights" ? value : slope);
  });
  const largest = numbers.reduce((most, x) => Math.max(most, Math.abs(x) || 0), 0);
  numbers.forEach((x, i) => {
    const group = groupOf(`e${i}`);
    if (!group || !lines[i].weight) return;
    const way = partOf(`e${i}`, "path"), head = partOf(`e${i}`, "polygon");
    const ink = `var(--${x < 0 ? "grad" : x > 0 ? "value" : "wire"})`;
    set(way, "stroke", ink);
    set(way, "stroke-width", widthOf(Math.abs(x), largest).toFixed(2));
    set(way, "stroke-dasharray", x < 0 ? "7 4" : "none");
    if (head) set(head, "fill", ink);
    write(partOf(`w${i}`, "text.weight"), x);
  });
}

/** Whether a circle holds two numbers and no name: they are short then, and larger. */
const isSmall = (i) => !partOf(`n${i}`, "text.name") && partOf(`n${i}`, "text.delta") !== null;
const LARGER = 1.22;

function enlargeType() {
  const small = shownNetwork().units.flatMap((_, i) => (groupOf(`n${i}`) && isSmall(i) ? [...groupOf(`n${i}`).querySelectorAll("text")] : []));
  for (const text of [...small, ...drawing.querySelectorAll("text.heading")]) {
    text.setAttribute("font-size", LARGER * Number(text.getAttribute("font-size")));
  }
}

function drawUnits(computed) {
  const { units, columns } = shownNetwork(), outs = units.map(({ out }) => numberAt(computed, out).value);
  const largest = units.map(() => 1);
  for (const column of columns) {
    const most = column.reduce((high, i) => Math.max(high, Math.abs(outs[i]) || 0), 0);
    column.forEach((i) => { largest[i] = most || 1; });
  }
  units.forEach((unit, i) => {
    const group = groupOf(`n${i}`);
    if (!group) return;
    const net = numberAt(computed, unit.net);
    const digits = isSmall(i) ? 2 : DIGITS;
    write(partOf(`n${i}`, "text.value"), outs[i], digits);
    write(partOf(`n${i}`, "text.net"), net.value, digits);
    write(partOf(`n${i}`, "text.delta, text.grad"), net.slope, digits);
    group.querySelectorAll("text.weight").forEach((text, k) => write(text, numberAt(computed, unit.biases[k]).value));
    const part = Math.round((partOf(`n${i}`, "text") ? 11 : 75) * Math.min(1, Math.abs(outs[i]) / largest[i]) || 0);
    const ink = outs[i] < 0 ? "grad" : "value";
    partOf(`n${i}`, ".box").style.fill = `color-mix(in srgb, var(--${ink}) ${part}%, var(--operation-fill))`;
    group.classList.toggle("chosen", looked.unit === i);
    set(group, "aria-label", toldOf(unit, computed));
    set(group, "aria-pressed", String(looked.unit === i));
  });
}

/** A unit in words: its name and its numbers. */
function toldOf(unit, computed) {
  const out = numberAt(computed, unit.out).value, net = numberAt(computed, unit.net), numbers = [];
  if (unit.net) numbers.push(label("net", { x: short(net.value) }));
  numbers.push(label("out", { x: short(out) }));
  if (unit.net) numbers.push(label("delta", { x: short(net.slope) }));
  return label("unit", { name: unit.name, numbers: numbers.join(lang === "zh" ? "，" : ", ") });
}

/** One circle is reached with Tab, the others with the arrow keys. */
function prepareUnits() {
  const groups = shownNetwork().units.map((_, i) => [i, groupOf(`n${i}`)]).filter(([, group]) => group);
  const choose = (i) => {
    looked.unit = looked.unit === i ? null : i;
    draw();
  };
  groups.forEach(([i, group], k) => {
    group.setAttribute("role", "button");
    group.setAttribute("tabindex", k ? -1 : 0);
    group.addEventListener("click", () => choose(i));
    group.addEventListener("keydown", (event) => {
      const step = { ArrowDown: 1, ArrowRight: 1, ArrowUp: -1, ArrowLeft: -1 }[event.key];
      if (event.key === "Enter" || event.key === " ") choose(i);
      else if (!step) return;
      event.preventDefault();
      event.stopPropagation();
      if (!step) return;
      const [, next] = groups[(k + step + groups.length) % groups.length];
      group.setAttribute("tabindex", -1);
      next.setAttribute("tabindex", 0);
      next.focus();
    });
  });
}

/** What changes with the activation and the language: the names above the columns, and the signs in the circles. */
function drawNames() {
  const { headings, emblems } = shownNetwork();
  headings[lang].forEach((text, i) => { groupOf(`c${i}`).querySelector("text").textContent = text; });
  emblems.forEach((text, i) => {
    const emblem = groupOf(`n${i}`)?.querySelector("text.activation");
    if (emblem) emblem.textContent = text;
  });
}

function drawLosses(computed) {
  shownNetwork().slots.forEach(({ value, target }, i) => {
    const group = groupOf(`s${i}`);
    write(group.querySelector("text.value"), numberAt(computed, value).value);
    if (target) write(group.querySelector("text.target"), numberAt(computed, target).value);
  });
}

if (drawing) {
  drawing.querySelectorAll("g title").forEach((title) => title.remove()); // they hold the numbers of the first sample
  drawing.querySelector("desc").remove();
  drawing.setAttribute("aria-labelledby", "net-title");
  prepareUnits();
  enlargeType();
  atDraw(({ computed }) => {
    drawLines(computed);
    drawUnits(computed);
    drawLosses(computed);
    drawNames();
    const unit = looked.unit === null ? null : shownNetwork().units[looked.unit];
    if (unit) putNamed($("unit-told"), toldOf(unit, computed), unit);
    else $("unit-told").textContent = label("choose unit");
  });
} else {
  atDraw(() => { $("unit-told").textContent = label("no network"); });
}
