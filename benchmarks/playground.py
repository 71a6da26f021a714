"""``python -m benchmarks.playground``: how fast the playground trains in Chromium, and how large its page is.

A line for each data set: the network, samples, bytes of the page, seconds to make it, epochs a second of training alone,
with everything drawn after each epoch, and played as fast as it goes. The goal is 30 epochs a second for 2-16-16-1 on 100
samples.
"""

from __future__ import annotations

import argparse
import shutil
import time
from collections.abc import Callable, Sequence
from typing import Any, Final

import viz
from autograd import nn
from benchmarks.runner import table

BROWSERS: Final = ("chromium", "chromium-browser", "google-chrome")
PLAY: Final = """async (seconds) => {
  $("speed").value = "fastest";
  restart();
  play(true);
  await new Promise((resolve) => setTimeout(resolve, 1000 * seconds));
  play(false);
  return run.epoch / seconds;
}"""
MEASURE: Final = """([draws, seconds]) => {
  let epochs = 0;
  const start = performance.now();
  while (performance.now() - start < 1000 * seconds) {
    wholeEpoch();
    if (draws) draw();
    epochs += 1;
  }
  return 1000 * epochs / (performance.now() - start);
}"""


def moons() -> tuple[Any, ...]:
    """The network of the goal."""
    model = nn.MLP(2, [16, 16, 1], activation="tanh", rng=0)
    loss = nn.binary_cross_entropy_with_logits
    return model, *nn.data.moons(100, noise=0.1, rng=0), loss


def xor() -> tuple[Any, ...]:
    """Four samples."""
    model = nn.MLP(2, [2, 1], activation="tanh", rng=0)
    return model, *nn.data.xor(), nn.binary_cross_entropy_with_logits


def curve() -> tuple[Any, ...]:
    """001, example 2."""
    model = nn.MLP(1, [10, 1], activation="tanh", rng=0)
    return model, *nn.data.curve(50, rng=0), nn.mse_loss


def digits() -> tuple[Any, ...]:
    """The first 500 digits."""
    X, y = nn.data.digits()
    return nn.MLP(64, [32, 10], rng=0), X[:500], y[:500], nn.cross_entropy


SETS: Final[Sequence[Callable[[], tuple[Any, ...]]]] = (moons, xor, curve, digits)


def main(argv: Sequence[str] | None = None) -> int:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=float, default=2.0, help="of each measurement")  # fmt: skip
    seconds = parser.parse_args(argv).seconds
    from playwright.sync_api import sync_playwright

    path = next(filter(None, map(shutil.which, BROWSERS)), None)
    head = [
        "data",
        "network",
        "samples",
        "page kB",
        "made in s",
        "epochs/s",
        "drawn",
        "played",
    ]
    rows = []
    with sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=path, args=["--no-sandbox"])
        for load in SETS:
            model, X, y, loss = load()
            start = time.perf_counter()
            html = viz.playground(model, X, y, loss=loss).html()
            made = time.perf_counter() - start
            page = browser.new_page(viewport={"width": 1280, "height": 720})
            page.set_content(html)
            alone, drawn = (page.evaluate(MEASURE, [draws, seconds]) for draws in (False, True))  # fmt: skip
            shape = "-".join(map(str, model.sizes))
            size = f"{len(html.encode()) / 1000:,.0f}"
            played = page.evaluate(PLAY, seconds)
            speeds = (f"{speed:,.0f}" for speed in (alone, drawn, played))
            numbers = f"{made:.1f}", *speeds
            rows.append([load.__name__, shape, str(len(X)), size, *numbers])
            page.close()
        browser.close()
    print(table(head, rows))
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
