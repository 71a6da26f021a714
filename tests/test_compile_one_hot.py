"""A `OneHot` among the inputs is one column of whole numbers, and changes no number that comes out."""

import copy
import json
import pickle

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import autograd
import viz
from autograd import OneHot, Value, dot, one_hot, tanh, total
from viz.render.webpage import read_packaged

SIZES = [1, 3, 64, 65, 90]


def network(n, classes, rng, shared=True, beside=False):
    """Embedded letters, a layer over all of them, and plain inputs between them; (outputs, inputs, parameters)."""
    letters = [
        one_hot(n, f"letter{t}", index=int(rng.integers(n))) for t in range(classes)
    ]
    x = [Value(float(v), f"x{k}") for k, v in enumerate(rng.normal(size=2))]
    table = [
        [Value(float(v), f"E{i}{j}") for j, v in enumerate(row)]
        for i, row in enumerate(rng.normal(size=(n, 2)))
    ]
    columns = list(zip(*table, strict=True))
    states = [[dot(column, letter) for column in columns] for letter in letters]
    parameters = [w for row in table for w in row]
    every = [leaf for letter in letters for leaf in letter]
    own = [Value(float(v), f"W{k}") for k, v in enumerate(rng.normal(size=len(every)))]
    parameters += own
    z = dot(own, every, x[0])
    if beside:  # in one sum with plain inputs, and used one by one
        z = (
            z
            + dot([own[0], own[-1]], x) * letters[0][0]
            + total(letters[-1][:2]) * x[1]
        )
    if not shared:
        z = z + total([tanh(dot(columns[0], letter) * own[0]) for letter in letters])
    outputs = [tanh(total([a * b for state in states for a, b in [state]]) + z), z]
    order = [letters[0], x[0], *letters[1:], x[1]]
    return outputs, order, parameters


def flat(inputs):
    return [
        leaf
        for item in inputs
        for leaf in (item if isinstance(item, OneHot) else [item])
    ]


def rows_for(inputs, rng, count):
    return np.column_stack(
        [
            rng.integers(0, len(item), count)
            if isinstance(item, OneHot)
            else rng.normal(size=count)
            for item in inputs
        ]
    ).astype(float)


def dense(inputs, rows):
    columns = [
        np.eye(len(item))[rows[:, k].astype(int)]
        if isinstance(item, OneHot)
        else rows[:, k : k + 1]
        for k, item in enumerate(inputs)
    ]
    return np.concatenate(columns, axis=1)


def close(found, wanted):
    for a, b in zip(found, wanted, strict=True):
        np.testing.assert_allclose(np.asarray(a), np.asarray(b), rtol=1e-12, atol=1e-13)


CASES = st.tuples(
    st.sampled_from(SIZES), st.integers(1, 4), st.booleans(), st.booleans(), st.integers(0, 99)
)  # fmt: skip


@given(CASES, st.sampled_from([1, 2, 7, 40]))
@settings(max_examples=25)
def test_numbers_are_those_of_separate_leaves(case, count):
    n, classes, shared, beside, seed = case
    rng = np.random.default_rng(seed)
    outputs, inputs, parameters = network(n, classes, rng, shared, beside)
    program = autograd.compile(outputs, inputs, parameters)
    leafwise = autograd.compile(outputs, flat(inputs), parameters)
    assert program.inputs == len(inputs)
    X = rows_for(inputs, rng, count)
    wanted = leafwise.value_and_grad(dense(inputs, X), outputs=True)
    close(program.value_and_grad(X, outputs=True), wanted)
    close(program.function_and_grad(program.parameters, X), wanted[:2])
    space = {"xp": np, **program.arrays}
    exec(program.source, space)
    close(space["program"](program.parameters, X), wanted)


@given(CASES)
@settings(max_examples=10)
def test_numbers_are_those_of_the_eager_engine(case):
    n, classes, shared, beside, seed = case
    outputs, inputs, parameters = network(n, classes, np.random.default_rng(seed), shared, beside)  # fmt: skip
    row = [item.index if isinstance(item, OneHot) else item.data for item in inputs]
    outputs[0].backward()
    program = autograd.compile(outputs, inputs, parameters)
    wanted = outputs[0].data, [w.grad for w in parameters], [[y.data for y in outputs]]
    close(program.value_and_grad([row], outputs=True), wanted)


@pytest.mark.slow
@given(CASES)
@settings(max_examples=8)
def test_other_libraries_compute_the_same(case):
    jax = pytest.importorskip("jax")
    strict = pytest.importorskip("array_api_strict")
    jax.config.update("jax_enable_x64", True)
    n, classes, shared, beside, seed = case
    rng = np.random.default_rng(seed)
    outputs, inputs, parameters = network(n, classes, rng, shared, beside)
    program = autograd.compile(outputs, inputs, parameters)
    X = rows_for(inputs, rng, 3)
    wanted = program.value_and_grad(X, outputs=True)
    theirs = autograd.compile(outputs, inputs, parameters, xp="jax")
    close(theirs.value_and_grad(X, outputs=True), wanted)
    space = {"xp": strict, **{k: strict.asarray(v) for k, v in program.arrays.items()}}
    exec(program.source, space)
    found = space["program"](strict.asarray(program.parameters), strict.asarray(X))
    close(found, wanted)


RUN = """(rows) => rows.map((row) => {
  const [F, DF] = [new Float64Array(P.fixed), new Float64Array(P.fixed)];
  const [V, DV] = [new Float64Array(P.varying), new Float64Array(P.varying)];
  F.set(ROW); F.set(P.constants, P.parameters); P.prepare(F); P.place(V, row); P.forward(F, V);
  const outputs = P.outputs.map(([varies, k]) => (varies ? V : F)[k]);
  DV[P.outputs[0][1]] += 1;
  P.backward(F, V, DF, DV); P.finish(F, DF);
  return [outputs, [...DF.subarray(0, P.parameters)]];
})"""


@pytest.mark.browser
@pytest.mark.parametrize("n", SIZES)
def test_javascript_computes_the_same(chromium, n):
    rng = np.random.default_rng(n)
    outputs, inputs, parameters = network(n, 3, rng, shared=False, beside=True)
    program = autograd.compile(outputs, inputs, parameters)
    page = chromium.new_page()
    page.set_content("<p>")
    mathematics = read_packaged("viz.films.page", "mathematics.js")
    page.evaluate(
        f"(() => {{ {mathematics}\n window.m = m; }})(); window.P = {program.javascript};"
        f"window.ROW = {json.dumps(program.parameters.tolist())}"
    )
    X = rows_for(inputs, rng, 4)
    for (found, gradient), row in zip(page.evaluate(RUN, X.tolist()), X, strict=True):
        _, slopes, wanted = program.value_and_grad(row[None], outputs=True)
        close([found, gradient], [wanted[0], slopes])
    page.close()


def test_columns_are_taken_where_there_are_many_leaves():
    for n, kind in ((64, "matmul"), (65, "take")):
        letter = one_hot(n, "letter")
        table = [[Value(0.1 * i - j) for i in range(n)] for j in range(2)]
        outputs = [dot(row, letter) for row in table]
        program = autograd.compile(outputs, [letter], table[0] + table[1])
        assert [step.kind for step in program.operations] == [kind]
        assert program([[n - 1]]).tolist() == [[row[-1].data for row in table]]
    assert "W1[:, X]" in program.operations[0].formula
    assert "xp.take(W1.T" in program.source


def test_a_large_vocabulary_costs_what_is_taken():
    n = 20_000
    letter = one_hot(n)
    table = [Value(0.0) for _ in range(n)]
    program = autograd.compile(dot(table, letter), [letter], table)
    assert program._pool.chunk(0) > 1000
    program.parameters[:] = np.arange(n)
    value, gradient = program.value_and_grad([[3], [3], [7], [19_999]])
    assert value == (3 + 3 + 7 + 19_999) / 4
    assert gradient[[3, 7, 19_999]].tolist() == [0.5, 0.25, 0.25]
    assert gradient.sum() == 1.0


@pytest.mark.parametrize("wrong", [-1, 3, 0.5, float("nan"), float("inf")])
def test_what_is_no_number_of_a_leaf_is_an_error(wrong):
    letter, x = one_hot(3, "letter"), Value(0.0)
    program = autograd.compile(letter[1] * x, [x, letter])
    with pytest.raises(
        ValueError,
        match=r"X\[1, 1\] must be .* one_hot\(3\), a whole number from 0 to 2, got",
    ):
        program([[0.0, 2], [0.0, wrong]])
    with pytest.raises(ValueError, match=r"shape \(samples, 2\)"):
        program([[0.0, 1.0, 0.0, 0.0]])


def test_the_list_of_leaves():
    letter = one_hot(4, "letter", index=2)
    assert repr(letter) == "OneHot(4, index=2, label='letter')"
    assert [leaf.label for leaf in letter] == [f"letter[{k}]" for k in range(4)]
    assert letter.set(np.int64(3)) is letter
    assert [leaf.data for leaf in letter] == [0.0, 0.0, 0.0, 1.0]
    assert one_hot(2)[0].label == ""
    for twin in (pickle.loads(pickle.dumps(letter)), copy.deepcopy(letter)):
        assert (twin.index, twin.label, type(twin)) == (3, "letter", OneHot)
        assert twin[0] is not letter[0]
    letter[0].data = 1.0
    assert repr(letter) == "OneHot(4, label='letter')"
    with pytest.raises(ValueError, match=r"call set\(k\)"):
        _ = letter.index


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ((0,), "n must be at least 1, got 0"),
        ((2.5,), "n must be a whole number, got float"),
        ((True,), "n must be a whole number"),
        ((3, "x", 3), "the index must be 0 to 2, got 3"),
        ((3, "x", 0.5), "the index must be a whole number, got float"),
    ],
)
def test_wrong_numbers_of_leaves(arguments, message):
    *first, index = arguments if len(arguments) == 3 else (*arguments, 0)
    with pytest.raises((ValueError, TypeError), match=message):
        one_hot(*first, index=index)
    with pytest.raises(ValueError, match="the index must be 0 to 1, got -1"):
        one_hot(2).set(-1)


def test_errors_of_compile_name_the_leaf():
    letter = one_hot(3, "letter")
    with pytest.raises(ValueError, match=r"input 3 \('letter\[0\]'\) is also input 0"):
        autograd.compile(letter[0] * 2, [letter, letter[0]])
    with pytest.raises(
        ValueError, match=r"parameter 0 \('letter\[1\]'\) is also input 1"
    ):
        autograd.compile(letter[0] * 2, [letter], [letter[1]])


def test_a_pickled_program_and_single_precision():
    outputs, inputs, parameters = network(70, 2, np.random.default_rng(0))
    program = autograd.compile(outputs, inputs, parameters)
    X = rows_for(inputs, np.random.default_rng(1), 5)
    again = pickle.loads(pickle.dumps(program))
    close(again.value_and_grad(X), program.value_and_grad(X))
    single = autograd.compile(outputs, inputs, parameters, dtype="float32")
    np.testing.assert_allclose(single(X), program(X), rtol=1e-4, atol=1e-5)


def test_a_graph_run_node_by_node_takes_the_column_too():
    letter, w = one_hot(3), Value(0.7)
    y = letter[1] + 0.5 * letter[2]
    for _ in range(1500):
        y = (y * w).sin() + 0.1
    program = autograd.compile(y, [letter], [w])
    assert "node by node" in repr(program)
    leafwise = autograd.compile(y, letter, [w])
    X = np.array([[0.0], [1.0], [2.0]])
    close(program.value_and_grad(X), leafwise.value_and_grad(np.eye(3)))


def test_it_is_drawn_and_stepped():
    letter = one_hot(3, "x", index=1)
    y = tanh(dot([Value(0.1, "w0"), Value(0.2, "w1"), Value(0.3, "w2")], letter)).named(
        "y"
    )
    y.backward()
    text = viz.draw(y).svg()
    assert "x[1]" in text
    assert len(list(viz.steps(y))) > 2
    for n in (3, 70):
        outputs, inputs, parameters = network(n, 2, np.random.default_rng(0))
        assert (
            "letter0" in viz.draw(autograd.compile(outputs, inputs, parameters)).svg()
        )
