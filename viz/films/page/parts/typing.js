// A number is typed where it stands: a double-click on an input of the graph, or F2, a digit or a sign on it, opens a
// field over its value. Enter takes the number, Escape leaves the old one.
"use strict";

let typingAt = null; // the input whose number is being typed

function startTyping(leaf, text) {
  const field = $("typing"), group = boxes[boxOf.get(leaf)], stage = $("stage").getBoundingClientRect();
  const place = (group.querySelector(".value") ?? group).getBoundingClientRect();
  typingAt = leaf;
  field.hidden = false;
  field.value = text ?? String(leafValue(leaf));
  field.setAttribute("aria-label", label("number", { name: nodes[leaf].name }));
  const left = place.left + place.width / 2 - stage.left - field.offsetWidth / 2;
  field.style.left = `${Math.max(4, Math.min(left, stage.width - field.offsetWidth - 4))}px`;
  field.style.top = `${Math.max(4, place.top + place.height / 2 - stage.top - field.offsetHeight / 2)}px`;
  field.focus({ preventScroll: true });
  if (text === undefined) field.select();
}
function endTyping(take) {
  if (typingAt === null) return;
  const leaf = typingAt, x = readNumber($("typing").value.trim());
  if (take && x === null) return $("typing").setAttribute("aria-invalid", "true");
  typingAt = null;
  const hadFocus = document.activeElement === $("typing");
  $("typing").hidden = true;
  if (hadFocus) boxes[boxOf.get(leaf)].focus({ preventScroll: true });
  if (take && !Object.is(x, leafValue(leaf))) change(leaf, x);
}
/** The input that a box of the graph shows; undefined for other boxes, and where nothing can be changed. */
function inputIn(target) {
  const group = target instanceof Element ? target.closest("g.node") : null;
  const { node } = data.boxes[boxes.indexOf(group)] ?? {};
  return canChange && inputs.includes(node) ? node : undefined;
}

let clickedInput; // a first click may open a panel, and then the second one is beside the box
graph.addEventListener("click", (event) => { if (event.detail === 1) clickedInput = inputIn(event.target); }, true);
document.addEventListener("dblclick", (event) => {
  const leaf = inputIn(event.target) ?? clickedInput;
  if (leaf === undefined || event.target.closest("input, button, select")) return;
  startTyping(leaf);
});
document.addEventListener("click", (event) => { if (!graph.contains(event.target) && event.detail === 1) clickedInput = undefined; });
graph.addEventListener("keydown", (event) => { // before the box itself answers
  const leaf = inputIn(event.target), { key } = event;
  if (leaf === undefined || event.ctrlKey || event.metaKey || event.altKey) return;
  const isNumber = /^[\d.−-]$/.test(key), opens = key === "F2" || (key === "Enter" && opened === "what-if");
  if (!isNumber && !opens) return;
  event.preventDefault();
  event.stopPropagation();
  startTyping(leaf, isNumber ? key : undefined);
}, true);
$("typing").addEventListener("keydown", (event) => {
  const { key } = event;
  if (key === "Enter") endTyping(true);
  else if (key === "Escape") endTyping(false);
  else if (key === "ArrowUp" || key === "ArrowDown") {
    const x = readNumber($("typing").value.trim()) ?? leafValue(typingAt);
    $("typing").value = nudged(x, (key === "ArrowUp" ? 1 : -1) * (event.shiftKey ? BIG_STEP : STEP));
  } else return;
  event.preventDefault();
  event.stopPropagation();
});
$("typing").addEventListener("input", () => $("typing").removeAttribute("aria-invalid"));
$("typing").addEventListener("blur", () => endTyping(readNumber($("typing").value.trim()) !== null));
