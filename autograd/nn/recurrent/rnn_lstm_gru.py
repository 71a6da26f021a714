"""RNN, LSTM and GRU: the three cells, unrolled (PyTorch's names and options).

Everything that they share is in `autograd.nn.recurrent.unrolled`, and what a step computes in `step_cells`.
"""

from __future__ import annotations

from functools import partial
from typing import Any

from autograd.nn.randomness import Randomness, generator
from autograd.nn.recurrent.gates import Biases
from autograd.nn.recurrent.step_cells import GRUCell, LSTMCell, RNNCell
from autograd.nn.recurrent.unrolled import Recurrent


class RNN(Recurrent):
    """Elman's network, unrolled: h_t = f(W x_t + b + U h_(t−1) + b_h) (Elman 1990; 000, figure 5.13; PyTorch's nn.RNN).

    For the options see `Recurrent` and `RNNCell`.

    >>> rnn = RNN(2, 3, rng=0)
    >>> outputs, state = rnn([[1.0, 0.0], [0.0, 1.0]])
    >>> len(outputs), outputs[-1] == state, outputs[1][0].scope
    (2, True, 'step2.neuron1')
    >>> rnn
    RNN(2 → 3, 21 parameters)
      cell: RNNCell(2 → 3, tanh, 21 parameters)
    """

    def __init__(  # noqa: PLR0913  the options of PyTorch's nn.RNN and two of ours, by name
        self,
        nin: int,
        hidden: int,
        *,
        nonlinearity: str = "tanh",
        num_layers: int = 1,
        bidirectional: bool = False,
        truncate: int | None = None,
        fused: bool = True,
        bias: Biases = True,
        rng: Randomness = None,
    ) -> None:
        options: dict[str, Any] = {"fused": fused, "bias": bias, "rng": generator(rng)}
        super().__init__(
            partial(RNNCell, nonlinearity=nonlinearity, **options),
            nin,
            hidden,
            num_layers=num_layers,
            bidirectional=bidirectional,
            truncate=truncate,
        )


class LSTM(Recurrent):
    """A memory behind gates, unrolled. The state of its cell is the pair (h, c).

    Source: Hochreiter and Schmidhuber 1997; 002 §5; PyTorch's nn.LSTM.

    For the options see `Recurrent` and `LSTMCell`.

    >>> lstm = LSTM(2, 3, forget_bias=1.0, rng=0)
    >>> outputs, (h, c) = lstm([[1.0, 0.0], [0.0, 1.0]])
    >>> outputs[-1] == h, outputs[1][0].scope, lstm.parameters()[0].label
    (True, 'step2.hidden', 'cell.input.neuron1.w1')
    """

    def __init__(  # noqa: PLR0913  the options of PyTorch's nn.LSTM and three of ours, by name
        self,
        nin: int,
        hidden: int,
        *,
        forget_bias: float | None = None,
        num_layers: int = 1,
        bidirectional: bool = False,
        truncate: int | None = None,
        fused: bool = True,
        bias: Biases = True,
        rng: Randomness = None,
    ) -> None:
        options: dict[str, Any] = {"fused": fused, "bias": bias, "rng": generator(rng)}
        super().__init__(
            partial(LSTMCell, forget_bias=forget_bias, **options),
            nin,
            hidden,
            num_layers=num_layers,
            bidirectional=bidirectional,
            truncate=truncate,
        )


class GRU(Recurrent):
    """One gate between the old state and a new one, unrolled (Cho et al. 2014; PyTorch's nn.GRU).

    For the options see `Recurrent` and `GRUCell`.

    >>> outputs, h = GRU(2, 3, bidirectional=True, rng=0)([[1.0, 0.0], [0.0, 1.0]])
    >>> len(outputs[0]), outputs[0][3:] == h[1]
    (6, True)
    """

    def __init__(
        self,
        nin: int,
        hidden: int,
        *,
        num_layers: int = 1,
        bidirectional: bool = False,
        truncate: int | None = None,
        fused: bool = True,
        bias: Biases = True,
        rng: Randomness = None,
    ) -> None:
        super().__init__(
            partial(GRUCell, fused=fused, bias=bias, rng=generator(rng)),
            nin,
            hidden,
            num_layers=num_layers,
            bidirectional=bidirectional,
            truncate=truncate,
        )
