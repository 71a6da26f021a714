"""python-pptx, an optional package: it knows the parts of a PowerPoint file, so that what is written here is a drawing."""

from __future__ import annotations

from typing import Any

from viz.render.packages import drawing_package


def pptx_module(module: str = "") -> Any:
    """A module of python-pptx, or all of it; RasterError says how to install it."""
    name = f"pptx.{module}" if module else "pptx"
    return drawing_package(name, "python-pptx", "PowerPoint")
