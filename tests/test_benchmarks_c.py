"""C in the benchmarks: microgpt by hand computes what the plain loops compute, and is clean C99."""

from __future__ import annotations

import importlib
import random
import subprocess
from pathlib import Path
from typing import Any

import numpy as np
import pytest

ROOT = Path(__file__).parent.parent


@pytest.fixture(autouse=True)
def _found(monkeypatch: pytest.MonkeyPatch) -> None:
    """The package benchmarks is not installed with the others."""
    monkeypatch.syspath_prepend(str(ROOT))


@pytest.fixture
def compiler() -> Any:
    """`benchmarks.c_compiler`; without a compiler the test is skipped, which fails in CI."""
    found = importlib.import_module("benchmarks.c_compiler")
    try:
        found.found()
    except found.NoCompiler as problem:
        pytest.skip(str(problem))
    return found


@pytest.fixture
def microgpt() -> Any:
    return importlib.import_module("benchmarks.microgpt")


@pytest.fixture
def in_c() -> Any:
    return importlib.import_module("benchmarks.microgpt_in_c")


def by_loops(
    microgpt: Any, numbers: Any, tokens: int, text: list[int]
) -> tuple[float, Any]:
    """Loss and gradient of the plain loops."""
    plain, given = microgpt.loops(), iter(numbers.tolist())
    weights = plain.start(
        lambda _: microgpt.Scalar(next(given)), tokens, random.Random(0).gauss
    )
    loss = plain.loss_of(weights, text)
    loss.backward()
    return loss.data, np.array([p.grad for p in plain.parameters(weights)])


@pytest.mark.slow
@pytest.mark.parametrize("positions", [1, 2, 9, 16, 18])
def test_microgpt_by_hand_is_microgpt(
    compiler: Any, microgpt: Any, in_c: Any, positions: int
) -> None:
    """Of every length, more tokens than there are positions among them, and with larger weights than one begins with."""
    numbers, (_, tokens) = in_c.weights() * 5, in_c.texts()
    text = in_c.name_of(positions)
    assert len(text) == positions + 1
    given, slopes = np.array(text, np.int32), np.full(len(numbers), np.nan)
    loss = compiler.reference().gradient(
        compiler.address(numbers),
        tokens,
        compiler.address(given),
        len(text),
        compiler.address(slopes),
    )
    value, gradient = by_loops(microgpt, numbers, tokens, text)
    assert loss == pytest.approx(value, rel=1e-13)
    np.testing.assert_allclose(slopes, gradient, rtol=1e-9, atol=1e-14)


def test_it_trains_as_the_loops_do(compiler: Any, microgpt: Any, in_c: Any) -> None:
    """Losses and weights, in two parts: one goes on where the other ended. Longer: tests/test_microgpt_in_c.py."""
    steps, plain, (names, tokens) = 3, microgpt.loops(), in_c.texts()
    weights = plain.start(microgpt.Scalar, tokens, random.Random(42).gauss)
    expected = list(plain.train(weights, names, steps))
    training = in_c.Training(in_c.weights(), names, tokens)
    losses = [*training.steps(1, steps), *training.steps(steps - 1, steps)]
    np.testing.assert_allclose(losses, expected, rtol=0, atol=1e-9)
    reached = [p.data for p in plain.parameters(weights)]
    np.testing.assert_allclose(training.weights, reached, rtol=0, atol=1e-9)
    assert np.abs(training.weights - in_c.weights()).max() > 0.01


def test_it_is_clean_c99(compiler: Any, tmp_path: Path) -> None:
    strict = ["-std=c99", "-pedantic", "-Wall", "-Wextra", "-Werror", "-O2", "-c"]
    made = tmp_path / "reference.o"
    subprocess.run(
        [*compiler.found().command, *strict, str(compiler.REFERENCE), "-o", str(made)],
        check=True,
    )


def test_a_library_is_built_once(
    compiler: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(compiler, "BUILT", tmp_path / "c")
    text = "int answer(void) { return 42; }\n"
    assert compiler.build(text).answer() == 42
    (library,) = (tmp_path / "c").iterdir()
    before = library.stat().st_mtime_ns
    assert compiler.build(text).answer() == 42
    assert library.stat().st_mtime_ns == before
    with pytest.raises(RuntimeError, match="error"):
        compiler.build("int answer(void) { return }\n")
    assert [library] == list((tmp_path / "c").iterdir())


def test_without_a_compiler_the_contestant_is_missing(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """As one that is not installed: the process says so, and the table has its row."""
    runner = importlib.import_module("benchmarks.runner")
    monkeypatch.setenv("CC", "no-such-compiler")
    job = runner.Job("C99", "microgpt, gradient", 3, 1, "benchmarks.sides")
    found = runner.run(runner.sys.executable, job)
    assert "no C compiler" in found["missing"]
    assert runner.absent(found, "C99") == "not installed: a C compiler"
