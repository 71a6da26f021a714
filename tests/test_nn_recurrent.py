"""RNN, LSTM, GRU: PyTorch's numbers, gradients three ways, truncation, scopes, input checks, padding."""

import copy
import json
import math
import pickle

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import autograd
from autograd import Value, dot, gradcheck, nn, record
from tests.recurrent_oracle import (
    CASES,
    HIDDEN,
    NIN,
    STEPS,
    STORED,
    sines,
    torch_results,
)

try:
    import torch
except ImportError:
    torch = None

KINDS = {"RNN": nn.RNN, "LSTM": nn.LSTM, "GRU": nn.GRU}
CELLS = {"RNN": nn.RNNCell, "LSTM": nn.LSTMCell, "GRU": nn.GRUCell}


def data(x):
    """Numbers of nested lists of Values."""
    if isinstance(x, list | tuple):
        return [data(item) for item in x]
    return x.data if isinstance(x, Value) else x


def grads(x):
    if isinstance(x, list | tuple):
        return [grads(item) for item in x]
    return x.grad


def flat(x):
    return list(np.ravel(x))


def close(a, b, tolerance=1e-12):
    assert np.shape(a) == np.shape(b)
    assert np.abs(np.asarray(a) - np.asarray(b)).max() <= tolerance


def weighted_outputs(net, rows, state=None):
    outputs, end = net(rows, state)
    numbers = [y for output in outputs for y in output]
    return outputs, end, dot(sines(len(numbers), 2000), numbers)


# --- PyTorch's numbers ----------------------------------------------------------------------------------------------


def ours(kind, options, fused):
    net = KINDS[kind](NIN, HIDDEN, fused=fused, **options)
    at = 0
    for rows in net.torch_parameters().values():
        for parameter in _leaves(rows):
            parameter.data = math.sin(at)
            at += 1
    numbers = [Value(x) for x in sines(STEPS * NIN, 1000)]
    rows = [numbers[i : i + NIN] for i in range(0, len(numbers), NIN)]
    outputs, end, result = weighted_outputs(net, rows)
    result.backward()
    ends = end if options.get("bidirectional") or "num_layers" in options else [end]
    states = list(zip(*ends)) if kind == "LSTM" else [ends]
    return {
        "outputs": data(outputs),
        "states": data(states),
        "gradients": {n: grads(rows) for n, rows in net.torch_parameters().items()},
        "input_gradient": grads(rows),
    }


def _leaves(x):
    if isinstance(x, list):
        for item in x:
            yield from _leaves(item)
    else:
        yield x


def same(mine, theirs):
    assert mine["gradients"].keys() == theirs["gradients"].keys()
    for name, numbers in theirs["gradients"].items():
        close(mine["gradients"][name], numbers)
    for name in ("outputs", "states", "input_gradient"):
        close(mine[name], theirs[name])


@pytest.mark.parametrize("fused", [True, False])
@pytest.mark.parametrize("case", CASES)
def test_outputs_states_and_gradients_are_those_that_pytorch_computed(case, fused):
    stored = json.loads(STORED.read_text("utf-8"))
    same(ours(*CASES[case], fused), stored["results"][case])


@pytest.mark.skipif(
    torch is None,
    reason="PyTorch is not installed (nor is it in CI): its stored numbers are tested everywhere",
)
@pytest.mark.parametrize("case", CASES)
def test_outputs_states_and_gradients_are_those_that_pytorch_computes(case):
    same(ours(*CASES[case], fused=True), torch_results(*CASES[case]))


@pytest.mark.parametrize("kind", KINDS)
def test_state_dicts_go_to_pytorch_and_back(kind):
    net = KINDS[kind](2, 3, bidirectional=True, num_layers=2, rng=0)
    state = net.torch_state_dict()
    assert state["weight_ih_l1_reverse"].shape[1] == 6
    other = KINDS[kind](2, 3, bidirectional=True, num_layers=2, rng=1)
    other.load_torch_state_dict(state)
    assert other.state_dict() == net.state_dict()
    if torch is not None:
        theirs = getattr(torch.nn, kind)(2, 3, bidirectional=True, num_layers=2)
        theirs.double().load_state_dict(
            {name: torch.from_numpy(x) for name, x in state.items()}
        )
        rows = np.array(sines(10, 0)).reshape(5, 2)
        close(data(net(rows)[0]), theirs(torch.from_numpy(rows))[0].tolist())


def test_a_model_of_sequences_has_pytorchs_names():
    model = nn.SequenceModel(nn.GRU(2, 3), nn.Layer(3, 2), classes=2)
    assert list(model.torch_state_dict()) == [
        *(f"recurrent.{name}_l0" for name in ("weight_ih", "weight_hh")),
        *("recurrent.bias_ih_l0", "recurrent.bias_hh_l0"),
        *("head.weight", "head.bias"),
    ]


# --- gradients ------------------------------------------------------------------------------------------------------

SHAPES = st.fixed_dictionaries(
    {
        "kind": st.sampled_from(sorted(KINDS)),
        "nin": st.integers(1, 3),
        "hidden": st.integers(1, 3),
        "steps": st.integers(1, 4),
        "num_layers": st.integers(1, 2),
        "bidirectional": st.booleans(),
        "bias": st.sampled_from([True, False, "single"]),
        "fused": st.booleans(),
        "seed": st.integers(0, 99),
    }
)


@settings(max_examples=15, deadline=None)
@given(SHAPES)
def test_reverse_is_differences_is_compiled(shape):
    kind, nin, hidden = (shape.pop(name) for name in ("kind", "nin", "hidden"))
    steps, seed = shape.pop("steps"), shape.pop("seed")
    net = KINDS[kind](nin, hidden, rng=seed, **shape)
    numbers = sines(steps * nin, seed)

    def result(*x):
        rows = [list(x[i : i + nin]) for i in range(0, len(x), nin)]
        return weighted_outputs(net, rows)[2]

    x = [Value(number) for number in numbers]
    y = result(*x)
    y.backward()
    assert gradcheck(result, numbers)
    program = autograd.compile(y, inputs=x, parameters=net.parameters())
    value, slopes = program.value_and_grad(np.array([numbers]))
    close(value, y.data)
    close(slopes, grads(net.parameters()))
    differences = []
    for i in range(len(slopes)):
        ends = []
        for step in (1e-6, -1e-6):
            program.parameters[i] += step
            ends.append(program(np.array([numbers])).item())
            program.parameters[i] -= step
        differences.append((ends[0] - ends[1]) / 2e-6)
    close(slopes, differences, 1e-7)


def test_spelled_out_it_is_only_plain_operations():
    graph = record(weighted_outputs(nn.LSTM(2, 2, fused=False), [[1.0, 2.0]] * 2)[2])
    assert {n.op for n in graph} == {"", "mul", "add", "sigmoid", "tanh", "dot"}
    assert [n.op for n in graph].count("dot") == 1  # that of the test


# --- truncation -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", KINDS)
def test_one_step_is_elman_the_state_before_is_an_input(kind):
    """The gradient is the sum over steps of one-step gradients, each with the state before as a constant."""
    net, free = (KINDS[kind](2, 3, rng=4, truncate=k) for k in (1, None))
    rows = np.array(sines(10, 3)).reshape(5, 2).tolist()
    weights = sines(15, 2000)
    outputs, _, result = weighted_outputs(net, rows)
    result.backward()
    state = None
    for t, row in enumerate(rows):
        step, state = free([row], state)
        close(data(step[0]), data(outputs[t]), 0.0)
        dot(weights[3 * t : 3 * t + 3], step[0]).backward()
        state = data(state)
    close(grads(net.parameters()), grads(free.parameters()))


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("bidirectional", [False, True])
def test_truncation_after_more_steps_than_there_are_is_none(kind, bidirectional):
    rows = np.array(sines(10, 3)).reshape(5, 2).tolist()
    slopes = []
    for truncate in (None, 5, 2):
        net = KINDS[kind](2, 3, rng=4, truncate=truncate, bidirectional=bidirectional)
        weighted_outputs(net, rows)[2].backward()
        slopes.append(grads(net.parameters()))
    close(slopes[0], slopes[1], 0.0)
    assert np.abs(np.array(slopes[0]) - np.array(slopes[2])).max() > 1e-6


def test_a_truncated_net_passes_nothing_back_over_the_border():
    x = [[Value(number)] for number in sines(5, 1)]
    outputs, _ = nn.RNN(1, 2, rng=0, truncate=2)(x)
    outputs[3][0].backward()
    reached = [row[0].grad != 0.0 for row in x]
    assert reached == [False, False, True, True, False]
    start = [Value(0.5), Value(0.5)]
    nn.RNN(1, 2, rng=0, truncate=2)(x, start)[1][0].backward()
    assert grads(start) == [0.0, 0.0]


@pytest.mark.parametrize("truncate", [1, 2])
def test_a_truncated_net_compiles_to_the_same_gradient(truncate):
    net = nn.LSTM(1, 2, truncate=truncate, rng=0)
    x = [Value(number) for number in sines(5, 1)]
    y = weighted_outputs(net, [[number] for number in x])[2]
    y.backward()
    program = autograd.compile(y, inputs=x, parameters=net.parameters())
    _, slopes = program.value_and_grad(np.array([sines(5, 1)]))
    close(slopes, grads(net.parameters()))


# --- what the layers are --------------------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", KINDS)
def test_a_layer_is_its_cell_again_and_again(kind):
    net, cell = KINDS[kind](2, 3, rng=5), CELLS[kind](2, 3, rng=5)
    rows = np.array(sines(6, 0)).reshape(3, 2)
    outputs, end = net(rows)
    state = None
    for row, output in zip(rows, outputs):
        state = cell(row, state)
        close(data(output), data(state[0] if kind == "LSTM" else state), 0.0)
    assert data(end) == data(state)
    _, middle = net(rows[:1])
    assert data(net(rows[1:], middle)[0]) == data(outputs[1:])


def test_the_state_of_several_cells_is_a_list_that_may_be_given_back():
    net = nn.LSTM(1, 2, num_layers=2, rng=0)
    rows = [[x] for x in sines(4, 0)]
    outputs, _ = net(rows)
    first, middle = net(rows[:2])
    second, _ = net(rows[2:], middle)
    assert data(outputs) == data(first + second)


def test_scopes_are_one_for_the_weights_and_one_for_each_step():
    net = nn.LSTM(1, 2, rng=0)
    outputs, _ = net([[Value(1.0)], [Value(2.0)], [Value(3.0)]])
    scopes = {node.scope.partition(".")[0] for node in record(outputs[-1][0])}
    assert scopes == {"", "cell", "step1", "step2", "step3"}
    labels = [parameter.label for parameter in net.parameters()]
    assert labels == [name for name, _ in net.named_parameters()]
    assert labels[:4] == [f"cell.input.neuron1.{x}" for x in ("w1", "u1", "u2", "b")]


def test_the_forget_gate_may_start_open():
    for bias in (True, "single"):
        cell = nn.LSTMCell(2, 3, forget_bias=1.0, bias=bias, rng=0)
        for neuron in cell.forget.neurons:
            assert sum(b.data for b in neuron.biases) == 1.0
    with pytest.raises(ValueError, match="forget_bias needs biases"):
        nn.LSTM(2, 3, forget_bias=1.0, bias=False)


def test_how_many_parameters_there_are():
    for gates, kind in ((1, "RNN"), (4, "LSTM"), (3, "GRU")):
        for biases, bias in ((2, True), (1, "single"), (0, False)):
            net = KINDS[kind](3, 5, bias=bias)
            assert len(net.parameters()) == gates * 5 * (3 + 5 + biases)


def test_first_weights_are_pytorchs_uniform_ones():
    numbers = [p.data for p in nn.GRU(20, 16, rng=0).parameters()]
    assert max(numbers) <= 0.25 >= -min(numbers)
    assert np.std(numbers) == pytest.approx(0.25 / math.sqrt(3), rel=0.03)
    assert numbers == [p.data for p in nn.GRU(20, 16, rng=0).parameters()]


@pytest.mark.parametrize("kind", KINDS)
def test_a_net_is_copied_pickled_saved_and_shown(kind, tmp_path):
    net = KINDS[kind](1, 2, rng=0)
    rows = [[1.0], [0.5]]
    for other in (copy.deepcopy(net), pickle.loads(pickle.dumps(net))):
        assert data(other(rows)[0]) == data(net(rows)[0])
    loaded = KINDS[kind](1, 2, rng=1).load(net.save(tmp_path / "net.json"))
    assert data(loaded(rows)[0]) == data(net(rows)[0])
    assert repr(net).splitlines()[1].startswith(f"  cell: {kind}Cell(1 → 2")


def test_a_trace_has_the_numbers_of_every_step():
    net = nn.LSTM(2, 3, bidirectional=True, rng=0)
    rows = np.array(sines(6, 0)).reshape(3, 2)
    outputs, _ = net(rows)
    trace = net.trace(rows)
    assert list(trace) == ["cell", "backward_cell"]
    for t, output in enumerate(outputs):
        both = trace["cell"][t]["hidden"] + trace["backward_cell"][t]["hidden"]
        assert both == data(output)
        parts = trace["cell"][t]
        read = [o * math.tanh(c) for o, c in zip(parts["output"], parts["cell"])]
        assert read == parts["hidden"]


# --- wrong input ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("call", "words"),
    [
        (lambda: nn.RNN(2, 3)([]), "at least one step, got none"),
        (lambda: nn.RNN(2, 3)([[1.0, 2.0], [1.0]]), "step 2 of the sequence needs 2"),
        (lambda: nn.LSTM(2, 3)(1.0), "LSTM needs a sequence, a list with 2 numbers"),
        (lambda: nn.LSTM(2, 3)([1.0, 2.0]), "step 1 of the sequence needs 2 inputs"),
        (lambda: nn.LSTM(1, 3)([[1.0]], [0.0] * 3), "the state is a pair"),
        (lambda: nn.LSTM(1, 3)([[1.0]], ([0.0] * 3, [0.0])), "the state needs 3"),
        (lambda: nn.GRU(1, 3)([[1.0]], [0.0]), "the state needs 3 inputs, got 1"),
        (lambda: nn.GRU(1, 2, bidirectional=True)([[1.0]], [0.0]), "a list of 2"),
        (lambda: nn.RNN(0, 3), "RNN: nin must be a whole number, at least 1"),
        (lambda: nn.RNN(1, -2), "RNN: hidden must be a whole number"),
        (lambda: nn.RNN(1, 2, num_layers=0), "RNN: num_layers must be"),
        (lambda: nn.RNN(1, 2, truncate=0), "RNN: truncate"),
        (lambda: nn.RNN(1, 2, bias="double"), "bias must be True, 'single' or False"),
        (lambda: nn.RNN(1, 2, nonlinearity="tan"), "nonlinearity"),
        (lambda: nn.LSTMCell(1, 2, forget_bias=math.nan), "forget_bias must be"),
        (lambda: nn.LSTMCell(2, 2)([1.0]), "LSTMCell needs 2 inputs, got 1"),
    ],
)
def test_wrong_input_is_one_sentence(call, words):
    with pytest.raises((TypeError, ValueError)) as caught:
        call()
    assert words in str(caught.value)
    assert "\n" not in str(caught.value)


# --- models of sequences --------------------------------------------------------------------------------------------


def test_a_flat_row_is_a_sequence():
    model = nn.SequenceModel(nn.RNN(2, 3, rng=0), nn.Layer(3, 1, rng=1))
    rows = [[1.0, 2.0], [3.0, 4.0]]
    assert data(model(rows)) == data(model([1.0, 2.0, 3.0, 4.0]))
    assert data(model(np.array(rows))) == data(model(rows))
    model.last = True
    assert model(rows).data == model.head(model.recurrent(rows)[0][-1]).data


def test_class_indices_become_one_hot():
    model = nn.SequenceModel(nn.GRU(3, 2, rng=0), nn.Layer(2, 3, rng=1), classes=3)
    hot = np.eye(3)
    assert model.input_classes == 3
    assert data(model([2, 0])) == data(model([hot[2].tolist(), hot[0].tolist()]))
    assert data(model(np.array([2, 0]))) == data(model([2, 0]))


def test_the_last_output_of_two_ways_is_that_of_both_ends():
    net = nn.LSTM(1, 2, bidirectional=True, rng=0)
    model = nn.SequenceModel(net, lambda state: state, last=True)
    rows = [[x] for x in sines(4, 0)]
    (forward, _), (backward, _) = net(rows)[1]
    assert data(model(rows)) == data(forward + backward)


@pytest.mark.parametrize(
    ("call", "words"),
    [
        (lambda m: m([1.0, 2.0, 3.0]), "3 is no multiple of 2"),
        (lambda m: m([]), "at least one step"),
        (lambda m: m(3.0), "at least one step"),
        (lambda m: nn.SequenceModel(m.head, m.head), "is an RNN, LSTM or GRU"),
        (lambda m: nn.SequenceModel(m.recurrent, None), "the head is a module"),
        (lambda m: nn.SequenceModel(m.recurrent, m.head, classes=3), "3 classes are"),
        (lambda m: _classes(m)([0, 2]), "step 2 must be a class from 0 to 1"),
        (lambda m: _classes(m)([0.5]), "step 1 must be a class from 0 to 1"),
        (lambda m: _classes(m)([True]), "whole number, got True"),
    ],
)
def test_wrong_rows_are_one_sentence(call, words):
    with pytest.raises((TypeError, ValueError)) as caught:
        call(nn.SequenceModel(nn.RNN(2, 3), nn.Layer(3, 1)))
    assert words in str(caught.value)


def _classes(model):
    return nn.SequenceModel(model.recurrent, model.head, classes=2)


def test_both_engines_learn_the_same():
    rng = np.random.default_rng(0)
    X, y = rng.random((6, 8)), rng.random((6, 4))
    losses = []
    for engine in ("eager", "compiled"):
        model = nn.SequenceModel(
            nn.GRU(2, 3, truncate=3, rng=0), nn.Layer(3, 1, activation=None, rng=1)
        )
        optimizer = nn.Adam(model.parameters(), lr=0.1)
        history = nn.fit(
            *(model, X, y),
            loss=nn.mse_loss,
            optimizer=optimizer,
            epochs=5,
            batch_size=2,
            engine=engine,
            rng=0,
            progress=False,
        )
        losses.append(history.loss)
    close(*losses)
    assert losses[0][-1] < losses[0][0]


@pytest.mark.parametrize("truncate", [None, 1])
def test_both_engines_learn_the_same_from_strings_of_any_length(truncate):
    strings = [[0, 1, 2], [2, 2], [1, 0, 0, 2], [1]]
    X, y, weights = nn.pad(strings, [string[::-1] for string in strings])
    losses, accuracies = [], []
    for engine in ("eager", "compiled"):
        model = nn.SequenceModel(
            nn.LSTM(3, 2, truncate=truncate, rng=0),
            nn.Layer(2, 3, activation=None, rng=1),
            classes=3,
        )
        history = nn.fit(
            *(model, X, y),
            weights=weights,
            loss=nn.next_token_loss,
            optimizer=nn.Adam(model.parameters(), lr=0.1),
            epochs=4,
            batch_size=2,
            engine=engine,
            rng=0,
            progress=False,
        )
        losses.append(history.loss)
        accuracies.append(history.accuracy)
    close(*losses)
    assert accuracies[0] == accuracies[1]
    assert losses[0][-1] < losses[0][0]


@pytest.mark.parametrize("last", [False, True])
@pytest.mark.parametrize("classes", [None, 2])
def test_many_rows_at_once_are_what_one_call_each_gives(classes, last):
    net = nn.GRU(2, 3, bidirectional=True, rng=0)
    model = nn.SequenceModel(
        net, nn.Layer(6, 2, activation=None, rng=1), classes=classes, last=last
    )
    predict = model.compiled(3)
    X = np.array([[0, 1, 1], [1, 0, 1]])
    if classes is None:
        X = np.array(sines(12, 0)).reshape(2, 6)
    for _ in range(2):
        close(predict(X), [data(model(row)) for row in X.tolist()])
        net.parameters()[0].data += 0.5  # it reads the numbers of now


# --- padding --------------------------------------------------------------------------------------------------------


@settings(max_examples=30, deadline=None)
@given(
    st.lists(st.lists(st.integers(0, 6), min_size=1, max_size=6), min_size=1),
    st.integers(0, 3),
)
def test_padding_keeps_what_there_was(sequences, more):
    targets = [sequence[::-1] for sequence in sequences]
    length = max(map(len, sequences)) + more
    X, y, weights = nn.pad(sequences, targets, length=length, value=9)
    assert X.shape == y.shape == weights.shape == (len(sequences), length)
    assert X.dtype.kind == y.dtype.kind == "i"
    for i, sequence in enumerate(sequences):
        n = len(sequence)
        assert X[i].tolist() == sequence + [9] * (length - n)
        assert y[i].tolist() == targets[i] + [0] * (length - n)
        assert weights[i].tolist() == [1 / n] * n + [0.0] * (length - n)


def test_rows_of_numbers_are_padded_flat():
    X, weights = nn.pad([[[1.0, 2.0]], np.ones((2, 2))], value=-1.0)
    assert X.tolist() == [[1.0, 2.0, -1.0, -1.0], [1.0] * 4]
    assert weights.tolist() == [[1.0, 0.0], [0.5, 0.5]]


def test_what_is_padded_changes_nothing_before_it():
    model = nn.SequenceModel(nn.LSTM(3, 2, rng=0), nn.Layer(2, 3, rng=1), classes=3)
    X, _ = nn.pad([[0, 1], [1, 2, 2, 0]])
    assert data(model(X[0]))[:2] == data(model([0, 1]))


@pytest.mark.parametrize(
    ("arguments", "options", "words"),
    [
        (([],), {}, "at least one sequence"),
        (([[1], []],), {}, "number 1 has none"),
        (([1, 2],), {}, "must be lists or arrays"),
        ((["ab"],), {}, "must be lists or arrays"),
        (([["a"]],), {}, "a number or a row of numbers"),
        (([[[1.0], [1.0, 2.0]]],), {}, "a number or a row of numbers"),
        (([[1.0], [[1.0, 2.0]]],), {}, "number 1 has 2 and the first 1"),
        (([[1]], [[1], [2]]), {}, "as many targets as sequences"),
        (([[1, 2]], [[1]]), {}, "sequence 0 has 2 steps, but 1 target"),
        (([[1, 2]],), {"length": 1}, "length must be at least 2"),
        (([[1, 2]],), {"length": 2.5}, "length must be a whole number"),
        (([[1, 2]],), {"value": "x"}, "value must be a number"),
    ],
)
def test_what_cannot_be_padded_is_one_sentence(arguments, options, words):
    with pytest.raises((TypeError, ValueError)) as caught:
        nn.pad(*arguments, **options)
    assert words in str(caught.value)
