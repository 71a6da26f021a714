"""The printed source runs with any library of the array API standard: tried with its strictest one, for every row."""

import numpy as np
import pytest

import autograd
from autograd import RULES, Value, apply, nn, total
from tests.domains import inside
from tests.test_compile_products import leaves, rows_of
from tests.test_compile_source import network

strict = pytest.importorskip("array_api_strict")


def run(program, x):
    """What the printed text computes with strict arrays."""
    arrays = {name: strict.asarray(array) for name, array in program.arrays.items()}
    space = {"xp": strict, **arrays}
    with np.errstate(all="ignore"):
        exec(program.source, space)
        parameters = strict.asarray(program.parameters)
        results = space["program"](parameters, strict.asarray(x))
    return [np.asarray(result) for result in results]


def agrees(program, x):
    x = np.array(x, dtype=float)
    value, gradient, outputs = run(program, x)
    expected = program.value_and_grad(x, outputs=True)
    np.testing.assert_allclose(value, expected[0], rtol=1e-11)
    np.testing.assert_allclose(gradient, expected[1], rtol=1e-9, atol=1e-11)
    np.testing.assert_allclose(outputs, expected[2], rtol=1e-11, atol=1e-12)


@pytest.mark.parametrize("rule", RULES.values(), ids=lambda rule: rule.name)
def test_every_row(rule):
    """Alone and in a group, of what varies and of what is fixed."""
    points = [inside(rule, which) for which in (0, 1)]
    x = [Value(number) for number in points[0]]
    w = [Value(1.0) for _ in x]
    once = apply(rule, *[a * b for a, b in zip(x, w)])
    fixed = apply(rule, *[b * number for b, number in zip(w, points[1])])
    agrees(autograd.compile([once * fixed, once], x, w), points)


def test_whole_programs():
    loss, outputs, inputs, parameters = network(fused=False)
    agrees(autograd.compile([loss, *outputs], inputs, parameters), rows_of(inputs, 5))
    for activation in ("relu", "gelu"):
        model = nn.MLP(3, [4, 5], activation=activation, rng=0)
        x, t = leaves(3, "x", 0), leaves(5, "t", 1)
        loss = nn.cross_entropy(model(x), t)
        program = autograd.compile(loss, x + t, model.parameters())
        agrees(program, rows_of(x + t))


def test_single_precision_stays_single():
    """A choice between two numbers has the precision of what was compared."""
    x, w = leaves(3, "x", 0), leaves(3, "w", 1)
    loss = total([(a * b).relu().gelu() for a, b in zip(x, w)])
    program = autograd.compile(loss, x, w)
    parameters, rows = program.parameters, np.array(rows_of(x))
    space = {"xp": np, **program.arrays}
    exec(program.source, space)
    singles = space["program"](parameters.astype("f4"), rows.astype("f4"))
    doubles = space["program"](parameters, rows)
    assert singles[2].dtype == np.float32
    np.testing.assert_allclose(singles[1], doubles[1], rtol=1e-4)
