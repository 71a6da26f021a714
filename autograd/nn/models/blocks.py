"""Blocks: modules that stand between and around layers.

They take one sample, a list of numbers or Values or a single one, and return as many.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
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
from autograd.nn.models.numbers_in_lists import each, filled, flat
from autograd.nn.models.sample import (
    as_list,
    input_row,
    like_sample,
    new_parameters,
    through,
)


class Sequential(Module):
    """One module or function after the other; their scopes and names are layer1, layer2, ... (PyTorch's name).

    heads   {2: Layer(...)}: a module that reads what layer 2 gives. The output is then a list, those of the heads in the
            order of their layers, then that of the last layer: for `deep_supervision`. Named head1, head2, ...

    In `torch_state_dict` they are 0, 1, ...; a function takes a number, as a module of PyTorch without parameters does.

    >>> from autograd.nn.models.layers import Layer
    >>> Sequential(Layer(2, 3, rng=0), Residual(Layer(3, 3, rng=1)))
    Sequential(21 parameters)
      layer1: Layer(2 → 3, relu, 9 parameters)
      layer2: Residual(12 parameters)
        module: Layer(3 → 3, relu, 12 parameters)
    """

    torch_name = MappingProxyType({"layers": ""})

    def __init__(
        self,
        *layers: Callable[[Any], Any],
        heads: Mapping[int, Callable[[Any], Any]] | None = None,
    ) -> None:
        if not layers or not all(map(callable, layers)):
            raise TypeError(
                "Sequential: one or more modules or functions are needed, such as Sequential(Layer(2, 3))"
            )
        self.layers = list(layers)
        places = _head_places(heads, len(self.layers))
        self.heads = [] if heads is None else [heads[place] for place in places]
        self._places = places

    @property
    def input_classes(self) -> int | None:  # type: ignore[override]
        """Those of the first layer: see `Module`."""
        return getattr(self.layers[0], "input_classes", None)

    def __call__(self, x: Any) -> Any:
        """The output for one sample; with heads a list of their outputs, that of the last layer after them."""
        if not self.heads:
            return through(self.layers, x)
        after = dict(zip(self._places, enumerate(self.heads, 1)))
        outputs = []
        for i, layer in enumerate(self.layers, 1):
            with scope(f"layer{i}"):
                x = layer(x)
            if i in after:
                number, head = after[i]
                with scope(f"head{number}"):
                    outputs.append(head(x))
        return [*outputs, x]


class Residual(Module):
    """z + F(z): the gradient has a way past F, of slope 1 (He et al. 2016; 001, vanishing gradients; 003, residual block).

    F must return as many numbers as it is given. With `step` it is z + step F(z): one step of Euler's method for
    dz/dt = F(z), and so many blocks follow a trajectory (003).

    >>> Residual(lambda z: -z, step=0.5)(8.0)
    4.0
    """

    def __init__(self, module: Callable[[Any], Any], *, step: float = 1.0) -> None:
        if not callable(module):
            raise TypeError(
                f"Residual: a module or function is needed, got {type(module).__name__}"
            )
        self.module = module
        self.step = real("Residual: step", step, above=0, below=math.inf)

    def __call__(self, x: Any) -> Any:
        z = flat(x)
        with scope("module"):
            f = flat(self.module(x))
        if len(f) != len(z):
            raise ValueError(
                f"Residual: z + F(z) needs as many outputs as inputs, got {len(f)} and {len(z)}"
            )
        if self.step != 1.0:
            f = [self.step * change for change in f]
        return filled(x, [before + change for before, change in zip(z, f)])

    def extra_repr(self) -> str:
        return "" if self.step == 1.0 else f"step={self.step:g}"


class Activate(Module):
    """An activation as a module, for each number of a sample: after a LayerNorm, for example.

    Source: Xiong et al. 2020; 003, pre and post.

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
        return each(self._function, x)

    def extra_repr(self) -> str:
        return activation_name(self.activation)


class LayerNorm(Module):
    """gamma (z - mean) / sqrt(mean (z - mean)² + eps) + beta, for a sample of `size` numbers (Ba et al. 2016; 003).

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


def _head_places(heads: Any, layers: int) -> list[int]:
    """After which layers the heads of a Sequential stand, in order; an error that names a wrong one."""
    if heads is None:
        return []
    if not isinstance(heads, Mapping):
        raise TypeError(
            f"Sequential: heads must be a table such as {{2: Layer(8, 1)}}, layers to heads, got {type(heads).__name__}"
        )
    for place, head in heads.items():
        if whole("Sequential: the layer of a head", place) > layers:
            raise ValueError(
                f"Sequential: the layer of a head must be from 1 to {layers}, the number of layers, got {place}"
            )
        if not callable(head):
            raise TypeError(
                f"Sequential: each head must be a module or function, got {type(head).__name__} for layer {place}"
            )
    return sorted(heads)
