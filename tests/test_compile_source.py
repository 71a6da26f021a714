"""The printed source: the layout of the notes, the same for all ways of recording, and it runs as it is printed."""

import math
import random
import re
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import autograd
import viz
from autograd import Rule, Value, apply, dot, logsumexp, nn, scope, total
from autograd.strategies import expressions
from tests.test_compile_products import (
    attention,
    convolution,
    flat,
    leaves,
    matrix,
    rows_of,
)
from tests.test_compile_random import ROWS


def network(fused, sizes=(2, 3, 2)):
    """A network of sigmoid units with the names of `autograd.nn`, and half the squared error of 002 §3.3."""
    choose = random.Random(0)
    h = x = [Value(choose.uniform(0, 1), f"x{i + 1}") for i in range(sizes[0])]
    parameters = []
    for layer, (inputs, neurons) in enumerate(pairwise(sizes), 1):
        found = []
        for neuron in range(1, neurons + 1):
            name = f"layer{layer}.neuron{neuron}"
            with scope(name):
                w = [
                    Value(choose.uniform(-1, 1), f"{name}.w{i + 1}", parameter=True)
                    for i in range(inputs)
                ]
                b = Value(choose.uniform(-1, 1), f"{name}.b", parameter=True)
                z = dot(w, h, b) if fused else sum((wi * xi for wi, xi in zip(w, h)), b)
                found.append(z.sigmoid())
            parameters += [*w, b]
        h = found
    y = [Value(float(i == 0), f"y{i + 1}") for i in range(sizes[-1])]
    loss = (total([(a - t).square() for a, t in zip(h, y)]) * 0.5).named("E")
    return loss, h, x + y, parameters


def run(program, x):
    """What the printed text computes."""
    space = {"xp": np, **program.arrays}
    with np.errstate(all="ignore"):
        exec(program.source, space)
        return space["program"](
            program.parameters, np.array(x, dtype=float).reshape(len(x), program.inputs)
        )


def runs_as_printed(program, x):
    value, gradient, outputs = run(program, x)
    expected = program.value_and_grad(
        np.array(x, dtype=float).reshape(len(x), program.inputs), outputs=True
    )
    scale = max(1.0, np.abs(gradient[np.isfinite(gradient)]).max(initial=1.0))
    np.testing.assert_allclose(value, expected[0], rtol=1e-11)
    np.testing.assert_allclose(gradient, expected[1], rtol=1e-9, atol=1e-11 * scale)
    np.testing.assert_allclose(outputs, expected[2], rtol=1e-11, atol=1e-12)


def test_the_network_of_the_notes(golden):
    loss, outputs, inputs, parameters = network(fused=False)
    program = autograd.compile([loss, *outputs], inputs, parameters)
    golden("compile_2_3_2.txt", program.source)
    runs_as_printed(program, rows_of(inputs, 5))
    for line in (
        "Z1 = X[:, :2] @ W1.T + b1",
        "A1 = sigmoid(Z1)",
        "Z2 = A1 @ W2.T + b2",
        "D1 = (D2 @ W2) * (xp.exp(-xp.abs(Z1)) * T2 * T2)",  # 1.11
        "dW2 = D2.T @ A1",  # 1.12
        "db1 = xp.sum(D1, axis=0)",
    ):
        assert f"    {line}\n" in program.source


def test_fused_and_unfused_recordings_are_the_same_program():
    sources = set()
    for fused in (False, True):
        loss, outputs, inputs, parameters = network(fused, (4, 5, 3))
        sources.add(autograd.compile([loss, *outputs], inputs, parameters).source)
    assert len(sources) == 1


@given(expressions(inputs=3, min_size=3, max_size=30), ROWS, st.integers(0, 3))
def test_the_source_runs_as_it_is_printed(f, rows, count):
    runs_as_printed(
        autograd.compile(f.root, f.inputs[:count], f.inputs[count:]),
        [row[:count] for row in rows],
    )


@pytest.mark.parametrize("causal", [False, True])
def test_the_source_of_attention(causal):
    tokens = matrix(5, 3, "x", 0, parameter=False)
    wq, wk, wv = (matrix(4, 3, name, 5 + i) for i, name in enumerate("qkv"))
    loss = total([v.tanh() for v in flat(attention(tokens, wq, wk, wv, causal))])
    runs_as_printed(
        autograd.compile(loss, flat(tokens), flat(wq + wk + wv)), rows_of(flat(tokens))
    )


def test_the_source_of_a_convolution_with_a_softmax():
    image, kernel = matrix(6, 6, "x", 0, parameter=False), matrix(3, 3, "k", 1)
    z = flat(convolution(image, kernel, 6, 3))
    loss = (
        logsumexp(z) - z[0] + total([logsumexp(z[i : i + 4]) for i in range(0, 16, 4)])
    )
    runs_as_printed(
        autograd.compile([loss, z[3]], flat(image), flat(kernel)), rows_of(flat(image))
    )


def test_a_program_without_parameters_and_inputs_is_printed():
    program = autograd.compile([autograd.cosh(Value(2.0)), Value(2.0) * 3.0], [], [])
    assert "value = xp.mean(T1)" in program.source
    assert "parameters: 0" in program.javascript
    assert program.value_and_grad([[]])[0] == math.cosh(2.0)


def test_rules_that_branch_are_named_in_the_source():
    clip = Rule(
        "clip",
        "clip",
        lambda m, x: x if x < 1 else 1.0,
        lambda m, z, x: (1.0 if x < 1 else 0.0,),
    )
    x, w = leaves(2, "x", 0), leaves(2, "w", 1)
    program = autograd.compile(
        total([apply(clip, a * b * 3) for a, b in zip(x, w)]), x, w
    )
    assert "rule_clip(" in program.source
    runs_as_printed(program, rows_of(x))


def test_broadcasting_and_sums_in_order_need_no_table():
    model = nn.MLP(3, [4, 5], rng=0)
    x, t = leaves(3, "x", 0), leaves(5, "t", 1)
    logits = model(x)
    program = autograd.compile(
        [nn.cross_entropy(logits, t).named("loss"), *logits], x + t, model.parameters()
    )
    for line in (
        "S2 = S1 - Z2",
        "dloss = xp.full((n, 1), 1 / n)",
        "D2 = -dS2 + xp.sum(dS2, axis=-1, keepdims=True) "
        '* xp.exp(Z2 - xp.where(xp.equal(S1, float("-inf")), 0, S1))',
    ):
        assert f"    {line}\n" in program.source
    assert "take" not in program.source
    runs_as_printed(program, rows_of(x + t))


def test_one_number_against_many_in_sums_and_maps():
    x, w = leaves(6, "x", 0), leaves(6, "w", 1)
    s = (x[0] * w[0]).exp()
    loss = total([(a * b).tanh() / s + s - (s * a.sin()) ** w[1] for a, b in zip(x, w)])
    program = autograd.compile([loss, s], x, w)
    assert "tanh" in program.source
    runs_as_printed(program, np.abs(rows_of(x)))


def test_the_formula_of_a_row_for_many_that_has_one_argument():
    """It cannot be rolled, and is written with its argument, not as if it had none ("-inf")."""
    x = Value(0.5, "x")
    (operation,) = autograd.compile(logsumexp([x]), [x]).operations
    assert operation.formula == "ln(exp(X))"


def test_the_picture_of_the_page(golden):
    model = nn.MLP(
        2, [3, 2], activation="sigmoid", final_activation="sigmoid", fused=True, rng=0
    )
    x, y = (
        [Value(0.05, "x1"), Value(0.10, "x2")],
        [Value(0.01, "y1"), Value(0.99, "y2")],
    )
    loss = (0.5 * total([(a - t).square() for a, t in zip(model(x), y)])).named("E")
    drawing = viz.draw(
        loss, fold="none", rankdir="TB", show_partials=False, show_grad=False
    )
    golden(
        Path(__file__).parent.parent / "docs/pictures/network_2_3_2.svg", drawing.svg()
    )


@pytest.mark.parametrize("constant", [Value(7.0), Value(7.0) + 1.0], ids=str)
def test_a_constant_alone_has_source(constant):
    program = autograd.compile(constant)
    assert "gradient = xp.zeros((0,))" in program.source
    value, gradient = program.function_and_grad(program.parameters, np.zeros((3, 0)))
    assert value == constant.data
    assert gradient.shape == (0,)


@pytest.mark.parametrize("zero", [0.0, -0.0])
def test_division_by_a_constant_zero_is_written_in_every_language(zero):
    """Python's own numbers refuse it; those of arrays, of C and of JavaScript do not."""
    w, x = Value(2.0, "w"), Value(0.5, "x")
    y = w * x / zero
    y.backward()
    program = autograd.compile(y, [x], [w])
    assert program.value_and_grad([[0.5]]) == (y.data, [w.grad])
    for text in (program.source, program.source_c, program.javascript):
        assert re.search(r"/ \(?-?0(\.0)?\)?[;\n]", text)
