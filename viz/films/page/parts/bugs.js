// The bug lab: a mistake is chosen and run; its wrong numbers stand on the graph and in a table, next to the right ones.
"use strict";

let mistake = Object.keys(BUGS)[0];
const MOST_BUG_ROWS = 60;

function buildBugs() {
  for (const name of Object.keys(BUGS)) {
    const line = make("label"), choice = make("input"), words = make("span");
    Object.assign(choice, { type: "radio", name: "bug", value: name, checked: name === mistake });
    words.dataset.label = `bug ${name} title`;
    choice.addEventListener("change", () => { mistake = name; draw(); });
    line.append(choice, words);
    $("bugs-choice").append(line);
  }
}

/** Which rows the table has: all of a small graph; of a large one those that are wrong. */
function bugRows({ wrong }) {
  if (NODES <= MOST_BUG_ROWS) return nodes.map((_, node) => node);
  return wrong.slice(0, MOST_BUG_ROWS).sort((x, y) => x - y);
}
function bugTable(run) {
  const table = make("table"), head = make("tr"), rows = bugRows(run);
  for (const key of ["node", "bugs right", "bugs wrong"]) {
    const cell = make("th", label(key));
    cell.scope = "col";
    head.append(cell);
  }
  table.createTHead().append(head);
  table.createTBody().append(...rows.map((node) => {
    const row = make("tr"), isWrong = run.wrong.includes(node), name = make("th", nodes[node].name);
    name.scope = "row";
    row.className = isWrong ? "wrong" : "";
    row.append(name, make("td", number(run.expected[node])), make("td", `${isWrong ? "✗ " : ""}${number(run.gradients[node])}`));
    return row;
  }));
  return table;
}

/** What stands in the way of the lab; "" if nothing does. */
function whyNoBugs() {
  if (nodes[ROOT].use === null) return label("bugs none", { name: nodes[ROOT].name });
  if (nodes.some(({ does }) => does.includes("change"))) return label("bugs changed"); // Python alone can do that
  return asked(step) ? label("bugs asked") : "";
}
function drawBugs() {
  const isOpen = opened === "bugs";
  for (const group of boxes) group.classList.remove("wrong");
  graph.classList.toggle("buggy", isOpen);
  if (!isOpen) return;
  for (const words of $("bugs-choice").querySelectorAll("[data-label]")) put(words, label(words.dataset.label));
  const obstacle = whyNoBugs();
  if (obstacle !== "") {
    $("bugs-shown").replaceChildren(make("p", obstacle));
    return;
  }
  const run = runBug(mistake), shown = [termed(run.sentence)];
  if (run.gradients !== null) {
    markOnGraph(run);
    shown.push(bugTable(run));
    const left = NODES - bugRows(run).length;
    if (left > 0) shown.push(make("p", label("bugs more", { count: left })));
    if (mistake === "stale") shown.unshift(make("p", label("bugs twice")));
  }
  $("bugs-shown").replaceChildren(...shown);
}
/** The gradients of the broken pass below their boxes; a wrong one is marked and has the right one beside it. */
function markOnGraph({ gradients, expected, wrong }) {
  const marked = [];
  boxes.forEach((group, i) => {
    const { node } = data.boxes[i], below = group.querySelector(".grad");
    if (node === null || !below) return;
    const isWrong = wrong.includes(node), fields = { wrong: number(gradients[node]), right: number(expected[node]) };
    const text = isWrong ? label("bugs marked", fields) : fields.wrong;
    group.classList.toggle("wrong", isWrong);
    write(below, text);
    if (isWrong) marked.push(below);
    const about = `${label(`role ${data.boxes[i].role}`)} ${equation(node)}: ${label("gradient")} ${text}`;
    put(group.querySelector("title"), about);
    group.setAttribute("aria-label", about);
  });
  crowd(marked);
}
/** Two numbers where the layout has room for one: set closer where they would reach a neighbour. Measured all at once. */
function crowd(elements) {
  const wide = elements.filter((element) => element.getComputedTextLength() > 1.6 * rooms.get(element));
  for (const element of wide) {
    element.setAttribute("textLength", 1.6 * rooms.get(element));
    element.setAttribute("lengthAdjust", "spacingAndGlyphs");
  }
}

panel("bugs", { key: "m", button: "bugs" });
atStart(buildBugs);
atDraw(drawBugs);
