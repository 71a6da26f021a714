"""Verdicts of gradcheck: functions of which it is known what is wrong, if anything, and the numbers that prove it."""

import math
import random
from dataclasses import replace

import numpy as np
import pytest

from autograd import (
    RULES,
    Rule,
    Value,
    apply,
    exp,
    gradcheck,
    leaky_relu,
    log,
    maximum,
    minimum,
    relu,
    sqrt,
    stop_gradient,
    tanh,
)
from autograd.nn import Dropout

COARSE = "step too coarse here"
RANDOM = random.Random(0)
DROPOUT = Dropout(0.5, rng=0)
BY_FLOATS = Rule("same", "=", lambda m, x: float(x), lambda m, z, x: (1.0,))
BENDS = Rule(
    "ramp", "r", lambda m, x: m.maximum(x, 0.0),
    lambda m, z, x: (m.where(m.less(0.0, x), 1.0, 0.0),),
)  # fmt: skip


def wrong(name, factor=1.5):
    """A row of the table with partials that are off by a factor."""
    right = RULES[name].partials
    return replace(
        RULES[name],
        partials=lambda m, z, *x: tuple(factor * slope for slope in right(m, z, *x)),
    )


def applied(rule, *others):
    """A rule as a function of its first argument."""
    return lambda x: apply(rule, x, *others)


def two_paths(x):
    return x if x > 0 else -x


def jumps(x):
    return x + 1.0 if x >= 0 else x + 0.0


CASES = {
    # smooth, of all sizes
    "tanh": (lambda x: tanh(x) * x, 0.5, "ok"),
    "large": (lambda x: 1e9 * x.sin(), 0.3, "ok"),
    "small": (lambda x: 1e-9 * x.sin(), 0.3, "ok"),
    "small slope at large x": (lambda x: (1e-9 * x).sin(), 1e9, "ok"),
    "large x": (log, 1e9, "ok"),
    "parabola with a steep side": (lambda x: (1e5 * x) ** 2, 1e-8, "ok"),
    # constant exponents
    "x² at 0": (lambda x: x**2, 0.0, "ok"),
    "x² left of 0": (lambda x: x**2, -3.0, "ok"),
    "x³ beside 0": (lambda x: x**3, -1e-7, "ok"),
    "1/x left of 0": (lambda x: x**-1, -2.0, "ok"),
    "x⁰ at 0": (lambda x: x**0, 0.0, "ok"),
    "x^2.5": (lambda x: x**2.5, 2.0, "ok"),
    "x⁻¹ beside 0": (lambda x: x**-1, 1e-8, "domain edge"),
    "x⁻² beside 0": (lambda x: x**-2, 1e-7, "domain edge"),
    "√ as a power": (lambda x: x**0.5, 0.0, "domain edge"),
    "x^1.5 at 0": (lambda x: x**1.5, 0.0, "domain edge"),
    "x⁻¹ at 0": (lambda x: x**-1, 0.0, "not finite"),
    # steep
    "a tone": (lambda t: (2 * math.pi * 440 * t).sin(), 1000.0, COARSE),
    "a narrow bell": (lambda x: exp(-((x / 1e-7) ** 2)), 1e-8, COARSE),
    "a steep exponential": (lambda t: (1e5 * t).exp(), 1e-5, COARSE),
    "one that overflows": (lambda x: (1e9 * x).exp(), 0.0, COARSE),
    "a steep sigmoid": (lambda x: (1e7 * x).sigmoid(), 1e-8, COARSE),
    "a narrow resonance": (lambda x: 1 / (1 + (x / 1e-7) ** 2), 1e-7, COARSE),
    "a smooth |x|": (lambda x: sqrt(x * x + 1e-20), 1e-7, COARSE),
    "a steep logarithm": (lambda x: log(1 + (1e6 * x) ** 2), 1e-6, COARSE),
    "a kink that it avoids": (lambda x: relu(1 + (x / 1e-7) ** 4), 1e-7, COARSE),
    "sin at large x": (lambda x: x.sin(), 1e9, COARSE),
    "a cube at small x": (lambda x: 1e27 * x**3, 1e-9, COARSE),
    # edges of domains
    "log": (log, 1e-7, "domain edge"),
    "sqrt at 0": (sqrt, 0.0, "domain edge"),
    "asin at 1": (lambda x: x.asin(), 1.0, "domain edge"),
    "log of x²": (lambda x: log(x * x), 1e-7, "domain edge"),
    "tan over its pole": (lambda x: x.tan(), math.pi / 2 - 1e-8, "domain edge"),
    "√relu": (lambda x: sqrt(relu(x)), -1.0, "domain edge"),
    "log of −1": (log, -1.0, "not finite"),
    "overflow": (exp, 1000.0, "not finite"),
    # kinks
    "relu": (relu, 0.0, "kink"),
    "relu beside its kink": (relu, 1e-8, "kink"),
    "relu at a large number": (lambda x: relu(x - 1e6), 1e6, "kink"),
    "large relu": (lambda x: 1e9 * relu(x), 0.0, "kink"),
    "relu beside a power": (lambda x: x**2 + relu(x), 0.0, "kink"),
    "relu in an exponential": (lambda x: exp(relu(x)), 0.0, "kink"),
    "a kink that agrees": (abs, 0.0, "ok"),
    "a jump": (lambda x: x.step(), 0.0, "kink"),
    "a kink and a steep slope": (
        lambda x: 1e5 * relu(x) + (1e7 * x).tanh(), 0.0, "kink"),
    "a row that bends unsaid": (lambda x: apply(BENDS, x - 3), 3.0, "kink"),
    "two paths": (two_paths, 0.0, "kink"),
    "max of Python": (lambda x: max(x, 2 * x), 0.0, "kink"),
    "no kink: relu²": (lambda x: relu(x) ** 2, 0.0, "ok"),
    "no kink: elu": (lambda x: x.elu(), 0.0, "ok"),
    # kinks that cancel
    "relu(x) − relu(−x)": (lambda x: relu(x) - relu(-x), 0.0, "kink"),
    "|x| + x − 2 relu(x)": (lambda x: abs(x) + x - 2 * relu(x), 0.0, "kink"),
    "max + min": (lambda x: maximum(x, 0.0) + minimum(x, 0.0), 0.0, "ok"),
    "a leaky one": (lambda x: relu(x) - leaky_relu(x, 0.5) * 3, 0.0, "kink"),
    "x sign(x)": (lambda x: x.sign() * x, 0.0, "kink"),
    "x² sign(x)": (lambda x: x.sign() * x**2, 0.0, "ok"),
    "a kink within a step": (lambda x: abs(1e9 * x), 1e-9, "kink"),
    # numbers behind the engine's back
    ".data": (lambda x: x * x.data, 3.0, "not recorded"),
    "float()": (lambda x: x * float(x), -3.0, "not recorded"),
    "int()": (lambda x: x * int(x), 2.0, "not recorded"),
    "math": (lambda x: math.exp(x.data) * x, 2.0, "not recorded"),
    "math that raises": (lambda x: log(x) * math.log(x.data), 1e-7, "not recorded"),
    "a new leaf": (lambda x: Value(x.data) * 3, 1.0, "not recorded"),
    "stop_gradient()": (lambda x: x * stop_gradient(x), 3.0, "not recorded"),
    "detach()": (lambda x: x * x.detach(), 3.0, "changed gradient"),
    "detach() of what does not matter": (lambda x: x + 0 * x.detach(), 3.0, "ok"),
    "no graph": (lambda x: 2.0 * x.data, 3.0, "not recorded"),
    "beside a power": (lambda x: (x * x.data - 3) ** 2, -0.5, "not recorded"),
    "large numbers": (lambda x: x * abs(x.data), 1e9, "not recorded"),
    "32 bits": (lambda x: x.sin() + np.float32(x.data), 0.3, "not recorded"),
    "a steep one": (
        lambda x: exp(-((x / 1e-7) ** 2)) * x.data, 1e-8, "not recorded"),
    "a number that overflows": (lambda x: Value(math.exp(min(1e9 * x.data, 709.0))), 0.0,
                           "not recorded"),
    "both sides of a kink": (lambda x: x + abs(x.data), 0.0, "not recorded"),
    "a jump of one's own": (jumps, 0.0, "not recorded"),
    # rounding
    "a large constant": (lambda x: 1e16 + 3.0 * x, 1.0, "ok"),
    "there and back": (lambda x: (x + 1e12) - 1e12, 1.0, "ok"),
    "without complex numbers": (
        lambda x: 1e16 + apply(BY_FLOATS, x), 1.0, "cancellation"),
    "there and back without": (
        lambda x: (apply(BY_FLOATS, x) + 1e12) - 1e12, 1.0, "cancellation"),
    # random
    "f overflows": (lambda x: (1e9 * x).sinh() * x.data, 1e-9, "not recorded"),
    "a random factor": (lambda x: x * RANDOM.random(), 1.0, "random f"),
    "a random factor at 0": (lambda x: x * RANDOM.random(), 0.0, "random f"),
    "a little noise": (lambda x: x * x + 1e-10 * RANDOM.random(), 1.0, "random f"),
    "dropout": (
        lambda x: sum(DROPOUT([x] * 20)), 1.0, "random f"),
    # wrong partials
    **{
        f"wrong {name}": (applied(wrong(name)), 0.4, "wrong partial")
        for name in ("exp", "log", "sqrt", "sin", "tan", "asin", "tanh", "erf",
                     "sigmoid", "gelu", "softplus", "elu", "relu", "neg")
    },
    **{
        f"wrong {name}": (applied(wrong(name), 3.0), 0.4, "wrong partial")
        for name in ("add", "sub", "mul", "div", "pow", "minimum", "dot")
    },
    "wrong by 1 %": (lambda x: apply(wrong("exp", 1.01), x), 1.0, "wrong partial"),
    "wrong, 0": (lambda x: apply(wrong("exp", 0.0), x), 1.0, "wrong partial"),
    "wrong and large": (
        lambda x: 1e9 * apply(wrong("exp"), x), 1.0, "wrong partial"),
    "wrong and steep": (
        lambda x: (1e5 * apply(wrong("sin"), x)).exp(), 1e-5, "wrong partial"),
    "wrong beside a kink": (
        lambda x: 3 * apply(wrong("exp"), x) + relu(x), 0.0, "wrong partial"),
    "wrong beside a constant": (
        lambda x: 1e16 + apply(wrong("square"), x), 1.0, "wrong partial"),
    "wrong beside an edge": (
        lambda x: apply(wrong("tan"), 1e7 * x), -2.5e-8, "wrong partial"),
    "wrong and beyond all numbers": (
        lambda x: apply(wrong("expm1"), 1e9 * x), 0.0, "wrong partial"),
    "wrong on a hill that is stepped over": (
        lambda x: apply(wrong("square", 0.0), 1e9 * x + 0.5).tanh(), -1e-9, "wrong partial"),
    "wrong with a whole exponent that varies": (
        lambda x: apply(wrong("pow"), x, Value(-2.0)), -2.0, "wrong partial"),
    "wrong at a kink": (
        lambda x: apply(wrong("maximum", -1.0), x, 1.0), 1.0, "wrong partial"),
    "wrong at a kink that is none": (
        lambda x: apply(wrong("maximum", 1.01), x, x), 2.0, "wrong partial"),
}  # fmt: skip


@pytest.mark.parametrize("name", CASES)
def test_the_verdict_is_the_known_one(name):
    f, x, verdict = CASES[name]
    report = gradcheck(f, [x], raise_exception=False)
    (row,) = report.rows
    assert row.verdict == verdict, row.reason
    assert bool(report) == (verdict == "ok")
    if verdict != "ok":
        assert any(character.isdigit() for character in row.reason)


def reason(f, *xs):
    return gradcheck(f, xs, raise_exception=False).rows[-1].reason


def test_what_is_not_recorded_is_proved_by_two_slopes():
    said = reason(lambda x: x * x.data, 3.0)
    assert "within 3e-6 f has slope 6, but its recorded graph has slope 3" in said
    said = reason(lambda w, b: ((w * 1.0 + b.data) - 3) ** 2, 0.5, 0.25)
    assert "f has slope −4.5, but its recorded graph has slope 0" in said


def test_kinks_that_cancel_are_told_with_the_slope_and_the_convention():
    said = reason(lambda x: relu(x) - relu(-x), 0.0)
    assert said.startswith("kink of relu at 0; the function has slope 1 on both sides")
    assert "the convention gives 0" in said
    assert "kinks of v1 = relu(x0), v3 = relu(v2)" in said


def test_where_both_slopes_are_one_nothing_is_said_about_numbers_between():
    assert reason(lambda x: maximum(x, 0.0) + minimum(x, 0.0), 0.0) == ""
    between = "left slope −1, right slope 1: any number between is valid"
    assert between in reason(abs, 0.0)
    neither = reason(lambda x: relu(x) - leaky_relu(x, 0.5) * 3, 0.0)
    assert neither.startswith("left slope −1.5, right slope −2: any number between")


def test_a_convention_that_is_no_slope_between_is_told():
    said = reason(lambda x: abs(x) + 2.0 * x - 4.0 * relu(x) + relu(-x), 0.0)
    assert "left slope 0, right slope −1, but the conventions give 2" in said


def test_a_jump_is_told_with_both_numbers():
    assert "f jumps from 1 to 0 on the left" in reason(lambda x: x.step(), 0.0)
    upside_down = reason(lambda x: (-x).step(), 0.0)
    assert "f jumps from 1 to 0 on the right" in upside_down


def test_a_step_that_is_too_coarse_is_proved_by_smaller_ones():
    said = reason(lambda t: (1e5 * t).exp(), 1e-5)
    assert said.startswith(
        "with steps 1e-6, 1e-7, 1e-8 the slope is 272281, 271833, 271828"
    )
    assert said.endswith("the analytic one, 271828; take eps=1e-8")


def test_an_edge_is_told_with_what_the_constant_exponent_needs():
    assert "pow needs x ≠ 0" in reason(lambda x: x**-1, 1e-8)
    assert "pow needs x > 0" in reason(lambda x: x**0.5, 0.0)
    assert "pow needs x ≠ 0" in reason(lambda x: x**-1, 0.0)


def test_a_random_function_is_told_with_both_results_and_the_cure():
    said = reason(lambda x: x + RANDOM.random(), 1.0)
    assert said.startswith("f gives different results at the same point, 1.")
    assert said.endswith("call .eval() or fix the seed")
    said = reason(lambda x: x * RANDOM.random(), 0.0)
    assert said.startswith("f gives different gradients at the same point, 0.")


def test_the_wrong_partial_that_disturbs_most_is_named():
    slightly, badly = wrong("sin", 1.01), wrong("exp", 3.0)
    said = reason(lambda x: apply(slightly, x) + apply(badly, x), 1.0)
    assert (
        "rule 'exp', node v2 = exp(x0): the partial for argument 1 is 8.15485" in said
    )
    assert said.endswith("the slope of its forward column is 2.71828")
