"""How a Value, or a compiled program, shows itself in Jupyter once this package is there: as graph and text."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from autograd import Value, record
from autograd.display import register
from viz.drawing import draw

if TYPE_CHECKING:
    from autograd.compiler.program import Program

MOST = 60
"""Nodes; a Value with a larger graph shows as text, so that a stray name in a cell costs nothing."""


def mimebundle(value: Value | Program) -> dict[str, Any]:
    """SVG for graphs of up to MOST nodes or array operations; nothing for larger ones, whose text says enough."""
    parts = record(value) if isinstance(value, Value) else value.operations
    if not 0 < len(parts) <= MOST:
        return {}
    return {"image/svg+xml": draw(value).svg()}


register(mimebundle)
