"""Frames of a film: nothing moves, and everything appears when its step happens and not before."""

import copy

import pytest
from hypothesis import given, settings
from test_drawing import graph_e, graph_unit

import viz
from autograd import Value, record
from autograd.dialects import pretty_number
from autograd.strategies import expressions
from viz.films.frames import make_frames
from viz.films.strip import strip
from viz.render.marks import Rect, Text


def repeated():
    """Parents that stand twice, and a constant beside each."""
    x = Value(3.0, "x")
    square = (x * x).named("s")
    return (2 * square + (x + x) + 1).named("y")


GRAPHS = [graph_e, graph_unit, repeated, lambda: Value(2.0, "a")]
OPTIONS = [{}, {"style": "circuit", "rankdir": "TB"}]


def geometry(mark):
    """Where a mark lies, whatever its colours and letters."""
    if isinstance(mark, Text):
        return mark.place, mark.size, mark.anchor
    if isinstance(mark, Rect):
        return mark.x, mark.y, mark.width, mark.height, mark.radius
    return mark.strokes


@pytest.mark.parametrize("graph", GRAPHS)
@pytest.mark.parametrize("options", OPTIONS)
def test_nothing_moves(graph, options):
    film = make_frames(graph(), **options)
    assert len(film.frames) == len(film.steps)
    first = film.frames[0].picture
    for frame in film.frames:
        assert [(b.role, b.title, b.index, b.shape) for b in frame.picture.boxes] == [
            (b.role, b.title, b.index, b.shape) for b in first.boxes
        ]
        assert [(a.tail, a.head) for a in frame.picture.arrows] == [
            (a.tail, a.head) for a in first.arrows
        ]
    cels = strip(film).cels
    for marks in zip(
        *cels, strict=True
    ):  # the same things at the same places, to the last digit
        assert len(set(map(geometry, marks))) == 1


@pytest.mark.parametrize("graph", GRAPHS)
@pytest.mark.parametrize("options", OPTIONS)
def test_everything_appears_when_its_step_happens(graph, options):
    root = graph()
    film = make_frames(root, **options)
    known, total = set(), {}
    for frame in film.frames:
        step = frame.step
        if step.kind in ("input", "forward"):
            known.add(step.node)
        else:
            total[step.node if step.parent is None else step.parent] = (
                step.total
            )  # a Value of zero is false
        assert (frame.title, frame.caption) == (step.title, step.text)
        for box in frame.picture.boxes:
            if box.index is None:
                assert (box.role, box.value, box.grad) == ("constant", box.title, "")
                continue
            node = film.steps.nodes[box.index]
            assert box.value == (pretty_number(node.data) if node in known else "")
            assert box.grad == (pretty_number(total[node]) if node in total else "")
            assert box.lit == (node in (step.node, step.parent))
        for arrow in frame.picture.arrows:
            head, tail = (frame.picture.boxes[i] for i in (arrow.head, arrow.tail))
            shown = film.steps.nodes[head.index] in known and tail.role != "constant"
            assert bool(arrow.caption) == shown


@pytest.mark.parametrize("graph", GRAPHS)
def test_the_last_frame_shows_what_backward_computes(graph):
    root = graph()
    numbers = [(node.data, node.grad) for node in record(root)]
    film = make_frames(root)
    assert [(node.data, node.grad) for node in record(root)] == numbers, (
        "the real graph is left alone"
    )
    twin = copy.deepcopy(root)
    twin.zero_grad()
    twin.backward()
    computed = record(twin)
    shown = [box for box in film.frames[-1].picture.boxes if box.index is not None]
    assert [(box.value, box.grad) for box in shown] == [
        (
            pretty_number(computed[box.index].data),
            pretty_number(computed[box.index].grad),
        )
        for box in shown
    ]
    assert len(shown) == len(computed)


def test_a_parent_that_stands_twice_has_two_arrows_lit_one_by_one():
    x = Value(3.0, "x")
    film = make_frames(((x * x).named("s") + x).named("y"))
    picture = film.frames[0].picture
    parallel = [
        i
        for i, a in enumerate(picture.arrows)
        if picture.boxes[a.head].title == "s = x · x"
    ]
    assert len(parallel) == 2
    sent = [
        frame
        for frame in film.frames
        if frame.step.kind == "backward" and frame.step.node.label == "s"
    ]
    assert [
        [i for i, arrow in enumerate(frame.picture.arrows) if arrow.lit]
        for frame in sent
    ] == [[i] for i in parallel]
    assert [frame.picture.boxes[0].grad for frame in sent] == ["4", "7"]


def test_zero_is_a_number_like_others():
    x = Value(0.0, "x")
    assert [
        box.grad for box in make_frames((-x).named("y")).frames[-1].picture.boxes
    ] == ["−1", "1"]


def test_a_constant_is_lit_with_the_node_that_uses_it():
    film = make_frames(graph_e())
    (frame,) = (frame for frame in film.frames if frame.step.title == "d = b + 1")
    tails = {
        frame.picture.boxes[arrow.tail].title
        for arrow in frame.picture.arrows
        if arrow.lit
    }
    assert tails == {"b", "1"}


def test_micrograd_style_is_refused():
    with pytest.raises(ValueError, match='"nodes" or "circuit"'):
        make_frames(graph_e(), style="micrograd")


@given(expressions())
@settings(max_examples=20)
def test_any_graph_ends_with_all_numbers(program):
    root = program(*(Value(x) for x in program.numbers))
    film = make_frames(root)
    last = film.frames[-1].picture
    assert all(box.value for box in last.boxes)
    assert all(box.grad for box in last.boxes if box.role != "constant")
    for before, after in zip(film.frames, film.frames[1:]):  # what is known stays known
        for old, new in zip(before.picture.boxes, after.picture.boxes):
            assert old.value in ("", new.value)
            assert new.grad or not old.grad


def test_frames_without_gradients_show_none():
    x = Value(2.0, "x")
    last = make_frames((x * x).named("y"), show_grad=False).frames[-1]
    assert {box.grad for box in last.picture.boxes} == {""}


def test_descriptions_tell_the_gradients_of_the_film():
    x = Value(2.0, "x")
    last = make_frames((x * x).named("y")).frames[-1]
    assert "gradient 4" in last.picture.boxes[0].description
    assert not x.has_grad


def test_a_film_takes_the_options_of_a_drawing():
    x = Value(0.5, "x")
    y = x.sigmoid().named("y")
    film = make_frames(
        y,
        expand=True,
        health=True,
        legend=True,
        rankdir="TB",
        style="circuit",
        theme="dark",
        names={"z": y},
    )
    ops = [step.node.op for step in film.steps if step.kind == "forward"]
    assert ops[:3] == ["neg", "exp", "add"]
    assert film.frames[-1].picture.rankdir == "TB"


@pytest.mark.parametrize("expand", [False, True, ["sigmoid"]])
def test_a_film_is_shown_whatever_it_expands_and_highlights(expand):
    x = Value(0.5, "x")
    y = (2 * x).named("u").sigmoid().named("y")
    film = viz.film(y, expand=expand, highlight=[x, y, y.parents[0], "u"])
    assert repr(film) == f"<Film of y: {len(film)} frames>"
    assert "image/svg+xml" in film._repr_mimebundle_()
