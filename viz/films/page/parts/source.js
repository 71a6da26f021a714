// Code beside the picture: the lines that made the nodes, if the program kept them; those of the step are marked.
"use strict";

const sourceLines = []; // the elements of all lines, in the order in which Python counts them

function buildSource() {
  for (const { name, lines } of data.source.files) {
    const heading = document.createElement("h3"), list = document.createElement("ol");
    heading.textContent = name; // code is shown as it is: no name in it gets a subscript
    let last = null;
    for (const [number, text] of lines) {
      const item = document.createElement("li"), node = data.source.line.indexOf(sourceLines.length);
      item.value = number;
      if (last !== null && number !== last + 1) item.className = "after-gap";
      last = number;
      const shown = document.createElement(node < 0 ? "span" : "button");
      shown.textContent = text || " ";
      if (node >= 0) {
        shown.type = "button";
        shown.addEventListener("click", () => go(computedAt[node]));
      }
      item.append(shown);
      list.append(item);
      sourceLines.push(item);
    }
    $("source-files").append(heading, list);
  }
}
/** Scroll the panel, and only up and down, until a line is seen. */
function scrollPanel(line) {
  const inside = $("source").getBoundingClientRect(), place = line.getBoundingClientRect();
  if (place.top < inside.top + 40) $("source").scrollTop -= inside.top + 40 - place.top;
  else if (place.bottom > inside.bottom - 8) $("source").scrollTop += place.bottom - inside.bottom + 8;
}
function drawSource() {
  const current = new Set(toldNow().map((k) => data.source.line[data.steps[k].node]));
  sourceLines.forEach((item, i) => {
    item.classList.toggle("on", current.has(i));
    if (current.has(i)) item.setAttribute("aria-current", "step");
    else item.removeAttribute("aria-current");
  });
  const first = sourceLines.find((item) => item.classList.contains("on"));
  if (opened === "source" && first) scrollPanel(first);
}

if (data.source) {
  panel("source", { key: "s", button: "source" });
  atStart(buildSource);
  atDraw(drawSource);
} else $("source").remove();
