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
resized();
draw();
