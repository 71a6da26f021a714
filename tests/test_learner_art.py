"""Facts of ART in words and pictures: every event, letters, boxes, other inputs, more categories than there is room for."""

import re

import numpy as np
import pytest
from matplotlib.patches import Rectangle

import viz
from autograd import nn
from autograd.nn import data
from viz.render.marks import Rect, Text, is_blank

X, _ = data.letters()


@pytest.fixture(scope="module")
def letters():
    return list(nn.ART1(0.75).updates(X[:9]))


@pytest.fixture(scope="module")
def points():
    rows = np.random.default_rng(0).uniform(size=(12, 2))
    return list(nn.FuzzyART(0.7).updates(rows, epochs=2))


def last_of(facts, kind):
    return [fact for fact in facts if fact.kind == kind][-1]


def seen(scene, key):
    """The marks of a group with ink."""
    (group,) = (g for g in scene.groups if g.key == key)
    return [mark for mark in group.marks if not is_blank(mark)]


def written(scene):
    return {m.text for m in scene.marks if isinstance(m, Text)}


def test_every_event_is_told_with_its_numbers(letters):
    reset, resonance = last_of(letters, "reset"), last_of(letters, "resonance")
    assert reset.text() == (
        "Comparison layer: |x ∧ w| / |x| = 1 / 9 = 0.1111, less than the vigilance ρ = 0.75. The reset module shuts "
        "category 3 out for this input."
    )
    assert reset.latex == (
        r"\frac{|x \wedge w_{3}|}{|x|} = \frac{1}{9} = 0.1111 < \rho = 0.75"
    )
    assert resonance.text().endswith("the prototype gives up 6.")
    assert r"\ge \rho" in resonance.latex
    assert "reset: 1, 2, 0, 3." in last_of(letters, "new").text()
    assert letters[0].text().startswith("There is no category yet")
    for word, kind in {
        "识别层": "choice",
        "比较层": "resonance",
        "重置模块": "reset",
        "可塑性-稳定性窘境": "new",
    }.items():
        assert word in last_of(letters, kind).text("zh")


def test_a_box_is_told_with_what_the_vigilance_allows(points):
    reset = last_of(points, "reset")
    low, high = reset.common[:2], 1 - reset.common[2:]
    sides = f"{(high - low).sum():.4g}"
    assert f"sides that add up to {sides}; ρ allows 0.6." in reset.text()
    assert float(sides) > 0.6
    fitting = [f for f in points if f.kind == "resonance"]
    assert all(2 - f.common.sum() <= 0.6 for f in fitting)


def test_inputs_without_a_difference_have_words_of_their_own():
    *_, same = nn.ART1(0.5).updates([[1, 0], [1, 0]])
    *_, empty = nn.ART1(0.5).updates([[1, 0], [0, 0]])
    assert "nothing changes: Δw = 0" in same.text()
    assert "gives up 1 in all" in empty.text()
    assert empty.latex == r"1 \ge \rho = 0.5"


def test_the_table_has_what_decides(letters):
    lines = viz.trace_table(letters[:6]).splitlines()
    heads = ["step", "sample", "event", "category", "T", "match", "ρ", "categories"]
    assert re.split(" {2,}", lines[0].strip()) == heads
    assert lines[5].split() == ["5", "2", "reset", "0", "0.9231", "0.5455", "0.75", "1"]


def test_letters_are_images_and_what_is_lacking_has_marks(letters):
    reset = last_of(letters, "reset")
    (scene,) = viz.film([reset]).reel.scenes()
    theme = viz.theme.resolve("light")
    dark = [m for m in seen(scene, "input") if m.kind == "cell" and m.fill == theme.ink]
    assert len(dark) == reset.x.sum()
    diamonds = [m for m in seen(scene, "common") if not isinstance(m, (Rect, Text))]
    assert len(diamonds) == (reset.x - reset.common).sum()
    assert "0.1111: reset" in written(scene)
    # shut out: a cross on each
    for place in range(len(reset.weights)):
        crosses = [m for m in seen(scene, f"category {place}") if not isinstance(m, (Rect, Text))]  # fmt: skip
        assert len(crosses) == (place in reset.shut)


def test_the_bar_is_as_long_as_the_match(letters):
    tested = [f for f in letters if f.kind in ("reset", "resonance")]
    for fact, scene in zip(tested, viz.film(tested).reel.scenes()):
        frame, filled = (m for m in seen(scene, "match") if isinstance(m, Rect))
        assert filled.width == pytest.approx(fact.match * frame.width, abs=0.02)


def test_two_inputs_with_their_complement_are_boxes(points):
    resonance = last_of(points, "resonance")
    (scene,) = viz.film([resonance], lang="zh").reel.scenes()
    assert len([g for g in scene.groups if g.key.startswith("box ")]) == len(resonance.weights)  # fmt: skip
    low, high = resonance.common[:2], 1 - resonance.common[2:]
    dashed, *_ = (m for m in seen(scene, "input") if m.dash)
    scale = (344 - 56) / 1.1
    assert dashed.width == pytest.approx((high - low)[0] * scale, abs=0.1)
    assert any("谐振" in text for text in written(scene))


@pytest.mark.parametrize(
    "learner",
    [
        lambda: nn.ART1(0.5).updates(X[:, :10].astype(int)),
        lambda: nn.FuzzyART(0.9).updates(np.linspace(0, 1, 44).reshape(11, 4)),
        lambda: nn.FuzzyART(0.9, complement=False).updates(X[:5, :14] / 2),
        lambda: nn.FuzzyART(0.9).updates([[0.1], [0.9]]),
        lambda: nn.ART1(1.0).updates(np.eye(40)),
        lambda: nn.FuzzyART(0.99).updates(np.linspace(0, 1, 30).reshape(15, 2)),
    ],
)
def test_whatever_the_inputs_nothing_leaves_the_picture(learner):
    facts = list(learner())[-6:]
    scenes = viz.film(facts).reel.scenes()
    for scene in scenes:
        for mark in scene.marks:
            left, top, right, bottom = mark.bounds
            assert -8 < left <= right < scene.width + 8, mark
            assert -8 < top <= bottom < scene.height + 8, mark
    if len(facts[-1].weights) > 26:
        assert "and 14 more" in written(scenes[-1])


def test_the_strip_has_a_row_for_each_test(letters):
    ax = viz.plots.vigilance_strip(letters)
    tests = [f for f in letters if f.kind != "choice"]
    assert len(tests) > 12
    shown, bars = tests[:12], [b for b in ax.patches if isinstance(b, Rectangle)]
    lengths = [
        b.get_width() for b in bars if b.get_hatch() or tuple(b.get_facecolor())[-1]
    ]
    matches = [fact.match for fact in shown]
    assert np.allclose(np.array(lengths) / 3.4, matches)
    assert sum(b.get_hatch() == "///" for b in bars) == sum(f.kind == "reset" for f in shown)  # fmt: skip
    assert len(ax.images) == 3 * 12
    assert np.array_equal(ax.images[5].get_array().ravel(), shown[1].common)
    assert f"12 of {len(tests)} tests" in ax.get_xlabel()
    names = [label.get_text() for label in ax.get_yticklabels()]
    assert names[1] == f"input {shown[1].sample}, category {shown[1].category}"
    with pytest.raises(ValueError, match="no prototype is compared"):
        viz.plots.vigilance_strip(f for f in letters if f.kind == "choice")
    with pytest.raises(TypeError, match="item 0 is int"):
        viz.plots.vigilance_strip([1])
    with pytest.raises(ValueError, match="limit"):
        viz.plots.vigilance_strip(letters, limit=0)


def test_the_strip_shows_complements_and_takes_axes(points):
    axes = viz.plots.panels(2, columns=2)
    ax = viz.plots.vigilance_strip(points, limit=3, ax=axes[1], theme="dark")
    assert ax is axes[1]
    assert ax.images[0].get_array().shape == (2, 2)
    assert np.allclose(ax.images[0].get_array()[0] + ax.images[0].get_array()[1], 1)
