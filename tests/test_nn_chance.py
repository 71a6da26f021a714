"""Chance as input columns: dropout and noise train compiled with the numbers of the eager engine."""

from functools import partial

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from autograd import nn
from autograd.nn.chance import Calls, FromUniform, drawn, recorded_chance
from autograd.nn.models.module import Module
from tests.test_nn_compiled import BLOBS, CURVE, MOONS, SGD_01, assert_same, run

BCE = nn.binary_cross_entropy_with_logits


def both(model, samples, loss, **options):
    return [
        run(engine, model, samples, loss, **options) for engine in ("compiled", "eager")
    ]


def dropping():
    return nn.Sequential(
        nn.Layer(2, 6, activation="tanh", rng=0), nn.Dropout(0.25, rng=5), nn.Layer(6, 1, activation=None, rng=1)
    )  # fmt: skip


def sharing():
    """Two Dropouts and a Corrupt on one stream, one of them inside a Residual."""
    rng = np.random.default_rng(8)
    block = nn.Sequential(
        nn.Layer(5, 5, activation="tanh", rng=1), nn.Dropout(0.4, rng=rng)
    )
    return nn.Sequential(
        nn.Corrupt(0.2, rng=rng), nn.Layer(2, 5, activation="tanh", rng=0), nn.Dropout(0.3, rng=rng),
        nn.Residual(block), nn.Layer(5, 3, activation=None, rng=2),
    )  # fmt: skip


class Noisy(Module):
    """Draws normal numbers, and a number of its own kind, beside a Dropout on the same stream."""

    def __init__(self):
        self.rng = np.random.default_rng(3)
        self.drop = nn.Dropout(0.5, rng=self.rng)
        self.net = nn.MLP(2, [4, 1], activation="tanh", rng=0)

    def __call__(self, x):
        noise = drawn(self.rng, lambda rng, n: 0.1 * rng.normal(size=n), 2)
        wheel = drawn(self.rng, lambda rng, n: rng.choice([0.5, 1.0, 2.0], n), 1)
        z = [a + b for a, b in zip(self.drop(x), noise)]
        return self.net(z) * wheel[0]


CASES = {
    "dropout": (dropping, MOONS, BCE),
    "a shared stream": (sharing, BLOBS, nn.cross_entropy),
    "chance in evaluation mode": (Noisy, MOONS, BCE),
}


@pytest.mark.parametrize("batch_size", [None, 1, 7, 16])
@pytest.mark.parametrize("case", CASES)
def test_the_numbers_of_the_eager_engine(case, batch_size):
    runs = both(*CASES[case], batch_size=batch_size, validation=0.3, epochs=3)
    assert_same(*runs)


def test_the_same_masks_are_exactly_the_same():
    """One number of one sample leaves nothing to the order of additions: bit for bit."""

    def model():
        return nn.Sequential(nn.Dropout(0.5, rng=2), nn.Layer(1, 1, activation=None, rng=0))  # fmt: skip

    compiled, eager = both(model, CURVE, nn.half_squared_error, batch_size=1, epochs=2)
    assert compiled[0]["batch_loss"] == eager[0]["batch_loss"]


def test_generators_are_left_where_the_eager_engine_leaves_them():
    states = []
    for engine in ("eager", "compiled"):
        model = sharing()
        nn.fit(
            model, *BLOBS, loss=nn.cross_entropy, optimizer=SGD_01(model.parameters()), epochs=2, batch_size=7, rng=0,
            engine=engine, validation=0.2, progress=False,
        )  # fmt: skip
        states.append(model.layers[0].rng.bit_generator.state)
    assert states[0] == states[1]


def test_early_stopping_and_a_schedule():
    options = {
        "validation": (BLOBS[0][:10], BLOBS[1][:10]), "batch_size": 8, "epochs": 12,
        "early_stopping": nn.EarlyStopping(patience=2), "schedule": partial(nn.StepLR, step_size=3),
    }  # fmt: skip
    assert_same(*both(sharing, BLOBS, nn.cross_entropy, **options))


def test_a_run_goes_on_with_either_engine(tmp_path):
    case = sharing, BLOBS, nn.cross_entropy
    options = {"batch_size": 9, "validation": 0.25, "resume": True}
    whole = run("eager", *case, epochs=4, **options, checkpoint=tmp_path / "whole.json")
    for first, second in (("eager", "compiled"), ("compiled", "eager"), ("compiled", "compiled")):  # fmt: skip
        path = tmp_path / f"{first} {second}.json"
        run(first, *case, epochs=2, **options, checkpoint=path)
        assert_same(run(second, *case, epochs=4, **options, checkpoint=path), whole)


def test_ctrl_c_leaves_the_last_whole_update():
    class Interrupted(nn.SGD):
        updates = 0

        def update(self, x, g):
            self.updates += 1
            if self.updates == 6:
                raise KeyboardInterrupt
            super().update(x, g)

    found = []
    for engine in ("eager", "compiled"):
        model = sharing()
        history = nn.fit(
            model, *BLOBS, loss=nn.cross_entropy, optimizer=Interrupted(model.parameters(), lr=0.1), epochs=3,
            batch_size=16, rng=0, engine=engine, progress=False,
        )  # fmt: skip
        assert history.stopped == "interrupted"
        found.append([p.data for p in model.parameters()])
    assert found[1] == pytest.approx(found[0], rel=1e-12, abs=1e-14)


@pytest.mark.slow
@settings(max_examples=15)
@given(
    st.lists(st.sampled_from([0.0, 0.2, 0.5, 0.9]), min_size=1, max_size=3),
    st.booleans(),
    st.sampled_from([None, 1, 5, 40]),
    st.integers(0, 99),
)
def test_random_networks(rates, shared, batch_size, seed):
    def model():
        rng = np.random.default_rng(seed)
        layers = []
        for i, p in enumerate(rates):
            stream = rng if shared else i
            layers += [nn.Layer(2, 2, activation="tanh", rng=i), nn.Dropout(p, rng=stream)]  # fmt: skip
        return nn.Sequential(*layers, nn.Layer(2, 3, activation=None, rng=7))

    assert_same(*both(model, BLOBS, nn.cross_entropy, batch_size=batch_size, epochs=2))


# --- what is refused ------------------------------------------------------------------------------------------------


class Hidden(Module):
    """Draws without `drawn`, from the stream of its Dropout."""

    def __init__(self):
        self.drop, self.net = nn.Dropout(0.5, rng=0), nn.MLP(2, [1], rng=0)

    def __call__(self, x):
        return self.net([a + self.drop.rng.normal() for a in self.drop(x)])


class Counting(Module):
    """How many numbers it draws depends on the sample."""

    def __init__(self):
        self.rng, self.net = np.random.default_rng(0), nn.MLP(2, [1], rng=0)

    def __call__(self, x):
        count = 1 if float(x[0]) > 0.5 else 2
        return self.net(x) + sum(drawn(self.rng, lambda rng, n: rng.random(n), count))


@pytest.mark.parametrize("model", [Hidden, Counting])
def test_chance_that_is_drawn_otherwise_is_refused(model):
    with pytest.raises(nn.ReplayError, match=r"draws random numbers without nn\.drawn"):
        run("compiled", model, MOONS, BCE)


@pytest.mark.parametrize(
    ("act", "message"),
    [
        (lambda: drawn("0", FromUniform(abs), 2), "rng must be a numpy.random.Generator.* got str"),  # type: ignore[arg-type]
        (lambda: drawn(np.random.default_rng(0), lambda rng, n: 1.0, 2), r"must give 2 numbers, got the shape \(\)"),
        (lambda: nn.Corrupt(1.5), "Corrupt: p must be at least 0 and at most 1, got 1.5"),
    ],
)  # fmt: skip
def test_bad_input(act, message):
    with pytest.raises((TypeError, ValueError), match=message):
        act()


# --- the parts ------------------------------------------------------------------------------------------------------


def test_noise_takes_lists_in_lists():
    sequence = [[1.0, 2.0], [3.0, 4.0]]
    flat = nn.Dropout(0.5, rng=4)([1.0, 2.0, 3.0, 4.0])
    assert nn.Dropout(0.5, rng=4)(sequence) == [flat[:2], flat[2:]]
    assert nn.Corrupt(0.5, rng=4).eval()(sequence) == sequence
    assert nn.Corrupt(1.0, rng=4)(7.0) == 0.0


def test_recording_leaves_generators_alone():
    rng = np.random.default_rng(1)
    before = rng.bit_generator.state
    with recorded_chance() as calls:
        first = drawn(rng, lambda r, n: r.random(n), 3)
        drawn(rng, lambda r, n: r.integers(0, 9, n), 2, label="k")
    assert rng.bit_generator.state == before
    assert [leaf.label for leaf in calls.leaves] == ["r1", "r2", "r3", "k1", "k2"]
    assert [x.data for x in first] == np.random.default_rng(1).random(3).tolist()
    assert [type(x) for x in drawn(rng, lambda r, n: r.random(n), 1)] == [float]


@given(st.lists(st.tuples(st.integers(0, 1), st.booleans(), st.integers(0, 3)), max_size=5), st.integers(0, 4))  # fmt: skip
def test_columns_are_the_draws_sample_by_sample(places, samples):
    """Two generators, calls of both kinds in any order: at once or one by one, the numbers are those of single calls."""
    streams = [np.random.default_rng(seed) for seed in (0, 1)]
    again = [np.random.default_rng(seed) for seed in (0, 1)]
    draws = [
        FromUniform(lambda u: 2.0 * u) if plain else lambda r, n: r.normal(size=n)
        for _, plain, _ in places
    ]
    with recorded_chance() as calls:
        for (which, _, count), draw in zip(places, draws):
            drawn(streams[which], draw, count)
    expected = [
        [x for (which, _, count), draw in zip(places, draws) for x in draw(again[which], count)]
        for _ in range(samples)
    ]  # fmt: skip
    found = Calls(calls.calls).numbers(samples)
    assert found.shape == (samples, sum(count for _, _, count in places))
    assert found.tolist() == expected
