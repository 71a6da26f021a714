"""The engine in C is the engine in Python, to the last bit; and it is only there where it was built."""

import os
import subprocess
import sys

import pytest

from autograd import RULES
from autograd.c_core import NATIVE
from autograd.rows_in_c import HEADER, rows_header
from tests import c_compiler, core_engine

IN_PYTHON = {"hypot", "atan2", "asinh"}
"""Rows with one or two arguments whose function Python computes in a way of its own."""


@pytest.fixture(scope="module")
def built(tmp_path_factory):
    return core_engine.build(tmp_path_factory.mktemp("core"))


@pytest.fixture(scope="module")
def sanitized(tmp_path_factory):
    """With each node in a block of memory of its own, which sanitizers see."""
    if sys.platform != "linux":
        pytest.skip(
            "sanitizers are loaded in the way of Linux; elsewhere there are none"
        )
    return core_engine.build(
        tmp_path_factory.mktemp("sanitized"),
        "-fsanitize=address,undefined",
        "-DCHALKGRAD_SINGLE_BLOCKS",
    )


def test_the_rows_in_c_are_the_table(golden):
    golden(HEADER, rows_header())


def test_the_rows_in_c_are_all_that_are_short():
    short = {
        rule.name
        for rule in RULES.values()
        if rule.arity is not None and rule.arity + len(rule.constants) <= 2
    }
    found = {name for name in RULES if f'{{"{name}", ' in rows_header()}
    assert found == short - IN_PYTHON


def test_a_wrong_word_says_which_there_are():
    done = subprocess.run(
        [sys.executable, "-c", "import autograd"],
        capture_output=True,
        text=True,
        env={"CHALKGRAD_CORE": "fortran", "PYTHONPATH": str(core_engine.ROOT)},
        check=False,
    )
    assert (
        "ValueError: CHALKGRAD_CORE must be 'c' or 'python', got 'fortran'"
        in done.stderr
    )


def test_python_is_taken_where_it_is_asked_for():
    program = "from autograd.c_core import NATIVE; print(NATIVE)"
    assert core_engine.run(program, "python") == "None\n"


@pytest.mark.slow
def test_both_engines_record_the_same_to_the_last_bit(built):
    c, python = (
        core_engine.run("tests.core_engine", engine, 1500, folder=built)
        for engine in ("c", "python")
    )
    assert c.count("\n") > 20_000
    for ours, wanted in zip(c.splitlines(), python.splitlines(), strict=True):
        assert ours == wanted


@pytest.mark.slow
@pytest.mark.parametrize(("writer", "reader"), [("c", "python"), ("python", "c")])
def test_pickles_go_from_one_engine_to_the_other(built, tmp_path, writer, reader):
    file = tmp_path / "graph"
    write = """
import pickle, sys
from autograd import Value, dot
w, b = Value(2.0, "w", parameter=True), Value(1.0)
w.data = 3.0
y = (w * b + 2).tanh() + dot([w, b], [b, 4.0]) + w.leaky_relu(0.5)
y.backward()
b.cache = [w]
with open(sys.argv[1], "wb") as file:
    pickle.dump([y, w, b], file)
"""
    read = """
import pickle, sys
from autograd import check_fresh, record
with open(sys.argv[1], "rb") as file:
    y, w, b = pickle.load(file)
check_fresh(record(y))
print(*[(n.op, n.data, n.grad, n.partials, n.label, n.parameter) for n in record(y)])
print(b.cache[0] is w, (w * 2).data)
w.grad = 0.0
y.backward()
print(w.grad)
w.data = 5.0
try:
    check_fresh(record(y))
except ValueError as problem:
    print(problem)
"""
    core_engine.run(write, writer, file, folder=built)
    found = core_engine.run(read, reader, file, folder=built)
    assert found == core_engine.run(read, writer, file, folder=built)
    assert "w was changed after recording" in found


@pytest.mark.slow
def test_ten_million_nodes_cycles_threads_and_a_fork(built):
    assert core_engine.run("tests.core_soak", "c", folder=built) == "sound\n"


@pytest.mark.slow
def test_the_same_hard_use_of_the_engine_in_python():
    assert core_engine.run("tests.core_soak", "python", 500_000) == "sound\n"


@pytest.mark.slow
@pytest.mark.parametrize(
    "program", [("tests.core_engine", 300), ("tests.core_soak", 300_000)]
)
def test_sanitizers_find_nothing(sanitized, program):
    library = subprocess.run(
        [*c_compiler.find(), "-print-file-name=libasan.so"],
        capture_output=True,
        text=True,
        check=True,
    )
    printed = core_engine.run(
        *(program[0], "c", program[1]),
        folder=sanitized,
        LD_PRELOAD=library.stdout.strip(),
        PYTHONMALLOC="malloc",
        ASAN_OPTIONS="detect_leaks=0:quarantine_size_mb=1",  # Python itself keeps memory until the end
        UBSAN_OPTIONS="halt_on_error=1",
    )
    assert printed


def test_the_engine_that_is_in_force_is_the_one_that_was_asked_for():
    word = os.environ.get("CHALKGRAD_CORE")
    if word:
        assert (NATIVE is None) == (word == "python")
