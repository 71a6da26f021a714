"""Initialisers: their spread is that of the formulas and of PyTorch; the experiments of the notes can be written."""

from functools import partial
from math import sqrt

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from autograd import Value
from autograd.nn import (
    INITIALISERS,
    MLP,
    Layer,
    constant_,
    kaiming_normal_,
    kaiming_uniform_,
    mse_loss,
    normal_,
    uniform_,
    xavier_normal_,
    xavier_uniform_,
)
from autograd.nn.models.initialisers import initialise


def table(rows, columns):
    return [[Value(0.0) for _ in range(columns)] for _ in range(rows)]


def drawn(initialiser, rows=60, columns=50, seed=0):
    weights = table(rows, columns)
    initialiser(weights, rng=seed)
    return np.array([[v.data for v in row] for row in weights])


@pytest.mark.parametrize(
    ("initialiser", "std"),
    [  # of a matrix (3000, 2000) torch.nn.init gives 0.0200008, 0.0200001, 0.0316240, 0.0316230: the formulas below
        (xavier_uniform_, sqrt(2 / (60 + 50))),
        (xavier_normal_, sqrt(2 / (60 + 50))),
        (partial(xavier_normal_, gain=2.0), 2 * sqrt(2 / (60 + 50))),
        (kaiming_uniform_, sqrt(2 / 50)),
        (kaiming_normal_, sqrt(2 / 50)),  # 003: 1/sqrt(n_in/2)
        (partial(kaiming_normal_, mode="fan_out"), sqrt(2 / 60)),
        (partial(kaiming_uniform_, a=0.1, mode="fan_out"), sqrt(2 / (1.01 * 60))),
        (partial(kaiming_normal_, a=1), 1 / sqrt(50)),  # 003's Xavier
        (normal_, 0.01),  # 002
        (partial(normal_, std=0.05), 0.05),  # 003, the first bad one
        (uniform_, 1 / sqrt(12)),  # 000
    ],
)
def test_the_spread(initialiser, std):
    w = drawn(initialiser)
    assert w.std() == pytest.approx(std, rel=0.05)  # of 3000 numbers: 1.3 % is usual
    middle = 0.5 if initialiser is uniform_ else 0.0
    assert abs(w.mean() - middle) < 4 * std / sqrt(3000)


@pytest.mark.parametrize(
    ("initialiser", "bound"),
    [
        (xavier_uniform_, sqrt(6 / (60 + 50))),
        (kaiming_uniform_, sqrt(6 / 50)),
        (partial(uniform_, a=-0.25, b=0.25), 0.25),
    ],
)
def test_uniform_ones_keep_to_their_interval(initialiser, bound):
    w = np.abs(drawn(initialiser))
    assert 0.99 * bound < w.max() <= bound


def test_normal_ones_go_beyond_what_a_uniform_one_would():
    assert (
        np.abs(drawn(xavier_normal_)).max() > 1.2 * np.abs(drawn(xavier_uniform_)).max()
    )


@given(
    st.sampled_from(sorted(INITIALISERS)),
    st.integers(1, 5),
    st.integers(1, 5),
    st.integers(0, 10**6),
)
def test_every_initialiser_fills_every_shape_and_obeys_the_seed(
    name, rows, columns, seed
):
    w = drawn(INITIALISERS[name], rows, columns, seed)
    assert w.shape == (rows, columns)
    assert (w == drawn(INITIALISERS[name], rows, columns, seed)).all()


def test_default_is_that_of_pytorch():
    layer = Layer(16, 200, rng=3)
    weights = np.array([[w.data for w in row] for row in layer.weights])
    biases = np.array([b.data for b in layer.biases])
    assert 0.245 < np.abs(weights).max() <= 0.25
    assert weights.std() == pytest.approx(0.25 / sqrt(3), rel=0.05)
    assert 0.23 < np.abs(biases).max() <= 0.25
    assert biases.std() == pytest.approx(0.25 / sqrt(3), rel=0.1)


def test_names_and_functions_as_init():
    by_name = MLP(3, [4, 2], init="xavier_normal_", rng=1)
    assert {b.data for layer in by_name.layers for b in layer.biases} == {0.0}
    without_dash = MLP(3, [4, 2], init="xavier_normal", rng=1)
    by_function = MLP(3, [4, 2], init=xavier_normal_, rng=1)
    states = [model.state_dict() for model in (by_name, without_dash, by_function)]
    assert states[0] == states[1] == states[2]
    assert {
        abs(x)
        for x in MLP(2, [2], init=partial(constant_, val=0.5)).state_dict().values()
    } == {0.5, 0.0}
    assert set(MLP(2, [2], init=None).state_dict().values()) == {0.0}


def test_all_parameters_from_0_to_1():
    model = MLP(2, [3, 1])
    uniform_(model.parameters(), rng=0)  # 000, BP algorithm, line 1
    assert all(0.0 <= p.data < 1.0 for p in model.parameters())
    assert len({p.data for p in model.parameters()}) == len(model.parameters())


def test_the_symmetry_trap():
    """002 §3.2: neurons that start equal get equal gradients, so they stay equal; a small random start breaks it."""

    def after_steps(init):
        model = MLP(2, [2, 1], activation="sigmoid", init=init, rng=0)
        for _ in range(20):
            model.zero_grad()
            mse_loss(model([0.5, -1.0]), 1.0).backward()
            for p in model.parameters():
                p.data -= 0.5 * p.grad
        first, second = model.layers[0].neurons
        return [v.data for v in first.parameters()], [
            v.data for v in second.parameters()
        ]

    same, other = after_steps(partial(constant_, val=0.1))
    assert same == other
    assert same[0] != 0.1  # they did learn
    same, other = after_steps("normal_")
    assert same != other


def test_one_stream_for_all_layers():
    chance = np.random.default_rng(0)
    model = MLP(2, [2, 2], init=partial(normal_, std=1.0), rng=chance)
    found = [w.data for layer in model.layers for row in layer.weights for w in row]
    assert found == np.random.default_rng(0).normal(0.0, 1.0, 8).tolist()


@pytest.mark.parametrize(
    ("call", "error", "message"),
    [
        (
            lambda: uniform_(table(2, 2), 1.0, 0.0),
            ValueError,
            "a <= b is needed, got 1.0 and 0.0",
        ),
        (
            lambda: normal_(table(2, 2), std=-1.0),
            ValueError,
            "std >= 0 is needed, got -1.0",
        ),
        (
            lambda: kaiming_normal_(table(2, 2), mode="fan"),
            ValueError,
            "must be one of fan_in, fan_out; got 'fan'",
        ),
        (lambda: xavier_normal_([]), ValueError, "at least one weight"),
        (
            lambda: normal_([1.0, 2.0]),  # type: ignore[arg-type]
            TypeError,
            "rows of Values, such as layer.weights",
        ),
        (
            lambda: normal_([[Value(0.0)], [Value(0.0), Value(0.0)]]),
            ValueError,
            "rows of the same length",
        ),
        (lambda: normal_([Value(0.0), [Value(0.0)]]), TypeError, "rows of Values"),  # type: ignore[arg-type]
        (
            lambda: initialise(table(1, 1), [], "kaimin_normal", 0),
            ValueError,
            "did you mean 'kaiming_normal_'?",
        ),
        (
            lambda: initialise(table(1, 1), [], 7, 0),  # type: ignore[arg-type]
            ValueError,
            "init 7 is unknown; there are default, micrograd",
        ),
    ],
)
def test_errors_say_what_is_wrong(call, error, message):
    with pytest.raises(error) as caught:
        call()
    assert message in str(caught.value)
