"""Tokens: lists of numbers, one for each place of a sequence; their positions, and images as tokens.

The modules here stand before and after those that attend:

>>> from autograd.nn.models.layers import Layer
>>> EachToken(Layer(2, 1, activation=None, init=None))([[1.0, 2.0], [3.0, 4.0]])
[[Value(data=0.0)], [Value(data=0.0)]]
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from types import MappingProxyType
from typing import Any

from autograd import scope, total
from autograd.nn.checks import real, whole
from autograd.nn.models.module import Module
from autograd.nn.models.sample import as_list, input_row


def token_rows(tokens: Any, width: int | None, who: str) -> list[list[Any]]:
    """Tokens as a list of one or more lists of `width` floats and Values; None is the width of the first.

    Raises TypeError or ValueError saying what `who` needs, and which token is wrong.
    """
    if hasattr(tokens, "tolist"):
        tokens = tokens.tolist()
    if not isinstance(tokens, list | tuple):
        raise TypeError(
            f"{who} needs tokens, a list of lists of numbers, got {type(tokens).__name__}"
        )
    if not tokens:
        raise ValueError(f"{who} needs at least one token, got an empty sequence")
    rows = []
    for i, token in enumerate(tokens):
        if not isinstance(token, list | tuple) and not hasattr(token, "tolist"):
            raise TypeError(
                f"{who}: token {i} must be a list of numbers, got {type(token).__name__}"
            )
        size = len(tokens[0]) if width is None else width
        rows.append(input_row(token, size, f"{who}: token {i}"))
    return rows


class EachToken(Module):
    """One module (or function) applied to every token, with the same parameters; tokens go in and out.

    PyTorch's layers do this by themselves, so there is no such module there, and its name is left out of a state dict.
    Recorded in the scopes token1, token2, ..., so that a drawing folds to one box for each token.
    """

    torch_name = MappingProxyType({"module": ""})

    def __init__(self, module: Callable[[Any], Any]) -> None:
        if not callable(module):
            raise TypeError(
                f"EachToken: a module or function is needed, got {type(module).__name__}"
            )
        self.module = module

    def __call__(self, tokens: Any) -> list[Any]:
        rows = token_rows(tokens, None, "EachToken")
        results = []
        for i, token in enumerate(rows, 1):
            with scope(f"token{i}"):
                results.append(as_list(self.module(token)))
        return results


class PositionalEncoding(Module):
    """Adds to each token what tells its position: sines and cosines of growing wavelengths, no parameters.

    PE(t, 2i) = sin(t / base^(2i/dim)), PE(t, 2i + 1) = cos of the same, t from 0 (Vaswani et al. 2017, section 3.5).

    >>> [[round(x, 4) for x in token] for token in PositionalEncoding(4)([[0.0] * 4] * 2)]
    [[0.0, 1.0, 0.0, 1.0], [0.8415, 0.5403, 0.01, 1.0]]
    """

    def __init__(self, dim: int, *, base: float = 10_000.0) -> None:
        self.dim = whole("PositionalEncoding: dim", dim)
        self.base = real("PositionalEncoding: base", base, above=1.0, below=math.inf)

    def row(self, position: int) -> list[float]:
        """The `dim` numbers of one position."""
        numbers = []
        for i in range(self.dim):
            angle = position / self.base ** (2 * (i // 2) / self.dim)
            numbers.append(math.cos(angle) if i % 2 else math.sin(angle))
        return numbers

    def __call__(self, tokens: Any) -> list[list[Any]]:
        rows = token_rows(tokens, self.dim, "PositionalEncoding")
        return [
            [x + place for x, place in zip(token, self.row(position))]
            for position, token in enumerate(rows)
        ]

    def extra_repr(self) -> str:
        return f"{self.dim}"


class Patches(Module):
    """Cuts an image, given row by row, into square patches of `size` x `size` pixels: each one a token.

    Source: Dosovitskiy et al. 2021; 003, images.

    They follow one another as words do in a line of text: from the left, then from the top.

    >>> Patches(2, 4, 2)([1.0, 2.0, 3.0, 4.0, 5.0, 6.0, 7.0, 8.0])
    [[1.0, 2.0, 5.0, 6.0], [3.0, 4.0, 7.0, 8.0]]
    """

    def __init__(self, height: int, width: int, size: int) -> None:
        self.height = whole("Patches: height", height)
        self.width = whole("Patches: width", width)
        self.size = whole("Patches: size", size)
        if self.height % self.size or self.width % self.size:
            raise ValueError(
                f"Patches: size must divide height and width, got {size} for {height} x {width} pixels"
            )

    def __call__(self, image: Any) -> list[list[Any]]:
        pixels = input_row(image, self.height * self.width, "Patches")
        tokens = []
        for top in range(0, self.height, self.size):
            for left in range(0, self.width, self.size):
                token: list[Any] = []
                for row in range(top, top + self.size):
                    start = row * self.width + left
                    token += pixels[start : start + self.size]
                tokens.append(token)
        return tokens

    def extra_repr(self) -> str:
        count = self.height * self.width // self.size**2
        return f"{self.height} x {self.width} → {count} tokens of {self.size**2}"


def mean_of_tokens(tokens: Sequence[Sequence[Any]]) -> list[Any]:
    """One list for the whole sequence: the mean of each number over all tokens.

    >>> mean_of_tokens([[1.0, 10.0], [3.0, 20.0]])
    [2.0, 15.0]
    """
    rows = token_rows(tokens, None, "mean_of_tokens")
    return [total(column) / len(rows) for column in zip(*rows)]
