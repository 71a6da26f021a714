"""Recorded facts in words of mathematics, read from the rows of the table."""

import math
import re

import pytest

from autograd import RULES, Value, apply, dot, record, total
from autograd.graph import names
from autograd.readings import FLOATS
from autograd.spelling import derivatives, formula

x, y = Value(0.5, "x"), Value(0.25, "y")
NAMES = {x: "x", y: "y"}


@pytest.mark.parametrize(
    ("node", "wanted"),
    [
        (x, ""),
        (x + y, "x + y"),
        (x - y, "x − y"),
        (x * y, "x · y"),
        (x / y, "x/y"),
        (-x, "−x"),
        (x + 2, "x + 2"),
        (2 - x, "2 − x"),
        (x * -2, "x · (−2)"),
        (x - (-2), "x − (−2)"),
        (x**3, "x³"),
        (x**-1, "x⁻¹"),
        (x**0.5, "x^0.5"),
        (2**x, "2^x"),
        ((-2) ** x, "(−2)^x"),
        (x**y, "x^y"),
        (x**1, "x"),
        (x.square(), "x²"),
        (x.reciprocal(), "1/x"),
        (abs(x), "|x|"),
        (x.sqrt(), "√x"),
        (x.log(), "log(x)"),
        (x.tanh(), "tanh(x)"),
        (x.leaky_relu(0.1), "leaky_relu(x, 0.1)"),
        (apply(RULES["maximum"], x, 3), "maximum(x, 3)"),
        (total([x, 3, y]), "x + 3 + y"),
        (total([2, 3, x]), "2 + 3 + x"),
        (dot([x, y], [y, 2], bias=x), "x·y + y·2 + x"),
        (dot([2, x], [3, y]), "2·3 + x·y"),
        (x + 1 / 3, "x + 0.3333"),
        (x + math.inf, "x + ∞"),
    ],
)
def test_formulas(node, wanted):
    assert formula(node, NAMES) == wanted


@pytest.mark.parametrize(
    ("node", "wanted"),
    [
        (x, ()),
        (x + y, ("1", "1")),
        (x - y, ("1", "−1")),
        (x * y, ("y", "x")),
        (x * x, ("x", "x")),
        (x * 2, ("2",)),
        (2 * x, ("2",)),
        (2 / x, ("−z/x",)),
        (x / 0, ("1/0",)),
        (x**3, ("3·x²",)),
        (x**2, ("2·x",)),
        (x.tanh(), ("1 − z·z",)),
        (x.exp(), ("z",)),
        (x.log(), ("1/x",)),
        (x.leaky_relu(0.1), ("1 if 0 < x else 0.1",)),
        (x.step(), ("0",)),
        (dot([x, 2], [3, y], bias=x), ("3", "2", "1")),
    ],
)
def test_derivatives(node, wanted):
    assert derivatives(node, NAMES) == wanted


def test_the_node_s_own_name_stands_in_its_derivative():
    node = x.sigmoid()
    assert derivatives(node, {**NAMES, node: "out"}) == ("out·(1 − out)",)


def test_every_row_can_be_spelled():
    for rule in RULES.values():
        node = apply(rule, *[x, y, x][: rule.arity])
        assert "x" in formula(node, NAMES)
        assert len(derivatives(node, NAMES)) == len(node.parents)


def evaluated(text, node):
    """A blackboard formula as Python reads it, where it uses signs and digits only."""
    superscripts = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹⁻", "0123456789-")
    text = re.sub(
        "[⁰¹²³⁴-⁹⁻]+", lambda power: "**" + power[0].translate(superscripts), text
    )
    text = text.replace("−", "-").replace("·", "*").replace("^", "**")
    return eval(text, {**vars(FLOATS), "x": 0.5, "y": 0.25, "z": node.data})


@pytest.mark.parametrize(
    "node", [x + y, x - y, x * y, x / y, -x, x**3, x**-1, x - (-2), x * -2, (-2) * x, total([x, -3, y]),
             dot([x, -2], [y, 2], bias=x), x.reciprocal(), x.tanh(), x.sin()],
)  # fmt: skip
def test_formulas_and_derivatives_mean_what_was_recorded(node):
    assert evaluated(formula(node, NAMES), node) == pytest.approx(node.data)
    assert [
        evaluated(text, node) for text in derivatives(node, NAMES)
    ] == pytest.approx(list(node.partials))


def test_names_of_the_lecture():
    a, b = Value(2, "a"), Value(1, "b")
    nodes = record(((a + b).named("c") * (b + 1).named("d")).named("e"))
    assert [formula(node, names(nodes)) for node in nodes] == [
        "",
        "",
        "a + b",
        "b + 1",
        "c · d",
    ]
