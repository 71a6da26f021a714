"""The bug lab: each broken algorithm is wrong where it should be, right where the graph hides it, and explained."""

import pytest
from hypothesis import given

import viz
from autograd import Rule, Value, apply, record
from autograd.strategies import expressions
from viz.analysis import broken
from viz.lessons.buglab import BUGS
from viz.options import LANGUAGES


def named(**graph):
    """Nodes by name."""
    for name, node in graph.items():
        node.label = name
    return graph


def graph_e():
    a, b = Value(2, "a"), Value(1, "b")
    return ((a + b).named("c") * (b + 1).named("d")).named("e")


def cube():
    x = Value(3, "x")
    return ((x * x).named("v") * x).named("y")


def inner_fork():
    """An inner node with two arrows: the graph that needs an order."""
    b = Value(1, "b")
    w = (b + 1).named("w")
    s = (w + w).named("s")
    return (s * s).named("t")


def chain():
    x = Value(2, "x")
    return ((x + 1).named("u") + 1).named("y")


def gradients(lab, bug):
    return {node.label: x for node, x in lab.bugs[bug].gradients.items()}


@pytest.mark.parametrize("make", [graph_e, cube, inner_fork, chain])
@pytest.mark.parametrize("lang", LANGUAGES)
def test_texts(make, lang, golden):
    lab = viz.buglab(make(), lang=lang)
    golden(f"buglab_{make.__name__}_{lang}.txt", f"{lab.text}\n\n{lab.markdown}\n")


def test_what_each_bug_does():
    lab = viz.buglab(graph_e())
    assert {node.label: x for node, x in lab.right.items()} == {
        "a": 2,
        "b": 5,
        "c": 2,
        "d": 3,
        "e": 1,
    }
    assert gradients(lab, "assign") == {"a": 2, "b": 2, "c": 2, "d": 3, "e": 1}
    assert gradients(lab, "recursion") == {"a": 2, "b": 5, "c": 2, "d": 3, "e": 1}
    assert gradients(lab, "zero") == {"a": 4, "b": 10, "c": 2, "d": 3, "e": 1}
    assert gradients(lab, "factor") == {"a": 1, "b": 2, "c": 1, "d": 1, "e": 1}
    assert gradients(lab, "stale") == {"a": 6, "b": 15, "c": 4, "d": 6, "e": 2}
    assert [bug.revealed for bug in lab.bugs.values()] == [
        True,
        False,
        True,
        True,
        True,
    ]
    assert [node.label for node in lab.bugs["assign"].wrong] == ["b"]


def test_seventy_two_and_fifty_four():
    lab = viz.buglab(cube())
    assert (
        gradients(lab, "stale")["x"],
        lab.bugs["stale"].expected[record(lab.root)[0]],
    ) == (72.0, 54.0)
    assert (
        "x ends at 72 instead of 54, the sum of two passes"
        in lab.bugs["stale"].explanation
    )


def test_the_order_matters_at_an_inner_fork():
    lab = viz.buglab(inner_fork())
    assert gradients(lab, "recursion") == {"b": 96, "w": 32, "s": 8, "t": 1}
    assert lab.bugs["recursion"].explanation.startswith(
        "Recursion without topological order: 2 wrong. s is visited 2 times"
    )


def test_a_graph_may_hide_a_bug():
    said = {name: bug.explanation for name, bug in viz.buglab(chain()).bugs.items()}
    assert said["assign"] == (
        "Overwriting instead of adding up: not revealed. This graph has no fork, so nothing is overwritten."
    )
    assert "One arrow leaves each inner node of this graph" in said["recursion"]
    assert "All local slopes of this graph are 1" in said["factor"]
    x = Value(1.0, "x")
    flat = {
        name: bug.explanation
        for name, bug in viz.buglab(((x + x) * x.step()).step()).bugs.items()
    }
    assert "all contributions but the last are 0" in flat["assign"]
    assert "All gradients of the inputs are 0" in flat["zero"]
    assert "send on nothing but 0" in flat["stale"]
    dead = (x + x).named("u")
    hidden = viz.buglab((dead * dead).step())
    assert "what they send too much of is 0" in hidden.bugs["recursion"].explanation
    mixed = Rule(
        "mixed", "mix", lambda m, x, y: 0.5 * x + 1.5 * y, lambda m, z, x, y: (0.5, 1.5)
    )
    assert (
        "make up for each other"
        in viz.buglab(apply(mixed, x, x)).bugs["factor"].explanation
    )
    cut = viz.buglab((x + 1.0).step())
    assert "send on nothing but 0" in cut.bugs["stale"].explanation
    inner = viz.buglab(((x.step() + 1.0).named("u") * 3.0).named("y"))
    assert (
        "u still holds the 3 of the first pass, adds 3 again and ends at 6; but no more"
        in inner.bugs["stale"].explanation
    )


@given(expressions(max_size=10))
def test_the_right_one_is_backward(program):
    root = program.root
    lab = viz.buglab(root)
    root.backward()
    for node in record(root):
        assert lab.right[node] == node.grad
    root.backward()
    twice = broken.right_twice(record(root))
    for node in record(root):
        assert twice[node] == node.grad


@given(expressions(max_size=10, smooth=False))
def test_every_graph_gets_its_explanations(program):
    for lang in LANGUAGES:
        lab = viz.buglab(program.root, lang=lang)
        assert list(lab.bugs) == list(BUGS)
        for bug in lab.bugs.values():
            assert bug.explanation
            assert not bug.gradients or len(bug.gradients) == len(record(program.root))


@given(expressions(max_size=10))
def test_a_bug_is_revealed_exactly_where_it_should_be(program):
    lab = viz.buglab(program.root)
    nodes = record(program.root)
    forks = {
        parent
        for node in nodes
        for parent in node.parents
        if sum(x is parent for n in nodes for x in n.parents) > 1
    }
    if not forks:
        assert not lab.bugs["assign"].revealed
    if not any(node.parents for node in forks):
        assert not lab.bugs["recursion"].revealed
    if any(lab.right[node] for node in nodes if node.rule is None):
        assert lab.bugs["zero"].revealed


def test_too_many_visits_are_not_made():
    x = Value(1.0, "x")
    y = x
    for _ in range(40):
        y = y + y
    lab = viz.buglab(y)
    bug = lab.bugs["recursion"]
    assert (bug.gradients, bug.revealed) == ({}, False)
    assert (
        "not run. It would visit 2,199,023,255,551 nodes, one for each path; the right one visits 41."
        in bug.explanation
    )
    assert len(lab.text.splitlines()) == 1 + 41 + 1 + 5
    with pytest.raises(ValueError, match="there is nothing to draw"):
        lab.draw("recursion")


def test_a_deep_graph_does_not_recurse():
    x = Value(1.0, "x")
    y = x
    for _ in range(5000):
        y = y + 1.0
    assert viz.buglab(y).bugs["recursion"].gradients[x] == 1.0


def test_the_code_can_be_read():
    source = viz.buglab(cube()).bugs["assign"].source
    assert "gradients[parent] = local * gradients[node]" in source


def test_a_broken_pass_can_be_drawn():
    lab = viz.buglab(graph_e())
    drawing = lab.draw("assign")
    assert "gradient 2" in drawing.svg()
    boxes = (
        {box.title: box for box in drawing.picture.boxes}
        if hasattr(drawing, "picture")
        else {}
    )
    assert not boxes or [title for title, box in boxes.items() if box.lit] == ["b"]
    assert not any(node.has_grad for node in record(lab.root))
    with pytest.raises(
        ValueError,
        match="no bug 'forget'; there are assign, recursion, zero, factor, stale",
    ):
        lab.draw("forget")


def test_bad_input():
    with pytest.raises(
        ValueError, match="this Value is an input, so there is no pass to break"
    ):
        viz.buglab(Value(1.0))
    with pytest.raises(ValueError, match="lang must be one of"):
        viz.buglab(cube(), lang="fr")  # type: ignore[arg-type]
    with pytest.raises(ValueError, match="format must be one of text, markdown"):
        viz.buglab(cube(), format="latex")  # type: ignore[arg-type]


def test_a_node_that_is_zero_has_its_row():
    """A Value of 0 is falsy."""
    x = Value(0.0, "x")
    assert viz.buglab((x * 2.0).named("y")).text.splitlines()[1].split()[:2] == [
        "x",
        "2",
    ]


@pytest.mark.slow
def test_a_long_table_is_cut():
    x = Value(0.0, "x")
    y = x
    for _ in range(20_000):
        y = y * 1.0001
    lines = viz.buglab(y).text.splitlines()
    assert len(lines) == 1 + 41 + 1 + 5
    assert lines[21].split() == ["…"] * 7
