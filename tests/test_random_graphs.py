"""On random programs, every way to a derivative gives the same number."""

import json
import os
import random
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings

from autograd import (
    RULES,
    TooManyPathsError,
    Value,
    apply,
    compile,
    gradients,
    paths,
    push,
    record,
    total,
)
from autograd.strategies import expressions
from tests.domains import moved

TINY = 1e-300
MOSTLY_LARGE = settings(
    max_examples=25,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)


def magnitude(nodes):
    """For each node the sum over paths of |products|: what rounding is relative to."""
    found = {nodes[-1]: 1.0}
    for node in reversed(nodes):
        for parent, d in zip(node.parents, node.partials):
            found[parent] = found.get(parent, 0.0) + abs(d) * found.get(node, 0.0)
    return found


def close(a, b, scale):
    assert abs(a - b) <= 1e-12 * scale + TINY


def all_ways_agree(root, inputs):
    nodes = record(root)
    scale = magnitude(nodes)
    root.backward()
    functional = gradients(root, inputs)
    with_graph = gradients(root, inputs, create_graph=True)
    for x, slope, value in zip(inputs, functional, with_graph):
        size = scale.get(x, 0.0)
        close(x.grad, slope, size)
        close(x.grad, value.data, size)
        close(x.grad, push(nodes, {x: 1.0})[root] if x in nodes else 0.0, size)
        try:
            close(x.grad, sum(path.product for path in paths(root, x)), size)
        except TooManyPathsError as error:
            assert error.count > 1000  # noqa: PT017


@given(expressions(min_size=4))
def test_reverse_forward_functional_and_paths_agree(f):
    all_ways_agree(f.root, f.inputs)


@given(expressions(min_size=30, max_size=60, inputs=3))
@MOSTLY_LARGE
def test_all_ways_agree_on_larger_programs(f):
    all_ways_agree(f.root, f.inputs)


def grown(seed, size):
    """A graph of `size` nodes over three inputs: every smooth row, with sharing, repeats and constants."""
    choose = random.Random(seed)
    inputs = tame = [Value(choose.uniform(0.2, 0.9), name) for name in "abc"]
    rows = [r for r in RULES.values() if r.kink is None and not r.stops]
    while 4 * len(tame) < size:
        rule = choose.choice(rows)
        picked = [choose.choice(tame[-10:] + inputs) for _ in range(rule.arity or 3)]
        operands = [
            x if x is picked[0] or choose.random() < 0.8 else 0.5 for x in picked
        ]
        node = apply(rule, *moved(rule, operands))
        tame = [*tame, 0.4 * node.tanh() + 0.5]  # between 0.1 and 0.9
    return total(tame), inputs


@pytest.mark.parametrize("seed", range(15))
def test_all_ways_agree_on_several_hundred_nodes(seed):
    root, inputs = grown(seed, size=300)
    all_ways_agree(root, inputs)
    program = compile(root, parameters=inputs)
    value, gradient = program.value_and_grad([[]])
    assert value == pytest.approx(root.data, rel=1e-12)
    assert gradient.tolist() == pytest.approx([x.grad for x in inputs], rel=1e-10)
    for i, slope in enumerate(
        gradient
    ):  # and the program itself is what its gradient says, by differences
        ends = []
        for h in (1e-5, -1e-5):
            program.load()
            program.parameters[i] += h
            ends.append(program([[]])[0])
        assert (ends[0] - ends[1]) / 2e-5 == pytest.approx(slope, rel=1e-4, abs=1e-4)


def rounding(nodes):
    """A first-order bound of the rounding error of each node's number, carried through the graph."""
    found = {}
    for node in nodes:
        carried = sum(
            abs(d) * found[parent] for parent, d in zip(node.parents, node.partials)
        )
        found[node] = carried + 2.0**-52 * (
            abs(node.data) + sum(abs(x.data) for x in node.parents)
        ) * bool(node.rule)
    return found[nodes[-1]]


@given(expressions(min_size=3))
def test_finite_differences_agree(f):
    """Within rounding / step, and the distance between two step lengths, which bounds the curvature that is left."""

    def central(i, h):
        up, down = (
            [*f.numbers[:i], f.numbers[i] + d, *f.numbers[i + 1 :]] for d in (h, -h)
        )
        return (f(*up) - f(*down)) / (2.0 * h)

    error = rounding(record(f.root)) + 1e-16
    for i, slope in enumerate(gradients(f.root, f.inputs)):
        near, far = central(i, 1e-5), central(i, 2e-5)
        assert abs(near - slope) <= 1e-9 + 10.0 * error / 1e-5 + abs(near - far), (
            near,
            slope,
        )
        assert abs(near - slope) <= 1e-3 * max(1.0, abs(slope)), (near, slope)


@given(expressions(min_size=4))
def test_a_second_backward_doubles_every_gradient(f):
    f.root.backward()
    once = [x.grad for x in f.inputs]
    inner = [node.grad for node in record(f.root) if node.rule]
    f.root.backward()
    scale = magnitude(record(f.root))
    for x, grad in zip(f.inputs, once):
        close(x.grad, 2.0 * grad, scale.get(x, 0.0))
    doubled = [node.grad for node in record(f.root) if node.rule]
    assert doubled == [2.0 * grad for grad in inner]


@given(
    expressions(
        min_size=3,
        max_size=12,
        rules=[rule for rule in RULES.values() if rule.kink is None],
    )
)
def test_second_derivatives_are_symmetric(f):
    first = gradients(f.root, f.inputs, create_graph=True)
    mixed = [gradients(slope, [x])[0] for slope, x in zip(first, reversed(f.inputs))]
    assert mixed[0] == pytest.approx(mixed[1], rel=1e-6, abs=1e-6)


@given(expressions(min_size=4, smooth=False, min_value=-1e3, max_value=1e3))
def test_anything_goes_and_nothing_raises(f):
    f.root.backward()
    gradients(f.root, f.inputs, create_graph=True)
    push(record(f.root), {})
    assert all(
        type(x) is float
        for node in record(f.root)
        for x in (node.data, node.grad, *node.partials)
    )


@given(expressions(min_size=4))
def test_running_again_records_the_same_list(f):
    def facts(root):
        return [
            (node.op, node.data, node.partials, len(node.parents))
            for node in record(root)
        ]

    noise = [Value(1.0) * i for i in range(10)]
    assert facts(f(*map(Value, f.numbers))) == facts(f.root)
    assert len(noise) == 10


@given(expressions(min_size=4))
def test_floats_in_a_float_out(f):
    found = f(*f.numbers)
    assert type(found) is float
    assert found == f.root.data


PROGRAM = """
import json, sys
sys.path.insert(0, "tests")
from autograd import record, sweep
from test_random_graphs import grown
root, _ = grown(seed=1, size=120)
nodes = record(root)
place = {node: i for i, node in enumerate(nodes)}
print(json.dumps([[place[node], place[parent], d.hex()] for node, parent, d in sweep(nodes)]))
"""


def test_the_recorded_order_is_the_same_in_every_process():
    def run(seed):
        environment = {
            **os.environ,
            "PYTHONHASHSEED": seed,
            "PYTHONDONTWRITEBYTECODE": "1",
        }
        root = Path(__file__).parent.parent
        return subprocess.check_output(
            [sys.executable, "-c", PROGRAM], cwd=root, env=environment, text=True
        )

    first, second = run("1"), run("2")
    assert len(json.loads(first)) > 120
    assert first == second
