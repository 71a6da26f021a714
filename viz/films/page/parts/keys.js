// All keys, as the parts have named them.
"use strict";

const KEY_SIGNS = { ArrowRight: "→", ArrowLeft: "←", ArrowUp: "↑", ArrowDown: "↓", " ": "␣", PageUp: "Page ↑", PageDown: "Page ↓" };

function drawKeys() {
  const lines = [...KEY_WORDS, [["ArrowUp", "ArrowDown"], "key nodes"], [["Tab"], "key controls"], [["Escape"], "close"]];
  $("key-list").replaceChildren(...lines.flatMap(([keys, words]) => {
    const signs = make("dt");
    for (const key of keys) signs.append(make("kbd", KEY_SIGNS[key] ?? (key.length === 1 ? key.toUpperCase() : key)));
    return [signs, make("dd", label(words))];
  }));
}

panel("keys", { key: "k", button: "keys" });
atDraw(() => { if (opened === "keys") drawKeys(); });
