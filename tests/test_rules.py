"""The loop over the table: every row, in every reading, against derivatives found without its partials column.

A new row is tested by being in the table. Each check takes a rule, arguments and constant parameters, and compares one
reading of the row with the truth; `loop` draws the numbers from the row's own domain, away from its kinks.
"""

import itertools
import math
from dataclasses import replace

import mpmath
import numpy as np
import pytest
from hypothesis import Phase, assume, given, settings
from hypothesis import strategies as st

from autograd import RULES, Interval, Rule, Value, apply, gradients
from autograd.dialects import PYTHON, Text
from autograd.readings import ARRAYS, COMPLEX, FLOATS, evaluate, ieee, read_row
from autograd.strategies import arguments, has_margin

every_row = pytest.mark.parametrize("rule", RULES.values(), ids=lambda rule: rule.name)


def close(found, wanted, rtol, atol):
    assert len(found) == len(wanted)
    for a, b in zip(found, wanted):
        assert abs(a - b) <= atol + rtol * abs(b), f"{found} is not {wanted}"


def read(rule, m, x, c):
    """Both columns of a row in the mathematics m: z, partials."""
    z = rule.forward(m, *x, *c)
    return z, rule.partials(m, z, *x, *c)


def slopes(f, x, h):
    """The partial derivatives of f at x by central differences, with Richardson's extrapolation: error O(h^4)."""

    def central(i, h):
        up, down = ([*x[:i], x[i] + d, *x[i + 1 :]] for d in (h, -h))
        return (f(up) - f(down)) / (2.0 * h)

    return [(4.0 * central(i, h / 2) - central(i, h)) / 3.0 for i in range(len(x))]


class _HighPrecision:
    """One more mathematics: 50 digits."""

    pow, abs, maximum, minimum = mpmath.power, mpmath.fabs, max, min

    def __getattr__(self, name):
        return getattr(mpmath, name, None) or read_row(self, name)

    def log2(self, x):
        return mpmath.log(x, 2)

    def cbrt(self, x):
        return mpmath.sign(x) * mpmath.cbrt(abs(x))

    def trunc(self, x):
        return mpmath.sign(x) * mpmath.floor(abs(x))

    def round(self, x):
        return mpmath.nint(x)

    def mod(self, x, y):
        return x - y * mpmath.floor(x / y)

    def floordiv(self, x, y):
        return mpmath.floor(x / y)

    def less(self, x, y):
        return x < y

    def equal(self, x, y):
        return x == y

    def where(self, condition, x, y):
        return x if condition else y

    quick = where


HIGH_PRECISION = _HighPrecision()


def step(rule):
    """The step of differences: small against the width of the domain, too."""
    widths = (interval.high - interval.low for interval in rule.domain)
    return 3e-4 * min([1.0, *(width / 2.0 for width in widths)])


# --- the checks -----------------------------------------------------------------------------------------------------


def floats_against_differences(rule, x, c):
    _, partials = read(rule, FLOATS, x, c)
    close(
        partials,
        slopes(lambda x: rule.forward(FLOATS, *x, *c), x, step(rule)),
        rtol=1e-6,
        atol=1e-7,
    )


def slopes_are_zero(rule, x, c):
    """What a row that stops the gradient says, whatever its forward column does."""
    assert read(rule, FLOATS, x, c)[1] == (0.0,) * len(x)


def floats_against_complex_step(rule, x, c):
    z, partials = read(rule, FLOATS, x, c)
    h = 1e-20
    # Where a function is a quotient, such as sin(x)/x, the complex step itself subtracts terms of the size of z/x.
    terms = abs(z) / min(map(abs, x)) if all(x) else math.inf
    moved = ([*x[:i], complex(x[i], h), *x[i + 1 :]] for i in range(len(x)))
    close(
        partials,
        [complex(rule.forward(COMPLEX, *x, *c)).imag / h for x in moved],
        rtol=1e-12,
        atol=1e-14 + 1e-15 * terms,
    )


def floats_against_exact_differences(rule, x, c):
    _, partials = read(rule, FLOATS, x, c)
    with mpmath.workdps(80):
        exact = [mpmath.mpf(t) for t in x]

        def forward(x):
            return rule.forward(HIGH_PRECISION, *x, *c)

        close(partials, slopes(forward, exact, mpmath.mpf(10) ** -20), 1e-12, 1e-14)


def floats_against_high_precision(rule, x, c):
    z, partials = read(rule, FLOATS, x, c)
    with mpmath.workdps(50):
        exact, exact_partials = read(
            rule, HIGH_PRECISION, [mpmath.mpf(t) for t in x], c
        )
        close([z], [exact], rtol=1e-13, atol=1e-14)
        close(partials, exact_partials, rtol=1e-12, atol=1e-14)


def partials_are_the_derivatives_of_forward(rule, x, c):
    with mpmath.workdps(50):
        x = [mpmath.mpf(t) for t in x]
        _, partials = read(rule, HIGH_PRECISION, x, c)
        along = (
            lambda t, i=i: rule.forward(HIGH_PRECISION, *x[:i], t, *x[i + 1 :], *c)
            for i in range(len(x))
        )
        close(
            partials,
            [mpmath.diff(f, x[i]) for i, f in enumerate(along)],
            rtol=1e-15,
            atol=1e-16,
        )


def arrays_equal_floats(rule, x, c):
    z, partials = read(rule, FLOATS, x, c)
    zs, many = read(rule, ARRAYS, [np.array([t, t]) for t in x], c)
    close(np.broadcast_to(zs, 2), [z, z], rtol=1e-13, atol=1e-14)
    for found, d in zip(many, partials, strict=True):
        close(np.broadcast_to(found, 2), [d, d], rtol=1e-13, atol=1e-14)


def text_evaluates_to_floats(rule, x, c):
    z, partials = read(rule, FLOATS, x, c)
    names = dict(zip("abcdefgh", x))
    text, texts = (
        rule.forward(
            Text.mathematics(PYTHON), *(Text(name, PYTHON) for name in names), *c
        ),
        None,
    )
    texts = rule.partials(
        Text.mathematics(PYTHON),
        Text("z", PYTHON),
        *(Text(name, PYTHON) for name in names),
        *c,
    )
    space = {**vars(FLOATS), **names, "z": z}
    assert eval(str(text), space) == z
    assert [eval(str(d), space) for d in texts] == list(partials)


def values_equal_floats(rule, x, c):
    leaves = [Value(t) for t in x]
    y = apply(rule, *leaves, *c)
    z, partials = read(rule, FLOATS, x, c)
    assert (y.data, y.partials) == (z, tuple(partials))
    assert [slope.data for slope in gradients(y, leaves, create_graph=True)] == list(
        partials
    )


def second_derivatives_against_differences(rule, x, c):
    leaves = [Value(t) for t in x]
    for i, slope in enumerate(
        gradients(apply(rule, *leaves, *c), leaves, create_graph=True)
    ):
        wanted = slopes(lambda x, i=i: read(rule, FLOATS, x, c)[1][i], x, step(rule))
        close(gradients(slope, leaves), wanted, rtol=1e-6, atol=1e-6)


DERIVATIVES = [
    floats_against_differences,
    floats_against_complex_step,
    floats_against_exact_differences,
    partials_are_the_derivatives_of_forward,
    second_derivatives_against_differences,
]


def expansions_are_the_same_functions(rule, x, c):
    if rule.expanded is None:
        return
    with mpmath.workdps(80):
        exact = [mpmath.mpf(t) for t in x]
        whole = rule.forward(HIGH_PRECISION, *exact, *c)
        parts = rule.expanded(HIGH_PRECISION, *exact, *c)
        close([parts], [whole], rtol=1e-12, atol=1e-14)


READINGS = [
    floats_against_high_precision,
    arrays_equal_floats,
    text_evaluates_to_floats,
    values_equal_floats,
]


def loop(check, rule, examples=15, phases=None):
    """Try `check` on numbers from the row's own domain, and on other constant parameters than the default."""
    constants = st.tuples(
        *(st.sampled_from([d, 2.0 * d, 0.5 * d]) for _, d in rule.constants)
    )

    @settings(max_examples=examples, phases=phases or settings.default.phases)
    @given(arguments(rule), constants)
    def search(x, c):
        assume(has_margin(rule, x, c))  # other constants have their kinks elsewhere
        check(rule, x, c)

    search()


def every_check(rule, x, c):
    """All of them on the same numbers: to search for numbers takes longer than to check."""
    derivatives = [slopes_are_zero] if rule.stops else DERIVATIVES
    for check in [*derivatives, *READINGS, expansions_are_the_same_functions]:
        check(rule, x, c)


@every_row
def test_row(rule):
    loop(every_check, rule)


# --- the loop itself is tested --------------------------------------------------------------------------------------

NEW = [
    Rule("cube", "x³", lambda m, x: x * x * x, lambda m, z, x: (3.0 * x * x,)),
    Rule("distance", "∠", lambda m, x, y: m.sqrt(x * x + y * y), lambda m, z, x, y: (x / z, y / z), kink=math.hypot),
    Rule("power", "^n", lambda m, x, n: m.pow(x, n), lambda m, z, x, n: (n * m.pow(x, n - 1.0),),
         domain=(Interval(0.0),), constants=(("n", 3),)),
    Rule("arcosh", "arcosh", lambda m, x: m.log(x + m.sqrt(x * x - 1.0)), lambda m, z, x: (1.0 / m.sqrt(x * x - 1.0),),
         domain=(Interval(1.0),)),
]  # fmt: skip


@pytest.mark.parametrize("rule", NEW, ids=lambda rule: rule.name)
def test_a_new_row_needs_no_new_test(rule):
    loop(every_check, rule)


@every_row
@pytest.mark.parametrize("check", DERIVATIVES[:3], ids=lambda check: check.__name__)
def test_a_wrong_partial_is_caught(check, rule):
    def wrong(m, z, *x):
        first, *others = rule.partials(m, z, *x)
        return (first + 0.001, *others)

    with pytest.raises(AssertionError):
        loop(check, replace(rule, partials=wrong), phases=[Phase.generate])


@pytest.mark.parametrize(
    "check", [*DERIVATIVES, *READINGS], ids=lambda check: check.__name__
)
def test_a_row_that_is_wrong_in_one_reading_only_is_caught(check):
    def wrong(m, z, x):
        return (1.0 - z * z if m is FLOATS else 1.0 - z * z * z,)

    def wrong_in_floats(m, z, x):
        return (1.0 - z * z * z if m is FLOATS else 1.0 - z * z,)

    for partials in (wrong, wrong_in_floats):
        try:
            loop(
                check,
                replace(RULES["tanh"], partials=partials),
                phases=[Phase.generate],
            )
        except AssertionError:
            return
    pytest.fail("neither was noticed")


def test_every_check_takes_part():
    checks = [
        f
        for name, f in globals().items()
        if name.partition("_")[0] in ("floats", "arrays", "text", "values")
    ]
    assert set(checks) < {*DERIVATIVES, *READINGS}


# --- edges ----------------------------------------------------------------------------------------------------------

EDGES = [
    0.0,
    -0.0,
    1.0,
    -1.0,
    0.25,
    -8.0,
    1e-310,
    1e200,
    -1e200,
    1000.0,
    -1000.0,
    math.inf,
    -math.inf,
    math.nan,
]


def edge_points(rule):
    if rule.arity is None:
        return [(x, 1.0, y) for x in EDGES for y in EDGES]
    return itertools.product(EDGES, repeat=rule.arity)


@every_row
def test_edges_give_floats_and_never_raise(rule):
    for x in edge_points(rule):
        node = apply(rule, *map(Value, x))
        assert {type(number) for number in (node.data, *node.partials)} == {float}, x


@every_row
def test_edges_are_those_of_ieee_754(rule):
    constants = [default for _, default in rule.constants]
    for x in edge_points(rule):
        node = apply(rule, *map(Value, x))
        z = float(ieee(rule.forward, *x, *constants))
        partials = [float(d) for d in ieee(rule.partials, z, *x, *constants)]
        np.testing.assert_allclose(
            [node.data, *node.partials], [z, *partials], rtol=1e-13, err_msg=str(x)
        )


@every_row
def test_arrays_of_edges_raise_and_warn_nothing(rule):
    columns = [np.array(column) for column in zip(*edge_points(rule))]
    found = apply(rule, *columns)
    one_by_one = [apply(rule, *x) for x in edge_points(rule)]
    np.testing.assert_allclose(found, one_by_one, rtol=1e-13)


# --- the other columns ----------------------------------------------------------------------------------------------


@every_row
def test_a_row_is_complete(rule):
    names = ["a", "b", "c"] if rule.arity is None else list("abc")[: rule.arity]
    constants = [str(default) for _, default in rule.constants]
    assert rule.symbol
    assert rule.doc.endswith(".")
    assert "\n" not in rule.doc
    assert rule.latex.format(*names, *constants, all=" + ".join(names))
    assert rule.text is None or isinstance(rule.text.format(*names, *constants), str)
    assert RULES[rule.name] is rule


@every_row
def test_a_convention_at_a_kink_is_stated(rule):
    if rule.kink is not None:
        assert any(
            word in rule.doc
            for word in ("convention", "tie", "slope at 0", "smooth at 0")
        ), rule.doc


@pytest.mark.parametrize("name", ["step", "sign"])
def test_thresholds_have_slope_zero_by_convention(name):
    assert apply(RULES[name], Value(0.3)).partials == (0.0,)
    assert apply(RULES[name], Value(0.0)).data == 1.0
    assert "0 by convention" in RULES[name].doc


def test_the_issue_names_these_rows():
    named = """add sub mul div neg pow exp log sqrt abs sin cos tan asin acos atan sinh cosh tanh sigmoid relu
        leaky_relu elu gelu softplus erf log1p expm1 square reciprocal maximum minimum dot total step sign"""
    assert set(named.split()) <= set(RULES)


def test_the_table_is_read_only():
    with pytest.raises(TypeError):
        RULES["exp"] = RULES["log"]  # type: ignore[index]
    with pytest.raises(AttributeError):
        RULES["exp"].doc = "changed"  # type: ignore[misc]


def test_a_rule_says_what_is_wrong_with_it():
    with pytest.raises(ValueError, match="name must be an identifier, got 'my rule'"):
        Rule("my rule", "?", lambda m, x: x, lambda m, z, x: (1.0,))
    with pytest.raises(ValueError, match="1 arguments, but domain has 2 intervals"):
        Rule(
            "mine",
            "?",
            lambda m, x: x,
            lambda m, z, x: (1.0,),
            domain=(Interval(), Interval()),
        )


def test_too_many_or_too_few_partials_are_refused():
    with pytest.raises(TypeError, match="'mine' has 2 partials for 1 arguments"):
        apply(Rule("mine", "?", lambda m, x: x, lambda m, z, x: (1.0, 1.0)), Value(1.0))


@pytest.mark.parametrize(
    ("interval", "inside", "outside", "text"),
    [
        (Interval(), [0.0, -1e300], [math.inf, math.nan], ""),
        (Interval(0.0), [1e-300], [0.0, -1.0], "x > 0"),
        (Interval(high=2.0), [1.0], [2.0], "x < 2"),
        (Interval(-1.0, 1.0), [0.0], [1.0, -1.0], "−1 < x < 1"),
        (Interval(hole=0.0), [1.0, -1.0], [0.0, -0.0], "x ≠ 0"),
        (
            Interval(0.0, 2.0, period=2.0),
            [1.0, 5.0, -1.0],
            [0.0, 2.0, -4.0],
            "0 < x < 2 (repeating every 2)",
        ),
    ],
)
def test_intervals(interval, inside, outside, text):
    assert all(x in interval for x in inside)
    assert not any(x in interval for x in [*outside, "1"])
    assert interval.describe() == text


@pytest.mark.parametrize("name", ["maximum", "minimum"])
def test_a_tie_is_shared(name):
    assert apply(RULES[name], Value(2.0), Value(2.0)).partials == (0.5, 0.5)


TAUGHT = [rule for rule in RULES.values() if rule.taught is not None]


@pytest.mark.parametrize("rule", TAUGHT, ids=lambda rule: rule.name)
def test_what_is_taught_is_what_is_computed_at_ties_edges_and_zeros(rule):
    constants = [default for _, default in rule.constants]
    for point in itertools.product([-1.0, -0.5, 0.0, 0.5, 1.0], repeat=rule.arity or 2):
        given = [*point, *constants]
        z = float(evaluate(rule.forward, given))
        partials = evaluate(rule.partials, [z, *given])
        taught = evaluate(rule.taught, [z, *given])
        for exact, simple in zip(partials, taught):
            if not math.isnan(float(simple)):
                assert float(simple) == pytest.approx(float(exact), rel=1e-9, abs=1e-12)


def test_a_whole_constant_exponent_narrows_the_domain_of_pow():
    domain = RULES["pow"].narrowed
    assert [domain(None, y)[0].hole for y in (-1.0, 0.0, 0.5, 2.0)] == [
        0.0,
        None,
        None,
        None,
    ]
    assert [domain(None, y)[0].low for y in (0.0, 0.5, None)] == [-math.inf, 0.0, 0.0]
