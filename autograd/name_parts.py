r"""The one reader of names: ``w11^(2)`` is a w with the subscript 11 and the superscript (2). Pictures and TeX ask it.

Vocabulary
    base      what stands on the line, with its accents: w, x̂, net, δ
    lower     the subscript: what follows ``_``, or digits at the end
    upper     the superscript: what follows ``^``
    as typed  a name that is no base with scripts, such as ``_x``, ``a^b^c`` or ``snake_case_name``; nobody touches it

Scripts of more than a word stand in braces as in TeX, W_{i,j}^{(l)}; round brackets after ``^`` belong to the script. In
running text a name ends where its letters end, and a word before a bracket is a function: log2(x).
"""

from __future__ import annotations

import functools
import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from autograd.rules import RULES

_GREEK_WORDS: Final = """
    alpha beta gamma delta epsilon zeta eta theta iota kappa lambda mu nu xi pi rho sigma tau upsilon phi chi psi omega
    Gamma Delta Theta Lambda Xi Pi Sigma Upsilon Phi Psi Omega
"""
GREEK: Final = dict(
    zip(_GREEK_WORDS.split(), "αβγδϵζηθικλμνξπρστυϕχψωΓΔΘΛΞΠΣΥΦΨΩ", strict=True)
)
"""Letters that are typed as words, as TeX calls them."""
ACCENT_WORDS: Final = {
    "hat": "\u0302",
    "bar": "\u0304",
    "tilde": "\u0303",
    "dot": "\u0307",
    "ddot": "\u0308",
    "vec": "\u20d7",
}
"""Accents that are typed as words: y_hat is ŷ."""

_MARKS: Final = r"\u0300-\u036f\u20d0-\u20f0"
_MARK: Final = f"[{_MARKS}]"
_RIGHT_TO_LEFT: Final = r"\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc"
_SMALL: Final = "⁰¹²³⁴⁵⁶⁷⁸⁹ⁱⁿᵀ₀₁₂₃₄₅₆₇₈₉ᵢⱼ"
_LETTER: Final = rf"[^\W\d_{_RIGHT_TO_LEFT}{_SMALL}]{_MARK}*"
_WORD: Final = rf"(?:{_LETTER}|\d)+"
_NUMBER: Final = r"\d+(?:\.\d+)?(?:e[-−]?\d+)?"
_LOWER: Final = rf"_(?:\{{[^{{}}]+\}}|{_WORD}(?:_{_WORD})*)"
_UPPER: Final = (
    rf"\^(?:\{{[^{{}}]+\}}|\([^()]+\)|[-−+]?(?:{_NUMBER}(?!\w)|{_WORD})|[*+†])"
)
_BASE: Final = rf"{_LETTER}(?:{_WORD})?"
_RAISED: Final = "⁰¹²³⁴⁵⁶⁷⁸⁹ⁱⁿᵀ"
_END: Final = rf"(?![^\W{_RAISED}]|[\^_{{(\\]|{_MARK}|['′″]\w)"
_NAME: Final = (
    rf"(?<![\w^\\{_MARKS}])(?P<base>{_BASE})(?P<prime>['′″]*)"
    rf"(?:(?P<low>{_LOWER})(?P<up>{_UPPER})?|(?P<first>\^(?:\{{[^{{}}]+\}}|\([^()]+\)))(?P<then>{_LOWER})|(?P<only>{_UPPER}))?"
    rf"{_END}"
)
_POWER: Final = (
    rf"(?:(?<=[)\]])|(?<![\w.^])(?P<number>{_NUMBER}))(?P<power>{_UPPER}){_END}"
)
_PIECE: Final = re.compile(f"{_NAME}|{_POWER}")
_SHORT: Final = 3
"""Letters of a piece of a name with several underscores that is still an index: h_in_1; longer ones are words of code."""


@dataclass(frozen=True, slots=True)
class NameParts:
    """A name in its parts; "" for a part that it does not have."""

    base: str
    lower: str = ""
    upper: str = ""
    primes: str = ""


@functools.lru_cache(maxsize=4096)
def name_parts(name: str) -> NameParts:
    """The parts of a whole name; one that is as typed is all base.

    >>> name_parts("w11^(2)")
    NameParts(base='w', lower='11', upper='(2)', primes='')
    >>> name_parts("net_h1").lower, name_parts("theta_1").base, name_parts("snake_case_name").base
    ('h1', 'θ', 'snake_case_name')
    """
    match = _PIECE.fullmatch(name)
    parts = _parts(match) if match and match["base"] else None
    return parts or NameParts(name)


def text_pieces(text: str) -> Iterator[str | NameParts]:
    """A line of text in pieces: its names in their parts, and what stands between them as it is.

    >>> list(text_pieces("w1·x"))
    [NameParts(base='w', lower='1', upper='', primes=''), '·x']
    >>> list(text_pieces("log2(x)^y"))
    ['log2(x)', NameParts(base='', lower='', upper='y', primes='')]
    >>> [piece.lower for piece in text_pieces("v5²") if isinstance(piece, NameParts)]
    ['5']
    """
    end = 0
    for match, parts in _names(text):
        if end < match.start():
            yield text[end : match.start()]
        yield parts
        end = match.end()
    if end < len(text):
        yield text[end:]


def names_in(text: str) -> dict[str, NameParts]:
    """The names with parts in a line of text, and powers such as ^y behind a bracket, each as it is typed there.

    >>> list(names_in("net_h1 = w1·x"))
    ['net_h1', 'w1']
    """
    return {match[0]: parts for match, parts in _names(text)}


def _names(text: str) -> Iterator[tuple[re.Match[str], NameParts]]:
    for match in _PIECE.finditer(text):
        parts = _parts(match)
        if parts is not None:
            yield match, parts


def _parts(match: re.Match[str]) -> NameParts | None:
    """What was found, None for a name as typed."""
    if match["power"]:
        return NameParts(match["number"] or "", upper=_inside(match["power"]))
    if match[0] in RULES or re.fullmatch(r"d\w+_d\w+", match[0]):  # dE_dw is a slope
        return None
    base, digits = _without_digits(match["base"])
    lower = _inside(match["low"] or match["then"] or "")
    upper = _inside(match["up"] or match["first"] or match["only"] or "")
    if _is_code(match["base"], lower):
        return None
    if lower in ACCENT_WORDS and not digits and _is_letter(GREEK.get(base, base)):
        accented = GREEK.get(base, base) + ACCENT_WORDS[lower]
        base, lower = unicodedata.normalize("NFC", accented), ""
    lower = "_".join(filter(None, [digits, lower]))
    found = NameParts(GREEK.get(base, base), lower, upper, match["prime"])
    return None if found == NameParts(match[0]) else found


def _without_digits(word: str) -> tuple[str, str]:
    """A word and the digits at its end; Chinese keeps its digits, which stand in sentences."""
    base = word.rstrip("0123456789")
    if not base or (base[-1] > "\u2e7f" and not _is_mathematical(base[-1])):
        return word, ""
    return base, word[len(base) :]


def _is_mathematical(char: str) -> bool:
    return "\U0001d400" <= char <= "\U0001d7ff"


def _is_code(base: str, lower: str) -> bool:
    """Whether several underscores join words, as in snake_case_name; x_in_1 has indices."""
    if "_" not in lower or _is_letter(GREEK.get(base, base)):
        return False
    return any(len(piece) > _SHORT for piece in [base, *lower.split("_")])


def _is_letter(text: str) -> bool:
    """Whether a text is one letter, perhaps with accents."""
    return (
        len(
            [
                c
                for c in unicodedata.normalize("NFD", text)
                if not unicodedata.combining(c)
            ]
        )
        == 1
    )


def _inside(script: str) -> str:
    """What is set small: without the sign before it, and without braces around it."""
    script = script[1:]
    return script[1:-1].strip() if script.startswith("{") else script
