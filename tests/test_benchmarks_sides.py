"""The contestants of the compiled benchmarks compute the same, value and gradient; no test asserts a time."""

from __future__ import annotations

import importlib
import importlib.util
import math
import sys
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
def runner() -> Any:
    return importlib.import_module("benchmarks.runner")


@pytest.fixture
def sides() -> Any:
    return importlib.import_module("benchmarks.sides")


TASKS = [("convolution", 7), ("attention", 3), ("lstm", 8), ("width", 4), ("batch", 5)]
TASKS += [("LeNet", 13), ("U-Net", 4)]
TASKS += [("encoder layer", 3), ("encoder layer, causal", 4)]
TASKS += [("RBF", 3), ("RBF, product", 3)]
TASKS += [("microgpt", 1), ("microgpt, writing", 5), ("microgpt, gradient", 4)]
TASKS += [("SOM", 40)]
TASKS += [("expression, compiled", 9), ("small net, compiled", 6)]
TASKS += [("expression, one", 1), ("small net, one", 1), ("gradcheck", 1)]


@pytest.mark.slow
@pytest.mark.parametrize(("task", "size"), TASKS)
def test_sides_agree(sides: Any, task: str, size: int) -> None:
    """Value and gradient, all of it, of ours and of every peer that is installed."""
    contestants = importlib.import_module(sides.PLACES[task]).SIDES[task]
    ours, compared = sides.side("ours", task, size), 0
    assert np.abs(ours.gradient).max() > 1e-6
    for name in set(contestants) - {"ours"}:
        try:
            peer = sides.side(name, task, size)
        except ImportError:
            continue
        compared += 1
        assert ours.value == pytest.approx(peer.value, rel=1e-12, abs=1e-15), name
        np.testing.assert_allclose(
            ours.gradient, peer.gradient, rtol=1e-10, atol=1e-13, err_msg=name
        )
        again = peer.gradient.copy()
        peer.work()  # what is timed leaves the first answer as it is, or finds it again
        np.testing.assert_allclose(
            peer.gradient, again, rtol=1e-12, atol=1e-15, err_msg=name
        )
    if "numpy" in contestants:
        assert compared


def test_what_is_timed_in_c_is_in_c(sides: Any) -> None:
    """A program for which NumPy stands in is no contestant: missing without a compiler, an error with one."""
    c_compiler = importlib.import_module("benchmarks.c_compiler")
    program = importlib.import_module("benchmarks.network").program
    numbers = np.full(2 * 4 + 10 * 3, 0.1)
    with pytest.raises((RuntimeError, c_compiler.NoCompiler)):
        c_compiler.must_be_in_c(program((3, 2, 10), numbers))
    try:
        c_compiler.found()
    except c_compiler.NoCompiler as problem:
        pytest.skip(str(problem))
    c_compiler.must_be_in_c(program((3, 2, 10), numbers, backend="c"))


@pytest.mark.parametrize(
    "task", ["convolution", "attention", "lstm", "encoder layer, causal"]
)
def test_hand_written_gradients_are_slopes(
    sides: Any, task: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The peers by themselves: a step along the gradient changes the value by what the gradient says."""
    place = importlib.import_module(sides.PLACES[task])
    begin, size = place.start, 7 if task == "convolution" else 3
    side = place.SIDES[task]["numpy"](size)
    along = np.random.default_rng(0).standard_normal(len(side.gradient))
    values = []
    for step in (1e-5, -1e-5):
        monkeypatch.setattr(
            place, "start", lambda *size, step=step: begin(*size) + step * along
        )
        values.append(place.SIDES[task]["numpy"](size).value)
    assert (values[0] - values[1]) / 2e-5 == pytest.approx(
        side.gradient @ along, rel=1e-6
    )


def test_an_epoch_of_each_contestant_ends_at_the_same_parameters(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Recording 784 inputs takes a second, so a smaller net stands in: the code is the same."""
    network = importlib.import_module("benchmarks.network")
    monkeypatch.delenv("CHALKGRAD_DATA", raising=False)
    monkeypatch.setattr(network, "MNIST", (12, 6, 10))
    network.data.cache_clear()
    kept: dict[str, Any] = {}
    made = network.program
    monkeypatch.setattr(
        network, "program", lambda *given: kept.setdefault("ours", made(*given))
    )

    class Kept(network.HandWritten):  # type: ignore[misc, name-defined]
        def __init__(self, *given: Any) -> None:
            super().__init__(*given)
            kept.setdefault("numpy", self)

    monkeypatch.setattr(network, "HandWritten", Kept)
    sides = {name: network.SIDES["epoch"][name](96) for name in ("ours", "numpy")}
    network.data.cache_clear()
    assert {side.facts["note"] for side in sides.values()} == {"synthetic data"}
    assert sides["ours"].value == pytest.approx(sides["numpy"].value, rel=1e-12)
    np.testing.assert_allclose(
        sides["ours"].gradient, sides["numpy"].gradient, rtol=1e-10, atol=1e-14
    )
    for _ in range(2):  # each epoch begins again at the same parameters
        for side in sides.values():
            side.work()
        net = kept["numpy"]
        layers = (
            np.hstack([net.W1, net.b1[:, None]]),
            np.hstack([net.W2, net.b2[:, None]]),
        )
        reached = np.concatenate([layer.ravel() for layer in layers])
        np.testing.assert_allclose(
            kept["ours"].parameters, reached, rtol=1e-9, atol=1e-12
        )
    assert (
        np.abs(reached - network.start((12, 6, 10))).max() > 1e-3
    )  # and goes somewhere


if importlib.util.find_spec("torch"):  # a peer that is measured where it is installed

    def test_torch_computes_the_same() -> None:
        network = importlib.import_module("benchmarks.network")
        torch, numpy = (network.SIDES["epoch"][name](64) for name in ("torch", "numpy"))
        assert torch.value == pytest.approx(numpy.value, rel=1e-12)
        np.testing.assert_allclose(
            torch.gradient, numpy.gradient, rtol=1e-9, atol=1e-12
        )


def test_the_print_of_a_gradient_shows_one_wrong_number(
    sides: Any, runner: Any
) -> None:
    gradient = np.random.default_rng(2).standard_normal(80_000) * 1e-3
    wrong = gradient.copy()
    wrong[61_234] *= 1.001
    ours, peer = (runner.Job(name, "epoch", 32, 1) for name in ("ours", "numpy"))
    right = [{"answers": sides.fingerprint(2.3, gradient)}]
    runner.agree({ours: right, peer: right})
    with pytest.raises(AssertionError, match="epoch, size 32"):
        runner.agree({ours: right, peer: [{"answers": sides.fingerprint(2.3, wrong)}]})


def test_graphs_without_order(sides: Any) -> None:
    """The size is that of what is recorded, and the side itself compares the program with the eager engine."""
    growth = importlib.import_module("benchmarks.growth")
    from autograd import record

    output, inputs, parameters = growth.irregular(growth.recipe(2000))
    assert sum(node.rule is not None for node in record(output)) == 2000
    assert len(inputs) + len(parameters) == growth.LEAVES
    for task in ("irregular", "chain, compiled"):
        side = sides.side("ours", task, 300)
        assert all(
            0.0 < side.facts[key] < math.inf for key in ("record", "compile", "first")
        )
        side.work()


def test_every_task_has_a_place(sides: Any) -> None:
    compiled = importlib.import_module("benchmarks.compiled")
    for quick in (True, False):
        for job in [*compiled.plan(quick), *compiled.sweep(quick)]:
            assert (
                job.contestant
                in importlib.import_module(sides.PLACES[job.task]).SIDES[job.task]
            ), job
    assert (
        max(job.size for job in compiled.sweep(False) if job.task == "irregular")
        == 10**6
    )


def test_memory_is_what_the_work_needed() -> None:
    code = """
from benchmarks import memory
import numpy
before = memory.start()
x = numpy.ones(10_000_000)
del x
print(memory.growth(before))
"""
    runner = importlib.import_module("benchmarks.runner")
    assert (
        70.0 < float(runner.python(sys.executable, "-c", code)) < 120.0
    )  # 80 MB, though they are gone again


# --- BurTorch -------------------------------------------------------------------------------------------------------

SAID = """================================
>>small benchmark full with scalar fp64

iterations: 20000
g.data: 24.7041
a.grad: {a}
b.grad: 645.577
without pre-allocated buffers: 0.01000000000000000021
"""


@pytest.mark.skipif(
    sys.platform == "win32", reason="a script with #! stands in for the binary"
)
def test_a_binary_of_burtorch_is_read(tmp_path: Path) -> None:
    expression = importlib.import_module("benchmarks.expression")
    binary = tmp_path / "small"

    def says(text: str) -> Path:
        binary.write_text(f"#!{sys.executable}\nprint({text!r})\n")
        binary.chmod(0o755)
        return binary

    assert expression.burtorch(says(SAID.format(a="138.834"))) == {
        "seconds": pytest.approx(0.5e-6)
    }
    with pytest.raises(ValueError, match=r"expected the value and gradient"):
        expression.burtorch(says(SAID.format(a="138.9")))
    with pytest.raises(ValueError, match=r"expected lines with iterations"):
        expression.burtorch(says("Segmentation fault"))
