"""Picture to DOT, for people who restyle drawings with the graphviz library: the only room that knows DOT quoting.

Vocabulary: a *drawing* is a `graphviz.Digraph`. Untouched, it shows and saves as our own SVG. Once its body or its
attributes have been changed, it is *restyled*, and its DOT is what counts: rendered by the `dot` program, or by the
embedded engine where there is none.
"""

from __future__ import annotations

import itertools
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

import graphviz

from viz.files import write_atomically
from viz.layout import engines
from viz.layout.sheet import arrange, cut, formula_lines
from viz.picture.model import Box, Cluster, Picture
from viz.render import png as raster
from viz.render.svg import render
from viz.theme import Theme

FORMATS: Final = ("png", "svg", "pdf", "dot", "gv")
"""What can be made without the `dot` program."""


def quote(text: str) -> str:
    r"""Any text as a DOT string that shows exactly this text: no escapes, entities, HTML or ports come of it.

    >>> print(quote('a|{b} <i> \\N "q" &amp; \\'))
    "a|{b} <i> \\N \"q\" &amp;amp; \\"
    """
    text = text.replace("&", "&amp;").replace("\\", "\\\\").replace('"', '\\"')
    return '"' + text.replace("\n", "\\n") + '"'


def _attributes(**attributes: str) -> str:
    return " ".join(
        f"{name}={quote(value)}" for name, value in attributes.items() if value
    )


def statements(picture: Picture, theme: Theme) -> Iterator[str]:
    """The lines of a digraph's body. Nodes are n0, n1, ... in recorded order, never named by the user's texts."""
    font = "DejaVu Sans,Verdana,Arial,sans-serif"
    yield f"\tgraph [{_attributes(rankdir=picture.rankdir, bgcolor=theme.background, fontname=font)}]\n"
    yield f"\tnode [{_attributes(fontname=font, fontsize='14', fontcolor=theme.ink, shape='box')}]\n"
    yield f"\tedge [{_attributes(fontname=font, fontsize='11', fontcolor=theme.muted, color=theme.wire)}]\n"
    for i, box in enumerate(picture.boxes):
        look = theme.looks[box.role]
        style = ",".join(
            [
                "filled",
                *(["rounded"] if look.radius else []),
                *(["dashed"] if look.dash else []),
            ]
        )
        attributes = _attributes(
            label=_label(box),
            tooltip=box.description,
            style="filled" if box.shape in ("gate", "fold") else style,
            shape={
                "gate": "ellipse",
                "circle": "ellipse",
                "fold": "box3d",
                "product": "hexagon",
            }.get(box.shape, "box"),
            peripheries="2" if look.double else "",
            fillcolor=theme.highlight_fill
            if box.lit
            else theme.fold
            if box.shape == "fold"
            else look.fill,
            color=theme.highlight if box.lit else look.stroke,
            penwidth=f"{2.8 if box.lit else look.width:g}",
        )
        yield f"\tn{i} [{attributes}]\n"
    numbers = itertools.count()
    for cluster in picture.clusters:
        yield from _cluster(cluster, theme, numbers, "\t")
    for arrow in picture.arrows:
        colour = _attributes(
            label=arrow.caption, color=theme.highlight if arrow.lit else ""
        )
        yield (
            f"\tn{arrow.tail} -> n{arrow.head}"
            + (f" [{colour}]" if colour else "")
            + "\n"
        )


def _cluster(
    cluster: Cluster, theme: Theme, numbers: Iterator[int], indent: str
) -> Iterator[str]:
    """A frame around nodes that have been declared before; frames nest."""
    look = _attributes(
        label=cut(cluster.title),
        style="filled,rounded",
        fillcolor=theme.frame_fill,
        color=theme.frame,
        fontsize="12",
    )
    yield f"{indent}subgraph cluster_{next(numbers)} {{\n"
    yield f"{indent}\tgraph [{look}]\n"
    if cluster.members:
        yield f"{indent}\t" + " ".join(f"n{i}" for i in cluster.members) + "\n"
    for child in cluster.children:
        yield from _cluster(child, theme, numbers, indent + "\t")
    yield f"{indent}}}\n"


def _label(box: Box) -> str:
    """Value above, formula, gradient below: one line each."""
    if box.shape == "fold":
        title, badge, *lines = box.cells
        return "\n".join(
            line
            for line in (box.value, f"{cut(title)} {badge}".rstrip(), *lines, box.grad)
            if line
        )
    if box.shape == "record":
        return "\n".join(cut(cell) for cell in box.cells)
    small = box.cells if box.shape in ("box", "product") else ()
    return "\n".join(
        line
        for line in (box.value, *formula_lines(box.title), *small, box.grad)
        if line
    )


class Drawing(graphviz.Digraph):
    """A computation graph as a `graphviz.Digraph`: restyle it, read its `.source`, `.render()` and `.pipe()` it.

    It shows itself in Jupyter and saves without the `dot` program. Until it is restyled it is our own SVG.
    """

    def __init__(
        self,
        *args: Any,
        picture: Picture | None = None,
        theme: Theme | None = None,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.picture, self.theme = picture, theme
        if picture and theme:
            self.body.extend(statements(picture, theme))
        self._untouched = self.source

    def __repr__(self) -> str:
        what = self.picture.title if self.picture else "a graph"
        return f"<Drawing: {what}{', restyled' if self.restyled else ''}>"

    def _repr_svg_(self) -> str:
        return self.svg()

    @property
    def restyled(self) -> bool:
        """Whether the DOT has been changed since it was drawn."""
        return self.picture is None or self.source != self._untouched

    def svg(self) -> str:
        """The drawing as SVG text."""
        if self.restyled or self.picture is None or self.theme is None:
            return engines.svg(self.source, self.engine)
        return render(self.picture, arrange(self.picture), self.theme)

    def pipe(
        self,
        format: str | None = None,
        *args: Any,
        encoding: str | None = None,
        **kwargs: Any,
    ) -> Any:
        """`graphviz.Digraph.pipe`, which here needs no `dot` program for svg, png, pdf and dot."""
        wanted = (format or self.format).lower()
        if (
            args
            or kwargs
            or wanted not in FORMATS
            or (self.restyled and shutil.which("dot"))
        ):
            return super().pipe(format, *args, encoding=encoding, **kwargs)
        data = encode(self, wanted)
        return data.decode(encoding) if encoding else data

    def render(
        self,
        filename: Any = None,
        directory: Any = None,
        view: bool = False,
        cleanup: bool = False,
        format: str | None = None,
        **kwargs: Any,
    ) -> str:
        """`graphviz.Digraph.render`, which here needs no `dot` program for svg, png and pdf. Returns the path."""
        wanted = (format or self.format).lower()
        if (
            kwargs
            or view
            or wanted not in FORMATS
            or (self.restyled and shutil.which("dot"))
        ):
            done: str = super().render(
                filename,
                directory=directory,
                view=view,
                cleanup=cleanup,
                format=format,
                **kwargs,
            )
            return done
        source = Path(self.save(filename, directory=directory))
        target = write_atomically(
            source.with_name(f"{source.name}.{wanted}"), encode(self, wanted)
        )
        if cleanup:
            source.unlink()
        return str(target)


def encode(drawing: graphviz.Digraph, format: str, dpi: float = 200) -> bytes:
    """The drawing, or any Digraph, in one of FORMATS; `dpi` is for png."""
    if format in ("dot", "gv"):
        return str(drawing.source).encode()
    svg = (
        drawing.svg()
        if isinstance(drawing, Drawing)
        else engines.svg(drawing.source, drawing.engine)
    )
    if format == "svg":
        return svg.encode()
    return raster.png(svg, dpi=dpi) if format == "png" else raster.pdf(svg)
