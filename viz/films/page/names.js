// Names with their scripts. What a name is, Python has found; here it is only looked up, so that the texts that the page
// computes are set like those that Python drew. A span is [letters, level]: on the line 0, below it -1, above it 1.
"use strict";

const spansOf = (() => {
  const longestFirst = Object.keys(data.scripts).sort((a, b) => b.length - a.length);
  const words = longestFirst.map((name) => name.replace(/[\\^$.*+?()[\]{}|/]/g, "\\$&"));
  const NAME = new RegExp(`(?<![\\p{L}\\p{N}_^\\\\])(?:${words.join("|")})(?!(?![⁰¹²³⁴⁵⁶⁷⁸⁹ⁱⁿᵀ])[\\p{L}\\p{N}\\p{M}_^{(\\\\])`, "gu");

  return (text) => {
    const spans = [];
    let end = 0;
    const add = (letters, level) => {
      if (letters && level === 0 && spans.at(-1)?.[1] === 0) spans.at(-1)[0] += letters;
      else if (letters) spans.push([letters, level]);
    };
    for (const found of words.length ? text.matchAll(NAME) : []) {
      const [base, lower, upper] = data.scripts[found[0]];
      add(text.slice(end, found.index) + base, 0);
      add(lower, -1);
      add(upper, 1);
      end = found.index + found[0].length;
    }
    add(text.slice(end), 0);
    return spans;
  };
})();

const typed = new WeakMap(); // what was typed for what an element shows

/** Set a text in an element of the page; nothing is done where it is set already. */
function put(element, text) {
  if (!element || typed.get(element) === text) return;
  typed.set(element, text);
  if (!(element instanceof HTMLElement)) element.textContent = text; // a title is plain text
  else element.replaceChildren(...spansOf(text).map(([letters, level]) => (level ? small(letters, level) : letters)));
}
function small(letters, level) {
  const made = document.createElement(level < 0 ? "sub" : "sup");
  made.textContent = letters;
  return made;
}

/** Set a line of the picture: small letters go down and up from where the letters before them stand. */
function setLine(element, text) {
  const size = Number(element.getAttribute("font-size") || data.small.line);
  let lift = 0, room = 0, before = 0; // `room`: what a superscript over a subscript leaves free
  element.replaceChildren();
  for (const [letters, level] of spansOf(text)) {
    const at = { "-1": data.small.drop, 0: 0, 1: data.small.rise }[level] * size;
    const span = document.createElementNS("http://www.w3.org/2000/svg", "tspan");
    span.textContent = letters;
    if (at !== lift) span.setAttribute("dy", lift - at);
    if (level) span.setAttribute("font-size", data.small.size * size);
    const low = element.lastChild;
    element.append(span);
    if (level > 0 && before < 0) {
      const back = low.getComputedTextLength();
      span.setAttribute("dx", -back);
      room = Math.max(0, back - span.getComputedTextLength());
    } else if (room) {
      span.setAttribute("dx", room);
      room = 0;
    }
    [lift, before] = [at, level];
  }
}
