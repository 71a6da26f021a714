"""``python -m benchmarks``: every benchmark there is, in one table, as JSON, and as a page with plots.

A row is a bar: a ratio measured in one run, in clean processes, in rounds. Nothing fails because of a time: the status
is 0 unless a contestant crashes or answers differ by more than 1e-9. The rows of the eager engine are in
`benchmarks.eager`, those of compiled programs in `benchmarks.compiled`, and in C in `benchmarks.in_c`.
"""

from __future__ import annotations

import argparse
import datetime
import json
import os
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from autograd import files
from autograd.nn.data import mnist
from benchmarks import compiled, eager, in_c, machine
from benchmarks.bars import HEAD, Bar, Found
from benchmarks.runner import ROOT, run_rounds, start_times, table

# build/ is not kept in the repository
JSON = ROOT / "build" / "benchmarks" / "benchmarks.json"
REPORT = ROOT / "benchmarks" / "report.html"  # nor is the page
VARIABLE = "CHALKGRAD_DATA"


def parser() -> argparse.ArgumentParser:
    found = argparse.ArgumentParser(
        prog="python -m benchmarks", description="This engine beside its peers."
    )
    found.add_argument(
        "--quick",
        action="store_true",
        help="a smoke run within a minute; its times mean nothing",
    )
    found.add_argument(
        "--rounds",
        type=int,
        help="how often every contestant has its turn (5; quick: 1)",
    )
    found.add_argument(
        "--json",
        type=Path,
        default=JSON,
        help="where to write all figures (%(default)s)",
    )
    found.add_argument(
        "--report",
        type=Path,
        default=REPORT,
        help="where to write the page (%(default)s)",
    )
    found.add_argument(
        "--data",
        type=Path,
        help=f"the folder of MNIST (${VARIABLE}; without: synthetic data)",
    )
    found.add_argument(
        "--burtorch",
        type=Path,
        help="bin_small_example of BurTorch, built (without: as published)",
    )
    found.add_argument("--only", choices=("eager", "compiled"), help="half of it")
    found.add_argument(
        "--python",
        default=sys.executable,
        help="interpreter of the contestants (this one)",
    )
    return found


def main(arguments: Sequence[str] | None = None) -> None:
    """Measure, print, write."""
    options = parser()
    given = options.parse_args(arguments)
    if given.rounds is not None and given.rounds < 1:
        options.error(f"--rounds: 1 or more, got {given.rounds}")
    if given.burtorch and not given.burtorch.is_file():
        options.error(
            f"--burtorch: there is no file {given.burtorch}: build bin_small_example of BurTorch first"
        )
    if given.data:
        os.environ[VARIABLE] = str(given.data.resolve())
    if os.environ.get(VARIABLE):
        try:
            mnist()
        except (FileNotFoundError, ValueError) as problem:
            options.error(f"--data: {problem}")
    rounds = given.rounds or (1 if given.quick else 5)
    start, said = time.perf_counter(), machine.facts(given.python)
    if warning := machine.busy(said):
        print(warning, file=sys.stderr)
    print(f"C compiler: {said['versions']['C'] or 'none'}", file=sys.stderr)
    rows, found, beside = measure(given, rounds)
    result: dict[str, Any] = {
        "method": __doc__,
        "date": datetime.datetime.now(datetime.UTC).isoformat(timespec="seconds"),
        "quick": given.quick,
        "rounds": rounds,
        **said,
        "load after": machine.load(),
        "minutes": (time.perf_counter() - start) / 60,
        **compiled.facts(found),
        "bars": [row.facts() for row in rows],
        "jobs": found.facts(),
    }
    print(table(HEAD, [row.cells() for row in rows]))
    write(given.json, json.dumps(result, indent=1) + "\n")
    from benchmarks import report

    write(given.report, report.page(rows, result, beside, compiled.growth_data(found)))
    print(f"\nwritten: {given.json}, {given.report}", file=sys.stderr)


def measure(
    given: argparse.Namespace, rounds: int
) -> tuple[list[Bar], Found, list[tuple[str, list[list[str]]]]]:
    """All rows, all results, and the tables that stand beside them on the page: (title, lines with a head)."""
    rows, results, beside = list[Bar](), {}, list[tuple[str, list[list[str]]]]()
    if given.only != "compiled":
        found = Found(run_rounds(given.python, eager.plan(given.quick), rounds))
        rows += eager.bars(
            found, start_times(given.python, rounds, 2 if given.quick else 10)
        )
        results.update(found.results)
        beside.append(
            (
                "Eager, all times",
                [["time", *eager.CONTESTANTS], *eager.all_times(found)],
            )
        )
    if given.only != "eager":
        jobs = [*compiled.plan(given.quick), *in_c.plan(given.quick)]
        found = Found(run_rounds(given.python, jobs, rounds))
        grown = Found(
            run_rounds(given.python, compiled.sweep(given.quick), min(rounds, 3))
        )
        burtorch = compiled.burtorch_rounds(given.burtorch, rounds)
        rows += compiled.bars(found, burtorch)
        rows += [*in_c.bars(found, burtorch), *compiled.growth_bars(grown)]
        rows += compiled.references(found)
        results.update(found.results | grown.results)
        head = [
            "growth",
            "size",
            "record",
            "compile",
            "value and gradient",
            "memory",
            "hand-written NumPy",
        ]
        beside.append(("Growth, all times", [head, *compiled.all_times(grown)]))
    return rows, Found(results), beside


def write(path: Path, text: str) -> None:
    """The whole file or none, in a folder that is made if need be."""
    path.parent.mkdir(parents=True, exist_ok=True)
    files.write({path: text.encode()})


if __name__ == "__main__":
    main()
