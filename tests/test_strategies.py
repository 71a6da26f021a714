"""The strategies for users: in their domain, reproducible, readable when a test fails."""

import math
import subprocess
import sys

import pytest
from hypothesis import Phase, find, given, settings
from hypothesis import strategies as st

from autograd import RULES, Interval, Rule, Value, apply, grad, gradcheck, record
from autograd.strategies import (
    LARGEST,
    MARGIN,
    Expression,
    arguments,
    expressions,
    has_margin,
    rules,
    values,
)

FIND = settings(
    max_examples=2000, phases=[Phase.generate, Phase.shrink]
)  # to explain takes longer than to find


@given(values(-2, 5))
def test_values_are_leaves_within_bounds(v):
    assert type(v) is Value
    assert -2 <= v.data <= 5
    assert v.rule is None


@given(rules(arity=2, kinks=False))
def test_rules_are_rows(rule):
    assert RULES[rule.name] is rule
    assert rule.arity == 2
    assert rule.kink is None


@pytest.mark.parametrize("rule", RULES.values(), ids=lambda rule: rule.name)
def test_arguments_lie_in_the_domain_with_a_margin(rule):
    @settings(max_examples=10)
    @given(arguments(rule))
    def search(x):
        assert has_margin(rule, x)
        assert all(t in interval for t, interval in zip(x, rule.domain))
        assert len(x) == (rule.arity or len(x))
        assert math.isfinite(apply(rule, *x))

    search()


@pytest.mark.parametrize(
    "interval",
    [
        Interval(10.0),
        Interval(high=-10.0),
        Interval(5.0, 6.0),
        Interval(-1.0),
        Interval(100.0, 101.0),
    ],
)
def test_arguments_of_a_domain_far_away(interval):
    rule = Rule("mine", "?", lambda m, x: x, lambda m, z, x: (1.0,), domain=(interval,))

    @given(arguments(rule))
    def search(x):
        assert x[0] in interval

    search()


def test_has_margin():
    tan, maximum, reciprocal = RULES["tan"], RULES["maximum"], RULES["reciprocal"]
    for pole in (math.pi / 2, -math.pi / 2, 5 * math.pi / 2):
        assert not has_margin(tan, [pole + 0.01])
        assert not has_margin(tan, [pole - 0.01])
        assert has_margin(tan, [pole + 0.1])
    assert not has_margin(maximum, [1.0, 1.01])
    assert has_margin(maximum, [1.0, 1.01], margin=0.001)
    assert not has_margin(reciprocal, [-0.01])
    assert not has_margin(RULES["log"], [math.nan])


# --- expressions ----------------------------------------------------------------------------------------------------


@given(expressions(min_size=3, inputs=3))
def test_expressions_keep_away_from_trouble(f):
    assert len(f.inputs) == 3
    for node in record(f.root):
        assert abs(node.data) <= LARGEST
        assert all(math.isfinite(d) for d in node.partials)
        if node.rule:
            count = len(node.arguments) - len(node.rule.constants)
            numbers = [float(x) for x in node.arguments]
            assert has_margin(node.rule, numbers[:count], numbers[count:], MARGIN)


@given(expressions(min_size=3))
def test_an_expression_is_a_function(f):
    assert f(*f.numbers) == f.root.data
    assert f(*map(Value, f.numbers)).data == f.root.data
    slopes = grad(f, argnums=(0, 1))(*f.numbers)
    f.root.backward()
    assert list(slopes) == pytest.approx([v.grad for v in f.inputs], rel=1e-9, abs=1e-9)


def test_an_expression_is_used_with_gradcheck():
    @settings(max_examples=30)
    @given(expressions())
    def search(f):
        assert gradcheck(f, f.numbers)

    search()


def suits(rule):
    """How many of the simple numbers from -3 to 3 a row can take, as a share; the product over its arguments."""
    quarters = [n / 4 for n in range(-12, 13)]
    shares = [
        sum(interval.low < x < interval.high for x in quarters) / len(quarters)
        for interval in rule.domain
    ]
    return math.prod(shares)


@pytest.mark.slow
def test_all_rows_sharing_repeats_and_constants_come_up():
    seen, repeats, shared, constants = set(), 0, 0, 0

    @settings(max_examples=1000)
    @given(expressions(min_size=8))
    def search(f):
        nonlocal repeats, shared, constants
        nodes = record(f.root)
        seen.update(node.op for node in nodes)
        parents = [parent for node in nodes for parent in node.parents]
        repeats += any(len(set(node.parents)) < len(node.parents) for node in nodes)
        shared += len(set(parents)) < len(parents)
        constants += any(
            isinstance(x, float) for node in nodes for x in node.arguments[:2]
        )

    search()
    reachable = {
        rule.name for rule in RULES.values() if suits(rule) > 0.1 and not rule.stops
    }
    assert not reachable - seen
    assert len(reachable) > 30
    assert min(repeats, shared, constants) > 20


SHRUNK = [
    "add",
    "sub",
    "mul",
    "div",
    "pow",
    "neg",
    "abs",
    "square",
    "exp",
    "log",
    "tanh",
    "relu",
    "leaky_relu",
    "maximum",
]
"""Rows to shrink to: a fixed list, because how well Hypothesis shrinks depends on which rows there are to choose from."""


@pytest.mark.parametrize(
    ("condition", "program"),
    [
        (lambda f: f.root.op == "log", "v0 = 1.0; v1 = log(v0)"),
        (lambda f: f.root.op == "maximum", None),
        (
            lambda f: f.root.op == "leaky_relu",
            "v0 = 1.0; v1 = leaky_relu(v0, slope=0.01)",
        ),
        (
            lambda f: sum(node.op == "tanh" for node in record(f.root)) == 2,
            "v0 = 1.0; v1 = tanh(v0); v2 = tanh(v1)",
        ),
        (lambda f: f.root.data > 3.5, None),
        (lambda f: len(record(f.root)) > 3, None),
    ],
)
def test_failing_examples_are_small(condition, program):
    programs = expressions([RULES[name] for name in SHRUNK], inputs=1, max_size=10)
    smallest = find(programs, condition, settings=FIND)
    assert program is None or repr(smallest) == program
    assert len(record(smallest.root)) <= 4


def test_constants_of_an_example_are_simple():
    f = find(
        expressions(inputs=1),
        lambda f: any(isinstance(x, float) for x in f.root.arguments),
        settings=FIND,
    )
    assert all(
        x in (1.0, 2.0, 3.0, 0.01) for x in f.root.arguments if isinstance(x, float)
    )


def test_the_program_can_be_read():
    x, y = Value(2.0), Value(3.0)
    z = (x * y - 2.0) ** 2 / y
    f = Expression((x, y), apply(RULES["total"], z, -z, apply(RULES["maximum"], z, 1)))
    assert repr(f) == (
        "v0 = 2.0; v1 = 3.0; v2 = v0 * v1; v3 = v2 - 2.0; v4 = pow(v3, 2.0); v5 = v4 / v1; "
        "v6 = neg(v5); v7 = maximum(v5, 1.0); v8 = total(v5, v6, v7)"
    )


def test_a_wrong_number_of_inputs_is_refused():
    x = Value(2.0)
    with pytest.raises(TypeError, match="this program has 1 inputs, got 2"):
        Expression((x,), x * x)(1.0, 2.0)


def test_rows_of_ones_own():
    cube = Rule("cube", "x³", lambda m, x: x * x * x, lambda m, z, x: (3.0 * x * x,))

    @given(expressions([cube, RULES["add"]]))
    def search(f):
        assert {node.op for node in record(f.root)} <= {"", "cube", "add"}

    search()
    assert (
        repr(find(expressions([cube], inputs=1), lambda f: True, settings=FIND))
        == "v0 = 1.0; v1 = cube(v0)"
    )


@given(st.data())
def test_anything_goes_when_not_smooth(data):
    f = data.draw(expressions(smooth=False, min_value=-10.0, max_value=10.0))
    assert type(f.root.data) is float


def test_not_smooth_reaches_kinks_and_edges():
    assert find(
        expressions(smooth=False), lambda f: math.isnan(f.root.data), settings=FIND
    )
    at_kink = find(
        expressions([RULES["relu"]], smooth=False),
        lambda f: f.root.parents[0].data == 0.0,
        settings=FIND,
    )
    assert at_kink.root.data == 0.0


def test_without_hypothesis_it_says_what_to_install():
    program = "import sys; sys.modules['hypothesis'] = None; import viz; import autograd.strategies"
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True
    )
    assert done.returncode == 1
    last = done.stderr.splitlines()[-1]
    assert last.startswith(
        "ImportError: autograd.strategies needs the package hypothesis"
    )
    assert last.endswith("run `pip install hypothesis`")
