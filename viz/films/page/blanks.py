r"""Spelled formulas with blanks for their numbers, so that a page can fill in others: 2 · (−3) from ``□ · □``.

Vocabulary
    spelling  a function from the texts of some numbers to a formula with them in it
    kind      what a spelling may look at in a number: whether it is whole, has a sign, an exponent
    notation  the kinds of numbers in formulas for people, or in LaTeX
    template  a formula in pieces: texts, and blanks for its numbers: 0, 1, ... for the number as it is,
              ``["(", i, ")"]`` with brackets if it is negative, ``["^", i]`` in small raised digits

No row is named here and nothing is known of signs or powers. A spelling is learned by four steps:

    ask    it spells sample numbers, which can be found again in what it answers
    cut    the answer is cut at the samples: this is a template
    guess  where a negative number gets brackets
    test   the template, filled with other samples, must say what the spelling says of them
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import product
from typing import Any, Final

from autograd.dialects import superscript

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

_FEW: Final = 2
"""Up to so many numbers, each combination of kinds has a template of its own where brackets do not explain them."""
_MOST_PLACES: Final = 4
"""Of one number in a formula; at further places no brackets are guessed."""


def blank(
    spell: Spelling, count: int, notation: Notation = PEOPLE
) -> Template | dict[str, Template]:
    """The template of a spelling of `count` numbers; where it depends on more than signs, one for each kinds.

    >>> blank(lambda x: f"{x[0]} · " + (f"({x[1]})" if x[1].startswith("−") else x[1]), 2)
    [0, ' · ', ['(', 1, ')']]
    >>> blank(lambda x: f"√{x[0]}" if x[0].isdigit() else f"√({x[0]})", 1)["d"]
    ['√(', 0, ')']
    """
    inquiry = _Inquiry(spell, notation)
    template = inquiry.cut("w" * count)
    for i in range(count):
        only_i_negative = "w" * i + "W" + "w" * (count - i - 1)
        for guess in inquiry.guesses(template, i):
            if inquiry.test(guess, only_i_negative):
                template = guess
                break
    if count > _FEW:
        return template
    combinations = ["".join(kinds) for kinds in product(notation.kinds, repeat=count)]
    if all(inquiry.test(template, kinds) for kinds in combinations):
        return template
    return {kinds: inquiry.cut(kinds) for kinds in combinations}


@dataclass(frozen=True)
class _Inquiry:
    """Learns how a spelling writes numbers. The `kinds` of its methods are a letter of the notation per number."""

    spell: Spelling
    notation: Notation

    # --- ask --------------------------------------------------------------------------------------------------------

    def ask(self, kinds: str) -> tuple[list[str], str]:
        """A sample for each number, and how they are spelled."""
        samples = [self.notation.sample(kind, i) for i, kind in enumerate(kinds)]
        return samples, self.spell(samples)

    # --- cut --------------------------------------------------------------------------------------------------------

    def cut(self, kinds: str) -> Template:
        """The spelled samples in pieces. A sample that is a mere 1 is no blank: that kind is always 1."""
        samples, spelled = self.ask(kinds)
        blanks: dict[str, Any] = {}
        for i, sample in enumerate(samples):
            if sample != "1":
                blanks[sample] = i
                blanks[superscript(sample)] = ["^", i]
        if not blanks:
            return [spelled]
        any_blank = "|".join(f"({re.escape(text)})" for text in blanks)
        pieces = re.split(any_blank, spelled)
        return [blanks.get(piece, piece) for piece in pieces if piece]

    # --- guess ------------------------------------------------------------------------------------------------------

    def guesses(self, template: Template, i: int) -> Iterator[Template]:
        """The template with brackets around none, some or all of the places of number `i`."""
        places = [k for k, piece in enumerate(template) if piece == i]
        places = places[:_MOST_PLACES]
        for before, after in self.notation.brackets:
            for choice in product((False, True), repeat=len(places)):
                guess = list(template)
                for place, has_brackets in zip(places, choice):
                    if has_brackets:
                        guess[place] = [before, i, after]
                yield guess

    # --- test -------------------------------------------------------------------------------------------------------

    def test(self, template: Template, kinds: str) -> bool:
        """Whether the template says of samples of these kinds what the spelling says."""
        samples, spelled = self.ask(kinds)
        return fill(template, samples) == spelled


def fill(template: Template, texts: Sequence[str]) -> str:
    """The formula with these numbers in its blanks: what the page does in its own language."""
    return "".join(_fill_piece(piece, texts) for piece in template)


def _fill_piece(piece: str | int | list[Any], texts: Sequence[str]) -> str:
    if isinstance(piece, str):
        return piece
    if isinstance(piece, int):
        return texts[piece]
    if piece[0] == "^":
        raised: str = texts[piece[1]]
        return superscript(raised)
    before, i, after = piece
    text: str = texts[i]
    return f"{before}{text}{after}" if text.startswith(("−", "-")) else text
