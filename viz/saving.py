"""save: a drawing or a film as a file, in the format of the file's suffix."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any, Unpack, overload

import graphviz

from autograd import Value
from viz.drawing import draw
from viz.files import check_suffix, write_atomically
from viz.films import Film
from viz.keywords import SaveOptions
from viz.options import check_dpi
from viz.render.digraph import FORMATS, encode

if TYPE_CHECKING:
    from autograd.compiler.program import Program


@overload
def save(
    root: Value | Program,
    path: str | Path,
    *,
    dpi: float = 200,
    **options: Unpack[SaveOptions],
) -> Path: ...
@overload
def save(
    root: graphviz.Digraph | Film, path: str | Path, *, dpi: float = 200
) -> Path: ...
def save(
    root: Value | Program | graphviz.Digraph | Film,
    path: str | Path,
    *,
    dpi: float = 200,
    **options: Any,
) -> Path:
    """Draw and write to a file, in the format of its suffix: .png, .svg, .pdf, .dot or .gv. Returns the path.

    `root` is a Value or a compiled program, drawn with `options` as in `draw`, or a drawing, or a film. A Value saved
    as .html, .gif or .tex becomes a film, see `viz.film`. `dpi` is for pixels. Needs no `dot` program, no font and no
    display. A file is written whole or not at all.

    Raises ValueError for another suffix, viz.OutputError (an OSError) where it cannot be written.
    """
    check_dpi(dpi)
    suffix = Path(path).suffix.lower().removeprefix(".")
    if isinstance(root, Value) and suffix in ("html", "gif", "tex"):
        root = Film(root, **options)
    if isinstance(root, Film):
        return root.save(path, dpi=dpi)
    check_suffix(path, [f".{name}" for name in FORMATS])
    drawing = root if isinstance(root, graphviz.Digraph) else draw(root, **options)
    return write_atomically(path, encode(drawing, suffix, dpi))
