"""Programs in C side by side with C by hand, CasADi's C and our NumPy calls: their jobs, and their rows.

    microgpt            value and gradient of a name, against `microgpt_reference.c`; a step with Adam; building
    README expression   one sample, from Python and inside C
    2-16-16-1 net       one sample: standard backpropagation
    MNIST epoch         784-100-10, batch 32, where NumPy's matrix products are at home

What is measured, and against what, is said in `benchmarks.microgpt_in_c`, `single` and `network`. Without a C compiler
these rows say so.
"""

from __future__ import annotations

from benchmarks.bars import Bar, Found
from benchmarks.compiled import EPOCH, MODULE, beside_burtorch
from benchmarks.runner import Figure, Job, in_seconds

POSITIONS = 8
C = "ours, C"
INSIDE = "ours, inside C"
HAND = "C99"


def plan(quick: bool) -> list[Job]:
    """The jobs of a round; what is compared stands side by side."""
    few, some = (2, 2) if quick else (20, 100)
    epoch, repeats = (960, 2) if quick else (EPOCH, 3)

    def jobs(task: str, size: int, repeats: int, *names: str) -> list[Job]:
        return [Job(name, task, size, repeats, MODULE) for name in names]

    return [
        *jobs("microgpt, gradient", POSITIONS, few, "ours", C, HAND),
        *jobs("microgpt", 1, some, C, HAND),
        *jobs("microgpt, built", 1, 1, C),
        *jobs("expression, one", 1, few, "ours", C, INSIDE, "casadi"),
        *jobs("small net, one", 1, few, "ours", C, INSIDE, "casadi"),
        *jobs("epoch, C", epoch, repeats, "ours", C),
    ]


def bars(found: Found, burtorch: list[float]) -> list[Bar]:
    """The rows; `burtorch` are the seconds of its binary in each round, if there is one."""
    gradient = "microgpt, gradient"
    title = f"microgpt, value and gradient of {POSITIONS} positions, C,"
    return [
        _row(found, f"{title} ours / C99 by hand", gradient, (C, HAND), 2.5),
        _row(found, f"{title} ours / NumPy", gradient, (C, "ours"), 0.5),
        _row(
            found,
            "microgpt, training step, C with Adam in NumPy, ours / C99 by hand",
            "microgpt",
            (C, HAND),
        ),
        _limit(
            found,
            (C, "microgpt, built"),
            "microgpt, compile + build + first call in C",
            3.0,
            "s",
            key="built",
        ),
        *_single(found, "expression, one", "README expression", 1.5, 40.0),
        beside_burtorch(
            found,
            found.job(INSIDE, "expression, one"),
            burtorch,
            "README expression, one sample, inside C, ours / BurTorch",
            None,
        ),
        *_single(found, "small net, one", "2-16-16-1 net, a step", 8.0, None),
        _row(found, _epoch(found), "epoch, C", (C, "ours"), 1.0),
    ]


def _epoch(found: Found) -> str:
    size = found.job(C, "epoch, C").size
    return f"epoch 784-100-10, batch 32, {size:,} samples, ours, in C / in NumPy"


def _single(
    found: Found, task: str, title: str, micro: float, nano: float | None
) -> list[Bar]:
    """One sample: from Python in microseconds, inside C in nanoseconds, and beside NumPy and CasADi."""
    inside = f"{title}, one sample, inside C"
    rows = [
        _limit(found, (C, task), f"{title}, one sample, C from Python", micro, "us")
    ]
    if nano:
        rows.append(_limit(found, (INSIDE, task), inside, nano, "ns"))
    return [
        *rows,
        _row(found, f"{inside}, ours / CasADi's C", task, (INSIDE, "casadi")),
        _row(found, f"{title}, one sample, ours, in C / in NumPy", task, (C, "ours")),
    ]


def _row(
    found: Found,
    title: str,
    task: str,
    sides: tuple[str, str],
    limit: float | None = None,
) -> Bar:
    ours, peer = (found.job(name, task) for name in sides)
    return Bar(title, found.say(ours), found.say(peer), found.ratio(ours, peer), limit)


UNITS = {"s": 1.0, "us": 1e-6, "ns": 1e-9}


def _limit(
    found: Found,
    contestant_and_task: tuple[str, str],
    title: str,
    limit: float,
    unit: str,
    *,
    key: str = "seconds",
) -> Bar:
    """A time of ours alone."""
    job = found.job(*contestant_and_task)
    figure = found.figure(job, key)
    if figure is None:
        return Bar(title, found.say(job), "-", None, limit, unit=f" {unit}")
    scaled = Figure(*(x / UNITS[unit] for x in figure))
    return Bar(title, in_seconds(figure.middle), "-", scaled, limit, unit=f" {unit}")
