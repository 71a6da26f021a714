"""Pictures of networks: what stands where, that labels are clear of lines, and that all outputs can be opened."""

import io
import subprocess
import xml.etree.ElementTree as ET
from itertools import combinations
from pathlib import Path

import pytest
from PIL import Image

import viz
from autograd import nn
from autograd.dialects import pretty_number
from tests.networks import example1, net222, net232
from tests.samples import sampled
from viz.networks.circles import around, label_size, outlines
from viz.networks.line_labels import overlap, runs_through
from viz.networks.painting import Painter
from viz.render.marks import Path as Curve
from viz.render.marks import Rect, Text

GOLDEN = Path(__file__).parent / "golden"


def backward(E):
    E.backward()
    return E


def painter(drawing):
    return Painter(drawing.network, drawing.manner)


NETWORKS = {
    "2-2-2": lambda: viz.network(backward(net222())),
    "2-2-2 gradients": lambda: viz.network(backward(net222()), show_gradients=True),
    "2-2-2 frames": lambda: viz.network(backward(net222()), frames=True),
    "2-3-2": lambda: viz.network(backward(net232())),
    "2-3-2 gradients": lambda: viz.network(backward(net232()), show_gradients=True),
    "example 1": lambda: viz.network(backward(example1()), frames=True),
    "3-4-2": lambda: viz.network(
        nn.MLP(3, [4, 2], activation="tanh", rng=1), [0.5, -1.0, 0.2], [0.0, 1.0]
    ),
}


@pytest.fixture(params=NETWORKS)
def drawing(request):
    return NETWORKS[request.param]()


@pytest.mark.parametrize(("name", "shown"), [("forward", False), ("residuals", True)])
def test_the_figures_of_002(name, shown, golden):
    """Section 3.2: the network with its numbers, and 残差后向传播, the residuals on their way back."""
    svg = viz.network(backward(net222()), show_deltas=shown, theme="light").svg()
    golden(GOLDEN / f"network_2_2_2_{name}.svg", svg)


def test_the_picture_of_the_document(golden):
    picture = GOLDEN.parents[1] / "docs/pictures/network_2_2_2.svg"
    golden(picture, viz.network(backward(net222())).svg())


def label_boxes(plan):
    return {
        wire.line: around(wire.middle, label_size(wire.texts)) for wire in plan.wires
    }


def test_labels_are_clear_of_each_other_of_lines_and_of_circles(drawing):
    plan = painter(drawing).plan
    boxes = label_boxes(plan)
    assert len(boxes) == len(drawing.network.lines)
    for one, other in combinations(boxes.values(), 2):
        assert not overlap(one, other)
    for wire in plan.wires:
        for line, box in boxes.items():
            assert line == wire.line or not runs_through(wire.start, wire.end, box)
    for circle in plan.circles:
        for rectangle in outlines(circle):
            assert not any(overlap(box, rectangle) for box in boxes.values())


def test_no_line_runs_through_what_is_written_around_a_circle(drawing):
    plan = painter(drawing).plan
    for circle in plan.circles:
        _, *texts = outlines(circle)
        for box in texts:
            for wire in plan.wires:
                assert not runs_through(wire.start, wire.end, box)


def test_units_are_clear_of_each_other_and_on_the_sheet(drawing):
    plan = painter(drawing).plan
    boxes = [[*outlines(circle)] for circle in plan.circles]
    for one, other in combinations(boxes, 2):
        assert not any(overlap(a, b) for a in one for b in other)
    for slot, other in combinations(plan.slots, 2):
        assert not overlap(around(slot.centre, slot.size), around(other.centre, other.size))  # fmt: skip
    for left, top, right, bottom in (box for unit in boxes for box in unit):
        assert left >= 0
        assert top >= 0
        assert right <= plan.width
        assert bottom <= plan.height


def test_texts_in_a_circle_fit_into_it(drawing):
    for circle in painter(drawing).plan.circles:
        for words in circle.face.words:
            text = Text((0.0, 0.0), words.text, "", words.size, words.bold)
            corner = text.width / 2, abs(words.below) + words.size * 0.35
            assert corner[0] ** 2 + corner[1] ** 2 <= circle.radius**2


@pytest.mark.parametrize("name", ["2-2-2", "2-3-2", "example 1"])
def test_names_can_be_read_on_a_slide(name):
    make = {"2-2-2": net222, "2-3-2": net232, "example 1": example1}[name]
    scene = viz.network(backward(make()), fit="slide").scene
    assert (scene.width, scene.height) == (880.0, 430.0)
    names = [m.size for m in scene.marks if isinstance(m, Text) and m.kind == "name"]
    weights = [
        m.size for m in scene.marks if isinstance(m, Text) and m.kind == "weight"
    ]
    assert min(names) >= 12.0
    assert min(weights) >= 10.5


def test_a_room_is_filled_and_nothing_lies_outside(drawing):
    for fit in ("page", (600, 300)):
        scene = viz.network(backward(net222()), fit=fit).scene
        assert scene.width == (453.0 if fit == "page" else 600.0)
        for mark in scene.marks:
            left, top, right, bottom = mark.bounds
            assert left >= -8
            assert top >= -8
            assert right <= scene.width + 8
            assert bottom <= scene.height + 8


# --- what is shown is what was recorded ---


def texts(scene, kind):
    return [m.text for m in scene.marks if isinstance(m, Text) and m.kind == kind]


@pytest.mark.parametrize("seed", range(5))
def test_every_number_in_the_picture_is_a_recorded_one(seed):
    sizes = [[2, 3], [3, 2], [2, 2, 2], [4, 1], [3, 3]][seed]
    model = nn.MLP(2, sizes, activation="tanh", rng=seed)
    target = [0.5] * sizes[-1]
    drawing = viz.network(model, [0.3, -0.8], target, show_gradients=True, precision=6)
    network, scene = drawing.network, drawing.scene

    def numbers(values):
        return sorted(pretty_number(value, 6) for value in values)

    shown = sorted(text.rpartition(" ")[2] for text in texts(scene, "weight"))
    biases = [bias.value for unit in network.units for bias in unit.biases]
    assert shown == numbers([*biases, *(w.value for w in network.weights)])
    inside = [unit.out.value for unit in network.units]
    losses = [loss.number.value for loss in (*network.parts, network.loss)]
    assert sorted(texts(scene, "value")) == numbers([*inside, *losses])
    slopes = [w.grad for w in network.weights]
    slopes += [bias.grad for unit in network.units for bias in unit.biases]
    deltas = [unit.delta for unit in network.units if unit.delta is not None]
    shown = sorted(text.rpartition(" ")[2] for text in texts(scene, "grad"))
    assert shown == numbers([*slopes, *deltas])


def test_before_the_backward_pass_there_is_no_residual():
    E = net222()
    assert not texts(viz.network(E).scene, "grad")
    E.backward()
    assert len(texts(viz.network(E).scene, "grad")) == 4
    assert not texts(viz.network(E, show_deltas=False).scene, "grad")


def lines(scene):
    """The curves of the lines between units, by their key."""
    found = {}
    for group in scene.groups:
        if group.key.startswith("e"):
            found[int(group.key[1:])] = group.marks[0]
    return found


def test_signs_are_told_by_colour_and_dash_and_sizes_by_width():
    theme = viz.THEMES["light"]
    drawing = viz.network(net232(), theme=theme)
    curves = lines(drawing.scene)
    for i, line in enumerate(drawing.network.lines):
        curve = curves[i]
        assert isinstance(curve, Curve)
        is_negative = line.weight.value < 0
        assert bool(curve.dash) == is_negative
        assert curve.stroke == (theme.grad if is_negative else theme.value)
    width = {abs(n.weight.value): curves[i].line_width for i, n in enumerate(drawing.network.lines)}  # fmt: skip
    assert [width[size] for size in sorted(width)] == sorted(width.values())
    assert len(set(width.values())) == len(width)


@pytest.mark.slow
def test_numbers_stand_on_lines_up_to_forty():
    few, many = nn.MLP(4, [5, 4], rng=0), nn.MLP(4, [6, 3], rng=0)
    assert len(texts(viz.network(few).scene, "weight")) >= 40
    assert len(texts(viz.network(many, show_weights=False).scene, "weight")) == 3
    assert len(texts(viz.network(many).scene, "weight")) == 3  # biases
    assert len(texts(viz.network(many, show_weights=True).scene, "weight")) == 45
    assert len(texts(viz.network(few, show_weights=False).scene, "weight")) < 40


def test_of_large_columns_sixteen_rows_are_drawn():
    model = nn.MLP(784, [30, 10], activation="sigmoid", fused=True, rng=0)
    scene = viz.network(model, [0.5] * 784, 3).scene
    assert texts(scene, "size") == ["⋮ 784", "⋮ 30"]
    circles = [group for group in scene.groups if group.key.startswith("n")]
    assert len(circles) == 15 + 15 + 10
    assert len(lines(scene)) == 15 * 15 + 15 * 10


def test_units_of_long_columns_are_smaller():
    scene = viz.network(nn.MLP(4, [8, 8, 3], rng=0), [0.1, 0.2, 0.3, 0.4]).scene
    radii = {}
    for group in scene.groups:
        if group.key.startswith("n"):
            (rect,) = (
                m for m in group.marks if isinstance(m, Rect) and m.kind == "box"
            )
            radii[int(group.key[1:])] = rect.width / 2
    assert radii[4] < radii[20]


@pytest.mark.slow
def test_headings_and_legend_speak_both_languages():
    model = nn.MLP(2, [3, 3, 2], activation="tanh", rng=0)
    words = texts(viz.network(model, [1.0, 2.0], [0, 1], legend=True).scene, "heading")
    assert words == ["input layer", "hidden layer 1", "hidden layer 2", "output layer"]
    chinese = viz.network(model, [1.0, 2.0], [0, 1], legend=True, lang="zh").scene
    assert texts(chinese, "heading") == ["输入层", "隐层 1", "隐层 2", "输出层"]
    assert any("残差" in word for word in texts(chinese, "word"))
    frames = viz.network(model, frames=True).scene
    assert texts(frames, "heading") == ["L1", "L2", "L3", "L4"]
    many = viz.network(nn.MLP(2, [8, 2], activation="tanh", rng=0), frames=False).scene
    assert "hidden layer, tanh" in texts(many, "heading")


# --- outputs ---


@pytest.mark.parametrize(
    "theme", sampled(["auto", "light", "dark", "print", "contrast"], 5)
)
def test_all_outputs_open_and_are_the_same_every_time(theme, tmp_path):
    drawing = viz.network(backward(net222()), theme=theme, legend=True, frames=True)
    for suffix in ("svg", "png", "pdf", "tex"):
        path = viz.save(drawing, tmp_path / f"n.{suffix}", dpi=72)
        again = viz.network(backward(net222()), theme=theme, legend=True, frames=True)
        twin = again.save(tmp_path / f"m.{suffix}", dpi=72)
        assert path.read_bytes() == twin.read_bytes()
    ET.fromstring((tmp_path / "n.svg").read_text("utf-8"))
    with Image.open(tmp_path / "n.png") as image:
        assert abs(image.width - drawing.scene.width) <= 1
    done = subprocess.run(["pdftotext", tmp_path / "n.pdf", "-"], capture_output=True, text=True, check=True)  # fmt: skip
    assert "0.2984" in done.stdout
    assert "0.593" in (tmp_path / "n.tex").read_text("utf-8")


def test_powerpoint_has_native_shapes(tmp_path):
    pptx = pytest.importorskip("pptx")
    path = viz.network(net222()).save(tmp_path / "n.pptx")
    (slide,) = pptx.Presentation(str(path)).slides
    waiting, words = list(slide.shapes), []
    while waiting:
        shape = waiting.pop()
        waiting += getattr(shape, "shapes", ())
        words.append(shape.text_frame.text if shape.has_text_frame else "")
    assert "0.5933" in words


def test_a_drawing_shows_itself_in_notebooks():
    drawing = viz.network(net222())
    bundle = drawing._repr_mimebundle_()
    assert bundle["text/plain"] == "<NetworkDrawing: 2-2-2>"
    ET.fromstring(bundle["image/svg+xml"])
    png, _ = drawing._repr_png_()
    Image.open(io.BytesIO(png)).verify()
    assert drawing._repr_pdf_().startswith(b"%PDF")


def test_save_refuses_what_a_network_is_not(tmp_path):
    drawing = viz.network(net222())
    with pytest.raises(ValueError, match="dot"):
        viz.save(drawing, tmp_path / "n.dot")
    with pytest.raises(ValueError, match="standalone"):
        viz.save(drawing, tmp_path / "n.png", standalone=True)
    assert not list(tmp_path.iterdir())
    buffer = viz.save(drawing, io.BytesIO(), format="png", dpi=50)
    assert buffer.getvalue().startswith(b"\x89PNG")
