"""ThresholdUnit: 1 where w1 x1 + w2 x2 + ... reaches a threshold θ, else 0: a neuron that computes logic (004; 001, TLU).

The weights are constants that somebody chose, as for the logic of McCulloch and Pitts (1943): nothing is learned here, and
the slope of a step is 0 wherever it has one. `Perceptron` has weights that change.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import product
from typing import Any, Final

from autograd import Value, dot, step
from autograd.nn.checks import real
from autograd.nn.models.module import Module
from autograd.nn.models.sample import input_row

MOST_INPUTS: Final = 16
"""Truth tables have 2 to the number of inputs rows."""


class ThresholdUnit(Module):
    """y = 1 if w1 x1 + ... + wn xn ≥ θ, else 0. At the threshold itself it is 1 (McCulloch and Pitts 1943; 001 and 004).

    weights     one number for each input; negative ones inhibit
    threshold   θ; a neuron with a bias has b = −θ
    names       of the inputs, as drawings show them; x1, x2, ... by default

    >>> both, either = ThresholdUnit([1, 1], threshold=2), ThresholdUnit([1, 1], threshold=1)
    >>> no = ThresholdUnit([-1], threshold=0)
    >>> [both(x).data for x in ([0, 0], [0, 1], [1, 0], [1, 1])], no(0).data
    ([0.0, 0.0, 0.0, 1.0], 1.0)
    >>> either
    ThresholdUnit(1·x1 + 1·x2 ≥ 1)

    A call records a graph, so ``viz.draw(both([1, 0]))`` shows weights, net input and θ. Units go into each other:

    >>> differ = ThresholdUnit([1, -1], threshold=1)
    >>> [differ([either(x), both(x)]).data for x in ([0, 0], [0, 1], [1, 0], [1, 1])]
    [0.0, 1.0, 1.0, 0.0]
    """

    def __init__(
        self,
        weights: Sequence[float],
        *,
        threshold: float,
        names: Sequence[str] | None = None,
    ) -> None:
        numbers = _numbers(weights)
        θ = real("ThresholdUnit: threshold", threshold)
        self.nin = len(numbers)
        self.names = _names(names, self.nin)
        self.w = [Value(w, f"w{i}") for i, w in enumerate(numbers, 1)]
        self.threshold = Value(θ, "θ")

    def __call__(self, x: Any) -> Value:
        """1.0 or 0.0 as a Value, for one sample of `nin` numbers or Values."""
        row = input_row(x, self.nin, "ThresholdUnit")
        for i, name in enumerate(self.names):
            if not isinstance(row[i], Value):
                row[i] = Value(row[i], name)
        z = dot(self.w, row)
        z.label = z.label or "z"
        # z + (−θ) inside of one sum could be rounded to the other side of 0; z − θ never is
        output: Value = step(z - self.threshold)
        return output

    def truth_table(self) -> list[tuple[tuple[int, ...], int]]:
        """(inputs, output) for all inputs of zeros and ones, in the order in which one counts.

        >>> ThresholdUnit([1, 1], threshold=2).truth_table()
        [((0, 0), 0), ((0, 1), 0), ((1, 0), 0), ((1, 1), 1)]
        """
        if self.nin > MOST_INPUTS:
            raise ValueError(
                f"truth_table: {self.nin} inputs have 2^{self.nin} rows; at most {MOST_INPUTS} inputs are written out"
            )
        every = product((0, 1), repeat=self.nin)
        return [(bits, int(self(bits).data)) for bits in every]

    def __repr__(self) -> str:
        products = [f"{w.data:g}·{name}" for w, name in zip(self.w, self.names)]
        net_input = " + ".join(products).replace("+ -", "− ")
        return f"ThresholdUnit({net_input} ≥ {self.threshold.data:g})".replace("-", "−")


def _numbers(weights: Any) -> list[float]:
    """The weights as floats."""
    if hasattr(weights, "tolist"):  # a NumPy row
        weights = weights.tolist()
    if isinstance(weights, str) or not hasattr(weights, "__iter__"):
        raise TypeError(
            f"ThresholdUnit: weights must be a list with a number for each input, such as [1, 1], got {weights!r}"
        )
    numbers = []
    for i, w in enumerate(weights):
        numbers.append(real(f"ThresholdUnit: weights[{i}]", w))
    if not numbers:
        raise ValueError(
            "ThresholdUnit: weights must have a number for each input, such as [1, 1], got none"
        )
    return numbers


def _names(names: Any, count: int) -> list[str]:
    """The names of the inputs."""
    if names is None:
        return [f"x{i}" for i in range(1, count + 1)]
    if isinstance(names, str):
        raise TypeError(
            f"ThresholdUnit: names must be a list of {count} texts, got the one text {names!r}"
        )
    given = list(names)
    if len(given) != count or not all(isinstance(name, str) for name in given):
        raise ValueError(
            f"ThresholdUnit: names must be {count} texts, one for each weight, got {given!r}"
        )
    return given
