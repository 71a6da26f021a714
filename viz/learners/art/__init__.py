"""ART in words and pictures: the search for a category, told in a sentence, a formula and a row of a table, and drawn."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

from viz.lang.learners.art import WORDS as WORDS
from viz.learners.art.art_painter import Painter as Painter
from viz.learners.spoken_numbers import Numbers
from viz.learners.telling import Told

_MOST_LISTED: Final = 8
"""Categories that a sentence names."""


def tell(fact: Any, words: Mapping[str, str], number: Numbers) -> Told:
    """What was chosen, how the comparison ended, what the prototype learnt."""
    size = _size(fact)
    fields = {
        "sample": fact.sample,
        "category": fact.category,
        "choice": "" if fact.choice is None else number(fact.choice),
        "match": "" if fact.match is None else number(fact.match),
        "vigilance": number(fact.vigilance),
        "shut": _listed(fact.shut),
        "common": number(fact.common.sum()),
        "size": number(size),
        "loss": "" if fact.delta is None else number(abs(fact.delta.sum())),
    }
    text = words[_sentence(fact, size)].format(**fields)
    if fact.is_coded and fact.kind in ("reset", "resonance"):
        sides, allowed = size - fact.common.sum(), size * (1 - fact.vigilance)
        text += words["box"].format(sides=number(sides), allowed=number(allowed))
    title = words[f"title {fact.kind}"].format(**fields)
    return Told(title, text, _formula(fact, size, number))


def columns(fact: Any, words: Mapping[str, str], number: Numbers) -> dict[str, str]:
    """What happened to which category, with the numbers that decide it."""
    return {
        words["event"]: words[f"event {fact.kind}"],
        words["category"]: str(fact.category),
        "T": "" if fact.choice is None else number(fact.choice),
        words["match"]: "" if fact.match is None else number(fact.match),
        "ρ": number(fact.vigilance),
        words["categories"]: str(len(fact.weights) + (fact.kind == "new")),
    }


def _listed(shut: Sequence[int]) -> str:
    """Which categories were reset; of many the first.

    >>> _listed((2, 0)), _listed(range(40))
    ('2, 0', '0, 1, 2, 3, 4, 5, 6, 7, …, 39')
    """
    if len(shut) <= _MOST_LISTED + 2:
        return ", ".join(map(str, shut))
    return f"{_listed(shut[:_MOST_LISTED])}, …, {shut[-1]}"


def _size(fact: Any) -> float:
    """|x|, as the network takes it: with its complement, an input of d numbers adds up to d."""
    return fact.x.size / 2 if fact.is_coded else float(fact.x.sum())


def _sentence(fact: Any, size: float) -> str:
    """The key of the sentence for this event."""
    if fact.kind == "choice":
        return "choice again" if fact.shut else "choice first"
    if fact.kind == "new":
        return "new" if fact.shut else "new first"
    if fact.kind == "resonance":
        if not size:
            return "resonance empty"
        return "resonance" if fact.delta.any() else "resonance same"
    return "reset"


def _formula(fact: Any, size: float, number: Numbers) -> str:
    j = fact.category
    if fact.kind == "choice":
        return rf"T_{{{j}}} = \max_i T_i = {number.latex(fact.choice)}"
    if fact.kind == "new":
        return rf"w_{{{j}}} = x"
    sign = "<" if fact.kind == "reset" else r"\ge"
    test = rf"{number.latex(fact.match)} {sign} \rho = {number.latex(fact.vigilance)}"
    if not size:
        return test
    numbers = rf"\frac{{{number.latex(fact.common.sum())}}}{{{number.latex(size)}}}"
    return rf"\frac{{|x \wedge w_{{{j}}}|}}{{|x|}} = {numbers} = {test}"
