"""How a Value, or a compiled program, shows itself in Jupyter once this package is there: as graph and text."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from autograd import Value, record
from autograd.display import register
from viz.drawing import draw
from viz.render.bundles import Shown, bundle, pdf_shown, png_shown

if TYPE_CHECKING:
    from autograd.compiler.program import Program

MOST = 60
"""Nodes; a Value with a larger graph shows as text, so that a stray name in a cell costs nothing."""


def mimebundle(value: Value | Program) -> dict[str, Any]:
    """SVG for graphs of up to MOST nodes or array operations; nothing for larger ones, whose text says enough."""
    shown = _shown(value)
    return bundle(shown) if shown else {}


def png(value: Value | Program) -> Any:
    """The pixels of what `mimebundle` shows, None where it shows none."""
    return png_shown(lambda: _shown(value))


def pdf(value: Value | Program) -> Any:
    """The PDF of what `mimebundle` shows, None where it shows none."""
    return pdf_shown(lambda: _shown(value))


def _shown(value: Value | Program) -> Shown | None:
    return draw(value).untouched() if _is_small(value) else None


def _is_small(value: Value | Program) -> bool:
    parts = record(value) if isinstance(value, Value) else value.operations
    return 0 < len(parts) <= MOST


register(mimebundle, png=png, pdf=pdf)
