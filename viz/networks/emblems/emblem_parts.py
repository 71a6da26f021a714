"""A network of larger parts as plain data: states, maps, tokens, and what leads from one to the next.

Vocabulary
    plate   numbers in rows: a map of an image, a gate, a state; each number is a square, the larger the larger it is,
            filled above zero and hollow below
    part    plates that belong together: all maps of a layer, everything in a cell at one step, a token
    link    what leads from part to part
    stage   parts that get their numbers together: one step of a film
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, TypeAlias

from viz.networks.neurons import Number

Kind: TypeAlias = Literal["maps", "cell", "vector", "token", "box", "dots"]
"""A cell has its plates below one another, a token has one, beside its name; dots are words alone."""
LinkKind: TypeAlias = Literal["onward", "time", "loop", "skip", "weight", "window"]
Rows: TypeAlias = tuple[tuple[float | None, ...], ...]


@dataclass(frozen=True, slots=True)
class Plate:
    """Numbers in rows; None where they are not known."""

    rows: Rows
    label: str = ""

    @property
    def size(self) -> tuple[int, int]:
        """Rows and columns."""
        return len(self.rows), len(self.rows[0])


@dataclass(frozen=True, slots=True)
class Part:
    """Something with a place in the picture."""

    kind: Kind
    name: str
    place: tuple[float, float]
    """Column and row: parts of one column stand below one another, parts of one row beside each other."""
    plates: tuple[Plate, ...] = ()
    size: str = ""
    """How much it is, below it: "6@24×24"."""
    slope: float | None = None
    """‖∇‖, the norm of the gradients of its numbers; None before there are any."""
    value: float | None = None
    """Of a box that is one number, such as the loss."""


@dataclass(frozen=True, slots=True)
class Link:
    """From part to part, by their positions."""

    source: int
    target: int
    kind: LinkKind = "onward"
    text: str = ""
    weight: float | None = None
    """Of a "weight" from 0 to 1: how wide it is."""
    window: int = 0
    """Of a "window": how many squares the kernel has on each side."""


@dataclass(frozen=True, slots=True)
class Stage:
    """Parts that get their numbers together."""

    kind: str
    """Which sentence tells it: "sequence", "cell", "convolution", ..."""
    parts: tuple[int, ...]
    words: tuple[tuple[str, str], ...] = ()
    """What the sentence names."""


@dataclass(frozen=True, slots=True)
class Emblem:
    """A network of parts. `stages` are in the order of the forward pass."""

    sizes: str
    """In a line: "LSTM 2 → 3, T = 4"."""
    parts: tuple[Part, ...]
    links: tuple[Link, ...]
    stages: tuple[Stage, ...]
    loss: Number | None = None
    loss_part: int | None = None
    row_gap: float = 24.0
    """From row to row, in points."""
    equals: tuple[float, float] | None = None
    """Where "=" stands between a network and the same unrolled: column and row."""

    @property
    def has_values(self) -> bool:
        """Whether it was called with a sample."""
        return any(
            x is not None
            for part in self.parts
            for plate in part.plates
            for row in plate.rows
            for x in row
        )
