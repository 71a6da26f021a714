"""`input_grad`: for each row of X the gradient of its own output by the inputs."""

import pickle

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import autograd
from autograd import Value, dot, nn, one_hot, record
from autograd.strategies import expressions
from tests.test_compile_random import ROWS, replay, same


def eager(output, inputs, rows):
    """The same by the eager engine, row by row; with it how far rounding moves it, as `same` wants it."""
    slopes, sizes = [], []
    for row in rows:
        (root,), twins = replay([output], dict(zip(inputs, row, strict=True)))
        root.backward()
        slopes.append([twins[x].grad if x in twins else 0.0 for x in inputs])
        sizes.append(_largest(root))
    moved = 1e-15 * np.array(sizes)[:, None] * np.ones(len(inputs))
    return np.array(slopes).reshape(len(rows), -1), moved


def _largest(root):
    """The largest contribution to any gradient: where these cancel, it decides about the rounding."""
    nodes = [node for node in record(root) if node.rule]
    return max([1.0, *(abs(d * node.grad) for node in nodes for d in node.partials)])


@given(expressions(inputs=4, min_size=3, max_size=40), ROWS, st.integers(1, 4))
def test_random_programs(f, rows, count):
    rows = [(row * 2)[:count] for row in rows]
    program = autograd.compile(f.root, f.inputs[:count], f.inputs[count:])
    same(program.input_grad(rows), eager(f.root, f.inputs[:count], rows))


@pytest.mark.slow
@given(expressions(inputs=3, min_size=3, max_size=20), ROWS)
@settings(max_examples=10)
def test_random_programs_with_jax(f, rows):
    jax = pytest.importorskip("jax")
    jax.config.update("jax_enable_x64", True)
    rows = [row[:2] for row in rows]
    program = autograd.compile(f.root, f.inputs[:2], f.inputs[2:], xp="jax")
    same(program.input_grad(rows), eager(f.root, f.inputs[:2], rows))


def network():
    model = nn.MLP(5, [4, 3], activation="tanh", rng=0)
    x = [Value(0.1 * k, f"x{k}") for k in range(5)]
    return model(x), x, model.parameters()


def test_it_is_the_gradient_of_each_row_however_many_there_are():
    outputs, inputs, parameters = network()
    program = autograd.compile(outputs, inputs, parameters)
    X = np.random.default_rng(0).normal(size=(5000, 5))
    for of in range(3):
        slopes = program.input_grad(X, of=of)
        assert slopes.shape == (5000, 5)
        np.testing.assert_allclose(
            slopes[:3], eager(outputs[of], inputs, X[:3])[0], rtol=1e-12
        )
        np.testing.assert_allclose(
            slopes[4000:4001], program.input_grad(X[4000:4001], of), rtol=1e-12
        )
    step = 1e-6 * np.eye(5)[2]
    numeric = (program(X[:9] + step) - program(X[:9] - step))[:, 1] / 2e-6
    np.testing.assert_allclose(
        program.input_grad(X[:9], of=1)[:, 2], numeric, rtol=1e-6
    )


def test_parameters_are_read_anew_and_gradients_of_them_stay_as_they_were():
    outputs, inputs, parameters = network()
    program = autograd.compile(outputs, inputs, parameters)
    X = np.random.default_rng(0).normal(size=(6, 5))
    before, slopes = program.value_and_grad(X)[1].copy(), program.input_grad(X)
    np.testing.assert_array_equal(program.value_and_grad(X)[1], before)
    program.parameters[:] *= 0.5
    assert not np.allclose(program.input_grad(X), slopes)
    np.testing.assert_array_equal(
        pickle.loads(pickle.dumps(program)).input_grad(X), program.input_grad(X)
    )


def test_what_it_does_not_depend_on_and_what_is_held_has_slope_0():
    x, y, z, w = Value(1.0), Value(2.0), Value(0.0), Value(3.0)
    program = autograd.compile([(w * x).detach() * y, w * w, x], [x, y, z], [w])
    assert program.input_grad([[2.0, 5.0, 0.0]]).tolist() == [[0.0, 6.0, 0.0]]
    assert program.input_grad([[2.0, 5.0, 0.0]], of=1).tolist() == [[0.0, 0.0, 0.0]]
    assert program.input_grad([[2.0, 5.0, 0.0]], of=2).tolist() == [[1.0, 0.0, 0.0]]
    assert program.input_grad(np.zeros((0, 3))).shape == (0, 3)


@pytest.mark.parametrize("n", [3, 80])
def test_a_one_hot_has_a_column_for_each_leaf(n):
    letter, x = one_hot(n), Value(0.5)
    weights = [Value(float(k)) for k in range(n)]
    program = autograd.compile(dot(weights, letter) * x, [x, letter], weights)
    slopes = program.input_grad([[0.5, 2], [3.0, 0]])
    assert slopes[:, 0].tolist() == [2.0, 0.0]
    np.testing.assert_array_equal(slopes[:, 1:], np.outer([0.5, 3.0], range(n)))


def test_a_graph_run_node_by_node():
    x, w = Value(0.5), Value(0.7)
    y = x
    for _ in range(1500):
        y = (y * w).sin() + 0.1
    program = autograd.compile(y, [x], [w])
    assert "node by node" in repr(program)
    rows = [[0.5], [0.7], [-0.1]]
    same(program.input_grad(rows), eager(y, [x], rows))
    same(program.input_grad(rows[:1]), eager(y, [x], rows[:1]))


def test_errors_name_it():
    outputs, inputs, parameters = network()
    program = autograd.compile(outputs, inputs, parameters)
    with pytest.raises(
        ValueError,
        match="input_grad: of must be the number of an output, 0 to 2, got 3",
    ):
        program.input_grad(np.zeros((1, 5)), of=3)
    with pytest.raises(ValueError, match=r"shape \(samples, 5\)"):
        program.input_grad(np.zeros((1, 4)))


def test_many_chunks_use_one_workspace():
    outputs, inputs, parameters = network()
    program = autograd.compile(outputs, inputs, parameters)
    size = program._pool.chunk(0)
    X = np.random.default_rng(0).normal(size=(10 * size, 5))
    kept = [program.value_and_grad(X)[1] for _ in range(3)]  # held, as by an optimiser
    for _ in range(3):
        program.value_and_grad(X, outputs=True)
        program(X)
    made = {key: len(waiting) for key, waiting in program._pool.waiting.items()}
    assert made == {(0, size): 1, (None, program._pool.chunk(None)): 1}
    np.testing.assert_array_equal(kept[0], kept[2])
