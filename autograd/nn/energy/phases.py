"""One update of a machine with an energy: ⟨·⟩ of the data minus ⟨·⟩ of the model, the two phases of learning.

Vocabulary
    phase      states with weights, over which the statistics of a phase are means
    positive   the phase with the visible units clamped to the data: Hebb's rule
    negative   the phase of what the machine makes by itself: the same rule with a minus, which unlearns it
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, ClassVar

import numpy as np
from numpy.typing import NDArray

from autograd.nn.energy.binary_units import Array, drawn_states
from autograd.nn.energy.gibbs_steps import GibbsStep
from autograd.nn.energy.layer_parameters import LayerParameters, Statistics
from autograd.nn.facts import Fact


@dataclass(frozen=True, eq=False)
class LayerPhase:
    """States of the two layers, a pair of rows each, one of the two perhaps as probabilities."""

    visible: Array
    """(rows, visible)."""
    hidden: Array
    """(rows, hidden)."""
    weights: Array | None = None
    """(rows,), adding up to 1; None: all alike."""

    @property
    def statistics(self) -> Statistics:
        """⟨v h⟩ as W, ⟨v⟩ as a, ⟨h⟩ as b."""
        V, H = self.visible, self.hidden
        if self.weights is None:
            return {"W": V.T @ H / len(V), "a": V.mean(0), "b": H.mean(0)}
        weighted = V * self.weights[:, None]
        return {"W": weighted.T @ H, "a": weighted.sum(0), "b": self.weights @ H}


@dataclass(frozen=True, eq=False, kw_only=True)
class PhaseUpdate(Fact):
    """Weights and biases moved by η(positive phase − negative phase), plus momentum and decay where there are.

    `sample` is that of a batch of one; `samples` has the whole batch.
    """

    family: ClassVar[str] = "energy"

    samples: NDArray[np.int64]
    """Indices of the batch."""
    epoch: int
    k: int | None
    """Gibbs sweeps to the negative phase; None for exact expectations."""
    persistent: bool
    lr: float
    momentum: float
    weight_decay: float
    before: Any
    """The parameters that were moved."""
    data: Any
    """The positive phase."""
    model: Any
    """The negative phase."""
    last_delta: Statistics | None
    """What the update before added, of which `momentum` is made once more."""
    start: Array | None
    """Where the chains of a restricted machine started: data, or with `persistent` the hidden states of before."""
    draws: tuple[Array | None, ...]
    """The uniform numbers of the chains; None where probabilities were kept."""

    @property
    def positive(self) -> Statistics:
        """Means over the data: ⟨v h⟩ and so on, by the names of the parameters."""
        statistics: Statistics = self.data.statistics
        return statistics

    @property
    def negative(self) -> Statistics:
        """Means over the model's own states."""
        statistics: Statistics = self.model.statistics
        return statistics

    @property
    def delta(self) -> Statistics:
        """What was added to each parameter, by name."""
        positive, negative = self.positive, self.negative
        moves = {}
        for name, mean in positive.items():
            move = mean - negative[name]
            if name == "W" and self.weight_decay:
                move = move - self.weight_decay * self.before.W
            move = self.lr * move
            if self.last_delta is not None:
                move = move + self.momentum * self.last_delta[name]
            moves[name] = move
        return moves

    @property
    def after(self) -> Any:
        """The parameters with `delta` added."""
        return self.before.moved(self.delta)

    def gibbs_steps(self, row: int = 0) -> Iterator[GibbsStep]:
        """The chain of one row of the batch, step by step; nothing for exact expectations.

        Of a restricted machine; raises IndexError for a row that the batch does not have.
        """
        if self.start is None:
            return
        start = self.start[row]
        sample = int(self.samples[row]) if row < len(self.samples) else None
        draws = [None if draw is None else draw[row] for draw in self.draws]
        if self.persistent:
            visible = self.before.visible_given(start)
            yield from chain_steps(
                self.before, visible, start, draws, first="visible", sample=sample
            )
            return
        hidden = np.zeros(len(self.before.b))
        yield from chain_steps(self.before, start, hidden, draws, sample=sample)


def chain_steps(
    parameters: LayerParameters,
    visible: Array,
    hidden: Array,
    draws: Any,
    *,
    first: str = "hidden",
    sample: int | None = None,
) -> Iterator[GibbsStep]:
    """The two layers in turn, each given the other: a step for each of the `draws`."""
    drawn = first
    for number, uniform in enumerate(draws, 1):
        before = visible, hidden
        is_hidden = drawn == "hidden"
        net = parameters.net_hidden(visible) if is_hidden else parameters.net_visible(hidden)  # fmt: skip
        probabilities = parameters.hidden_given(visible) if is_hidden else parameters.visible_given(hidden)  # fmt: skip
        states = probabilities
        if uniform is not None:
            states = drawn_states(probabilities, uniform)
        if is_hidden:
            hidden = states
        else:
            visible = states
        yield GibbsStep(
            step=number,
            sample=sample,
            kind="hidden" if is_hidden else "visible",
            visible=visible,
            hidden=hidden,
            before=before,
            units=tuple(range(len(states))),
            net_inputs=net,
            probabilities=probabilities,
            draws=uniform,
            parameters=parameters,
        )
        drawn = "visible" if is_hidden else "hidden"
