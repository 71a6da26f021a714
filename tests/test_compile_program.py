"""Program as an object: parameters, outputs, types, errors, pickling, threads, memory, graphs without groups."""

import math
import pickle
import random
import subprocess
import sys
import time
import tracemalloc
from concurrent.futures import ProcessPoolExecutor
from itertools import pairwise
from multiprocessing import get_context
from pathlib import Path

import numpy as np
import pytest

import autograd
from autograd import RULES, Rule, Value, apply, dot, record, total
from autograd.modes import SPECIAL
from tests.domains import moved
from tests.test_compile_products import dense, flat, leaves, matrix, rows_of
from tests.test_compile_random import compare
from tests.threads import at_once


def layer(neurons=3, inputs=4):
    x, w, b = (
        leaves(inputs, "x", 0),
        matrix(neurons, inputs, "w", 1),
        leaves(neurons, "b", 2),
    )
    outputs = [z.sigmoid() for z in dense(w, b, x, fused=True)]
    return total([y.square() for y in outputs]), outputs, x, flat(w) + b


def test_shapes_and_the_mean():
    loss, outputs, x, parameters = layer()
    rows = np.array(rows_of(x, 5))
    one, many = (
        autograd.compile(loss, x, parameters),
        autograd.compile([loss, *outputs], x, parameters),
    )
    assert one(rows).shape == (5,)
    assert many(rows).shape == (5, 4)
    value, gradient, found = many.value_and_grad(rows, outputs=True)
    assert type(value) is float
    assert value == pytest.approx(many(rows)[:, 0].mean(), rel=1e-14)
    assert gradient.shape == (len(parameters),)
    np.testing.assert_array_equal(found, many(rows))
    assert len(one.value_and_grad(rows)) == 2
    assert one(np.zeros((0, 4))).shape == (0,)
    assert (one.inputs, one.outputs, len(one.parameters)) == (4, 1, 15)


def test_the_gradient_of_any_output():
    """A part of the program does for an output that does not depend on everything."""
    loss, outputs, x, parameters = layer()
    steep = outputs[0] * 0.0 + parameters[0].log()
    for of in range(5):
        compare([loss, *outputs, steep], x, parameters, rows_of(x), of)


def test_outputs_that_do_not_depend_on_what_others_break():
    """0 times infinity is nan, so the gradient of one output must not pass through another."""
    x, w, v = Value(1.0), Value(0.0), Value(2.0)
    broken, fine = (w * x).sqrt(), (v * x).sqrt()
    program = autograd.compile([broken, fine], [x], [w, v])
    np.testing.assert_array_equal(
        program.value_and_grad([[1.0]], of=1)[1], [0.0, 0.5 / math.sqrt(2.0)]
    )
    compare([broken, fine], [x], [w, v], [[1.0]], of=0)


def test_trivial_outputs():
    x, w, unused = Value(3.0), Value(2.0), Value(1.0)
    program = autograd.compile([x, w, Value(7.0), x * 0 + 1, w * 2], [x], [w, unused])
    np.testing.assert_array_equal(
        program([[5.0], [6.0]]), [[5, 2, 7, 1, 4], [6, 2, 7, 1, 4]]
    )
    assert [program.value_and_grad([[5.0], [6.0]], of=i)[0] for i in range(5)] == [
        5.5,
        2.0,
        7.0,
        1.0,
        4.0,
    ]
    slopes = [
        program.value_and_grad([[5.0], [6.0]], of=i)[1].tolist() for i in range(5)
    ]
    assert slopes == [[0, 0], [1, 0], [0, 0], [0, 0], [2, 0]]
    none = autograd.compile(x * 2, [x])
    assert none.value_and_grad([[5.0]])[1].shape == (0,)
    assert autograd.compile(Value(1.0) * 2)(np.zeros((3, 0))).tolist() == [2.0] * 3


def test_parameters_are_a_vector_of_the_program():
    loss, _, x, parameters = layer()
    program = autograd.compile(loss, x, parameters)
    before = program.parameters.copy()
    np.testing.assert_array_equal(before, [p.data for p in parameters])
    rows = rows_of(x)
    first = program.value_and_grad(rows)[0]
    for _ in range(20):
        program.parameters[:] -= 0.1 * program.value_and_grad(rows)[1]
    assert program.value_and_grad(rows)[0] < first
    assert [p.data for p in parameters] == before.tolist()  # not touched so far
    program.store()
    assert [p.data for p in parameters] == program.parameters.tolist()
    parameters[0].data = 5.0
    program.load()
    assert program.parameters[0] == 5.0
    program.parameters = before
    assert program.value_and_grad(rows)[0] == first


def test_constants_keep_the_data_they_had():
    x, c = Value(2.0), Value(3.0)
    program = autograd.compile(x * c * (c + 1).exp(), [x])
    expected = program([[2.0]])
    c.data = 100.0
    np.testing.assert_array_equal(program([[2.0]]), expected)
    assert expected[0] == pytest.approx(6 * math.exp(4))


def test_gradients_of_different_calls_are_different_arrays():
    loss, _, x, parameters = layer()
    program = autograd.compile(loss, x, parameters)
    rows = np.array(rows_of(x, 6))
    kept = [program.value_and_grad(rows[i : i + 1])[1] for i in range(6)]
    copies = [program.value_and_grad(rows[i : i + 1])[1].copy() for i in range(6)]
    for one, other in zip(kept, copies):
        np.testing.assert_array_equal(one, other)


def test_single_precision():
    loss, outputs, x, parameters = layer()
    rows = rows_of(x, 5)
    double = autograd.compile([loss, *outputs], x, parameters)
    single = autograd.compile([loss, *outputs], x, parameters, dtype="float32")
    assert (
        single(rows).dtype
        == single.parameters.dtype
        == single.value_and_grad(rows)[1].dtype
        == np.float32
    )
    np.testing.assert_allclose(single(rows), double(rows), rtol=1e-5)
    np.testing.assert_allclose(
        single.value_and_grad(rows)[1],
        double.value_and_grad(rows)[1],
        rtol=1e-4,
        atol=1e-6,
    )


def test_large_batches_go_in_chunks():
    loss, _, x, parameters = layer()
    program = autograd.compile(loss, x, parameters)
    rows = np.random.default_rng(0).uniform(-1, 1, (20_001, 4))
    parts = [program.value_and_grad(row[None]) for row in rows[:: len(rows) // 7]]
    assert all(math.isfinite(value) for value, _ in parts)
    value, gradient, found = program.value_and_grad(rows, outputs=True)
    np.testing.assert_allclose(value, program(rows).mean(), rtol=1e-12)
    np.testing.assert_array_equal(found[:, 0], program(rows))
    halves = [
        program.value_and_grad(half)[1] * len(half)
        for half in (rows[:9000], rows[9000:])
    ]
    np.testing.assert_allclose(gradient, sum(halves) / len(rows), rtol=1e-11)


def test_programs_pickle_without_the_values():
    loss, outputs, x, parameters = layer()
    program = autograd.compile([loss, *outputs], x, parameters)
    program.parameters[:] += 0.5
    rows = rows_of(x)
    program.value_and_grad(rows)
    twin = pickle.loads(pickle.dumps(program))
    np.testing.assert_array_equal(twin(rows), program(rows))
    for of in range(2):
        np.testing.assert_array_equal(
            twin.value_and_grad(rows, of=of)[1], program.value_and_grad(rows, of=of)[1]
        )
    assert twin.source == program.source
    for call in (twin.load, twin.store):
        with pytest.raises(RuntimeError, match="unpickled, without the Values"):
            call()


def test_several_threads_share_a_program():
    loss, _, x, parameters = layer(20, 30)
    program = autograd.compile(loss, x, parameters)
    batches = [np.array(rows_of(x, 7, seed)) for seed in range(8)]
    expected = [
        autograd.compile(loss, x, parameters).value_and_grad(batch) for batch in batches
    ]
    wrong = []

    def work(number):
        for _ in range(50):
            value, gradient = program.value_and_grad(batches[number])
            if value != expected[number][0] or (gradient != expected[number][1]).any():
                wrong.append(number)

    at_once(work, 8)
    assert not wrong


def test_steps_of_training_allocate_nothing_that_stays():
    loss, outputs, x, parameters = layer(30, 40)
    program = autograd.compile([loss, *outputs], x, parameters)
    rows = np.array(rows_of(x, 16))

    def train(steps):
        for _ in range(steps):
            _, gradient, _ = program.value_and_grad(rows, outputs=True)
            program.parameters[:] -= 0.01 * gradient

    train(3)
    tracemalloc.start()
    train(3)
    before = tracemalloc.get_traced_memory()[0]
    train(200)
    after, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert after - before < 2000
    assert peak - before < 200_000  # outputs, and the update; no second set of buffers


# --- rules of one's own ---------------------------------------------------------------------------------------------


def test_rules_of_ones_own():
    cube = Rule("cube", "x³", lambda m, x: x * x * x, lambda m, z, x: (3.0 * x * x,))
    blend = Rule(
        "blend", "~", lambda m, x, y, t: t * x + (1 - t) * m.tanh(y),
        lambda m, z, x, y, t: (t + 0 * x, (1 - t) * (1 - m.tanh(y) ** 2)), constants=(("t", 0.5),),
    )  # fmt: skip
    floats = Rule(
        "floats", "f", lambda m, x: math.atan(x), lambda m, z, x: (1 / (1 + x * x),)
    )
    branch = Rule(
        "branch",
        "b",
        lambda m, x: x if x > 0 else 2 * x,
        lambda m, z, x: (1.0 if x > 0 else 2.0,),
    )
    longest = Rule(
        "longest",
        "L",
        lambda m, *x: max(x),
        lambda m, z, *x: tuple(float(v == z) for v in x),
    )
    x, w = leaves(3, "x", 0), leaves(3, "w", 1)
    products = [a * b for a, b in zip(x, w)]
    found = [apply(rule, v) for rule in (cube, floats, branch) for v in products]
    found += [apply(blend, a, b, t=0.25) for a, b in pairwise(products)]
    found += [apply(longest, *products), apply(longest, *found[:5])]
    compare([total(found), *found], x, w, rows_of(x))


def test_powers_of_constants():
    x, w = leaves(4, "x", 0), leaves(4, "w", 1)
    bases = [a * b + 1.5 for a, b in zip(x, w)]
    found = [base**k for k in (0, 1, 2, 3, -1, 0.5, 2.5, -2) for base in bases] + [
        2.0**base for base in bases
    ]
    found += [b**k for b, k in zip(bases, (2, 3, 0, 0.5))]
    compare([total(found), *found], x, w, rows_of(x))


# --- errors ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("arguments", "error", "message"),
    [
        (
            lambda x, w, y: ("y", [x], [w]),
            TypeError,
            "output must be a Value or a list of Values, got str",
        ),
        (
            lambda x, w, y: ([y, 1.0], [x], [w]),
            TypeError,
            "output 1 must be a Value, got float",
        ),
        (lambda x, w, y: ([], [x], [w]), ValueError, "output is an empty list"),
        (
            lambda x, w, y: (y, x, [w]),
            TypeError,
            "inputs must be a list of Values, got",
        ),
        (
            lambda x, w, y: (y, [x], [2.0]),
            TypeError,
            "parameter 0 must be a Value, got float",
        ),
        (
            lambda x, w, y: (y, [y], [w]),
            ValueError,
            r"input 0 \('y'\) was computed by mul; inputs are leaves",
        ),
        (
            lambda x, w, y: (y, [x, x], [w]),
            ValueError,
            r"input 1 \('x'\) is also input 0",
        ),
        (
            lambda x, w, y: (y, [x], [x]),
            ValueError,
            r"parameter 0 \('x'\) is also input 0",
        ),
    ],
)
def test_what_cannot_be_compiled(arguments, error, message):
    x, w = Value(1.0, "x"), Value(2.0, "w")
    with pytest.raises(error, match=message):
        autograd.compile(*arguments(x, w, (x * w).named("y")))


def test_options():
    x = Value(1.0)
    with pytest.raises(
        ValueError, match="dtype must be one of float64, float32; got 'int'"
    ):
        autograd.compile(x * 2, [x], dtype="int")  # type: ignore[arg-type]
    with pytest.raises(ValueError, match="xp must be one of numpy, jax; got 'torch'"):
        autograd.compile(x * 2, [x], xp="torch")  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("x", "error", "message"),
    [
        (
            [1.0, 2.0],
            ValueError,
            r"X must have the shape \(samples, 2\), .* got \(2,\); one sample is \[x\]",
        ),
        (
            [[1.0]],
            ValueError,
            r"X must have the shape \(samples, 2\), a column for each input, got \(1, 1\)",
        ),
        ([[1.0, 2.0], [3.0]], ValueError, "its rows differ"),
        ([["a", "b"]], TypeError, "X must hold real numbers, got list of <U1"),
        ([[1j, 2.0]], TypeError, "got list of complex128"),
        ([[Value(1.0), 2.0]], TypeError, "got list of object"),
    ],
)
def test_bad_x(x, error, message):
    a, b = Value(1.0), Value(2.0)
    program = autograd.compile(a * b, [a, b])
    for call in (program, program.value_and_grad):
        with pytest.raises(error, match=message):
            call(x)


@pytest.mark.parametrize("of", [1, -1, True, 0.0, float("nan"), None])
def test_of_is_the_number_of_an_output(of):
    x = Value(1.0)
    program = autograd.compile(x * 2, [x])
    with pytest.raises(
        ValueError, match="of must be the number of an output, 0 to 0, got"
    ):
        program.value_and_grad([[1.0]], of=of)
    with pytest.raises(ValueError, match="X has no rows"):
        program.value_and_grad(np.zeros((0, 1)))


def test_programs_say_how_large_they_are():
    loss, _, x, parameters = layer()
    program = autograd.compile(loss, x, parameters)
    assert (
        repr(program)
        == "Program(4 inputs, 15 parameters, 1 output: 29 nodes, 4 array operations, float64)"
    )


def test_compile_is_a_function_and_a_package_and_loads_nothing_heavy():
    code = (
        "import sys, autograd; assert 'numpy' not in sys.modules; from autograd.compiler.program import Program; "
        "assert callable(autograd.compile) and isinstance(autograd.compile(autograd.Value(1.0) * 2), Program)"
    )
    subprocess.run([sys.executable, "-c", code], check=True)


# --- graphs without groups ------------------------------------------------------------------------------------------


@pytest.mark.slow
def test_a_chain_runs_node_by_node():
    x, w = Value(0.5), Value(0.3)
    root = x
    for i in range(2500):
        root = (root * w).sin() if i % 2 else (root + 0.5).tanh()
    program = autograd.compile([root, root.exp()], [x], [w])
    assert "run node by node" in repr(program)
    assert program.operations == []
    assert "node by node" in program.source
    compare([root, root.exp(), w * 2], [x], [w], [[0.5], [0.7], [-0.1]], of=0)
    compare([root, root.exp(), w * 2], [x], [w], [[0.5]], of=2)
    assert pickle.loads(pickle.dumps(program)).value_and_grad(
        [[0.5]]
    ) == program.value_and_grad([[0.5]])
    with pytest.raises(ValueError, match="no array operations"):
        program.function(program.parameters, np.ones((1, 1)))


def irregular(size):
    """A graph of random rules over random earlier nodes, in which nothing is left out."""
    choose = random.Random(0)
    inputs, parameters = (
        [Value(choose.uniform(0.2, 0.9)) for _ in range(n)] for n in (10, 1000)
    )
    nodes, used = [*inputs, *parameters], set()
    rules = [rule for rule in RULES.values() if rule.kink is None and rule.arity]
    while len(nodes) < size / 4:
        rule = choose.choice(rules)
        picked = [nodes[choose.randrange(len(nodes))] for _ in range(rule.arity)]
        used.update(picked)
        node = apply(rule, *moved(rule, picked))
        nodes.append(node.tanh() * 0.4 + 0.5)  # between 0.1 and 0.9
    ends = [node for node in nodes if node not in used and node.rule]
    return total(ends) * (1 / len(ends)), inputs, parameters


def check_irregular(size):
    root, inputs, parameters = irregular(size)
    start = time.perf_counter()
    program = autograd.compile(root, inputs, parameters)
    seconds = time.perf_counter() - start
    value, gradient = program.value_and_grad([[v.data for v in inputs]])
    root.backward()
    expected = np.array([v.grad for v in parameters])
    assert value == pytest.approx(root.data, rel=1e-11)
    np.testing.assert_allclose(
        gradient, expected, rtol=1e-8, atol=1e-12 * np.abs(expected).max()
    )
    return len(record(root)), seconds


def test_an_irregular_graph():
    nodes, _ = check_irregular(20_000)
    assert nodes > 15_000


def compile_a_million():
    """Nodes, seconds, and the peak memory of this process in gigabytes."""
    nodes, seconds = check_irregular(1_000_000)
    return nodes, seconds, peak_memory()


def peak_memory():
    """Of this program: getrusage would count what the process that started it held."""
    for line in Path("/proc/self/status").read_text().splitlines():
        if line.startswith("VmHWM:"):
            return int(line.split()[1]) / 1e6
    return pytest.skip("the kernel does not say how much memory was used")


@pytest.mark.slow
def test_a_million_irregular_nodes():
    """In a process of its own: what other tests have used before is no business of this one."""
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as pool:
        nodes, seconds, used = pool.submit(compile_a_million).result()
    print(
        f"\n{nodes:,} nodes compiled in {seconds:.1f} s, peak memory of the process {used:.2f} GB"
    )
    assert nodes > 950_000
    assert used < 2.0


def test_deep_graphs_do_not_recurse():
    w = leaves(3, "w", 0)
    chain = w[0]
    for i in range(30_000):
        chain = chain + w[i % 3]
    program = autograd.compile(chain, [], w)
    assert len(program.operations) == 1
    assert program.value_and_grad([[]])[1].tolist() == [10_001, 10_000, 10_000]
    assert dot(w, w).data == pytest.approx(autograd.compile(dot(w, w), [], w)([[]])[0])


def test_programs_leave_modes_and_warnings_alone():
    w = Value(0.0)
    with autograd.detect_anomaly():
        program = autograd.compile(w * 2, [], [w])
        program.value_and_grad([[]])
    broken = autograd.compile(w.log(), [], [w])
    with np.errstate(all="raise"):
        assert broken.value_and_grad([[]]) == (-math.inf, math.inf)
        with pytest.raises(FloatingPointError):
            np.log(np.zeros(1))
    assert SPECIAL == []


def test_buffers_are_used_again():
    """One workspace for forward calls, and two in a loop of training that holds the last gradient."""
    loss, _, x, parameters = layer()
    program = autograd.compile(loss, x, parameters)
    rows, gradients = np.array(rows_of(x, 4)), []
    for _ in range(10):
        program(rows)
        gradients = [program.value_and_grad(rows)[1]]
    assert len(gradients) == 1
    assert {key: len(waiting) for key, waiting in program._pool.waiting.items()} == {
        (None, 4): 1,
        (0, 4): 2,
    }
    for n in range(1, 40):
        program(np.ones((n, 4)))
    assert len(program._pool.waiting) <= 16
