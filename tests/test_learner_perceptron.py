"""Facts of a perceptron in words and pictures: both codes, ties, one input, two, many."""

import numpy as np
import pytest

import viz
from autograd import nn
from autograd.nn import data
from viz.learners.perceptron_strip import numbers_of, square
from viz.render.marks import Path, Rect, Text, is_blank


def updates(X, y, **options):
    X = np.asarray(X, dtype=float)
    return list(nn.Perceptron(X.shape[1], **options).updates(X, y))


AND, Y = data.gates("and")


def test_a_mistake_is_told_with_what_it_changes():
    facts = updates(AND, Y)
    assert facts[3].text() == (
        "z = 0 · 1 + 0 · 1 + (−1) = −1 < 0, so y = 0, but the target is t = 1: wrong. "
        "Δw = η(t − y)x = 1 · 1 · (1, 1) = (1, 1), Δb = 1. "
        "Now w = (1, 1), b = 0, and z of this sample is 2: on its side."
    )
    assert facts[1].text().endswith("the target is t = 0: right. Nothing changes.")
    assert "出错" in facts[3].text("zh")
    assert facts[3].latex == (
        r"\Delta w = \eta (t - y) x = 1 \cdot 1 \cdot (1, 1) = (1, 1), \quad \Delta b = 1"
    )
    assert facts[1].latex.endswith(r"= -1 < 0, \quad y = 0 = t")


def test_each_code_has_its_rule():
    fact = updates(AND, 2 * Y - 1)[3]
    assert "so y = −1, but the target is t = 1" in fact.text()
    assert "Δw = η t x = 1 · 1 · (1, 1) = (1, 1)" in fact.text()
    assert r"\eta t x" in fact.latex


def test_a_sample_on_the_line_is_a_mistake_where_that_is_the_rule():
    fact = updates([[1.0, 2.0], [0.0, 0.0]], [1, 0], ties="mistake")[0]
    assert fact.text().startswith("z = 0 · 1 + 0 · 2 + 0 = 0: the sample lies on")
    assert "s = +1" in fact.text()
    assert "s = +1" in fact.text("zh")
    assert r"\eta s x" in fact.latex


def test_a_step_may_be_too_short():
    """With a small rate a sample that is far on the wrong side comes nearer."""
    learner = nn.Perceptron(1)
    learner.w, learner.b = np.array([5.0]), 0.0
    fact = next(learner.updates([[1.0], [2.0]], [0, 1], lr=0.1))
    assert fact.text().endswith("z of this sample is 4.8: nearer to its side, not yet on it.")  # fmt: skip
    assert fact.text("zh").endswith("但还没有到。")


def test_a_table_has_the_changes_at_mistakes_alone():
    lines = viz.trace_table(updates(AND, Y)[:4]).splitlines()
    assert lines[4].split() == ["4", "3", "1", "−1", "0", "1", "(1,", "1)", "1", "2"]
    assert lines[2].split() == ["2", "1", "1", "−1", "0", "0", "1"]


def group(scene, key):
    (found,) = [g for g in scene.groups if g.key == key]
    return [mark for mark in found.marks if not is_blank(mark)]


def test_the_line_goes_through_the_points_that_it_should():
    """The bold line lies where w·x + b = 0 of the new weights, through the samples on it."""
    facts = updates(AND, Y)
    scenes = viz.film(facts).reel.scenes()
    samples = group(scenes[-1], "samples")
    circle = next(mark for mark in samples if isinstance(mark, Rect))
    middle = circle.x + circle.width / 2, circle.y + circle.height / 2
    lines = [m for m in group(scenes[3], "lines") if isinstance(m, Path)]
    bold = next(mark for mark in lines if mark.line_width == 3.2)
    (x0, y0), (x1, y1) = (points[0] for _, points in bold.strokes)
    away = (x1 - x0) * (middle[1] - y0) - (y1 - y0) * (middle[0] - x0)
    assert abs(away) / np.hypot(x1 - x0, y1 - y0) < 0.02  # x1 + x2 = 0 goes by (0, 0)
    rings = {mark.line_width for mark in group(scenes[3], "sample")}
    assert rings == {3.4}
    assert {mark.line_width for mark in group(scenes[1], "sample")} == {1.4}
    dashed = [m for m in group(scenes[4], "lines") if isinstance(m, Path) and m.dash]
    assert len(dashed) == 1


@pytest.mark.parametrize("nin", [1, 3, 10, 11, 64, 900])
def test_other_than_two_inputs_are_a_strip(nin):
    X = np.random.default_rng(nin).normal(size=(4, nin))
    facts = updates(X, [0, 1, 1, 0])[:3]
    film = viz.film(facts, lang="zh")
    scenes = film.reel.scenes()
    assert {len(scene.marks) for scene in scenes} == {len(scenes[0].marks)}
    marks = group(scenes[0], "weights")
    texts = [mark.text for mark in marks if isinstance(mark, Text)]
    assert any("Δw" in text for text in texts)
    if nin > 10:
        pooled = square(facts[0].x, 2) if nin == 900 else square(facts[0].x)
        assert sum(isinstance(mark, Rect) for mark in marks) == 4 * sum(map(len, pooled))  # fmt: skip
    rows = numbers_of(facts[0])
    assert np.allclose(np.add(rows["before"], rows["change"]), rows["after"])
