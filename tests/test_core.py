"""The engine in C is the engine in Python, to the last bit; and it is only there where it was built."""

import subprocess
import sys

import pytest

from autograd import RULES
from autograd.core import NATIVE
from autograd.rows_in_c import HEADER, rows_header
from tests import core_engine

IN_PYTHON = {"hypot", "atan2", "asinh"}
"""Rows with one or two arguments whose function Python computes in a way of its own."""


@pytest.fixture(scope="module")
def built(tmp_path_factory):
    return core_engine.build(tmp_path_factory.mktemp("core"))


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
    program = "from autograd.core import NATIVE; print(NATIVE)"
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


def test_the_engine_that_is_in_force_is_the_one_that_was_asked_for(monkeypatch):
    import os

    word = os.environ.get("CHALKGRAD_CORE")
    if word:
        assert (NATIVE is None) == (word == "python")
