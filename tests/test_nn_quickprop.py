"""Quickprop: against Fahlman's loop over single weights, and on parabolas, where it is exact."""

import json

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from autograd import Value, nn


def fahlman(w, d, s, p, *, epsilon, mu, decay):
    """One weight as in his program: (weight, step, slope) after the step. It divides by p − s as it is."""
    s += decay * w
    shrink = mu / (1 + mu)
    step = 0.0
    if d < 0:
        if s > 0:
            step -= epsilon * s
        step += mu * d if s >= shrink * p else d * s / (p - s)
    elif d > 0:
        if s < 0:
            step -= epsilon * s
        step += mu * d if s <= shrink * p else d * s / (p - s)
    else:
        step -= epsilon * s
    return w + step, step, s


@given(
    arrays(np.float64, (6, 3), elements=st.floats(0.1, 4.0)),
    arrays(np.float64, (3,), elements=st.floats(-2.0, 2.0)),
    st.sampled_from([0.0, 0.01]),
)
@settings(max_examples=25, deadline=None)
def test_each_weight_moves_as_in_fahlmans_program(curvatures, lowest, decay):
    """Parabolas that change from step to step, for which steps grow, shrink and turn round."""
    optimizer = nn.Quickprop(
        [Value(0.0) for _ in range(3)], 0.1, mu=2.0, weight_decay=decay
    )
    x = np.array([1.0, -1.0, 0.5])
    told = [(w, 0.0, 0.0) for w in x]
    for curvature in curvatures:
        g = curvature * (x - lowest)
        expected = []
        for (w, d, p), slope in zip(told, g):
            expected.append(fahlman(w, d, slope, p, epsilon=0.1, mu=2.0, decay=decay))
        optimizer.update(x, g)
        limited = [
            abs(step) <= 2.0 * abs(d) + 0.1 * abs(s)
            for (_, d, _), (_, step, s) in zip(told, expected)
        ]
        if not all(limited):
            return  # his step is longer than mu allows, ours is not
        assert x == pytest.approx([w for w, _, _ in expected], rel=1e-12, abs=1e-300)
        told = expected


def test_a_parabola_is_solved_by_the_step_that_turns_round():
    """The second step goes to the lowest point and lr times the slope further; the third comes back exactly."""
    x = Value(3.0)
    optimizer = nn.Quickprop([x], lr=0.2)
    path = []
    for _ in range(4):
        optimizer.zero_grad()
        ((x - 2.5) ** 2).backward()
        optimizer.step()
        path.append(x.data)
    assert path == pytest.approx([2.8, 2.5 - 0.2 * 0.6, 2.5, 2.5], abs=1e-12)


@given(st.floats(0.05, 5.0), st.floats(-3.0, 3.0))
@settings(max_examples=25, deadline=None)
def test_no_step_is_longer_than_mu_times_the_last_and_what_the_slope_adds(lr, start):
    optimizer = nn.Quickprop([Value(start)], lr, mu=1.75)
    x, last = np.array([start]), None
    for k in range(8):
        g = np.array([np.sin(3 * x[0] + k)])
        optimizer.update(x, g)
        step = optimizer.displacement[0]
        if last is not None:
            assert abs(step) <= 1.75 * abs(last) + lr * abs(g[0]) + 1e-12
        last = step


def test_where_nothing_slopes_nothing_moves():
    optimizer = nn.Quickprop([Value(1.0), Value(2.0)], 0.1)
    x = np.array([1.0, 2.0])
    for _ in range(3):
        optimizer.update(x, np.zeros(2))
    assert x.tolist() == [1.0, 2.0]


def test_it_goes_on_from_a_saved_state_bit_for_bit():
    def run(optimizer, x, steps):
        for _ in range(steps):
            optimizer.update(x, np.cos(x))
        return x

    def fresh():
        return nn.Quickprop([Value(0.0), Value(0.0)], 0.1, mu=2.0, weight_decay=1e-3)

    through = run(fresh(), np.array([0.3, -2.0]), 9)
    first = fresh()
    x = run(first, np.array([0.3, -2.0]), 4)
    second = fresh()
    second.load_state_dict(json.loads(json.dumps(first.state_dict())))
    assert run(second, x, 5).tolist() == through.tolist()


def test_fit_trains_with_it():
    X, y = nn.data.xor()
    model = nn.MLP(2, [3, 1], activation="tanh", rng=1)
    history = nn.fit(
        *(model, X, y),
        loss=nn.binary_cross_entropy_with_logits,
        optimizer=nn.Quickprop(model.parameters(), lr=0.5),
        epochs=60,
        batch_size=4,
        engine="compiled",
        progress=False,
    )
    assert history.loss[-1] < 0.05


@pytest.mark.parametrize(
    ("settings", "words"),
    [
        ({"lr": 0.0}, "lr must be above 0"),
        ({"lr": 0.1, "mu": 0.0}, "mu must be above 0"),
        ({"lr": 0.1, "mu": float("inf")}, "mu must be above 0"),
        ({"lr": 0.1, "weight_decay": -1.0}, "weight_decay must be at least 0"),
    ],
)
def test_settings_are_checked(settings, words):
    with pytest.raises(ValueError, match=words):
        nn.Quickprop([Value(1.0)], **settings)
