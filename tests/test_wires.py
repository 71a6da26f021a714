"""Wires that can be followed: fewer crossings than before, docks in the order of arguments, texts without lines."""

import functools
import itertools
import json
import math
from collections import defaultdict
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from test_layout import apart, around

from autograd import Value, dot, tanh
from tests.crossings import crossings, polyline
from tests.wire_graphs import NETWORKS, RANDOM, WAYS, net222, random_program
from viz.layout.docks import LEAST, depth, pooled, settle, spread
from viz.layout.graphviz import place
from viz.layout.request import FLOW, Side, Wire
from viz.layout.sheet import arrange
from viz.layout.twins import twins_among
from viz.picture.build import depict
from viz.picture.form import Form
from viz.text.metrics import SMALL, text_width

BEFORE = json.loads(
    (Path(__file__).parent / "data" / "crossings_before.json").read_text("utf-8")
)
"""How often wires crossed when all of them met in the middle of a side, for every picture by its name."""
NEAR = 40.0
"""Points from a box within which its wires never cross one another."""


def named(kind, number):
    """One of the pictures that are counted: a random program, or a network in one of the ways."""
    if kind == "random":
        style, rankdir, partials = WAYS[number % len(WAYS)]
        root, name = random_program(number), f"random {number}"
    else:
        style, rankdir, partials = WAYS[number]
        root = NETWORKS[kind]()
        name = f"{kind}, {style} {rankdir}{', captions' * partials}"
    return name, depict(root, style=style, rankdir=rankdir, show_partials=partials)


ALL = [("random", i) for i in range(RANDOM)]
ALL += itertools.product(NETWORKS, range(len(WAYS)))
SOME = [("random", i) for i in range(0, RANDOM, 7)]
SOME += [(name, (3 * i) % len(WAYS)) for i, name in enumerate(NETWORKS)]
ONES = [
    pytest.param(*one, marks=[] if one in SOME else pytest.mark.slow) for one in ALL
]


@functools.cache
def laid_out(kind, number):
    name, picture = named(kind, number)
    return name, picture, arrange(picture)


@pytest.mark.slow
@pytest.mark.parametrize(("kind", "number"), ONES)
def test_wires_cross_no_more_than_before_and_never_near_a_box_that_they_share(
    kind, number
):
    name, picture, sheet = laid_out(kind, number)
    ends = [(arrow.tail, arrow.head) for arrow in picture.arrows]
    found = crossings(sheet.placement, ends)
    assert len(found) <= BEFORE[name]
    for i, j, (left, top) in found:
        for box in {*ends[i]} & {*ends[j]}:
            x, y, width, height = sheet.wholes[box]
            away = math.hypot(
                max(x - left, 0.0, left - x - width),
                max(y - top, 0.0, top - y - height),
            )
            assert away >= NEAR


def inside(line, rectangle):
    """Whether a polyline has a point in a rectangle."""
    left, top, right, bottom = rectangle
    steps = [line[:-1] + (line[1:] - line[:-1]) * t for t in (0.0, 0.25, 0.5, 0.75)]
    x, y = np.vstack([*steps, line[-1:]]).T
    return bool(((x > left) & (x < right) & (y > top) & (y < bottom)).any())


@pytest.mark.slow
@pytest.mark.parametrize(("kind", "number"), ONES)
def test_no_wire_runs_through_a_box_with_its_numbers_or_through_a_caption(kind, number):
    _, picture, sheet = laid_out(kind, number)
    lines = [polyline(path) for path in sheet.placement.paths]
    captions = []
    for arrow, path in zip(picture.arrows, sheet.placement.paths):
        if path.caption:
            size = text_width(arrow.caption, SMALL), SMALL
            captions.append(around(path.caption, size))
    for caption in captions:
        assert not any(inside(line, caption) for line in lines)
    for one, other in itertools.combinations(captions, 2):
        assert apart(one, other, 0.0)
    for box, (x, y, width, height) in enumerate(sheet.wholes):
        whole = (x + 0.5, y + 0.5, x + width - 0.5, y + height - 0.5)
        for caption in captions:
            assert apart(caption, whole, 0.0)
        for arrow, line in zip(picture.arrows, lines):
            if box not in (arrow.tail, arrow.head):
                assert not inside(line, whole)


@pytest.mark.slow
@pytest.mark.parametrize(("kind", "number"), ONES)
def test_a_caption_is_beside_its_own_wire(kind, number):
    _, picture, sheet = laid_out(kind, number)
    lines = [polyline(path) for path in sheet.placement.paths]
    for i, (arrow, path) in enumerate(zip(picture.arrows, sheet.placement.paths)):
        if path.caption:
            away = [distance(path.caption, line) for line in lines]
            assert away[i] < 1.5 * SMALL or picture.rankdir == "TB"
            half = text_width(arrow.caption, SMALL) / 2 * (picture.rankdir == "TB")
            assert away[i] < half + 1.5 * SMALL
            if picture.rankdir == "LR":
                assert away[i] == min(away)


def distance(point, line):
    """From a point to the nearest corner of a finely drawn polyline."""
    steps = [line[:-1] + (line[1:] - line[:-1]) * t for t in np.linspace(0, 1, 9)]
    return float(np.hypot(*(np.vstack(steps) - point).T).min())


@pytest.mark.parametrize(("kind", "number"), ONES)
def test_arrow_heads_stay_apart(kind, number):
    _, picture, sheet = laid_out(kind, number)
    across = 1 if FLOW[picture.rankdir][0] else 0
    tips = defaultdict(list)
    for arrow, path in zip(picture.arrows, sheet.placement.paths):
        tips[arrow.head].append(path.head[1][across])
    for places in tips.values():
        for one, other in itertools.pairwise(sorted(places)):
            assert other - one >= LEAST - 0.02


# ------------------------------------------------------------------ order


def stand(root, rankdir, **options):
    """Where boxes stand across the flow, by their titles; constants are left out."""
    picture = depict(root, rankdir=rankdir, **options)
    across = 1 if FLOW[rankdir][0] else 0
    centres = arrange(picture).placement.centres
    places = {}
    for box, centre in zip(picture.boxes, centres):
        if box.role != "constant":
            places[box.title] = centre[across]
    return places


@pytest.mark.parametrize("captions", ["long", "short", "number", "none"])
@pytest.mark.parametrize("rankdir", ["LR", "TB"])
def test_leaves_stand_in_the_order_in_which_the_formula_names_them(rankdir, captions):
    places = stand(net222(), rankdir, form=Form(captions=captions))
    leaves = sorted(("w1", "w2", "i1", "i2", "b1", "w3", "w4"), key=places.get)
    assert leaves == ["w1", "w2", "i1", "i2", "b1", "w3", "w4"]


@pytest.mark.parametrize("captions", ["short", "none"])
@pytest.mark.parametrize("rankdir", ["LR", "TB"])
def test_neurons_of_a_layer_stand_in_order(rankdir, captions):
    places = stand(NETWORKS["2-3-2"](), rankdir, form=Form(captions=captions))
    nets = {title.partition(" =")[0]: place for title, place in places.items()}
    assert nets["net10"] < nets["net11"] < nets["net12"]
    assert nets["net20"] < nets["net21"]
    for j in range(3):
        weights = nets[f"w10{j}"], nets[f"w11{j}"], nets[f"b1{j}"]
        assert list(weights) == sorted(weights)


def test_twins_are_found_with_what_is_theirs_alone():
    """Two products of an own weight and a shared input, added: the products are twins, weights and all."""
    wires = [Wire(0, 3), Wire(1, 3), Wire(2, 4), Wire(1, 4), Wire(3, 5), Wire(4, 5)]
    groups = twins_among(wires)
    assert [[twin.boxes for twin in group] for group in groups] == [[(3, 0), (4, 2)]]
    assert twins_among(wires, apart=[3]) == []
    assert twins_among(wires, leaves_only=True) == []


def test_long_chains_side_by_side_are_twins_in_a_moment():
    count = 3000
    wires = [Wire(i, i + 2) for i in range(2 * count)]
    wires += [Wire(2 * count, 2 * count + 2), Wire(2 * count + 1, 2 * count + 2)]
    groups = twins_among(wires)
    assert len(groups[0][0].boxes) >= count


@pytest.mark.parametrize("rankdir", ["LR", "TB", "RL", "BT"])
def test_arguments_arrive_in_their_order(rankdir):
    x = [Value(1.0 + i, name) for i, name in enumerate("pqrst")]
    root = dot(x[:2], x[2:4], x[4])
    picture = depict(root, rankdir=rankdir)
    paths = arrange(picture).placement.paths
    across = 1 if FLOW[rankdir][0] else 0
    tips = [path.head[1][across] for path in paths]
    assert tips == sorted(tips)
    starts = [path.points[0][across] for path in paths]
    assert starts == sorted(starts)


@pytest.mark.parametrize("style", ["nodes", "circuit"])
@pytest.mark.parametrize("rankdir", ["LR", "TB"])
def test_the_same_argument_twice_has_two_wires(style, rankdir):
    x = Value(3.0, "x")
    picture = depict(x * x, style=style, rankdir=rankdir)
    one, other = arrange(picture).placement.paths
    assert math.dist(one.head[1], other.head[1]) >= LEAST
    assert one.points != other.points


def test_crossed_arguments_do_not_cross_their_wires_at_the_box():
    """Two boxes that take the same two arguments in opposite order: one crossing is all that is needed."""
    a, b = Value(1.0, "a"), Value(2.0, "b")
    picture = depict((a - b) * (b - a))
    ends = [(arrow.tail, arrow.head) for arrow in picture.arrows]
    assert len(crossings(arrange(picture).placement, ends)) == 1


# ------------------------------------------------------------------ lines


@pytest.mark.parametrize("rankdir", ["LR", "TB"])
def test_a_chain_with_numbers_stays_on_one_line(rankdir):
    x = Value(1.0, "x")
    for k in range(40):
        x = x * (1.0 + k / 100)
    picture = depict(x, rankdir=rankdir)
    sheet = arrange(picture)
    across = 1 if FLOW[rankdir][0] else 0
    line = set()
    for box, centre in zip(picture.boxes, sheet.placement.centres):
        if box.role in ("operation", "output"):
            line.add(round(centre[across]))
    assert max(line) - min(line) <= 12
    breadth = (sheet.placement.height, sheet.placement.width)
    assert breadth[rankdir == "TB"] < 400


def test_a_chain_of_functions_is_straight():
    x = Value(1.0, "x")
    for _ in range(8):
        x = tanh(x)
    for path in arrange(depict(x)).placement.paths:
        assert len({y for _, y in path.points}) == 1


def test_wires_run_along_the_flow_at_both_ends():
    """No hook: the first and the last points of every curve lie straight before and behind its docks."""
    picture = depict(net222())
    for path in arrange(picture).placement.paths:
        (_, y0), (_, y1) = path.points[:2]
        assert y0 == pytest.approx(y1, abs=0.01)
        assert path.points[-1][1] == pytest.approx(path.head[1][1], abs=0.01)
        knots = [x for x, _ in path.points]
        assert knots == sorted(knots)


def test_a_long_wire_passes_between_boxes():
    sizes = [(60.0, 40.0)] * 5
    wires = [*(Wire(i, i + 1) for i in range(4)), Wire(0, 4)]
    placed = place(sizes, wires)
    boxes = [around(*pair) for pair in zip(placed.centres, sizes)]
    line = polyline(placed.paths[-1])
    for box in boxes[1:4]:
        assert not inside(line, box)


# ------------------------------------------------------------------ docks


@given(st.integers(2, 30), st.floats(10.0, 400.0))
def test_docks_lie_on_their_side(count, length):
    docks = spread(count, length)
    assert list(docks) == sorted(docks)
    assert sum(docks) == pytest.approx(0.0, abs=1e-6)
    assert max(docks) <= length / 2


@given(st.lists(st.floats(-50, 50), min_size=1, max_size=8), st.floats(1, 12))
def test_settled_places_keep_their_order_and_their_distance(wanted, step):
    places = settle(wanted, step, 40.0)
    assert max(map(abs, places)) <= 40.0 + 1e-6
    closest = min(step, 80.0 / max(1, len(wanted) - 1))
    for one, other in itertools.pairwise(places):
        assert other - one >= closest - 1e-6


@given(st.lists(st.floats(-50, 50), min_size=1, max_size=8))
@settings(max_examples=50)
def test_what_is_in_order_is_left_alone(numbers):
    ordered = sorted(numbers)
    assert pooled(ordered) == ordered
    mixed = pooled(numbers)
    assert mixed == sorted(mixed)
    assert sum(mixed) == pytest.approx(sum(numbers), abs=1e-6)


def test_docks_at_round_ends_lie_deeper():
    circle = Side(34.0, radius=17.0)
    assert depth(circle, 0.0) == 0.0
    assert depth(circle, 17.0) == pytest.approx(17.0)
    assert depth(Side(60.0, radius=17.0), 13.0) == 0.0
