"""The same picture told in other ways: captions, constants, tags, lines of formulas; nothing is lost or covered."""

from itertools import pairwise

import pytest

from autograd import Value, clip, dot, maximum, scope
from tests.test_picture import graph_e
from viz.layout.request import FLOW
from viz.layout.sheet import arrange
from viz.options import RANKDIRS
from viz.picture.build import depict
from viz.picture.form import Form


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


@pytest.mark.parametrize("rankdir", RANKDIRS)
def test_wires_run_straight_into_ports_nine_points_apart(rankdir):
    picture = depict(net222(), rankdir=rankdir, form=TAGS)
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
