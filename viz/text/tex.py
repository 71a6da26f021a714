r"""Any text as TeX: nothing in it is a command, and pdfLaTeX can set it.

Vocabulary: a *word* is what TeX calls a character, such as ``\partial`` for ∂. Chinese characters stay as they are and
need XeLaTeX; what has neither a word nor a letter in TeX's fonts becomes ``\lost``, a little box.
"""

from __future__ import annotations

import functools
import re
import unicodedata
from typing import Final

from autograd.dialects import SUPERSCRIPTS
from autograd.tex_letters import SIGNS, TEX_ESCAPES

# ASCII that means something to TeX, or joins with its neighbour: -- is a dash, << a quotation mark
_ASCII: Final = TEX_ESCAPES | {
    "|": r"\textbar{}",
    "<": r"\textless{}",
    ">": r"\textgreater{}",
    '"': r"\textquotedbl{}",
    "'": r"\textquotesingle{}",
    "`": r"\textasciigrave{}",
    "-": "{-}",
    ",": "{,}",
}

_PICTURES: Final = r"""
    ▲ blacktriangle ▼ blacktriangledown ▶ blacktriangleright ◀ blacktriangleleft ■ blacksquare □ square ★ bigstar
    ✓ checkmark
"""
"""Signs of the package amssymb, each followed by the name of its command."""
_SPELLED: Final = {
    "−": r"\ensuremath{-}",
    "″": r"\ensuremath{''}",
    "ℝ": r"\ensuremath{\mathbb{R}}",
    "½": r"\ensuremath{\frac12}",
    "¼": r"\ensuremath{\frac14}",
    "¾": r"\ensuremath{\frac34}",
    "–": r"\textendash{}",
    "—": r"\textemdash{}",
    "‘": r"\textquoteleft{}",
    "’": r"\textquoteright{}",
    "“": r"\textquotedblleft{}",
    "”": r"\textquotedblright{}",
    "°": r"\textdegree{}",
    "§": r"\S{}",
    "¶": r"\P{}",
    "©": r"\textcopyright{}",
    "®": r"\textregistered{}",
    "€": r"\texteuro{}",
    "£": r"\pounds{}",
    "¡": r"\textexclamdown{}",
    "¿": r"\textquestiondown{}",
    "‐": "{-}",
    "‑": "{-}",
}
_SMALL: Final = {
    "textsuperscript": {raised: plain for plain, raised in SUPERSCRIPTS.items()},
    "textsubscript": dict(zip("₀₁₂₃₄₅₆₇₈₉₊₋₌₍₎ᵢⱼ", "0123456789+-=()ij")),
}
_CHINESE: Final = "[\u2e80-\u9fff\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe4f\uff00-\uffef\U00020000-\U0003ffff]"
LOST: Final = r"\lost{}"
_LONG: Final = 30
"""Characters in a row without a space."""


@functools.cache
def _table() -> dict[str, str]:
    pictures = _PICTURES.split()
    commands = dict(SIGNS)
    for char, name in zip(pictures[::2], pictures[1::2]):
        commands[char] = f"\\{name}"
    words = {char: rf"\ensuremath{{{command}}}" for char, command in commands.items()}
    for command, characters in _SMALL.items():
        for small, plain in characters.items():
            argument = plain.replace("-", "$-$")
            # in a box of its own, for the same command must do in a formula
            words[small] = rf"\mbox{{\{command}{{{argument}}}}}"
    return words | _SPELLED


def has_chinese(text: str) -> bool:
    """Whether a text has characters that take a Chinese (or Japanese, or Korean) font.

    >>> has_chinese("链式法则"), has_chinese("∂e/∂x")
    (True, False)
    """
    return re.search(_CHINESE, text) is not None


@functools.lru_cache(maxsize=4096)
def _word(char: str) -> str:
    """A character beyond ASCII."""
    word = _table().get(char)
    if word is not None:
        return word
    kind = unicodedata.category(char)
    if kind in ("Cf", "Mn", "Me"):  # joiners and marks without a letter that has them
        return ""
    if kind == "Zs":
        return " "
    letter = (
        unicodedata.normalize("NFD", char)[0].isascii()
        and kind[0] == "L"
        and char <= "ſ"
    )
    return char if letter or has_chinese(char) or char in "ßæœøÆŒØłŁđĐ" else LOST


def tex_text(text: str, breaks: bool = False) -> str:
    r"""A text as TeX sets it in a paragraph; with `breaks`, a long word may be broken anywhere.

    >>> print(tex_text("50% of ∂e/∂x_1 = −2 · √x"))
    50\% of \ensuremath{\partial}e/\ensuremath{\partial}x\_1 = \ensuremath{-}2 \ensuremath{\cdot} \ensuremath{\surd}x
    >>> print(tex_text("局部梯度 d, 100 %"))
    \zh{局部梯度} d{,} 100 \%
    """
    parts, reach = list[str](), 0
    for char in unicodedata.normalize("NFC", text):
        reach = 0 if char == " " or has_chinese(char) else reach + 1
        if breaks and reach > _LONG:
            parts.append(r"\allowbreak{}")
        parts.append(
            _word(char) if char < " " or char > "~" else _ASCII.get(char, char)
        )
    return _mark_chinese("".join(parts), breaks)


def tex_formula(latex: str) -> str:
    r"""A formula that is LaTeX already, with what is not ASCII in its labels made safe for pdfLaTeX."""
    return _mark_chinese(
        "".join(
            c if c <= "~" else _word(c) for c in unicodedata.normalize("NFC", latex)
        )
    )


def _mark_chinese(tex: str, breaks: bool = False) -> str:
    r"""Chinese in TeX's argument of \zh, after which a line may break."""
    if not has_chinese(tex):
        return tex
    after = r"\zh{\g<0>}\\allowbreak{}" if breaks else r"\zh{\g<0>}"
    return re.sub(f"{_CHINESE}+", after.replace(r"\zh", r"\\zh"), tex)


def lost_characters(text: str) -> list[str]:
    """The characters of a text that TeX has no way to set."""
    return [
        c
        for c in dict.fromkeys(unicodedata.normalize("NFC", text))
        if (c < " " or c > "~") and _word(c) == LOST
    ]
