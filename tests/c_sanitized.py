"""Programs in C on random graphs, as `python -m tests.c_sanitized GRAPHS`: equal to NumPy and to the eager engine.

tests/test_compile_c_slow.py runs it under AddressSanitizer and UBSan, which need a Python of their own: their library has
to be loaded first.
"""

import sys
import warnings

import numpy as np
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

import autograd
from autograd import CompilerWarning, Value, nn, record
from autograd.strategies import expressions
from tests.test_compile_random import ROWS, RUNNING, eager, same

ALL = list(HealthCheck)
built = 0


def compare(outputs, inputs, parameters, rows, of):
    """What the program in C computes is what NumPy and the eager engine compute."""
    global built
    numpy = autograd.compile(outputs, inputs, parameters)
    in_c = autograd.compile(outputs, inputs, parameters, backend="c")
    value, gradient, found = eager(outputs, parameters, of, rows, inputs)
    x = np.array(rows).reshape(len(rows), len(inputs))
    for program in (numpy, in_c):
        got = program.value_and_grad(x, of=of, outputs=True)
        same(program(x), found)
        same(got[2], found)
        same(got[0], value)
        same(got[1], gradient)
        one = program.value_and_grad(x[:1], of=of)
        again = program.value_and_grad(np.repeat(x[:1], 70, axis=0), of=of)
        assert np.isnan(one[0]) or np.isclose(one[0], again[0], rtol=1e-9)
    built += in_c.compiler is not None


def hard(outputs, inputs, parameters, rows):
    """nan and infinities stand in the same places."""
    global built
    numpy = autograd.compile(outputs, inputs, parameters)
    in_c = autograd.compile(outputs, inputs, parameters, backend="c")
    x = np.array(rows).reshape(len(rows), len(inputs))
    (a, b), (c, d) = (program.value_and_grad(x) for program in (numpy, in_c))
    for expected, got in ((numpy(x), in_c(x)), (a, c), (b, d)):
        np.testing.assert_array_equal(np.isnan(got), np.isnan(expected))
        np.testing.assert_array_equal(np.isinf(got), np.isinf(expected))
    built += in_c.compiler is not None


def large_layers():
    """A layer that takes eight samples at a time, and numbers of samples that leave some over."""
    model = nn.MLP(70, [60, 3], rng=0)
    x = [Value(0.1) for _ in range(70)]
    loss = autograd.total(y.square() for y in model(x))
    numpy = autograd.compile(loss, x, model.parameters())
    in_c = autograd.compile(loss, x, model.parameters(), backend="c")
    for n in (1, 7, 8, 9, 17, 200):
        batch = np.random.default_rng(n).normal(size=(n, 70))
        value, gradient = numpy.value_and_grad(batch)
        got = in_c.value_and_grad(batch)
        np.testing.assert_allclose(got[0], value, rtol=1e-12)
        np.testing.assert_allclose(got[1], gradient, rtol=1e-10, atol=1e-12)
        np.testing.assert_allclose(in_c(batch), numpy(batch), rtol=1e-12)


def main(graphs):
    """So many graphs, a quarter of each kind."""
    quietly = settings(
        max_examples=graphs // 4,
        derandomize=True,
        database=None,
        deadline=None,
        suppress_health_check=ALL,
        phases=[Phase.generate],
    )

    @quietly
    @given(expressions(inputs=3, min_size=3, max_size=30), ROWS, st.integers(0, 3))
    def smooth(f, rows, count):
        cut = [row[:count] for row in rows]
        compare([f.root], f.inputs[:count], f.inputs[count:], cut, 0)

    @quietly
    @given(expressions(inputs=4, min_size=20, max_size=60), ROWS, st.integers(0, 3))
    def several(f, rows, of):
        inner = [node for node in record(f.root) if node.rule is not None]
        outputs = [f.root, inner[len(inner) // 2], f.inputs[0], inner[0]]
        compare(outputs, f.inputs[:2], f.inputs[2:], [row[:2] for row in rows], of)

    @quietly
    @given(
        expressions(RUNNING, inputs=3, min_size=3, max_size=30, smooth=False),
        ROWS,
        st.integers(0, 3),
    )
    def irregular(f, rows, count):
        cut = [row[:count] for row in rows]
        hard([f.root], f.inputs[:count], f.inputs[count:], cut)

    @quietly
    @given(
        expressions(RUNNING, inputs=3, min_size=3, max_size=20, smooth=False),
        st.sampled_from([0.0, -0.0, np.inf, -np.inf, np.nan, 1e300, -1e-300]),
    )
    def infinite(f, extreme):
        hard([f.root], f.inputs[:2], f.inputs[2:], [[extreme, 1.0], [0.5, extreme]])

    with warnings.catch_warnings():
        warnings.simplefilter("error", CompilerWarning)
        large_layers()
        for check in (smooth, several, irregular, infinite):
            check()
    print(built, "graphs in C")


if __name__ == "__main__":
    main(int(sys.argv[1]))
