"""What happens while a deep network is trained layer by layer: a fact for each epoch of each layer."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

import numpy as np
from numpy.typing import NDArray

from autograd.nn.facts import Fact

Array = NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class LayerTrained(Fact):
    """One epoch of one hidden layer; the layers below are frozen, those above wait."""

    family: ClassVar[str] = "pretraining"

    method: str
    """"rbm", "dae" or "supervised"."""
    sizes: tuple[int, ...]
    """Of the whole network: inputs, units of each hidden layer, outputs."""
    layer: int
    """Which hidden layer is trained, from 1."""
    epoch: int
    epochs: int
    """How many there are at most."""
    loss: float
    """Mean of the sample losses in this epoch; for an RBM the mean squared error of its reconstructions. nan where the
    epoch could not be completed."""
    weights_before: Array
    """(units, inputs of the layer)."""
    biases_before: Array
    """(units,); empty for a layer without."""
    weights: Array
    """After the epoch."""
    biases: Array
    stopped: str = ""
    """Why the layer is done: "finished" after its last epoch, or a sentence; "" while there are epochs left."""

    @property
    def layers(self) -> int:
        """How many hidden layers there are."""
        return len(self.sizes) - 2

    @property
    def delta(self) -> dict[str, Array]:
        """What the epoch added to the weights, "W" (units, inputs), and to the biases, "b" (units,)."""
        return {
            "W": self.weights - self.weights_before,
            "b": self.biases - self.biases_before,
        }
