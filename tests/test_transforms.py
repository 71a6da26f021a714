"""grad, value_and_grad, jvp, jacobian, hessian, gradients: any order, any structure, no confusion of variables."""

import math

import numpy as np
import pytest

from autograd import (
    RULES,
    ChalkgradWarning,
    Value,
    apply,
    dot,
    exp,
    grad,
    gradients,
    hessian,
    jacobian,
    jvp,
    no_grad,
    record,
    sin,
    tanh,
    value_and_grad,
)
from tests.domains import inside


def times(n, transform, f):
    for _ in range(n):
        f = transform(f)
    return f


# --- first order ----------------------------------------------------------------------------------------------------


def test_gradients_touch_no_grad():
    x = Value(3.0)
    y = x * x + x
    x.grad = 100.0
    assert gradients(y, [x, y, Value(1.0)]) == [7.0, 1.0, 0.0]
    assert x.grad == 100.0
    assert not y.has_grad


def test_gradients_of_inner_nodes_and_repeats():
    x = Value(3.0)
    inner = x * x
    y = inner * inner
    assert gradients(y, [inner, x, inner]) == [18.0, 108.0, 18.0]


def test_gradients_take_any_iterable():
    x = Value(3.0)
    assert gradients(x * x, (v for v in [x])) == gradients(x * x, {x: "x"}) == [6.0]


def test_gradients_refuse_by_type():
    with pytest.raises(TypeError, match="y must be a Value, got float"):
        gradients(1.0, [])  # type: ignore[call-overload]
    with pytest.raises(TypeError, match=r"xs\[1\] must be a Value, got int"):
        gradients(Value(1.0), [Value(1.0), 2])  # type: ignore[list-item]


@pytest.mark.parametrize(
    ("f", "arguments", "argnums", "wanted"),
    [
        (lambda x: x**3, (2.0,), 0, 12.0),
        (lambda x: x**3, (2,), 0, 12.0),
        (lambda x: x**3, (np.float32(2),), 0, 12.0),
        (lambda x, y: x * y, (2.0, 3.0), 1, 2.0),
        (lambda x, y: x * y, (2.0, 3.0), -1, 2.0),
        (lambda x, y: x * y, (2.0, 3.0), (0, 1), (3.0, 2.0)),
        (lambda x, y: x * y, (2.0, 3.0), (1, 0), (2.0, 3.0)),
        (lambda x, y: x * y, (2.0, 3.0), [1], (2.0,)),
        (lambda w: w[0] * w[1][0], ([2.0, (3.0,)],), 0, [3.0, (2.0,)]),
        (lambda x: x, (2.0,), 0, 1.0),
        (lambda p: 2.0, ([],), 0, []),
    ],
)
def test_grad(f, arguments, argnums, wanted):
    found = grad(f, argnums)(*arguments)
    assert found == wanted
    assert type(found) is type(wanted)


def test_grad_of_an_array():
    found = grad(lambda w: (w @ w) * w[0, 0] if w.ndim > 1 else (w * w).sum())(
        np.array([1.0, 2.0])
    )
    assert found.dtype == float
    assert found.tolist() == [2.0, 4.0]
    assert grad(lambda w: (w * w).sum())(np.ones((2, 3))).shape == (2, 3)


def test_grad_of_a_zero_dimensional_array():
    assert float(grad(lambda w: w * w)(np.array(3.0))) == 6.0


def test_grad_of_a_named_tuple():
    from collections import namedtuple

    point = namedtuple("point", "x y")
    assert grad(lambda p: p.x * p.y)(point(2.0, 3.0)) == point(3.0, 2.0)


def test_other_arguments_are_passed_as_they_are():
    seen = []
    grad(lambda x, *rest: seen.extend(rest) or x)(1.0, "text", None, 5)
    assert seen == ["text", None, 5]


def test_value_and_grad():
    assert value_and_grad(lambda x, y: x * y + 1)(2.0, 3.0) == (7.0, 3.0)
    assert value_and_grad(lambda x, y: x * y + 1, (0, 1))(2.0, 3.0) == (7.0, (3.0, 2.0))


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (
            lambda: grad(lambda x: x)("1"),
            "grad: argument.* must be a real number .*, got str",
        ),
        (lambda: grad(lambda x: x)({"a": 1.0}), "got dict"),
        (
            lambda: grad(lambda x: None)(1.0),
            "the function's result must be a real number .*, got NoneType",
        ),
        (
            lambda: grad(lambda x: [x])(1.0),
            "must return one number, got list; jacobian takes functions of many",
        ),
        (
            lambda: grad(lambda x: x, 1)(1.0),
            "argnums asks for argument 1, but the function was called with 1",
        ),
        (lambda: grad(lambda x: x, (0, 0))(1.0), "argnums"),
        (lambda: grad(lambda x, y: x, (0, -2))(1.0, 2.0), "argnums"),
    ],
)
def test_wrong_calls_say_what_is_wrong(call, message):
    with pytest.raises(TypeError, match=message):
        call()


# --- higher order ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("order", range(6))
def test_any_order_of_a_polynomial(order):
    wanted = math.prod(range(5, 5 - order, -1)) * 2.0 ** (5 - order)
    assert float(times(order, grad, lambda x: x**5 * 1)(Value(2.0))) == wanted


@pytest.mark.parametrize("order", range(1, 6))
@pytest.mark.parametrize(
    ("f", "derivative"),
    [
        (exp, lambda n, x: math.exp(x)),
        (sin, lambda n, x: math.sin(x + n * math.pi / 2)),
        (lambda x: 2**x, lambda n, x: math.log(2) ** n * 2**x),
        (lambda x: 1 / x, lambda n, x: (-1) ** n * math.factorial(n) / x ** (n + 1)),
        (
            lambda x: x.log(),
            lambda n, x: (-1) ** (n - 1) * math.factorial(n - 1) / x**n,
        ),
        (
            lambda x: x**3.5,
            lambda n, x: math.prod(3.5 - k for k in range(n)) * x ** (3.5 - n),
        ),
        (
            lambda x: x.sqrt(),
            lambda n, x: math.prod(0.5 - k for k in range(n)) * x ** (0.5 - n),
        ),
    ],
)
def test_any_order_of_functions(f, derivative, order):
    assert times(order, grad, f)(0.7) == pytest.approx(
        derivative(order, 0.7), rel=1e-12
    )


@pytest.mark.parametrize(("n", "wanted"), [(1, 0.0), (2, 0.0), (3, 6.0), (4, 0.0)])
def test_powers_at_zero(n, wanted):
    assert times(n, grad, lambda x: x**3)(0.0) == wanted


def test_create_graph_to_third_order_by_hand():
    x = Value(0.5, "x")
    (first,) = gradients(tanh(x), [x], create_graph=True)
    (second,) = gradients(first, [x], create_graph=True)
    (third,) = gradients(second, [x])
    t = math.tanh(0.5)
    s = 1 - t * t
    assert first.data == pytest.approx(s)
    assert second.data == pytest.approx(-2 * t * s)
    assert third == pytest.approx(-2 * s * s + 4 * t * t * s)


def test_a_gradient_is_a_graph_that_can_run_backward():
    x = Value(3.0)
    (slope,) = gradients(x**3, [x], create_graph=True)
    slope.backward()
    assert (slope.data, x.grad) == (27.0, 18.0)
    assert x in record(slope)


def test_create_graph_of_constants_and_strangers():
    x, y = Value(3.0), Value(4.0)
    found = gradients(2 * x, [x, y], create_graph=True)
    assert [type(d) for d in found] == [Value, Value]
    assert [d.data for d in found] == [2.0, 0.0]


def test_second_derivatives_through_nodes_of_many_arguments():
    f = lambda w, x: dot([w, w], [x, w], bias=x) ** 2  # noqa: E731  ((wx + w^2 + x)^2)
    w, x = 2.0, 3.0
    u = w * x + w * w + x
    mixed = 2 * (x + 2 * w) * (w + 1) + 2 * u
    assert hessian(f)(w, x).tolist() == [
        [2 * (x + 2 * w) ** 2 + 4 * u, mixed],
        [mixed, 2 * (w + 1) ** 2],
    ]


def test_a_penalty_on_the_gradient_trains():
    w, x = Value(0.5), Value(2.0)
    y = (w * x).tanh()
    (slope,) = gradients(y, [x], create_graph=True)
    (slope**2).backward()
    t = math.tanh(1.0)
    s = 1 - t * t
    assert w.grad == pytest.approx(2 * 0.5 * s * (s + 0.5 * -2 * t * s * 2.0))


# --- no confusion of variables --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("f", "wanted"),
    [
        (lambda x: x * grad(lambda y: x + y)(1.0), 1.0),
        (lambda x: x * grad(lambda y: x * y)(x), 6.0),
        (lambda x: x * grad(lambda y: x * y * y)(x), 54.0),
        (lambda x: grad(lambda y: y**3)(x), 18.0),
        (lambda x: grad(lambda y: x**2 * y)(5.0), 6.0),
        (lambda x: grad(lambda y: grad(lambda z: x * y * z)(y))(2.0), 1.0),
        (lambda x: grad(lambda x: x * x)(2.0), 0.0),
        (lambda x: value_and_grad(lambda y: y * x)(x)[0], 6.0),
        (lambda x: value_and_grad(lambda y: y)(x)[0], 1.0),
        (lambda x: value_and_grad(lambda y: y * y)(x)[1], 2.0),
        (lambda x: jacobian(lambda y: [y * x, y])(x)[0, 0] * x, 6.0),
        (lambda x: hessian(lambda y: y**3 * x)(x), 36.0),
        (lambda x: grad(lambda ys: ys[0] * ys[1])([x, 4.0])[1], 1.0),
        (lambda x: x**2 + Value(5.0) * gradients(Value(2.0) * x, [x])[0], 6.0),
    ],
)
def test_nested_variables_are_kept_apart(f, wanted):
    assert grad(f)(3.0) == wanted


def test_a_value_given_and_held_is_a_constant_where_it_is_held():
    x = Value(3.0)
    assert grad(lambda y: x * y)(x).data == 3.0
    slope = grad(lambda y: y * y)(x)
    slope.backward()
    assert (slope.data, x.grad) == (6.0, 2.0)


def test_the_value_returned_belongs_to_the_value_given():
    x = Value(3.0)
    for f in (lambda y: y, lambda y: y * 1):
        value, _ = value_and_grad(f)(x)
        assert x in record(value)


def test_f_may_return_what_was_recorded_before():
    x = Value(3.0)
    before = x * x
    nodes = record(before)
    with pytest.warns(ChalkgradWarning, match="does not depend"):
        assert grad(lambda y: before)(2.0) == 0.0
    assert record(before) == nodes


def test_the_graph_that_f_leaves_behind_is_not_disturbed():
    kept = []
    x = Value(3.0)
    grad(lambda y: kept.append(y * x) or kept[-1])(5.0)
    assert gradients(kept[0], [x]) == [5.0]


# --- several outputs ------------------------------------------------------------------------------------------------


def test_jacobian():
    f = lambda p, q: [p[0] * q, p[1] + q, 7.0]  # noqa: E731
    assert jacobian(f)([2.0, 3.0], 5.0).tolist() == [
        [5.0, 0.0, 2.0],
        [0.0, 1.0, 1.0],
        [0.0, 0.0, 0.0],
    ]
    assert jacobian(lambda x: x * x)(3.0).tolist() == [[6.0]]
    assert jacobian(lambda x: [])(3.0).shape == (0, 1)
    assert jacobian(lambda x: np.array([x, x * x]))(3.0).tolist() == [[1.0], [6.0]]


def test_jacobian_of_values_holds_values():
    x = Value(3.0)
    found = jacobian(lambda x: [x * x])(x)
    assert found.dtype == object
    assert gradients(found[0, 0], [x]) == [2.0]


@pytest.mark.parametrize("x", [(1.0, 2.0), (-0.5, 0.3)])
def test_hessian_is_symmetric_and_right(x):
    found = hessian(lambda a, b: (a * b).sin() + a**3 * b)(*x)
    a, b = x
    s, c = math.sin(a * b), math.cos(a * b)
    mixed = c - a * b * s + 3 * a * a
    np.testing.assert_allclose(
        found, [[-b * b * s + 6 * a * b, mixed], [mixed, -a * a * s]], rtol=1e-12
    )


def test_hessian_of_a_power_with_exponent_zero():
    found = hessian(lambda x, y: x**y)(2.0, 0.0)
    np.testing.assert_allclose(found, [[0.0, 0.5], [0.5, math.log(2) ** 2]])


def test_third_derivatives_of_a_power_with_exponent_zero():
    slope_y = lambda x, y: grad(grad(lambda y: x**y))(y)  # noqa: E731  (x^y ln(x)^2)
    assert grad(slope_y)(2.0, 0.0) == pytest.approx(math.log(2))
    slope_x = lambda x, y: grad(lambda x: x**y)(x)  # noqa: E731  (y x^(y - 1), twice by y: 2 ln(x) / x at y = 0)
    assert grad(grad(slope_x, 1), 1)(2.0, 0.0) == pytest.approx(math.log(2))


def test_hessian_of_what_has_none():
    assert hessian(lambda x, y: x + 2 * y)(1.0, 2.0).tolist() == [
        [0.0, 0.0],
        [0.0, 0.0],
    ]


def test_jvp():
    assert jvp(lambda x, y: x * y, (2.0, 3.0), (1.0, 10.0)) == (6.0, 23.0)
    assert jvp(lambda w: w[0] * w[1], ([2.0, 3.0],), ([1.0, 10.0],)) == (6.0, 23.0)
    with pytest.raises(ValueError, match="got 1 primals and 2 tangents"):
        jvp(lambda x: x, (1.0,), (1.0, 2.0))


# --- surroundings ---------------------------------------------------------------------------------------------------


def test_transforms_work_where_recording_is_off():
    with no_grad():
        assert grad(lambda x: x * x)(3.0) == 6.0
        assert grad(grad(lambda x: x * x))(3.0) == 2.0
        assert (Value(1.0) * 2).parents == ()


def test_no_grad_inside_a_function_makes_a_constant():
    def f(x):
        with no_grad():
            y = x * x
        return y * x

    assert grad(f)(3.0) == 9.0


def test_an_error_in_f_leaves_no_mode_behind():
    with pytest.raises(ZeroDivisionError):
        grad(lambda x: 1 // 0)(1.0)
    assert type(grad(lambda x: x)(1.0)) is float
    assert (Value(1.0) * 2).parents != ()


def test_all_rows_are_known_to_the_mathematics_of_values():
    from autograd.higher_derivatives import VALUES

    for rule in RULES.values():
        x = [Value(number) for number in inside(rule)]
        assert getattr(VALUES, rule.name)(*x).data == apply(rule, *x).data
    with pytest.raises(AttributeError, match=r"use m\.log3, which is no row"):
        VALUES.log3  # noqa: B018
