"""ART, adaptive resonance theory (002 §5: 自适应谐振理论): categories that are looked for, tested, and made when none fits.

The notes name its parts: a comparison layer (比较层), a recognition layer (识别层), the threshold of recognition (识别阈值,
here the vigilance ρ) and a reset module (重置模块). An input x meets categories, each with a prototype w:

1. recognition: the category with the largest choice T = |x ∧ w| / (α + |w|) wins; ∧ takes the smaller number, |·| adds up;
2. comparison: the match |x ∧ w| / |x| says how much of the input the prototype has;
3. match ≥ ρ, resonance: the prototype learns, w ← β (x ∧ w) + (1 − β) w;
4. match < ρ, reset: this category is shut out, and the search goes on at 1 with the next;
5. all are shut out: the input becomes the prototype of a new category.

This loosens the stability-plasticity dilemma (可塑性-稳定性窘境): what is new gets a unit of its own and leaves the old
prototypes alone, and these can only shrink, so that they come to rest.

Source: Carpenter and Grossberg 1987 (ART1, for bits), Carpenter, Grossberg and Rosen 1991 (Fuzzy ART, for numbers from 0
to 1): ART1 is Fuzzy ART with α = L − 1, β = 1 and inputs as they are.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial
from itertools import count
from typing import Self

import numpy as np
from numpy.typing import ArrayLike, NDArray

from autograd import html_tables
from autograd.nn.checks import real, whole
from autograd.nn.competitive.art_steps import ArtStep, Floats
from autograd.nn.competitive.samples_only import sample_rows

NEW = -1
"""What `predict` says of an input that fits no category."""


@dataclass(frozen=True)
class ArtPass:
    """One pass through all samples, counted: when no prototype changed and every first choice was right, all is stable."""

    epoch: int
    """Counts from 1."""
    categories: int
    """How many there are after it."""
    first_choices: int
    """Samples that resonated with the category that was chosen first: no search was needed."""
    resets: int
    """Categories that were chosen and shut out again."""
    changes: int
    """Samples that changed a prototype or made a category."""

    _repr_html_ = html_tables.fields_html


class FuzzyART:
    """Fuzzy ART: categories of inputs from 0 to 1, found one sample at a time and never forgotten.

    rho      vigilance from 0 to 1: how much of an input a prototype must have; a larger one makes finer categories
    alpha    choice parameter above 0: a small one prefers the prototype that lies most within the input
    beta     step of learning above 0, up to 1: 1 is fast learning; a new category takes its input whole in any case
    complement
             whether an input x of d numbers is coded as (x, 1 − x), so that |x| = d for all; without it prototypes of
             small inputs swallow the others, and categories proliferate

    With complement coding a category is a box (`boxes`), which grows to what it resonates with. Nothing is drawn at
    random: the order of the samples decides. Ties go to the category that was made first.

    >>> art = FuzzyART(rho=0.75)
    >>> art.fit([[0.1, 0.2], [0.9, 0.8], [0.2, 0.1]]).labels_.tolist()
    [0, 1, 0]
    >>> art.weights.tolist()
    [[0.1, 0.1, 0.8, 0.8], [0.9, 0.8, 0.09999999999999998, 0.19999999999999996]]
    >>> [step.kind for step in FuzzyART(0.75).updates([[0.1, 0.2], [0.9, 0.8]])]
    ['new', 'choice', 'reset', 'new']
    """

    def __init__(
        self,
        rho: float,
        *,
        alpha: float = 1e-3,
        beta: float = 1.0,
        complement: bool = True,
    ) -> None:
        self.rho = real("rho", rho, least=0, most=1)
        self.alpha = real("alpha", alpha, above=0, below=np.inf)
        self.beta = real("beta", beta, above=0, most=1)
        self.complement = bool(complement)
        self.forget()

    def forget(self) -> None:
        """Start anew, without categories."""
        self.weights: Floats = np.empty((0, 0))
        """The prototypes, (categories, m) with m = 2 d where inputs are coded with their complement, else d."""
        self.labels_: NDArray[np.int64] = np.empty(0, np.int64)
        """The category of each sample in the last pass, (n,); `NEW` where the pass was broken off."""
        self.passes: list[ArtPass] = []
        """Every pass that was finished, counted."""

    def updates(self, X: ArrayLike, *, epochs: int = 1) -> Iterator[ArtStep]:
        """Show the samples X (n, d) in their order, `epochs` times; yields what happens, and goes on from what is learnt.

        Each sample gives a "choice" and then a "reset" or "resonance" for every category that is tried, or "new" in the
        end. ValueError if X is no table of finite numbers from 0 to 1, or has another width than before.
        """
        rows = self._coded(X)
        epochs = whole("epochs", epochs)
        return self._search_all(rows, epochs)

    def fit(self, X: ArrayLike, *, epochs: int = 1) -> Self:
        """Forget all, then learn from X in `epochs` passes."""
        self.forget()
        return self.partial_fit(X, epochs=epochs)

    def partial_fit(self, X: ArrayLike, *, epochs: int = 1) -> Self:
        """Go on with the samples X: earlier ones need not be shown again (增量学习: incremental learning)."""
        for _ in self.updates(X, epochs=epochs):
            pass
        return self

    def predict(self, X: ArrayLike) -> NDArray[np.int64]:
        """The category that each sample of X finds, (n,), by the same search; -1 for one that fits none. Learns nothing."""
        found = []
        for x in self._coded(X):
            *_, last = self._search(x, sample=0, epoch=1, steps=count(1))
            found.append(NEW if last.kind == "new" else last.category)
        return np.array(found, np.int64)

    @property
    def boxes(self) -> Floats:
        """Corners of the categories, (categories, 2, d): the lowest and the highest of what each one has taken in."""
        if not self.complement:
            raise ValueError(
                f"{self._name} has boxes only with complement coding: pass complement=True"
            )
        d = self.weights.shape[1] // 2
        return np.stack([self.weights[:, :d], 1 - self.weights[:, d:]], axis=1)

    def __repr__(self) -> str:
        return f"{self._name}({self._settings()}: {len(self.weights)} categories)"

    _repr_html_ = html_tables.lines_html

    def _settings(self) -> str:
        return f"rho={self.rho:g}, alpha={self.alpha:g}, beta={self.beta:g}"

    @property
    def _name(self) -> str:
        return type(self).__name__

    def _search_all(self, rows: Floats, epochs: int) -> Iterator[ArtStep]:
        """The search of every sample, and what is learnt from it."""
        steps = count(1)
        for epoch in range(1, epochs + 1):
            self.labels_ = np.full(len(rows), NEW)
            tally: Counter[str] = Counter()
            for sample, x in enumerate(rows):
                for event in self._search(x, sample, epoch, steps):
                    tally[event.kind] += 1
                    if event.after is not None:
                        tally["changes"] += self._learn(event.category, event.after)
                        tally["first"] += event.is_first_choice
                        self.labels_[sample] = event.category
                    yield event
            self._count_pass(tally)

    def _search(
        self, x: Floats, sample: int, epoch: int, steps: Iterator[int]
    ) -> Iterator[ArtStep]:
        """Recognise, compare, reset: the five steps at the head of this file, for one input. Changes nothing."""
        weights = self.weights.reshape(-1, x.size)  # without categories (0, m)
        common = np.minimum(x, weights)
        overlaps = common.sum(axis=1)
        choices = self._choices(overlaps, weights)
        size = self._size(x)
        shut: tuple[int, ...] = ()
        event = partial(
            ArtStep,
            sample=sample,
            epoch=epoch,
            vigilance=self.rho,
            x=x,
            weights=weights,
            choices=choices,
            is_coded=self.complement,
        )
        # in a stable order: of equal choices the category that was made first
        for winner in np.argsort(-choices, kind="stable").tolist():
            chosen = partial(event, category=winner, choice=float(choices[winner]))
            yield chosen(step=next(steps), kind="choice", match=None, shut=shut)
            # an input of zeros has nothing that a prototype could lack
            match = float(overlaps[winner] / size) if size else 1.0
            if match >= self.rho:
                after = self._learnt(weights[winner], common[winner])
                yield chosen(
                    step=next(steps),
                    kind="resonance",
                    match=match,
                    shut=shut,
                    after=after,
                )
                return
            shut = (*shut, winner)
            yield chosen(step=next(steps), kind="reset", match=match, shut=shut)
        yield event(
            step=next(steps),
            kind="new",
            category=len(weights),
            choice=None,
            match=1.0,
            shut=shut,
            after=x,
        )

    def _choices(self, overlaps: Floats, weights: Floats) -> Floats:
        """T of all categories, from |x ∧ w|."""
        choices: Floats = overlaps / (self.alpha + weights.sum(axis=1))
        return choices

    def _size(self, x: Floats) -> float:
        """|x|; that of (x, 1 − x) is d, without the error of adding it up."""
        return x.size / 2 if self.complement else float(x.sum())

    def _learnt(self, prototype: Floats, common: Floats) -> Floats:
        """w ← β (x ∧ w) + (1 − β) w."""
        if self.beta == 1:
            return common
        moved = self.beta * common + (1 - self.beta) * prototype
        return np.minimum(moved, prototype)  # rounding must not let it grow

    def _learn(self, category: int, after: Floats) -> bool:
        """Give the category its prototype, in a new table: facts keep the old one. Whether anything changed."""
        if category == len(self.weights):
            self.weights = np.vstack([self.weights.reshape(-1, after.size), after])
            return True
        if np.array_equal(self.weights[category], after):
            return False
        self.weights = self.weights.copy()
        self.weights[category] = after
        return True

    def _count_pass(self, tally: Counter[str]) -> None:
        self.passes.append(
            ArtPass(
                epoch=len(self.passes) + 1,
                categories=len(self.weights),
                first_choices=tally["first"],
                resets=tally["reset"],
                changes=tally["changes"],
            )
        )

    def _coded(self, X: ArrayLike) -> Floats:
        """X, checked, as the network sees it."""
        nin = None
        if len(self.weights):
            nin = self.weights.shape[1] // (2 if self.complement else 1)
        rows = sample_rows(f"{self._name}: X", X, nin)
        self._check_range(rows)
        return np.hstack([rows, 1 - rows]) if self.complement else rows

    def _check_range(self, rows: Floats) -> None:
        outside = np.argwhere((rows < 0) | (rows > 1))
        if len(outside):
            row, column = outside[0].tolist()
            raise ValueError(
                f"{self._name}: X must lie between 0 and 1, but row {row}, column {column} is "
                f"{rows[row, column]:g}: scale it, for example with data.rescale(X)"
            )


class ART1(FuzzyART):
    """ART1: categories of inputs of bits, found one sample at a time and never forgotten; learning is fast.

    rho    vigilance from 0 to 1: how many of the bits of an input, as a share, a prototype must have; a larger one makes
           finer categories
    L      above 1, in T = L |x ∧ w| / (L − 1 + |w|): a small one prefers the prototype that lies most within the input

    ∧ is AND and |·| the number of ones, so that the match is |x ∧ w| / |x|, as in the paper. (The class of this name in the
    package artlib divides by the number of all bits instead, and asks for more of a vigilance than most inputs have.) An
    input of zeros matches every category with 1, and empties the one that it resonates with.

    >>> art = ART1(rho=0.6)
    >>> art.fit([[1, 1, 1, 0], [0, 0, 1, 1], [1, 1, 0, 0]]).labels_.tolist()
    [0, 1, 0]
    >>> art.weights.tolist()
    [[1.0, 1.0, 0.0, 0.0], [0.0, 0.0, 1.0, 1.0]]
    """

    def __init__(self, rho: float, *, L: float = 2.0) -> None:
        self.L = real("L", L, above=1, below=np.inf)
        super().__init__(rho, alpha=self.L - 1, complement=False)

    def _choices(self, overlaps: Floats, weights: Floats) -> Floats:
        return self.L * super()._choices(overlaps, weights)

    def _settings(self) -> str:
        return f"rho={self.rho:g}, L={self.L:g}"

    def _check_range(self, rows: Floats) -> None:
        wrong = np.argwhere((rows != 0) & (rows != 1))
        if len(wrong):
            row, column = wrong[0].tolist()
            raise ValueError(
                f"ART1: X must hold bits, 0 or 1, but row {row}, column {column} is {rows[row, column]:g}: "
                "compare it with a threshold, as in X >= 0.5, or take FuzzyART"
            )
