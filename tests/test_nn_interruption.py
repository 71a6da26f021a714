"""Training that ends early: Ctrl-C, callbacks, nan. The model keeps the last complete update."""

import math
import signal
import subprocess
import sys
import time
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from autograd.nn import Dropout, Sequential
from autograd.nn.models.layers import MLP
from autograd.nn.optim.descent import SGD
from autograd.nn.train.callbacks import Snapshots
from autograd.nn.train.fit import fit
from autograd.nn.train.history import History
from tests.interruption import interruptible
from tests.lines import Counting, Line, X, Y, squared, train


@given(st.integers(1, 40))
def test_ctrl_c_inside_the_loss(moment):
    model, calls = Line(), 0
    optimizer = Counting(model.parameters(), lr=0.02)

    def interrupted(output, target):
        nonlocal calls
        calls += 1
        if calls == moment + 1:  # the first is a trial
            raise KeyboardInterrupt
        return squared(output, target)

    history = train(
        model,
        4,
        loss=interrupted,
        optimizer=optimizer,
        batch_size=2,
        validation=([[1.0]], [2.0]),
    )
    assert history.stopped == ("interrupted" if moment <= 24 else "finished")
    assert model.numbers == optimizer.complete[-1]
    assert len(optimizer.complete) == 1 + len(history.batch_loss)
    assert {
        len(getattr(history, name))
        for name in ("epochs", "loss", "validation_loss", "lr", "seconds")
    } == {min((moment - 1) // 6, 4)}
    if moment <= 24:
        assert [value.grad for value in model.parameters()] == [0.0, 0.0]


def test_ctrl_c_while_the_parameters_are_written(monkeypatch):
    """Half of them are new: all of them go back."""
    model = Line()

    def half(x, params):
        params[0].data = float(x[0])
        monkeypatch.undo()
        raise KeyboardInterrupt

    def patch(state):
        if state.epoch == 2:
            monkeypatch.setattr("autograd.nn.train.eager.write_data", half)

    optimizer = Counting(model.parameters(), lr=0.02)
    history = train(model, 5, optimizer=optimizer, callbacks=[patch])
    assert history.stopped == "interrupted"
    assert history.epochs == [1, 2]
    assert model.numbers == optimizer.complete[2]


def test_ctrl_c_while_an_epoch_is_recorded(monkeypatch):
    """Some curves have the epoch, others not: it is taken back."""
    complete = History.add_epoch

    def half(history, **numbers):
        if len(history.epochs) < 2:
            return complete(history, **numbers)
        history.loss.append(numbers["loss"])
        raise KeyboardInterrupt

    monkeypatch.setattr(History, "add_epoch", half)
    history = train(Line(), 5)
    assert (history.epochs, len(history.loss), len(history.lr)) == ([1, 2], 2, 2)
    assert history.stopped == "interrupted"


SIGNALLED = """
import sys
sys.path.insert(0, {root!r})
from tests.lines import Counting, Line, X, Y, fit, squared
model = Line()
optimizer = Counting(model.parameters(), lr=1e-6)
ready = [lambda state: state.epoch == 3 and print("ready", flush=True)]
history = fit(model, X, Y, loss=squared, optimizer=optimizer, epochs=10**9, progress=False, callbacks=ready)
assert model.numbers in optimizer.complete[-2:], (model.numbers, optimizer.complete[-2:])
print(history.stopped, len(history.epochs) > 0, len(history.loss) == len(history.epochs))
"""


@pytest.mark.slow
@pytest.mark.skipif(sys.platform == "win32", reason="a subprocess gets no SIGINT there")
def test_a_real_ctrl_c():
    root = str(Path(__file__).parent.parent)
    program = [sys.executable, "-c", SIGNALLED.format(root=root)]
    pipes = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE}
    with interruptible(program, **pipes) as process:
        assert process.stdout.readline() == "ready\n"
        time.sleep(0.3)
        process.send_signal(signal.SIGINT)
        out, err = process.communicate(timeout=20)
    assert (out, err) == ("interrupted True True\n", "")


def test_a_callback_stops():
    model, seen = Line(), []

    def enough(state):
        seen.append(
            (
                state.epoch,
                state.epochs,
                state.model is model,
                state.history.loss[-1],
                state.names,
            )
        )
        if state.epoch == 2:
            state.stop("it is late")

    history = train(model, 9, callbacks=[enough])
    assert history.stopped == "it is late"
    assert seen == [(i, 9, True, history.loss[i - 1], ("w", "b")) for i in (1, 2)]


def test_an_exception_of_a_callback_comes_through_and_the_model_is_usable():
    model = Line()
    optimizer = Counting(model.parameters(), lr=0.02)

    def broken(state):
        raise LookupError("no such epoch")

    with pytest.raises(LookupError, match="no such epoch"):
        train(model, 9, optimizer=optimizer, callbacks=[broken])
    assert model.numbers == optimizer.complete[-1]
    assert [value.grad for value in model.parameters()] == [0.0, 0.0]


def test_a_callback_may_change_the_model():
    model = Line()

    def reset(state):
        model.w.data, model.b.data = 0.5, -0.25

    history = train(model, 3, callbacks=[reset])
    assert len(set(history.loss)) == 1


def test_snapshots():
    model = MLP(1, [2, 1], activation="tanh", rng=0)
    history = fit(
        model, X, Y, loss=squared, optimizer=SGD(model.parameters(), lr=0.01), epochs=6, progress=False,
        callbacks=[Snapshots(every=2)],
    )  # fmt: skip
    assert [snapshot.epoch for snapshot in history.snapshots] == [2, 4, 6]
    last = history.snapshots[-1]
    assert list(last.names) == [name for name, _ in model.named_parameters()]
    assert last.parameters.tolist() == [value.data for value in model.parameters()]
    assert last.gradient.tolist() == [value.grad for value in model.parameters()]
    assert not np.array_equal(last.parameters, history.snapshots[0].parameters)
    with pytest.raises(ValueError, match="every must be a whole number"):
        Snapshots(every=0)


def test_a_loss_that_becomes_nan_stops_before_the_update():
    model, calls = Line(), 0
    optimizer = Counting(model.parameters(), lr=0.02)

    def poisoned(output, target):
        nonlocal calls
        calls += 1
        return squared(output, target) * (math.nan if calls == 1 + 9 else 1.0)

    history = train(model, 9, loss=poisoned, optimizer=optimizer, batch_size=2)
    assert history.stopped == (
        "the loss became nan in epoch 2, batch 2: lower lr, or clip the gradient with clip=1.0"
    )
    assert history.epochs == [1]
    assert model.numbers == optimizer.complete[-1]
    assert all(map(math.isfinite, model.numbers))


@pytest.mark.parametrize("lr", [1e3, 1e150, 1e308])
def test_a_diverging_run_leaves_finite_parameters(lr):
    model = Line()
    history = train(model, 10_000, lr=lr)
    assert " became " in history.stopped
    assert "lower lr" in history.stopped
    assert all(map(math.isfinite, model.numbers))


def test_no_epochs():
    model = Line()
    history = train(model, 0)
    assert (history.epochs, history.stopped, model.numbers) == (
        [],
        "finished",
        [0.5, -0.25],
    )


class Interrupt:
    """Raises KeyboardInterrupt at the moment-th line that runs in the code of training, as Ctrl-C does once."""

    def __init__(self, moment):
        self.left = moment

    def __call__(self, frame, event, argument):
        name = frame.f_code.co_filename
        ours = "nn/train" in name or name.endswith(("module.py", "contextlib.py"))
        return self.line if ours else None

    def line(self, frame, event, argument):
        if event in ("line", "return") and self.left > 0:
            self.left -= 1
            if self.left == 0:
                raise KeyboardInterrupt
        return self.line


def with_dropout():
    return Sequential(MLP(1, [2, 1], rng=0), Dropout(0.5, rng=0))


def interrupted_run(model, moment):
    interrupt = Interrupt(moment)
    before = sys.gettrace()
    sys.settrace(interrupt)
    try:
        return train(model, 2, validation=([[1.0]], [2.0]), batch_size=3), interrupt
    except KeyboardInterrupt:
        return None, interrupt
    finally:
        sys.settrace(before)


@pytest.mark.slow
def test_ctrl_c_at_any_moment_leaves_the_mode_as_it_was():
    total = 10**6
    _, interrupt = interrupted_run(with_dropout(), total)
    lines = total - interrupt.left
    assert lines > 1000
    for moment in range(1, lines, 13):
        model = with_dropout()
        model.modules()[1].eval()  # a part that is not to be trained as the others
        modes = [module.training for module in model.modules()]
        history, interrupt = interrupted_run(model, moment)
        assert interrupt.left == 0
        assert [module.training for module in model.modules()] == modes, moment
        if history is not None:
            assert history.stopped in ("interrupted", "finished"), moment


def test_ctrl_c_before_the_first_epoch():
    calls = []

    def interrupted(output, target):
        calls.append(output)
        raise KeyboardInterrupt

    model = Line()
    history = train(model, 4, loss=interrupted)
    assert (history.stopped, history.epochs, len(calls)) == ("interrupted", [], 1)
    assert model.numbers == Line().numbers
