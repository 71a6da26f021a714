"""The benchmarks run, and their contestants compute the same; no test asserts a time."""

from __future__ import annotations

import importlib
import json
import math
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).parent.parent


@pytest.fixture
def runner(monkeypatch: pytest.MonkeyPatch) -> Any:
    """benchmarks.runner, which is not installed with the package."""
    monkeypatch.syspath_prepend(str(ROOT))
    return importlib.import_module("benchmarks.runner")


def positive(x: Any) -> bool:
    return isinstance(x, (int, float)) and math.isfinite(x) and x > 0.0


@pytest.mark.slow
def test_a_quick_run_measures_everything(tmp_path: Path) -> None:
    place = tmp_path / "eager.json"
    command = [sys.executable, "-m", "benchmarks", "--quick", "--json", str(place)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    found = json.loads(place.read_text())
    missing = {job["contestant"] for job in found["jobs"] if "missing" in job["rounds"][0]}
    assert missing <= {"micrograd"}  # only a peer may be missing, and then the table says how to install it
    assert not missing or "not installed: pip install '.[bench]'" in done.stdout
    assert len(found["bars"]) == 6
    for bar in found["bars"]:
        assert bar["name"] in done.stdout
        if bar["name"].startswith("training step") and missing:
            assert bar["ratio"] is None
            assert bar["met"] is None
        else:
            assert all(positive(bar["ratio"][key]) for key in ("middle", "low", "high")), bar
            assert bar["met"] in (True, False)
    tasks = {(job["contestant"], job["task"]) for job in found["jobs"]}
    assert {task for name, task in tasks if name == "ours"} >= {"expression", "step", "chain", "bushy", "memory"}
    for job in found["jobs"]:
        (result,) = job["rounds"]
        if "missing" not in result and "failed" not in result:
            numbers = [result[key] for key in (("net", "gross") if job["task"] == "memory" else ("seconds",))]
            assert all(map(positive, numbers)), job
        else:
            assert job["contestant"] != "ours", job


def test_contestants_agree(runner: Any) -> None:
    """Ours against plain floats, on every task: the value, by another road."""
    jobs = [
        runner.Job(name, task, size, 1)
        for task, size in (("expression", 3), ("step", 5), ("chain", 100), ("bushy", 300))
        for name in ("ours", "floats")
    ]
    results = runner.run_rounds(sys.executable, jobs, 1)
    for job, (result,) in results.items():
        assert len(result["answers"]) == (1 if job.contestant == "floats" else len(result["answers"]))
        assert all(map(math.isfinite, result["answers"]))


def test_no_time_counts_where_answers_differ(runner: Any) -> None:
    """The checker is checked: a planted wrong gradient, and a missing one, stop the run."""
    ours, peer = (runner.Job(name, "step", 50, 1) for name in ("ours", "micrograd"))
    runner.agree({ours: [{"answers": [0.5, 2.0]}], peer: [{"answers": [0.5, 2.0 + 1e-12]}]})
    for wrong in ([0.5, 2.0 + 1e-6], [0.5], [0.5, math.nan]):
        with pytest.raises(AssertionError, match="step, size 50"):
            runner.agree({ours: [{"answers": [0.5, 2.0]}], peer: [{"answers": wrong}]})


def test_what_is_missing_is_asked_for_once(runner: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[Any] = []

    def run(executable: str, job: Any) -> dict[str, Any]:
        asked.append(job)
        return {"missing": "no module"} if job.contestant == "micrograd" else {"seconds": 1.0, "answers": [1.0]}

    monkeypatch.setattr(runner, "run", run)
    jobs = [runner.Job(name, task, 10, 1) for task in ("chain", "bushy") for name in ("ours", "micrograd")]
    results = runner.run_rounds("python", jobs, 3)
    assert [job.contestant for job in asked].count("micrograd") == 1
    assert all(len(found) == 3 for found in results.values())
    assert runner.absent(results[jobs[1]][0], "micrograd") == "not installed: pip install '.[bench]'"


def test_text(runner: Any) -> None:
    assert [runner.in_seconds(x) for x in (2.5, 0.0184, 14.6e-6, 2.6e-7)] == ["2.5 s", "18.4 ms", "14.6 us", "260 ns"]
    assert runner.table(["a", "b"], [["long", "1"], ["x", ""]]) == "a     b\n----  -\nlong  1\nx"
    assert runner.ratio([2.0, 3.0, 8.0], [1.0, 1.0, 2.0]) == (3.0, 2.0, 4.0)
