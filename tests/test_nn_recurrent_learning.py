"""What recurrent networks learn, with five seeds each, and what they do not (Elman 1990; LSTM 1997)."""

from functools import cache

import numpy as np
import pytest

import autograd
from autograd import Value, nn
from autograd.nn import data

SEEDS = pytest.mark.parametrize("seed", range(5))
pytestmark = pytest.mark.slow

# --- the embedded Reber grammar -------------------------------------------------------------------------------------

STEPS, STRINGS = 24, 256


@cache
def reber_run(kind, seed, truncate=None):
    """(sequences seen, whether all strings are right, share of test strings whose outer symbol is right)."""
    units, lr = {"LSTM": (8, 0.05), "RNN": (15, 0.02)}[kind]
    rng = np.random.default_rng(seed)
    net = getattr(nn, kind)(7, units, truncate=truncate, rng=rng)
    head = nn.Layer(units, 7, activation=None, fused=True, rng=rng)
    model = nn.SequenceModel(net, head, classes=7)
    train, test = (
        data.embedded_reber(STRINGS, longest=STEPS + 1, rng=rng) for _ in range(2)
    )
    X, y, weights = nn.pad(train.inputs, train.targets, length=STEPS)
    X_test, _ = nn.pad(test.inputs, length=STEPS)
    predict = model.compiled(STEPS)

    def check(state):
        if state.epoch % 3 == 0:
            right = [*train.right(predict(X)), *test.right(predict(X_test))]
            if all(steps.all() for steps in right):
                state.stop("all are right")

    history = nn.fit(
        *(model, X, y),
        weights=weights,
        loss=nn.next_token_loss,
        optimizer=nn.Adam(model.parameters(), lr=lr),
        epochs=156,
        batch_size=16,
        engine="compiled",
        callbacks=[check],
        rng=rng,
        progress=False,
    )
    outer = [steps[-2] for steps in test.right(predict(X_test))]
    seen = len(history.loss) * STRINGS
    return seen, history.stopped == "all are right", float(np.mean(outer))


@SEEDS
@pytest.mark.parametrize("kind", ["LSTM", "RNN"])
def test_the_whole_gradient_learns_every_embedded_reber_string(kind, seed):
    seen, all_right, outer = reber_run(kind, seed)
    print(kind, seed, seen)
    assert all_right, (seen, outer)


@SEEDS
def test_one_step_of_the_gradient_leaves_the_outer_symbol_at_chance(seed):
    _, all_right, outer = reber_run("RNN", seed, truncate=1)
    print("truncate=1", seed, outer)
    assert not all_right
    assert 0.35 < outer < 0.65


# --- the adding problem ---------------------------------------------------------------------------------------------


@cache
def adding_run(kind, length, seed):
    """(sequences seen, mean absolute error on new ones). 96,000 at most, for an RNN 57,600, which is long for a test."""
    units, lr, epochs = {"LSTM": (8, 0.02, 10), "RNN": (16, 0.005, 6)}[kind]
    rng = np.random.default_rng(seed)
    net = getattr(nn, kind)(2, units, rng=rng)
    head = nn.Layer(units, 1, activation=None, fused=True, rng=rng)
    model = nn.SequenceModel(net, head, last=True)
    X_test, y_test = data.adding(512, length, rng=rng)
    predict = model.compiled(length)
    errors = []

    def check(state):
        errors.append(float(np.mean(np.abs(predict(X_test)[:, 0] - y_test))))
        if errors[-1] < 0.04:
            state.stop("the goal is reached")

    nn.fit(
        *(model, *data.adding(9600, length, rng=rng)),
        loss=nn.mse_loss,
        optimizer=nn.Adam(model.parameters(), lr=lr),
        epochs=epochs,
        batch_size=32,
        engine="compiled",
        callbacks=[check],
        rng=rng,
        progress=False,
    )
    return 9600 * len(errors), errors[-1]


@SEEDS
@pytest.mark.parametrize("length", [50, 100])
def test_an_lstm_adds_over_many_steps(length, seed):
    seen, error = adding_run("LSTM", length, seed)
    print("LSTM", length, seed, seen, round(error, 4))
    assert error < 0.04


@SEEDS
@pytest.mark.parametrize("length", [50, 100])
def test_an_rnn_guesses_the_mean(length, seed):
    seen, error = adding_run("RNN", length, seed)
    print("RNN", length, seed, seen, round(error, 4))
    assert error > 0.28  # who always says 1 has 1/3


# --- temporal XOR ---------------------------------------------------------------------------------------------------


def xor_errors(seed, hidden, passes):
    """RMS error of the three kinds of bits, trained by Elman's procedure: bit by bit, the context an input."""
    rng = np.random.default_rng(seed)
    cell = nn.RNNCell(1, hidden, nonlinearity="sigmoid", bias="single", rng=rng)
    head = nn.Layer(hidden, 1, activation="sigmoid", fused=True, rng=rng)
    bit, target = Value(0.0), Value(0.0)
    context = [Value(0.5) for _ in range(hidden)]
    state = cell([bit], context)
    output = head(state)
    program = autograd.compile(
        [nn.half_squared_error(output, target), output, *state],
        inputs=[bit, *context, target],
        parameters=[*cell.parameters(), *head.parameters()],
    )
    row = np.empty((1, hidden + 2))
    streams = [*[data.temporal_xor(1, 1000, rng=rng)] * passes]
    streams.append(data.temporal_xor(1, 400, rng=rng))
    for number, (X, y) in enumerate(streams):
        row[:] = 0.5
        errors = []
        for now, following in zip(X[0], y[0]):
            row[0, 0], row[0, -1] = now, following
            _, slopes, outputs = program.value_and_grad(row, outputs=True)
            if number < passes:
                program.parameters[:] -= 0.5 * slopes
            errors.append(outputs[0, 1] - following)
            row[0, 1:-1] = outputs[0, 2:]
    squares = np.square(errors)
    return [float(np.sqrt(squares[i::3].mean())) for i in range(3)]


@SEEDS
def test_the_error_falls_where_the_exclusive_or_is_and_nowhere_else(seed):
    second, exclusive, following = xor_errors(seed, hidden=4, passes=40)
    print("xor", seed, round(second, 3), round(exclusive, 3), round(following, 3))
    assert exclusive < 0.40
    assert min(second, following) > 0.47


# --- parity and sines: every kind learns them, both engines alike ---------------------------------------------------


@pytest.mark.parametrize("kind", ["RNN", "LSTM", "GRU"])
def test_a_sine_is_continued(kind):
    X, y = data.sine(100, 20, rng=0)
    model = nn.SequenceModel(
        getattr(nn, kind)(1, 8, rng=0),
        nn.Layer(8, 1, activation=None, fused=True, rng=1),
    )
    nn.fit(
        *(model, X, y),
        loss=nn.mse_loss,
        optimizer=nn.Adam(model.parameters(), lr=0.02),
        epochs=60,
        batch_size=10,
        engine="compiled",
        rng=0,
        progress=False,
    )
    X_new, y_new = data.sine(50, 20, rng=1)
    errors = model.compiled(20)(X_new)[:, 2:, 0] - y_new[:, 2:]
    assert np.sqrt(np.mean(errors**2)) < 0.05


def test_parity_is_learned_step_by_step():
    X, y = data.parity(256, 8, rng=0)
    model = nn.SequenceModel(
        nn.LSTM(1, 6, rng=0),
        nn.Layer(6, 1, activation=None, fused=True, rng=1),
    )
    nn.fit(
        *(model, X, y),
        loss=nn.binary_cross_entropy_with_logits,
        optimizer=nn.Adam(model.parameters(), lr=0.05),
        epochs=80,
        batch_size=16,
        engine="compiled",
        rng=0,
        progress=False,
    )
    X_new, y_new = data.parity(200, 8, rng=1)
    assert np.array_equal(model.compiled(8)(X_new)[..., 0] > 0, y_new)
