"""SOM: a map that unfolds over data, neighbours on the map for what is similar (000: 自组织特征映射; 002 §5).

One step shows a sample x to all units. The unit whose weight vector is nearest wins, and it and its neighbours on the
map move towards x (Kohonen 1982; 1990, equations 2 to 4):

    c = argmin ‖x − w‖,   h = exp(−d² / 2σ²) with the distance d from c on the map,   Δw = η h (x − w)

η and σ decay, so that the map first unfolds as a whole, and then settles.

>>> som = SOM(3, 4, 2, rng=0)
>>> fact = next(som.updates([[0.2, 0.8], [0.9, 0.1]], steps=100))
>>> fact.winner, fact.neighbourhood.shape, fact.delta.shape
((1, 0), (3, 4), (3, 4, 2))
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from typing import Any, Self

import numpy as np
from numpy.typing import ArrayLike

from autograd import Value, hints, html_tables
from autograd.nn.checks import real, whole
from autograd.nn.competitive.decay import Decay, decay_function
from autograd.nn.competitive.lattice import Lattice, Unit
from autograd.nn.competitive.map_energy import Weights, energy_of, weight_values
from autograd.nn.competitive.map_measures import (
    UnitMap,
    distances_to,
    lengths_of,
    nearest,
)
from autograd.nn.competitive.samples_only import one_sample, sample_rows
from autograd.nn.competitive.som_update import SomUpdate, move
from autograd.nn.data.prepare import Floats
from autograd.nn.randomness import Randomness, generator

PASSES = 10
"""How often `updates` shows each sample, if the number of steps is not given."""


class SOM(UnitMap):
    """A self-organising map of `rows` × `columns` units for samples of `nin` numbers.

    sigma           σ at the first step, in steps from unit to unit of the map. 0: the winner alone moves (胜者通吃)
    learning_rate   η at the first step, above 0 and at most 1: the winner goes this share of the way to the sample
    topology        "rectangular" or "hexagonal": how units stand; see `autograd.nn.competitive.lattice`
    decay           of η, and of σ unless `sigma_decay` is given: "asymptotic" 1 / (1 + 2t/N) as in MiniSom, which ends
                    at a third, "exponential" exp(−3t/N), "linear" 1 − t/N, "constant", or a function of t/N; t counts
                    the steps from 0, N is the number of steps
    rng             makes the first weights, uniform from −1 to 1; `place` puts them among data

    All measures of `UnitMap` are methods: `winner`, `quantization_error`, `topographic_error`, `distance_map`,
    `win_map`. The state is `weights`; a map can be copied and pickled.
    """

    def __init__(  # noqa: PLR0913  a map, its neighbourhood, its course, its chance
        self,
        rows: int,
        columns: int,
        nin: int,
        *,
        sigma: float = 1.0,
        learning_rate: float = 0.5,
        topology: str = "rectangular",
        decay: str | Decay = "asymptotic",
        sigma_decay: str | Decay | None = None,
        rng: Randomness = None,
    ) -> None:
        lattice = Lattice(whole("rows", rows), whole("columns", columns), topology)
        self.sigma = real("sigma", sigma, least=0, below=math.inf)
        self.learning_rate = real("learning_rate", learning_rate, above=0, most=1)
        decay_function("decay", decay)
        self.decay = decay
        if sigma_decay is not None:
            decay_function("sigma_decay", sigma_decay)
        self.sigma_decay = sigma_decay
        shape = lattice.rows, lattice.columns, whole("nin", nin)
        super().__init__(lattice, generator(rng).uniform(-1.0, 1.0, shape))

    def place(
        self, X: ArrayLike, method: str = "sample", *, rng: Randomness = None
    ) -> Self:
        """Put the first weights among the samples X; returns the map itself.

        method   "sample": each vector is one of the samples, drawn at random. "box": uniform in the box around the
                 samples. "plane": the net lies flat, without a fold, on the plane of the two directions in which the
                 samples spread most, two standard deviations to each side; nothing is drawn
        """
        rows = sample_rows("SOM.place: X", X, self.nin)
        hints.check_option("SOM.place: method", method, ("sample", "box", "plane"))
        shape = self.lattice.rows, self.lattice.columns
        if method == "plane":
            self.weights = _flat_net(rows, *shape)
        elif method == "box":
            low, high = rows.min(axis=0), rows.max(axis=0)
            self.weights = generator(rng).uniform(low, high, (*shape, self.nin))
        else:
            self.weights = rows[generator(rng).integers(len(rows), size=shape)]
        return self

    def updates(
        self,
        X: ArrayLike,
        steps: int | None = None,
        *,
        shuffle: bool = False,
        rng: Randomness = None,
    ) -> Iterator[SomUpdate]:
        """Learn, and tell each step: a generator of `SomUpdate`, whose `delta` was just added to the weights.

        X         samples, (n, nin), shown one after the other, again and again
        steps     N, how many; 10 passes over X if not given
        shuffle   each pass in an order of its own, drawn from `rng`

        η and σ begin anew with each call. Setting `weights` between two steps is allowed.
        """
        rows = sample_rows("SOM: X", X, self.nin)
        count = PASSES * len(rows) if steps is None else whole("steps", steps)
        random = generator(rng) if shuffle else None
        return self._learn(rows, count, random)

    def fit(
        self,
        X: ArrayLike,
        steps: int | None = None,
        *,
        shuffle: bool = False,
        rng: Randomness = None,
    ) -> Self:
        """Go through all `updates`; returns the map itself."""
        for _ in self.updates(X, steps, shuffle=shuffle, rng=rng):
            pass
        return self

    def _learn(
        self, rows: Floats, steps: int, random: np.random.Generator | None
    ) -> Iterator[SomUpdate]:
        rate_left = decay_function("decay", self.decay)
        reach_left = (
            rate_left
            if self.sigma_decay is None
            else decay_function("sigma_decay", self.sigma_decay)
        )
        rows.flags.writeable = False
        order = _order(len(rows), random)
        for t in range(steps):
            sample = next(order)
            x, progress = rows[sample], t / steps
            sigma = self.sigma * reach_left(progress)
            gaps = x - self.weights
            distances = lengths_of(gaps)
            winner = nearest(distances)
            fact = SomUpdate(
                step=t + 1,
                sample=sample,
                x=x,
                samples=rows,
                lattice=self.lattice,
                weights=self.weights,
                learning_rate=self.learning_rate * rate_left(progress),
                sigma=sigma,
                distances=distances,
                winner=winner,
                neighbourhood=neighbourhood(self.lattice, winner, sigma),
            )
            delta = move(gaps, fact.learning_rate, fact.neighbourhood)  # fact.delta
            self._set(self.weights + delta)
            yield fact

    # --- one step as a gradient ---

    def weight_values(self) -> list[list[list[Value]]]:
        """The weights as Values, [row][column][input], parameters with the names w1^(row,column), w2^(row,column), ..."""
        return weight_values(self.weights)

    def energy(
        self,
        x: Sequence[Any],
        weights: Weights | None = None,
        *,
        sigma: float | None = None,
        units: Sequence[Unit] | None = None,
    ) -> Value:
        """E = ½ Σ h ‖x − w‖² for one sample, recorded: the step of the map is Δw = −η ∂E/∂w, with h as it is now.

        x         `nin` numbers or Values
        weights   [row][column][input] Values, `weight_values()` if not given; the winner is that of these numbers
        sigma     σ of the neighbourhood, the map's first one if not given
        units     only these units: their gradients are the same without the others, and the picture is smaller

        >>> som = SOM(2, 2, 1, rng=0)
        >>> w = som.weight_values()
        >>> som.energy([0.5], w).backward()
        >>> fact = next(som.updates([[0.5]], steps=1))
        >>> bool(abs(-fact.learning_rate * w[0][1][0].grad - fact.delta[0, 1, 0]) < 1e-15)
        True
        """
        reach = (
            self.sigma
            if sigma is None
            else real("sigma", sigma, least=0, below=math.inf)
        )
        x = list(x)
        numbers = one_sample("SOM.energy", [float(number) for number in x], self.nin)
        values = self.weight_values() if weights is None else weights
        vectors = _numbers(values, self.weights.shape)
        winner = nearest(distances_to(numbers, vectors))
        h = neighbourhood(self.lattice, winner, reach)
        return energy_of(x, values, h, units)

    def __repr__(self) -> str:
        rows, columns = self.lattice.rows, self.lattice.columns
        return (
            f"SOM({self.nin} → {rows} × {columns} {self.lattice.topology}, "
            f"sigma={self.sigma:g}, learning_rate={self.learning_rate:g})"
        )

    _repr_html_ = html_tables.lines_html


def neighbourhood(lattice: Lattice, winner: Unit, sigma: float) -> Floats:
    """h = exp(−d² / 2σ²) of each unit, (rows, columns), d being how far from the winner it stands on the map.

    >>> neighbourhood(Lattice(1, 3), (0, 0), 1.0).round(2).tolist(), neighbourhood(Lattice(1, 2), (0, 0), 0.0).tolist()
    ([[1.0, 0.61, 0.14]], [[1.0, 0.0]])
    """
    squares = lattice.squared_distances(winner)
    width = 2.0 * sigma * sigma
    if width == 0.0:  # the winner takes it all
        return np.where(squares == 0.0, 1.0, 0.0)
    h: Floats = np.exp(squares / -width)
    return h


def _order(count: int, random: np.random.Generator | None) -> Iterator[int]:
    """Row numbers without end: 0, 1, ..., each pass over again, or in an order of its own."""
    while True:
        yield from (
            range(count) if random is None else random.permutation(count).tolist()
        )


def _flat_net(rows: Floats, down: int, right: int) -> Floats:
    """A flat grid through the mean, along the two main directions; the longer side of the map along the first."""
    mean = rows.mean(axis=0)
    _, lengths, directions = np.linalg.svd(rows - mean, full_matrices=False)
    axes = np.zeros((2, rows.shape[1]))
    for k in range(min(2, len(lengths))):
        turn = np.sign(directions[k][np.abs(directions[k]).argmax()])
        axes[k] = turn * 2.0 * lengths[k] / math.sqrt(len(rows)) * directions[k]
    first, second = axes if down >= right else axes[::-1]
    along, across = _even_steps(down), _even_steps(right)
    net: Floats = mean + along[:, None, None] * first + across[None, :, None] * second
    return net


def _even_steps(count: int) -> Floats:
    """From −1 to 1; 0 for a single one."""
    return np.linspace(-1.0, 1.0, count) if count > 1 else np.zeros(1)


def _numbers(values: Weights, shape: tuple[int, ...]) -> Floats:
    """The numbers of Values in lists."""
    vectors = np.array([[[float(w) for w in unit] for unit in row] for row in values])
    if vectors.shape != shape:
        raise ValueError(
            f"weights must be Values in the shape (rows, columns, nin) = {shape}, got {vectors.shape}"
        )
    return vectors
