"""Activations, recognised: what a recorded graph does between a net input and the output of its neuron.

An activation is recognised where it is one row of the table, or where it is spelled as textbooks spell it, such as
1/(1 + exp(−z)); and the softmax of a layer, with `logsumexp` or as exponentials over their sum.
"""

from __future__ import annotations

import functools
from collections.abc import Callable, Mapping, Sequence
from typing import Any, Final

import autograd
from autograd import RULES, Value
from autograd.modes import Changed

Tree = Any
"""A graph over its argument "z" as nested tuples: ("add", 1.0, ("exp", "z"))."""

_BEGINNINGS: Final = ("neg", "square", "pow", "abs", "sqrt", "reciprocal", "div")
"""Functions of one number that are the beginning of a loss, where they are met behind a net input; logarithms, too."""
_COMMUTATIVE: Final = ("add", "mul", "maximum", "minimum")

_SPELLINGS: Final[Sequence[tuple[str, Callable[[Any], Any]]]] = (
    ("sigmoid", lambda z: 1 / (1 + autograd.exp(-z))),
    ("sigmoid", lambda z: autograd.reciprocal(1 + autograd.exp(-z))),
    ("sigmoid", lambda z: autograd.exp(z) / (1 + autograd.exp(z))),
    ("sigmoid", lambda z: (1 + autograd.exp(-z)) ** -1),
    (
        "tanh",
        lambda z: (
            (autograd.exp(z) - autograd.exp(-z)) / (autograd.exp(z) + autograd.exp(-z))
        ),
    ),
    ("tanh", lambda z: (autograd.exp(2 * z) - 1) / (autograd.exp(2 * z) + 1)),
    ("tanh", lambda z: 2 * autograd.sigmoid(2 * z) - 1),
    ("2σ − 1", lambda z: 2 * autograd.sigmoid(z) - 1),
    ("relu", lambda z: autograd.maximum(0.0, z)),
    ("leaky_relu", lambda z: autograd.maximum(0.01 * z, z)),
    ("leaky_relu(0.1)", lambda z: autograd.maximum(0.1 * z, z)),
    ("softplus", lambda z: autograd.log(1 + autograd.exp(z))),
    ("silu", lambda z: z * autograd.sigmoid(z)),
)


def activation_of(net: Value, out: Value) -> str | None:
    """The name of what makes `out` of `net`: "" where they are the same; None for what is not recognised.

    >>> z = Value(0.5); activation_of(z, z.tanh()), activation_of(z, 1 / (1 + autograd.exp(-z)))
    ('tanh', 'sigmoid')
    """
    if net is out:
        return ""
    if is_function_of(out, net):
        return _with_constants(out)
    shape = tree(out, net)
    return _spelled().get(repr(shape)) if shape is not None else None


def is_function_of(out: Value, net: Value) -> bool:
    """Whether `out` is a row of the table applied to `net` alone."""
    return len(out.operands) == 1 and out.operands[0] is net


def may_be_activation(node: Value) -> bool:
    """Whether a function of one number is an activation rather than the beginning of a loss."""
    is_unary = node.rule is not None and len(node.operands) == 1
    return is_unary and node.op not in _BEGINNINGS and not node.op.startswith("log")


def symbol(activation: str) -> str:
    """How an activation is written where there is little space: σ for the sigmoid.

    >>> symbol("sigmoid"), symbol("leaky_relu(0.1)"), symbol("")
    ('σ', 'leaky', '')
    """
    base = activation.partition("(")[0]
    return RULES[base].symbol if base in RULES else base


def softmax_outputs(
    nets: Sequence[Value], consumers: Mapping[Value, Sequence[Value]]
) -> dict[Value, Value]:
    """The outputs of a softmax over these net inputs, as far as they were recorded; {} if there is none."""
    found: dict[Value, Value] = {}
    for net in nets:
        for reader in consumers[net]:
            out = _softmax_output(net, reader, nets, consumers)
            if out is not None:
                found[net] = out
    return found


def is_softmax(out: Value, net: Value, nets: Sequence[Value]) -> bool:
    """Whether `out` is the softmax of `nets` at `net`, in either spelling."""
    if out.op == "exp":
        (power,) = out.operands
        return isinstance(power, Value) and is_log_softmax(power, net, nets)
    if out.op != "div":
        return False
    top, bottom = out.operands
    if not isinstance(top, Value) or not isinstance(bottom, Value):
        return False
    exponentials = _summands(bottom)
    powers = [x.operands[0] for x in exponentials if x.op == "exp"]
    whole = len(powers) == len(exponentials) and set(powers) == set(nets)
    return whole and top.op == "exp" and top.operands[0] is net


def is_log_softmax(out: Value, net: Value, nets: Sequence[Value]) -> bool:
    """Whether `out` is net − logsumexp(nets)."""
    if out.op != "sub" or out.operands[0] is not net:
        return False
    lse = out.operands[1]
    if not isinstance(lse, Value) or lse.op != "logsumexp":
        return False
    return set(lse.operands) == set(nets)


def _softmax_output(
    net: Value,
    reader: Value,
    nets: Sequence[Value],
    consumers: Mapping[Value, Sequence[Value]],
) -> Value | None:
    """The output that begins with this reader of a net input."""
    for out in consumers[reader]:
        if is_softmax(out, net, nets):
            return out
    return None


def _summands(x: Value) -> list[Value]:
    """The terms of a sum, however it is nested."""
    waiting, found = [x], []
    while waiting:
        y = waiting.pop()
        if y.op in ("add", "total"):
            waiting += [p for p in y.arguments if isinstance(p, Value)]
        else:
            found.append(y)
    return found


def _with_constants(out: Value) -> str:
    """The rule's name, with its constants where they are not the usual ones."""
    rule = out.rule
    if rule is None:
        return ""
    changed = [
        f"{out.constants[name]:g}"
        for name, usual in rule.constants
        if out.constants[name] != usual
    ]
    return f"{rule.name}({', '.join(changed)})" if changed else rule.name


# ------------------------------------------------------------------ shapes of graphs


def tree(out: Value, net: Value, most: int = 24) -> Tree | None:
    """The graph from `net` to `out`; None where it is made of something else, too, or of more than so many nodes."""
    count = 0

    def build(x: Any) -> Tree:
        nonlocal count
        count += 1
        if x is net:
            return "z"
        if not isinstance(x, Value):
            return float(x)
        if x.rule is None or count > most:
            raise LookupError
        return _normal(x.op, [build(y) for y in x.arguments])

    try:
        return build(out)
    except LookupError:
        return None


def _normal(op: str, parts: list[Tree]) -> Tree:
    """One shape for what is written in several ways: 1 + x and x + 1, 1/x and reciprocal(x), (−1) · x and −x."""
    if op == "div" and parts[0] == 1.0:
        return ("reciprocal", parts[1])
    if op == "mul" and -1.0 in parts:
        parts.remove(-1.0)
        return ("neg", *parts)
    if op == "sub" and parts[0] == 0.0:
        return ("neg", parts[1])
    if op in _COMMUTATIVE:
        parts = sorted(parts, key=repr)
    return (op, *parts)


@functools.cache
def _spelled() -> dict[str, str]:
    """The names of the shapes that textbooks write."""
    names: dict[str, str] = {}
    for name, function in _SPELLINGS:
        with Changed(record=True, anomaly=False):
            z = Value(0.5)
            names[repr(tree(function(z), z))] = name
    return names
