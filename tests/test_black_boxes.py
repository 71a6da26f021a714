"""Rules of the user's own whose columns know numbers only: every tool falls back to the recorded number."""

import math

import numpy as np
import pytest

import viz
from autograd import Rule, Value, apply, gradcheck
from autograd.dialects import PRETTY, Text
from autograd.rules import READ
from tests.samples import sampled


def tabulated(m, x):
    return [0.0, 1.0, 4.0, 9.0][int(x)]


BOXES = [
    Rule("digamma", "ψ", lambda m, x: math.lgamma(x), lambda m, z, x: (_digamma(x),)),
    Rule(
        "branch",
        "b",
        lambda m, x: x * x if x > 1 else x,
        lambda m, z, x: (2.0 * x if x > 1 else 1.0,),
    ),
    Rule(
        "sinc",
        "s",
        lambda m, x: 1.0 if x == 0 else m.sin(x) / x,
        lambda m, z, x: (0.0 if not x else (m.cos(x) - z) / x,),
    ),
    Rule("ln", "l", lambda m, x: math.log(x), lambda m, z, x: (1 / x,)),
    Rule("root", "r", lambda m, x: math.sqrt(x - 1), lambda m, z, x: (0.5 / z,)),
    Rule("cosine", "c", lambda m, x: np.cos(x), lambda m, z, x: (-np.sin(x),)),
    Rule("read", "a", lambda m, x: math.exp(x), lambda m, z, x: (z,), text=READ),
    Rule("table", "t", tabulated, lambda m, z, x: ([1.0, 2.0, 4.0, 6.0][int(x)],)),
    Rule(
        "larger",
        "l",
        lambda m, x, y: max(x, y),
        lambda m, z, x, y: (1.0, 0.0) if x > y else (0.0, 1.0),
    ),
]


def _digamma(x):
    """By differences of lgamma; a Text is no number, for which math.lgamma raises."""
    return (math.lgamma(x + 1e-5) - math.lgamma(x - 1e-5)) / 2e-5


def graph(rule, x=3.0):
    leaf, other = Value(x, "x"), Value(1.5, "w")
    operands = [leaf * 0.5, other][: rule.arity]
    gate = apply(rule, *operands).named("g")
    y = (gate * 3.0 + leaf).named("y")
    y.backward()
    return leaf, y


TOOLS = {
    "draw": lambda x, y: viz.draw(y).svg(),
    "circuit": lambda x, y: viz.draw(y, style="circuit", health=True).svg(),
    "micrograd": lambda x, y: viz.draw_dot(y).source,
    "expand": lambda x, y: viz.draw(y, expand=True).svg(),
    "tree": lambda x, y: viz.tree(y),
    "trace_table": lambda x, y: viz.trace_table(y, "latex"),
    "steps": lambda x, y: str(viz.steps(y)),
    "zh": lambda x, y: str(viz.steps(y, lang="zh")),
    "stepper": lambda x, y: viz.Stepper(y, predict=True).run_to(x),
    "explain": lambda x, y: str(viz.explain(x, y)),
    "explain latex": lambda x, y: viz.explain(x, y).latex,
    "explain markdown": lambda x, y: viz.explain(x, y).markdown,
    "health": lambda x, y: str(viz.health(y)),
    "nudge": lambda x, y: str(viz.nudge(x, 0.1, of=y)),
    "paths_table": lambda x, y: str(viz.paths_table(y, x)),
    "compare_modes": lambda x, y: str(viz.compare_modes(y)),
    "buglab": lambda x, y: str(viz.buglab(y)),
    "json": lambda x, y: viz.exchange.graph_json(y),
}


@pytest.mark.parametrize("rule", BOXES, ids=lambda rule: rule.name)
@pytest.mark.parametrize("tool", TOOLS)
def test_every_tool_shows_a_black_box(rule, tool):
    TOOLS[tool](*graph(rule))


@pytest.mark.slow
@pytest.mark.parametrize("rule", sampled(BOXES, 3), ids=lambda rule: rule.name)
@pytest.mark.parametrize("suffix", [".html", ".gif", ".tex", ".pdf"])
def test_films_show_a_black_box(rule, suffix, tmp_path):
    viz.film(graph(rule)[1]).save(tmp_path / f"y{suffix}")


def test_the_recorded_number_stands_where_there_is_no_formula():
    _, y = graph(BOXES[1])
    assert "∂g/∂v1 = 3." in str(viz.steps(y))
    assert "∂g/∂v1 = 3" in [arrow.caption for arrow in viz.draw(y).picture.arrows]
    x, y = graph(BOXES[1])
    assert "3 × 3 × 0.5" not in str(viz.explain(x, y))
    sinc = graph(BOXES[2], 0.0)[1]
    assert "∂g/∂v1 = 0." in str(viz.steps(sinc))


def test_a_number_with_an_exponent_is_no_formula():
    rule = Rule(
        "tiny", "t", lambda m, x: x, lambda m, z, x: (1.2345678e-9 if x else 0,)
    )
    _, y = graph(rule)
    assert "∂g/∂v1 = 1.234568e-9." in str(viz.steps(y, precision=7))


def test_a_rule_without_a_domain_is_healthy_where_it_is_defined():
    for at in (3.0, 300.0):
        _, y = graph(BOXES[3], at)
        assert "saturated" not in {x.kind for x in viz.health(y).findings}


def test_a_formula_is_neither_true_nor_equal_to_a_number():
    x = Text("x", PRETTY)
    with pytest.raises(TypeError, match="neither true nor false"):
        bool(x)
    with pytest.raises(TypeError, match=r"is 0\.0 is not known"):
        x == 0.0  # noqa: B015
    assert x == x
    assert x != Text("x", PRETTY)


def test_gradcheck_takes_black_boxes_too():
    assert gradcheck(lambda x: apply(BOXES[0], x), [2.5])
