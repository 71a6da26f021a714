"""What one step of a self-organising map goes down: E = ½ Σ h ‖x − w‖², recorded, so that the step is a chain rule.

With h held as it is, ∂E/∂w = −h (x − w), so that Δw = −η ∂E/∂w is the step of the map. There is no such energy for a
whole training: h jumps where another unit wins (Erwin, Obermayer and Schulten 1992 showed that none exists).
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import autograd
from autograd import Value, scope
from autograd.nn.competitive.lattice import Unit
from autograd.nn.data.prepare import Floats

Weights = Sequence[Sequence[Sequence[Any]]]
"""[row][column][input], Values or numbers."""


def weight_values(weights: Floats) -> list[list[list[Value]]]:
    """[row][column][input]: each weight as a parameter, named w1^(3,2) for input 1 of the unit (3, 2)."""
    return [
        [_vector(vector, (r, c)) for c, vector in enumerate(row)]
        for r, row in enumerate(weights.tolist())
    ]


def energy_of(
    x: Sequence[Any],
    weights: Weights,
    neighbourhood: Floats,
    units: Sequence[Unit] | None = None,
) -> Value:
    """½ Σ h ‖x − w‖² over `units`, or over all of them; h are numbers, x and w Values or numbers."""
    names = [f"x{i}" for i in range(1, len(x) + 1)]
    inputs = [
        number if isinstance(number, Value) else Value(number, name)
        for number, name in zip(x, names)
    ]
    rows, columns = neighbourhood.shape
    chosen = (
        [(r, c) for r in range(rows) for c in range(columns)]
        if units is None
        else checked_units(units, rows, columns)
    )
    terms = []
    for row, column in chosen:
        with scope(f"unit({row},{column})"):
            gaps = [a - w for a, w in zip(inputs, weights[row][column])]
            square = autograd.total([gap * gap for gap in gaps])
            terms.append(0.5 * float(neighbourhood[row, column]) * square)
    energy: Value = autograd.total(terms)
    return energy.named("E")


def checked_units(units: Sequence[Unit], rows: int, columns: int) -> list[Unit]:
    """`units`, or an error for one that the map does not have."""
    found = [(int(row), int(column)) for row, column in units]
    for row, column in found:
        if not (0 <= row < rows and 0 <= column < columns):
            raise ValueError(
                f"there is no unit ({row}, {column}): rows are 0 to {rows - 1}, columns 0 to {columns - 1}"
            )
    if not found:
        raise ValueError("units must be one or more units, (row, column), got none")
    return found


def _vector(numbers: Sequence[float], unit: Unit) -> list[Value]:
    row, column = unit
    return [
        Value(number, f"w{i}^({row},{column})", parameter=True)
        for i, number in enumerate(numbers, 1)
    ]
