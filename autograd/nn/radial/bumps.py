"""Bumps: the hidden units of an RBF network, recorded as Values (000: 高斯径向基函数).

Vocabulary
    bump   ρ(x, c) = exp(−β ‖x − c‖²): 1 at its centre c, and smaller with the distance from it, in all directions
    form   how ‖x − c‖² is recorded: as it stands, or as x·x + c·c − 2 x·c
"""

from __future__ import annotations

from typing import Any

from autograd import scope, total
from autograd.nn.models.module import Module
from autograd.nn.models.sample import input_row, new_parameters, weighted_sum

FORMS = ("difference", "product")


class Bump(Module):
    """exp(−β ‖x − c‖²) of one sample, with its centre c and β = exp(log β), which no training can make negative."""

    def __init__(self, nin: int, *, fused: bool = True, form: str = FORMS[0]) -> None:
        self.fused, self.form = fused, form
        self.centre = new_parameters(f"c{i}" for i in range(1, nin + 1))
        self.log_beta = new_parameters(["log_beta"])[0]

    def __call__(self, x: Any, square: Any = None) -> Any:
        """One Value. `square` is x·x, which bumps in product form share."""
        row = input_row(x, len(self.centre), "Bump")
        beta = self.log_beta.exp()
        return (-(beta * self._squared_distance(row, square))).exp()

    def _squared_distance(self, x: list[Any], square: Any) -> Any:
        """Σ (x − c)², or x·x + c·c − 2 x·c."""
        if self.form == "product":
            if square is None:
                square = weighted_sum(x, x, fused=self.fused)
            own = weighted_sum(self.centre, self.centre, fused=self.fused)
            both = weighted_sum(self.centre, x, fused=self.fused)
            return square + own - 2.0 * both
        squares = [(a - c) ** 2 for a, c in zip(x, self.centre)]
        if self.fused and len(squares) > 1:
            return total(squares)
        return sum(squares[1:], squares[0])

    def __repr__(self) -> str:
        return self._head()


class RadialLayer(Module):
    """`q` bumps of the same `nin` inputs, in the scopes bump1, bump2, ...: the hidden layer of an RBF network."""

    def __init__(
        self, nin: int, q: int, *, fused: bool = True, form: str = FORMS[0]
    ) -> None:
        self.nin, self.form, self.fused = nin, form, fused
        self.bumps: list[Bump] = []
        for i in range(1, q + 1):
            with scope(f"bump{i}"):
                self.bumps.append(Bump(nin, fused=fused, form=form))

    def __call__(self, x: Any) -> list[Any]:
        """The bumps' values for one sample, a list of `q` Values."""
        row = input_row(x, self.nin, "RadialLayer")
        square = None
        if self.form == "product":
            square = weighted_sum(row, row, fused=self.fused)
        values = []
        for i, bump in enumerate(self.bumps, 1):
            with scope(f"bump{i}"):
                values.append(bump(row, square))
        return values

    def extra_repr(self) -> str:
        return f"{self.nin} → {len(self.bumps)}"

    def __repr__(self) -> str:
        return self._head()  # the bumps are all alike
