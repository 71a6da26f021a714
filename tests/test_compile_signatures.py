"""Rules with constant parameters of either zero, and rules with very many arguments, in compiled programs."""

import math

import numpy as np
import pytest

import autograd
from autograd import RULES, Rule, Value, apply, logsumexp, total
from tests.work import calls

SCALED = Rule(
    "scaled",
    "scaled",
    lambda m, x, factor: x / factor,
    lambda m, z, x, factor: (1.0 / factor,),
    constants=(("factor", 1.0),),
)


@pytest.mark.parametrize("zeros", [(0.0, -0.0), (-0.0, 0.0), (-0.0, 0.0, -0.0)])
def test_constant_parameters_zero_and_minus_zero_are_two(zeros):
    x = [Value(1.0) for _ in zeros]
    outputs = [apply(SCALED, v, factor=zero) for v, zero in zip(x, zeros)]
    program = autograd.compile(outputs, inputs=[], parameters=x)
    assert program([[]])[0].tolist() == [math.copysign(math.inf, z) for z in zeros]
    for i, zero in enumerate(zeros):
        _, slopes = program.value_and_grad([[]], of=i)
        assert slopes[i] == math.copysign(math.inf, zero)


def test_a_slope_of_minus_zero_keeps_its_sign():
    x = [Value(-1.0), Value(-1.0)]
    outputs = [x[0].leaky_relu(0.0), x[1].leaky_relu(-0.0)]
    program = autograd.compile(outputs, inputs=[], parameters=x)
    signs = np.signbit(program([[]])[0]).tolist()
    assert signs == [math.copysign(1.0, y.data) < 0.0 for y in outputs] == [True, False]


@pytest.mark.parametrize(
    "f", [lambda x: 2.0 * x, lambda x: 1.0 - x, lambda x: 3.0 / x, lambda x: 2.0**x]
)
def test_a_constant_on_the_left(f):
    """Where such an operator is recorded in the short way, the first argument has no partial at all."""
    x = Value(3.0)
    program = autograd.compile(f(x), inputs=[], parameters=[x])
    value, slopes = program.value_and_grad([[]])
    assert (value, slopes.tolist()) == (f(3.0), autograd.gradients(f(x), [x]))


def test_constants_nan_of_one_rule_are_no_error():
    x = [Value(1.0), Value(2.0)]
    outputs = [apply(SCALED, v, factor=math.nan) for v in x]
    program = autograd.compile(outputs, inputs=x)
    assert np.isnan(program([[1.0, 2.0]])).all()


# --- very many arguments --------------------------------------------------------------------------------------------

MEAN = Rule(
    "mean",
    "mean",
    lambda m, *x: sum(x, 0.0) / len(x),
    lambda m, z, *x: (1.0 / len(x),) * len(x),
)
SIX = Rule(  # which does something else from six arguments on
    "six",
    "six",
    lambda m, *x: m.exp(x[0] if len(x) < 6 else x[-1]) + sum(x[1:], x[0]),
    lambda m, z, *x: tuple(
        1.0 + (m.exp(t) if i == (0 if len(x) < 6 else len(x) - 1) else 0.0)
        for i, t in enumerate(x)
    ),
)
PRODUCT = Rule(
    "product",
    "product",
    lambda m, *x: math.prod(x[1:], start=x[0]),
    lambda m, z, *x: tuple(z / t for t in x),
)
MANY = [RULES["logsumexp"], RULES["total"], MEAN, SIX, PRODUCT]


@pytest.mark.parametrize("rule", MANY, ids=lambda rule: rule.name)
@pytest.mark.parametrize("count", [1, 2, 7, 8, 9, 30])
@pytest.mark.parametrize("learned", [False, True])
def test_any_number_of_arguments_is_what_the_rule_says(rule, count, learned):
    leaves = [Value(0.1 + i % 7 / 8) for i in range(count)]
    y = apply(rule, *leaves)
    y.backward()
    inputs, parameters = ([], leaves) if learned else (leaves, [])
    rows = [[v.data for v in inputs]]
    program = autograd.compile(y, inputs=inputs, parameters=parameters)
    np.testing.assert_allclose(program(rows)[0], y.data, rtol=1e-13)
    if learned:
        _, slopes = program.value_and_grad(rows)
        np.testing.assert_allclose(slopes, [v.grad for v in leaves], rtol=1e-12)
    else:
        rows = [[0.5] * count]
        wanted = apply(rule, *rows[0])
        np.testing.assert_allclose(program(rows)[0], wanted, rtol=1e-13)


@pytest.mark.parametrize("function", [logsumexp, total])
def test_compiling_is_linear_in_the_arguments_of_a_node(function):
    def work(count):
        leaves = [Value(i / count) for i in range(count)]
        y = function(leaves)
        return calls(lambda: autograd.compile(y, inputs=leaves))

    work(10)
    few, many = work(1000), work(4000)
    assert many < 4.5 * few
    assert many < 40 * 4000


def test_logsumexp_of_a_hundred_thousand_is_one_small_operation():
    count = 100_000
    leaves = [Value(math.sin(i), parameter=True) for i in range(count)]
    y = logsumexp(leaves)
    program = autograd.compile(y, inputs=[], parameters=leaves)
    assert "1 array operation" in repr(program)
    value, slopes = program.value_and_grad([[]])
    assert value == pytest.approx(y.data, rel=1e-12)
    np.testing.assert_allclose(slopes, y.partials, rtol=1e-10)
    assert len(str(program.source)) < 5000
