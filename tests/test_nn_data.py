"""Data: truth tables, geometry of the toys, scikit-learn's digits, and MNIST files whole and damaged."""

import gzip
import os
import struct
import sys
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from autograd.nn import data

# --- toys ---

TABLES = {
    "and": lambda a, b: a and b,
    "or": lambda a, b: a or b,
    "xor": lambda a, b: a != b,
    "nand": lambda a, b: not (a and b),
    "nor": lambda a, b: not (a or b),
    "xnor": lambda a, b: a == b,
}


@pytest.mark.parametrize("name", TABLES)
def test_gates_are_pythons(name):
    X, y = data.gates(name)
    assert X.shape == (4, 2)
    assert len({tuple(row) for row in X.tolist()}) == 4
    assert [bool(TABLES[name](*row)) for row in X.astype(bool).tolist()] == y.astype(
        bool
    ).tolist()


def test_xor_is_a_gate_and_others_are_listed():
    for mine, gate in zip(data.xor(), data.gates("xor")):
        assert mine.tolist() == gate.tolist()
    with pytest.raises(
        ValueError, match="no gate 'implies': choose from and, or, xor, nand, nor, xnor"
    ):
        data.gates("implies")


def test_two_spirals_are_those_of_lang_and_witbrock():
    X, y = data.two_spirals()
    assert X.shape == (194, 2)
    for i in (0, 1, 16, 96):
        r, a = 6.5 * (104 - i) / 104, i * np.pi / 16
        assert X[2 * i] == pytest.approx([r * np.sin(a), r * np.cos(a)], abs=1e-12)
    assert (X[1::2] == -X[::2]).all()
    assert (y[::2] == 1).all()
    assert (y[1::2] == 0).all()


@given(st.integers(1, 5), st.floats(0.1, 10.0))
def test_denser_spirals_run_through_the_same_points(density, radius):
    X, y = data.two_spirals(density, radius=radius)
    first, _ = data.two_spirals(radius=radius)
    assert len(X) == len(y) == 2 * (96 * density + 1)
    assert X.reshape(-1, 2, 2)[::density].reshape(-1, 2) == pytest.approx(
        first, abs=1e-9
    )


def test_moons_are_scikit_learns():
    from sklearn.datasets import make_moons

    X, y = data.moons(101, noise=0.0, rng=0)
    theirs, labels = make_moons(101, shuffle=False)
    n = np.bincount(y)
    assert n.tolist() == [51, 50]
    for k, (mine, other) in enumerate(
        zip((X[y == 0], X[y == 1]), (theirs[labels == 0], theirs[labels == 1]))
    ):
        order = np.argsort(mine[:, 0])
        if len(other) == len(mine):
            np.testing.assert_allclose(
                mine[order], other[np.argsort(other[:, 0])], atol=1e-12
            )
        centre = np.array([(0.0, 0.0), (1.0, 0.5)][k])
        assert np.hypot(*(mine - centre).T) == pytest.approx(np.ones(n[k]))
        assert (
            (mine[:, 1] >= centre[1] - 1e-12)
            if k == 0
            else (mine[:, 1] <= centre[1] + 1e-12)
        ).all()


def test_spirals_wind_as_often_as_they_should():
    X, y = data.spirals(3000, noise=0.0, arms=3, turns=2.0, rng=0)
    for k in range(3):
        arm = X[y == k]
        arm = arm[np.argsort(np.hypot(*arm.T))]
        radius = np.hypot(*arm.T)
        assert radius == pytest.approx(np.linspace(0, 1, 1000), abs=1e-12)
        angle = np.unwrap(np.arctan2(arm[1:, 1], arm[1:, 0]))
        assert (angle[-1] - angle[0]) / (2 * np.pi) == pytest.approx(2.0, abs=0.01)


def test_blobs_have_their_centres_on_the_unit_circle():
    X, y = data.blobs(4000, noise=0.2, classes=4, rng=0)
    for k, centre in enumerate([(1, 0), (0, 1), (-1, 0), (0, -1)]):
        assert X[y == k].mean(axis=0) == pytest.approx(centre, abs=0.03)
        assert X[y == k].std(axis=0) == pytest.approx([0.2, 0.2], rel=0.1)


def test_the_curve_of_001_and_its_noise():
    X, y = data.curve(2001, noise=0.1, rng=0)
    noise = y - (X[:, 0] + 0.3 * np.sin(2 * np.pi * X[:, 0]))
    assert X.shape == (2001, 1)
    assert (X[0, 0], X[-1, 0]) == (0.0, 1.0)
    assert np.abs(noise).max() <= 0.1
    assert noise.var() == pytest.approx(0.1**2 / 3, rel=0.1)


RANDOM = [data.moons, data.spirals, data.blobs, data.curve]


@pytest.mark.parametrize("make", RANDOM)
@given(n=st.integers(3, 60), noise=st.floats(0, 2), seed=st.integers(0, 2**32))
def test_toys_have_the_shapes_that_they_promise(make, n, noise, seed):
    X, y = make(n, noise, rng=seed)
    assert X.dtype == np.float64
    assert X.shape == (n, 1 if make is data.curve else 2)
    assert y.shape == (n,)
    assert np.isfinite(X).all()
    assert X.tolist() == make(n, noise, rng=np.random.default_rng(seed))[0].tolist()
    if make is not data.curve:
        assert y.dtype == np.int64
        assert np.ptp(np.bincount(y)) <= 1


# --- preparation ---


@given(st.integers(2, 50), st.floats(0.01, 0.99), st.integers(0, 1000))
def test_a_split_loses_nothing_and_keeps_rows_together(n, fraction, seed):
    X = np.arange(n * 2.0).reshape(n, 2)
    (X1, y1), (X2, y2) = data.split(X, X[:, 0] * 3, fraction, rng=seed)
    assert sorted([*X1[:, 0], *X2[:, 0]]) == X[:, 0].tolist()
    assert [*y1, *y2] == [*(X1[:, 0] * 3), *(X2[:, 0] * 3)]
    assert len(X1) >= 1
    assert len(X2) >= 1
    assert abs(len(X2) - fraction * n) <= 1


@given(st.integers(2, 20), st.integers(1, 4), st.integers(0, 1000))
def test_standardised_columns(n, d, seed):
    X = np.random.default_rng(seed).normal(5, 3, (n, d))
    X[:, 0] = 0.1
    result, mean, std = data.standardise(X)
    assert (result[:, 0] == 0).all()
    assert (mean[0], std[0]) == (0.1, 1.0)
    np.testing.assert_allclose(result[:, 1:].mean(axis=0), 0, atol=1e-10)
    np.testing.assert_allclose(result[:, 1:].std(axis=0), 1, atol=1e-10)
    np.testing.assert_allclose(result * std + mean, X, atol=1e-12)


@given(st.lists(st.integers(0, 6), min_size=1))
def test_one_hot_rows_name_their_label(labels):
    rows = data.one_hot(labels)
    assert rows.shape == (len(labels), max(labels) + 1)
    assert rows.argmax(axis=1).tolist() == labels
    assert (rows.sum(axis=1) == 1).all()
    assert data.one_hot(labels, 9).shape == (len(labels), 9)


WRONG = [
    (lambda: data.moons(1), ValueError, "n must be a whole number, at least 2, got 1"),
    (lambda: data.moons(10, noise=-1), ValueError, "noise must be at least 0"),
    (lambda: data.moons(10, rng="seed"), TypeError, "rng must be None"),  # type: ignore[arg-type]
    (
        lambda: data.spirals(10, arms=1),
        ValueError,
        "arms must be a whole number, at least 2",
    ),
    (lambda: data.split([1, 2], [1]), ValueError, r"got the shapes \(2,\) and \(1,\)"),
    (lambda: data.split([1], [1]), ValueError, "at least 2 samples"),
    (
        lambda: data.split([1, 2], [1, 2], 1.0),
        ValueError,
        "fraction must be above 0 and below 1, got 1.0",
    ),
    (lambda: data.standardise([1.0, 2.0]), ValueError, r"got the shape \(2,\)"),
    (lambda: data.one_hot([0, 3], 3), ValueError, "labels must be from 0 to 2, got 3"),
    (lambda: data.one_hot([-1]), ValueError, "labels must be from 0 to 0, got -1"),
    (lambda: data.one_hot([0.5]), TypeError, "labels must be a list of integers"),
]


@pytest.mark.parametrize(
    ("wrong", "kind", "message"), WRONG, ids=[message for _, _, message in WRONG]
)
def test_errors_say_what_is_wrong(wrong, kind, message):
    with pytest.raises(kind, match=message):
        wrong()


# --- digits ---


def test_digits_are_scaled():
    X, y = data.digits()
    assert (X.shape, X.dtype, y.shape, y.dtype) == (
        (1797, 64),
        np.float64,
        (1797,),
        np.int64,
    )
    assert (X.min(), X.max()) == (0.0, 1.0)
    assert sorted(set(y.tolist())) == list(range(10))
    assert set((X * 16).ravel().tolist()) == set(range(17))


def test_digits_without_scikit_learn(monkeypatch):
    monkeypatch.setitem(sys.modules, "sklearn.datasets", None)
    with pytest.raises(
        ImportError, match=r"not installed: run `pip install 'chalkgrad\[data\]'`"
    ):
        data.digits()


# --- MNIST ---

IMAGES, LABELS = "images-idx3-ubyte", "labels-idx1-ubyte"
TRAIN, TEST = 5, 3


def image_file(n, seed=0, side=28):
    pixels = np.random.default_rng(seed).integers(
        0, 256, n * side * side, dtype=np.uint8
    )
    pixels[:2] = 0, 255
    return struct.pack(">4I", 2051, n, side, side) + pixels.tobytes()


def label_file(labels):
    return struct.pack(">2I", 2049, len(labels)) + bytes(labels)


def write(folder, name, content, packed):
    folder.mkdir(exist_ok=True)
    (folder / name).unlink(missing_ok=True)
    (folder / f"{name}.gz").unlink(missing_ok=True)
    if packed:
        (folder / f"{name}.gz").write_bytes(gzip.compress(content, mtime=0))
    else:
        (folder / name).write_bytes(content)


@pytest.fixture(params=[True, False], ids=["gz", "plain"])
def packed(request):
    return request.param


@pytest.fixture
def folder(tmp_path, packed):
    return write_all(tmp_path, packed)


@pytest.fixture(scope="module")
def folder_of_one(tmp_path_factory):
    """For many examples of one test, which puts back what it changes."""
    return write_all(tmp_path_factory.mktemp("mnist"), packed=True)


def write_all(folder, packed):
    write(folder, f"train-{IMAGES}", image_file(TRAIN), packed)
    write(folder, f"train-{LABELS}", label_file(range(TRAIN)), packed)
    write(folder, f"t10k-{IMAGES}", image_file(TEST, seed=1), packed)
    write(folder, f"t10k-{LABELS}", label_file([9] * TEST), packed)
    return folder


def check(mnist, dtype=np.float64):
    pixels = np.frombuffer(image_file(TRAIN)[16:], np.uint8).reshape(TRAIN, 784)
    assert mnist.train_images.dtype == dtype
    np.testing.assert_array_equal(mnist.train_images, pixels.astype(dtype) / dtype(255))
    assert (mnist.train_images.min(), mnist.train_images.max()) == (0.0, 1.0)
    assert mnist.test_images.shape == (TEST, 784)
    assert mnist.train_labels.tolist() == [0, 1, 2, 3, 4]
    assert mnist.test_labels.tolist() == [9, 9, 9]
    assert mnist.test_labels.dtype == np.int64
    mnist.train_images[0, 0] = 0.5  # one's own, not a view of the file


def test_mnist_from_a_path_or_from_the_environment(folder, monkeypatch):
    monkeypatch.delenv("CHALKGRAD_DATA", raising=False)
    check(data.mnist(folder))
    check(data.mnist(str(folder), dtype="float32"), np.float32)
    monkeypatch.setenv("CHALKGRAD_DATA", str(folder))
    check(data.mnist())
    monkeypatch.setenv("CHALKGRAD_DATA", "/nowhere")
    check(data.mnist(folder))


def test_mnist_in_a_folder_of_that_name(folder, tmp_path_factory, monkeypatch):
    outside = tmp_path_factory.mktemp("data")
    folder.rename(outside / "mnist")
    monkeypatch.setenv("CHALKGRAD_DATA", str(outside))
    check(data.mnist())
    check(data.mnist(outside))


ONE = image_file(TRAIN)
DAMAGED = {  # which file, what is in it, what the message says beside the file's name
    "truncated": (
        "train-" + IMAGES,
        ONE[:-1],
        r"expected 5 × 28 × 28 = 3,920 bytes after the header.*found 3,919",
    ),
    "too long": ("train-" + IMAGES, ONE + b"!", "found 3,921"),
    "no header": (
        "train-" + IMAGES,
        ONE[:9],
        "expected a header of 16 bytes, found 9 bytes",
    ),
    "empty": ("t10k-" + LABELS, b"", "expected a header of 8 bytes, found 0 bytes"),
    "swapped": (
        "train-" + LABELS,
        ONE,
        "expected the magic number 2049 of a file of labels, found 2051, that of images",
    ),
    "magic": (
        "train-" + IMAGES,
        b"<html>" + ONE[6:],
        "expected the magic number 2051 of a file of images, found 1013",
    ),
    "sides": (
        "t10k-" + IMAGES,
        image_file(TEST, side=8),
        "expected images of 28 × 28 pixels, found 8 × 8",
    ),
    "huge": ("t10k-" + IMAGES, struct.pack(">4I", 2051, *[2**32 - 1] * 3), "found 0"),
    "none": (
        "t10k-" + LABELS,
        label_file([]),
        "expected at least one of the labels, found none",
    ),
    "label": (
        "t10k-" + LABELS,
        label_file([0, 10, 2]),
        "expected labels from 0 to 9, but number 1 is 10",
    ),
    "count": (
        "train-" + LABELS,
        label_file([1, 2]),
        "holds 5 images, but .* 2 labels: they do not belong together",
    ),
}


@pytest.mark.parametrize("damage", DAMAGED)
def test_a_damaged_file_is_named(folder, packed, damage):
    name, content, message = DAMAGED[damage]
    write(folder, name, content, packed)
    with pytest.raises(ValueError, match=message) as error:
        data.mnist(folder)
    assert name in str(error.value)
    assert "https://" in str(error.value) or damage in ("swapped", "sides")


@pytest.mark.parametrize("packed", [True], indirect=True)
@pytest.mark.parametrize(
    "cut", [slice(0, -9), slice(0, 5), slice(3, None), slice(0, 40)], ids=str
)
def test_a_damaged_gzip_file_is_named(folder, packed, cut):
    file = folder / f"train-{IMAGES}.gz"
    file.write_bytes(file.read_bytes()[cut])
    with pytest.raises(
        ValueError,
        match=rf"train-{IMAGES}.gz: expected a whole gzip file, but unpacking fails",
    ):
        data.mnist(folder)


@given(place=st.integers(0, 300), byte=st.integers(0, 255))
def test_any_damage_is_a_clear_error_or_harmless(folder_of_one, place, byte):
    """Whatever a byte becomes, the result is pictures of the right shape or a ValueError that names the file."""
    file = folder_of_one / f"t10k-{LABELS}.gz"
    whole = file.read_bytes()
    place %= len(whole)
    try:
        file.write_bytes(whole[:place] + bytes([byte]) + whole[place + 1 :])
        found, message = data.mnist(folder_of_one).test_labels.size, file.name
    except ValueError as error:
        found, message = TEST, str(error)
    finally:
        file.write_bytes(whole)
    assert found == TEST
    assert file.name in message


def test_missing_files_are_listed(folder, monkeypatch):
    for file in folder.glob(f"*{LABELS}*"):
        file.unlink()
    with pytest.raises(
        FileNotFoundError,
        match=f"missing train-{LABELS}, t10k-{LABELS} .*CHALKGRAD_DATA",
    ):
        data.mnist(folder)
    with pytest.raises(FileNotFoundError, match=r"there is no folder .*nowhere"):
        data.mnist(folder / "nowhere")
    monkeypatch.setenv("CHALKGRAD_DATA", "")
    with pytest.raises(
        FileNotFoundError,
        match="given no path, and CHALKGRAD_DATA is not set: get the four",
    ):
        data.mnist()
    with pytest.raises(
        TypeError, match="dtype must be a type of floats such as 'float64', got 'uint8'"
    ):
        data.mnist(folder, dtype="uint8")


@pytest.mark.slow
def test_the_real_mnist():
    place = (
        os.environ.get("CHALKGRAD_DATA")
        or Path(__file__).parents[2] / "shared" / "data"
    )
    if not Path(place).is_dir():
        pytest.skip(
            "MNIST is not here: set CHALKGRAD_DATA"
        )  # which fails in CI: see conftest.py
    mnist = data.mnist(place, dtype="float32")
    assert mnist.train_images.shape == (60_000, 784)
    assert mnist.test_images.shape == (10_000, 784)
    assert mnist.train_labels[:5].tolist() == [5, 0, 4, 1, 9]
    assert np.bincount(mnist.test_labels).tolist() == [
        980,
        1135,
        1032,
        1010,
        982,
        892,
        958,
        1028,
        974,
        1009,
    ]
    assert mnist.train_images.mean() == pytest.approx(
        0.1307, abs=1e-4
    )  # the mean that everybody subtracts
