"""The same picture told in other ways: captions, constants, tags, lines of formulas; nothing is lost or covered."""

import random
from collections import Counter
from functools import partial
from itertools import combinations, cycle, pairwise, product
from typing import Any

import numpy as np
import pytest

from autograd import Value, clip, dot, maximum, record, scope, total
from autograd.dialects import pretty_number
from autograd.nn import MLP, cross_entropy
from tests.samples import sampled
from tests.test_picture import graph_e
from viz.films.frames import make_frames
from viz.fit.cuts import samples
from viz.layout.formula_lines import formula_lines
from viz.layout.request import FLOW
from viz.layout.sheet import arrange
from viz.options import RANKDIRS, STYLES
from viz.picture.build import depict
from viz.picture.form import Form
from viz.render.marks import Path, Text
from viz.render.scene import make_scene
from viz.render.svg import render
from viz.theme import THEMES


def captions(**form):
    e = graph_e()
    e.backward()
    return [arrow.caption for arrow in depict(e, form=Form(**form)).arrows]


def test_captions_say_less_and_less():
    assert captions(captions="long")[4:] == ["∂e/∂c = d = 2", "∂e/∂d = c = 3"]
    assert captions(captions="short") == ["1", "1", "1", "", "d = 2", "c = 3"]
    assert captions(captions="number") == ["1", "1", "1", "", "2", "3"]
    assert set(captions(captions="none")) == {""}


def test_large_graphs_have_short_captions():
    x = Value(0.5, "x")
    small, large = x, x
    for _ in range(11):
        small = small.tanh()
    for _ in range(12):
        large = large.tanh()
    auto = Form(captions="auto")
    assert depict(small, form=auto).form.captions == "long"
    assert depict(large, form=auto).form.captions == "short"
    assert depict(small, form=auto, show_partials=False).form.captions == "none"


def test_constants_stand_in_the_formula_alone():
    picture = depict(graph_e(), form=Form(constants="inside"))
    titles = [box.title for box in picture.boxes]
    assert titles == ["a", "b", "c = a + b", "d = b + 1", "e = c · d"]
    assert len(picture.arrows) == 5
    assert all(box.role != "constant" for box in picture.boxes)


@pytest.mark.parametrize("style", ["circuit", "micrograd"])
def test_a_gate_says_what_it_is_made_with(style):
    x = Value(2.0, "x")
    y = maximum(0, (1 - x) ** 3) + clip(x - 1, -1.5, 2)
    picture = depict(y, style=style, form=Form(constants="inside"))
    symbols = [(box.cells or (box.title,))[0] for box in picture.boxes]
    assert {"1 −", "^ 3", "max 0", "− 1", "clip", "+"} <= set(symbols)


def test_a_number_inside_ties_no_knot_and_counts_as_no_box():
    y = Value(2.0, "y") + 1
    assert len(depict(y, max_nodes=2, form=Form(constants="inside")).boxes) == 2


@pytest.mark.parametrize(
    ("wrong", "error"),
    [
        ({"captions": "tiny"}, ValueError),
        ({"constants": "outside"}, ValueError),
        ({"leaves": "tag"}, ValueError),
        ({"line_width": 12}, ValueError),
        ({"line_width": float("inf")}, ValueError),
        ({"line_width": "120"}, TypeError),
        ({"compact": 1}, TypeError),
    ],
)
def test_a_wrong_form_is_refused(wrong, error):
    with pytest.raises(error, match=next(iter(wrong))):
        Form(**wrong)


# --- tags -------------------------------------------------------------------------------------------------------------

TAGS = Form(leaves="tags")


def test_a_leaf_of_one_node_is_a_tag():
    picture = depict(graph_e(), form=TAGS)
    shapes = {box.title: box.shape for box in picture.boxes}
    assert shapes == {
        "a": "tag",  # only c uses it
        "b": "box",  # c and d do
        "c = a + b": "box",
        "1": "tag",
        "d = b + 1": "box",
        "e = c · d": "box",
    }
    assert picture.where() == depict(graph_e()).where()


def test_a_leaf_that_is_used_twice_by_one_node_is_no_tag():
    a = Value(3.0, "a")
    assert depict(a * a, form=TAGS).boxes[0].shape == "box"
    assert depict(a, form=TAGS).boxes[0].shape == "box"


def test_a_constant_as_a_tag_says_its_number_once():
    constant = depict(graph_e(), form=TAGS).boxes[3]
    assert (constant.title, constant.value, constant.grad) == ("1", "", "")


def test_tags_of_a_circuit_are_leads_and_micrograd_has_records():
    circuit = depict(graph_e(), style="circuit", form=TAGS)
    records = depict(graph_e(), style="micrograd", form=TAGS)
    assert [circuit.boxes[0].shape, records.boxes[0].shape] == ["lead", "record"]


def test_a_tag_stands_in_the_frame_of_its_node_under_its_name_there():
    with scope("neuron1"):
        w = Value(2.0, "neuron1.w", parameter=True)
        y = w * Value(1.0, "x")
    boxes = depict(y.tanh(), fold="none", form=TAGS).boxes
    assert [(box.title, box.shape, box.group) for box in boxes[:2]] == [
        ("w", "tag", "neuron1"),
        ("x", "tag", "neuron1"),
    ]


def net222():
    """The network of lecture notes 002 with its loss."""
    w = [Value(0.1 + 0.05 * k, f"w{k}", parameter=True) for k in range(1, 9)]
    b = [Value(0.35, "b1"), Value(0.6, "b2")]
    layer = [Value(0.05, "i1"), Value(0.1, "i2")]
    for k, unit in enumerate("ho"):
        nets = [
            dot(w[4 * k + 2 * j : 4 * k + 2 * j + 2], layer, b[k]).named(
                f"net_{unit}{j + 1}"
            )
            for j in range(2)
        ]
        layer = [net.sigmoid().named(f"out_{unit}{j}") for j, net in enumerate(nets, 1)]
    E = (0.5 * ((0.01 - layer[0]) ** 2 + (0.99 - layer[1]) ** 2)).named("E")
    E.backward()
    return E


@pytest.mark.parametrize("rankdir", RANKDIRS)
@pytest.mark.parametrize("style", ["nodes", "circuit"])
def test_tags_stand_upstream_in_the_order_of_arguments(style, rankdir):
    picture = depict(net222(), style=style, rankdir=rankdir, form=TAGS)
    sheet = arrange(picture)
    centres = sheet.placement.centres
    dx, dy = FLOW[rankdir]
    tagged = 0
    for head in range(len(picture.boxes)):
        tails = [arrow.tail for arrow in picture.arrows if arrow.head == head]
        tags = [i for i in tails if picture.boxes[i].shape in ("tag", "lead")]
        tagged += len(tags)
        across = [centres[i][1 if dx else 0] for i in tags]
        assert across == sorted(across)
        for i in tags:
            ahead = (centres[head][0] - centres[i][0]) * dx
            assert ahead + (centres[head][1] - centres[i][1]) * dy > 20
    assert tagged == 13  # w1 to w8 and five constants


def framed():
    """Two neurons in frames within a frame."""
    mlp = MLP(2, [2, 2], rng=np.random.default_rng(0))
    loss = cross_entropy(mlp([Value(1.0, "x1"), Value(2.0, "x2")]), 1)
    loss.backward()
    return loss


@pytest.mark.parametrize("make", [net222, framed])
@pytest.mark.parametrize("rankdir", RANKDIRS)
def test_wires_run_straight_into_ports_nine_points_apart(rankdir, make):
    picture = depict(make(), rankdir=rankdir, fold="none", form=TAGS)
    paths = arrange(picture).placement.paths
    dx, dy = FLOW[rankdir]
    ports = {}
    for arrow, path in zip(picture.arrows, paths):
        tags = [a for a in picture.arrows if a.head == arrow.head]
        if any(picture.boxes[a.tail].shape == "tag" for a in tags):
            tip, before = path.head[1], path.points[-2]
            along = (tip[0] - before[0]) * dx + (tip[1] - before[1]) * dy
            across = (tip[0] - before[0]) * dy + (tip[1] - before[1]) * dx
            assert along > 0
            assert across == pytest.approx(0, abs=0.02)
            ports.setdefault(arrow.head, []).append(tip[1 if dx else 0])
    assert len(ports) >= 4
    for places in ports.values():
        assert min(b - a for a, b in pairwise([-1e9, *places])) >= 8.98


# --- nothing is lost, nothing is covered ------------------------------------------------------------------------------

CHOICES: Any = product(
    ("long", "short", "number", "none"),
    ("boxes", "inside"),
    ("boxes", "tags"),
    ((280.0, False), (80.0, True)),
)
FORMS = [
    Form(captions, constants, leaves, *space)
    for captions, constants, leaves, space in CHOICES
]


def random_graph(seed):
    """About twenty nodes with shared leaves, constants and repeats."""
    rng = random.Random(seed)
    nodes = [Value(rng.uniform(-2, 2), f"x{k}") for k in range(3)]
    nodes += [Value(rng.uniform(-2, 2), f"w_{k}", parameter=True) for k in range(3)]
    for _ in range(12):
        x, y = rng.choice(nodes), rng.choice(nodes)
        nodes.append(
            rng.choice([x + y, x * y, x - 1.5, 2 * y, x.tanh(), dot([x, y], [y, x], x)])
        )
    root = total(nodes[6:])
    root.backward()
    return root


def ink(mark):
    """The rectangle of a line of text, as wide as it is and from its capitals to its descenders."""
    baseline = mark.place[1]
    top, bottom = baseline - 0.73 * mark.size, baseline + 0.2 * mark.size
    return mark.left, top, mark.left + mark.width, bottom


def check_texts(scene):
    """No two texts overlap, and all lie on the sheet."""
    texts = [mark for mark in scene.marks if isinstance(mark, Text) and mark.text]
    boxes = [ink(mark) for mark in texts]
    for mark, (left, top, right, bottom) in zip(texts, boxes):
        assert 0 <= left <= right <= scene.width, mark.text
        assert 0 <= top <= bottom <= scene.height, mark.text
    for (a, one), (b, other) in combinations(zip(texts, boxes), 2):
        apart = one[2] <= other[0] or other[2] <= one[0]
        assert apart or one[3] <= other[1] or other[3] <= one[1], (a.text, b.text)


def numbers(picture, root, form):
    """What a picture must say: values and gradients of all nodes, and all local derivatives if there are captions."""
    for node in record(root):
        yield pretty_number(node.data, 4)
        yield pretty_number(node.grad, 4)
        if form.captions != "none":
            yield from (pretty_number(partial, 4) for partial in node.partials)


GRAPHS = {"e": graph_e, "222": net222, "frames": framed} | {
    str(seed): partial(random_graph, seed) for seed in range(1)
}


@pytest.mark.slow
@pytest.mark.parametrize("name", sampled(GRAPHS, 2))
@pytest.mark.parametrize("style", STYLES)
def test_every_number_stays_and_no_text_covers_another(style, name):
    root = GRAPHS[name]()
    root.backward()
    said = depict(root, style=style, fold="none").description
    own = FORMS[list(GRAPHS).index(name) :: len(GRAPHS)]
    for form, rankdir in zip(own, cycle(RANKDIRS)):
        picture = depict(root, style=style, rankdir=rankdir, fold="none", form=form)
        scene = make_scene(picture, arrange(picture), THEMES["light"])
        check_texts(scene)
        words = Counter(word for text in scene.texts for word in text.split())
        assert not Counter(set(numbers(picture, root, form))) - words
        assert picture.description == said
        spoken = [group.spoken for group in scene.groups if group.spoken]
        assert len(spoken) == len(picture.boxes)


@pytest.mark.parametrize("form", [FORMS[-1], TAGS])
def test_the_same_request_gives_the_same_bytes(form):
    root = net222()
    first, second = (depict(root, form=form) for _ in range(2))
    sheets = [arrange(picture) for picture in (first, second)]
    assert first == second
    assert sheets[0] == sheets[1]


def test_golden_of_the_network_with_tags(golden):
    form = Form("short", "inside", "tags", line_width=90.0, compact=True)
    picture = depict(net222(), form=form)
    svg = render(picture, arrange(picture), THEMES["light"])
    golden("net222_tags.svg", svg)


def test_a_film_uncovers_tags_as_it_does_boxes():
    frames = make_frames(graph_e(), leaves="tags", captions="number").frames
    a = [frame.picture.boxes[0] for frame in frames]
    assert {box.shape for box in a} == {"tag"}
    assert [a[0].value, a[0].lit, a[0].grad] == ["2", True, ""]
    assert [a[-1].value, a[-1].grad] == ["2", "2"]
    assert frames[0].picture.arrows[0].caption == ""
    assert frames[-1].picture.arrows[0].caption == "1"


@pytest.mark.parametrize(
    ("text", "width", "lines"),
    [
        ("d = b + 1", 280, ["d = b + 1"]),
        ("net = w1·x1 + w2·x2 + b", 90, ["net = w1·x1", "+ w2·x2 + b"]),
        ("v7 = 0.01 − out_o1", 90, ["v7 = 0.01", "− out_o1"]),
        ("out = sigmoid(net)", 100, ["out =", "sigmoid(net)"]),
        ("p = maximum(alpha, beta)", 100, ["p =", "maximum(alpha,", "beta)"]),
        ("abcdefghijklmnop", 60, ["abcdefghijklmnop"]),
    ],
)
def test_formulas_break_where_a_mathematician_breaks_them(text, width, lines):
    assert list(formula_lines(text, width)) == lines
    assert " ".join(lines) == text


def test_a_compact_picture_is_smaller():
    root = net222()
    areas = []
    for form in (Form(), Form(compact=True), Form("short", "inside", "tags", 90, True)):
        placement = arrange(depict(root, form=form)).placement
        areas.append(placement.width * placement.height)
    assert areas[1] < 0.75 * areas[0]
    assert areas[2] < 0.4 * areas[0]


def crossed(scene):
    """The texts that a wire runs through; formulas are covered by their boxes, and hide the wires below."""
    texts = [mark for mark in scene.marks if isinstance(mark, Text) and mark.text]
    around = [
        (mark.text, ink(mark))
        for mark in texts
        if mark.kind in ("value", "grad", "partial")
    ]
    edges = (group for group in scene.groups if group.kind == "edge")
    marks = (mark for group in edges for mark in group.marks)
    for wire in marks:
        if isinstance(wire, Path) and wire.fill == "none":
            curve = tuple(point for _, points in wire.strokes for point in points)
            for x, y in samples(curve):
                for text, (left, top, right, bottom) in around:
                    if left < x < right and top < y < bottom:
                        yield text


@pytest.mark.parametrize("rankdir", RANKDIRS)
@pytest.mark.parametrize("make", [net222, framed])
def test_no_wire_runs_through_a_number(rankdir, make):
    for form in (TAGS, Form("short", "inside", "tags", 90, True)):
        picture = depict(make(), rankdir=rankdir, fold="none", form=form)
        scene = make_scene(picture, arrange(picture), THEMES["light"])
        assert not list(crossed(scene))


@pytest.mark.parametrize("rankdir", ["TB", "BT"])
def test_wires_that_run_up_or_down_reach_the_box_beside_its_numbers(rankdir):
    picture = depict(net222(), rankdir=rankdir, form=TAGS)
    sheet = arrange(picture)
    head = next(i for i, box in enumerate(picture.boxes) if "net_h1 =" in box.title)
    _, down = FLOW[rankdir]
    _, y = sheet.placement.centres[head]
    edge = y - down * sheet.extents[head].tall / 2
    arrows = zip(picture.arrows, sheet.placement.paths)
    tips = [path.head[1][1] for arrow, path in arrows if arrow.head == head]
    assert len(tips) == 5
    assert sum(tip == pytest.approx(edge, abs=0.02) for tip in tips) >= 4
