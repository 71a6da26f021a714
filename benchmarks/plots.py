"""How cost grows, as pictures for a wall: both axes logarithmic, few lines, a colour and a marker for each.

The colours are those of Okabe and Ito, which all readers tell apart; the markers do it without colour. Points are
medians over the rounds, bars from the lowest to the highest round.
"""

from __future__ import annotations

import io
from collections.abc import Callable, Mapping, Sequence
from math import ceil, floor, log10
from typing import Any, NamedTuple

from benchmarks.runner import Figure, in_seconds

Points = Sequence[tuple[float, Figure]]
Data = Mapping[str, Mapping[str, Mapping[str, Points]]]
"""task -> contestant -> what was measured ("record", "compile", "run", "memory") -> points."""


class Line(NamedTuple):
    """A line of a picture: where its points are, and its looks."""

    task: str
    contestant: str
    measured: str
    name: str
    colour: str
    marker: str
    dashed: bool = False


class Picture(NamedTuple):
    """One pair of axes."""

    title: str
    x: str
    y: str
    lines: Sequence[Line]
    says: str
    """For those who cannot see it."""


BLUE, ORANGE, GREEN, VERMILION, PURPLE = (
    "#0072B2",
    "#E69F00",
    "#009E73",
    "#D55E00",
    "#CC79A7",
)
RUN = "value and gradient"
PICTURES = (
    Picture(
        "Width of the net",
        "neurons in the hidden layer of 64-width-10",
        "seconds",
        (
            Line("width", "ours", "record", "record", ORANGE, "s"),
            Line("width", "ours", "compile", "compile", GREEN, "^"),
            Line("width", "ours", "run", f"{RUN}, batch of 32", BLUE, "o"),
            Line(
                "width",
                "numpy",
                "run",
                "the same, hand-written NumPy",
                VERMILION,
                "x",
                dashed=True,
            ),
        ),
        "Seconds to record, to compile and for one value and gradient against the width of the net",
    ),
    Picture(
        "Batch",
        "samples in a batch, net 64-100-10",
        f"seconds for one {RUN}",
        (
            Line("batch", "ours", "run", "ours, compiled", BLUE, "o"),
            Line(
                "batch",
                "numpy",
                "run",
                "hand-written NumPy",
                VERMILION,
                "x",
                dashed=True,
            ),
        ),
        "Seconds for one value and gradient against the batch, ours and hand-written NumPy",
    ),
    Picture(
        "Graphs without order",
        "recorded operations",
        "seconds",
        (
            Line("irregular", "ours", "record", "record, irregular", ORANGE, "s"),
            Line("irregular", "ours", "compile", "compile, irregular", GREEN, "^"),
            Line("irregular", "ours", "run", f"{RUN}, irregular", BLUE, "o"),
            Line(
                "chain, compiled",
                "ours",
                "compile",
                "compile, chain",
                PURPLE,
                "v",
                dashed=True,
            ),
            Line(
                "chain, compiled",
                "ours",
                "run",
                f"{RUN}, chain",
                VERMILION,
                "D",
                dashed=True,
            ),
        ),
        "Seconds to record, to compile and for one value and gradient against the number of recorded operations",
    ),
    Picture(
        "Memory",
        "recorded operations",
        "MB: record + compile + run",
        (
            Line("irregular", "ours", "memory", "irregular", BLUE, "o"),
            Line(
                "chain, compiled",
                "ours",
                "memory",
                "chain",
                VERMILION,
                "D",
                dashed=True,
            ),
        ),
        "Megabytes to record, compile and run against the number of recorded operations",
    ),
)
TEXT = 17  # points, on a picture of 10 inches: read from the last row


def draw(picture: Picture, data: Data) -> str | None:
    """The picture as SVG, its letters drawn as shapes; None if there are no points for it."""
    import matplotlib
    from matplotlib.figure import Figure as Canvas

    lines = [
        (line, data.get(line.task, {}).get(line.contestant, {}).get(line.measured, ()))
        for line in picture.lines
    ]
    if not any(points for _, points in lines):
        return None
    settings: dict[str, Any] = {
        "font.size": TEXT,
        "svg.fonttype": "path",
        "svg.hashsalt": picture.title,
    }
    with matplotlib.rc_context(settings):  # type: ignore[arg-type]
        canvas = Canvas(figsize=(10, 8), layout="constrained")
        axes = canvas.add_subplot(
            xscale="log", yscale="log", xlabel=picture.x, ylabel=picture.y
        )
        axes.set_title(picture.title, fontsize=TEXT + 5, fontweight="bold", pad=14)
        for line, points in lines:
            if points:
                _plot(axes, line, points)
        _scale(axes, in_seconds if picture.y.startswith("seconds") else _plain)
        canvas.legend(loc="outside lower center", ncols=2, frameon=False)
        file = io.StringIO()
        canvas.savefig(file, format="svg", metadata={"Date": None, "Creator": None})
    return file.getvalue()


def _scale(axes: Any, spelled: Callable[[float], str]) -> None:
    """Whole powers of ten at both ends of the vertical axis, numbers as people say them: 10 ms, 1,000."""
    from matplotlib.ticker import FuncFormatter, LogLocator, NullFormatter

    low, high = axes.get_ylim()
    axes.set_ylim(10 ** floor(log10(low)), 10 ** ceil(log10(high)))
    for axis, text in ((axes.xaxis, _plain), (axes.yaxis, spelled)):
        axis.set_major_locator(LogLocator(10, numticks=12))
        axis.set_major_formatter(
            FuncFormatter(
                lambda x, _, text=text: text(float(f"{x:.6g}")).replace("us", "µs")
            )
        )
        axis.set_minor_formatter(NullFormatter())
    axes.grid(which="major", color="#cccccc")
    axes.set_axisbelow(True)
    axes.spines[["top", "right"]].set_visible(False)


def _plain(x: float) -> str:
    return f"{x:,.10g}"


def _plot(axes: Any, line: Line, points: Points) -> None:
    sizes, figures = zip(*points)
    middles = [figure.middle for figure in figures]
    spread = [
        [figure.middle - figure.low for figure in figures],
        [figure.high - figure.middle for figure in figures],
    ]
    axes.errorbar(
        sizes,
        middles,
        yerr=spread,
        fmt="none",
        ecolor=line.colour,
        elinewidth=2,
        capsize=5,
    )
    axes.plot(
        sizes,
        middles,
        label=line.name,
        color=line.colour,
        marker=line.marker,
        linestyle="--" if line.dashed else "-",
        linewidth=3,
        markersize=11,
        markeredgewidth=3 if line.marker == "x" else 0,
    )
