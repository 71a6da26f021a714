"""Plots as files: the same picture, byte for byte, on every run.

What would differ is taken out: the date, the version of the program, ids made from a random salt, and the last digits
of coordinates, which a machine's own exp and tanh may round differently. Text stays text: an SVG can be read, searched
and compared line by line, and a page can give its letters another colour.
"""

from __future__ import annotations

import hashlib
import io
import re
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from autograd.missing import imported
from viz.files import check_suffix, write_atomically
from viz.locks import SHARED
from viz.options import check_dpi
from viz.text.metrics import FONT_STACK

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

FORMATS: Final = ("svg", "png", "pdf")
_SETTINGS: Final = {
    "svg.hashsalt": "chalkgrad",
    "svg.fonttype": "none",
    "pdf.fonttype": 42,
    "svg.image_inline": True,
}
_NO_DATE: Final[dict[str, dict[str, Any]]] = {
    "svg": {"Date": None, "Creator": None, "Format": None, "Type": None},
    "png": {"Software": None},
    "pdf": {"CreationDate": None, "Creator": None, "Producer": None},
}
_NEEDLESS: Final = (
    r"<metadata>.*?</metadata>\s*",
    r"<!--.*?-->\s*",
    r"<defs>\s*<style.*?</style>\s*</defs>\s*",
    # Cells without a count.
    r'<path d="[^"]*"(?: clip-path="[^"]*")? style="fill: none"/>\s*',
)
"""What is cut out of an SVG."""
_TAG: Final = r"<(?!image)[^>]*>"
"""A tag, not the text between tags, and not the numbers of a picture."""
_REFERENCE: Final = r'(url\(#|href="#)([^")]+)'
_MARK: Final = "\ue000"
"""Stands for the beginning of an id until the text is complete."""


def save(
    plot: Axes | Figure | Iterable[Axes], path: str | Path, *, dpi: float = 200
) -> Path:
    """Write a plot to a file, in the format of its suffix: .svg, .png or .pdf. Returns the path.

    `plot` is what a plot function returned, or a figure: the whole figure is written. `dpi` is for pixels. The file is
    written whole or not at all, and is the same on every run with one version of matplotlib; SVG also from machine to
    machine, because its coordinates are rounded to a hundredth of a point.

    Raises ValueError for another suffix, viz.OutputError (an OSError) where it cannot be written.
    """
    check_dpi(dpi)
    suffix = check_suffix(path, [f".{name}" for name in FORMATS], of="a plot")[1:]
    figure = figure_of(plot)
    data = svg(figure) if suffix == "svg" else encode(figure, suffix, dpi)
    return write_atomically(path, data)


def svg(plot: Axes | Figure | Iterable[Axes]) -> str:
    """The figure of a plot as the text of an SVG file, made of plain attributes: no style sheet, no style attribute.

    So a page may forbid inline styles. Its ids are its own: they begin with a hash of the text, and several plots fit
    into one page.
    """
    text = encode(figure_of(plot), "svg", 72.0).decode()
    text = text[text.index("<svg") :]
    for pattern in _NEEDLESS:
        text = re.sub(pattern, "", text, flags=re.DOTALL)
    text = re.sub(_TAG, lambda tag: _shorten(tag[0]), text)
    text = re.sub(r' style="([^"]*)"', lambda style: _attributes(style[1]), text)
    defaults = 'stroke-linejoin="round" stroke-linecap="butt"'
    text = text.replace("<svg ", f"<svg {defaults} ", 1)
    return _rename_ids(text)


def _attributes(style: str) -> str:
    """The declarations of a style as attributes; fonts by our list, so that a text looks alike in all our drawings."""
    attributes = {}
    for declaration in style.split(";"):
        name, _, value = declaration.partition(":")
        if value:
            attributes[name.strip()] = value.strip()
    if "font" in attributes:
        # matplotlib before 3.11 writes the short form: 700 11px 'DejaVu Sans', ...
        parts = re.match(r"(?:(\w+) )?([\d.]+px)", attributes.pop("font"))
        assert parts is not None
        weight, size = parts.groups()
        attributes["font-size"] = size
        attributes["font-family"] = ""
        if weight:
            attributes["font-weight"] = weight
    if "font-family" in attributes:
        attributes["font-family"] = FONT_STACK
    texts = [f' {name}="{value}"' for name, value in attributes.items()]
    return "".join(texts)


def _shorten(tag: str) -> str:
    """Coordinates to two digits behind the point, where matplotlib writes six, a path in one line, no needless turn."""
    tag = re.sub(r"-?\d+\.\d{3,}", lambda number: _round(number[0]), tag)
    # Otherwise the last digit of a tiny number decides about a sign.
    tag = re.sub(r"(?<![\d.])-0(?![\d.])", "0", tag)
    tag = re.sub(r' transform="rotate\(-?0 [^)]*\)"', "", tag)
    return re.sub(r'(?<=[ \d])\n(?=[A-Za-z"])', "", tag)


def _round(number: str) -> str:
    """Two digits behind the point, without zeros at the end."""
    return f"{float(number):.2f}".rstrip("0").rstrip(".")


def _rename_ids(text: str) -> str:
    """Ids that are referred to, counted in their order: matplotlib's are hashes of coordinates, last digits and all."""
    used = {name for _, name in re.findall(_REFERENCE, text)}
    defined = [name for name in re.findall(r'\bid="([^"]+)"', text) if name in used]
    names: dict[str, str] = {}
    for name in defined:
        names.setdefault(name, f"{_MARK}{len(names)}")

    def define(match: re.Match[str]) -> str:
        name = names.get(match[1])
        return f' id="{name}"' if name else ""

    def refer(match: re.Match[str]) -> str:
        return match[1] + names.get(match[2], match[2])

    text = re.sub(r' id="([^"]+)"', define, text)
    text = re.sub(_REFERENCE, refer, text)
    digest = hashlib.sha256(text.encode()).hexdigest()
    return text.replace(_MARK, f"p{digest[:6]}-")


def figure_of(plot: Any) -> Figure:
    """The figure that a plot is drawn on."""
    kind: Any = imported("matplotlib.figure", "viz.plots")
    artist = next(iter(plot), None) if isinstance(plot, Iterable) else plot
    if not isinstance(artist, kind.FigureBase):
        artist = getattr(artist, "figure", None)
    # A figure inside a figure says which one it is in, the outermost that it is in itself.
    while artist is not None and artist is not artist.figure:
        artist = artist.figure
    if not isinstance(artist, kind.FigureBase):
        raise TypeError(
            f"a plot to save is Axes, several Axes or a Figure, got {type(plot).__name__}"
        )
    figure: Figure = artist
    return figure


def encode(figure: Figure, format: str, dpi: float) -> bytes:
    """The figure in one of FORMATS, as matplotlib writes it."""
    from matplotlib import rc_context

    file = io.BytesIO()
    settings: dict[Any, Any] = dict(_SETTINGS)
    # All threads read the settings from one place, so they are changed for a moment.
    with SHARED, rc_context(settings):
        figure.savefig(
            file,
            format=format,
            dpi=dpi,
            metadata=_NO_DATE[format],
            facecolor=figure.get_facecolor(),
        )
    return file.getvalue()
