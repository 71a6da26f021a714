"""Checkpoints: a run that was cut goes on bit for bit, and a bad file changes nothing."""

import json

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from autograd.nn.data import moons
from autograd.nn.models.layers import MLP
from autograd.nn.models.losses import binary_cross_entropy_with_logits, mse_loss
from autograd.nn.models.module import Module
from autograd.nn.optim.descent import SGD, Adam
from autograd.nn.optim.schedules import CosineLR, StepLR
from autograd.nn.randomness import generator, generator_state, set_generator_state
from autograd.nn.train.callbacks import Snapshots
from autograd.nn.train.checkpoints import (
    Checkpoint,
    CheckpointError,
)
from autograd.nn.train.fit import fit
from autograd.nn.train.stopping import EarlyStopping

DATA = moons(24, noise=0.3, rng=0)


class Noisy(Module):
    """A network with chance inside, as dropout has it."""

    def __init__(self, net, rng):
        self.net, self.rng = net, generator(rng)

    def __call__(self, x):
        return self.net(
            [a + 0.1 * self.rng.normal() for a in x] if self.training else x
        )


def run(
    path,
    epochs,
    *,
    resume=True,
    seed=0,
    patience=100,
    interrupt=None,
    data=DATA,
    nouts=(3, 1),
    **options,
):
    """A run with everything in it that has a state; (history, parameters)."""
    model = Noisy(MLP(2, list(nouts), activation="tanh", rng=seed), rng=seed)
    optimizer = options.pop("optimizer", Adam)(model.parameters(), lr=0.05)
    met = 0

    def loss(output, target):
        nonlocal met
        met += 1
        if met == interrupt:
            raise KeyboardInterrupt
        return binary_cross_entropy_with_logits(output, target)

    given = {
        "loss": loss,
        "optimizer": optimizer,
        "epochs": epochs,
        "batch_size": 7,
        "validation": 0.25,
        "early_stopping": EarlyStopping(patience=patience),
        "schedule": CosineLR(optimizer, 12),
        "callbacks": [Snapshots(every=2)],
        "checkpoint": path,
        "resume": resume,
        "rng": seed,
        "progress": False,
        **options,
    }
    try:
        history = fit(model, *data, **given)
    except CheckpointError:
        assert (
            model.state_dict()
            == Noisy(
                MLP(2, list(nouts), activation="tanh", rng=seed), rng=seed
            ).state_dict()
        )
        raise
    return history, [value.data for value in model.parameters()]


def timeless(history):
    return {**history.to_dict(), "seconds": len(history.seconds)}


@pytest.fixture(scope="module")
def whole(tmp_path_factory):
    """The run that nobody interrupted."""
    history, parameters = run(tmp_path_factory.mktemp("whole") / "run.json", 6)
    return timeless(history), parameters


@settings(max_examples=12)
@given(st.lists(st.integers(1, 5), max_size=3))
def test_a_run_in_parts_is_the_whole_run(whole, tmp_path_factory, cuts):
    path = tmp_path_factory.mktemp("parts") / "run.json"
    for epochs in [*sorted(cuts), 6]:
        history, parameters = run(path, epochs)
    assert (timeless(history), parameters) == whole


@settings(max_examples=12)
@given(st.integers(2, 6 * 24))
def test_a_run_that_is_interrupted_anywhere_goes_on(whole, tmp_path_factory, moment):
    path = tmp_path_factory.mktemp("cut") / "run.json"
    history, _ = run(path, 6, interrupt=moment)
    assert history.stopped == "interrupted"
    history, parameters = run(path, 6)
    assert (timeless(history), parameters) == whole


def test_without_resume_it_begins_anew(whole, tmp_path):
    run(tmp_path / "run.json", 3)
    history, parameters = run(tmp_path / "run.json", 6, resume=False)
    assert (timeless(history), parameters) == whole


def test_fresh_entropy_is_remembered(tmp_path):
    """rng=None: the split and the order come from the checkpoint, even though no seed was given."""
    first, _ = run(tmp_path / "run.json", 2, rng=None)
    second, _ = run(tmp_path / "run.json", 4, rng=None)
    assert second.batch_loss[: len(first.batch_loss)] == first.batch_loss
    assert len(second.epochs) == 4


def test_a_run_that_is_over_stays_so_and_keeps_its_best(tmp_path):
    options = {"patience": 2, "optimizer": lambda p, lr: SGD(p, lr=3.0)}
    history, parameters = run(tmp_path / "run.json", 60, **options)
    assert history.stopped.startswith("early stopping")
    again, same = run(tmp_path / "run.json", 60, **options)
    assert (timeless(again), same) == (timeless(history), parameters)
    longer, _ = run(
        tmp_path / "run.json", len(history.epochs) + 1, **{**options, "patience": 50}
    )
    assert len(longer.epochs) == len(history.epochs) + 1


def test_every(tmp_path):
    seen = []
    keep = Checkpoint(tmp_path / "run.json", every=3)
    look = [
        lambda state: seen.append(
            keep.place.exists() and len(keep.read()["history"]["epochs"])
        )
    ]
    run(keep, 5, callbacks=look)
    assert seen == [False, False, False, 3, 3]
    assert len(keep.read()["history"]["epochs"]) == 5
    assert [path.name for path in tmp_path.iterdir()] == ["run.json"]


# --- files that do not fit ------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def written(tmp_path_factory):
    path = tmp_path_factory.mktemp("written") / "run.json"
    run(path, 2)
    return path.read_bytes()


@settings(max_examples=60)
@given(st.data())
def test_a_damaged_file_is_one_clear_error(written, tmp_path_factory, data):
    path = tmp_path_factory.mktemp("damaged") / "run.json"
    at = data.draw(st.integers(0, len(written) - 2))
    cut = data.draw(st.booleans())
    byte = data.draw(st.integers(0, 255).filter(lambda byte: byte != written[at]))
    path.write_bytes(
        written[:at] if cut else written[:at] + bytes([byte]) + written[at + 1 :]
    )
    same = not cut and json_of(path.read_bytes()) == json.loads(written)
    if same:  # a change that JSON does not see: a blank for a blank, an E for an e
        assert Checkpoint(path).read() == json.loads(written)["run"]
        return
    with pytest.raises(CheckpointError, match="resume=False") as caught:
        run(path, 3)
    assert str(path) in str(caught.value)


def json_of(data):
    try:
        return json.loads(data)
    except ValueError:
        return None


@pytest.mark.parametrize(
    "content",
    [b"", b"[]", b"null", b"[" * 100_000, b"\xff\xfe", b'{"format": "chalkgrad"}'],
)
def test_what_is_no_checkpoint(tmp_path, content):
    (tmp_path / "run.json").write_bytes(content)
    with pytest.raises(CheckpointError, match=r"run\.json: "):
        run(tmp_path / "run.json", 3)
    assert (tmp_path / "run.json").read_bytes() == content


def test_a_later_version(tmp_path, written):
    (tmp_path / "run.json").write_bytes(
        written.replace(b'"version": 1', b'"version": 2')
    )
    with pytest.raises(
        CheckpointError, match="version 2 of the format, and this chalkgrad reads 1"
    ):
        run(tmp_path / "run.json", 3)


def step(optimizer):
    return {"schedule": StepLR(optimizer, 1)}


OTHER_DATA = (DATA[0] + 1e-12, DATA[1])


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"nouts": (4, 1)}, "it has 13 parameters, the model has 17"),
        ({"data": OTHER_DATA}, "its training samples are others"),
        ({"batch_size": 8}, "its batch_size is 7, now it is 8"),
        ({"optimizer": SGD}, "its optimizer is 'Adam', now it is 'SGD'"),
        ({"schedule": None}, "its schedule is 'CosineLR', now it is 'NoneType'"),
        ({"validation": 0.5}, "its training samples are others"),
        ({"loss": mse_loss}, "its loss is"),
        ({"optimizer": lambda p, lr: Adam(p, lr=lr, betas=(0.5, 0.9))}, "betas"),
        (
            {"rng": np.random.Generator(np.random.MT19937(0))},
            "random numbers came from PCG64, here .* from MT19937",
        ),
    ],
)
def test_a_checkpoint_of_another_run(tmp_path, written, options, message):
    (tmp_path / "run.json").write_bytes(written)
    with pytest.raises(CheckpointError, match=message):
        run(tmp_path / "run.json", 3, **options)
    assert (tmp_path / "run.json").read_bytes() == written


@pytest.mark.parametrize(
    "name", ["generators", "history", "parameters", "schedule", "start", "best"]
)
def test_a_restoration_that_fails_half_way_is_taken_back(tmp_path, written, name):
    """A file with a right checksum and wrong contents: no program of ours writes it."""
    keep, made = Checkpoint(tmp_path / "run.json"), []
    keep.place.write_bytes(written)
    keep.write({**keep.read(), name: [1.0]})

    def optimizer(parameters, lr):
        made.append(Adam(parameters, lr))
        return made[0]

    with pytest.raises(CheckpointError, match="it does not fit this run"):
        run(keep, 3, optimizer=optimizer)
    assert (made[0].steps, made[0].lr) == (0, 0.05)


def test_a_failed_restoration_leaves_the_users_generator_alone(tmp_path, written):
    (tmp_path / "run.json").write_bytes(written)
    rng = np.random.default_rng(9)
    before = generator_state(rng)
    with pytest.raises(CheckpointError):
        run(tmp_path / "run.json", 3, rng=rng, batch_size=8)
    assert generator_state(rng) == before


@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("run.pkl", "the suffix '.pkl' is unknown; use .json"),
        ("no/where.json", "there is no folder"),
    ],
)
def test_a_bad_place_is_found_before_training(tmp_path, name, message):
    with pytest.raises(CheckpointError, match=message):
        run(tmp_path / name, 3)
    (tmp_path / "folder.json").mkdir()
    with pytest.raises(CheckpointError, match="is a folder"):
        run(tmp_path / "folder.json", 3)


@pytest.mark.parametrize(
    "bits", [np.random.PCG64, np.random.MT19937, np.random.Philox, np.random.SFC64]
)
def test_every_generator_goes_on(bits):
    rng, other = np.random.Generator(bits(1)), np.random.Generator(bits(2))
    rng.normal(size=3), rng.integers(5, size=3, dtype=np.uint32)
    set_generator_state(other, json.loads(json.dumps(generator_state(rng))))
    assert other.normal(size=9).tolist() == rng.normal(size=9).tolist()
    assert (
        other.integers(9, size=9, dtype=np.uint32).tolist()
        == rng.integers(9, size=9, dtype=np.uint32).tolist()
    )
