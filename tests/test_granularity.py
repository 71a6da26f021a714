"""Steps that are told together: by box as it is drawn, and by layer."""

from __future__ import annotations

import copy
from pathlib import Path

import pytest
from hypothesis import given
from PIL import Image

import viz
from autograd import Value, dot, nn, record, scope, tanh, total
from autograd.strategies import expressions
from viz.cli import main
from viz.films.frames import make_frames
from viz.lessons.step_units import layer_units, units_of
from viz.lessons.steps import steps
from viz.lessons.together import passages
from viz.options import LANGUAGES, PACES
from viz.picture.build import depict

TOGETHER = PACES[1:]
each_pace = pytest.mark.parametrize("pace", TOGETHER)


def graph_e() -> Value:
    a, b = Value(2, "a"), Value(1, "b")
    return ((a + b).named("c") * (b + 1).named("d")).named("e")


def mlp_loss(samples: int = 2) -> Value:
    model = nn.MLP(2, [3, 2, 1], activation="tanh", rng=0)
    data = [([0.5, -1.0], 1.0), ([0.25, 2.0], 0.0), ([1.5, -0.5], 0.5)][:samples]
    return total([(model(x) - y) ** 2 for x, y in data])


def told(root: Value, pace, lang="en"):
    story = steps(root, lang=lang)
    return passages(story, units_of(pace, story.nodes, depict(root)), 4)


def check(root: Value, pace) -> None:
    """All that must hold of the passages of any graph."""
    story, groups = steps(root), told(root, pace)
    happened = [step for group in groups for step in group.steps]
    assert [step.index for step in happened] == list(range(len(story)))

    def facts(sequence):
        return {(s.kind, s.node, s.position, s.local, s.contribution) for s in sequence}

    if all(step.total == step.total for step in story):  # nan is not equal to itself
        assert facts(happened) == facts(story)
    known, gradients = set[Value](), {}
    heard: dict[Value, int] = {}
    for step in happened:
        if step.kind in ("input", "forward"):
            assert known.issuperset(step.node.parents)
            known.add(step.node)
        else:
            assert len(known) == len(story.nodes)
        if step.kind == "seed":
            gradients[root] = 1.0
        if step.parent is not None:
            assert step.node is root or heard[step.node] == _uses(
                story.nodes, step.node
            )
            heard[step.parent] = step.heard
            gradients[step.parent] = step.total
            if step.heard == step.consumers:
                final = step.total
                assert str(final) == str(
                    _backward(root)[story.nodes.index(step.parent)]
                )
    for group in groups:
        assert group.title
        assert group.text
        assert len(group.facts) in (0, len(group.steps))


def _uses(nodes, node):
    return sum(other.parents.count(node) for other in nodes)


def _backward(root):
    twin = copy.deepcopy(root)
    twin.zero_grad()
    twin.backward()
    return [node.grad for node in record(twin)]


@each_pace
@given(program=expressions(max_size=10, smooth=False))
def test_any_graph(pace, program):
    check(program.root, pace)


@each_pace
@pytest.mark.parametrize(
    "root", [Value(3.0, "x"), graph_e(), mlp_loss()], ids=["leaf", "e", "mlp"]
)
def test_graphs(pace, root):
    check(root, pace)


def test_graph_e_by_box():
    groups = told(graph_e(), "box")
    assert groups[0].title == "Inputs"
    assert groups[0].text == "Inputs: a = 2, b = 1."
    assert [len(group.steps) for group in groups] == [2, 1, 1, 1, 1, 2, 1, 2]
    assert groups[5].facts == ("e → c: 1 × 2 = 2 = de/dc", "e → d: 1 × 3 = 3 = de/dd")
    assert groups[7].facts[1] == "c → b: 3 + 2 × 1 = 5 = de/db"


def test_parameters_are_told_after_inputs():
    w, x = Value(0.5, "w", parameter=True), Value(-2, "x")
    first = told(w * x, "layer")[0]
    assert (first.title, first.text) == (
        "Inputs and parameters",
        "Inputs: x = −2. Parameters: w = 0.5.",
    )
    assert told(w * 2, "layer")[0].text == "w = 0.5 is a parameter."
    assert told(w * x, "box", "zh")[0].text == "输入：x = −2。参数：w = 0.5。"


def test_a_frame_is_one_box():
    groups = told(mlp_loss(1), "box")
    units = [group.unit for group in groups if group.unit]
    assert units[:2] == ["layer1.neuron1", "layer1.neuron2"]
    assert units.count("layer1.neuron1") == 2  # forward and backward
    folded = mlp_loss(3)
    story = steps(folded)
    picture = depict(folded, fold="layer")
    names = [
        group.unit
        for group in passages(story, units_of("box", story.nodes, picture), 4)
    ]
    assert len([name for name in names if name]) == 6


def test_a_layer_is_its_scope_without_its_neurons():
    groups = told(mlp_loss(3), "layer")
    forward = [group.unit for group in groups if group.kind == "forward" and group.unit]
    assert forward == ["layer1", "layer2", "layer3"]
    backward = [
        group.unit for group in groups if group.kind == "backward" and group.unit
    ]
    assert backward == ["layer3", "layer2", "layer1"]


def test_neurons_without_a_layer_are_one():
    x = [Value(0.1, "x1"), Value(0.2, "x2")]
    outputs = []
    for k in range(3):
        with scope(f"neuron{k + 1}"):
            outputs.append(tanh(dot([Value(0.5), Value(k + 1.0)], x)))
    units = layer_units(record(total(outputs)))
    assert {units[output].name for output in outputs} == {"neuron"}


def test_a_wrapped_model_has_its_layers():
    with scope("net"):
        root = mlp_loss()
    forward = [group.unit for group in told(root, "layer") if group.kind == "forward"]
    assert forward[:3] == ["net.layer1", "net.layer2", "net.layer3"]


def test_a_layer_that_is_used_twice_comes_twice():
    w, h = Value(0.5, "w"), Value(0.1, "h")
    for _ in range(2):
        with scope("first"):
            h = tanh(w * h)
        with scope("second"):
            h = h + 1.0
    units = [group.unit for group in told(h, "layer")]
    assert units == [
        "",
        "first",
        "second",
        "first",
        "second",
        "",
        "second",
        "first",
        "second",
        "first",
    ]
    check(h, "layer")


def test_depth_where_there_are_no_scopes():
    x, y = Value(1.0, "x"), Value(2.0, "y")
    root = (x * y).named("p") + (x + y).tanh().named("t")
    titles = [group.title for group in told(root, "layer")]
    assert titles[1] == "Forward: p, v3"
    many = total([(x * k).named(f"m{k}") for k in range(2, 9)])
    assert told(many, "layer")[1].title == "Forward: m2, m3, m4 and 4 more"


def test_a_sum_in_another_order_is_that_of_backward():
    x = Value(0.1, "x")
    parts = [x * 1e16, x * 3.0, -(x * 1e16)]
    root = parts[0].tanh() * 0.0 + parts[0] + parts[1] + parts[2]
    for pace in TOGETHER:
        check(root, pace)


# --- films ------------------------------------------------------------------------------------------------------------


@pytest.mark.slow
@each_pace
@pytest.mark.filterwarnings("ignore::viz.MissingGlyphs")  # TeX's fonts have no ‖
def test_a_film_has_a_frame_for_each_passage(pace, tmp_path: Path):
    root = mlp_loss(1)
    film = viz.film(root, steps=pace)
    groups = film.frames.passages(pace)
    assert len(film) == len(groups) < len(viz.film(root))
    for frame, group in zip(film.frames.frames, groups, strict=True):
        lit = {i for i, box in enumerate(frame.picture.boxes) if box.lit}
        place = frame.picture.where()
        nodes = film.frames.steps.nodes
        concerned = {
            place[nodes.index(x)]
            for s in group.steps
            for x in (s.node, s.parent)
            if x is not None
        }
        assert lit == concerned
        assert frame.title == group.title
    last = film.frames.frames[-1].picture
    assert [box.grad for box in last.boxes] == [
        box.grad for box in viz.film(root).frames.frames[-1].picture.boxes
    ]
    film.save(tmp_path / "f.gif")
    assert _frames_of(tmp_path / "f.gif") == len(groups)
    for name in ("f.pdf", "f.tex", "f.pptx", "f.html"):
        assert film.save(tmp_path / name).stat().st_size > 1000


def _frames_of(gif: Path) -> int:
    with Image.open(gif) as image:
        return int(getattr(image, "n_frames", 1))


def test_scalar_is_what_it_was():
    root = graph_e()
    assert viz.film(root).encode("html") == viz.film(root, steps="scalar").encode(
        "html"
    )
    assert len(make_frames(root).frames) == len(steps(root))


def test_a_wrong_pace_says_which_there_are():
    with pytest.raises(ValueError, match="steps must be one of scalar, box, layer"):
        viz.film(graph_e(), steps="boxes")  # type: ignore[call-overload]


@pytest.mark.slow
@pytest.mark.parametrize("lang", LANGUAGES)
@each_pace
def test_captions_are_short_enough(pace, lang):
    for frame in viz.film(mlp_loss(3), steps=pace, lang=lang).frames.frames:
        assert len(frame.caption) < 1500


@pytest.mark.slow
@pytest.mark.parametrize("command", ["draw", "steps"])
def test_the_command_line(command, tmp_path: Path):
    text = "c = a + b; d = b + 1; e = c * d"
    name = tmp_path / "e.gif"
    assert main([command, text, "a=2", "b=1", "-o", str(name), "--steps", "box"]) == 0
    assert _frames_of(name) == 8
    assert main([command, text, "a=2", "b=1", "--steps", "box"]) == 2
