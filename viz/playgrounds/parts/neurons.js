// Stop and look: the scalar graph of one neuron as a film, with the numbers of this very step.
"use strict";

/** The values and slopes of a film's nodes for these numbers at its leaves: its own rules, in the order of its list. */
function computedNodes(nodes, rules, leaves) {
  const values = [], isNode = (argument) => typeof argument === "number";
  return nodes.map((node, i) => {
    if (node.use === null) {
      values.push(leaves.get(i));
      return { ...node, value: leaves.get(i) };
    }
    const x = node.arguments.map((argument) => (isNode(argument) ? values[argument] : Number(argument)));
    const z = rules[node.use].forward(m, ...x);
    values.push(z);
    const slopes = rules[node.use].partials(m, z, ...x).filter((_, k) => isNode(node.arguments[k]));
    return { ...node, value: z, partials: slopes };
  });
}

/** What stands at the leaves of a unit's film: weights, inputs, bias, and what arrives from the rest of the network. */
function leavesOf(place, film, computed) {
  const { units, lines, films } = shownNetwork(), unit = units[place];
  const arriving = lines.filter(({ target }) => target === place);
  const [w, x, b, g] = film.leaves, leaves = new Map();
  arriving.forEach(({ weight, source }, k) => {
    leaves.set(w[k], numberAt(computed, weight).value);
    leaves.set(x[k], numberAt(computed, units[source].out).value);
  });
  b.forEach((leaf, k) => leaves.set(leaf, numberAt(computed, unit.biases[k]).value));
  leaves.set(g[0], numberAt(computed, films[place].whole ? unit.out : unit.net).slope);
  return leaves;
}

/** The page of a unit's film for now, as text. */
function filmOf(place) {
  const number = shownNetwork().films[place].film, film = data.films[number];
  const { computed } = look(ROW[looked.sample], state().parameters);
  const whole = { ...data.filmCommon, ...film.data };
  const nodes = computedNodes(whole.nodes, NEURONS[number], leavesOf(place, film, computed));
  const block = JSON.stringify({ ...whole, lang, nodes }, (_, x) => (Number.isFinite(x) || typeof x !== "number" ? x : String(x)));
  const [before, after] = [film.before, film.after].map((runs) =>
    runs.flatMap(([first, last]) => data.filmLines.slice(first, last + 1)).join("\n"));
  const theme = document.documentElement.dataset.theme;
  const start = before.replace(/data-theme="\w+"/, `data-theme="${theme}"`).replace(/<html lang="[\w-]+"/, `<html lang="${data.tags[lang]}"`);
  return start + block.replace(/</g, "\\u003c") + after;
}

function openGraph() {
  play(false);
  const { units } = shownNetwork(), { name } = units[looked.unit];
  const { loss, computed } = look(ROW[looked.sample], state().parameters);
  const arriving = short(numberAt(computed, shownNetwork().films[looked.unit].whole ? units[looked.unit].out : units[looked.unit].net).slope);
  putNamed($("graph-heading"), label("open graph", { name }), units[looked.unit]);
  $("graph-told").textContent = label("graph told", { sample: looked.sample + 1, loss: short(loss), g: arriving });
  const frame = document.createElement("iframe");
  frame.title = label("open graph", { name });
  frame.setAttribute("sandbox", "allow-scripts allow-modals allow-downloads");
  frame.srcdoc = filmOf(looked.unit);
  $("graph").showModal(); // first: a film that is built out of sight has no size to fit
  $("graph-place").replaceChildren(frame);
}

$("open-graph").addEventListener("click", openGraph);
$("close-graph").addEventListener("click", () => $("graph").close());
$("graph").addEventListener("close", () => $("graph-place").replaceChildren());
atDraw(() => {
  const film = looked.unit === null || !data.network ? null : shownNetwork().films[looked.unit].film;
  $("open-graph").hidden = film === null;
  if (film === null) return;
  const unit = shownNetwork().units[looked.unit];
  putNamed($("open-graph"), label("open graph", { name: unit.name }), unit);
});
