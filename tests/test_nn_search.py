"""Ways out of local minima: each leaves the bad one of two, where plain descent from the same start stays."""

import math

import numpy as np
import pytest

from autograd import Value
from autograd.nn.optim.descent import SGD
from autograd.nn.optim.randomised import Perturbed
from autograd.nn.optim.search import anneal, evolve, restarts

START = 1.2


def two_minima(x):
    """Minima near 0.96 (the bad one, f = 0.29) and −1.04 (f = −0.31), a hill of height 1.02 between them."""
    return (x * x - 1) ** 2 + 0.3 * x


ROOTS = sorted(np.roots([4.0, 0.0, -4.0, 0.3]).real)  # the slope is 4 x³ − 4 x + 0.3
BEST, BAD = ROOTS[0], ROOTS[2]


def descend(x, optimizer, steps=300):
    for _ in range(steps):
        optimizer.zero_grad()
        loss = two_minima(x)
        loss.backward()
        optimizer.step()
    return two_minima(x).data


def test_plain_descent_stays_in_the_bad_minimum():
    x = Value(START)
    assert descend(x, SGD([x], 0.05)) == pytest.approx(two_minima(BAD))
    assert x.data == pytest.approx(BAD)


def test_other_starts_find_the_good_one():
    def train(x):
        return descend(x, SGD([x], 0.05))

    found = restarts(lambda rng: Value(rng.uniform(-2, 2)), train, 8, rng=0)
    assert found.model.data == pytest.approx(BEST)
    assert found.loss == min(found.losses) == pytest.approx(two_minima(BEST))
    assert max(found.losses) == pytest.approx(two_minima(BAD))
    longer = restarts(lambda rng: Value(rng.uniform(-2, 2)), train, 9, rng=0)
    assert longer.losses[:8] == found.losses


def test_a_run_that_ends_in_nan_is_never_the_best():
    found = restarts(lambda rng: rng, lambda model: next(losses), 3, rng=0)
    assert (found.loss, found.losses) == (2.0, [math.inf, 2.0, 3.0])


losses = iter([math.nan, 2.0, Value(3.0)])


def test_random_perturbation_climbs_over():
    """Not surely: noise that dies away ends in the deeper valley more often than not."""
    ends = []
    for seed in range(8):
        x = Value(START)
        descend(
            x, Perturbed(SGD([x], 0.05), scale=8.0, decay=0.996, rng=seed), steps=1000
        )
        ends.append(x.data)
    deep = [x for x in ends if x < 0]
    assert len(deep) >= 5
    assert deep == pytest.approx([BEST] * len(deep), abs=0.1)
    assert [x for x in ends if x > 0] == pytest.approx([BAD] * (8 - len(deep)), abs=0.1)


@pytest.mark.parametrize("seed", [0, 1, 2])
def test_annealing_climbs_over(seed):
    x = Value(START)
    found = anneal(lambda: two_minima(x), [x], steps=600, scale=0.3, rng=seed)
    assert x.data == pytest.approx(BEST, abs=0.02)
    assert found.loss == two_minima(x).data == pytest.approx(two_minima(BEST), abs=1e-3)
    assert len(found.losses) == 600
    assert max(found.losses) > found.losses[0]  # it went uphill on the way


def test_without_temperature_annealing_goes_only_downhill():
    x = Value(START)
    found = anneal(lambda: two_minima(x), [x], scale=0.05, temperature=1e-300, rng=0)
    assert x.data == pytest.approx(BAD, abs=0.01)
    assert all(b <= a for a, b in zip(found.losses, found.losses[1:]))


def test_metropolis_acceptance_gives_the_boltzmann_distribution():
    """At constant temperature the share of time in the states 0 and 1 with losses 0 and 1 is 1 : exp(−1 / T)."""
    state = np.zeros(1)
    found = anneal(
        lambda: float(int(state[0] // 1) % 2),
        state,
        steps=40_000,
        scale=3.0,
        cooling=1.0,
        rng=0,
    )
    shares = found.losses.count(1.0) / found.losses.count(0.0)
    assert shares == pytest.approx(math.exp(-1.0), rel=0.05)


@pytest.mark.parametrize("seed", [0, 1, 2])
def test_evolution_climbs_over(seed):
    x = Value(START)
    found = evolve(lambda: two_minima(x), [x], generations=40, rng=seed)
    assert x.data == pytest.approx(BEST, abs=1e-3)
    assert found.loss == two_minima(x).data
    assert len(found.losses) == 40


def test_evolution_converges_on_a_bowl_in_several_dimensions():
    """The size of the steps is inherited, so it shrinks by itself: the loss falls by orders of magnitude."""
    x = np.array([3.0, -2.0, 1.0, 4.0])
    found = evolve(lambda: float((x - 1) @ (x - 1)), x, generations=120, rng=0)
    assert found.loss < 1e-6
    assert x == pytest.approx(np.ones(4), abs=1e-3)


@pytest.mark.parametrize("search", [anneal, evolve])
def test_the_same_seed_finds_the_same_and_values_are_vectors(search):
    def run(params, objective):
        return search(objective, params, rng=7)

    x, y, z = Value(START), Value(START), np.array([START])
    first, second = run([x], lambda: two_minima(x)), run([y], lambda: two_minima(y))
    third = run(z, lambda: two_minima(float(z[0])))
    assert first == second == third
    assert x.data == y.data == z[0]


@pytest.mark.parametrize("search", [anneal, evolve])
def test_the_start_is_kept_if_nothing_is_better(search):
    x = Value(0.0)
    assert (
        search(lambda: x * x if abs(x.data) < 1e-300 else math.nan, [x], rng=0).loss
        == 0.0
    )
    assert x.data == 0.0


@pytest.mark.parametrize("search", [anneal, evolve])
def test_nothing_is_recorded(search):
    x, seen = Value(1.0), []

    def objective():
        seen.append(x * 2)
        return seen[-1]

    search(objective, [x], rng=0)
    assert not any(value.op for value in seen)


X = Value(1.0)
WRONG = [
    (
        lambda: anneal(X, [X]),  # type: ignore[arg-type]
        TypeError,
        "objective must be a function without arguments",
    ),
    (
        lambda: anneal(lambda: "low", [X]),
        TypeError,
        "a loss must be a number or a Value, got str",
    ),
    (lambda: anneal(lambda: X, []), ValueError, "a search got no parameters"),
    (
        lambda: anneal(lambda: X, np.zeros(2, int)),
        ValueError,
        "needs a vector of floats",
    ),
    (
        lambda: anneal(lambda: X, [X], cooling=1.1),
        ValueError,
        "cooling must be above 0 and at most 1, got 1.1",
    ),
    (
        lambda: anneal(lambda: X, [X], temperature=0),
        ValueError,
        "temperature must be above 0",
    ),
    (
        lambda: evolve(lambda: X, [X], parents=5, offspring=5),
        ValueError,
        "offspring must be more than parents",
    ),
    (
        lambda: restarts(lambda rng: X, lambda model: model, 0),
        ValueError,
        "n must be a whole number, at least 1",
    ),
    (
        lambda: restarts(lambda rng: X, lambda model: None, 1),
        TypeError,
        "a loss must be a number or a Value, got None",
    ),
]


@pytest.mark.parametrize(
    ("wrong", "kind", "message"), WRONG, ids=[message for _, _, message in WRONG]
)
def test_errors_say_what_is_wrong(wrong, kind, message):
    with pytest.raises(kind, match=message):
        wrong()
