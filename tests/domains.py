"""Numbers that a row of the table is defined at, for tests that loop over the rows: no test chooses its own.

Vocabulary: the *window* of an interval is the part of it next to (0, 1), at most one wide; where the interval
contains (0, 1) it is (0, 1) itself, so that the numbers of most rows are 0.5, 0.25, 0.75.
"""

import itertools
import math

from autograd.strategies import has_margin

HALVINGS = [
    0.5,
    0.25,
    0.75,
    0.375,
    0.625,
    0.875,
    0.3125,
    0.5625,
    0.6875,
    0.4375,
    0.8125,
]
"""Parts of a window: far from its ends, exact in binary, each once."""


def window(interval):
    """Start and end: within the interval, next to (0, 1), on one side of the hole."""
    low, high = interval.low, interval.high
    start = max(low, min(0.0, high - 1.0))
    end = min(high, max(1.0, low + 1.0))
    hole = interval.hole
    if hole is None or not start < hole < end:
        return start, end
    left, right = (max(low, hole - 1.0), hole), (hole, min(high, hole + 1.0))
    return max(right, left, key=lambda side: side[1] - side[0])


def within(interval, part):
    """A number, Value or array between 0 and 1, moved to the same part of the window; as it is if that is (0, 1)."""
    start, end = window(interval)
    return part if (start, end) == (0.0, 1.0) else start + (end - start) * part


def moved(rule, arguments):
    """Numbers or Values between 0 and 1, each moved into the domain of its place."""
    if not rule.domain:
        return list(arguments)
    return [within(interval, x) for interval, x in zip(rule.domain, arguments)]


def inside(rule, which=0, arity=3):
    """Arguments for `rule`, inside its domain and away from its kink: `which` counts through several such points.

    A rule with any number of arguments gets `arity` of them. Arguments differ from each other and between points.

    >>> from autograd import RULES
    >>> inside(RULES["log"]), inside(RULES["log"], 1), inside(RULES["div"]), inside(RULES["total"])
    ((0.5,), (0.25,), (0.5, 0.25), (0.5, 0.25, 0.75))
    """
    count = rule.arity or arity
    parts = itertools.cycle(HALVINGS)
    line = list(itertools.islice(parts, 2 * len(HALVINGS) + count))
    points = (tuple(moved(rule, line[i : i + count])) for i in range(len(HALVINGS)))
    good = [point for point in points if has_margin(rule, point)]
    assert len(good) > which, f"no point inside the domain of {rule.name}"
    assert all(map(math.isfinite, good[which]))
    return good[which]
