"""Plots as files: the same picture, byte for byte, on every run.

What would differ is taken out: the date, the version of the program, ids made from a random salt, and the last digits
of coordinates, which a machine's own exp and tanh may round differently. Text stays text: an SVG can be read, searched
and compared line by line, and a page can give its letters another colour.
"""

from __future__ import annotations

import hashlib
import io
import re
import threading
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from viz.files import write_atomically
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
_MARK: Final = "\ue000"
"""Stands for the beginning of an id until the text is complete."""
_ONE_AT_A_TIME = threading.Lock()
"""matplotlib reads these settings from a place that all threads share, so they are changed for a moment only."""


def save(
    plot: Axes | Figure | Iterable[Axes], path: str | Path, *, dpi: float = 200
) -> Path:
    """Write a plot to a file, in the format of its suffix: .svg, .png or .pdf. Returns the path.

    `plot` is what a plot function returned, or a figure: the whole figure is written. `dpi` is for pixels. The file is
    written whole or not at all, and is the same on every run with one version of matplotlib; SVG also from machine to
    machine, because its coordinates are rounded to a hundredth of a point.

    Raises ValueError for another suffix, viz.OutputError (an OSError) where it cannot be written.
    """
    suffix = Path(path).suffix.lower().removeprefix(".")
    if suffix not in FORMATS:
        known = ", ".join(f".{name}" for name in FORMATS)
        raise ValueError(
            f"cannot save {Path(path).name!r}: the name of a plot must end in one of {known}"
        )
    figure = figure_of(plot)
    return write_atomically(
        path, svg(figure) if suffix == "svg" else _rendered(figure, suffix, dpi)
    )


def svg(plot: Axes | Figure | Iterable[Axes]) -> str:
    """The figure of a plot as the text of an SVG file, made of plain attributes: no style sheet, no style attribute.

    So a page may forbid inline styles. Its ids are its own: they begin with a hash of the text, and several plots fit
    into one page.
    """
    text = _rendered(figure_of(plot), "svg", 72.0).decode()
    text = text[text.index("<svg") :]
    for needless in (
        r"<metadata>.*?</metadata>\s*",
        r"<!--.*?-->\s*",
        r"<defs>\s*<style.*?</style>\s*</defs>\s*",
    ):
        text = re.sub(needless, "", text, flags=re.DOTALL)
    text = re.sub(
        r'<path d="[^"]*"(?: clip-path="[^"]*")? style="fill: none"/>\s*', "", text
    )  # cells without a count
    text = re.sub(
        r"<(?!image)[^>]*>", lambda tag: _shortened(tag[0]), text
    )  # tags, not the numbers between them
    text = re.sub(r' style="([^"]*)"', lambda found: _attributes(found[1]), text)
    text = text.replace(
        "<svg ", '<svg stroke-linejoin="round" stroke-linecap="butt" ', 1
    )
    return _renamed(text)


def _attributes(style: str) -> str:
    """The declarations of a style as attributes; fonts by our list, so that a text looks alike in all our drawings."""
    found = {
        name.strip(): value.strip()
        for name, _, value in (part.partition(":") for part in style.split(";"))
        if value
    }
    if (
        "font" in found
    ):  # matplotlib before 3.11 writes the short form: 700 11px 'DejaVu Sans', ...
        sizes = re.match(r"(?:(\w+) )?([\d.]+px)", found.pop("font"))
        assert sizes is not None
        found |= {"font-size": sizes[2], "font-family": ""} | (
            {"font-weight": sizes[1]} if sizes[1] else {}
        )
    if "font-family" in found:
        found["font-family"] = FONT_STACK
    return "".join(f' {name}="{value}"' for name, value in found.items())


def _shortened(text: str) -> str:
    """Coordinates to two digits behind the point, where matplotlib writes six, a path in one line, no needless turn."""
    text = re.sub(
        r"-?\d+\.\d{3,}",
        lambda number: f"{float(number[0]):.2f}".rstrip("0").rstrip("."),
        text,
    )
    text = re.sub(
        r"(?<![\d.])-0(?![\d.])", "0", text
    )  # else the last digit of a tiny number decides about a sign
    text = re.sub(r' transform="rotate\(-?0 [^)]*\)"', "", text)
    return re.sub(r'(?<=[ \d])\n(?=[A-Za-z"])', "", text)


def _renamed(text: str) -> str:
    """Ids that are referred to, counted in their order: matplotlib's are hashes of coordinates, last digits and all."""
    used = set(re.findall(r'(?:url\(#|href="#)([^")]+)', text))
    defined = [name for name in re.findall(r'\bid="([^"]+)"', text) if name in used]
    names = {name: f"{_MARK}{i}" for i, name in enumerate(dict.fromkeys(defined))}
    text = re.sub(
        r' id="([^"]+)"',
        lambda found: f' id="{names[found[1]]}"' if found[1] in names else "",
        text,
    )
    text = re.sub(
        r'(url\(#|href="#)([^")]+)',
        lambda found: found[1] + names.get(found[2], found[2]),
        text,
    )
    return text.replace(_MARK, f"p{hashlib.sha256(text.encode()).hexdigest()[:6]}-")


def figure_of(plot: Any) -> Figure:
    """The figure that a plot is drawn on."""
    from matplotlib.figure import FigureBase

    found = plot
    if isinstance(plot, Iterable):
        found = next(iter(plot), None)
    if not isinstance(found, FigureBase):
        found = getattr(found, "figure", None)
    while found is not None and found is not found.figure:  # a figure inside a figure
        found = found.figure
    if not isinstance(found, FigureBase):
        raise TypeError(
            f"a plot to save is Axes, several Axes or a Figure, got {type(plot).__name__}"
        )
    return found  # type: ignore[return-value]


def _rendered(figure: Figure, format: str, dpi: float) -> bytes:
    from matplotlib import rc_context

    file = io.BytesIO()
    settings: dict[Any, Any] = dict(_SETTINGS)
    with _ONE_AT_A_TIME, rc_context(settings):
        figure.savefig(
            file,
            format=format,
            dpi=dpi,
            metadata=_NO_DATE[format],
            facecolor=figure.get_facecolor(),
        )
    return file.getvalue()
