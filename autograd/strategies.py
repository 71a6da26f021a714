"""Hypothesis strategies: Values, arguments of a rule, and whole programs. For tests, yours included.

Vocabulary: a *margin* is the distance that a number keeps from kinks and from the edges of domains, so that finite
differences are valid there. What may be applied to what is read from the columns `domain`, `kink` and `constants`;
no operation is named here, so your own Rule works as the rows do: ``expressions([*RULES.values(), cube])``.

>>> from hypothesis import given
>>> from autograd import gradcheck
>>> @given(expressions())
... def test_gradients(f):
...     gradcheck(f, f.numbers)
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from autograd.missing import how_to_get

try:
    from hypothesis import assume
    from hypothesis import strategies as st
except ImportError as error:
    raise ImportError(
        f"autograd.strategies needs the package hypothesis ({error}); {how_to_get('hypothesis')}"
    ) from error

from autograd.dialects import PYTHON, Text
from autograd.graph import Node, recompute, record
from autograd.operations import apply
from autograd.rules import RULES, Interval, Rule
from autograd.value import Value

MARGIN = 0.05
LARGEST = 1e3  # bound of the numbers of an expression that keeps its margin, and of their slopes


def values(min_value: float = -3.0, max_value: float = 3.0) -> st.SearchStrategy[Value]:
    """New leaves with numbers between `min_value` and `max_value`; shrinks to Value(0.0).

    >>> from hypothesis import find
    >>> find(values(), lambda v: v > 1.0)
    Value(data=2.0)
    """
    return st.floats(min_value, max_value).map(Value)


def rules(arity: int | None = None, *, kinks: bool = True) -> st.SearchStrategy[Rule]:
    """Rows of the table: all of them, or those with `arity` arguments; without `kinks` only the smooth ones."""
    rows = [
        rule
        for rule in RULES.values()
        if arity in (None, rule.arity) and (kinks or rule.kink is None)
    ]
    return st.sampled_from(rows)


def has_margin(
    rule: Rule,
    arguments: Sequence[float],
    constants: Sequence[float] = (),
    margin: float = MARGIN,
) -> bool:
    """Whether all `arguments` lie inside the domain of `rule`, and away from its kink, by more than `margin`.

    On a domain narrower than eight margins, a margin is an eighth of its width.

    >>> has_margin(RULES["log"], [0.01]), has_margin(RULES["relu"], [0.01]), has_margin(RULES["relu"], [0.1])
    (False, False, True)
    """
    constants = constants or [default for _, default in rule.constants]
    margin = min([margin, *(_widest_margin(interval) for interval in rule.domain)])
    for x, interval in zip(arguments, rule.domain):
        if not _inside(x, interval, margin):
            return False
    return rule.kink is None or abs(rule.kink(*arguments, *constants)) > margin


def _widest_margin(interval: Interval) -> float:
    """The largest margin that leaves half of an interval, even one with a hole."""
    return (interval.high - interval.low) / 8.0


def _inside(x: float, interval: Interval, margin: float) -> bool:
    margin = min(margin, _widest_margin(interval))
    if interval.period is not None:
        x = (x - interval.low) % interval.period + interval.low
    near_hole = interval.hole is not None and abs(x - interval.hole) <= margin
    return interval.low + margin < x < interval.high - margin and not near_hole


def arguments(
    rule: Rule, low: float = -3.0, high: float = 3.0, margin: float = MARGIN
) -> st.SearchStrategy[Any]:
    """Numbers to apply `rule` to, one for each argument: from `low` to `high` or the nearest part of its own domain.

    >>> from hypothesis import find
    >>> find(arguments(RULES["log"]), lambda x: True), find(arguments(RULES["maximum"]), lambda x: True)
    ((1.0,), (0.0, 1.0))
    """

    def numbers(interval: Interval) -> st.SearchStrategy[float]:
        start, end = _nearest_part(interval, low, high)
        return st.floats(start, end).filter(lambda x: _inside(x, interval, margin))

    strategy: st.SearchStrategy[Any]
    if rule.arity is None:
        strategy = st.lists(numbers(Interval()), min_size=1, max_size=5).map(tuple)
    else:
        intervals = rule.domain or (Interval(),) * rule.arity
        strategy = st.tuples(*map(numbers, intervals))
    return strategy.filter(lambda x: has_margin(rule, x, (), margin))


def _nearest_part(interval: Interval, low: float, high: float) -> tuple[float, float]:
    """From `low` to `high`, cut to the interval, or the part of it that is as long and nearest."""
    if interval.period is not None:
        return low, high
    start = low if low < interval.high else interval.high - (high - low)
    end = high if high > interval.low else interval.low + (high - low)
    return max(interval.low, start), min(interval.high, end)


@dataclass(frozen=True, eq=False, repr=False)
class Expression:
    """A recorded program, which can run again on other inputs. Its repr is the program: failing examples can be read.

    >>> x = Value(3.0)
    >>> f = Expression((x,), (x * x).leaky_relu(0.5)); f
    v0 = 3.0; v1 = v0 * v0; v2 = leaky_relu(v1, slope=0.5)
    >>> f.root.data, f(-4.0)
    (9.0, 16.0)
    """

    inputs: tuple[Value, ...]
    root: Value

    @property
    def numbers(self) -> tuple[float, ...]:
        """The numbers of the inputs."""
        return tuple(v.data for v in self.inputs)

    def __call__(self, *numbers: Any) -> Any:
        """The same program on other inputs, as a function for `grad` and `gradcheck`: floats in, a float out."""
        if len(numbers) != len(self.inputs):
            raise TypeError(
                f"this program has {len(self.inputs)} inputs, got {len(numbers)}"
            )
        inputs: dict[Node, Any] = dict(zip(self.inputs, numbers))

        def compute(node: Node, arguments: list[Any]) -> Any:
            assert node.rule is not None  # every leaf is an input
            return apply(node.rule, *arguments)

        return recompute(record(self.root), inputs, compute)[self.root]

    def __repr__(self) -> str:
        names: dict[Node, str] = {v: f"v{i}" for i, v in enumerate(self.inputs)}
        lines = [f"v{i} = {x!r}" for i, x in enumerate(self.numbers)]
        for node in record(self.root):
            if node.rule is not None:
                names[node] = f"v{len(names)}"
                operands = [
                    repr(x) if x.__class__ is float else names[x] for x in node.operands
                ]
                code = _python(node.rule, operands, node.constants)
                lines.append(f"{names[node]} = {code}")
        return "; ".join(lines)


def _python(rule: Rule, texts: list[str], constants: dict[str, float]) -> str:
    """A rule applied to texts, as Python code: an operator where Python has one, else a call."""
    if rule.arity == 2 and not rule.symbol.isalpha():  # drawn as a sign
        m = Text.mathematics(PYTHON)
        return str(rule.forward(m, *(Text(x, PYTHON) for x in texts)))
    named = [f"{name}={x!r}" for name, x in constants.items()]
    return f"{rule.name}({', '.join([*texts, *named])})"


def _simple(low: float, high: float) -> list[float]:
    """Quarters from `low` to `high`, 1, 2, 3 first: numbers that can be read."""
    first, last = math.ceil(4 * low), math.floor(4 * high)
    quarters = [n / 4 for n in range(first, last + 1)]

    def difficulty(x: float) -> tuple[bool, bool, float]:
        return x % 1.0 != 0.0, x <= 0.0, abs(x)

    return sorted(quarters, key=difficulty) or [low]


def expressions(
    rules: Iterable[Rule] | None = None,
    *,
    min_size: int = 1,
    max_size: int = 20,
    inputs: int = 2,
    min_value: float = -3.0,
    max_value: float = 3.0,
    smooth: bool = True,
) -> st.SearchStrategy[Expression]:
    """Programs over `rules` (the whole table if None) with sharing, repeated operands and constants on every side.

    From `min_size` to `max_size` steps are tried; those that the result does not need are left out. With `smooth`, all
    numbers keep a MARGIN from kinks and edges and stay below LARGEST, and no row stops the gradient, so that finite
    differences are valid; without, anything goes, nan and inf included. Shrinks to few steps, early rules and simple
    numbers.

    >>> from hypothesis import find
    >>> find(expressions(inputs=1), lambda f: f.root.op == "log")
    v0 = 1.0; v1 = log(v0)
    """
    rows = list(RULES.values() if rules is None else rules)
    if smooth:  # what holds a number constant has no slope that differences find
        rows = [rule for rule in rows if not rule.stops]
    simple = _simple(min_value, max_value)
    number = st.sampled_from(simple) | st.floats(min_value, max_value)
    numbers = st.lists(number, min_size=inputs, max_size=inputs)
    # how far back an operand lies, mostly near, or a constant: one choice each, which is what shrinks best
    near, far = [0, 1, 2, 3] * 8, range(inputs + max_size)
    operand = st.sampled_from([*near, *far, *simple])
    scale = st.sampled_from([1.0, 2.0, 0.5])  # of the constant parameters
    steps = []
    for row, rule in enumerate(rows):
        least, most = rule.arity or 1, rule.arity or 5
        operands = st.lists(operand, min_size=least, max_size=most)
        steps.append(st.tuples(st.just(row), operands, scale))
    step = st.integers(0, len(rows) - 1).flatmap(steps.__getitem__)
    program = st.lists(step, min_size=min_size, max_size=max_size)
    return st.builds(_build, st.just(rows), numbers, program, st.just(smooth))


def _build(
    rows: list[Rule], numbers: list[float], program: list[Any], smooth: bool
) -> Expression:
    """Record what was drawn: each step takes the first row, from the drawn one on, that suits its operands."""
    leaves = tuple(Value(x, f"v{i}") for i, x in enumerate(numbers))
    builder = _Builder(list(leaves), dict.fromkeys(leaves, 1.0), smooth)
    for first, choices, scale in program:
        operands = builder.operands(choices)
        for rule in rows[first:] + rows[:first]:
            if builder.append(rule, operands, scale):
                break
    root = builder.nodes[-1]
    assume(root.rule is not None)
    return Expression(leaves, root)


@dataclass
class _Builder:
    """A program that grows node by node."""

    nodes: list[Value]
    slopes: dict[Value, float]
    """For each node an upper bound of |d node / d inputs|; nan where that is not asked for."""
    smooth: bool
    """Whether numbers keep a MARGIN from kinks and edges, and they and their slopes stay below LARGEST."""

    def operands(self, choices: Sequence[int | float]) -> list[Any]:
        """An int says how far back a node lies, a float is a constant."""
        count = len(self.nodes)
        return [
            self.nodes[-1 - x % count] if isinstance(x, int) else x for x in choices
        ]

    def append(self, rule: Rule, operands: Sequence[Any], scale: float) -> bool:
        """Apply the rule if it suits the operands, of which one at least is made a node; whether it did."""
        given = list(operands)
        if rule.arity is not None:
            given = [operands[i % len(operands)] for i in range(rule.arity)]
        if not any(isinstance(x, Value) for x in given):
            given[0] = self.nodes[-1]
        constants = {name: scale * default for name, default in rule.constants}
        if self.smooth:
            numbers = [float(x) for x in given]
            if not has_margin(rule, numbers, list(constants.values())):
                return False
        node = apply(rule, *given, **constants)
        slope = self._slope(node)
        if self.smooth and not (abs(node.data) < LARGEST and slope < LARGEST):
            return False
        self.nodes.append(node)
        self.slopes[node] = slope
        return True

    def _slope(self, node: Value) -> float:
        if not self.smooth:
            return math.nan
        edges = zip(node.parents, node.partials)
        return sum(abs(partial) * self.slopes[parent] for parent, partial in edges)
