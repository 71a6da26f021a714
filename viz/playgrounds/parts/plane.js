// Data with two inputs, and what the network answers everywhere between them; or data with more, in two directions.
"use strict";

const CELLS = 48;

function plane(place) {
  const { canvas, brush, fit } = sheet(place, 0.86, "data");
  const small = document.createElement("canvas");
  small.width = small.height = CELLS + 1;
  const points = data.view.points ?? ROW.map((row) => [row[0], row[1]]), isPlane = data.view.kind === "plane";
  const [left, right] = around(points.map(([x]) => x)), [bottom, top] = around(points.map(([, y]) => y));
  let width = 0, height = 0;
  const across = (x) => ((x - left) / (right - left)) * width, down = (y) => ((top - y) / (top - bottom)) * height;
  choosesBy(canvas, () => points.map(([x, y]) => [across(x), down(y)]));

  /** What is painted at each corner of the grid: below 0 for the lower side, above 0 for the higher one, -1 to 1. */
  function field(ask) {
    const { kind, threshold, low, high } = data.answer, sides = new Float64Array((CELLS + 1) ** 2), classes = [];
    const reach = kind === "two" && threshold !== 0 ? high - threshold || 1 : (high - low) / 2 || 1;
    for (let r = 0, k = 0; r <= CELLS; r++) {
      for (let c = 0; c <= CELLS; c++, k++) {
        const { answers, shares } = ask(left + ((right - left) * c) / CELLS, top - ((top - bottom) * r) / CELLS);
        classes.push(said(answers));
        if (kind === "two" && shares) sides[k] = 2 * shares[0] - 1;
        else if (kind === "two") sides[k] = (answers[0] - threshold) / reach;
        else sides[k] = (answers[0] - (low + high) / 2) / reach;
      }
    }
    return { sides, classes };
  }

  function shade({ sides, classes }) {
    const pixels = new ImageData(CELLS + 1, CELLS + 1), paper = channels("background");
    const [low, high] = [channels("grad"), channels("value")], palette = HUES.map(channels);
    sides.forEach((side, k) => {
      const several = data.answer.kind === "classes";
      const ink = several ? palette[classes[k] % palette.length] : side < 0 ? low : high;
      const part = several ? 0.22 + 0.12 * Math.floor(classes[k] / palette.length) : 0.5 * Math.min(1, Math.abs(side));
      for (let c = 0; c < 3; c++) pixels.data[4 * k + c] = paper[c] + (ink[c] - paper[c]) * part;
      pixels.data[4 * k + 3] = 255;
    });
    small.getContext("2d").putImageData(pixels, 0, 0);
    const half = width / CELLS / 2, high2 = height / CELLS / 2;
    brush.imageSmoothingEnabled = data.answer.kind !== "classes";
    brush.drawImage(small, -half, -high2, width + 2 * half, height + 2 * high2);
  }

  /** The line on which the network changes its mind: through each cell of the grid whose corners disagree. */
  function border({ sides, classes }) {
    const several = data.answer.kind === "classes", step = [width / CELLS, height / CELLS];
    brush.beginPath();
    const cut = (a, b) => (several ? 0.5 : sides[a] / (sides[a] - sides[b]));
    for (let r = 0; r < CELLS; r++) {
      for (let c = 0; c < CELLS; c++) {
        const k = r * (CELLS + 1) + c, ends = [], [a, b, d, e] = [k, k + 1, k + CELLS + 1, k + CELLS + 2];
        if (classes[a] !== classes[b]) ends.push([c + cut(a, b), r]);
        if (classes[d] !== classes[e]) ends.push([c + cut(d, e), r + 1]);
        if (classes[a] !== classes[d]) ends.push([c, r + cut(a, d)]);
        if (classes[b] !== classes[e]) ends.push([c + 1, r + cut(b, e)]);
        for (let i = 0; i + 1 < ends.length; i += 2) {
          brush.moveTo(ends[i][0] * step[0], ends[i][1] * step[1]);
          brush.lineTo(ends[i + 1][0] * step[0], ends[i + 1][1] * step[1]);
        }
      }
    }
    brush.strokeStyle = colour("ink");
    brush.lineWidth = 2;
    brush.stroke();
  }

  return {
    note: isPlane ? (data.answer.kind === "number" ? "surface" : "plane") : "components",
    draw(parameters) {
      [width, height] = fit();
      brush.fillStyle = colour("background");
      brush.fillRect(0, 0, width, height);
      if (isPlane) {
        const found = field(asked(parameters));
        shade(found);
        if (data.answer.kind !== "number") border(found);
      }
      points.forEach(([x, y], i) => mark(brush, across(x), down(y), i));
      const [x, y] = points[looked.sample];
      ring(brush, across(x), down(y));
    },
  };
}

const HUES = ["value", "grad", "highlight", "muted", "ink"];

/** A sample as a mark: a dot for the lower class, a square for the higher one, a number for one of many. */
function mark(brush, x, y, i) {
  const kind = wanted(i), { low, high } = data.answer;
  if (data.answer.kind === "classes") {
    brush.font = "bold 14px sans-serif";
    brush.textAlign = "center";
    brush.textBaseline = "middle";
    brush.lineWidth = 3;
    brush.strokeStyle = colour("background");
    brush.strokeText(String(kind), x, y);
    brush.fillStyle = colour("ink");
    brush.fillText(String(kind), x, y);
    return;
  }
  const isHigh = kind === null ? targetsOf(i)[0] > (low + high) / 2 : kind === 1;
  brush.beginPath();
  if (isHigh) brush.rect(x - 4.2, y - 4.2, 8.4, 8.4);
  else brush.arc(x, y, 4.8, 0, 2 * Math.PI);
  brush.fillStyle = colour(isHigh ? "value" : "grad");
  brush.fill();
  brush.strokeStyle = colour("background");
  brush.lineWidth = 1.5;
  brush.stroke();
}

function ring(brush, x, y) {
  brush.beginPath();
  brush.arc(x, y, 9, 0, 2 * Math.PI);
  brush.strokeStyle = colour("ink");
  brush.lineWidth = 2.6;
  brush.stroke();
}
