"""The eager engine side by side with micrograd, PyTorch scalars and plain floats: its jobs, and its rows of the table.

    training step      the demo of micrograd: 2-16-16-1 net, 50 samples in one graph, hinge loss and L2 regularisation
    README expression  the expression of micrograd's README; plain floats compute its value only
    bytes per node     tracemalloc over a recorded w*x + ..., minus 24 bytes for each distinct float
    time per node      record, backward and let go; at 10^6 over at 10^4 operations
    gradcheck          of a net of 337 parameters, beside plain central differences
    import             a process that imports autograd over one that does nothing, start to end

The list of all times also has those with the garbage collector off: what is left there is the work of the engine
itself. The difference is the interpreter looking for cycles: micrograd's nodes are cycles and wait for it; ours are
not, but it looks at them all the same, whenever what is alive has grown by a quarter. "ours" has its short paths in C
where it was built with a compiler; "ours, Python core" never has, and keeps bars of its own. How each figure is measured
is said in `benchmarks.contestants`; rounds, medians and spreads in `benchmarks.runner`.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import product

from benchmarks.bars import Bar, Found
from benchmarks.contestants import WITHOUT_GC
from benchmarks.runner import Figure, Job, absent, in_seconds, ratio

PYTHON = "ours, Python core"
CONTESTANTS = ("ours", PYTHON, "micrograd", "torch", "floats")
DIFFERENCES = "plain differences"
SHAPES = ("chain", "bushy")
# sizes of the sweep; beyond these, contestants only take memory and time
LARGEST = {
    "micrograd": 10**5,
    "torch": 10**4,
}


def plan(quick: bool) -> list[Job]:
    """All jobs of a round; contestants that are compared stand side by side."""
    calls = {
        "ours": (500, 20),
        PYTHON: (500, 20),
        "micrograd": (200, 20),
        "torch": (50, 10),
        "floats": (20000, 20),
    }
    steps = {"ours": 30, PYTHON: 30, "micrograd": 10, "torch": 5, "floats": 100}
    samples, sizes = 50, [10**3, 10**4, 10**5, 10**6]
    # a dozen of the slabs that memory is taken in: few nodes would show none
    pairs = 10**5
    names: Sequence[str] = CONTESTANTS
    if quick:  # a smoke run: everything once and small, and without the seconds that importing torch takes
        calls = {name: (size // 10, 2) for name, (size, _) in calls.items()}
        steps = dict.fromkeys(steps, 2)
        samples, sizes = 10, [10**3, 10**4]
        names = ("ours", PYTHON, "micrograd", "floats")
    jobs = [Job(name, "expression", *calls[name]) for name in names]
    jobs += [Job(name, "step", samples, steps[name]) for name in names]
    jobs.append(Job("ours, compiled", "step", samples, 200 if not quick else 2))
    jobs += [
        Job(name, f"step{WITHOUT_GC}", samples, min(steps[name], 10))
        for name in ("ours", PYTHON, "micrograd")
    ]
    jobs += [Job(name, "memory", pairs, 1) for name in ("ours", PYTHON, "micrograd")]
    checked = 1 if quick else 3
    jobs += [
        Job(name, "gradcheck", 1, checked, "benchmarks.sides")
        for name in ("ours", DIFFERENCES)
    ]
    for shape, size in product(SHAPES, sizes):
        jobs += _growing(shape, size, 2 if quick else max(2, 10**5 // size), names)
    return jobs


def _growing(shape: str, size: int, repeats: int, names: Sequence[str]) -> list[Job]:
    """Graphs of one size: every contestant that can take it, and ours without the garbage collector."""
    able = [name for name in names if size <= LARGEST.get(name, size)]
    jobs = [Job(name, shape, size, repeats) for name in able]
    return [*jobs, Job("ours", f"{shape}{WITHOUT_GC}", size, repeats)]


def bars(found: Found, started: tuple[list[float], list[float]]) -> list[Bar]:
    """The rows of the eager engine."""
    rows = []
    for name, state, limits in (
        ("ours", "", (25.0, 12.0)),
        (PYTHON, ", nothing of it in C", (6.0, None)),
    ):
        for task, limit in zip(("step", f"step{WITHOUT_GC}"), limits):
            title = f"training {task}{state}, micrograd / ours"
            rows.append(_pair(found, title, ("micrograd", name), task, limit, True))
    ours, peer = found.job("ours, compiled", "step"), found.job("micrograd", "step")
    rows.append(
        Bar(
            "training step, recorded once and compiled, micrograd / ours",
            found.say(ours),
            found.say(peer),
            found.ratio(peer, ours),
        )
    )
    title = "README expression, ours / plain floats"
    rows.append(_pair(found, title, ("ours", "floats"), "expression", 8.0))
    title = "README expression, nothing of it in C, ours / plain floats"
    rows.append(_pair(found, title, (PYTHON, "floats"), "expression", 40.0))
    rows += [_memory(found, "ours", ""), _memory(found, PYTHON, ", nothing in C")]
    sizes = found.sizes("chain")
    large, small = sizes[-1], 10**4 if sizes[-1] > 10**4 else sizes[0]
    for name, state, limit in (("ours", "", 1.3), (PYTHON, ", nothing in C", 1.5)):
        for shape in SHAPES:
            ours = found.job(name, shape, large)
            peer = found.job(name, shape, small)
            title = (
                f"time per node{state}, {shape}, at {large:.0e} / at {small:.0e} nodes"
            )
            figure = found.ratio(ours, peer, large / small)
            said = found.say(ours, large), found.say(peer, small)
            rows.append(Bar(title.replace("e+0", "e"), *said, figure, limit))
    title = "gradcheck, 337 parameters, ours / plain central differences"
    rows.append(_pair(found, title, ("ours", DIFFERENCES), "gradcheck", 3.0))
    with_import, bare = (in_seconds(Figure.of(times).middle) for times in started)
    return [
        *rows,
        Bar(
            "import autograd / bare interpreter start",
            with_import,
            bare,
            ratio(*started),
            3.5,
        ),
    ]


def _pair(
    found: Found,
    title: str,
    sides: tuple[str, str],
    task: str,
    limit: float | None,
    at_least: bool = False,
) -> Bar:
    """The ratio of two contestants' times at a task; beside it first ours, then the peer's."""
    above, below = (found.job(name, task) for name in sides)
    ours, peer = sorted((above, below), key=lambda job: "ours" not in job.contestant)
    figure = found.ratio(above, below)
    return Bar(title, found.say(ours), found.say(peer), figure, limit, at_least)


def _memory(found: Found, name: str, state: str) -> Bar:
    """The row about bytes: the figure is ours alone."""
    ours, peer = found.job(name, "memory"), found.job("micrograd", "memory")
    net, theirs = Figure.of(found.column(ours, "net")), found.column(peer, "net")
    gross = Figure.of(found.column(ours, "gross")).middle
    said = (
        f"micrograd {Figure.of(theirs).middle:.0f} B"
        if theirs
        else absent(found.results[peer][0], "micrograd")
    )
    title = f"bytes per recorded node{state}, without its floats"
    return Bar(
        title, f"{net.middle:.0f} B (gross {gross:.0f} B)", said, net, 200.0, unit=" B"
    )


def all_times(found: Found) -> list[list[str]]:
    """Beside the table: seconds for each task and contestant; for the sweep, for each operation."""
    rows = [
        [title, *(found.say(found.get(name, task)) for name in CONTESTANTS)]
        for title, task in (
            ("README expression", "expression"),
            ("training step", "step"),
            (f"training step{WITHOUT_GC}", f"step{WITHOUT_GC}"),
        )
    ]
    for shape in (task + state for task in SHAPES for state in ("", WITHOUT_GC)):
        for size in found.sizes("chain"):
            cells = [
                found.say(found.get(name, shape, size), size) for name in CONTESTANTS
            ]
            rows.append([f"{shape}, each of {size} operations", *cells])
    return rows
