"""Scores: how well a key fits a query, as one number (003, score(h, x_i)).

    dot          q · k                      Luong, Pham and Manning 2015, section 3.1
    scaled_dot   q · k / sqrt(m)            Vaswani et al. 2017, equation 1; m numbers in q; 003, self-attention
    general      q · W k                    Luong et al., with a matrix to be learned: `GeneralScore`
    additive     v · tanh(W q + U k)        Bahdanau, Cho and Bengio 2015, appendix A.1.2: `AdditiveScore`

A function (query, key) -> number is a score, too.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from types import MappingProxyType
from typing import Any, Final

from autograd import hints, scope, tanh
from autograd.nn.checks import whole
from autograd.nn.models.layers import Layer
from autograd.nn.models.module import Module
from autograd.nn.models.sample import as_list, weighted_sum
from autograd.nn.randomness import Randomness, generator

Score = str | Callable[[Any, Any], Any]
"""What may be given as `score=`: "dot", "scaled_dot", or a function or module of a query and a key."""


def dot_product(
    a: Sequence[Any], b: Sequence[Any], fused: bool = True, who: str = "dot_product"
) -> Any:
    """a1 b1 + a2 b2 + ..., as one node, or spelled with a node for every product and sum."""
    if len(a) != len(b):
        raise ValueError(
            f"{who}: a query and a key must have as many numbers, got {len(a)} and {len(b)}"
        )
    return weighted_sum(a, b, fused=fused)


def _dot(query: Sequence[Any], key: Sequence[Any], fused: bool) -> Any:
    return dot_product(query, key, fused, "score 'dot'")


def _scaled_dot(query: Sequence[Any], key: Sequence[Any], fused: bool) -> Any:
    product = dot_product(query, key, fused, "score 'scaled_dot'")
    return product / math.sqrt(len(query))


SCORES: Final[Mapping[str, Callable[..., Any]]] = MappingProxyType(
    {"dot": _dot, "scaled_dot": _scaled_dot}
)
"""The scores without parameters, by name."""
LEARNED: Final = MappingProxyType(
    {"general": "GeneralScore", "additive": "AdditiveScore"}
)


def score_function(score: Score, fused: bool = True) -> Callable[[Any, Any], Any]:
    """The function of a query and a key that `score` names. Raises ValueError with a suggestion."""
    if callable(score):
        return score
    if score in LEARNED:
        raise ValueError(
            f"score {score!r} has parameters: give score=nn.{LEARNED[score]}(...), which makes them"
        )
    if not isinstance(score, str) or score not in SCORES:
        hint = hints.did_you_mean(score, [*SCORES, *LEARNED])
        raise ValueError(
            f"score {score!r} is unknown; {hint}; a function is taken, too"
        )
    function = SCORES[score]
    return lambda query, key: function(query, key, fused)


class GeneralScore(Module):
    """q · W k with a matrix W of `queries` x `keys` numbers (Luong et al. 2015: general).

    >>> GeneralScore(2, 3, rng=0)
    GeneralScore(2 and 3, 6 parameters)
      matrix: Layer(3 → 2, linear, 6 parameters)
    """

    def __init__(
        self, queries: int, keys: int, *, fused: bool = True, rng: Randomness = None
    ) -> None:
        self.queries = whole("GeneralScore: queries", queries)
        self.keys = whole("GeneralScore: keys", keys)
        self.fused = fused
        with scope("matrix"):
            self.matrix = Layer(
                self.keys,
                self.queries,
                activation=None,
                bias=False,
                fused=fused,
                rng=rng,
            )

    def __call__(self, query: Any, key: Any = None) -> Any:
        with scope("matrix"):
            turned = as_list(self.matrix(key))
        return dot_product(query, turned, self.fused, "GeneralScore")

    def extra_repr(self) -> str:
        return f"{self.queries} and {self.keys}"


class AdditiveScore(Module):
    """v · tanh(W q + U k): a network with one hidden layer of `hidden` neurons, without biases (Bahdanau et al. 2015).

    >>> AdditiveScore(2, 3, 4, rng=0)
    AdditiveScore(2 and 3, 24 parameters)
      of_query: Layer(2 → 4, linear, 8 parameters)
      of_key: Layer(3 → 4, linear, 12 parameters)
      output: Layer(4 → 1, linear, 4 parameters)
    """

    def __init__(
        self,
        queries: int,
        keys: int,
        hidden: int,
        *,
        fused: bool = True,
        rng: Randomness = None,
    ) -> None:
        self.queries = whole("AdditiveScore: queries", queries)
        self.keys = whole("AdditiveScore: keys", keys)
        self.hidden = whole("AdditiveScore: hidden", hidden)
        chance = generator(rng)
        sizes = {
            "of_query": (self.queries, self.hidden),
            "of_key": (self.keys, self.hidden),
            "output": (self.hidden, 1),
        }
        made = {}
        for name, (n, m) in sizes.items():
            with scope(name):
                made[name] = Layer(
                    n, m, activation=None, bias=False, fused=fused, rng=chance
                )
        self.of_query, self.of_key, self.output = made.values()

    def __call__(self, query: Any, key: Any = None) -> Any:
        with scope("of_query"):
            a = as_list(self.of_query(query))
        with scope("of_key"):
            b = as_list(self.of_key(key))
        hidden = [tanh(x + y) for x, y in zip(a, b)]
        with scope("output"):
            return self.output(hidden)

    def extra_repr(self) -> str:
        return f"{self.queries} and {self.keys}"
