"""The benchmarks run, and their table and page show what was found; no test asserts a time."""

from __future__ import annotations

import importlib
import json
import math
import re
import subprocess
import sys
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import numpy as np
import pytest

ROOT = Path(__file__).parent.parent
PEERS = {"micrograd", "torch", "casadi", "minisom", "C99", "ours, C", "ours, inside C"}
"""Who may be missing: those in C where there is no compiler."""


@pytest.fixture(autouse=True)
def _found(monkeypatch: pytest.MonkeyPatch) -> None:
    """The package benchmarks is not installed with the others."""
    monkeypatch.syspath_prepend(str(ROOT))


@pytest.fixture
def runner() -> Any:
    return importlib.import_module("benchmarks.runner")


def positive(x: Any) -> bool:
    return isinstance(x, (int, float)) and math.isfinite(x) and x > 0.0


class Page(HTMLParser):
    """The cells of the table of bars, the pictures, and every address in a page."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags, self.rows, self.addresses = (
            list[str](),
            list[list[str]](),
            list[str](),
        )
        self.bars = False
        self.feed(text)

    def handle_starttag(
        self, tag: str, attributes: list[tuple[str, str | None]]
    ) -> None:
        self.tags.append(tag)
        given = dict(attributes)
        self.bars = given.get("id") == "bars" if tag == "table" else self.bars
        self.addresses += [
            value or ""
            for name, value in attributes
            if name in ("src", "href", "action")
        ]
        if self.bars and tag == "tr":
            self.rows.append([])
        if self.bars and tag in ("td", "th"):
            self.rows[-1].append("")

    def handle_endtag(self, tag: str) -> None:
        self.bars = self.bars and tag != "table"

    def handle_data(self, data: str) -> None:
        if self.bars and self.rows and self.rows[-1]:
            self.rows[-1][-1] += data


# --- the whole, small -----------------------------------------------------------------------------------------------


@pytest.mark.slow
def test_a_quick_run_measures_everything(tmp_path: Path, runner: Any) -> None:
    place, report = tmp_path / "found.json", tmp_path / "report.html"
    command = [
        sys.executable,
        "-m",
        "benchmarks",
        "--quick",
        "--json",
        str(place),
        "--report",
        str(report),
    ]
    done = subprocess.run(
        command, cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    found = json.loads(place.read_text())
    missing = {
        job["contestant"] for job in found["jobs"] if "missing" in job["rounds"][0]
    }
    assert (
        missing <= PEERS
    )  # only a peer may be missing, and then the table says how to install it
    for name in missing:
        assert f"not installed: {runner.INSTALL[name]}" in done.stdout
    assert len(found["bars"]) >= 18
    lines = done.stdout.count("\n")
    assert lines == len(found["bars"]) + 2  # one table, nothing else
    for bar in found["bars"]:
        assert bar["name"] in done.stdout
        peer = {
            "micrograd / ours": "micrograd",
            "PyTorch CPU": "torch",
            "CasADi SX": "casadi",
            "CasADi's C": "casadi",
            "C99 by hand": "C99",
            ", C from Python": "ours, C",
            "inside C, ours / BurTorch": "ours, inside C",
            "inside C": "ours, inside C",
            " C / in NumPy": "ours, C",
            ", C, ours / NumPy": "ours, C",
            "first call in C": "ours, C",
            "/ MiniSom": "minisom",
        }
        if {
            name for words, name in peer.items() if bar["name"].endswith(words)
        } & missing:
            assert bar["ratio"] is None
            assert bar["met"] is None
        else:
            assert all(
                positive(bar["ratio"][key]) for key in ("middle", "low", "high")
            ), bar
            assert (bar["met"] in (True, False)) == (bar["limit"] is not None)
    for job in found["jobs"]:
        (result,) = job["rounds"]
        if "missing" in result or "failed" in result:
            assert not job["contestant"].startswith("ours") or job["contestant"] in missing, job  # fmt: skip
        else:
            numbers = [x for x in result.values() if isinstance(x, (int, float))]
            assert numbers, job
            assert all(math.isfinite(x) and x >= 0.0 for x in numbers), job
            keys = ("net", "gross") if job["task"] == "memory" else ("seconds",)
            assert all(positive(result[key]) for key in keys), job
    assert positive(found["processors"])
    assert found["versions"]["numpy"] == np.__version__
    assert found["blas"]["policy"]
    page = Page(report.read_text())
    assert [row[0] for row in page.rows[1:]] == [bar["name"] for bar in found["bars"]]
    assert page.tags.count("img") == 4
    assert all(
        address.startswith("data:image/svg+xml;base64,") for address in page.addresses
    )


@pytest.mark.slow
def test_a_run_that_cannot_begin_says_why(tmp_path: Path) -> None:
    wrong = [
        ("--burtorch", tmp_path / "none"),
        ("--data", tmp_path / "none"),
        ("--data", tmp_path),
        ("--rounds", "0"),
    ]
    for option, value in wrong:
        command = [sys.executable, "-m", "benchmarks", "--quick", option, str(value)]
        done = subprocess.run(
            command, cwd=ROOT, capture_output=True, text=True, check=False
        )
        assert done.returncode == 2, done.stderr
        assert f"error: {option}: " in done.stderr
        assert "Traceback" not in done.stderr


# --- the eager contestants ------------------------------------------------------------------------------------------


def test_contestants_agree(runner: Any) -> None:
    """Ours against plain floats, on every task: the value, by another road."""
    jobs = [
        runner.Job(name, task, size, 1)
        for task, size in (
            ("expression", 3),
            ("step", 5),
            ("chain", 100),
            ("bushy", 300),
        )
        for name in ("ours", "floats")
    ]
    results = runner.run_rounds(sys.executable, jobs, 1)
    for job, (result,) in results.items():
        assert len(result["answers"]) == (
            1 if job.contestant == "floats" else len(result["answers"])
        )
        assert all(map(math.isfinite, result["answers"]))


def test_no_time_counts_where_answers_differ(runner: Any) -> None:
    """The checker is checked: a planted wrong gradient, and a missing one, stop the run."""
    ours, peer = (runner.Job(name, "step", 50, 1) for name in ("ours", "micrograd"))
    runner.agree(
        {ours: [{"answers": [0.5, 2.0]}], peer: [{"answers": [0.5, 2.0 + 1e-12]}]}
    )
    for wrong in ([0.5, 2.0 + 1e-6], [0.5], [0.5, math.nan]):
        with pytest.raises(AssertionError, match="step, size 50"):
            runner.agree({ours: [{"answers": [0.5, 2.0]}], peer: [{"answers": wrong}]})


def test_what_is_missing_is_asked_for_once(
    runner: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[Any] = []

    def run(executable: str, job: Any) -> dict[str, Any]:
        asked.append(job)
        return (
            {"missing": "no module"}
            if job.contestant == "micrograd"
            else {"seconds": 1.0, "answers": [1.0]}
        )

    monkeypatch.setattr(runner, "run", run)
    jobs = [
        runner.Job(name, task, 10, 1)
        for task in ("chain", "bushy")
        for name in ("ours", "micrograd")
    ]
    results = runner.run_rounds("python", jobs, 3)
    assert [job.contestant for job in asked].count("micrograd") == 1
    assert all(len(found) == 3 for found in results.values())
    assert (
        runner.absent(results[jobs[1]][0], "micrograd")
        == "not installed: pip install '.[bench]'"
    )


def test_text(runner: Any) -> None:
    assert [runner.in_seconds(x) for x in (2.5, 0.0184, 14.6e-6, 2.6e-7)] == [
        "2.5 s",
        "18.4 ms",
        "14.6 us",
        "260 ns",
    ]
    assert (
        runner.table(["a", "b"], [["long", "1"], ["x", ""]])
        == "a     b\n----  -\nlong  1\nx"
    )
    assert runner.ratio([2.0, 3.0, 8.0], [1.0, 1.0, 2.0]) == (3.0, 2.0, 4.0)


# --- the table and the page -----------------------------------------------------------------------------------------


def test_bars() -> None:
    bars = importlib.import_module("benchmarks.bars")
    figure = bars.Figure(2.0, 1.0, 3.0)
    assert bars.Bar("a", "", "", figure, 2.0).met is True
    assert bars.Bar("a", "", "", figure, 1.9).met is False
    assert bars.Bar("a", "", "", figure, 2.1, at_least=True).met is False
    assert bars.Bar("a", "", "", None, 2.0).cells()[-3:] == ["", "<= 2", "not measured"]
    reference = bars.Bar("a", "1 s", "2 s", figure)
    assert reference.met is None
    assert reference.cells() == ["a", "1 s", "2 s", "2 (1 to 3)", "reference", ""]


def result() -> dict[str, Any]:
    machine = importlib.import_module("benchmarks.machine").facts(sys.executable)
    more = {
        "quick": True,
        "rounds": 2,
        "minutes": 0.5,
        "date": "today",
        "load after": None,
        "megabytes": "guessed",
    }
    return {**machine, **more}


def test_the_page_is_whole_and_safe() -> None:
    bars, report = (
        importlib.import_module(f"benchmarks.{name}") for name in ("bars", "report")
    )
    figure = bars.Figure(2.0, 1.0, 3.0)
    rows = [
        bars.Bar("<b>good</b>", "1 us", "2 us (published)", figure, 3.0, aim=1.0),
        bars.Bar("bad", "1 s", "2 s", figure, 1.0),
        bars.Bar("none", "1 s", "not installed: pip", None, 1.0),
        bars.Bar("peer", "1 s", "2 s", figure),
    ]
    data = {
        "batch": {"ours": {"run": [(1, figure), (10, bars.Figure(20.0, 19.0, 22.0))]}}
    }
    text = report.page(
        rows, result(), [("Times & more", [["what", "<i>"], ["x", "</details>"]])], data
    )
    page = Page(text)
    assert "<b>" not in text
    assert "<i>" not in text
    assert "1 of 2 bars met, 1 not measured" in text
    assert "Its times mean nothing" in text
    assert page.rows[1] == [
        "<b>good</b>",
        "1 µs",
        "2 µspublished",
        "21 to 3",
        "≤ 3aim 1",
        "✓ met",
    ]
    assert [row[-1] for row in page.rows[1:]] == [
        "✓ met",
        "✗ not met",
        "not measured",
        "",
    ]
    assert page.tags.count("img") == 1  # a picture without points is left out
    assert page.tags.count("details") == 1
    assert not re.search(r"https?://", text)


def test_a_busy_machine_is_said() -> None:
    bars, machine, report = (
        importlib.import_module(f"benchmarks.{name}")
        for name in ("bars", "machine", "report")
    )
    rows = [bars.Bar("good", "1 s", "2 s", bars.Figure(2.0, 1.0, 3.0), 3.0)]
    for load, warned in ((0.1, False), (None, False), (1.7, True)):
        said = result() | {"quick": False, "processors": 2, "load before": load}
        assert bool(machine.busy(said)) is warned
        assert ("1.7 of 2 processors busy" in report.page(rows, said, [], {})) is warned


def test_pictures_are_legible_without_colour() -> None:
    plots = importlib.import_module("benchmarks.plots")
    for picture in plots.PICTURES:
        assert len({line.marker for line in picture.lines}) == len(picture.lines)
        assert len({line.colour for line in picture.lines}) == len(picture.lines)
        assert len({line.name for line in picture.lines}) == len(picture.lines)
    figures = [
        (10.0**k, plots.Figure(0.001 * 10**k, 0.0009 * 10**k, 0.002 * 10**k))
        for k in range(3)
    ]
    data = {"irregular": {"ours": {"compile": figures}}}
    drawn = plots.draw(plots.PICTURES[2], data)
    assert drawn is not None
    assert drawn == plots.draw(plots.PICTURES[2], data)  # the same again, byte for byte
    assert plots.draw(plots.PICTURES[0], data) is None


@pytest.mark.browser
def test_the_page_in_a_browser(visit: Any) -> None:
    """No request, no message, nothing that sticks out, on a beamer and on a telephone; the pictures are drawn."""
    bars, report = (
        importlib.import_module(f"benchmarks.{name}") for name in ("bars", "report")
    )
    figure = bars.Figure(0.2, 0.1, 0.3)
    data = {
        "batch": {
            name: {"run": [(1, figure), (1000, figure)]} for name in ("ours", "numpy")
        }
    }
    rows = [
        bars.Bar(
            "a rather long name of a bar, compiled, ours / hand-written NumPy",
            "1 ms",
            "2 ms",
            figure,
            3.0,
        )
    ]
    text = report.page(
        rows, result(), [("Times", [["what", "time"], ["x" * 40, "y" * 200]])], data
    )
    for width in (1024, 400):
        page = visit(text, width=width)
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        assert page.evaluate(
            "[...document.images].every(i => i.complete && i.naturalWidth > 100)"
        )
        assert page.locator(".met").inner_text() == "✓ met"


@pytest.mark.slow  # a GIF of 242 frames
def test_how_long_films_take_to_save(capsys: pytest.CaptureFixture[str]) -> None:
    saving = importlib.import_module("benchmarks.saving")
    saving.main(["--task", "GIF of a chain of forks"])
    got = json.loads(capsys.readouterr().out)
    assert got["nodes"] == 104
    assert got["steps"] >= 241
    assert got["bytes"] > 100_000
    pages = [saving.TASKS[name] for name in saving.TASKS if name.startswith("page")]
    assert [len(saving.record(task.build())) for task in pages] == [376, 376]
    lines = saving.cells([got, {**got, "seconds": 2 * got["seconds"]}])
    assert lines[0] == "104"
    assert len(lines) == 6
