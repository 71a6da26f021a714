"""Values and NumPy: scalars mix, arrays of numbers give arrays of Values elementwise, and nothing surprises."""

import operator

import numpy as np
import pytest

import autograd
from autograd import RULES, Value, grad, maximum, total
from tests.domains import inside

OPERATORS = [operator.add, operator.sub, operator.mul, operator.truediv, operator.pow]
SCALARS = [
    np.float64(3),
    np.float32(3),
    np.float16(3),
    np.longdouble(3),
    np.int64(3),
    np.int8(3),
    np.uint8(3),
]


def data(array):
    return [v.data for v in np.ravel(array)]


@pytest.mark.parametrize("operation", OPERATORS)
@pytest.mark.parametrize("scalar", SCALARS, ids=lambda scalar: type(scalar).__name__)
def test_scalars_mix_in_both_orders(operation, scalar):
    v = Value(2.0)
    for found, wanted in [
        (operation(v, scalar), operation(2.0, 3.0)),
        (operation(scalar, v), operation(3.0, 2.0)),
    ]:
        assert type(found) is Value
        assert type(found.data) is float
        assert found.data == wanted
        found.backward()
    assert type(v.grad) is float


def test_small_types_do_not_overflow():
    assert (
        (Value(200) * np.uint8(200)).data
        == (np.uint8(200) * Value(200)).data
        == 40000.0
    )
    assert (Value(1.0) * np.float32(0.1)).data == float(np.float32(0.1))


def test_numpy_bool_counts_like_bool():
    for one in (True, np.True_):
        assert (Value(2.0) * one).data == 2.0
        assert (one * Value(2.0)).data == 2.0


@pytest.mark.parametrize(
    "compare", [operator.lt, operator.le, operator.gt, operator.ge]
)
def test_comparisons(compare):
    v = Value(2.0)
    assert compare(v, np.float64(3)) == compare(2.0, 3.0)
    assert compare(np.float64(3), v) == compare(3.0, 2.0)
    array = np.array([1.0, 2.0, 3.0])
    assert compare(array, v).tolist() == compare(array, 2.0).tolist()
    assert compare(v, array).tolist() == compare(2.0, array).tolist()


# --- arrays of numbers ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("operation", OPERATORS)
@pytest.mark.parametrize("dtype", [float, np.float32, int, np.uint8, object])
def test_array_and_value_elementwise_in_both_orders(operation, dtype):
    array, v = np.array([[1, 2], [3, 4]], dtype=dtype), Value(2.0)
    for found, wanted in [
        (operation(array, v), operation(array.astype(float), 2.0)),
        (operation(v, array), operation(2.0, array.astype(float))),
    ]:
        assert found.dtype == object
        assert found.shape == (2, 2)
        assert {type(x) for x in found.ravel()} == {Value}
        assert data(found) == wanted.ravel().tolist()


@pytest.mark.parametrize("operation", OPERATORS)
def test_zero_dimensional_arrays_are_scalars(operation):
    v, zero_dimensional = Value(2.0), np.array(3.0)
    assert operation(v, zero_dimensional).data == operation(2.0, 3.0)
    assert operation(zero_dimensional, v).data == operation(3.0, 2.0)


def test_zero_dimensional_arrays_are_numbers_everywhere():
    assert Value(np.array(2.0)).data == 2.0  # type: ignore[arg-type]
    assert autograd.exp(np.array(0.0)) == 1.0
    assert maximum(Value(1.0), np.array(2.0)).data == 2.0


def test_an_empty_array_stays_empty():
    assert (np.array([]) * Value(1.0)).shape == (0,)


def test_an_array_of_floats_cannot_hold_the_result_in_place():
    array = np.ones(2)
    with pytest.raises(TypeError, match="cast"):
        array += Value(1.0)  # type: ignore[call-overload]


# --- arrays of Values -----------------------------------------------------------------------------------------------


@pytest.fixture
def w():
    return np.array([Value(0.25), Value(0.5), Value(0.75)])


def test_an_array_of_values_holds_them(w):
    assert w.dtype == object
    assert np.array([[Value(1.0)]]).shape == (1, 1)
    assert np.array(w, dtype=float).tolist() == [0.25, 0.5, 0.75]


@pytest.mark.parametrize(
    "name",
    [
        rule.name
        for rule in RULES.values()
        if rule.arity == 1 and hasattr(np, rule.name)
    ],
)
def test_numpy_functions_of_values_record(name):
    if name in ("sign", "clip", "sinc"):
        return  # NumPy compares, and puts other functions together, instead of asking the Value
    numbers = [inside(RULES[name], which)[0] for which in range(3)]
    w = np.array([*map(Value, numbers)])
    found = getattr(np, name)(w)
    assert {type(x) for x in found} == {Value}
    np.testing.assert_allclose(
        data(found), getattr(np, name)(np.array(data(w))), rtol=1e-15
    )
    assert [x.parents[0] for x in found] == list(w)


@pytest.mark.parametrize(
    ("function", "data_and_slope"),
    [
        (lambda v: np.maximum(v, 0), (0.0, 0.0)),
        (lambda v: np.maximum(-2, v), (-1.0, 1.0)),
        (lambda v: np.maximum(v, -1.0), (-1.0, 0.5)),  # the tie of the row
        (lambda v: np.minimum(v, 0), (-1.0, 1.0)),
        (lambda v: np.sign(v), (-1.0, 0.0)),
        (lambda v: np.hypot(v, 0.0), (1.0, -1.0)),
        (lambda v: np.arctan2(v, 1.0), (-np.pi / 4, 0.5)),
        (lambda v: np.logaddexp(v, -1.0), (-1.0 + np.log(2.0), 0.5)),
        (lambda v: np.fabs(v), (1.0, -1.0)),
        (lambda v: np.remainder(v, 3.0), (2.0, 1.0)),
        (lambda v: np.float_power(2.0, v), (0.5, 0.5 * np.log(2.0))),
        (lambda v: np.maximum(np.array([-3.0, 5.0]), v).sum(), (4.0, 1.0)),
        (lambda v: np.add.reduce([v, v]), (-2.0, 2.0)),
    ],
)
def test_functions_of_a_value_record(function, data_and_slope):
    v = Value(-1.0)
    y = function(v)
    assert type(y) is Value
    y.backward()
    assert (y.data, v.grad) == pytest.approx(data_and_slope, rel=1e-15)


@pytest.mark.parametrize(
    "name",
    [
        "conjugate",
        "sqrt",
        "exp",
        "log2",
        "log10",
        "exp2",
        "cbrt",
        "floor",
        "ceil",
        "rint",
        "trunc",
        "deg2rad",
        "rad2deg",
        "radians",
        "degrees",
        "arcsinh",
        "fabs",
        "sinh",
        "square",
        "reciprocal",
    ],
)
def test_what_numpy_asks_the_items_for(name):
    numbers = np.array([0.75, 2.5, 6.0])
    values = np.array([*map(Value, numbers)])
    found = getattr(np, name)(values)
    assert {type(x) for x in found} == {Value}
    np.testing.assert_allclose(data(found), getattr(np, name)(numbers), rtol=1e-15)


def test_functions_of_two_arrays_of_values():
    a, b = np.array([0.75, -2.5]), np.array([1.5, 0.5])
    v, w = np.array([*map(Value, a)]), np.array([*map(Value, b)])
    for function in (np.arctan2, np.hypot, np.mod, np.floor_divide):
        np.testing.assert_allclose(data(function(v, w)), function(a, b), rtol=1e-15)
    np.testing.assert_allclose(data(np.round(v, 1)), np.round(a, 1))


def test_variance_and_standard_deviation():
    x = np.array([1.0, 2.5, 4.0])
    values = np.array([*map(Value, x)])
    for function in (np.var, np.std):
        y = function(values)
        assert y.data == pytest.approx(function(x), rel=1e-15)
        total(values).zero_grad()
        y.backward()
        h = 1e-6
        wanted = [
            (function(x + h * e) - function(x - h * e)) / (2.0 * h) for e in np.eye(3)
        ]
        np.testing.assert_allclose([v.grad for v in values], wanted, atol=1e-9)


def test_matrix_products_record(w):
    matrix = np.array(
        [[Value(1.0), Value(2.0), Value(3.0)], [Value(4.0), Value(5.0), Value(6.0)]]
    )
    assert (w @ w).data == 0.875
    assert data(matrix @ w) == [3.5, 8.0]
    assert data(matrix @ np.array([1.0, 0.0, 2.0])) == [7.0, 16.0]
    assert data(np.array([[1.0, 1.0, 1.0]]) @ w) == [1.5]
    (w @ w).backward()
    assert [v.grad for v in w] == [0.5, 1.0, 1.5]


def test_reductions_record(w):
    for y, slopes in [
        (w.sum(), [1.0, 1.0, 1.0]),
        (np.mean(w), [1 / 3, 1 / 3, 1 / 3]),
        (np.prod(w), [0.375, 0.1875, 0.125]),
        (w.max(), [0.0, 0.0, 1.0]),
        (np.dot(w, [1.0, 2.0, 3.0]), [1.0, 2.0, 3.0]),
        (((w - w.mean()) ** 2).mean(), [-1 / 6, 0.0, 1 / 6]),
    ]:
        total(w).zero_grad()
        y.backward()
        np.testing.assert_allclose([v.grad for v in w], slopes, atol=1e-16)


def test_sum_of_an_array_records_no_zero(w):
    assert sum(w).data == w.sum().data == 1.5


@pytest.mark.parametrize(
    "rule", [rule for rule in RULES.values() if rule.arity], ids=lambda rule: rule.name
)
def test_functions_of_the_package_take_arrays(rule):
    function = getattr(autograd, rule.name)
    points = [inside(rule, which) for which in range(3)]
    firsts, *seconds = zip(*points)
    others = inside(rule, 3)[1:]
    wanted = [function(x, *others) for x in firsts]
    plain = function(np.array(firsts), *others)
    values = function(np.array([*map(Value, firsts)]), *others)
    assert plain.dtype == float
    np.testing.assert_allclose(plain, wanted, rtol=1e-14)
    assert values.dtype == object
    assert data(values) == wanted
    if rule.arity == 2:
        numbers = np.array(seconds[0])
        assert data(function(Value(firsts[0]), numbers)) == [
            function(firsts[0], y) for y in numbers
        ]
        w = np.array([*map(Value, seconds[0])])
        assert data(function(np.array(firsts), w)) == [function(*x) for x in points]


@pytest.mark.parametrize(
    "array",
    [np.array(["2"]), np.array([1j]), np.array([None]), np.array([[]], dtype="U1")],
)
def test_arrays_of_something_else_are_refused(array):
    with pytest.raises(TypeError, match="real"):
        autograd.exp(array)
    if array.dtype != object and array.size:
        with pytest.raises(TypeError):
            array * Value(1.0)


def test_functions_of_arrays_do_not_warn():
    found = autograd.log(np.array([0.0, -1.0, 1.0]))
    np.testing.assert_array_equal(found, [-np.inf, np.nan, 0.0])


def test_a_loss_written_in_numpy():
    x, y = np.array([[1.0, 2.0], [3.0, 4.0]]), np.array([1.0, 2.0])

    def loss(w):
        return (((x @ w) - y) ** 2).mean()

    w = np.array([0.5, -0.25])
    np.testing.assert_allclose(grad(loss)(w), x.T @ (x @ w - y), rtol=1e-14)
