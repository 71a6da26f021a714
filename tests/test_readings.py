"""The mathematics that rows are read in: floats, arrays, complex numbers, text."""

import math

import mpmath
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from autograd.dialects import PRETTY, PYTHON, Text, pretty_number
from autograd.readings import ARRAYS, COMPLEX, FLOATS, ieee
from autograd.rules import RULES

X, Y = Text("x", PYTHON), Text("y", PYTHON)
M = Text.mathematics(PYTHON)


# --- text -----------------------------------------------------------------------------------------------------------


def build(tree, x, y, m):
    """The value of a random formula in any mathematics."""
    if not isinstance(tree, tuple):
        return {"x": x, "y": y}.get(tree, tree)
    sign, *arguments = tree
    a, *b = (build(argument, x, y, m) for argument in arguments)
    if sign == "neg":
        return -a
    if sign == "sin":
        return m.sin(a)
    return {
        "+": lambda: a + b[0],
        "-": lambda: a - b[0],
        "*": lambda: a * b[0],
        "where": lambda: m.where(a < 0, *b),
    }[sign]()


def trees(most=25):
    leaf = st.sampled_from(["x", "y"]) | st.floats(-9, 9)
    return st.recursive(
        leaf,
        lambda t: (
            st.tuples(st.sampled_from("+-*"), t, t)
            | st.tuples(st.sampled_from(["neg", "sin"]), t)
        ),
        max_leaves=most,
    )


@given(trees(), st.floats(-9, 9), st.floats(-9, 9))
def test_python_text_means_what_was_built_to_the_last_bit(tree, x, y):
    text = str(build(tree, X, Y, M))
    assert eval(text, {"x": x, "y": y, "sin": math.sin}) == build(tree, x, y, FLOATS)


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        (X - (Y - 1.0), "x - (y - 1.0)"),
        (X - Y - 1.0, "x - y - 1.0"),
        (X / (Y * X), "x / (y * x)"),
        (-(X * Y), "-(x * y)"),
        (-X * Y, "-x * y"),
        (2.0 - X, "2.0 - x"),
        (1.0 / X, "1.0 / x"),
        ((X + Y) * 3, "(x + y) * 3.0"),
        (M.where(M.less(X, 0.0), -X, X), "(-x if (x < 0.0) else x)"),
        (M.pow(X, 1.0), "x"),
        (M.exp(1.0), math.e),
        (M.where(True, X, Y), "x"),
    ],
)
def test_brackets_stand_where_they_must(text, wanted):
    assert (str(text) if isinstance(text, Text) else text) == wanted


def test_pretty_text_is_written_as_on_a_blackboard():
    x, m = Text("x", PRETTY), Text.mathematics(PRETTY)
    shown = [
        m.pow(x, 3.0),
        m.pow(x, -1.0),
        m.pow(x + 1.0, 2.0),
        m.pow(x, 0.5),
        m.log(x),
        m.sqrt(x + 1.0),
        m.abs(x),
        -x,
    ]
    assert list(map(str, shown)) == [
        "x³",
        "x⁻¹",
        "(x + 1)²",
        "x^0.5",
        "ln(x)",
        "√(x + 1)",
        "|x|",
        "−x",
    ]


@pytest.mark.parametrize(
    ("number", "text"),
    [
        (3.0, "3"), (-2.0, "−2"), (0.0, "0"), (-0.0, "0"), (0.1, "0.1"), (1 / 3, "0.3333"),
        (999999.0, "999999"), (1e6, "1e6"), (1e-7, "1e-7"), (-1.5e-300, "−1.5e-300"), (1.5e300, "1.5e300"),
        (math.inf, "∞"), (-math.inf, "−∞"), (math.nan, "nan"), (100.5, "100.5"), (0.000123456, "0.0001235"),
        (0.49999999999999956, "0.5"),
    ],
)  # fmt: skip
def test_numbers_are_short(number, text):
    assert pretty_number(number) == text


@given(st.floats(-1e300, 1e300), st.integers(1, 17))
def test_a_shown_number_is_right_to_its_digits(x, digits):
    shown = float(pretty_number(x, digits).replace("−", "-"))
    assert shown == pytest.approx(x, rel=0.51 * 10.0 ** (1 - digits), abs=5e-324)
    assert (shown == 0.0) == (x == 0.0)


# --- complex numbers ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "x", [-8.0, -6.5, -3.0, -0.5, 0.0, 1e-8, 0.7, 2.5, 5.9, 6.1, 20.0]
)
def test_complex_erf_and_its_slope(x):
    found = COMPLEX.erf(complex(x, 1e-20))
    assert found.real == pytest.approx(math.erf(x), abs=1e-15)
    assert found.imag / 1e-20 == pytest.approx(
        float(mpmath.diff(mpmath.erf, x)), abs=1e-14
    )


@pytest.mark.parametrize("name", ["log1p", "expm1"])
@pytest.mark.parametrize("x", [-0.9, -1e-12, 1e-300, 1e-9, 0.5, 30.0])
def test_complex_functions_keep_what_is_small_beside_one(name, x):
    found = getattr(COMPLEX, name)(complex(x, 1e-20))
    assert found.real == pytest.approx(getattr(math, name)(x), rel=1e-15)
    assert found.imag / 1e-20 == pytest.approx(
        float(mpmath.diff(getattr(mpmath, name), x)), rel=1e-12
    )


@pytest.mark.parametrize(
    ("x", "y"), [(-2.0, 3.0), (-2.0, 2.0), (-2.0, -1.0), (2.0, 0.5), (0.5, -3.0)]
)
def test_complex_powers(x, y):
    found = COMPLEX.pow(complex(x, 1e-20), y)
    assert found.real == pytest.approx(x**y, rel=1e-15)
    assert found.imag / 1e-20 == pytest.approx(y * x ** (y - 1.0), rel=1e-14)


def test_comparisons_look_at_the_real_part():
    small, large = complex(1, 5), complex(2, -5)
    assert COMPLEX.less(small, large)
    assert not COMPLEX.less(large, small)
    assert COMPLEX.maximum(small, large) is large
    assert COMPLEX.minimum(small, large) is small
    assert COMPLEX.abs(complex(-3, 1)) == complex(3, -1)
    assert COMPLEX.where(complex(0, 1e-20), small, large) is large


# --- floats and arrays ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["maximum", "minimum"])
@pytest.mark.parametrize("x", [1.0, 0.0, math.inf, -math.inf, math.nan])
@pytest.mark.parametrize("y", [2.0, 0.0, math.inf, -math.inf, math.nan])
def test_the_larger_and_the_smaller_are_numpys(name, x, y):
    np.testing.assert_equal(getattr(FLOATS, name)(x, y), getattr(np, name)(x, y))


@pytest.mark.parametrize(
    "name", [n for n, row in RULES.items() if row.arity == 1 and not row.constants]
)
def test_a_row_that_another_one_calls_is_the_same_for_floats_and_arrays(name):
    """m.sign(0) of a user's rule is 1, as in the table, although numpy.sign has 0."""
    for x in (0.0, -0.0, 0.5, -2.5, 3.0, math.inf, -math.inf, math.nan):
        with np.errstate(all="ignore"):
            found = getattr(ARRAYS, name)(np.float64(x))
        wanted = float(ieee(lambda m, x: getattr(m, name)(x), x))
        np.testing.assert_allclose(found, wanted, rtol=1e-13, err_msg=f"{x}")


@pytest.mark.parametrize(
    ("function", "arguments", "wanted"),
    [
        (lambda m, x: 1.0 / x, [0.0], math.inf),
        (lambda m, x: 1.0 / x, [-0.0], -math.inf),
        (lambda m, x: m.log(x), [0.0], -math.inf),
        (lambda m, x: m.log(x), [-1.0], math.nan),
        (lambda m, x: m.exp(x), [1000.0], math.inf),
        (lambda m, x, y: m.pow(x, y), [-8.0, 1 / 3], math.nan),
        (lambda m, x: x**0.5, [-8.0], math.nan),
    ],
)
def test_where_floats_raise_ieee_754_has_a_number(function, arguments, wanted):
    np.testing.assert_equal(float(ieee(function, *arguments)), wanted)


@pytest.mark.parametrize("shape", [(), (0,), (3,), (2, 3)])
def test_erf_of_arrays_keeps_the_shape(shape):
    x = np.linspace(-2, 2, math.prod(shape)).reshape(shape)
    found = ARRAYS.erf(x)
    assert np.shape(found) == shape
    assert np.ravel(found).tolist() == [math.erf(t) for t in x.ravel()]
