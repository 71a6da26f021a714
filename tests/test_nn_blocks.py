"""Blocks: dropout in training and after, layer normalisation with the numbers of the notes, residual links."""

import math

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from autograd import Value, gradcheck, gradients, record, tanh
from autograd.nn import (
    MLP,
    Activate,
    Dropout,
    Layer,
    LayerNorm,
    Residual,
    Sequential,
    half_squared_error,
    weights,
)

# --- dropout --------------------------------------------------------------------------------------------------------


def test_the_mask_keeps_the_expected_value():
    """003: U1 = (rand < p) / p; with p = 1/2 kept ones count twice, mean 1, variance 1."""
    found = np.array(Dropout(0.5, rng=0)(np.ones(10_000)))
    assert set(found) == {0.0, 2.0}
    assert found.mean() == pytest.approx(1.0, abs=0.04)
    assert found.var() == pytest.approx(1.0, abs=0.04)
    rare = np.array(Dropout(0.2, rng=0)(np.ones(10_000)))
    assert set(rare) == {0.0, 1.25}
    assert (rare == 0.0).mean() == pytest.approx(0.2, abs=0.02)


def test_dropout_stops_the_gradient_of_what_it_drops():
    x = [Value(float(i)) for i in range(1, 9)]
    y = Dropout(0.5, rng=2)(x)
    loss = sum(y)
    loss.backward()
    assert [v.grad for v in x] == [2.0 if v.data else 0.0 for v in y]
    assert {v.grad for v in x} == {0.0, 2.0}


def test_dropout_passes_everything_after_training_and_draws_a_new_mask_for_every_call():
    model = Sequential(
        Layer(2, 8, rng=0), Dropout(0.5, rng=0), Layer(8, 1, activation=None, rng=1)
    )
    assert model([1.0, 2.0]).data != model([1.0, 2.0]).data
    model.eval()
    assert [module.training for module in model.modules()][:2] == [False, False]
    assert model([1.0, 2.0]).data == model([1.0, 2.0]).data
    x = [Value(1.0)]
    assert Dropout(0.5).eval()(x) is x
    assert model.train().layers[1].training  # type: ignore[attr-defined]
    assert Dropout(0.0)(x) is x
    assert isinstance(Dropout(0.5, rng=0)(Value(1.0)), Value)


def test_the_same_seed_gives_the_same_masks():
    first, second = Dropout(0.5, rng=4), Dropout(0.5, rng=4)
    assert [first([1.0] * 5) for _ in range(3)] == [second([1.0] * 5) for _ in range(3)]


@pytest.mark.parametrize("p", [-0.1, 1.0, math.nan])
def test_dropout_needs_a_probability(p):
    with pytest.raises(ValueError, match="p must be at least 0 and below 1"):
        Dropout(p)


# --- layer normalisation --------------------------------------------------------------------------------------------


def test_layer_normalisation_has_the_numbers_of_the_notes():
    """worked example 003-layernorm: no epsilon."""
    plain = LayerNorm(4, affine=False)
    z = [Value(x) for x in (1.0, 2.0, 4.0, -3.0)]
    y = plain(z)
    wanted = [0.0, 0.3922322702763681, 1.1766968108291043, -1.5689290811054724]
    assert [v.data for v in y] == pytest.approx(wanted, rel=1e-14)
    slopes = [0.29417420270727607, *[-0.09805806756909202] * 3]
    assert gradients(y[0], z) == pytest.approx(slopes, rel=1e-13)
    assert plain([3.0, 6.0, 12.0, -9.0]) == pytest.approx(wanted, rel=1e-14)
    assert plain([-2.0, -4.0, -8.0, 6.0]) == pytest.approx(
        [-x for x in wanted], rel=1e-14
    )  # the notes miss the sign


def test_layer_normalisation_with_epsilon_has_the_numbers_of_pytorch():
    """F.layer_norm([1, 2, 4, -3], (4,), [1, 2, 3, 4], [.1, .2, .3, .4], eps=1e-5); and of the sum of weight * it."""
    norm = LayerNorm(4, eps=1e-5)
    for i, (g, b) in enumerate(zip(norm.gamma, norm.beta), 1):
        g.data, b.data = float(i), i / 10
    z = [Value(x) for x in (1.0, 2.0, 4.0, -3.0)]
    y = norm(z)
    assert [v.data for v in y] == pytest.approx(
        [0.1, 0.9844639371191706, 3.8300877170362675, -5.875711496953364], rel=1e-13
    )
    assert gradients(sum(y), z) == pytest.approx(
        [
            -0.5883479528393778,
            -0.12068687560157787,
            0.4224033103144367,
            0.28663151812651955,
        ],
        rel=1e-12,
    )


@given(st.lists(st.floats(-3, 3), min_size=2, max_size=5), st.floats(0.1, 10))
def test_a_positive_factor_makes_no_difference(z, factor):
    assume(np.std(z) > 0.1)
    norm = LayerNorm(len(z), affine=False)
    assert norm([factor * x for x in z]) == pytest.approx(norm(z), rel=1e-9, abs=1e-9)
    assert np.mean(norm(z)) == pytest.approx(0.0, abs=1e-12)
    assert np.std(norm(z)) == pytest.approx(1.0)
    assert gradcheck(lambda z: LayerNorm(len(z), eps=1e-5)(z)[0], [z])


def test_the_parameters_of_layer_normalisation():
    norm = LayerNorm(3)
    assert norm.state_dict() == {
        **{f"gamma{i}": 1.0 for i in (1, 2, 3)},
        **{f"beta{i}": 0.0 for i in (1, 2, 3)},
    }
    assert len(weights(norm)) == 3
    assert repr(norm) == "LayerNorm(3, eps=0, 6 parameters)"
    assert math.isnan(LayerNorm(2, affine=False)([1.0, 1.0])[0])  # 0/0, as printed
    assert LayerNorm(2, eps=1e-5, affine=False)([1.0, 1.0]) == [0.0, 0.0]
    with pytest.raises(
        ValueError, match="size must be a whole number, at least 2, got 1"
    ):
        LayerNorm(1)
    with pytest.raises(ValueError, match="LayerNorm needs 3 inputs, got 2"):
        norm([1.0, 2.0])


# --- residual links, sequences, activations -------------------------------------------------------------------------


def test_a_residual_block_keeps_a_way_of_slope_1():
    """001: through ten saturated layers the gradient vanishes, with residual links it does not."""

    def slope(residual):
        x = y = Value(0.5)
        for _ in range(10):
            layer = Layer(1, 1, activation="sigmoid", init=None)
            layer.weights[0][0].data = 1.0
            y = (Residual(layer) if residual else layer)(y)
        return gradients(y, [x])[0]

    assert 0.0 < slope(False) <= 0.25**10
    assert slope(True) >= 1.0


@given(
    st.lists(st.floats(-2, 2), min_size=1, max_size=3),
    st.integers(0, 1000),
    st.booleans(),
)
def test_gradients_of_stacked_blocks(x, seed, fused):
    n = len(x)
    model = Sequential(
        Residual(MLP(n, [3, n], activation="tanh", fused=fused, rng=seed)),
        Layer(n, 3, activation=None, rng=seed),
        LayerNorm(3, eps=1e-3),
        Activate("gelu"),
        Dropout(0.3).eval(),
    )
    assert gradcheck(lambda x: half_squared_error(model(x), [0.5, 0.25, 0.0]), [x])


def test_a_sequence_records_scopes_and_names():
    model = Sequential(
        Layer(2, 2, activation="tanh", rng=0),
        Residual(Layer(2, 2, activation="tanh", rng=1)),
        tanh_all,
    )
    assert model.named_parameters()[6][0] == "layer2.module.neuron1.w1"
    model.label_parameters()
    y = model([1.0, 2.0])
    scopes = {node.scope for node in record(y[0]) if node.rule}
    assert {"layer1.neuron2", "layer2.module.neuron1", "layer2", "layer3"} <= scopes
    assert "layer2.module.neuron1.w1" in {node.label for node in record(y[0])}
    assert repr(model).splitlines()[:3] == [
        "Sequential(12 parameters)",
        "  layer1: Layer(2 → 2, tanh, 6 parameters)",
        "  layer2: Residual(6 parameters)",
    ]


def tanh_all(values):
    return [tanh(v) for v in values]


def test_activate():
    assert Activate(None)([1.0]) == [1.0]
    assert Activate("relu")(Value(-1.0)).data == 0.0
    assert Activate("softmax")(np.zeros(2)) == [0.5, 0.5]
    assert repr(Activate("relu")) == "Activate(relu, 0 parameters)"


def test_errors_say_what_is_wrong():
    with pytest.raises(ValueError, match="as many outputs as inputs, got 3 and 2"):
        Residual(Layer(2, 3))([1.0, 2.0])
    with pytest.raises(TypeError, match="a module or function is needed, got int"):
        Residual(3)  # type: ignore[arg-type]
    with pytest.raises(TypeError, match="one or more modules or functions"):
        Sequential()
    with pytest.raises(TypeError, match="one or more modules or functions"):
        Sequential(Layer(2, 2), "relu")  # type: ignore[arg-type]
