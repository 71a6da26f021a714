// A recorded training: its epochs by a slider, on the same pictures.
"use strict";

let recordedAt = null; // which of the recorded epochs is shown; null is the live training

/** What is shown now: parameters, the loss so far, the gradient of the last update, and which epoch is marked. */
function state() {
  if (recordedAt === null) return { parameters: run.x, loss: run.loss, gradient: run.gradient, mark: null };
  const { loss, weights, gradients, epochs } = data.recorded;
  return { parameters: numbersOf(weights[recordedAt]), loss, gradient: numbersOf(gradients[recordedAt]), mark: epochs[recordedAt] };
}

function recordedTold() {
  const { loss, accuracy, epochs } = data.recorded, epoch = epochs[recordedAt];
  const parts = [label("recorded epoch", { k: epoch }), label("loss", { loss: short(loss[epoch - 1]) })];
  if (accuracy.length) parts.push(label("right", { percent: (100 * accuracy[epoch - 1]).toFixed(1) }));
  return parts.join(" · ");
}

function showRecorded(k) {
  play(false);
  recordedAt = k;
  choices.activation = 0; // it is the training of the network as it was given
  if (k !== null) $("activation").value = 0;
  draw();
}

if (data.recorded) {
  $("recorded-part").hidden = false;
  $("recorded").max = data.recorded.epochs.length - 1;
  $("recorded").addEventListener("input", () => showRecorded(Number($("recorded").value)));
  $("live").addEventListener("click", () => showRecorded(null));
  atDraw(() => {
    if (recordedAt !== null) $("recorded").value = recordedAt;
    $("recorded").setAttribute("aria-valuetext", label("recorded epoch", { k: data.recorded.epochs[Number($("recorded").value)] }));
    $("live").disabled = recordedAt === null;
  });
}
