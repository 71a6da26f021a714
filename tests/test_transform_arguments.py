"""What transforms take and give: names, dictionaries, aux, arrays without dimensions, several results, warnings."""

import functools
import inspect
import warnings
from collections import OrderedDict, defaultdict

import numpy as np
import pytest

import autograd
from autograd import (
    ChalkgradWarning,
    Value,
    elementwise_grad,
    grad,
    gradients,
    hessian,
    jacobian,
    jvp,
    no_grad,
    value_and_grad,
    vjp,
)

# --- arguments ------------------------------------------------------------------------------------------------------


def test_dictionaries_and_all_that_is_in_them():
    f = lambda p: p["w"][0] * p["w"][1] + p["b"]["x"] ** 2  # noqa: E731
    p = {"w": [2.0, 3.0], "b": {"x": 4.0}}
    assert grad(f)(p) == {"w": [3.0, 2.0], "b": {"x": 8.0}}
    assert value_and_grad(f)(p)[0] == 22.0
    assert jacobian(f)(p).tolist() == [[3.0, 2.0, 8.0]]
    assert hessian(f)(p).tolist() == [[0.0, 1.0, 0.0], [1.0, 0.0, 0.0], [0.0, 0.0, 2.0]]
    t = {"w": [1.0, 10.0], "b": {"x": 100.0}}
    assert jvp(f, (p,), (t,)) == (22.0, 823.0)
    assert vjp(f, p)[1](1.0) == (grad(f)(p),)


def test_dictionaries_keep_their_kind_and_order():
    f = lambda p: sum(p.values())  # noqa: E731
    ordered = grad(f)(OrderedDict(b=1.0, a=2.0))
    assert type(ordered) is OrderedDict
    assert list(ordered) == ["b", "a"]
    assert type(grad(f)(defaultdict(list, a=2.0))) is defaultdict
    given = {"a": np.array([1.0, 2.0])}
    assert grad(lambda p: p["a"].sum())(given)["a"].tolist() == [1.0, 1.0]
    assert given["a"].tolist() == [1.0, 2.0]


def test_keyword_arguments():
    f = lambda x, y=1.0, *, s=1.0: s * x * y**2  # noqa: E731
    assert grad(f)(2.0, s=10.0) == 10.0
    assert grad(f)(x=2.0, y=3.0) == 9.0
    assert grad(f, 1)(2.0, y=3.0) == 12.0
    assert grad(f, (0, 1))(2.0, y=3.0) == (9.0, 12.0)
    assert grad(f, argnames="s")(2.0, 3.0, s=1.0) == 18.0
    assert grad(f, argnames="x")(2.0, 3.0) == 9.0
    assert grad(f, argnames=["s", "x"])(2.0, 3.0, s=1.0) == (18.0, 9.0)
    assert value_and_grad(f, argnames="y")(2.0, y=3.0) == (18.0, 12.0)
    assert jacobian(f)(2.0, y=3.0).tolist() == [[9.0, 12.0]]
    assert jacobian(f, argnames="y")(2.0, y=3.0).tolist() == [[12.0]]
    assert hessian(f)(2.0, y=3.0).tolist() == [[0.0, 6.0], [6.0, 4.0]]
    assert hessian(f, argnames="y")(2.0, y=3.0) == 4.0
    assert jvp(f, {"x": 2.0, "y": 3.0}, {"y": 1.0, "x": 0.0}) == (18.0, 12.0)
    assert grad(functools.partial(f, s=2.0))(2.0, 3.0) == 18.0
    assert grad(grad(f, argnames="y"), argnames="y")(2.0, y=3.0) == 4.0


def test_argnums_of_matrices():
    f = lambda x, y: [x[0] * y, x[1] * y**2]  # noqa: E731
    x, y = [2.0, 3.0], 5.0
    assert jacobian(f)(x, y).tolist() == [[5.0, 0.0, 2.0], [0.0, 25.0, 30.0]]
    assert jacobian(f, 0)(x, y).tolist() == [[5.0, 0.0], [0.0, 25.0]]
    assert jacobian(f, -1)(x, y).tolist() == [[2.0], [30.0]]
    assert jacobian(f, (1, 0))(x, y).tolist() == [[2.0, 5.0, 0.0], [30.0, 0.0, 25.0]]
    g = lambda x, y: x[0] * x[1] * y**2  # noqa: E731
    assert hessian(g, 0)(x, y).tolist() == [[0.0, 25.0], [25.0, 0.0]]
    assert hessian(g, 1)(x, y) == 12.0
    assert hessian(g, (1,))(x, y).tolist() == [[12.0]]


def test_the_hessian_of_a_function_of_one_number_is_a_number():
    assert hessian(lambda x: x**3)(2.0) == 12.0
    assert type(hessian(lambda x: x**3)(2)) is float
    assert hessian(lambda x: x[0] ** 3)([2.0]).tolist() == [[12.0]]
    x = Value(2.0)
    second = hessian(lambda x: x**3)(x)
    assert gradients(second, [x]) == [6.0]


@pytest.mark.parametrize(
    ("call", "error", "message"),
    [
        (lambda: grad(3.0), TypeError, "grad: a function is needed, got float"),  # type: ignore[arg-type]
        (lambda: jvp(3.0, (1.0,), (1.0,)), TypeError, "jvp: a function is needed"),  # type: ignore[arg-type]
        (lambda: jvp(abs, 3.0, 1.0), TypeError, "primals must be a list .* got float"),
        (lambda: jvp(abs, (3.0,), 1.0), TypeError, "tangents must be a list .* float"),
        (
            lambda: jvp(lambda a, b: a[0] * b[0], ([1.0, 2.0], [3.0]), ([1.0], [1.0, 2.0])),
            ValueError,
            r"jvp: tangents\[0\] must be a list of 2, got a list of 1",
        ),
        (
            lambda: jvp(lambda a: a[0], ([1.0],), (1.0,)),
            ValueError,
            r"tangents\[0\] must be a list of 1, got one number",
        ),
        (
            lambda: jvp(lambda a: a["x"], ({"x": 1.0},), ({"y": 1.0},)),
            ValueError,
            r"tangents\[0\] must be a dict with the keys \['x'\], got a dict .*'y'",
        ),
        (
            lambda: vjp(lambda x: [x, x], 1.0)[1](1.0),
            ValueError,
            "vjp: cotangents must be a list of 2, got one number",
        ),
        (lambda: jvp(abs, (1.0,), ("1",)), TypeError, "got str"),
        (lambda: grad(lambda x: x, 1.5)(1.0), TypeError, "argnums must be an int"),  # type: ignore[arg-type]
        (lambda: grad(lambda x: x, argnames="y")(1.0), TypeError, "argnames asks for 'y'"),
        (
            lambda: grad(lambda x: x, argnames=["x", "x"])(1.0),
            TypeError,
            "argnames names an argument twice",
        ),
        (lambda: grad(lambda x: x, has_aux=True)(1.0), TypeError, "must return a pair"),
        (lambda: grad(lambda x: [x])(1.0), TypeError, "one number, got list"),
        (lambda: grad(lambda x: {"a": x})(1.0), TypeError, "one number, got dict"),
        (lambda: grad(lambda x: np.array([x, x]))(1.0), TypeError, "numpy.ndarray"),
        (lambda: hessian(lambda x: [x])(1.0), TypeError, "hessian: .* got list"),
        (lambda: jacobian(lambda x: [None])(1.0), TypeError, "jacobian: .*NoneType"),
    ],
)  # fmt: skip
def test_wrong_calls_say_what_is_wrong(call, error, message):
    with pytest.raises(error, match=message):
        call()


# --- results --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("f", "wanted"),
    [
        (lambda x: np.where(x > 1, x**2, 0.0), 3.0),
        (lambda x: np.where(x < 1, 0.0, x**2) * 2, 6.0),
        (lambda x: np.select([x > 1, x > 0], [x**2, x], 0.0), 3.0),
        (lambda x: np.zeros_like(x) + x, 1.0),
        (lambda x: autograd.exp(np.zeros_like(x)) * x, 1.0),
        (lambda x: np.full_like(x, 3.0) * x, 3.0),
        (lambda x: autograd.maximum(np.array(x), 0.0), 1.0),
        (lambda x: autograd.dot([np.array(x)], [np.array(2.0)]), 2.0),
        (lambda x: autograd.total([np.array(x), x]), 2.0),  # type: ignore[list-item]
        (lambda x: np.array(x), 1.0),
        (lambda x: np.asarray(x * x).squeeze(), 3.0),
        (lambda x: np.array([[x]]) @ np.array([[2.0]]), 2.0),
        (lambda x: np.array([x * x]), 3.0),
        (lambda x: np.array([x, x]).sum(keepdims=True), 2.0),
    ],
)
def test_arrays_without_dimensions_and_of_one_item_are_numbers(f, wanted):
    assert grad(f)(1.5) == wanted
    assert grad(grad(lambda x: f(x) * x))(1.5) == pytest.approx(
        jvp(grad(lambda x: f(x) * x), (1.5,), (1.0,))[1]
    )


def test_aux_is_handed_through():
    def f(x):
        return x * x, {"double": 2 * x, "list": [x], "text": "t", "array": np.ones(2)}

    gradient, aux = grad(f, has_aux=True)(3.0)
    assert gradient == 6.0
    assert (aux["double"], aux["list"], aux["text"]) == (6.0, [3.0], "t")
    assert aux["array"].tolist() == [1.0, 1.0]
    assert value_and_grad(f, has_aux=True)(3.0)[0][1]["double"] == 6.0
    assert value_and_grad(f, 0, True)(3.0)[0][0] == 9.0
    assert jacobian(f, has_aux=True)(3.0)[0].tolist() == [[6.0]]
    assert hessian(f, has_aux=True)(3.0)[0] == 2.0
    assert jvp(f, (3.0,), (1.0,), has_aux=True)[:2] == (9.0, 6.0)
    y, back, aux = vjp(f, 3.0, has_aux=True)
    assert (y, back(1.0), aux["double"]) == (9.0, (6.0,), 6.0)


def test_arrays_in_aux_keep_their_types():
    arrays = {
        "words": np.array(["a", "b"]),
        "whole": np.arange(3),
        "truth": np.array([[True]]),
        "objects": np.array([None, "x"], dtype=object),
        "empty": np.zeros((0, 2), int),
    }
    _, aux = grad(lambda x: (x, [arrays, np.array([x, 2 * x])]), has_aux=True)(3.0)
    for name, array in arrays.items():
        assert aux[0][name].dtype == array.dtype
        assert aux[0][name].tolist() == array.tolist()
    assert aux[1].dtype == float
    assert aux[1].tolist() == [3.0, 6.0]


def test_aux_inside_another_transform_depends_on_its_variable():
    def f(x):
        slope, aux = grad(lambda y: (y * y, [y * 3]), has_aux=True)(x)
        return slope * aux[0]  # 2x * 3x

    assert grad(f)(2.0) == 24.0


def test_elementwise_grad():
    x = np.linspace(-1.0, 1.0, 5)
    np.testing.assert_allclose(elementwise_grad(np.tanh)(x), 1 - np.tanh(x) ** 2)
    assert elementwise_grad(lambda x: x**3)(np.ones((2, 2))).shape == (2, 2)
    assert elementwise_grad(lambda x: x**3)(2.0) == 12.0
    assert elementwise_grad(lambda x, y: x * y, 1)(x, x).tolist() == x.tolist()
    twice = elementwise_grad(elementwise_grad(lambda x: x**3))
    assert twice(np.array([1.0, 2.0])).tolist() == [6.0, 12.0]


def test_jvp_of_many_outputs_has_their_structure():
    y, t = jvp(lambda a, b: {"p": a * b, "s": [a, (b,)]}, (2.0, 3.0), (1.0, 10.0))
    assert y == {"p": 6.0, "s": [2.0, (3.0,)]}
    assert t == {"p": 23.0, "s": [1.0, (10.0,)]}
    y, t = jvp(lambda x: x * x, (np.array([1.0, 2.0]),), (np.array([1.0, 0.5]),))
    assert (y.tolist(), t.tolist()) == ([1.0, 4.0], [2.0, 2.0])
    assert jvp(lambda x: [], (1.0,), (1.0,)) == ([], [])


def test_a_constant_that_f_holds_has_no_tangent():
    held = Value(0.0)  # the slope of its root is infinite
    assert jvp(lambda x: x + held.sqrt(), (1.0,), (1.0,)) == (1.0, 1.0)


@pytest.mark.parametrize("order", [1, 2, 3, 4])
def test_modes_nest_in_any_order(order):
    """d^n/dx^n of x^5 at 2, each derivative by reverse or by forward mode, or by vjp."""
    wanted = {1: 80.0, 2: 160.0, 3: 240.0, 4: 240.0}[order]
    ways = [
        grad,
        lambda f: lambda x: jvp(f, (x,), (1.0,))[1],
        lambda f: lambda x: vjp(f, x)[1](1.0)[0],
        lambda f: lambda x: jacobian(f)(x)[0, 0],
    ]
    for number in range(len(ways) ** order):
        f = lambda x: x**5  # noqa: E731
        for place in range(order):
            f = ways[number // len(ways) ** place % len(ways)](f)
        assert f(2.0) == pytest.approx(wanted, rel=1e-14)


def test_hessian_vector_products_forward_over_reverse():
    f = lambda w: w[0] ** 2 * w[1] + w[1] ** 3  # noqa: E731
    w, v = [1.0, 2.0], [3.0, 4.0]
    wanted = hessian(f)(w) @ v
    assert jvp(grad(f), (w,), (v,))[1] == wanted.tolist()
    product = grad(lambda w: jvp(f, (w,), (v,))[1])(w)
    assert product == wanted.tolist()


def test_vjp_may_be_asked_several_times():
    y, back = vjp(lambda a, b: (a * b, a + b), 2.0, 3.0)
    assert y == (6.0, 5.0)
    assert [back((1.0, 0.0)), back((0.0, 1.0)), back([1.0, 1.0])] == [
        (3.0, 2.0),
        (1.0, 1.0),
        (4.0, 3.0),
    ]
    a = Value(2.0)
    y, back = vjp(lambda x: x**3, a)
    (first,), (again,) = back(1.0), back(2.0)
    assert (first.data, again.data) == (12.0, 24.0)
    assert gradients(first, [a]) == [12.0]
    assert gradients(y, [a]) == [12.0]


def test_the_cotangent_may_be_differentiated():
    assert grad(lambda c: vjp(lambda x: x**3, 2.0)[1](c)[0])(5.0) == 12.0
    c = Value(5.0)
    (slope,) = vjp(lambda x: x**3, 2.0)[1](c)
    assert gradients(slope, [c]) == [12.0]


# --- surroundings ---------------------------------------------------------------------------------------------------


def cube(x: float, *, scale: float = 1.0) -> float:
    """x³ times scale."""
    return scale * x**3


@pytest.mark.parametrize(
    "transform", [grad, value_and_grad, jacobian, hessian, elementwise_grad]
)
def test_a_derivative_is_called_like_its_function(transform):
    derivative = transform(cube)
    assert derivative.__name__ == "cube"
    assert derivative.__doc__ == "x³ times scale."
    assert derivative.__wrapped__ is cube
    assert list(inspect.signature(derivative).parameters) == ["x", "scale"]
    assert transform(np.tanh).__name__ == "tanh"
    assert callable(transform(functools.partial(cube, scale=2.0)))  # which has no name


HELD = Value(3.0)
CONSTANT = {
    "number": lambda x: 3.0,
    "data": lambda x: x.data * 2,
    "held": lambda x: HELD * 2,
    "no_grad": lambda x: no_grad()(lambda: x * x)(),
}


@pytest.mark.parametrize("f", CONSTANT.values(), ids=CONSTANT)
@pytest.mark.parametrize(
    "call",
    [
        lambda f: grad(f)(1.0),
        lambda f: value_and_grad(f)(1.0),
        lambda f: jacobian(f)(1.0),
        lambda f: hessian(f)(1.0),
        lambda f: jvp(f, (1.0,), (1.0,)),
        lambda f: vjp(f, 1.0),
        lambda f: elementwise_grad(f)(1.0),
    ],
    ids=["grad", "value_and_grad", "jacobian", "hessian", "jvp", "vjp", "elementwise"],
)
def test_a_constant_function_is_worth_a_warning(call, f):
    with pytest.warns(ChalkgradWarning, match="does not depend") as caught:
        call(f)
    assert [warning.filename for warning in caught] == [__file__]


def test_a_derivative_that_is_zero_is_none():
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        assert grad(lambda x: x * 0.0)(1.0) == 0.0
        assert grad(grad(lambda x: 2 * x))(1.0) == 0.0
        assert grad(lambda x: grad(lambda y: 2 * y)(x))(1.0) == 0.0
        assert hessian(lambda x: 2 * x)(1.0) == 0.0
        assert grad(lambda p: 2.0)([]) == []
        assert grad(lambda x, y: x, (0, 1))(1.0, 2.0) == (1.0, 0.0)
        assert jacobian(lambda x: [x, 7.0])(1.0).tolist() == [[1.0], [0.0]]
        assert autograd.relu(Value(-1.0)).data == 0.0
        assert grad(autograd.relu)(-1.0) == 0.0


@pytest.mark.parametrize(
    ("f", "x"),
    [
        (lambda x: x / 0.0, 3.0),
        (lambda x: x / 0.0, 0.0),
        (lambda x: 1.0 / x, 0.0),
        (lambda x: x / -0.0, 3.0),
        (lambda x: x ** -1.0, 0.0),
        (lambda x: x**1e300 * 0.5, 10.0),
        (lambda x: (-8.0) ** x, 0.5),
        (lambda x: 0.0**x, -1.0),
        (lambda x: autograd.dot([x, 0.0], [float("inf"), x]), 2.0),
        (lambda x: x.log1p() / (x - x), -1.0),
        (lambda x: (x * 1e300).exp() * 1e300, 5.0),
    ],
)  # fmt: skip
def test_graphs_of_derivatives_are_ieee(f, x):
    """Python raises at 1.0 / 0.0; a graph of derivatives has what backward has."""
    leaf = Value(x)
    y = f(leaf)
    (plain,) = gradients(y, [leaf])
    (graph,) = gradients(y, [leaf], create_graph=True)
    np.testing.assert_equal(graph.data, plain)
    y.backward()
    np.testing.assert_equal(leaf.grad, plain)
    np.testing.assert_equal(jvp(f, (x,), (1.0,))[1], plain)
