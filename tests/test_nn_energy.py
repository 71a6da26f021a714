"""Boltzmann machines: energies, exact likelihood against enumeration, CD and PCD against the recorded gradient."""

import itertools
import math
import pickle
from typing import Any

import numpy as np
import pytest

import autograd
from autograd import Value, nn
from autograd.nn.energy.binary_units import all_states

PATTERNS = np.array([[1, 1, 0, 0], [0, 0, 1, 1], [1, 0, 1, 0]], dtype=float)


def spread(machine, scale=1.0, seed=5):
    """The machine with parameters of a size at which nothing is nearly linear."""
    rng = np.random.default_rng(seed)
    for parameter in machine.parameters():
        parameter.data = float(rng.normal(0.0, scale))
    return machine


def rbm_energy(rbm, v, h):
    """Zhou 5.20, by hand."""
    energy = -sum(a.data * x for a, x in zip(rbm.a, v))
    energy -= sum(b.data * x for b, x in zip(rbm.b, h))
    for i, j in itertools.product(range(rbm.visible), range(rbm.hidden)):
        energy -= v[i] * rbm.W[i][j].data * h[j]
    return energy


def brute_force(rbm):
    """{(v, h): P} from the energies alone."""
    states = list(
        itertools.product(
            itertools.product((0, 1), repeat=rbm.visible),
            itertools.product((0, 1), repeat=rbm.hidden),
        )
    )
    weights = [math.exp(-rbm_energy(rbm, v, h)) for v, h in states]
    return dict(zip(states, np.array(weights) / math.fsum(weights)))


@pytest.mark.parametrize("fused", [True, False])
@pytest.mark.parametrize("shape", [(4, 3), (2, 3), (1, 1)])
def test_energy_free_energy_and_log_partition_are_those_of_enumeration(shape, fused):
    rbm = spread(nn.RBM(*shape, fused=fused, rng=0))
    total = 0.0
    for v in itertools.product((0, 1), repeat=shape[0]):
        summed = 0.0
        for h in itertools.product((0, 1), repeat=shape[1]):
            energy = rbm_energy(rbm, v, h)
            assert rbm.energy(v, h).data == pytest.approx(energy, abs=1e-13)
            summed += math.exp(-energy)
        assert rbm.free_energy(v).data == pytest.approx(-math.log(summed), abs=1e-13)
        total += summed
    assert rbm.log_partition().data == pytest.approx(math.log(total), abs=1e-13)
    assert rbm.parameter_arrays.log_partition() == pytest.approx(math.log(total))


def test_the_exact_gradient_is_that_of_brute_force():
    rbm = spread(nn.RBM(4, 3, rng=0))
    table = brute_force(rbm)
    nll = sum(rbm.nll(v) for v in PATTERNS) / len(PATTERNS)
    nll.backward()
    for i, j in itertools.product(range(4), range(3)):
        of_model = sum(p * v[i] * h[j] for (v, h), p in table.items())
        of_data = 0.0
        for x in PATTERNS:
            given = {h: p for (v, h), p in table.items() if v == tuple(x)}
            on = sum(p * h[j] for h, p in given.items()) / sum(given.values())
            of_data += x[i] * on / len(PATTERNS)
        assert rbm.W[i][j].grad == pytest.approx(of_model - of_data, abs=1e-14)


def gradient_of(output, rbm):
    for parameter in rbm.parameters():
        parameter.grad = 0.0
    output.backward()
    W = np.array([[w.grad for w in row] for row in rbm.W])
    return {
        "W": W,
        "a": np.array([p.grad for p in rbm.a]),
        "b": np.array([p.grad for p in rbm.b]),
    }


@pytest.mark.parametrize(
    "options", [{"k": 1}, {"k": 3}, {"persistent": True, "k": 2}, {"k": None}]
)
def test_an_update_goes_down_the_recorded_gradient(options):
    rbm = spread(nn.RBM(4, 3, rng=0))
    for update in rbm.updates(
        PATTERNS, batch_size=None, lr=0.25, epochs=3, **options, rng=1
    ):
        at_the_time = nn.RBM(4, 3)
        at_the_time.set_parameters(update.before)
        if options["k"] is None:
            recorded = sum(at_the_time.nll(v) for v in PATTERNS)
        else:
            pairs = zip(PATTERNS, update.model.visible)
            recorded = sum(at_the_time.contrast(v, w) for v, w in pairs)
        slopes = gradient_of(recorded / len(PATTERNS), at_the_time)
        for name, move in update.delta.items():
            np.testing.assert_allclose(move, -0.25 * slopes[name], atol=1e-15)
        np.testing.assert_array_equal(update.after.W, rbm.parameter_arrays.W)
    assert update.step == 3


def test_contrast_compiles_to_the_same_numbers():
    rbm = spread(nn.RBM(6, 4, rng=0))
    inputs = [Value(0.0, f"v{i}") for i in range(6)]
    fantasy = [Value(0.0, f"m{i}") for i in range(6)]
    program = autograd.compile(
        rbm.contrast(inputs, fantasy), [*inputs, *fantasy], rbm.parameters()
    )
    rows = (np.random.default_rng(0).random((20, 12)) < 0.5).astype(float)
    value, gradient = program.value_and_grad(rows)
    recorded = sum(rbm.contrast(row[:6], row[6:]) for row in rows) / 20
    rbm.zero_grad()
    recorded.backward()
    assert value == pytest.approx(recorded.data, abs=1e-14)
    slopes = [parameter.grad for parameter in rbm.parameters()]
    np.testing.assert_allclose(gradient, slopes, atol=1e-15)


def test_fit_is_updates_run_to_their_end():
    one, other = nn.RBM(4, 3, rng=0), nn.RBM(4, 3, rng=0)
    options: Any = {"epochs": 4, "batch_size": 2, "momentum": 0.5, "weight_decay": 0.01}
    facts = list(one.updates(PATTERNS, **options))
    history = other.fit(PATTERNS, **options)
    assert one.state_dict() == other.state_dict()
    assert len(facts) == 8
    assert len(history.loss) == 4
    assert history.loss[-1] == other.reconstruction_error(PATTERNS)


def test_a_stopped_generator_leaves_what_it_had_learned():
    rbm = nn.RBM(4, 3, rng=0)
    updates = rbm.updates(PATTERNS, batch_size=1, epochs=9)
    first, second = next(updates), next(updates)
    np.testing.assert_array_equal(rbm.parameter_arrays.W, second.after.W)
    np.testing.assert_array_equal(first.after.W, second.before.W)
    assert isinstance(first.sample, int)


def test_the_chain_of_an_update_ends_in_its_negative_phase():
    rbm = spread(nn.RBM(4, 3, rng=0))
    for options in ({"k": 3}, {"k": 2, "persistent": True}):
        update = next(rbm.updates(PATTERNS, batch_size=None, **options))
        for row in range(3):
            steps = list(update.gibbs_steps(row))
            assert len(steps) == 2 * options["k"]
            last = [s for s in steps if s.kind == "visible"][-1]
            np.testing.assert_array_equal(last.visible, update.model.visible[row])
    assert not list(next(rbm.updates(PATTERNS, k=None)).gibbs_steps())


def test_gibbs_visits_states_as_often_as_their_probability_says():
    rbm = spread(nn.RBM(3, 2, rng=0))
    table = brute_force(rbm)
    counts = dict.fromkeys(table, 0)
    n = 4000
    for fact in rbm.gibbs([0, 0, 0], n, rng=3):
        if fact.kind == "visible":
            counts[tuple(map(int, fact.visible)), tuple(map(int, fact.hidden))] += 1
    for state, p in table.items():
        assert abs(counts[state] / n - p) < 6 * math.sqrt(p * (1 - p) / n) + 1e-3


def test_a_machine_is_saved_copied_and_shared_as_every_module(tmp_path):
    rbm = spread(nn.RBM(3, 2, rng=0))
    rbm.save(tmp_path / "rbm.json")
    again = nn.RBM(3, 2, rng=1).load(tmp_path / "rbm.json")
    assert again.state_dict() == rbm.state_dict()
    assert pickle.loads(pickle.dumps(rbm)).state_dict() == rbm.state_dict()
    np.testing.assert_allclose(
        rbm.transform([[1, 0, 1]])[0], [p.data for p in rbm([1, 0, 1])], atol=1e-15
    )
    layer = nn.Layer(3, 2, activation="sigmoid")
    for neuron, row, bias in zip(layer.neurons, rbm.weights, rbm.b):
        for weight, w in zip(neuron.w, row):
            weight.data = w.data
        neuron.b.data = bias.data
    assert [h.data for h in layer([1, 0, 1])] == [h.data for h in rbm([1, 0, 1])]


@pytest.mark.parametrize(
    ("X", "options", "words"),
    [
        ([[0.0, 1.0]], {}, r"X must have the shape \(samples, 4\)"),
        ([[0, 0, 0, 2.0]], {}, r"row 0, column 3 is 2\.0"),
        ([[0, 0, math.nan, 1]], {}, "row 0, column 2 is nan"),
        (np.zeros((0, 4)), {}, "no samples"),
        (PATTERNS, {"k": 0}, "RBM: k must be"),
        (PATTERNS, {"lr": 0.0}, "RBM: lr must be"),
        (PATTERNS, {"epochs": 0}, "RBM: epochs must be"),
        (PATTERNS, {"batch_size": 0}, "RBM: batch_size must be"),
        (PATTERNS, {"momentum": 1.0}, "RBM: momentum must be"),
        (PATTERNS, {"weight_decay": -1}, "RBM: weight_decay must be"),
        (PATTERNS, {"k": None, "persistent": True}, "give one of them"),
    ],
)
def test_what_is_wrong_is_said_before_anything_is_learned(X, options, words):
    rbm = nn.RBM(4, 3, rng=0)
    before = rbm.state_dict()
    for learn in (rbm.updates, rbm.fit):
        with pytest.raises(ValueError, match=words):
            learn(X, **options)
    assert rbm.state_dict() == before


def test_too_many_states_are_refused():
    with pytest.raises(ValueError, match="17 units have 2\\^17 states"):
        nn.RBM(17, 40).log_partition()
    with pytest.raises(ValueError, match="at most 2"):
        nn.RBM(17, 17).fit(np.zeros((1, 17)), k=None)
    assert len(all_states(3, "test")) == 8
