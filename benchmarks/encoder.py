"""An encoder layer of a Transformer: 16 numbers a token, 4 heads, 32 hidden neurons, half the mean squared distance.

Ours is `nn.TransformerEncoderLayer`, recorded as scalars and compiled; PyTorch's is its module in float64; the
hand-written peer lets `np.matmul` loop over batch and heads and takes the textbook's formulas, forward and backward. The
size of a task is the number of tokens; "causal" hides from a token what comes after it.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from functools import partial
from typing import Any

import numpy as np

from benchmarks.sides import Array, Side

DIM, HEADS, HIDDEN, EPS = 16, 4, 32, 1e-5
BATCH = 32
SHAPES: dict[str, tuple[int, ...]] = {  # PyTorch's names, in its order
    "self_attn.in_proj_weight": (3 * DIM, DIM),
    "self_attn.in_proj_bias": (3 * DIM,),
    "self_attn.out_proj.weight": (DIM, DIM),
    "self_attn.out_proj.bias": (DIM,),
    "linear1.weight": (HIDDEN, DIM),
    "linear1.bias": (HIDDEN,),
    "linear2.weight": (DIM, HIDDEN),
    "linear2.bias": (DIM,),
    "norm1.weight": (DIM,),
    "norm1.bias": (DIM,),
    "norm2.weight": (DIM,),
    "norm2.bias": (DIM,),
}


def start() -> Array:
    """Parameters to begin with, one array after the other."""
    count = sum(math.prod(shape) for shape in SHAPES.values())
    return np.random.default_rng(5).uniform(-0.4, 0.4, count)


def shaped(numbers: Array) -> dict[str, Array]:
    """Such parameters as arrays by name."""
    ends = np.cumsum([math.prod(shape) for shape in SHAPES.values()])
    parts = zip(SHAPES.items(), np.split(numbers, ends[:-1]))
    return {name: part.reshape(shape) for (name, shape), part in parts}


def batch(tokens: int) -> tuple[Array, Array]:
    """Tokens and targets (BATCH, tokens, DIM), made up."""
    X, T = np.random.default_rng(7).standard_normal((2, BATCH, tokens, DIM))
    return X, T


def flat(gradients: Mapping[str, Array]) -> Array:
    return np.concatenate([gradients[name].ravel() for name in SHAPES])


def ours(causal: bool, tokens: int) -> Side:
    import autograd
    from autograd import Value, nn

    layer = nn.TransformerEncoderLayer(DIM, HEADS, HIDDEN, causal=causal, rng=0)
    layer.load_torch_state_dict(shaped(start()))
    x, t = ([[Value(0.1 * i) for i in range(DIM)] for _ in range(tokens)] for _ in "xt")
    pairs = [pair for rows in zip(layer(x), t) for pair in zip(*rows)]
    differences = [y - target for y, target in pairs]
    loss = autograd.dot(differences, differences) / (2 * len(pairs))
    layouts = layer.torch_parameters()
    parameters = [p for name in SHAPES for p in leaves(layouts[name])]
    program = autograd.compile(loss, leaves([x, t]), parameters)
    X = np.hstack([part.reshape(BATCH, -1) for part in batch(tokens)])
    value, gradient = program.value_and_grad(X)
    return Side(value, gradient.copy(), lambda: program.value_and_grad(X))


def leaves(layout: Any) -> list[Any]:
    if not isinstance(layout, list):
        return [layout]
    return [leaf for item in layout for leaf in leaves(item)]


def torch(causal: bool, tokens: int) -> Side:
    import torch as t

    t.set_num_threads(1)
    layer = t.nn.TransformerEncoderLayer(
        DIM, HEADS, HIDDEN, dropout=0.0, batch_first=True, dtype=t.float64
    )
    layer.load_state_dict({k: t.from_numpy(x) for k, x in shaped(start()).items()})
    X, T = (t.from_numpy(part.copy()) for part in batch(tokens))
    size = tokens, tokens
    mask = t.triu(t.ones(size, dtype=t.bool), 1) if causal else None

    def value_and_grad() -> Any:
        layer.zero_grad()
        loss = ((layer(X, src_mask=mask, is_causal=causal) - T) ** 2).mean() / 2
        loss.backward()
        return loss

    value = value_and_grad().item()
    found = {name: x.grad.numpy().copy() for name, x in layer.named_parameters()}
    return Side(value, flat(found), value_and_grad)


def hand_written(causal: bool, tokens: int) -> Side:
    X, T = batch(tokens)
    w, size = shaped(start()), DIM // HEADS
    hidden = np.triu(np.ones((tokens, tokens), dtype=bool), 1)
    rows = BATCH * tokens
    found: dict[str, Array] = {}

    def split(x: Array) -> Array:
        return x.reshape(BATCH, tokens, HEADS, size).transpose(0, 2, 1, 3)

    def joined(x: Array) -> Array:
        return x.transpose(0, 2, 1, 3).reshape(rows, DIM)

    def linear(name: str, x: Array, joint: str = ".") -> Array:
        y: Array = x @ w[f"{name}{joint}weight"].T
        y += w[f"{name}{joint}bias"]
        return y

    def linear_back(name: str, x: Array, d: Array, joint: str = ".") -> Array:
        found[f"{name}{joint}weight"] = d.T @ x
        found[f"{name}{joint}bias"] = d.sum(axis=0)
        back: Array = d @ w[f"{name}{joint}weight"]
        return back

    def norm(name: str, x: Array) -> tuple[Array, Array, Array]:
        c = x - x.mean(axis=1, keepdims=True)
        scale = 1.0 / np.sqrt(np.einsum("ij,ij->i", c, c) / DIM + EPS)[:, None]
        c *= scale
        return c * w[f"{name}.weight"] + w[f"{name}.bias"], c, scale

    def norm_back(name: str, c: Array, scale: Array, d: Array) -> Array:
        found[f"{name}.weight"] = np.einsum("ij,ij->j", d, c)
        found[f"{name}.bias"] = d.sum(axis=0)
        g = d * w[f"{name}.weight"]
        back: Array = g - g.mean(axis=1, keepdims=True)
        back -= c * (np.einsum("ij,ij->i", g, c) / DIM)[:, None]
        back *= scale
        return back

    def value_and_grad() -> float:
        x = X.reshape(rows, DIM)
        q, k, v = (
            split(part)
            for part in np.split(linear("self_attn.in_proj", x, "_"), 3, axis=1)
        )
        a = q @ k.transpose(0, 1, 3, 2)
        a /= np.sqrt(size)
        if causal:
            a[:, :, hidden] = -np.inf
        np.exp(a, out=a)
        a /= a.sum(axis=3, keepdims=True)
        o = joined(a @ v)
        x1, c1, s1 = norm("norm1", x + linear("self_attn.out_proj", o))
        h = np.maximum(linear("linear1", x1), 0.0)
        y, c2, s2 = norm("norm2", x1 + linear("linear2", h))
        d = y - T.reshape(rows, DIM)
        value = np.vdot(d, d) / (2 * d.size)
        d /= d.size
        d = norm_back("norm2", c2, s2, d)
        dh = linear_back("linear2", h, d)
        dh *= h > 0.0
        d = norm_back("norm1", c1, s1, d + linear_back("linear1", x1, dh))
        do = split(linear_back("self_attn.out_proj", o, d))
        da = do @ v.transpose(0, 1, 3, 2)
        da -= np.einsum("nhij,nhij->nhi", a, da)[:, :, :, None]
        da *= a
        da /= np.sqrt(size)
        parts = [da @ k, da.transpose(0, 1, 3, 2) @ q, a.transpose(0, 1, 3, 2) @ do]
        linear_back("self_attn.in_proj", x, np.hstack([joined(p) for p in parts]), "_")
        return float(value)

    value = value_and_grad()
    return Side(value, flat(found), value_and_grad)


SIDES: dict[str, dict[str, Callable[[int], Side]]] = {
    task: {
        "ours": partial(ours, causal),
        "numpy": partial(hand_written, causal),
        "torch": partial(torch, causal),
    }
    for task, causal in (("encoder layer", False), ("encoder layer, causal", True))
}
