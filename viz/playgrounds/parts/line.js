// Data with one input: the curve that the network has learned, and the samples.
"use strict";

function line(place) {
  const { canvas, brush, fit } = sheet(place, 0.8, "data"), STEPS = 160;
  const inputs = ROW.map((row) => row[0]), targets = ROW.flatMap((row) => [...row.subarray(1)]);
  const [left, right] = around(inputs, 0.06), [bottom, top] = around(targets, 0.25), PAD = 48;
  let width = 0, height = 0;
  const across = (x) => PAD + ((x - left) / (right - left)) * (width - PAD - 6);
  const down = (y) => 6 + ((top - y) / (top - bottom)) * (height - PAD);
  choosesBy(canvas, () => ROW.map((row, i) => [across(row[0]), down(targetsOf(i)[0])]));

  function axes() {
    brush.strokeStyle = brush.fillStyle = colour("muted");
    brush.lineWidth = 1;
    brush.strokeRect(PAD, 6, width - PAD - 6, height - PAD);
    brush.font = "12px sans-serif";
    brush.textAlign = "center";
    brush.textBaseline = "top";
    for (const x of [inputs.reduce((a, b) => Math.min(a, b)), inputs.reduce((a, b) => Math.max(a, b))]) {
      brush.fillText(short(x), across(x), height - PAD + 12);
    }
    brush.textAlign = "right";
    brush.textBaseline = "middle";
    for (const y of [Math.min(...targets), Math.max(...targets)]) brush.fillText(short(y), PAD - 4, down(y));
  }

  return {
    note: "line",
    draw(parameters) {
      [width, height] = fit();
      brush.fillStyle = colour("background");
      brush.fillRect(0, 0, width, height);
      axes();
      const ask = asked(parameters), curves = Array.from({ length: data.answers }, () => []);
      for (let k = 0; k <= STEPS; k++) {
        const x = left + ((right - left) * k) / STEPS;
        ask(x).answers.forEach((y, c) => curves[c].push([across(x), down(y)]));
      }
      brush.save();
      brush.beginPath();
      brush.rect(PAD, 6, width - PAD - 6, height - PAD);
      brush.clip();
      curves.forEach((curve, c) => {
        brush.beginPath();
        curve.forEach(([x, y]) => brush.lineTo(x, y));
        brush.strokeStyle = colour("value");
        brush.lineWidth = 2.6;
        brush.setLineDash(c ? [4 + 4 * c, 4] : []);
        brush.stroke();
      });
      brush.restore();
      ROW.forEach((row, i) => targetsOf(i).forEach((y) => {
        brush.beginPath();
        brush.arc(across(row[0]), down(y), 4, 0, 2 * Math.PI);
        brush.fillStyle = colour("grad");
        brush.fill();
      }));
      ring(brush, across(ROW[looked.sample][0]), down(targetsOf(looked.sample)[0]));
    },
  };
}
