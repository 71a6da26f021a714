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
from autograd.tex_letters import SIGNS, TEX_ESCAPES, letters, tex_sign
from viz.text.typesetting import text_spans

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
_FOREIGN: Final = "[^\x00-\u017f‘’“”„‚†‡•…–—‰€™]+"
"""Letters that LaTeX knows only of where a document says so."""
_ACCENT: Final = r"(\\(?!math(?!ring)|boldsymbol)[a-z]+)\{([A-Za-z0-9])\}"
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
    r"""A text as TeX sets it in a paragraph, its names with their scripts; with `breaks`, a long word may be broken.

    >>> print(tex_text("50% of ∂e/∂x_1 = −2 · x"))
    50\% of \ensuremath{\partial}e/\ensuremath{\partial}x\textsubscript{1} = \ensuremath{-}2 \ensuremath{\cdot} x
    >>> print(tex_text("局部梯度 d, 100 %"))
    \zh{局部梯度} d{,} 100 \%
    >>> print(tex_text("w11^(2)·x̂"))
    w\ensuremath{_{\text{11}}^{\text{(2)}}}\ensuremath{\cdot}\ensuremath{\hat{\text{x}}}
    """
    parts = list[str]()
    lower = ""
    for span in text_spans(text):
        letters_of_span = _mark_chinese(_set_letters(span.text, breaks), breaks)
        if span.stacked:  # TeX keeps the two apart
            scripts = rf"_{{\text{{{lower}}}}}^{{\text{{{letters_of_span}}}}}"
            parts[-1] = rf"\ensuremath{{{scripts}}}"
        elif span.lift:
            command = "textsubscript" if span.lift < 0 else "textsuperscript"
            parts.append(rf"\{command}{{{letters_of_span}}}")
        else:
            parts.append(letters_of_span)
        lower = letters_of_span
    return "".join(parts)


def _set_letters(text: str, breaks: bool) -> str:
    """Letters on a line, without a look at names."""
    parts, reach = list[str](), 0
    for letter in letters(text):
        reach = 0 if letter == " " or has_chinese(letter) else reach + 1
        if breaks and reach > _LONG:
            parts.append(r"\allowbreak{}")
        parts.append(_tex_letter(letter))
    return "".join(parts)


@functools.lru_cache(maxsize=4096)
def _tex_letter(letter: str) -> str:
    r"""A character with its accents: as it is, by its word, as mathematics, or `LOST`.

    >>> _tex_letter("é"), _tex_letter("x̂"), _tex_letter("𝓛"), _tex_letter("&")
    ('é', '\\ensuremath{\\hat{\\text{x}}}', '\\ensuremath{\\mathcal{L}}', '\\&')
    """
    if len(letter) == 1 and " " <= letter <= "~":
        return _ASCII.get(letter, letter)
    word = _word(letter) if len(letter) == 1 else LOST
    sign = tex_sign(letter) if word == LOST else ""
    if not sign:
        accents = [c for c in letter[1:] if unicodedata.combining(c)]
        return (
            word if len(letter) == 1 else _tex_letter(letter[0]) + LOST * len(accents)
        )
    if (
        unicodedata.normalize("NFD", letter) != letter or len(letter) > 1
    ):  # in the font of the text
        sign = re.sub(_ACCENT, r"\1{\\text{\2}}", sign)
    return rf"\ensuremath{{{sign}}}"


def tex_formula(latex: str) -> str:
    r"""A formula that is LaTeX already, with what is not ASCII in its labels made safe for pdfLaTeX."""
    return _mark_chinese(
        "".join(
            c if c <= "~" else _word(c) for c in unicodedata.normalize("NFC", latex)
        )
    )


def for_documents(latex: str) -> str:
    r"""LaTeX that pdflatex can set, too: in place of letters of other scripts than Latin it shows their numbers.

    xelatex and lualatex set the letters, if the document has a font with them.

    >>> print(for_documents(r"\text{é 梯}_{1}"))
    \text{é \ifdefined\Umathchar 梯\else[U+68AF]\fi}_{1}
    """
    return re.sub(_FOREIGN, _with_numbers, latex)


def _with_numbers(match: re.Match[str]) -> str:
    numbers = "".join(f"[U+{ord(char):04X}]" for char in match[0])
    return rf"\ifdefined\Umathchar {match[0]}\else{numbers}\fi"


def _mark_chinese(tex: str, breaks: bool = False) -> str:
    r"""Chinese in TeX's argument of \zh, after which a line may break."""
    if not has_chinese(tex):
        return tex
    after = r"\zh{\g<0>}\\allowbreak{}" if breaks else r"\zh{\g<0>}"
    return re.sub(f"{_CHINESE}+", after.replace(r"\zh", r"\\zh"), tex)


def lost_characters(text: str) -> list[str]:
    """The characters of a text, with their accents, that TeX has no way to set."""
    found = dict.fromkeys(letters(text))
    return [letter for letter in found if LOST in _tex_letter(letter)]
