"""The form of a picture: the ways in which the same graph can be told, shorter or longer, in more or less room.

Every form has the same values, gradients and formulas. `viz.draw` has the options of this name; what `fit` searches is
the form with the largest type.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from numbers import Real
from typing import Final

from autograd.hints import check_option
from viz.options import (
    CAPTIONS,
    CONSTANTS,
    LEAVES,
    Captions,
    Constants,
    Leaves,
)
from viz.text.metrics import WIDEST

MOST_WITH_LONG_CAPTIONS: Final = 12
"""Boxes; of a larger graph, long captions would take most of the width."""
_NARROWEST: Final = 40.0
"""Points: a line of a formula has room for a name at least."""


@dataclass(frozen=True, slots=True)
class Form:
    """How a graph is told. "auto" is settled when the number of boxes is known: see `settle`."""

    captions: Captions = "long"
    """Local derivatives on the wires: "long" (∂e/∂c = d = 2), "short" (d = 2), "number" (2), or "none"."""
    constants: Constants = "boxes"
    """Plain numbers among the arguments: "boxes" with wires of their own, or "inside" the formula only."""
    leaves: Leaves = "boxes"
    """Inputs, parameters and constants that one node alone uses: "boxes", or "tags" at the port of that node."""
    line_width: float = WIDEST
    """Points; a longer formula is broken into lines."""
    compact: bool = False
    """Whether paddings are as small as legible texts allow."""

    def __post_init__(self) -> None:
        check_option("captions", self.captions, CAPTIONS)
        check_option("constants", self.constants, CONSTANTS)
        check_option("leaves", self.leaves, LEAVES)
        width = self.line_width
        if isinstance(width, bool) or not isinstance(width, Real):
            raise TypeError(f"line_width must be a number of points; got {width!r}")
        if not _NARROWEST <= width < math.inf:
            raise ValueError(
                f"line_width must be finite and at least {_NARROWEST:g} points; got {width!r}"
            )
        if not isinstance(self.compact, bool):
            raise TypeError(f"compact must be True or False; got {self.compact!r}")

    def settle(self, boxes: int) -> Form:
        """The form for a graph of this many boxes, without "auto".

        >>> Form(captions="auto").settle(6).captions, Form(captions="auto").settle(30).captions
        ('long', 'short')
        """
        captions: Captions = self.captions
        if captions == "auto":
            captions = "long" if boxes <= MOST_WITH_LONG_CAPTIONS else "short"
        return replace(
            self,
            captions=captions,
            constants="boxes" if self.constants == "auto" else self.constants,
            leaves="boxes" if self.leaves == "auto" else self.leaves,
        )


DEFAULT_FORM: Final = Form()
