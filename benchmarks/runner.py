"""Clean processes in rounds, medians, and tables.

Every job of a round runs before the next round begins (A B C A B C ...), so that whatever else the machine does hits
all alike. A figure is the median over the rounds of the median within a round; a ratio is the median of the ratios of
the rounds, because what ran side by side is to be compared. The spread is from the lowest round to the highest.
"""

from __future__ import annotations

import json
import math
import os
import subprocess
import sys
import time
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from statistics import median
from typing import Any, NamedTuple

ROOT = Path(__file__).resolve().parent.parent
_OURS = "pip install '.[bench]'"
INSTALL = {
    "micrograd": _OURS,
    "casadi": _OURS,
    "torch": "pip install torch",
    "minisom": "pip install minisom",
    "C99": "a C compiler",
    "ours, C": "a C compiler",
    "ours, inside C": "a C compiler",
}


class Job(NamedTuple):
    """One task for one contestant, with `size` and `repeats` as `module`, which is run for it, has them."""

    contestant: str
    task: str
    size: int
    repeats: int
    module: str = "benchmarks.contestants"


Result = dict[str, Any]


class Figure(NamedTuple):
    """A number with its spread over the rounds: seconds, bytes, or a ratio of them."""

    middle: float
    low: float
    high: float

    @classmethod
    def of(cls, numbers: Iterable[float]) -> Figure:
        found = list(numbers)
        return cls(median(found), min(found), max(found))


def ratio(above: Sequence[float], below: Sequence[float]) -> Figure:
    """The ratio in each round."""
    return Figure.of(a / b for a, b in zip(above, below))


def python(executable: str, *arguments: str) -> str:
    """What a clean interpreter prints, started at the root of the repository."""
    environment = {
        k: v
        for k, v in os.environ.items()
        if k not in ("PYTHONDONTWRITEBYTECODE", "PYTHONWARNINGS")
    }
    environment["PYTHONPATH"] = str(ROOT)
    done = subprocess.run(
        [executable, *arguments],
        cwd=ROOT,
        env=environment,
        capture_output=True,
        text=True,
    )
    if done.returncode:
        raise RuntimeError(
            f"{' '.join(arguments)} ended with status {done.returncode}:\n{done.stderr}"
        )
    return done.stdout


def run(executable: str, job: Job) -> Result:
    """Do one job in a clean process."""
    task = (job.task, str(job.size), str(job.repeats))
    result: Result = json.loads(
        python(executable, "-m", job.module, job.contestant, *task)
    )
    return result


def run_rounds(
    executable: str, jobs: Sequence[Job], rounds: int
) -> dict[Job, list[Result]]:
    """The results of each job, one for each round; what is not installed, or fails, is not tried again."""
    results: dict[Job, list[Result]] = {job: [] for job in jobs}
    given_up: dict[
        tuple[str, str], Result
    ] = {}  # a contestant that fails at a task, or at every task ("")
    for count in range(rounds):
        print(f"round {count + 1} of {rounds}", file=sys.stderr, flush=True)
        for job in jobs:
            reason = given_up.get((job.contestant, "")) or given_up.get(
                (job.contestant, job.task)
            )
            result = reason or run(executable, job)
            if "missing" in result:
                given_up[job.contestant, ""] = result
            elif "failed" in result:
                given_up[job.contestant, job.task] = result
            results[job].append(result)
        agree(results)
    return results


def agree(results: Mapping[Job, Sequence[Result]], tolerance: float = 1e-9) -> None:
    """AssertionError unless all contestants gave the same answers; floats have the value alone, and no gradients."""
    for (task, size), answers in answers_by_task(results).items():
        first, expected = max(answers, key=lambda pair: len(pair[1]))
        for name, got in answers:
            close = all(
                math.isclose(x, y, rel_tol=tolerance, abs_tol=tolerance)
                for x, y in zip(expected, got)
            )
            if not close or len(got) != (1 if name == "floats" else len(expected)):
                raise AssertionError(
                    f"{task}, size {size}: {first} answers {expected[:4]}..., {name} {got[:4]}..."
                )


def answers_by_task(
    results: Mapping[Job, Sequence[Result]],
) -> dict[tuple[str, int], list[tuple[str, list[float]]]]:
    """(task, size) -> (contestant, answers) of each run that has answers."""
    groups: dict[tuple[str, int], list[tuple[str, list[float]]]] = {}
    for job, runs in results.items():
        # how often an expression is evaluated changes nothing
        size = 0 if job.task == "expression" else job.size
        group = groups.setdefault((job.task, size), [])
        group += [(job.contestant, run["answers"]) for run in runs if "answers" in run]
    return {key: group for key, group in groups.items() if group}


def start_times(
    executable: str, rounds: int, repeats: int
) -> tuple[list[float], list[float]]:
    """Seconds from start to end of an interpreter that imports autograd, and of one that does nothing, per round."""
    with_import, bare = list[float](), list[float]()
    for _ in range(rounds):
        times: dict[str, list[float]] = {"import autograd": [], "pass": []}
        for code in ("import autograd", "pass") * (repeats + 1):
            start = time.perf_counter()
            python(executable, "-c", code)
            times[code].append(time.perf_counter() - start)
        # the first one may have to compile
        with_import.append(median(times["import autograd"][1:]))
        bare.append(median(times["pass"][1:]))
    return with_import, bare


# --- text -----------------------------------------------------------------------------------------------------------


def absent(result: Result, name: str) -> str:
    """Why there is no figure: not installed, or failed."""
    return (
        f"not installed: {INSTALL.get(name, '')}"
        if "missing" in result
        else str(result["failed"])
    )


def in_seconds(seconds: float) -> str:
    """Three digits and a fitting unit.

    >>> in_seconds(0.0184), in_seconds(2.6e-7)
    ('18.4 ms', '260 ns')
    """
    for unit, scale in (("s", 1.0), ("ms", 1e-3), ("us", 1e-6)):
        if seconds >= scale:
            return f"{seconds / scale:.3g} {unit}"
    return f"{seconds / 1e-9:.3g} ns"


def table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """Columns wide enough for what is in them."""
    lines = [head, *rows]
    widths = [max(len(line[i]) for line in lines) for i in range(len(head))]
    lines.insert(1, ["-" * width for width in widths])
    return "\n".join(
        "  ".join(cell.ljust(width) for cell, width in zip(line, widths)).rstrip()
        for line in lines
    )
