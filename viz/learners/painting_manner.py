"""How a learner's film is drawn: colours, language and digits, as a painter gets them; and what a legend is made of."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple

from viz.learners.spoken_numbers import Numbers
from viz.options import Language
from viz.rooms import Room
from viz.theme import Theme


@dataclass(frozen=True)
class LearnerManner:
    """What a painter needs to know besides its facts."""

    theme: Theme
    lang: Language = "en"
    precision: int = 4
    words: Mapping[str, str] | None = None
    """The sentences of the family in this language; None where it has none."""
    legend: bool = True
    room: Room | None = None
    """What the pictures have to fill; None for their own size. Painters need not look at it."""

    @property
    def number(self) -> Numbers:
        """Writes numbers at the precision."""
        return Numbers(self.precision)

    def word(self, key: str, **fields: Any) -> str:
        """A sentence of the family with its fields filled in."""
        return (self.words or {})[key].format(**fields)


class Entry(NamedTuple):
    """A line of a legend: words in a colour, with the symbol before them that they explain."""

    text: str
    colour: str
    symbol: str = ""
    """One of `viz.learners.symbols.SYMBOLS`, or "line", "dashed", "arrow"; "" for words alone."""
    fill: str | None = None
    """Inside the symbol; None for the colour itself, "none" for an outline."""
