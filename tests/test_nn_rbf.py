"""RBF networks and k-means: against scikit-learn, NumPy and the chain rule by hand, and what every placement keeps."""

import copy
import json
import pickle
from itertools import pairwise
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import autograd
from autograd import Value, nn
from autograd.nn import data
from autograd.nn.radial.placement import (
    CentresChosen,
    CentresMoved,
    SamplesAssigned,
    WeightsSolved,
    WidthsChosen,
    bumps_of,
)
from autograd.nn.radial.widths import betas_of
from tests import oracles_rbf

STORED = json.loads(oracles_rbf.FILE.read_text())


# --- k-means ---


def compare_k_means(wanted):
    for name, (X, first) in oracles_rbf.cases().items():
        means = nn.KMeans(len(first), initial=first).fit(X)
        np.testing.assert_allclose(means.centres, wanted[name]["centres"], atol=1e-12)
        assert means.labels.tolist() == wanted[name]["labels"], name
        assert means.error == pytest.approx(wanted[name]["error"], abs=1e-10)
        assert means.predict(X).tolist() == means.labels.tolist()


def compare_kernel(wanted):
    X, centres, beta = oracles_rbf.kernel_case()
    ours = bumps_of(X, centres, np.full(len(centres), beta))
    np.testing.assert_allclose(ours, wanted, rtol=1e-12)


def test_scikit_learns_numbers_as_they_were_stored():
    compare_k_means(STORED["k-means"])
    compare_kernel(STORED["kernel"])


@pytest.mark.slow
def test_scikit_learn_itself():
    pytest.importorskip("sklearn")
    now = oracles_rbf.of_scikit_learn()
    compare_k_means(now["k-means"])
    compare_kernel(now["kernel"])


def placements(seed, n=24, k=4, inputs=2, **options):
    X = np.random.default_rng(seed).normal(size=(n, inputs)).round(1)
    means = nn.KMeans(k, rng=seed, **options)
    return means, X, list(means.updates(X))


@given(st.integers(0, 999), st.integers(1, 6), st.integers(1, 3))
@settings(max_examples=25)
def test_the_error_never_rises_and_each_fact_is_what_was_done(seed, k, inputs):
    means, X, facts = placements(seed, k=k, inputs=inputs)
    assert [fact.step for fact in facts] == list(range(1, len(facts) + 1))
    errors = [fact.error for fact in facts if isinstance(fact, SamplesAssigned)]
    assert all(b <= a + 1e-9 for a, b in pairwise(errors))
    for fact, following in pairwise(facts):
        np.testing.assert_array_equal(fact.after, following.centres)
    assert facts[-1].finished
    assert facts[-1].changed == 0
    for i, centre in enumerate(means.centres):
        np.testing.assert_allclose(centre, X[means.labels == i].mean(axis=0))
    assert not any(fact.counts.min() == 0 for fact in facts[-2:-1])


def test_the_first_centres_are_samples():
    for initial in ("sample", "k-means++"):
        _, X, facts = placements(3, initial=initial)
        first = facts[0]
        assert isinstance(first, CentresChosen)
        assert first.method == initial
        assert len({tuple(row) for row in first.after.tolist()}) == 4
        np.testing.assert_array_equal(first.after, X[first.chosen])


def test_equal_samples_are_no_two_centres():
    X = [[0.0], [0.0], [0.0], [1.0], [2.0]]
    for initial in ("sample", "k-means++"):
        for seed in range(5):
            means = nn.KMeans(3, initial=initial, rng=seed).fit(X)
            assert sorted(means.centres.ravel().tolist()) == [0.0, 1.0, 2.0]
            assert means.error == 0.0
    with pytest.raises(
        ValueError, match="4 centres need 4 different samples, but X has 3"
    ):
        nn.KMeans(4).fit(X)


def test_a_centre_without_samples_goes_to_the_sample_farthest_from_its_own():
    X, first = oracles_rbf.cases()["centres without samples"]
    facts = list(nn.KMeans(len(first), initial=first).updates(X))
    moved = next(fact for fact in facts if isinstance(fact, CentresMoved))
    gaps = ((X - moved.centres[moved.labels]) ** 2).sum(axis=1)
    taken = [sample for _, sample in moved.relocated]
    assert [centre for centre, _ in moved.relocated] == [3, 4]
    assert set(taken) == set(np.argsort(gaps)[-2:].tolist())
    np.testing.assert_allclose(moved.after[[3, 4]], X[taken])


def test_rounds_end_k_means_early():
    X = data.moons(60, rng=0)[0]
    means = nn.KMeans(5, rng=1)
    facts: list[Any] = list(means.updates(X, rounds=1))
    kinds = [type(fact) for fact in facts]
    assert kinds == [CentresChosen, SamplesAssigned, CentresMoved, SamplesAssigned]
    np.testing.assert_array_equal(means.labels, facts[-1].labels)
    assert means.error == facts[-1].error < facts[1].error


def test_a_learner_can_be_copied_and_learns_anew_from_where_it_is():
    X = data.moons(40, rng=0)[0]
    means = nn.KMeans(3, rng=0).fit(X)
    for twin in (copy.deepcopy(means), pickle.loads(pickle.dumps(means))):
        np.testing.assert_array_equal(twin.centres, means.centres)
    again = next(means.updates(X))
    assert again.centres.any()
    assert "3 centres" in repr(means)


# --- the network ---


def network(seed=0, nin=3, q=4, nout=2, **options):
    net = nn.RBF(nin, q, nout, rng=seed, **options)
    for p in net.parameters():
        p.data += 0.1
    return net


def by_hand(net, x, target):
    """Outputs, half the squared error, and its gradient by the chain rule, in NumPy."""
    c, beta = net.centres, net.betas
    w = np.array([[v.data for v in row] for row in net.output.weights])
    b = np.array([v.data for v in net.output.biases])
    gaps = x - c
    squares = (gaps**2).sum(axis=1)
    bumps = np.exp(-beta * squares)
    outputs = w @ bumps + b
    error = outputs - target
    to_bumps = w.T @ error * bumps
    parts = np.column_stack(
        [2 * (to_bumps * beta)[:, None] * gaps, -to_bumps * squares * beta]
    )
    last = np.column_stack([np.outer(error, bumps), error])
    return outputs, 0.5 * error @ error, np.concatenate([parts.ravel(), last.ravel()])


FORMS = [(form, fused) for form in ("difference", "product") for fused in (True, False)]


@pytest.mark.parametrize(("form", "fused"), FORMS)
def test_values_and_gradients_are_those_by_hand(form, fused):
    net = network(form=form, fused=fused)
    x, target = np.array([0.4, -1.2, 0.3]), np.array([1.0, -0.5])
    outputs, wanted, gradient = by_hand(net, x, target)
    loss = nn.half_squared_error(net(x), target)
    loss.backward()
    np.testing.assert_allclose([y.data for y in net(x)], outputs, rtol=1e-14)
    np.testing.assert_allclose(net.outputs([x])[0], outputs, rtol=1e-14)
    assert loss.data == pytest.approx(wanted, rel=1e-14)
    grads = [p.grad for p in net.parameters()]
    np.testing.assert_allclose(grads, gradient, rtol=1e-12, atol=1e-15)


@pytest.mark.parametrize(("form", "fused"), FORMS)
def test_one_input_one_bump_one_output(form, fused):
    net = nn.RBF(1, 1, width=2.0, form=form, fused=fused, bias=False, rng=0)
    net.hidden.bumps[0].centre[0].data = 0.5
    net.output.weights[0][0].data = 3.0
    assert net(1.5).data == pytest.approx(3.0 * np.exp(-2.0))
    assert net.radii.tolist() == [0.5]
    assert len(net.parameters()) == 3


def test_the_derivatives_are_checked():
    net = network(nin=2, q=2, nout=1)
    parameters = net.parameters()

    def loss(numbers):
        for p, x in zip(parameters, numbers):
            p.data = x
        return nn.mse_loss(net([0.3, -0.4]), 1.0)

    start = [p.data for p in parameters]
    loss(start).backward()
    gradient = [p.grad for p in parameters]
    for i in range(len(start)):
        up, down = list(start), list(start)
        up[i] += 1e-6
        down[i] -= 1e-6
        slope = (loss(up).data - loss(down).data) / 2e-6
        assert gradient[i] == pytest.approx(slope, rel=1e-6, abs=1e-9)

    def of_inputs(x, y):
        return net([x, y])

    assert autograd.gradcheck(of_inputs, [0.3, -0.4])


@pytest.mark.parametrize("form", ["difference", "product"])
def test_both_engines_give_the_same_numbers(form):
    X, y = data.moons(24, rng=0)
    losses, states = [], []
    for engine in ("eager", "compiled"):
        net = nn.RBF(2, 5, form=form, rng=1)
        net.place(X, rng=0)
        history = nn.fit(
            net, X, y, loss=nn.mse_loss, optimizer=nn.Adam(net.parameters(), lr=0.02),
            epochs=4, batch_size=8, engine=engine, rng=0, progress=False,
        )  # fmt: skip
        losses.append(history.loss)
        states.append(list(net.state_dict().values()))
    np.testing.assert_allclose(losses[0], losses[1], rtol=1e-10)
    np.testing.assert_allclose(states[0], states[1], rtol=1e-9, atol=1e-12)


def test_a_network_draws_steps_and_is_read():
    import viz

    net = network(nin=2, q=2, nout=1)
    x = [Value(0.5, "x1"), Value(-1.0, "x2")]
    source = viz.draw(net(x), fold="layer").source
    assert "hidden" in source
    assert "output" in source
    assert "log_beta" in str(viz.steps(net(x)))


# --- placing ---


@given(st.integers(0, 999), st.integers(1, 5), st.sampled_from(["kmeans", "sample"]))
@settings(max_examples=20)
def test_the_network_is_where_each_fact_says(seed, q, method):
    X = np.random.default_rng(seed).normal(size=(15, 2))
    net = nn.RBF(2, q, rng=seed)
    before = net.centres
    for i, fact in enumerate(net.updates(X, method=method, rng=seed), 1):
        assert fact.step == i
        np.testing.assert_array_equal(fact.centres, before)
        np.testing.assert_array_equal(net.centres, fact.after)
        before = net.centres
    assert isinstance(fact, WidthsChosen)
    np.testing.assert_allclose(net.betas, fact.betas, rtol=1e-15)
    assert (net.betas > 0).all()
    twin = nn.RBF(2, q, rng=seed)
    assert len(twin.place(X, method=method, rng=seed)) == fact.step
    assert twin.state_dict() == net.state_dict()
    solved = net.solve(X, X[:, 0])
    assert solved.step == fact.step + 1


def test_centres_that_are_samples():
    X = np.random.default_rng(0).normal(size=(12, 3))
    net = nn.RBF(3, 4, rng=0)
    first, last = net.place(X, method="sample", rng=2)
    assert isinstance(first, CentresChosen)
    assert isinstance(last, WidthsChosen)
    np.testing.assert_allclose(net.centres, X[first.chosen], rtol=1e-14)
    assert last.width == "nearest"
    net.place(X, initial=X[:4])
    with pytest.raises(ValueError, match="fewer centres"):
        nn.RBF(3, 5).place(X[:4])


def test_widths_by_their_definitions():
    draw = np.random.default_rng(1)
    centres = draw.normal(size=(6, 3))
    pairs = [(i, j) for i in range(6) for j in range(6) if i != j]
    apart = {
        pair: np.linalg.norm(centres[pair[0]] - centres[pair[1]]) for pair in pairs
    }
    wanted: dict[Any, Any] = {
        "dmax": [6 / max(apart.values()) ** 2] * 6,
        "mean": [1 / np.mean([d * d for d in apart.values()])] * 6,
        "nearest": [
            0.5 / np.mean(sorted(apart[i, j] for j in range(6) if j != i)[:2]) ** 2
            for i in range(6)
        ],
        0.25: [0.25] * 6,
    }
    for width, betas in wanted.items():
        np.testing.assert_allclose(betas_of(width, centres), betas, rtol=1e-12)
        net = nn.RBF(3, 6, width=width, rng=0)
        net.place(centres, method="sample", rng=0)
        np.testing.assert_allclose(np.sort(net.betas), np.sort(betas), rtol=1e-12)
    two = np.array([[0.0], [2.0]])
    assert betas_of("nearest", two).tolist() == [0.125, 0.125]
    one = nn.RBF(1, 1, rng=0)
    one.place(np.array([[-1.0], [1.0]]))
    assert one.betas.tolist() == pytest.approx([0.5])
    with pytest.raises(ValueError, match="no finite β above 0"):
        betas_of("nearest", np.zeros((3, 1)))


# --- solving ---


@given(st.integers(0, 999), st.booleans(), st.integers(1, 3))
@settings(max_examples=20)
def test_least_squares_leaves_an_error_that_no_bump_can_mend(seed, bias, nout):
    draw = np.random.default_rng(seed)
    X, y = draw.normal(size=(20, 2)), draw.normal(size=(20, nout))
    net = nn.RBF(2, 4, nout, bias=bias, rng=seed)
    net.place(X, rng=seed)
    untrained = ((net.outputs(X) - y) ** 2).mean()
    fact = net.solve(X, y)
    assert isinstance(fact, WeightsSolved)
    left = y - net.outputs(X)
    table = np.column_stack([net.bumps(X), np.ones(20)]) if bias else net.bumps(X)
    np.testing.assert_allclose(table.T @ left, 0.0, atol=1e-9)
    wanted = np.linalg.lstsq(table, y, rcond=None)[0].T
    weights, biases = fact.solved
    np.testing.assert_allclose(weights, wanted[:, :4], rtol=1e-9, atol=1e-9)
    np.testing.assert_allclose(net.outputs(X), fact.outputs(X), rtol=1e-12, atol=1e-12)
    assert fact.errors == pytest.approx((untrained, (left**2).mean()), rel=1e-9)
    assert len(biases) == (nout if bias else 0)


def test_classes_are_outputs_of_one_and_zero():
    X, y = data.blobs(30, classes=3, rng=0)
    nets = [nn.RBF(2, 6, 3, rng=0) for _ in range(2)]
    for net, targets in zip(nets, (y, data.one_hot(y, 3))):
        net.place(X, rng=0)
        net.solve(X, targets)
    assert nets[0].state_dict() == nets[1].state_dict()
    assert (nets[0].outputs(X).argmax(axis=1) == y).mean() > 0.9


def test_a_network_is_saved_and_copied(tmp_path):
    X, y = data.moons(20, rng=0)
    net = nn.RBF(2, 3, rng=0)
    net.place(X, rng=0)
    net.solve(X, y)
    path = net.save(tmp_path / "net.json")
    twins = [
        nn.RBF(2, 3).load(path),
        copy.deepcopy(net),
        pickle.loads(pickle.dumps(net)),
    ]
    for twin in twins:
        np.testing.assert_array_equal(twin.outputs(X), net.outputs(X))
    assert "bump2.log_beta" in "".join(net.state_dict())


# --- what is refused ---

NET = nn.RBF(2, 2, rng=0)
CLASSES = nn.RBF(2, 2, 3, rng=0)
GOOD = [[0.0, 1.0], [1.0, 0.0], [2.0, 2.0]]
REFUSED = {
    r"RBF: q must be a whole number": lambda: nn.RBF(2, 0),
    r"RBF: nin must be": lambda: nn.RBF("2", 3),  # type: ignore[arg-type]
    r"width": lambda: nn.RBF(2, 2, width="nearst"),
    r"width .* above 0, got 0": lambda: nn.RBF(2, 2, width=0),
    r"form": lambda: nn.RBF(2, 2, form="fast"),
    r"RBF needs 2 inputs, got 3": lambda: NET([1.0, 2.0, 3.0]),
    r"method": lambda: NET.place(GOOD, method="k-means"),
    r"X must have the shape \(samples, 2\), got \(3,\)": lambda: NET.place([1.0, 2.0, 3.0]),
    r"row 1, column 0 is nan": lambda: NET.place([[0.0, 1.0], [np.nan, 1.0]]),
    r"has no numbers": lambda: NET.place(np.empty((0, 2))),
    r"different lengths": lambda: NET.place([[1.0, 2.0], [1.0]]),
    r"X must hold real numbers": lambda: NET.place([["a", "b"]]),
    r"2 centres need 2 different samples": lambda: NET.place([[1.0, 1.0]] * 3),
    r"X has 3 samples, y has 2": lambda: NET.solve(GOOD, [0.0, 1.0]),
    r"row 2, column 0 is inf": lambda: NET.solve(GOOD, [0.0, 1.0, np.inf]),
    r"y must have the shape \(samples, 1\)": lambda: NET.solve(GOOD, np.ones((3, 2))),
    r"whole numbers from 0 to 2": lambda: CLASSES.solve(GOOD, [0.5, 1.0, 2.0]),
    r"from 0 to 2, got 3": lambda: CLASSES.solve(GOOD, [0, 1, 3]),
    r"rounds must be": lambda: NET.place(GOOD, rounds=0),
    r"initial must have a row for each of 2": lambda: NET.place(GOOD, initial=GOOD),
    r"initial must have the shape \(samples, 2\)": lambda: NET.place(GOOD, initial=[[1.0], [2.0]]),
    r"rng must be": lambda: NET.place(GOOD, rng="seed"),  # type: ignore[arg-type]
    r"call fit\(X\) first": lambda: nn.KMeans(2).centres,
    r"KMeans.predict: X": lambda: nn.KMeans(2, rng=0).fit(GOOD).predict([[1.0]]),
}  # fmt: skip


@pytest.mark.parametrize("message", REFUSED)
def test_what_cannot_be_is_refused_in_one_sentence(message):
    before = NET.state_dict()
    with pytest.raises((TypeError, ValueError, RuntimeError), match=message) as caught:
        REFUSED[message]()
    assert "\n" not in str(caught.value)
    assert NET.state_dict() == before


# --- what it is good for ---


def moons_told_apart(seed):
    """How many of 100 points are right after least squares and after 100 epochs of BP, and both errors."""
    X, y = data.moons(100, noise=0.1, rng=seed)
    net = nn.RBF(2, 8, rng=0)
    net.place(X, rng=0)
    error = net.solve(X, y).errors[1]
    solved = int(((net.outputs(X)[:, 0] > 0.5) == y).sum())
    history = nn.fit(
        net, X, y, loss=nn.mse_loss, optimizer=nn.Adam(net.parameters(), lr=0.02),
        epochs=100, engine="compiled", progress=False,
    )  # fmt: skip
    return (
        solved,
        int(((net.outputs(X)[:, 0] > 0.5) == y).sum()),
        error,
        history.loss[-1],
    )


def test_eight_bumps_tell_two_moons_apart():
    solved, trained, error, loss = moons_told_apart(1)
    assert solved == trained == 100
    assert loss < 0.5 * error


@pytest.mark.slow
def test_least_squares_is_good_for_any_moons_and_bp_is_better():
    runs = [moons_told_apart(seed) for seed in range(10)]
    assert min(solved for solved, *_ in runs) >= 98
    assert min(trained for _, trained, *_ in runs) >= 99
    assert sum(trained == 100 for _, trained, *_ in runs) >= 8
    assert all(loss < error for *_, error, loss in runs)


@pytest.mark.slow
def test_digits_and_the_width_that_is_ruinous_in_64_dimensions():
    X, y = data.digits()
    train, test = data.split(X, y, 0.25, rng=0)
    right = {}
    for q in (20, 50, 100):
        for width in ("dmax", "mean", "nearest"):
            net = nn.RBF(64, q, 10, width=width, rng=0)
            net.place(train[0], rng=0)
            net.solve(*train)
            right[q, width] = (net.outputs(test[0]).argmax(axis=1) == test[1]).mean()
    assert right[50, "nearest"] >= 0.96
    assert right[50, "mean"] >= 0.96
    assert right[100, "nearest"] >= 0.97
    assert right[50, "dmax"] < 0.8
    assert right[100, "dmax"] < right[50, "dmax"] < right[20, "dmax"]
