// Panels float over the right edge of the stage, on a phone over its lower half; one is open at a time.
"use strict";

const openers = new Map(); // id of a panel -> its button
let opened = null, before = null; // the panel that is open, and what had the focus before

/** A panel: a section of page.html's panels, a button in the toolbar with the label `button`, and perhaps a key. */
function panel(id, { key, button }) {
  const opener = make("button", label(button)), close = make("button", "✕", "close");
  opener.type = close.type = "button";
  opener.id = `open-${id}`;
  opener.dataset.label = button;
  close.dataset.name = "close";
  close.setAttribute("aria-label", label("close"));
  opener.setAttribute("aria-expanded", "false");
  opener.setAttribute("aria-controls", id);
  const toggle = () => (opened === id ? closePanel() : openPanel(id));
  opener.addEventListener("click", toggle);
  close.addEventListener("click", closePanel);
  $(id).prepend(close);
  $(id).tabIndex = -1;
  $("toolbar").append(opener);
  openers.set(id, opener);
  if (key) {
    opener.setAttribute("aria-keyshortcuts", key);
    onKey([key], button, toggle);
  }
}
/** Open a panel in place of the one that is open; with `focus: false` the keyboard stays where it is. */
function openPanel(id, { focus = true } = {}) {
  if (opened === id) return;
  const last = opened === null ? document.activeElement : before;
  if (opened !== null) hidePanel();
  [opened, before] = [id, last];
  $(id).hidden = false;
  openers.get(id).setAttribute("aria-expanded", "true");
  if (focus) $(id).focus({ preventScroll: true });
  draw();
}
function hidePanel() {
  $(opened).hidden = true;
  openers.get(opened).setAttribute("aria-expanded", "false");
  opened = null;
}
/** Close what is open; the focus goes back to where it was. */
function closePanel() {
  if (opened === null) return;
  const inside = $(opened).contains(document.activeElement), opener = openers.get(opened);
  hidePanel();
  if (inside) (before?.isConnected && before !== document.body ? before : opener).focus({ preventScroll: true });
  draw(); // what a panel has marked on the graph is gone with it
}
addEventListener("keydown", (event) => { if (event.key === "Escape") closePanel(); });
