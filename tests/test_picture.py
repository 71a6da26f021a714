"""What a drawing shows: texts, roles, edges, and what it refuses."""

import pytest

import viz
from autograd import RULES, Value, apply, dot, leaky_relu, sigmoid
from tests.domains import inside
from viz.options import STYLES
from viz.picture.build import depict
from viz.text.names import DASH, clean


def graph_e():
    a, b = Value(2, "a"), Value(1, "b")
    c, d = (a + b).named("c"), (b + 1).named("d")
    return (c * d).named("e")


def test_the_graph_of_the_notes():
    e = graph_e()
    e.backward()
    picture = depict(e)
    assert [(box.title, box.value, box.grad, box.role) for box in picture.boxes] == [
        ("a", "2", "2", "input"),
        ("b", "1", "5", "input"),
        ("c = a + b", "3", "2", "operation"),
        ("1", "1", "", "constant"),
        ("d = b + 1", "2", "3", "operation"),
        ("e = c · d", "6", "1", "output"),
    ]
    assert [(arrow.tail, arrow.head, arrow.caption) for arrow in picture.arrows] == [
        (0, 2, "∂c/∂a = 1"),
        (1, 2, "∂c/∂b = 1"),
        (1, 4, "∂d/∂b = 1"),
        (3, 4, ""),
        (2, 5, "∂e/∂c = d = 2"),
        (4, 5, "∂e/∂d = c = 3"),
    ]


def test_not_computed_yet_is_a_dash():
    grads = {box.title: box.grad for box in depict(graph_e()).boxes}
    assert grads["a"] == grads["e = c · d"] == DASH
    assert {box.grad for box in depict(graph_e(), show_grad=False).boxes} == {""}


def test_zero_grad_brings_the_dash_back():
    e = graph_e()
    e.backward()
    e.zero_grad()
    assert {box.grad for box in depict(e).boxes} == {DASH, ""}


@pytest.mark.parametrize(
    ("number", "shown"),
    [
        (1e-7, "1e-7"),
        (0.49999999999999956, "0.5"),
        (-4.0, "−4"),
        (0.1 + 0.2, "0.3"),
        (1234567.0, "1.235e6"),
    ],
)
def test_numbers_as_a_lecturer_writes_them(number, shown):
    assert depict(Value(number)).boxes[0].value == shown


def test_a_repeated_parent_has_two_edges():
    a = Value(3.0, "a")
    arrows = depict(a * a).arrows
    assert [(arrow.tail, arrow.head) for arrow in arrows] == [(0, 1), (0, 1)]


def test_roles():
    w, x = Value(1.0, "w", parameter=True), Value(2.0, "x")
    roles = {box.title: box.role for box in depict((w * x + 3.0).named("y")).boxes}
    assert roles["w"] == "parameter"
    assert roles["x"] == "input"
    assert roles["3"] == "constant"
    assert roles["y = v2 + 3"] == "output"


def test_constant_parameters_stand_in_the_formula_only():
    picture = depict(leaky_relu(Value(-1.0, "x"), slope=0.25).named("y"))
    assert [box.title for box in picture.boxes] == ["x", "y = leaky_relu(x, 0.25)"]


def test_an_n_ary_sum_shows_its_products():
    w = [Value(1.0, "w1"), Value(2.0, "w2")]
    z = dot(w, [Value(3.0, "x1"), 5.0], Value(0.5, "b")).named("z")
    assert depict(z).boxes[-1].title == "z = w1·x1 + w2·5 + b"


def test_symbols_speak_on_edges_unless_they_are_long():
    captions = [
        arrow.caption for arrow in depict(sigmoid(Value(0.0, "x")).named("y")).arrows
    ]
    assert captions == ["∂y/∂x = y·(1 − y) = 0.25"]
    long = depict(
        (Value(2.0, "a_very_long_name_indeed") * Value(3.0, "b")).named("y")
    ).arrows
    assert long[0].caption == "∂y/∂a_very_long… = b = 3"
    assert long[1].caption == "∂y/∂b = 2"


def test_names_from_locals_fill_in_for_labels():
    a, b = Value(2.0, "a"), Value(3.0)
    titles = [box.title for box in depict(a * b, names=locals()).boxes]
    assert titles == ["a", "b", "v2 = a · b"]


def test_highlight_by_value_or_name():
    e = graph_e()
    boxes = depict(e, highlight=["b", e.parents[0]]).boxes
    assert [box.title for box in boxes if box.lit] == ["b", "c = a + b"]
    assert [
        arrow.caption for arrow in depict(e, highlight=["b", "c"]).arrows if arrow.lit
    ] == ["∂c/∂b = 1"]
    with pytest.raises(ValueError, match="'nobody' is not in this graph"):
        depict(e, highlight=["nobody"])


@pytest.mark.parametrize("style", STYLES)
def test_every_rule_can_be_drawn_in_every_style(style):
    for rule in RULES.values():
        numbers = inside(rule, arity=5)
        arguments = [Value(x, f"x{i}") for i, x in enumerate(numbers)]
        y = apply(rule, *arguments)
        y.backward()
        picture = depict(y, style=style)
        assert len([arrow for arrow in picture.arrows if arrow.caption]) == len(
            arguments
        ), rule.name


def test_too_many_nodes_is_one_sentence_that_says_what_to_do():
    x = Value(1.0)
    for _ in range(20_000):
        x = x + 1.0
    with pytest.raises(
        viz.TooManyNodes, match=r"40,001 boxes.*max_nodes=400.*trace_table"
    ) as caught:
        viz.draw(x)
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize(
    ("options", "says"),
    [
        ({"style": "nodez"}, "style must be one of nodes, circuit, micrograd"),
        ({"rankdir": "XX"}, "rankdir must be one of auto, LR"),
        ({"precision": 0}, "precision must be a whole number from 1 to 17; got 0"),
        ({"theme": "drak"}, "did you mean 'dark'"),
        (
            {"theme": {"colour": "#fff"}},
            "field of a theme must be one of name, .*; got 'colour'",
        ),
        ({"theme": {"ink": '"><script>'}}, "must be #rgb"),
        ({"fold": "everything"}, "fold must be one of"),
    ],
)
def test_bad_options_are_named(options, says):
    with pytest.raises(ValueError, match=says):
        viz.draw(graph_e(), **options)


def test_draw_wants_a_value():
    with pytest.raises(TypeError, match="got float"):
        viz.draw(3.0)  # type: ignore[arg-type]


def test_clean_leaves_ordinary_text_alone():
    text = '前向传播 🙂 x̂ | { } < > " \\ & é'
    assert clean(text) == text
    assert clean("a\nb\tc\x07\ud800\u202e") == "a b c���"
