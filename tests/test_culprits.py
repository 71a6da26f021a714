"""Who is to blame for a derivative that does not hold: distances from kinks and edges, from both sides."""

import math
from functools import partial

import pytest

from autograd import (
    RULES,
    Interval,
    Rule,
    Value,
    apply,
    detect_anomaly,
    gradcheck,
    no_grad,
    record,
)
from autograd.culprits import Movement, kinked, shares, wrong_partials
from autograd.culprits import near_edge as edge
from autograd.differences import replay, ridders
from autograd.higher_derivatives import gradients
from tests.domains import inside

PIERCED = Rule(
    "pierced",
    "p",
    lambda m, x: 1.0 / (x - 0.5),
    lambda m, z, x: (-z * z,),
    domain=(Interval(hole=0.5),),
)


def movement(root, step=0.125):
    """The first input of a graph moved by a step."""
    nodes = record(root)
    return Movement(nodes, nodes[0], step)


def near_edge(node, step=0.125):
    return edge(node, movement(node, step))


@pytest.mark.parametrize(
    ("x", "is_near"),
    [(0.1, True), (0.2, True), (0.25, True), (0.26, False), (0.3, False), (-1.0, True)],
)
def test_an_edge_is_near_within_two_steps(x, is_near):
    reason = near_edge(Value(x, "x").log())
    assert bool(reason) == is_near
    if is_near:
        assert reason.startswith("log needs x > 0, and its argument, input 'x'")
        assert reason.endswith("within two steps of 0.125")


@pytest.mark.parametrize(
    ("x", "is_near"),
    [(0.25, True), (0.2, False), (0.4, True), (0.75, True), (0.76, False), (0.5, True)],
)
def test_a_hole_is_near_within_two_steps(x, is_near):
    # at a distance of exactly two steps, which 0.25 and 0.75 have, a hole is near
    assert bool(near_edge(apply(PIERCED, Value(x)))) == is_near


def test_both_ends_of_an_interval_count():
    assert near_edge(Value(0.9).asin())
    assert near_edge(Value(-0.9).asin())
    assert not near_edge(Value(0.5).asin())
    for x in (1.5, 4.65, -1.5):  # on every branch
        assert near_edge(Value(x).tan())
        assert not near_edge(Value(x + 1.5).tan())


def test_an_edge_is_near_if_the_argument_gets_there_and_not_if_it_turns_back():
    x = Value(0.0625, "x")
    assert near_edge((x * x).log())  # 0 at x = 0, which none of the steps meets
    assert not near_edge((x * x + 0.001).log())
    assert near_edge((x * x - 0.001).log())


@pytest.mark.parametrize("offset", [-1.9, -1.5, -0.7, -0.3, 0.4, 0.8, 1.3, 1.99])
def test_an_edge_may_be_met_between_any_two_steps(offset):
    x = Value(-offset * 0.125, "x")
    assert near_edge((x * x).log())
    away = Value(math.copysign(2.05, offset) * 0.125, "x")
    assert not near_edge((away * away).log())


def test_a_node_that_does_not_move_has_no_share_whatever_its_partials():
    moving, still = Value(2.0), Value(-3.0)
    power = (-2.0) ** still  # its partial is nan
    first = Rule("first", "1", lambda m, x, y: x, lambda m, z, x, y: (1.0, 0.0))
    root = apply(first, moving * 3.0 + power, still.log())
    nodes = record(root)
    upstream = dict.fromkeys(nodes, 1.0)
    found = shares(nodes, upstream, Movement(nodes, moving, 0.125))
    assert (found.domain, found.kink, found.smooth) == ([], [], [])
    assert found.largest() == ""


@pytest.mark.parametrize("partial", [0.0, 1.0, 2.0, 3.0])
def test_a_share_is_what_the_partial_leaves_out(partial):
    straight = Rule("two", "2", lambda m, x: 2.0 * x, lambda m, z, x: (partial,))
    node = apply(straight, Value(1.0))
    upstream = dict.fromkeys(record(node), 5.0)
    found = shares(record(node), upstream, movement(node))
    expected = [] if partial == 2.0 else [(5.0 * (2.0 - partial), node)]
    assert found.smooth == expected


def test_a_constant_is_near_an_edge_only_outside():
    assert not near_edge(Value(1.0) / 0.1)
    assert near_edge(1.0 / Value(0.1))
    assert near_edge(-(2.0 ** Value(1.0))) == ""
    assert "pow needs x > 0" in near_edge((-2.0) ** Value(1.0))
    assert not near_edge(Value(0.0) ** 2)
    # of two variables the one that does not move is a constant
    assert not near_edge(Value(-2.0) ** Value(-2.0))
    assert "pow needs x ≠ 0" in near_edge(Value(0.1) ** Value(-2.0))
    assert "pow needs x > 0" in near_edge(Value(-2.0) ** Value(0.5))
    assert near_edge(Value(0.0) ** 0.5)


@pytest.mark.parametrize(
    ("x", "is_near"), [(0.0, True), (0.1, True), (0.125, True), (0.13, False)]
)
def test_a_kink_is_near_within_a_step(x, is_near):
    for sign in (1.0, -1.0):
        root = abs(Value(sign * x, "x"))
        assert kinked(record(root), movement(root)) == [root] * is_near
    smooth = Value(0.0).tanh()
    assert kinked(record(smooth), movement(smooth)) == []


@pytest.mark.parametrize("offset", [-0.9, -0.6, -0.3, 0.1, 0.4, 0.7, 0.95])
def test_a_kink_may_be_met_anywhere_within_a_step(offset):
    x = Value(-offset * 0.125, "x")
    root = abs(x * x)  # it comes down to its kink and goes up again
    assert kinked(record(root), movement(root)) == [root]


@pytest.mark.parametrize(
    ("slope", "explains"),
    [(3.0, True), (2.0, True), (2.2, True), (1.9, False), (3.1, False)],
)
def test_a_kink_explains_what_lies_between_its_slopes(slope, explains):
    steep = Rule(
        "steep",
        "s",
        lambda m, x: m.where(m.less(x, 0.0), 3.0 * x, 2.0 * x),
        lambda m, z, x: (slope,),
        kink=lambda x: x,
    )
    node = apply(steep, Value(0.0))
    nodes = record(node)
    found = shares(nodes, dict.fromkeys(nodes, 1.0), movement(node))
    assert found.largest() == ("kink" if explains else "smooth")
    assert bool(found.kink) == explains


def test_a_node_that_does_not_move_is_at_no_kink():
    still = Value(0.0).relu()
    root = Value(1.0) * 2.0 + still
    assert kinked(record(root), movement(root)) == []


def test_shares_add_up_to_the_disagreement():
    x = Value(0.05, "x")
    wrong = Rule("cube", "c", lambda m, x: x**3, lambda m, z, x: (x * x,))
    root = (x.relu() - x.sin() * x.log()).exp() + apply(wrong, x)
    nodes = record(root)
    by = movement(root)
    upstream = dict(zip(nodes, gradients(root, nodes)))
    found = shares(nodes, upstream, by)
    assert found.domain[0][1].op == "log"
    assert [node.op for _, node in found.kink] == ["relu"]
    # log has no number to the left: its share is endless
    assert found.largest() == "domain"
    near = Movement(nodes, x, 1e-3)
    found = shares(nodes, upstream, near)
    everything = [*found.domain, *found.kink, *found.smooth]
    total = math.fsum(share for share, _ in everything)
    quotient = near.slope(root)
    assert total == pytest.approx(quotient - upstream[x], rel=1e-9)
    assert found.smooth[0][1].op == "cube"


def test_wrong_partials_are_told_with_their_argument_and_their_slope():
    odd = Rule("odd", "o", lambda m, x, y: x * y, lambda m, z, x, y: (y, x + 1.0))
    (wrong,) = wrong_partials(record(apply(odd, Value(2.0), Value(3.0))))
    assert (wrong.position, wrong.partial) == (1, 3.0)
    assert wrong.slope == pytest.approx(2.0)
    (wrong,) = wrong_partials(record(apply(odd, 2.0, Value(3.0))))
    assert wrong.position == 1
    assert wrong_partials(record(apply(odd, Value(2.0), 3.0))) == []
    assert wrong_partials(record(Value(2.0) * Value(3.0))) == []


@pytest.mark.parametrize("off", [1e-4, -1e-4])
def test_a_partial_that_is_a_little_off_is_wrong(off):
    odd = Rule("odd", "o", lambda m, x: 2.0 * x, lambda m, z, x: (2.0 + off,))
    (wrong,) = wrong_partials(record(apply(odd, Value(2.0))))
    assert wrong.partial == 2.0 + off


@pytest.mark.parametrize("rule", RULES.values(), ids=lambda rule: rule.name)
def test_no_partial_of_the_table_is_wrong(rule):
    for which in range(3):
        node = apply(rule, *map(Value, inside(rule, which)))
        assert wrong_partials(record(node)) == []


def test_a_rule_that_misleads_the_complex_step_is_right():
    # the absolute value of a complex number is real: the complex step would lose a slope
    def forward(m, x):
        return abs(x) * x

    signed = Rule("signed", "s", forward, lambda m, z, x: (2.0 * abs(x),))
    assert wrong_partials(record(apply(signed, Value(2.0)))) == []


def test_ridders_method_says_how_far_off_it_is():
    for f, x, slope in (
        (math.exp, 1.0, math.e),
        (math.sin, 1e3, math.cos(1e3)),
        (math.sqrt, 1e-6, 500.0),
        (lambda x: x**3, 0.0, 0.0),
    ):
        found, error = ridders(partial(_or_nan, f), x)
        assert abs(found - slope) <= 4.0 * error + 1e-15
        assert error <= 1e-6 * max(1.0, abs(slope))
    assert math.isnan(ridders(lambda x: math.nan, 1.0)[0])


def _or_nan(f, x):
    try:
        return f(x)
    except ValueError:
        return math.nan


def test_a_recorded_list_is_replayed_with_another_number():
    x, y = Value(2.0, "x"), Value(3.0, "y")
    root = (x * y).exp() + y
    assert replay(record(root), x, 0.5)[root] == math.exp(1.5) + 3.0
    logarithm = x.log()
    assert math.isnan(replay(record(logarithm), x, -1.0)[logarithm])


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
