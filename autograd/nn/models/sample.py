"""One sample on its way through a network: numbers and Values, in a list, or a single one."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from numbers import Real
from typing import Any

from autograd import Value, dot, scope


def input_row(x: Any, count: int, who: str) -> list[Any]:
    """One sample as a list of `count` floats and Values. A single number or Value is a sample of one.

    Raises TypeError or ValueError saying what `who` needs.
    """
    if hasattr(x, "tolist"):  # a NumPy row
        x = x.tolist()
    if isinstance(x, Value | Real):
        x = [x]
    if isinstance(x, str) or not hasattr(x, "__iter__"):
        raise TypeError(
            f"{who} needs a sample of {count} numbers or Values, got {type(x).__name__}"
        )
    row = list(x)
    if len(row) != count:
        plural = "" if count == 1 else "s"
        raise ValueError(f"{who} needs {count} input{plural}, got {len(row)}")
    for i, number in enumerate(row):
        if number.__class__ is not Value and number.__class__ is not float:
            row[i] = _float(number, i, who)
    return row


def _float(x: Any, i: int, who: str) -> float:
    """Input `i` as a float; TypeError if it is no number."""
    if isinstance(x, list | tuple):
        raise TypeError(
            f"{who} takes one sample at a time, but input {i} is itself a list: call it for each row"
        )
    if not isinstance(x, Real):
        raise TypeError(
            f"{who}: input {i} must be a number or a Value, got {type(x).__name__}"
        )
    return float(x)


def as_list(x: Any) -> list[Any]:
    """A sample as a list; a single number or Value is a sample of one."""
    if hasattr(x, "tolist"):
        x = x.tolist()
    return list(x) if isinstance(x, list | tuple) else [x]


def like_sample(x: Any, results: list[Any]) -> Any:
    """The results for a sample: a single one for a single number, else a list."""
    has_several = isinstance(x, list | tuple) or hasattr(x, "tolist")
    return results if has_several else results[0]


def through(layers: Sequence[Callable[[Any], Any]], x: Any) -> Any:
    """One layer after the other, each in its scope: layer1, layer2, ..."""
    for i, layer in enumerate(layers, 1):
        with scope(f"layer{i}"):
            x = layer(x)
    return x


def new_parameters(names: Iterable[str], data: float = 0.0) -> list[Value]:
    """Parameters with these names behind that of the scope in force, such as layer1.neuron3.w2."""
    outside = Value(0.0).scope  # a layer makes its neurons inside their scopes
    prefix = f"{outside}." if outside else ""
    return [Value(data, f"{prefix}{name}", parameter=True) for name in names]


def weighted_sum(
    weights: Sequence[Any],
    inputs: Sequence[Any],
    bias: Value | None = None,
    *,
    fused: bool,
) -> Any:
    """w1 x1 + w2 x2 + ... (+ bias): as one `dot` node, or spelled with a node for each product and sum."""
    if fused:
        return dot(weights, inputs, bias)
    z = weights[0] * inputs[0]
    for weight, x in zip(weights[1:], inputs[1:]):
        z = z + weight * x
    return z if bias is None else z + bias
