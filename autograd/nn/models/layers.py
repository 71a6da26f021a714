"""Neuron, Layer, MLP: fully connected networks made of Values (000-004; the names are micrograd's and PyTorch's).

Vocabulary
    net input    w1 x1 + w2 x2 + ... + b, what the activation is applied to
    fused        the net input recorded as one `dot` node instead of 2 nin nodes: the same numbers, bit for bit
    scope        where a node is recorded, "layer1.neuron3": drawings fold by it, and parameters are named after it
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import Any

from autograd import Value, scope
from autograd.nn.checks import whole
from autograd.nn.models import torch_state
from autograd.nn.models.activations import (
    Activation,
    activation_name,
    maxout,
    of_layer,
    of_neuron,
)
from autograd.nn.models.initialisers import Init, initialise
from autograd.nn.models.module import Module
from autograd.nn.models.sample import (
    as_list,
    input_row,
    new_parameters,
    through,
    weighted_sum,
)
from autograd.nn.randomness import Randomness, generator


class Neuron(Module):
    """activation(w1 x1 + ... + w_nin x_nin + b), for `nin` inputs.

    Source: McCulloch and Pitts 1943; 002, logistic unit; 000, M-P neuron.

    activation   the name of a row with one argument, a function, or None for a linear neuron
    bias         whether there is a b
    init         see `Layer`
    fused        whether the net input is one `dot` node
    rng          None, a seed, or a numpy.random.Generator
    nonlin       micrograd's word: False is activation=None

    >>> n = Neuron(2, activation="tanh", init=None); n.w[0].data = 1.0
    >>> n([0.5, 3.0])
    Value(data=0.46211715726000974)
    >>> [v.label for v in n.parameters()]
    ['w1', 'w2', 'b']
    """

    def __init__(
        self,
        nin: int,
        *,
        activation: Activation = "relu",
        bias: bool = True,
        init: Init = "default",
        fused: bool = False,
        rng: Randomness = None,
        nonlin: bool = True,
    ) -> None:
        self.nin = whole("Neuron: nin", nin)
        self.activation: Activation = activation if nonlin else None
        self.fused = fused
        self._function = of_neuron(self.activation)
        names = [f"w{i}" for i in range(1, self.nin + 1)]
        self.w = new_parameters(names)
        self.b = new_parameters(["b"])[0] if bias else None
        biases = [self.b] if self.b is not None else []
        initialise([self.w], biases, init, rng)

    def __call__(self, x: Any) -> Value:
        """The output for one sample: `nin` numbers or Values, or a NumPy row."""
        return self.output(input_row(x, self.nin, "Neuron"))

    def output(self, x: Sequence[Any]) -> Value:
        """As a call, for `nin` floats and Values that need no check any more."""
        z = weighted_sum(self.w, x, self.b, fused=self.fused)
        output: Value = z if self._function is None else self._function(z)
        return output

    def torch_parameters(self) -> dict[str, Any]:
        """As torch.nn.Linear(nin, 1)."""
        bias = {} if self.b is None else {"bias": [self.b]}
        return {"weight": [self.w], **bias}

    def extra_repr(self) -> str:
        return f"{self.nin} → 1, {activation_name(self.activation)}"


class Layer(Module):
    """`nout` neurons with the same `nin` inputs.

    activation   as in `Neuron`; "softmax" and "log_softmax" are applied to all outputs at once
    bias         whether neurons have a bias
    init         "default" (PyTorch's Linear), "micrograd", the name of an initialiser, an initialiser such as
                 ``functools.partial(nn.normal_, std=0.05)``, or None for zeros: see `autograd.nn.models.initialisers`

    >>> layer = Layer(2, 3, rng=0); layer
    Layer(2 → 3, relu, 9 parameters)
    >>> layer.named_parameters()[5][0]
    'neuron2.b'
    """

    def __init__(
        self,
        nin: int,
        nout: int,
        *,
        activation: Activation = "relu",
        bias: bool = True,
        init: Init = "default",
        fused: bool = False,
        rng: Randomness = None,
        nonlin: bool = True,
    ) -> None:
        self.nin, self.nout = whole("Layer: nin", nin), whole("Layer: nout", nout)
        self.activation: Activation = activation if nonlin else None
        self._together = of_layer(self.activation)
        alone = None if self._together else self.activation
        self.neurons: list[Neuron] = []
        for i in range(1, self.nout + 1):
            with scope(f"neuron{i}"):
                neuron = Neuron(
                    self.nin, activation=alone, bias=bias, init=None, fused=fused
                )
                self.neurons.append(neuron)
        initialise(self.weights, self.biases, init, rng)

    @property
    def weights(self) -> list[list[Value]]:
        """The rows of the weight matrix, one for each neuron: shape (nout, nin). What initialisers change."""
        return [neuron.w for neuron in self.neurons]

    @property
    def biases(self) -> list[Value]:
        """The biases, one for each neuron; [] for a layer without."""
        return [neuron.b for neuron in self.neurons if neuron.b is not None]

    def __call__(self, x: Any) -> Any:
        """The outputs for one sample of `nin` numbers: a list of `nout` Values, or a Value if there is only one."""
        row = input_row(x, self.nin, "Layer")
        outputs = []
        for i, neuron in enumerate(self.neurons, 1):
            with scope(f"neuron{i}"):
                outputs.append(neuron.output(row))
        if self._together:
            outputs = self._together(outputs)
        return outputs[0] if len(outputs) == 1 else outputs

    def torch_parameters(self) -> dict[str, Any]:
        """As torch.nn.Linear(nin, nout)."""
        bias = {"bias": self.biases} if self.biases else {}
        return {"weight": self.weights, **bias}

    def extra_repr(self) -> str:
        return f"{self.nin} → {self.nout}, {activation_name(self.activation)}"

    def __repr__(self) -> str:
        return self._head()  # the neurons are all alike


class MaxoutLayer(Module):
    """Each of `nout` outputs is the largest of `pieces` net inputs with weights of their own.

    Source: Goodfellow et al. 2013; 002 §4; 004, Maxout.

    relu is the case of two pieces of which one is 0, and abs of two with opposite signs. Parameters as in `Layer`, of
    which there is one inside with nout * pieces linear neurons.

    >>> MaxoutLayer(3, 2, rng=0)
    MaxoutLayer(3 → 2, 2 pieces, 16 parameters)
      linear: Layer(3 → 4, linear, 16 parameters)
    """

    def __init__(
        self,
        nin: int,
        nout: int,
        *,
        pieces: int = 2,
        bias: bool = True,
        init: Init = "default",
        fused: bool = False,
        rng: Randomness = None,
    ) -> None:
        self.nin = whole("MaxoutLayer: nin", nin)
        self.nout = whole("MaxoutLayer: nout", nout)
        self.pieces = whole("MaxoutLayer: pieces", pieces)
        with scope("linear"):
            self.linear = Layer(
                nin,
                self.nout * self.pieces,
                activation=None,
                bias=bias,
                init=init,
                fused=fused,
                rng=rng,
            )

    def __call__(self, x: Any) -> Any:
        """The outputs for one sample of `nin` numbers: a list of `nout` Values, or a Value if there is only one."""
        with scope("linear"):
            numbers = as_list(self.linear(x))
        outputs = maxout(numbers, self.pieces)
        return outputs[0] if len(outputs) == 1 else outputs

    def extra_repr(self) -> str:
        return f"{self.nin} → {self.nout}, {self.pieces} pieces"


class MLP(Module):
    """Multi-layer perceptron: `nin` inputs, then layers with ``nouts[0]``, ``nouts[1]``, ... neurons.

    Source: Rumelhart et al. 1986; 000-004.

    activation         of the hidden layers, as in `Neuron`
    final_activation   of the last layer; None, linear, by default; "softmax" and "log_softmax" are allowed
    bias, init         as in `Layer`
    fused              one `dot` node for each net input: larger networks, smaller drawings, the same numbers
    rng                None, a seed, or a numpy.random.Generator: the same seed, the same network

    A network with d inputs, one hidden layer of q neurons and l outputs has (d + l + 1) q + l parameters (000).

    >>> model = MLP(2, [16, 16, 1], activation="tanh", rng=0)
    >>> model
    MLP(2 → 16 → 16 → 1, 337 parameters)
      layer1: Layer(2 → 16, tanh, 48 parameters)
      layer2: Layer(16 → 16, tanh, 272 parameters)
      layer3: Layer(16 → 1, linear, 17 parameters)
    >>> model.parameters()[1].label, model([0.5, -1.0]).scope
    ('layer1.neuron1.w2', 'layer3.neuron1')
    """

    def __init__(
        self,
        nin: int,
        nouts: Sequence[int],
        *,
        activation: Activation = "relu",
        final_activation: Activation = None,
        bias: bool = True,
        init: Init = "default",
        fused: bool = False,
        rng: Randomness = None,
    ) -> None:
        if isinstance(nouts, str) or not hasattr(nouts, "__iter__"):
            raise TypeError(
                f"MLP: nouts must be a list with the size of each layer, such as [16, 16, 1], got {nouts!r}"
            )
        sizes = [whole("MLP: nin", nin)]
        for i, n in enumerate(nouts):
            sizes.append(whole(f"MLP: nouts[{i}]", n))
        if len(sizes) == 1:
            raise ValueError(
                "MLP: nouts must have at least one layer, such as [16, 16, 1], got none"
            )
        self.sizes = sizes
        chance = generator(rng)
        self.layers: list[Layer] = []
        last = len(sizes) - 1
        for i, (n, m) in enumerate(pairwise(sizes), 1):
            with scope(f"layer{i}"):
                layer = Layer(
                    n,
                    m,
                    activation=final_activation if i == last else activation,
                    bias=bias,
                    init=init,
                    fused=fused,
                    rng=chance,
                )
                self.layers.append(layer)

    def __call__(self, x: Any) -> Any:
        """The outputs for one sample of `nin` numbers or Values: a list of Values, or a Value for a single output."""
        x = input_row(x, self.sizes[0], "MLP")
        return through(self.layers, x)

    def torch_parameters(self) -> dict[str, Any]:
        """As torch.nn.Sequential(Linear, activation, Linear, ...): 0.weight, 0.bias, 2.weight, ...

        Where the activation is None, PyTorch's network has torch.nn.Identity() in its place.
        """
        parameters: dict[str, Any] = {}
        for i, layer in enumerate(self.layers):
            parameters |= torch_state.prefixed(str(2 * i), layer.torch_parameters())
        return parameters

    def extra_repr(self) -> str:
        return " → ".join(f"{size:,}" for size in self.sizes)
