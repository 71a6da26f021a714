"""Boltzmann machines in sentences and pictures: what is told, what is drawn, and plots of energies."""

from typing import Any

import numpy as np
import pytest

import viz
from autograd import nn
from tests.test_nn_boltzmann import PATTERNS, XOR, spread

pytest.importorskip("matplotlib")


@pytest.fixture
def rbm():
    return spread(nn.RBM(4, 3, rng=0))


def texts_of(facts, k=0, **options):
    scene = viz.film(facts, **options).reel.scenes()[k]
    return [mark.text for mark in scene.marks if getattr(mark, "text", "")]


def test_a_unit_that_is_drawn_is_told_with_its_numbers():
    machine = spread(nn.BoltzmannMachine(2, 1, rng=0))
    fact = next(machine.gibbs([1, 0], rng=0))
    net = float(fact.net_inputs[0])
    assert net == pytest.approx(machine.theta[0].data)
    p = 1 / (1 + np.exp(-net))
    text = fact.text(precision=3)
    assert f"{p:.3g}" in text
    assert ("so it is on" if fact.draws[0] < p else "so it is off.") in text
    assert f"{fact.draws[0]:.3g}" in text
    assert "取 1 的概率" in fact.text("zh")
    hot = next(machine.gibbs([1, 0], temperature=2.0, rng=0))
    assert "/ 2)" in hot.text()
    assert hot.energy == pytest.approx(machine.energy(hot.visible, hot.hidden).data)


def test_layers_are_told_by_the_first_unit_that_changes(rbm):
    first, second, *_ = rbm.gibbs([1, 1, 0, 0], 2, rng=0)
    changed = int(np.flatnonzero(first.hidden)[0]) + 1
    assert f"h{changed} has the net input" in first.text()
    assert "1100" in first.text()
    assert "显层" in second.text("zh")
    update = next(rbm.updates(PATTERNS, batch_size=None, sample_visible=False))
    kept = [step for step in update.gibbs_steps() if step.draws is None]
    assert "nothing is drawn" in kept[0].text()


def test_the_largest_move_is_told_with_both_phases(rbm):
    update = next(rbm.updates(PATTERNS, batch_size=None, lr=0.5, rng=0))
    i, j = np.unravel_index(abs(update.delta["W"]).argmax(), (4, 3))
    text = update.text()
    assert f"w(v{i + 1}, h{j + 1}) moves most" in text
    for number in (update.positive, update.negative, update.delta):
        assert f"{abs(number['W'][i, j]):.4g}" in text
    assert "CD-1" in viz.trace_table([update])
    (later,) = list(rbm.updates(PATTERNS, batch_size=None, epochs=2, momentum=0.5))[1:]
    assert "with momentum" in later.text()
    (pcd,) = rbm.updates(PATTERNS, batch_size=None, persistent=True)
    assert "持续对比散度 PCD-1" in viz.trace_table([pcd], lang="zh")


def test_settling_is_told_by_net_inputs():
    machine = nn.BoltzmannMachine(2, rng=0)
    for parameter, x in zip([machine.W[0][1], *machine.theta], (1.0, -0.5, 0.0)):
        parameter.data = x
    told = [fact.text() for fact in machine.settle([1, 0])]
    assert "v1 has the net input −0.5, below 0, so it is off" in told[0]
    assert "v2 has the net input 0, so it stays as it is" in told[1]


def test_units_are_circles_and_many_are_cells(rbm):
    shown = texts_of(list(rbm.gibbs([1, 1, 0, 0], rng=0)))
    assert {"v1", "h3", "hidden layer", "visible layer"} <= set(shown)
    many = texts_of(list(nn.RBM(64, 32, rng=0).gibbs([0] * 64, rng=0)))
    assert "v1" not in many
    assert "hidden layer" in many
    both = [*rbm.gibbs([1, 1, 0, 0], rng=0), *rbm.updates(PATTERNS, rng=0)]
    assert "positive phase" in texts_of(both, 2)
    assert "正相" in texts_of(both, 2, lang="zh")


def test_large_machines_say_what_they_leave_out():
    update = next(nn.RBM(64, 9, rng=0).updates(np.eye(64), rng=0))
    assert "the first 4 of 9 hidden units, each with all 64 visible ones" in texts_of([update])  # fmt: skip
    update = next(nn.RBM(11, 9, rng=0).updates(np.eye(11), rng=0))
    assert "shown: 10 of 11 rows, 8 of 9 columns" in texts_of([update])


def test_levels_are_energies_and_dots_are_visits(rbm):
    machine = nn.BoltzmannMachine(3, 2, rng=0)
    machine.fit(XOR, epochs=300, lr=1.0, momentum=0.9)
    ax = viz.plots.energy_levels(machine, visible=True)
    names = [label.get_text() for label in ax.get_xticklabels()]
    assert set(names[:4]) == {"000", "011", "101", "110"}
    facts = list(rbm.gibbs([0, 0, 0, 0], 200, rng=0))
    ax = viz.plots.gibbs_visits(rbm, facts, limit=10)
    table = rbm.distribution().by_energy
    patches: list[Any] = list(ax.patches)
    bars = [bar.get_height() for bar in patches[:10]]
    np.testing.assert_allclose(bars, table.probabilities[:10])
    state = np.concatenate([facts[-1].visible, facts[-1].hidden])
    place = int(np.flatnonzero((table.states == state).all(1))[0])
    if place < 10:
        assert np.asarray(ax.lines[0].get_ydata(), dtype=float)[place] > 0
    assert "10 of 128" in ax.get_xlabel()
    assert (
        viz.plots.energy_levels(rbm, limit=5, theme="dark").get_ylabel() == "energy E"
    )


def test_the_bias_of_cd_is_a_falling_line(rbm):
    ax = viz.plots.cd_bias({"weak": spread(nn.RBM(3, 2), 0.3), "strong": spread(nn.RBM(3, 2), 3)}, XOR)  # fmt: skip
    weak, strong = (np.asarray(line.get_ydata(), dtype=float) for line in ax.lines)
    assert (np.diff(weak) < 0).all()
    assert strong[0] > weak[0]
    assert len(viz.plots.cd_bias(rbm, PATTERNS, ks=(1, 2)).lines) == 1


def test_plots_say_what_they_need(rbm):
    with pytest.raises(ValueError, match="there are no facts"):
        viz.plots.gibbs_visits(rbm, [])
    with pytest.raises(TypeError, match="gibbs_visits: facts must be"):
        viz.plots.gibbs_visits(rbm, [1])
    with pytest.raises(ValueError, match="no state of this machine"):
        viz.plots.gibbs_visits(rbm, nn.RBM(3, 2).gibbs([0, 1, 1]))
    for draw in (viz.plots.energy_levels, viz.plots.cd_bias):
        with pytest.raises(TypeError, match="needs an nn"):
            draw(1, *[XOR] * (draw is viz.plots.cd_bias))
