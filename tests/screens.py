"""Ten questions, and the screens of the page that answer them: ``python -m tests.screens FOLDER`` takes pictures of all.

Each screen is a page, a step, and what a student does there. `tests/test_page_ten_questions.py` reads on each screen
what it is to say; the pictures are for people, at a projector's, a laptop's and a telephone's size.
"""

import shutil
import sys
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

from autograd import Value
from tests.browser import NAMES, QUIET
from viz.films.frames import make_frames
from viz.films.page import page_html

SIZES = ((1280, 720), (1024, 768), (390, 844))


class Screen(NamedTuple):
    """Where on the page a question is answered."""

    name: str
    question: str
    graph: Callable[[], Value]
    step: int
    done: str
    """What a student does there: press w, click s, open Why add?"""
    where: str
    """What is read, as CSS selects it."""
    said: tuple[str, ...]


def gated():
    """g = f · z with f = sigmoid(z) and z = w · x + b: z is a fork with boxes behind it."""
    x, w, b = Value(1.0, "x"), Value(2.0, "w", parameter=True), Value(1.0, "b")
    z = (w * x + b).named("z")
    return (z.sigmoid().named("f") * z).named("g")


def squared():
    """t = u · s + u with u = s · s: two arrows between the same boxes, and three from s."""
    s = Value(3.0, "s")
    u = (s * s).named("u")
    return (u * s + u).named("t")


NUMBERS = "What do the numbers mean?"
ONE = "Why does the backward pass start with 1?"
PRODUCT = "What passes through a product?"
SUM = "What passes through a sum, through σ?"
FORK = "Why are there two contributions to z, and how are they combined?"
TURN = "What will g be at w + 0.01?"
WAIT = "Why must z wait before it sends on?"
EQUAL = "Which gradients are equal, and why?"
PATHS = "Along which paths does s move t?"
OVERWRITE = "What if contributions overwrote one another?"

LEGEND = ("above it: its value", "below it: its gradient", "on an arrow: its slope")
WAYS = ("All 5 ways to t", "3 × 3 × 1 = 9", "their sum is the gradient, 33")
SCREENS = (
    Screen("numbers", NUMBERS, gated, 15, "press h", "#beginning", LEGEND),
    Screen("one", ONE, gated, 8, "press w", "#why", ("g larger by 0.01 is g larger by 0.01",)),
    Screen("product", PRODUCT, gated, 9, "", "#sentence", ("each factor gets the other one: f gets z = 3",)),
    Screen("sum", SUM, gated, 12, "", "#sentence", ("the gradient passes unchanged",)),
    Screen("sigmoid", SUM, gated, 11, "", "#sentence", ("f = sigmoid(z) has the slope f·(1 − f) = 0.04518",)),
    Screen("fork", FORK, gated, 11, "press w", "#why", ("g is moved along each of them", "0.9526 + 0.1355 = 1.088")),
    Screen("turn", TURN, gated, 15, "click w", "#explanation", ("1.088 × 0.01 = 0.01088", "from 2.85772 to 2.8686")),
    Screen("wait", WAIT, gated, 11, "press w, open Why wait for all arrows?", "#why", ("2.176 instead of 1.088",)),
    Screen("equal", EQUAL, gated, 12, "", "#sentence", ("grows as fast as v2", "dg/dv2 = 1.088")),
    Screen("paths", PATHS, squared, 11, "click s", "#explanation", WAYS),
    Screen("overwrite", OVERWRITE, squared, 11, "press m", "#bugs", ("adding up: 2 wrong", "✗ 9")),
)  # fmt: skip


def act(shown, done):
    """Do what a student does: press a key, click a box by its name, open a question."""
    for deed in filter(None, done.split(", ")):
        verb, what = deed.split(" ", 1)
        if verb == "press":
            shown.keyboard.press(what)
        elif verb == "click":
            place = f"nodes.findIndex((node) => node.name === {what!r})"
            shown.locator("g.node").nth(shown.evaluate(f"boxOf.get({place})")).click()
        else:
            shown.locator("#why summary", has_text=what).click()


def take(folder):
    """A picture of every screen at every size: FOLDER/fork_1280x720.png."""
    from playwright.sync_api import sync_playwright

    folder.mkdir(parents=True, exist_ok=True)
    chromium = next(filter(None, map(shutil.which, NAMES)))
    with sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=chromium, args=QUIET)
        for screen in SCREENS:
            html = folder / f"{screen.graph.__name__}.html"
            html.write_text(page_html(make_frames(screen.graph())), encoding="utf-8")
            for width, height in SIZES:
                shown = browser.new_page(viewport={"width": width, "height": height}, reduced_motion="reduce")  # fmt: skip
                shown.goto(f"{html.resolve().as_uri()}#step={screen.step}")
                act(shown, screen.done)
                shown.screenshot(path=folder / f"{screen.name}_{width}x{height}.png")
                shown.close()
        browser.close()


if __name__ == "__main__":
    take(Path(sys.argv[1]))
