"""A compiled program gives what the eager engine gives: on random graphs, every rule, batches, nan and inf included."""

import math
import random

import numpy as np
import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

import autograd
from autograd import RULES, Interval, Rule, Value, apply, record, total
from autograd.readings import evaluate
from autograd.strategies import arguments, expressions
from tests.samples import sampled

MOSTLY_LARGE = settings(
    max_examples=25,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)


@np.errstate(all="ignore")
def eager(outputs, leaves, of, rows, inputs):
    """Mean of output `of`, gradients of the leaves and all outputs, row by row with the eager engine.

    With each of the three comes how far it moves when every number in between is off by some rounding errors.
    """
    value, gradient, found = 0.0, np.zeros(len(leaves)), []
    shift, slopes_shift, found_shift = 0.0, np.zeros(len(leaves)), []
    for row in rows:
        roots, twins = replay(outputs, dict(zip(inputs, row)))
        found.append([root.data for root in roots])
        roots[of].backward()
        slopes = [twins[leaf].grad if leaf in twins else 0.0 for leaf in leaves]
        gradient += slopes
        value += roots[of].data
        outputs_shift, leaves_shift = np.zeros(len(roots)), np.zeros(len(leaves))
        for seed in range(4):  # in one of them, two errors may cancel
            moved, nudged = nudge(roots, of, seed)
            outputs_shift = np.maximum(
                outputs_shift, np.abs(np.subtract(moved, found[-1]))
            )
            moved_slopes = [nudged.get(twins.get(leaf), 0.0) for leaf in leaves]
            leaves_shift = np.maximum(
                leaves_shift, np.abs(np.subtract(moved_slopes, slopes))
            )
        found_shift.append(outputs_shift)
        shift += outputs_shift[of]
        slopes_shift += leaves_shift
    n = len(rows)
    return (
        (value / n, shift / n),
        (gradient / n, slopes_shift / n),
        (np.array(found), np.array(found_shift)),
    )


def nudge(roots, of, seed):
    """Outputs and gradients once more, with every number off by a few units in the last place."""
    choose = random.Random(seed)
    values, partials = {}, {}
    for root in roots:
        for node in record(root):
            if node in values:
                continue
            values[node] = node.data
            if node.rule is not None:
                given = [
                    x if isinstance(x, float) else values[x] for x in node.arguments
                ]
                values[node] = float(evaluate(node.rule.forward, given)) * (
                    1 + choose.choice([-1, 1]) * 1e-15
                )
                found = evaluate(node.rule.partials, [values[node], *given])
                partials[node] = [
                    float(d)
                    for x, d in zip(node.arguments, found)
                    if not isinstance(x, float)
                ]
    slopes = {roots[of]: 1.0}
    for node in reversed(record(roots[of])):
        for parent, d in zip(node.parents, partials.get(node, ())):
            slopes[parent] = slopes.get(parent, 0.0) + d * slopes.get(node, 0.0)
    return [values[root] for root in roots], slopes


def replay(outputs, numbers):
    """The same graphs on other numbers of some leaves: new roots, and the new node of each old one."""
    twins = {}
    for root in outputs:
        for node in record(root):
            if node in twins:
                continue
            if node.rule is None:
                twins[node] = Value(numbers.get(node, node.data))
            else:
                count = len(node.arguments) - len(node.rule.constants)
                given = [
                    x if isinstance(x, float) else twins[x] for x in node.arguments
                ]
                constants = {
                    name: x for (name, _), x in zip(node.rule.constants, given[count:])
                }
                twins[node] = apply(node.rule, *given[:count], **constants)  # type: ignore[arg-type]
    return [twins[root] for root in outputs], twins


@np.errstate(all="ignore")
def same(a, b):
    """Equal up to rounding; nan and inf at the same places. `b` comes with how far rounding moves it."""
    a, (b, moved) = np.asarray(a), map(np.asarray, b)
    finite = np.isfinite(b)
    np.testing.assert_array_equal(np.isfinite(a), finite)
    np.testing.assert_array_equal(a[~finite], b[~finite])
    moved = np.where(np.isfinite(moved[finite]), moved[finite], np.inf)
    assert (
        np.abs(a[finite] - b[finite])
        <= 1e-12 * np.abs(b[finite]) + 100 * moved + 1e-300
    ).all(), (a, b)


def compare(outputs, inputs, parameters, rows, of=0):
    """All that a program computes is what the eager engine computes."""
    program = autograd.compile(outputs, inputs=inputs, parameters=parameters)
    value, gradient, found = eager(outputs, parameters, of, rows, inputs)
    x = np.array(rows).reshape(len(rows), len(inputs))
    got = program.value_and_grad(x, of=of, outputs=True)
    same(program(x), found)
    same(got[2], found)
    same(got[0], value)
    same(got[1], gradient)


RUNNING = [rule for rule in RULES.values() if not rule.stops]
"""Where a gradient is stopped, the eager engine hands on 0, which times infinity is nan; a program hands on nothing."""
MANY = [rule for rule in RULES.values() if rule.arity is None]
ROLES = st.text("cpx", min_size=4, max_size=6).filter(lambda roles: roles.strip("c"))
"""A role for each argument: constant, parameter, input. From four arguments on, lists were once taken for others."""


def four(m, w, x, y, z):
    return w + 2 * x + 3 * y + 5 * z


OWN = Rule(
    "four",
    "four",
    four,
    lambda m, out, w, x, y, z: (1.0, 2.0, 3.0, 5.0),
    domain=(Interval(),) * 4,
)


def mixed(rule, patterns):
    """One graph that applies `rule` to arguments with these roles: root, inputs, parameters."""
    leaves = {"c": [], "p": [], "x": []}
    nodes = []
    for roles in patterns:
        arguments = []
        for role in roles:
            leaves[role].append(Value(0.25 * sum(map(len, leaves.values())) - 1.0))
            arguments.append(0.0 if role == "c" else leaves[role][-1])
        half = len(arguments) // 2
        pairs = arguments[:half], arguments[half : 2 * half]
        nodes.append(
            autograd.dot(*pairs) if rule is RULES["dot"] else apply(rule, *arguments)
        )
    return total(nodes), leaves["x"], leaves["p"]


@pytest.mark.parametrize("rule", [*MANY, OWN], ids=lambda rule: rule.name)
@pytest.mark.parametrize(
    "patterns", [("pccp", "cppc"), ("xccx", "cxxc"), ("cxxc", "xccx"), ("pccx", "cpxc")]
)
def test_arguments_of_different_roles_are_never_one_step(rule, patterns):
    root, inputs, parameters = mixed(rule, patterns)
    compare(
        [root],
        inputs,
        parameters,
        [[leaf.data for leaf in inputs], [0.5 - leaf.data for leaf in inputs]],
    )


@pytest.mark.parametrize("rule", [*MANY, OWN], ids=lambda rule: rule.name)
@given(patterns=st.lists(ROLES, min_size=2, max_size=6))
def test_roles_mixed_at_every_position(rule, patterns):
    if rule.arity:
        patterns = [
            roles[: rule.arity] for roles in patterns if roles[: rule.arity].strip("c")
        ]
    assume(patterns)
    root, inputs, parameters = mixed(rule, patterns)
    compare(
        [root],
        inputs,
        parameters,
        [[leaf.data for leaf in inputs], [0.5 - leaf.data for leaf in inputs]],
    )


ROWS = st.lists(
    st.lists(st.floats(-3, 3), min_size=3, max_size=3), min_size=1, max_size=4
)


@given(expressions(inputs=3, min_size=3, max_size=30), ROWS, st.integers(0, 3))
def test_smooth_programs(f, rows, count):
    inputs, parameters = f.inputs[:count], f.inputs[count:]
    compare([f.root], inputs, parameters, [row[:count] for row in rows])


@pytest.mark.slow
@given(
    expressions(RUNNING, inputs=3, min_size=3, max_size=30, smooth=False),
    ROWS,
    st.integers(0, 3),
)
@settings(max_examples=100)
def test_any_programs_with_nan_and_infinity_at_the_same_places(f, rows, count):
    inputs, parameters = f.inputs[:count], f.inputs[count:]
    program = autograd.compile(f.root, inputs=inputs, parameters=parameters)
    rows = [row[:count] for row in rows]
    (value, _), (gradient, _), (found, _) = eager([f.root], parameters, 0, rows, inputs)
    x = np.array(rows).reshape(len(rows), count)
    np.testing.assert_array_equal(np.isnan(program(x)), np.isnan(found[:, 0]))
    np.testing.assert_array_equal(np.isinf(program(x)), np.isinf(found[:, 0]))
    got = program.value_and_grad(x)
    assert math.isnan(got[0]) == math.isnan(value)
    np.testing.assert_array_equal(np.isnan(got[1]), np.isnan(gradient))


@pytest.mark.slow
@given(expressions(inputs=4, min_size=30, max_size=60), ROWS)
@MOSTLY_LARGE
def test_larger_programs_with_several_outputs(f, rows):
    inner = [node for node in record(f.root) if node.rule is not None]
    outputs = [f.root, inner[len(inner) // 2], f.inputs[0], inner[0]]
    for of in range(4):
        compare(outputs, f.inputs[:2], f.inputs[2:], [row[:2] for row in rows], of)


@pytest.mark.slow
@pytest.mark.parametrize("rule", sampled(RULES.values(), 3), ids=RULES)
@given(st.data())
@settings(max_examples=8, suppress_health_check=[HealthCheck.filter_too_much])
def test_every_row_of_the_table(rule, data):
    """Many times in one program, so that it becomes a step over several scalars."""
    samples = data.draw(st.lists(arguments(rule, margin=0.2), min_size=4, max_size=4))
    width = min(map(len, samples))
    leaves = [[Value(x) for x in sample[:width]] for sample in samples]
    outputs = [apply(rule, *sample) * 0.5 for sample in leaves]
    root = total([*outputs, *(apply(rule, *sample) for sample in leaves)])
    flat = [leaf for sample in leaves for leaf in sample]
    compare(
        [root, *outputs],
        flat[:2],
        flat[2:],
        [[flat[0].data, flat[1].data if len(flat) > 1 else 0.0]],
    )
    compare([root], [], flat, [[]])
