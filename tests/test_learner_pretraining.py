"""Layer-wise training in words and pictures, and what comes of it: every method, every end, few layers or many."""

import re
from dataclasses import replace
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import viz
from autograd import nn
from viz import plots
from viz.render.marks import Path, Text, is_blank

X = np.random.default_rng(0).random((10, 4))
METHODS = ("rbm", "dae", "supervised")


def facts_of(method="rbm", sizes=(4, 3, 3), **options):
    model = nn.DBN(list(sizes), 1, rng=0)
    y = X.sum(axis=1)
    return list(nn.pretraining(model, X, method, y, epochs=2, rng=0, **options))


@pytest.mark.parametrize("method", METHODS)
def test_what_happened_is_told_with_its_numbers(method):
    facts = facts_of(method)
    first, second = facts[0], facts[2]
    change = first.delta["W"]
    row, column = np.unravel_index(abs(change).argmax(), change.shape)
    sign = "−" if change[row, column] < 0 else ""
    assert f"Δw({row + 1}, {column + 1}) = {sign}" in first.text()
    assert f"{first.loss:.4g}" in first.text()
    assert "the inputs" in first.text()
    assert "hidden layer 1" in second.text()
    assert "第 1 个隐层的输出" in second.text("zh")
    assert first.latex.endswith(f"= {first.loss:.4g}")
    assert "frozen from now on" in facts[1].text()
    assert "冻结" in facts[1].text("zh")
    assert "Fine-tuning" in facts[3].text()
    assert "微调" in facts[3].text("zh")


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_what_diverges_is_told_tabulated_and_drawn(lang):
    fact = facts_of("dae")[0]
    nowhere = np.full_like(fact.weights, np.nan)
    lost = replace(fact, loss=np.nan, weights=nowhere, stopped="nan")
    told = lost.text(lang) + viz.trace_table([lost], lang=lang)
    assert "nan" not in told
    assert "lr" in told
    assert viz.film([fact, lost], lang=lang).reel.scenes()


def test_a_table_follows_the_layers():
    lines = viz.trace_table(facts_of()).splitlines()
    heads = ["step", "layer", "epoch", "loss", "largest Δw", "then"]
    assert re.split(" {2,}", lines[0].strip()) == heads
    assert [line.split()[1:3] for line in lines[1:]] == [*map(list, ("11", "12", "21", "22"))]  # fmt: skip
    assert [line.endswith("frozen") for line in lines[1:]] == [False, True, False, False]  # fmt: skip


def seen(scene, key):
    (group,) = (g for g in scene.groups if g.key == key)
    return [mark for mark in group.marks if not is_blank(mark)]


def words_in(scene):
    return {m.text for m in scene.marks if isinstance(m, Text) and not is_blank(m)}


@pytest.mark.parametrize("method", METHODS)
def test_a_layer_waits_then_learns_then_is_frozen(method):
    scenes = viz.film(facts_of(method)).reel.scenes()
    stages = []
    for scene in scenes:
        (said,) = (m.text for m in seen(scene, "layer 1") if isinstance(m, Text) and m.kind == "stage")  # fmt: skip
        (above,) = (m.text for m in seen(scene, "layer 2") if isinstance(m, Text) and m.kind == "stage")  # fmt: skip
        stages.append((said, above))
    assert stages == [("learns", "not yet"), ("frozen", "not yet"), ("frozen", "learns"), ("frozen", "frozen")]  # fmt: skip
    own = {"rbm": "x again", "dae": "x again", "supervised": "own output"}[method]
    assert [own in words_in(scene) for scene in scenes[:2]] == [True, False]
    lines = [m for m in seen(scenes[-1], "curve") if isinstance(m, Path) and m.fill == "none"]  # fmt: skip
    assert len(lines) == 2


@given(
    hidden=st.lists(st.integers(1, 9), min_size=1, max_size=14),
    method=st.sampled_from(METHODS),
    at=st.integers(0, 13),
)
@settings(max_examples=8, deadline=None)
def test_any_network_fits_into_the_picture(hidden, method, at):
    layer = at % len(hidden) + 1
    sizes = (5, *hidden, 2)
    shape = sizes[layer], sizes[layer - 1]
    fact = nn.LayerTrained(
        step=1, method=method, sizes=sizes, layer=layer, epoch=1, epochs=1, loss=0.5,
        weights_before=np.zeros(shape), biases_before=np.zeros(shape[0]),
        weights=np.ones(shape), biases=np.zeros(shape[0]),
    )  # fmt: skip
    film = viz.film([fact])
    (scene,) = film.reel.scenes()
    assert f"h{layer}: {sizes[layer]}" in words_in(scene)
    for mark in scene.marks:
        left, top, right, bottom = mark.bounds
        assert min(left, top) > -8, mark
        assert max(right - scene.width, bottom - scene.height) < 8, mark


@given(
    sizes=st.lists(st.integers(1, 4), min_size=2, max_size=4),
    method=st.sampled_from(METHODS),
    epochs=st.integers(1, 2),
    batch_size=st.sampled_from([None, 3, 10]),
)
@settings(max_examples=8, deadline=None)
def test_facts_follow_each_other_and_other_layers_stay(sizes, method, epochs, batch_size):  # fmt: skip
    model = nn.MLP(4, [*sizes, 1], activation="sigmoid", rng=0)
    start = [p.data for p in model.layers[-1].parameters()]
    facts = list(nn.pretraining(model, X, method, X[:, 0], epochs=epochs, batch_size=batch_size, rng=0))  # fmt: skip
    assert [f.step for f in facts] == list(range(1, len(sizes) * epochs + 1))
    for now, then in pairwise(facts):
        if now.layer == then.layer:
            assert np.array_equal(now.weights, then.weights_before)
            assert np.array_equal(now.biases, then.biases_before)
    for layer, last in zip(model.layers, facts[epochs - 1 :: epochs], strict=False):
        kept = [[w.data for w in row] for row in layer.weights]
        assert np.array_equal(kept, last.weights)
    assert [p.data for p in model.layers[-1].parameters()] == start


# --- plots ---


def test_reconstructions_are_the_images_in_rows():
    noisy, restored = X * 0.5, X - 0.25
    ax = plots.reconstructions(noisy, X, restored, limit=3)
    found = [np.asarray(image.get_array()) for image in ax.get_images()]
    assert len(found) == 9
    assert np.array(found[:3]) == pytest.approx(noisy[:3].reshape(3, 2, 2))
    assert np.array(found[6:]) == pytest.approx(np.clip(restored, 0, 1)[:3].reshape(3, 2, 2))  # fmt: skip
    assert [t.get_text() for t in ax.get_yticklabels()] == ["noisy", "clean", "restored"]  # fmt: skip
    assert f"restored {0.25**2:.2g}" in ax.get_xlabel()
    assert "3 of 10 images" in ax.get_xlabel()
    plain = plots.reconstructions(None, X, restored)
    assert [t.get_text() for t in plain.get_yticklabels()] == ["clean", "restored"]


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ((X, X, X[:3]), "restored must have the shape of clean"),
        ((X, X[:, :3], X), r"clean must have the shape \(n, k·k\)"),
        ((X * np.nan, X, X), "noisy holds nan"),
        ((X, "images", X), "lists of numbers"),
    ],
)
def test_reconstructions_of_something_else_are_refused(arguments, message):
    with pytest.raises(ValueError, match=message):
        plots.reconstructions(*arguments)
