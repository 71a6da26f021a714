"""Who is to blame for a derivative that does not hold: distances from kinks and edges, from both sides."""

import pytest

from autograd import (
    Interval,
    Rule,
    Value,
    apply,
    detect_anomaly,
    gradcheck,
    no_grad,
    record,
)
from autograd.culprits import edge, kink, wrong_partial
from autograd.differences import Slopes


def near_edge(node, step=0.125):
    return edge(record(node), step)


@pytest.mark.parametrize(
    ("x", "is_near"),
    [(0.1, True), (0.2, True), (0.26, False), (0.3, False), (-1.0, True)],
)
def test_an_edge_is_near_within_two_steps(x, is_near):
    reason = near_edge(Value(x, "x").log())
    assert bool(reason) == is_near
    if is_near:
        assert reason.startswith("log needs x > 0, and its argument, input 'x'")
        assert reason.endswith("within two steps of 0.125")


@pytest.mark.parametrize(
    ("x", "is_near"),
    [
        (0.25, True),
        (0.2, False),
        (0.4, True),
        (0.75, True),
        (0.76, False),
        (0.5, True),
    ],
)
def test_a_hole_is_near_within_two_steps(x, is_near):
    pierced = Rule(
        "pierced",
        "p",
        lambda m, x: 1.0 / (x - 0.5),
        lambda m, z, x: (-z * z,),
        domain=(Interval(hole=0.5),),
    )
    # at a distance of exactly two steps, which 0.25 and 0.75 have, a hole is near
    assert bool(near_edge(apply(pierced, Value(x)))) == is_near


def test_both_ends_of_an_interval_count():
    assert near_edge(Value(0.9).asin())
    assert near_edge(Value(-0.9).asin())
    assert not near_edge(Value(0.5).asin())


def test_constants_and_leaves_have_no_edge():
    assert near_edge(Value(1.0) / 0.1) is None
    assert near_edge(1.0 / Value(0.1)) is not None
    assert near_edge(Value(0.0)) is None


@pytest.mark.parametrize(
    ("x", "is_near"), [(0.1, True), (0.25, True), (0.26, False), (0.3, False)]
)
def test_a_kink_is_near_within_two_steps(x, is_near):
    around = Slopes(step=0.125, at=0.0, before=0.0, after=0.125)
    for sign in (1.0, -1.0):
        reason = kink(record(Value(sign * x, "x").relu().named("y")), around)
        assert bool(reason) == is_near
        if is_near:
            assert reason.startswith("left slope 0, right slope 1: any number between")
            assert "kink of" in reason
    assert kink(record(Value(0.0).tanh()), around) is None


def test_a_wrong_partial_is_told_with_its_argument_and_its_slope():
    odd = Rule("odd", "o", lambda m, x, y: x * y, lambda m, z, x, y: (y, x + 1.0))

    def tolerance(slope):
        return 1e-5

    blamed = wrong_partial(record(apply(odd, Value(2.0), Value(3.0))), tolerance)
    assert "the partial for argument 2 is 3, but the slope" in blamed
    assert blamed.endswith("its forward column is 2")
    constant = wrong_partial(record(apply(odd, 2.0, Value(3.0))), tolerance)
    assert "the partial for argument 2 is 3" in constant
    assert wrong_partial(record(apply(odd, Value(2.0), 3.0)), tolerance) is None
    assert wrong_partial(record(Value(0.0).relu()), tolerance) is None
    assert wrong_partial(record(Value(2.0) * Value(3.0)), tolerance) is None


@pytest.mark.parametrize("off", [1e-3, -1e-3])
def test_a_partial_may_be_off_by_the_tolerance_to_either_side(off):
    odd = Rule("odd", "o", lambda m, x: 2.0 * x, lambda m, z, x: (2.0 + off,))
    nodes = record(apply(odd, Value(2.0)))
    assert wrong_partial(nodes, lambda slope: 2e-3) is None
    assert wrong_partial(nodes, lambda slope: 0.5e-3)


# --- gradcheck ------------------------------------------------------------------------------------------------------


def test_options_of_gradcheck_are_keywords():
    with pytest.raises(TypeError, match="positional"):
        gradcheck(lambda x: x, [1.0], 1e-6)  # type: ignore[call-arg]


def test_gradcheck_works_inside_any_mode():
    with no_grad():
        assert gradcheck(lambda x: x * x, [3.0])
    with detect_anomaly():
        report = gradcheck(lambda x: x.log(), [1e-7], raise_exception=False)
    assert report.rows[0].verdict == "domain edge"


def test_the_step_of_the_complex_step_is_relative_to_large_inputs_only():
    def large(x):
        return x + 1e9

    for x, times in ((0.5, 1.0), (4.0, 4.0)):
        (row,) = gradcheck(large, [x], eps=1e-9).rows
        assert (row.verdict, row.numeric) == ("ok", 1.0)
        small = gradcheck(large, [0.25], eps=1e-9).rows[0].step
        assert row.step == pytest.approx(times * small)


def test_a_row_keeps_eight_digits():
    (row,) = gradcheck(lambda x: x * 1.23456789, [1.0]).rows
    assert row.cells()[2] == "1.2345679"


def test_names_that_a_wrong_partial_needs_are_those_of_the_inputs():
    odd = Rule("odd", "o", lambda m, x: x * x, lambda m, z, x: (x,))
    report = gradcheck(lambda x: apply(odd, x), [2.0], raise_exception=False)
    assert "odd(x0)" in str(report)
    named = gradcheck(
        lambda x: apply(odd, x), [2.0], raise_exception=False, names=["speed"]
    )
    assert "odd(speed)" in str(named)
