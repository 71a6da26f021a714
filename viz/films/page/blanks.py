r"""Spelled formulas with blanks for their numbers, so that a page can fill in others: 2 · (−3) from ``□ · □``.

Vocabulary
    spelling  a function from the texts of some numbers to a formula with them in it
    kind      what a spelling may look at in a number: whether it is whole, has a sign, an exponent
    notation  the kinds of numbers in formulas for people, or in LaTeX
    template  a formula in pieces: texts, and blanks for its numbers: 0, 1, ... for the number as it is,
              ``["(", i, ")"]`` with brackets if it is negative, ``["^", i]`` in small raised digits

No row is named here and nothing is known of signs or powers: the spelling is asked with sample numbers, and what it
answers decides.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from itertools import product
from typing import Any, Final

Spelling = Callable[[Sequence[str]], str]
Template = list[Any]


@dataclass(frozen=True)
class Notation:
    """How numbers look: for each kind, by its letter, a sample to format with a mark. Capitals are negative."""

    kinds: Mapping[str, str]
    brackets: Sequence[tuple[str, str]]

    def sample(self, kind: str, i: int) -> str:
        """The text of number `i`, of this kind, which can be found again in a formula."""
        return self.kinds[kind].format(f"73{i:05d}91")


PEOPLE: Final = Notation(
    {
        "1": "1",
        "w": "{}",
        "e": "{}e8",
        "d": "{}.5",
        "s": "{}e-8",
        "W": "−{}",
        "S": "−{}.5",
    },
    [("(", ")")],
)
"""Exactly 1; whole; 1e8; decimal; 1e-8 or ∞; negative and whole; negative."""
TEX: Final = Notation(
    {"w": "{}", "d": "{}.5", "W": "-{}"}, [("(", ")"), (r"\left(", r"\right)")]
)
"""One word; something longer; negative."""

_RAISE = str.maketrans("0123456789−", "⁰¹²³⁴⁵⁶⁷⁸⁹⁻")
_FEW: Final = 2
"""Up to so many numbers, each combination of kinds has a template of its own where brackets do not explain them."""


def blank(
    spell: Spelling, count: int, notation: Notation = PEOPLE
) -> Template | dict[str, Template]:
    """The template of a spelling of `count` numbers; where it depends on more than signs, one for each kinds.

    >>> blank(lambda x: f"{x[0]} · " + (f"({x[1]})" if x[1].startswith("−") else x[1]), 2)
    [0, ' · ', ['(', 1, ')']]
    >>> blank(lambda x: f"√{x[0]}" if x[0].isdigit() else f"√({x[0]})", 1)["d"]
    ['√(', 0, ')']
    """

    def explains(template: Template, kinds: Sequence[str]) -> bool:
        samples = [notation.sample(kind, i) for i, kind in enumerate(kinds)]
        return fill(template, samples) == spell(samples)

    def one(i: int, kind: str) -> list[str]:
        return [kind if j == i else "w" for j in range(count)]

    def cut_at(kinds: Sequence[str]) -> Template:
        samples = [notation.sample(kind, i) for i, kind in enumerate(kinds)]
        return _cut(spell(samples), samples)

    found = cut_at("w" * count)
    for i in range(count):
        guesses = (
            guess for pair in notation.brackets for guess in _bracketed(found, i, pair)
        )
        found = next(
            (guess for guess in guesses if explains(guess, one(i, "W"))), found
        )
    if count <= _FEW:
        tried = list(product(notation.kinds, repeat=count))
        if not all(explains(found, kinds) for kinds in tried):
            return {"".join(kinds): cut_at(kinds) for kinds in tried}
    return found


def _cut(spelled: str, samples: Sequence[str]) -> Template:
    """A formula with samples in it, in pieces. A sample that is a mere 1 is no blank: that kind is always 1."""
    blanks: dict[str, Any] = {}
    for i, sample in enumerate(samples):
        if sample != "1":
            blanks |= {sample: i, sample.translate(_RAISE): ["^", i]}
    found = (
        re.split("|".join(f"({re.escape(blank)})" for blank in blanks), spelled)
        if blanks
        else [spelled]
    )
    return [blanks.get(piece, piece) for piece in found if piece]


def _bracketed(template: Template, i: int, pair: tuple[str, str]) -> list[Template]:
    """The template with brackets around some, all or none of the places of number `i`."""
    places = [
        k
        for k, piece in enumerate(template)
        if piece == i and not isinstance(piece, str)
    ][:4]
    guesses = []
    for chosen in product((False, True), repeat=len(places)):
        around = {k for k, yes in zip(places, chosen) if yes}
        guesses.append(
            [
                [pair[0], i, pair[1]] if k in around else piece
                for k, piece in enumerate(template)
            ]
        )
    return guesses


def fill(template: Template, texts: Sequence[str]) -> str:
    """The formula with these numbers in its blanks: what the page does in its own language."""
    out = ""
    for piece in template:
        if isinstance(piece, str):
            out += piece
        elif isinstance(piece, int):
            out += texts[piece]
        elif piece[0] == "^":
            out += texts[piece[1]].translate(_RAISE)
        else:
            before, i, after = piece
            out += (
                f"{before}{texts[i]}{after}"
                if texts[i].startswith(("−", "-"))
                else texts[i]
            )
    return out
