"""What examples 21 to 25 say that one sees, and the numbers that they compare with the lecture notes.

`test_examples.py` runs the examples and compares what they print with examples/expected, so it is enough to read that.
"""

import math
import re
from pathlib import Path

import numpy as np
import pytest

from autograd import Value, gradients, total
from autograd.nn import MLP, data, l2, mixed
from tests.test_examples_notes import WORKED, is_compared, table

EXPECTED = Path(__file__).parent.parent / "examples/expected"


def text(stem):
    return (EXPECTED / f"{stem}.txt").read_text("utf-8")


def floats(cells):
    """The numbers of some cells; per cent as fractions."""
    return [
        float(cell.rstrip("%")) / (100 if cell.endswith("%") else 1) for cell in cells
    ]


# --- 21: over-fitting ---


def test_the_mask_of_dropout():
    rows = table("21_overfitting", "003: the mask")
    for name, entry in WORKED["003-dropout"].items():
        assert is_compared(rows[name], entry), name
    assert rows.keys() - {"quantity"} == WORKED["003-dropout"].keys()


def remedies():
    """{a word of the remedy: (epochs, loss, validation loss, right, largest |w|, share of small ones)}."""
    rows = table("21_overfitting", "Where each run ends")
    words = {
        "nothing": "nothing",
        "validation": "by validation",
        "training": "by training",
        "L2": "L2",
        "L1": "L1",
    }
    words |= {"003": "003", "000": "000"}
    return {
        key: floats(
            next(
                cells
                for name, cells in rows.items()
                if word in name and name != "remedy"
            )
        )
        for key, word in words.items()
    }


def test_the_validation_loss_turns_while_the_training_loss_falls():
    runs = remedies()
    epochs, loss, validation_loss, *_ = runs["nothing"]
    assert loss == min(run[1] for run in runs.values())
    assert (
        validation_loss
        == max(run[2] for run in runs.values())
        > 1.8 * runs["validation"][2]
    )
    assert runs["validation"][0] < runs["training"][0] < epochs
    assert runs["validation"][2] < runs["training"][2]


def test_penalties_and_dropout_help_and_skipped_updates_delay():
    runs = remedies()
    assert (
        max(runs[name][2] for name in ("L2", "L1", "003"))
        < runs["000"][2]
        < runs["nothing"][2]
    )
    assert (
        runs["000"][1] < min(runs[name][1] for name in ("L2", "L1", "003")) < 0.3
    )  # learns the noise like "nothing"
    assert runs["L2"][4] == min(run[4] for run in runs.values())
    assert runs["L1"][5] == max(run[5] for run in runs.values()) > 0.5


@pytest.mark.parametrize("lam", [0.5, 0.9, 0.98])
def test_the_mixture_of_000_has_the_minima_of_a_penalty(lam):
    w = [Value(x) for x in (0.7, -1.3, 0.2)]
    E = total((x - 1.0) ** 4 for x in w)
    mixture = gradients(mixed(E, lam, w), w)
    penalty = gradients(E + l2(w, 2 * (1 - lam) / lam), w)
    assert mixture == pytest.approx([lam * g for g in penalty], rel=1e-12)


# --- 22: universal approximation ---


def widths():
    """{width: the numbers of its line}, None where there is none."""
    rows = table("22_universal_approximation", "Mean squared error")
    return {
        int(D): [None if c == "–" else float(c) for c in cells]
        for D, cells in rows.items()
        if D.isdigit()
    }


def test_the_error_falls_with_the_width_and_stays_below_the_bound():
    rows = widths()
    together = {D: trained for D, (_, trained, _, _) in rows.items() if trained}
    greedy = {D: error for D, (_, _, error, _) in rows.items() if error}
    assert list(together) == [1, 2, 4, 8, 16]
    assert list(greedy) == [1, 2, 3, 4, 5, 6, 7, 8]
    for errors in (together, greedy):
        assert sorted(errors.values(), reverse=True) == list(errors.values())
        assert errors[8] < errors[1] / 100
        assert all(error < 1.3**2 / D for D, error in errors.items())
    for D, (start, trained, _, bound) in rows.items():
        assert bound == pytest.approx(1.3**2 / D, abs=0.005)
        assert start is None or trained < start


def test_the_cosines_are_the_curve_and_their_weights_add_up_to_c():
    k = 2.0 * np.arange(1, 200_001) - 1.0
    weights = 4 / math.pi**2 / k**2
    assert 0.5 + weights.sum() + 0.3 == pytest.approx(1.3, abs=2e-6)
    X, y = data.curve(11, noise=0.0)
    for (x,), f in zip(X, y):
        assert 0.5 - weights @ np.cos(k * math.pi * x) + 0.3 * math.cos(
            2 * math.pi * x - math.pi / 2
        ) == pytest.approx(f, abs=2e-6)


def test_the_curse_of_dimensionality():
    slope = float(re.search(r"L = ([\d.]+)", text("22_universal_approximation"))[1])
    assert slope == pytest.approx(
        WORKED["001-example2-curve"]["dy/dx at 0"]["correct"], abs=5e-4
    )
    rows = table("22_universal_approximation", "The curse")
    for d in (1, 2, 3, 10):
        found = (
            rows[str(d)][0]
            .translate(str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹", "0123456789"))
            .replace("·10", "e")
        )
        assert float(found) == pytest.approx((10 * slope) ** d, rel=0.1)


# --- 23: standard and accumulated BP ---


def test_standard_bp_goes_further_and_accumulated_bp_goes_straight():
    rows = table("23_standard_and_accumulated", "Error of the whole set")
    assert [
        rows[name][0] for name in ("standard BP", "mini-batches of 8", "accumulated BP")
    ] == ["40", "5", "1"]
    ends = [
        float(rows[name][-1])
        for name in ("standard BP", "mini-batches of 8", "accumulated BP")
    ]
    assert ends == sorted(ends)
    assert ends[0] < ends[2] / 4
    epochs = [
        int(rows[name][1].partition(" ")[0])
        for name in ("standard BP", "mini-batches of 8", "accumulated BP")
    ]
    assert epochs == sorted(epochs)
    assert [rows[name][2] == "never" for name in ("standard BP", "accumulated BP")] == [
        False,
        True,
    ]
    falls = [
        tuple(map(int, found))
        for found in re.findall(
            r"fell in (\d+) of (\d+)", text("23_standard_and_accumulated")
        )
    ]
    (all_samples, updates), (one_sample, more_updates) = falls
    assert all_samples == updates == 99
    assert more_updates == 3999
    assert 0.4 < one_sample / more_updates < 0.6


# --- 24: two moons ---


def test_two_moons_with_the_settings_of_the_demo():
    rows = table("24_two_moons", "step")
    for k, cells in rows.items():
        assert float(cells[0]) == pytest.approx(1.0 - 0.9 * int(k) / 100, abs=1e-9)
    assert float(rows["99"][1]) < 0.05 < float(rows["0"][1])
    assert rows["99"][2] == "100%"
    assert "100 of 100 points are right" in text("24_two_moons")


def test_the_size_of_its_graph():
    fused, unfused = map(
        int, re.search(r"has (\d+) nodes; .* have (\d+)", text("24_two_moons")).groups()
    )
    inputs, parameters, hidden, loss = (
        2,
        len(MLP(2, [16, 16, 1]).parameters()),
        2 * 16,
        3,
    )
    assert (
        fused == inputs + parameters + 2 * hidden + 1 + loss
    )  # dot and relu; dot; -1 · s, 1 - that, relu
    products_and_sums = 2 * (16 * 2 + 16 * 16 + 16)
    assert unfused == inputs + parameters + products_and_sums + hidden + loss
    a, b = re.search(r"same loss: ([\d.]+), ([\d.]+)\.", text("24_two_moons")).groups()
    assert a == b


# --- 25: digits ---


def test_ten_digits():
    pytest.importorskip("sklearn")
    _, (_, labels) = data.split(*data.digits(), 0.2, rng=0)
    rows = table("25_digits", "Test:")
    confusion = np.array(
        [[0 if c == "·" else int(c) for c in rows[str(d)]] for d in range(10)]
    )
    assert confusion.sum(axis=1).tolist() == np.bincount(labels).tolist()
    right, count = map(
        int, re.search(r"Test: (\d+) of (\d+)", text("25_digits")).groups()
    )
    assert (np.trace(confusion), confusion.sum()) == (right, count)
    assert right / count >= 0.95
    *_, last = table("25_digits", "The training numbers").values()
    assert float(last[3].rstrip("%")) / 100 == pytest.approx(right / count, abs=5e-4)
