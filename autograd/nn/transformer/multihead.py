"""Heads: attention on projections that are learned, several beside one another (Vaswani et al. 2017, section 3.2; 003).

003 gives each of h heads three matrices W of m/h x c numbers: the queries, keys and values of head i are W_i x_j. All
heads' outputs, one after the other, are m numbers for each token, which W_o, m x m, mixes. PyTorch keeps the same rows in
one array, `in_proj_weight`: those of all heads' queries, then of all keys, then of all values.
"""

from __future__ import annotations

import math
from functools import partial
from typing import Any

from autograd import scope
from autograd.nn.checks import whole
from autograd.nn.models.initialisers import kaiming_uniform_, uniform_
from autograd.nn.models.layers import Layer
from autograd.nn.models.module import Module
from autograd.nn.models.sample import as_list
from autograd.nn.randomness import Randomness, generator
from autograd.nn.transformer.attending import attention, attention_table
from autograd.nn.transformer.tokens import token_rows


class Head(Module):
    """One head: tokens of `dim` numbers go in, as many tokens of `size` numbers come out.

    Source: Vaswani et al. 2017; 003, self-attention.

    q_i = W^q x_i, k_i = W^k x_i, v_i = W^v x_i, and then `attention` of them. Options as in `MultiheadAttention`.

    >>> Head(4, 2, rng=0)
    Head(4 → 2, 30 parameters)
      query: Layer(4 → 2, linear, 10 parameters)
      key: Layer(4 → 2, linear, 10 parameters)
      value: Layer(4 → 2, linear, 10 parameters)
    """

    def __init__(
        self,
        dim: int,
        size: int,
        *,
        causal: bool = False,
        bias: bool = True,
        fused: bool = True,
        rng: Randomness = None,
    ) -> None:
        self.dim, self.size = whole("Head: dim", dim), whole("Head: size", size)
        self.causal, self.fused = causal, fused
        chance = generator(rng)
        a = math.sqrt(6.0 / (4 * self.dim))  # PyTorch's: Xavier for 3 dim rows of dim
        made = []
        for name in ("query", "key", "value"):
            with scope(name):
                layer = Layer(
                    self.dim,
                    self.size,
                    activation=None,
                    bias=bias,
                    init=partial(uniform_, a=-a, b=a),
                    fused=fused,
                    rng=chance,
                )
                made.append(layer)
        self.query, self.key, self.value = made

    def __call__(
        self, queries: Any, keys: Any = None, values: Any = None, *, mask: Any = None
    ) -> list[list[Any]]:
        """The output for each query; keys are the queries, and values the keys, if not given."""
        asking, asked, given = self._tokens(queries, keys, values)
        q = self._projected("query", asking)
        k = self._projected("key", asked)
        v = self._projected("value", given)
        return attention(q, k, v, causal=self.causal, mask=mask, fused=self.fused)

    def weights(
        self, queries: Any, keys: Any = None, *, mask: Any = None
    ) -> list[list[Any]]:
        """How much each query looks at each key: a row of numbers with the sum 1 for each query."""
        asking, asked, _ = self._tokens(queries, keys, None)
        q, k = self._projected("query", asking), self._projected("key", asked)
        return attention_table(q, k, causal=self.causal, mask=mask, fused=self.fused)

    def _tokens(self, queries: Any, keys: Any, values: Any) -> tuple[Any, Any, Any]:
        asking = token_rows(queries, self.dim, "attention head")
        asked = asking if keys is None else token_rows(keys, self.dim, "attention head")
        if values is None:
            return asking, asked, asked
        return asking, asked, token_rows(values, self.dim, "attention head")

    def _projected(self, name: str, tokens: list[list[Any]]) -> list[list[Any]]:
        layer = getattr(self, name)
        with scope(name):
            return [as_list(layer(token)) for token in tokens]

    def extra_repr(self) -> str:
        return f"{self.dim} → {self.size}{', causal' if self.causal else ''}"


class MultiheadAttention(Module):
    """`heads` heads of dim/heads numbers each, and a layer that mixes their outputs (torch.nn.MultiheadAttention).

    causal   a token looks at itself and those before it only
    bias     whether the four projections have biases
    fused    whether sums of products are `dot` nodes
    rng      None, a seed, or a numpy.random.Generator; weights begin as PyTorch's do

    It is called with tokens, each a list of `dim` numbers, and returns as many. Heads are recorded in the scopes head1,
    head2, ..., so that a drawing folds to one box for each.

    >>> MultiheadAttention(4, 2, rng=0)
    MultiheadAttention(4, 2 heads, 80 parameters)
      head1: Head(4 → 2, 30 parameters)
        query: Layer(4 → 2, linear, 10 parameters)
        key: Layer(4 → 2, linear, 10 parameters)
        value: Layer(4 → 2, linear, 10 parameters)
      head2: Head(4 → 2, 30 parameters)
        query: Layer(4 → 2, linear, 10 parameters)
        key: Layer(4 → 2, linear, 10 parameters)
        value: Layer(4 → 2, linear, 10 parameters)
      output: Layer(4 → 4, linear, 20 parameters)
    """

    def __init__(
        self,
        dim: int,
        heads: int,
        *,
        causal: bool = False,
        bias: bool = True,
        fused: bool = True,
        rng: Randomness = None,
    ) -> None:
        self.dim = whole("MultiheadAttention: dim", dim)
        count = whole("MultiheadAttention: heads", heads)
        if self.dim % count:
            raise ValueError(
                f"MultiheadAttention: heads must divide dim, got {count} heads for {self.dim} numbers"
            )
        chance = generator(rng)
        self.heads: list[Head] = []
        for i in range(1, count + 1):
            with scope(f"head{i}"):
                head = Head(
                    self.dim,
                    self.dim // count,
                    causal=causal,
                    bias=bias,
                    fused=fused,
                    rng=chance,
                )
                self.heads.append(head)
        with scope("output"):
            self.output = Layer(
                self.dim,
                self.dim,
                activation=None,
                bias=bias,
                init=partial(kaiming_uniform_, a=math.sqrt(5.0)),
                fused=fused,
                rng=chance,
            )

    def __call__(
        self, queries: Any, keys: Any = None, values: Any = None, *, mask: Any = None
    ) -> list[list[Any]]:
        """The output for each query: `dim` numbers. Keys are the queries, and values the keys, if not given.

        mask   as in `attention`
        """
        parts = []
        for i, head in enumerate(self.heads, 1):
            with scope(f"head{i}"):
                parts.append(head(queries, keys, values, mask=mask))
        outputs = []
        for of_heads in zip(*parts):
            joined = [x for part in of_heads for x in part]
            with scope("output"):
                outputs.append(as_list(self.output(joined)))
        return outputs

    def weights(
        self, queries: Any, keys: Any = None, *, mask: Any = None
    ) -> list[list[list[Any]]]:
        """How much each query looks at each key: a table (rows: queries) for each head."""
        tables = []
        for i, head in enumerate(self.heads, 1):
            with scope(f"head{i}"):
                tables.append(head.weights(queries, keys, mask=mask))
        return tables

    def torch_parameters(self) -> dict[str, Any]:
        """As torch.nn.MultiheadAttention(dim, heads): the rows of all heads in one array."""
        stacked = [
            getattr(head, name)
            for name in ("query", "key", "value")
            for head in self.heads
        ]
        rows = [row for layer in stacked for row in layer.weights]
        biases = [bias for layer in stacked for bias in layer.biases]
        return {
            "in_proj_weight": rows,
            **({"in_proj_bias": biases} if biases else {}),
            "out_proj.weight": self.output.weights,
            **({"out_proj.bias": self.output.biases} if biases else {}),
        }

    def extra_repr(self) -> str:
        count = len(self.heads)
        return f"{self.dim}, {count} head{'' if count == 1 else 's'}"
