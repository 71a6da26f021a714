"""How wide the bumps of an RBF network are: β of exp(−β ‖x − c‖²), from where the centres lie.

    nearest   1/(2 sᵢ²), sᵢ the mean distance of centre i from the two that are nearest to it: each bump has a width of its
              own, and reaches its neighbours in any number of dimensions
    mean      one over the mean squared distance of two centres, for all bumps
    dmax      q/d²max, for q bumps whose centres are at most d_max apart (Haykin): sharp where there are many dimensions,
              since there all distances are long, and q grows all the same

>>> centres = np.array([[0.0, 0.0], [3.0, 4.0], [0.0, 8.0]])
>>> [betas_of(rule, centres).round(4).tolist() for rule in WIDTHS]
[[0.0118, 0.02, 0.0118], [0.0263, 0.0263, 0.0263], [0.0469, 0.0469, 0.0469]]
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any, Final

import numpy as np

from autograd import hints
from autograd.nn.checks import real
from autograd.nn.radial.sample_tables import Floats, squared_distances

NEIGHBOURS: Final = 2
"""So many of the other centres are looked at by "nearest"."""


def _nearest(squares: Floats) -> Floats:
    distances = np.sort(np.sqrt(squares), axis=1)[:, 1 : NEIGHBOURS + 1]
    return np.asarray(0.5 / distances.mean(axis=1) ** 2)


def _mean(squares: Floats) -> Floats:
    q = len(squares)
    return np.full(q, q * (q - 1) / squares.sum())


def _dmax(squares: Floats) -> Floats:
    return np.full(len(squares), len(squares) / squares.max())


WIDTHS: Final[Mapping[str, Callable[[Floats], Floats]]] = MappingProxyType(
    {"nearest": _nearest, "mean": _mean, "dmax": _dmax}
)
"""The rules by name: functions of the squared distances between all centres."""


def check_width(width: Any) -> str | float:
    """The name of a rule, or β itself for all bumps as a float above 0."""
    if isinstance(width, str):
        hints.check_option("RBF: width", width, tuple(WIDTHS))
        return width
    return real("RBF: width (a rule, or β itself)", width, above=0)


def betas_of(width: str | float, centres: Floats, X: Floats | None = None) -> Floats:
    """β of each bump. ValueError where two centres lie in one place, since a rule then gives no finite number.

    X   the samples: of a single centre, β is 1/(2 s²), s² their mean squared distance from it; 1 without samples
    """
    if not isinstance(width, str):
        return np.full(len(centres), width)
    if len(centres) == 1:
        spread = 0.5 if X is None else float(squared_distances(X, centres).mean())
        return np.array([0.5 / spread]) if spread else np.ones(1)
    with np.errstate(all="ignore"):
        betas = WIDTHS[width](squared_distances(centres, centres))
    if not (np.isfinite(betas).all() and (betas > 0).all()):
        raise ValueError(
            f"RBF: width {width!r} gives no finite β above 0 for these centres (do some lie in one place?): "
            "take fewer centres, or give β itself, width=1.0"
        )
    return betas
