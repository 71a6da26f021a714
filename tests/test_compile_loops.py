"""Recurrences are rolled up, in the plan and what is made of it; the numbers are those of the graph."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import autograd
from tests import recurrences as made

KINDS = {
    "lstm": lambda: made.lstm(9, 2, 3),
    "gru": lambda: made.gru(9, 2, 3),
    "bidirectional": lambda: made.bidirectional(16, 2, 3),
    "stacked": lambda: made.stacked(10, 2, 3),
    "decoder": lambda: made.decoder(9, 2, 3),
    "layers": lambda: made.layers(8, 3),
    "euler": lambda: made.euler(12),
    "power iteration": lambda: made.power_iteration(9, 3),
}


def compiled(recorded, **options):
    return autograd.compile(
        recorded.outputs, recorded.inputs, recorded.parameters, **options
    )


def plan_of(program):
    return program._uses.all.plan


def run_source(program, x):
    space = {"xp": np, **program.arrays}
    exec(program.source, space)
    return space["program"](program.parameters, x)


def check(recorded, program, samples=3):
    """Graph, program and source agree, values and gradients."""
    first = np.array([[value.data for value in recorded.inputs]])
    recorded.outputs[0].backward()
    of_graph = np.array([p.grad for p in recorded.parameters])
    value, gradient = program.value_and_grad(first)
    assert value == pytest.approx(recorded.outputs[0].data, rel=1e-9, abs=1e-12)
    assert gradient == pytest.approx(of_graph, rel=1e-8, abs=1e-11)
    x = np.random.default_rng(0).normal(size=(samples, program.inputs))
    value, gradient = program.value_and_grad(x)
    answers = run_source(program, x)
    if isinstance(answers, tuple):
        assert answers[0] == pytest.approx(value, rel=1e-9, abs=1e-12)
        assert answers[1] == pytest.approx(gradient, rel=1e-8, abs=1e-11)
        outputs = answers[2]
    else:
        outputs = answers
    assert np.asarray(outputs).reshape(samples, -1) == pytest.approx(
        program(x), rel=1e-9, abs=1e-12
    )


@pytest.mark.parametrize("name", KINDS)
def test_each_kind_of_recurrence_is_rolled_up(name):
    recorded = KINDS[name]()
    program = compiled(recorded)
    assert plan_of(program).loops
    check(recorded, program)
    assert "    for t in range(" in program.source
    whole = program._uses.of(0).whole
    assert ("    for t in reversed(range(" in program.source) == whole


@pytest.mark.slow
@settings(max_examples=12)
@given(st.integers(0, 10**6), st.integers(6, 14), st.integers(1, 3), st.integers(1, 3))
def test_any_recurrence_computes_what_its_graph_does(seed, length, width, carried):
    recorded = made.any_recurrence(seed, length, width, carried)
    check(recorded, compiled(recorded))


@pytest.mark.slow
def test_source_and_drawing_do_not_grow_with_the_length():
    short, long = (compiled(made.lstm(length, 1, 2)) for length in (10, 350))
    assert len(plan_of(long).steps) > 2000
    assert short.source.count("\n") == long.source.count("\n") <= 120
    assert len(short.operations) == len(long.operations)
    turns = {operation.turns for operation in long.operations}
    assert turns == {1, 349}
    check(made.lstm(30, 2, 3), compiled(made.lstm(30, 2, 3)))


def test_the_products_for_a_matrix_of_all_turns_are_one():
    source = compiled(made.lstm(20, 2, 3)).source
    loop = source.split("for t in reversed(")[1].split("_all = ")[0]
    assert ".T @" not in loop
    assert source.count("_all.T @ ") == 2


def test_few_turns_and_different_ones_are_no_loop():
    assert not plan_of(compiled(made.layers(4, 2))).loops
    recorded = made.Recorded()
    x, (w,) = recorded.row(1), recorded.weights(1)
    y = x[0]
    for i in range(40):
        y = (y * w).sin() if i * i % 7 < 3 else (y * w).cos() + 0.1 * i
    recorded.outputs = [y]
    check(recorded, compiled(recorded))


def test_a_turn_that_is_different_ends_the_loop():
    recorded = made.Recorded()
    w, h = recorded.matrix(2, 2), recorded.row(2)
    for t in range(20):
        h = [autograd.dot(row, h).tanh() for row in w]
        if t == 11:
            h = [k.exp() for k in h]
    recorded.outputs = [autograd.total(h)]
    program = compiled(recorded)
    assert [loop.turns for loop in plan_of(program).loops] == [11, 8]
    check(recorded, program)


def test_slots_of_one_axis_in_two_rows_are_no_block():
    """Two layers side by side whose gates are multiplied by a constant: a row of columns 3 to 5 and 12 to 14."""
    recorded = made.Recorded()
    x = recorded.row(18)
    picked = [x[i] for start in (3, 12) for i in range(start, start + 3)]
    (w,) = recorded.weights(1)
    recorded.outputs = [
        autograd.total([w * k for k in picked]),
        *(0.0 * k for k in picked),
    ]
    check(recorded, compiled(recorded))
