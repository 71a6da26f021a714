"""Recurrences over letters, cut by `detach`: every way of computing them gives the numbers of the eager engine."""

import numpy as np
import pytest

import autograd
from autograd import Value, dot, one_hot, tanh, total


def recurrent(letters, moments, cut):
    """A state of three numbers that reads a letter at each moment and forgets how it came about every second one."""
    rng = np.random.default_rng(0)
    inner = [[Value(v) for v in row] for row in rng.normal(size=(3, letters)).tolist()]
    back = [[Value(v) for v in row] for row in rng.normal(size=(3, 3)).tolist()]
    x = [one_hot(letters, f"x{t}", index=t % letters) for t in range(moments)]
    state = [Value(0.1), Value(0.2), Value(0.3)]
    for t, letter in enumerate(x):
        if cut and t % 2:
            state = [h.detach() for h in state]
        state = [
            tanh(dot(w, letter) + dot(u, state))
            for w, u in zip(inner, back, strict=True)
        ]
    return total(state).square(), x, [w for row in inner + back for w in row]


CASES = [(n, t, cut) for n in (5, 70) for t in (4, 12) for cut in (False, True)]


def close(found, y, x, weights):
    value, gradient, by_inputs = found
    np.testing.assert_allclose(value, y.data, rtol=1e-12)
    np.testing.assert_allclose(gradient, [w.grad for w in weights], atol=1e-13)
    slopes = [leaf.grad for letter in x for leaf in letter]
    np.testing.assert_allclose(by_inputs, [slopes, slopes], atol=1e-13)


@pytest.mark.parametrize(("letters", "moments", "cut"), CASES)
def test_numpy_the_source_and_the_eager_engine(letters, moments, cut):
    y, x, weights = recurrent(letters, moments, cut)
    program = autograd.compile(y, x, weights)
    y.backward()
    X = np.array([[float(t % letters) for t in range(moments)]] * 2)
    by_inputs = program.input_grad(X)
    close((*program.value_and_grad(X), by_inputs), y, x, weights)
    close((*program.function_and_grad(program.parameters, X), by_inputs), y, x, weights)
    space = {"xp": np, **program.arrays}
    exec(program.source, space)
    close((*space["program"](program.parameters, X)[:2], by_inputs), y, x, weights)


@pytest.mark.slow
@pytest.mark.parametrize(("letters", "moments", "cut"), CASES)
def test_jax(letters, moments, cut):
    jax = pytest.importorskip("jax")
    jax.config.update("jax_enable_x64", True)
    y, x, weights = recurrent(letters, moments, cut)
    program = autograd.compile(y, x, weights, xp="jax")
    y.backward()
    X = np.array([[float(t % letters) for t in range(moments)]] * 2)
    close((*program.value_and_grad(X), program.input_grad(X)), y, x, weights)
