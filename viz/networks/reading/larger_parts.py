"""Which models are drawn as larger parts, and how one is called: recurrent networks, attention, networks of maps."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

from autograd.nn import (
    GPT,
    Embedding,
    LeNet,
    Module,
    MultiheadAttention,
    Reshape,
    TransformerEncoderLayer,
)
from autograd.nn.recurrent.unrolled import Recurrent
from viz.networks.emblems.emblem_parts import Emblem
from viz.networks.reading.answers import Answer, as_inputs, ask
from viz.networks.reading.attending_model import attends, read_attention
from viz.networks.reading.called_model import LossLike
from viz.networks.reading.image_model import has_maps, read_maps
from viz.networks.reading.recurrent_model import read_recurrent

_STEPS = 3
"""Of the sequence that stands for one that was not given."""
_IMAGE = 3
"""Sizes of an image: channels, rows, columns."""


def read_larger_parts(model: Any, x: Any, target: Any, loss: LossLike) -> Emblem | None:
    """The emblem of a model; None for one of plain neurons, which is drawn in columns.

    Raises TypeError or ValueError for a sample or target that does not fit.
    """
    if not isinstance(model, Module):
        return None
    read = _reader_of(model)
    if read is None:
        return None
    if x is None and target is not None:
        raise ValueError("network: a target needs a sample x, whose answer it is for")
    sample = _stand_in(model) if x is None else x
    if hasattr(sample, "tolist"):
        sample = sample.tolist()
    if not _takes_classes(model):
        sample = as_inputs(sample)
    return read(ask(model, sample, target, loss, x is not None))


def _reader_of(model: Module) -> Callable[[Answer], Emblem] | None:
    """What reads a model, by the parts that it has."""
    if any(isinstance(module, Recurrent) for module in model.modules()):
        return read_recurrent
    if attends(model):
        return read_attention
    return read_maps if has_maps(model) else None


def _takes_classes(model: Module) -> bool:
    """Whether a sample consists of whole numbers, which are no numbers to differentiate by."""
    modules = model.modules()
    has_table = any(isinstance(module, Embedding) for module in modules)
    return has_table or any(getattr(module, "input_classes", None) is not None for module in modules)  # fmt: skip


def _stand_in(model: Module) -> Any:
    """Zeros in the shape of a sample, for a picture without numbers."""
    takes_classes = _takes_classes(model)
    for module in model.modules():
        shape = _shape_of(module)
        if shape is not None:
            return [0] * shape[0] if takes_classes else _zeros(shape)
    raise ValueError(
        f"network: give a sample x: how large that of {type(model).__name__} is cannot be told from it"
    )


def _shape_of(module: Module) -> tuple[int, ...] | None:
    """The shape of what a module takes, if it is one that says so."""
    if isinstance(module, Recurrent):
        return _STEPS, module.nin
    if isinstance(module, GPT):
        return (min(_STEPS, module.block_size),)
    if isinstance(module, (MultiheadAttention, TransformerEncoderLayer)):
        return _STEPS, module.dim
    if isinstance(module, LeNet):
        return (module.image**2,)
    if isinstance(module, Reshape) and len(module.sizes) == _IMAGE:
        return (math.prod(module.sizes),)
    return None


def _zeros(shape: tuple[int, ...]) -> Any:
    first, *rest = shape
    return [_zeros(tuple(rest)) if rest else 0.0 for _ in range(first)]
