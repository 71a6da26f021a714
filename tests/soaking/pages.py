"""Pages with hostile labels in Chromium, with a canary: no text of a label runs, loads anything, or breaks the page.

A film's page is stepped through and all its panels are opened by their keys. SVG, lessons, worksheets and quizzes are put
into a page without any policy, where a script in them would run.
"""

from __future__ import annotations

import contextlib
import random
import shutil
import tempfile
import warnings
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import viz
from autograd import nn
from autograd.nn import data
from tests.browser import NAMES, QUIET
from tests.soaking import NotHere, Trial
from tests.soaking.hostile import hostile_graph, hostile_text
from tests.soaking.labels import (
    as_lessons,
    as_markdown,
    as_svg,
    as_worksheet,
    encoded,
)

KEYS = "kwmhfhtpxrsgcl?0+-"
"""Of panels, among others that do nothing."""


def _film_page(words: list[str], seed: int) -> str:
    choose = random.Random(seed)
    root = hostile_graph(choose, words)
    lang, theme = choose.choice(("en", "zh")), choose.choice(("auto", "dark"))
    return encoded(root, "html", lang=lang, theme=theme).decode()


def _playground(words: list[str], seed: int) -> str:
    X, y = data.moons(12, rng=seed)
    model = nn.MLP(2, [2, 1], activation="tanh", rng=seed)
    page = viz.playground(
        model,
        X,
        y,
        loss=nn.binary_cross_entropy_with_logits,
        optimizer=nn.SGD(model.parameters(), lr=0.1),
        title=words[0],
    )
    return str(page.html())


def _bare(words: list[str], seed: int) -> str:
    """All that is no page by itself, in one page without a policy."""
    choose = random.Random(seed)
    root = hostile_graph(choose, words)
    parts = [write(root, choose) for write in (as_svg, as_lessons, as_markdown)]
    parts.append(viz.quiz(root)._repr_html_() if seed % 5 == 0 else "")
    body = "\n".join(parts)
    return f"<!doctype html><meta charset=utf-8><title>x</title><body>{body}"


def _sheet(words: list[str], seed: int) -> str:
    choose = random.Random(seed)
    return as_worksheet(hostile_graph(choose, words), choose)


class Watched:
    """A page of Chromium; all that it says or asks for is kept."""

    def __init__(self, context: Any, folder: Path) -> None:
        self.file = folder / "page.html"
        self.complaints: list[str] = []
        self.page = context.new_page()
        for event in ("console", "pageerror", "dialog", "request"):
            self.page.on(event, getattr(self, f"_{event}"))

    def _console(self, message: Any) -> None:
        self.complaints.append(f"console: {message.text}")

    def _pageerror(self, error: Any) -> None:
        self.complaints.append(f"error: {error}")

    def _dialog(self, dialog: Any) -> None:
        self.complaints.append(f"dialog: {dialog.message}")
        dialog.dismiss()

    def _request(self, request: Any) -> None:
        address = request.url.partition("#")[0]
        if address != self.file.as_uri() and not address.startswith(
            ("data:", "about:")
        ):
            self.complaints.append(f"request: {address[:200]}")

    def open(self, html: str) -> None:
        self.page.goto("about:blank")
        self.file.write_text(html, encoding="utf-8", errors="surrogatepass")
        self.page.goto(self.file.as_uri())

    def is_untouched(self) -> bool:
        return bool(self.page.evaluate("window.pwned === undefined"))


def _step_through(watched: Watched, choose: random.Random) -> int:
    """Every step by its key, and panels; how many keys were pressed."""
    page = watched.page
    pressed = 0
    for _ in range(40):
        page.keyboard.press("ArrowRight")
        pressed += 1
        if choose.random() < 0.2:
            page.keyboard.press(choose.choice(KEYS))
            page.keyboard.press("Escape")
            pressed += 2
    boxes = page.locator("svg [tabindex], svg g[role]")
    for index in range(min(3, boxes.count())):
        with contextlib.suppress(Exception):  # it may lie under a panel
            boxes.nth(index).click(timeout=300)
            pressed += 1
    return pressed


@contextlib.contextmanager
def trials() -> Iterator[Trial]:
    """A page, opened and used."""
    path = next(filter(None, map(shutil.which, NAMES)), None)
    if path is None:
        raise NotHere("Chromium is not installed")
    try:
        from playwright.sync_api import sync_playwright
    except ImportError as error:
        raise NotHere("playwright is not installed") from error
    kinds = {
        "film": _film_page,
        "bare": _bare,
        "worksheet": _sheet,
        "film ": _film_page,
    }
    kinds["playground"] = _playground
    with sync_playwright() as driver, tempfile.TemporaryDirectory() as folder:
        browser = driver.chromium.launch(executable_path=path, args=QUIET)
        context = browser.new_context(reduced_motion="reduce")
        context.set_default_timeout(10_000)

        def trial(seed: int) -> Counter[str]:
            choose = random.Random(seed)
            words = [hostile_text(choose) for _ in range(6)]
            name, write = list(kinds.items())[seed % len(kinds)]
            with warnings.catch_warnings():
                warnings.simplefilter("ignore", viz.MissingGlyphs)
                html = write(words, seed)
            watched = Watched(context, Path(folder))
            try:
                watched.open(html)
                keys = _step_through(watched, choose) if "film" in name else 0
                assert watched.is_untouched(), f"a label ran; {words!r}"
                assert not watched.complaints, f"{watched.complaints}; {words!r}"
            finally:
                watched.page.close()
            return Counter({f"{name.strip()} pages": 1, "keys pressed": keys})

        yield trial
        browser.close()
