"""Threshold units, the perceptron's rule and its bound, planes between classes: against logic, proofs and scikit-learn."""

import copy
import json
import pickle
from itertools import product
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import viz
from autograd import Value, nn, record, relu
from autograd.nn import data
from autograd.nn.data.toy import GATES
from tests.oracles_perceptron import LR, STORED, cases, scikit_learn

CORNERS = [(0, 0), (0, 1), (1, 0), (1, 1)]
WEIGHTS = {"and": ([1, 1], 2), "or": ([1, 1], 1), "nand": ([-1, -1], -1)}


# --- units ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("gate", WEIGHTS)
def test_a_threshold_unit_is_a_gate(gate):
    weights, threshold = WEIGHTS[gate]
    unit = nn.ThresholdUnit(weights, threshold=threshold)
    assert unit.truth_table() == list(zip(CORNERS, GATES[gate]))


def test_a_threshold_is_reached_exactly_and_nothing_is_learned():
    assert nn.ThresholdUnit([0.1, 0.2], threshold=0.1 + 0.2)([1, 1]).data == 1.0
    unit = nn.ThresholdUnit([1, -2], threshold=0.5, names=["hungry", "tired"])
    output = unit([1, 0])
    assert unit.parameters() == []
    assert repr(unit) == "ThresholdUnit(1·hungry − 2·tired ≥ 0.5)"
    labels = {node.label for node in record(output)}
    assert {"w1", "w2", "hungry", "tired", "z", "θ"} <= labels
    assert "θ" in viz.draw(output).svg()
    assert pickle.loads(pickle.dumps(unit))([1, 0]).data == 1.0


def test_threshold_units_are_those_functions_of_two_and_three_inputs_that_are_known():
    """14 of 16, 104 of 256 (OEIS A000609)."""
    for inputs, known in ((2, 14), (3, 104)):
        X = list(product((0, 1), repeat=inputs))
        tables = product((0, 1), repeat=len(X))
        assert sum(nn.separation(X, table).separable for table in tables) == known


# --- planes -----------------------------------------------------------------------------------------------------------

tables = st.integers(0, 2**32 - 1)


def clouds(seed):
    """Samples of two classes of which nearly half can be told apart."""
    rng = np.random.default_rng(seed)
    features, n = int(rng.integers(1, 5)), int(rng.integers(2, 25))
    X = rng.integers(-4, 5, (n, features)).astype(float)
    y = (X @ rng.integers(-3, 4, features) > rng.integers(-2, 3)).astype(int)
    if rng.random() < 0.5:
        y[int(rng.integers(n))] ^= 1
    return X, y


@settings(max_examples=60, deadline=None)
@given(seed=tables)
def test_there_is_a_plane_or_a_proof_that_there_is_none(seed):
    X, y = clouds(seed)
    found = nn.separation(X, y)
    signs = 2 * y - 1
    assert (found.shares >= 0).all()
    assert found.shares.sum() == pytest.approx(1.0)
    average = found.shares @ (signs[:, None] * np.column_stack([X, np.ones(len(X))]))
    if found.separable:
        least = (signs * (X @ found.w + found.b)).min()
        assert least == pytest.approx(found.margin)
        assert least > 0
        assert np.hypot(np.linalg.norm(found.w), found.b) == pytest.approx(1.0)
        # no plane has a larger margin than any average is long
        assert np.linalg.norm(average) == pytest.approx(found.margin, rel=1e-6)
    else:
        assert np.abs(average).max() <= 1e-8 * found.radius
        for side in (0, 1):
            shares = found.shares * (y == side)
            assert shares @ X / shares.sum() == pytest.approx(found.common, abs=1e-7)


@settings(max_examples=60, deadline=None)
@given(seed=tables, ties=st.sampled_from(["output", "mistake"]), lr=st.sampled_from([0.1, 1.0]))  # fmt: skip
def test_mistakes_stay_within_the_bound(seed, ties, lr):
    X, y = clouds(seed)
    perceptron = nn.Perceptron(X.shape[1], ties=ties)
    perceptron.fit(X, y, lr=lr, epochs=300, shuffle=True, rng=seed)
    bound = perceptron.bound(X, y)
    assert sum(perceptron.mistakes) <= bound * (1 + 1e-9)
    if perceptron.converged and ties == "mistake":
        assert np.isfinite(bound)
    if np.isinf(bound) and ties == "mistake":
        assert not perceptron.converged


# --- the rule ---------------------------------------------------------------------------------------------------------


def test_and_is_learned_in_six_epochs_and_xor_never():
    perceptron = nn.Perceptron(2).fit(*data.gates("and"))
    assert (perceptron.w.tolist(), perceptron.b) == ([2.0, 1.0], -3.0)
    assert perceptron.mistakes == [2, 3, 3, 2, 1, 0]
    assert perceptron.converged
    assert perceptron.unit().truth_table() == list(zip(CORNERS, GATES["and"]))
    assert perceptron([1, 1]) == 1
    assert perceptron.bound(*data.gates("and")) >= 11
    never = nn.Perceptron(2).fit(*data.xor(), epochs=200)
    assert len(never.mistakes) == 200
    assert min(never.mistakes) > 0
    assert never.bound(*data.xor()) == np.inf


def test_what_a_fact_tells_is_what_was_added():
    X, y = data.blobs(20, noise=0.5, classes=2, rng=0)
    perceptron = nn.Perceptron(2)
    w, b = perceptron.w, perceptron.b
    for n, fact in enumerate(perceptron.updates(X, y, lr=0.5), 1):
        assert fact.step == n
        assert fact.w is w
        assert fact.b == b
        assert fact.net_input == fact.x @ w + b
        assert fact.direction == fact.target - fact.output
        w, b = perceptron.w, perceptron.b
        assert (w == fact.w + fact.delta["w"]).all()
        assert b == fact.b + fact.delta["b"]
    assert n == 20 * len(perceptron.mistakes)
    assert fact.mistakes == sum(perceptron.mistakes)


def test_both_codes_of_the_classes_give_the_same_weights():
    X, y = data.blobs(30, noise=0.6, classes=2, rng=4)
    zeros, signs = nn.Perceptron(2), nn.Perceptron(2)
    zeros.fit(X, y, epochs=9)
    signs.fit(X, 2 * y - 1, epochs=9)
    assert (zeros.w == signs.w).all()
    assert zeros.b == signs.b
    assert zeros.mistakes == signs.mistakes
    assert set(zeros.predict(X)) == {0, 1}
    assert set(signs.predict(X)) == {-1, 1}
    fact = next(nn.Perceptron(2).updates(X, 2.0 * y - 1))
    assert fact.output in (-1, 1)
    assert fact.target in (-1, 1)
    again = copy.deepcopy(signs)
    assert (again.predict(X) == signs.predict(X)).all()
    assert pickle.loads(pickle.dumps(zeros)).b == zeros.b


def test_epochs_go_on_where_the_last_ended():
    X, y = data.blobs(40, noise=1.0, classes=2, rng=5)
    once = nn.Perceptron(2).fit(X, y, epochs=2)
    twice = nn.Perceptron(2).partial_fit(X, y).partial_fit(X, y)
    assert (once.w == twice.w).all()
    assert once.b == twice.b


STORES = json.loads(STORED.read_text())


@pytest.mark.parametrize(("name", "X", "y"), list(cases()), ids=lambda x: x if isinstance(x, str) else "")  # fmt: skip
def test_weights_are_those_of_scikit_learn(name, X, y):
    perceptron = nn.Perceptron(X.shape[1], ties="mistake")
    perceptron.fit(X, y, lr=LR, epochs=20)
    ours = [*perceptron.w.tolist(), perceptron.b]
    stored = STORES[name]
    if perceptron.converged:  # scikit-learn goes on, and changes nothing
        assert ours == pytest.approx(stored, abs=1e-12)
    else:
        assert ours == pytest.approx(stored, abs=1e-10)


@pytest.mark.slow
def test_scikit_learn_still_says_so():
    pytest.importorskip("sklearn")
    learned = scikit_learn()
    for name, numbers in learned.items():
        assert numbers == pytest.approx(STORES[name], abs=1e-6)


# --- gradients beside it ----------------------------------------------------------------------------------------------


def test_the_gradient_of_the_logistic_unit_has_the_form_of_the_rule():
    """(y − t) x, where the perceptron adds η (t − y) x."""
    for x, t in product(CORNERS, (0, 1)):
        unit = nn.Neuron(2, activation="sigmoid", rng=3)
        y = unit(x)
        nn.binary_cross_entropy(y, t).backward()
        slopes = [parameter.grad for parameter in unit.parameters()]
        expected = [(y.data - t) * number for number in (*x, 1)]
        assert slopes == pytest.approx(expected, abs=1e-14)


@pytest.mark.slow
def test_the_logistic_unit_ends_where_scikit_learns_does():
    _, X, y = next(case for case in cases() if case[0] == "overlap")
    unit = nn.Neuron(2, activation="sigmoid", init=None)
    optimizer = nn.SGD(unit.parameters(), lr=2.0)
    nn.fit(
        unit,
        X,
        y,
        loss=nn.binary_cross_entropy,
        optimizer=optimizer,
        epochs=400,
        engine="compiled",
        progress=False,
    )
    assert [p.data for p in unit.parameters()] == pytest.approx(STORES["logistic"], abs=1e-4)  # fmt: skip


def test_the_loss_of_the_rule_has_no_slope_at_zero():
    """relu(−s z): the rule where z is not 0; from w = 0 it never starts."""
    for start, learns in ((0.0, False), (-0.1, True)):
        w = [Value(start, parameter=True), Value(start, parameter=True)]
        loss = relu(-1.0 * (w[0] * 1.0 + w[1] * 2.0))
        loss.backward()
        slopes = [weight.grad for weight in w]
        assert slopes == ([-1.0, -2.0] if learns else [0.0, 0.0])


# --- input checks -----------------------------------------------------------------------------------------------------

X2, Y2 = [[0.0, 1.0], [1.0, 0.0]], [0, 1]
NUMBER: Any = 3
TEXT: Any = "a"
WRONG = [
    (lambda: nn.ThresholdUnit([], threshold=1), "a number for each input"),
    (lambda: nn.ThresholdUnit(NUMBER, threshold=1), "must be a list with a number"),
    (lambda: nn.ThresholdUnit([1, TEXT], threshold=1), r"weights\[1\] must be a number"),
    (lambda: nn.ThresholdUnit([1], threshold=float("nan")), "threshold must be finite"),
    (lambda: nn.ThresholdUnit([1], threshold=1, names=["a", "b"]), "1 texts, one for"),
    (lambda: nn.ThresholdUnit([1], threshold=1, names="a"), "a list of 1 texts"),
    (lambda: nn.ThresholdUnit([1], threshold=1)([1, 2]), "needs 1 input, got 2"),
    (lambda: nn.ThresholdUnit([1] * 17, threshold=1).truth_table(), "at most 16"),
    (lambda: nn.Perceptron(0), "nin must be a whole number"),
    (lambda: nn.Perceptron(2, ties="x"), "ties must be one of"),
    (lambda: nn.Perceptron(3).updates(X2, Y2), r"\(samples, 3\) for Perceptron\(3\)"),
    (lambda: nn.Perceptron(2).updates(X2, [1, 2]), "but it holds 1, 2"),
    (lambda: nn.Perceptron(2).updates(X2, [-1, 0]), "but it holds -1, 0"),
    (lambda: nn.Perceptron(2).updates(X2, [[0], [1]]), r"shape \(samples,\)"),
    (lambda: nn.Perceptron(2).updates([[0, np.nan]], [1]), "finite numbers"),
    (lambda: nn.Perceptron(2).updates([], []), "X must have the shape"),
    (lambda: nn.Perceptron(2).updates(X2, [1]), "as many are needed"),
    (lambda: nn.Perceptron(2).updates(X2, Y2, lr=0), "lr must be above 0"),
    (lambda: nn.Perceptron(2).updates(X2, Y2, epochs=0), "epochs must be a whole"),
    (lambda: nn.Perceptron(2).predict([1.0, 2.0]), r"shape \(samples, 2\)"),
    (lambda: nn.Perceptron(2).predict([["a", "b"]]), "table of real numbers"),
    (lambda: nn.Perceptron(2).predict([[1, np.inf]]), "row 0, column 1 is inf"),
    (lambda: nn.separation([[], []], [0, 1]), "no features"),
]  # fmt: skip


@pytest.mark.parametrize(("call", "message"), WRONG)
def test_what_is_wrong_is_said(call, message):
    with pytest.raises((TypeError, ValueError), match=message):
        call()
