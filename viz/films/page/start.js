// When everything is there: the parts start, and the step that the link says is shown.
"use strict";

buildGraph();
for (const start of starts) start();
addEventListener("keydown", pressed);
addEventListener("hashchange", () => {
  play(false);
  readAddress();
  draw();
});
readAddress();
measureRooms();
enlarge(14 * fitting() < TOO_SMALL ? READABLE / 14 / fitting() : 1);
draw();
