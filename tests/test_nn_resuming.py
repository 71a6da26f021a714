"""A run that goes on with other wishes, checkpoints that cannot be written, and forged ones."""

import functools
import json
import os
import shutil
import warnings

import numpy as np
import pytest

from autograd import files
from autograd.nn import (
    MLP,
    SGD,
    Adam,
    Checkpoint,
    CheckpointError,
    CheckpointWarning,
    CosineLR,
    EarlyStopping,
    Snapshots,
    StepLR,
    clip_norm,
    fit,
    l2,
    mse_loss,
)
from autograd.nn.data import moons

X, Y = moons(12, noise=0.3, rng=0)


def square(output, target):
    return (output - target) ** 2


def run(path, epochs, *, lr=0.5, activation="tanh", kind=SGD, schedule=None, **options):
    model = MLP(2, [2, 1], activation=activation, rng=0)
    optimizer = kind(model.parameters(), lr=lr)
    given = {"loss": square, "resume": True, "progress": False, "rng": 0, **options}
    if schedule is not None:
        given["schedule"] = schedule(optimizer)
    return fit(
        model, X, Y, optimizer=optimizer, epochs=epochs, checkpoint=path, **given
    )


# --- other wishes -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("engine", ["eager", "compiled"])
@pytest.mark.parametrize("kind", [SGD, Adam])
def test_the_learning_rate_that_is_asked_for_holds(tmp_path, engine, kind):
    path = tmp_path / "run.json"
    options = {"kind": kind, "engine": engine}
    run(path, 2, **options)
    with pytest.warns(CheckpointWarning, match=r"lr 0\.05 instead of 0\.5$") as told:
        lower = run(path, 4, lr=0.05, **options)
    assert len(told) == 1
    assert lower.lr == [0.5, 0.5, 0.05, 0.05]
    assert run(path, 5, lr=0.05, **options).lr[4] == 0.05  # and nothing is told


def test_a_rate_that_a_callback_set_is_not_another_wish(tmp_path):
    def halve(state):
        state.optimizer.lr /= 2

    run(tmp_path / "run.json", 2, callbacks=[halve])
    history = run(tmp_path / "run.json", 4)
    assert history.lr == [0.5, 0.25, 0.125, 0.125]


def test_a_schedule_goes_on_from_the_new_rate(tmp_path):
    path = tmp_path / "run.json"
    run(path, 2, schedule=lambda o: StepLR(o, 1, gamma=0.5))
    with pytest.warns(CheckpointWarning, match=r"with lr 0\.4 instead of 0\.5$"):
        history = run(path, 4, lr=0.4, schedule=lambda o: StepLR(o, 1, gamma=0.5))
    assert history.lr == [0.5, 0.25, 0.4 * 0.25, 0.4 * 0.125]


def test_other_constants_of_a_schedule_hold_and_are_told(tmp_path):
    path = tmp_path / "run.json"
    run(path, 2, schedule=lambda o: CosineLR(o, 4))
    with pytest.warns(CheckpointWarning, match="with schedule epochs 8 instead of 4$"):
        history = run(path, 5, schedule=lambda o: CosineLR(o, 8))
    assert history.lr[4] == pytest.approx(0.25)


@pytest.mark.parametrize(
    ("before", "now", "told"),
    [
        ({}, {"clip": 1.0}, "clip 1 instead of none"),
        ({"clip": 1.0}, {"clip": 0.01}, "clip 0.01 instead of 1"),
        ({"clip": 1.0}, {}, "clip none instead of 1"),
        (
            {"clip": lambda g: clip_norm(g, 1.0)},
            {"clip": lambda g: clip_norm(g, 0.1)},
            "another clip",
        ),
        ({}, {"penalty": lambda w: l2(w, 0.1)}, "another penalty"),
        ({"penalty": lambda w: l2(w, 0.1)}, {}, "another penalty"),
        (
            {"penalty": lambda w: l2(w, 0.1)},
            {"penalty": lambda w: l2(w, 0.2)},
            "another penalty",
        ),
        (
            {"penalty": functools.partial(l2, lam=0.1)},
            {"penalty": functools.partial(l2, lam=0.2)},
            "another penalty",
        ),
    ],
)
def test_another_clip_or_penalty_holds_and_is_told(tmp_path, before, now, told):
    path = tmp_path / "run.json"
    run(path, 2, **before)
    kept = path.read_bytes()
    with pytest.warns(CheckpointWarning) as warned:
        history = run(path, 4, **now)
    assert [str(w.message).endswith(f"goes on with {told}") for w in warned] == [True]
    assert bool(history.penalty) == bool(before.get("penalty") or now.get("penalty"))
    path.write_bytes(kept)
    with warnings.catch_warnings():  # the same again is not told
        warnings.simplefilter("error")
        run(path, 4, **before)


LOSS = lambda output, target: (output - target) ** 2  # noqa: E731  all lambdas have one name


@pytest.mark.parametrize(
    "options",
    [
        {"loss": lambda output, target: abs(output - target)},
        {"loss": lambda output, target: 0.5 * (output - target) ** 2},
        {"activation": "relu"},
    ],
)
def test_another_loss_or_model_is_refused(tmp_path, options):
    path = tmp_path / "run.json"
    run(path, 2, loss=LOSS)
    kept = path.read_bytes()
    given = {"loss": LOSS, **options}
    with pytest.raises(CheckpointError, match="computes something else now"):
        run(path, 4, **given)
    assert path.read_bytes() == kept


SAME = lambda a, b: (a - b) * (a - b)  # noqa: E731


def test_the_same_loss_written_otherwise_is_the_same(tmp_path):
    run(tmp_path / "run.json", 2, loss=LOSS)
    assert len(run(tmp_path / "run.json", 3, loss=SAME).epochs) == 3


def test_an_early_checkpoint_has_no_settings(tmp_path):
    """Those that were written before settings were kept can be continued."""
    keep = Checkpoint(tmp_path / "run.json")
    run(keep, 2)
    written = keep.read()
    del written["settings"], written["probe"]
    keep.write(written)
    with pytest.warns(CheckpointWarning, match=r"lr 0\.1 instead of 0\.5"):
        assert run(keep, 3, lr=0.1).lr[2] == 0.1


# --- what cannot be written ---------------------------------------------------------------------------------------------


def no_folder(tmp_path):
    """A checkpoint whose folder goes after the first epoch and comes back after the third."""
    folder = tmp_path / "runs"
    folder.mkdir()

    def change(state):
        if state.epoch == 2:
            shutil.rmtree(folder)
        if state.epoch == 4:
            folder.mkdir()

    return folder / "run.json", change


def test_training_goes_on_without_its_checkpoint(tmp_path):
    path, change = no_folder(tmp_path)
    with pytest.warns(CheckpointWarning) as warned:
        history = run(Checkpoint(path, every=3), 7, callbacks=[change])
    assert [len(history.epochs), history.stopped, len(warned)] == [7, "finished", 1]
    assert "Training goes on, and the next epoch tries again" in str(warned[0].message)
    assert len(Checkpoint(path).read()["history"]["epochs"]) == 7


def test_it_is_tried_again_at_the_next_epoch(tmp_path):
    path, change = no_folder(tmp_path)
    seen = []

    def look(state):
        seen.append(path.exists())

    with pytest.warns(CheckpointWarning):
        run(Checkpoint(path, every=3), 6, callbacks=[change, look])
    # not after epoch 3; after 4, whose turn it would not be: seen in epoch 5
    assert seen == [False, False, False, False, True, True]


def test_the_history_comes_with_the_error_of_the_last_epoch(tmp_path):
    path, _ = no_folder(tmp_path)

    def remove(state):
        if state.epoch == 3:
            shutil.rmtree(path.parent)

    model = MLP(2, [1], rng=0)
    start = [p.data for p in model.parameters()]
    with pytest.raises(CheckpointError, match="cannot be written") as caught:
        fit(
            model, X, Y, loss=square, optimizer=SGD(model.parameters(), lr=0.1), epochs=3,
            checkpoint=path, progress=False, callbacks=[remove],
        )  # fmt: skip
    history = caught.value.history
    assert (history.epochs, history.stopped) == ([1, 2, 3], "finished")
    assert [p.data for p in model.parameters()] != start


def test_a_full_disk(tmp_path, monkeypatch):
    real = files._fill

    def full(*_, **__):
        raise OSError(28, "No space left on device")

    def fill(state):
        monkeypatch.setattr(files, "_fill", full if state.epoch == 2 else real)

    with pytest.warns(CheckpointWarning, match="No space left on device"):
        history = run(tmp_path / "run.json", 4, callbacks=[fill])
    assert len(history.epochs) == 4
    assert [path.name for path in tmp_path.iterdir()] == ["run.json"]


def test_a_relative_path_is_meant_from_where_it_was_given(tmp_path, monkeypatch):
    (tmp_path / "elsewhere").mkdir()
    monkeypatch.chdir(tmp_path)
    run("run.json", 3, callbacks=[lambda state: os.chdir(tmp_path / "elsewhere")])
    assert len(Checkpoint(tmp_path / "run.json").read()["history"]["epochs"]) == 3
    assert not list((tmp_path / "elsewhere").iterdir())


# --- forged files -------------------------------------------------------------------------------------------------------

HUGE = 10**400
PLACES = [
    ("parameters", 0),
    ("best", 0),
    ("optimizer", "lr"),
    ("optimizer", "steps"),
    ("optimizer", "mean", 0),
    ("schedule", "initial"),
    ("schedule", "epoch"),
    ("history", "loss", 0),
    ("history", "epochs", 0),
    ("history", "samples"),
    ("history", "snapshots", 0, "epoch"),
    ("history", "snapshots", 0, "parameters", 0),
    ("settings", "lr"),
    ("generators", 0, "state", "state"),
    ("generators", 0, "has_uint32"),
    ("start", "state", "inc"),
]


def everything(path, epochs=2):
    return run(
        path,
        epochs,
        kind=Adam,
        schedule=lambda o: CosineLR(o, 9),
        callbacks=[Snapshots()],
        validation=0.25,
        early_stopping=EarlyStopping(patience=9),
    )


@pytest.mark.parametrize("wrong", [HUGE, -HUGE, True, "1", None, [1.0], {}], ids=str)
@pytest.mark.parametrize("place", PLACES, ids=str)
def test_a_forged_checkpoint_is_refused(tmp_path, written, place, wrong):
    keep = Checkpoint(tmp_path / "run.json")
    table = json.loads(json.dumps(written))
    inner = table
    for key in place[:-1]:
        inner = inner[key]
    inner[place[-1]] = wrong
    keep.write(table)
    with pytest.raises(CheckpointError, match="it does not fit this run"):
        everything(keep, 3)


@pytest.fixture(scope="module")
def written(tmp_path_factory):
    keep = Checkpoint(tmp_path_factory.mktemp("written") / "run.json")
    everything(keep)
    return keep.read()


@pytest.mark.parametrize(
    "name", ["parameters", "optimizer", "schedule", "history", "generators", "start"]
)
@pytest.mark.parametrize("wrong", [HUGE, True, "x", None, [], {}, [[1.0]]], ids=str)
def test_a_part_of_another_kind_is_refused(tmp_path, written, name, wrong):
    keep = Checkpoint(tmp_path / "run.json")
    keep.write({**written, name: wrong})
    with pytest.raises(CheckpointError, match="it does not fit this run"):
        everything(keep, 3)


@pytest.mark.parametrize("name", ["loss", "lr", "validation_loss"])
def test_a_curve_that_has_no_numbers_is_refused(tmp_path, written, name):
    keep = Checkpoint(tmp_path / "run.json")
    keep.write({**written, "history": {**written["history"], name: []}})
    with pytest.raises(CheckpointError, match=f"{name} must have 2 numbers, got 0"):
        everything(keep, 3)


def test_parameters_that_are_not_finite_are_refused(tmp_path, written):
    keep = Checkpoint(tmp_path / "run.json")
    keep.write({**written, "parameters": [np.nan, *written["parameters"][1:]]})
    with pytest.raises(CheckpointError, match="not finite"):
        everything(keep, 3)


def test_names_of_losses_still_count(tmp_path):
    run(tmp_path / "run.json", 1, loss=mse_loss)
    with pytest.raises(CheckpointError, match="its loss is 'mse_loss', now"):
        run(tmp_path / "run.json", 2, loss=square)


def test_another_setting_of_the_optimizer_is_named(tmp_path):
    run(tmp_path / "run.json", 1)
    with pytest.raises(CheckpointError, match=r"momentum = 0\.0, this SGD has 0\.9"):
        run(tmp_path / "run.json", 2, kind=lambda p, lr: SGD(p, lr=lr, momentum=0.9))
