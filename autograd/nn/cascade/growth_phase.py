"""The two phases by which the network learns: their settings, and when one is over because nothing changes any more."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np

from autograd import html_tables
from autograd.nn.checks import real, whole


@dataclass(frozen=True, kw_only=True)
class GrowthPhase:
    """Settings of one phase by which a network of cascade-correlation learns, as Fahlman's program has them.

    epochs     at most so many steps, each after a pass over all samples
    lr         ε of Quickprop: it is divided by the number of samples, for candidates also by the number of their inputs
    decay      weight decay: so much of a weight is added to its slope
    patience   the phase ends when its score has not changed for so many epochs ...
    change     ... by more than this fraction of what it was
    mu         how many times as long as the last one a step may be
    """

    epochs: int = 100
    lr: float
    decay: float = 0.0
    patience: int
    change: float
    mu: float = 2.0

    def __post_init__(self) -> None:
        whole("GrowthPhase: epochs", self.epochs)
        real("GrowthPhase: lr", self.lr, above=0, below=np.inf)
        real("GrowthPhase: decay", self.decay, least=0, below=np.inf)
        whole("GrowthPhase: patience", self.patience)
        real("GrowthPhase: change", self.change, least=0, below=np.inf)
        real("GrowthPhase: mu", self.mu, above=0, below=np.inf)

    _repr_html_ = html_tables.fields_html


OUTPUTS: Final = GrowthPhase(lr=1.0, decay=1e-4, patience=12, change=0.01)
"""Fahlman's settings for the weights of outputs."""
CANDIDATES: Final = GrowthPhase(lr=100.0, patience=8, change=0.03)
"""Fahlman's settings for the weights of candidates."""


class Patience:
    """Watches the score of a phase: it has stagnated once it has not changed for `patience` epochs."""

    def __init__(self, phase: GrowthPhase) -> None:
        self._phase = phase
        self._epoch = self._quit = 0
        self._score: float | None = None

    def verdict(self, score: float) -> str:
        """Told the score of each epoch: "" if the phase goes on, else "stagnation", or "epochs" where there are no more."""
        phase, last = self._phase, self._score
        self._epoch += 1
        if last is None or abs(score - last) > last * phase.change:
            self._score = score
            self._quit = self._epoch + phase.patience
        if self._epoch >= self._quit:
            return "stagnation"
        return "epochs" if self._epoch > phase.epochs else ""
