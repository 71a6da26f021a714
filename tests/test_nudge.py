"""Nudging a variable: predicted against actual, and the graph stays as it is."""

import pytest
from hypothesis import given

import viz
from autograd import RULES, Value, apply, gradients, record
from autograd.strategies import expressions
from tests.domains import inside
from viz.analysis.recompute import replay
from viz.options import LANGUAGES


@pytest.fixture
def e():
    a, b = Value(2, "a"), Value(1, "b")
    return ((a + b).named("c") * (b + 1).named("d")).named("e")


@pytest.mark.parametrize("lang", LANGUAGES)
def test_texts(e, lang, golden):
    x = Value(-3.0, "x")
    y = ((x * x).tanh() - x.relu() * x).named("y")
    lessons = [
        viz.nudge("b", 0.01, e, lang=lang),
        viz.nudge("a", 1, e, lang=lang),
        viz.nudge(x, 3.5, y, lang=lang),
    ]
    golden(
        f"nudge_{lang}.txt",
        "\n\n".join(
            text for lesson in lessons for text in (lesson.text, lesson.markdown)
        )
        + "\n",
    )


def test_rows_are_the_nodes_on_the_way(e):
    a, b, c, d, _ = record(e)
    assert [change.node for change in viz.nudge(a, 0.1, e).changes] == [a, c, e]
    assert [change.node for change in viz.nudge(b, 0.1, e).changes] == [b, c, d, e]
    inner = viz.nudge(c, 1.0, of=e).changes
    assert [change.node for change in inner] == [c, e]
    assert (inner[1].before, inner[1].after, inner[1].predicted, inner[1].actual) == (
        6.0,
        8.0,
        2.0,
        2.0,
    )


def test_what_is_off_shrinks_like_the_square_of_h(e):
    off = [viz.nudge("b", h, e).changes[-1].off for h in (0.1, 0.01)]
    assert off == pytest.approx([0.01, 0.0001])


@given(expressions(max_size=10))
def test_the_prediction_is_the_gradient(program):
    root, x = program.root, record(program.root)[0]
    change = viz.nudge(x, 1e-6, root).changes[-1]
    assert change.slope == pytest.approx(gradients(root, [x])[0], rel=1e-9, abs=1e-9)
    assert change.before == root.data
    assert change.predicted == change.slope * 1e-6


@given(expressions(max_size=12, smooth=False))
def test_a_replay_is_the_recording(program):
    nodes = record(program.root)
    found = replay(nodes, {})
    assert all(found[node] == node.data or node.data != node.data for node in nodes)


@pytest.mark.parametrize("rule", RULES.values(), ids=lambda rule: rule.name)
def test_a_replay_of_every_row(rule):
    leaves = [Value(number) for number in inside(rule)]
    node = apply(rule, *leaves)
    first, *others = leaves
    (moved, *_) = inside(rule, 1)
    again = apply(rule, Value(moved), *others)
    assert replay(record(node), {first: moved})[node] == again.data


def test_nothing_moves_in_the_graph(e):
    before = [(node.data, node.has_grad) for node in record(e)]
    viz.nudge("b", 5, e)
    assert [(node.data, node.has_grad) for node in record(e)] == before


def test_a_kink_on_the_way_is_named():
    x = Value(-1.0, "x")
    y = (x.relu().named("r") * 2).named("y")
    assert "r = relu(x) went over its kink" in viz.nudge(x, 2, y).text
    assert "kink" not in viz.nudge(x, 0.5, y).text
    assert viz.nudge(x, 0.5, y).text.endswith(
        "with x alone the graph is a straight line."
    )


def test_another_infinite_slope_does_not_disturb():
    x, zero = Value(1.0, "x"), Value(0.0, "o")
    y = (zero.sqrt() + x * 2).named("y")
    assert viz.nudge(x, 0.5, y).changes[-1].predicted == 1.0


def test_a_changed_leaf_counts():
    x = Value(1.0, "x")
    y = (x * 2).named("y")
    x.data = 5.0
    assert (
        viz.nudge(x, 1, y, recompute=True).changes[-1].before,
        viz.nudge(x, 1, y, recompute=True).changes[-1].after,
    ) == (10.0, 12.0)


def test_bad_input(e):
    assert (
        str(viz.nudge(Value(1.0, "q"), 1, e))
        == "e does not depend on q: nothing moves."
    )
    assert viz.nudge(Value(1.0), 1, e).changes == ()
    with pytest.raises(TypeError, match="nudge: h must be a real number"):
        viz.nudge("b", "1", e)  # type: ignore[arg-type]
    with pytest.raises(
        TypeError,
        match="`of` must be the Value whose graph is computed once more, got NoneType",
    ):
        viz.nudge("b", 1, None)
    with pytest.raises(ValueError, match="no node is called 'q'"):
        viz.nudge("q", 1, e)


@pytest.mark.slow
def test_a_long_way_is_cut_and_takes_linear_time():
    x = Value(0.0, "x")
    y = x
    for _ in range(20_000):
        y = y + 1.0
    lesson = viz.nudge(x, 1, y)
    assert len(lesson.changes) == 20_001
    assert len(lesson.text.splitlines()) == 1 + 1 + 41 + 1
