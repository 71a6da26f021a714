"""microgpt in all ways: only the class replaced, one program in NumPy and in C, C that trains by itself, and C by hand.

The plain loops of a class of scalars in plain Python say what is right.
"""

from __future__ import annotations

import importlib
import random
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import autograd
from autograd import Value
from tests.plain import plain_gpt

ROOT = Path(__file__).parent.parent


class Ways:
    """Each gives the losses of the first `steps` of a run of 1000."""

    def __init__(self, steps: int) -> None:
        self.steps, self.of = steps, 1000
        self.plain = plain_gpt()
        self.microgpt = importlib.import_module("benchmarks.microgpt")
        self.in_c = importlib.import_module("benchmarks.microgpt_in_c")
        self.names, self.tokens = self.in_c.texts()

    def loops(self, scalar: Callable[[float], Any]) -> list[float]:
        weights = self.plain.start(scalar, self.tokens, random.Random(42).gauss)
        steps = self.plain.train(weights, self.names, self.of)
        return [next(steps) for _ in range(self.steps)]

    def program(self, **options: Any) -> tuple[Any, Any]:
        *graph, table = self.microgpt.recorded()
        return autograd.compile(*graph, **options), table

    def compiled(self, **options: Any) -> list[float]:
        program, table = self.program(**options)
        if options:  # and not NumPy that stands by
            assert program.compiler
        p = program.parameters
        m, v, losses = np.zeros_like(p), np.zeros_like(p), []
        for step in range(self.steps):
            row = step % len(table)
            loss, g = program.value_and_grad(table[row : row + 1])
            m = 0.85 * m + 0.15 * g
            v = 0.99 * v + 0.01 * g**2
            mean, square = m / (1 - 0.85 ** (step + 1)), v / (1 - 0.99 ** (step + 1))
            rate = 0.01 * (1 - step / self.of)
            p[:] -= rate * mean / (np.sqrt(square) + 1e-8)
            losses.append(loss)
        return losses

    def by_hand(self) -> list[float]:
        training = self.in_c.Training(self.in_c.weights(), self.names, self.tokens)
        return list(training.steps(self.steps, self.of).tolist())

    def exported(self) -> list[float]:
        example = importlib.import_module("exported_gpt")
        program, table = self.program()
        losses = example.losses_of(program, table, self.steps, self.of)
        assert losses is not None
        return list(losses)


@pytest.fixture(params=[2, pytest.param(200, marks=pytest.mark.slow)])
def ways(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Ways:
    monkeypatch.syspath_prepend(str(ROOT))
    monkeypatch.syspath_prepend(str(ROOT / "examples"))
    if importlib.import_module("exported_gpt").compiler() is None:
        pytest.skip("no C compiler")
    return Ways(request.param)


@pytest.mark.slow
def test_all_losses_are_the_same(ways: Ways) -> None:
    right = ways.loops(ways.microgpt.Scalar)
    assert len(right) == ways.steps
    assert abs(right[-1] - right[0]) > 0.05  # it moves
    found = {
        "only the class replaced": ways.loops(lambda x: Value(x, parameter=True)),
        "NumPy": ways.compiled(),
        "C": ways.compiled(backend="c"),
        "exported": ways.exported(),
        "by hand": ways.by_hand(),
    }
    for name, losses in found.items():
        np.testing.assert_allclose(losses, right, rtol=0, atol=1e-9, err_msg=name)
