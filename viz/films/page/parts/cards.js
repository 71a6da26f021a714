// The first and the last card lie over the picture and its caption; "next" and "back" fold them away.
"use strict";

let card = null, cardStep = null; // the card that is open, and the step below it

function openCard(id) {
  closeCard();
  play(false);
  [card, cardStep] = [id, step];
  $(id).hidden = false;
  for (const name of ["stage", "caption"]) $(name).inert = true;
  draw();
}
/** Fold away what is open; false if nothing was. */
function closeCard() {
  if (card === null) return false;
  const inside = $(card).contains(document.activeElement);
  $(card).hidden = true;
  for (const name of ["stage", "caption"]) $(name).inert = false;
  card = null;
  if (inside) $("next").focus();
  draw();
  return true;
}

atDraw(() => { if (card !== null && step !== cardStep) closeCard(); });
addEventListener("keydown", (event) => { if (event.key === "Escape" && opened === null) closeCard(); });
