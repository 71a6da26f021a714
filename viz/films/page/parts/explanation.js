// The explanation of a node: its steps so far; of a folded box: what is in it.
"use strict";

let chosen = null;
const stepsOf = (node) => data.steps.map((_, k) => k).filter((k) => receiverOf(k) === node);

function drawExplanation() {
  if (chosen === null) return;
  put($("about"), label("steps of", { name: nodes[chosen].name }));
  const known = stepsOf(chosen).filter((k) => !asked(k));
  $("links").replaceChildren(...known.map((k) => {
    const item = link(`${k + 1}. ${told(k, numbers, now.values, lang).text}`, () => go(k));
    if (k === step) item.firstChild.setAttribute("aria-current", "step");
    return item;
  }));
}
function link(text, act) {
  const item = make("li"), button = make("button", text);
  button.type = "button";
  button.addEventListener("click", act);
  item.append(button);
  return item;
}

/** Go to a node's next step after this one, or its first, and explain it. */
function choose(node) {
  chosen = node;
  const all = stepsOf(node);
  openPanel("explanation", { focus: false });
  go(all.find((k) => k > step && stepsOf(node).includes(step)) ?? all[0]);
}
/** A folded box opens: the graph with what is in it, and a list. The numbers in it are those before any what-if. */
function openFold(box) {
  const inside = document.getElementById(`inside-${box}`);
  if (inside !== null && leaves.size === 0) {
    put($("inside-title"), data.boxes[box].title);
    $("inside-graph").replaceChildren(inside.content.cloneNode(true));
    $("inside").show();
    $("close").focus();
  }
  const { title, members } = data.boxes[box];
  chosen = null;
  openPanel("explanation", { focus: false });
  put($("about"), title);
  $("links").replaceChildren(...members.map((node) => link(equation(node), () => choose(node))));
}

panel("explanation", { key: "e", button: "explanation" });
atDraw(drawExplanation);
addEventListener("keydown", (event) => { if (event.key === "Escape") $("inside").close(); });
$("inside").addEventListener("close", () => $("inside-graph").replaceChildren());
$("close").addEventListener("click", () => $("inside").close());
