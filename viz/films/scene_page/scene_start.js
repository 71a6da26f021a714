// When everything is there: the step that the link says is shown.
"use strict";

function begin() {
  readAddress();
  step = stepOf(askedStep);
  draw();
}
addEventListener("keydown", pressed);
addEventListener("hashchange", () => {
  play(false);
  begin();
});
begin();
