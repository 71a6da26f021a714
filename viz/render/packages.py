"""Packages that draw: imported when something is drawn, because they are heavy, and named where they are missing."""

from __future__ import annotations

import importlib
from types import ModuleType
from typing import Any, Final

from autograd.missing import how_to_get, imported
from viz.errors import RasterError

WITHOUT: Final = (
    "pictures as .svg and .tex, films as .html, lessons and most commands work without"
)


def drawing_package(module: str, package: str, output: str) -> Any:
    """A module of a package that an output such as "PDF" needs; RasterError says how to install it."""
    try:
        return importlib.import_module(module)
    except ImportError as error:
        reason = str(error).split("\n", 1)[0]  # Pyodide adds a page of advice
        raise RasterError(
            f"{output} needs the package {package} ({reason}); {how_to_get(package)}; {WITHOUT}"
        ) from error


def part_with_numpy(module: str, part: str) -> ModuleType:
    """A module of ours that stands on NumPy; ImportError if that is missing. `part` is "viz.plots", for one."""
    return imported(module, part, WITHOUT)
