"""docs/conventions.md holds: nothing logs, prints or warns otherwise, and no global generator is touched."""

import ast
import random
from pathlib import Path

import numpy as np
import pytest

from autograd import ChalkgradWarning, errors, nn
from autograd.nn import data
from viz import errors as viz_errors

ROOT = Path(__file__).parent.parent
SOURCES = [
    path
    for package in ("autograd", "viz", "chalkgrad")
    for path in sorted((ROOT / package).rglob("*.py"))
]
SPEAKERS = {
    "viz/installation.py",  # the command line, before there is one
    "viz/cli/terminal.py",
    "viz/films/stepper.py",
    "viz/films/fact_stepper.py",
}
"""What prints because it is asked to."""


def calls(name):
    """(file, call) of every call of a name, or of an attribute of this name."""
    for path in SOURCES:
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Call) and ast.unparse(node.func) == name:
                yield path.relative_to(ROOT).as_posix(), node


@pytest.mark.slow
def test_only_what_is_asked_to_prints():
    assert {file for file, _ in calls("print")} == SPEAKERS


@pytest.mark.slow
def test_nothing_logs():
    for path in SOURCES:
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Import):
                assert "logging" not in [alias.name for alias in node.names], path
            if isinstance(node, ast.ImportFrom):
                assert node.module != "logging", path


@pytest.mark.slow
def test_every_warning_is_one_of_ours_and_names_the_line_of_the_caller():
    given = list(calls("warnings.warn"))
    assert len(given) >= 8
    for file, call in given:
        assert {keyword.arg for keyword in call.keywords} >= {"stacklevel"}, file
        kind = ast.unparse(call.args[1]).rpartition(".")[2]
        spaces = (errors, viz_errors, nn)
        found = [vars(space)[kind] for space in spaces if kind in vars(space)]
        assert found, f"{file}: {kind}"
        assert issubclass(found[0], ChalkgradWarning), f"{file}: {kind}"


def test_no_global_generator_is_used_or_set():
    random.seed(1)
    np.random.seed(1)
    before = random.getstate(), str(np.random.get_state())
    X, y = data.moons(20, noise=0.2, rng=None)
    model = nn.Sequential(nn.MLP(2, [3, 1], activation="tanh"), nn.Dropout(0.5))
    optimizer = nn.Perturbed(nn.SGD(model.parameters(), lr=0.1), scale=0.1)
    nn.fit(model, X, y, loss=nn.mse_loss, optimizer=optimizer, epochs=1, progress=False)
    assert (random.getstate(), str(np.random.get_state())) == before
