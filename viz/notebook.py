"""How a Value shows itself in Jupyter once this package is there: its graph and its text."""

from __future__ import annotations

from typing import Any

from autograd import Value, record
from autograd.display import register
from viz.drawing import draw

MOST = 60
"""Nodes; a Value with a larger graph shows as text, so that a stray name in a cell costs nothing."""


def mimebundle(value: Value) -> dict[str, Any]:
    """SVG for graphs of up to MOST nodes; nothing for larger ones, whose text says enough."""
    if len(record(value)) > MOST:
        return {}
    return {"image/svg+xml": draw(value).svg()}


register(mimebundle)
