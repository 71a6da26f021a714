"""Right at the ends: nothing overflows that need not, nothing raises, nothing is complex; anomalies are named."""

import math

import numpy as np
import pytest

from autograd import (
    AnomalyError,
    Interval,
    Rule,
    Value,
    apply,
    detect_anomaly,
    dot,
    grad,
    maximum,
    minimum,
    total,
)

INF, NAN = math.inf, math.nan
LN2, LN3 = math.log(2), math.log(3)


def same(found, wanted):
    np.testing.assert_allclose(found, wanted, rtol=1e-15)


# --- values and slopes at the ends; where PyTorch has the operation, these are its results --------------------------


@pytest.mark.parametrize(
    ("name", "x", "value", "slope"),
    [
        ("sigmoid", 1000.0, 1.0, 0.0),
        ("sigmoid", -1000.0, 0.0, 0.0),
        ("sigmoid", INF, 1.0, 0.0),
        ("sigmoid", -INF, 0.0, 0.0),
        ("sigmoid", -700.0, 9.859676543759770e-305, 9.859676543759770e-305),
        ("sigmoid", 0.0, 0.5, 0.25),
        ("tanh", 1000.0, 1.0, 0.0),
        ("tanh", -INF, -1.0, 0.0),
        ("softplus", 1000.0, 1000.0, 1.0),
        ("softplus", -1000.0, 0.0, 0.0),
        ("softplus", -40.0, 4.248354255291589e-18, 4.248354255291589e-18),
        ("softplus", 0.0, LN2, 0.5),
        ("softplus", INF, INF, 1.0),
        ("exp", 1000.0, INF, INF),
        ("exp", -1000.0, 0.0, 0.0),
        ("exp", -INF, 0.0, 0.0),
        ("expm1", 1000.0, INF, INF),
        ("expm1", 1e-20, 1e-20, 1.0),
        ("log", 0.0, -INF, INF),
        ("log", -2.0, NAN, -0.5),
        ("log", INF, INF, 0.0),
        ("log", 5e-324, math.log(5e-324), INF),
        ("log1p", -1.0, -INF, INF),
        ("log1p", 1e-20, 1e-20, 1.0),
        ("sqrt", 0.0, 0.0, INF),
        ("sqrt", -1.0, NAN, NAN),
        ("reciprocal", 0.0, INF, -INF),
        ("reciprocal", -0.0, -INF, -INF),
        ("reciprocal", INF, 0.0, 0.0),
        ("square", 1e200, INF, 2e200),
        ("abs", 0.0, 0.0, 0.0),
        ("abs", -0.0, 0.0, 0.0),
        ("abs", -INF, INF, -1.0),
        ("relu", 0.0, 0.0, 0.0),
        ("relu", INF, INF, 1.0),
        ("relu", -INF, 0.0, 0.0),
        ("leaky_relu", 0.0, 0.0, 0.01),
        ("leaky_relu", -INF, -INF, 0.01),
        ("elu", -1000.0, -1.0, 0.0),
        ("elu", 1000.0, 1000.0, 1.0),
        ("elu", -INF, -1.0, 0.0),
        ("gelu", 1000.0, 1000.0, 1.0),
        ("gelu", -1000.0, 0.0, 0.0),
        ("erf", 1000.0, 1.0, 0.0),
        ("sin", INF, NAN, NAN),
        ("cosh", 1000.0, INF, INF),
        ("sinh", -1000.0, -INF, INF),
        ("asin", 1.0, math.pi / 2, INF),
        ("acos", -1.0, math.pi, -INF),
        ("asin", 2.0, NAN, NAN),
        ("atan", 1e200, math.pi / 2, 0.0),
        ("atan", INF, math.pi / 2, 0.0),
        ("step", 0.0, 1.0, 0.0),
        ("step", -0.0, 1.0, 0.0),
        ("step", NAN, NAN, 0.0),
        ("sign", -1e-300, -1.0, 0.0),
        ("sign", NAN, NAN, 0.0),
    ],
)
def test_one_argument(name, x, value, slope):
    v = Value(x)
    y = getattr(v, name)()
    y.backward()
    same([y.data, v.grad], [value, slope])


def test_a_nan_stays_a_nan():
    v = Value(NAN)
    for y in (
        v.sigmoid(),
        v.relu(),
        v.elu(),
        v.leaky_relu(),
        v.softplus(),
        v.gelu(),
        v.step(),
        v + 1,
        v**2,
        v.abs(),
    ):
        assert math.isnan(y.data), y.op


@pytest.mark.parametrize(
    ("f", "x", "value", "slope"),
    [
        (lambda v: v**0, 0.0, 1.0, 0.0),
        (lambda v: v**0, NAN, 1.0, 0.0),
        (lambda v: v**1, 0.0, 0.0, 1.0),
        (lambda v: v**2, 0.0, 0.0, 0.0),
        (lambda v: v**2, 1e200, INF, 2e200),
        (lambda v: v**3, -2.0, -8.0, 12.0),
        (lambda v: v**-1, -2.0, -0.5, -0.25),
        (lambda v: v**-1, 0.0, INF, -INF),
        (lambda v: v**-2, 0.0, INF, -INF),
        (lambda v: v**0.5, 0.0, 0.0, INF),
        (lambda v: v**0.5, -1.0, NAN, NAN),
        (lambda v: v ** (1 / 3), -8.0, NAN, NAN),
        (lambda v: v**1.5, 0.0, 0.0, 0.0),
        (lambda v: 2**v, 3.0, 8.0, 8.0 * LN2),
        (lambda v: 2**v, 5000.0, INF, INF),
        (lambda v: 2**v, -5000.0, 0.0, 0.0),
        (lambda v: 0**v, 2.0, 0.0, 0.0),
        (lambda v: 0**v, 0.0, 1.0, 0.0),
        (lambda v: 0**v, -1.0, INF, -INF),
        (lambda v: (-2) ** v, 2.0, 4.0, NAN),
        (lambda v: 1**v, NAN, 1.0, 0.0),
        (lambda v: 1 / v, 0.0, INF, -INF),
        (lambda v: v / 0.0, 1.0, INF, INF),
        (lambda v: v / 0.0, 0.0, NAN, INF),
        (lambda v: v - v, INF, NAN, 0.0),
        (lambda v: v * 1e200, 1e200, INF, 1e200),
        (lambda v: v.leaky_relu(0.0), -INF, NAN, 0.0),
    ],
)
def test_operators_with_constants(f, x, value, slope):
    v = Value(x)
    y = f(v)
    y.backward()
    same([y.data, v.grad], [value, slope])


@pytest.mark.parametrize(
    ("f", "x", "y", "value", "slopes"),
    [
        (lambda x, y: x**y, 2.0, 3.0, 8.0, (12.0, 8.0 * LN2)),
        (lambda x, y: x**y, 3.0, 0.0, 1.0, (0.0, LN3)),
        (lambda x, y: x**y, 0.0, 0.0, 1.0, (0.0, 0.0)),
        (lambda x, y: x**y, 0.0, 2.0, 0.0, (0.0, 0.0)),
        (lambda x, y: x**y, 0.0, -1.0, INF, (-INF, -INF)),
        (lambda x, y: x**y, 0.0, 0.5, 0.0, (INF, 0.0)),
        (lambda x, y: x**y, -2.0, 3.0, -8.0, (12.0, NAN)),
        (lambda x, y: x**y, -2.0, 0.5, NAN, (NAN, NAN)),
        (lambda x, y: x**y, INF, 2.0, INF, (INF, INF)),
        (lambda x, y: x / y, 1.0, 0.0, INF, (INF, -INF)),
        (lambda x, y: x / y, 0.0, 0.0, NAN, (INF, NAN)),
        (lambda x, y: x / y, 1.0, INF, 0.0, (0.0, 0.0)),
        (maximum, 1.0, 1.0, 1.0, (0.5, 0.5)),
        (maximum, 1.0, INF, INF, (0.0, 1.0)),
        (minimum, -0.0, 0.0, 0.0, (0.5, 0.5)),
        (lambda x, y: total([x, y, 1e308, 1e308]), 0.0, 0.0, INF, (1.0, 1.0)),
        (lambda x, y: dot([x], [y]), 1e200, 1e200, INF, (1e200, 1e200)),
    ],
)
def test_two_arguments(f, x, y, value, slopes):
    a, b = Value(x), Value(y)
    z = f(a, b)
    z.backward()
    same([z.data, a.grad, b.grad], [value, *slopes])


def test_a_saturated_loss_in_its_stable_form():
    x = Value(-1000.0)
    loss = (-x).softplus()  # = -log(sigmoid(x))
    loss.backward()
    assert (loss.data, x.grad) == (1000.0, -1.0)


def test_cancellation_is_kept_small():
    x = Value(1e-9)
    assert (x.exp() - 1).data != 1e-9
    assert x.expm1().data == pytest.approx(1e-9 + 5e-19, rel=1e-15)


# --- detect_anomaly -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("f", "message"),
    [
        (lambda: (Value(3.0, "a") - 5.0).named("margin").log(),
         "log needs x > 0, but its argument, node 'margin' = a − 5, is −2, so the result is nan"),
        (lambda: Value(0.0, "x").log(), "log needs x > 0, but its argument, input 'x', is 0, so the result is −∞"),
        (lambda: 1 / Value(0.0, "x"), "div needs y ≠ 0, but argument 2, input 'x', is 0, so the result is ∞"),
        (lambda: Value(1.0) / 0.0, "div needs y ≠ 0, but argument 2, the constant 0, is 0, so the result is ∞"),
        (lambda: Value(0.0).reciprocal(), "reciprocal needs x ≠ 0, but its argument, input v0, is 0"),
        (lambda: Value(0.0, "x") ** -1, "pow needs x ≠ 0, but argument 1, input 'x', is 0, so the result is ∞"),
        (lambda: Value(0.0, "x") ** -3, "pow needs x ≠ 0, but argument 1, input 'x', is 0, so the result is ∞"),
        (lambda: Value(0.0, "x") ** -0.5, "pow needs x > 0, but argument 1, input 'x', is 0, so the result is ∞"),
        (lambda: Value(-1e200, "x") ** 2, "pow is too large for a float"),
        (lambda: Value(-8.0, "x") ** 0.5, "pow needs x > 0, but argument 1, input 'x', is −8, so the result is nan"),
        (lambda: Value(1000.0, "x").exp(), "exp .*too large.*input 'x', is 1000, so the result is ∞"),
        (lambda: Value(NAN, "x") + 1, "add needs finite numbers, but argument 1, input 'x', is nan"),
        (lambda: Value(2.0, "x").asin(), "asin needs −1 < x < 1, but its argument, input 'x', is 2"),
        (lambda: total([Value(1.0), 1.0, Value(-INF, "x")]), "total needs finite numbers, but argument 3, input 'x'"),
    ],
)  # fmt: skip
def test_the_culprit_of_the_forward_pass_is_named(f, message):
    with pytest.raises(AnomalyError, match=message), detect_anomaly():
        f()


def test_the_culprit_of_a_power_too_large_is_not_its_sign():
    with pytest.raises(AnomalyError, match="too large") as caught, detect_anomaly():
        Value(-1e200, "x") ** 2
    assert "x > 0" not in str(caught.value)


@pytest.mark.parametrize(
    ("f", "message"),
    [
        (lambda: (Value(0.0, "x").sqrt() * 3).named("y"),
         "the gradient of 'x' became ∞ in v1 = √x: upstream 3 × local derivative ∞ at x = 0"),
        (lambda: Value(0.0, "x") ** 0.5, "the gradient of 'x' became ∞ in v1 = x.*: upstream 1 × local derivative ∞"),
        (lambda: (Value(0.0, "x").sqrt() ** 2), "the gradient of 'x' became nan in v1 = √x: upstream 0 × local"),
        (lambda: Value(1e-300, "x") * 1e200 * 1e200, "the gradient of 'x' became ∞ in v1 = x · 1e200: upstream 1e200"),
    ],
)  # fmt: skip
def test_the_culprit_of_the_backward_pass_is_named(f, message):
    with pytest.raises(AnomalyError, match=message), detect_anomaly():
        f().backward()


def test_the_culprit_of_a_functional_reverse_pass_is_named():
    with (
        pytest.raises(AnomalyError, match=r"the gradient of '?v0'? became ∞"),
        detect_anomaly(),
    ):
        grad(lambda x: x.sqrt())(0.0)


def test_nothing_is_said_outside_and_of_finite_numbers():
    assert Value(0.0).log().data == -INF
    with detect_anomaly():
        y = (Value(2.0) ** 3).log() * 0
        y.backward()


def test_anomalies_of_a_rule_with_many_arguments():
    domain = (Interval(), Interval(), Interval(), Interval(0.0))
    four = Rule(
        "four",
        "4",
        lambda m, a, b, c, d: a + m.log(d),
        lambda m, z, a, b, c, d: (1, 0, 0, 1 / d),
        domain=domain,
    )
    with (
        pytest.raises(AnomalyError, match=r"four needs .* > 0, but argument 4"),
        detect_anomaly(),
    ):
        apply(four, *map(Value, [1.0, 1.0, 1.0, -1.0]))


def test_an_anomaly_is_a_floating_point_error():
    assert issubclass(AnomalyError, FloatingPointError)
