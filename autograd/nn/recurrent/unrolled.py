"""A cell that is applied to one element of a sequence after the other, whatever the cell is.

Vocabulary
    unrolled   every step is recorded anew, in a scope of its own, step1, step2, ...; all steps share the parameters of
               the cell, whose gradients add up over the steps: backpropagation through time (BPTT)
    truncated  after every k steps the state is detached: it goes on as a number, and no gradient comes back through it
    way        one cell's way through the sequence, forward or backward; a further layer has ways of its own

Sources: 000, figure 5.13, and 002 §5; BPTT: Rumelhart, Hinton and Williams 1986, Werbos 1990. Elman (1990) did not
backpropagate through time: his context units are inputs of the step, which is ``truncate=1``.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import nullcontext
from dataclasses import dataclass
from typing import Any

from autograd import Value, detach, no_grad, scope
from autograd.nn.checks import whole
from autograd.nn.models.module import Module
from autograd.nn.models.sample import input_row
from autograd.nn.recurrent.step_cells import Cell, Parts


@dataclass(frozen=True)
class Way:
    """One cell's way through a sequence: in which layer, and in which direction."""

    layer: int
    backward: bool

    @property
    def cell(self) -> str:
        """The attribute that holds the cell, and its scope: cell, backward_cell, cell2, ..."""
        number = "" if self.layer == 1 else self.layer
        return f"backward_cell{number}" if self.backward else f"cell{number}"

    @property
    def step(self) -> str:
        """The scopes of the steps, without their numbers."""
        return "backward_step" if self.backward else "step"

    @property
    def suffix(self) -> str:
        """What PyTorch puts behind the names of parameters."""
        return f"_l{self.layer - 1}{'_reverse' if self.backward else ''}"


class Recurrent(Module):
    """What RNN, LSTM and GRU share: a cell for each layer and direction, and the walk over the sequence.

    nin, hidden     numbers in an element of the sequence, and in the state
    num_layers      a further layer has the outputs of the one below as its sequence
    bidirectional   a second cell walks from the end to the beginning; an output is both states, 2 · hidden numbers
    truncate        None: gradients go back to the first step; k: they stop after every k steps, where what comes before
                    is a constant, a state that was given included; 1 is Elman's network

    For fused, bias and rng see `autograd.nn.recurrent.step_cells.Cell`.
    """

    def __init__(
        self,
        make: Callable[[int, int], Cell],
        nin: int,
        hidden: int,
        *,
        num_layers: int = 1,
        bidirectional: bool = False,
        truncate: int | None = None,
    ) -> None:
        name = type(self).__name__
        self.nin = whole(f"{name}: nin", nin)
        self.hidden = whole(f"{name}: hidden", hidden)
        self.num_layers = whole(f"{name}: num_layers", num_layers)
        self.bidirectional = bool(bidirectional)
        self.nout = 2 * self.hidden if self.bidirectional else self.hidden
        if truncate is not None:
            truncate = whole(f"{name}: truncate (None for all steps)", truncate)
        self.truncate = truncate
        for way in self._ways():
            with scope(way.cell):
                cell = make(self.nin if way.layer == 1 else self.nout, self.hidden)
            setattr(self, way.cell, cell)

    def __call__(self, sequence: Any, state: Any = None) -> tuple[list[Any], Any]:
        """(outputs, state): the T outputs of the last layer, in the order of the sequence, and the state at the end.

        sequence   T lists of `nin` numbers or Values, at least one; or an array (T, nin)
        state      what a call returned: the state of the cell, or for several cells a list of theirs in PyTorch's order
                   (layer by layer, forward before backward); None for zeros
        """
        steps, ends = self._walks(sequence, state)
        outputs = _outputs([steps[way] for way in self._ways(self.num_layers)])
        return outputs, ends[0] if len(ends) == 1 else ends

    def trace(self, sequence: Any, state: Any = None) -> dict[str, list[Parts]]:
        """What every step computes, in numbers: for each cell by its name the parts of step 1, 2, ... (see `Cell`).

        >>> from autograd.nn.recurrent.rnn_lstm_gru import LSTM
        >>> steps = LSTM(1, 2, rng=0).trace([[1.0], [0.0], [0.0]])["cell"]
        >>> len(steps), list(steps[0]), len(steps[0]["forget"])
        (3, ['input', 'forget', 'candidate', 'output', 'cell', 'hidden'], 2)
        """
        with no_grad():
            walks, _ = self._walks(sequence, state)
        traced: dict[str, list[Parts]] = {}
        for way, steps in walks.items():
            traced[way.cell] = [_in_numbers(parts) for parts in steps]
        return traced

    def torch_parameters(self) -> dict[str, Any]:
        """The parameters by PyTorch's names, such as weight_hh_l0_reverse."""
        named = {}
        for way in self._ways():
            for name, rows in self._cell(way).torch_parameters().items():
                named[f"{name}{way.suffix}"] = rows
        return named

    def extra_repr(self) -> str:
        words = [f"{self.nin} → {self.nout}"]
        if self.bidirectional:
            words.append("bidirectional")
        if self.truncate is not None:
            words.append(f"truncate={self.truncate}")
        return ", ".join(words)

    def _cell(self, way: Way) -> Cell:
        cell: Cell = getattr(self, way.cell)
        return cell

    def _ways(self, layer: int | None = None) -> list[Way]:
        """All ways, or those of one layer, in PyTorch's order."""
        layers = range(1, self.num_layers + 1) if layer is None else [layer]
        directions = (False, True) if self.bidirectional else (False,)
        return [Way(k, backward) for k in layers for backward in directions]

    def _walks(
        self, sequence: Any, state: Any
    ) -> tuple[dict[Way, list[Parts]], list[Any]]:
        """The parts of all steps of each way, and the states at their ends."""
        rows = sequence_rows(sequence, self.nin, type(self).__name__)
        starts = self._starts(state)
        walks: dict[Way, list[Parts]] = {}
        ends = []
        for layer in range(1, self.num_layers + 1):
            of_layer = []
            for way in self._ways(layer):
                walks[way], end = self._walk(way, rows, starts[way])
                of_layer.append(walks[way])
                ends.append(end)
            rows = _outputs(of_layer)
        return walks, ends

    def _walk(self, way: Way, rows: list[Any], state: Any) -> tuple[list[Parts], Any]:
        """One cell over the whole sequence: the parts of the steps in the order of the sequence, and the last state."""
        cell = self._cell(way)
        places = range(len(rows))
        steps: dict[int, Parts] = {}
        for count, place in enumerate(reversed(places) if way.backward else places):
            if self.truncate is not None and count % self.truncate == 0:
                state = detached(state)
            inner = scope(f"layer{way.layer}") if way.layer > 1 else nullcontext()
            with scope(f"{way.step}{place + 1}"), inner:
                steps[place] = cell.parts(rows[place], state)
            state = cell.state_after(steps[place])
        return [steps[place] for place in places], state

    def _starts(self, state: Any) -> dict[Way, Any]:
        """The state that each way starts from, checked."""
        ways = self._ways()
        if state is None:
            return {way: self._cell(way).start() for way in ways}
        states = [state] if len(ways) == 1 else state
        if not isinstance(states, list | tuple) or len(states) != len(ways):
            raise ValueError(
                f"{type(self).__name__}: the state is a list of {len(ways)}, one for each cell, as a call returns it"
            )
        return {way: self._cell(way).checked(s) for way, s in zip(ways, states)}


def sequence_rows(sequence: Any, nin: int, who: str) -> list[list[Any]]:
    """A sequence as a list of lists of `nin` floats and Values; an error says which element is wrong."""
    if hasattr(sequence, "tolist"):
        sequence = sequence.tolist()
    if not isinstance(sequence, list | tuple):
        raise TypeError(
            f"{who} needs a sequence, a list with {nin} numbers for each step, got {type(sequence).__name__}"
        )
    if not sequence:
        raise ValueError(f"{who} needs a sequence of at least one step, got none")
    return [
        input_row(x, nin, f"{who}: step {t} of the sequence")
        for t, x in enumerate(sequence, 1)
    ]


def detached(state: Any) -> Any:
    """A state as constants: its numbers go on, gradients do not come back."""
    if isinstance(state, list | tuple):
        return [detached(x) for x in state]
    return detach(state)


def _outputs(ways: list[list[Parts]]) -> list[list[Any]]:
    """For each step the hidden state, or both one after the other."""
    return [
        [h for parts in directions for h in parts["hidden"]]
        for directions in zip(*ways)
    ]


def _in_numbers(parts: Parts) -> Parts:
    return {
        name: [x.data if isinstance(x, Value) else x for x in part]
        for name, part in parts.items()
    }
