"""What a recurrent network holds and lets through while it reads: maps with a column for each step of a sequence.

Vocabulary
    part    what a step computes, by name: "hidden", for an LSTM "cell" and its gates (`autograd.nn` cells' `parts`)
    map     a row for each unit, a column for each step; white is 0, orange below, blue above, or grey from 0 to 1
    mark    + or − on what is more than half of the largest, so that no meaning hangs on colour alone
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from viz.plots.canvas import (
    TICK,
    color_bar,
    finish,
    minus,
    panel,
    plain,
    several,
    two_sided,
)
from viz.plots.points import Array
from viz.theme import DEFAULT, ThemeLike, check_theme

if TYPE_CHECKING:
    from matplotlib.axes import Axes

TITLES = {
    "hidden": "Hidden state over time",
    "cell": "Cell state over time",
}
GATES = ("input", "forget", "output", "candidate", "reset", "update", "new")
"""Parts that are gates, and what they let in."""
SIGNED = ("candidate", "new")
"""Those that are numbers from −1 to 1, and not shares from 0 to 1."""
MOST_NAMES, MOST_MARKS = 60, 40
"""With more steps only some columns are named, and none is marked."""


def state_map(
    model: Any,
    sequence: Any,
    symbols: Sequence[Any] | None = None,
    *,
    part: str | None = None,
    cell: str = "cell",
    title: str = "",
    theme: ThemeLike = DEFAULT,
    ax: Axes | None = None,
) -> Axes:
    """The state of a recurrent network at each step of a sequence: a row for each unit, time from left to right.

    model      an RNN, LSTM or GRU, or a SequenceModel
    sequence   what the model is called with: one sequence
    symbols    what stands below each step, a string or a list; None for 1, 2, ...
    part       "cell" (the memory of an LSTM, its default), "hidden", or a gate by its name
    cell       the name of the cell: "cell", "backward_cell", "cell2", ...

    Returns the Axes. Source: Elman 1990; 000, figure 5.13; 002 §5.
    """
    check_theme(theme)
    steps, names = _traced(model, sequence, symbols, cell, "state_map")
    if part is None:
        part = "cell" if "cell" in steps[0] else "hidden"
    numbers = _numbers(steps, part, "state_map")
    units, count = numbers.shape
    size = (
        min(max(4.8, 0.32 * count + 2.4), 16.0),
        min(max(2.8, 0.36 * units + 1.7), 9.0),
    )
    ax = panel(ax, theme=theme, size=size)
    mesh = _map(ax, numbers, names, signed=True)
    title = title or TITLES.get(part, f"{part.capitalize()} over time")
    finish(ax, title, "step of the sequence", "unit", theme=theme, grid=False)
    color_bar(mesh, ax, "number", lambda x: minus(f"{x:g}"), theme)
    return ax


def gate_strips(
    model: Any,
    sequence: Any,
    symbols: Sequence[Any] | None = None,
    *,
    cell: str = "cell",
    title: str = "Gates over time",
    theme: ThemeLike = DEFAULT,
    ax: Sequence[Axes] | None = None,
) -> list[Axes]:
    """The gates of an LSTM, or of a GRU, at each step of a sequence, as strips one below the other.

    Gates are grey, from 0, white (shut), to 1, dark (open); the candidate, what may be written, is orange below 0 and
    blue above. `ax` is as many Axes as there are strips: four for an LSTM, three for a GRU. For the other arguments see
    `state_map`. Returns the list of Axes. Source: Hochreiter and Schmidhuber 1997; 002 §5.
    """
    check_theme(theme)
    steps, names = _traced(model, sequence, symbols, cell, "gate_strips")
    gates = [gate for gate in GATES if gate in steps[0]]
    if not gates:
        raise ValueError(
            "gate_strips needs an LSTM or a GRU: the cell of an RNN has no gates"
        )
    units, count = _numbers(steps, gates[0], "gate_strips").shape
    size = min(max(5.6, 0.32 * count + 2.6), 16.0), max(1.5, 0.2 * units + 0.9)
    axes = several(ax, len(gates), "gate_strips", columns=1, size=size, theme=theme)
    for strip, gate in zip(axes, gates):
        signed = gate in SIGNED
        mesh = _map(strip, _numbers(steps, gate, "gate_strips"), names, signed=signed)
        is_last = strip is axes[-1]
        below = "step of the sequence" if is_last else ""
        above = title if strip is axes[0] else ""
        finish(strip, above, below, gate, theme=theme, grid=False)
        if not is_last:
            strip.tick_params(labelbottom=False)
        meaning = "written" if signed else "0 shut, 1 open"
        color_bar(
            mesh, strip, meaning, lambda x: minus(f"{x:g}"), theme, ticks=_ends(signed)
        )
    return axes


def _ends(signed: bool) -> list[float]:
    return [-1.0, 0.0, 1.0] if signed else [0.0, 1.0]


def _traced(
    model: Any, sequence: Any, symbols: Sequence[Any] | None, cell: str, name: str
) -> tuple[list[Any], list[str]]:
    """The parts of all steps of a cell, and what to write below each step."""
    recurrent = getattr(model, "recurrent", model)
    if not hasattr(recurrent, "trace"):
        raise TypeError(
            f"{name} needs an RNN, LSTM or GRU, or a SequenceModel, got {type(model).__name__}"
        )
    if recurrent is not model:
        sequence = model.sequence(sequence)
    traced = recurrent.trace(sequence)
    if cell not in traced:
        raise ValueError(
            f"{name}: there is no {cell!r}: choose from {', '.join(traced)}"
        )
    steps = traced[cell]
    names = list(range(1, len(steps) + 1)) if symbols is None else list(symbols)
    if len(names) != len(steps):
        raise ValueError(
            f"{name}: symbols must be one for each of {len(steps)} steps, got {len(names)}"
        )
    return steps, [plain(str(symbol)) for symbol in names]


def _numbers(steps: list[Any], part: str, name: str) -> Array:
    """A part of all steps, (units, steps)."""
    if part not in steps[0]:
        raise ValueError(
            f"{name}: there is no part {part!r}: choose from {', '.join(steps[0])}"
        )
    return np.array([step[part] for step in steps]).T


def _map(ax: Axes, numbers: Array, names: list[str], *, signed: bool) -> Any:
    """Draw numbers (units, steps); signed ones with marks on the large."""
    units, count = numbers.shape
    largest = max(1.0, float(np.abs(numbers).max())) if signed else 1.0
    mesh = ax.imshow(
        numbers,
        cmap=two_sided() if signed else "gray_r",
        vmin=-largest if signed else 0.0,
        vmax=largest,
        aspect="auto",
        interpolation="none",
    )
    every = -(-count // MOST_NAMES)
    places = range(0, count, every)
    ax.set_xticks(places, [names[i] for i in places])
    rows = range(0, units, -(-units // 12))
    ax.set_yticks(rows, [str(i + 1) for i in rows])
    ax.tick_params(length=0)
    if signed and count <= MOST_MARKS:
        for i, k in np.argwhere(np.abs(numbers) > largest / 2).tolist():
            mark = "+" if numbers[i, k] > 0 else "−"
            ax.text(
                k, i, mark, ha="center", va="center", fontsize=TICK, color="#1a1a1a"
            )
    return mesh
