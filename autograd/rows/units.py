"""Activations of units in networks that PyTorch and JAX have besides those of the lecture notes, with their conventions.

Where PyTorch and JAX differ at a bend, the slope is PyTorch's.
"""

from __future__ import annotations

from typing import Any

from autograd.rows.piecewise import unless_nan
from autograd.rule import Rule

SELU_SCALE, SELU_ALPHA = (
    1.0507009873554804934193349852946,
    1.6732632423543772848170429916717,
)
"""The two numbers that keep mean 0 and variance 1 from layer to layer (Klambauer and others 2017)."""


def between(m: Any, x: Any, low: Any, high: Any, slope: Any) -> Any:
    """The slope for low < x < high, 0 outside and at both ends; nan for a nan."""
    inside = m.where(m.less(x, high), slope, unless_nan(m, x, 0.0))
    return m.where(m.less(low, x), inside, unless_nan(m, x, 0.0))


def _negative_part(m: Any, x: Any) -> Any:
    """x, or 0 where x is above 0: what exp may be applied to."""
    return m.where(m.less(0.0, x), 0.0, x)


def _mish_slope(m: Any, x: Any) -> Any:
    t = m.tanh(m.softplus(x, 1.0))
    return t + x * m.sigmoid(x) * (1.0 - t * t)


def _hardswish_slope(m: Any, x: Any) -> Any:
    inside = m.where(m.less(x, 3.0), x / 3.0 + 0.5, unless_nan(m, x, 1.0))
    return m.where(m.less(-3.0, x), inside, unless_nan(m, x, 0.0))


# fmt: off
UNITS = (
    Rule("silu", "silu", lambda m, x: x * m.sigmoid(x),
         lambda m, z, x: (m.sigmoid(x) * (1.0 + x * m.sigmoid(-x)),), r"\operatorname{{silu}}({0})",
         doc="x·σ(x), also called swish (Elfwing and others 2017).",
         expanded=lambda m, x: x * m.reciprocal(1.0 + m.exp(-x))),
    Rule("mish", "mish", lambda m, x: x * m.tanh(m.softplus(x, 1.0)), lambda m, z, x: (_mish_slope(m, x),),
         r"\operatorname{{mish}}({0})", doc="x·tanh(softplus(x)) (Misra 2019).",
         taught=lambda m, z, x: (z / x + x * m.sigmoid(x) * (1.0 - z * z / (x * x)),)),
    Rule("selu", "selu",
         lambda m, x: SELU_SCALE * m.where(m.less(0.0, x), x, SELU_ALPHA * m.expm1(_negative_part(m, x))),
         lambda m, z, x: (SELU_SCALE * m.where(m.less(0.0, x), 1.0, SELU_ALPHA * m.exp(_negative_part(m, x))),),
         r"\operatorname{{selu}}({0})", kink=lambda x: x,
         doc="Scaled elu, 1.0507·x, or 1.7581·(exp(x) − 1) below 0; slope at 0 as below 0."),
    Rule("softsign", "softsign", lambda m, x: x / (1.0 + m.abs(x)),
         lambda m, z, x: (1.0 / ((1.0 + m.abs(x)) * (1.0 + m.abs(x))),), r"\operatorname{{softsign}}({0})",
         kink=lambda x: x, doc="x/(1 + |x|); its slope at 0 is 1, but has a corner there.",
         expanded=lambda m, x: x / (1.0 + m.abs(x))),
    Rule("hardtanh", "hardtanh", lambda m, x, min_val, max_val: m.minimum(m.maximum(x, min_val), max_val),
         lambda m, z, x, min_val, max_val: (between(m, x, min_val, max_val, 1.0),), r"\operatorname{{hardtanh}}({0})",
         kink=lambda x, min_val, max_val: (x - min_val) * (x - max_val),
         constants=(("min_val", -1.0), ("max_val", 1.0)),
         doc="x, but not below min_val nor above max_val; slope 0 at both by convention.",
         taught=lambda m, z, x, min_val, max_val: (
             m.where(m.less(min_val, x), m.where(m.less(x, max_val), 1.0, 0.0), 0.0),)),
    Rule("relu6", "relu6", lambda m, x: m.minimum(m.maximum(x, 0.0), 6.0),
         lambda m, z, x: (between(m, x, 0.0, 6.0, 1.0),), r"\min(\max(0, {0}), 6)", kink=lambda x: x * (x - 6.0),
         doc="relu, but not above 6; slope 0 at 0 and 6 by convention.",
         taught=lambda m, z, x: (m.where(m.less(0.0, x), m.where(m.less(x, 6.0), 1.0, 0.0), 0.0),)),
    Rule("hardsigmoid", "hardσ", lambda m, x: m.minimum(m.maximum(x + 3.0, 0.0), 6.0) / 6.0,
         lambda m, z, x: (between(m, x, -3.0, 3.0, 1.0 / 6.0),), r"\operatorname{{hardsigmoid}}({0})",
         kink=lambda x: (x + 3.0) * (x - 3.0),
         doc="relu6(x + 3)/6: a sigmoid of straight pieces; slope 0 at −3 and 3 by convention.",
         taught=lambda m, z, x: (m.where(m.less(-3.0, x), m.where(m.less(x, 3.0), 1.0 / 6.0, 0.0), 0.0),)),
    Rule("hardswish", "hardswish",
         lambda m, x: m.where(m.less(x, -3.0), 0.0, m.where(m.less(3.0, x), x, x * ((x + 3.0) / 6.0))),
         lambda m, z, x: (_hardswish_slope(m, x),), r"\operatorname{{hardswish}}({0})",
         kink=lambda x: (x + 3.0) * (x - 3.0),
         doc="x·hardsigmoid(x): a silu of simple pieces; slope 0 at −3 and 1 at 3 by convention.",
         taught=lambda m, z, x: (m.where(m.less(-3.0, x), m.where(m.less(x, 3.0), x / 3.0 + 0.5, 1.0), 0.0),)),
    Rule("logsigmoid", "ln σ", lambda m, x: m.minimum(x, 0.0) - m.log1p(m.exp(-m.abs(x))),
         lambda m, z, x: (-m.expm1(z),), r"\ln \sigma({0})",
         doc="log of the sigmoid in a form that never overflows; its slope is σ(−x).",
         expanded=lambda m, x: -m.log(1.0 + m.exp(-x)), taught=lambda m, z, x: (m.sigmoid(-x),)),
)
# fmt: on
"""A part of the table in `autograd.rules`."""
