"""viz.network finds the neurons of a graph however it was written, and says why where there are none."""

import json
import random
from pathlib import Path

import pytest

import viz
from autograd import (
    StaleGraphError,
    Value,
    detect_anomaly,
    dot,
    exp,
    log,
    maximum,
    nn,
    no_grad,
    record,
    relu,
    sigmoid,
    square,
    tanh,
    total,
)
from tests.networks import example1, net222, net232, parameter

WORKED = {
    e["id"]: e["expected"]
    for e in json.loads(
        (Path(__file__).parent / "data/worked_examples.json").read_text("utf-8")
    )
}


def correct(example, name):
    return WORKED[example][name]["correct"]


def by_name(network):
    return {unit.name: unit for unit in network.units}


def weights(network):
    return {line.weight.name: line.weight for line in network.lines}


# --- the networks of the notes ---


def test_the_2_2_2_network_has_the_numbers_of_the_notes():
    E = net222()
    E.backward()
    network = viz.network(E).network
    assert network.sizes == "2-2-2"
    units, step = by_name(network), "002-net222-step1"
    assert list(units) == ["i1", "i2", "h1", "h2", "o1", "o2"]
    for name in ("h1", "h2", "o1", "o2"):
        unit = units[name]
        assert unit.activation == "sigmoid"
        assert unit.net.name == f"net_{name}"
        assert unit.out.name == f"out_{name}"
        assert unit.net.value == pytest.approx(correct(step, f"net_{name}"), abs=1e-15)
        assert unit.out.value == pytest.approx(correct(step, f"out_{name}"), abs=1e-15)
        assert unit.delta == pytest.approx(correct(step, f"delta_{name}"), abs=1e-15)
    for name, weight in weights(network).items():
        assert weight.grad == pytest.approx(correct(step, f"dE/d{name}"), abs=1e-15)
    assert [bias.name for bias in units["o2"].biases] == ["b2"]
    for part, name in zip(network.parts, ("E_o1", "E_o2")):
        assert part.number.name == name
        assert part.number.value == pytest.approx(correct(step, name), abs=1e-15)
    assert [part.target.value for part in network.parts] == [0.01, 0.99]
    assert network.loss.number.name == "E_total"
    assert network.loss.number.value == pytest.approx(correct(step, "E_total"))


def test_the_2_3_2_network_has_the_numbers_of_the_notes():
    L = net232()
    L.backward()
    network = viz.network(L).network
    units, example = by_name(network), "004-net232"
    assert network.sizes == "2-3-2"
    for name in ("za1", "za2", "za3", "yb1", "yb2"):
        assert units[name].out.value == pytest.approx(correct(example, name))
    assert units["yb1"].activation == ""
    for name, weight in weights(network).items():
        assert weight.grad == pytest.approx(correct(example, f"dL/d{name}"))
    assert units["yb2"].delta == pytest.approx(correct(example, "dL/dyb2"))
    assert [part.target.value for part in network.parts] == [0.0, 1.0]
    parts = [part.number.value for part in network.parts]
    assert sum(parts) == pytest.approx(correct(example, "L"))


def test_example_1_has_the_numbers_that_are_right():
    J = example1()
    J.backward()
    network = viz.network(J).network
    units = by_name(network)
    for name, key in {"h1": "h1", "h2": "h2", "f1": "f1 (printed as y1)"}.items():
        assert units[name].out.value == pytest.approx(correct("001-example1", key))
    for name, weight in weights(network).items():
        assert weight.grad == pytest.approx(correct("001-example1", f"dJ/d{name}"))


# --- spellings ---


def net_inputs(w, x, b):
    """One net input in many spellings."""
    (w1, w2), (x1, x2) = w, x
    yield dot(w, x, b)
    yield w1 * x1 + w2 * x2 + b
    yield b + w1 * x1 + x2 * w2
    yield x1 * w1 + (b + w2 * x2)
    yield sum(wi * xi for wi, xi in zip(w, x)) + b
    yield total([w1 * x1, w2 * x2, b])
    yield dot(w, x) + b
    yield -(-(w1 * x1) - w2 * x2 - b)


@pytest.mark.parametrize("is_declared", [True, False])
@pytest.mark.parametrize("spelling", range(8))
def test_every_spelling_of_a_net_input(spelling, is_declared):
    w = [Value(0.3, "w1", parameter=is_declared), Value(-0.7, "w2", parameter=is_declared)]  # fmt: skip
    x, b = [Value(0.5, "x1"), Value(2.0, "x2")], Value(0.1, "b1", parameter=is_declared)
    net = list(net_inputs(w, x, b))[spelling]
    network = viz.network(0.5 * square(1.0 - sigmoid(net))).network
    assert network.sizes == "2-1"
    found = {(network.units[n.source].name, n.weight.name) for n in network.lines}
    assert found == {("x1", "w1"), ("x2", "w2")}
    assert [(b.name, b.sign) for b in network.units[2].biases] == [("b1", 1)]
    assert network.units[2].net.value == pytest.approx(0.3 * 0.5 - 0.7 * 2.0 + 0.1)


def test_a_threshold_is_a_bias_that_is_subtracted():
    net = dot([parameter(0.3, "v1")], [Value(0.5, "x1")]) - parameter(0.2, "γ1")
    (bias,) = viz.network(square(1.0 - sigmoid(net))).network.units[1].biases
    assert (bias.name, bias.value, bias.sign) == ("γ1", 0.2, -1)


def test_inputs_may_be_plain_numbers_and_equal_ones_are_told_apart():
    x = [1.0, 1.0]
    hidden = [
        tanh(dot([parameter(0.1, f"a{i}"), parameter(0.2, f"b{i}")], x)) for i in (1, 2)
    ]
    network = viz.network(square(dot([parameter(1, "c"), parameter(2, "d")], hidden)))
    assert network.network.sizes == "2-2-1"
    assert [unit.name for unit in network.network.units[:2]] == ["x1", "x2"]


def test_an_input_may_be_computed_of_inputs_but_not_of_weights():
    w, x = parameter(0.5, "w"), Value(3.0, "x")
    network = viz.network(square(parameter(2.0, "v") * x**2 + w * x)).network
    assert {unit.name for unit in network.units} == {"x", "x²", "o1"}
    with pytest.raises(viz.NotANetwork, match="the weight w is part of it"):
        viz.network(square(parameter(2.0, "v") * (x * exp(w)) + parameter(1, "b")))


def test_a_neuron_may_be_multiplied_with_an_input():
    w, x = parameter(0.5, "w"), Value(3.0, "x")
    network = viz.network(square(parameter(2.0, "v") * (tanh(w * x) * x))).network
    (gate,) = [unit for unit in network.units if unit.kind == "gate"]
    assert gate.activation == "×"
    place = network.units.index(gate)
    sources = {network.units[line.source].name for line in network.arriving[place]}
    assert sources == {"a1^(2)", "x"}
    assert network.units[1].activation == "tanh"


@pytest.mark.parametrize(
    ("name", "function"),
    [
        ("sigmoid", lambda z: 1 / (1 + exp(-z))),
        ("sigmoid", lambda z: exp(z) / (1 + exp(z))),
        ("tanh", lambda z: (exp(z) - exp(-z)) / (exp(z) + exp(-z))),
        ("relu", lambda z: maximum(0, z)),
        ("softplus", lambda z: log(1 + exp(z))),
        ("silu", lambda z: z * sigmoid(z)),
        ("leaky_relu(0.1)", lambda z: z.leaky_relu(0.1)),
        ("tanh", tanh),
        ("", lambda z: z),
    ],
)
def test_activations_are_recognised_however_they_are_spelled(name, function):
    net = parameter(0.5, "w") * Value(2.0, "x") + parameter(0.1, "b")
    out = function(net)
    hidden = viz.network(square(1.0 - parameter(3.0, "v") * out)).network
    assert hidden.units[1].activation == name
    assert hidden.units[1].out.value == out.data
    at_the_end = viz.network(square(1.0 - out)).network
    assert at_the_end.units[1].activation == name
    assert at_the_end.units[1].out.value == out.data


def test_an_unknown_activation_has_a_letter_for_a_name():
    net = parameter(0.5, "w") * Value(2.0, "x") + parameter(0.1, "b")
    out = net.sin() * net.tanh()
    network = viz.network(square(1.0 - parameter(3.0, "v") * out)).network
    assert network.units[1].activation == "f"
    assert network.units[1].out.value == out.data
    labelled = viz.network(square(1.0 - out.named("out_1"))).network
    assert labelled.units[1].out.value == out.data
    told = viz.network(square(1.0 - out), outputs=[out]).network
    assert told.units[1].out.value == out.data


def hidden_layer(names="h1 h2 h3"):
    x = [Value(0.5, "x1"), Value(-1.0, "x2")]
    for j, name in enumerate(names.split(), 1):
        w = [parameter(0.1 * j, f"w1{j}"), parameter(-0.3 * j, f"w2{j}")]
        yield dot(w, x, parameter(0.2, f"b{j}")).named(f"net_{name}")


@pytest.mark.parametrize("spelling", ["logsumexp", "exponentials"])
def test_softmax_is_the_activation_of_a_layer(spelling):
    nets = list(hidden_layer())
    powers = [exp(net) for net in nets]
    outs = nn.softmax(nets) if spelling == "logsumexp" else [p / total(powers) for p in powers]  # fmt: skip
    network = viz.network(total([square(out - 0.5) for out in outs])).network
    assert network.sizes == "2-3"
    assert [unit.activation for unit in network.units[2:]] == ["softmax"] * 3
    assert [unit.out.value for unit in network.units[2:]] == [out.data for out in outs]


def test_sums_and_maxima_of_neurons_are_gates():
    first, second, third = map(relu, hidden_layer())
    both = maximum(first, second)
    network = viz.network(square(parameter(2.0, "v") * both + parameter(1.0, "u") * (first + third)))  # fmt: skip
    kinds = {unit.activation: unit.kind for unit in network.network.units}
    assert kinds["max"] == kinds["+"] == "gate"
    unweighted = [line for line in network.network.lines if line.weight is None]
    assert len(unweighted) == 4


def test_a_gate_that_does_more_than_one_thing_has_a_letter_for_a_name():
    first, second, third = map(relu, hidden_layer())
    v = parameter(2.0, "v")
    names = []
    for gate in (maximum(maximum(first, second), third), first * second + third):
        network = viz.network(square(v * gate - 1.0)).network
        names += [unit.activation for unit in network.units if unit.kind == "gate"]
    assert names == ["max", "f"]


def test_what_is_compared_with_a_target_is_an_output():
    """An LSTM cell ends with a product of two neurons, which is no neuron itself."""
    gate, state, _ = hidden_layer()
    h = (sigmoid(gate) * tanh(state)).named("h")
    network = viz.network((0.5 * square(h - 0.5)).named("E")).network
    (place,) = network.outputs
    assert network.units[place].name == "h"
    assert network.loss.target.value == 0.5
    margin = maximum(0.0, 1.0 - 1.0 * gate)  # hinge: the output is inside
    assert viz.network(margin).network.units[2].out.value == gate.data


# --- losses ---


def test_a_penalty_is_a_part_without_an_output():
    outs = list(map(sigmoid, hidden_layer("o1 o2")))
    weight = next(x for x in record(outs[0]) if x.parameter)
    E = total([square(outs[0] - 1.0), square(outs[1] - 0.5)]) + 0.1 * square(weight)
    network = viz.network(E.named("E")).network
    assert [part.units for part in network.parts] == [(2,), (3,), ()]
    assert [part.number.name for part in network.parts] == ["E_o1", "E_o2", "penalty"]
    assert sum(part.number.value for part in network.parts) == pytest.approx(E.data)


def test_a_loss_of_all_outputs_together_is_one():
    nets = list(hidden_layer())
    network = viz.network(nn.cross_entropy(nets, 2)).network
    assert network.parts == ()
    assert network.loss.units == (2, 3, 4)
    assert [unit.activation for unit in network.units[2:]] == ["", "", ""]


def test_the_binary_cross_entropy_ends_at_the_output():
    (net,) = hidden_layer("o1")
    f = sigmoid(net).named("f")
    E = -(1.0 * log(f) + (1.0 - 1.0) * log(1.0 - f))
    network = viz.network(E).network
    assert network.units[2].name == "f"
    assert network.units[2].activation == "sigmoid"
    undeclared = [Value(0.3, "w1"), Value(0.4, "w2")]
    x, y = [Value(0.5, "x1"), Value(-1.0, "x2")], Value(1.0, "y")
    f = sigmoid(dot(undeclared, x, Value(0.1, "b")))
    network = viz.network(-(y * log(f) + (1.0 - y) * log(1.0 - f))).network
    assert network.sizes == "2-1"


def test_a_graph_may_end_with_outputs():
    outs = list(map(tanh, hidden_layer("o1 o2")))
    one, several = viz.network(outs[0]).network, viz.network(outs).network
    assert (one.sizes, several.sizes) == ("2-1", "2-2")
    assert one.loss is several.loss is None
    assert several.outputs == (2, 3)


# --- models ---


def test_a_model_is_called_and_left_alone():
    drop = nn.Dropout(0.5, rng=1)
    model = nn.Sequential(
        nn.Layer(3, 4, activation="tanh", rng=0),
        drop,
        nn.Layer(4, 2, activation=None, rng=2),
    )
    state = drop.rng.bit_generator.state
    drawing = viz.network(model, [0.5, -1.0, 0.2], [1.0, 0.0])
    assert drawing.network.sizes == "3-4-2"
    assert model.training
    assert drop.training
    assert drop.rng.bit_generator.state == state
    assert not any(p.has_grad for p in model.parameters())
    assert drawing.network.units[3].activation == "tanh"
    outputs = [out.data for out in model.eval()([0.5, -1.0, 0.2])]
    found = [drawing.network.units[i].out.value for i in drawing.network.outputs]
    assert found == outputs


@pytest.mark.parametrize("fused", [True, False])
@pytest.mark.parametrize("seed", range(4))
def test_every_number_of_a_model_is_the_recorded_one(seed, fused):
    sizes = [[2, 3], [4, 1], [3, 3, 2], [1, 5, 2]][seed]
    activation = ["tanh", "sigmoid", "relu", "gelu"][seed]
    model = nn.MLP(3, sizes, activation=activation, fused=fused, rng=seed)
    x, target = [0.3, -0.8, 1.2], [0.5] * sizes[-1]
    network = viz.network(model, x, target).network
    leaves = [Value(number) for number in x]
    answer = model(leaves)
    E = nn.half_squared_error(answer, target if sizes[-1] > 1 else target[0])
    E.backward()
    place = 3
    recorded = iter(model.layers)
    for column in network.columns[1:]:
        layer = next(recorded)
        for neuron, i in zip(layer.neurons, column):
            lines = network.arriving[i]
            assert [n.weight.value for n in lines] == [w.data for w in neuron.w]
            assert [n.weight.grad for n in lines] == pytest.approx([w.grad for w in neuron.w])  # fmt: skip
            (bias,) = network.units[i].biases
            assert bias.value == neuron.b.data
            assert network.units[i].delta == pytest.approx(neuron.b.grad)
            place += 1
    assert place == len(network.units)
    assert network.loss.number.value == E.data


def test_without_a_sample_there_are_weights_alone():
    network = viz.network(nn.MLP(2, [3, 1], rng=0)).network
    assert all(unit.out.value is None for unit in network.units)
    assert all(weight.value is not None for weight in network.weights)


def test_a_class_is_a_target_too():
    model = nn.MLP(2, [3, 3], rng=0)
    network = viz.network(model, [0.5, 1.0], 2).network
    assert network.loss.target.name == "class 2: o3"
    same = nn.cross_entropy(model([0.5, 1.0]), 2).data
    assert network.loss.number.value == same
    for final in ("softmax", "log_softmax"):
        again = nn.MLP(2, [3, 3], final_activation=final, rng=0)
        shown = viz.network(again, [0.5, 1.0], 2).network
        assert {shown.units[i].activation for i in shown.outputs} == {final}
        assert shown.loss.number.value == pytest.approx(same)
    other = viz.network(model, [0.5, 1.0], [0, 0, 1], loss="mse_loss").network
    assert len(other.parts) == 3
    own = viz.network(model, [0.5, 1.0], 2, loss=lambda y, t: square(y[t])).network
    assert own.loss.number.value == pytest.approx(model([0.5, 1.0])[2].data ** 2)


def test_any_function_of_a_sample_is_a_model():
    model = nn.Neuron(2, activation="tanh", rng=0)
    assert viz.network(lambda x: model(x), [1.0, 2.0], 0.5).network.sizes == "2-1"
    with no_grad():
        assert viz.network(model, [1.0, 2.0]).network.sizes == "2-1"
    with detect_anomaly():
        assert viz.network(model, [1.0, 2.0], 0.0).network.sizes == "2-1"


@pytest.mark.parametrize("number", [float("nan"), float("inf"), 0.0])
def test_odd_numbers_are_drawn_too(number):
    model = nn.MLP(2, [2, 1], rng=0)
    for parameter_ in model.parameters()[:2]:
        parameter_.data = number
    drawing = viz.network(model, [1.0, 2.0], 0.0, show_gradients=True, legend=True)
    assert "NaN" not in drawing.svg()
    assert len(drawing.film()) > 5


def test_long_and_strange_names_are_cut_and_escaped():
    names = ["w" * 300, "<b>&", "مرحبا", "a\nb", "x̂"]
    w = [parameter(0.1 * i, name) for i, name in enumerate(names, 1)]
    x = [Value(1.0, f"input {name}") for name in names]
    E = square(1.0 - tanh(dot(w, x, parameter(0.5, "bias" * 80)))).named("E" * 200)
    drawing = viz.network(E, show_gradients=True)
    assert drawing.scene.width < 1500
    assert "<b>&" not in drawing.svg()


def random_graph(chance):
    """Some graph of a few leaves, some of them parameters, that may or may not be a network."""
    letters = ["w", "x", "b", "t", "y", ""]
    values = [
        Value(chance.uniform(-1, 1), chance.choice(letters), parameter=chance.random() < 0.5)
        for _ in range(chance.randint(1, 5))
    ]  # fmt: skip
    makers = [
        lambda a, b: a * b,
        lambda a, b: a + b,
        lambda a, b: a - b,
        maximum,
        lambda a, b: chance.choice([tanh, exp, sigmoid, square, relu])(a),
        lambda a, b: dot(chance.choices(values, k=2), chance.choices(values, k=2), b),
        lambda a, b: total(chance.choices(values, k=3)),
    ]
    for _ in range(chance.randint(1, 12)):
        a, b = chance.choice(values), chance.choice([*values, 0.5])
        values.append(chance.choice(makers)(a, b))
    return values[-1]


@pytest.mark.slow
def test_whatever_the_graph_it_is_drawn_or_refused():
    chance = random.Random(7)
    drawn = 0
    for _ in range(300):
        try:
            drawing = viz.network(random_graph(chance))
        except viz.NotANetwork:
            continue
        assert drawing.svg().startswith("<svg")
        assert drawing.film().reel.scenes()
        drawn += 1
    assert drawn > 20


# --- errors ---


def leaf(name):
    return Value(2.0, name)


@pytest.mark.parametrize(
    ("make", "says"),
    [
        (lambda: (leaf("a") + leaf("b")) * (leaf("b") + 1), "the search ended at"),
        (lambda: leaf("a"), "is a leaf"),
        (lambda: tanh(leaf("a")) + leaf("b"), "no product of weight and input"),
        (lambda: square(leaf("z") * (square(leaf("x")) + leaf("y"))), "z · v"),
        (lambda: parameter(1, "w") * parameter(2, "v"), "exactly one factor"),
    ],
)
def test_what_is_no_network_is_an_error_that_says_why(make, says):
    with pytest.raises(viz.NotANetwork, match=says) as error:
        viz.network(make().named("e"))
    assert "viz.draw" in str(error.value)
    assert isinstance(error.value, ValueError)


MODEL = nn.MLP(2, [2], rng=0)


@pytest.mark.parametrize(
    ("call", "error", "says"),
    [
        (lambda: viz.network(3), TypeError, "needs a Value"),
        (lambda: viz.network(net222(), [1.0]), ValueError, "x, target and loss are"),
        (lambda: viz.network(net222(), outputs=3), TypeError, "list of Values"),  # type: ignore[arg-type]
        (lambda: viz.network(net222(), outputs=[]), ValueError, "empty"),
        (lambda: viz.network(net222(), outputs=[Value(1)]), ValueError, "no node"),
        (lambda: viz.network(net222(), lang="fr"), ValueError, "lang must be"),  # type: ignore[arg-type]
        (lambda: viz.network(net222(), precision=0), ValueError, "precision"),
        (lambda: viz.network(net222(), show_weights="all"), ValueError, "show_weights"),  # type: ignore[arg-type]
        (lambda: viz.network(net222(), fit="wall"), ValueError, "fit must be"),  # type: ignore[arg-type]
        (lambda: viz.network(net222(), theme="x"), ValueError, "theme"),  # type: ignore[arg-type]
        (lambda: viz.network(MODEL, [1.0]), ValueError, "2 inputs"),
        (lambda: viz.network(MODEL, [[1, 2], [3, 4]]), ValueError, "one row"),
        (lambda: viz.network(MODEL, "ab"), TypeError, "one sample"),
        (lambda: viz.network(MODEL, ["a", "b"]), TypeError, "hold numbers"),
        (lambda: viz.network(MODEL, None, 1.0), ValueError, "needs a sample"),
        (lambda: viz.network(MODEL, [1, 2], [1, 2, 3]), ValueError, "half_squared"),
        (lambda: viz.network(MODEL, [1, 2], [1, 2], loss="mse"), ValueError, "mse_loss"),
        (lambda: viz.network(MODEL, [1, 2], names={}, recompute=True), ValueError, "for graphs"),
        (lambda: viz.network(lambda x: x[0] * 2), ValueError, "give a sample"),
        (lambda: viz.network(lambda x: "y", [1.0]), TypeError, "must return a Value"),
        (lambda: viz.network(lambda x: x[0] * 2, [1.0]), viz.NotANetwork, "no neuron"),
    ],
)  # fmt: skip
def test_wrong_arguments_are_refused_with_what_to_do(call, error, says):
    with pytest.raises(error, match=says):
        call()


def test_changed_numbers_need_to_be_recomputed():
    E = net222()
    weight = next(node for node in record(E) if node.label == "w5")
    weight.data = 1.0
    with pytest.raises(StaleGraphError, match="recompute=True"):
        viz.network(E)
    network = viz.network(E, recompute=True).network
    assert weights(network)["w5"].value == 1.0
