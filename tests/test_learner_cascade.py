"""Facts of cascade-correlation in words and pictures: every kind of fact, however a phase ends, few units or many."""

import re
from dataclasses import replace
from itertools import pairwise

import numpy as np
import pytest

import viz
from autograd import nn
from autograd.nn import data
from viz.learners.cascade_wiring import Wiring
from viz.render.marks import Rect, Text, is_blank


@pytest.fixture(scope="module")
def facts():
    X, y = data.two_spirals()
    return list(nn.CascadeCorrelation(2, rng=0).updates(X, y, units=2))


@pytest.fixture(scope="module")
def ends(facts):
    return [fact for fact in facts if fact.stopped or fact.kind == "install"]


def of_kind(facts, kind):
    return next(fact for fact in facts if fact.kind == kind)


def test_what_happened_is_told_with_its_numbers(facts):
    first, install = facts[0], of_kind(facts, "install")
    assert first.text().startswith(f"Wrong: {first.wrong} of 194 samples, E = ")
    row = int(abs(first.delta[0]).argmax())
    name = ("w(x1)", "w(x2)", "b")[row]
    assert f"Δ{name} = " in first.text()
    assert f"Candidate {install.unit + 1} becomes hidden unit 1." in install.text()
    assert f"第 {install.unit + 1} 个候选单元成为第 1 个隐层结点" in install.text("zh")
    assert "E = " in first.latex
    assert r"\bar{V}" in install.latex


STOPS = {
    "output": ("", "solved", "stagnation", "epochs", "diverged"),
    "candidates": ("", "stagnation", "epochs", "diverged", "flat"),
    "install": ("",),
}


@pytest.mark.parametrize("lang", ["en", "zh"])
@pytest.mark.parametrize("kind", STOPS)
def test_every_end_of_a_phase_has_its_own_words(facts, kind, lang):
    going_on = of_kind(facts, kind)
    told = set()
    for stopped in STOPS[kind]:
        delta = None if stopped else going_on.delta
        text = replace(going_on, stopped=stopped, delta=delta).text(lang)
        assert "{" not in text
        assert re.search("[一-鿿]", text) is not None or lang == "en"
        told.add(text)
    assert len(told) == len(STOPS[kind])


def test_a_table_follows_the_phases(ends):
    lines = viz.trace_table(ends).splitlines()
    heads = ["step", "phase", "epoch", "hidden units", "wrong", "E", "best S"]
    assert re.split(" {2,}", lines[0].strip()) == heads
    assert [line.split()[1] for line in lines[1:4]] == ["outputs", "candidates", "new"]
    assert len(lines) == len(ends) + 1


def test_all_pictures_have_the_same_places(facts):
    film = viz.film(facts[::4])
    scenes = film.reel.scenes()
    assert len({(scene.width, scene.height) for scene in scenes}) == 1
    assert len({len(scene.marks) for scene in scenes}) == 1


def crossings(scene, key):
    """The marks of a unit's weights that are squares, as they are seen."""
    (group,) = (g for g in scene.groups if g.key == key)
    return [
        m
        for m in group.marks
        if isinstance(m, Rect) and m.kind == "cell" and not is_blank(m)
    ]


def test_squares_are_what_is_frozen_and_numbers_stand_beside_them(ends):
    film = viz.film(ends)
    last = film.reel.scenes()[-1]
    unit = ends[-1].frozen[1]
    squares = crossings(last, "hidden 1")
    assert len(squares) == len(unit) == 4
    for square, weight in zip(squares, unit):
        if abs(weight) > 1e-9:
            assert (square.fill == square.stroke) == (weight > 0)
    written = {mark.text for mark in last.marks if isinstance(mark, Text)}
    (output,) = ends[-1].weights
    shown = [f"{w:.4g}".replace("-", "−") for w in output if abs(w) > 1e-3]
    assert set(shown) <= written
    assert not crossings(film.reel.scenes()[0], "hidden 1")


@pytest.mark.parametrize(
    ("nin", "hidden", "nout"),
    [(1, 0, 1), (2, 3, 1), (2, 25, 1), (64, 4, 10), (9, 1, 3), (10, 12, 2)],
)
def test_nothing_of_the_wiring_overlaps_or_leaves_the_picture(nin, hidden, nout):
    w = Wiring(nin, hidden, nout, (360.0, 340.0))
    signals = [w.row(i) for i in range(nin + hidden + 1)]
    rows = sorted(y for y in signals if y is not None)
    across = [w.unit(i) for i in range(hidden)] + [w.output(i) for i in range(nout)]
    assert all(b - a >= 2 * w.radius or nin + hidden > 20 for a, b in pairwise(rows))
    assert np.diff(across).min(initial=1e9) >= 2 * w.radius - 1e-9
    assert np.diff(rows).min() >= w.mark - 1e-9
    assert w.radius <= w.top < min(rows)
    assert max(rows) + w.mark / 2 <= 340.0
    assert w.left < across[0] - w.mark / 2
    assert w.right <= 360.0 + w.cell[0]
    assert (None in signals) == w.has_gap == (nin > 9)


def test_several_outputs_and_many_inputs_are_drawn():
    X, y = data.blobs(30, 0.6, classes=3, rng=0)
    wide = np.hstack([X] * 6)
    found = list(
        nn.CascadeCorrelation(12, 3, rng=0).updates(wide, y, units=1, each="phase")
    )
    scene = viz.film(found).reel.scenes()[-1]
    texts = {mark.text for mark in scene.marks if isinstance(mark, Text)}
    assert {"x1", "x12", "⋮", "o1", "o2", "o3"} <= texts
    assert "x9" not in texts


def test_the_plot_of_growth_has_the_numbers_of_the_facts(facts):
    ax = viz.plots.cascade_growth(facts)
    steps, units = (np.asarray(line.get_xydata()).tolist() for line in ax.get_lines())
    assert steps == [[fact.epoch, fact.wrong] for fact in facts]
    assert units == [[f.epoch, f.wrong] for f in facts if f.kind == "install"]
    assert ax.get_title() == "Cascade-correlation: 2 hidden units"
    assert ax.get_ylabel() == "wrong, of 194"
    alone = viz.plots.cascade_growth(iter(facts[:3]), title="The beginning")
    assert len(alone.get_lines()) == 1
    assert alone.get_title() == "The beginning"
    with pytest.raises(ValueError, match="there are no facts"):
        viz.plots.cascade_growth([])
    with pytest.raises(TypeError, match="item 0 is int"):
        viz.plots.cascade_growth([1])
