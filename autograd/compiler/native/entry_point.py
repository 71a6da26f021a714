"""The function in C that Python calls: it stands behind the text of a program and takes all arguments in one record."""

from __future__ import annotations

import ctypes
from collections.abc import Callable
from typing import Any, Final

from autograd.compiler.x_columns import Columns

_TEXT: Final = """
/* What Python calls: all arguments in one record. */
struct chalkgrad_arguments {
    const REAL *parameters, *X;
    size_t n;
    REAL *gradient, *outputs, *work;
    int *wrong;
};

double chalkgrad_call(const struct chalkgrad_arguments *a);
double chalkgrad_call(const struct chalkgrad_arguments *a)
{
CHECKS    return (double)program(a->parameters, a->X, a->n, a->gradient, a->outputs, a->work);
}
"""
_CHECK: Final = """\
    for (size_t i = 0; i < a->n; i++)
        for (size_t k = FIRST; k < LAST; k++) {
            const REAL x = a->X[COUNT * i + k];
            if (!(x >= 0 && x < SIZE && (REAL)(long)x == x)) {
                *a->wrong = 1; /* not the number of a leaf: Python will say which */
                return 0;
            }
        }
"""


def called(text: str, dtype: str, columns: Columns) -> str:
    """The text of a program, and behind it what Python calls. That looks at the columns of `OneHot`s before it computes."""
    checks = ""
    for run in columns.runs:
        if not run.is_one_hot:
            continue
        check = _CHECK.replace("FIRST", f"{run.column}").replace("SIZE", f"{run.size}")
        check = check.replace("LAST", f"{run.column + run.count}")
        checks += check.replace("COUNT", f"{columns.count}")
    if checks:
        checks = f"    *a->wrong = 0;\n{checks}"
    real = "float" if dtype == "float32" else "double"
    return text + _TEXT.replace("CHECKS", checks).replace("REAL", real)


class Arguments(ctypes.Structure):
    """Those of a program, as C has them."""

    _fields_ = [
        ("parameters", ctypes.c_void_p),
        ("X", ctypes.c_void_p),
        ("n", ctypes.c_size_t),
        ("gradient", ctypes.c_void_p),
        ("outputs", ctypes.c_void_p),
        ("work", ctypes.c_void_p),
        ("wrong", ctypes.c_void_p),
    ]


def entry(library: ctypes.CDLL) -> Callable[[Any], float]:
    """The function of a library that takes `Arguments`; AttributeError if it has none."""
    function = library.chalkgrad_call
    function.restype = ctypes.c_double
    return function
