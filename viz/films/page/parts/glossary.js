// The glossary, and the words of it in other panels: they are underlined, and a press on one opens it there.
"use strict";

const glossaryIn = (language) => data.glossary[language];
let lookedUp = null; // the word that was looked up last
const nickname = (word) => word.split(" of ")[0].toLowerCase(); // "slope of an arrow" is called slope in a sentence

/** What finds the words of the glossary in a text, the longest first. */
function wordFinder() {
  const words = Object.keys(glossaryIn(lang)).map(nickname).sort((a, b) => b.length - a.length);
  const any = words.map((word) => word.replace(/[.*+?^${}()|[\]\\]/g, "\\$&")).join("|");
  const isSpaced = /^[\p{Script=Latin}\s]+$/u.test(words[0]);
  return new RegExp(isSpaced ? `(?<![\\p{L}\\p{N}_])(?:${any})(?=s?(?![\\p{L}\\p{N}_]))` : any, "giu");
}
/** A paragraph in which the first mention of each word opens the glossary. */
function termed(text) {
  const made = make("p", text), mentioned = new Set(), find = wordFinder();
  for (const child of [...made.childNodes].filter((one) => one.nodeType === Node.TEXT_NODE)) {
    const pieces = [];
    let end = 0;
    for (const found of child.data.matchAll(find)) {
      const word = Object.keys(glossaryIn(lang)).find((one) => nickname(one) === found[0].toLowerCase());
      if (mentioned.has(word)) continue;
      mentioned.add(word);
      pieces.push(child.data.slice(end, found.index), pressable(found[0], () => lookUp(word), "term"));
      end = found.index + found[0].length;
    }
    child.replaceWith(...pieces, child.data.slice(end));
  }
  return made;
}
function lookUp(word) {
  lookedUp = word;
  openPanel("glossary");
  $("terms").querySelector(".on")?.scrollIntoView({ block: "nearest" });
}
function drawGlossary() {
  if (opened !== "glossary") return;
  const entries = Object.entries(glossaryIn(lang));
  $("terms").replaceChildren(...entries.map(([word, text]) => {
    const entry = make("div", "", word === lookedUp ? "on" : "");
    entry.append(make("dt", word), make("dd", text));
    return entry;
  }));
}

panel("glossary", { key: "g", button: "glossary" });
atDraw(drawGlossary);
