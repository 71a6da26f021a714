"""Blocks: modules that stand between and around layers.

They take one sample, a list of numbers or Values or a single one, and return as many.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

import autograd
from autograd import Value, dot, scope, total
from autograd.nn.checks import real, whole
from autograd.nn.models.activations import OF_LAYERS, Activation, of_neuron, spelled
from autograd.nn.models.layers import inputs, through
from autograd.nn.models.module import Module
from autograd.nn.randomness import Randomness, generator


class Sequential(Module):
    """One module or function after the other; their scopes and names are layer1, layer2, ... (PyTorch's name).

    >>> from autograd.nn.models.layers import Layer
    >>> Sequential(Layer(2, 3, rng=0), Residual(Layer(3, 3, rng=1)))
    Sequential(21 parameters)
      layer1: Layer(2 → 3, relu, 9 parameters)
      layer2: Residual(12 parameters)
        module: Layer(3 → 3, relu, 12 parameters)
    """

    def __init__(self, *layers: Callable[[Any], Any]) -> None:
        if not layers or not all(map(callable, layers)):
            raise TypeError(
                "Sequential: one or more modules or functions are needed, such as Sequential(Layer(2, 3))"
            )
        self.layers = list(layers)

    def __call__(self, x: Any) -> Any:
        return through(self.layers, x)


class Residual(Module):
    """z + F(z): the gradient has a way past F, of slope 1 (001, vanishing gradients; 003, residual block).

    F must return as many numbers as it is given. One step of Euler's method for dz/dt = F(z) (003).
    """

    def __init__(self, module: Callable[[Any], Any]) -> None:
        if not callable(module):
            raise TypeError(
                f"Residual: a module or function is needed, got {type(module).__name__}"
            )
        self.module = module

    def __call__(self, x: Any) -> Any:
        z = _list(x)
        with scope("module"):
            f = _list(self.module(x))
        if len(f) != len(z):
            raise ValueError(
                f"Residual: z + F(z) needs as many outputs as inputs, got {len(f)} and {len(z)}"
            )
        return _like(x, [a + b for a, b in zip(z, f)])


class Activate(Module):
    """An activation as a module, for each number of a sample: after a LayerNorm, for example (003, pre and post).

    >>> Activate("relu")([-1.0, 2.0]), Activate("softmax")([0.0, 0.0])
    ([0.0, 2.0], [0.5, 0.5])
    """

    def __init__(self, activation: Activation) -> None:
        self.activation = activation
        self._together = (
            OF_LAYERS.get(activation) if isinstance(activation, str) else None
        )
        self._function = None if self._together else of_neuron(activation)

    def __call__(self, x: Any) -> Any:
        if self._together:
            return _like(x, self._together(_list(x)))
        return (
            x
            if self._function is None
            else _like(x, [self._function(one) for one in _list(x)])
        )

    def extra_repr(self) -> str:
        return spelled(self.activation)


class Dropout(Module):
    """In training each number is replaced by 0 with probability p, and the others are multiplied by 1/(1 - p).

    The expected value stays the same, so `eval` passes everything through (003, inverted dropout: its p is the
    probability of keeping, 1 - p here; PyTorch's p is this one). A new mask for every call, from `rng`; masks are
    constants of the recorded graph. The other dropout of the notes, where parameters skip an update (000), is in the
    optimisers.

    >>> drop = Dropout(0.5, rng=1); drop([1.0, 1.0, 1.0, 1.0]), drop.eval()([1.0, 1.0, 1.0, 1.0])
    ([2.0, 2.0, 0.0, 2.0], [1.0, 1.0, 1.0, 1.0])
    """

    def __init__(self, p: float = 0.5, *, rng: Randomness = None) -> None:
        self.p = real("Dropout: p", p, least=0.0, below=1.0)
        self.rng = generator(rng)

    def __call__(self, x: Any) -> Any:
        if not self.training or self.p == 0.0:
            return x
        z = _list(x)
        keep = 1.0 / (1.0 - self.p)
        mask = [keep if kept else 0.0 for kept in self.rng.random(len(z)) >= self.p]
        return _like(x, [one * factor for one, factor in zip(z, mask)])

    def extra_repr(self) -> str:
        return f"p={self.p:g}"


class LayerNorm(Module):
    """gamma (z - mean) / sqrt(mean (z - mean)² + eps) + beta, for a sample of `size` numbers (003).

    eps      0.0, as printed in 003; PyTorch's is 1e-5. Without it a sample of equal numbers gives 0/0, nan
    affine   whether there are parameters gamma (from 1) and beta (from 0), one for each number

    Positive factors of z make no difference if eps is 0; a negative one changes the sign, which 003 does not say.

    >>> [round(y, 4) for y in LayerNorm(4, affine=False)([1, 2, 4, -3])]
    [0.0, 0.3922, 1.1767, -1.5689]
    """

    def __init__(self, size: int, *, eps: float = 0.0, affine: bool = True) -> None:
        self.size = whole("LayerNorm: size", size, least=2)
        self.eps = real("LayerNorm: eps", eps, least=0.0, below=math.inf)
        here = Value(0.0).scope
        prefix = f"{here}." if here else ""
        numbers = range(1, self.size + 1) if affine else ()
        self.gamma = [Value(1.0, f"{prefix}gamma{i}", parameter=True) for i in numbers]
        self.beta = [Value(0.0, f"{prefix}beta{i}", parameter=True) for i in numbers]

    def __call__(self, x: Any) -> Any:
        z = inputs(x, self.size, "LayerNorm")
        mean = total(z) / self.size
        centred = [one - mean for one in z]
        variance = dot(centred, centred) / self.size
        deviation = autograd.sqrt(variance + self.eps if self.eps else variance)
        scaled = [autograd.div(one, deviation) for one in centred]
        return (
            [g * y + b for g, y, b in zip(self.gamma, scaled, self.beta)]
            if self.gamma
            else scaled
        )

    def extra_repr(self) -> str:
        return f"{self.size}, eps={self.eps:g}"


def _list(x: Any) -> list[Any]:
    """A sample as a list; a single number or Value is a sample of one."""
    if hasattr(x, "tolist"):
        x = x.tolist()
    return list(x) if isinstance(x, list | tuple) else [x]


def _like(x: Any, found: list[Any]) -> Any:
    """The results for a sample: a single one for a single number, else a list."""
    return found if isinstance(x, list | tuple) or hasattr(x, "tolist") else found[0]
