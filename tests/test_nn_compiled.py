"""fit(engine="compiled"): the numbers of the eager engine, and an error where a record cannot be replayed."""

import math
from functools import partial
from itertools import chain
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import autograd
from autograd.nn import data
from autograd.nn.models.accuracy import CORRECT
from autograd.nn.models.blocks import LayerNorm, Residual, Sequential
from autograd.nn.models.layers import MLP, Layer, MaxoutLayer
from autograd.nn.models.losses import (
    binary_cross_entropy,
    binary_cross_entropy_with_logits,
    cross_entropy,
    half_squared_error,
    hinge_loss,
    huber_loss,
    mse_loss,
    nll_loss,
)
from autograd.nn.models.module import Module
from autograd.nn.models.noise import Dropout
from autograd.nn.models.penalties import elastic_net, l1, l2
from autograd.nn.optim import descent
from autograd.nn.optim.descent import SGD, Adam
from autograd.nn.optim.randomised import PartialUpdates, Perturbed
from autograd.nn.optim.schedules import CosineLR, StepLR
from autograd.nn.randomness import generator
from autograd.nn.train.checkpoints import Checkpoint
from autograd.nn.train.fit import fit
from autograd.nn.train.penalty_program import blocks
from autograd.nn.train.stopping import EarlyStopping
from tests.lines import Counting, Line, X, Y, squared, train

XOR, MOONS = data.xor(), data.moons(40, 0.2, rng=0)
SIGNS = MOONS[0], 2 * MOONS[1] - 1
BLOBS = data.blobs(45, 0.3, classes=3, rng=1)
CURVE = data.curve(30, 0.05, rng=2)
PAIRS = MOONS[0], np.stack([MOONS[0].sum(axis=1), MOONS[0][:, 0] ** 2], axis=1)
SGD_01 = partial(SGD, lr=0.1)


def run(
    engine, model, samples, loss, optimizer=SGD_01, epochs=5, schedule=None, **options
):
    """Train a new model; (what is to be the same to the last digits, what is to be the same)."""
    network = model()
    trained = optimizer(network.parameters())
    history = fit(
        network, *samples, loss=loss, optimizer=trained, epochs=epochs, engine=engine, progress=False,
        schedule=schedule and schedule(trained), **({"rng": 3} | options),
    )  # fmt: skip
    numbers = {
        name: getattr(history, name)
        for name in ("loss", "batch_loss", "penalty", "gradient_norm")
    }
    numbers |= {"validation": history.validation_loss, "lr": history.lr}
    numbers |= {
        "parameters": [p.data for p in network.parameters()],
        "grad": [p.grad for p in network.parameters()],
    }
    exact = (
        history.accuracy,
        history.validation_accuracy,
        history.stopped,
        history.best_epoch,
        history.epochs,
    )
    return numbers, exact


def assert_same(found, expected, rel=1e-12):
    assert found[1] == expected[1]
    for name, numbers in expected[0].items():
        # a gradient that is the difference of others is right to the digits of those
        scale = (
            max(map(abs, numbers), default=0.0)
            if name in ("grad", "parameters")
            else 0.0
        )
        assert found[0][name] == pytest.approx(
            numbers, rel=rel, abs=rel * scale, nan_ok=True
        ), name


def mlp(*sizes, activation="tanh", **options):
    return partial(
        MLP, sizes[0], list(sizes[1:]), activation=activation, rng=1, **options
    )


def rows_of(length):
    """Masks with equal rows, as layers make them."""
    kept = st.integers(1, length).map(lambda n: [True] * n + [False] * (length - n))
    return st.lists(
        kept.flatmap(lambda row: st.integers(1, 4).map(lambda n: row * n)),
        min_size=1,
        max_size=3,
    ).map(lambda rows: list(chain(*rows)))


def unit(output, target):
    """A loss of the user's own, with a smooth step."""
    return autograd.square(autograd.sigmoid(3.0 * output) - target)


CASES: dict[str, Any] = {
    "xor, standard BP": (mlp(2, 3, 1), XOR, binary_cross_entropy_with_logits, {"batch_size": 1}),
    "xor, accumulated BP": (mlp(2, 3, 1), XOR, binary_cross_entropy_with_logits, {}),
    "sigmoid output": (mlp(2, 3, 1, final_activation="sigmoid"), XOR, binary_cross_entropy, {}),
    "mini-batches": (mlp(2, 6, 1), SIGNS, hinge_loss, {"batch_size": 7}),
    "fused": (mlp(2, 6, 1, fused=True), SIGNS, hinge_loss, {"batch_size": 7}),
    "relu": (mlp(2, 6, 4, 1, activation="relu"), MOONS, binary_cross_entropy_with_logits, {"batch_size": 7}),
    "l2, clip": (mlp(2, 6, 1), SIGNS, hinge_loss, {"batch_size": 7, "clip": 0.5, "penalty": partial(l2, lam=0.1)}),
    "l1": (mlp(2, 6, 1), SIGNS, hinge_loss, {"penalty": partial(l1, lam=0.1)}),
    "elastic net": (mlp(2, 6, 1), SIGNS, hinge_loss, {"penalty": partial(elastic_net, lam=0.1), "batch_size": 7}),
    "a number as penalty": (mlp(2, 6, 1), SIGNS, hinge_loss, {"penalty": lambda w: 2.0}),
    "classes": (mlp(2, 6, 3), BLOBS, cross_entropy, {"batch_size": 8, "validation": 0.3}),
    "log_softmax": (mlp(2, 6, 3, final_activation="log_softmax"), BLOBS, nll_loss, {"batch_size": 8}),
    "one-hot targets": (mlp(2, 6, 3), (BLOBS[0], np.eye(3)[BLOBS[1]]), cross_entropy, {"validation": 0.3}),
    "several outputs": (mlp(2, 4, 2), PAIRS, half_squared_error, {"batch_size": 9, "validation": 0.3}),
    "several outputs, mse": (mlp(2, 4, 2), PAIRS, mse_loss, {"optimizer": partial(Adam, lr=0.01)}),
    "two targets, both right": (
        *(mlp(2, 4, 2), (MOONS[0], np.stack([MOONS[1], 1 - MOONS[1]], axis=1)), binary_cross_entropy_with_logits),
        {"batch_size": 9},
    ),
    "huber, a row for a single target": (
        mlp(1, 4, 1), (CURVE[0], CURVE[1][:, None]), huber_loss, {"validation": (CURVE[0][:5], CURVE[1][:5, None])},
    ),
    "one's own loss": (mlp(2, 4, 1), MOONS, unit, {"accuracy": lambda y, t: (y > 0.5) == (t > 0.5), "validation": 0.3}),
    "early stopping": (
        *(mlp(2, 12, 1), (MOONS[0][:12], MOONS[1][:12]), binary_cross_entropy_with_logits),
        {"validation": MOONS, "early_stopping": EarlyStopping(patience=3), "optimizer": partial(SGD, lr=8.0)},
    ),
    "schedule": (mlp(2, 4, 1), MOONS, unit, {"schedule": partial(CosineLR, epochs=4), "batch_size": 11}),
    "blocks": (
        lambda: Sequential(Layer(2, 4, rng=1), LayerNorm(4, eps=0.1), Residual(Layer(4, 4, rng=2)),
                           MaxoutLayer(4, 3, rng=3)),
        *(BLOBS, cross_entropy, {"batch_size": 10}),
    ),
}  # fmt: skip


@pytest.mark.parametrize("case", CASES)
def test_the_numbers_of_the_eager_engine(case):
    model, samples, loss, options = CASES[case]
    eager, compiled = (
        run(engine, model, samples, loss, **options) for engine in ("eager", "compiled")
    )
    assert_same(compiled, eager)
    assert eager[0]["batch_loss"][0] > 0


@pytest.mark.parametrize(
    "make",
    [
        *(
            getattr(descent, name)
            for name in (
                "SGD",
                "HeavyBall",
                "Nesterov",
                "Adagrad",
                "RMSprop",
                "Adam",
                "AdamW",
            )
        ),
        lambda p, lr: PartialUpdates(SGD(p, lr=lr, momentum=0.5), rng=1),
        lambda p, lr: Perturbed(Adam(p, lr=lr), 0.1, rng=1),
    ],
)
def test_every_optimiser(make):
    runs = [
        run(
            engine,
            mlp(2, 5, 1),
            SIGNS,
            hinge_loss,
            partial(make, lr=0.01),
            batch_size=7,
        )
        for engine in ("eager", "compiled")
    ]
    assert_same(runs[1], runs[0], rel=1e-11)  # Adam divides by roots of small numbers


@pytest.mark.slow
@settings(max_examples=20)
@given(
    st.lists(st.integers(1, 4), max_size=2),
    st.sampled_from(["tanh", "sigmoid", "softplus", "sin", "relu"]),
    st.sampled_from([None, 1, 4, 30]),
    st.booleans(),
    st.integers(0, 9),
)
def test_random_networks(hidden, activation, batch_size, fused, seed):
    def model():
        return MLP(2, [*hidden, 3], activation=activation, fused=fused, rng=seed)

    runs = [
        run(e, model, BLOBS, cross_entropy, batch_size=batch_size, epochs=2)
        for e in ("eager", "compiled")
    ]
    assert_same(runs[1], runs[0])


def test_the_same_seed_gives_the_same_bits():
    runs = [
        run("compiled", mlp(2, 6, 3), BLOBS, cross_entropy, batch_size=8)
        for _ in range(2)
    ]
    assert runs[0] == runs[1]


def test_a_run_goes_on_with_the_other_engine(tmp_path):
    case = mlp(2, 5, 1), MOONS, binary_cross_entropy_with_logits, partial(Adam, lr=0.01)
    options = {
        "batch_size": 9,
        "validation": 0.25,
        "schedule": partial(StepLR, step_size=2),
        "resume": True,
    }
    whole = run("eager", *case, epochs=6, **options, checkpoint=tmp_path / "whole.json")
    for first, second in (
        ("eager", "compiled"),
        ("compiled", "eager"),
        ("compiled", "compiled"),
    ):
        path = tmp_path / f"{first}, {second}.json"
        run(first, *case, epochs=3, **options, checkpoint=path)
        assert_same(run(second, *case, epochs=6, **options, checkpoint=path), whole)
    exact = run(
        "compiled", *case, epochs=6, **options, checkpoint=tmp_path / "again.json"
    )
    run("compiled", *case, epochs=2, **options, checkpoint=tmp_path / "parts.json")
    assert (
        run("compiled", *case, epochs=6, **options, checkpoint=tmp_path / "parts.json")
        == exact
    )


# --- penalties ------------------------------------------------------------------------------------------------------


@given(
    st.lists(st.booleans(), min_size=1, max_size=60).filter(any)
    | st.integers(1, 5).flatmap(rows_of)
)
def test_blocks_are_the_places(mask):
    places = [i for i, kept in enumerate(mask) if kept]
    vector, packed = np.arange(len(mask)) * 1.0, np.arange(len(places)) * 1.0
    found = blocks(places, len(mask))
    assert (
        np.concatenate([block.of(vector).ravel() for block in found]).tolist() == places  # type: ignore[arg-type]
    )
    assert (
        np.concatenate([block.of_packed(packed).ravel() for block in found]).tolist()  # type: ignore[arg-type]
        == packed.tolist()
    )
    assert all(np.shares_memory(block.of(vector), vector) for block in found)  # type: ignore[arg-type]


def test_a_layer_is_one_block():
    assert len(blocks([i for i in range(100 * 785) if i % 785 != 784], 100 * 785)) == 1


@pytest.mark.parametrize("most", [0, 100])
@pytest.mark.parametrize("chosen", [slice(None), slice(0, None, 3), slice(4, 5)])
def test_a_penalty_on_parameters_of_its_own_choice(chosen, most, monkeypatch):
    monkeypatch.setattr("autograd.nn.train.penalty_program.MOST", most)

    def model():
        network = MLP(2, [5, 3], rng=1)
        penalties.append(lambda _: l2(network.parameters()[chosen], 0.3))
        return network

    penalties = []
    options = {"batch_size": 10, "penalty": lambda w: penalties[-1](w)}
    assert_same(
        *(
            run(engine, model, BLOBS, cross_entropy, **options)
            for engine in ("compiled", "eager")
        )
    )


# --- the model's Values ---------------------------------------------------------------------------------------------


def test_callbacks_see_parameters_and_gradients_and_may_change_them():
    def look(seen, state):
        seen.append(
            [value.data for value in state.model.parameters()]
            + [value.grad for value in state.model.parameters()]
        )
        assert seen[-1][:2] == state.parameters.tolist()
        assert seen[-1][2:] == state.gradient.tolist()
        if state.epoch == 2:
            state.model.w.data = 3.0

    seen = {"eager": [], "compiled": []}
    for engine, found in seen.items():
        train(
            Line(),
            4,
            batch_size=2,
            engine=engine,
            callbacks=[partial(look, found), partial(look, found)],
        )
    assert np.array(seen["compiled"]) == pytest.approx(
        np.array(seen["eager"]), rel=1e-12
    )
    assert seen["compiled"][3][0] == 3.0 != seen["compiled"][2][0]


def test_values_are_written_only_when_somebody_may_look(monkeypatch):
    written = []
    real = autograd.nn.train.compiled.CompiledEngine._write
    monkeypatch.setattr(
        autograd.nn.train.compiled.CompiledEngine,
        "_write",
        lambda self, g: (written.append(len(g)), real(self, g)),
    )
    train(Line(), 5, batch_size=2, engine="compiled")
    assert written == [2]
    train(
        Line(),
        5,
        batch_size=2,
        engine="compiled",
        callbacks=[lambda state: None, lambda state: None],
    )
    assert len(written) == 1 + 5


class Moody(Line):
    """Adds 1 in evaluation mode."""

    training = False

    def train(self):
        self.training = True

    def eval(self):
        self.training = False

    def __call__(self, x):
        return super().__call__(x) + (0.0 if self.training else 1.0)


def test_a_model_that_is_another_one_in_evaluation_mode():
    runs = [
        run(
            engine,
            Moody,
            (X, Y),
            squared,
            partial(SGD, lr=0.02),
            validation=([[1.0], [2.0]], [3.0, 4.0]),
        )
        for engine in ("eager", "compiled")
    ]
    assert_same(runs[1], runs[0])
    assert len(set(runs[0][0]["validation"])) == 5


# --- when something happens -----------------------------------------------------------------------------------------


@pytest.mark.parametrize("lr", [1e3, 1e200])
def test_a_step_that_leads_to_nan_is_not_taken(lr):
    steps = []
    for engine in ("eager", "compiled"):
        model = Line()
        optimizer = Counting(model.parameters(), lr=lr)
        history = train(model, 200, engine=engine, optimizer=optimizer)
        assert np.isfinite(model.numbers).all()
        finite = [
            numbers for numbers in optimizer.complete if np.isfinite(numbers).all()
        ]
        assert model.numbers == finite[-1]
        steps.append((history.stopped, len(finite)))
    assert steps[0] == steps[1]
    assert "became" in steps[0][0]


class Interrupted(Counting):
    """Stopped in the middle of a step."""

    def update(self, x, g):
        if len(self.complete) == 8:
            x[0] = 100.0
            raise KeyboardInterrupt
        super().update(x, g)


def test_ctrl_c_in_the_middle_of_a_step():
    model = Line()
    optimizer = Interrupted(model.parameters(), lr=0.02)
    history = train(model, 5, engine="compiled", batch_size=2, optimizer=optimizer)
    assert history.stopped == "interrupted"
    assert len(history.epochs) == 2
    assert model.numbers == optimizer.complete[-1] != [0.5, -0.25]
    assert [value.grad for value in model.parameters()] == [0.0, 0.0]


def test_ctrl_c_while_the_values_are_written_at_the_end(monkeypatch):
    from autograd.nn.train import compiled

    model, real = Line(), compiled.write_data  # type: ignore[attr-defined]

    def half(x, params):
        monkeypatch.setattr(compiled, "write_data", real)
        params[0].data = float(x[0])
        raise KeyboardInterrupt

    monkeypatch.setattr(compiled, "write_data", half)
    optimizer = Counting(model.parameters(), lr=0.02)
    history = train(model, 5, engine="compiled", optimizer=optimizer)
    assert history.stopped == "interrupted"
    assert model.numbers == optimizer.complete[-1]


def test_an_error_in_a_callback_leaves_the_last_update():
    def broken(state):
        raise RuntimeError("broken")

    model = Line()
    optimizer = Counting(model.parameters(), lr=0.02)
    with pytest.raises(RuntimeError, match="broken"):
        train(model, 5, engine="compiled", optimizer=optimizer, callbacks=[broken])
    assert model.numbers == optimizer.complete[-1]


def test_the_bar_counts_samples(capsys):
    history = train(
        Line(),
        3,
        progress=True,
        engine="compiled",
        batch_size=2,
        accuracy=lambda y, t: y < t,
    )
    last = capsys.readouterr().err.replace("\n", "\r").split("\r")[-2]
    assert last.startswith("epoch 3/3: 100%")
    assert "15.0/15.0" in last
    assert "samples/s" in last
    assert f"loss {history.loss[-1]:.4g}, accuracy {history.accuracy[-1]:.4g}]" in last


# --- what cannot be replayed ----------------------------------------------------------------------------------------


class Noisy(Module):
    def __init__(self):
        self.net, self.rng = MLP(2, [1], rng=0), generator(0)

    def __call__(self, x):
        return self.net(
            [a + 0.1 * self.rng.normal() for a in x] if self.training else x
        )


class Branching(Module):
    def __init__(self):
        self.net = MLP(2, [1], rng=0)

    def __call__(self, x):
        y = self.net(x)
        return y if float(x[0]) > 0.5 else 0.1 * y


class Floating(Branching):
    """math.sin makes a float of a Value, which is a constant then."""

    def __call__(self, x):
        return self.net([math.sin(a) for a in x])


class Rounding(Branching):
    def __call__(self, x):
        return self.net([float.__round__(a) for a in x])  # of floats only


BCE = binary_cross_entropy_with_logits
OUT_OF_RANGE = BLOBS[0], np.where(np.arange(45) == 17, 3, BLOBS[1])


@pytest.mark.parametrize(
    ("model", "samples", "loss", "options", "message"),
    [
        (Noisy, MOONS, BCE, {}, r"for row \d+ of the training samples the (loss|output) is .* or draws random numbers"),
        (Branching, MOONS, BCE, {}, r"for row \d+ .* the output is .*, replayed .*: the model or the loss decides"),
        (Floating, MOONS, BCE, {}, r"for row \d+ .*, replayed .*: the model or the loss decides"),
        (Rounding, MOONS, BCE, {}, "calls the model and the loss once with Values .*, which fails: .*use engine="),
        (mlp(2, 1), MOONS, lambda y, t: BCE(y, t) if t else 2 * BCE(y, t), {}, r"the loss is .*, replayed .*maximum,"),
        (mlp(2, 1), MOONS, lambda y, t: y * y if y.data > 0 else -y, {}, r"the loss is .*, replayed"),
        (mlp(2, 3), BLOBS, lambda y, t: 1.0 * y[t], {}, "which fails: list indices"),
        (mlp(2, 3), OUT_OF_RANGE, cross_entropy, {}, r"row 17 of the training samples .*class from 0 to 2.*got 3"),
        (
            *(mlp(2, 3), BLOBS, cross_entropy, {"validation": OUT_OF_RANGE}),
            r"row 17 of the validation samples must be a class from 0 to 2, since the model has 3 outputs, got 3",
        ),
        (mlp(2, 1), (MOONS[0], MOONS[1] * 2 - 0.5), BCE, {}, "targets must lie from 0 to 1, got "),
        (mlp(2, 1), SIGNS, hinge_loss, {"validation": MOONS}, "targets must be -1 or 1, got 0"),
        (mlp(2, 1), SIGNS, hinge_loss, {"penalty": lambda w: w[0] if w[0].data > 0 else w[1]}, "replays the recorded"),
        (mlp(2, 1), MOONS, lambda y, t: 3.0, {}, "the loss of a sample must be a Value, got float"),
        (mlp(3, 1), MOONS, BCE, {}, "row 0 of X, which has 2 features: MLP needs 3 inputs, got 2"),
    ],
)  # fmt: skip
def test_what_cannot_be_replayed(model, samples, loss, options, message):
    network = model()
    before = [value.data for value in network.parameters()]
    with pytest.raises((ValueError, TypeError), match=message):
        fit(
            network, *samples, loss=loss, optimizer=SGD_01(network.parameters()), epochs=1, engine="compiled",
            progress=False, **options,
        )  # fmt: skip
    if "validation" not in options:
        assert [value.data for value in network.parameters()] == before


def test_errors_name_the_row():
    targets = np.where(np.arange(40) == 23, 0.5, SIGNS[1])
    with pytest.raises(
        ValueError, match=r"targets must be -1 or 1, got 0\.5"
    ) as caught:
        run("compiled", mlp(2, 1), (SIGNS[0], targets), hinge_loss)
    assert caught.value.__notes__ == [
        "while the model met row 23 of the training samples"
    ]

    def picky(output, target):
        return {0.0: True, 1.0: True}[output > 100.0 or target / 0.0]

    with pytest.raises(ZeroDivisionError) as caught:  # type: ignore[assignment]
        run("compiled", mlp(2, 1), MOONS, BCE, accuracy=picky, batch_size=4)
    assert caught.value.__notes__[0].startswith("while the model met row ")


def test_dropout_of_nothing_is_no_chance():
    def model():
        return Sequential(
            Layer(2, 4, rng=0), Dropout(0.0), Layer(4, 1, activation=None, rng=0)
        )

    assert_same(*(run(engine, model, MOONS, BCE) for engine in ("compiled", "eager")))


def test_the_mode_is_put_back():
    for training in (True, False):
        model = MLP(2, [3, 1], rng=0).train(training)
        options: dict[str, Any] = {
            "loss": BCE,
            "optimizer": SGD_01(model.parameters()),
            "epochs": 1,
            "progress": False,
        }
        fit(model, *MOONS, engine="compiled", validation=0.5, **options)
        assert model.training == training


def test_checkpoints_do_not_write_values(tmp_path, monkeypatch):
    """A checkpoint holds what the program has, whatever stands in the Values."""
    model = Line()
    train(model, 3, engine="compiled", checkpoint=tmp_path / "run.json")
    assert Checkpoint(tmp_path / "run.json").read()["parameters"] == model.numbers


# --- right and wrong, sample by sample and all at once --------------------------------------------------------------


@given(
    st.sampled_from(list(CORRECT)),
    st.integers(1, 4),
    st.integers(0, 10**6),
    st.booleans(),
)
def test_right_for_many_is_right_for_each(loss, outputs, seed, listed):
    rng = np.random.default_rng(seed)
    classes = loss in (cross_entropy, nll_loss)
    found = rng.integers(-2, 3, (8, outputs)) / 2.0  # with ties
    if classes:
        targets = rng.random((8, outputs)) if listed else rng.integers(0, outputs, 8)
    else:
        targets = rng.integers(0, 2, (8, outputs)) * (
            2 if loss is hinge_loss else 1
        ) - (loss is hinge_loss)
        if outputs == 1 and not listed:
            targets = targets[:, 0]
    right = CORRECT[loss]
    assert right.many(found, targets).tolist() == [
        right(y, t) for y, t in zip(found.tolist(), targets.tolist())
    ]
