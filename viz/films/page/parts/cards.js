// The first and the last card lie over the picture and its caption; "next" and "back" fold them away.
"use strict";

let card = null, cardStep = null; // the card that is open, and the step below it, when that has been drawn

/** Which card is open, or null; the page is drawn later. */
function layCard(id) {
  if (card !== null) $(card).hidden = true;
  [card, cardStep] = [id, null];
  if (id !== null) $(id).hidden = false;
  for (const name of ["stage", "caption"]) $(name).inert = id !== null;
}
function openCard(id) {
  play(false);
  layCard(id);
  draw();
}
/** Fold away what is open; false if nothing was. */
function closeCard() {
  if (card === null) return false;
  const inside = $(card).contains(document.activeElement);
  layCard(null);
  if (inside) $("next").focus();
  draw();
  return true;
}

atDraw(() => {
  if (card === null) return;
  cardStep ??= step;
  if (step !== cardStep) closeCard();
});
addEventListener("keydown", (event) => { if (event.key === "Escape" && opened === null) closeCard(); });
