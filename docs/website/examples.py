"""The gallery of the examples: for each a page with its pictures, what it prints, and its code."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from docs.website.links import ROOT, fenced

EXPECTED: Final = ROOT / "examples" / "expected"
EXAMPLES: Final = sorted((ROOT / "examples").glob("[0-9][0-9]_*.py"))

SOURCE: Final = re.compile(
    r"[:;,.]?\s+(?:of lecture notes|[Ll]ecture notes|00\d |after Karp|Ronneb|\(github)"
)
"""Where the first sentence of an example begins to say where it comes from."""


def pages() -> Iterator[tuple[str, str]]:
    """The pages, and where they are on the site."""
    yield "examples/index.md", _overview()
    for path in EXAMPLES:
        yield f"examples/{path.stem}.md", _page(path)


def pictures_of(path: Path) -> list[Path]:
    """The pictures that the tests compare; the program saves them as PNG, too, and some only so."""
    return sorted(EXPECTED.glob(f"{path.stem}*.svg"))


def title(path: Path) -> str:
    """What the example is about: its docstring up to where the lecture notes are cited."""
    first = _paragraphs(path)[0]
    return SOURCE.split(first)[0].rstrip(".")


def _paragraphs(path: Path) -> list[str]:
    text = ast.get_docstring(ast.parse(path.read_text("utf-8"))) or path.stem
    return [" ".join(paragraph.split()) for paragraph in text.split("\n\n")]


def _page(path: Path) -> str:
    pictures = [
        f"![{title(path)}](expected/{picture.name})" for picture in pictures_of(path)
    ]
    printed = (EXPECTED / f"{path.stem}.txt").read_text("utf-8")
    parts = [
        f"# {title(path)}",
        *_paragraphs(path),
        *pictures,
        "## What it prints",
        fenced(printed, "text"),
        "## The program",
        f"`python examples/{path.name}` prints this and saves its pictures where it is run.",
        fenced(path.read_text("utf-8"), "python"),
    ]
    return "\n\n".join(parts)


def _overview() -> str:
    cards = []
    for path in EXAMPLES:
        pictures = pictures_of(path)
        shown = f'<img src="expected/{pictures[0].name}" alt="" loading="lazy">'
        name = f"<b>{path.stem[:2]}</b> {_plain(title(path))}"
        cards.append(f'<a class="card" href="{path.stem}.html">{shown}{name}</a>')
    return "\n".join(
        [
            "# Examples",
            "",
            "Each is a page of a lecture: it prints its numbers beside those of the notes, and saves its pictures.",
            "",
            '<div class="cards">',
            *cards,
            "</div>",
        ]
    )


def _plain(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;")
