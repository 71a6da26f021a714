"""The numbers that tests feed to every row lie where every row is defined."""

import math

import pytest

from autograd import RULES, Interval, Rule, Value, apply
from autograd.strategies import has_margin
from tests.domains import inside, moved, window, within

ROWS = [*RULES.values()]


def row(*domain, kink=None):
    def forward(m, *x):
        return x[0]

    one, two = (lambda m, x: x), (lambda m, x, y: x)
    return Rule(
        "mine", "?", one if len(domain) == 1 else two, forward, domain=domain, kink=kink
    )


AWKWARD = [
    row(Interval(100.0)),
    row(Interval(high=-7.0)),
    row(Interval(-0.01, 0.01)),
    row(Interval(1e-3, 2e-3)),
    row(Interval(0.0, 1.0, hole=0.5)),
    row(Interval(-0.01, 0.01, hole=0.005)),
    row(Interval(0.25, 0.75, period=1.0)),
    row(Interval(2.0), Interval(-1.0, 1.0)),
    row(Interval(0.0), kink=lambda x: x - 0.5),
    row(Interval(), Interval(), kink=lambda x, y: x - 2.0 * y),
]  # fmt: skip


@pytest.mark.parametrize("rule", [*ROWS, *AWKWARD])
def test_points_lie_inside_and_differ(rule):
    points = [inside(rule, which) for which in range(4)]
    for point in points:
        assert has_margin(rule, point)
        assert all(x in interval for x, interval in zip(point, rule.domain))
        assert len(point) == (rule.arity or 3)
    assert len({point[0] for point in points}) == 4


@pytest.mark.parametrize("rule", ROWS, ids=lambda rule: rule.name)
def test_rows_are_finite_there(rule):
    node = apply(rule, *map(Value, inside(rule)))
    assert all(map(math.isfinite, (node.data, *node.partials)))


def test_most_rows_get_the_same_simple_numbers():
    assert inside(RULES["exp"]) == inside(RULES["asin"]) == (0.5,)
    assert inside(RULES["mul"], 1) == (0.25, 0.75)
    assert inside(RULES["dot"], arity=4) == (0.5, 0.25, 0.75, 0.375)


@pytest.mark.parametrize("part", [0.1, 0.5, 0.9])
@pytest.mark.parametrize("rule", AWKWARD)
def test_numbers_between_0_and_1_are_moved_into_the_domain(rule, part):
    for interval in rule.domain:
        start, end = window(interval)
        assert start < within(interval, part) < end
        assert end - start <= 1.0
    numbers = moved(rule, [part] * rule.arity)
    assert all(x in interval for x, interval in zip(numbers, rule.domain))


def test_what_fits_is_not_moved():
    x = Value(0.5)
    assert moved(RULES["div"], [x, x]) == [x, x]
    assert within(Interval(1.0), x).data == 1.5
