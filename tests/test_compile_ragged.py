"""Rows of different lengths are one grid: causal attention is a handful of array operations, however long it is."""

import json
import math
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import autograd
from autograd import Value, dot, logsumexp, total
from viz.render.webpage import read_packaged


def attention(tokens, size, heads, *, sees, softmax="logsumexp", reverse=False, seed=0):
    """Attention as plain loops over Values, position i sees sees(i): output, all outputs, inputs, weights."""
    rng = np.random.default_rng(seed)
    numbers = rng.normal(size=(tokens, size)).tolist()
    x = [
        [Value(v, f"x{t}{k}") for k, v in enumerate(row)]
        for t, row in enumerate(numbers)
    ]
    weights, outputs = [], []
    for head in range(heads):
        matrices = [
            [
                [Value(float(v), f"w{head}") for v in row]
                for row in rng.normal(size=(size, size)) / 2
            ]
            for _ in range(3)
        ]
        weights += [w for matrix in matrices for row in matrix for w in row]
        q, k, v = (
            [[dot(row, token) for row in matrix] for token in x] for matrix in matrices
        )
        for i in range(tokens):
            seen = list(sees(i))[:: -1 if reverse else 1]
            scores = [dot(q[i], k[j]) * size**-0.5 for j in seen]
            if softmax == "logsumexp":
                z = logsumexp(scores)
                shares = [(score - z).exp() for score in scores]
            else:
                powers = [score.exp() for score in scores]
                shares = [power / total(powers) for power in powers]
            outputs += [dot(shares, [v[j][n] for j in seen]) for n in range(size)]
    y = total([o * o * (number % 5 - 1.7) for number, o in enumerate(outputs)])
    return y, outputs, [value for token in x for value in token], weights


def check(y, outputs, inputs, weights, *, xp="numpy"):
    """Values and gradients are those of the eager engine, of the pure function and of the printed source."""
    program = autograd.compile([y, *outputs], inputs, weights, xp=xp)
    y.backward()
    X = np.array([[x.data for x in inputs]] * 3)
    X[1] += 0.1
    wanted: tuple = (
        y.data,
        [w.grad for w in weights],
        [[y.data, *(o.data for o in outputs)]],
    )
    found: list[Any] = [program.value_and_grad(X[:1], outputs=True)]
    if xp == "numpy":
        found.append(
            (*program.function_and_grad(program.parameters, X[:1]), program(X[:1]))
        )
        space = {"xp": np, **program.arrays}
        exec(program.source, space)
        found.append(space["program"](program.parameters, X[:1]))
    for numbers in found:
        for a, b in zip(numbers, wanted, strict=True):
            np.testing.assert_allclose(a, b, rtol=1e-12, atol=1e-12)
    # several rows: each for itself, and the buffers used again
    for _ in range(2):
        one_by_one = [program.value_and_grad(X[i : i + 1])[1] for i in range(3)]
        np.testing.assert_allclose(
            program.value_and_grad(X)[1],
            np.mean(one_by_one, axis=0),
            rtol=1e-11,
            atol=1e-12,
        )
    return program


def causal(i):
    return range(i + 1)


@pytest.mark.slow
@given(
    st.integers(1, 9),
    st.integers(1, 4),
    st.integers(1, 3),
    st.sampled_from(["logsumexp", "total"]),
    st.booleans(),
    st.sampled_from([None, 1, 3, 6]),
    st.integers(0, 99),
)
@settings(max_examples=25)
def test_any_family_of_rows(tokens, size, heads, softmax, reverse, window, seed):
    def sees(i):
        return range(0 if window is None else max(0, i + 1 - window), i + 1)

    check(
        *attention(
            tokens, size, heads, sees=sees, softmax=softmax, reverse=reverse, seed=seed
        )
    )


@pytest.mark.parametrize("softmax", ["logsumexp", "total"])
@pytest.mark.parametrize("heads", [1, 2])
def test_causal_attention_is_as_many_operations_for_any_length(softmax, heads):
    short = check(*attention(5, 3, heads, sees=causal, softmax=softmax))
    long = check(*attention(16, 3, heads, sees=causal, softmax=softmax))
    assert [step.kind for step in short.operations] == [
        step.kind for step in long.operations
    ]
    kinds = [step.kind for step in long.operations]
    assert (
        kinds.count("matmul") == 4
    )  # projections, scores, weighted sums, the output's squares
    assert "multiply-add" not in kinds
    assert len(long.source.splitlines()) < 80


def test_a_position_that_sees_what_comes_after_it():
    program = check(*attention(7, 3, 1, sees=lambda i: range(i, 7)))
    assert len(program.operations) < 14


def test_lengths_that_differ_too_much_stay_apart():
    """A window of 3 among 12: filled up, three of four numbers would be for nothing."""
    program = check(*attention(12, 2, 1, sees=lambda i: range(max(0, i - 2), i + 1)))
    assert (
        sum(
            step.shape[0]
            for step in program.operations
            if step.kind == "matmul" and step.shape[3] == 12
        )
        == 0
    )


def test_a_band_of_scores_is_not_filled_up():
    queries, keys = (
        [[Value(0.1 * i + j) for i in range(4)] for j in range(8)] for _ in range(2)
    )
    band = [(i, j) for i in range(8) for j in (i, i + 1) if j < 8]
    scores = [dot(queries[i], keys[j]) for i, j in band]
    program = autograd.compile(scores, [x for row in queries + keys for x in row])
    assert program([[*np.arange(64.0)]]).shape == (1, 15)
    assert [step.size for step in program.operations] == [15]


def test_what_fills_up_contributes_nothing():
    """Where a whole row is −inf or a score is +inf, the numbers are still those of the eager engine."""
    x = [Value(v, f"x{k}") for k, v in enumerate([1.0, -2.0, 0.5, 3.0])]
    rows = [
        logsumexp([x[j] * w for j in range(i + 1)])
        for i in range(4)
        for w in (1.0, 2.0)
    ]
    y = total(rows)
    program = autograd.compile([y, *rows], [], x)
    varies = autograd.compile([y, *rows], x)
    for values in (
        [1.0, -2.0, 0.5, 3.0],
        [-math.inf, -math.inf, 0.0, 1.0],
        [800.0, -800.0, 700.0, 0.0],
    ):
        eager = [
            float(logsumexp([values[j] * w for j in range(i + 1)]))
            for i in range(4)
            for w in (1.0, 2.0)
        ]
        np.testing.assert_allclose(varies([values])[0, 1:], eager, rtol=1e-14)
        program.parameters[:] = values
        np.testing.assert_allclose(program([[]])[0, 1:], eager, rtol=1e-14)


@pytest.mark.slow
@pytest.mark.parametrize("softmax", ["logsumexp", "total"])
def test_jax_computes_the_same(softmax):
    jax = pytest.importorskip("jax")
    jax.config.update("jax_enable_x64", True)
    check(*attention(8, 3, 2, sees=causal, softmax=softmax), xp="jax")


RUN = """(row) => {
  const [F, DF] = [new Float64Array(P.fixed), new Float64Array(P.fixed)];
  const [V, DV] = [new Float64Array(P.varying), new Float64Array(P.varying)];
  F.set(ROW); F.set(P.constants, P.parameters); P.prepare(F); P.place(V, row); P.forward(F, V);
  DV[P.outputs[0][1]] += 1;
  P.backward(F, V, DF, DV); P.finish(F, DF);
  return [V[P.outputs[0][1]], [...DF.subarray(0, P.parameters)]];
}"""


@pytest.mark.browser
@pytest.mark.parametrize("softmax", ["logsumexp", "total"])
def test_javascript_computes_the_same(chromium, softmax):
    y, _, inputs, weights = attention(6, 3, 2, sees=causal, softmax=softmax)
    program = autograd.compile(y, inputs, weights)
    page = chromium.new_page()
    page.set_content("<p>")
    mathematics = read_packaged("viz.films.page", "mathematics.js")
    page.evaluate(
        f"(() => {{ {mathematics}\n window.m = m; }})(); window.P = {program.javascript};"
        f"window.ROW = {json.dumps(program.parameters.tolist())}"
    )
    y.backward()
    value, gradient = page.evaluate(RUN, [x.data for x in inputs])
    assert value == pytest.approx(y.data, rel=1e-12)
    assert gradient == pytest.approx([w.grad for w in weights], rel=1e-12, abs=1e-12)
    page.close()
