"""What a run was asked to do, as its checkpoint keeps it, and what is different when it goes on.

Vocabulary
    settings  learning rate, clipping, the constants of a schedule: what is asked for holds, and a difference is told
    probe     the loss of three samples, and the penalty, at parameters that are the same for each run: whether
              functions compute the same cannot be told from their names, and all lambdas have one name
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from numbers import Real
from types import CodeType
from typing import Any, Final

import numpy as np

from autograd import Value
from autograd.nn.checks import is_number
from autograd.nn.models.penalties import weights
from autograd.nn.optim.base import gather, write_data
from autograd.nn.train.calls import Loss, in_mode, weighted_loss
from autograd.nn.train.samples import Samples

Probe = dict[str, Any]
"""The entries "loss", a list of numbers, and "penalty", a number; None for what cannot be told."""

_PROGRESS: Final = ("initial", "epoch")
"""Attributes of a schedule that are no constants: the rate that it began with, and how far it is."""

_TOLERANCE: Final = 1e-9
"""Relative difference that comes from another machine's exp and tanh."""


def settings_of(optimizer: Any, schedule: Any, clip: Any) -> dict[str, Any]:
    """The settings of a run that has not begun yet, as plain numbers and strings."""
    settings = {
        "lr": getattr(schedule, "initial", optimizer.lr),
        "clip": _description(clip),
    }
    attributes = {} if schedule is None else vars(schedule)
    for name, constant in attributes.items():
        if name not in _PROGRESS and is_number(constant):
            settings[f"schedule {name}"] = constant
    return settings


def differences(saved: Mapping[str, Any], now: Mapping[str, Any]) -> list[str]:
    """What is asked for now, and what it was, of each setting that differs."""
    told = []
    for name in dict.fromkeys([*now, *saved]):
        old, new = saved.get(name), now.get(name)
        before, after = _shown(old), _shown(new)
        if old == new:
            continue
        if before == after:
            told.append(f"another {name}")
        else:
            told.append(f"{name} {after} instead of {before}")
    return told


def _shown(setting: Any) -> str:
    if setting is None:
        return "none"
    if is_number(setting):
        return f"{setting:g}"
    return str(setting).split(" [")[0][:60]


def _description(function: Any) -> Any:
    """A number as it is; a function by its name, with a digest of the constants and names in its code."""
    if function is None:
        return None
    if isinstance(function, Real):
        return float(function)
    name = getattr(function, "__qualname__", type(function).__name__)
    code = getattr(function, "__code__", None)
    if not isinstance(code, CodeType):
        return name
    written = _constants(code)
    for cell in function.__closure__ or ():
        if is_number(cell.cell_contents):
            written.append(repr(cell.cell_contents))
    return f"{name} {written}"


def _constants(code: CodeType) -> list[str]:
    """The constants and the names in the code of a function, and in that of functions inside."""
    texts = list(code.co_names)
    for constant in code.co_consts:
        if isinstance(constant, CodeType):
            texts += _constants(constant)
        elif constant is not None:
            texts.append(repr(constant))
    return texts


# --- probes ---------------------------------------------------------------------------------------------------------


def probe(model: Any, loss: Loss, penalty: Any, samples: Samples) -> Probe:
    """What loss and penalty are at parameters that only their number decides; the model is as before afterwards."""
    values: list[Value] = list(model.parameters())
    before = gather(values)
    try:
        positions = np.arange(1.0, len(values) + 1.0)
        write_data(0.1 * np.sin(positions), values)
        with in_mode(model, learning=False):
            losses = _repeatable(lambda: _losses(model, loss, samples))
            price = None
            if penalty is not None:
                price = _repeatable(lambda: _price(model, penalty))
    finally:
        write_data(before, values)
    return {"loss": losses, "penalty": price}


def _losses(model: Any, loss: Loss, samples: Samples) -> list[float]:
    """The losses of the first, the middle and the last sample."""
    last = len(samples) - 1
    chosen = samples.take(np.array([0, last // 2, last]))
    losses = []
    for row, target, weight in chosen.rows():
        output = model(row)
        losses.append(weighted_loss(loss, output, target, weight).data)
    return losses


def _price(model: Any, penalty: Any) -> float:
    """The penalty on what the engines give it."""
    if hasattr(model, "named_parameters"):
        return float(penalty(weights(model)))
    return float(penalty(list(model.parameters())))


def _repeatable(compute: Callable[[], Any]) -> Any:
    """What `compute` returns; None if it is another each time, or fails away from where training goes."""
    try:
        first, second = compute(), compute()
    except Exception:  # noqa: BLE001  whatever a model of the user's raises at parameters that it never meets
        return None
    return first if alike(first, second) else None


def alike(a: Any, b: Any) -> bool:
    """Whether two numbers, or lists of numbers, agree up to rounding; nan agrees with nan.

    >>> alike([1.0, float("nan")], [1.0 + 1e-12, float("nan")]), alike(1.0, None), alike(None, None)
    (True, False, True)
    """
    if isinstance(a, list) and isinstance(b, list):
        same_length = len(a) == len(b)
        return same_length and all(map(alike, a, b))
    if not is_number(a) or not is_number(b):
        return a is b
    if math.isnan(a):
        return math.isnan(b)
    return math.isclose(a, b, rel_tol=_TOLERANCE, abs_tol=1e-300)
