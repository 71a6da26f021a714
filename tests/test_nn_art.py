"""ART: artlib's labels and weights, the paper's rule for bits, weights that never grow, stability, errors."""

import copy
import json
import pickle

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from autograd import nn
from autograd.nn import data
from tests.oracles_art import CASES, FILE, artlib_art1, artlib_results

try:
    import artlib
except ImportError:
    artlib = None

STORED = json.loads(FILE.read_text())
IRIS = np.array(STORED["X"])
COUNTS = {"fast, coarse": 11, "fast, fine": 28, "slow, half": 10}
UNIT = st.integers(0, 8).map(lambda n: n / 8)
ROWS = arrays(float, st.tuples(st.integers(1, 9), st.just(3)), elements=UNIT)
BITS = arrays(
    int, st.tuples(st.integers(1, 12), st.just(5)), elements=st.integers(0, 1)
)
RHO = st.sampled_from([0.0, 0.3, 0.5, 0.75, 0.9, 1.0])


def digits():
    return data.digits()[0][:200] >= 0.5


@pytest.mark.parametrize("case", CASES)
def test_fuzzy_art_is_artlibs(case):
    rho, alpha, beta, passes = CASES[case]
    art = nn.FuzzyART(rho, alpha=alpha, beta=beta).fit(IRIS, epochs=passes)
    assert art.labels_.tolist() == STORED[case]["labels"]
    assert np.abs(art.weights - STORED[case]["weights"]).max() <= 1e-15
    assert len(art.weights) == COUNTS.get(case, len(art.weights))


@pytest.mark.slow
@pytest.mark.skipif(artlib is None, reason="needs artlib")
def test_artlib_says_what_is_stored():
    for case, result in artlib_results(IRIS).items():
        assert result["labels"] == STORED[case]["labels"]
        assert np.allclose(result["weights"], STORED[case]["weights"], atol=1e-15)
    # its match for bits has the wrong denominator
    assert artlib_art1(digits(), 0.4) == 200


@pytest.mark.parametrize(
    ("rho", "categories", "firsts"), [(0.4, [29, 43], 108), (0.6, [47, 81], 82)]
)
def test_digits_come_to_rest(rho, categories, firsts):
    art = nn.ART1(rho).fit(digits(), epochs=6)
    assert [art.passes[0].categories, art.passes[4].categories] == categories
    assert art.passes[0].first_choices == firsts
    last = art.passes[-1]
    assert (last.first_choices, last.resets, last.changes) == (200, 0, 0)
    assert art.predict(digits()).tolist() == art.labels_.tolist()


@given(BITS, RHO, st.sampled_from([1.5, 2.0, 4.0]))
def test_art1_is_fuzzy_art_without_complement(X, rho, L):
    bits = nn.ART1(rho, L=L).fit(X, epochs=2)
    fuzzy = nn.FuzzyART(rho, alpha=L - 1, complement=False).fit(X, epochs=2)
    assert bits.labels_.tolist() == fuzzy.labels_.tolist()
    assert np.array_equal(bits.weights, fuzzy.weights)


@given(ROWS, RHO, st.sampled_from([0.3, 0.5, 1.0]), st.booleans())
def test_facts_tell_the_whole_of_the_learning(X, rho, beta, complement):
    art = nn.FuzzyART(rho, beta=beta, complement=complement)
    weights = np.empty((0, 6 if complement else 3))
    for number, step in enumerate(art.updates(X, epochs=2), 1):
        assert step.step == number
        assert np.array_equal(step.weights, weights)
        assert (step.delta is None) == (step.kind in ("choice", "reset"))
        if step.kind == "new":
            assert set(step.shut) == set(range(len(weights)))
            weights = np.vstack([weights, step.delta])
        elif step.kind == "choice":
            left = [t for j, t in enumerate(step.choices) if j not in step.shut]
            assert step.choice == max(left)
        else:
            assert (step.match >= rho) == (step.kind == "resonance")
            if step.delta is not None:
                assert (step.delta <= 0).all()  # weights never grow
                weights = weights.copy()
                weights[step.category] = step.after
        assert np.array_equal(art.weights, weights)


@given(BITS, RHO)
def test_fast_learning_ends_and_then_nobody_searches(X, rho):
    X = X[X.any(axis=1)]
    if not len(X):
        return
    art = nn.ART1(rho).fit(X, epochs=30)
    last = art.passes[-1]
    assert (last.changes, last.resets, last.first_choices) == (0, 0, len(X))


def test_new_categories_leave_old_prototypes_alone():
    X, _ = data.letters()
    art = nn.ART1(0.9).fit(X[:6])
    before = art.weights
    art.partial_fit(X[6:])
    assert len(art.weights) > len(before)
    assert (art.weights[: len(before)] <= before).all()


def test_an_input_without_a_category_is_told():
    art = nn.FuzzyART(0.9).fit([[0.25, 0.25]])
    assert art.predict([[0.25, 0.3], [0.9, 0.9]]).tolist() == [0, -1]
    assert nn.ART1(0.5).predict([[1, 0]]).tolist() == [-1]
    assert art.boxes.tolist() == [[[0.25, 0.25], [0.25, 0.25]]]


def test_learners_are_copied_and_kept():
    art = nn.ART1(0.6).fit(data.letters()[0])
    for other in (copy.deepcopy(art), pickle.loads(pickle.dumps(art))):
        assert np.array_equal(other.weights, art.weights)
        assert repr(other) == repr(art)


@pytest.mark.parametrize(
    ("make", "kind", "words"),
    [
        (lambda: nn.ART1(1.5), ValueError, "rho must be at least 0 and at most 1"),
        (lambda: nn.ART1(0.5, L=1), ValueError, "L must be above 1"),
        (lambda: nn.FuzzyART(0.5, alpha=0), ValueError, "alpha must be above 0"),
        (lambda: nn.FuzzyART(0.5, beta=0), ValueError, "beta must be above 0"),
        (lambda: nn.ART1(0.5).fit([[0.5]]), ValueError, "must hold bits"),
        (lambda: nn.FuzzyART(0.5).fit([[2.0]]), ValueError, "between 0 and 1"),
        (lambda: nn.FuzzyART(0.5).fit([[np.nan]]), ValueError, "finite"),
        (lambda: nn.FuzzyART(0.5).fit(np.empty((0, 2))), ValueError, "no samples"),
        (lambda: nn.ART1(0.5).updates([[1]], epochs=0), ValueError, "epochs must be"),
        (lambda: nn.ART1(0.5).fit([[1]]).boxes, ValueError, "complement"),
        (
            lambda: nn.ART1(0.5).fit([[1, 0]]).predict([[1]]),
            ValueError,
            "must have 2 features",
        ),
        (lambda: data.letters("Ab"), ValueError, "capitals A to Z, got 'b'"),
    ],
)
def test_errors_say_what_to_do(make, kind, words):
    with pytest.raises(kind, match=words):
        make()
