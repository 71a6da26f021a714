"""What is held constant by `detach`: its number is computed anew, and nothing below it is differentiated."""

import numpy as np
import pytest

import autograd
from autograd import Value, dot, tanh
from tests.test_compile_random import compare

ROWS = [[0.4, -0.3, 0.8], [0.1, 0.9, -0.5], [-0.7, 0.2, 0.3]]


def elman(truncate):
    """A state of two numbers over three steps; what came more than `truncate` steps before is held constant."""
    x = [Value(v, f"x{t}") for t, v in enumerate(ROWS[0])]
    w = [
        [Value(0.3 * i - 0.4 * j + 0.2, f"w{i}{j}") for j in range(3)] for i in range(2)
    ]
    state = [Value(0.1), Value(-0.2)]
    for t, number in enumerate(x):
        if truncate and t % truncate == 0 and t:
            state = [h.detach() for h in state]
        state = [tanh(dot(row, [*state, number])) for row in w]
    return state[0] * state[1] + state[0], x, [*w[0], *w[1]]


@pytest.mark.parametrize("truncate", [None, 1, 2])
def test_truncated_backpropagation_is_that_of_the_eager_engine(truncate):
    output, x, w = elman(truncate)
    compare([output], x, w, ROWS)


def test_nothing_below_is_differentiated():
    output, x, w = elman(None)
    whole = autograd.compile(output, x, w)
    output, x, w = elman(1)
    program = autograd.compile(output, x, w)
    assert program(ROWS) == pytest.approx(whole(ROWS), rel=1e-14)
    backward = program.source.split("# backward")[1]
    assert len(backward.splitlines()) < 0.7 * len(
        whole.source.split("# backward")[1].splitlines()
    )


def test_what_is_made_of_parameters_alone_and_held_is_computed_anew():
    x, w = Value(2.0, "x"), Value(3.0, "w")
    program = autograd.compile((w * w).detach() * x + w.detach(), [x], [w])
    assert program.value_and_grad([[2.0]]) == (21.0, np.zeros(1))
    program.parameters[:] = 5.0
    assert program([[2.0], [1.0]]).tolist() == [55.0, 30.0]
    compare(
        [(w * w).detach() * x * w - w.detach() * w + x.detach()],
        [x],
        [w],
        [[2.0], [1.0]],
    )


def test_a_chain_node_by_node_holds_it_too():
    x, w = Value(0.5, "x"), Value(0.7, "w")
    y = x
    for k in range(1500):
        y = (y * w).sin() + (0.1 * w).detach() if k % 2 else (y + w.detach()).tanh()
    program = autograd.compile(y, [x], [w])
    assert "run node by node" in repr(program)
    y.backward()
    assert program.value_and_grad([[0.5]])[1] == pytest.approx([w.grad], rel=1e-9)


@pytest.mark.slow  # loads JAX
def test_an_array_library_that_differentiates_by_itself_holds_it_too():
    jax = pytest.importorskip("jax")
    jax.config.update("jax_enable_x64", True)
    output, x, w = elman(1)
    program = autograd.compile(output, x, w, xp="jax")
    value, gradient = program.value_and_grad(ROWS)
    mean = lambda p: program.function(p, np.array(ROWS)).mean()  # noqa: E731
    np.testing.assert_allclose(jax.grad(mean)(program.parameters), gradient, rtol=1e-12)
    assert value == pytest.approx(float(mean(program.parameters)), rel=1e-12)
