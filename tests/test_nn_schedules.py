"""Schedules: PyTorch's closed forms, their bounds, and going on from a saved state."""

import json
import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from autograd import Value
from autograd.nn.optim.descent import SGD, Adam
from autograd.nn.optim.randomised import PartialUpdates
from autograd.nn.optim.schedules import CosineLR, LinearLR, StepLR


def sgd(lr=0.5):
    return SGD([Value(0.0)], lr)


def run(schedule, epochs):
    rates = []
    for _ in range(epochs):
        rates.append(schedule.optimizer.lr)
        schedule.step()
    return rates


def test_pytorchs_numbers():
    # torch.optim.lr_scheduler.StepLR(SGD(lr=0.5), 3, 0.1): the learning rate in epochs 0 to 7
    steps = [0.5, 0.5, 0.5, 0.05, 0.05, 0.05, 0.005, 0.005]
    assert run(StepLR(sgd(), 3), 8) == pytest.approx(steps, rel=1e-14)
    # CosineAnnealingLR(SGD(lr=0.5), T_max=6, eta_min=0.05)._get_closed_form_lr() in epochs 0 to 6
    cosine = [
        0.5,
        0.4698557158514987,
        0.3875,
        0.275,
        0.16250000000000006,
        0.08014428414850129,
        0.05,
    ]
    assert run(CosineLR(sgd(), 6, 0.05), 7) == pytest.approx(cosine, rel=1e-14)


def test_linear_lr_is_pytorchs():
    # torch.optim.lr_scheduler.LinearLR(SGD(lr=0.4), 0.25, 0.75, total_iters=4): lr before each of seven steps
    rates = run(LinearLR(sgd(0.4), 0.25, 0.75, total=4), 7)
    assert rates == pytest.approx([0.1, 0.15, 0.2, 0.25, 0.3, 0.3, 0.3])
    # and with its defaults, a third to all in five steps, from 0.3
    assert run(LinearLR(sgd(0.3)), 7) == pytest.approx(
        [0.1, 0.14, 0.18, 0.22, 0.26, 0.3, 0.3]
    )
    assert run(LinearLR(sgd(0.5), 1.0, 0.0, total=2), 4) == [0.5, 0.25, 0.0, 0.0]


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"start_factor": 0.0}, "start_factor must be above 0 and at most 1, got 0"),
        ({"start_factor": 1.5}, "start_factor must be above 0 and at most 1, got 1.5"),
        ({"end_factor": -0.5}, "end_factor must be at least 0 and at most 1, got -0.5"),
        ({"end_factor": 1.5}, "end_factor must be at least 0 and at most 1, got 1.5"),
        ({"total": 0}, "total must be a whole number, at least 1, got 0"),
    ],
)
def test_factors_that_make_no_descent(options, message):
    with pytest.raises(ValueError, match=message):
        LinearLR(sgd(), **options)


def test_the_cosine_stays_at_its_minimum():
    assert run(CosineLR(sgd(), 2), 5) == [0.5, 0.25, 0.0, 0.0, 0.0]


rates = st.floats(1e-6, 10)


@given(rates, st.integers(1, 50), st.floats(0, 1), st.integers(0, 100))
def test_a_cosine_falls_from_the_initial_rate_to_the_minimum(lr, epochs, part, epoch):
    schedule = CosineLR(sgd(lr), epochs, minimum=part * lr)
    assert schedule.at(0) == pytest.approx(lr)
    assert schedule.at(epochs) == part * lr
    assert schedule.at(epoch + 1) <= schedule.at(epoch) * (1 + 1e-12)
    assert part * lr * (1 - 1e-12) <= schedule.at(epoch) <= lr * (1 + 1e-12)


@given(rates, st.integers(1, 20), st.floats(0.01, 1), st.integers(0, 60))
def test_steps_are_powers_of_gamma(lr, size, gamma, epoch):
    schedule = StepLR(sgd(lr), size, gamma)
    assert schedule.at(epoch + size) == pytest.approx(
        schedule.at(epoch) * gamma, rel=1e-12
    )
    assert schedule.at(epoch - epoch % size) == schedule.at(epoch)
    assert 0 < schedule.at(epoch) <= lr


def test_a_schedule_reaches_the_optimiser_inside_a_wrapper():
    inner = Adam([Value(0.0)], 0.4)
    StepLR(PartialUpdates(inner, rng=0), 1, 0.5).step()
    assert inner.lr == 0.2


@pytest.mark.parametrize(
    "make", [lambda o: StepLR(o, 2, 0.3), lambda o: CosineLR(o, 7, 0.01)]
)
def test_a_schedule_goes_on_from_a_saved_state(make):
    straight = make(sgd())
    run(straight, 3)
    resumed = make(sgd(0.9))
    resumed.load_state_dict(json.loads(json.dumps(straight.state_dict())))
    assert resumed.optimizer.lr == straight.optimizer.lr
    assert run(resumed, 4) == run(straight, 4)


WRONG = [
    (lambda: StepLR([Value(0.0)], 2), TypeError, "StepLR needs an optimiser"),  # type: ignore[arg-type]
    (
        lambda: StepLR(sgd(), 0),
        ValueError,
        "step_size must be a whole number, at least 1, got 0",
    ),
    (
        lambda: StepLR(sgd(), 2.5),  # type: ignore[arg-type]
        TypeError,
        "step_size must be a whole number, at least 1, got 2.5",
    ),
    (lambda: StepLR(sgd(), 2, gamma=0), ValueError, "gamma must be above 0"),
    (lambda: CosineLR(sgd(), 0), ValueError, "epochs must be"),
    (
        lambda: CosineLR(sgd(), 5, minimum=0.6),
        ValueError,
        "minimum must be at least 0 and at most 0.5, got 0.6",
    ),
    (
        lambda: StepLR(sgd(), 2).load_state_dict(CosineLR(sgd(), 5).state_dict()),
        ValueError,
        "not a state of StepLR",
    ),
    (lambda: StepLR(sgd(), 2).load_state_dict({}), ValueError, "not a state of StepLR"),
]


@pytest.mark.parametrize(
    ("wrong", "kind", "message"), WRONG, ids=[message for _, _, message in WRONG]
)
def test_errors_say_what_is_wrong(wrong, kind, message):
    with pytest.raises(kind, match=message):
        wrong()


def test_a_damaged_state_changes_nothing():
    schedule = StepLR(sgd(), 2)
    for damage in ({"epoch": -1}, {"initial": math.nan}):
        with pytest.raises(ValueError, match=r"epoch|initial"):
            schedule.load_state_dict(schedule.state_dict() | damage)
    assert (schedule.epoch, schedule.initial, schedule.optimizer.lr) == (0, 0.5, 0.5)
