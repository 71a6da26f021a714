"""Rows in pieces, on every piece: values as the definitions say, and the taught slope beside the one computed."""

import math
from collections.abc import Callable

import pytest

import autograd
from autograd import RULES, Value
from autograd.readings import evaluate

POINTS = (-8.5, -3.5, -2.5, -1.2, -0.4, 0.3, 0.8, 1.7, 2.5, 3.5, 5.5, 6.5, 8.5)
"""On either side of every kink that a row has: 0, ±0.5, ±1, ±3, 6."""


def between(low, x, high):
    return min(max(x, low), high)


DEFINED: dict[str, Callable[[float], float]] = {
    "relu6": lambda x: between(0.0, x, 6.0),
    "hardtanh": lambda x: between(-1.0, x, 1.0),
    "hardsigmoid": lambda x: between(0.0, x / 6.0 + 0.5, 1.0),
    "hardswish": lambda x: x * between(0.0, x / 6.0 + 0.5, 1.0),
    "silu": lambda x: x / (1.0 + math.exp(-x)),
    "mish": lambda x: x * math.tanh(math.log1p(math.exp(x))),
    "softsign": lambda x: x / (1.0 + abs(x)),
    "logsigmoid": lambda x: -math.log1p(math.exp(-x)),
    "selu": lambda x: (
        1.0507009873554805 * (x if x > 0 else 1.6732632423543772 * math.expm1(x))
    ),
    "floor": math.floor,
    "ceil": math.ceil,
    "trunc": math.trunc,
    "round": round,
}


def constants_of(rule):
    """Those it has if nothing is said; for a clip, which has no ends then, −1 and 2."""
    defaults = [default for _, default in rule.constants]
    return [-1.0, 2.0] if rule.name == "clip" else defaults


@pytest.mark.parametrize("name", DEFINED)
def test_values_are_those_of_the_definition(name):
    for x in POINTS:
        got = getattr(autograd, name)(Value(x)).data
        assert got == pytest.approx(DEFINED[name](x), rel=1e-13, abs=1e-15), x


@pytest.mark.parametrize(
    ("call", "value", "slopes"),
    [
        (lambda x: autograd.clip(x, -1.0, 2.0), -1.0, {-3.0: 0.0}),
        (lambda x: autograd.clip(x, -1.0, 2.0), 2.0, {5.0: 0.0}),
        (lambda x: autograd.clip(x, -1.0, 2.0), 1.5, {1.5: 1.0}),
        (lambda x: round(x, 2), 2.57, {2.567: 0.0}),
        (lambda x: round(x, -1), 30.0, {26.0: 0.0}),
        (round, 1000.0, {1000.4: 0.0}),
        (lambda x: x % 3.0, 2.0, {-1.0: 1.0}),
        (lambda x: x // 3.0, -1.0, {-1.0: 0.0}),
        (lambda x: 7.0 % x, 1.0, {3.0: -2.0}),
    ],
)
def test_values_and_slopes_with_constants(call, value, slopes):
    for number, slope in slopes.items():
        x = Value(number)
        y = call(x)
        y.backward()
        assert (y.data, x.grad) == (pytest.approx(value, rel=1e-15), slope)


@pytest.mark.parametrize(
    "name", [rule.name for rule in RULES.values() if rule.taught and rule.arity == 1]
)
def test_the_taught_slope_is_the_slope_on_every_piece(name):
    rule = RULES[name]
    bounds = constants_of(rule)
    compared = 0
    for x in POINTS:
        if rule.domain and x not in rule.domain[0]:
            continue
        z = float(evaluate(rule.forward, [x, *bounds]))
        (slope,) = evaluate(rule.partials, [z, x, *bounds])
        (taught,) = evaluate(rule.taught, [z, x, *bounds])
        assert float(taught) == pytest.approx(float(slope), rel=1e-9, abs=1e-12), x
        compared += 1
    assert compared >= 3


@pytest.mark.parametrize(
    "name", [rule.name for rule in RULES.values() if rule.kink and rule.arity == 1]
)
def test_where_the_slope_changes_the_kink_is_zero(name):
    rule = RULES[name]
    bounds = constants_of(rule)

    def slope(x):
        z = float(evaluate(rule.forward, [x, *bounds]))
        return float(evaluate(rule.partials, [z, x, *bounds])[0])

    for corner in (-6.0, -3.0, -2.0, -1.0, -0.5, 0.0, 0.5, 1.0, 2.0, 3.0, 6.0):
        if abs(slope(corner + 1e-6) - slope(corner - 1e-6)) > 1e-3:
            assert rule.kink(corner, *bounds) == 0.0, corner
