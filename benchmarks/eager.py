"""The eager engine side by side with micrograd, PyTorch scalars and plain floats: its jobs, and its rows of the table.

    training step      the demo of micrograd: 2-16-16-1 net, 50 samples in one graph, hinge loss and L2 regularisation
    README expression  the expression of micrograd's README; plain floats compute its value only
    bytes per node     tracemalloc over a recorded w*x + ..., minus 24 bytes for each distinct float
    time per node      record, backward and let go; at 10^6 over at 10^4 operations
    import             a process that imports autograd over one that does nothing, start to end

The list of all times also has those with the garbage collector off: what is left there is the work of the engine
itself. The difference is the interpreter looking for cycles: micrograd's nodes are cycles and wait for it; ours are
not, but it looks at them all the same, whenever what is alive has grown by a quarter. How each figure is measured is
said in `benchmarks.contestants`; rounds, medians and spreads in `benchmarks.runner`.
"""

from __future__ import annotations

from collections.abc import Sequence

from benchmarks.bars import Bar, Found
from benchmarks.contestants import WITHOUT_GC
from benchmarks.runner import Figure, Job, absent, in_seconds, ratio

CONTESTANTS = ("ours", "micrograd", "torch", "floats")
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
        "micrograd": (200, 20),
        "torch": (50, 10),
        "floats": (20000, 20),
    }
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
    jobs.append(Job("ours, compiled", "step", samples, 200 if not quick else 2))
    jobs += [
        Job(name, f"step{WITHOUT_GC}", samples, min(steps[name], 10))
        for name in ("ours", "micrograd")
    ]
    jobs += [Job(name, "memory", pairs, 1) for name in ("ours", "micrograd")]
    for shape in SHAPES:
        for size in sizes:
            repeats = max(2, 10**5 // size) if not quick else 2
            jobs += [
                Job(name, shape, size, repeats)
                for name in names
                if size <= LARGEST.get(name, size)
            ]
            jobs.append(Job("ours", f"{shape}{WITHOUT_GC}", size, repeats))
    return jobs


def bars(found: Found, started: tuple[list[float], list[float]]) -> list[Bar]:
    """The rows of the eager engine."""
    ours, peer = found.job("ours", "step"), found.job("micrograd", "step")
    title, figure = "training step, micrograd / ours", found.ratio(peer, ours)
    rows = [
        Bar(
            title, found.say(ours), found.say(peer), figure, 6.0, at_least=True, aim=9.0
        )
    ]
    ours = found.job("ours, compiled", "step")
    rows.append(
        Bar(
            "training step, recorded once and compiled, micrograd / ours",
            found.say(ours),
            found.say(peer),
            found.ratio(peer, ours),
        )
    )
    ours, peer = found.job("ours", "expression"), found.job("floats", "expression")
    title, figure = "README expression, ours / plain floats", found.ratio(ours, peer)
    rows.append(Bar(title, found.say(ours), found.say(peer), figure, 40.0))
    rows.append(_memory(found))
    sizes = found.sizes("chain")
    large, small = sizes[-1], 10**4 if sizes[-1] > 10**4 else sizes[0]
    for shape in SHAPES:
        ours, peer = found.job("ours", shape, large), found.job("ours", shape, small)
        title = (
            f"time per node, {shape}, at {large:.0e} / at {small:.0e} nodes".replace(
                "e+0", "e"
            )
        )
        figure = found.ratio(ours, peer, large / small)
        rows.append(
            Bar(title, found.say(ours, large), found.say(peer, small), figure, 1.5)
        )
    with_import, bare = (in_seconds(Figure.of(times).middle) for times in started)
    return [
        *rows,
        Bar(
            "import autograd / bare interpreter start",
            with_import,
            bare,
            ratio(*started),
            4.0,
        ),
    ]


def _memory(found: Found) -> Bar:
    """The row about bytes: the figure is ours alone."""
    ours, peer = found.job("ours", "memory"), found.job("micrograd", "memory")
    net, theirs = Figure.of(found.column(ours, "net")), found.column(peer, "net")
    gross = Figure.of(found.column(ours, "gross")).middle
    said = (
        f"micrograd {Figure.of(theirs).middle:.0f} B"
        if theirs
        else absent(found.results[peer][0], "micrograd")
    )
    title = "bytes per recorded node, without its floats"
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
