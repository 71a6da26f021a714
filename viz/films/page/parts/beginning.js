// The first card: what the graph computes, what we want to know, how to read the picture, how to go on.
"use strict";

const MOST_GIVEN = 12; // inputs that are told with their numbers
const inputNodes = data.steps.filter(({ kind }) => kind === "input").map(({ node }) => node); // as the formula is read

function drawBeginning() {
  if (card !== "beginning") return;
  const root = nodes[NODES - 1], turned = nodes[inputNodes.find((node) => nodes[node].role === "parameter") ?? inputNodes[0]];
  const formula = root.formula ? `${root.name} = ${data.oneFormula || root.formula}` : root.name;
  const given = inputNodes.slice(0, MOST_GIVEN).map((node) => `${nodes[node].name} = ${number(now.values[node])}`);
  const others = inputNodes.length - given.length;
  put($("one-formula"), formula);
  $("one-formula").classList.toggle("long", formula.length > 44);
  const list = given.join(label("between inputs")) + (others > 0 ? label("and others", { n: others }) : "");
  put($("given"), label(data.oneFormula || NODES === 1 ? "given" : "given in steps",
    { list, root: root.name, value: predicting() ? "?" : number(now.values[NODES - 1]), n: NODES - inputNodes.length }));
  put($("goal"), label("goal", { root: root.name, input: turned.name, whole: whole(root.name, turned.name) }));
  const { kind, node, position } = scalarSteps[LAST];
  $("two-signs").hidden = kind !== "backward"; // a graph of one number has no arrow
  if (kind !== "backward") return;
  const receiver = nodes[parentsOf[node][position]];
  put($("two-signs"), label("two signs", {
    slope: partial(nodes[node].name, receiver.name), whole: whole(root.name, receiver.name),
  }));
}
function toggleBeginning() {
  if (card === "beginning") closeCard();
  else {
    openCard("beginning");
    $("from-start").focus();
  }
}
isAtBeginning = () => card === "beginning" && step === stops[0];

/** A link says a step, or the lesson begins with its card; the card itself needs no word in it. */
inAddress("card", () => layCard(askedStep === null ? "beginning" : null), () => "");
atDraw(drawBeginning);
atNext(() => card === "beginning" && closeCard());
onKey(["h", "?"], "first card", toggleBeginning);
$("help").addEventListener("click", toggleBeginning);
$("from-start").addEventListener("click", () => { closeCard(); go(0); });
$("from-seed").addEventListener("click", () => { closeCard(); startBackward(); });
