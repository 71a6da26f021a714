// The whole screen for the graph: what is said about a step is a subtitle. Where a page may not fill the screen, as in a
// notebook, the graph fills the page.
"use strict";

const root = document.documentElement;
const isFull = () => root.classList.contains("full");
function fill(on) {
  root.classList.toggle("full", on);
  $("fullscreen").setAttribute("aria-pressed", String(on));
  draw();
}
async function toggleFull() {
  const on = !isFull();
  if (on) closePanel();
  fill(on);
  try {
    if (on && document.fullscreenEnabled) await root.requestFullscreen();
    else if (document.fullscreenElement) await document.exitFullscreen();
  } catch { /* not allowed here: the page is all there is to fill */ }
}

onKey(["f"], "full screen", toggleFull);
$("fullscreen").addEventListener("click", toggleFull);
$("leave").addEventListener("click", toggleFull);
addEventListener("fullscreenchange", () => { if (!document.fullscreenElement && isFull()) fill(false); });
addEventListener("keydown", (event) => { if (event.key === "Escape" && isFull() && opened === null) toggleFull(); });
