// The numbers of a step on cards: upstream × slope = contribution, plus what has come before, is the sum so far. Each
// contribution says where it is from and stays there until the sum is complete.
"use strict";

const MOST_ORIGINS = 3;

function numberCard(words, x, cls) {
  const made = make("div", "", cls);
  made.append(make("dt", words), make("dd", x));
  return made;
}
/** How far the sum is: "2 of 3 arrows", or final. */
function progress(heard, count) {
  if (heard < count) return label("of arrows", { heard, count });
  return count === 1 ? label("one arrow") : label("all arrows", { count });
}
/** What has come before, each contribution with the box that sent it; of many their sum. */
function beforeCard({ parent, before, heard }) {
  const earlier = arrivalsOf(parent).slice(0, heard - 1);
  if (earlier.length > MOST_ORIGINS) return numberCard(label("from more", { count: earlier.length }), bracketNegative(before), "grad");
  const names = earlier.map((k) => nameOf(numbers[k].node)).join(", ");
  const terms = earlier.map((k) => bracketNegative(numbers[k].contribution)).join(" + ");
  return numberCard(label("from", { name: names }), terms, "grad");
}

/** `question`: what is asked at this step, and must not be given away. */
function drawNumbers(question) {
  const at = numbers[step], { kind, node, value, upstream, local, contribution, total, heard, consumers } = at;
  const shown = (x) => (question ? "?" : number(x)), list = [], sign = (text) => list.push(text);
  const isAsked = question === "contribution";
  if (kind === "input" || kind === "forward") list.push(numberCard(label("value"), shown(value), "value"));
  if (kind === "seed") list.push(numberCard(label("gradient"), shown(total), "grad"));
  if (kind === "backward") {
    list.push(numberCard(label("upstream"), number(upstream), "grad"));
    sign("×");
    list.push(numberCard(label("local"), isAsked ? "?" : bracketNegative(local), "local"));
    sign("=");
    const result = isAsked ? "?" : heard > 1 ? bracketNegative(contribution) : number(contribution);
    list.push(numberCard(label("from", { name: nameOf(node) }), result, "grad"));
    if (heard > 1) {
      sign("+");
      list.push(beforeCard(at));
      sign("=");
    } else sign("→");
    list.push(numberCard(progress(heard, consumers), shown(total), "grad total"));
  }
  $("numbers").replaceChildren(...signed(list));
}
/** Cards, each with the sign before it: a list of terms may hold no text between them. */
function signed(list) {
  list.forEach((item, i) => { if (typeof item === "string") list[i + 1].dataset.sign = item; });
  return list.filter((item) => typeof item !== "string");
}
