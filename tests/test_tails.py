"""Values and slopes of every row in relative error, over 600 binades, against mpmath with 1,300 digits.

The truth is the textbook form of the row: at so many digits nothing that cancels there is visible in a float. What is
allowed is a few roundings, and what a few roundings of the arguments make of the truth, as near a zero of the function.
"""

import math
from dataclasses import dataclass
from functools import lru_cache

import mpmath
import numpy as np
import pytest

import autograd
from autograd import RULES, Value, apply, gradients
from autograd.readings import ARRAYS
from tests.samples import sampled
from tests.test_rules import HIGH_PRECISION

DIGITS = 1300
BINADES = [*range(-300, 12, 12), *range(12, 301, 24)]
SIZES = [2.0**n for n in BINADES]
ORDINARY = [0.3, 0.55, 0.8, 0.999, 1.3, 2.7, 3.3, 4.9, 5.5, 6.7, 9.3, 12.1, 18.9]
ORDINARY += [20.0, 26.3, 37.7, 40.0, 88.1, 103.3, 354.3, 700.1, 744.1]
NUMBERS = [sign * x for x in [*SIZES, *ORDINARY] for sign in (1.0, -1.0)]
FEW = [-(2.0**200), -37.7, -5.5, -1.3, -(2.0**-30), 2.0**-200, 0.3, 1.3, 20.0, 2.0**90]
LARGE = 1e300
"""Beyond, a float may overflow on the way."""


BESIDE_ONE = {"logsumexp": 1.0}
"""Where a term far below the largest one is lost, as in all libraries: an error of one rounding of 1."""


@dataclass(frozen=True)
class Truth:
    """Exact numbers, and how far a few roundings of the arguments move them."""

    exact: tuple[mpmath.mpf, ...]
    moved: tuple[mpmath.mpf, ...]


def points(rule):
    """Arguments in the domain of a rule."""
    if rule.arity == 1:
        return [(x,) for x in NUMBERS if is_inside(rule, (x,))]
    chosen = [(x, y) for x in FEW for y in FEW]
    if rule.arity == 3:
        return [(float(x > y), x, y) for x, y in chosen]
    return [arguments for arguments in chosen if is_inside(rule, arguments)]


def is_inside(rule, arguments):
    """Whether arguments are in the domain of a rule and not at its kink."""
    if not all(x in interval for x, interval in zip(arguments, rule.domain)):
        return False
    constants = [default for _, default in rule.constants]
    return rule.kink is None or rule.kink(*arguments, *constants) != 0.0


def textbook(rule, arguments):
    constants = [default for _, default in rule.constants]
    z = rule.textbook(HIGH_PRECISION, *arguments, *constants)
    partials = rule.textbook_partials(HIGH_PRECISION, z, *arguments, *constants)
    return z, *partials


@lru_cache(None)
def truth(name, arguments, rounding):
    rule = RULES[name]
    with mpmath.workdps(DIGITS):
        exact = textbook(rule, [mpmath.mpf(x) for x in arguments])
        moved = [mpmath.mpf(0)] * len(exact)
        for i in range(len(arguments)):
            near = [mpmath.mpf(x) for x in arguments]
            near[i] *= 1 + 0.87 * rounding  # no whole period of a sine
            for j, (a, b) in enumerate(zip(textbook(rule, near), exact)):
                moved[j] += abs(a - b)
        return Truth(tuple(map(mpmath.mpf, exact)), tuple(moved))


def check(name, arguments, found, relative, smallest, largest=LARGE):
    """`found` is the value and the partials, or only the partials."""
    known = truth(name, arguments, 4.0 * relative)
    exact, moved = known.exact[-len(found) :], known.moved[-len(found) :]
    for got, wanted, shift in zip(found, exact, moved, strict=True):
        if abs(wanted) > largest:
            continue
        allowed = 8.0 * relative * abs(wanted) + shift + smallest
        allowed += relative * BESIDE_ONE.get(name, 0.0)
        assert math.isfinite(got), (name, arguments, got, float(wanted))
        assert abs(mpmath.mpf(got) - wanted) <= allowed, (
            name,
            arguments,
            got,
            float(wanted),
        )


EPSILON, SINGLE = 2.0**-50, 2.0**-21
every_row = pytest.mark.parametrize("rule", sampled(RULES.values(), 6), ids=RULES)


@every_row
def test_floats(rule):
    for x in points(rule):
        node = apply(rule, *map(Value, x))
        check(rule.name, x, [node.data, *node.partials], EPSILON, 1e-305)


@every_row
def test_arrays(rule):
    where = points(rule)
    columns = [np.array(column) for column in zip(*where)]
    constants = [default for _, default in rule.constants]
    with np.errstate(all="ignore"):
        z = rule.forward(ARRAYS, *columns, *constants)
        partials = rule.partials(ARRAYS, z, *columns, *constants)
    rows = [np.broadcast_to(column, len(where)) for column in (z, *partials)]
    for x, *found in zip(where, *rows):
        check(rule.name, x, [float(t) for t in found], EPSILON, 1e-305)


def compiled(rule, where, **options):
    """The partials at many points from one program: each argument is a parameter."""
    leaves = [[Value(t) for t in x] for x in where]
    flat = [leaf for x in leaves for leaf in x]
    nodes = [apply(rule, *x) for x in leaves]
    program = autograd.compile([autograd.total(nodes), *nodes], [], flat, **options)
    with np.errstate(all="ignore"):
        _, gradient, outputs = program.value_and_grad([[]], outputs=True)
    width = len(where[0])
    for i, value in enumerate(outputs[0, 1:]):
        yield [float(value), *map(float, gradient[i * width : (i + 1) * width])]


@every_row
def test_compiled(rule):
    where = points(rule)
    for x, found in zip(where, compiled(rule, where)):
        check(rule.name, x, found, EPSILON, 1e-305)


@every_row
def test_compiled_in_single_precision(rule):
    middle = [
        x for x in points(rule) if all(2.0**-40 < abs(t) < 2.0**40 or t == 0 for t in x)
    ]
    rounded = [tuple(float(np.float32(t)) for t in x) for x in middle]
    where = [x for x in rounded if is_inside(rule, x)]
    for x, found in zip(where, compiled(rule, where, dtype="float32")):
        check(rule.name, x, found, SINGLE, 1e-35, largest=1e35)


@pytest.mark.slow
@every_row
def test_jax(rule):
    jax = pytest.importorskip("jax")
    before = jax.config.jax_enable_x64
    jax.config.update("jax_enable_x64", True)
    try:
        where = points(rule)
        for x, found in zip(where, compiled(rule, where, xp="jax")):
            check(rule.name, x, found, 2.0**-44, 1e-300)
    finally:
        jax.config.update("jax_enable_x64", before)


@pytest.mark.parametrize(
    ("name", "x", "slope"),
    [
        # printed by mpmath with 30 digits, and by JAX where its own form is exact there
        ("expm1", -40.0, 4.24835425529158899e-18),
        ("sigmoid", 40.0, 4.24835425529158897e-18),
        ("sigmoid", -40.0, 4.24835425529158897e-18),
        ("tanh", 20.0, 1.69934170211663559e-17),
        ("elu", -40.0, 4.24835425529158899e-18),
        ("gelu", -9.0, -9.13893737390672467e-18),
    ],
)
def test_the_tails_that_were_lost(name, x, slope):
    v = Value(x)
    assert gradients(apply(RULES[name], v), [v])[0] == pytest.approx(slope, rel=1e-13)


def test_the_left_tail_of_gelu():
    assert autograd.gelu(-9.0) == pytest.approx(-1.01572956535846e-18, rel=1e-13)


def test_logsumexp_of_nothing_but_minus_infinity():
    x = [Value(-math.inf), Value(-math.inf)]
    y = autograd.logsumexp(x)
    assert y.data == -math.inf
    assert gradients(y, x) == [0.0, 0.0]
    assert gradients(autograd.logaddexp(*x), x) == [0.0, 0.0]
    x[1] = Value(3.0)
    assert gradients(autograd.logsumexp(x), x) == [0.0, 1.0]


# --- nan ------------------------------------------------------------------------------------------------------------

CONSTANT = {
    *("add", "sub", "neg", "total", "dot"),
    *("step", "sign", "floor", "ceil", "trunc", "round", "floordiv"),
    *("deg2rad", "rad2deg", "where", "mod", "mul"),
}
"""Slopes that do not depend on the argument, or on this one."""


@every_row
def test_a_nan_has_no_slope(rule):
    """The slope in a nan is nan, unless it is the same everywhere."""
    if rule.name in CONSTANT or rule.stops:
        return
    count = rule.arity or 2
    for i in range(count):
        numbers = [0.5] * count
        numbers[i] = math.nan
        node = apply(rule, *map(Value, numbers))
        assert math.isnan(node.data)
        if rule.name != "div" or i == 1:
            assert math.isnan(node.partials[i]), (i, node.partials)


@pytest.mark.parametrize("base", [0.0, -0.0, 2.0, -2.0, math.inf])
def test_a_power_with_a_nan_exponent(base):
    y = Value(math.nan)
    assert math.isnan(gradients(base**y, [y])[0])
    x = Value(base)
    assert all(map(math.isnan, gradients(x**y, [x, y])))
    assert gradients(1.0**y, [y]) == [0.0]  # 1 for every exponent
    assert gradients(y**0.0, [y]) == [0.0]  # 1 for every base
