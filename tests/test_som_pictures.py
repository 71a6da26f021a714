"""Self-organising maps in words and pictures: the film's marks and the plots hold the numbers of the facts."""

from itertools import pairwise
from typing import Any

import numpy as np
import pytest

import viz
from autograd import nn
from viz.render.marks import Rect, Text
from viz.theme import resolve

RNG = np.random.default_rng(0)
X2, X4, X16 = (RNG.uniform(size=(12, n)) for n in (2, 4, 16))


def fact_of(rows, columns, X, step=3, **options):
    som = nn.SOM(rows, columns, X.shape[1], sigma=1.2, rng=0, **options)
    return list(som.updates(X, step))[-1]


def scene_of(*facts, **options):
    return viz.film(facts, **options).reel.scenes()[-1]


def texts(scene):
    return [mark.text for mark in scene.marks if isinstance(mark, Text)]


def units(scene):
    """Circles of the map, (x, y, colour), row by row: those before the ring of the winner."""
    found = next(g for g in scene.groups if g.kind == "units")
    circles = [m for m in found.marks if isinstance(m, Rect)]
    return [(m.x + m.width / 2, m.y + m.height / 2, m.fill) for m in circles]


def middle_of_the_last(scene, kind):
    found = [g for g in scene.groups if g.kind == kind][-1]
    ring = next(m for m in found.marks if isinstance(m, Rect))
    return ring.x + ring.width / 2, ring.y + ring.height / 2


def test_a_step_is_told_as_it_was_computed():
    fact = fact_of(3, 3, X2)
    text = fact.text()
    assert text.startswith(f"Sample 2: unit {fact.winner} is nearest, ")
    moved = fact.learning_rate * (fact.x - fact.weights[fact.winner])
    shown = ", ".join(f"{d:.4g}".replace("-", "−") for d in moved)
    assert f"= ({shown})" in text
    assert "获胜神经元" in fact.text("zh")
    assert r"\Delta w_{(" in fact.latex


def test_the_second_nearest_is_told_where_the_topographic_error_counts_it():
    som = nn.SOM(5, 5, 2, rng=0)
    for fact in som.updates(X2, 40):
        one = nn.SOM(5, 5, 2)
        one.weights = fact.weights
        counted = one.topographic_error([fact.x]) == 1.0
        assert ("topographic error" in fact.text()) == counted
        assert ("拓扑误差" in fact.text("zh")) == counted


def test_a_winner_may_take_all_or_be_alone():
    alone = fact_of(1, 1, X2)
    assert alone.text().endswith("; it is the only one.")
    assert viz.trace_table([alone])
    takes_all = next(nn.SOM(2, 2, 2, sigma=0, rng=0).updates(X2, 1))
    assert "the winner takes it all" in takes_all.text()
    assert "胜者通吃" in takes_all.text("zh")


@pytest.mark.parametrize("topology", ["rectangular", "hexagonal"])
@pytest.mark.parametrize("X", [X2, X4, X16])
@pytest.mark.parametrize("theme", ["light", "dark"])
def test_units_stand_where_they_stand_and_are_as_full_as_their_h(X, topology, theme):
    fact = fact_of(4, 5, X, topology=topology)
    scene, colours = scene_of(fact, theme=theme), resolve(theme)
    found = units(scene)
    assert len(found) == 20
    winner = found[fact.winner[0] * 5 + fact.winner[1]]
    assert winner[2] == colours.ink
    assert middle_of_the_last(scene, "winner") == pytest.approx(winner[:2], abs=0.02)
    for (_, _, fill), h in zip(found, fact.neighbourhood.flat):
        assert (fill == colours.background) == (h < 0.02)
    across = np.array(found, dtype=object)[:, 0].astype(float).reshape(4, 5)
    step = across[0, 1] - across[0, 0]
    shifts = np.diff(across[:, 0]) / step
    if topology == "hexagonal":
        assert shifts == pytest.approx([0.5, -0.5, 0.5], abs=0.01)
    else:
        assert shifts == pytest.approx(3 * [0.0 if X is X2 else -0.4], abs=0.01)


def test_numbers_of_rows_stand_where_no_wires_are():
    scene = scene_of(fact_of(4, 5, X4))
    names = next(g for g in scene.groups if g.kind == "names")
    rows = [m for m in names.marks if isinstance(m, Text) and m.kind == "row"]
    assert [m.text for m in rows] == list("0123")
    for m, (x, y, _) in zip(rows, units(scene)[4::5]):
        assert m.place[0] > x + 10
        assert abs(m.place[1] - y) < 6


def test_of_images_the_sample_and_the_weights_are_shown_and_no_wires():
    scene = scene_of(fact_of(3, 3, X16))
    assert {"input layer: x", "weights of the winner: w"} <= set(texts(scene))
    assert not any("wires" in group.kind for group in scene.groups)
    cells = next(g for g in scene.groups if g.kind == "inputs")
    assert sum(m.kind == "cell" for m in cells.marks if isinstance(m, Rect)) == 32
    signs = [m.text for m in cells.marks if isinstance(m, Text)]
    assert (
        "−" in signs
    )  # first weights are from −1 to 1, and have signs for grey copies
    placed = nn.SOM(3, 3, 16, rng=0).place(X16, rng=0)
    grey = scene_of(next(placed.updates(X16, 1)))
    assert not {"+", "−"} & set(texts(grey))


def test_many_inputs_are_counted():
    shown = texts(scene_of(fact_of(2, 3, RNG.uniform(size=(5, 11)))))
    assert "… 3 more" in shown
    assert sum(text.startswith("x") for text in shown) == 8


def test_the_net_in_the_plane_is_where_the_weights_are():
    fact = fact_of(3, 4, X2)
    scene = scene_of(fact)
    net = next(g for g in scene.groups if g.kind == "net")
    dots = [m for m in net.marks if isinstance(m, Rect)]
    places = np.array([(m.x + m.width / 2, m.y + m.height / 2) for m in dots])
    weights = fact.weights.reshape(-1, 2)
    for i, sign in ((0, 1.0), (1, -1.0)):
        slope, start = np.polyfit(weights[:, i], places[:, i], 1)
        assert slope * sign > 0
        assert places[:, i] == pytest.approx(slope * weights[:, i] + start, abs=0.02)
    assert len(net.marks) - len(dots) == len(fact.lattice.threads) == 17


# --- plots ---


def points(ax: Any) -> Any:
    return {line.get_label(): line.get_xydata() for line in ax.get_lines()}


def test_som_grid_of_a_map_has_its_net_and_the_samples():
    som = nn.SOM(3, 4, 2, rng=0).fit(X2, 20)
    ax = viz.plots.som_grid(som, X2)
    assert np.asarray(ax.collections[0].get_offsets()) == pytest.approx(X2)
    flat = som.weights.reshape(-1, 2)
    assert points(ax)["unit"] == pytest.approx(flat)
    lines: Any = ax.collections[1]
    segments = np.array(lines.get_segments())
    assert segments == pytest.approx(flat[som.lattice.threads])
    assert (ax.get_xlabel(), ax.get_ylabel()) == ("input 1", "input 2")


def test_som_grid_of_a_fact_has_star_ring_and_arrows():
    fact = fact_of(3, 4, X4)
    ax = viz.plots.som_grid(fact, inputs=(3, 1), theme="dark")
    assert points(ax)["the sample shown"] == pytest.approx(fact.x[None, [3, 1]])
    winner = fact.weights[fact.winner][None, [3, 1]]
    assert points(ax)["winner"] == pytest.approx(winner)
    arrows: list[Any] = list(ax.texts)
    starts, ends = zip(*((arrow.xyann, arrow.xy) for arrow in arrows))
    flat, delta = (a.reshape(-1, 4)[:, [3, 1]] for a in (fact.weights, fact.delta))
    for start, end in zip(starts, ends):
        row = np.abs(flat - start).sum(axis=1).argmin()
        assert np.array(end) == pytest.approx(flat[row] + delta[row])
    assert ax.get_ylabel() == "input 2"


def brightness(cell):
    return sum(cell.get_facecolor()[:3])


@pytest.mark.parametrize("topology", ["rectangular", "hexagonal"])
def test_a_u_matrix_has_the_shades_and_classes_of_the_map(topology):
    y = np.array(["a", "b", "c"] * 4)
    som = nn.SOM(4, 3, 4, topology=topology, rng=0).fit(X4, 60)
    ax = viz.plots.u_matrix(som, X4, y)
    far = som.distance_map("mean").ravel()
    order = np.argsort(far)
    light = [brightness(cell) for cell in ax.patches]
    assert light[order[0]] == pytest.approx(3.0)
    assert all(a >= b for a, b in pairwise(light[i] for i in order))
    cells: list[Any] = list(ax.patches)
    corners = {len(cell.get_verts()) - 1 for cell in cells}
    assert corners == {4 if topology == "rectangular" else 6}
    won = som.labels_map(X4, y)
    texts = [text.get_text() for text in ax.texts]
    expected = [won[u].most_common(1)[0][0] if u in won else "" for u in som.lattice.units]  # fmt: skip
    assert texts == expected
    assert ax.get_xlabel().startswith("dark: far from its neighbours\nin a cell: ")
    dark = viz.plots.u_matrix(som, scaling="sum", theme="dark")
    assert dark.get_xlabel() == "light: far from its neighbours"
    assert dark.get_title() == "U-matrix, 4 × 3 units"


def test_maps_of_one_unit_or_one_row_are_drawn():
    for shape in ((1, 1), (1, 5), (5, 1)):
        som = nn.SOM(*shape, 2, rng=0)
        assert len(viz.plots.u_matrix(som, X2, np.zeros(12, int)).patches) == np.prod(shape)  # fmt: skip
        assert len(points(viz.plots.som_grid(som, X2))["unit"]) == np.prod(shape)
        assert scene_of(next(som.updates(X2, 1)))


def test_what_cannot_be_drawn_is_said():
    som = nn.SOM(2, 2, 2, rng=0)
    with pytest.raises(ValueError, match="X is needed to draw the samples"):
        viz.plots.som_grid(som)
    with pytest.raises(ValueError, match="must have 2 inputs a row"):
        viz.plots.som_grid(som, X4)
    with pytest.raises(ValueError, match="inputs must be two of 0 to 1"):
        viz.plots.som_grid(som, X2, inputs=(0, 2))
    with pytest.raises(ValueError, match="inputs must be two numbers"):
        viz.plots.som_grid(som, X2, inputs=3)  # type: ignore[arg-type]
    with pytest.raises(TypeError, match="or one of the facts of its updates, got int"):
        viz.plots.som_grid(1)
    with pytest.raises(TypeError, match="needs the map itself"):
        viz.plots.u_matrix(fact_of(2, 2, X2))
    with pytest.raises(ValueError, match="need both X and y"):
        viz.plots.u_matrix(som, X2)
    with pytest.raises(ValueError, match="one class for each of the 12 rows"):
        viz.plots.u_matrix(som, X2, [1, 2])
    with pytest.raises(ValueError, match="scaling"):
        viz.plots.u_matrix(som, scaling="least")
