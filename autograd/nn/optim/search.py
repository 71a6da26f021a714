"""Ways out of local minima that 000 lists (“跳出”局部极小的常见策略): other starts, annealing, evolution.

Vocabulary
    objective   a function without arguments: the loss for what the parameters are now, a Value or a number
    parameters  Values, or the vector of a compiled program; the best that was found is in them in the end
    Found       the loss of the best, and the losses on the way

The fourth way, random perturbation, is an optimiser: `autograd.nn.optim.randomised.Perturbed`. Gradients are needed by
none of those here; a loss that is nan counts as infinitely bad.

>>> x = Value(1.0)
>>> found = anneal(lambda: (x * x - 1) ** 2 + 0.3 * x, [x], steps=300, scale=0.5, rng=0)
>>> round(found.loss, 2), round(x.data, 1)
(-0.31, -1.0)
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from typing import Any, NamedTuple, TypeVar

import numpy as np

from autograd import Value, html_tables, no_grad
from autograd.nn.checks import real, whole
from autograd.nn.optim.base import Vector, gather, parameter_list, write_data
from autograd.nn.randomness import Randomness, generator

M = TypeVar("M")
Objective = Callable[[], Any]


class Found(NamedTuple):
    """The result of a search: `loss` of the best parameters, and `losses` on the way, one for each step."""

    loss: float
    losses: list[float]

    def _repr_html_(self) -> str:
        return html_tables.fields_html(self)


class Restarts(NamedTuple):
    """The result of `restarts`: the best `model`, its `loss`, and the `losses` of all runs in order."""

    model: Any
    loss: float
    losses: list[float]

    def _repr_html_(self) -> str:
        return html_tables.fields_html(self)


def restarts(
    make_model: Callable[[np.random.Generator], M],
    train: Callable[[M], Any],
    n: int,
    *,
    rng: Randomness = None,
) -> Restarts:
    """Train from n different starts and keep the best.

    Source: Martí 2003; 000: 不同的初始参数; 001, example 2 from different starts.

    ``make_model(rng)`` makes a model from the generator that it is given, ``train(model)`` trains it and returns its
    loss: a number, or a Value. Every run has its own stream, so run k starts the same whatever n is.
    """
    models, losses = [], []
    for stream in generator(rng).spawn(whole("n", n)):
        model = make_model(stream)
        losses.append(_number(train(model)))
        models.append(model)
    best = int(np.argmin(losses))
    return Restarts(models[best], losses[best], losses)


def anneal(
    objective: Objective,
    params: Sequence[Value] | Vector,
    *,
    steps: int = 1000,
    scale: float = 0.1,
    temperature: float = 1.0,
    cooling: float = 0.99,
    rng: Randomness = None,
) -> Found:
    """Simulated annealing (Kirkpatrick, Gelatt and Vecchi 1983; 000: 模拟退火).

    Each step proposes to move all parameters by normal noise of standard deviation `scale`. A better loss is accepted,
    one that is worse by d with the probability exp(−d / T) (Metropolis); T starts at `temperature` and is multiplied by
    `cooling` after each step. `losses` has the loss of the current point after each step.
    """
    steps, scale = whole("steps", steps), real("scale", scale, above=0, below=math.inf)
    t = real("temperature", temperature, above=0, below=math.inf)
    cooling = real("cooling", cooling, above=0, most=1)
    random, loss_at = generator(rng), _Landscape(objective, params)
    x, losses = loss_at.best, []
    loss = loss_at(x)
    for _ in range(steps):
        proposal = x + scale * random.standard_normal(x.size)
        proposed = loss_at(proposal)
        if proposed <= loss or (
            t > 0 and random.random() < math.exp((loss - proposed) / t)
        ):
            x, loss = proposal, proposed
        losses.append(loss)
        t *= cooling
    return Found(loss_at.settle(), losses)


def evolve(
    objective: Objective,
    params: Sequence[Value] | Vector,
    *,
    parents: int = 5,
    offspring: int = 35,
    generations: int = 50,
    scale: float = 1.0,
    rng: Randomness = None,
) -> Found:
    """A (mu, lambda) evolution strategy: mu `parents`, lambda `offspring` (Beyer and Schwefel 2002; 000: 演化算法).

    Each child is the mean of two parents drawn at random plus normal noise. The size of the noise is inherited, too:
    `scale` at first, multiplied by exp(normal / sqrt(2 n)) for each child, so that a good size survives. The best mu
    children are the next parents; parents die. `losses` has the best child's loss in each generation.
    """
    mu, children = whole("parents", parents), whole("offspring", offspring)
    if children <= mu:
        raise ValueError(
            f"offspring must be more than parents, or there is no selection: got {offspring} and {parents}"
        )
    generations, scale = (
        whole("generations", generations),
        real("scale", scale, above=0, below=math.inf),
    )
    random, loss_at = generator(rng), _Landscape(objective, params)
    start, losses = loss_at.best, []
    loss_at(start)
    points, scales = np.tile(start, (mu, 1)), np.full(mu, scale)
    for _ in range(generations):
        pairs = random.integers(mu, size=(children, 2))
        drift = random.standard_normal(children) / math.sqrt(2 * start.size)
        born_scales = scales[pairs].mean(axis=1) * np.exp(drift)
        noise = random.standard_normal((children, start.size))
        born = points[pairs].mean(axis=1) + born_scales[:, None] * noise
        losses_born = np.array([loss_at(child) for child in born])
        fittest = np.argsort(losses_born, kind="stable")[:mu]
        points, scales = born[fittest], born_scales[fittest]
        losses.append(float(losses_born[fittest[0]]))
    return Found(loss_at.settle(), losses)


class _Landscape:
    """The objective as a function of the vector of parameters, which remembers the best point."""

    def __init__(self, objective: Objective, params: Sequence[Value] | Vector) -> None:
        if not callable(objective):
            raise TypeError(
                f"objective must be a function without arguments that returns the loss, got {objective!r}"
            )
        self.objective = objective
        self.params: list[Value] | Vector
        if isinstance(params, np.ndarray):
            if params.ndim != 1 or params.size == 0 or params.dtype.kind != "f":
                raise ValueError(
                    f"a search needs a vector of floats, got the shape {params.shape} of {params.dtype}"
                )
            self.params, self.best = params, params.copy()
        else:
            self.params = parameter_list(params, "a search")
            self.best = gather(self.params)
        self.loss = math.inf

    def __call__(self, x: Vector) -> float:
        self._put(x)
        with no_grad():
            loss = _number(self.objective())
        if loss < self.loss:
            self.best, self.loss = x.copy(), loss
        return loss

    def settle(self) -> float:
        """Put the best point into the parameters and return its loss."""
        self._put(self.best)
        return self.loss

    def _put(self, x: Vector) -> None:
        if isinstance(self.params, np.ndarray):
            self.params[:] = x
        else:
            write_data(x, self.params)


def _number(loss: Any) -> float:
    """A loss as a float; nan is no better than infinity."""
    try:
        number = float(loss)
    except (TypeError, ValueError):
        raise TypeError(
            f"a loss must be a number or a Value, got {type(loss).__qualname__}"
        ) from None
    return math.inf if math.isnan(number) else number
