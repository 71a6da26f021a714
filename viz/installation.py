"""Whether the engine that Python finds is ours: another package, HIPS/autograd, has the same import name.

Pip installs both into one folder. The one that comes later takes the place of `autograd/__init__.py`, and uninstalling
either takes that file away. This file needs nothing but Python, so that it can say so.
"""

from __future__ import annotations

import importlib
import os
import sys
import warnings
from types import ModuleType
from typing import Final

from viz.loading import is_command_line

AGAIN: Final = "pip install --force-reinstall --no-deps chalkgrad"
REPAIR: Final = (
    f"run `pip uninstall autograd` and then `{AGAIN}`, "
    "and keep the two packages in environments of their own"
)
_THEIRS: Final = "tracer.py"
"""A file that HIPS/autograd has beside ours."""


def check_engine() -> None:
    """ImportError if the package `autograd` is not chalkgrad's engine; a warning if another one lies in its folder.

    On the command line, the sentence alone and exit status 2.
    """
    try:
        engine = importlib.import_module("autograd")
    except Exception as error:  # noqa: BLE001  a mixture of two packages may raise anything
        wrong = f"the package `autograd` is damaged ({type(error).__name__}: {error})"
        _refuse(f"{wrong}: {REPAIR}", error)
        return
    wrong = fault(engine)
    if wrong:
        _refuse(f"{wrong}: {REPAIR}", None)
    folder = os.path.dirname(engine.__file__ or "")
    if os.path.exists(os.path.join(folder, _THEIRS)):
        mixed = (
            f"{folder} holds chalkgrad's engine and another package `autograd` (HIPS/autograd), which cannot work now; "
            f"uninstalling it will damage the engine: {REPAIR}"
        )
        warnings.warn(mixed, engine.ChalkgradWarning, stacklevel=2)


def fault(engine: ModuleType) -> str:
    """What is wrong with the package of the name `autograd`, "" if it is chalkgrad's engine."""
    if hasattr(engine, "ChalkgradError"):
        return ""
    if getattr(engine, "__file__", None) is None:
        folder = next(iter(getattr(engine, "__path__", [])), "autograd")
        return (
            f"chalkgrad's engine is damaged: {os.path.join(folder, '__init__.py')} is missing, as after uninstalling "
            "another package `autograd`"
        )
    return (
        f"the package `autograd` that Python finds, {engine.__file__}, is not chalkgrad's engine: another package of "
        "this name (HIPS/autograd) was installed over it, or stands before it on the path"
    )


def _refuse(message: str, cause: Exception | None) -> None:
    if is_command_line():
        print(f"chalkgrad: error: {message}", file=sys.stderr)
        raise SystemExit(2)
    raise ImportError(message) from cause


check_engine()
