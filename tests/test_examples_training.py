"""Every number that examples 17 to 20 compare with the lecture notes, and what they say that one sees.

`test_examples.py` runs the examples and compares what they print with examples/expected, so it is enough to read that.
"""

import math
import re

import pytest

from tests.test_examples_notes import WORKED, is_compared, is_near, table


def floats(cells):
    return [float(cell) for cell in cells]


@pytest.mark.parametrize(
    ("stem", "key", "title"),
    [
        ("17_initialisation", "003-init-scales", "The two scales"),
        ("17_initialisation", "003-init-relu-cov", "Relu of a number"),
        ("19_curve_fitting", "001-example2-curve", "The curve"),
        ("19_curve_fitting", "001-example2-sign", "J for a = 0.5"),
        ("20_optimisers", "003-optimisers", "Three steps"),
    ],
)
def test_numbers_beside_the_notes(stem, key, title):
    rows = table(stem, title)
    for name, entry in WORKED[key].items():
        assert is_compared(rows[name], entry), (name, rows[name], entry)


# --- 17: initialisation ---


@pytest.mark.parametrize(
    ("key", "title"),
    [
        ("003-init-0.05", "tanh, w = 0.05"),
        ("003-init-0.01", "tanh, w = 0.01"),
        ("003-init-xavier", "tanh, w = 1/√n"),
    ],
)
def test_the_spread_of_each_layer(key, title):
    rows = table("17_initialisation", f"{title}, n_in")
    for name, entry in WORKED[key].items():
        limit, wide, *narrow = rows[name]
        assert is_near(limit, entry["correct"]), name
        assert float(wide) == pytest.approx(entry["correct"], rel=0.015, abs=0.002), (
            name
        )
        if "std" in name:
            assert float(narrow[0]) == pytest.approx(entry["correct"], rel=0.25), name
    assert rows.keys() - {"quantity"} == WORKED[key].keys()


def test_relu_loses_half_of_the_mean_square_and_the_larger_scale_makes_up_for_it():
    xavier = table("17_initialisation", "relu, w = 1/√n, ")
    he = table("17_initialisation", "relu, w = 1/√(n/2), ")
    for k in range(1, 7):
        name = f"√(mean h²) of layer {k}"
        assert float(xavier[name][0]) == pytest.approx(0.5 ** (k / 2), rel=0.06)
        assert float(he[name][0]) == pytest.approx(1.0, rel=0.06)


def test_the_gradients_that_come_back():
    wide, narrow = (
        table("17_initialisation", title)
        for title in ("Spread of the gradients", "The same, width 32")
    )
    shapes = {  # what is left at layer 1
        "tanh, w = 0.05": (4.0, 8.0),
        "tanh, w = 0.01": (0.05, 0.15),
        "tanh, w = 1/√n": (0.35, 0.65),
        "relu, w = 1/√n": (0.5**2.5 * 0.8, 0.5**2.5 * 1.2),
        "relu, w = 1/√(n/2)": (0.7, 1.3),
    }
    assert shapes.keys() == wide.keys() - {"run"} == narrow.keys() - {"run"}
    for rows in (wide, narrow):
        for name, (low, high) in shapes.items():
            assert low < float(rows[name][0]) < high, name
            assert float(rows[name][-1]) == pytest.approx(1.0, rel=0.05)


# --- 18: XOR ---


def test_the_table_that_004_prints_is_that_of_xnor():
    rows = table("18_xor", "Is the table")
    counts = table("18_xor", "Threshold neurons")
    for name, entry in WORKED["004-xor"].items():
        assert is_compared((rows | counts)[name], entry), name
    verdicts = {name: cells[-1] for name, cells in rows.items() if name != "quantity"}
    assert {name.partition("(")[0]: verdict for name, verdict in verdicts.items()} == {
        "XOR": "differs",
        "XNOR": "agrees",
    }


def test_one_neuron_fails_and_a_hidden_layer_succeeds_from_some_starts():
    rows = {
        name: floats(cells)
        for name, cells in table("18_xor", "After training").items()
        if name != "model"
    }
    assert rows.pop("logistic unit") == [round(math.log(2), 3), 0.5, 0.5, 0.5, 0.5]
    solved = [name for name, (loss, *_) in rows.items() if loss < 0.01]
    stuck = [
        name
        for name, (loss, *_) in rows.items()
        if loss == pytest.approx(math.log(2) / 2, abs=0.002)
    ]
    assert solved
    assert stuck
    assert len(solved) + len(stuck) == len(rows) == 8
    assert "2-2-1, start 5" in solved, "the one that is drawn"
    for name in solved:
        assert rows[name][1:] == pytest.approx([0, 1, 1, 0], abs=0.02)
    for name in stuck:
        assert rows[name].count(0.5) == 2


# --- 19: curve fitting ---


def test_down_on_the_printed_sign_is_up_on_the_error():
    text = next(
        line
        for line in table("19_curve_fitting", "J for a = 0.5")
        if line.startswith("Going down")
    )
    course = floats(re.findall(r"(-\d[\d.]*) after", text))
    assert course == sorted(course, reverse=True)
    assert course[0] < 0
    assert course[-1] < 1000 * course[0]


def test_starts_differ_without_weight_decay_and_agree_on_too_little_with_too_much():
    rows = table("19_curve_fitting", "After 100 steps")
    lines = {
        decay: [floats(rows[f"λ = {decay}, start {k}"]) for k in range(3)]
        for decay in ("0", "0.003", "0.02")
    }
    noise_floor = WORKED["001-example2-curve"][
        "noise-floor of J (uniform noise, lambda=0)"
    ]["correct"]
    for start in range(3):
        data_term, _, squares = zip(*(lines[decay][start] for decay in lines))
        assert list(squares) == sorted(squares, reverse=True)
        assert data_term[-1] > 5 * noise_floor
    spreads = {decay: max(fits)[0] / min(fits)[0] for decay, fits in lines.items()}
    assert spreads["0.02"] < 1.2 < spreads["0"]
    fits_noise, follows_curve = lines["0"][2], lines["0.003"][2]
    assert fits_noise[0] < noise_floor < follows_curve[0]
    assert follows_curve[1] < fits_noise[1] / 2


# --- 20: optimisers ---


def test_gradient_descent_diverges_beyond_its_limit():
    rows = {
        name: floats(cells)
        for name, cells in table("20_optimisers", "Gradient descent").items()
        if name != "α"
    }
    for name, heights in rows.items():
        assert heights[0] == 20.5
        assert (heights[-1] > heights[0]) == (float(name) > 2 / 25), name
    assert rows["0.01"][-1] > rows["0.04"][-1] > rows["0.07"][-1]


def test_who_arrives():
    rows = {name.partition(",")[0]: floats(cells) for name, cells in table("20_optimisers", "All of them").items()
            if name != "optimiser"}  # fmt: skip
    assert len(rows) == 6
    for name, heights in rows.items():
        assert heights[3] < heights[0], name
    assert rows["Nesterov"][-1] < rows["heavy ball"][-1] < rows["gradient descent"][-1]
    assert rows["RMSProp"][-1] > 1000 * rows["RMSProp"][-2], "it was thrown out"
    assert rows["AdaGrad"][-1] < 1e-6
