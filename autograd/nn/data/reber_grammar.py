"""Strings of the Reber grammar and of the embedded one, with the symbols that may come next (Cleeremans et al. 1989).

Vocabulary
    string    symbols of BTSXPVE, from B to E; here as indices into that word: 0 is B, 6 is E
    legal     which symbols the grammar allows next, one row for each step, one column for each symbol
    embedded  B, then T or P, then a whole Reber string, then the same T or P again, then E: whoever predicts the last
              but one symbol must have remembered the second (Hochreiter and Schmidhuber 1997, section 5.1)
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from autograd import html_tables
from autograd.nn.checks import whole
from autograd.nn.data.prepare import Floats, Ints
from autograd.nn.randomness import Randomness, generator

SYMBOLS: Final = "BTSXPVE"
GRAMMAR: Final[Mapping[int, tuple[tuple[str, int], ...]]] = MappingProxyType(
    {
        0: (("B", 1),),
        1: (("T", 2), ("P", 3)),
        2: (("S", 2), ("X", 4)),
        3: (("T", 3), ("V", 5)),
        4: (("X", 3), ("S", 6)),
        5: (("P", 4), ("V", 6)),
        6: (("E", 7),),
    }
)
"""For each state the arrows that leave it, a symbol and the next state; 7 is the end. Two are equally likely."""
END: Final = 7


@dataclass(frozen=True, eq=False)
class ReberStrings:
    """Strings; each is a list of steps: the symbol at a step is the input, the next one the target.

    >>> strings = reber(2, rng=0)
    >>> strings.texts
    ['BPVVE', 'BTSSSSSXSE']
    >>> strings.inputs[0].tolist(), strings.targets[0].tolist()
    ([0, 4, 5, 5], [4, 5, 5, 6])
    >>> strings.legal[0][0].tolist()    # T or P after B
    [0.0, 1.0, 0.0, 0.0, 1.0, 0.0, 0.0]
    """

    texts: list[str]
    legal: list[Floats]
    """For each string (steps, 7): 1.0 where a symbol may come next, else 0.0."""

    def __len__(self) -> int:
        return len(self.texts)

    @property
    def inputs(self) -> list[Ints]:
        """The indices of the symbols, without the last."""
        return [indices(text)[:-1] for text in self.texts]

    @property
    def targets(self) -> list[Ints]:
        """The indices of the symbols, without the first."""
        return [indices(text)[1:] for text in self.texts]

    def right(self, outputs: Any) -> list[NDArray[np.bool_]]:
        """For each string whether the largest output of each step is a symbol that may come next.

        outputs   (n, T, 7), T at least the steps of the longest string: logits or probabilities
        """
        verdicts = []
        for numbers, allowed in zip(np.asarray(outputs), self.legal, strict=True):
            steps = np.arange(len(allowed))
            largest = numbers[: len(allowed)].argmax(axis=1)
            verdicts.append(allowed[steps, largest] > 0.0)
        return verdicts

    _repr_html_ = html_tables.fields_html


def reber(
    n: int = 100, *, longest: int | None = None, rng: Randomness = None
) -> ReberStrings:
    """n strings of the Reber grammar: B … E, 5 symbols or more; none has more than `longest`."""
    return _strings(n, longest, 5, _reber, rng)


def embedded_reber(
    n: int = 100, *, longest: int | None = None, rng: Randomness = None
) -> ReberStrings:
    """n strings of the embedded Reber grammar: B, T or P, a Reber string, the same T or P, E; 9 symbols or more.

    `longest` is the most symbols that a string may have, None for no limit; longer ones are drawn anew.

    >>> strings = embedded_reber(3, longest=12, rng=0)
    >>> strings.texts
    ['BPBPVVEPE', 'BPBPVVEPE', 'BPBTXSEPE']
    >>> strings.legal[0][-2].tolist()    # only the P of the beginning
    [0.0, 0.0, 0.0, 0.0, 1.0, 0.0, 0.0]
    """
    return _strings(n, longest, 9, _embedded, rng)


def indices(text: str) -> Ints:
    """The indices of the symbols of a string. ValueError for another symbol."""
    wrong = set(text) - set(SYMBOLS)
    if wrong:
        raise ValueError(
            f"a Reber string has the symbols {SYMBOLS}, got {min(wrong)!r}"
        )
    return np.array([SYMBOLS.index(symbol) for symbol in text], dtype=np.int64)


def _strings(
    n: int,
    longest: int | None,
    shortest: int,
    draw: Callable[[np.random.Generator], tuple[str, list[str]]],
    rng: Randomness,
) -> ReberStrings:
    """n strings that are not too long."""
    n = whole("n", n)
    if longest is not None:
        longest = whole("longest (None for no limit)", longest, least=shortest)
    random = generator(rng)
    texts: list[str] = []
    legal: list[Floats] = []
    while len(texts) < n:
        text, following = draw(random)
        if longest is None or len(text) <= longest:
            texts.append(text)
            legal.append(_table(following))
    return ReberStrings(texts, legal)


def _table(following: list[str]) -> Floats:
    """The symbols that may come next as rows of 0 and 1."""
    rows = [[float(symbol in allowed) for symbol in SYMBOLS] for allowed in following]
    return np.array(rows)


def _reber(random: np.random.Generator) -> tuple[str, list[str]]:
    """A string, and for each symbol but the last those that may come next."""
    state, text, legal = 0, "", []
    while state != END:
        arrows = GRAMMAR[state]
        if text:
            legal.append("".join(symbol for symbol, _ in arrows))
        symbol, state = arrows[int(random.integers(len(arrows)))]
        text += symbol
    return text, legal


def _embedded(random: np.random.Generator) -> tuple[str, list[str]]:
    """As `_reber`."""
    outer = "TP"[int(random.integers(2))]
    inner, legal = _reber(random)
    return f"B{outer}{inner}{outer}E", ["TP", "B", *legal, outer, "E"]
