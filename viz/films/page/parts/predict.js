// Predict first: a step asks before it tells.
"use strict";

let revealed = new Set(); // steps that were looked at
const asked = (k) => $("predict").checked && data.steps[k].kind !== "input" && !revealed.has(k);
function reveal() {
  revealed.add(step);
  draw();
}

onKey(["Enter"], "reveal", () => { if (asked(step)) reveal(); });
inAddress("predict", (text) => { $("predict").checked = text === "1"; }, () => ($("predict").checked ? "1" : ""));
$("predict").addEventListener("change", () => { revealed = new Set(); draw(); });
$("reveal").addEventListener("click", reveal);
