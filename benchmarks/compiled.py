"""Compiled programs side by side with hand-written NumPy, PyTorch, CasADi and BurTorch: their jobs, and their rows.

    MNIST epoch          784-100-10, batch 32, float64, 1,875 steps of gradient descent with their gathering of rows
    record + compile     the graph of one sample of that net, from w*x + ... to a program; memory beside it
    README expression    a batch of 20,000 in one call, per evaluation of value and gradient
    convolution, head    recorded as Python loops of scalars; value and gradient of a batch of 32
    LSTM                 recorded with dot; value and gradient of a batch of 32, and what building it costs
    encoder layer        of a Transformer, 8 tokens of 16 numbers, 4 heads, a batch of 32; causal, too
    LeNet, U-Net         networks of images, of layers of `autograd.nn`, a batch of 32; recording beside it
    RBF                  64 inputs, 50 centres, 10 outputs, a batch of 200, distances as they stand and as a product
    SOM                  steps of a self-organizing map, no compiled program: facts beside MiniSom, which has none
    microgpt             a GPT that learns names one at a time and writes them, against loops in plain Python

What is measured, and against what, is said in `benchmarks.network`, `convolution`, `attention`, `images`, `lstm`,
`encoder`, `radial`, `maps`, `microgpt`, `expression` and `growth`. A quick run does all of it in small sizes.
"""

from __future__ import annotations

from collections.abc import Mapping
from itertools import product
from pathlib import Path
from typing import Any

from benchmarks import expression, growth
from benchmarks.bars import Bar, Found
from benchmarks.runner import Figure, Job, in_seconds, ratio

MODULE = "benchmarks.sides"
EPOCH, EVALUATIONS, SAMPLES, IMAGE, TOKENS, MOMENTS = 60_000, 20_000, 50, 28, 16, 100
ENCODER, CAUSAL, WORDS = "encoder layer", "encoder layer, causal", 8
LSTM = "LSTM, {0} moments, 8 to 32"
CENTRES = 50
GIVEN_UP = {"chain, compiled": 10**5}  # beyond that, the worst case only takes time


def _jobs(task: str, size: int, repeats: int, *names: str) -> list[Job]:
    return [Job(name, task, size, repeats, MODULE) for name in names]


def plan(quick: bool) -> list[Job]:
    """The jobs of a round that have a bar or are a reference; what is compared stands side by side."""
    epoch, repeats = (960, 2) if quick else (EPOCH, 5)
    return [
        *_jobs("epoch", epoch, repeats, "ours", "numpy", "torch"),
        *_jobs("record and compile", 1, 1, "ours"),
        *_jobs(
            "expression, compiled",
            2000 if quick else EVALUATIONS,
            50 if not quick else 3,
            "ours",
            "casadi",
        ),
        *_jobs(
            "small net, compiled", SAMPLES, 200 if not quick else 3, "ours", "casadi"
        ),
        *_jobs(
            "convolution",
            12 if quick else IMAGE,
            200 if not quick else 3,
            "ours",
            "numpy",
        ),
        *_jobs("attention", TOKENS, 200 if not quick else 3, "ours", "numpy"),
        *_jobs("lstm", *((8, 3) if quick else (MOMENTS, 50)), "ours", "numpy", "torch"),
        *_jobs("lstm, built", 8 if quick else MOMENTS, 1, "ours"),
        *_jobs(
            "LeNet",
            14 if quick else IMAGE,
            3 if quick else 50,
            "ours",
            "numpy",
            "torch",
        ),
        *_jobs(
            "U-Net", 8 if quick else 16, 3 if quick else 50, "ours", "numpy", "torch"
        ),
        *_jobs("LeNet, record", 14 if quick else IMAGE, 1, "ours"),
        *_jobs("LeNet, record plain", 14 if quick else IMAGE, 1, "ours"),
        *_jobs(ENCODER, WORDS, 3 if quick else 200, "ours", "numpy", "torch"),
        *_jobs(CAUSAL, WORDS, 3 if quick else 200, "ours", "numpy", "torch"),
        *_jobs("RBF", CENTRES, 3 if quick else 50, "ours", "numpy"),
        *_jobs("RBF, product", CENTRES, 3 if quick else 50, "ours", "numpy"),
        *_jobs("SOM", *((50, 2) if quick else (3000, 5)), "ours", "minisom"),
        *_jobs("microgpt", 1, 300 if not quick else 3, "ours"),
        *_jobs("microgpt", 1, 20 if not quick else 2, "ours, eager", "plain Python"),
        *_jobs("microgpt", 8, 100 if not quick else 3, "ours"),
        *_jobs("microgpt, writing", 16, 20 if not quick else 2, "ours", "ours, eager"),
    ]


def sweep(quick: bool) -> list[Job]:
    """The jobs of a round that show how cost grows."""
    widths, batches, nodes = (
        [10, 30, 100, 300, 1000, 2000],
        [1, 10, 100, 1000, 10**4],
        [10**3, 10**4, 10**5, 10**6],
    )
    if quick:
        widths, batches, nodes = [10, 30, 100], [1, 10, 100], [10**3, 10**4]
    jobs = [job for size in widths for job in _jobs("width", size, 20, "ours", "numpy")]
    jobs += [
        job for size in batches for job in _jobs("batch", size, 20, "ours", "numpy")
    ]
    for task in ("irregular", "chain, compiled"):
        jobs += [
            job
            for n in nodes
            if n <= GIVEN_UP.get(task, n)
            for job in _jobs(task, n, 3 if n > 10**5 else 10, "ours")
        ]
    return jobs


def burtorch_rounds(binary: Path | None, rounds: int) -> list[float]:
    """Seconds for an evaluation, one for each round; [] if there is no binary."""
    return (
        [expression.burtorch(binary)["seconds"] for _ in range(rounds)]
        if binary
        else []
    )


def bars(found: Found, burtorch: list[float]) -> list[Bar]:
    """The rows of the compiled engine."""
    ours, epoch = found.job("ours", "epoch"), found.get("numpy", "epoch")
    note = found.results[ours][0].get("note", "MNIST")
    title = f"epoch 784-100-10 on {note}, compiled"
    if ours.size != EPOCH:
        title = f"epoch 784-100-10 on {ours.size} samples of {note}, compiled"
    assert epoch
    rows = [
        Bar(
            f"{title}, ours / hand-written NumPy",
            *_pair(found, ours, epoch),
            1.2,
            aim=1.05,
        ),
        Bar(
            f"{title}, ours / PyTorch CPU",
            *_pair(found, ours, found.job("torch", "epoch")),
            1.0,
        ),
        _seconds(
            found, "record and compile", "both", "record + compile 784-100-10", 1.5
        ),
        _megabytes(
            found,
            "record and compile",
            "record + compile 784-100-10, peak memory",
            400.0,
        ),
        _expression(found, burtorch),
    ]
    for task, title, limit in (
        ("convolution", "5x5 convolution, 4 kernels on {0} x {0}", 1.5),
        ("attention", "attention head, {0} tokens", 1.5),
        ("lstm", LSTM, 1.1),
        ("RBF", "RBF 64-{0}-10, distances as differences", 1.0),
        ("RBF, product", "RBF 64-{0}-10, distances as a product", 1.0),
    ):
        job = found.job("ours", task)
        pair = _pair(found, job, found.job("numpy", task))
        rows.append(
            Bar(
                f"{title.format(job.size)}, compiled, ours / hand-written NumPy",
                *pair,
                limit,
            )
        )
    lstm = found.job("ours", "lstm")
    title = LSTM.format(lstm.size)
    peer = _pair(found, lstm, found.job("torch", "lstm"))
    rows.append(Bar(f"{title}, compiled, ours / PyTorch CPU", *peer, 1.0))
    title = f"{title}, record + compile + first call"
    rows.append(_seconds(found, "lstm, built", "seconds", title, 2.5))
    rows += _images(found)
    rows += _encoders(found)
    som = found.job("ours", "SOM")
    title = "self-organizing map, 12 x 12 units, 64 inputs, a step with its fact, ours / MiniSom"
    rows.append(Bar(title, *_pair(found, som, found.job("minisom", "SOM")), 1.0))
    ours, plain = (
        found.job("ours", "microgpt", 1),
        found.job("plain Python", "microgpt"),
    )
    title = "microgpt, training step, compiled, plain Python / ours"
    times = found.ratio(plain, ours)
    rows.append(
        Bar(title, found.say(ours), found.say(plain), times, 130.0, at_least=True)
    )
    eager = found.job("ours, eager", "microgpt")
    title = "microgpt, training step, only the class replaced, plain Python / ours"
    said, times = found.say(eager), found.ratio(plain, eager)
    rows.append(Bar(title, said, found.say(plain), times, 10.0, at_least=True))
    return rows


def _images(found: Found) -> list[Bar]:
    """LeNet and a U-Net: a batch against PyTorch and hand-written NumPy, and how long recording takes."""
    rows = []
    for task in ("LeNet", "U-Net"):
        job = found.job("ours", task)
        title = f"{task} on {job.size} x {job.size}, compiled, ours"
        numpy, torch = found.job("numpy", task), found.job("torch", task)
        rows.append(
            Bar(f"{title} / hand-written NumPy", *_pair(found, job, numpy), 1.5)
        )
        rows.append(Bar(f"{title} / PyTorch CPU", *_pair(found, job, torch), 1.3))
    title, plain = "record + compile LeNet", "LeNet, record plain"
    rows.append(_seconds(found, "LeNet, record", "both", f"{title}, fused", 1.2))
    rows.append(_seconds(found, plain, "both", f"{title}, every product", 6.0))
    rows.append(_megabytes(found, plain, f"{title}, every product, peak memory", 400.0))
    return rows


def _encoders(found: Found) -> list[Bar]:
    """A Transformer's encoder layer beside PyTorch's; the NumPy that somebody wrote for it has no bar."""
    rows = []
    for task in (ENCODER, CAUSAL):
        job = found.job("ours", task)
        title = f"{task}, {job.size} tokens, compiled, ours /"
        torch = _pair(found, job, found.job("torch", task))
        numpy = _pair(found, job, found.job("numpy", task))
        rows.append(Bar(f"{title} PyTorch CPU", *torch, 0.8))
        rows.append(Bar(f"{title} hand-written NumPy", *numpy))
    return rows


def growth_bars(found: Found) -> list[Bar]:
    """The rows about the largest graph without order."""
    size = found.sizes("irregular")[-1]
    name = f"{size:,} irregular nodes"
    return [
        _seconds(found, "irregular", "compile", f"{name}, compile", 30.0, size),
        _megabytes(
            found,
            "irregular",
            f"{name}, record + compile + run, peak memory",
            2000.0,
            size,
        ),
    ]


def references(found: Found) -> list[Bar]:
    """The rows without a bar."""
    rows = []
    for task, title in (
        (
            "expression, compiled",
            "README expression, batch of {0:,}, per evaluation, ours / CasADi SX",
        ),
        (
            "small net, compiled",
            "2-16-16-1 net, {0} samples, per sample, ours / CasADi SX",
        ),
    ):
        job = found.job("ours", task)
        ours, peer, figure = _pair(found, job, found.job("casadi", task))
        rows.append(Bar(title.format(job.size), ours, peer, figure))
    return [*rows, *_microgpt(found)]


def _microgpt(found: Found) -> list[Bar]:
    """A GPT: what a batch, the eager engine and a program for one token are worth."""
    one, eight = (found.job("ours", "microgpt", size) for size in (1, 8))
    rows = []
    for title, ours, peer in (
        ("step of 8 names, per name, ours / of one", eight, one),
        ("step, ours / eager", one, found.job("ours, eager", "microgpt")),
        (
            "writing, per letter, ours / eager",
            found.job("ours", "microgpt, writing"),
            found.job("ours, eager", "microgpt, writing"),
        ),
    ):
        rows.append(Bar(f"microgpt, {title}", *_pair(found, ours, peer)))
    return rows


def all_times(found: Found) -> list[list[str]]:
    """Beside the table: what else was measured; task, size, and for ours record, compile, run and memory."""
    rows = []
    for task in ("width", "batch", "irregular", "chain, compiled"):
        for size in found.sizes(task):
            job = found.job("ours", task, size)
            parts = [found.figure(job, key) for key in ("record", "compile", "seconds")]
            cells = [in_seconds(part.middle) if part else "-" for part in parts]
            megabytes = found.figure(job, "megabytes")
            peer = found.say(found.get("numpy", task, size))
            rows.append(
                [
                    task,
                    f"{size:,}",
                    *cells,
                    f"{megabytes.middle:.3g} MB" if megabytes else "-",
                    peer,
                ]
            )
    return rows


def growth_data(
    found: Found,
) -> dict[str, dict[str, dict[str, list[tuple[float, Figure]]]]]:
    """For the plots: task -> contestant -> record, compile, run or memory -> (size, figure) pairs."""
    keys = {
        "record": "record",
        "compile": "compile",
        "run": "seconds",
        "memory": "megabytes",
    }
    data: dict[str, Any] = {}
    for task, contestants in growth.SIDES.items():
        for contestant, (name, key) in product(contestants, keys.items()):
            points = figures_by_size(found, contestant, task, key)
            if points:
                data.setdefault(task, {}).setdefault(contestant, {})[name] = points
    return data


def figures_by_size(
    found: Found, contestant: str, task: str, key: str
) -> list[tuple[float, Figure]]:
    """What was measured of a contestant at a task, from the smallest size to the largest."""
    sizes = sorted(job.size for job in found.results if job[:2] == (contestant, task))
    figures = [found.figure(found.job(contestant, task, size), key) for size in sizes]
    return [(size, figure) for size, figure in zip(sizes, figures) if figure]


# --- rows -----------------------------------------------------------------------------------------------------------


def _pair(found: Found, ours: Job, peer: Job) -> tuple[str, str, Figure | None]:
    return found.say(ours), found.say(peer), found.ratio(ours, peer)


def _seconds(
    found: Found, task: str, key: str, title: str, limit: float, size: int | None = None
) -> Bar:
    figure = found.figure(found.job("ours", task, size), key)
    assert figure
    return Bar(title, in_seconds(figure.middle), "-", figure, limit, unit=" s")


def _megabytes(
    found: Found, task: str, title: str, limit: float, size: int | None = None
) -> Bar:
    figure = found.figure(found.job("ours", task, size), "megabytes")
    assert figure
    return Bar(title, f"{figure.middle:.3g} MB", "-", figure, limit, unit=" MB")


def _expression(found: Found, burtorch: list[float]) -> Bar:
    ours = found.job("ours", "expression, compiled")
    title = (
        f"README expression, batch of {ours.size:,}, per evaluation, ours / BurTorch"
    )
    return beside_burtorch(found, ours, burtorch, title, 0.5)


def beside_burtorch(
    found: Found, ours: Job, burtorch: list[float], title: str, limit: float | None
) -> Bar:
    """A row with BurTorch as the peer: what its binary said in each round, or what was published."""
    times = found.column(ours)
    peer = Figure.of(burtorch or [expression.PUBLISHED]).middle
    said = in_seconds(peer) + ("" if burtorch else " (published, not run here)")
    figure = ratio(times, burtorch or [peer] * len(times)) if times else None
    return Bar(title, found.say(ours), said, figure, limit)


def facts(found: Found) -> Mapping[str, object]:
    """For JSON: what is worth saying about how it was measured."""
    from benchmarks import memory

    return {"megabytes": memory.METHOD, "burtorch published": expression.PUBLISHED}
