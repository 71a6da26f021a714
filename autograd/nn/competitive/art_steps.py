"""What happens in an ART network while it looks for the category of one input, one record at a time."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar, Literal

import numpy as np
from numpy.typing import NDArray

from autograd.nn.facts import Fact

Floats = NDArray[np.float64]
Kind = Literal["choice", "reset", "resonance", "new"]


@dataclass(frozen=True, eq=False, kw_only=True)
class ArtStep(Fact):
    """One event of the search. `kind` says which:

    "choice"
        The recognition layer (识别层) chooses: of the categories that were not reset, `category` has the largest choice
        T (获胜神经元).
    "reset"
        The comparison layer (比较层) finds that prototype and input have too little in common: `match` is below
        `vigilance` (识别阈值), and the reset module (重置模块) shuts the category out until the next input.
    "resonance"
        `match` reaches `vigilance`: the prototype learns, by `delta`.
    "new"
        No category is left: the input becomes the prototype of a new one. `match` is 1, `delta` the whole input.
    """

    family: ClassVar[str] = "art"
    sample: int
    epoch: int
    """Which pass through the samples it belongs to; counts from 1."""
    kind: Kind
    category: int
    """Index of the category that is chosen, tested, or made; counts from 0."""
    choice: float | None
    """T of this category; None for a new one, which nothing had to choose."""
    match: float | None
    """|x ∧ w| / |x|; None before it was compared."""
    vigilance: float
    """ρ: how much of the input the prototype must have."""
    x: Floats
    """The input as the network sees it, (m,): with its complement behind it where the network is coded so."""
    weights: Floats
    """The prototypes before this event, (categories, m)."""
    choices: Floats
    """T of all categories, (categories,)."""
    shut: tuple[int, ...]
    """The categories that this input has reset so far, in their order; this event's own among them."""
    after: Floats | None = None
    """The prototype as it is after this event, (m,); None where nothing is learnt."""
    is_coded: bool = False
    """Whether the second half of x is the complement 1 − x of the first."""

    @property
    def prototype(self) -> Floats:
        """w of the category before this event, (m,); of a new category the input itself."""
        if self.kind == "new":
            return self.x
        row: Floats = self.weights[self.category]
        return row

    @property
    def common(self) -> Floats:
        """x ∧ w, what input and prototype have in common, (m,): AND for bits, the smaller number elsewhere."""
        return np.minimum(self.x, self.prototype)

    @property
    def delta(self) -> Floats | None:
        """What is added to the prototype, never above 0; for a new category its whole row; None where nothing is learnt."""
        if self.after is None:
            return None
        return self.after if self.kind == "new" else self.after - self.prototype

    @property
    def is_first_choice(self) -> bool:
        """Whether this category is the one that was chosen first; a new one never is."""
        return self.kind != "new" and len(self.shut) == (self.kind == "reset")
