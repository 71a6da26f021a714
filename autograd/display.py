"""How a Value shows itself in Jupyter: by a viewer that is plugged in, because the engine draws nothing.

And how texts of the engine print where the output is not UTF-8; `viz.text.encodings` does more for lessons.

A *viewer* is a function from a Value to a MIME bundle. Packages offer one through the entry point group
``chalkgrad.viewers``: loading it registers the viewer. Without one, or if it fails, a Value is its text.

A *teller* says in words what a record is about, because the engine has no sentences: from the record, a language and
how many digits to its text and formula; None if it knows no words for it.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from typing import Any

Viewer = Callable[[Any], dict[str, Any]]
Format = Callable[[Any], Any]
"""From a Value to what Jupyter takes as a picture in one format; None if there is none."""

Teller = Callable[[Any, str, int], tuple[str, str] | None]

_viewers: list[Viewer] = []
_tellers: list[Teller] = []
_formats: dict[str, Format] = {}


_ASCII = {
    "−": "-",
    "∞": "inf",
    "→": "->",
    "×": "*",
    "·": "*",
    "∂": "d",
    "–": "-",
    "≤": "<=",
    "≥": ">=",
    "≠": "!=",
}


def printable(text: str) -> str:
    """A text that standard output can write: signs that its encoding lacks in ASCII, other characters escaped."""
    encoding = getattr(sys.stdout, "encoding", None) or "utf-8"
    try:
        text.encode(encoding)
    except UnicodeEncodeError:
        for sign, ascii_sign in _ASCII.items():
            text = text.replace(sign, ascii_sign)
        return text.encode(encoding, "backslashreplace").decode(encoding)
    return text


def register(viewer: Viewer, **formats: Format) -> None:
    """Make `viewer` the one that shows Values, and `formats`, png and pdf, those that draw what it shows."""
    _viewers[:] = [viewer]
    _formats.clear()
    _formats.update(formats)


def register_teller(teller: Teller) -> None:
    """Make `teller` the one that finds words for records."""
    _tellers[:] = [teller]


def tell(record: Any, lang: str, precision: int) -> tuple[str, str] | None:
    """The text and the formula of a record; None where nobody knows words for it."""
    if not _tellers:
        _load_viewers()
    return _tellers[0](record, lang, precision) if _tellers else None


def mimebundle(value: Any, include: Any = None, exclude: Any = None) -> dict[str, Any]:
    """Jupyter's display hook. Never raises: a broken picture must not hide a number."""
    try:
        _load_viewers()
        return {"text/plain": repr(value), **(_viewers[0](value) if _viewers else {})}
    except Exception:  # noqa: BLE001
        return {"text/plain": repr(value)}


def png(value: Any) -> Any:
    """Jupyter's hook for pixels: bytes, and their size in a page. Never raises."""
    return _in_format("png", value)


def pdf(value: Any) -> Any:
    """Jupyter's hook for PDF, which LaTeX takes: bytes. Never raises."""
    return _in_format("pdf", value)


def _in_format(name: str, value: Any) -> Any:
    try:
        _load_viewers()
        return _formats[name](value) if name in _formats else None
    except Exception:  # noqa: BLE001
        return None


def _load_viewers() -> None:
    """Load what packages offer, if nothing is registered yet."""
    if not _viewers:
        # slow to import, and only notebooks need it
        from importlib.metadata import entry_points

        for entry in entry_points(group="chalkgrad.viewers"):
            entry.load()
