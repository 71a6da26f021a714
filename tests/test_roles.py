"""Roles are told apart by their outlines, in every theme and style, lit or not, without any colour."""

import itertools
from dataclasses import replace

import pytest
from test_drawing import graph_unit

import viz
from autograd import Value, compile, record, tanh
from viz.layout.extents import BOX_HEIGHT
from viz.layout.sheet import arrange
from viz.options import STYLES
from viz.picture.build import depict
from viz.render.legend import Legend
from viz.render.marks import Path, Rect, Text
from viz.render.scene import make_scene
from viz.theme import ROLES, THEMES

LEAST_ROUND = 4.0
"""Points: smaller differences between the radii of corners are not seen."""
LEAST_WIDE = 1.0
"""Points: nor are smaller differences between lines."""


def differ(one, other):
    """Whether two outlines, each a list of rectangles and paths, are told apart without their fills and colours."""
    if [type(mark) for mark in one] != [type(mark) for mark in other]:
        return True
    a, b = one[0], other[0]
    return (
        bool(a.dash) != bool(b.dash)
        or abs(a.line_width - b.line_width) >= LEAST_WIDE
        or abs(a.round - b.round) >= LEAST_ROUND
    )


def outlines(scene):
    """For each role the outlines of its boxes, without the wires that gates have."""
    shown = {}
    for group in scene.groups:
        kind, _, role = group.kind.partition(" ")
        if kind == "node":
            shapes = [mark for mark in group.marks if not isinstance(mark, Text)]
            if isinstance(shapes[0], Path):
                del shapes[0]
            shown.setdefault(role, []).append(shapes)
    return shown


def assert_told_apart(shown):
    for one, other in itertools.combinations(shown, 2):
        for a, b in itertools.product(shown[one], shown[other]):
            assert differ(a, b), f"{one} and {other} look the same: {a[0]}, {b[0]}"


def scene_of(style, theme, highlight=None):
    picture = depict(graph_unit(), style=style, highlight=highlight)
    return make_scene(picture, arrange(picture), THEMES[theme])


@pytest.mark.parametrize("style", STYLES)
@pytest.mark.parametrize("theme", THEMES)
def test_no_two_roles_have_the_same_outline(style, theme):
    shown = outlines(scene_of(style, theme))
    assert set(shown) == set(ROLES)
    assert_told_apart(shown)


def all_lit(theme):
    """A drawing in which everything is highlighted."""
    root = graph_unit()
    picture = depict(root, highlight=record(root))
    return make_scene(picture, arrange(picture), THEMES[theme])


@pytest.mark.parametrize("theme", THEMES)
def test_lit_boxes_of_two_roles_have_different_outlines(theme):
    shown = outlines(all_lit(theme))
    del shown["constant"]  # is never lit
    assert len(shown) == 4
    assert_told_apart(shown)


def enlarge(rect):
    """A sample of the legend as large as a box."""
    scale = BOX_HEIGHT / rect.height
    size = rect.width * scale, rect.height * scale
    return replace(rect, width=size[0], height=size[1], radius=rect.radius * scale)


@pytest.mark.parametrize("style", STYLES)
@pytest.mark.parametrize("theme", THEMES)
def test_samples_of_the_legend_differ_and_look_like_the_boxes(style, theme):
    picture = depict(graph_unit(), style=style)
    legend = Legend(picture, 400.0, THEMES[theme]).group(0.0)
    samples, shapes = {}, []
    for mark in legend.marks:
        if isinstance(mark, Text):
            if mark.kind == "role":
                samples[mark.text] = [shapes]
            shapes = []
        else:
            shapes.append(mark)
    boxes = outlines(scene_of(style, theme))
    assert set(samples) == set(boxes)
    assert_told_apart(samples)
    for role, [sample] in samples.items():
        rects = [[m for m in shapes if isinstance(m, Rect)] for shapes in boxes[role]]
        large = [enlarge(rect) for rect in sample]
        assert not all(differ(large, box) for box in rects), role


def test_inputs_have_round_ends():
    shown = outlines(scene_of("nodes", "light"))
    for outline, *_ in shown["input"]:
        assert outline.round == outline.height / 2


def test_arrays_of_a_program_are_told_apart():
    x, w = Value(0.5, "x"), Value(0.25, "w", parameter=True)
    program = compile(tanh(x * w) + 1.0, inputs=[x])
    drawing = viz.draw(program)
    scene = make_scene(drawing.picture, arrange(drawing.picture), THEMES["contrast"])
    assert_told_apart(outlines(scene))


@pytest.mark.parametrize("style", STYLES)
def test_the_dot_of_two_roles_differs_in_more_than_colours(style):
    drawing = viz.draw(graph_unit(), style=style, theme="contrast")
    names = ("style", "shape", "peripheries", "penwidth")
    shown = {}
    for box, line in zip(drawing.picture.boxes, drawing.body[3:]):
        assert line.startswith("\tn")
        words = dict(word.split("=", 1) for word in line.split() if "=" in word)
        outline = tuple(words.get(name, "").strip(']"') for name in names)
        shown.setdefault(box.role, set()).add(outline)
    assert len(shown) >= 4
    for one, other in itertools.combinations(shown, 2):
        assert shown[one].isdisjoint(shown[other]), (one, other)
