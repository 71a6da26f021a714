"""What `viz.draw` returns: a picture that is also a `graphviz.Digraph`, to be shown, saved and restyled.

Untouched, a drawing shows and saves as our own picture, and needs no DOT, which is written when it is asked for.
Once its body or its attributes have been changed, a drawing is *restyled*, and its DOT is what counts: rendered by the
`dot` program, or by the embedded engine where there is none.
"""

from __future__ import annotations

import io
import shutil
import warnings
from pathlib import Path
from typing import Any, Final

import graphviz

from autograd import ChalkgradWarning
from autograd.files import cannot_write, check_name
from viz.errors import LayoutError
from viz.files import write_atomically
from viz.layout import engines
from viz.layout.sheet import Sheet, arrange
from viz.picture.model import Picture
from viz.render.bundles import (
    Pixels,
    bundle,
    fluid,
    pdf_shown,
    png_shown,
    sized,
)
from viz.render.dot import statements
from viz.render.foreign_svg import svg_pdf, svg_png
from viz.render.packages import drawing_package
from viz.render.pdf import scene_pdf
from viz.render.png import scene_png
from viz.render.powerpoint.deck import scene_pptx
from viz.render.scene import make_scene
from viz.render.svg import render
from viz.render.tikz import scene_tikz
from viz.text.metrics import SIZE, SMALL
from viz.theme import Theme

FORMATS: Final = ("png", "svg", "pdf", "dot", "gv")
"""What can be made without the `dot` program."""
OF_MARKS: Final = ("tex", "pptx")
"""What is made of our own marks, and so not of a drawing that was restyled."""
PIXELS: Final = {
    "jpg": "JPEG",
    "jpeg": "JPEG",
    "gif": "GIF",
    "bmp": "BMP",
    "tif": "TIFF",
    "tiff": "TIFF",
    "webp": "WEBP",
}
"""Made of our PNG, by the names that Pillow has for them: for `Drawing.pipe` and `Drawing.render`."""


class Drawing(graphviz.Digraph):
    """A computation graph as a `graphviz.Digraph`: restyle it, read its `.source`, `.render()` and `.pipe()` it.

    It shows itself in Jupyter and saves without the `dot` program. Until it is restyled it is our own SVG. `note` says
    what was done to fit it into a room, "" if nothing was.
    """

    def __init__(
        self,
        *args: Any,
        picture: Picture | None = None,
        theme: Theme | None = None,
        sheet: Sheet | None = None,
        note: str = "",
        **kwargs: Any,
    ) -> None:
        self.picture, self.theme, self.sheet = picture, theme, sheet
        self.note = note
        self._body: list[str] | None = None
        super().__init__(*args, **kwargs)
        if picture and theme:
            self._body = None  # written when it is read
        self._drawn_attributes = self._attributes()

    @property
    def body(self) -> list[str]:
        """The lines of DOT, to be changed as the graphviz library allows; written when they are read first."""
        if self._body is None:
            self._body = self._statements()
        return self._body

    @body.setter
    def body(self, lines: list[str]) -> None:
        self._body = lines

    def _statements(self) -> list[str]:
        """The lines of an untouched drawing."""
        if self.picture is None or self.theme is None:
            return []
        return list(statements(self.picture, self.theme))

    def _attributes(self) -> tuple[Any, ...]:
        """What stands before and around the body in DOT."""
        mappings = self.graph_attr, self.node_attr, self.edge_attr
        return self.name, self.comment, self.strict, *map(dict, mappings)

    def __repr__(self) -> str:
        what = self.picture.title if self.picture else "a graph"
        return f"<Drawing: {what}{', restyled' if self.restyled else ''}>"

    def _repr_svg_(self) -> str:
        return self.svg()

    def _repr_mimebundle_(
        self, include: Any = None, exclude: Any = None, **kwargs: Any
    ) -> dict[str, str]:
        """Jupyter's display hook. Never raises: a broken picture must not stop a cell."""
        text = repr(self)
        try:
            own = self.untouched()
            if own:
                return bundle(own, text)
            return {"text/plain": text, "image/svg+xml": fluid(self.svg())}
        except Exception:  # noqa: BLE001
            return {"text/plain": text}

    def _repr_png_(self) -> Pixels | None:
        if not self.restyled:
            return png_shown(self.untouched)
        try:
            return sized(_by_graphviz(self, "png", 108), 1.5)
        except Exception:  # noqa: BLE001
            return None

    def _repr_pdf_(self) -> bytes | None:
        if not self.restyled:
            return pdf_shown(self.untouched)
        try:
            return _by_graphviz(self, "pdf", 72)
        except Exception:  # noqa: BLE001
            return None

    @property
    def restyled(self) -> bool:
        """Whether the DOT has been changed since it was drawn."""
        if self.picture is None or self._attributes() != self._drawn_attributes:
            return True
        return self._body is not None and self._body != self._statements()

    def svg(self) -> str:
        """The drawing as SVG text."""
        own = self.untouched()
        if own is None:
            return engines.svg(self.source, self.engine)
        return render(*own, unit=unit_of(own[1]))

    def untouched(self) -> tuple[Picture, Sheet, Theme] | None:
        """What an untouched drawing shows, where it lies, and in which colours; None once it is restyled."""
        if self.restyled or self.picture is None or self.theme is None:
            return None
        return self.picture, self.sheet or arrange(self.picture), self.theme

    @property
    def type_sizes(self) -> tuple[float, float]:
        """The font sizes of names and of captions in points: those in the room, if the drawing was fitted into one.

        Captions are 0 where there are none.
        """
        view = self.sheet.view if self.sheet else None
        scale = view.scale if view else 1.0
        arrows = self.picture.arrows if self.picture else ()
        captioned = any(arrow.caption for arrow in arrows)
        return round(SIZE * scale, 2), round(SMALL * scale, 2) if captioned else 0.0

    def pipe(
        self,
        format: str | None = None,
        *args: Any,
        encoding: str | None = None,
        **kwargs: Any,
    ) -> Any:
        """`graphviz.Digraph.pipe`, which here needs no `dot` program for svg, png, pdf, dot and formats of pixels."""
        wanted = (format or self.format).lower()
        if args or kwargs or self._needs_graphviz(wanted):
            self._check_program(wanted)
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
        *,
        quiet: bool = False,
        quiet_view: bool = False,
        **kwargs: Any,
    ) -> str:
        """`graphviz.Digraph.render`, which here needs no `dot` program for svg, png, pdf. Returns the path.

        With `view` the picture is opened in the system's viewer; a warning says where there is none.
        """
        wanted = (format or self.format).lower()
        if kwargs or self._needs_graphviz(wanted):
            self._check_program(wanted)
            path: str = super().render(
                filename,
                directory=directory,
                cleanup=cleanup,
                format=format,
                quiet=quiet,
                **kwargs,
            )
        else:
            path = self._render_own(filename, directory, cleanup, wanted)
        if view or quiet_view:
            self._show(path, wanted, quiet_view)
        return path

    def _render_own(
        self, filename: Any, directory: Any, cleanup: bool, format: str
    ) -> str:
        """The path of the picture that was written beside its DOT."""
        data = encode(self, format)
        source = self._save_source(filename, directory)
        target = source.with_name(f"{source.name}.{format}")
        write_atomically(target, data)
        if cleanup:
            source.unlink()
        return str(target)

    def _show(self, path: str, format: str, quiet: bool) -> None:
        try:
            self._view(path, format=format, quiet=quiet)
        except (OSError, RuntimeError) as error:
            message = f"wrote {path}, but there is no program to show it: {error}"
            warnings.warn(message, ChalkgradWarning, stacklevel=3)

    def _check_program(self, format: str) -> None:
        """LayoutError where the graphviz library would not find the `dot` program."""
        if format in graphviz.FORMATS and shutil.which("dot") is None:
            own = ", ".join((*FORMATS, *PIXELS))
            raise LayoutError(
                f"{format} needs the program `dot`: {engines.GET_DOT}; without it there are {own}"
            )

    def _save_source(self, filename: Any, directory: Any) -> Path:
        """The DOT file of a rendering; OutputError where it cannot be written."""
        place = Path(directory or ".", filename or self.filename)
        try:
            check_name(place)
            return Path(self.save(filename, directory=directory))
        except OSError as error:
            raise cannot_write(place, error) from error

    def _needs_graphviz(self, format: str) -> bool:
        """Whether the graphviz library makes this format; a restyled drawing is its work where it has `dot`."""
        if format in OF_MARKS:
            return False
        if format not in FORMATS and format not in PIXELS:
            return True
        return self.restyled and shutil.which("dot") is not None


def encode(
    drawing: graphviz.Digraph,
    format: str,
    dpi: float = 200,
    standalone: bool = False,
) -> bytes:
    """The drawing, or any Digraph, in one of FORMATS, OF_MARKS or PIXELS; `dpi` is for pixels, `standalone` for TeX."""
    if format in PIXELS:
        return _from_png(encode(drawing, "png", dpi), PIXELS[format])
    if format in ("dot", "gv"):
        return str(drawing.source).encode()
    own = drawing.untouched() if isinstance(drawing, Drawing) else None
    if own is None:
        if format in OF_MARKS:
            raise ValueError(
                f".{format} is for drawings as `viz.draw` made them; what was restyled is Graphviz's picture, which can "
                f"be saved as one of {', '.join(FORMATS)}"
            )
        return _by_graphviz(drawing, format, dpi)
    if format == "svg":
        return render(*own, unit=unit_of(own[1])).encode()
    scene = make_scene(*own)
    if format == "tex":
        return scene_tikz(scene, standalone).encode()
    if format == "pptx":
        return scene_pptx(scene)
    return scene_png(scene, dpi) if format == "png" else scene_pdf(scene)


def unit_of(sheet: Sheet) -> str:
    """The unit of a picture's width and height as SVG: one in a room is exactly as large as that, on paper as well."""
    return "pt" if sheet.view else ""


def _from_png(png: bytes, format: str) -> bytes:
    """Pixels in another format of Pillow's."""
    module: Any = drawing_package("PIL.Image", "pillow", format)
    file = io.BytesIO()
    module.open(io.BytesIO(png)).convert("RGB").save(file, format, quality=95)
    return file.getvalue()


def _by_graphviz(drawing: graphviz.Digraph, format: str, dpi: float) -> bytes:
    """Svg, png or pdf as Graphviz itself draws the DOT of a drawing."""
    svg = engines.svg(drawing.source, drawing.engine)
    if format == "svg":
        return svg.encode()
    return svg_png(svg, dpi=dpi) if format == "png" else svg_pdf(svg)
