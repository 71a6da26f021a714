"""Self-organising maps: compared with MiniSom, and their one step with the gradient of its energy."""

import copy
import json
import pickle
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import autograd
from autograd import Value, nn
from autograd.nn.competitive.lattice import TOPOLOGIES, Lattice
from autograd.nn.competitive.self_organizing_map import neighbourhood
from tests import som_oracle

STORED = json.loads(som_oracle.STORED.read_text("utf-8"))["results"]


def our_results(shape, options):
    """What the oracle has, computed here."""
    extra: dict[str, Any] = {"sigma_decay": "asymptotic"} if "decay" in options else {}
    som = nn.SOM(shape[0], shape[1], som_oracle.NIN, **options, **extra)
    som.weights = som_oracle.first_weights(shape)
    X = som_oracle.samples()
    som.fit(X, som_oracle.STEPS)
    return {
        "weights": som.weights,
        "quantization_error": som.quantization_error(X),
        "topographic_error": som.topographic_error(X),
        "distance_map sum": som.distance_map(),
        "distance_map mean": som.distance_map("mean"),
        "activation_response": som.activation_response(X),
    }


@pytest.mark.parametrize("name", som_oracle.CASES)
def test_it_computes_what_minisom_computed(name):
    results = our_results(*som_oracle.CASES[name])
    for what, numbers in STORED[name].items():
        np.testing.assert_allclose(results[what], numbers, rtol=0, atol=1e-14, err_msg=what)  # fmt: skip


def iris_map():
    X = som_oracle.iris()
    som = nn.SOM(6, 5, 4, **som_oracle.IRIS)
    som.weights = STORED["iris"]["first"]
    return som.fit(X, 300), X


def test_the_map_of_iris_has_the_errors_that_minisom_has():
    som, X = iris_map()
    assert som.quantization_error(X) == pytest.approx(0.448, abs=5e-4)
    assert som.topographic_error(X) == pytest.approx(0.0333, abs=5e-5)
    for what in ("quantization_error", "topographic_error"):
        assert getattr(som, what)(X) == pytest.approx(STORED["iris"][what], abs=1e-13)


@pytest.mark.slow
@pytest.mark.parametrize("name", som_oracle.CASES)
def test_it_computes_what_minisom_computes_now(name):
    pytest.importorskip("minisom")
    results = our_results(*som_oracle.CASES[name])
    for what, numbers in som_oracle.minisom_results(*som_oracle.CASES[name]).items():
        np.testing.assert_allclose(results[what], numbers, rtol=0, atol=1e-14, err_msg=what)  # fmt: skip


@pytest.mark.slow
def test_a_long_training_stays_with_minisom():
    MiniSom = pytest.importorskip("minisom").MiniSom
    X = np.random.default_rng(0).uniform(size=(500, 64))
    peer = MiniSom(12, 12, 64, sigma=2.0, learning_rate=0.5, random_seed=0)
    som = nn.SOM(12, 12, 64, sigma=2.0)
    som.weights = peer.get_weights()
    peer.train(X, 3000)
    som.fit(X, 3000)
    np.testing.assert_allclose(som.weights, peer.get_weights(), rtol=0, atol=1e-14)


def test_a_square_is_mapped_without_a_fold():
    X = np.random.default_rng(0).uniform(size=(1000, 2))
    som = nn.SOM(10, 10, 2, sigma=1.5, rng=0).fit(X, 5000)
    assert som.topographic_error(X) == 0.0
    assert som.quantization_error(X) < 0.038


@pytest.mark.slow
def test_a_wide_neighbourhood_that_shrinks_unfolds_the_net_from_any_start():
    """With MiniSom's decay, which needs a small σ, a fold stays for some starts; there, too (8 of 20)."""
    folded = 0
    for seed in range(20):
        X = np.random.default_rng(seed).uniform(size=(1000, 2))
        wide = nn.SOM(10, 10, 2, sigma=4, decay="exponential", rng=seed).fit(X, 5000)
        assert wide.topographic_error(X) == 0.0
        assert wide.quantization_error(X) < 0.038
        small = nn.SOM(10, 10, 2, sigma=1.5, rng=seed).fit(X, 5000)
        folded += small.topographic_error(X) > 0.01
    assert 3 <= folded <= 10


# --- the lattice ---


@settings(max_examples=25, deadline=None)
@given(st.integers(1, 5), st.integers(1, 5), st.sampled_from(TOPOLOGIES))
def test_neighbours_and_distances_follow_from_the_places(rows, columns, topology):
    lattice = Lattice(rows, columns, topology)
    places = lattice.places.reshape(-1, 2)
    squares = ((places[:, None] - places[None]) ** 2).sum(axis=2)
    for i, unit in enumerate(lattice.units):
        found = lattice.squared_distances(unit).reshape(-1)
        np.testing.assert_allclose(found, squares[i], rtol=0, atol=1e-12)
    first, second = np.triu_indices(rows * columns, 1)
    near = squares[first, second] < (2.5 if topology == "rectangular" else 1.5)
    expected = set(zip(first[near].tolist(), second[near].tolist()))
    assert {tuple(pair) for pair in lattice.pairs.tolist()} == expected
    assert lattice.are_neighbours(first, second).tolist() == near.tolist()
    ones = np.isclose(squares[first, second], 1.0)
    expected = set(zip(first[ones].tolist(), second[ones].tolist()))
    assert {tuple(pair) for pair in lattice.threads.tolist()} == expected


def test_a_hexagon_has_six_neighbours_at_distance_one():
    lattice = Lattice(4, 4, "hexagonal")
    for unit in ((1, 1), (2, 2)):
        squares = lattice.squared_distances(unit)
        assert np.isclose(squares, 1.0).sum() == 6
        assert (squares > 0.5).sum() == 15


# --- one step ---

shapes = st.tuples(st.integers(1, 4), st.integers(1, 4), st.integers(1, 3))


@settings(max_examples=25, deadline=None)
@given(
    shape=shapes,
    topology=st.sampled_from(TOPOLOGIES),
    decay=st.sampled_from(["asymptotic", "exponential", "linear", "constant"]),
    sigma=st.floats(0.0, 3.0),
    rate=st.floats(0.01, 1.0),
    seed=st.integers(0, 10**6),
)
def test_facts_are_what_the_map_did(shape, topology, decay, sigma, rate, seed):
    rng = np.random.default_rng(seed)
    X = rng.normal(size=(5, shape[2]))
    som = nn.SOM(
        *shape, sigma=sigma, learning_rate=rate, topology=topology, decay=decay, rng=seed
    )  # fmt: skip
    low = np.minimum(X.min(axis=0), som.weights.min(axis=(0, 1)))
    high = np.maximum(X.max(axis=0), som.weights.max(axis=(0, 1)))
    twin = copy.deepcopy(som)
    before = som.weights
    for fact in som.updates(X, 12):
        assert fact.weights is before
        before = som.weights
        assert (fact.weights + fact.delta == som.weights).all()
        r, c = fact.winner
        assert (r, c) == twin.winner(fact.x)
        twin.weights = som.weights
        assert fact.distances[r, c] == fact.distances.min()
        assert fact.neighbourhood[r, c] == 1.0 == fact.neighbourhood.max()
        assert (X[fact.sample] == fact.x).all()
        assert fact.sample == (fact.step - 1) % 5
        # a step goes towards a sample and never beyond it, so the net stays in the box of samples and start
        assert (som.weights >= low - 1e-9).all()
        assert (som.weights <= high + 1e-9).all()


@settings(max_examples=15, deadline=None)
@given(shapes, st.sampled_from(TOPOLOGIES), st.floats(0.3, 2.0), st.integers(0, 999))
def test_a_step_goes_down_the_recorded_energy(shape, topology, sigma, seed):
    som = nn.SOM(*shape, sigma=sigma, topology=topology, rng=seed)
    x = np.random.default_rng(seed).normal(size=shape[2])
    weights = som.weight_values()
    energy = som.energy(x, weights)
    energy.backward()
    slopes = [[[w.grad for w in unit] for unit in row] for row in weights]
    fact = next(som.updates([x], 1))
    step = -fact.learning_rate * np.array(slopes)
    np.testing.assert_allclose(fact.delta, step, rtol=0, atol=1e-14)
    gaps = fact.x - fact.weights
    by_hand = 0.5 * (fact.neighbourhood[..., None] * gaps**2).sum()
    assert energy.data == pytest.approx(by_hand, abs=1e-13)
    assert fact.energy().data == pytest.approx(by_hand, abs=1e-13)


def test_the_energy_is_a_graph_like_any_other():
    som = nn.SOM(2, 2, 2, rng=0)
    weights = som.weight_values()
    x = [Value(0.3, "x1"), Value(-0.2, "x2")]
    energy = som.energy(x, weights)
    flat = [w for row in weights for unit in row for w in unit]
    assert flat[2].label == "w1^(0,1)"
    assert energy.label == "E"
    assert flat[2] in autograd.record(energy)
    program = autograd.compile(energy, inputs=x, parameters=flat)
    energy.backward()
    value, slopes = program.value_and_grad([[0.3, -0.2]])
    assert value == pytest.approx(energy.data, abs=1e-15)
    np.testing.assert_allclose(slopes, [w.grad for w in flat], rtol=0, atol=1e-15)
    h = neighbourhood(som.lattice, som.winner([0.3, -0.2]), 1.0)

    def of_weights(*numbers):
        gaps = [x[i % 2].data - w for i, w in enumerate(numbers)]
        return sum(0.5 * float(h.flat[i // 2]) * g * g for i, g in enumerate(gaps))

    assert autograd.gradcheck(of_weights, [w.data for w in flat])
    assert of_weights(*flat).data == pytest.approx(energy.data, abs=1e-15)


def test_some_units_alone_have_the_same_gradients():
    som = nn.SOM(3, 3, 2, rng=0)
    whole, some = som.weight_values(), som.weight_values()
    som.energy([0.1, 0.2], whole).backward()
    part = som.energy([0.1, 0.2], some, units=[(1, 1), (0, 2)])
    part.backward()
    for r, c in ((1, 1), (0, 2)):
        assert [w.grad for w in some[r][c]] == [w.grad for w in whole[r][c]]
    assert not some[2][2][0].has_grad
    assert len(autograd.record(part)) < len(autograd.record(som.energy([0.1, 0.2])))


def test_without_a_neighbourhood_the_winner_takes_it_all():
    X = np.random.default_rng(0).normal(size=(20, 2))
    som = nn.SOM(2, 3, 2, sigma=0, learning_rate=1.0, decay="constant", rng=0)
    for fact in som.updates(X, 20):
        moved = np.abs(fact.delta).sum(axis=2) > 0
        assert moved.sum() == 1
        assert moved[fact.winner]
        np.testing.assert_allclose(som.weights[fact.winner], fact.x, atol=1e-15)
    linear = nn.SOM(2, 2, 1, sigma=1e-300, decay="linear", rng=0)
    assert np.isfinite(linear.fit([[0.0], [1.0]], 7).weights).all()


def test_of_equally_near_units_the_first_wins():
    som = nn.SOM(2, 2, 1)
    som.weights = [[[2.0], [1.0]], [[-1.0], [1.0]]]
    fact = next(som.updates([[0.0]], 1))
    assert fact.winner == (0, 1)
    assert fact.second == (1, 0)
    assert som.winner([0.0]) == (0, 1)


@pytest.mark.parametrize(
    ("decay", "ends"),
    [
        ("asymptotic", (1.0, 1 / 1.5, 1 / 2.5)),
        ("exponential", (1.0, np.exp(-0.75), np.exp(-2.25))),
        ("linear", (1.0, 0.75, 0.25)),
        ("constant", (1.0, 1.0, 1.0)),
        (lambda u: 1 - u * u, (1.0, 1 - 0.0625, 1 - 0.5625)),
    ],
)
def test_rate_and_width_decay(decay, ends):
    som = nn.SOM(2, 2, 1, sigma=2.0, learning_rate=0.4, decay=decay, rng=0)
    facts = list(som.updates([[0.0], [1.0]], 4))
    for t, share in zip((0, 1, 3), ends):
        assert facts[t].learning_rate == pytest.approx(0.4 * share, rel=1e-12)
        assert facts[t].sigma == pytest.approx(2.0 * share, rel=1e-12)


def test_width_may_decay_otherwise_than_the_rate():
    som = nn.SOM(2, 2, 1, sigma=2.0, decay="linear", sigma_decay="constant", rng=0)
    last = list(som.updates([[0.0]], 4))[-1]
    assert (last.learning_rate, last.sigma) == (0.125, 2.0)


# --- trainings ---


def test_the_same_seed_gives_the_same_map():
    X = np.random.default_rng(0).normal(size=(9, 2))
    maps = [nn.SOM(3, 3, 2, rng=4).fit(X, 30, shuffle=True, rng=5) for _ in range(2)]
    assert (maps[0].weights == maps[1].weights).all()
    other = nn.SOM(3, 3, 2, rng=4).fit(X, 30, shuffle=True, rng=6)
    assert (maps[0].weights != other.weights).any()
    facts = list(nn.SOM(3, 3, 2, rng=4).updates(X, 18, shuffle=True, rng=5))
    for start in (0, 9):
        shown = [fact.sample for fact in facts[start : start + 9]]
        assert sorted(shown) == list(range(9))
        assert shown != list(range(9))


def test_ten_passes_are_shown_if_nothing_is_said():
    assert len(list(nn.SOM(2, 2, 1, rng=0).updates([[0.0], [1.0], [3.0]]))) == 30


def test_facts_keep_what_was():
    X = np.random.default_rng(0).normal(size=(6, 2))
    som = nn.SOM(3, 4, 2, rng=0)
    generator = som.updates(X, 6)
    first = next(generator)
    kept = first.weights.copy(), first.delta.copy()
    som.weights = np.zeros((3, 4, 2))  # allowed between two steps
    X[:] = 7.0  # of no concern to the facts
    second = next(generator)
    assert not second.weights.any()
    list(generator)
    assert (first.weights == kept[0]).all()
    assert (first.delta == kept[1]).all()
    for array in (som.weights, first.weights, first.x, first.samples):
        with pytest.raises(ValueError, match="read-only"):
            array[0] = 0.0


def test_maps_and_facts_are_copied_and_pickled():
    X = np.random.default_rng(0).normal(size=(6, 2))
    som = nn.SOM(3, 4, 2, rng=0, topology="hexagonal").fit(X, 20)
    for twin in (copy.deepcopy(som), pickle.loads(pickle.dumps(som))):
        assert (twin.weights == som.weights).all()
        assert (twin.fit(X, 20).weights == copy.copy(som).fit(X, 20).weights).all()
    fact = next(som.updates(X, 1))
    twin = pickle.loads(pickle.dumps(fact))
    assert (twin.delta == fact.delta).all()
    assert repr(twin) == f"SomUpdate(step=1, sample=0, winner={fact.winner})"
    assert repr(som) == "SOM(2 → 3 × 4 hexagonal, sigma=1, learning_rate=0.5)"


def test_first_weights_are_put_among_the_samples():
    X = np.random.default_rng(0).normal([3.0, -2.0, 0.0], [3.0, 1.0, 0.1], (400, 3))
    som = nn.SOM(6, 3, 3)
    rows = {tuple(row) for row in X.tolist()}
    drawn = som.place(X, rng=0).weights.reshape(-1, 3)
    assert {tuple(row) for row in drawn.tolist()} <= rows
    boxed = som.place(X, "box", rng=0).weights
    assert (boxed >= X.min(axis=0)).all()
    assert (boxed <= X.max(axis=0)).all()
    flat = som.place(X, "plane").weights
    assert som.topographic_error(X) == 0.0
    np.testing.assert_allclose(flat.mean(axis=(0, 1)), X.mean(axis=0), atol=1e-12)
    across = flat[-1, 1] - flat[0, 1]
    assert across[0] == pytest.approx(4 * X[:, 0].std(), rel=0.05)
    assert abs(across[1:]).max() < 1.0
    np.testing.assert_allclose(flat[0, 1], (flat[0, 0] + flat[0, 2]) / 2, atol=1e-12)
    one = nn.SOM(2, 3, 1).place([[4.0]], "plane").weights
    assert (one == 4.0).all()


# --- measures ---


@settings(max_examples=20, deadline=None)
@given(shapes, st.sampled_from(TOPOLOGIES), st.integers(0, 999))
def test_measures_agree_with_their_definitions(shape, topology, seed):
    som = nn.SOM(*shape, topology=topology, rng=seed)
    X = np.random.default_rng(seed).normal(size=(6, shape[2]))
    winners = [som.winner(x) for x in X]
    assert [divmod(n, shape[1]) for n in som.predict(X).tolist()] == winners
    lengths = [np.linalg.norm(x - som.weights[unit]) for x, unit in zip(X, winners)]
    assert som.quantization_error(X) == pytest.approx(np.mean(lengths), rel=1e-12)
    np.testing.assert_array_equal(som.quantization(X), [som.weights[u] for u in winners])  # fmt: skip
    won = som.win_map(X, return_indices=True)
    assert {i: unit for unit, rows in won.items() for i in rows} == dict(enumerate(winners))  # fmt: skip
    assert (som.win_map(X)[winners[0]][0] == X[0]).all()
    counts = som.labels_map(X, "aabbcc")
    assert sum(sum(of.values()) for of in counts.values()) == 6
    assert counts[winners[0]]["a"] >= 1
    response = som.activation_response(X)
    assert {u: len(rows) for u, rows in won.items()} == {
        (r, c): response[r, c] for r, c in som.lattice.units if response[r, c]
    }


def test_a_folded_net_has_a_topographic_error():
    som = nn.SOM(1, 4, 1)
    som.weights = [[[0.0], [1.0], [2.0], [0.1]]]
    assert som.topographic_error([[0.04], [1.4]]) == 0.5
    fact = next(som.updates([[0.04]], 1))
    assert (fact.winner, fact.second) == ((0, 0), (0, 3))


def test_a_map_without_gaps_has_an_empty_u_matrix():
    som = nn.SOM(2, 2, 1)
    som.weights = np.ones((2, 2, 1))
    assert not som.distance_map().any()
    assert not nn.SOM(1, 1, 2).distance_map("mean").any()


def test_many_samples_are_measured_in_parts(monkeypatch):
    X = np.random.default_rng(0).normal(size=(50, 3))
    som = nn.SOM(4, 4, 3, rng=0)
    at_once = som.quantization_error(X), som.topographic_error(X), som.predict(X)
    monkeypatch.setattr("autograd.nn.competitive.map_measures._AT_ONCE", 100)
    in_parts = som.quantization_error(X), som.topographic_error(X), som.predict(X)
    assert at_once[:2] == in_parts[:2]
    assert (at_once[2] == in_parts[2]).all()


# --- what cannot be ---

X3 = [[0.0, 1.0, 2.0]]


def wrong(x: Any) -> Any:
    """x, of a type that is not taken."""
    return x


@pytest.mark.parametrize(
    ("call", "kind", "message"),
    [
        (lambda: nn.SOM(0, 2, 1), ValueError, "rows must be a whole number, at least 1"),
        (lambda: nn.SOM(2, wrong(2.5), 1), TypeError, "columns must be a whole number"),
        (lambda: nn.SOM(2, 2, 0), ValueError, "nin must be"),
        (lambda: nn.SOM(2, 2, 1, sigma=-1), ValueError, "sigma must be at least 0"),
        (lambda: nn.SOM(2, 2, 1, sigma=float("inf")), ValueError, "sigma must be"),
        (lambda: nn.SOM(2, 2, 1, learning_rate=0), ValueError, "above 0 and at most 1"),
        (lambda: nn.SOM(2, 2, 1, learning_rate=1.5), ValueError, "above 0 and at most 1"),
        (lambda: nn.SOM(2, 2, 1, topology="hexagon"), ValueError, "hexagonal"),
        (lambda: nn.SOM(2, 2, 1, decay="exp"), ValueError, "decay"),
        (lambda: nn.SOM(2, 2, 1, sigma_decay="lin"), ValueError, "sigma_decay"),
        (lambda: nn.SOM(2, 2, 1, rng=-1), TypeError, "rng must be"),
        (lambda: nn.SOM(2, 2, 2).fit(X3), ValueError, "X must have 2 features"),
        (lambda: nn.SOM(2, 2, 3).fit(X3[0]), ValueError, "for one sample"),
        (lambda: nn.SOM(2, 2, 3).fit(np.empty((0, 3))), ValueError, "no samples"),
        (lambda: nn.SOM(2, 2, 1).fit([[np.nan]]), ValueError, "row 0, column 0 is nan"),
        (lambda: nn.SOM(2, 2, 1).fit([["a"]]), TypeError, "must hold real numbers"),
        (lambda: nn.SOM(2, 2, 1).fit([[1.0], [1.0, 2.0]]), ValueError, "different lengths"),
        (lambda: nn.SOM(2, 2, 3).updates(X3, 0), ValueError, "steps must be"),
        (lambda: nn.SOM(2, 2, 3).updates(X3, shuffle=True, rng=wrong("a")), TypeError, "rng must"),
        (lambda: nn.SOM(2, 2, 3).place(X3, "pca"), ValueError, "sample, box, plane"),
        (lambda: nn.SOM(2, 2, 3).winner([1.0]), ValueError, "one sample of 3 numbers"),
        (lambda: nn.SOM(2, 2, 1).winner([np.inf]), ValueError, "finite"),
        (lambda: nn.SOM(1, 1, 3).topographic_error(X3), ValueError, "one unit"),
        (lambda: nn.SOM(2, 2, 3).distance_map("max"), ValueError, "scaling"),
        (lambda: nn.SOM(2, 2, 3).labels_map(X3, "ab"), ValueError, "one label for each"),
        (lambda: setattr(nn.SOM(2, 2, 3), "weights", [[1.0]]), ValueError, "shape"),
        (
            lambda: setattr(nn.SOM(1, 1, 1), "weights", [[[np.nan]]]),
            ValueError,
            "finite",
        ),
        (lambda: nn.SOM(2, 2, 1).energy([1.0, 2.0]), ValueError, "one sample of 1 numbers"),
        (lambda: nn.SOM(2, 2, 1).energy([1.0], units=[(2, 0)]), ValueError, "no unit"),
        (lambda: nn.SOM(2, 2, 1).energy([1.0], units=[]), ValueError, "got none"),
        (lambda: nn.SOM(2, 2, 1).energy([1.0], [[[1.0]]]), ValueError, "shape"),
        (
            lambda: nn.SOM(2, 2, 1, decay=lambda u: -u).fit([[1.0]], 3),
            ValueError,
            "at least 0",
        ),
    ],
)  # fmt: skip
def test_what_cannot_be_is_said_in_a_sentence(call, kind, message):
    with pytest.raises(kind, match=message):
        call()
