// The running table: every node with its value, its gradient, and how many contributions it waits for.
"use strict";

function buildTable() {
  $("table").tBodies[0].append(...nodes.map((node, i) => {
    const row = make("tr"), name = make("th"), opener = make("button", equation(i), "row-name"); // pressed, it clicks its row
    name.scope = "row";
    opener.type = "button";
    opener.title = equation(i);
    name.append(opener);
    row.append(name, make("td", "", "value"), make("td", "", "grad"), make("td", "", "heard"));
    row.addEventListener("click", () => choose(i));
    return row;
  }));
}
function drawTable(texts) {
  const current = [data.steps[step].node, receiverOf(step)];
  [...$("table").tBodies[0].rows].forEach((row, node) => {
    const [value, gradient, waiting] = texts[node];
    put(row.cells[1], value);
    put(row.cells[2], gradient);
    put(row.cells[3], waiting);
    const [heard, count] = waiting.split("/");
    row.cells[3].title = waiting && label("of arrows", { heard, count });
    row.classList.toggle("on", current.includes(node));
    if (current[0] === node) scrollTo(row);
  });
}
/** Scroll the panel, and only the panel, until the row is seen. */
function scrollTo(row) {
  const panel = $("running-table"), inside = panel.getBoundingClientRect(), place = row.getBoundingClientRect();
  if (panel.scrollHeight <= panel.clientHeight) return;
  const top = inside.top + 60; // below the heading that stays
  if (place.top < top) panel.scrollTop -= top - place.top;
  if (place.bottom > inside.bottom - 8) panel.scrollTop += place.bottom - inside.bottom + 8;
}

panel("running-table", { key: "t", button: "table" });
atStart(buildTable);
atDraw(drawTable);
