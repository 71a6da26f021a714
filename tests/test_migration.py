"""What was written for 0.1 works, or is told in a sentence what to do instead."""

import importlib
import importlib.util
import inspect
import json
import pickle
import re
import shutil
import warnings
from pathlib import Path

import pytest

import autograd
from autograd import moved, nn
from viz import moved_modules

DATA = Path(__file__).parent / "data"
PAGE = Path(__file__).parent.parent / "docs" / "migration.md"
MOVED = {
    f"{package}.{old}": f"{package}.{new}"
    for package, table in (("autograd", moved.MOVED), ("viz", moved_modules.MOVED))
    for old, new in table.items()
}
PUBLIC = json.loads((DATA / "public_names_0_1.json").read_text("utf-8"))


def test_every_module_of_before_is_answered_with_one_that_is_there():
    assert len(MOVED) > 100
    for old, new in MOVED.items():
        parts = old.split(".")
        folders = [".".join(parts[:k]) for k in range(2, len(parts))]
        asked = next((folder for folder in folders if folder in MOVED), old)
        with pytest.raises(ModuleNotFoundError) as error:
            importlib.import_module(old)
        answer = f"{asked} is {MOVED[asked]} since chalkgrad 0.2: docs/migration.md"
        assert str(error.value).startswith(answer)
        assert importlib.util.find_spec(new) is not None


def test_other_modules_that_are_missing_are_missing_as_anywhere():
    with pytest.raises(ModuleNotFoundError, match=r"^No module named 'viz\.nonsense'$"):
        importlib.import_module("viz.nonsense")


def test_the_page_lists_what_moved():
    rows = re.findall(
        r"^\| `([\w.]+)` \| `([\w.]+)` \|$", PAGE.read_text("utf-8"), re.M
    )
    assert dict(rows) == MOVED


def test_public_names_are_where_they_were():
    assert len(PUBLIC) > 200
    for name, was in PUBLIC.items():
        module, _, last = name.rpartition(".")
        found = getattr(importlib.import_module(module), last)
        assert set(was.get("attributes", ())) <= {*dir(found)}, name
        if was["parameters"]:
            parameters = inspect.signature(found).parameters
            assert set(was["parameters"]) <= set(parameters), name


def test_files_of_parameters_are_read():
    expected = nn.MLP(2, [3, 1], activation="tanh", rng=0)
    expected.load(DATA / "chalkgrad_0_1" / "parameters.json")
    packed = nn.MLP(2, [3, 1], activation="tanh", rng=1)
    packed.load(DATA / "chalkgrad_0_1" / "parameters.npz")
    numbers = [value.data for value in packed.parameters()]
    assert numbers == [value.data for value in expected.parameters()]
    assert numbers[0] == 0.21460786444106975


def train(epochs, **options):
    X, y = nn.data.xor()
    model = nn.MLP(2, [3, 1], activation="tanh", rng=0)
    optimizer = nn.Adam(model.parameters(), lr=0.1)
    loss = nn.binary_cross_entropy_with_logits
    schedule = nn.StepLR(optimizer, 2)
    return nn.fit(
        model,
        X,
        y,
        loss=loss,
        optimizer=optimizer,
        epochs=epochs,
        batch_size=2,
        schedule=schedule,
        rng=1,
        progress=False,
        **options,
    )


def test_a_run_of_before_goes_on(tmp_path):
    path = tmp_path / "checkpoint.json"
    shutil.copy(DATA / "chalkgrad_0_1" / "checkpoint.json", path)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", nn.CheckpointWarning)
        history = train(5, checkpoint=path, resume=True)
    assert history.loss == train(5).loss


def test_a_pickled_value_of_before_says_what_to_do():
    content = (DATA / "chalkgrad_0_1" / "graph.pickle").read_bytes()
    with pytest.raises(
        pickle.UnpicklingError, match=r"another version .* record the graph"
    ):
        pickle.loads(content)


def test_who_cites_cites_this_version():
    cited = (PAGE.parent.parent / "CITATION.cff").read_text("utf-8")
    assert f"\nversion: {autograd.__version__}\n" in cited
