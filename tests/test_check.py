"""gradcheck: right derivatives pass, wrong ones fail, and the report says why."""

import math
from dataclasses import replace

import numpy as np
import pytest

from autograd import (
    GradcheckError,
    Rule,
    Value,
    apply,
    exp,
    gradcheck,
    log,
    maximum,
    relu,
    sqrt,
    tanh,
)

WRONG_CUBE = Rule("cube", "x³", lambda m, x: x * x * x, lambda m, z, x: (2.0 * x * x,))


def report(f, inputs, **options):
    return gradcheck(f, inputs, raise_exception=False, **options)


def test_a_right_derivative_gives_a_truthy_report_that_prints_as_a_table():
    found = gradcheck(lambda x, y: tanh(x) * y + x / y, [0.5, 2.0], names=["x", "y"])
    assert found
    assert [row.name for row in found.rows] == ["x", "y"]
    assert str(found).splitlines()[0].split() == [
        "input",
        "x",
        "analytic",
        "numeric",
        "step",
        "error",
        "verdict",
    ]
    assert all(row.error < 1e-8 and row.ok for row in found.rows)


@pytest.mark.parametrize(
    ("f", "x", "verdict", "says"),
    [
        (lambda x: apply(WRONG_CUBE, x * 2.0), 3.0, "wrong partial", "rule 'cube', node v2 = cube(v1)"),
        (relu, 0.0, "kink", "left slope 0, right slope 1"),
        (lambda x: relu(maximum(2.0 * x, 3.0 - x) - 2.0), 1.0, "kink", "maximum"),
        (lambda x: log(x), 1e-7, "domain edge", "log needs x > 0"),
        (sqrt, 0.0, "domain edge", "sqrt needs x > 0"),
        (lambda x: 1.0 / x, 1e-8, "domain edge", "div needs y ≠ 0"),
        (lambda x: log(x), -1.0, "not finite", "f itself is nan"),
        (lambda x: x * x.data, 3.0, "not recorded", ".data"),
        (lambda x: x * float(x), 3.0, "not recorded", "float()"),
    ],
)  # fmt: skip
def test_a_failure_is_explained(f, x, verdict, says):
    found = report(f, [x])
    assert not found
    assert found.rows[0].verdict == verdict
    assert says in found.rows[0].reason
    assert says in str(found)


def test_rounding_does_not_fail_what_the_complex_step_confirms():
    found = report(lambda x: 1e16 + 3.0 * x, [1.0])
    assert found.rows[0].verdict == "ok"
    assert found.rows[0].numeric == 3.0
    assert found.rows[0].step == 1e-20


def test_rounding_is_named_where_nothing_can_confirm():
    floats_only = Rule(
        "same", "=", lambda m, x: float(x), lambda m, z, x: (1.0,)
    )  # cannot be read on complex numbers
    found = report(lambda x: 1e16 + apply(floats_only, x), [1.0])
    assert found.rows[0].verdict == "cancellation"
    assert "rounding decides" in found.rows[0].reason


def test_contributions_that_cancel_are_named():
    found = report(lambda x: 1e16 * x.sin() - 1e16 * x.sin() + x, [1.0])
    assert found.rows[0].verdict in ("ok", "cancellation")


def test_a_kink_that_happens_to_agree_is_mentioned():
    row = report(abs, [0.0]).rows[0]
    assert row.ok
    assert "left slope −1, right slope 1" in row.reason


def test_failure_raises_an_assertion_error_with_the_report():
    with pytest.raises(GradcheckError, match="wrong partial") as caught:
        gradcheck(lambda x: apply(WRONG_CUBE, x), [3.0])
    assert isinstance(caught.value, AssertionError)
    assert caught.value.report.rows[0].verdict == "wrong partial"


def test_inputs_may_be_lists_and_are_always_fresh():
    x = Value(3.0, "x")
    assert gradcheck(lambda w, b: w[0] * w[1] + b, [[1.0, 2.0], 0.5])
    found = gradcheck(
        lambda a, b: a * b, [x, x]
    )  # the same Value twice: still two inputs
    assert [row.analytic for row in found.rows] == [3.0, 3.0]
    assert not x.has_grad


def test_two_nans_are_not_equal_derivatives():
    assert not report(lambda x: x * math.nan, [1.0])
    assert not report(lambda x: exp(x), [1000.0])


@pytest.mark.parametrize(
    "options",
    [
        {"eps": 0.0},
        {"eps": -1e-6},
        {"atol": -1.0},
        {"rtol": -1.0},
        {"names": ["a", "b"]},
    ],
)
def test_senseless_options_are_refused(options):
    with pytest.raises(ValueError, match="needed"):
        gradcheck(lambda x: x, [1.0], **options)


@pytest.mark.parametrize(
    ("result", "match"),
    [
        ("x", "str"),
        (None, "NoneType"),
        ([None], "NoneType"),
        (1j, "complex"),
        ([], "none"),
    ],
)
def test_a_function_of_no_number_is_refused(result, match):
    with pytest.raises(TypeError, match=f"gradcheck: the function.*{match}"):
        gradcheck(lambda x: result, [1.0])


@pytest.mark.parametrize("inputs", [[None], ["a"], "ab", None, [1j], len])
def test_inputs_that_are_no_numbers_are_refused(inputs):
    with pytest.raises(TypeError, match=r"gradcheck: .*must"):
        gradcheck(lambda x: x, inputs)


# --- what f takes and returns ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "x", [3, 3.0, np.float32(3.0), np.array(3.0), Value(3.0, "x0"), [3.0], (3.0,)]
)
def test_a_single_number_is_the_only_argument(x):
    (row,) = gradcheck(lambda x: x**2, x).rows
    assert (row.name, row.x, row.analytic) == ("x0", 3.0, 6.0)


def test_an_array_is_one_argument_wherever_it_stands():
    found = gradcheck(lambda v: (v * v).sum(), np.arange(3.0))
    assert [row.analytic for row in found.rows] == [0.0, 2.0, 4.0]
    found = gradcheck(lambda m: (m @ m.T)[0, 1], np.arange(1.0, 5.0).reshape(2, 2))
    assert [row.analytic for row in found.rows] == [3.0, 4.0, 1.0, 2.0]
    lists = gradcheck(lambda v, b: v[0] * v[1] + b, [[1.0, 2.0], 3.0])
    arrays = gradcheck(lambda v, b: v[0] * v[1] + b, [np.array([1.0, 2.0]), 3.0])
    assert lists == arrays
    assert len(gradcheck(lambda x, y: x * y, [1.0, 2.0]).rows) == 2


@pytest.mark.parametrize(
    "wrap",
    [
        lambda y: [y],
        lambda y: (y,),
        lambda y: np.array(y),
        lambda y: np.array([y]),
        lambda y: np.array([[y]]),
        lambda y: {"loss": y},
    ],
)
def test_one_result_may_come_in_anything(wrap):
    (row,) = gradcheck(lambda x: wrap(x**3), [2.0]).rows
    assert (row.name, row.analytic) == ("x0", 12.0)


def test_every_one_of_several_results_is_checked():
    found = report(lambda x, y: [x * y, relu(x), 5.0], [0.0, 2.0])
    assert [(row.name, row.analytic, row.verdict) for row in found.rows] == [
        ("x0 (output 0)", 2.0, "ok"),
        ("x1 (output 0)", 0.0, "ok"),
        ("x0 (output 1)", 0.0, "kink"),
        ("x1 (output 1)", 0.0, "ok"),
        ("x0 (output 2)", 0.0, "ok"),
        ("x1 (output 2)", 0.0, "ok"),
    ]


def test_dictionaries_are_passed_by_name_or_whole():
    inputs = {"w": [1.0, 2.0], "b": 3.0}

    def with_keywords(**all_inputs):
        return all_inputs["w"][0] * all_inputs["b"]

    for f in (lambda b, w: w[0] * b, lambda p: p["w"][0] * p["b"], with_keywords):
        found = gradcheck(f, inputs)
        assert [(row.name, row.analytic) for row in found.rows] == [
            ("w[0]", 3.0),
            ("w[1]", 0.0),
            ("b", 1.0),
        ]
    found = gradcheck(lambda p, x: p["w"]["v"] * x, [{"w": {"v": 2.0}}, 3.0])
    assert [row.name for row in found.rows] == ["w.v", "x1"]


def test_results_that_change_their_number_are_random():
    lengths = iter([1, 2] * 100)
    found = report(lambda x: [x] * next(lengths), [1.0])
    assert "1 and then 2 results" in found.rows[0].reason


def test_an_error_of_arithmetic_beside_the_point_is_a_verdict():
    found = report(lambda x: x * math.sqrt(x.data), [0.0])
    assert found.rows[0].verdict == "not recorded"
    with pytest.raises(ValueError, match="math domain error"):
        report(lambda x: x * math.sqrt(x.data), [-1.0])


# --- edges of what is documented ------------------------------------------------------------------------------------


def test_digits_of_the_table():
    report = gradcheck(lambda x: x * x, [1.23456789], raise_exception=False)
    (row,) = report.rows
    name, x, analytic, numeric, _, error, verdict = replace(
        row, numeric=2.123456789, analytic=2.0
    ).cells()
    assert (name, x, analytic, numeric) == ("x0", "1.23457", "2", "2.1234568")
    assert (error, verdict) == ("0.12", "ok")
    assert not hasattr(report, "__dict__")


def test_labels_of_the_graph_are_used_where_there_are_some():
    w = Value(2.0, "w")
    report = gradcheck(lambda a, b: a * b, [w, 3.0])
    assert [row.name for row in report.rows][1] == "x1"


def test_the_side_that_is_not_finite_is_named():
    # nothing can confirm a slope just below the largest number that exp takes, if complex numbers cannot be used
    by_floats = Rule("e", "e", lambda m, x: m.exp(float(x)), lambda m, z, x: (z,))
    largest = math.log(1.7976931348623157e308)
    for sign, side in ((-1.0, "left"), (1.0, "right")):
        (row,) = report(
            lambda x, s=sign: apply(by_floats, x * s), [sign * largest]
        ).rows
        assert row.verdict == "domain edge"
        assert f"to the {side}, from v2 = e(v1) on" in row.reason


def test_the_argument_of_a_wrong_partial_is_counted_from_one():
    odd = Rule("odd", "o", lambda m, x, y: x * y, lambda m, z, x, y: (y, x + 1.0))
    report = gradcheck(lambda x, y: apply(odd, x, y), [2.0, 3.0], raise_exception=False)
    assert "the partial for argument 2 is 3" in str(report)


@pytest.mark.parametrize("options", [{"atol": 0.0}, {"rtol": 0.0}])
def test_one_of_both_tolerances_may_be_zero(options):
    assert gradcheck(lambda x: 3.0 * x, [2.0], **options)


def test_two_results_are_told_apart():
    checked = gradcheck(lambda x: [x, x * x], [2.0])
    assert [row.name for row in checked.rows] == ["x0 (output 0)", "x0 (output 1)"]
