"""grad, hessian, jvp, vjp and jacobian give JAX's numbers: stored ones for some functions, JAX itself for random ones."""

import numpy as np
import pytest
from hypothesis import given, settings

import autograd
from autograd import (
    RULES,
    grad,
    hessian,
    jacobian,
    jvp,
    record,
    value_and_grad,
    vjp,
)
from autograd.graph import recompute
from autograd.strategies import expressions

FUNCTIONS = {
    "product": (lambda m, x: x[0] * x[1] * x[2], [2.0, 3.0, 5.0], [1.0, -1.0, 0.5]),
    "quotient": (lambda m, x: x[0] / x[1], [2.0, -3.0], [0.25, 4.0]),
    "power": (lambda m, x: x[0] ** x[1], [1.5, 2.5], [1.0, 2.0]),
    "sines": (
        lambda m, x: m.sin(x[0] * x[1]) + m.cos(x[1]) ** 2,
        [0.7, -1.2],
        [1.0, 1.0],
    ),
    "softplus of tanh": (
        lambda m, x: m.log1p(m.exp(m.tanh(x[0]) * x[1])),
        [0.3, 1.7],
        [-1.0, 0.5],
    ),
    "rosenbrock": (
        lambda m, x: 100.0 * (x[1] - x[0] ** 2) ** 2 + (1.0 - x[0]) ** 2,
        [-1.2, 1.0],
        [1.0, 2.0],
    ),
    "root of squares": (
        lambda m, x: m.sqrt(x[0] ** 2 + x[1] ** 2 + x[2] ** 2),
        [1.0, 2.0, -2.0],
        [0.0, 1.0, 1.0],
    ),
    "arcs": (lambda m, x: m.asin(x[0]) * m.atan(x[1]), [0.4, 2.0], [1.0, -3.0]),
}
"""Functions of a mathematics and a vector, a point, and a direction."""

FROM_JAX = {
    "product": (
        30.0,
        [15.0, 10.0, 6.0],
        [[0.0, 5.0, 3.0], [5.0, 0.0, 2.0], [3.0, 2.0, 0.0]],
        [-3.5, 6.0, 1.0],
        8.0,
    ),
    "quotient": (
        -0.6666666666666666,
        [-0.3333333333333333, -0.2222222222222222],
        [[0.0, -0.1111111111111111], [-0.1111111111111111, -0.14814814814814814]],
        [-0.4444444444444444, -0.6203703703703703],
        -0.9722222222222222,
    ),
    "power": (
        2.7556759606310752,
        [4.592793267718459, 1.1173304512883486],
        [
            [4.592793267718458, 3.699334725901298],
            [3.699334725901298, 0.45303851222417435],
        ],
        [11.991462719521056, 4.6054117503496474],
        6.827454170295157,
    ),
    "sines": (
        -0.6133399777414821,
        [-0.8009553910095697, 1.1426871586400666],
        [
            [1.0722860927580373, 0.04196260506578642],
            [0.04196260506578631, 1.8396625598682117],
        ],
        [1.1142486978238237, 1.8816251649339981],
        0.3417317676304969,
    ),
    "softplus of tanh": (
        0.9711114231693804,
        [0.9666360053410964, 0.18100361042172802],
        [
            [0.006255686270974947, 0.6752380679818368],
            [0.6752380679818367, 0.019966327629422895],
        ],
        [0.33136334771994336, -0.6652549041671253],
        -0.8761342001302325,
    ),
    "rosenbrock": (
        24.199999999999996,
        [-215.59999999999997, -87.99999999999999],
        [[1330.0, 480.0], [480.0, 200.0]],
        [2290.0, 880.0000000000001],
        -391.59999999999997,
    ),
    "root of squares": (
        3.0,
        [0.3333333333333333, 0.6666666666666666, -0.6666666666666666],
        [
            [0.2962962962962963, -0.07407407407407407, 0.07407407407407407],
            [-0.07407407407407407, 0.18518518518518517, 0.14814814814814814],
            [0.07407407407407407, 0.14814814814814814, 0.18518518518518517],
        ],
        [0.0, 0.3333333333333333, 0.3333333333333333],
        0.0,
    ),
    "arcs": (
        0.4556103484742875,
        [1.2079982868725527, 0.08230336921349761],
        [
            [0.5752372794631204, 0.21821789023599242],
            [0.21821789023599242, -0.0658426953707981],
        ],
        [-0.07941639124485678, 0.4157459763483867],
        0.9610881792320599,
    ),
}
"""Value, gradient, Hessian, Hessian times direction, derivative in the direction: jax 0.10.2 in float64."""


class JAX:
    """JAX's numpy, as a mathematics that rows can be read in."""

    def __getattr__(self, name):
        import jax

        if name == "erf":
            return jax.scipy.special.erf
        return getattr(jax.numpy, name)


@pytest.mark.parametrize("name", FUNCTIONS)
def test_stored_numbers(name):
    f, x, v = FUNCTIONS[name]
    value, slopes, second, product, slope = FROM_JAX[name]
    of_values = lambda x: f(autograd, x)  # noqa: E731
    got = value_and_grad(of_values)(x)
    np.testing.assert_allclose(got[0], value, rtol=1e-12, atol=1e-15)
    np.testing.assert_allclose(got[1], slopes, rtol=1e-12, atol=1e-15)
    np.testing.assert_allclose(hessian(of_values)(x), second, rtol=1e-12, atol=1e-15)
    np.testing.assert_allclose(
        jvp(of_values, (x,), (v,)), (value, slope), rtol=1e-12, atol=1e-15
    )
    np.testing.assert_allclose(
        jvp(grad(of_values), (x,), (v,))[1], product, rtol=1e-12, atol=1e-15
    )
    by_vjp = vjp(grad(of_values), x)[1](v)[0]
    np.testing.assert_allclose(by_vjp, product, rtol=1e-12, atol=1e-15)


SMOOTH = [rule for rule in RULES.values() if rule.kink is None]


@pytest.mark.slow
@given(expressions(SMOOTH, min_size=4, max_size=12, inputs=3))
@settings(max_examples=20)
def test_random_functions_against_jax_itself(f):
    jax = pytest.importorskip("jax")
    jax.config.update("jax_enable_x64", True)
    mathematics = JAX()

    def in_jax(x):
        def compute(node, arguments):
            return node.rule.textbook(mathematics, *arguments)

        return recompute(record(f.root), dict(zip(f.inputs, x)), compute)[f.root]

    def ours(x):
        return f(*x)

    x, v = list(f.numbers), [0.5, -1.0, 0.25]
    arrays = jax.numpy.array(x), jax.numpy.array(v)
    value, slope = jvp(ours, (x,), (v,))
    wanted = jax.jvp(in_jax, arrays[:1], arrays[1:])
    np.testing.assert_allclose((value, slope), wanted, rtol=1e-6, atol=1e-6)
    slopes = jax.grad(in_jax)(arrays[0])
    np.testing.assert_allclose(grad(ours)(x), slopes, rtol=1e-6, atol=1e-6)
    np.testing.assert_allclose(jacobian(ours)(x)[0], slopes, rtol=1e-6, atol=1e-6)
    np.testing.assert_allclose(
        vjp(ours, x)[1](2.0)[0], 2.0 * slopes, rtol=1e-6, atol=1e-6
    )
    product = jvp(grad(ours), (x,), (v,))[1]
    wanted = jax.jvp(jax.grad(in_jax), arrays[:1], arrays[1:])[1]
    scale = 1.0 + np.abs(jax.hessian(in_jax)(arrays[0])).max()
    np.testing.assert_allclose(product / scale, wanted / scale, rtol=1e-6, atol=1e-6)
    np.testing.assert_allclose(
        hessian(ours)(x) @ v / scale, wanted / scale, rtol=1e-6, atol=1e-6
    )
