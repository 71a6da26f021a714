"""Moments of a film of a network: what is known by then, and what happens."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

Places = frozenset[int]
"""Positions of units, or of lines, in a network."""


@dataclass(frozen=True, slots=True)
class Moment:
    """What is known, None being everything, and what happens just now."""

    nets: Places | None = None
    outs: Places | None = None
    deltas: Places | None = None
    slopes: Places | None = None
    """Units that lines lead to whose weights, and biases, have their gradients."""
    losses: bool = True
    lit_units: Places = frozenset()
    lit_lines: Places = frozenset()
    lit_losses: bool = False

    def more(
        self,
        *,
        nets: Iterable[int] = (),
        outs: Iterable[int] = (),
        deltas: Iterable[int] = (),
        slopes: Iterable[int] = (),
        losses: bool = False,
    ) -> Moment:
        """A later moment, at which these are known, too, and nothing is lit."""
        return Moment(
            nets=(self.nets or _NONE).union(nets),
            outs=(self.outs or _NONE).union(outs),
            deltas=(self.deltas or _NONE).union(deltas),
            slopes=(self.slopes or _NONE).union(slopes),
            losses=self.losses or losses,
        )


_NONE: Final[Places] = frozenset()
BEGINNING: Final = Moment(_NONE, _NONE, _NONE, _NONE, losses=False)
ALL: Final = Moment()


def is_known(place: int, which: Places | None) -> bool:
    """Whether a unit is among those of which something is known."""
    return which is None or place in which
