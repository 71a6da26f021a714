"""The encoder layer of a Transformer: attention between tokens, then two layers for each token by itself.

Around both is a residual link and a normalisation (Vaswani et al. 2017, section 3.1; 003, Transformer Encoder).
"""

from __future__ import annotations

from types import MappingProxyType
from typing import Any

from autograd import scope
from autograd.nn.checks import whole
from autograd.nn.models.activations import Activation
from autograd.nn.models.blocks import LayerNorm
from autograd.nn.models.layers import Layer
from autograd.nn.models.module import Module
from autograd.nn.models.sample import as_list
from autograd.nn.randomness import Randomness, generator
from autograd.nn.transformer.multihead import MultiheadAttention
from autograd.nn.transformer.tokens import token_rows

Tokens = list[list[Any]]


class TransformerEncoderLayer(Module):
    """Tokens of `dim` numbers go in, as many come out (torch.nn.TransformerEncoderLayer, without dropout).

    norm_first=False   x ← norm1(x + attention(x)), x ← norm2(x + linear2(activation(linear1(x)))): Vaswani et al.
    norm_first=True    x ← x + attention(norm1(x)), x ← x + linear2(activation(linear1(norm2(x)))): GPT-2 and since

    heads        of the attention; they must divide dim
    hidden       neurons of linear1
    activation   of linear1, as in `Layer`
    causal       a token looks at itself and those before it only
    eps          of both normalisations; PyTorch's 1e-5 (Ba et al. 2016 and 003 have 0)
    bias, fused, rng   as in `MultiheadAttention`

    >>> layer = TransformerEncoderLayer(4, 2, 8, rng=0); layer.extra_repr(), len(layer.parameters())
    ('4, 2 heads, 8 hidden, relu', 172)
    >>> outputs = layer([[1.0, 2.0, 3.0, 4.0], [0.0, 1.0, 0.0, 1.0]])
    >>> len(outputs), len(outputs[0])
    (2, 4)
    """

    torch_name = MappingProxyType({"attention": "self_attn"})

    def __init__(  # noqa: PLR0913  PyTorch's
        self,
        dim: int,
        heads: int,
        hidden: int,
        *,
        norm_first: bool = False,
        activation: Activation = "relu",
        causal: bool = False,
        eps: float = 1e-5,
        bias: bool = True,
        fused: bool = True,
        rng: Randomness = None,
    ) -> None:
        self.dim = whole("TransformerEncoderLayer: dim", dim, least=2)
        self.hidden = whole("TransformerEncoderLayer: hidden", hidden)
        self.norm_first = norm_first
        chance = generator(rng)
        with scope("attention"):
            self.attention = MultiheadAttention(
                self.dim, heads, causal=causal, bias=bias, fused=fused, rng=chance
            )
        with scope("linear1"):
            self.linear1 = Layer(
                self.dim,
                self.hidden,
                activation=activation,
                bias=bias,
                fused=fused,
                rng=chance,
            )
        with scope("linear2"):
            self.linear2 = Layer(
                self.hidden,
                self.dim,
                activation=None,
                bias=bias,
                fused=fused,
                rng=chance,
            )
        with scope("norm1"):
            self.norm1 = LayerNorm(self.dim, eps=eps, bias=bias)
        with scope("norm2"):
            self.norm2 = LayerNorm(self.dim, eps=eps, bias=bias)

    def __call__(self, tokens: Any, *, mask: Any = None) -> Tokens:
        """The tokens after this layer. `mask` as in `attention`."""
        x = token_rows(tokens, self.dim, "TransformerEncoderLayer")
        if self.norm_first:
            x = _sum("residual1", x, self._attended(self._normed("norm1", x), mask))
            return _sum("residual2", x, self._fed_forward(self._normed("norm2", x)))
        x = self._normed("norm1", _sum("residual1", x, self._attended(x, mask)))
        return self._normed("norm2", _sum("residual2", x, self._fed_forward(x)))

    def attention_weights(self, tokens: Any, *, mask: Any = None) -> list[Tokens]:
        """How much each token looks at each other in this layer: a table (rows: queries) for each head."""
        x = token_rows(tokens, self.dim, "TransformerEncoderLayer")
        asking = self._normed("norm1", x) if self.norm_first else x
        with scope("attention"):
            return self.attention.weights(asking, mask=mask)

    def _attended(self, tokens: Tokens, mask: Any) -> Tokens:
        with scope("attention"):
            return self.attention(tokens, mask=mask)

    def _fed_forward(self, tokens: Tokens) -> Tokens:
        outputs = []
        for token in tokens:
            with scope("linear1"):
                hidden = self.linear1(token)
            with scope("linear2"):
                outputs.append(as_list(self.linear2(hidden)))
        return outputs

    def _normed(self, name: str, tokens: Tokens) -> Tokens:
        norm = getattr(self, name)
        with scope(name):
            return [norm(token) for token in tokens]

    def extra_repr(self) -> str:
        layer = f"{self.attention.extra_repr()}, {self.hidden} hidden"
        first = ", norm first" if self.norm_first else ""
        return f"{layer}, {self.linear1.extra_repr().split(', ')[-1]}{first}"


def _sum(name: str, tokens: Tokens, changes: Tokens) -> Tokens:
    """x + F(x) for every number of every token, recorded in a scope of this name."""
    with scope(name):
        return [
            [x + change for x, change in zip(token, of_token)]
            for token, of_token in zip(tokens, changes)
        ]
