"""Links of the documents that lead out of docs/: what they show becomes a page of the site, so that no link is lost.

A document is written for whoever reads the repository: `[rules.py](../autograd/rules.py)`. On the site that file is a page
with its code, an example is its page in the gallery, a folder is the list of its files.
"""

from __future__ import annotations

import os.path
import re
from pathlib import Path, PurePosixPath
from typing import Final

ROOT: Final = Path(__file__).parent.parent.parent
DOCS: Final = ROOT / "docs"
LINK: Final = re.compile(r"(?<=\]\()(?![a-z]+:|#)([^)#\s]+)(?=[)#])")
"""The target of a link that is neither a whole address nor a place on the same page."""
CODE: Final = re.compile(r"(```.*?```|`[^`\n]*`)", re.DOTALL)
LANGUAGES: Final = {".py": "python", ".pyi": "python", ".toml": "toml", ".cff": "yaml"}
SHOWN_AS_IT_IS: Final = {".svg", ".png", ".gif", ".ipynb"}


def outside(markdown: str, origin: str) -> set[str]:
    """What a document at `origin`, a path in the repository, links to outside of docs/: paths in the repository."""
    targets = {_target(link, origin) for link in LINK.findall(_prose(markdown))}
    return {path for path in targets if (ROOT / path).exists() and not _published(path)}


def rewritten(markdown: str, origin: str, page: str) -> str:
    """The text with its links as they are on `page` of the site, for a document that lies at `origin`."""

    def moved(match: re.Match[str]) -> str:
        target = _target(match[1], origin)
        if not (ROOT / target).exists() and _published(target):
            target = str(PurePosixPath("docs", PurePosixPath(page).parent, match[1]))
        return os.path.relpath(place(target), PurePosixPath(page).parent)

    pieces = CODE.split(markdown)
    pieces[::2] = [LINK.sub(moved, prose) for prose in pieces[::2]]
    return "".join(pieces)


def place(path: str) -> str:
    """Where a file of the repository is on the site."""
    if _published(path):
        return os.path.relpath(path, "docs")
    if path == "README.md":
        return "index.md"
    if path in {"examples", "examples/README.md"}:
        return "examples/index.md"
    if re.fullmatch(r"examples/\d\d_\w+\.py", path):
        return f"{path[:-3]}.md"
    if (ROOT / path).suffix in SHOWN_AS_IT_IS:
        return path
    if (ROOT / path).suffix == ".md":
        return path.lower()
    return f"source/{path}/index.md" if (ROOT / path).is_dir() else f"source/{path}.md"


def source_page(path: str) -> str:
    """A file of the repository, or what is in a folder, as the Markdown of a page."""
    what = ROOT / path
    if what.is_dir():
        names = sorted(
            child.name + "/" * child.is_dir()
            for child in what.iterdir()
            if not child.name.startswith((".", "__pycache__"))
        )
        return "\n".join([f"# {path}/", "", *(f"- `{name}`" for name in names), ""])
    language = LANGUAGES.get(what.suffix, "text")
    return f"# {path}\n\n{fenced(what.read_text('utf-8'), language)}\n"


def fenced(text: str, language: str) -> str:
    """Text as a block of code, whatever fences it has itself."""
    longest = max(map(len, re.findall("`+", text)), default=0)
    fence = "`" * max(3, longest + 1)
    return f"{fence}{language}\n{text.rstrip()}\n{fence}\n"


def _prose(markdown: str) -> str:
    return CODE.sub("", markdown)


def _target(link: str, origin: str) -> str:
    return os.path.normpath(PurePosixPath(origin).parent / link).rstrip("/")


def _published(path: str) -> bool:
    """Whether it is in docs/ and on the site as it is: programs and folders are not."""
    inside = path.startswith("docs/") and not (ROOT / path).is_dir()
    return inside and not path.startswith(("docs/website/", "docs/try_page/"))
