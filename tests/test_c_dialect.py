"""Rows read as C: compiled, they compute what the eager engine and NumPy compute, nan and infinities included."""

import ctypes
import itertools
import math
from typing import Any

import numpy as np
import pytest

from autograd import RULES
from autograd.c_dialect import C_FLOAT, C, c_float_number, c_number, helper_definitions
from autograd.dialects import Text
from autograd.readings import ARRAYS, evaluate
from autograd.rule import Rule
from tests import c_compiler

SIZES = [0.0, 5e-324, 1e-300, 1e-8, 0.25, 0.5, 1.0, 1.5, 2.0, 2.5, 3.0, 3.7]
SIZES += [6.0, 20.0, 37.7, 710.0, 745.2, 2.0**52, 1e300, math.inf]
HARD = [*SIZES, *(-x for x in SIZES), math.nan]
FEW = [0.0, 1e-300, 0.5, 1.0, 2.5, 3.0, 1e300, math.inf]
FEW = [*FEW, *(-x for x in FEW), math.nan]
OWN_ALGORITHM = {"hypot", "atan2", "asinh"}
"""Rows that call Python's hypot, which is not that of C."""


def points(rule):
    """Hard arguments of a row."""
    arity = rule.arity or 3
    if arity == 1:
        return [(x,) for x in HARD]
    return list(itertools.product(FEW, repeat=arity))


def columns(rule):
    """The forward column and the partials of a row, each a function of m, z and the arguments."""
    constants = [default for _, default in rule.constants]
    arity = rule.arity or 3

    def forward(m, z, *x):
        return rule.forward(m, *x, *constants)

    def slope(k):
        return lambda m, z, *x: rule.partials(m, z, *x, *constants)[k]

    return [forward, *map(slope, range(arity))]


def written(name, column, arity, dialect):
    """A column as a C function of an array with z and the arguments."""
    m, kind = (
        Text.mathematics(dialect),
        "double" if dialect is C else "float",
    )
    given = [Text(f"x[{i}]", dialect) for i in range(arity + 1)]
    result = Text("", dialect).piece(column(m, *given))
    return f"{kind} {name}(const {kind} *x) {{ (void)x; return {result}; }}\n"


def whole(text):
    return f"#include <math.h>\n\n{helper_definitions(text)}\n{text}"


@pytest.fixture(scope="module")
def library(tmp_path_factory):
    c_compiler.find()
    text = ""
    for rule in RULES.values():
        for k, column in enumerate(columns(rule)):
            for dialect, end in ((C, "d"), (C_FLOAT, "f")):
                name = f"{rule.name}_{k}_{end}"
                text += written(name, column, rule.arity or 3, dialect)
    return c_compiler.build(whole(text), tmp_path_factory.mktemp("rows"))


def call(library, name, kind, table):
    """A C function of every row of a table."""
    function = getattr(library, name)
    function.restype = kind
    table = np.ascontiguousarray(table, np.dtype(kind))
    width = table.shape[1] * table.itemsize
    start = table.ctypes.data
    rows = range(start, start + len(table) * width, width)
    return np.array([function(ctypes.c_void_p(row)) for row in rows], np.dtype(kind))


@pytest.mark.parametrize("rule", RULES.values(), ids=RULES)
def test_a_row_in_c_is_the_row_in_python(rule, library):
    forward = columns(rule)[0]
    given = [(float(evaluate(forward, (0.0, *x))), *x) for x in points(rule)]
    table = np.array(given)
    for k, column in enumerate(columns(rule)):
        got = call(library, f"{rule.name}_{k}_d", ctypes.c_double, table)
        eager = np.array([float(evaluate(column, row)) for row in table.tolist()])
        if rule.name in OWN_ALGORITHM:
            np.testing.assert_allclose(got, eager, rtol=1e-15)
        else:
            np.testing.assert_array_equal(got, eager)
            assert (np.signbit(got) == np.signbit(eager))[~np.isnan(got)].all()
        with np.errstate(all="ignore"):
            result: Any = column(ARRAYS, *table.T)
        arrays = np.broadcast_to(result, got.shape)
        np.testing.assert_allclose(got, arrays, rtol=1e-12, atol=1e-300)


@pytest.mark.parametrize("rule", RULES.values(), ids=RULES)
def test_a_row_in_floats(rule, library):
    with np.errstate(all="ignore"):
        table = np.array([(0.0, *x) for x in points(rule)], np.float32)
        for k, column in enumerate(columns(rule)):
            result: Any = column(ARRAYS, *table.T)
            wanted = np.broadcast_to(result, len(table))
            got = call(library, f"{rule.name}_{k}_f", ctypes.c_float, table)
            np.testing.assert_allclose(got, wanted, rtol=2e-5, atol=1e-37)
            if k == 0:
                table[:, 0] = wanted


def test_constants_are_read_back_to_the_last_bit(tmp_path):
    numbers = [0.1, -0.0, 5e-324, 1.7976931348623157e308, 2.0**53 + 2, 1 / 3, 1e23]
    numbers += [x / 7 for x in range(-9, 9)]
    text = "double d(int i) { static const double x[] = {%s}; return x[i]; }\n"
    text = text % ", ".join(map(c_number, numbers))
    floats = ", ".join(map(c_float_number, numbers))
    text += f"float f(int i) {{ static const float x[] = {{{floats}}}; return x[i]; }}"
    built = c_compiler.build(whole(text), tmp_path)
    built.d.restype, built.f.restype = ctypes.c_double, ctypes.c_float
    got = [built.d(i) for i in range(len(numbers))]
    assert [x.hex() for x in got] == [x.hex() for x in numbers]
    with np.errstate(over="ignore"):
        wanted = np.array(numbers).astype(np.float32).tolist()
    assert [built.f(i) for i in range(len(numbers))] == wanted


def test_a_function_that_c_has_not_is_named():
    rule = Rule("mine", "mine", lambda m, x: m.gamma(x), lambda m, z, x: (z,))
    with pytest.raises(ValueError, match="C has no function 'gamma'"):
        rule.forward(Text.mathematics(C), Text("x", C))


def test_a_rule_of_a_user_is_read_like_a_row():
    def forward(m, x, y):
        return m.where(m.less(x, y), -2.0 * (x - 1.0) % y, m.maximum(x, -2.0))

    rule = Rule("mine", "mine", forward, lambda m, z, x, y: (z, z))
    x = [Text(name, C) for name in "xy"]
    text = str(rule.forward(Text.mathematics(C), *x))
    assert text == "((x < y) ? modulo(-2.0 * (x - 1.0), y) : maximum(x, -2.0))"
