"""Damaged and forged files, for every reader: one clear line of error and nothing changed, or what was written.

Files are damaged blindly (bytes changed, cut, put in), and knowingly: JSON with another kind of thing at some place and
the checksum made anew, and .npz with other arrays.
"""

from __future__ import annotations

import contextlib
import copy
import gzip
import io
import json
import math
import random
import tempfile
import warnings
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import numpy as np

from autograd import nn
from autograd.nn import data
from autograd.nn.models import parameter_files
from tests.soaking import Trial
from tests.soaking.hostile import hostile_text

X, Y = data.moons(12, noise=0.2, rng=0)
STRANGE = (
    *(None, True, False, 0, -1, 1.5, 10**400, -(10**400), math.nan, math.inf, "", "1"),
    *([], {}, [[]], [1.0], {"a": 1}, "x" * 1000, "\x1b[31m", "\n\n", [[[[[0]]]]] * 3),
)


def _model(choose: random.Random) -> Any:
    return nn.MLP(2, [choose.randint(1, 3), 1], activation="tanh", rng=0)


def _state(model: Any) -> list[float]:
    return [value.data for value in model.parameters()]


# --- damage ---------------------------------------------------------------------------------------------------------


def blindly(content: bytes, choose: random.Random) -> bytes:
    """Bytes changed, cut, put in, or all of them gone."""
    content = bytes(content)
    for _ in range(choose.randint(1, 3)):
        at = choose.randrange(len(content) + 1)
        content = choose.choice(
            (
                lambda c, i: c[:i],
                lambda c, i: c[:i] + choose.randbytes(choose.randint(1, 8)) + c[i:],
                lambda c, i: c[:i] + choose.randbytes(1) + c[i + 1 :],
                lambda c, i: c[:i] + c[i + choose.randint(1, 40) :],
                lambda c, i: c[i:] + c[:i],
                lambda c, i: c[:i] + c[max(0, i - 20) : i] * 3 + c[i:],
                lambda c, i: choose.choice((b"", b"\0" * 100, b"[" * 100_000, b"null")),
            )
        )(content, at)
    return content


def _places(tree: Any) -> Iterator[tuple[Any, Any]]:
    """Every (container, key) of a tree of JSON."""
    keys = tree if isinstance(tree, dict) else range(len(tree))
    for key in list(keys):
        yield tree, key
        if isinstance(tree[key], dict | list):
            yield from _places(tree[key])


def _strange(choose: random.Random) -> Any:
    """A copy: what is put in is damaged in its turn."""
    return copy.deepcopy(choose.choice(STRANGE))


def knowingly(tree: Any, choose: random.Random) -> None:
    """Something strange at some place of a tree, or a place gone, or one more."""
    for _ in range(choose.randint(1, 2)):
        inside, key = choose.choice(list(_places(tree)))
        kind = choose.random()
        if kind < 0.15:
            del inside[key]
        elif kind < 0.25 and isinstance(inside, dict):
            inside[hostile_text(choose)] = _strange(choose)
        else:
            inside[key] = _strange(choose)
        if not tree:
            return


def _forged_arrays(choose: random.Random, content: bytes) -> bytes:
    with np.load(io.BytesIO(content)) as file:
        arrays = {name: file[name] for name in file.files}
    name = choose.choice(list(arrays))
    array = arrays[name]
    arrays[name] = choose.choice(
        (
            lambda: array.astype("U1"),
            lambda: np.zeros(array.shape),
            lambda: np.zeros((0, 3)),
            lambda: np.array([math.nan] * array.size),
            lambda: np.array([math.inf] * array.size),
            lambda: np.broadcast_to(np.zeros(1), (10**6,)),
            lambda: np.zeros(array.shape, "c16"),
            lambda: np.array(["{}"]),
            lambda: np.array(json.dumps({"format": choose.choice((None, "x", 7))})),
            lambda: np.zeros(array.shape, [("a", "f8"), ("b", "i4")]),
        )
    )()
    if choose.random() < 0.2:
        del arrays[name]
    file = io.BytesIO()
    np.savez_compressed(file, **arrays)
    return file.getvalue()


# --- readers --------------------------------------------------------------------------------------------------------


def _check_line(text: str) -> None:
    assert text.isprintable(), f"{text!r}"
    assert len(text) < 1000, f"{len(text)} characters: {text[:300]!r}"


def _check_error(error: Exception, path: Path) -> None:
    """One line of a decent length that names the file."""
    text = str(error)
    _check_line(text)
    assert path.name in text or path.parent.name in text, f"no name in {text!r}"


def _parameters(folder: Path, choose: random.Random) -> str:
    model, other = _model(choose), None
    path = folder / choose.choice(("model.json", "model.npz"))
    model.save(path)
    content = path.read_bytes()
    if choose.random() < 0.5:
        content = blindly(content, choose)
    elif path.suffix == ".npz":
        content = _forged_arrays(choose, content)
    else:
        tree = json.loads(content)
        knowingly(tree, choose)
        if choose.random() < 0.5 and isinstance(tree.get("parameters"), dict):
            with contextlib.suppress(Exception):
                names, numbers = zip(*tree["parameters"].items())
                fitting = parameter_files._checksum(list(names), list(numbers))
                tree["checksum"] = fitting
        content = json.dumps(tree).encode("utf-8", "surrogatepass")
    path.write_bytes(content)
    other = nn.MLP(2, [len(model.layers[0].neurons), 1], activation="tanh", rng=1)
    before = _state(other)
    try:
        other.load(path)
    except nn.ModelFileError as error:
        _check_error(error, path)
        assert _state(other) == before, "a file that was refused changed the model"
        return "refused"
    assert all(map(math.isfinite, _state(other)))
    assert all(type(x) is float for x in _state(other))
    return "read"


def _run(path: Path, epochs: int, model: Any) -> Any:
    optimizer = nn.Adam(model.parameters(), lr=0.05)
    return nn.fit(
        model,
        X,
        Y,
        loss=nn.binary_cross_entropy_with_logits,
        optimizer=optimizer,
        epochs=epochs,
        batch_size=6,
        validation=0.25,
        early_stopping=nn.EarlyStopping(patience=9),
        schedule=nn.CosineLR(optimizer, 12),
        callbacks=[nn.Snapshots()],
        checkpoint=path,
        resume=True,
        rng=0,
        progress=False,
    )


def _checkpoints(written: bytes) -> Callable[[Path, random.Random], str]:
    def read(folder: Path, choose: random.Random) -> str:
        path = folder / "run.json"
        if choose.random() < 0.4:
            path.write_bytes(blindly(written, choose))
        else:
            run = json.loads(written)["run"]
            knowingly(run, choose)
            with contextlib.suppress(ValueError):
                nn.Checkpoint(path).write(run)
        model = nn.MLP(2, [2, 1], activation="tanh", rng=1)
        before = _state(model)
        try:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore", nn.CheckpointWarning)
                history = _run(path, 3, model)
        except nn.CheckpointError as error:
            _check_error(error, path)
            assert _state(model) == before, "a refused checkpoint changed the model"
            return "refused"
        assert all(map(math.isfinite, _state(model)))
        assert len(history.epochs) == len(history.loss) == len(history.lr)
        return "read"

    return read


def _lines(folder: Path, choose: random.Random) -> str:
    path = folder / "names.txt"
    content = "\n".join(hostile_text(choose) for _ in range(9))
    raw = content.encode("utf-8", choose.choice(("replace", "surrogatepass")))
    path.write_bytes(blindly(raw, choose) if choose.random() < 0.7 else raw)
    try:
        texts = data.lines(path)
    except ValueError as error:
        _check_error(error, path)
        return "refused"
    rows = texts.sequences(16)
    assert len(rows[0]) > 0
    return "read"


def _digits(folder: Path, choose: random.Random) -> str:
    for part in ("train", "t10k"):
        count = choose.randint(1, 3)
        head = np.array([2051, count, 28, 28], ">u4").tobytes()
        images = head + choose.randbytes(count * 784)
        labels = np.array([2049, count], ">u4").tobytes() + bytes([3] * count)
        for name, content in (("images-idx3", images), ("labels-idx1", labels)):
            packed = choose.random() < 0.5
            if choose.random() < 0.3:
                content = blindly(content, choose)
            if packed:
                content = gzip.compress(content)
                if choose.random() < 0.3:
                    content = blindly(content, choose)
            place = folder / f"{part}-{name}-ubyte{'.gz' * packed}"
            place.write_bytes(content)
    try:
        read = data.mnist(folder)
    except ValueError as error:
        _check_error(error, folder / "x")
        return "refused"
    assert read.train_images.shape[1:] == (784,)
    assert 0.0 <= read.train_images.min() <= read.train_images.max() <= 1.0
    return "read"


def _torch_state(_: Path, choose: random.Random) -> str:
    model = nn.MLP(2, [2, 1], activation="tanh", rng=0)
    before = _state(model)
    state: Any = dict(model.torch_state_dict())
    name = choose.choice(list(state))
    kind = choose.random()
    if kind < 0.2:
        del state[name]
    elif kind < 0.3:
        state[hostile_text(choose)] = 1.0
    else:
        state[name] = choose.choice((*STRANGE, np.zeros((9, 9)), np.array(["a"])))
    try:
        model.load_torch_state_dict(state)
    except (ValueError, TypeError, KeyError) as error:
        _check_line(str(error))
        assert _state(model) == before, "a refused mapping changed the model"
        return "refused"
    assert all(map(math.isfinite, _state(model)))
    return "read"


@contextlib.contextmanager
def trials() -> Iterator[Trial]:
    """A damaged file for one reader after the other."""
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder, "run.json")
        _run(place, 2, nn.MLP(2, [2, 1], activation="tanh", rng=0))
        written = place.read_bytes()
    readers = {
        "parameters": _parameters,
        "checkpoint": _checkpoints(written),
        "lines": _lines,
        "MNIST": _digits,
        "torch state": _torch_state,
    }

    def trial(seed: int) -> Counter[str]:
        choose = random.Random(seed)
        name, read = list(readers.items())[seed % len(readers)]
        with tempfile.TemporaryDirectory() as folder:
            outcome = read(Path(folder), choose)
        return Counter({f"{name} {outcome}": 1})

    yield trial
