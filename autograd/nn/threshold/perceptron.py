"""Perceptron: a threshold unit that learns by moving its line whenever it is wrong (Rosenblatt 1958; 001; 002 §1).

Facts, not gradients: the slope of a step is 0, and the loss relu(−t z), of which the rule is the gradient where z is not 0,
has slope 0 at z = 0, too, so that from w = 0 nothing would ever be learned.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Self

import numpy as np

from autograd import hints, html_tables
from autograd.nn.checks import real, whole
from autograd.nn.given_tables import check_finite
from autograd.nn.models.sample import input_row
from autograd.nn.randomness import Randomness, generator
from autograd.nn.threshold.perceptron_update import PerceptronUpdate
from autograd.nn.threshold.separation import separation
from autograd.nn.threshold.targets import Classes, Floats, labelled
from autograd.nn.threshold.threshold_unit import ThresholdUnit


class Perceptron:
    """y = 1 if w·x + b ≥ 0, else 0 (or −1). At a mistake Δw = η (t − y) x and Δb = η (t − y), from zeros on.

    nin   how many inputs there are
    ties  what is a mistake where z = 0: "output", if the output, 1, is wrong; "mistake", always, as scikit-learn's
          ``Perceptron`` and proofs of Novikoff's bound have it

    y holds 0 and 1 or −1 and 1. The weights become the same: with −1 and 1 the rule is Δw = η t x, half of η (t − y) x.

    >>> from autograd.nn import data
    >>> perceptron = Perceptron(2).fit(*data.gates("and"))
    >>> perceptron.w.tolist(), perceptron.b, perceptron.mistakes
    ([2.0, 1.0], -3.0, [2, 3, 3, 2, 1, 0])
    >>> perceptron.predict([[1, 1], [0, 1]]).tolist()
    [1, 0]
    >>> Perceptron(2).fit(*data.xor(), epochs=1000).converged
    False
    """

    def __init__(self, nin: int, *, ties: str = "output") -> None:
        self.nin = whole("Perceptron: nin", nin)
        hints.check_option("ties", ties, ("output", "mistake"))
        self.ties = ties
        self.w: Floats = np.zeros(self.nin)
        """(nin,)."""
        self.b = 0.0
        self.classes: Classes = (0, 1)
        """The number that is answered below the plane, and the one on and above it: as in the last y."""
        self.mistakes: list[int] = []
        """Changes of the weights in each epoch of the last `updates` or `fit`; the last is 0 if it came to its end."""

    @property
    def converged(self) -> bool:
        """Whether the last epoch was without a mistake."""
        return bool(self.mistakes) and self.mistakes[-1] == 0

    def updates(
        self,
        X: Any,
        y: Any,
        *,
        lr: float = 1.0,
        epochs: int = 100,
        shuffle: bool = False,
        rng: Randomness = None,
    ) -> Iterator[PerceptronUpdate]:
        """A fact for each sample that is looked at, epoch by epoch, until one is without a mistake: at most `epochs`.

        X (samples, nin), y (samples,). It goes on from the weights that there are. `lr` is η; `shuffle` draws a new
        order for each epoch. Arguments are checked at once, before the first fact.
        """
        rows, signs, classes = self._checked(X, y)
        lr = real("lr", lr, above=0, below=np.inf)
        epochs = whole("epochs", epochs)
        chance = generator(rng) if shuffle else None
        return self._updates(rows, signs, classes, lr, epochs, chance)

    def _updates(
        self,
        rows: Floats,
        signs: Floats,
        classes: Classes,
        lr: float,
        epochs: int,
        chance: np.random.Generator | None,
    ) -> Iterator[PerceptronUpdate]:
        self.classes, self.mistakes = classes, []
        step, all_mistakes = 0, 0
        for epoch in range(1, epochs + 1):
            count = len(rows)
            order = range(count) if chance is None else chance.permutation(count)
            self.mistakes.append(0)
            for i in map(int, order):
                step += 1
                x, sign = rows[i], int(signs[i])
                z = float(x @ self.w + self.b)
                direction = sign if self._is_mistake(z, sign) else 0
                self.mistakes[-1] += abs(direction)
                all_mistakes += abs(direction)
                fact = PerceptronUpdate(
                    step=step,
                    sample=i,
                    epoch=epoch,
                    x=x,
                    w=self.w,
                    b=self.b,
                    net_input=z,
                    output=classes[z >= 0],
                    target=classes[sign > 0],
                    direction=direction,
                    lr=lr,
                    mistakes=all_mistakes,
                    classes=classes,
                    X=rows,
                    signs=signs,
                )
                if direction:
                    self.w = self.w + fact.delta_w
                    self.b += fact.delta_b
                yield fact
            if not self.mistakes[-1]:
                return

    def _is_mistake(self, z: float, sign: int) -> bool:
        if z == 0 and self.ties == "mistake":
            return True
        return (z >= 0) != (sign > 0)

    def fit(self, X: Any, y: Any, **options: Any) -> Self:
        """All `updates`, with the same options; returns the perceptron itself. It may end without having `converged`."""
        for _ in self.updates(X, y, **options):
            pass
        return self

    def partial_fit(self, X: Any, y: Any, *, lr: float = 1.0) -> Self:
        """One epoch, from the weights that there are."""
        return self.fit(X, y, lr=lr, epochs=1)

    def decision_function(self, X: Any) -> Floats:
        """(samples,): z = w·x + b of each row of X."""
        rows = _table(X, self.nin)
        net_inputs: Floats = rows @ self.w + self.b
        return net_inputs

    def predict(self, X: Any) -> np.ndarray:
        """(samples,): the class of each row of X, in the code of the y that was learned from; 0 and 1 before."""
        below, above = self.classes
        return np.where(self.decision_function(X) >= 0, above, below)

    def bound(self, X: Any, y: Any) -> float:
        """(R/γ)²: no more mistakes are made from zeros on, in any order of samples (Novikoff 1962); inf if not separable.

        R is the largest length of (x, 1); γ is the margin of the best plane that there is, in the space of (w, b), which
        `separation` finds.
        """
        rows, signs, _ = self._checked(X, y)
        return separation(rows, signs).bound

    def unit(self) -> ThresholdUnit:
        """The unit with these weights as constants and θ = −b: to be drawn, or called on one sample."""
        return ThresholdUnit(self.w.tolist(), threshold=-self.b)

    def __call__(self, x: Any) -> int:
        """The class of one sample of `nin` numbers."""
        row = input_row(x, self.nin, "Perceptron")
        return int(self.predict([[float(number) for number in row]])[0])

    def _checked(self, X: Any, y: Any) -> tuple[Floats, Floats, Classes]:
        rows, signs, classes = labelled(X, y)
        if rows.shape[1] != self.nin:
            raise ValueError(
                f"X must have the shape (samples, {self.nin}) for Perceptron({self.nin}), got {rows.shape}"
            )
        return rows, signs, classes

    def __repr__(self) -> str:
        return f"Perceptron({self.nin} → 1, {sum(self.mistakes)} mistakes in {len(self.mistakes)} epochs)"

    _repr_html_ = html_tables.lines_html


def _table(X: Any, nin: int) -> Floats:
    """Rows to be answered: (samples, nin) finite numbers."""
    try:
        rows = np.asarray(X, dtype=np.float64)
    except (TypeError, ValueError):
        raise TypeError(
            f"X must be a table of real numbers with {nin} columns, got {type(X).__name__}"
        ) from None
    if rows.ndim != 2 or rows.shape[1] != nin:
        raise ValueError(f"X must have the shape (samples, {nin}), got {rows.shape}")
    check_finite(rows, "X")
    return rows
