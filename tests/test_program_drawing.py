"""Drawings of compiled programs: the names of the source, shapes, gradients, products unlike elementwise steps."""

import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import autograd
import viz
from autograd import Value, display, nn, total
from autograd.strategies import expressions
from tests.test_compile_products import attention, convolution, flat, matrix
from tests.test_compile_source import network
from viz.errors import TooManyNodes


def notes():
    loss, outputs, inputs, parameters = network(fused=False)
    return autograd.compile([loss, *outputs], inputs, parameters)


def filters():
    image, kernel = matrix(6, 6, "x", 0, parameter=False), matrix(3, 3, "k", 1)
    loss = total([z.relu() for z in flat(convolution(image, kernel, 6, 3))]).named("E")
    return autograd.compile(loss, flat(image), flat(kernel))


def digits():
    model = nn.MLP(784, [100, 10], activation="sigmoid", fused=True, rng=0)
    x, t = (
        [Value(0.0, f"x{i}") for i in range(1, 785)],
        [Value(0.0, f"t{k}") for k in range(10)],
    )
    logits = model(x)
    return autograd.compile(
        [nn.cross_entropy(logits, t).named("loss"), *logits], x + t, model.parameters()
    )


def head():
    tokens = matrix(5, 3, "x", 0, parameter=False)
    weights = [matrix(4, 3, name, 5 + i) for i, name in enumerate("qkv")]
    return autograd.compile(
        total(flat(attention(tokens, *weights))), flat(tokens), flat(flat(weights))
    )


@pytest.mark.slow
@pytest.mark.parametrize("make", [notes, filters, digits])
def test_the_pictures(make, golden):
    golden(f"program_{make.__name__}.svg", viz.draw(make()).svg())


def test_the_picture_of_the_page(golden):
    model = nn.MLP(2, [3, 2], activation="sigmoid", final_activation="sigmoid", rng=0)
    x, y = (
        [Value(0.05, "x1"), Value(0.10, "x2")],
        [Value(0.01, "y1"), Value(0.99, "y2")],
    )
    outputs = model(x)
    loss = (0.5 * total([(a - t).square() for a, t in zip(outputs, y)])).named("E")
    drawing = viz.draw(
        autograd.compile([loss, *outputs], x + y, model.parameters()), rankdir="TB"
    )
    golden(
        Path(__file__).parent.parent / "docs/pictures/program_2_3_2.svg", drawing.svg()
    )


@pytest.mark.parametrize("make", [notes, filters, head])
def test_names_are_those_of_the_source(make):
    program = make()
    picture = viz.draw(program).picture
    names = [
        name for box in picture.boxes for name in re.findall(r"\b[A-Z]\d+\b", box.title)
    ]
    assert len(names) > 5
    for name in [*names, *(box.grad for box in picture.boxes if box.grad)]:
        assert re.search(rf"^    {name} = ", program.source, re.MULTILINE), name


def test_gradients_stand_below_what_has_one_in_the_source():
    boxes = {box.title.split(" = ")[0]: box for box in viz.draw(notes()).picture.boxes}
    assert {name: box.grad for name, box in boxes.items() if box.grad} == {
        **{"W1": "dW1", "b1": "db1", "Z1": "D1", "W2": "dW2", "b2": "db2", "Z2": "D2"},
        **{"S1": "dS1", "S3": "dS3"},
    }
    assert (boxes["X[:, :2]"].value, boxes["W1"].value, boxes["b1"].value) == (
        "(n, 2)",
        "(3, 2)",
        "(3,)",
    )
    assert (boxes["X[:, :2]"].role, boxes["W1"].role, boxes["E"].role) == (
        "input",
        "parameter",
        "output",
    )
    assert [box.group for box in boxes.values() if box.group] == ["layer1"] * 4 + [
        "layer2"
    ] * 4
    assert not any(box.grad for box in viz.draw(notes(), show_grad=False).picture.boxes)


def test_products_look_different_without_colour():
    drawing = viz.draw(notes(), legend=True)
    shapes = {box.title.split(" = ")[0]: box.shape for box in drawing.picture.boxes}
    assert [name for name, shape in shapes.items() if shape == "product"] == [
        "Z1",
        "Z2",
    ]
    assert drawing.source.count('shape="hexagon"') == 2
    assert "in [ ]: matrix product" in drawing.svg()


@pytest.mark.parametrize("fused", [False, True])
def test_every_recorded_node_is_counted_once(fused):
    loss, outputs, inputs, parameters = network(fused)
    program = autograd.compile([loss, *outputs], inputs, parameters)
    steps = {operation.name: operation.nodes for operation in program.operations}
    inner = sum(node.rule is not None for node in autograd.record(loss))
    assert sum(steps.values()) == inner


@given(expressions(inputs=3, min_size=3, max_size=30), st.integers(0, 3))
def test_every_box_leads_to_an_output(f, count):
    program = autograd.compile(f.root, f.inputs[:count], f.inputs[count:])
    if not program.operations:
        return
    picture = viz.draw(program).picture
    used = {arrow.tail for arrow in picture.arrows}
    for i, box in enumerate(picture.boxes):
        assert i in used or box.role == "output"
    assert all(arrow.tail < arrow.head for arrow in picture.arrows)


@pytest.mark.parametrize(
    ("suffix", "start"),
    [("svg", b"<svg"), ("png", b"\x89PNG"), ("pdf", b"%PDF"), ("dot", b"dig")],
)
def test_programs_are_saved(suffix, start, tmp_path):
    path = viz.save(
        notes(), tmp_path / f"program.{suffix}", theme="dark", highlight=["Z1", "A1"]
    )
    assert path.read_bytes().startswith(start)


def test_highlighting_lights_the_way_between():
    picture = viz.draw(notes(), highlight=["Z1", "A1"]).picture
    assert [box.title.split(" = ")[0] for box in picture.boxes if box.lit] == [
        "Z1",
        "A1",
    ]
    assert sum(arrow.lit for arrow in picture.arrows) == 1
    with pytest.raises(ValueError, match="'Z9' is not in this program; there are W1, "):
        viz.draw(notes(), highlight=["Z9"])


def test_a_program_shows_itself_in_a_notebook():
    bundle = notes()._repr_mimebundle_()
    assert bundle["image/svg+xml"].startswith("<svg")
    assert bundle["text/plain"].startswith("Program(4 inputs")


def chain(length):
    x = w = Value(0.5)
    for i in range(length):
        x = (x * w).sin() if i % 2 else (x * w).cos()
    return autograd.compile(x, parameters=[w])


def irregular_chain(length):
    """A chain of products without a period."""
    x = w = Value(0.5)
    number = 1
    for _ in range(length):
        number = number * 75 % 65537
        x = (x * w).sin() if number % 2 else (x * w).cos()
    return autograd.compile(x, parameters=[w])


def test_a_loop_is_drawn_once_and_its_state_leads_back():
    picture = viz.draw(chain(100)).picture
    titles = [box.title for box in picture.boxes]
    assert len(titles) < 15
    turns = [box for box in picture.boxes if any("×" in cell for cell in box.cells)]
    assert len(turns) == 4
    back = [arrow for arrow in picture.arrows if arrow.tail > arrow.head]
    assert len(back) == 1
    name = titles[back[0].tail].partition(" = ")[0]
    assert name in titles[back[0].head].partition(" = ")[2]


def test_large_programs_are_refused_and_shown_as_text():
    program = irregular_chain(100)
    with pytest.raises(
        TooManyNodes,
        match=r"200 array operations, more than max_nodes=150 .* raise max_nodes",
    ):
        viz.draw(program, max_nodes=150)
    assert "image/svg+xml" not in display.mimebundle(program)
    with pytest.raises(ValueError, match="no array operations to draw"):
        viz.draw(chain(2000))


def test_what_is_gathered_and_what_is_constant_has_a_box():
    x, w = [Value(0.1 * i, f"x{i}") for i in range(4)], [Value(0.5, "w")]
    sums = [
        x[i] * x[j] + x[k].sin() * w[0]
        for i, j, k in ((0, 3, 1), (2, 2, 3), (1, 0, 0), (3, 1, 1))
    ]
    program = autograd.compile(
        total([a * c for a, c in zip(sums, (0.5, 0.25, 3.0, -1.0))]), x, w
    )
    picture = viz.draw(program).picture
    assert not any("(" in box.title.replace("sin(", "") for box in picture.boxes)
    assert {box.role for box in picture.boxes} == {
        "input",
        "parameter",
        "constant",
        "operation",
        "output",
    }
    assert any(
        "X[…]" in box.title and box.cells == ("x0 … x3",) for box in picture.boxes
    )


def test_options_of_values_are_refused():
    with pytest.raises(ValueError, match="are for Values, not for compiled programs"):
        viz.draw(notes(), fold="layer")
    with pytest.raises(ValueError, match="rankdir must be one of"):
        viz.draw(notes(), rankdir="XX")  # type: ignore[arg-type]
    with pytest.raises(TypeError, match="the list of Values or the compiled program"):
        viz.draw("Z1")  # type: ignore[arg-type]
