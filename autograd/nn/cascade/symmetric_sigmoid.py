"""Fahlman's sigmoid from −½ to ½, and the slope that his programs take for it: too large by 0.1, on purpose.

The slope of a sigmoid is nearly 0 far out, where an output may be quite wrong: then nothing is learned from the sample
that needs it most. With something added, it is. The result is no gradient of any function, and `autograd.gradcheck` says
so; it is a rule by which weights move, and the published counts of cascade-correlation depend on it.
"""

from __future__ import annotations

from typing import Any, Final

from autograd import Rule, apply

SYMMETRIC_SIGMOID: Final = Rule(
    "symmetric_sigmoid",
    "σ−½",
    lambda m, x, offset: m.sigmoid(x) - 0.5,
    lambda m, z, x, offset: ((0.5 + z) * (0.5 - z) + offset,),
    latex=r"\left(\sigma({0}) - \tfrac{{1}}{{2}}\right)",
    constants=(("offset", 0.0),),
    doc="Sigmoid from −½ to ½; `offset` is added to its slope (Fahlman and Lebiere 1990), which is wrong on purpose.",
)


def symmetric_sigmoid(x: Any, offset: float = 0.0) -> Any:
    """σ(x) − ½, with the slope (½ + z)(½ − z) + `offset`: right for 0, Fahlman's for 0.1.

    >>> from autograd import Value
    >>> v = symmetric_sigmoid(Value(0.0, "net"), 0.1); v.data, v.partials
    (0.0, (0.35,))
    """
    return apply(SYMMETRIC_SIGMOID, x, offset)
