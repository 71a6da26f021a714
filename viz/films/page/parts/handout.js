// On paper: all steps and the final table, in this language and with these numbers.
"use strict";

/** Built when it is wanted. */
function buildHandout() {
  const kept = step, list = make("ol"), predict = $("predict").checked;
  $("predict").checked = false;
  step = LAST;
  drawGraph(known());
  drawTable(known());
  graph.classList.add("all");
  for (const group of [...boxes, ...edges]) group.classList.remove("on", "path");
  data.steps.forEach((_, k) => {
    const { title, text, latex } = told(k, numbers, now.values, lang), item = make("li");
    item.append(make("strong", title), make("div", text), typeset(latex));
    list.append(item);
  });
  const table = $("table").cloneNode(true);
  table.removeAttribute("id");
  for (const row of table.querySelectorAll(".on")) row.classList.remove("on");
  $("handout").replaceChildren(make("h2", label("table")), table, make("h2", label("all steps")), list);
  step = kept;
  $("predict").checked = predict;
}
function endHandout() {
  $("handout").replaceChildren();
  graph.classList.remove("all");
  draw();
}

addEventListener("beforeprint", buildHandout);
addEventListener("afterprint", endHandout);
$("print").addEventListener("click", () => window.print());
