"""Packages that draw: imported when something is drawn, because they are heavy, and named where they are missing."""

from __future__ import annotations

import importlib
from typing import Any

from viz.errors import RasterError


def drawing_package(module: str, package: str, output: str) -> Any:
    """A module of a package that an output such as "PDF" needs; RasterError says how to install it."""
    try:
        return importlib.import_module(module)
    except ImportError as error:
        raise RasterError(
            f"{output} needs the package {package} ({error}); run `pip install {package}`"
        ) from error
