"""chalkgrad's engine: scalar automatic differentiation whose computation graph can be drawn, stepped and explained.

>>> import autograd
>>> from autograd import Value
>>> a, b = Value(2, "a"), Value(1, "b")
>>> e = (a + b) * (b + 1)
>>> e.backward()
>>> a.grad, b.grad
(2.0, 5.0)

Start reading at `autograd.rules` (the table), then `autograd.graph` (recording) and `autograd.chain_rule`.
"""

import builtins

import autograd.moved
import autograd.ufuncs  # noqa: F401  NumPy asks Values for what it brings
from autograd.bindings import FUNCTIONS
from autograd.chain_rule import Path, paths, push, sweep
from autograd.check import GradcheckReport, gradcheck
from autograd.choices import stop_gradient, where
from autograd.class_index import OneHot, one_hot
from autograd.compiler import compile as compile
from autograd.errors import (
    AnomalyError,
    ChalkgradError,
    ChalkgradWarning,
    CompilerWarning,
    EqualityWarning,
    GradcheckError,
    StaleGraphError,
    TooManyPathsError,
)
from autograd.freshness import check_fresh
from autograd.graph import record
from autograd.higher_derivatives import gradients
from autograd.labels import label
from autograd.modes import detect_anomaly, keep_source, no_grad, scope
from autograd.operations import apply, dot, logsumexp, total, transform_gradient
from autograd.rules import RULES, Interval, Rule
from autograd.tags import Attribute
from autograd.transforms import (
    elementwise_grad,
    grad,
    hessian,
    jacobian,
    jvp,
    value_and_grad,
    vjp,
)
from autograd.value import Value

__version__ = "0.2.0"

globals().update(FUNCTIONS)
"""One function for every row of the table: autograd.exp, autograd.maximum, ... `__init__.pyi` lists them for editors."""

__all__ = [
    "RULES",
    "AnomalyError",
    "Attribute",
    "ChalkgradError",
    "ChalkgradWarning",
    "CompilerWarning",
    "EqualityWarning",
    "GradcheckError",
    "GradcheckReport",
    "Interval",
    "OneHot",
    "Path",
    "Rule",
    "StaleGraphError",
    "TooManyPathsError",
    "Value",
    "apply",
    "check_fresh",
    "detect_anomaly",
    "dot",
    "elementwise_grad",
    "grad",
    "gradcheck",
    "gradients",
    "hessian",
    "jacobian",
    "jvp",
    "keep_source",
    "label",
    "logsumexp",
    "no_grad",
    "one_hot",
    "paths",
    "push",
    "record",
    "scope",
    "stop_gradient",
    "sweep",
    "total",
    "transform_gradient",
    "value_and_grad",
    "vjp",
    "where",
]
# a star import keeps Python's own abs, compile and pow
__all__ += [name for name in FUNCTIONS if not hasattr(builtins, name)]
