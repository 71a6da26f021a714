"""Value as a Python number: what it takes, how it compares, prints and refuses."""

import builtins
import inspect
import math
import operator
from collections import Counter
from decimal import Decimal
from fractions import Fraction

import numpy as np
import pytest

import autograd
from autograd import (
    RULES,
    ChalkgradWarning,
    EqualityWarning,
    Interval,
    Rule,
    Value,
    apply,
    dot,
    grad,
    label,
    record,
    total,
)
from autograd.bindings import FUNCTIONS
from tests.domains import inside

# --- what a Value is made of ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "number",
    [
        2,
        2.0,
        True,
        Fraction(2),
        np.float32(2),
        np.float16(2),
        np.int64(2),
        np.uint8(2),
        np.longdouble(2),
    ],
)
def test_numbers_become_floats(number):
    assert type(Value(number).data) is float
    assert Value(number).data == number


def test_numbers_too_large_for_a_float_are_infinite():
    assert Value(10**400).data == math.inf
    assert (Value(1.0) * -(10**400)).data == -math.inf
    assert (10**400 + Value(1.0)).data == math.inf


@pytest.mark.parametrize(
    ("thing", "name"),
    [
        ("2", "str"),
        (None, "NoneType"),
        ([1], "list"),
        (1j, "complex"),
        ((1,), "tuple"),
        (b"2", "bytes"),
        (Decimal(2), "decimal.Decimal"),
        (np.array([2.0]), "numpy.ndarray"),
        (np.complex128(2), "numpy.complex128"),
        (np.str_("2"), "numpy.str_"),
        (print, "builtin_function_or_method"),
    ],
)
def test_anything_else_is_refused_by_its_type(thing, name):
    with pytest.raises(
        TypeError, match=rf"Value must be a real number .*, got {name}$"
    ):
        Value(thing)


def test_a_value_of_a_value_is_refused():
    with pytest.raises(TypeError, match=r"got a Value: take its \.data"):
        Value(Value(1.0))  # type: ignore[arg-type]


def test_labels_are_strings():
    x = Value(1.0, label="x")
    assert x.label == "x"
    assert Value(1.0).label == ""
    assert x.named("y") is x
    assert x.label == "y"
    for wrong in (
        lambda: Value(1.0, 3),  # type: ignore[arg-type]
        lambda: x.named(None),
        lambda: setattr(x, "label", 3),
    ):
        with pytest.raises(TypeError, match="label must be a string, got"):
            wrong()


def test_a_parameter_says_so():
    assert Value(1.0, parameter=True).parameter
    assert not Value(1.0).parameter


def test_value_is_final():
    with pytest.raises(TypeError):
        type("Mine", (Value,), {})


# --- as a number ----------------------------------------------------------------------------------------------------


def test_the_class_says_what_it_takes():
    names = ["data", "label", "_op", "_label", "_children", "parameter"]
    assert list(inspect.signature(Value).parameters) == names


def test_it_converts_and_prints():
    x = Value(2.5, "x")
    converted = (float(x), int(x), bool(x), bool(Value(0.0)))
    assert converted == (2.5, 2, True, False)
    assert f"{x:.3f} {x:>6.1f}" == "2.500    2.5"
    assert repr(x) == str(x) == f"{x}" == "Value(data=2.5, label='x')"
    (x * 2).backward()
    assert repr(x) == "Value(data=2.5, grad=2.0, label='x')"


@pytest.mark.parametrize(
    "compare", [operator.lt, operator.le, operator.gt, operator.ge]
)
@pytest.mark.parametrize(
    ("x", "y"), [(1.0, 2.0), (2.0, 1.0), (1.0, 1.0), (math.nan, 1.0), (1.0, math.nan)]
)
def test_order_is_that_of_the_numbers(compare, x, y):
    wanted = compare(x, y)
    found = [
        compare(Value(x), Value(y)),
        compare(Value(x), y),
        compare(x, Value(y)),
        compare(Value(x), np.float64(y)),
    ]
    assert all(type(answer) is bool and answer == wanted for answer in found)


def test_equality_and_hash_are_identity():
    a, b = Value(1.0), Value(1.0)
    assert a != b
    assert len({a, b}) == 2
    assert {a: "found"}[a] == "found"


def test_sorting_and_extremes_use_the_numbers():
    a, b, c = Value(3.0), Value(1.0), Value(2.0)
    assert sorted([a, b, c]) == [b, c, a]
    assert max(a, b, c) is a
    assert min(a, b, c) is b


def test_comparison_refuses_by_type():
    with pytest.raises(TypeError, match="str"):
        Value(1.0) < "2"  # type: ignore[operator]  # noqa: B015


@pytest.mark.parametrize(
    ("expression", "wanted"),
    [
        (lambda v: v + 1, 3.0), (lambda v: 1 + v, 3.0), (lambda v: v - 1, 1.0), (lambda v: 1 - v, -1.0),
        (lambda v: v * 3, 6.0), (lambda v: 3 * v, 6.0), (lambda v: v / 4, 0.5), (lambda v: 4 / v, 2.0),
        (lambda v: v**3, 8.0), (lambda v: 3**v, 9.0), (lambda v: -v, -2.0), (lambda v: +v, 2.0),
        (lambda v: abs(-v), 2.0), (lambda v: v * True, 2.0), (lambda v: Fraction(1, 2) * v, 1.0),
        (lambda v: v / Fraction(1, 2), 4.0), (lambda v: sum([v, v, 1]), 5.0), (lambda v: pow(v, 2), 4.0),
    ],
)  # fmt: skip
def test_arithmetic(expression, wanted):
    found = expression(Value(2.0))
    assert type(found) is Value
    assert type(found.data) is float
    assert found.data == wanted


@pytest.mark.parametrize(
    "operation",
    [operator.add, operator.sub, operator.mul, operator.truediv, operator.pow],
)
@pytest.mark.parametrize(
    ("other", "name"), [("2", "str"), (None, "NoneType"), (1j, "complex"), ({}, "dict")]
)
def test_operators_refuse_what_is_no_number(operation, other, name):
    for arguments in ((Value(1.0), other), (other, Value(1.0))):
        with pytest.raises(TypeError, match=f"{name}|Value"):
            operation(*arguments)


@pytest.mark.parametrize(
    "operation",
    [operator.matmul, operator.and_, operator.lshift],
)
def test_other_operators_are_not_defined(operation):
    with pytest.raises(TypeError, match="unsupported operand type"):
        operation(Value(5.0), Value(2.0))


@pytest.mark.parametrize("x", [7.5, -7.5, 2.5, -0.5])
@pytest.mark.parametrize("y", [2.0, -2.0, 0.75])
def test_remainders_are_those_of_python(x, y):
    v, w = Value(x), Value(y)
    assert (v % w).data == (v % y).data == (x % w).data == x % y
    assert (v // w).data == (v // y).data == (x // w).data == x // y
    assert [part.data for part in divmod(v, w)] == [*divmod(x, y)]
    assert [part.data for part in divmod(x, w)] == [*divmod(x, y)]
    (v % w).backward()
    assert (v.grad, w.grad) == (1.0, -(x // y))


@pytest.mark.parametrize("x", [2.5, 3.5, -2.5, 2.675, -1234.5678, 0.0])
def test_rounding_records_and_gives_pythons_numbers(x):
    v = Value(x)
    assert round(v).data == round(x)
    assert round(v, 3).data == round(x, 3)
    assert round(v, -2).data == round(x, -2)
    assert math.floor(v).data == math.floor(x)
    assert math.ceil(v).data == math.ceil(x)
    assert math.trunc(v).data == math.trunc(x)
    y = round(v, 3) + math.floor(v) + v
    y.backward()
    assert v.grad == 1.0


def test_a_detached_value_keeps_its_history_but_no_gradient_flows():
    x = Value(3.0, "x")
    y = x * (x * 2).detach()
    y.backward()
    assert (y.data, x.grad) == (18.0, 6.0)
    assert x.detach().parents == (x,)
    assert autograd.detach(2) == 2.0
    assert autograd.grad(lambda v: v * autograd.detach(v * v))(3.0) == 9.0
    assert autograd.jvp(lambda v: v * v.detach(), [3.0], [1.0])[1] == 3.0
    assert autograd.hessian(lambda v: v * v * v.detach())(3.0) == 6.0


def test_a_number_without_history():
    x = Value(3.0, "x")
    z = x + autograd.stop_gradient((x - 3.0).sqrt())
    assert autograd.gradients(z, [x]) == [1.0]
    many = autograd.stop_gradient(np.array([x, x * x]))
    assert [type(v) for v in many] == [Value, Value]
    assert autograd.stop_gradient(2) == 2.0
    assert autograd.grad(lambda v: v * autograd.stop_gradient(v * v))(3.0) == 9.0


@pytest.mark.parametrize("x", [-1.0, 0.0, 4.0])
def test_the_branch_not_taken_harms_nothing(x):
    def f(v):
        return autograd.where(v > 0, v.sqrt(), v.exp())

    wanted = 0.5 / math.sqrt(x) if x > 0 else math.exp(x)
    assert autograd.grad(f)(x) == pytest.approx(wanted, rel=1e-14)
    assert autograd.grad(autograd.grad(f))(x) == pytest.approx(
        -0.25 * x**-1.5 if x > 0 else math.exp(x), rel=1e-14
    )


def test_a_constant_branch_is_no_reason_for_a_warning():
    def f(v):
        return autograd.where(v > 0, v.sqrt(), 0.0)

    assert [autograd.grad(f)(x) for x in (-1.0, 0.0, 4.0)] == [0.0, 0.0, 0.25]


def test_where_of_arrays_and_of_a_recorded_condition():
    values = np.array([Value(-1.0), Value(4.0)])
    y = autograd.where(values > 0, autograd.sqrt(values), 0.0).sum()
    y.backward()
    assert [v.grad for v in values] == [0.0, 0.25]
    x = Value(2.0, "x")
    node = autograd.where(x.step(), x * 3.0, x * x)
    assert autograd.gradients(node, [x]) == [3.0]
    program = autograd.compile(node, [], [x])
    program.parameters[:] = -2.0
    assert program.value_and_grad([[]]) == (4.0, [-4.0])
    assert autograd.where(True, 1.0, 2.0) == 1.0
    plain = autograd.where(np.array([True, False]), 1.0, np.array([2.0, 3.0]))
    assert plain.tolist() == [1.0, 3.0]


def test_sum_starts_without_a_zero_in_the_picture():
    a, b = Value(1.0), Value(2.0)
    assert sum([a, b]).parents == (a, b)  # type: ignore[union-attr]
    assert sum([a]) is a


def test_augmented_assignment_makes_a_new_node():
    x = y = Value(3.0)
    y += 1
    assert (x.data, y.data, y.parents) == (3.0, 4.0, (x,))


# --- numbers set by hand --------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "number",
    [2, np.float64(2.0), np.float32(2.0), np.int32(2), np.array(2.0), Fraction(2)],
)
def test_data_set_by_hand_becomes_a_float(number):
    x = Value(1.0)
    x.data = number
    assert type(x.data) is float
    assert (x * x).data == 4.0


def test_data_set_by_hand_is_checked():
    x = Value(1.0)
    x.data = 10**400
    assert x.data == math.inf
    for wrong, name in [("2", "str"), (None, "NoneType"), (x, "Value")]:
        with pytest.raises(TypeError, match=f"data must be .*{name}"):
            x.data = wrong  # type: ignore[assignment]


def test_numpy_numbers_set_by_hand_raise_and_warn_nothing():
    x, zero = Value(1.0), Value(0.0)
    x.data = np.float64(1e200)
    assert (x * x).data == math.inf
    assert (x / zero).data == math.inf


def test_grad_set_by_hand():
    x = Value(2.0)
    x.grad = 0  # as in micrograd
    (x * 3).backward()
    assert x.grad == 3.0
    x.grad = None  # forgets it
    assert (x.grad, x.has_grad) == (0.0, False)
    with pytest.raises(TypeError, match=r"grad must be a real number .*, got str"):
        x.grad = "3"  # type: ignore[assignment]


# --- functions ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "rule", [RULES[name] for name in FUNCTIONS], ids=lambda rule: rule.name
)
def test_every_row_is_a_function_and_every_unary_row_a_method(rule):
    function = getattr(autograd, rule.name)
    numbers = inside(rule)
    node = function(*map(Value, numbers))
    assert node.op == rule.name
    assert function.__name__ == rule.name
    assert function.__doc__ == rule.doc
    assert function(*numbers) == node.data
    assert rule.name in autograd.__all__ or hasattr(
        builtins, rule.name
    )  # a star import keeps abs and pow
    if rule.arity == 1:
        assert getattr(Value(*numbers), rule.name)().data == node.data
    else:
        assert (
            function(numbers[0], Value(numbers[1])).data
            == function(Value(numbers[0]), numbers[1]).data
            == node.data
        )


def test_constant_parameters():
    x = Value(-2.0)
    for y in (
        x.leaky_relu(0.5),
        x.leaky_relu(slope=0.5),
        autograd.leaky_relu(x, 0.5),
        autograd.leaky_relu(x, slope=0.5),
    ):
        assert (y.data, y.partials, y.arguments) == (-1.0, (0.5,), (x, 0.5))
    assert x.leaky_relu().data == -0.02
    assert autograd.leaky_relu(-2.0, slope=1) == -2.0


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda v: apply(RULES["exp"]), "exp takes 1 argument, got 0"),
        (lambda v: apply(RULES["mul"], v), "mul takes 2 arguments, got 1"),
        (lambda v: apply(RULES["leaky_relu"], v, 1.0, 2.0), "leaky_relu takes .*got 3"),
        (
            lambda v: apply(RULES["leaky_relu"], v, bad=1.0),
            "leaky_relu has no constant parameter 'bad'; it has: slope",
        ),
        (lambda v: apply(RULES["leaky_relu"], v, 0.1, slope=0.2), "slope"),
        (
            lambda v: autograd.leaky_relu(v, slope=v),
            "constant parameter 'slope' must be a plain number here, got a Value",
        ),
        (
            lambda v: autograd.exp("1"),  # type: ignore[call-overload]
            "exp: argument 1 must be a real number .*, got str",
        ),
        (
            lambda v: total([v, None]),
            "total: argument 2 must be a real number .*, got NoneType",
        ),
        (
            lambda v: v.backward("1"),
            "backward: gradient must be a real number .*, got str",
        ),
        (lambda v: v.leaky_relu(bad=1.0), r"leaky_relu\(\)"),
        (lambda v: v.exp(1.0), r"exp\(\)"),
        (lambda v: apply("exp", v), "Rule.*str"),  # type: ignore[call-overload]
    ],
)
def test_wrong_calls_say_what_is_wrong(call, message):
    with pytest.raises(TypeError, match=message):
        call(Value(1.0))


def test_dot_and_total():
    w, x, b = [Value(2.0), Value(3.0)], [Value(5.0), 7.0], Value(0.5)
    z = dot(w, x, bias=b)
    z.backward()
    assert (z.op, z.data, [v.grad for v in w], x[0].grad, b.grad) == (  # type: ignore[attr-defined]
        "dot",
        31.5,
        [5.0, 7.0],
        2.0,
        1.0,
    )
    assert dot((v for v in w), iter(x)).data == 31.0
    assert total(v for v in [1.0, Value(2.0)]).data == 3.0  # type: ignore[misc]
    assert (total([]), total([1, 2]), dot([], []), dot([1], [2], 3)) == (
        0.0,
        3.0,
        0.0,
        5.0,
    )
    assert dot([], [], bias=b).partials == (1.0,)
    with pytest.raises(
        ValueError, match="as many weights as inputs are needed, got 2 and 1"
    ):
        dot(w, [1.0])


def test_label_names_values_after_their_variables():
    def lecture():
        a, b = Value(2.0), Value(1.0, "bias")
        w = [Value(1.0), (Value(2.0),)]
        _hidden = Value(3.0)
        n, c = 5, a + b
        label(locals())
        return a, b, c, w[0], w[1][0], _hidden  # type: ignore[index]

    assert [v.label for v in lecture()] == ["a", "bias", "c", "w[0]", "w[1][0]", ""]


# --- rules of one's own ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize("count", [1, 2, 3, 4])
def test_a_rule_of_any_number_of_arguments(count):
    forward = eval(
        f"lambda m, {', '.join('abcd'[:count])}: {' * '.join('abcd'[:count])}"
    )
    product = Rule("product", "Π", forward, lambda m, z, *x: tuple(z / t for t in x))
    x = [Value(float(i + 2)) for i in range(count)]
    y = apply(product, *x)
    y.backward()
    assert y.data == math.prod(v.data for v in x)
    assert [v.grad for v in x] == [y.data / v.data for v in x]


def test_a_rule_with_two_constants():
    line = Rule(
        "line",
        "/",
        lambda m, x, a, b: a * x + b,
        lambda m, z, x, a, b: (a,),
        constants=(("a", 2), ("b", 1)),
    )
    x = Value(3.0)
    for y in (
        apply(line, x),
        apply(line, x, 2.0),
        apply(line, x, b=1),
        apply(line, x, 2, b=1.0),
    ):
        assert (y.data, y.parents, y.partials, y.arguments) == (
            7.0,
            (x,),
            (2.0,),
            (x, 2.0, 1.0),
        )


def test_a_rule_in_pythons_operators_never_gives_complex():
    root = Rule("root", "√", lambda m, x: x**0.5, lambda m, z, x: (0.5 * x**-0.5,))
    y = apply(root, Value(-8.0))
    assert math.isnan(y.data)
    assert math.isnan(y.partials[0])


def test_partials_must_be_a_tuple():
    with pytest.raises(TypeError, match="'mine'"):
        apply(Rule("mine", "?", lambda m, x: x, lambda m, z, x: 1.0), Value(1.0))


def test_a_rule_needs_functions_that_can_be_read():
    with pytest.raises(TypeError, match="mine"):
        Rule("mine", "?", math.exp, lambda m, z, x: (z,))


def test_a_rule_of_its_own_is_recorded_like_a_row():
    mine = Rule(
        "mine",
        "?",
        lambda m, x: m.exp(x),
        lambda m, z, x: (z,),
        domain=(Interval(),),
        doc="Mine.",
    )
    x = Value(0.0)
    y = apply(mine, x) * 2
    assert [node.op for node in record(y)] == ["", "mine", "mul"]


@pytest.mark.parametrize("number", [0, 0.0, True, np.float64(0.0), Fraction(1, 2)])
def test_equality_with_a_number_warns(number):
    x = Value(0.0)
    with pytest.warns(EqualityWarning, match=r"x\.data == 0"):
        assert not x == number  # noqa: SIM201
    with pytest.warns(EqualityWarning):
        assert x != number
    if not isinstance(number, np.generic):  # those ask first
        with pytest.warns(EqualityWarning):
            assert not number == x  # noqa: SIM201


def test_the_sinc_of_the_field():
    with pytest.warns(EqualityWarning) as caught:
        grad(lambda x: 1.0 if x == 0 else x.sin() / x)(0.5)
    assert caught[0].filename == __file__


def test_values_are_keys_without_a_word():
    x, y = Value(1.0), Value(1.0)
    table = {x: "x", y: "y", 1.0: "one", None: "none"}
    assert table[x] == "x"
    assert x in {x, y}
    assert x in [y, x]
    assert x == x
    assert x != y
    assert x != None  # noqa: E711
    assert x != "1.0"
    assert Counter([x, x, y])[x] == 2
    assert issubclass(EqualityWarning, ChalkgradWarning)


@pytest.mark.parametrize("x", [1.0, -1.0, math.inf, -math.inf, math.nan, 2.0**53])
@pytest.mark.parametrize(
    "y", [10**400, -(10**400), Fraction(10**400, 3), 2**53 + 1, np.int64(1), True]
)
def test_whole_numbers_of_any_size_compare_as_those_of_python(x, y):
    for compare in (operator.lt, operator.le, operator.gt, operator.ge):
        assert compare(Value(x), y) is bool(compare(x, y))
        assert compare(y, Value(x)) is bool(compare(y, x))
