"""Two sides of one piece of work: ``python -m benchmarks.sides CONTESTANT TASK SIZE REPEATS`` does one.

As in `benchmarks.contestants`, one call is one clean process, and prints one line of JSON. Here the work is compiled:
ours is a `Program` from `autograd.compile`, and the peer does the same arithmetic by its own means. Vocabulary:

    side     value and gradient of a piece of work, as one contestant computes them, and what is to be timed
    print    the value, the length of the gradient, and its shadow on 16 random directions: what is compared between
             processes, for a gradient of 80,000 numbers; tests compare all of it, in one process
    calls    evaluations in one piece of work; times are for one of them

Few imports here: a peer must not have to load what it does not use.
"""

from __future__ import annotations

import importlib
import json
import sys
from collections.abc import Callable
from time import perf_counter
from typing import Any, NamedTuple

import numpy as np

Array = np.ndarray[Any, np.dtype[np.float64]]

DIRECTIONS = 16
PLACES = {  # where the sides of a task are: a module with SIDES, by contestant
    "epoch": "benchmarks.network",
    "epoch, C": "benchmarks.network",
    "record and compile": "benchmarks.network",
    "convolution": "benchmarks.convolution",
    "attention": "benchmarks.attention",
    "lstm": "benchmarks.lstm",
    "lstm, built": "benchmarks.lstm",
    "LeNet": "benchmarks.images",
    "U-Net": "benchmarks.images",
    "LeNet, record": "benchmarks.images",
    "LeNet, record plain": "benchmarks.images",
    "encoder layer": "benchmarks.encoder",
    "encoder layer, causal": "benchmarks.encoder",
    "RBF": "benchmarks.radial",
    "RBF, product": "benchmarks.radial",
    "microgpt": "benchmarks.microgpt",
    "microgpt, writing": "benchmarks.microgpt",
    "microgpt, gradient": "benchmarks.microgpt_in_c",
    "microgpt, built": "benchmarks.microgpt_in_c",
    "expression, one": "benchmarks.single",
    "small net, one": "benchmarks.single",
    "gradcheck": "benchmarks.checking",
    "expression, compiled": "benchmarks.expression",
    "small net, compiled": "benchmarks.expression",
    "SOM": "benchmarks.maps",
    "width": "benchmarks.growth",
    "batch": "benchmarks.growth",
    "irregular": "benchmarks.growth",
    "chain, compiled": "benchmarks.growth",
}


class Side(NamedTuple):
    """One contestant's way of doing a task."""

    value: float
    gradient: Array
    """In the order in which ours has the parameters."""
    work: Callable[[], object]
    """What is timed. The first time is warming up."""
    calls: int = 1
    facts: dict[str, Any] = {}  # noqa: RUF012
    """More to be said: seconds of other things that were measured on the way, a note."""


def fingerprint(value: float, gradient: Array) -> list[float]:
    """The print. A difference in the gradient shows in almost every direction, relative to its length."""
    length = float(np.linalg.norm(gradient))
    directions = np.random.default_rng(0).standard_normal((DIRECTIONS, len(gradient)))
    return [float(value), length, *(directions @ gradient / (length or 1.0)).tolist()]


def timed(work: Callable[[], object], repeats: int, calls: int = 1) -> dict[str, float]:
    """The median, lowest and highest time in seconds, for one of `calls`; the first one is warming up."""
    work()
    times = []
    for _ in range(repeats):
        start = perf_counter()
        work()
        times.append((perf_counter() - start) / calls)
    times.sort()
    return {"seconds": times[len(times) // 2], "low": times[0], "high": times[-1]}


def side(contestant: str, task: str, size: int) -> Side:
    """The side of a contestant; ImportError if it is not installed."""
    found: Side = importlib.import_module(PLACES[task]).SIDES[task][contestant](size)
    return found


def main(contestant: str, task: str, size: str, repeats: str) -> None:
    """Do one task and print the result; what is not installed is said in ``missing``."""
    try:
        found = side(contestant, task, int(size))
    except ImportError as problem:
        if (problem.name or "").partition(".")[0] not in (
            "torch",
            "casadi",
            "micrograd",
            "minisom",
            "C compiler",
        ):
            raise
        print(json.dumps({"missing": str(problem)}))
        return
    answers = fingerprint(found.value, found.gradient)
    print(
        json.dumps(
            {
                **timed(found.work, int(repeats), found.calls),
                **found.facts,
                "answers": answers,
            }
        )
    )


if __name__ == "__main__":
    main(*sys.argv[1:])
