"""The short paths are `apply`, to the last bit: data, parents, partials, for every row and every kind of argument."""

import itertools
import math
from contextlib import ExitStack
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import autograd
from autograd import RULES, Value, apply, detect_anomaly, no_grad, scope
from autograd.bindings import FUNCTIONS
from autograd.methods import Methods
from autograd.modes import SPECIAL
from autograd.shortcuts import source
from tests.domains import inside
from tests.samples import sampled

FIXED = [RULES[name] for name in FUNCTIONS]
UNARY = [rule for rule in FIXED if rule.arity == 1]
BINARY = [rule for rule in FIXED if rule.arity == 2]
OPERATORS = {
    "add": lambda x, y: x + y,
    "sub": lambda x, y: x - y,
    "mul": lambda x, y: x * y,
    "div": lambda x, y: x / y,
    "pow": lambda x, y: x**y,
    "mod": lambda x, y: x % y,
    "floordiv": lambda x, y: x // y,
}
EDGES = [
    0.0,
    -0.0,
    1.0,
    -1.0,
    2.0,
    0.5,
    -2.5,
    3.0,
    1e-310,
    1e200,
    710.0,
    -745.0,
    math.inf,
    -math.inf,
    math.nan,
]
NUMBERS = st.sampled_from(EDGES) | st.floats() | st.floats(-5, 5)

each: dict[str, Any] = {"ids": lambda rule: rule.name}


def bits(x):
    return "nan" if math.isnan(x) else x.hex()


def facts(node):
    """All that a node holds, with floats as bits."""
    arguments = [x if x.__class__ is Value else bits(x) for x in node.arguments]
    return (
        node.rule,
        bits(node.data),
        arguments,
        node.parents,
        [bits(d) for d in node.partials],
    )


def arguments_of(numbers):
    """Every way to give these numbers as Values and as floats, with one Value at least; and one Value repeated."""
    for kinds in itertools.product([Value, float], repeat=len(numbers)):
        if Value in kinds:
            yield [kind(x) for kind, x in zip(kinds, numbers)]
    if len(set(map(bits, numbers))) == 1 < len(numbers):
        yield [Value(numbers[0])] * len(numbers)


def compare(rule, numbers, *ways):
    for x in arguments_of(numbers):
        for way in ways:
            assert facts(way(*x)) == facts(apply(rule, *x)), (way, x)


def test_there_is_a_short_path_to_compare():
    assert not SPECIAL
    for rule in FIXED:
        if rule.arity + len(rule.constants) > 2:  # always through `apply`
            continue
        assert "slow" in source(rule)
        assert "node._x" in source(rule)


@pytest.mark.parametrize("rule", UNARY, **each)
def test_unary_rows_at_edges(rule):
    for x in EDGES:
        compare(rule, [x], getattr(Value, rule.name), getattr(autograd, rule.name))


@pytest.mark.parametrize("rule", sampled(UNARY, 3), **each)
@settings(max_examples=60)
@given(x=NUMBERS)
def test_unary_rows(rule, x):
    compare(rule, [x], getattr(Value, rule.name), getattr(autograd, rule.name))


@pytest.mark.parametrize("rule", BINARY, **each)
def test_binary_rows_at_edges(rule):
    for numbers in itertools.product(EDGES, repeat=2):
        compare(
            rule,
            numbers,
            getattr(autograd, rule.name),
            OPERATORS.get(rule.name, getattr(autograd, rule.name)),
        )


@pytest.mark.parametrize("rule", BINARY, **each)
@settings(max_examples=60)  # pairs of special numbers are tried above, all of them
@given(x=NUMBERS, y=NUMBERS)
def test_binary_rows(rule, x, y):
    compare(
        rule,
        [x, y],
        getattr(autograd, rule.name),
        OPERATORS.get(rule.name, getattr(autograd, rule.name)),
    )


def test_every_operator_of_python_is_compared():
    names = [rule.name for rule in BINARY]
    defined = {name for name in names if f"__{name}__" in vars(Methods)} | {"div"}
    assert defined == set(OPERATORS)


@pytest.mark.parametrize("name", OPERATORS)
@pytest.mark.parametrize(
    "number",
    [0, 1, -3, 2**60, 10**400, True, np.float32(0.1), np.int8(-3), np.float64(2.5)],
)
def test_other_numbers_are_converted_alike(name, number):
    v = Value(1.5)
    if name == "add" and type(number) is int and number == 0:
        return  # 0 + v is v, which sum() needs
    assert facts(OPERATORS[name](v, number)) == facts(apply(RULES[name], v, number))
    assert facts(OPERATORS[name](number, v)) == facts(apply(RULES[name], number, v))


@pytest.mark.parametrize(
    "rule", [rule for rule in UNARY if len(rule.constants) == 1], **each
)
@settings(max_examples=60)
@given(x=NUMBERS, c=NUMBERS | st.integers(-9, 9))
def test_constant_parameters(rule, x, c):
    ((name, default),) = rule.constants
    v, method, function = (
        Value(x),
        getattr(Value, rule.name),
        getattr(autograd, rule.name),
    )
    assert (
        facts(method(v))
        == facts(function(v))
        == facts(apply(rule, v))
        == facts(apply(rule, v, default))
    )
    wanted = facts(apply(rule, v, **{name: c}))
    assert (
        facts(method(v, c))
        == facts(method(v, **{name: c}))
        == facts(function(v, c))
        == wanted
    )


@pytest.mark.parametrize("exponent", range(-6, 7))
def test_a_negative_base_takes_the_same_path_to_the_last_bit(exponent):
    """apply reads log(x) of a negative x along, for a slope that nobody asked for: that must not cost a bit."""
    for i in range(1, 400):
        v = Value(-i / 43)
        assert facts(v**exponent) == facts(apply(RULES["pow"], v, exponent))


NAMES = ["no_grad", "scope", "no_grad in a scope", "anomaly"]


@pytest.mark.parametrize("rule", FIXED, **each)
@pytest.mark.parametrize(
    "modes", [[no_grad], [scope], [no_grad, scope], [detect_anomaly]], ids=NAMES
)
def test_short_paths_in_a_mode(rule, modes):
    if detect_anomaly in modes:
        points = [inside(rule, which) for which in range(4)]
    else:
        points = itertools.product(EDGES, repeat=rule.arity)  # type: ignore[assignment]
    with ExitStack() as stack:
        for mode in modes:
            stack.enter_context(mode("here") if mode is scope else mode())
        for numbers in points:
            for x in arguments_of(numbers):
                wanted = apply(rule, *x)
                ways = [
                    getattr(autograd, rule.name),
                    *([OPERATORS[rule.name]] if rule.name in OPERATORS else []),
                ]
                for way in ways:
                    found = way(*x)
                    assert facts(found) == facts(wanted)
                    assert (
                        found.scope
                        == wanted.scope
                        == ("here" if scope in modes else "")
                    )
                    assert bool(found.parents) == (no_grad not in modes)
