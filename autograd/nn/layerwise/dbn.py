"""DBN: the deep belief network, sigmoid layers of which each is trained as an RBM on the features below (002 §5)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from numpy.typing import ArrayLike

from autograd.nn.checks import whole
from autograd.nn.layerwise.layer_by_layer import pretrain, pretraining
from autograd.nn.layerwise.layer_trained import LayerTrained
from autograd.nn.models.initialisers import Init
from autograd.nn.models.layers import MLP
from autograd.nn.randomness import Randomness
from autograd.nn.train.history import History


class DBN(MLP):
    """Deep belief network: a stack of RBMs, one upon the other, and an output layer (Hinton, Osindero and Teh 2006).

    sizes   of the inputs and of each hidden layer: ``DBN([64, 64, 64, 64], 10)`` is 64-64-64-64-10
    nout    outputs; linear, for `cross_entropy`
    init    as in `Layer`; Xavier's, if nothing is said

    It is an `MLP` of sigmoid units that is pre-trained (`pretrain`) before `fit` fine-tunes all of it.

    >>> model = DBN([3, 4, 2], 1, rng=0); model
    DBN(3 → 4 → 2 → 1, 29 parameters)
      layer1: Layer(3 → 4, sigmoid, 16 parameters)
      layer2: Layer(4 → 2, sigmoid, 10 parameters)
      layer3: Layer(2 → 1, linear, 3 parameters)
    >>> [len(history.loss) for history in model.pretrain([[0, 1, 1], [1, 0, 0]], epochs=3, rng=0)]
    [3, 3]
    """

    def __init__(
        self,
        sizes: Sequence[int],
        nout: int,
        *,
        init: Init = "xavier_normal_",
        fused: bool = True,
        rng: Randomness = None,
    ) -> None:
        if isinstance(sizes, str) or not hasattr(sizes, "__iter__"):
            raise TypeError(
                f"DBN: sizes must be a list with the inputs and the size of each hidden layer, such as [64, 64, 64], got "
                f"{sizes!r}"
            )
        widths = [whole(f"DBN: sizes[{i}]", n) for i, n in enumerate(sizes)]
        if len(widths) < 2:
            raise ValueError(
                f"DBN: sizes must have the inputs and at least one hidden layer, such as [64, 64], got {widths}"
            )
        nin, *hidden = widths
        nouts = [*hidden, whole("DBN: nout", nout)]
        super().__init__(nin, nouts, activation="sigmoid", init=init, fused=fused, rng=rng)  # fmt: skip

    def pretrain(self, X: ArrayLike, **options: Any) -> list[History]:
        """Train each hidden layer as an RBM, from below: ``pretrain(self, X, "rbm", ...)``, with its options."""
        return pretrain(self, X, "rbm", **options)

    def pretraining(self, X: ArrayLike, **options: Any) -> Iterator[LayerTrained]:
        """The same, a fact for each epoch of each layer."""
        return pretraining(self, X, "rbm", **options)
