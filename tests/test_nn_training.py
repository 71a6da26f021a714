"""fit: it computes what it should, it learns, and it shows how far it is."""

import io
import sys

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from autograd.nn.data import moons, xor
from autograd.nn.models.layers import MLP
from autograd.nn.models.losses import binary_cross_entropy_with_logits, hinge_loss
from autograd.nn.optim.descent import SGD, Adam
from autograd.nn.optim.schedules import StepLR
from autograd.nn.train.batches import batches
from autograd.nn.train.fit import fit
from autograd.nn.train.stopping import EarlyStopping
from tests.lines import Line, X, Y, squared, train

# --- what it computes -----------------------------------------------------------------------------------------------


def test_accumulated_bp_is_gradient_descent_on_the_mean():
    model, (w, b) = Line(), (0.5, -0.25)
    history = train(model, 4)
    x, y = np.array(X)[:, 0], np.array(Y)
    for epoch in range(4):
        error = w * x + b - y
        gradient = np.array([(2 * error * x).mean(), (2 * error).mean()])
        assert history.loss[epoch] == pytest.approx((error**2).mean(), rel=1e-14)
        assert history.gradient_norm[epoch] == pytest.approx(
            np.hypot(*gradient), rel=1e-14
        )
        w, b = (w, b) - 0.02 * gradient
    assert model.numbers == pytest.approx([w, b], rel=1e-14)
    assert history.batch_loss == history.loss
    assert (history.epochs, history.lr, history.stopped) == (
        [1, 2, 3, 4],
        [0.02] * 4,
        "finished",
    )
    assert (
        history.samples,
        history.parameters,
        history.accuracy,
        history.best_epoch,
    ) == (5, 2, [], None)
    assert len(history.seconds) == 4


@pytest.mark.parametrize("size", [1, 2, 5, 9])
def test_standard_bp_and_mini_batches_by_hand(size):
    model, (w, b) = Line(), (0.5, -0.25)
    history = train(model, 3, batch_size=size, rng=5)
    order, seen = np.random.default_rng(5), []
    for _ in range(3):
        for batch in batches(5, size, order):
            x, y = np.array(X)[batch, 0], np.array(Y)[batch]
            error = w * x + b - y
            seen.append((error**2).mean())
            w, b = (w, b) - 0.02 * np.array(
                [(2 * error * x).mean(), (2 * error).mean()]
            )
    assert model.numbers == pytest.approx([w, b], rel=1e-13)
    assert history.batch_loss == pytest.approx(seen, rel=1e-13)


def test_the_same_seed_gives_the_same_bits_and_another_seed_does_not():
    runs = [
        train(model, 5, batch_size=2, rng=seed).batch_loss + model.numbers
        for seed, model in lines(7, 7, 8)
    ]
    assert runs[0] == runs[1] != runs[2]


def lines(*seeds):
    return [(seed, Line()) for seed in seeds]


@given(st.integers(1, 40), st.integers(1, 50), st.integers(0, 2**32), st.integers(1, 3))
def test_each_sample_is_met_exactly_once_an_epoch(samples, size, seed, epochs):
    rng = np.random.default_rng(seed)
    for _ in range(epochs):
        found = list(batches(samples, size, rng))
        assert sorted(np.concatenate(found)) == list(range(samples))
        assert all(len(batch) == size for batch in found[:-1])
        assert 1 <= len(found[-1]) <= size


@settings(max_examples=20)
@given(st.integers(1, 12), st.integers(1, 14) | st.none(), st.integers(0, 99))
def test_fit_shows_each_sample_to_the_loss_exactly_once_an_epoch(samples, size, seed):
    met = []

    def watched(output, target):
        met.append(target)
        return squared(output, target)

    model = Line()
    optimizer = SGD(model.parameters(), lr=1e-3)
    given = {
        "loss": watched,
        "optimizer": optimizer,
        "epochs": 2,
        "batch_size": size,
        "rng": seed,
        "progress": False,
    }
    fit(model, np.arange(samples)[:, None] / samples, np.arange(samples), **given)
    met = met[1:]  # one is tried out first
    assert sorted(met[:samples]) == sorted(met[samples:]) == list(range(samples))


def test_a_penalty_once_a_batch_on_weights_without_biases():
    model = MLP(1, [2, 1], activation="tanh", rng=0)
    got = []

    def penalty(weights):
        got.append([w.data for w in weights])
        return 0.5 * sum(w * w for w in weights)

    optimizer = SGD(model.parameters(), lr=0.1)
    before = [p.data for name, p in model.named_parameters() if not name.endswith(".b")]
    history = fit(
        model, X, Y, loss=lambda o, t: o * 0.0, optimizer=optimizer, epochs=2, batch_size=2, penalty=penalty,
        progress=False, rng=0,
    )  # fmt: skip
    got = got[1:]  # one is tried out first
    assert len(got) == 6  # batches of 2, 2, 1, twice
    assert got[0] == before
    assert [
        p.data for name, p in model.named_parameters() if not name.endswith(".b")
    ] == pytest.approx([w * 0.9**6 for w in before], rel=1e-12)
    assert history.loss == [0.0, 0.0]
    sums = [0.5 * sum(w * w for w in weights) for weights in got]
    assert history.batch_loss == pytest.approx(sums)
    assert history.penalty == pytest.approx([sum(sums[:3]) / 3, sum(sums[3:]) / 3])


def test_clip_schedule_and_validation():
    model, start = Line(), np.array([0.5, -0.25])
    optimizer = SGD(model.parameters(), lr=0.5)
    schedule = StepLR(optimizer, 1, gamma=0.5)
    history = train(
        model,
        3,
        optimizer=optimizer,
        clip=0.1,
        schedule=schedule,
        validation=([[1], [2]], [3, 5]),
    )
    assert history.lr == [0.5, 0.25, 0.125]
    assert np.linalg.norm(np.array(model.numbers) - start) <= 0.1 * sum(history.lr)
    assert history.gradient_norm[0] > 1  # recorded before clipping
    w, b = model.numbers
    assert history.validation_loss[-1] == pytest.approx(
        ((w + b - 3) ** 2 + (2 * w + b - 5) ** 2) / 2
    )
    assert history.best_epoch == 3

    signs, gradients = Line(), []
    look = [lambda state: gradients.append(np.linalg.norm(state.gradient))]
    history = train(
        signs,
        1,
        lr=0.01,
        clip=lambda gradient: np.sign(gradient, out=gradient),
        callbacks=look,
    )
    assert gradients == pytest.approx(history.gradient_norm)  # before clipping, too
    assert signs.numbers == pytest.approx([0.51, -0.24])


def test_a_fraction_is_held_out():
    met = []

    def watched(output, target):
        met.append(target)
        return squared(output, target)

    history = train(Line(), 2, loss=watched, validation=0.4, rng=3)
    epoch = met[1:6]
    assert history.samples == 3
    assert sorted(epoch) == Y
    assert met[6:11] == epoch  # the same split in every epoch
    assert (
        train(Line(), 2, validation=0.4, rng=3).validation_loss
        == history.validation_loss
    )


class Moody(Line):
    """Remembers in which mode it was called."""

    training = True

    def __init__(self):
        super().__init__()
        self.calls = []

    def train(self):
        self.training = True

    def eval(self):
        self.training = False

    def __call__(self, x):
        self.calls.append(self.training)
        return super().__call__(x)


@pytest.mark.parametrize("before", [True, False])
def test_training_mode_while_training_evaluation_mode_for_validation(before):
    model = Moody()
    model.training = before
    train(model, 2, validation=([[1.0]], [2.0]))
    assert model.calls[1:] == [*[True] * 5, False] * 2
    assert model.training == before


def test_restore_best():
    """One sample pulls the line away from the others, which are the validation samples."""
    numbers, model = [], Line(2.0, 0.0)
    history = train(
        model, 60, lr=0.05, validation=([[1.0], [2.0]], [2.2, 4.2]),
        early_stopping=EarlyStopping(patience=4), callbacks=[lambda state: numbers.append(state.parameters.tolist())],
    )  # fmt: skip
    assert history.stopped.startswith("early stopping: the validation loss")
    best = int(np.argmin(history.validation_loss))
    assert history.best_epoch == best + 1 < len(history.epochs) < 60
    assert model.numbers == numbers[best]

    kept = Line(2.0, 0.0)
    rule = EarlyStopping(patience=4, restore_best=False)
    train(
        kept, 60, lr=0.05, validation=([[1.0], [2.0]], [2.2, 4.2]), early_stopping=rule
    )
    assert kept.numbers == numbers[-1] != numbers[best]


def test_early_stopping_by_the_training_loss():
    rule = EarlyStopping(patience=3, min_delta=1e-3, criterion="training")
    history = train(Line(), 1000, lr=0.05, early_stopping=rule)
    change = np.abs(np.diff(history.loss))
    assert (change[-3:] < 1e-3).all()
    assert change[-4] >= 1e-3
    assert (
        history.stopped
        == "early stopping: the training loss has changed by less than 0.001 for 3 epochs"
    )


# --- it learns ------------------------------------------------------------------------------------------------------


def test_xor_is_learned():
    inputs, targets = xor()
    model = MLP(2, [2, 1], activation="tanh", rng=1)
    history = fit(
        model, inputs, targets, loss=binary_cross_entropy_with_logits, epochs=200,
        optimizer=Adam(model.parameters(), lr=0.1), batch_size=1, rng=1, progress=False,
    )  # fmt: skip
    assert history.loss[-1] < 0.02
    assert history.accuracy[-1] == 1.0


def test_small_moons_are_learned():
    inputs, classes = moons(60, noise=0.1, rng=0)
    model = MLP(2, [8, 1], activation="tanh", rng=1)
    history = fit(
        model, inputs, 2 * classes - 1, loss=hinge_loss, optimizer=SGD(model.parameters(), lr=0.1, momentum=0.9),
        epochs=30, batch_size=10, validation=0.25, rng=2, progress=False,
    )  # fmt: skip
    assert history.loss[-1] < 0.1
    assert history.accuracy[-1] > 0.95
    assert history.validation_accuracy[-1] > 0.8
    assert history.samples == 45


def test_accuracy_of_the_users_own():
    history = train(Line(), 1, accuracy=lambda output, target: output < target)
    assert history.accuracy == [sum(0.5 * x - 0.25 < y for (x,), y in zip(X, Y)) / 5]


# --- the bar --------------------------------------------------------------------------------------------------------


def test_nothing_is_printed_without_progress(capsys):
    train(Line(), 3)
    assert capsys.readouterr() == ("", "")


def bars(capsys):
    out, err = capsys.readouterr()
    assert out == ""
    assert err.endswith("\n")
    return err.replace("\n", "\r").split("\r")


def test_the_bar_shows_epoch_samples_loss_and_accuracy(capsys):
    history = train(
        Line(), 3, progress=True, accuracy=lambda output, target: output < target
    )
    last = bars(capsys)[-2]
    assert last.startswith("epoch 3/3: 100%")
    assert "15.0/15.0" in last
    assert "samples/s" in last
    assert f"loss {history.loss[-1]:.4g}, accuracy {history.accuracy[-1]:.4g}]" in last


@pytest.mark.parametrize("error", [KeyboardInterrupt, RuntimeError])
def test_the_bar_is_closed_when_something_happens(capsys, error):
    def broken(state):
        if state.epoch == 2:
            raise error

    if error is KeyboardInterrupt:
        train(Line(), 4, progress=True, callbacks=[broken])
    else:
        with pytest.raises(error) as caught:  # its traceback keeps the bar alive
            train(Line(), 4, progress=True, callbacks=[broken])
        assert caught.tb
    assert bars(capsys)[-2].startswith("epoch 2/4:  50%")
    from tqdm import tqdm

    assert not tqdm._instances


def test_the_bar_leaves_no_thread(monkeypatch):
    import threading

    monkeypatch.setattr(sys, "stderr", io.StringIO())
    before = threading.active_count()
    train(Line(), 2, progress=True)
    assert threading.active_count() == before
