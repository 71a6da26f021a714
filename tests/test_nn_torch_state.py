"""Parameters by PyTorch's names and layouts, both ways; Embedding and RMSNorm, which the networks of tokens need."""

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from autograd import Value, compile, gradcheck, gradients, record, scope
from autograd.nn import (
    MLP,
    Activate,
    Dropout,
    Embedding,
    Layer,
    LayerNorm,
    MaxoutLayer,
    Module,
    Neuron,
    Residual,
    RMSNorm,
    Sequential,
    weights,
)

try:
    import torch
except ImportError:
    torch = None
with_torch = pytest.mark.skipif(
    torch is None,
    reason="PyTorch is not installed (nor is it in CI): the layouts are tested without it, too",
)


class Two(Module):
    """A module of one's own: nothing is said of PyTorch, so that the names of the attributes are taken."""

    def __init__(self):
        self.scale = Value(2.0, "scale", parameter=True)
        self.ragged = [[Value(1.0, parameter=True), Value(2.0, parameter=True)], []]
        self.blocks = (Layer(1, 2, rng=1), abs, Dropout(0.5, rng=0))
        self.size = 3


# --- names and layouts ----------------------------------------------------------------------------------------------

SHAPES = [
    (Neuron(3, rng=0), {"weight": (1, 3), "bias": (1,)}),
    (Neuron(3, bias=False, rng=0), {"weight": (1, 3)}),
    (Layer(3, 2, rng=0), {"weight": (2, 3), "bias": (2,)}),
    (Layer(3, 2, bias=False, rng=0), {"weight": (2, 3)}),
    (
        MLP(2, [3, 1], rng=0),
        {"0.weight": (3, 2), "0.bias": (3,), "2.weight": (1, 3), "2.bias": (1,)},
    ),
    (LayerNorm(4), {"weight": (4,), "bias": (4,)}),
    (LayerNorm(4, affine=False), {}),
    (RMSNorm(4), {"weight": (4,)}),
    (RMSNorm(4, affine=False), {}),
    (Embedding(5, 2, rng=0), {"weight": (5, 2)}),
    (MaxoutLayer(3, 2, rng=0), {"linear.weight": (4, 3), "linear.bias": (4,)}),
    (Residual(Layer(2, 2, bias=False, rng=0)), {"module.weight": (2, 2)}),
    (
        Sequential(Layer(2, 2, bias=False, rng=0), Activate("relu"), LayerNorm(2)),
        {"0.weight": (2, 2), "2.weight": (2,), "2.bias": (2,)},
    ),
    (
        Two(),
        {
            "scale": (),
            "ragged.0": (2,),
            "blocks.0.weight": (2, 1),
            "blocks.0.bias": (2,),
        },
    ),
]


@pytest.mark.parametrize(("module", "shapes"), SHAPES)
def test_arrays_have_the_names_and_shapes_of_pytorch(module, shapes):
    state = module.torch_state_dict()
    assert {name: x.shape for name, x in state.items()} == shapes
    assert all(x.dtype == np.float64 for x in state.values())
    assert sum(x.size for x in state.values()) == len(module.parameters())


@pytest.mark.parametrize("module", [module for module, _ in SHAPES])
def test_what_goes_out_comes_in_again(module):
    before = module.state_dict()
    arrays = module.torch_state_dict()
    new = {name: x + 1.0 for name, x in arrays.items()}
    assert module.load_torch_state_dict(new) is module
    assert module.state_dict() == {name: x + 1.0 for name, x in before.items()}
    module.load_torch_state_dict(arrays)
    assert module.state_dict() == before


def test_rows_are_neurons():
    layer = Layer(2, 2, activation=None, init=None)
    layer.load_torch_state_dict({"weight": [[1.0, 2.0], [3.0, 4.0]], "bias": [5, 6]})
    assert [y.data for y in layer([10.0, 1.0])] == [17.0, 40.0]


# --- errors: one sentence, and nothing changed ----------------------------------------------------------------------

GOOD = {"weight": np.ones((2, 3)), "bias": np.ones(2)}
WRONG = [
    ([1.0], TypeError, "a mapping of PyTorch's names to arrays is needed"),
    (
        {"weight": np.ones((2, 3))},
        ValueError,
        "'bias' is missing: the model has 2 arrays",
    ),
    (
        {"weights": np.ones((2, 3)), "bias": np.ones(2)},
        ValueError,
        r"'weight' is missing and 'weights' is unknown \(did you mean 'weight'\?\)",
    ),
    (GOOD | {"a": 1, "b": 1}, ValueError, "'a' is unknown and 1 more"),
    (GOOD | {"weight": np.ones((3, 2))}, ValueError, r"shape \(2, 3\), got \(3, 2\)"),
    (GOOD | {"bias": 1.0}, ValueError, r"'bias' must have the shape \(2,\), got \(\)"),
    (GOOD | {"bias": ["1", "2"]}, TypeError, "'bias' must be an array of real numbers"),
    (GOOD | {"bias": [True, False]}, TypeError, "must be an array of real numbers"),
    (GOOD | {"bias": [1j, 2j]}, TypeError, "must be an array of real numbers"),
    (
        GOOD | {"bias": [[1.0], [1.0, 2.0]]},
        TypeError,
        "must be an array of real number",
    ),
    (
        GOOD | {"bias": [Value(1.0), Value(1.0)]},
        TypeError,
        "must be an array of real n",
    ),
]


@pytest.mark.parametrize(("state", "error", "said"), WRONG)
def test_a_wrong_state_is_one_sentence_and_changes_nothing(state, error, said):
    layer = Layer(3, 2, rng=0)
    before = layer.state_dict()
    with pytest.raises(error, match=said) as caught:
        layer.load_torch_state_dict(state)
    assert layer.state_dict() == before
    assert "\n" not in str(caught.value)


def test_a_shared_array_stands_under_both_names_and_must_be_one():
    tied = Layer(2, 2, bias=False, rng=0)
    model = Sequential(tied, tied)
    state = model.torch_state_dict()
    assert list(state) == ["0.weight", "1.weight"]
    model.load_torch_state_dict(state)
    model.load_torch_state_dict({name: np.full((2, 2), np.nan) for name in state})
    with pytest.raises(
        ValueError, match=r"'0\.weight' and '1.weight' are one parameter"
    ):
        model.load_torch_state_dict(state | {"1.weight": np.zeros((2, 2))})
    assert math.isnan(tied.weights[0][0].data)


# --- PyTorch itself -------------------------------------------------------------------------------------------------


@with_torch
def test_states_go_to_pytorch_and_back():
    model = Sequential(
        MLP(3, [4, 2], activation="tanh", rng=0), LayerNorm(2, eps=1e-5), RMSNorm(2)
    )
    theirs = torch.nn.Sequential(
        torch.nn.Sequential(
            torch.nn.Linear(3, 4), torch.nn.Tanh(), torch.nn.Linear(4, 2)
        ),
        torch.nn.LayerNorm(2),
        torch.nn.RMSNorm(2, eps=1e-5),
    ).double()
    x = [0.5, -1.0, 2.0]
    model.load_torch_state_dict(theirs.state_dict())
    wanted = theirs(torch.tensor(x, dtype=torch.float64)).tolist()
    assert [y.data for y in model(x)] == pytest.approx(wanted, abs=1e-12)
    for parameter in model.parameters():
        parameter.data += 0.1
    state = {k: torch.from_numpy(v) for k, v in model.torch_state_dict().items()}
    theirs.load_state_dict(state)
    wanted = theirs(torch.tensor(x, dtype=torch.float64)).tolist()
    assert [y.data for y in model(x)] == pytest.approx(wanted, abs=1e-12)


@with_torch
def test_tensors_that_learn_and_of_any_precision_are_taken():
    layer = Layer(2, 1, rng=0)
    weight = torch.nn.Parameter(torch.tensor([[1.5, 2.5]], dtype=torch.float16))
    layer.load_torch_state_dict({"weight": weight, "bias": torch.zeros(1).long()})
    assert [p.data for p in layer.parameters()] == [1.5, 2.5, 0.0]
    bfloat = torch.zeros(1, dtype=torch.bfloat16)  # which NumPy lacks
    with pytest.raises(TypeError, match="'bias' must be an array of real numbers"):
        layer.load_torch_state_dict({"weight": weight, "bias": bfloat})


# --- Embedding ------------------------------------------------------------------------------------------------------


def test_a_class_gives_its_row_and_a_one_hot_list_the_same_numbers():
    table = Embedding(4, 3, rng=0)
    assert table.input_classes == 4
    for k in range(4):
        row, one_hot = table(k), [Value(float(i == k)) for i in range(4)]
        assert row == table.rows[k]
        assert row is not table.rows[k]
        assert [y.data for y in table(one_hot)] == [w.data for w in row]
    assert table([1, 3]) == table(np.array([1, 3])) == [table(1), table(3)]
    assert table([[0.0, 1.0, 0.0, 0.0], 3])[1] == table(3)


def test_an_embedding_learns_only_the_rows_that_were_looked_up():
    table = Embedding(3, 2, rng=0)
    loss = sum(a * b for row in table([0, 2, 2]) for a, b in zip(row, [1.0, 10.0]))
    loss.backward()
    assert [[w.grad for w in row] for row in table.rows] == [[1, 10], [0, 0], [2, 20]]


def test_an_embedding_spells_out_its_products():
    short, long = (Embedding(3, 2, fused=fused, rng=0) for fused in (True, False))
    one_hot = [Value(x) for x in (0.0, 1.0, 0.0)]
    assert [y.data for y in short(one_hot)] == [y.data for y in long(one_hot)]
    assert len(record(short(one_hot)[0])) == 3 + 3 + 1
    assert len(record(long(one_hot)[0])) == 3 + 3 + 5  # three products, two sums


def test_an_embedding_begins_as_pytorch_does_or_as_asked():
    numbers = np.array([w.data for w in Embedding(200, 20, rng=0).parameters()])
    assert numbers.std() == pytest.approx(1.0, abs=0.05)
    assert {w.data for w in Embedding(3, 2, init=None).parameters()} == {0.0}
    with scope("wte"):
        assert Embedding(2, 1, rng=0).parameters()[1].label == "wte.row2_1"
    assert len(weights(Embedding(3, 2, rng=0))) == 6


@pytest.mark.parametrize(
    ("x", "error", "said"),
    [
        (4, ValueError, "a class must be from 0 to 3, got 4"),
        (-1, ValueError, "a class must be from 0 to 3, got -1"),
        (1.5, TypeError, "a class must be a whole number, got 1.5"),
        (True, TypeError, "a class must be a whole number, got True"),
        ([0, 9], ValueError, "a class must be from 0 to 3, got 9"),
        ([], ValueError, "at least one class, got an empty list"),
        ("a", TypeError, "got str"),
        (
            [1.0, 0.0],
            ValueError,
            "a one-hot list must have 4 numbers, one for each class",
        ),
    ],
)
def test_an_embedding_says_what_it_needs(x, error, said):
    with pytest.raises(error, match=said):
        Embedding(4, 2, rng=0)(x)


# --- RMSNorm --------------------------------------------------------------------------------------------------------


@settings(max_examples=15)
@given(st.lists(st.floats(-3.0, 3.0), min_size=1, max_size=5), st.booleans())
def test_rmsnorm_has_the_slopes_of_finite_differences_also_compiled(numbers, affine):
    norm = RMSNorm(len(numbers), eps=0.1, affine=affine)
    x = [Value(number, f"x{i}") for i, number in enumerate(numbers)]

    def value(*numbers):
        return sum(y * (i + 1.0) for i, y in enumerate(norm(list(numbers))))

    gradcheck(value, numbers)
    loss = value(*x)
    _, found = compile(loss, parameters=x).value_and_grad([[]])
    assert found == pytest.approx(gradients(loss, x), rel=1e-12, abs=1e-14)


def test_rmsnorm_is_the_formula():
    norm = RMSNorm(2, eps=0.5)
    norm.gamma[1].data = 2.0
    root = math.sqrt((9 + 16) / 2 + 0.5)
    assert [y.data for y in norm([3.0, 4.0])] == [3.0 / root, 2.0 * 4.0 / root]
    with pytest.raises(ValueError, match="RMSNorm needs 2 inputs, got 3"):
        norm([1.0, 2.0, 3.0])
