"""Matrix products are found wherever dots are a full grid, and counted in the list of operations."""

import random

import numpy as np
import pytest

import autograd
from autograd import Value, dot, exp, logsumexp, relu, total
from tests.test_compile_random import compare


def leaves(count, name, seed, parameter=False):
    choose = random.Random(seed)
    return [
        Value(choose.uniform(-1, 1), f"{name}{i}", parameter=parameter)
        for i in range(count)
    ]


def matrix(rows, columns, name, seed, parameter=True):
    flat = leaves(rows * columns, name, seed, parameter)
    return [flat[i * columns : (i + 1) * columns] for i in range(rows)]


def rows_of(inputs, samples=3, seed=1):
    return np.random.default_rng(seed).uniform(-1, 1, (samples, len(inputs))).tolist()


def flat(rows):
    return [x for row in rows for x in row]


def products(program):
    """The shapes of the matrix products: (grids, rows, columns, length)."""
    return [
        operation.shape
        for operation in program.operations
        if operation.kind == "matmul"
    ]


def dense(w, b, x, fused):
    if fused:
        return [dot(row, x, bias) for row, bias in zip(w, b)]
    return [sum((wi * xi for wi, xi in zip(row, x)), bias) for row, bias in zip(w, b)]


@pytest.mark.parametrize("fused", [False, True])
def test_dense_layers(fused):
    x, w1, b1 = leaves(4, "x", 0), matrix(5, 4, "w", 1), leaves(5, "b", 2)
    w2, b2 = matrix(3, 5, "u", 3), leaves(3, "c", 4)
    z = dense(w2, b2, [relu(z) for z in dense(w1, b1, x, fused)], fused)
    loss = logsumexp(z) - z[1]
    parameters = flat(w1) + b1 + flat(w2) + b2
    program = autograd.compile(loss, x, parameters)
    assert products(program) == [(1, 5, 1, 4), (1, 3, 1, 5)]
    kinds = [operation.kind for operation in program.operations]
    assert kinds == [
        "matmul",
        "sum",
        "relu",
        "matmul",
        "sum",
        "logsumexp",
        "sum",
        "sum",
    ]
    compare([loss, *z], x, parameters, rows_of(x))


def test_a_batch_recorded_sample_by_sample():
    w, b = matrix(3, 4, "w", 0), leaves(3, "b", 1)
    batch = [leaves(4, f"x{i}_", 10 + i) for i in range(6)]
    losses = [
        total([z.tanh() ** 2 for z in dense(w, b, x, fused=False)]) for x in batch
    ]
    loss = sum(losses) / len(losses)
    program = autograd.compile(loss, flat(batch), flat(w) + b)
    assert products(program)[0] == (1, 3, 6, 4)
    compare([loss], flat(batch), flat(w) + b, rows_of(flat(batch), 2))


def convolution(image, kernel, size, k):
    return [
        [
            sum(kernel[i][j] * image[r + i][c + j] for i in range(k) for j in range(k))
            for c in range(size - k + 1)
        ]
        for r in range(size - k + 1)
    ]


def test_a_convolution_is_a_product_with_its_patches():
    size, k = 7, 3
    image = matrix(size, size, "x", 0, parameter=False)
    kernels = [matrix(k, k, f"k{n}_", n + 1) for n in range(2)]
    maps = [
        [[relu(v) for v in row] for row in convolution(image, kernel, size, k)]
        for kernel in kernels
    ]
    second = matrix(k, k, "s", 9)
    top = convolution(maps[0], second, 5, k)
    loss = total([v**2 for v in flat(top) + flat(maps[1])])
    parameters = flat(flat(kernels)) + flat(second)
    program = autograd.compile(loss, flat(image), parameters)
    assert products(program)[:2] == [(1, 2, 25, 9), (1, 1, 9, 9)]
    compare([loss], flat(image), parameters, rows_of(flat(image), 2))


@pytest.mark.parametrize(("stride", "alone"), [(1, True), (1, False), (2, False)])
def test_gradients_of_patches_that_overlap_add_up(stride, alone):
    """One sorted sum where there are few numbers, layers where there are many; `alone` if nothing else adds to them."""
    size, k = 8, 3
    image = matrix(size, size, "x", 0, parameter=False)
    first, second, third = (matrix(k, k, f"k{n}_", n + 1) for n in range(3))
    below = [[relu(v) for v in row] for row in convolution(image, first, size, k)]
    rows = range(0, size - 2 * k + 2, stride)
    tops = [
        [patch_sum(below, kernel, i, j) for i in rows for j in rows]
        for kernel in (second, third)
    ]
    loss = total([v**2 - w for v, w in zip(*tops)])
    if alone:
        loss = total([v**2 for v in tops[0]])
    parameters = flat(first) + flat(second) + ([] if alone else flat(third))
    compare([loss], flat(image), parameters, rows_of(flat(image), 2))
    program = autograd.compile(loss, flat(image), parameters)
    X = np.array(rows_of(flat(image), 200))
    one_by_one = [program.value_and_grad(X[i : i + 1])[1] for i in range(200)]
    together = program.value_and_grad(X)[1]
    np.testing.assert_allclose(together, np.mean(one_by_one, axis=0), rtol=1e-11)


def patch_sum(image, kernel, top, left):
    return total(
        [
            w * image[top + i][left + j]
            for i, row in enumerate(kernel)
            for j, w in enumerate(row)
        ]
    )


def test_a_kernel_of_plain_numbers_is_shared_too():
    image = matrix(6, 6, "x", 0)
    edges = [[1.0, 0.0, -1.0], [2.0, 0.0, -2.0], [1.0, 0.0, -1.0]]
    found = flat(convolution(image, edges, 6, 3))
    program = autograd.compile(found, [], flat(image))
    assert products(program) == [(1, 1, 16, 9)]
    compare([total([v.square() for v in found])], [], flat(image), [[]])


def attention(tokens, wq, wk, wv, causal=False):
    def project(w):
        return [[dot(row, token) for row in w] for token in tokens]

    q, k, v = project(wq), project(wk), project(wv)
    found = []
    for i, query in enumerate(q):
        seen = range(i + 1) if causal else range(len(k))
        weights = [exp(dot(query, k[j]) * 0.5) for j in seen]
        norm = total(weights)
        shares = [w / norm for w in weights]
        found.append([dot(shares, [v[j][d] for j in seen]) for d in range(len(wv))])
    return found


@pytest.mark.parametrize("causal", [False, True])
def test_attention(causal):
    tokens = matrix(5, 3, "x", 0, parameter=False)
    wq, wk, wv = (matrix(4, 3, name, 5 + i) for i, name in enumerate("qkv"))
    found = attention(tokens, wq, wk, wv, causal)
    loss = total([v.tanh() for v in flat(found)])
    parameters = flat(wq + wk + wv)
    program = autograd.compile(loss, flat(tokens), parameters)
    if causal:
        assert products(program)[0] == (1, 12, 5, 3)
    else:
        assert products(program) == [
            (1, 12, 5, 3),
            (1, 5, 5, 4),
            (1, 5, 4, 5),
        ]  # projections, scores, weighted sums
    compare([loss], flat(tokens), parameters, rows_of(flat(tokens), 2))


def test_heads_of_attention_are_several_grids_in_one_product():
    tokens = matrix(4, 6, "x", 0, parameter=False)
    heads = [
        [matrix(3, 6, f"{name}{h}_", 3 * h + i) for i, name in enumerate("qkv")]
        for h in range(2)
    ]
    found = flat([flat(attention(tokens, *head)) for head in heads])
    parameters = flat(flat(flat(heads)))
    program = autograd.compile(total(found), flat(tokens), parameters)
    assert products(program)[:2] == [(1, 18, 4, 6), (2, 4, 4, 3)]
    compare([total(found)], flat(tokens), parameters, rows_of(flat(tokens), 2))


def test_a_recurrent_network_shares_its_matrices():
    inputs = [leaves(3, f"x{t}_", t) for t in range(4)]
    w, u, b = matrix(5, 3, "w", 10), matrix(5, 5, "u", 11), leaves(5, "b", 12)
    h = [Value(0.1) for _ in range(5)]
    for x in inputs:
        h = [
            (dot(row, x, bias) + dot(back, h)).tanh()
            for row, back, bias in zip(w, u, b)
        ]
    parameters = flat(w) + flat(u) + b
    program = autograd.compile(h, flat(inputs), parameters)
    assert products(program).count((1, 5, 1, 5)) == 3
    assert not program.operations[
        0
    ].varies  # the first state is constant, so that its product is done once
    compare([total(h)], flat(inputs), parameters, rows_of(flat(inputs)))


def test_a_penalty_on_parameters_is_computed_once():
    x, w = leaves(3, "x", 0), leaves(3, "w", 1)
    loss = (
        (dot(w, x) - 1.0) ** 2
        + 0.1 * sum(v * v for v in w)
        + 0.01 * total([abs(v) for v in w])
    )
    program = autograd.compile(loss, x, w)
    compare([loss], x, w, rows_of(x))
    penalty = [operation for operation in program.operations if not operation.varies]
    assert any(
        operation.kind == "matmul" and operation.shape == (1, 1, 1, 3)
        for operation in penalty
    )


def test_groups_of_different_shapes_meet():
    """Operands from several steps, repeated operands and rows in another order."""
    x, p = leaves(6, "x", 0), leaves(6, "p", 1)
    a = [u.tanh() for u in x]
    b = [u.exp() * v for u, v in zip(x[::-1], p)]
    mixed = [
        a[0] * b[5],
        b[0] * a[3],
        a[1] * a[1],
        b[2] * b[2],
        x[0] * p[0],
        p[1] * p[1],
    ]
    spread = [u / a[i % 2] for i, u in enumerate(b)]
    loss = total([*mixed, *spread, *(u * v for u in a for v in b)])
    compare([loss, *mixed, *spread], x, p, rows_of(x))


def test_repeated_terms_count_each_time():
    x, w = leaves(2, "x", 0), leaves(2, "w", 1)
    many = (
        total([w[0]] * 7)
        + dot([w[0]] * 6, [x[0]] * 6)
        + dot([w[1]] * 6, [x[0], x[1]] * 3)
    )
    wide = logsumexp([w[0] * x[0]] * 5) + logsumexp([x[1]] * 4 + [w[1]])
    compare([many, wide, many * wide], x, w, rows_of(x), of=2)
