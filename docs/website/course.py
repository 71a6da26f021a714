"""The course: what its chapters run is run while the site is built, and what they save lies beside them there.

A chapter is a document with sessions. The tests run them, as those of every document; here they run for the films,
worksheets and questions that they write, and a session that does not print what it says ends the build.
"""

from __future__ import annotations

import contextlib
import doctest
import re
import tempfile
from pathlib import Path
from typing import Final

from docs.website.links import DOCS

COURSE: Final = DOCS / "course"
LANGUAGES: Final = {"en": "English", "zh": "中文"}
FILM: Final = re.compile(
    r"^\[([^\]]+)\]\((made/[\w.]+\.html)(#[^)]*)?\)$", re.MULTILINE
)
"""A link to a page that stands alone in its paragraph."""
_made: dict[str, dict[str, bytes]] = {}


def chapters() -> list[Path]:
    """The documents of the course, in both languages, and the first page of the site."""
    return [DOCS / "index.md", *sorted(COURSE.glob("*/*.md"))]


def made_by(chapter: Path) -> dict[str, bytes]:
    """The files that the sessions of a chapter write, by name."""
    text = chapter.read_text("utf-8")
    if text not in _made:
        _made[text] = _run(text, chapter)
    return _made[text]


def _run(text: str, chapter: Path) -> dict[str, bytes]:
    session = doctest.DocTestParser().get_doctest(
        text, {"__name__": "__main__"}, chapter.name, str(chapter), 0
    )
    said: list[str] = []
    with tempfile.TemporaryDirectory() as folder, contextlib.chdir(folder):
        results = doctest.DocTestRunner(verbose=False).run(session, out=said.append)
        if results.failed:
            raise RuntimeError(
                f"{chapter}: its sessions do not print what it says\n{''.join(said)}"
            )
        return {path.name: path.read_bytes() for path in Path(folder).iterdir()}


def with_films(markdown: str) -> str:
    """The text with each film shown in place, below it the link to have it in a window of its own."""
    frame = r'<iframe class="film" src="\2\3" title="\1" loading="lazy"></iframe>'
    return FILM.sub(rf"{frame}\n\n[\1](\2\3){{target=_blank}}", markdown)


def counterparts(page: str) -> dict[str, str]:
    """The same chapter in every language, for the switch at the top; of other pages, the beginning of the course."""
    parts = page.split("/")
    if parts[0] != "course":
        return {"en": "index.md", "zh": "course/zh/index.md"}
    return {
        language: "/".join(["course", language, *parts[2:]]) for language in LANGUAGES
    }
