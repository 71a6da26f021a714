"""Moving through steps by hand: what steppers of graphs and of learners share.

Vocabulary: the *position* k counts the steps that have been shown: 0 before the first, n after the last.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Generic, TypeVar

AnyStep = TypeVar("AnyStep")


class Moves(Generic[AnyStep]):
    """Goes back and forth among `steps`; how a step is shown is up to `_move`."""

    steps: Sequence[AnyStep]
    position: int

    @property
    def step(self) -> AnyStep | None:
        """The step that was shown last; None before the first."""
        return self.steps[self.position - 1] if self.position else None

    def back(self) -> None:
        """Go one step back and show where that is."""
        self._move(max(self.position - 1, 0))

    def goto(self, k: int) -> None:
        """Show step k of n; 0 is before the first. ValueError if there is no such step."""
        if isinstance(k, bool) or not isinstance(k, int) or not 0 <= k <= len(self):
            raise ValueError(
                f"goto: k must be a whole number from 0 to {len(self)}, got {k!r}"
            )
        self._move(k)

    def reset(self) -> None:
        """Go back before the first step."""
        self._move(0)

    def _move(self, k: int) -> None:
        """Go to position k and show it."""
        raise NotImplementedError

    def __len__(self) -> int:
        return len(self.steps)

    def __iter__(self) -> Iterator[AnyStep]:
        """All steps, wherever the stepper stands."""
        return iter(self.steps)
