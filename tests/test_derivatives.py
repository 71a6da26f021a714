"""∂ is the slope of one arrow, d the whole derivative; two places of one parent have names."""

import pytest

from autograd import Value, apply, dot, maximum
from autograd.rule import Rule
from viz.text.derivatives import (
    partial,
    partial_latex,
    place_marks,
    whole,
    whole_latex,
)

JOINED = ["e", "w1", "w_1", "w11^(2)", "x̂", "α", "v12", "L", "宽", "x'"]
APART = ["loss", "E_total", "net_h1", "theta_1", "x_hat", "损失", "2", "a b", "W_ij"]


@pytest.mark.parametrize("name", JOINED)
def test_a_letter_joins_the_d(name):
    assert whole(name, name) == f"d{name}/d{name}"


@pytest.mark.parametrize("name", APART)
def test_a_word_keeps_its_distance_from_the_d(name):
    assert whole("e", name) == f"de/d {name}"
    assert whole(name, "e") == f"d {name}/de"


def test_a_partial_has_no_space():
    assert partial("E_total", "out_h1") == "∂E_total/∂out_h1"


def test_the_d_of_a_whole_derivative_is_upright():
    assert whole_latex("e", "b") == r"\frac{\mathrm{d}e}{\mathrm{d}b}"
    assert whole_latex(r"E_{\mathrm{total}}", r"\text{损失}") == (
        r"\frac{\mathrm{d}E_{\mathrm{total}}}{\mathrm{d}\,\text{损失}}"
    )
    assert whole_latex(r"{\mathrm{net}_{h1}^{2}}", r"\hat{x}") == (
        r"\frac{\mathrm{d}\,{\mathrm{net}_{h1}^{2}}}{\mathrm{d}\hat{x}}"
    )


def test_a_partial_in_latex_has_its_place_behind_it():
    assert partial_latex("u", "s") == r"\frac{\partial u}{\partial s}"
    assert partial_latex("u", "s", " (左)") == (
        r"\frac{\partial u}{\partial s}\text{ (左)}"
    )


def test_only_a_parent_at_several_places_has_them_named():
    s, t = Value(3, "s"), Value(2, "t")
    assert place_marks(s) == ()
    assert place_marks(s * t) == place_marks(s * 2) * 2 == ("", "")
    assert place_marks(s / s) == (" (left)", " (right)")
    assert place_marks(maximum(s, s), "zh") == (" (左)", " (右)")


def test_places_are_counted_as_they_are_read():
    s, t = Value(3, "s"), Value(2, "t")
    u = dot([s, t], [t, s])  # s·t + t·s, recorded as s, t, t, s
    assert place_marks(u) == (" (1st)", " (3rd)", " (2nd)", " (4th)")
    assert place_marks(dot([s, 1, t], [2, s, 1]))[:1] == (" (1st)",)
    many = place_marks(dot([s] * 12, [s] * 12), "en")
    assert sorted(many) == sorted(
        f" ({n})"
        for n in (
            *("1st", "2nd", "3rd", "4th", "5th", "6th", "7th", "8th", "9th"),
            *("10th", "11th", "12th", "13th", "14th", "15th", "16th", "17th"),
            *("18th", "19th", "20th", "21st", "22nd", "23rd", "24th"),
        )
    )
    assert place_marks(dot([s] * 2, [s] * 2), "zh")[0] == " (第 1 个)"


def test_a_black_box_counts_its_arguments():
    mystery = Rule(
        name="mystery",
        symbol="?",
        forward=lambda m, x, y, z: float(x) + float(y) + float(z),
        partials=lambda m, v, x, y, z: (1.0, 1.0, float(z) * 0 + 1.0),
    )
    s = Value(1, "s")
    assert place_marks(apply(mystery, s, 2, s)) == (" (1st)", " (3rd)")
