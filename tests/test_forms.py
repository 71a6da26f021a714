"""The same picture told in other ways: captions, constants, tags, lines of formulas; nothing is lost or covered."""

import pytest

from autograd import Value, clip, maximum
from tests.test_picture import graph_e
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
