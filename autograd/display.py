"""How a Value shows itself in Jupyter: by a viewer that is plugged in, because the engine draws nothing.

A *viewer* is a function from a Value to a MIME bundle. Packages offer one through the entry point group
``chalkgrad.viewers``: loading it registers the viewer. Without one, or if it fails, a Value is its text.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

Viewer = Callable[[Any], dict[str, Any]]

_viewers: list[Viewer] = []


def register(viewer: Viewer) -> None:
    """Make `viewer` the one that shows Values."""
    _viewers[:] = [viewer]


def mimebundle(value: Any, include: Any = None, exclude: Any = None) -> dict[str, Any]:
    """Jupyter's display hook. Never raises: a broken picture must not hide a number."""
    try:
        if not _viewers:
            from importlib.metadata import (
                entry_points,
            )  # slow to import, and only notebooks need it

            for entry in entry_points(group="chalkgrad.viewers"):
                entry.load()
        return {"text/plain": repr(value), **(_viewers[0](value) if _viewers else {})}
    except Exception:  # noqa: BLE001
        return {"text/plain": repr(value)}
