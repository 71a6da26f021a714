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
from autograd.nn.train.calls import Loss, in_mode
from autograd.nn.train.samples import Samples

Probe = dict[str, Any]
"""The entries "loss", a list of numbers, and "penalty", a number; None for what cannot be told."""

_TOLERANCE: Final = 1e-9
"""Relative difference that comes from another machine's exp and tanh."""


def settings_of(optimizer: Any, schedule: Any, clip: Any) -> dict[str, Any]:
    """The settings of a run that has not begun yet, as plain numbers and strings."""
    constants = {}
    if schedule is not None:
        constants = {name: x for name, x in vars(schedule).items() if is_number(x)}
        constants = {f"schedule {name}": x for name, x in constants.items()}
    for progress in ("schedule initial", "schedule epoch"):
        constants.pop(progress, None)
    lr = getattr(schedule, "initial", optimizer.lr)
    return {"lr": lr, "clip": _description(clip), **constants}


def differences(saved: Mapping[str, Any], now: Mapping[str, Any]) -> list[str]:
    """What is asked for now, and what it was, of each setting that differs."""
    told = []
    for name in [*now, *(name for name in saved if name not in now)]:
        old, new = saved.get(name), now.get(name)
        if old == new:
            continue
        was, is_now = _shown(old), _shown(new)
        told.append(
            f"another {name}" if was == is_now else f"{name} {is_now} instead of {was}"
        )
    return told


def _shown(setting: Any) -> str:
    if setting is None:
        return "none"
    if is_number(setting):
        return f"{setting:g}"
    return str(setting).split(" [")[0][:60]


def _description(function: Any) -> Any:
    """A number as it is; a function by its name, with a digest of the constants and names in its code."""
    if function is None or isinstance(function, Real):
        return function if function is None else float(function)
    name = getattr(function, "__qualname__", type(function).__name__)
    code = getattr(function, "__code__", None)
    if not isinstance(code, CodeType):
        return name
    cells = [cell.cell_contents for cell in function.__closure__ or ()]
    captured = [x for x in cells if is_number(x)]
    return f"{name} {[*_constants(code), *captured]}"


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
        write_data(0.1 * np.sin(np.arange(1.0, len(values) + 1.0)), values)
        with in_mode(model, learning=False):
            found = {
                "loss": _repeatable(lambda: _losses(model, loss, samples)),
                "penalty": None,
            }
            if penalty is not None:
                named = hasattr(model, "named_parameters")
                held = weights(model) if named else values
                found["penalty"] = _repeatable(lambda: float(penalty(held)))
    finally:
        write_data(before, values)
    return found


def _losses(model: Any, loss: Loss, samples: Samples) -> list[float]:
    """The losses of the first, the middle and the last sample."""
    chosen = samples.take(np.array([0, len(samples) // 2, len(samples) - 1]))
    pairs = zip(chosen.X.tolist(), chosen.y.tolist())
    return [float(loss(model(row), target)) for row, target in pairs]


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
        return len(a) == len(b) and all(map(alike, a, b))
    if not is_number(a) or not is_number(b):
        return a is b
    if math.isnan(a) or math.isnan(b):
        return math.isnan(a) and math.isnan(b)
    return math.isclose(a, b, rel_tol=_TOLERANCE, abs_tol=1e-300)
