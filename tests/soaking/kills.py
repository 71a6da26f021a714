"""kill -9 in training, again and again: the run that goes on ends bit for bit as the one that nobody cut.

Each run is a process of its own (a fork of one that has imported all there is), and so is what goes on with its
checkpoint. What dies while it writes leaves the file of before or the new one, never half of it. In every fifth trial
the process that dies writes models and pictures instead.
"""

from __future__ import annotations

import contextlib
import json
import os
import pickle
import random
import signal
import sys
import tempfile
import time
import warnings
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import viz
from autograd import Value, nn
from autograd.nn import data
from tests.soaking import NotHere, Trial

X, Y = data.moons(16, noise=0.2, rng=0)
LONGEST = 60.0
"""Seconds that a run may take."""


@dataclass(frozen=True)
class Settings:
    """A run, drawn by chance."""

    engine: Any
    optimizer: type
    batch: int
    epochs: int
    every: int
    dropout: bool
    early: bool
    schedule: bool

    @staticmethod
    def drawn(choose: random.Random) -> Settings:
        return Settings(
            engine=choose.choice(("eager", "compiled")),
            optimizer=choose.choice((nn.SGD, nn.Adam, nn.RMSprop, nn.Nesterov)),
            batch=choose.choice((4, 5, 16)),
            epochs=choose.randint(4, 30),
            every=choose.choice((1, 1, 2, 5)),
            dropout=choose.random() < 0.4,
            early=choose.random() < 0.4,
            schedule=choose.random() < 0.4,
        )

    def train(self, path: Path) -> dict[str, Any]:
        """The whole run, or the rest of it: what is learned, and what was noted."""
        layers: list[Any] = [nn.MLP(2, [4, 1], activation="tanh", rng=1)]
        if self.dropout:
            layers.insert(0, nn.Dropout(0.25, rng=2))
        model = nn.Sequential(*layers)
        optimizer = self.optimizer(model.parameters(), lr=0.03)
        history = nn.fit(
            model,
            X,
            Y,
            loss=nn.binary_cross_entropy_with_logits,
            optimizer=optimizer,
            engine=self.engine,
            epochs=self.epochs,
            batch_size=self.batch,
            validation=0.25,
            early_stopping=nn.EarlyStopping(patience=8) if self.early else None,
            schedule=nn.CosineLR(optimizer, 30) if self.schedule else None,
            checkpoint=nn.Checkpoint(path, every=self.every),
            resume=True,
            rng=3,
            progress=False,
        )
        return {
            "parameters": [value.data.hex() for value in model.parameters()],
            "epochs": history.epochs,
            "loss": [float(x).hex() for x in history.loss],
            "validation": [float(x).hex() for x in history.validation_loss],
            "lr": [float(x).hex() for x in history.lr],
            "stopped": history.stopped,
        }


def _forked(work: Callable[[], Any], kill_after: float | None = None) -> Any:
    """What `work` returns in a process of its own; None if it was killed before."""
    reading, writing = os.pipe()
    child = os.fork()
    if not child:
        try:
            os.close(reading)
            with os.fdopen(writing, "wb") as file:
                pickle.dump(work(), file)
            os._exit(0)
        except BaseException as error:  # noqa: BLE001  a fork must not go on as its parent
            print(f"{type(error).__name__}: {error}", file=sys.stderr, flush=True)
            os._exit(1)
    os.close(writing)
    if kill_after is not None:
        time.sleep(kill_after)
        os.kill(child, signal.SIGKILL)
    with os.fdopen(reading, "rb") as file:
        result = file.read()
    _, status = os.waitpid(child, 0)
    code = os.waitstatus_to_exitcode(status)
    assert code in (0, -signal.SIGKILL), f"the run ended with status {code}"
    return pickle.loads(result) if code == 0 else None


def _training(folder: Path, choose: random.Random) -> Counter[str]:
    settings = Settings.drawn(choose)
    began = time.monotonic()
    whole = _forked(lambda: settings.train(folder / "whole.json"))
    duration = time.monotonic() - began
    inner = folder / "cut"
    inner.mkdir()
    path = inner / "run.json"
    done: Counter[str] = Counter(runs=1)
    for _ in range(8):
        result = _forked(
            lambda: settings.train(path), choose.uniform(0.0, 1.1 * duration)
        )
        if result is not None:
            break
        done["kills in training"] += 1
        done["with a checkpoint by then"] += path.exists()
    else:
        result = _forked(lambda: settings.train(path))
    wrong = [name for name in whole if whole[name] != result[name]]
    assert not wrong, f"{wrong} differ after {done}; {settings}"
    left = sorted(file.name for file in inner.iterdir())
    assert left == ["run.json"], f"{left} are left; {settings}"
    return done


def _write_on(folder: Path) -> None:
    """Model files and pictures, newer and newer."""
    model = nn.MLP(2, [8, 1], rng=0)
    x = Value(1.0, "x")
    for number in range(10**6):
        for value in model.parameters():
            value.data = float(number)
        model.save(folder / "model.json")
        model.save(folder / "model.npz")
        y = (x * float(number)).named("y")
        for suffix in ("svg", "json", "html" if number % 9 == 0 else "dot"):
            viz.save(y, folder / f"y.{suffix}")


def _writing(folder: Path, choose: random.Random) -> Counter[str]:
    done: Counter[str] = Counter()
    model = nn.MLP(2, [8, 1], rng=0)
    for _ in range(6):
        _forked(lambda: _write_on(folder), choose.uniform(0.02, 0.4))
        done["kills while files are written"] += 1
        for name in ("model.json", "model.npz"):
            if (folder / name).exists():
                model.load(folder / name)
                assert len({value.data for value in model.parameters()}) == 1
        if (folder / "y.svg").exists():
            ElementTree.parse(folder / "y.svg")
        if (folder / "y.json").exists():
            json.loads((folder / "y.json").read_text("utf-8"))
        if (folder / "y.html").exists():
            assert (folder / "y.html").read_text("utf-8").endswith("</html>\n")
    return done


@contextlib.contextmanager
def trials() -> Iterator[Trial]:
    """A run that is killed until it is through."""
    if not hasattr(os, "fork"):
        raise NotHere("this system has no fork")

    def trial(seed: int) -> Counter[str]:
        choose = random.Random(seed)
        with tempfile.TemporaryDirectory() as folder, warnings.catch_warnings():
            warnings.simplefilter("ignore", DeprecationWarning)  # of fork with threads
            tried = _writing if seed % 5 == 4 else _training
            return tried(Path(folder), choose)

    yield trial
