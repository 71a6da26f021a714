"""What a page is about: a model, its data, a loss, and the choices that the page begins with; checked, as plain data.

Vocabulary
    view      how the data are shown: "plane" for two inputs, "line" for one, "pictures" for images, and "components" for
              more, the two directions in which they spread most
    verdict   what an answer says: one of two classes, by which side of a threshold it lies on; one of several, by the
              largest; or a number
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from math import isqrt
from typing import Any, Final, Literal, TypeAlias

import numpy as np

from autograd.nn.models import losses
from autograd.nn.models.accuracy import CORRECT
from autograd.nn.models.initialisers import Init
from autograd.nn.optim.base import Optimizer
from autograd.nn.train.history import History
from autograd.nn.train.loss_program import LossProgram
from autograd.nn.train.samples import Samples
from viz.options import Language, check_option
from viz.theme import Theme

LossLike: TypeAlias = str | Callable[[Any, Any], Any] | None
Images: TypeAlias = Literal["auto"] | bool
LEAST_PIXELS: Final = 25
"""From how many inputs on a square number of them is taken for the pixels of a picture."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Content:
    """Everything that a page is made of."""

    model: Any
    samples: Samples
    loss: Callable[..., Any]
    replay: LossProgram
    """The compiled loss, which does what model and loss do."""
    optimizer: Optimizer | None
    batch_size: int | None
    penalty: str
    strength: float
    activations: tuple[str, ...]
    inits: tuple[Init, ...]
    seeds: int
    images: bool
    history: History | None
    title: str
    theme: Theme
    lang: Language


def loss_function(loss: LossLike, samples: Samples) -> Callable[..., Any]:
    """The loss by name, or the function itself; by default half the squared error, for classes the cross-entropy."""
    if callable(loss):
        return loss
    if loss is None:
        if samples.y.ndim == 1 and samples.y.dtype.kind == "i" and samples.y.max() > 1:
            return losses.cross_entropy
        return losses.half_squared_error
    known: dict[str, Callable[..., Any]] = {}
    for name, function in vars(losses).items():
        is_public = getattr(function, "__module__", "") == losses.__name__
        if is_public and not name.startswith("_"):
            known[name] = function
    check_option("loss", loss, known)
    return known[loss]


def are_images(images: Images, features: int) -> bool:
    """Whether the inputs are the pixels of square pictures."""
    is_square = isqrt(features) ** 2 == features
    if images == "auto":
        return features >= LEAST_PIXELS and is_square
    if images and not is_square:
        raise ValueError(
            f"playground: images=True needs square pictures, but {features} inputs are no square number"
        )
    return images


def verdict(content: Content, answers: int, targets: Any) -> dict[str, Any]:
    """What an answer says. Where the threshold of a loss lies, its own measure of accuracy is asked."""
    correct = CORRECT.get(content.loss)
    low, high = float(targets.min()), float(targets.max())
    told: dict[str, Any] = {"accuracy": correct is not None, "low": low, "high": high}
    if answers > 1:
        kind = "classes" if correct or _is_one_hot(targets) else "number"
        return told | {"kind": kind, "threshold": 0.0}
    if correct is not None:
        threshold = 0.0 if correct(0.25, high) else 0.5
        return told | {"kind": "two", "threshold": threshold}
    kind = "two" if len(np.unique(targets)) == 2 else "number"
    return told | {"kind": kind, "threshold": (low + high) / 2}


def _is_one_hot(targets: Any) -> bool:
    is_binary = bool(np.isin(targets, (0.0, 1.0)).all())
    return is_binary and bool((targets.sum(axis=1) == 1.0).all())


def view(content: Content) -> dict[str, Any]:
    """How the data are shown."""
    features = content.samples.X.shape[1]
    if content.images:
        return {"kind": "pictures", "side": isqrt(features)}
    if features == 1:
        return {"kind": "line"}
    if features == 2:
        return {"kind": "plane"}
    from viz.plots.principal import principal_directions

    directions, _ = principal_directions(content.samples.X)
    middle = content.samples.X.mean(axis=0)
    points = (content.samples.X - middle) @ directions.T
    return {"kind": "components", "points": points.round(6).tolist()}


def layers_of(names: Sequence[str]) -> list[tuple[str, list[int]]]:
    """The parameters by the layer that they are in, which is the first part of their names; "" if they have none."""
    found: dict[str, list[int]] = {}
    for i, name in enumerate(names):
        layer = name.partition(".")[0] if "." in name else ""
        found.setdefault(layer, []).append(i)
    return list(found.items())
