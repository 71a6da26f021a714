"""gradcheck: right derivatives pass, wrong ones fail, and the report says why."""

import math
from dataclasses import replace

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


def test_a_function_of_no_number_is_refused():
    with pytest.raises(TypeError, match="str"):
        gradcheck(lambda x: "x", [1.0])


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
    def left(x):
        return x * (math.inf if float(x) < 1.0 else 1.0)

    def right(x):
        return x * (math.inf if float(x) > 1.0 else 1.0)

    for f, side in ((left, "left"), (right, "right")):
        (row,) = gradcheck(f, [1.0], raise_exception=False).rows
        assert row.verdict == "domain edge"
        assert row.reason.endswith(f"to the {side}")


def test_the_argument_of_a_wrong_partial_is_counted_from_one():
    odd = Rule("odd", "o", lambda m, x, y: x * y, lambda m, z, x, y: (y, x + 1.0))
    report = gradcheck(lambda x, y: apply(odd, x, y), [2.0, 3.0], raise_exception=False)
    assert "the partial for argument 2 is 3" in str(report)
