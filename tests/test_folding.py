"""Large graphs: what folds, what stands together, and that a network of a thousand nodes is one slide."""

import itertools
import math
import random
from graphlib import TopologicalSorter

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import viz
from autograd import Value, record, scope, tanh, total
from viz.options import STYLES
from viz.picture.build import depict
from viz.text.names import DASH


def mlp(sizes=(2, 16, 16, 1), seed=1):
    """One sample through a multi-layer perceptron, a node per product and per sum, as micrograd's nn records it."""
    numbers = random.Random(seed)
    h = [Value(round(numbers.uniform(-1, 1), 2), f"x{i}") for i in range(sizes[0])]
    for layer, (nin, nout) in enumerate(itertools.pairwise(sizes), start=1):
        outputs = []
        for j in range(nout):
            with scope(f"layer{layer}"), scope(f"neuron{j}"):
                w = [
                    Value(round(numbers.uniform(-1, 1), 3), parameter=True)
                    for _ in range(nin)
                ]
                z = sum((wi * xi for wi, xi in zip(w, h)), Value(0.125, parameter=True))
                outputs.append(z.relu() if layer < len(sizes) - 1 else z)
        h = outputs
    h[0].backward()
    return h[0]


def recurrent(steps=3):
    """h = tanh(w h + x), where the product is in a scope and the rest is not: the scope is entered again and again."""
    w, h = Value(0.5, "w", parameter=True), Value(0.1, "h0")
    for i in range(steps):
        with scope("cell"):
            z = (w * h) * 1.0
        h = tanh(z + Value(0.25, f"x{i}"))
    return h


def cards(picture):
    return [box for box in picture.boxes if box.shape == "fold"]


def titles(picture):
    return [
        f"{box.title} {box.cells[1]}".strip() if box.shape == "fold" else box.title
        for box in picture.boxes
    ]


# --- the network of the issue ---------------------------------------------------------------------------------------


def test_it_has_about_1600_boxes_unfolded_and_five_folded():
    y = mlp()
    nodes = record(y)
    inner = [node for node in nodes if node.rule]
    assert (len(nodes), len(inner), len(nodes) + len(inner)) == (
        979,
        640,
        1619,
    )  # micrograd draws a circle for each op
    assert len(depict(y, fold="none", style="micrograd", max_nodes=1000).boxes) == 1619
    picture = viz.draw(y).picture
    assert titles(picture) == ["x0", "x1", "neuron ×16", "neuron ×16", "neuron0"]
    assert [(a.tail, a.head, a.count, a.caption) for a in picture.arrows] == [
        (0, 2, 16, "×16"), (1, 2, 16, "×16"), (2, 3, 256, "×256"), (3, 4, 16, "×16"),
    ]  # fmt: skip
    assert [(c.title, c.members) for c in picture.clusters] == [
        ("layer1", (2,)),
        ("layer2", (3,)),
        ("layer3", (4,)),
    ]


def test_what_a_card_says():
    y = mlp()
    first, second, last = cards(depict(y))
    nodes = [node for node in record(y) if node.scope.startswith("layer1.")]
    outputs = [node for node in nodes if node.op == "relu"]
    slopes = [node.grad for node in nodes if node.parameter]
    number = viz.picture.captions.pretty_number  # type: ignore[attr-defined]
    assert (
        first.value
        == f"{number(min(n.data for n in outputs))} … {number(max(n.data for n in outputs))}"
    )
    assert first.grad == f"‖∇‖ {number(math.hypot(*(n.grad for n in outputs)))}"
    assert first.cells == (
        "neuron",
        "×16",
        "8 nodes each",
        f"‖∇θ‖ {number(math.hypot(*slopes))}",
    )
    assert (first.count, len(first.members), first.group, first.index) == (
        16,
        128,
        "layer1",
        None,
    )
    assert first.scopes == tuple(f"layer1.neuron{j}" for j in range(16))
    assert {record(y)[i].scope for i in first.members} == set(first.scopes)
    assert second.cells[2] == "50 nodes each"
    assert (last.value, last.grad, last.role, last.cells[:3]) == (
        number(y.data),
        "1",
        "output",
        ("neuron0", "", "49 nodes"),
    )
    assert first.description.startswith(
        "folded layer1.neuron0 to layer1.neuron15, 16 alike, 8 nodes each: value 0 … "
    )


def test_nothing_is_known_before_backward():
    y = mlp()
    y.zero_grad()
    assert {box.grad for box in depict(y).boxes} == {DASH}
    assert {box.cells[3] for box in cards(depict(y))} == {""}
    assert {
        (box.grad, *box.cells[3:]) for box in cards(depict(y, show_grad=False))
    } == {("", "")}


def test_a_label_inside_is_shown_and_names_the_output():
    y = mlp().named("y")
    loss = (y - 1.0) ** 2
    assert cards(depict(loss))[-1].value.startswith("y = ")
    assert (
        titles(depict((mlp() - 1.0).named("loss")))[-1] == "loss = layer3.neuron0 − 1"
    )


def test_highlights_shine_through():
    y = mlp()
    assert [
        box.title for box in depict(y, highlight=["x0", record(y)[-1]]).boxes if box.lit
    ] == ["x0", "neuron0"]


# --- what folds -----------------------------------------------------------------------------------------------------


def test_layer_is_the_outermost_scope_and_neuron_the_innermost():
    y = mlp((2, 3, 1))
    assert titles(depict(y, fold="layer")) == ["x0", "x1", "layer1", "layer2"]
    assert depict(y, fold="layer").clusters == ()
    assert titles(depict(y, fold="neuron")) == ["x0", "x1", "neuron ×3", "neuron0"]
    assert cards(depict(y, fold="none")) == []
    frames = {
        c.title: [child.title for child in c.children]
        for c in depict(y, fold="none").clusters
    }
    assert frames == {
        "layer1": ["neuron0", "neuron1", "neuron2"],
        "layer2": ["neuron0"],
    }


def test_auto_folds_as_little_as_fits():
    with scope("net"):
        y = mlp((2, 3, 1))
    boxes = len(depict(y, fold="none").boxes)
    found = {
        most: titles(depict(y, max_nodes=most)) for most in (boxes, boxes - 1, 4, 3)
    }
    assert len(found.pop(boxes)) == boxes
    some = ["x0", "x1", "neuron ×3", "neuron0"]
    assert found == {boxes - 1: some, 4: some, 3: ["net"]}


def test_too_many_even_folded_is_one_sentence():
    with pytest.raises(
        viz.TooManyNodes,
        match=r"has 979 boxes, 5 with fold='auto', more than max_nodes=4: draw",
    ):
        viz.draw(mlp(), max_nodes=4)
    with pytest.raises(
        viz.TooManyNodes,
        match=r"has 979 boxes, more than max_nodes=400: fold its groups \(fold='auto'",
    ):
        viz.draw(mlp(), fold="none")


def test_unfold_opens_one_of_sixteen_and_what_is_around_it():
    y = mlp((2, 4, 4, 1))
    picture = viz.draw(y, fold="neuron", unfold=["layer2.neuron1"]).picture
    assert [(box.title, box.count) for box in cards(picture)] == [
        ("neuron", 4),
        ("neuron", 3),
        ("neuron0", 1),
    ]
    assert [c.title for c in picture.clusters[1].children] == ["neuron1"]
    opened = titles(depict(y, fold="layer", unfold="layer2"))
    assert opened == ["x0", "x1", "layer1", "neuron ×4", "layer3"]
    with pytest.raises(
        ValueError,
        match=r"no scope 'layer2.neuron9' in this graph; did you mean 'layer2.neuron",
    ):
        viz.draw(y, unfold=["layer2.neuron9"])
    with pytest.raises(ValueError, match="there are none"):
        viz.draw(Value(1.0) + 1.0, unfold=["a"])


def test_parameters_live_with_those_who_use_them_and_other_leaves_where_they_were_made():
    w, shared, x = (
        Value(0.5, "w", parameter=True),
        Value(2.0, "shared", parameter=True),
        Value(3.0, "x"),
    )
    with scope("layer"):
        with scope("left"):
            a = w * x * shared + Value(1.0, "made inside")
        with scope("right"):
            b = (x * shared).exp().sin()
    y = (
        a + b + 0.01 * (w * w + shared * shared)
    )  # a penalty takes no weight out of its layer
    homes = {box.title: box.group for box in depict(y, fold="none").boxes}
    assert [homes[name] for name in ("w", "shared", "x", "made inside")] == [
        "layer.left",
        "layer",
        "",
        "layer.left",
    ]
    assert titles(depict(y, fold="neuron"))[:4] == ["x", "shared", "left", "right"]


def test_siblings_stand_together_only_if_they_are_alike():
    x = [Value(float(i), f"x{i}") for i in range(4)]
    outputs = []
    for j, f in enumerate(
        [lambda z: z.tanh(), lambda z: z.tanh(), lambda z: z.exp(), lambda z: z.tanh()]
    ):
        with scope(f"unit[{j}]"):
            outputs.append(f(x[j] * 2.0) if j < 3 else f(outputs[0] * 2.0))
    assert titles(depict(total(outputs), fold="neuron")) == [
        *("x0", "x1", "unit ×2", "x2", "unit[2]", "unit[3]"),
        "v11 = unit[0] + unit[1] + unit[2] + unit[3]",
    ]


def test_a_node_by_itself_is_not_hidden():
    with scope("alone"):
        y = Value(1.0, "x") * 2.0
    with scope("act"):
        y = y.tanh().named("y")
    picture = depict(y, fold="layer")
    assert titles(picture) == ["alone", "y = tanh(alone)"]
    assert [(c.title, c.members) for c in picture.clusters] == [("act", (1,))]


def test_a_scope_that_is_entered_again_folds_visit_by_visit():
    picture = depict(recurrent(), fold="neuron")
    assert [box.title for box in cards(picture)] == [
        "cell 1 of 3",
        "cell 2 of 3",
        "cell 3 of 3",
    ]
    assert [len(box.members) for box in cards(picture)] == [
        3,
        2,
        2,
    ]  # the weight is in the first visit
    assert "v5 = cell#1 + x0" in titles(picture)


def test_scopes_that_need_one_another_at_once_are_drawn_open():
    x = [Value(1.0, f"x{i}") for i in range(2)]
    with scope("a"):
        first = x[0].exp().sin()
    with scope("b"):
        second, third = first.tanh().sin(), x[1].exp().sin()
    with scope("a"):
        fourth = third.tanh().sin()
    picture = depict(
        second * fourth, fold="layer"
    )  # a needs b's third, b needs a's first
    assert cards(picture) == []
    assert [(c.title, len(c.members)) for c in picture.clusters] == [("a", 4), ("b", 4)]
    assert_sound(picture, record(second * fourth))


def test_numbers_do_not_matter():
    y = mlp((2, 3, 1))
    other = mlp((2, 3, 1), seed=2)
    shape = [
        (box.title, box.count, box.members) for box in depict(y, fold="neuron").boxes
    ]
    assert shape == [
        (box.title, box.count, box.members)
        for box in depict(other, fold="neuron").boxes
    ]


# --- any graph ------------------------------------------------------------------------------------------------------


def assert_sound(picture, nodes):
    """Every node stands somewhere, once; every edge is drawn or inside; no arrow runs in a circle."""
    found = [box.index for box in picture.boxes if box.index is not None] + [
        i for b in picture.boxes for i in b.members
    ]
    assert sorted(found) == list(range(len(nodes)))
    sources = {i: set() for i in range(len(picture.boxes))}
    for arrow in picture.arrows:
        sources[arrow.head].add(arrow.tail)
    list(TopologicalSorter(sources).static_order())
    place = {node: picture.where()[i] for i, node in enumerate(nodes)}
    crossing = sum(place[x] != place[node] for node in nodes for x in node.parents)
    if picture.style == "nodes":
        drawn = [a for a in picture.arrows if picture.boxes[a.tail].role != "constant"]
        assert sum(arrow.count for arrow in drawn) == crossing


@st.composite
def scoped_graphs(draw):
    """Programs whose scopes are entered and left at random."""
    values = [Value(0.5, "x"), Value(-0.25, parameter=True)]
    for _ in range(draw(st.integers(1, 25))):
        path = draw(st.lists(st.sampled_from("ab"), max_size=3))
        x, y = (
            values[-1 - draw(st.integers(0, min(5, len(values) - 1)))] for _ in range(2)
        )
        step = draw(
            st.sampled_from(
                [lambda x, y: x * y, lambda x, y: x + 1.0, lambda x, y: (x - y).sin()]
            )
        )
        if path:
            with scope(".".join(path)):
                values.append(step(x, y))
        else:
            values.append(step(x, y))
    return total(values[-3:])


@pytest.mark.slow
@given(
    scoped_graphs(),
    st.sampled_from(["none", "neuron", "layer"]),
    st.sampled_from(STYLES),
)
@settings(max_examples=150)
def test_folding_any_graph_is_sound(root, fold, style):
    assert_sound(depict(root, fold=fold, style=style), record(root))


@pytest.mark.slow
def test_a_large_graph_folds():
    y = Value(0.5, "x")
    with scope("chain"):
        for _ in range(30_000):
            y = y + 1.0
    assert [box.cells[2] for box in cards(depict(y))] == ["30,000 nodes"]
    for name in "ab" * 2000:
        with scope(name):
            y = (y + 1.0) * 2.0
    with pytest.raises(viz.TooManyNodes, match="76,001 boxes, 4,002 with fold='auto'"):
        depict(y)
