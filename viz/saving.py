"""save: a drawing, a film or a graph as a file, in the format of the file's suffix."""

from __future__ import annotations

import io
import os
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any, Final, TypeVar, Unpack, overload

import graphviz

from autograd import Value
from autograd.errors import kind
from viz.drawing import draw
from viz.edition import Edition, EncodesItself
from viz.exchange import graph_json, graphml
from viz.files import check_suffix, write_atomically
from viz.films import SUFFIXES, Film, fact_film
from viz.keywords import FactFilmOptions, SaveOptions
from viz.learners.telling import AnyFact, facts_in
from viz.options import check_option
from viz.render.digraph import FORMATS, OF_MARKS, encode
from viz.render.powerpoint.deck import room

if TYPE_CHECKING:
    from autograd.compiler.program import Program

F = TypeVar("F", bound=IO[Any])

FILMS: Final = ("html", "gif", "tex")
"""Formats in which a Value is a film."""
_EXCHANGE: Final = {"json": graph_json, "graphml": graphml}
_BINARY: Final = ("png", "pdf", "gif", "pptx")
OF_VALUES: Final = (*FORMATS, *FILMS, "pptx", *_EXCHANGE)
"""Formats in which a Value can be saved."""


@overload
def save(
    root: Value | Sequence[Value] | Program,
    path: str | os.PathLike[str],
    *,
    format: str | None = None,
    dpi: float = 200,
    standalone: bool | None = None,
    frames_only: bool = False,
    per_page: int = 1,
    **options: Unpack[SaveOptions],
) -> Path: ...
@overload
def save(
    root: graphviz.Digraph | Film | EncodesItself,
    path: str | os.PathLike[str],
    *,
    format: str | None = None,
    dpi: float = 200,
    standalone: bool | None = None,
    frames_only: bool = False,
    per_page: int = 1,
) -> Path: ...
@overload
def save(
    root: Value | Sequence[Value] | Program,
    path: F,
    *,
    format: str | None = None,
    dpi: float = 200,
    standalone: bool | None = None,
    frames_only: bool = False,
    per_page: int = 1,
    **options: Unpack[SaveOptions],
) -> F: ...
@overload
def save(
    root: graphviz.Digraph | Film | EncodesItself,
    path: F,
    *,
    format: str | None = None,
    dpi: float = 200,
    standalone: bool | None = None,
    frames_only: bool = False,
    per_page: int = 1,
) -> F: ...
@overload
def save(
    root: Iterable[AnyFact] | AnyFact,
    path: str | os.PathLike[str],
    *,
    format: str | None = None,
    dpi: float = 200,
    frames_only: bool = False,
    per_page: int = 1,
    **options: Unpack[FactFilmOptions],
) -> Path: ...
@overload
def save(
    root: Iterable[AnyFact] | AnyFact,
    path: F,
    *,
    format: str | None = None,
    dpi: float = 200,
    frames_only: bool = False,
    per_page: int = 1,
    **options: Unpack[FactFilmOptions],
) -> F: ...
def save(
    root: Any,
    path: Any,
    *,
    format: str | None = None,
    dpi: float = 200,
    standalone: bool | None = None,
    frames_only: bool = False,
    per_page: int = 1,
    **options: Any,
) -> Any:
    """Draw and write to a file, in the format of its suffix, and return the path.

    `root` is a Value, or a list of them, or a compiled program, drawn with `options` as in `draw`; or a drawing, or a
    film. A Value saved as .html, .gif or .tex becomes a film, see `viz.film`; as .json or .graphml, the graph itself,
    see docs/drawing.md. A network (`viz.network`) is a picture, and as .html and .gif a film. As .pptx, pictures and
    films are shapes and texts that PowerPoint can edit, as large as a slide has room for. A drawing saved as .tex is a
    `tikzpicture`. `format`, such as "png", is for another suffix. `path` may be an open file, binary or text: then
    `format` says what is written if its name does not, and the file is returned. `dpi` is for pixels. Needs no `dot`
    program, no font and no display. A file is written whole or not at all.

    standalone   for one picture as .tex: True makes a whole document, False a `tikzpicture` to \\input; a Value for which
                 it is given is one picture
    frames_only  for a film as .tex: frames alone, to paste into a deck of Beamer
    per_page     for a film as .pdf: a handout with so many steps on a page of A4; a Value with several is a film

    Raises ValueError for another format and for an option that the format does not have, viz.OutputError (an OSError)
    where it cannot be written, TypeError for pixels in a file of text.
    """
    edition = Edition(dpi, standalone, frames_only, per_page)
    facts = facts_in(root, "save")
    if facts:
        root, options = fact_film(facts, **options), {}
    known = _formats(root)
    if not isinstance(path, (str, os.PathLike)):
        return _save_to_file(
            root, path, _format_of_file(path, format, known), edition, options
        )
    if format is not None:
        suffix = _check_format(format, known)
    else:
        suffix = check_suffix(path, [f".{name}" for name in known], of=_noun(root))[1:]
    if isinstance(root, Film) and suffix == "png":
        edition.check(suffix, is_film=True)
        return root.save(Path(path), dpi=dpi)
    return write_atomically(path, _encode(root, suffix, edition, options))


def _formats(root: Any) -> tuple[str, ...]:
    """The formats in which something can be saved."""
    if isinstance(root, Film):
        return tuple(suffix[1:] for suffix in SUFFIXES)
    if isinstance(root, EncodesItself):
        return root.formats
    if isinstance(root, Value):
        return OF_VALUES
    if isinstance(root, graphviz.Digraph) or hasattr(root, "operations"):
        return (*FORMATS, *OF_MARKS)
    return (*FORMATS, *OF_MARKS, *_EXCHANGE)


def _noun(root: Any) -> str:
    return "a film" if isinstance(root, Film) else ""


def _check_format(format: Any, known: Sequence[str]) -> str:
    name = format.lower().removeprefix(".") if isinstance(format, str) else ""
    if name not in known:
        check_option("format", format, known)
    return name


def _encode(
    root: Any, format: str, edition: Edition, options: dict[str, Any]
) -> bytes | str:
    """What is written: text for formats of text."""
    if isinstance(root, EncodesItself):
        return root.encode(format, edition)
    becomes_film = isinstance(root, Value) and _becomes_film(format, edition)
    edition.check(format, is_film=becomes_film or isinstance(root, Film))
    if "steps" in options and not becomes_film:
        raise ValueError(
            f"steps is for films that are made of a Value, .html, .gif and .tex; got {kind(root)} as .{format}"
        )
    if becomes_film:
        root = Film(root, **options)
    if format in _EXCHANGE and not isinstance(root, (graphviz.Digraph, Film)):
        unknown = options.keys() - SaveOptions.__annotations__.keys()
        if unknown:
            raise TypeError(
                f"save() got an unexpected keyword argument {min(unknown)!r}"
            )
        return _EXCHANGE[format](root, names=options.get("names"))
    if isinstance(root, Film):
        return root.encode(format, edition)
    if format == "pptx":
        options = {"fit": room(), **options}
    drawing = root if isinstance(root, graphviz.Digraph) else draw(root, **options)
    return encode(drawing, format, edition.dpi, bool(edition.standalone))


def _becomes_film(format: str, edition: Edition) -> bool:
    """Whether a Value is a film in this format, and not one picture."""
    is_handout = format == "pdf" and edition.per_page > 1
    return is_handout or (format in FILMS and edition.standalone is None)


# --- open files -----------------------------------------------------------------------------------------------------


def _format_of_file(file: Any, format: str | None, known: Sequence[str]) -> str:
    """The format for an open file: that of its name if none is given."""
    if not hasattr(file, "write"):
        raise TypeError(f"save needs a path or an open file, got {kind(file)}")
    if format is not None:
        return _check_format(format, known)
    name = getattr(file, "name", None)
    suffix = Path(name).suffix.lower() if isinstance(name, str) else ""
    if suffix.removeprefix(".") not in known:
        names = ", ".join(known)
        raise ValueError(
            f"save: the open file has no name that says which format it gets; give format=, one of {names}"
        )
    return suffix.removeprefix(".")


def _save_to_file(
    root: Any, file: Any, format: str, edition: Edition, options: dict[str, Any]
) -> Any:
    if isinstance(root, Film) and format == "png":
        raise ValueError(
            'save: stills are many files; give a name for them, "frames/%03d.png"'
        )
    is_of_text = isinstance(file, io.TextIOBase) or hasattr(file, "encoding")
    if is_of_text and format in _BINARY:
        raise TypeError(
            f"save: {format} is not text: open the file in binary mode, open(name, 'wb')"
        )
    data = _encode(root, format, edition, options)
    if isinstance(data, bytes) and is_of_text:
        data = data.decode()
    elif isinstance(data, str) and not is_of_text:
        data = data.encode()
    file.write(data)
    return file
