"""backend="c": the numbers of NumPy from a program in C, in every way that a program is used; or NumPy, and a sentence."""

import copy
import math
import pickle
import subprocess
import sys
import warnings
from typing import Any

import numpy as np
import pytest

import autograd
from autograd import CompilerWarning, Value, nn, one_hot
from autograd.compiler.native import subprocesses
from tests import c_compiler
from tests.threads import at_once

X = np.random.default_rng(0).normal(size=(5, 3))


@pytest.fixture
def compiler():
    """The tests that compare need one; those of what happens without need none."""
    c_compiler.find()


def network():
    """A loss and two outputs of a network, its inputs and its parameters."""
    model = nn.MLP(2, [4, 2], rng=0)
    x = [Value(0.5, "x1"), Value(-0.25, "x2")]
    t = Value(1.0, "t")
    y = model(x)
    loss = ((y[0] - t) ** 2 + (y[1] - 0.5) ** 2).named("E")
    return [loss, *y], [*x, t], model.parameters()


def both(outputs, inputs, parameters, **options):
    """The program in NumPy and in C."""
    with warnings.catch_warnings():
        warnings.simplefilter("error", CompilerWarning)
        in_c = autograd.compile(outputs, inputs, parameters, backend="c", **options)
    return autograd.compile(outputs, inputs, parameters, **options), in_c


def check_equal(one, other, x, accuracy=1e-12, of=0):
    """Outputs, value and gradient of two programs."""
    np.testing.assert_allclose(other(x), one(x), rtol=accuracy, atol=accuracy)
    for outputs in (False, True):
        expected = one.value_and_grad(x, of=of, outputs=outputs)
        got = other.value_and_grad(x, of=of, outputs=outputs)
        for a, b in zip(got, expected, strict=True):
            np.testing.assert_allclose(a, b, rtol=accuracy, atol=accuracy)
        assert type(got[0]) is float
        assert got[1].dtype == expected[1].dtype
        assert got[1].shape == expected[1].shape


# --- the same numbers -----------------------------------------------------------------------------------------------


@pytest.mark.usefixtures("compiler")
@pytest.mark.parametrize("dtype", ["float64", "float32"])
def test_values_gradients_and_outputs_are_those_of_numpy(dtype):
    numpy, in_c = both(*network(), dtype=dtype)
    accuracy = 1e-12 if dtype == "float64" else 2e-4
    large = np.random.default_rng(1).normal(size=(3000, 3))
    for x in (X, X[:1], X.tolist(), X[:, ::-1], large, X.astype("f4"), [[1, 0, 1]]):
        for of in (0, 1, 2):
            check_equal(numpy, in_c, x, accuracy, of)
    assert in_c(np.empty((0, 3))).shape == (0, 3)
    single = both(network()[0][0], *network()[1:], dtype=dtype)[1]
    assert single(X).shape == (5,) == single(X).shape


@pytest.mark.usefixtures("compiler")
def test_wrong_arguments_are_the_same_errors():
    numpy, in_c = both(*network())
    in_c.value_and_grad(X)
    wrong = [
        lambda p: p(X[:, :2]),
        lambda p: p(X[0]),
        lambda p: p(None),
        lambda p: p(X.astype(str)),
        lambda p: p.value_and_grad(X[:0]),
        lambda p: p.value_and_grad(X, of=3),
        lambda p: p.value_and_grad(X, of=-1),
        lambda p: p.value_and_grad(X, of=True),
        lambda p: p.value_and_grad(X, of=0.0),
        lambda p: p.value_and_grad(X, of=[0]),
    ]
    for call in wrong:
        with pytest.raises((TypeError, ValueError)) as expected:
            call(numpy)
        with pytest.raises(expected.type) as got:
            call(in_c)
        assert str(got.value) == str(expected.value)


@pytest.mark.usefixtures("compiler")
def test_parameters_are_changed_in_place_stored_and_loaded():
    outputs, inputs, parameters = network()
    numpy, in_c = both(outputs, inputs, parameters)
    for program in (numpy, in_c):
        for _ in range(20):
            program.parameters[:] -= 0.1 * program.value_and_grad(X)[1]
    np.testing.assert_allclose(in_c.parameters, numpy.parameters, rtol=1e-12)
    in_c.store()
    assert [p.data for p in parameters] == in_c.parameters.tolist()
    parameters[0].data = 3.0
    in_c.load()
    assert in_c.parameters[0] == 3.0
    in_c.parameters = np.zeros(len(parameters))
    numpy.parameters = np.zeros(len(parameters))
    check_equal(numpy, in_c, X)


@pytest.mark.usefixtures("compiler")
def test_each_call_has_results_of_its_own():
    _, in_c = both(*network())
    rows = [X[i : i + 1].copy() for i in range(5)]
    kept = [(in_c(x), *in_c.value_and_grad(x)) for x in rows]
    again = [(in_c(x).tolist(), in_c.value_and_grad(x)[1].tolist()) for x in rows]
    assert [(y.tolist(), g.tolist()) for y, _, g in kept] == again


@pytest.mark.usefixtures("compiler")
def test_classes_are_looked_up_and_checked():
    small, large = one_hot(5, "a"), one_hot(100, "b")
    w = [Value(0.01 * i - 0.3, f"w{i}") for i in range(105)]
    y = autograd.dot(w[:5], small) * autograd.dot(w[5:], large).tanh()
    numpy, in_c = both(y, [small, large], w)
    rows = np.array([[0, 99], [4, 0], [2, 50]])
    check_equal(numpy, in_c, rows)
    check_equal(numpy, in_c, rows.astype(float))
    quick = in_c.value_and_grad(rows.astype(float))  # memory for this shape is there
    for place, number in [((0, 0), 5), ((1, 1), -1), ((2, 0), 0.5), ((0, 1), math.nan)]:
        wrong = rows.astype(float)
        wrong[place] = number
        for call in (in_c, in_c.value_and_grad):
            with pytest.raises(
                ValueError, match=r"^X\[\d, \d\] must be the number of a leaf"
            ):
                call(wrong)
    np.testing.assert_array_equal(in_c.value_and_grad(rows.astype(float))[1], quick[1])


@pytest.mark.usefixtures("compiler")
def test_programs_without_inputs_and_without_parameters():
    w, x = Value(2.0, "w"), Value(3.0, "x")
    numpy, in_c = both(w.exp() * w, [], [w])
    check_equal(numpy, in_c, [[]])
    check_equal(numpy, in_c, np.empty((3, 0)))
    numpy, in_c = both([x.exp() * x, x], [x], [])
    check_equal(numpy, in_c, [[1.0], [2.0]])
    check_equal(numpy, in_c, [[1.0], [2.0]], of=1)
    numpy, in_c = both([w * 2.0, x], [x], [w])
    check_equal(numpy, in_c, [[1.0], [2.0]], of=1)


@pytest.mark.slow
@pytest.mark.usefixtures("compiler")
def test_nan_and_infinities_are_in_the_same_places():
    x, w = Value(1.0, "x"), Value(2.0, "w")
    outputs = [w / x, (w * x).log(), autograd.maximum(w, x), x**w, (x * w).sqrt()]
    hard = np.array([0.0, -0.0, 1.0, -1.0, math.inf, -math.inf, math.nan])[:, None]
    for of in range(len(outputs)):
        numpy, in_c = both(outputs, [x], [w])
        for row in hard:
            check_equal(numpy, in_c, row[None], of=of)


@pytest.mark.usefixtures("compiler")
def test_gradients_by_the_inputs():
    numpy, in_c = both(*network())
    np.testing.assert_allclose(in_c.input_grad(X), numpy.input_grad(X), rtol=1e-12)


@pytest.mark.usefixtures("compiler")
def test_a_recurrent_network():
    """Its first state is constant, whose outer product with the gradient of the first step has pairs of one."""
    reader = nn.SequenceModel(nn.LSTM(1, 8, rng=0), nn.MLP(8, [2], rng=0), last=True)
    x = [Value(0.1, f"x{t}") for t in range(3)]
    loss = nn.cross_entropy(reader(x), 0)
    numpy, in_c = both(loss, x, reader.parameters())
    check_equal(numpy, in_c, X)


@pytest.mark.usefixtures("compiler")
def test_batches_of_large_matrices_are_left_to_numpy(monkeypatch):
    model = nn.MLP(4, [64, 64, 2], rng=0)
    x = [Value(0.1, f"x{i}") for i in range(4)]
    loss = autograd.total(y.square() for y in model(x))
    numpy, in_c = both(loss, x, model.parameters())
    batch = np.random.default_rng(0).normal(size=(100, 4))
    left: list[int] = []
    runner: Any = in_c._runner
    for name in ("forward", "backward"):
        own = getattr(runner._standby, name)
        monkeypatch.setattr(
            runner._standby,
            name,
            lambda x, *given, own=own: (left.append(len(x)), own(x, *given))[1],
        )
    for n in (1, 4, 100):
        check_equal(numpy, in_c, batch[:n])
    assert set(left) == {100}


# --- as an object ---------------------------------------------------------------------------------------------------


@pytest.mark.usefixtures("compiler")
def test_pickles_and_copies_are_in_c_again():
    numpy, in_c = both(*network())
    in_c.parameters[:] = numpy.parameters[:] = np.linspace(-1, 1, 22)
    for other in (
        pickle.loads(pickle.dumps(in_c)),
        copy.copy(in_c),
        copy.deepcopy(in_c),
    ):
        check_equal(numpy, other, X)
        assert other.compiler == in_c.compiler is not None
    other.parameters[:] = 0.0  # a deep copy has its own
    check_equal(numpy, in_c, X)


@pytest.mark.usefixtures("compiler")
def test_another_process_takes_what_was_built(tmp_path, monkeypatch):
    monkeypatch.setenv("CHALKGRAD_CACHE", str(tmp_path))
    numpy, in_c = both(*network())
    (tmp_path / "p.pickle").write_bytes(pickle.dumps(in_c))
    built = sorted(path.name for path in tmp_path.rglob("*.*"))
    program = (
        "import pickle, sys; import numpy as np; from autograd.compiler.native import building\n"
        "def fail(*given): raise AssertionError('it compiles again')\n"
        "building._compiled = fail\n"
        f"p = pickle.load(open({str(tmp_path / 'p.pickle')!r}, 'rb'))\n"
        "print(p.value_and_grad([[1.0, 2.0, 3.0]])[0])"
    )
    said = subprocess.run(
        [sys.executable, "-W", "error", "-c", program],
        capture_output=True,
        text=True,
        check=True,
    )
    assert float(said.stdout) == pytest.approx(
        numpy.value_and_grad([[1.0, 2.0, 3.0]])[0]
    )
    assert sorted(path.name for path in tmp_path.rglob("*.*")) == built


@pytest.mark.usefixtures("compiler")
def test_threads_call_one_program():
    numpy, in_c = both(*network())
    rng, wrong = np.random.default_rng(2), []
    batches = [rng.normal(size=(n, 3)) for n in (1, 1, 2, 3, 500, 5000)]
    expected = [numpy.value_and_grad(x) for x in batches]

    def work(k):
        for _ in range(60):
            value, gradient = in_c.value_and_grad(batches[k])
            if not (
                math.isclose(value, expected[k][0], rel_tol=1e-12)
                and np.allclose(gradient, expected[k][1], rtol=1e-11, atol=1e-13)
            ):
                wrong.append(k)

    at_once(work, 6)
    assert not wrong


@pytest.mark.usefixtures("compiler")
def test_it_says_what_has_built_it():
    numpy, in_c = both(*network())
    assert numpy.compiler is None
    assert in_c.compiler
    assert repr(in_c) == f"{repr(numpy)[:-1]}, in C by {in_c.compiler})"


def test_options_that_do_not_go_together():
    with pytest.raises(ValueError, match=r"backend must be one of numpy, c; got 'C'"):
        autograd.compile(*network(), backend="C")  # type: ignore[arg-type]
    with pytest.raises(
        ValueError, match=r"backend='c' computes with arrays of NumPy, got xp='jax'"
    ):
        autograd.compile(*network(), backend="c", xp="jax")


# --- where C is not to be had ---------------------------------------------------------------------------------------


def test_without_a_compiler_numpy_computes_and_one_sentence_says_so(monkeypatch):
    monkeypatch.setenv("CC", "no-such-compiler")
    with pytest.warns(CompilerWarning) as caught:
        program = autograd.compile(*network(), backend="c")
    (warning,) = caught
    assert warning.filename == __file__
    assert str(warning.message) == (
        "compile: backend='c' is not to be had, so NumPy computes: CC='no-such-compiler' names a compiler that is not "
        "here: set CC to another one, or unset it"
    )
    numpy = autograd.compile(*network())
    check_equal(numpy, program, X, accuracy=0.0)
    assert program.compiler is None
    assert repr(program) == repr(numpy)
    other = pickle.loads(pickle.dumps(program))
    with pytest.warns(CompilerWarning):
        check_equal(numpy, other, X, accuracy=0.0)


def test_who_wants_an_error_gets_one(monkeypatch):
    monkeypatch.setenv("CC", "no-such-compiler")
    with warnings.catch_warnings():
        warnings.simplefilter("error", CompilerWarning)
        with pytest.raises(CompilerWarning, match=r"NumPy computes: CC="):
            autograd.compile(*network(), backend="c")


@pytest.mark.usefixtures("compiler")
def test_a_rule_that_is_no_text_is_computed_by_numpy():
    rule = autograd.Rule(
        "halved",
        "h",
        lambda m, x: x / 2.0 if x > 0.0 else x * math.floor(2.5),
        lambda m, z, x: (0.5 if x > 0.0 else 2.0,),
        "h({0})",
    )
    x = Value(1.0, "x")
    with pytest.warns(CompilerWarning, match=r"NumPy computes: .*halved"):
        program = autograd.compile(autograd.apply(rule, x), [x], backend="c")
    assert program([[3.0], [-3.0]]).tolist() == [1.5, -6.0]


@pytest.mark.usefixtures("compiler")
def test_a_rule_of_the_users_own_is_written_in_c():
    rule = autograd.Rule(
        "swish", "s", lambda m, x: x / (1.0 + m.exp(-x)),
        lambda m, z, x: (1.0 / (1.0 + m.exp(-x)) * (1.0 + x - z),), "s({0})",
    )  # fmt: skip
    x, w = Value(1.0, "x"), Value(0.5, "w")
    numpy, in_c = both(autograd.apply(rule, w * x), [x], [w])
    check_equal(numpy, in_c, [[1.0], [-2.0]])


def test_whatever_goes_wrong_numpy_computes(monkeypatch):
    def fails(*given):
        raise ZeroDivisionError("nobody has thought of it")

    monkeypatch.setattr("autograd.compiler.native.in_c.c_source", fails)
    with pytest.warns(CompilerWarning, match=r"ZeroDivisionError: nobody has"):
        program = autograd.compile(*network(), backend="c")
    check_equal(autograd.compile(*network()), program, X, accuracy=0.0)


@pytest.mark.usefixtures("compiler")
def test_a_chain_without_groups():
    chain = w = Value(0.5, "w")
    x = Value(0.25, "x")
    for _ in range(600):
        chain = (chain * w + x).sin()
    numpy, in_c = both(chain, [x], [w])
    check_equal(numpy, in_c, X[:, :1])


HOSTILE = [
    "*/ #error x /*",
    "// \\",
    "a\\\nb",
    "??/\nreturn 1;",
    "??/",
    '"); exit(1); ("',
    "\x00",
    "%s%n",
    "\u2028\u202e ä 名 \ud800",
    "int",
    "w work x X n value gradient outputs parameters program sample i t share",
    "main",
    "__LINE__",
    "",
]


@pytest.mark.usefixtures("compiler")
@pytest.mark.parametrize("label", HOSTILE, ids=range(len(HOSTILE)))
def test_a_label_is_never_more_than_a_comment(label):
    x, w = Value(1.5, label), [Value(0.5 + i, label) for i in range(3)]
    with autograd.scope(label or "s"):
        y = (w[0] * x + w[1]).tanh().named(label)
        z = (y * w[2]).exp().named(label)
    numpy, in_c = both([z, y], [x], w)
    check_equal(numpy, in_c, [[1.5], [-0.5]])


# --- training -------------------------------------------------------------------------------------------------------


def fitted(backend, **options):
    points, classes = nn.data.moons(40, noise=0.1, rng=1)
    model = nn.MLP(2, [6, 1], rng=0)
    history = nn.fit(
        model, points, classes, loss=nn.mse_loss,
        optimizer=nn.Adam(model.parameters(), lr=0.05), epochs=5, batch_size=7,
        engine="compiled", backend=backend, validation=0.25, rng=3, progress=False,
        penalty=lambda w: 1e-3 * nn.l2(w), **options,
    )  # fmt: skip
    return history, [p.data for p in model.parameters()]


@pytest.mark.usefixtures("compiler")
def test_fit_trains_with_programs_in_c():
    with warnings.catch_warnings():
        warnings.simplefilter("error", CompilerWarning)
        history, learned = fitted("c")
    expected, numbers = fitted("numpy")
    np.testing.assert_allclose(history.loss, expected.loss, rtol=1e-9)
    np.testing.assert_allclose(
        history.validation_loss, expected.validation_loss, rtol=1e-9
    )
    np.testing.assert_allclose(learned, numbers, rtol=1e-8)


def test_fit_goes_on_without_a_compiler(monkeypatch):
    monkeypatch.setenv("CC", "no-such-compiler")
    with pytest.warns(CompilerWarning) as caught:
        history, learned = fitted("c")
    assert {warning.filename for warning in caught} == {__file__}
    assert fitted("numpy")[1] == learned
    assert history.stopped == "finished"


def test_fit_says_which_engine_has_a_program():
    wrong: dict[str, Any] = {"loss": nn.mse_loss, "optimizer": None}
    with pytest.raises(
        ValueError, match=r"pass engine='compiled' as well, got engine='eager'"
    ):
        nn.fit(nn.MLP(1, [1]), [[1]], [1], **wrong, backend="c")
    with pytest.raises(
        ValueError, match=r"fit: backend must be one of numpy, c; got 'rust'"
    ):
        nn.fit(nn.MLP(1, [1]), [[1]], [1], **wrong, backend="rust")  # type: ignore[arg-type]


def test_a_slow_compiler_holds_nobody_up(monkeypatch, tmp_path):
    slow = tmp_path / "slow"
    slow.write_text(
        "#!/bin/sh\n[ $1 = --version ] && echo slow 1.0 && exit\nsleep 100\n"
    )
    slow.chmod(0o755)
    monkeypatch.setenv("CC", str(slow))
    monkeypatch.setattr(subprocesses, "PATIENCE", 0.2)
    with pytest.warns(CompilerWarning, match=r"slow: it took more than 0\.2 seconds"):
        program = autograd.compile(*network(), backend="c")
    assert program(X).shape == (5, 3)
