"""What the page asks of Python: run the lines that someone typed, and say what there is to show.

This file runs in the browser, in Pyodide; it lies in the page as text.
"""

from __future__ import annotations

import contextlib
import io
import json
import traceback
from typing import Any

import viz
from autograd import Value

LINES = "<your lines>"
"""The name of the file that was never one."""


async def run(code: str, lang: Any, theme: Any, room: Any) -> str:
    """What a program prints and shows, as JSON: text, svg, film, what they are of, and the error that stopped it."""
    from pyodide.code import eval_code_async  # type: ignore[import-not-found]

    answer: dict[str, Any] = {}
    printed = io.StringIO()
    with contextlib.redirect_stdout(printed), contextlib.redirect_stderr(printed):
        try:
            names: dict[str, Any] = {"__name__": "__main__"}
            last = await eval_code_async(code, names, filename=LINES)
            answer |= pictures(last, names, lang, theme, room)
        except (Exception, SystemExit) as error:  # noqa: BLE001  the lines may raise anything
            answer["error"] = complaint(error)
    return json.dumps({**answer, "text": printed.getvalue()})


def pictures(
    last: Any, names: dict[str, Any], lang: Any, theme: Any, room: Any
) -> dict[str, Any]:
    """The pictures of what the last line gives, or else of the Value that was named last; they fill the room."""
    values = [value for value in names.values() if isinstance(value, Value)]
    subject = last if last is not None or not values else values[-1]
    if isinstance(subject, Value):
        film = viz.film(subject, lang=lang, theme=theme)
        drawing = viz.draw(subject, theme=theme, fit=tuple(room))
        shown = {"svg": drawing.svg(), "of": repr(drawing), "fitted": True}
        return {**shown, "film": film.encode("html")}
    if isinstance(subject, viz.films.Film):
        return {"film": subject.encode("html"), "of": repr(subject)}
    if hasattr(subject, "_repr_svg_"):
        return {"svg": subject._repr_svg_(), "of": repr(subject)}
    if subject is not None:
        print(subject)
    return {}


def complaint(error: BaseException) -> dict[str, Any]:
    """What went wrong, and in which of the lines; a place in a package of ours helps nobody."""
    text = traceback.format_exception_only(error)[-1].strip()
    if isinstance(error, SyntaxError) and error.filename == LINES:
        return {"line": error.lineno, "text": f"{type(error).__name__}: {error.msg}"}
    frames = traceback.extract_tb(error.__traceback__)
    mine = [frame.lineno for frame in frames if frame.filename == LINES]
    return {"line": mine[-1] if mine else None, "text": text}
