"""Recurrent graphs: the steps of a sequence in one row, the inputs of each step in one card, shared parameters in one."""

import random

import pytest

import viz
from autograd import Value, dot, scope, tanh, total
from autograd.nn import LSTM
from viz.layout.sheet import arrange
from viz.picture.build import depict
from viz.picture.time_steps import follows, step_of


def unrolled(steps, nin, hidden=2, ways=("",), name="x{t}[{i}]"):
    """The loss of a hand-written recurrent network, one way or two through the sequence."""
    rng = random.Random(0)

    def new(count, label):
        return [
            Value(rng.uniform(-1, 1), f"{label}{i}", parameter=True)
            for i in range(1, count + 1)
        ]

    xs = [
        [Value(rng.uniform(-1, 1), name.format(t=t, i=i)) for i in range(nin)]
        for t in range(1, steps + 1)
    ]
    ends = []
    for way in ways:
        with scope(f"{way}cell"):
            weights = [new(nin + hidden, f"w{k}_") for k in range(hidden)]
        h = [0.0] * hidden
        times = range(steps, 0, -1) if way else range(1, steps + 1)
        for t in times:
            with scope(f"{way}step{t}"):
                h = [tanh(dot(w, [*xs[t - 1], *h])) for w in weights]
        ends += h
    with scope("head"):
        root = dot(new(len(ends), "v"), ends)
    root.backward()
    return root


def cards(picture):
    return {box.title: (i, box) for i, box in enumerate(picture.boxes)}


@pytest.mark.parametrize("rankdir", ["LR", "TB"])
@pytest.mark.parametrize("ways", [("",), ("", "backward_")])
def test_the_steps_of_a_sequence_stand_in_one_row(rankdir, ways):
    picture = depict(unrolled(5, 3, ways=ways), fold="layer", rankdir=rankdir)
    found, centres = cards(picture), arrange(picture).placement.centres
    for way in ways:
        places = [centres[found[f"{way}step{t}"][0]] for t in range(1, 6)]
        along, across = zip(*(p if rankdir == "LR" else p[::-1] for p in places))
        assert max(across) - min(across) < 25.0  # wires run straight, from dock to dock
        assert list(along) == sorted(along, reverse=bool(way))


def test_shared_parameters_and_the_inputs_of_a_step_are_a_card_each():
    picture = depict(unrolled(4, 7), fold="layer")
    found = cards(picture)
    assert {f"x{t}" for t in (1, 2, 3, 4)} < set(found)
    _, box = found["x3"]
    assert box.cells[:3] == ("x3", "×7", "")
    assert box.role == "input"
    into_cell = [arrow for arrow in picture.arrows if arrow.tail == found["cell"][0]]
    assert len(into_cell) == 4
    assert len(picture.boxes) == 1 + 4 + 4 + 1


def test_inputs_named_by_two_indices_or_not_at_all_are_told_by_their_step():
    for name in ("x[{t}][{i}]", ""):
        found = cards(depict(unrolled(3, 2, name=name), fold="layer"))
        assert {"x1", "x2", "x3"} <= set(found)


def test_inputs_of_open_steps_stand_by_themselves_and_without_a_frame():
    picture = depict(unrolled(2, 2), fold="none")
    assert picture == depict(unrolled(2, 2), fold="auto")
    assert {cluster.title for cluster in picture.clusters} == {
        "cell",
        "step1",
        "step2",
        "head",
    }
    opened = depict(unrolled(3, 2), fold="layer", unfold=["x2"])
    assert {"x1", "x3", "x2[0]", "x2[1]"} <= set(cards(opened))


def test_an_input_that_two_steps_read_is_none_of_theirs():
    x = [Value(0.5, f"x{i}") for i in range(2)]
    with scope("step1"):
        h = tanh(x[0] * x[1])
    with scope("step2"):
        h = tanh(h * x[0] * x[1])
    titles = set(cards(depict(h, fold="layer")))
    assert {"x0", "x1", "step1", "step2"} <= titles


def test_the_gradient_falls_from_step_to_step():
    root = unrolled(6, 2)
    found = cards(depict(root, fold="layer"))
    norms = [float(found[f"step{t}"][1].grad.split()[1]) for t in range(1, 7)]
    assert norms == sorted(norms)


@pytest.mark.slow  # the search for the best telling
def test_a_long_sequence_is_legible_on_a_slide_in_straight_rows():
    drawing = viz.draw(unrolled(20, 2), fold="layer", fit="slide")
    assert drawing.type_sizes[0] >= 10.0
    sheet = drawing.sheet
    found = cards(drawing.picture)
    rows = {round(sheet.placement.centres[found[f"step{t}"][0]][1]) for t in range(1, 21)}  # fmt: skip
    assert len(rows) <= 5


def test_steps_follow_one_another_in_their_chain_only():
    assert step_of(["decoder", "step_3", "gate"]) == ("decoder.step", 3)
    assert follows(["step1"], ["step2", "forget"])
    assert follows(["step9"], ["step8"])
    assert not follows(["step1"], ["step3"])
    assert not follows(["step1"], ["backward_step2"])
    assert not follows(["stepping2"], ["stepping3"])


def test_an_image_before_its_maps_is_one_card():
    pixels = [Value(0.1 * i, f"x[{i // 4}][{i % 4}]") for i in range(16)]
    with scope("conv"):
        w = Value(0.5, "w", parameter=True)
        maps = [tanh(w * x) for x in pixels]
    with scope("head"):
        root = tanh(total(maps))
    found = cards(depict(root, fold="layer"))
    assert set(found) == {"x[0][0] … x[3][3]", "conv", "head"}
    assert found["x[0][0] … x[3][3]"][1].cells[1] == "×16"
    open_ones = depict(root, fold="layer", unfold=["x[0][0] … x[3][3]"])
    assert len(open_ones.boxes) == 18
    assert len(depict(root * pixels[0], fold="layer").boxes) == 19


def test_steps_and_cells_of_two_ways_are_not_taken_together():
    net = LSTM(1, 1, bidirectional=True, rng=0)
    outputs, _ = net([[Value(0.1 * t, f"x{t}")] for t in (1, 2, 3)])
    with scope("head"):
        root = tanh(dot([1.0] * 6, [h for output in outputs for h in output]))
    found = set(cards(depict(root, fold="layer")))
    steps = {f"{way}step{t}" for way in ("", "backward_") for t in (1, 2, 3)}
    assert found == steps | {"cell", "backward_cell", "head", "x1", "x2", "x3"}
