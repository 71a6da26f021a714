"""k-means: centres among samples, by Lloyd's algorithm. The hidden layer of an RBF network begins with it (000: 聚类)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Self

import numpy as np

from autograd import hints, html_tables
from autograd.nn.checks import whole
from autograd.nn.radial.placement import (
    CentresChosen,
    CentresMoved,
    Placement,
    SamplesAssigned,
)
from autograd.nn.radial.sample_tables import (
    Floats,
    Ints,
    nearest,
    rows_of,
    squared_distances,
)
from autograd.nn.randomness import Randomness, generator

BEGINNINGS = ("k-means++", "sample")


class KMeans:
    """`k` centres, each the mean of the samples that are nearer to it than to any other (Lloyd 1982).

    initial   where they begin: "k-means++" draws samples far from one another (Arthur and Vassilvitskii 2007), "sample"
              any k different ones, an array (k, inputs) is taken as it is
    before    centres that there are already, and that the first update leaves: those of a network
    rng       None, a seed, or a numpy.random.Generator

    After `fit`: `centres` (k, inputs), `labels` (samples,), and `error`, the sum of the squared distances.

    >>> X = [[0.0], [1.0], [8.0], [10.0]]
    >>> means = KMeans(2, initial=[[0.0], [1.0]])
    >>> [type(fact).__name__ for fact in means.updates(X)]
    ['CentresChosen', 'SamplesAssigned', 'CentresMoved', 'SamplesAssigned', 'CentresMoved', 'SamplesAssigned']
    >>> means.centres.tolist(), means.predict([[4.0]]).tolist(), means.error
    ([[0.5], [9.0]], [0], 2.5)
    """

    def __init__(
        self,
        k: int,
        *,
        initial: Any = "k-means++",
        before: Any = None,
        rng: Randomness = None,
    ) -> None:
        self.k = whole("KMeans: k", k)
        if isinstance(initial, str):
            hints.check_option("KMeans: initial", initial, BEGINNINGS)
        else:
            initial = rows_of(initial, None, "KMeans: initial")
            if len(initial) != self.k:
                raise ValueError(
                    f"KMeans: initial must have a row for each of {self.k} centres, got {len(initial)}"
                )
        self.initial = initial
        self._rng = generator(rng)
        self._centres: Floats | None = None
        if before is not None:
            self._centres = rows_of(before, None, "KMeans: before")
        self.labels: Ints | None = None
        self.error: float | None = None

    @property
    def centres(self) -> Floats:
        """(k, inputs). RuntimeError before there are any."""
        if self._centres is None:
            raise RuntimeError("KMeans has no centres yet: call fit(X) first")
        return self._centres

    def updates(self, X: Any, *, rounds: int = 300) -> Iterator[Placement]:
        """Choose centres; then in turn assign all samples and move all centres, until no sample changes its centre.

        rounds   at most so many times all centres move
        """
        rows = rows_of(X, None, "KMeans: X")
        rounds = whole("KMeans: rounds", rounds)
        first = self._first(rows)
        self._centres, labels, step = first.after, None, 1
        yield first
        for moves in range(rounds + 1):
            assigned = self._assigned(rows, labels, step + 1)
            labels = self.labels = assigned.labels
            self.error = assigned.error
            yield assigned
            if assigned.finished or moves == rounds:
                return
            moved = self._moved(rows, assigned.labels, step + 2)
            self._centres, step = moved.after, moved.step
            yield moved

    def fit(self, X: Any, *, rounds: int = 300) -> Self:
        """All updates; returns the learner itself."""
        for _ in self.updates(X, rounds=rounds):
            pass
        return self

    def predict(self, X: Any) -> Ints:
        """The number of the nearest centre, from 0, of each row of X; of equally near ones the first."""
        rows = rows_of(X, self.centres.shape[1], "KMeans.predict: X")
        return nearest(rows, self.centres)

    def _first(self, X: Floats) -> CentresChosen:
        """Where the centres begin; those of before, if there were any, are left."""
        before = self._centres
        if before is None or before.shape != (self.k, X.shape[1]):
            before = np.zeros((self.k, X.shape[1]))
        if not isinstance(self.initial, str):
            rows_of(self.initial, X.shape[1], "KMeans: initial")
            method, chosen, centres = "given", None, self.initial
        else:
            check_enough(X, self.k, "KMeans")
            method = self.initial
            draw = spread_out if method == "k-means++" else different
            chosen = draw(X, self.k, self._rng)
            centres = X[chosen]
        return CentresChosen(
            step=1,
            X=X,
            centres=before,
            method=method,
            chosen=chosen,
            delta=centres - before,
        )

    def _assigned(self, X: Floats, before: Ints | None, step: int) -> SamplesAssigned:
        labels = nearest(X, self.centres)
        return SamplesAssigned(
            step=step, X=X, centres=self.centres, labels=labels, previous=before
        )

    def _moved(self, X: Floats, labels: Ints, step: int) -> CentresMoved:
        means, relocated = _means(X, labels, self.centres)
        return CentresMoved(
            step=step,
            X=X,
            centres=self.centres,
            labels=labels,
            delta=means - self.centres,
            relocated=relocated,
        )

    def __repr__(self) -> str:
        told = (
            "not fitted" if self._centres is None else f"{self.centres.shape[1]} inputs"
        )
        return f"KMeans({self.k} centres, {told})"

    _repr_html_ = html_tables.lines_html


def check_enough(X: Floats, k: int, who: str) -> None:
    """ValueError if there are fewer different samples than centres."""
    different_ones = len(np.unique(X, axis=0))
    if different_ones < k:
        raise ValueError(
            f"{who}: {k} centres need {k} different samples, but X has {different_ones}: take fewer centres"
        )


def different(X: Floats, k: int, rng: np.random.Generator) -> Ints:
    """Which `k` samples, drawn at random, no two of them equal."""
    order = rng.permutation(len(X))
    firsts = np.unique(X[order], axis=0, return_index=True)[1]
    return order[np.sort(firsts)[:k]]


def spread_out(X: Floats, k: int, rng: np.random.Generator) -> Ints:
    """Which `k` samples: each is drawn with a chance that grows with its squared distance from those before it."""
    chosen = [int(rng.integers(len(X)))]
    gaps = squared_distances(X, X[chosen])[:, 0]
    while len(chosen) < k:
        chosen.append(int(rng.choice(len(X), p=gaps / gaps.sum())))
        gaps = np.minimum(gaps, squared_distances(X, X[chosen[-1:]])[:, 0])
    return np.array(chosen)


def _means(
    X: Floats, labels: Ints, centres: Floats
) -> tuple[Floats, tuple[tuple[int, int], ...]]:
    """The mean of the samples of each centre; a centre without samples takes the one farthest from its own centre.

    That sample no longer counts for the centre that it had: scikit-learn does the same.
    """
    counts = np.bincount(labels, minlength=len(centres))
    empty = np.flatnonzero(counts == 0)
    gaps = ((X - centres[labels]) ** 2).sum(axis=1)
    farthest = np.argsort(-gaps, kind="stable")[: len(empty)]
    owners = labels.copy()
    owners[farthest] = empty
    means = np.array(
        [
            X[owners == i].mean(axis=0) if (owners == i).any() else centre
            for i, centre in enumerate(centres)
        ]
    )
    return means, tuple(zip(empty.tolist(), farthest.tolist()))
