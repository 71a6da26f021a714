"""Frames laid out one by one: side by side along the flow, boxes in the order of arguments, wires in one piece."""

import itertools

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from test_folding import scoped_graphs
from test_layout import apart, around

from autograd import Value, nn, scope
from tests.samples import sampled
from viz.layout import graphviz, nested
from viz.layout.request import FLOW, Group, Wire
from viz.layout.sheet import arrange
from viz.picture.build import depict

NETS = {"2-2-2": (2, [2, 2]), "2-3-2": (2, [3, 2]), "3-4-4-1": (3, [4, 4, 1])}


def network(sizes, fused):
    inputs, layers = sizes
    x = [Value(1.0 - i, f"x{i + 1}") for i in range(inputs)]
    y = nn.MLP(inputs, layers, rng=1, fused=fused)(x)
    outputs = y if isinstance(y, list) else [y]
    return nn.mse_loss(outputs, [0.0, 1.0][: len(outputs)]).named("L")


def docked(point, box, dx, dy):
    """Whether a point lies at that side of a box which lies in a direction, or just behind it."""
    x, y = point
    left, top, right, bottom = box
    if dx:
        behind = right - x if dx > 0 else x - left
        return -0.05 < behind <= (right - left) / 2 + 0.05 and top < y < bottom
    behind = bottom - y if dy > 0 else y - top
    half = (bottom - top) / 2 + 0.05  # beside texts, wires go on to the box
    return -0.05 < behind <= half and left < x < right


def assert_whole(picture, sheet):
    """Nothing overlaps, and every wire runs downstream from side to side without a gap."""
    placed, (dx, dy) = sheet.placement, FLOW[picture.rankdir]
    sizes = [(extent.width, extent.height) for extent in sheet.extents]
    boxes = [around(*pair) for pair in zip(placed.centres, sizes)]
    for a, b in itertools.combinations(boxes, 2):
        assert apart(a, b, 1.0)
    for arrow, path in zip(picture.arrows, placed.paths):
        begin, end = boxes[arrow.tail], boxes[arrow.head]
        assert docked(path.points[0], begin, dx, dy), "it begins somewhere else"
        assert docked(path.head[1], end, -dx, -dy), "it ends somewhere else"
        assert len(path.points) % 3 == 1
        knots = [x * dx + y * dy for x, y in path.points[::3]]
        assert all(
            after >= before - 1.0 for before, after in itertools.pairwise(knots)
        ), "a wire turns back"
        assert bool(path.caption) == bool(arrow.caption)


@pytest.mark.parametrize("rankdir", sampled(["LR", "TB", "RL", "BT"], 4))
@pytest.mark.parametrize("fused", [False, True])
@pytest.mark.parametrize("sizes", NETS.values(), ids=NETS)
def test_layers_stand_one_after_the_other(sizes, fused, rankdir):
    picture = depict(network(sizes, fused), rankdir=rankdir)
    sheet = arrange(picture)
    assert_whole(picture, sheet)
    layers = [
        frame
        for path, frame in sorted(frames_of(picture, sheet).items())
        if "." not in path
    ]
    horizontal, onward = rankdir in ("LR", "RL"), 1 if rankdir in ("LR", "TB") else -1
    for (x0, y0, w0, h0), (x1, y1, w1, h1) in itertools.pairwise(layers[::onward]):
        assert x0 + w0 < x1 if horizontal else y0 + h0 < y1
        middles = (
            (y0 + h0 / 2, y1 + h1 / 2) if horizontal else (x0 + w0 / 2, x1 + w1 / 2)
        )
        assert abs(middles[1] - middles[0]) <= 0.35 * max(
            (h0, h1) if horizontal else (w0, w1)
        )
    widest = max(frame[3 if horizontal else 2] for frame in layers)
    assert (
        sheet.placement.height if horizontal else sheet.placement.width
    ) <= 1.3 * widest


def frames_of(picture, sheet):
    """Every frame by the scope that it stands for."""
    return {
        cluster.path: frame
        for cluster, frame in zip(family(picture.clusters), sheet.placement.frames)
    }


def family(clusters):
    for cluster in clusters:
        yield cluster
        yield from family(cluster.children)


@pytest.mark.parametrize("fused", [False, True])
def test_boxes_stand_in_the_order_of_arguments(fused):
    picture = depict(network(NETS["2-3-2"], fused))
    sheet = arrange(picture)
    height = {
        (box.group, box.title): y
        for box, (_, y) in zip(picture.boxes, sheet.placement.centres)
        if box.index is not None
    }
    assert height["", "x1"] < height["", "x2"]
    for neuron in ("layer1.neuron1", "layer1.neuron2", "layer2.neuron2"):
        assert height[neuron, "w1"] < height[neuron, "w2"] < height[neuron, "b"]
    tops = {path: frame[1] for path, frame in frames_of(picture, sheet).items()}
    assert tops["layer1.neuron1"] < tops["layer1.neuron2"] < tops["layer1.neuron3"]


def test_a_number_used_once_stands_after_the_frame_that_is_used_with_it():
    picture = depict(network(NETS["2-3-2"], True))
    sheet = arrange(picture)
    left, _, width, _ = frames_of(picture, sheet)["layer2"]
    numbers = [i for i, box in enumerate(picture.boxes) if box.role == "constant"]
    assert len(numbers) == 3
    assert all(sheet.placement.centres[i][0] > left + width for i in numbers)


def test_wires_from_one_box_branch_off_inside_the_frame():
    picture = depict(network(NETS["2-3-2"], True), show_partials=False)
    sheet = arrange(picture)
    left = frames_of(picture, sheet)["layer1"][0]
    x1 = next(i for i, box in enumerate(picture.boxes) if box.title == "x1")
    paths = [
        path
        for arrow, path in zip(picture.arrows, sheet.placement.paths)
        if arrow.tail == x1
    ]
    assert len(paths) == 3
    begins = {
        tuple(p for p in path.points[::3] if p[0] <= left + 0.01) for path in paths
    }
    assert len(begins) == 1
    assert len({path.points for path in paths}) == 3


@pytest.mark.slow
@given(
    scoped_graphs(), st.sampled_from(["none", "neuron"]), st.sampled_from(list(FLOW))
)
@settings(max_examples=30)
def test_random_scopes(root, fold, rankdir):
    picture = depict(root, fold=fold, rankdir=rankdir)
    sheet = arrange(picture)
    boxes = [
        around(at, (e.width, e.height))
        for at, e in zip(sheet.placement.centres, sheet.extents)
    ]
    for a, b in itertools.combinations(boxes, 2):
        assert apart(a, b, 1.0)
    for arrow, path in zip(picture.arrows, sheet.placement.paths):
        assert len(path.points) % 3 == 1
        assert bool(path.caption) == bool(arrow.caption)


def test_a_frame_that_wires_leave_and_enter_again():
    """No order of frames has all wires downstream, so the engine gets all boxes at once."""
    sizes, wires = [(50.0, 30.0)] * 4, [Wire(0, 1), Wire(1, 2), Wire(2, 3)]
    groups = [Group((0, 2), 40, 12), Group((1, 3), 40, 12)]
    placed = nested.place(sizes, wires, groups=groups)
    assert placed == graphviz.place(sizes, wires, groups=groups)
    assert [x for x, _ in placed.centres] == sorted(x for x, _ in placed.centres)


def test_without_frames_it_is_the_plain_layout():
    sizes, wires = [(50.0, 30.0)] * 3, [Wire(0, 1, 30, 12), Wire(0, 2), Wire(1, 2)]
    assert nested.place(sizes, wires) == graphviz.place(sizes, wires)


def test_many_boxes_in_frames_are_laid_out_quickly():
    with scope("net"):
        root = network((3, [5, 4, 1]), False)
    picture = depict(root)
    assert len(picture.boxes) > 120
    assert_whole(picture, arrange(picture, timeout=5.0))


@pytest.mark.slow
@pytest.mark.dot
@pytest.mark.parametrize("rankdir", list(FLOW))
def test_the_dot_program_places_ports_too(rankdir):
    picture = depict(network(NETS["2-3-2"], True), rankdir=rankdir)
    ours, theirs = arrange(picture, engine="wasm"), arrange(picture, engine="dot")
    assert_whole(picture, theirs)
    assert theirs.placement.width == pytest.approx(ours.placement.width, rel=0.25)
    assert theirs.placement.height == pytest.approx(ours.placement.height, rel=0.25)
