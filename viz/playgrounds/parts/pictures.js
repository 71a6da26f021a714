// Images: one large with the probabilities of all classes, many small with the answers.
"use strict";

function pictures(place) {
  const { canvas, brush, fit } = sheet(place, 0.93, "data");
  const side = data.view.side, COLUMNS = 8, MOST = 32, shown = Math.min(MOST, SAMPLES);
  const darkest = TABLE.reduce((most, x, i) => (i % WIDTH < data.features ? Math.max(most, x) : most), 0) || 1;
  let width = 0, tile = 0, first = 0;
  choosesBy(canvas, () => ROW.map((_, i) => (i < first || i >= first + shown ? [-1e6, -1e6] : middle(i - first))));
  const corner = (k) => [(k % COLUMNS) * tile, width * 0.42 + Math.floor(k / COLUMNS) * tile];
  const middle = (k) => corner(k).map((x) => x + tile / 2);

  /** Ink on paper by day, and light on dark by night. */
  function image(row, x, y, size) {
    const paper = channels("background"), ink = channels("ink"), pixel = size / side;
    for (let k = 0; k < data.features; k++) {
      const part = Math.max(0, Math.min(1, row[k] / darkest));
      brush.fillStyle = `rgb(${paper.map((c, i) => Math.round(c + (ink[i] - c) * part)).join(",")})`;
      brush.fillRect(x + (k % side) * pixel, y + Math.floor(k / side) * pixel, pixel + 0.4, pixel + 0.4);
    }
  }

  function bars(numbers, text, goal, x, y, length, height) {
    const low = Math.min(0, ...numbers), high = Math.max(1e-9, ...numbers), step = height / numbers.length;
    brush.textBaseline = "middle";
    numbers.forEach((number, k) => {
      brush.font = `${k === goal ? "bold " : ""}${Math.min(13, step * 0.85)}px sans-serif`;
      brush.fillStyle = colour("ink");
      brush.textAlign = "left";
      brush.fillText(`${k === goal ? "▸" : ""}${k}`, x, y + (k + 0.5) * step);
      brush.fillStyle = colour("value");
      const room = length - 84;
      brush.fillRect(x + 26, y + k * step + 2, (Math.max(0, number - low) / (high - low)) * room, step - 4);
      brush.fillStyle = colour("ink");
      brush.fillText(text(number), x + 30 + room, y + (k + 0.5) * step);
    });
  }

  const percent = (share) => `${(100 * share).toFixed(1)} %`;

  return {
    note: "pictures",
    draw(parameters) {
      [width] = fit();
      tile = width / COLUMNS;
      first = Math.floor(looked.sample / shown) * shown;
      brush.fillStyle = colour("background");
      brush.fillRect(0, 0, width, width);
      const ask = asked(parameters), row = ROW[looked.sample].subarray(0, data.features), big = width * 0.36;
      const { answers, shares } = ask(...row);
      image(row, 0, 0, big);
      bars(shares ?? answers, shares ? percent : short, wanted(looked.sample), big + 12, 0, width - big - 12, big);
      for (let i = first; i < Math.min(first + shown, SAMPLES); i++) {
        const [x, y] = corner(i - first), inputs = ROW[i].subarray(0, data.features), pad = tile * 0.1;
        image(inputs, x + pad, y + pad, tile - 2 * pad);
        const answer = said(ask(...inputs).answers), isWrong = answer !== null && answer !== wanted(i);
        brush.strokeStyle = colour(isWrong ? "grad" : "wire");
        brush.lineWidth = isWrong ? 2.5 : 1;
        brush.strokeRect(x + 2, y + 2, tile - 4, tile - 4);
        if (isWrong) {
          brush.font = "bold 13px sans-serif";
          brush.textAlign = "right";
          brush.textBaseline = "top";
          brush.fillStyle = colour("background");
          brush.fillRect(x + tile - 26, y + 3, 23, 15);
          brush.fillStyle = colour("grad");
          brush.fillText(`×${answer}`, x + tile - 4, y + 4);
        }
        if (i === looked.sample) {
          brush.strokeStyle = colour("ink");
          brush.lineWidth = 3;
          brush.strokeRect(x + 3, y + 3, tile - 6, tile - 6);
        }
      }
    },
  };
}
