"""The figure of a plot: one that shows itself in a notebook, as figures made without pyplot do not."""

from __future__ import annotations

from matplotlib.figure import Figure

from viz.plots.figure_files import encode, svg
from viz.render.bundles import Pixels, fluid, sized

_PAGE, _SHARP = 96.0, 144.0
"""Pixels to the inch: of a page, and of the picture."""


class PlotFigure(Figure):
    """A matplotlib figure; the last line of a cell shows it, and a page gets it no wider than its column."""

    def _repr_svg_(self) -> str | None:
        try:
            return fluid(svg(self))
        except Exception:  # noqa: BLE001  a broken picture must not stop a cell
            return None

    def _repr_png_(self) -> Pixels | None:
        try:
            return sized(encode(self, "png", _SHARP), _SHARP / _PAGE)
        except Exception:  # noqa: BLE001
            return None

    def _repr_pdf_(self) -> bytes | None:
        try:
            return encode(self, "pdf", _PAGE)
        except Exception:  # noqa: BLE001
            return None
