"""draw and save: the two calls that most people need.

>>> from autograd import Value
>>> a, b = Value(2, "a"), Value(1, "b"); e = ((a + b) * (b + 1)).named("e"); e.backward()
>>> drawing = draw(e)
>>> drawing.source.splitlines()[4]  # doctest: +ELLIPSIS
'\\tn0 [label="2\\\\na\\\\n2" tooltip="input a: value 2, gradient 2" style="filled,rounded" shape="box" ...'
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from pathlib import Path
from typing import Any

import graphviz

from autograd import Value
from viz.dot import FORMATS, Drawing, encode
from viz.files import write_atomically
from viz.picture import depict
from viz.theme import Theme, resolve


def draw(
    root: Value,
    *,
    rankdir: str = "LR",
    theme: str | Theme | Mapping[str, Any] = "light",
    precision: int = 4,
    show_partials: bool = True,
    show_grad: bool = True,
    style: str = "nodes",
    names: Mapping[str, Any] | None = None,
    max_nodes: int = 400,
    fold: str = "auto",
    highlight: Collection[Any] | None = None,
    legend: bool = False,
) -> Drawing:
    """Draw everything that `root` was computed from: values above, gradients below, local derivatives on the edges.

    rankdir        which way the graph flows: "LR", "TB", "RL", "BT"
    theme          "light", "dark", "print", "contrast", a `viz.Theme`, or a mapping of changes to one
    precision      significant digits
    show_partials  local derivatives on the edges
    show_grad      gradients below the boxes; a dash until backward() has run
    style          "nodes" (a box per variable), "circuit" (gates and wires), "micrograd" (records and operations)
    names          mapping of names to Values, such as locals(), for nodes without a label
    max_nodes      more boxes than this raise viz.TooManyNodes, a ValueError
    fold           how groups of nodes are folded: every node is drawn by itself for now, whatever the choice
    highlight      Values, or names, of nodes to emphasise, and with them the edges between them
    legend         explain the signs below the picture

    Returns a `Drawing`, a graphviz.Digraph that shows itself in Jupyter. Nothing is printed or written.
    Source: 002 §3.1, the computation graph 计算图.
    """
    if not isinstance(root, Value):
        raise TypeError(f"draw needs the Value to draw, got {type(root).__name__}")
    if fold not in ("auto", "none", "neuron", "layer"):
        raise ValueError(f"fold must be one of auto, none, neuron, layer; got {fold!r}")
    picture = depict(
        root,
        style=style,
        rankdir=rankdir,
        precision=precision,
        show_partials=show_partials,
        show_grad=show_grad,
        names=names,
        max_nodes=max_nodes,
        highlight=highlight,
        legend=legend,
    )
    return Drawing("graph", picture=picture, theme=resolve(theme))


def draw_dot(root: Value, format: str = "svg", rankdir: str = "LR") -> Drawing:
    """micrograd's drawing with micrograd's signature: a record per number, a circle per operation."""
    drawing = draw(root, rankdir=rankdir, style="micrograd", show_partials=False)
    drawing.format = format
    drawing._untouched = drawing.source
    return drawing


def save(root: Value | graphviz.Digraph, path: str | Path, *, dpi: float = 200, **options: Any) -> Path:
    """Draw and write to a file, in the format of its suffix: .png, .svg, .pdf, .dot or .gv. Returns the path.

    `root` is a Value, drawn with `options` as in `draw`, or a drawing. `dpi` is for PNG. Needs no `dot` program, no
    font and no display. A file is written whole or not at all.

    Raises ValueError for another suffix, viz.OutputError (an OSError) where it cannot be written.
    """
    suffix = Path(path).suffix.lower().removeprefix(".")
    if suffix not in FORMATS:
        known = ", ".join(f".{name}" for name in FORMATS)
        raise ValueError(f"cannot save {Path(path).name!r}: the name must end in one of {known}")
    drawing = root if isinstance(root, graphviz.Digraph) else draw(root, **options)
    return write_atomically(path, encode(drawing, suffix, dpi))
