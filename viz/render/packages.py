"""Packages that draw: imported when something is drawn, because they are heavy, and named where they are missing."""

from __future__ import annotations

import importlib
from typing import Any

from viz.errors import RasterError


def drawing_package(module: str, package: str, output: str, extra: str = "") -> Any:
    """A module of a package that an output such as "PDF" needs; RasterError says how to install it.

    `extra` is the extra of chalkgrad's that has the package, if it is an optional one.
    """
    try:
        return importlib.import_module(module)
    except ImportError as error:
        name = f"'chalkgrad[{extra}]'" if extra else package
        raise RasterError(
            f"{output} needs the package {package} ({error}); run `pip install {name}`"
        ) from error
