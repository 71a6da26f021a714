"""Neurons, layers and networks: shapes, names, scopes, the same numbers in both grains, PyTorch's numbers, errors."""

import math
from functools import partial

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import viz
from autograd import RULES, Value, apply, gradcheck, leaky_relu, record, scope, sin
from autograd.nn import (
    MLP,
    Layer,
    MaxoutLayer,
    Module,
    Neuron,
    cross_entropy,
    half_squared_error,
    log_softmax,
)
from tests.domains import inside

UNARY = [rule.name for rule in RULES.values() if rule.arity == 1]
networks = st.tuples(
    st.integers(1, 4),
    st.lists(st.integers(1, 4), min_size=1, max_size=3),
    st.integers(0, 10**6),
)


def fill(module, numbers):
    parameters = module.parameters()
    assert len(parameters) == len(numbers)
    for parameter, x in zip(parameters, numbers):
        parameter.data = x


# --- numbers --------------------------------------------------------------------------------------------------------


def test_a_network_has_the_numbers_of_pytorch():
    """Sequential(Linear(2, 3), Tanh(), Linear(3, 2)) in float64 with these parameters; F.cross_entropy(y, 1)."""
    model = MLP(2, [3, 2], activation="tanh")
    fill(
        model,
        [
            0.1,
            -0.2,
            0.01,
            0.3,
            0.4,
            0.02,
            -0.5,
            0.6,
            0.03,
            0.7,
            -0.8,
            0.9,
            0.04,
            1.0,
            -1.1,
            1.2,
            0.05,
        ],
    )
    y = model([0.5, -1.5])
    loss = cross_entropy(y, 1)
    loss.backward()
    assert [v.data for v in y] == pytest.approx(
        [-0.12090515407431782, -0.1280152262004069], rel=1e-13
    )
    assert loss.data == pytest.approx(0.6967085357503842, rel=1e-14)
    first = [(n.w[0].grad, n.w[1].grad, n.b.grad) for n in model.layers[0].neurons]
    assert np.array(first) == pytest.approx(
        np.array([
            [-0.0662968972617485, 0.19889069178524552, -0.132593794523497],
            [0.06290142149086449, -0.18870426447259347, 0.12580284298172897],
            [-0.026180174748940375, 0.07854052424682112, -0.05236034949788075],
        ]), rel=1e-12,
    )  # fmt: skip
    assert [v.grad for v in model.layers[1].weights[1]] == pytest.approx(
        [-0.17322063865313234, 0.20338111724435218, 0.40521992055296896], rel=1e-12
    )


def test_the_network_of_the_notes():
    """002 §3.2, 2-2-2 with sigmoids: E and dE/dw5; both neurons of a layer share a bias value there."""
    model = MLP(2, [2, 2], activation="sigmoid", final_activation="sigmoid")
    fill(model, [0.15, 0.2, 0.35, 0.25, 0.3, 0.35, 0.4, 0.45, 0.6, 0.5, 0.55, 0.6])
    loss = half_squared_error(model([0.05, 0.1]), [0.01, 0.99])
    loss.backward()
    assert loss.data == pytest.approx(0.29837110876000267, rel=1e-14)
    assert model.layers[1].weights[0][0].grad == pytest.approx(
        0.08216704056423078, rel=1e-13
    )


@settings(max_examples=30)
@given(
    networks,
    st.sampled_from(["relu", "tanh", "sigmoid", "gelu", None]),
    st.booleans(),
    st.data(),
)
def test_fused_and_unfused_are_the_same_bit_for_bit(network, activation, bias, data):
    nin, nouts, seed = network
    x = data.draw(st.lists(st.floats(-3, 3), min_size=nin, max_size=nin))
    found = []
    for fused in (False, True):
        model = MLP(nin, nouts, activation=activation, bias=bias, fused=fused, rng=seed)
        inputs = [Value(t) for t in x]
        y = model(inputs)
        loss = half_squared_error(y, [0.5] * nouts[-1])
        loss.backward()
        outputs = y if isinstance(y, list) else [y]
        found.append(
            [
                [v.data for v in outputs],
                [v.grad for v in inputs],
                [v.grad for v in model.parameters()],
            ]
        )
    assert found[0] == found[1]


@settings(max_examples=20)
@given(
    networks, st.sampled_from(["tanh", "softplus", "gelu"]), st.booleans(), st.data()
)
def test_gradients_of_networks_of_any_shape(network, activation, fused, data):
    nin, nouts, seed = network
    x = data.draw(st.lists(st.floats(-2, 2), min_size=nin, max_size=nin))
    model = MLP(nin, nouts, activation=activation, fused=fused, rng=seed)
    assert gradcheck(lambda x: half_squared_error(model(x), [0.25] * nouts[-1]), [x])
    numbers = [v.data for v in model.parameters()]

    def of_parameters(p):
        layers, start = x, 0
        for layer in model.layers:
            outputs = []
            for neuron in layer.neurons:
                row = p[start : start + neuron.nin]
                z = sum((w * t for w, t in zip(row, layers)), p[start + neuron.nin])
                start += neuron.nin + 1
                outputs.append(
                    z if layer.activation is None else apply(RULES[layer.activation], z)  # type: ignore[index]
                )
            layers = outputs
        return half_squared_error(layers, [0.25] * nouts[-1])

    y = half_squared_error(model(x), [0.25] * nouts[-1])
    y.backward()
    report = gradcheck(of_parameters, [numbers])
    assert [v.grad for v in model.parameters()] == pytest.approx(
        [row.analytic for row in report.rows], abs=1e-12
    )


@pytest.mark.parametrize("name", UNARY)
def test_every_row_with_one_argument_is_an_activation(name):
    neuron = Neuron(1, activation=name, init=None)
    (z,) = inside(RULES[name])
    fill(neuron, [0.5, z - 0.375])
    y = neuron([0.75])
    net = 0.5 * 0.75 + (z - 0.375)
    assert (y.op, y.data) == (name, apply(RULES[name], net))
    assert math.isfinite(y.data)


def test_activations_that_are_functions_and_those_of_a_whole_layer():
    fill(linear := Neuron(1, activation=None), [2.0, 0.0])
    assert linear([3.0]).data == 6.0
    fill(leaky := Neuron(1, activation=partial(leaky_relu, slope=0.1)), [1.0, 0.0])
    assert leaky([-3.0]).data == pytest.approx(-0.3)
    fill(mine := Neuron(1, activation=lambda z: sin(z) * z), [1.0, 0.0])
    assert mine([2.0]).data == pytest.approx(2.0 * np.sin(2.0))
    layer = Layer(2, 3, activation="log_softmax", rng=0)
    alone = Layer(2, 3, activation=None, rng=0)
    assert [v.data for v in layer([1.0, 2.0])] == [
        v.data for v in log_softmax(alone([1.0, 2.0]))
    ]
    assert sum(
        v.data for v in MLP(2, [4, 3], final_activation="softmax", rng=1)([1.0, 2.0])
    ) == pytest.approx(1.0)


def test_a_layer_of_maxout():
    layer = MaxoutLayer(2, 2, pieces=2, init=None)
    fill(layer, [1.0, 0.0, 0.5, 0.0, 1.0, -0.5, -1.0, 0.0, 0.0, 0.0, 0.0, 0.25])
    assert [v.data for v in layer([2.0, 3.0])] == [2.5, 0.25]
    assert gradcheck(lambda x: MaxoutLayer(2, 1, pieces=3, rng=0)(x), [[0.5, 2.0]])
    assert (
        layer.named_parameters()[0][0]
        == layer.parameters()[0].label
        == "linear.neuron1.w1"
    )
    assert repr(layer).startswith("MaxoutLayer(2 → 2, 2 pieces, 12 parameters)\n")


# --- shapes and names -----------------------------------------------------------------------------------------------


@given(networks, st.booleans())
def test_shapes_counts_and_names(network, bias):
    nin, nouts, seed = network
    model = MLP(nin, nouts, bias=bias, rng=seed)
    sizes = [nin, *nouts]
    assert len(model.parameters()) == sum((n + bias) * m for n, m in zip(sizes, nouts))
    assert [(layer.nin, layer.nout) for layer in model.layers] == list(
        zip(sizes, nouts)
    )
    assert all(name == p.label and p.parameter for name, p in model.named_parameters())
    y = model([0.5] * nin)
    assert isinstance(y, Value) if nouts[-1] == 1 else len(y) == nouts[-1]


def test_names_are_in_the_order_of_layers_neurons_weights_bias():
    names = [name for name, _ in MLP(2, [2, 1]).named_parameters()]
    assert names == [
        *("layer1.neuron1.w1", "layer1.neuron1.w2", "layer1.neuron1.b"),
        *("layer1.neuron2.w1", "layer1.neuron2.w2", "layer1.neuron2.b"),
        *("layer2.neuron1.w1", "layer2.neuron1.w2", "layer2.neuron1.b"),
    ]


def test_one_hidden_layer_has_as_many_parameters_as_the_notes_count():
    for d, q, n in ((2, 2, 2), (2, 3, 2), (784, 25, 1)):
        assert len(MLP(d, [q, n], rng=0).parameters()) == (d + n + 1) * q + n  # 000


def test_nodes_belong_to_the_scope_of_their_neuron():
    model = MLP(2, [3, 2], rng=0)
    with scope("net"):
        y = model([Value(1.0), Value(2.0)])
    scopes = {node.scope for node in record(y[1]) if node.rule}
    assert scopes == {
        "net.layer1.neuron1",
        "net.layer1.neuron2",
        "net.layer1.neuron3",
        "net.layer2.neuron2",
    }
    assert {p.scope for p in model.layers[0].neurons[2].parameters()} == {
        "layer1.neuron3"
    }


def test_the_drawing_folds_and_shows_the_names():
    x = [Value(1.0, "x1"), Value(-2.0, "x2")]
    loss = cross_entropy(MLP(2, [3, 2], rng=0)(x), 1).named("loss")
    loss.backward()
    folded = viz.draw(loss, fold="neuron").picture
    assert [box.scopes for box in folded.boxes if box.scopes] == [
        ("layer1.neuron1", "layer1.neuron2", "layer1.neuron3"),
        ("layer2.neuron1", "layer2.neuron2"),
    ]
    assert "layer1.neuron3.w2" in viz.draw(loss, fold="none").source


def test_samples_may_be_rows_tuples_values_and_single_numbers():
    model = MLP(2, [1], rng=0)
    wanted = model([0.5, 2.0]).data
    assert model(np.array([0.5, 2.0])).data == model((Value(0.5), 2)).data == wanted
    assert (
        model(np.array([0.5, 2.0], dtype=np.float32)).data
        == model([np.float64(0.5), np.int64(2)]).data
        == wanted
    )
    single = MLP(1, [2, 1], rng=0)
    assert single(0.5).data == single([0.5]).data == single(Value(0.5)).data
    fill(zero := Neuron(2, activation=None), [1.0, 1.0, 0.0])
    assert zero([Value(0.0), 1]).data == 1.0  # a Value that is 0 is a Value


def test_what_is_written_for_micrograd_runs():
    model = MLP(2, [16, 16, 1], init="micrograd", rng=1)
    assert len(model.parameters()) == 337
    assert all(
        n.b.data == 0.0 and max(abs(w.data) for w in n.w) <= 1.0
        for n in model.layers[0].neurons
    )
    assert [
        Neuron(2, nonlin=False).activation,
        Layer(2, 1, nonlin=False).activation,
    ] == [None, None]
    score = model([Value(1.0), Value(2.0)])
    score.backward()
    assert model.parameters()[-1].grad == 1.0
    model.zero_grad()
    assert {p.grad for p in model.parameters()} == {0.0}


def test_the_same_seed_gives_the_same_network():
    def numbers(rng):
        return [p.data for p in MLP(2, [3, 1], rng=rng).parameters()]

    assert numbers(5) == numbers(5) == numbers(np.random.default_rng(5)) != numbers(6)
    chance = np.random.default_rng(5)
    assert numbers(chance) != numbers(chance)


def test_repr_is_nested_with_shapes_and_counts():
    assert repr(MLP(2, [16, 16, 1], final_activation="sigmoid")).splitlines() == [
        "MLP(2 → 16 → 16 → 1, 337 parameters)",
        "  layer1: Layer(2 → 16, relu, 48 parameters)",
        "  layer2: Layer(16 → 16, relu, 272 parameters)",
        "  layer3: Layer(16 → 1, sigmoid, 17 parameters)",
    ]
    assert repr(Neuron(2)) == "Neuron(2 → 1, relu, 3 parameters)"
    assert repr(Layer(2, 1, activation=partial(leaky_relu, slope=0.1))).startswith(
        "Layer(2 → 1, leaky_relu(slope=0.1),"
    )


# --- errors ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("call", "error", "message"),
    [
        (
            lambda: Neuron(0),
            ValueError,
            "nin must be a whole number, at least 1, got 0",
        ),
        (
            lambda: Neuron(2.0),  # type: ignore[arg-type]
            TypeError,
            "nin must be a whole number, at least 1, got 2.0",
        ),
        (
            lambda: Layer(2, -1),
            ValueError,
            "nout must be a whole number, at least 1, got -1",
        ),
        (lambda: MLP(2, []), ValueError, "at least one layer"),
        (lambda: MLP(2, 3), TypeError, "nouts must be a list with"),  # type: ignore[arg-type]
        (
            lambda: MLP(2, [3, 0]),
            ValueError,
            "nouts[1] must be a whole number, at least 1, got 0",
        ),
        (
            lambda: MLP(2, [3], final_activation="sigmiod"),
            ValueError,
            "did you mean 'sigmoid'?",
        ),
        (lambda: Neuron(2, activation="ReLU"), ValueError, "did you mean 'relu'?"),
        (lambda: Neuron(2, activation="softmax"), ValueError, "one of a whole layer"),
        (
            lambda: Neuron(2, activation=3),  # type: ignore[arg-type]
            TypeError,
            "a name, a function or None, got int",
        ),
        (lambda: Neuron(2, activation="maximum"), ValueError, "'maximum' is unknown"),
        (
            lambda: MLP(2, [1], init="xavier"),
            ValueError,
            "init 'xavier' is unknown; did you mean 'xavier_normal_'?",
        ),
        (lambda: MLP(2, [1], rng="seed"), TypeError, "rng must be None, a seed"),  # type: ignore[arg-type]
        (lambda: MLP(2, [1], rng=-1), TypeError, "0 or more"),
        (lambda: MLP(2, [1])([1.0]), ValueError, "MLP needs 2 inputs, got 1"),
        (lambda: MLP(2, [1])(1.0), ValueError, "MLP needs 2 inputs, got 1"),
        (
            lambda: MLP(2, [1])("ab"),
            TypeError,
            "MLP needs a sample of 2 numbers or Values, got str",
        ),
        (lambda: MLP(2, [1])(None), TypeError, "got NoneType"),
        (
            lambda: MLP(2, [1])([1.0, "2"]),
            TypeError,
            "MLP: input 1 must be a number or a Value, got str",
        ),
        (lambda: MLP(2, [1])([1.0, 2j]), TypeError, "got complex"),
        (lambda: MLP(2, [1])(np.zeros((2, 2))), TypeError, "one sample at a time"),
        (
            lambda: MaxoutLayer(2, 1, pieces=0),
            ValueError,
            "pieces must be a whole number, at least 1, got 0",
        ),
        (
            lambda: Module()(1.0),
            NotImplementedError,
            "Module has no method __call__(self, x)",
        ),
    ],
)
def test_errors_say_what_is_wrong(call, error, message):
    with pytest.raises(error) as caught:
        call()
    assert message in str(caught.value)
