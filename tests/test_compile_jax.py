"""The same program as a pure function in JAX: compiled, differentiated by JAX, spread over devices.

They are slow tests, because JAX is: CI installs it before it runs those, so that a skip there is a failure.
"""

import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

import autograd
from autograd import Value, logsumexp, total
from tests.test_compile_loops import KINDS
from tests.test_compile_products import (
    attention,
    convolution,
    dense,
    flat,
    leaves,
    matrix,
)
from tests.test_compile_source import network

pytestmark = pytest.mark.slow


@pytest.fixture
def jax():
    """JAX in double precision; the switch is as before afterwards."""
    found = pytest.importorskip("jax")
    before = found.config.jax_enable_x64
    found.config.update("jax_enable_x64", True)
    yield found
    found.config.update("jax_enable_x64", before)


def programs():
    loss, outputs, inputs, parameters = network(fused=False, sizes=(4, 5, 3))
    yield "network", [loss, *outputs], inputs, parameters
    tokens = matrix(5, 3, "x", 0, parameter=False)
    weights = [matrix(4, 3, name, 5 + i) for i, name in enumerate("qkv")]
    yield (
        "attention",
        [total(flat(attention(tokens, *weights)))],
        flat(tokens),
        flat(flat(weights)),
    )
    image, kernel = matrix(6, 6, "x", 0, parameter=False), matrix(3, 3, "k", 1)
    z = flat(convolution(image, kernel, 6, 3))
    yield "convolution", [logsumexp(z) - z[0].erf()], flat(image), flat(kernel)
    x, w, b = leaves(3, "x", 0), matrix(4, 3, "w", 1), leaves(4, "b", 2)
    penalty = total([v.square() for v in flat(w)])
    yield (
        "penalty",
        [total([z.gelu() for z in dense(w, b, x, fused=True)]) + penalty],
        x,
        flat(w) + b,
    )


@pytest.mark.parametrize(
    ("outputs", "inputs", "parameters"),
    [p[1:] for p in programs()],
    ids=[p[0] for p in programs()],
)
def test_values_and_gradients_are_those_of_numpy(jax, outputs, inputs, parameters):
    x = np.random.default_rng(0).uniform(-1, 1, (6, len(inputs)))
    ours = autograd.compile(outputs, inputs, parameters)
    theirs = autograd.compile(outputs, inputs, parameters, xp="jax")
    value, gradient, found = ours.value_and_grad(x, outputs=True)
    for one, other in zip(
        (value, gradient, found), theirs.value_and_grad(x, outputs=True)
    ):
        np.testing.assert_allclose(other, one, rtol=1e-10, atol=1e-12)  # type: ignore[call-overload]
    np.testing.assert_allclose(theirs(x), ours(x), rtol=1e-10, atol=1e-12)
    compiled = jax.jit(theirs.function_and_grad)
    mean, slopes = compiled(theirs.parameters, x)
    own = jax.grad(lambda p: theirs.function(p, x)[:, 0].mean())(
        jax.numpy.asarray(theirs.parameters)
    )
    np.testing.assert_allclose(mean, value, rtol=1e-10)
    np.testing.assert_allclose(slopes, gradient, rtol=1e-10, atol=1e-12)
    np.testing.assert_allclose(own, gradient, rtol=1e-9, atol=1e-11)


def test_single_precision_needs_no_switch(jax):
    x, w = Value(1.0), Value(2.0)
    program = autograd.compile((w * x).exp(), [x], [w], dtype="float32", xp="jax")
    assert program([[0.5]]).dtype == np.float32
    jax.config.update("jax_enable_x64", False)
    with pytest.raises(ValueError, match="jax_enable_x64"):
        autograd.compile(w * x, [x], [w], xp="jax")


TWO_DEVICES = """
import numpy as np, jax, autograd
from jax.sharding import Mesh, NamedSharding, PartitionSpec
from tests.test_compile_loops import KINDS
from tests.test_compile_source import network

jax.config.update("jax_enable_x64", True)
assert jax.device_count() == 2
loss, outputs, inputs, parameters = network(fused=False, sizes=(4, 5, 3))
program = autograd.compile([loss, *outputs], inputs, parameters, xp="jax")
x = np.random.default_rng(0).uniform(-1, 1, (8, len(inputs)))
mesh = Mesh(np.array(jax.devices()), ("samples",))
split = jax.device_put(x, NamedSharding(mesh, PartitionSpec("samples")))
assert len(split.sharding.device_set) == 2
value, gradient = jax.jit(program.function_and_grad)(program.parameters, split)
expected = autograd.compile([loss, *outputs], inputs, parameters).value_and_grad(x)
np.testing.assert_allclose(value, expected[0], rtol=1e-12)
np.testing.assert_allclose(gradient, expected[1], rtol=1e-10, atol=1e-13)
"""


def test_a_batch_is_spread_over_two_devices(jax):
    environment = {
        **os.environ,
        "XLA_FLAGS": "--xla_force_host_platform_device_count=2",
    }
    subprocess.run(
        [sys.executable, "-c", TWO_DEVICES],
        check=True,
        env=environment,
        cwd=Path(__file__).parent.parent,
    )


@pytest.mark.parametrize("name", ["lstm", "decoder", "power iteration"])
def test_recurrences_are_scanned(jax, name):
    recorded = KINDS[name]()
    given = recorded.outputs, recorded.inputs, recorded.parameters
    program, scanned = autograd.compile(*given), autograd.compile(*given, xp="jax")
    x = np.random.default_rng(1).normal(size=(3, program.inputs))
    value, gradient = program.value_and_grad(x)
    found = scanned.value_and_grad(x)
    assert found[0] == pytest.approx(value, rel=1e-10)
    assert found[1] == pytest.approx(gradient, rel=1e-8, abs=1e-12)
    assert scanned(x) == pytest.approx(program(x), rel=1e-10, abs=1e-12)
    by_jax = jax.grad(lambda p: scanned.function(p, x)[:, 0].mean())
    assert np.asarray(by_jax(scanned.parameters)) == pytest.approx(
        gradient, rel=1e-8, abs=1e-12
    )
    text = str(jax.make_jaxpr(scanned.function)(scanned.parameters, x))
    assert "scan[" in text


def test_precision_reaches_every_product(jax):
    """A CPU has only one precision of float32: what JAX is asked for is read in what it traced, loops among it."""
    loss, answers, *leaves_of = network(fused=False, sizes=(4, 5, 3))
    lstm = KINDS["lstm"]()
    for name, outputs, inputs, parameters in (
        ("network", [loss, *answers], *leaves_of),
        ("lstm", lstm.outputs, lstm.inputs, lstm.parameters),
    ):
        numbers = np.zeros((3, len(inputs)))
        for precision in ("default", "highest"):
            program = autograd.compile(
                outputs,
                inputs,
                parameters,
                xp="jax",
                dtype="float32",
                precision=precision,
            )
            given = program.parameters, numbers.astype(np.float32)
            functions = program._functions
            asked = [
                jax.make_jaxpr(program.function)(*given),
                jax.make_jaxpr(program.function_and_grad)(*given),
                jax.make_jaxpr(lambda *x, f=functions: f.call(0, *x))(*given),
            ]
            for traced in map(str, asked):
                products = traced.count("dot_general[")
                assert products > 1, (name, precision)
                highest = traced.count("precision=(Precision.HIGHEST")
                assert highest == (products if precision == "highest" else 0)


def test_default_precision_is_that_of_jax(jax):
    loss, outputs, inputs, parameters = network(fused=False, sizes=(4, 5, 3))
    program = autograd.compile([loss, *outputs], inputs, parameters, xp="jax")
    with jax.default_matmul_precision("highest"):
        traced = jax.make_jaxpr(program.function)(
            program.parameters, np.zeros((2, len(inputs)))
        )
    assert "Precision.HIGHEST" in str(traced)


def test_input_gradients_have_the_precision_too(jax):
    loss, _, inputs, parameters = network(fused=False, sizes=(4, 5, 3))
    asked = []
    for precision in ("default", "highest"):
        program = autograd.compile(
            loss, inputs, parameters, xp="jax", precision=precision
        )
        x = np.ones((2, len(inputs)))
        expected = autograd.compile(loss, inputs, parameters).input_grad(x)
        np.testing.assert_allclose(program.input_grad(x), expected, rtol=1e-12)
        gradient = program._by_inputs._functions.input_gradient
        traced = jax.make_jaxpr(lambda *given, g=gradient: g(0, *given))
        asked.append(str(traced(program.parameters, x)).count("Precision.HIGHEST"))
    assert asked[0] == 0
    assert asked[1] > 0
