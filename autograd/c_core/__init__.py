"""The eager engine in C, where it is built: the same nodes, recorded and differentiated ten times as fast.

The engine that this package is about is written in Python: `autograd.fields`, `autograd.graph`, `autograd.chain_rule`,
`autograd.shortcuts`. The C files here are the same once more, to the last bit, for what happens a million times: making
and freeing nodes, operators and methods, the recorded list, the reverse pass. All else is Python's with both, and so is
what is rare: other numbers than int and float, anomalies, rows with many arguments, rules of one's own.

    node.h      what a node is
    memory.c    where nodes lie: making and freeing them
    fields.c    what a node stores: its attributes
    leaves.c    what Value(2.0) does
    rows.h      the rows of the table, written by `autograd.rows_in_c`
    paths.c     operators and methods
    walk.c      the recorded list and the reverse pass
    native.c    the module

``CHALKGRAD_CORE=python`` takes Python's although C's is there, ``CHALKGRAD_CORE=c`` insists on C's.
"""

from __future__ import annotations

import os
from importlib import import_module
from typing import Any, Final

VARIABLE: Final = "CHALKGRAD_CORE"


def _chosen(word: str | None) -> Any:
    """The module in C, or None for Python's engine."""
    if word not in (None, "", "c", "python"):
        raise ValueError(f"{VARIABLE} must be 'c' or 'python', got {word!r}")
    if word == "python":
        return None
    try:
        native = import_module("autograd.c_core.native")
    except ImportError as problem:
        if word == "c":
            raise ImportError(
                f"{VARIABLE} is 'c', but the engine in C is not there ({problem}): install the package where there is a "
                "C compiler, or unset the variable"
            ) from problem
        return None
    # one copy of this package in one interpreter can have it
    return native if native.is_free() else None


NATIVE: Final[Any] = _chosen(os.environ.get(VARIABLE))
"""The engine in C; None where Python's is in force."""
