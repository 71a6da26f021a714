"""Auto-encoders: networks that give back their own input, through a hidden layer that has to say it in other words.

Vocabulary (Vincent et al. 2008)
    encoder     y = s(W x + b): what the hidden layer makes of the input
    decoder     z = s(W' y + c): the input again, made of the hidden layer alone
    tied        W' is the transpose of W, the same Values: half the weights
    corrupted   some inputs are replaced by 0; the clean ones are to be restored, which a copy of the input would not do
"""

from __future__ import annotations

from typing import Any, Self

from autograd import Value, scope
from autograd.nn.checks import real
from autograd.nn.models.activations import Activation, activation_name, of_neuron
from autograd.nn.models.initialisers import Init
from autograd.nn.models.layers import Layer
from autograd.nn.models.module import Module
from autograd.nn.models.noise import Corrupt
from autograd.nn.models.sample import (
    as_list,
    input_row,
    new_parameters,
    weighted_sum,
)
from autograd.nn.randomness import Randomness, generator


class DenoisingAutoencoder(Module):
    """Restores its input of which a part was lost: s(W' s(W x̃ + b) + c), x̃ the corrupted x (Vincent et al. 2008).

    hidden       the number of hidden units; fewer than `nin` make it an undercomplete auto-encoder
    tied         whether W' is W transposed, the same Values; else the decoder is a `Layer` of its own
    corruption   the probability that an input is replaced by 0 in training, anew for every sample: `Corrupt`. With 0.0
                 it is a plain auto-encoder
    activation   of the hidden units, as in `Neuron`
    output       the activation of what is restored: "sigmoid" for numbers from 0 to 1, to be trained with
                 `binary_cross_entropy`; None, linear, for others (`mse_loss`), or for logits
    init, fused  as in `Layer`; `fused` is the default here, as there are `nin` sums of `hidden` products

    The target is the clean sample: ``fit(model, X, X, ...)``, in both engines. `eval` corrupts nothing.

    >>> model = DenoisingAutoencoder(3, 2, rng=0); model
    DenoisingAutoencoder(3 → 2 → 3, tied, corruption 0.3, 11 parameters)
      corrupt: Corrupt(p=0.3, 0 parameters)
      encoder: Layer(3 → 2, sigmoid, 8 parameters)
    >>> len(model([0.0, 1.0, 1.0])), len(model.encode([0.0, 1.0, 1.0]))
    (3, 2)
    """

    def __init__(  # noqa: PLR0913  what an auto-encoder consists of
        self,
        nin: int,
        hidden: int,
        *,
        tied: bool = True,
        corruption: float = 0.3,
        activation: Activation = "sigmoid",
        output: Activation = "sigmoid",
        init: Init = "default",
        fused: bool = True,
        rng: Randomness = None,
    ) -> None:
        chance = generator(rng)
        with scope("encoder"):
            encoder = Layer(
                nin, hidden, activation=activation, init=init, fused=fused, rng=chance
            )
        self._assemble(encoder, tied, corruption, output, (init, fused), chance)

    @classmethod
    def around(
        cls,
        encoder: Layer,
        *,
        tied: bool = True,
        corruption: float = 0.3,
        output: Activation = "sigmoid",
        rng: Randomness = None,
    ) -> Self:
        """One whose encoder is a layer that is there, such as one of an `MLP`: training the one trains the other."""
        if not isinstance(encoder, Layer):
            raise TypeError(
                f"{cls.__name__}.around: the encoder must be a Layer, got {type(encoder).__name__}"
            )
        model = cls.__new__(cls)
        chance = generator(rng)
        model._assemble(encoder, tied, corruption, output, ("default", True), chance)
        return model

    def _assemble(
        self,
        encoder: Layer,
        tied: bool,
        corruption: float,
        output: Activation,
        decoding: tuple[Init, bool],
        rng: Any,
    ) -> None:
        name = type(self).__name__
        corruption = real(f"{name}: corruption", corruption, least=0.0, below=1.0)
        self.tied, self.output = bool(tied), output
        self._restored = of_neuron(output)
        init, self.fused = decoding
        self.corrupt = Corrupt(corruption, rng=rng)
        self.encoder = encoder
        self.decoder: Layer | None = None
        self.decoder_biases: list[Value] = []
        with scope("decoder"):
            if self.tied:
                names = [f"c{i}" for i in range(1, encoder.nin + 1)]
                self.decoder_biases = new_parameters(names)
            else:
                self.decoder = Layer(
                    encoder.nout,
                    encoder.nin,
                    activation=output,
                    init=init,
                    fused=self.fused,
                    rng=rng,
                )

    def __call__(self, x: Any) -> Any:
        """What is restored of one sample of `nin` numbers: a list, or a Value for a single input."""
        x = input_row(x, self.encoder.nin, type(self).__name__)
        with scope("corrupt"):
            x = self.corrupt(x)
        return self.decode(self.encode(x))

    def encode(self, x: Any) -> list[Value]:
        """The hidden units for one sample, which is not corrupted here."""
        with scope("encoder"):
            return as_list(self.encoder(x))

    def decode(self, hidden: Any) -> Any:
        """What the hidden units say that the sample was."""
        y = input_row(hidden, self.encoder.nout, f"{type(self).__name__}.decode")
        with scope("decoder"):
            if self.decoder is not None:
                return self.decoder(y)
            restored = []
            columns = zip(*self.encoder.weights)
            for i, (column, c) in enumerate(zip(columns, self.decoder_biases), 1):
                with scope(f"neuron{i}"):
                    z = weighted_sum(column, y, c, fused=self.fused)
                    restored.append(z if self._restored is None else self._restored(z))
        return restored[0] if len(restored) == 1 else restored

    def extra_repr(self) -> str:
        nin, hidden = self.encoder.nin, self.encoder.nout
        ways = "tied" if self.tied else "untied"
        words = f"{nin} → {hidden} → {nin}, {ways}, corruption {self.corrupt.p:g}"
        if self.output == "sigmoid":
            return words
        return f"{words}, {activation_name(self.output)} output"
