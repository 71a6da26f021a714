"""Optimisers: against the notes' printed forms, against loops in exact fractions, and against PyTorch's numbers."""

import json
import math
import tracemalloc
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from autograd import Value
from autograd.nn.optim.clipping import (
    clip_grad_norm_,
    clip_grad_value_,
    clip_norm,
    clip_value,
    norm,
)
from autograd.nn.optim.descent import (
    SGD,
    Adagrad,
    Adam,
    AdamW,
    HeavyBall,
    Nesterov,
    RMSprop,
)
from autograd.nn.optim.randomised import PartialUpdates, Perturbed


def bowl(x1, x2):
    """003-optimisers of the notes' worked examples: f = x1²/2 + 4 x2²/2, from (1, 1) with α = 0.1."""
    return x1 * x1 / 2 + 4 * x2 * x2 / 2


def trained(make, f=bowl, start=(1.0, 1.0), steps=3):
    params = [Value(x) for x in start]
    optimizer = make(params)
    for _ in range(steps):
        optimizer.zero_grad()
        f(*params).backward()
        optimizer.step()
    return optimizer, [value.data for value in params]


PRINTED = {  # 003-optimisers: both coordinates after three steps of the formula that 003 prints
    "sgd": (lambda p: SGD(p, 0.1), [0.729, 0.216]),
    "heavyball": (lambda p: HeavyBall(p, 0.1, 0.9), [0.486, -0.54]),
    "adagrad": (
        lambda p: Adagrad(p, 0.1, eps_inside=True),
        [0.7804561888331673, 0.7804561818159199],
    ),
    "rmsprop": (
        lambda p: RMSprop(p, 0.1, alpha=0.9, eps_inside=True),
        [0.3691807603618857, 0.36918056610574257],
    ),
    "adam": (
        lambda p: Adam(p, 0.1, eps_inside=True),
        [0.7015862878195162, 0.7015862724146369],
    ),
}
NESTEROV = [0.51759, -0.15984]


@pytest.mark.parametrize("name", PRINTED)
def test_three_steps_of_the_printed_form(name):
    make, expected = PRINTED[name]
    assert trained(make)[1] == pytest.approx(expected, rel=1e-14)


def test_nesterov_evaluates_the_gradient_at_the_look_ahead_point():
    optimizer, y = trained(lambda p: Nesterov(p, 0.1, 0.9))
    assert optimizer.iterate() == pytest.approx(NESTEROV, rel=1e-14)
    assert y != pytest.approx(NESTEROV, rel=1e-2)
    optimizer.settle()
    assert [value.data for value in optimizer.params] == pytest.approx(
        NESTEROV, rel=1e-14
    )
    assert optimizer.iterate().tolist() == [value.data for value in optimizer.params]


# --- the same formulas in exact fractions, written here from the papers ---

SLOPES = (Fraction(1), Fraction(4))
A, B = Fraction(1, 10), Fraction(9, 10)


def exact(step, steps=6):
    """Run a loop over (x_k, x_{k−1}) from (1, 1)."""
    x = before = (Fraction(1), Fraction(1))
    for _ in range(steps):
        x, before = tuple(step(*args) for args in zip(x, before, SLOPES)), x
    return [float(c) for c in x]


def polyak(x, before, slope):
    return x - A * slope * x + B * (x - before)


def look_ahead(x, before, slope):
    y = x + B * (x - before)
    return y - A * slope * y


def test_heavy_ball_is_polyaks_recursion():
    assert trained(lambda p: HeavyBall(p, 0.1, 0.9), steps=6)[1] == pytest.approx(
        exact(polyak), rel=1e-12
    )


def test_nesterov_is_the_printed_recursion():
    optimizer, _ = trained(lambda p: Nesterov(p, 0.1, 0.9), steps=6)
    assert optimizer.iterate() == pytest.approx(exact(look_ahead), rel=1e-12)


def test_pytorchs_nesterov_walks_the_look_ahead_points():
    ours = trained(lambda p: Nesterov(p, 0.1, 0.9), steps=9)[1]
    assert trained(lambda p: SGD(p, 0.1, momentum=0.9, nesterov=True), steps=9)[
        1
    ] == pytest.approx(ours, rel=1e-12)
    ours = trained(lambda p: HeavyBall(p, 0.1, 0.9), steps=9)[1]
    assert trained(lambda p: SGD(p, 0.1, momentum=0.9), steps=9)[1] == pytest.approx(
        ours, rel=1e-12
    )


def test_the_first_step_of_adam_has_the_size_of_the_learning_rate():
    """m / (1 − b1) = g and s / (1 − b2) = g², so the step is lr · g / (|g| + eps), whatever the betas."""
    for betas in ((0.9, 0.999), (0.0, 0.5)):
        x = trained(lambda p, betas=betas: Adam(p, 0.1, betas=betas, eps=0.5), steps=1)[
            1
        ]
        assert x == pytest.approx([1 - 0.1 * 1 / 1.5, 1 - 0.1 * 4 / 4.5], rel=1e-14)


def test_adagrad_under_a_constant_gradient():
    """s = k g² after k steps, so the steps are lr / sqrt(k)."""
    x = trained(
        lambda p: Adagrad(p, 0.5, eps=0.0), f=lambda x: 3 * x, start=(0.0,), steps=4
    )[1]
    assert x == pytest.approx(
        [-0.5 * sum(1 / math.sqrt(k) for k in range(1, 5))], rel=1e-14
    )


def test_rmsprop_under_a_constant_gradient():
    """s = g² (1 − alpha^k) after k steps."""
    x = trained(
        lambda p: RMSprop(p, 0.5, alpha=0.9, eps=0.0),
        f=lambda x: -2 * x,
        start=(0.0,),
        steps=4,
    )[1]
    assert x == pytest.approx(
        [0.5 * sum(1 / math.sqrt(1 - 0.9**k) for k in range(1, 5))], rel=1e-14
    )


def test_adamw_shrinks_the_parameters_themselves():
    """Without a gradient Adam's decay is a gradient of its own, AdamW's a factor 1 − lr · w."""
    assert trained(
        lambda p: AdamW(p, 0.1, weight_decay=0.5), f=lambda x: 0 * x, start=(2.0,)
    )[1] == [pytest.approx(2.0 * 0.95**3, rel=1e-14)]
    decayed = trained(
        lambda p: Adam(p, 0.1, weight_decay=0.5, eps=0.0),
        f=lambda x: 0 * x,
        start=(2.0,),
        steps=1,
    )[1]
    assert decayed == pytest.approx([1.9], rel=1e-14)  # lr · sign(w x)


# --- PyTorch ---


def saddle(x, y, z):
    return x**2 / 2 + 2 * y**2 + x * y * z + z.sin()


# Five steps in float64 from (1, −2, 0.5), with PyTorch 2:
#     p = torch.tensor([1.0, -2.0, 0.5], dtype=torch.float64, requires_grad=True)
#     optimizer = getattr(torch.optim, name)([p], **settings)
#     5 times: optimizer.zero_grad(); f(p).backward(); optimizer.step()
# where f(p) is p[0]**2 / 2 + 2 * p[1]**2 + p[0] * p[1] * p[2] + torch.sin(p[2])
TORCH = [
    (SGD, {"lr": 0.1}, [0.8120034848121843, -0.28980641191739903, 0.5806907984670273]),
    (
        SGD,
        {"lr": 0.1, "momentum": 0.9},
        [0.22433839636885947, 1.1734772992899773, 0.5243820904424699],
    ),
    (
        SGD,
        {"lr": 0.1, "momentum": 0.9, "dampening": 0.5},
        [0.6451653104093512, 1.4060844499518854, 0.7943208545820749],
    ),
    (
        SGD,
        {"lr": 0.1, "weight_decay": 0.1},
        [0.7646890558875598, -0.2653876706846027, 0.5310880114246327],
    ),
    (
        SGD,
        {"lr": 0.1, "momentum": 0.9, "nesterov": True, "weight_decay": 0.01},
        [-0.01571034833486999, 0.2666878818386182, 0.061984782100859066],
    ),
    (
        Adagrad,
        {"lr": 0.1},
        [1.2760706657224046, -1.6921561566770527, 0.8379490679309621],
    ),
    (Adagrad, {}, [1.0288337204171747, -1.9678206684623245, 0.5324926921060932]),
    (
        Adagrad,
        {
            "lr": 0.1,
            "lr_decay": 0.1,
            "weight_decay": 0.1,
            "initial_accumulator_value": 0.2,
        },
        [1.0498823958971495, -1.7272037129681481, 0.7628572517311979],
    ),
    (RMSprop, {}, [1.2770648308531192, -1.6908942044536, 0.8392555237688585]),
    (
        RMSprop,
        {"lr": 0.05, "alpha": 0.9, "momentum": 0.5},
        [1.6876908767017527, -1.2040486058807933, 1.4476019282632024],
    ),
    (
        RMSprop,
        {
            "lr": 0.05,
            "alpha": 0.9,
            "centered": True,
            "momentum": 0.5,
            "weight_decay": 0.1,
        },
        [1.4030686744280652, -1.100169359837198, 1.4640699498874077],
    ),
    (
        RMSprop,
        {"lr": 0.05, "centered": True},
        [1.975396565137217, -0.9675944144114285, 2.3527787486008136],
    ),
    (Adam, {}, [1.0034262805478462, -1.9950003061982227, 0.5050002221812925]),
    (
        Adam,
        {"lr": 0.1, "betas": (0.8, 0.9), "weight_decay": 0.1},
        [1.1685978944616184, -1.5047525947111697, 0.9954142744617949],
    ),
    (AdamW, {}, [1.0033767914576788, -1.9949004122707705, 0.5049751064462484]),
    (
        AdamW,
        {"lr": 0.1, "weight_decay": 0.2},
        [1.2351420105665132, -1.333938669580354, 0.9306029692126689],
    ),
]


@pytest.mark.parametrize(
    ("kind", "settings", "expected"), TORCH, ids=lambda x: getattr(x, "__name__", None)
)
def test_pytorchs_numbers_and_defaults(kind, settings, expected):
    found = trained(lambda p: kind(p, **settings), saddle, (1.0, -2.0, 0.5), steps=5)[1]
    assert found == pytest.approx(expected, rel=1e-12)


# --- one formula for Values and vectors; state ---

EVERY = {
    "sgd": lambda p: SGD(p, 0.1, weight_decay=0.01),
    "momentum": lambda p: SGD(p, 0.1, momentum=0.9, dampening=0.1),
    "torch nesterov": lambda p: SGD(p, 0.1, momentum=0.9, nesterov=True),
    "heavy ball": lambda p: HeavyBall(p, 0.05),
    "nesterov": lambda p: Nesterov(p, 0.05),
    "adagrad": lambda p: Adagrad(p, lr_decay=0.1),
    "rmsprop": lambda p: RMSprop(p, centered=True, momentum=0.5),
    "adam": lambda p: Adam(p, eps_inside=True),
    "adamw": lambda p: AdamW(p, 0.01),
    "partial": lambda p: PartialUpdates(Adam(p), 0.3, rng=5),
    "perturbed": lambda p: Perturbed(SGD(p, 0.1, momentum=0.9), 0.2, decay=0.9, rng=5),
    "mersenne": lambda p: Perturbed(
        SGD(p, 0.1), 0.2, rng=np.random.Generator(np.random.MT19937(3))
    ),
}
every = pytest.mark.parametrize("make", EVERY.values(), ids=EVERY.keys())


@every
def test_a_step_on_values_is_an_update_of_vectors(make):
    params = [Value(x) for x in (1.0, -2.0, 0.5)]
    values, vectors = make(params), make([Value(0.0) for _ in range(3)])
    x = np.array([1.0, -2.0, 0.5])
    for k in range(4):
        g = np.array([0.3, -1.0 * k, 2.0])
        untouched = g.copy()
        for value, gradient in zip(params, g.tolist()):
            value.grad = gradient
        values.step()
        vectors.update(x, g)
        assert [value.data for value in params] == x.tolist()
        assert g.tolist() == untouched.tolist()
    assert x.tolist() != [1.0, -2.0, 0.5]


@every
def test_training_continues_bit_for_bit_from_a_saved_state(make):
    def run(optimizer, steps):
        trace = []
        for _ in range(steps):
            optimizer.zero_grad()
            saddle(*optimizer.params).backward()
            optimizer.step()
            trace.append([value.data for value in optimizer.params])
        return trace

    straight = make([Value(x) for x in (1.0, -2.0, 0.5)])
    first = run(straight, 3)
    straight.lr /= 2
    text = json.dumps(straight.state_dict())
    resumed = make([Value(x) for x in first[-1]])
    resumed.load_state_dict(json.loads(text))
    assert resumed.lr == straight.lr
    assert run(resumed, 4) == run(straight, 4)
    assert resumed.state_dict() == straight.state_dict()


@every
def test_a_state_that_does_not_fit_changes_nothing(make):
    optimizer = make([Value(1.0), Value(2.0)])
    optimizer.params[0].grad = 1.0
    optimizer.step()
    before = optimizer.state_dict()
    other = make([Value(1.0)]).state_dict()
    wrong = [
        {},
        [],
        {**before, "optimizer": "Lion"},
        {**before, "lr": -1.0},
        {**before, "lr": math.nan},
        {**before, "steps": -1},
        {**before, "extra": 0},
        *([{**before, name: 0.123} for name in optimizer.settings]),
        other,
    ]
    for state in wrong:
        with pytest.raises(ValueError, match=r"state|lr|steps"):
            optimizer.load_state_dict(state)
        assert optimizer.state_dict() == before


def test_a_state_of_another_model_says_so():
    saved = Adam([Value(1.0)]).state_dict()
    with pytest.raises(ValueError, match="saved with parameters = 1, this Adam has 2"):
        Adam([Value(1.0), Value(2.0)]).load_state_dict(saved)
    with pytest.raises(
        ValueError,
        match=r"mean in the state of Adam has the shape \(2,\), but there are 1 parameters",
    ):
        Adam([Value(1.0)]).load_state_dict({**saved, "mean": [0.0, 0.0]})
    with pytest.raises(
        ValueError, match="mean in the state of Adam is not a list of numbers"
    ):
        Adam([Value(1.0)]).load_state_dict({**saved, "mean": ["x"]})
    with pytest.raises(
        ValueError,
        match=r"saved with betas = \[0.9, 0.999\], this Adam has \[0.5, 0.5\]",
    ):
        Adam([Value(1.0)], betas=(0.5, 0.5)).load_state_dict(saved)


@every
def test_divergence_ends_in_nan_without_a_warning(make):
    x = np.array([1e308, 1.0])
    optimizer = make([Value(0.0), Value(0.0)])
    for _ in range(3):
        optimizer.update(x, np.array([-1e308, math.inf]))
    assert not np.isfinite(x[1])


def test_a_parameter_without_gradient_counts_as_zero():
    used, unused = Value(1.0), Value(2.0)
    optimizer = SGD([used, unused], 0.1, momentum=0.9)
    (used * 3).backward()
    optimizer.step()
    assert (used.data, unused.data) == (0.7, 2.0)
    assert not unused.has_grad
    optimizer.zero_grad()
    assert (used.grad, unused.grad) == (0.0, 0.0)


def test_updates_use_no_memory_of_their_own():
    n = 20_000
    x, g, params = np.ones(n), np.full(n, 0.5), [Value(0.0) for _ in range(n)]
    for kind in (SGD, HeavyBall, Nesterov, Adagrad, RMSprop, Adam, AdamW):
        optimizer = kind(params, 0.01)
        optimizer.update(x, g)
        tracemalloc.start()
        try:
            optimizer.update(x, g)
            assert tracemalloc.get_traced_memory()[1] < n  # a vector has 8 n bytes
        finally:
            tracemalloc.stop()


# --- chance ---


def test_parameters_that_skip_an_update_stay_exactly_as_they_were():
    start = np.array([0.1, -0.0, math.nan, 1e300] * 50)
    x = start.copy()
    optimizer = PartialUpdates(SGD([Value(0.0) for _ in start], 0.1), p=0.25, rng=0)
    moved = np.zeros(start.size)
    for _ in range(40):
        before = x.tobytes()
        optimizer.update(x, np.ones(start.size))
        bits = np.frombuffer(before, np.int64) != x.view(np.int64)
        moved += bits
    often = moved.reshape(-1, 4)[:, :2] / 40  # nan and 1e300 swallow the step
    assert 0.6 < often.mean() < 0.9  # 1 − p
    assert (moved[::4] > 0).all()
    assert (moved[::4] < 40).any()


def test_p_zero_skips_nothing():
    x, y = np.ones(5), np.ones(5)
    PartialUpdates(SGD([Value(0.0) for _ in x], 0.1), p=0.0, rng=0).update(
        x, np.ones(5)
    )
    SGD([Value(0.0) for _ in x], 0.1).update(y, np.ones(5))
    assert x.tolist() == y.tolist()


def test_noise_has_the_stated_spread_and_decays():
    n = 20_000
    optimizer = Perturbed(
        SGD([Value(0.0) for _ in range(n)], 1.0), 0.5, decay=0.1, rng=0
    )
    spreads = []
    for _ in range(2):
        x = np.zeros(n)
        optimizer.update(x, np.ones(n))
        assert x.mean() == pytest.approx(-1.0, abs=0.02)
        spreads.append(x.std())
    assert spreads == pytest.approx([0.5, 0.05], rel=0.05)


def test_a_wrapped_optimiser_has_the_learning_rate_of_the_inner_one():
    optimizer = PartialUpdates(inner := Adam([Value(1.0)], 0.1), rng=0)
    optimizer.lr = 0.2
    assert inner.lr == optimizer.lr == 0.2
    assert repr(optimizer).startswith(
        "PartialUpdates(Adam(1 parameters, lr=0.2, betas=(0.9, 0.999)"
    )


# --- clipping ---

VECTORS = arrays(np.float64, st.integers(1, 8), elements=st.floats(-1e300, 1e300))


@given(VECTORS, st.floats(1e-3, 1e6))
def test_the_clipped_norm_is_at_most_the_limit(g, limit):
    direction = g.copy()
    length = clip_norm(g, limit)
    assert length == pytest.approx(math.hypot(*direction), rel=1e-12)
    assert norm(g) <= max(limit, 0) * (1 + 1e-12)
    if length <= limit / 2:
        assert g.tolist() == direction.tolist()
    assert (np.sign(g) * np.sign(direction) >= 0).all()


@given(VECTORS, st.floats(0, 1e6))
def test_clipped_values_are_within_the_limit(g, limit):
    before = g.copy()
    clip_value(g, limit)
    assert (np.abs(g) <= limit).all()
    assert (g[np.abs(before) <= limit] == before[np.abs(before) <= limit]).all()


def test_clipping_on_values_is_pytorchs():
    x, y, z = Value(0.0), Value(0.0), Value(0.0)
    x.grad, y.grad = 3.0, -4.0
    assert clip_grad_norm_([x, y, z], 10.0) == 5.0
    assert (x.grad, y.grad) == (3.0, -4.0)
    assert clip_grad_norm_([x, y, z], 1.0) == 5.0
    # torch.nn.utils.clip_grad_norm_ of the gradients 3 and −4 with max_norm 1, float64
    assert (x.grad, y.grad) == pytest.approx(
        (0.599999880000024, -0.799999840000032), rel=1e-14
    )
    assert not z.has_grad
    clip_grad_value_([x, y, z], 0.7)
    assert (x.grad, y.grad) == (pytest.approx(0.599999880000024), -0.7)


def test_a_nan_in_the_gradient_shows_in_the_norm():
    g = np.array([1.0, math.nan])
    assert math.isnan(clip_norm(g, 1.0))
    assert np.isnan(g).all()
    g = np.array([1.0, -math.inf])
    assert clip_norm(g, 1.0) == math.inf
    assert g[0] == 0.0
    assert math.isnan(g[1])


# --- errors ---

ONE = [Value(1.0)]
WRONG = [
    (lambda: SGD([], 0.1), ValueError, "SGD got no parameters"),
    (lambda: SGD([1.0], 0.1), TypeError, "number 0 is of type float"),  # type: ignore[list-item]
    (lambda: SGD(Value(1.0), 0.1), TypeError, "SGD needs a list of Values, got Value"),  # type: ignore[arg-type]
    (
        lambda: SGD([Value(1.0) * 2], 0.1),
        ValueError,
        "can only change leaves, but number 0",
    ),
    (lambda: SGD(ONE * 2, 0.1), ValueError, "2 parameters, of which 1 are different"),
    (lambda: SGD(ONE, 0.0), ValueError, "lr must be above 0 and below inf, got 0.0"),
    (
        lambda: SGD(ONE, math.nan),
        ValueError,
        "lr must be above 0 and below inf, got nan",
    ),
    (
        lambda: SGD(ONE, "fast"),  # type: ignore[arg-type]
        TypeError,
        "lr must be a number above 0 and below inf, got 'fast'",
    ),
    (
        lambda: SGD(ONE, 0.1, momentum=1.5),
        ValueError,
        "momentum must be at least 0 and below 1, got 1.5",
    ),
    (
        lambda: SGD(ONE, 0.1, nesterov=True),
        ValueError,
        "nesterov needs a momentum above 0 and no dampening",
    ),
    (
        lambda: SGD(ONE, 0.1, momentum=0.9, dampening=0.1, nesterov=True),
        ValueError,
        "no dampening, got momentum=0.9",
    ),
    (
        lambda: SGD(ONE, 0.1, weight_decay=-1),
        ValueError,
        "weight_decay must be at least 0",
    ),
    (lambda: HeavyBall(ONE, 0.1, -0.1), ValueError, "momentum must be at least 0"),
    (
        lambda: Adam(ONE, betas=(0.9, 1.0)),
        ValueError,
        r"betas\[1\] must be at least 0 and below 1, got 1.0",
    ),
    (
        lambda: Adam(ONE, betas=0.9),  # type: ignore[arg-type]
        ValueError,
        r"betas must be two numbers such as \(0.9, 0.999\), got 0.9",
    ),
    (lambda: Adam(ONE, eps=-1e-8), ValueError, "eps must be at least 0"),
    (
        lambda: RMSprop(ONE, alpha=2),
        ValueError,
        "alpha must be at least 0 and below 1, got 2",
    ),
    (
        lambda: setattr(SGD(ONE, 0.1), "lr", -0.1),
        ValueError,
        "lr must be at least 0 and below inf, got -0.1",
    ),
    (
        lambda: SGD(ONE, 0.1).update(np.zeros(2), np.zeros(2)),
        ValueError,
        r"x has the shape \(2,\), but there are 1 par",
    ),
    (
        lambda: SGD(ONE, 0.1).update(np.zeros(1), np.zeros((1, 1))),
        ValueError,
        r"g has the shape \(1, 1\)",
    ),
    (
        lambda: SGD(ONE, 0.1).update([1.0], np.zeros(1)),  # type: ignore[arg-type]
        TypeError,
        "needs arrays of floats, but x is list",
    ),
    (
        lambda: SGD(ONE, 0.1).update(np.zeros(1, int), np.zeros(1)),
        TypeError,
        "but x is int64",
    ),
    (
        lambda: PartialUpdates(ONE),  # type: ignore[arg-type]
        TypeError,
        "PartialUpdates needs an optimiser such as SGD",
    ),
    (
        lambda: PartialUpdates(SGD(ONE, 0.1), 1.0),
        ValueError,
        "p must be at least 0 and below 1",
    ),
    (lambda: Perturbed(SGD(ONE, 0.1), -1.0), ValueError, "scale must be at least 0"),
    (
        lambda: clip_grad_norm_(ONE, 0.0),
        ValueError,
        "max_norm must be above 0, got 0.0",
    ),
    (lambda: clip_grad_norm_([], 1.0), ValueError, "clip_grad_norm_ got no parameters"),
    (
        lambda: clip_grad_value_(ONE, math.nan),
        ValueError,
        "limit of a gradient must be at least 0, got nan",
    ),
]


@pytest.mark.parametrize(
    ("wrong", "kind", "message"), WRONG, ids=[message for _, _, message in WRONG]
)
def test_errors_say_what_is_wrong(wrong, kind, message):
    with pytest.raises(kind, match=message):
        wrong()


def test_a_model_in_place_of_its_parameters_gets_a_hint():
    class Model:
        def parameters(self):
            return ONE

    with pytest.raises(TypeError, match=r"got Model: pass model.parameters\(\)"):
        SGD(Model(), 0.1)  # type: ignore[arg-type]
