"""The eager engine side by side with micrograd, PyTorch scalars and plain floats: ``python -m benchmarks``.

Prints the bars of the engine, each a ratio measured in one run, then all times, and writes them as JSON. Nothing fails
because of a time: the status is 0 unless a contestant crashes or answers differ by more than 1e-9.

    training step      the demo of micrograd: 2-16-16-1 net, 50 samples in one graph, hinge loss and L2 regularisation
    README expression  the expression of micrograd's README; plain floats compute its value only
    bytes per node     tracemalloc over a recorded w*x + ..., minus 24 bytes for each distinct float
    time per node      record, backward and let go; at 10^6 over at 10^4 operations
    import             a process that imports autograd over one that does nothing, start to end

The second table also has times with the garbage collector off: what is left there is the work of the engine itself. The
difference is the interpreter looking for cycles: micrograd's nodes are cycles and wait for it; ours are not, but it
looks at them all the same, whenever what is alive has grown by a quarter. How each figure is measured is said in
`benchmarks.contestants`; rounds, medians and spreads in `benchmarks.runner`.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from benchmarks.contestants import WITHOUT_GC
from benchmarks.runner import (
    ROOT,
    Figure,
    Job,
    Result,
    absent,
    in_seconds,
    ratio,
    run_rounds,
    start_times,
    table,
)

CONTESTANTS = ("ours", "micrograd", "torch", "floats")
SHAPES = ("chain", "bushy")
LARGEST = {"micrograd": 10**5, "torch": 10**4}  # of the sweep: beyond that they only take memory and time
PLACE = ROOT / "build" / "benchmarks" / "eager.json"  # build/ is not kept in the repository


class Bar(NamedTuple):
    """A row of the first table. `ratio` is None where the peer is missing; then `met` is too."""

    name: str
    ours: str
    peer: str
    ratio: Figure | None
    limit: float
    at_least: bool = False
    aim: float | None = None
    unit: str = ""

    @property
    def met(self) -> bool | None:
        """Whether the median keeps the bar."""
        if self.ratio is None:
            return None
        return self.ratio.middle >= self.limit if self.at_least else self.ratio.middle <= self.limit

    def cells(self) -> list[str]:
        """Bar, ours, peer, ratio with its spread, limit, met."""
        limit = f"{'>=' if self.at_least else '<='} {self.limit:g}{self.unit}"
        if self.aim is not None:
            limit += f", aim {self.aim:g}"
        if self.ratio is None:
            return [self.name, self.ours, self.peer, "", limit, ""]
        middle, low, high = (f"{x:.3g}" for x in self.ratio)
        spread = f" ({low} to {high})" if low != high else ""
        return [self.name, self.ours, self.peer, middle + self.unit + spread, limit, "met" if self.met else "not met"]

    def facts(self) -> dict[str, Any]:
        """For JSON."""
        figure = self.ratio._asdict() if self.ratio else None
        return {**self._asdict(), "ratio": figure, "met": self.met}


def plan(quick: bool) -> list[Job]:
    """All jobs of a round; contestants that are compared stand side by side."""
    calls = {"ours": (500, 20), "micrograd": (200, 20), "torch": (50, 10), "floats": (20000, 20)}
    steps = {"ours": 30, "micrograd": 10, "torch": 5, "floats": 100}
    samples, pairs, sizes = 50, 10**5, [10**3, 10**4, 10**5, 10**6]
    names: Sequence[str] = CONTESTANTS
    if quick:  # a smoke run: everything once and small, and without the seconds that importing torch takes
        calls = {name: (size // 10, 2) for name, (size, _) in calls.items()}
        steps = dict.fromkeys(steps, 2)
        samples, pairs, sizes = 10, 10**3, [10**3, 10**4]
        names = ("ours", "micrograd", "floats")
    jobs = [Job(name, "expression", *calls[name]) for name in names]
    jobs += [Job(name, "step", samples, steps[name]) for name in names]
    jobs += [Job(name, f"step{WITHOUT_GC}", samples, min(steps[name], 10)) for name in ("ours", "micrograd")]
    jobs += [Job(name, "memory", pairs, 1) for name in ("ours", "micrograd")]
    for shape in SHAPES:
        for size in sizes:
            repeats = max(2, 10**5 // size) if not quick else 2
            jobs += [Job(name, shape, size, repeats) for name in names if size <= LARGEST.get(name, size)]
            jobs.append(Job("ours", f"{shape}{WITHOUT_GC}", size, repeats))
    return jobs


class Found:
    """The results, by contestant, task and size."""

    def __init__(self, results: Mapping[Job, Sequence[Result]]) -> None:
        self.results = {job: list(found) for job, found in results.items()}
        self.sizes = sorted({job.size for job in results if job.task == "chain"})

    def get(self, name: str, task: str, size: int | None = None) -> Job | None:
        """The job of that contestant, if it has one."""
        return next((job for job in self.results if job[:2] == (name, task) and size in (None, job.size)), None)

    def job(self, name: str, task: str, size: int | None = None) -> Job:
        """The job of that contestant, which must have one."""
        job = self.get(name, task, size)
        assert job, f"no job {task!r} for {name}"
        return job

    def column(self, job: Job, key: str = "seconds") -> list[float]:
        """One number per round; [] if there are none."""
        return [result[key] for result in self.results[job] if key in result]

    def say(self, job: Job | None, divisor: float = 1.0) -> str:
        """A time, or why there is none."""
        if job is None:
            return "-"
        times = self.column(job)
        return in_seconds(Figure.of(times).middle / divisor) if times else absent(self.results[job][0], job.contestant)

    def ratio(self, above: Job, below: Job, divisor: float = 1.0) -> Figure | None:
        """The ratio of two times, over `divisor`; None if a contestant is missing."""
        x, y = self.column(above), self.column(below)
        return ratio([t / divisor for t in x], y) if x and y else None


def bars(found: Found, started: tuple[list[float], list[float]]) -> list[Bar]:
    """The first table."""
    ours, peer = found.job("ours", "step"), found.job("micrograd", "step")
    title, figure = "training step, micrograd / ours", found.ratio(peer, ours)
    rows = [Bar(title, found.say(ours), found.say(peer), figure, 6.0, at_least=True, aim=9.0)]
    ours, peer = found.job("ours", "expression"), found.job("floats", "expression")
    title, figure = "README expression, ours / plain floats", found.ratio(ours, peer)
    rows.append(Bar(title, found.say(ours), found.say(peer), figure, 40.0))
    rows.append(_memory(found))
    large, small = found.sizes[-1], 10**4 if found.sizes[-1] > 10**4 else found.sizes[0]
    for shape in SHAPES:
        ours, peer = found.job("ours", shape, large), found.job("ours", shape, small)
        title = f"time per node, {shape}, at {large:.0e} / at {small:.0e} nodes".replace("e+0", "e")
        figure = found.ratio(ours, peer, large / small)
        rows.append(Bar(title, found.say(ours, large), found.say(peer, small), figure, 1.5))
    with_import, bare = (in_seconds(Figure.of(times).middle) for times in started)
    return [*rows, Bar("import autograd / bare interpreter start", with_import, bare, ratio(*started), 4.0)]


def _memory(found: Found) -> Bar:
    """The row about bytes: the figure is ours alone."""
    ours, peer = found.job("ours", "memory"), found.job("micrograd", "memory")
    net, theirs = Figure.of(found.column(ours, "net")), found.column(peer, "net")
    gross = Figure.of(found.column(ours, "gross")).middle
    said = f"micrograd {Figure.of(theirs).middle:.0f} B" if theirs else absent(found.results[peer][0], "micrograd")
    title = "bytes per recorded node, without its floats"
    return Bar(title, f"{net.middle:.0f} B (gross {gross:.0f} B)", said, net, 200.0, unit=" B")


def all_times(found: Found) -> list[list[str]]:
    """The second table: seconds for each task and contestant; for the sweep, for each operation."""
    rows = [
        [title, *(found.say(found.get(name, task)) for name in CONTESTANTS)]
        for title, task in (
            ("README expression", "expression"),
            ("training step", "step"),
            (f"training step{WITHOUT_GC}", f"step{WITHOUT_GC}"),
        )
    ]
    for shape in (task + state for task in SHAPES for state in ("", WITHOUT_GC)):
        for size in found.sizes:
            cells = [found.say(found.get(name, shape, size), size) for name in CONTESTANTS]
            rows.append([f"{shape}, each of {size} operations", *cells])
    return rows


def facts(found: Found, rows: Sequence[Bar], rounds: int) -> dict[str, Any]:
    """Everything, for JSON: times are in seconds, one for each round."""
    jobs = [
        {**job._asdict(), "rounds": [{k: v for k, v in result.items() if k != "answers"} for result in results]}
        for job, results in found.results.items()
    ]
    machine = {"python": platform.python_version(), "machine": platform.platform(), "processors": os.cpu_count()}
    return {"method": __doc__, **machine, "rounds": rounds, "bars": [row.facts() for row in rows], "jobs": jobs}


def main(arguments: Sequence[str] | None = None) -> None:
    """Measure, print, write."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description="The eager engine beside its peers.")
    parser.add_argument("--quick", action="store_true", help="a smoke run of a few seconds; its times mean nothing")
    parser.add_argument("--rounds", type=int, help="how often every contestant has its turn (5; quick: 1)")
    parser.add_argument("--json", type=Path, default=PLACE, help="where to write all figures (%(default)s)")
    parser.add_argument("--python", default=sys.executable, help="interpreter of the contestants (this one)")
    given = parser.parse_args(arguments)
    rounds = given.rounds or (1 if given.quick else 5)
    found = Found(run_rounds(given.python, plan(given.quick), rounds))
    rows = bars(found, start_times(given.python, rounds, 2 if given.quick else 10))
    print(table(["bar", "ours", "peer", "ratio", "bar value", "met"], [row.cells() for row in rows]), end="\n\n")
    print(table(["time", *CONTESTANTS], all_times(found)))
    given.json.parent.mkdir(parents=True, exist_ok=True)
    given.json.write_text(json.dumps(facts(found, rows, rounds), indent=1) + "\n")
    print(f"\nwritten: {given.json}", file=sys.stderr)


if __name__ == "__main__":
    main()
