"""Full Boltzmann machines against enumeration; what Gibbs sampling does on average; BernoulliRBM; what is learned."""

import itertools
import json
import math
import pickle
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from autograd import nn
from tests import oracles_bernoulli

XOR = [[0, 0, 0], [0, 1, 1], [1, 0, 1], [1, 1, 0]]
FEW = settings(max_examples=25, deadline=None)


def spread(machine, scale=1.0, seed=5):
    """The machine with parameters of a size at which nothing is nearly linear."""
    rng = np.random.default_rng(seed)
    for parameter in machine.parameters():
        parameter.data = float(rng.normal(0.0, scale))
    return machine


def energy_of(machine, s):
    """Zhou 5.20, by hand."""
    energy = -sum(theta.data * x for theta, x in zip(machine.theta, s))
    for i, j in itertools.combinations(range(len(s)), 2):
        energy -= machine.W[i][j].data * s[i] * s[j]
    return energy


def brute_force(machine):
    """{state: P} from the energies alone."""
    states = list(itertools.product((0, 1), repeat=machine.visible + machine.hidden))
    weights = [math.exp(-energy_of(machine, s)) for s in states]
    return dict(zip(states, np.array(weights) / math.fsum(weights)))


@st.composite
def machines(draw):
    """Full and restricted machines with parameters up to ±20."""
    visible, hidden = draw(st.integers(1, 3)), draw(st.integers(1, 2))
    kind = draw(st.sampled_from([nn.BoltzmannMachine, nn.RBM]))
    machine = kind(visible, hidden, rng=0)
    return spread(machine, draw(st.floats(0.01, 5.0)), draw(st.integers(0, 2**16)))


@pytest.mark.parametrize("fused", [True, False])
@pytest.mark.parametrize("shape", [(3, 2), (4, 0), (1, 1), (1, 0)])
def test_energies_and_likelihoods_are_those_of_enumeration(shape, fused):
    machine = spread(nn.BoltzmannMachine(*shape, fused=fused, rng=0))
    table = brute_force(machine)
    Z = math.fsum(math.exp(-energy_of(machine, s)) for s in table)
    assert machine.log_partition().data == pytest.approx(math.log(Z), abs=1e-13)
    for v in itertools.product((0, 1), repeat=shape[0]):
        of_v = {s: p for s, p in table.items() if s[: shape[0]] == v}
        for s in of_v:
            energy = machine.energy(v, s[shape[0] :]).data
            assert energy == pytest.approx(energy_of(machine, s), abs=1e-13)
        nll = -math.log(math.fsum(of_v.values()))
        assert machine.nll(v).data == pytest.approx(nll, abs=1e-13)
    found = machine.distribution()
    np.testing.assert_allclose(found.probabilities, list(table.values()), atol=1e-15)
    np.testing.assert_allclose(found.of_visible.probabilities.sum(), 1.0)
    assert (np.diff(found.by_energy.energies) >= 0).all()


def test_the_exact_gradient_is_that_of_brute_force():
    machine = spread(nn.BoltzmannMachine(3, 2, rng=0))
    table = brute_force(machine)
    loss = sum(machine.nll(v) for v in XOR) / len(XOR)
    loss.backward()
    (update,) = machine.updates(XOR, lr=0.25)
    for i, j in itertools.combinations(range(5), 2):
        of_model = sum(p * s[i] * s[j] for s, p in table.items())
        of_data = 0.0
        for v in XOR:
            alike = {s: p for s, p in table.items() if list(s[:3]) == v}
            on = sum(p * s[i] * s[j] for s, p in alike.items()) / sum(alike.values())
            of_data += on / len(XOR)
        slope = machine.W[i][j].grad
        assert slope == pytest.approx(of_model - of_data, abs=1e-14)
        assert update.delta["W"][i, j] == pytest.approx(-0.25 * slope, abs=1e-14)
        assert update.delta["W"][i, j] == update.delta["W"][j, i]
    slopes = [-0.25 * theta.grad for theta in machine.theta]
    np.testing.assert_allclose(update.delta["theta"], slopes, atol=1e-14)


@FEW
@given(machines())
def test_drawing_a_unit_is_in_detailed_balance(machine):
    table = machine.distribution()
    P = table.probabilities[:, None]
    if isinstance(machine, nn.RBM):
        flow = table.of_visible.probabilities[:, None] * machine.transitions()
        np.testing.assert_allclose(flow, flow.T, atol=1e-12)
        return
    for unit in range(len(machine.theta)):
        T = machine.transitions(unit)
        np.testing.assert_allclose(T.sum(1), 1.0)
        np.testing.assert_allclose(P * T, (P * T).T, atol=1e-12)
    sweep = machine.transitions()
    np.testing.assert_allclose(table.probabilities @ sweep, table.probabilities, atol=1e-12)  # fmt: skip


@FEW
@given(machines(), st.integers(0, 2**5 - 1))
def test_at_temperature_0_the_energy_never_rises_and_ends_in_a_local_minimum(
    machine, n
):
    state = [n >> i & 1 for i in range(machine.visible + machine.hidden)]
    v, h = state[: machine.visible], state[machine.visible :]
    energy = machine.energy(v, h).data
    for step in machine.settle(v, h):
        assert step.energy_before == pytest.approx(energy, abs=1e-9)
        assert step.energy <= step.energy_before + 1e-12
        energy, v, h = step.energy, step.visible, step.hidden
        assert energy == pytest.approx(machine.energy(v, h).data, abs=1e-9)
    last = np.concatenate([v, h])
    for i in range(len(last)):
        flipped = last.copy()
        flipped[i] = 1 - flipped[i]
        higher = machine.energy(flipped[: len(v)], flipped[len(v) :]).data
        assert higher >= energy - 1e-9


@pytest.mark.parametrize("order", ["in turn", "random"])
def test_gibbs_visits_states_as_often_as_their_probability_says(order):
    machine = spread(nn.BoltzmannMachine(2, 1, rng=0))
    counts = dict.fromkeys(brute_force(machine), 0)
    n = 3000
    for fact in machine.gibbs([0, 0], k=n, order=order, rng=3):
        counts[(*map(int, fact.visible), *map(int, fact.hidden))] += 1
    for state, p in brute_force(machine).items():
        assert abs(counts[state] / (3 * n) - p) < 8 * math.sqrt(p * (1 - p) / n)


def test_clamped_units_stay_and_cold_machines_settle():
    machine = spread(nn.BoltzmannMachine(3, 2, rng=0))
    for fact in machine.gibbs([1, 0, 1], k=20, clamped=range(3), rng=0):
        assert fact.visible.tolist() == [1, 0, 1]
        assert fact.units[0] in (3, 4)
    *_, settled = machine.settle([1, 0, 1])
    *_, cold = machine.gibbs([1, 0, 1], k=10, temperature=1e-6, rng=0)
    assert cold.states.size == 1
    np.testing.assert_array_equal(cold.visible, settled.visible)
    np.testing.assert_array_equal(cold.hidden, settled.hidden)


def test_fit_is_updates_run_to_their_end():
    options: Any = {"epochs": 3, "lr": 0.3, "momentum": 0.5, "weight_decay": 0.01}
    ways: list[Any] = [{}, {"k": 2, "batch_size": 2}, {"k": 1, "persistent": True}]
    for more in ways:
        one, other = (nn.BoltzmannMachine(3, 2, rng=0) for _ in range(2))
        facts = list(one.updates(XOR, **options, **more))
        history = other.fit(XOR, **options, **more)
        assert one.state_dict() == other.state_dict()
        assert len(facts) == (6 if "batch_size" in more else 3)
        assert history.loss[-1] == pytest.approx(
            sum(other.nll(v).data for v in XOR) / 4
        )
        np.testing.assert_array_equal(facts[0].after.W, facts[1].before.W)
    copied = pickle.loads(pickle.dumps(one))
    assert copied.state_dict() == one.state_dict()


def test_sampled_phases_are_near_the_exact_ones():
    machine = spread(nn.BoltzmannMachine(3, 2, rng=0), 0.7)
    (exact,) = machine.updates(XOR, lr=1.0)
    machine.set_parameters(exact.before)
    (sampled,) = machine.updates(XOR * 5000, lr=1.0, k=20, rng=0, batch_size=None)
    for name, move in exact.delta.items():
        np.testing.assert_allclose(sampled.delta[name], move, atol=2e-2)


# --- CD-k on average ----------------------------------------------------------------------------------------------


def cosine(one, other):
    a, b = (np.concatenate([x.ravel() for x in c.values()]) for c in (one, other))
    return a @ b / math.sqrt((a @ a) * (b @ b)), np.abs(a - b).max()


def strong_rbm(scale):
    return spread(nn.RBM(4, 3, rng=0), 0.5 * scale, seed=1)


PATTERNS = [[1, 1, 0, 0], [0, 0, 1, 1], [1, 0, 1, 0], [1, 1, 1, 1]]


def test_the_bias_of_cd_falls_with_k_and_grows_with_the_weights():
    cosines = []
    for scale in (1, 3, 6):
        rbm = strong_rbm(scale)
        truth = rbm.expected_contrast(PATTERNS, None)
        at = {
            k: cosine(rbm.expected_contrast(PATTERNS, k), truth) for k in range(1, 31)
        }
        cosines.append(at[1][0])
        errors = [at[k][1] for k in at]
        assert all(
            late < early for early, late in itertools.pairwise(errors) if late > 1e-13
        )
        slow = nn.second_eigenvalue(rbm.transitions())
        k = next(k for k in at if k == 30 or at[k][1] < 1e-6)
        assert at[k][1] / at[k - 1][1] == pytest.approx(slow, rel=0.05)
    assert 1 > cosines[0] > cosines[1] > cosines[2] > 0
    assert cosines[0] > 0.99


def test_the_exact_contrast_is_the_gradient_of_the_likelihood():
    rbm = strong_rbm(3)
    loss = sum(rbm.nll(v) for v in PATTERNS) / len(PATTERNS)
    loss.backward()
    truth = rbm.expected_contrast(PATTERNS, None)
    slopes = [[w.grad for w in row] for row in rbm.W]
    np.testing.assert_allclose(truth["W"], -np.array(slopes), atol=1e-14)
    np.testing.assert_allclose(truth["b"], [-b.grad for b in rbm.b], atol=1e-14)


def test_sampled_cd_1_has_the_expectation_of_the_transition_matrix():
    rbm = strong_rbm(3)
    expected = rbm.expected_contrast(PATTERNS, 1)
    (update,) = rbm.updates(PATTERNS * 40_000, k=1, lr=1.0, batch_size=None, rng=0)
    for name, move in expected.items():
        np.testing.assert_allclose(update.delta[name], move, atol=3e-3)


# --- scikit-learn -------------------------------------------------------------------------------------------------


def test_pcd_is_what_bernoulli_rbm_learns():
    stored = json.loads(oracles_bernoulli.FILE.read_text())
    learned = oracles_bernoulli.ours().parameter_arrays
    for name, numbers in stored.items():
        np.testing.assert_allclose(getattr(learned, name), numbers, atol=1e-13)


@pytest.mark.slow
def test_scikit_learn_still_says_so():
    pytest.importorskip("sklearn")
    stored = json.loads(oracles_bernoulli.FILE.read_text())
    for name, numbers in oracles_bernoulli.of_scikit_learn().items():
        np.testing.assert_allclose(numbers, stored[name], atol=1e-13)


# --- acceptance ---------------------------------------------------------------------------------------------------


@pytest.mark.slow
def test_a_full_machine_learns_xor():
    """Whose entropy, ln 4 = 1.3863, no machine can beat; without hidden units it knows no more than that all are alike."""
    for seed in range(5):
        machine = nn.BoltzmannMachine(3, 2, rng=seed)
        history = machine.fit(XOR, epochs=2000, lr=1.0, momentum=0.9)
        assert math.log(4) < history.loss[-1] < 1.392
    seen = nn.BoltzmannMachine(3, rng=0).fit(XOR, epochs=500, lr=1.0, momentum=0.9)
    assert seen.loss[-1] == pytest.approx(math.log(8), abs=1e-6)


@pytest.mark.slow
def test_digits_are_reconstructed():
    X, _ = nn.data.digits()
    rbm = nn.RBM(64, 32, rng=0)
    rbm.fit(X, epochs=60, lr=0.1)
    mean_image = float(np.mean((np.asarray(X) - np.mean(X, axis=0)) ** 2))
    assert mean_image == pytest.approx(0.0733, abs=1e-3)
    assert rbm.reconstruction_error(X) <= 0.016


# --- what is wrong ------------------------------------------------------------------------------------------------


def test_what_is_wrong_is_said_in_a_sentence():
    machine = nn.BoltzmannMachine(3, 2, rng=0)
    rbm = nn.RBM(3, 2, rng=0)
    wrong = [
        (lambda: nn.BoltzmannMachine(0), "visible must be"),
        (lambda: machine.fit([[0, 0.5, 1]]), "row 0, column 1 is 0.5: choose"),
        (lambda: machine.gibbs([0, 1]), "must have 3 numbers"),
        (lambda: machine.gibbs([0, 1, 0.5]), "number 2 is 0.5"),
        (lambda: machine.gibbs([0, 1, 0], temperature=0), "temperature must be"),
        (lambda: machine.gibbs([0, 1, 0], order="backwards"), "order"),
        (lambda: machine.gibbs([0, 1, 0], clamped=[5]), "units from 0 to 4, got 5"),
        (lambda: machine.settle([0, 1, 0], clamped=range(5)), "leave one of them"),
        (lambda: machine.transitions(5), "unit must be 0 to 4, got 5"),
        (lambda: nn.BoltzmannMachine(11).transitions(), "at most 10"),
        (lambda: nn.BoltzmannMachine(17).log_partition(), "17 units have 2\\^17"),
        (lambda: nn.BoltzmannMachine(17).distribution(), "17 units have 2\\^17"),
        (lambda: rbm.settle([0, 1, 0], [0.5, 0]), "h must hold numbers 0 or 1"),
        (lambda: rbm.expected_contrast([[0, 1, 0]], 0), "k must be"),
    ]
    for attempt, words in wrong:
        with pytest.raises(ValueError, match=words):
            attempt()
