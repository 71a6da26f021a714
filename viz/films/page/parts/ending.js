// The last card: what we wanted to know, one line for each input, the largest effect first, with ways to see why.
"use strict";

const FIRST_EFFECTS = 12; // what is not folded away

/** How far an input is turned: by 0.01, or by a hundredth of its size where that would be a lot or nothing. */
function turnBy(x) {
  const size = Math.abs(x);
  return size === 0 || !Number.isFinite(x) || (size > 1e-3 && size < 1e3) ? 0.01 : 10 ** (Math.floor(Math.log10(size)) - 2);
}
/** Every input with its gradient, how far it is turned, what that changes about, and what it really changes. */
function effects() {
  const gradients = new Map(numbers.filter(({ kind }) => kind !== "input" && kind !== "forward")
    .map((told) => [told.parent ?? told.node, told.total]));
  const canTurn = canRecompute(), before = now.values[NODES - 1];
  const found = inputNodes.map((node) => {
    const x = now.values[node], by = turnBy(x), gradient = gradients.get(node) ?? 0;
    const after = canTurn ? recomputed(new Map([...leaves, [node, x + by]])).values[NODES - 1] : NaN;
    return { node, by, about: gradient * by, really: canTurn ? after - before : null };
  });
  const size = ({ about, by }) => (Number.isNaN(about) ? Infinity : Math.abs(about / by));
  return found.sort((one, other) => size(other) - size(one) || one.node - other.node);
}
function effectLine({ node, by, about, really }) {
  const item = make("li"), { name } = nodes[node], root = nodes[NODES - 1].name;
  const fields = { name, root, by: number(by), about: number(about) };
  item.append(make("span", label(about === 0 ? "no effect" : "effect", fields)));
  if (really !== null) item.append(make("span", label("really", { really: number(really) }), "really"));
  const ways = numbers.map(({ parent }, k) => (parent === node ? k : -1)).filter((k) => k >= 0);
  if (ways.length) {
    const k = stops.findIndex((stop) => stop >= ways.at(-1)) + 1;
    const why = make("button", label("why effect", { k }));
    why.type = "button";
    why.setAttribute("aria-label", label("why effect of", { name, k }));
    why.addEventListener("click", () => { closeCard(); go(ways.at(-1)); });
    item.append(why);
  }
  return item;
}
function drawEnding() {
  $("next").disabled = card === "ending";
  if (card !== "ending") return;
  const root = nodes[NODES - 1].name, all = effects(), rest = all.slice(FIRST_EFFECTS);
  put($("question"), label("answers to", { root }));
  put($("moral"), label("moral", { root }));
  $("effects").replaceChildren(...all.slice(0, FIRST_EFFECTS).map(effectLine));
  const more = $("more-effects");
  more.hidden = rest.length === 0;
  put(more.querySelector("summary"), label("more effects", { n: rest.length }));
  more.querySelector("ul").replaceChildren(...rest.map(effectLine));
}

atNext(() => {
  if (step === LAST && card === null) openCard("ending");
  return card === "ending";
});
atDraw(drawEnding);
$("once-more").addEventListener("click", () => { closeCard(); go(0); });
$("back-to-graph").addEventListener("click", closeCard);
