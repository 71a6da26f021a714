"""Blocks: modules that stand between and around layers.

They take one sample, a list of numbers or Values or a single one, and return as many.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from types import MappingProxyType
from typing import Any

import autograd
from autograd import dot, scope, total
from autograd.nn.checks import real, whole
from autograd.nn.models.activations import (
    Activation,
    activation_name,
    of_layer,
    of_neuron,
)
from autograd.nn.models.module import Module
from autograd.nn.models.sample import (
    as_list,
    at_each,
    input_row,
    like_sample,
    new_parameters,
    through,
)
from autograd.nn.randomness import Randomness, generator


class Sequential(Module):
    """One module or function after the other; their scopes and names are layer1, layer2, ... (PyTorch's name).

    In `torch_state_dict` they are 0, 1, ...; a function takes a number, as a module of PyTorch without parameters does.

    >>> from autograd.nn.models.layers import Layer
    >>> Sequential(Layer(2, 3, rng=0), Residual(Layer(3, 3, rng=1)))
    Sequential(21 parameters)
      layer1: Layer(2 → 3, relu, 9 parameters)
      layer2: Residual(12 parameters)
        module: Layer(3 → 3, relu, 12 parameters)
    """

    torch_name = MappingProxyType({"layers": ""})

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
        z = as_list(x)
        with scope("module"):
            f = as_list(self.module(x))
        if len(f) != len(z):
            raise ValueError(
                f"Residual: z + F(z) needs as many outputs as inputs, got {len(f)} and {len(z)}"
            )
        return like_sample(x, [before + change for before, change in zip(z, f)])


class Activate(Module):
    """An activation as a module, for each number of a sample: after a LayerNorm, for example (003, pre and post).

    A sample may also be lists in lists, such as an image; "softmax" and "log_softmax" need a single list.

    >>> Activate("relu")([-1.0, 2.0]), Activate("softmax")([0.0, 0.0]), Activate("relu")([[[-1.0], [2.0]]])
    ([0.0, 2.0], [0.5, 0.5], [[[0.0], [2.0]]])
    """

    def __init__(self, activation: Activation) -> None:
        self.activation = activation
        self._together = of_layer(activation)
        self._function = None if self._together else of_neuron(activation)

    def __call__(self, x: Any) -> Any:
        if self._together:
            return like_sample(x, self._together(as_list(x)))
        if self._function is None:
            return x
        return at_each(self._function, x)

    def extra_repr(self) -> str:
        return activation_name(self.activation)


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
        z = as_list(x)
        keep = 1.0 / (1.0 - self.p)
        kept = self.rng.random(len(z)) >= self.p
        mask = [keep if is_kept else 0.0 for is_kept in kept]
        return like_sample(x, [number * factor for number, factor in zip(z, mask)])

    def extra_repr(self) -> str:
        return f"p={self.p:g}"


class LayerNorm(Module):
    """gamma (z - mean) / sqrt(mean (z - mean)² + eps) + beta, for a sample of `size` numbers (003).

    eps      0.0, as printed in 003; PyTorch's is 1e-5. Without it a sample of equal numbers gives 0/0, nan
    affine   whether there are parameters gamma (from 1) and beta (from 0), one for each number
    bias     whether there is a beta, where there is a gamma

    Positive factors of z make no difference if eps is 0; a negative one changes the sign, which 003 does not say.

    >>> [round(y, 4) for y in LayerNorm(4, affine=False)([1, 2, 4, -3])]
    [0.0, 0.3922, 1.1767, -1.5689]
    """

    torch_name = MappingProxyType({"gamma": "weight", "beta": "bias"})

    def __init__(
        self,
        size: int,
        *,
        eps: float = 0.0,
        affine: bool = True,
        bias: bool = True,
    ) -> None:
        self.size = whole("LayerNorm: size", size, least=2)
        self.eps = real("LayerNorm: eps", eps, least=0.0, below=math.inf)
        numbers = range(1, self.size + 1) if affine else ()
        self.gamma = new_parameters([f"gamma{i}" for i in numbers], 1.0)
        self.beta = new_parameters([f"beta{i}" for i in numbers if bias], 0.0)

    def __call__(self, x: Any) -> Any:
        z = input_row(x, self.size, "LayerNorm")
        mean = total(z) / self.size
        centred = [number - mean for number in z]
        variance = dot(centred, centred) / self.size
        deviation = autograd.sqrt(variance + self.eps if self.eps else variance)
        scaled = [autograd.div(number, deviation) for number in centred]
        if not self.gamma:
            return scaled
        stretched = [gamma * y for gamma, y in zip(self.gamma, scaled)]
        if not self.beta:
            return stretched
        return [y + beta for y, beta in zip(stretched, self.beta)]

    def extra_repr(self) -> str:
        return f"{self.size}, eps={self.eps:g}"


class RMSNorm(Module):
    """gamma z / sqrt(mean z² + eps), for a sample of `size` numbers: LayerNorm without the mean and without beta.

    eps      1e-5; PyTorch's default is the spacing of floats, 2.2e-16
    affine   whether there are parameters gamma (from 1), one for each number

    Zhang and Sennrich 2019, Root mean square layer normalization.

    >>> [round(y, 4) for y in RMSNorm(2, affine=False)([3, 4])]
    [0.8485, 1.1314]
    """

    torch_name = MappingProxyType({"gamma": "weight"})

    def __init__(self, size: int, *, eps: float = 1e-5, affine: bool = True) -> None:
        self.size = whole("RMSNorm: size", size)
        self.eps = real("RMSNorm: eps", eps, least=0.0, below=math.inf)
        numbers = range(1, self.size + 1) if affine else ()
        self.gamma = new_parameters([f"gamma{i}" for i in numbers], 1.0)

    def __call__(self, x: Any) -> Any:
        z = input_row(x, self.size, "RMSNorm")
        mean_square = dot(z, z) / self.size
        root = autograd.sqrt(mean_square + self.eps if self.eps else mean_square)
        scaled = [autograd.div(number, root) for number in z]
        if not self.gamma:
            return scaled
        return [gamma * y for gamma, y in zip(self.gamma, scaled)]

    def extra_repr(self) -> str:
        return f"{self.size}, eps={self.eps:g}"
