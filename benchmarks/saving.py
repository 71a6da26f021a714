"""``python -m benchmarks.saving``: how long it takes to save a film, as a page and as a GIF.

A line for each file: nodes and steps of the graph, the median over the rounds with its spread, and the share of the
processor in it. Every file is written by a clean process that has imported everything before the clock starts, and the
film is made within the measured time. Nothing fails because of a time.
"""

from __future__ import annotations

import argparse
import json
import random
import sys
import tempfile
import time
from collections.abc import Callable, Mapping, Sequence
from itertools import pairwise
from pathlib import Path
from typing import Final, NamedTuple

import viz
from autograd import Value, record, tanh, total
from benchmarks.runner import Figure, in_seconds, python, table


def mlp(*sizes: int, samples: int) -> Value:
    """Half the squared error of a network of tanh neurons on so many samples, every weight a leaf."""
    rng = random.Random(0)
    layers = [
        [[Value(round(rng.uniform(-1, 1), 2)) for _ in range(before + 1)] for _ in range(here)]
        for before, here in pairwise(sizes)
    ]  # fmt: skip
    losses = []
    for _ in range(samples):
        signals = [Value(round(rng.uniform(-1, 1), 2)) for _ in range(sizes[0])]
        for layer in layers:
            signals = [_neuron(weights, signals) for weights in layer]
        losses += [(signal - 1.0) ** 2 for signal in signals]
    return total(losses) * 0.5


def _neuron(weights: Sequence[Value], signals: Sequence[Value]) -> Value:
    net = weights[-1]
    for weight, signal in zip(weights, signals):
        net = net + weight * signal
    return tanh(net)


def forks(count: int) -> Value:
    """A chain of so many nodes in which every third operation uses a number from further back again."""
    chain = [Value(0.5, "x")]
    while len(chain) < count:
        here = chain[-1]
        forked = here + chain[-3] if len(chain) > 3 else here * here
        chain.append(tanh(here) if len(chain) % 3 else forked)
    return chain[-1]


class Task(NamedTuple):
    """A film, and the format in which it is saved."""

    build: Callable[[], Value]
    suffix: str


TASKS: Final[Mapping[str, Task]] = {
    "page of an MLP's loss": Task(lambda: mlp(3, 5, 5, 1, samples=3), "html"),
    "page of a chain of forks": Task(lambda: forks(376), "html"),
    "GIF of an MLP's loss": Task(lambda: mlp(2, 2, 1, samples=5), "gif"),
    "GIF of a chain of forks": Task(lambda: forks(104), "gif"),
}


def measure(name: str) -> dict[str, float]:
    """Save the film once, in this process."""
    task = TASKS[name]
    root = task.build()
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / f"film.{task.suffix}"
        start, busy = time.perf_counter(), time.process_time()
        film = viz.film(root)
        film.save(path)
        seconds, cpu = time.perf_counter() - start, time.process_time() - busy
        size = path.stat().st_size
    nodes = len(record(root))
    return {"nodes": nodes, "steps": len(film), "seconds": seconds, "cpu": cpu, "bytes": size}  # fmt: skip


def main(arguments: Sequence[str] | None = None) -> None:
    """Measure and print, or do one task and print what it took as JSON."""
    options = argparse.ArgumentParser(
        prog="python -m benchmarks.saving", description="How long films take to save."
    )
    options.add_argument("--rounds", type=int, default=3, help="(%(default)s)")
    options.add_argument("--task", choices=TASKS, help="one of them, once, in JSON")
    given = options.parse_args(arguments)
    if given.task:
        print(json.dumps(measure(given.task)))
        return
    lines = []
    for name in TASKS:
        command = ("-m", "benchmarks.saving", "--task", name)
        runs = [json.loads(python(sys.executable, *command)) for _ in range(given.rounds)]  # fmt: skip
        lines.append([name, *cells(runs)])
    print(table(["file", "nodes", "steps", "seconds", "spread", "of the processor", "size"], lines))  # fmt: skip


def cells(runs: Sequence[Mapping[str, float]]) -> list[str]:
    """What stands in a line, from all its rounds."""
    counts = (f"{runs[0][key]:.0f}" for key in ("nodes", "steps"))
    seconds = Figure.of(run["seconds"] for run in runs)
    cpu = Figure.of(run["cpu"] for run in runs)
    spread = f"{in_seconds(seconds.low)} to {in_seconds(seconds.high)}"
    size = f"{runs[0]['bytes'] / 1e6:.2f} MB"
    return [*counts, in_seconds(seconds.middle), spread, in_seconds(cpu.middle), size]


if __name__ == "__main__":
    main()
