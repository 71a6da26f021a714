"""The script for a GPU runs on a CPU, in small sizes, and compares what it times."""

from __future__ import annotations

import importlib
from pathlib import Path
from typing import Any

import numpy as np
import pytest

ROOT = Path(__file__).parent.parent


@pytest.fixture
def device(monkeypatch: pytest.MonkeyPatch) -> Any:
    monkeypatch.syspath_prepend(str(ROOT))
    return importlib.import_module("benchmarks.device")


@pytest.mark.slow
def test_the_table_has_every_network(
    device: Any, capsys: pytest.CaptureFixture[str]
) -> None:
    pytest.importorskip("jax")
    device.main(["--small", "--kinds", "float64"])
    machine, head, _, *rows = capsys.readouterr().out.splitlines()
    assert machine.startswith("JAX ")
    assert head.split("  ")[0] == "network"
    cells = [[cell for cell in row.split("  ") if cell] for row in rows]
    assert [row[0] for row in cells] == [n for n in device.NETWORKS for _ in range(2)]
    for row in cells:
        assert float(row[5]) < 1e-13  # beside NumPy, in the same precision


@pytest.mark.slow
def test_float32_is_as_exact_as_it_can_be(device: Any) -> None:
    pytest.importorskip("jax")
    for kind in ("float32 default", "float32 highest"):
        found = device.work("ours", "784-100-10", kind, True)
        errors = [result["error"] for result in found["results"]]
        assert 1e-9 < max(errors) < 1e-6  # a CPU has no TF32


def results(*answers: float) -> dict[str, Any]:
    each = {"batch": 2, "seconds": 1e-3, "first": 0.5, "error": 1e-16}
    return {"record": 0.1, "compile": 0.2, "results": [{**each, "answer": answers}]}


def test_no_time_counts_where_answers_differ(device: Any) -> None:
    found = {"ours": results(2.0, 0.5), "torch": results(2.0, 0.5 + 1e-3)}
    device.agree(found, "float32 default")
    with pytest.raises(AssertionError):
        device.agree(found, "float64")


def test_what_is_missing_or_fails_is_said(device: Any) -> None:
    found = {"ours": results(2.0, 0.5), "torch": {"missing": "no module"}}
    found["torch.compile"] = {"failed": "InductorError: no compiler"}
    (row,) = device.lines("LSTM", "float64", found)
    assert len(row) == len(device.HEAD)
    assert row[-4:] == ["not installed", "InductorError: no compiler", "-", "-"]
    found["torch"] = found["torch.compile"] = results(2.0, 0.5)
    (row,) = device.lines("LSTM", "float64", found)
    assert row[-4:] == ["1 ms", "1 ms", "500 ms", "1"]


@pytest.mark.parametrize("name", ["784-100-10", "LeNet", "LSTM", "microgpt"])
def test_ours_has_a_row_for_every_sample(device: Any, name: str) -> None:
    """What PyTorch is given is what ours is given."""
    net = device.SMALL[name]()
    rows = net.rows(3)
    loss, inputs, parameters = net.record()
    assert rows.shape == (3, len(inputs))
    assert np.isfinite(loss.data)
    assert parameters
