"""Attention in the steps of 003: projection, scores, weights, output; and all of them for every query at once.

Vocabulary
    query    what asks: 003's decoder state h, or q_i
    keys     what is compared with it: 003's encoder states x_i, or k_j
    values   what is added up: x_i again, or v_j
    mask     who may look at whom. Where a query may not look, its score is -inf, a constant, and its weight 0.0: nothing
             of it is recorded

>>> h, x = [1.0, 0.0], [[1.0, 0.0], [0.0, 1.0]]
>>> e = scores(h, x); e
[1.0, 0.0]
>>> a = attention_weights(e); [round(w, 4) for w in a]
[0.7311, 0.2689]
>>> [round(f, 4) for f in output(a, x)]
[0.7311, 0.2689]
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from numbers import Real
from typing import Any, Final

from autograd import Value
from autograd.nn.models.activations import softmax
from autograd.nn.transformer.scoring import Score, dot_product, score_function
from autograd.nn.transformer.tokens import token_rows

HIDDEN: Final = -math.inf
"""The score of a key at which a query may not look."""


def projection(query: Any, keys: Any, values: Any = None, *, fused: bool = True) -> Any:
    """<h, x1> x1 + <h, x2> x2 + ...: orthonormal x_i make it the projection of h on what they span.

    Vaswani et al. 2017 take the softmax of these weights first; 003 begins with them as they are.

    With `values` it is <q, k1> v1 + <q, k2> v2 + ..., which 003 prints as the second line of self-attention, with an =
    before it. It is another function: softmax and 1/sqrt(m) are gone (today's name is linear attention). With 003's
    numbers `attention` gives 1.6605 where this gives 1.

    >>> projection([1.0, 0.0], [[1.0, 0.0], [0.0, 1.0]], [[1.0], [3.0]])
    [1.0]
    """
    rows = token_rows(keys, None, "projection: keys")
    factors = scores(query, rows, score="dot", fused=fused)
    return output(factors, rows if values is None else values, fused=fused)


def scores(
    query: Any, keys: Any, *, score: Score = "dot", fused: bool = True
) -> list[Any]:
    """score(h, x_i) for each key: how well it fits the query (Bahdanau et al. 2015; 003). `score` as in `attention`.

    >>> scores([2.0, 0.0], [[1.0, 0.0], [0.0, 1.0]], score="scaled_dot")
    [1.414213562373095, 0.0]
    """
    function = score_function(score, fused)
    (row,) = token_rows([query], None, "scores: query")
    return [function(row, key) for key in token_rows(keys, None, "scores: keys")]


def attention_weights(scores: Sequence[Any]) -> list[Any]:
    """exp(score_i) / sum of exp(score_j): positive, with the sum 1. A score of -inf, a constant, gets 0.0.

    Source: Bahdanau et al. 2015; 003.

    >>> attention_weights([0.0, -math.inf, 0.0])
    [0.5, 0.0, 0.5]
    """
    seen = [i for i, score in enumerate(scores) if not _is_hidden(score)]
    if not seen:
        raise ValueError(
            f"attention_weights needs a score that is not -inf, got {len(scores)} scores and none: a query must be "
            "allowed to look at one key at least"
        )
    weights: list[Any] = [0.0] * len(scores)
    for i, weight in zip(seen, softmax([scores[i] for i in seen])):
        weights[i] = weight
    return weights


def output(weights: Sequence[Any], values: Any, *, fused: bool = True) -> list[Any]:
    """a1 v1 + a2 v2 + ...: one list as long as each value. A weight of 0.0, a constant, is left out.

    Source: Bahdanau et al. 2015; 003.
    """

    rows = token_rows(values, None, "output: values")
    if len(weights) != len(rows):
        raise ValueError(
            f"output needs a weight for each value, got {len(weights)} weights and {len(rows)} values"
        )
    seen = [i for i, a in enumerate(weights) if isinstance(a, Value) or a != 0.0]
    if not seen:
        return [0.0] * len(rows[0])
    shares = [weights[i] for i in seen]
    columns = zip(*[rows[i] for i in seen])
    return [dot_product(shares, list(column), fused) for column in columns]


def attention(
    queries: Any,
    keys: Any,
    values: Any,
    *,
    score: Score = "scaled_dot",
    causal: bool = False,
    mask: Any = None,
    fused: bool = True,
) -> list[list[Any]]:
    """The output for each query: sum over j of a_ij v_j, with a_i the softmax of its scores.

    Source: Vaswani et al. 2017; 003, self-attention.

    queries, keys, values   lists of tokens; as many values as keys
    score    "scaled_dot" (003, Vaswani et al. 2017), "dot", a `GeneralScore`, an `AdditiveScore`, a function (q, k)
    causal   query i looks at keys 0 to i only
    mask     a row for each query, or one row for all: True where it may look (as in PyTorch's
             scaled_dot_product_attention; its MultiheadAttention takes the opposite), or numbers that are added to the
             scores, of which -inf hides a key
    fused    whether sums of products are `dot` nodes

    >>> attention([[1.0, 0.0]], [[1.0, 0.0], [0.0, 1.0]], [[1.0], [3.0]])
    [[1.6604769013466862]]
    """
    asking = token_rows(queries, None, "attention: queries")
    given = token_rows(values, None, "attention: values")
    table = attention_table(
        asking, keys, score=score, causal=causal, mask=mask, fused=fused
    )
    if len(table[0]) != len(given):
        raise ValueError(
            f"attention needs as many values as keys, got {len(given)} values and {len(table[0])} keys"
        )
    return [output(row, given, fused=fused) for row in table]


def attention_table(
    queries: Any,
    keys: Any,
    *,
    score: Score = "scaled_dot",
    causal: bool = False,
    mask: Any = None,
    fused: bool = True,
) -> list[list[Any]]:
    """The weights of `attention`: a row for each query, a number for each key. What `viz.plots.attention_map` draws."""
    asking = token_rows(queries, None, "attention: queries")
    asked = token_rows(keys, None, "attention: keys")
    function = score_function(score, fused)
    shifts = _shifts(mask, len(asking), len(asked))
    table = []
    for i, query in enumerate(asking):
        row: list[Any] = []
        for j, key in enumerate(asked):
            shift = HIDDEN if causal and j > i else shifts[i][j]
            if _is_hidden(shift):
                row.append(HIDDEN)
            elif isinstance(shift, Value) or shift != 0.0:
                row.append(function(query, key) + shift)
            else:
                row.append(function(query, key))
        if all(map(_is_hidden, row)):
            raise ValueError(
                f"attention: the mask hides every key from query {i}; let it look at one at least"
            )
        table.append(attention_weights(row))
    return table


def _is_hidden(score: Any) -> bool:
    return not isinstance(score, Value) and score == HIDDEN


def _shifts(mask: Any, queries: int, keys: int) -> list[list[Any]]:
    """What a mask adds to the scores, a row for each query: 0.0, -inf, or its own numbers."""
    if mask is None:
        return [[0.0] * keys] * queries
    mask = mask.tolist() if hasattr(mask, "tolist") else mask
    rows = list(mask) if isinstance(mask, list | tuple) else []
    if rows and not isinstance(rows[0], list | tuple):
        rows = [rows] * queries
    shapes = {len(row) if isinstance(row, list | tuple) else None for row in rows}
    if len(rows) != queries or shapes != {keys}:
        raise ValueError(
            f"attention: a mask must have {queries} rows (one for each query) of {keys} (one for each key), or be one "
            "such row"
        )
    return [[_shift(x) for x in row] for row in rows]


def _shift(x: Any) -> Any:
    if isinstance(x, bool):
        return 0.0 if x else HIDDEN
    if isinstance(x, Value):
        return x
    if not isinstance(x, Real) or math.isnan(x):
        raise TypeError(
            f"attention: a mask holds True, False or numbers to be added to the scores, got {x!r}"
        )
    return float(x)
