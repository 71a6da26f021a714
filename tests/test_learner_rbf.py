"""Facts of RBF networks and k-means in words and pictures: every kind of fact, and one input, two, or many."""

import re
from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import viz
from autograd import nn
from autograd.nn import data
from viz.learners.level_lines import zero_lines
from viz.learners.rbf_moments import classes_of, kind_of, labels_at
from viz.render.marks import Path, Rect, Text, is_blank

KINDS = ["chosen", "assigned", "moved", "widths", "solved"]


def network(inputs=2, q=4, classes=2, n=40, **options):
    """Facts of a network with so many inputs, and the network."""
    draw = np.random.default_rng(inputs)
    X = data.blobs(n, 0.8, classes=classes, rng=0)[0]
    y = data.blobs(n, 0.8, classes=classes, rng=0)[1]
    if inputs != 2:
        X = draw.normal(size=(n, inputs))
    net = nn.RBF(inputs, q, 1 if classes == 2 else classes, rng=0, **options)
    facts = net.place(X, initial="sample", rng=2)
    return net, [*facts, net.solve(X, y)]


def of_kind(facts, kind):
    return next(fact for fact in facts if kind_of(fact) == kind)


@pytest.fixture(scope="module")
def facts():
    return network()[1]


def test_every_kind_of_fact_is_told_with_its_numbers(facts):
    assert list(dict.fromkeys(map(kind_of, facts))) == KINDS
    chosen, first, moved, widths, solved = (of_kind(facts, kind) for kind in KINDS)
    shown = ", ".join(map(str, chosen.chosen))
    assert f"drawn at random: ({shown})." in chosen.text()
    assert first.text().startswith("Each of 40 samples belongs to the centre")
    assert f"{first.error:.4g}" in first.text()
    place = int((moved.delta**2).sum(axis=1).argmax())
    assert f"Centre {place + 1}, nearest to {moved.counts[place]} of them" in moved.text()  # fmt: skip
    assert f"by {moved.farthest:.4g}" in moved.text()
    assert f"中心 {place + 1}" in moved.text("zh")
    assert f"{widths.radii.min():.4g} and {widths.radii.max():.4g}" in widths.text()
    before, after = solved.errors
    assert f"from {before:.4g} to {after:.4g}" in solved.text()
    assert r"\rho_i(x) + b" in solved.latex
    assert [r"\leftarrow" in moved.latex, r"\beta_1" in widths.latex] == [True, True]


def test_a_later_assignment_says_how_many_changed_and_the_last_that_it_is_over(facts):
    assigned = [fact for fact in facts if kind_of(fact) == "assigned"]
    second, last = assigned[1], assigned[-1]
    assert f"(rings): {second.changed} of 40 samples" in second.text()
    assert "k-means is over" in last.text()
    assert "聚类结束" in last.text("zh")


@pytest.mark.parametrize("lang", ["en", "zh"])
@pytest.mark.parametrize("width", ["nearest", "mean", "dmax", 0.7])
def test_every_rule_of_widths_has_its_own_words(width, lang):
    told = set()
    for q in (1, 3):
        fact = of_kind(network(q=q, width=width)[1], "widths")
        text = fact.text(lang)
        assert f"{fact.radii.min():.4g}" in text
        assert "{" not in text
        told.add(text)
    assert len(told) == (1 if width == 0.7 else 2)
    if width == "dmax":
        centres = fact.centres
        longest = max(np.linalg.norm(a - b) for a in centres for b in centres)
        assert f"{longest:.4g}² = {fact.betas[0]:.4g}" in text


def test_centres_begin_in_three_ways_and_an_empty_one_finds_a_sample():
    X = [[0.0, 0.0], [1.0, 0.0], [9.0, 9.0]]
    texts = []
    for initial in ("sample", "k-means++", [[0.0, 0.0], [50.0, 50.0]]):
        found = list(nn.KMeans(2, initial=initial, rng=0).updates(X))
        texts.append(found[0].text("zh"))
    assert len(set(texts)) == 3
    moved = of_kind(found, "moved")
    assert moved.relocated == ((1, 2),)
    assert "Centre 2 had no sample; it goes to sample 2" in moved.text()
    assert r"\frac" not in moved.latex
    assert "样本 2 处" in moved.text("zh")
    assert viz.film(found).reel.scenes()


def test_a_table_has_the_number_that_each_fact_is_about(facts):
    lines = viz.trace_table(facts).splitlines()
    heads = ["step", "what happens", "changed", "Σ ‖x − c‖²", "farthest move", "radius", "mean squared error"]  # fmt: skip
    assert re.split(" {2,}", lines[0].strip()) == heads
    assert len(lines) == len(facts) + 1
    assert f"{facts[-1].errors[1]:.4g}" in lines[-1]


# --- pictures ---


def shown(scene, key, kind):
    (group,) = (g for g in scene.groups if g.key == key)
    return [m for m in group.marks if isinstance(m, kind) and not is_blank(m)]


@pytest.mark.parametrize("inputs", [1, 2, 3, 16, 40])
@pytest.mark.parametrize(("q", "classes"), [(1, 2), (5, 2), (14, 3)])
def test_any_number_of_inputs_centres_and_outputs_is_drawn(inputs, q, classes):
    found = network(inputs, q, classes)[1]
    scenes = viz.film(found[::3] + found[-1:]).reel.scenes()
    assert len({len(scene.marks) for scene in scenes}) == 1
    for scene in scenes:
        for mark in scene.marks:
            if not getattr(mark, "text", "x"):
                continue
            left, top, right, bottom = mark.bounds
            assert min(left, top) > -1, mark
            assert right < scene.width + 1, mark
            assert bottom < scene.height + 1, mark


def test_samples_have_the_look_of_their_centre_and_rings_their_radius(facts):
    scenes = viz.film(facts).reel.scenes()
    place = len(facts) - 2
    fact = facts[place]
    labels = labels_at(facts, place)
    assert labels.tolist() == nn.KMeans(4, initial=fact.centres).fit(fact.X).labels.tolist()  # fmt: skip
    scene = scenes[place]
    circles = shown(scene, "samples", Rect)  # the look of centre 1
    assert len(circles) == (labels == 0).sum()
    written = [mark.text for mark in shown(scene, "centres", Text)]
    assert written == ["1", "2", "3", "4"]
    rings = shown(scene, "rings", Path)
    assert len(rings) >= 4
    assert not shown(scenes[0], "rings", Path)
    assert len(scenes) == len(facts)


def test_regions_are_those_of_the_output(facts):
    scene = viz.film(facts).reel.scenes()[-1]
    areas = shown(scene, "regions", Rect)
    fills = {area.fill for area in areas}
    assert len(fills) == 2
    assert min(area.y for area in areas) >= shown(scene, "axes", Rect)[0].y - 0.01
    total = sum(area.width * area.height for area in areas)
    (plane,) = shown(scene, "axes", Rect)[:1]
    assert total == pytest.approx(plane.width * plane.height, rel=0.08)
    numbers = {mark.text for mark in shown(scene, "weights", Text)}
    weights, biases = facts[-1].solved
    wanted = [f"{w:.4g}".replace("-", "−") for w in [*weights[0], *biases]]
    assert set(wanted) <= numbers


def test_regions_of_other_targets_than_classes_say_what_they_are(facts):
    numbers = np.linspace(0.0, 3.0, 40)[:, None]
    net = nn.RBF(2, 4, 2, rng=0)
    net.place(facts[0].X, rng=0)
    one = replace(facts[-1], targets=numbers)
    two = net.solve(facts[0].X, np.hstack([numbers, -numbers]))
    for fact, said in (
        (one, "orange: φ > 1.5"),
        (two, "areas: the largest output"),
    ):
        (scene,) = viz.film([fact]).reel.scenes()
        assert [mark.text for mark in shown(scene, "samples", Text)] == [said]
        assert all(mark.fill for mark in shown(scene, "regions", Rect))


def test_a_sample_with_a_new_centre_has_a_ring(facts):
    scenes = viz.film(facts).reel.scenes()
    for k, fact in enumerate(facts):
        if kind_of(fact) == "assigned" and fact.previous is not None:
            halos = [m for m in shown(scenes[k], "samples", Rect) if m.fill == "none"]
            assert len(halos) == fact.changed


def test_facts_of_other_samples_have_no_labels_from_before(facts):
    other = replace(facts[-1], X=facts[-1].X[:5], targets=facts[-1].targets[:5])
    assert labels_at([*facts[:-1], other], len(facts) - 1) is None
    assert labels_at(facts[:1], 0) is None
    assert viz.film([*facts[-3:-1], other]).reel.scenes()


def test_targets_are_classes_or_are_not():
    assert classes_of(np.array([[0.0, 1.0], [1.0, 0.0]])) == [1, 0]
    assert classes_of(np.array([[0.3, 0.7], [1.0, 0.0]])) is None
    assert classes_of(np.array([[2.0], [2.0]])) is None


@given(st.floats(-1, 1), st.floats(-1, 1), st.floats(-1, 1))
@settings(max_examples=30)
def test_level_lines_of_a_plane_lie_on_it(a, b, c):
    xs, ys = [0.0, 0.5, 2.0], [-1.0, 1.0, 1.5, 2.0]
    rows = [[a * x + b * y + c for x in xs] for y in ys]
    signs = {z > 0 for row in rows for z in row}
    found = zero_lines(xs, ys, rows)
    assert bool(found) == (len(signs) == 2)
    for segment in found:
        for x, y in segment:
            assert a * x + b * y + c == pytest.approx(0.0, abs=1e-9)


# --- the plot ---


def test_bumps_and_their_sum_are_the_networks_numbers():
    net, found = network(1)
    X, y = found[-1].X, found[-1].targets[:, 0]
    ax = viz.plots.rbf_bumps(net, X, y, steps=30)
    *bumps, total, centres = (
        np.asarray(line.get_xydata(), dtype=float) for line in ax.get_lines()
    )
    x = bumps[0][:, 0]
    weights = found[-1].solved[0][0]
    wanted = net.bumps(x[:, None]) * weights
    np.testing.assert_allclose(np.column_stack([b[:, 1] for b in bumps]), wanted)
    np.testing.assert_allclose(total[:, 1], net.outputs(x[:, None])[:, 0])
    np.testing.assert_allclose(centres[:, 0], net.centres[:, 0])
    offsets = np.asarray(ax.collections[0].get_offsets(), dtype=float)
    np.testing.assert_allclose(offsets, np.column_stack([X, y]))
    assert ax.get_title() == "RBF: bumps and their sum"
    alone = viz.plots.rbf_bumps(net, theme="dark")
    low = (net.centres[:, 0] - 2.5 * net.radii).min()
    assert np.min(alone.get_lines()[0].get_xdata()) == pytest.approx(low)
    assert len(alone.collections) == 0


def test_rings_in_the_plane_are_radii_and_dashed_where_the_weight_is_negative():
    net, found = network(2)
    X, y = found[-1].X, found[-1].targets[:, 0]
    ax = viz.plots.decision_boundary(net, X, y, steps=5)
    assert viz.plots.rbf_bumps(net, ax=ax) is ax
    for drawn in (ax, viz.plots.rbf_bumps(net, X)):
        rings: Any = list(drawn.patches)
        np.testing.assert_allclose([ring.radius for ring in rings], net.radii)
        np.testing.assert_allclose([ring.center for ring in rings], net.centres)
        dashed = [ring.get_linestyle() in ("--", "dashed") for ring in rings]
        assert dashed == (found[-1].solved[0][0] < 0).tolist()


ONE, TWO = nn.RBF(1, 2, rng=0), nn.RBF(2, 2, rng=0)
REFUSED = {
    "draws an nn.RBF, got MLP": lambda: viz.plots.rbf_bumps(nn.MLP(1, [1])),
    "one or two inputs, this one has 3": lambda: viz.plots.rbf_bumps(nn.RBF(3, 2)),
    "output must be from 0 to 0, got 1": lambda: viz.plots.rbf_bumps(ONE, output=1),
    "steps must be at least 2": lambda: viz.plots.rbf_bumps(ONE, steps=1),
    "y needs X": lambda: viz.plots.rbf_bumps(ONE, y=[1.0]),
    "each of 2 samples, got 1": lambda: viz.plots.rbf_bumps(ONE, [0.0, 1.0], [1.0]),
    "must have 2 inputs a row": lambda: viz.plots.rbf_bumps(TWO, [[1.0]]),
    "nan or infinity": lambda: viz.plots.rbf_bumps(ONE, [np.nan]),
}


@pytest.mark.parametrize("message", REFUSED)
def test_what_cannot_be_drawn_is_refused_in_one_sentence(message):
    with pytest.raises((TypeError, ValueError), match=message) as caught:
        REFUSED[message]()
    assert "\n" not in str(caught.value)
