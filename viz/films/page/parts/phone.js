// On a phone what happens is seen, enlarged; the map of all is one tap away; a finger drawn to the side makes a step.
"use strict";

const narrow = matchMedia("(max-width: 640px)");
let wantsMap = false;
function lookNear() {
  isNear = narrow.matches && !wantsMap;
  document.documentElement.classList.toggle("near", isNear);
  $("map").setAttribute("aria-pressed", String(wantsMap));
  enlarge(narrow.matches ? 1 : zoom);
}
function toggleMap() {
  wantsMap = !wantsMap;
  lookNear();
}

const FAR = 45, QUICK = 700; // pixels, milliseconds
let touched = null; // where and when the finger came down
addEventListener("touchstart", ({ touches, target }) => {
  const free = isNear && touches.length === 1 && !target.closest("input, select, .panel, #settings, dialog, #formula.wide");
  touched = free ? { x: touches[0].clientX, y: touches[0].clientY, at: Date.now() } : null;
}, { passive: true });
addEventListener("touchend", ({ changedTouches }) => {
  if (touched === null) return;
  const dx = changedTouches[0].clientX - touched.x, dy = changedTouches[0].clientY - touched.y;
  const isSwipe = Math.abs(dx) > FAR && Math.abs(dx) > 1.5 * Math.abs(dy) && Date.now() - touched.at < QUICK;
  touched = null;
  if (isSwipe) (dx < 0 ? goOn : goBack)();
}, { passive: true });

narrow.addEventListener("change", lookNear);
$("map").addEventListener("click", toggleMap);
atStart(lookNear);
