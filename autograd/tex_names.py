r"""Names as LaTeX sets them: w_{1}, \hat{x}, \mathrm{net}_{h1}, \text{...} for what is no name in parts.

Letters by themselves: `autograd.tex_letters`.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Final, TypeVar

from autograd.name_parts import GREEK, NameParts, name_parts
from autograd.tex_letters import (
    LOWERED,
    RAISED,
    TEX_ESCAPES,
    letter_sign,
    letters,
    tex_letter,
    tex_sign,
)

Key = TypeVar("Key")

_IN_SCRIPTS: Final = frozenset("()[]+-,;:=/_.")
"""Signs of a script that are there what they are."""
_INDICES: Final = 2
"""Letters of a script that are indices, i j; more are a word."""
_SMALL_END: Final = re.compile(
    f"(?P<base>.+?)(?P<lower>[{re.escape(''.join(LOWERED))}]*)(?P<upper>[⁰¹²³⁴-⁹⁺⁻⁼⁽⁾ⁱⁿᵀ]*)"
)
_PRIMES: Final = str.maketrans({"′": "'", "″": "''"})


def latex_name(name: str) -> str:
    r"""A label as LaTeX sets it in a formula. Different names are different there, too.

    >>> print(latex_name("w1"), latex_name("loss"), latex_name("alpha"), latex_name("50 %"))
    w_{1} \mathrm{loss} \alpha \text{50 \%}
    >>> print(latex_name("x̂"), latex_name("α₁"), latex_name("net_h1"), latex_name("W_{ij}^{(l)}"))
    \hat{x} \alpha_{1} \mathrm{net}_{h1} {W_{ij}^{(l)}}
    """
    name = "".join(letters(name))
    path = name.split(".")
    if len(path) > 1 and all(map(str.isidentifier, path)):
        return ".".join(map(latex_parts, map(name_parts, path)))
    return latex_parts(name_parts(name))


def latex_names(names: Mapping[Key, str]) -> dict[Key, str]:
    r"""The names of a graph as LaTeX. Where two are written differently but set alike, the second is set as it was typed.

    >>> latex_names({1: "w1", 2: "w_1", 3: "w1"})
    {1: 'w_{1}', 2: '\\text{w\\_1}', 3: 'w_{1}'}
    """
    owners: dict[str, str] = {}
    found = {}
    for key, name in names.items():
        tex = latex_name(name)
        found[key] = tex if owners.setdefault(tex, name) == name else _as_typed(name)
    return found


def _as_typed(name: str) -> str:
    text = "".join(map(tex_letter, letters(name)))
    return rf"\text{{{text}}}"


def latex_parts(parts: NameParts) -> str:
    """A name in its parts as a formula; one with something above it stands in braces, so that it can have a power."""
    base, lower, upper = parts.base, parts.lower, parts.upper
    small = _SMALL_END.fullmatch(base)
    if small and not lower and not upper:
        base = small["base"]
        lower = "".join(map(LOWERED.__getitem__, small["lower"]))
        upper = "".join(map(RAISED.__getitem__, small["upper"]))
    tex = _base(base) + parts.primes.translate(_PRIMES)
    tex += f"_{{{_script(lower)}}}" if lower else ""
    tex += f"^{{{_script(upper)}}}" if upper else ""
    return f"{{{tex}}}" if upper or parts.primes else tex


def _base(base: str) -> str:
    """A letter, a word, or any other text."""
    clusters = letters(base)
    if len(clusters) == 1 and letter_sign(base):
        return letter_sign(base)
    if re.fullmatch(r"[A-Za-z]+", base):
        return rf"\mathrm{{{base}}}"
    return base if base.isdecimal() and base.isascii() else _spelled(base)


def _script(script: str) -> str:
    r"""What is set small: indices as letters, words upright.

    >>> print(_script("h1"), _script("total"), _script("i,j"), _script("b_c"), _script("alpha"))
    h1 \mathrm{total} i,j b\_c \alpha
    """
    words = []
    for kind, group in itertools.groupby(letters(GREEK.get(script, script)), _kind):
        text = "".join(group)
        if kind == "word":
            is_index = len(text.rstrip("0123456789")) <= _INDICES
            words.append(text if is_index else rf"\mathrm{{{text}}}")
        elif kind == "sign":
            words += (TEX_ESCAPES.get(c, tex_sign(c) or c) for c in letters(text))
        elif text.strip():
            words.append(_base(text))
    return "".join(_ended(word) for word in words).rstrip()


def _ended(word: str) -> str:
    """A word that no letter behind it can change: a command has a space."""
    return f"{word} " if re.search(r"\\[A-Za-z]+$", word) else word


def _kind(letter: str) -> str:
    """Whether a letter of a script belongs to a word, is a sign, or is set as text."""
    if letter.isascii() and letter.isalnum():
        return "word"
    return "sign" if letter in _IN_SCRIPTS or tex_sign(letter) else "text"


def _spelled(name: str) -> str:
    """Any name: texts with signs between them, as one piece."""
    parts = []
    for is_sign, group in itertools.groupby(letters(name), _is_sign):
        if is_sign:
            parts.append(" ".join(_scripts_apart(map(tex_sign, group))))
        else:
            text = "".join(map(tex_letter, group))
            parts.append(rf"\text{{{text}}}")
    formula = "".join(parts)
    is_text = len(parts) == 1 and formula.startswith(r"\text{")
    return formula if is_text else f"{{{formula}}}"


def _scripts_apart(signs: Iterable[str]) -> Iterator[str]:
    r"""Signs in which no second superscript follows the first at the same base, which TeX refuses.

    >>> list(_scripts_apart(["x", "^{T}", "^{2}", "_{1}"]))
    ['x', '^{T}', '{}^{2}', '_{1}']
    """
    taken: set[str] = set()
    for sign in signs:
        script = sign[:1] if sign[:1] in "^_" else ""
        if not script:
            taken.clear()
        elif script in taken:
            taken = {script}
            sign = "{}" + sign
        else:
            taken.add(script)
        yield sign


def _is_sign(letter: str) -> bool:
    return bool(tex_sign(letter))
