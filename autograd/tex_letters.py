r"""Letters as LaTeX sets them: \hat{x}, \alpha, \mathcal{L}, \%, and é as it is.

Vocabulary
    sign    what TeX knows by a command of mathematics: \alpha, \partial
    letter  a character with its accents
Only LaTeX itself and amsmath are needed. Letters beyond Latin and Greek, such as Chinese ones, stay what they are: they
take a document whose font has them.
"""

from __future__ import annotations

import re
import unicodedata
from typing import Final

from autograd.dialects import SUPERSCRIPTS

TEX_ESCAPES: Final = {c: "\\" + c for c in "&%$#_{}"} | {
    "\\": r"\textbackslash{}",
    "~": r"\textasciitilde{}",
    "^": r"\textasciicircum{}",
}
"""ASCII that means something to TeX, and what prints it. What else a text needs is added where it is set."""

# Characters, each followed by the name of its command.
_COMMANDS: Final = r"""
    α alpha β beta γ gamma δ delta ε varepsilon ϵ epsilon ζ zeta η eta θ theta ϑ vartheta ι iota κ kappa λ lambda μ mu
    µ mu ν nu ξ xi π pi ρ rho ς varsigma σ sigma τ tau υ upsilon φ varphi ϕ phi χ chi ψ psi ω omega
    Γ Gamma Δ Delta Θ Theta Λ Lambda Ξ Xi Π Pi Σ Sigma Υ Upsilon Φ Phi Ψ Psi Ω Omega
    ∂ partial ∇ nabla √ surd ∞ infty ∑ sum ∏ prod ∫ int ∝ propto ℓ ell ∅ emptyset ′ prime ‖ Vert
    × times ÷ div ± pm ∓ mp · cdot ⋅ cdot ∗ ast ∘ circ • bullet ⊙ odot ⊗ otimes ⊕ oplus ¬ neg ∧ wedge ∨ vee ∩ cap ∪ cup
    ≤ leq ≥ geq ≠ neq ≈ approx ≡ equiv ∼ sim ≪ ll ≫ gg ∈ in ∉ notin ⊂ subset ⊆ subseteq ∀ forall ∃ exists
    ⊤ top ⊥ perp ← leftarrow → rightarrow ↑ uparrow ↓ downarrow ↔ leftrightarrow ↦ mapsto ⇐ Leftarrow ⇒ Rightarrow
    ⇔ Leftrightarrow ⟨ langle ⟩ rangle ⌈ lceil ⌉ rceil ⌊ lfloor ⌋ rfloor … ldots ⋯ cdots ⋮ vdots
    ○ bigcirc † dag ‡ ddag ℏ hbar ℜ Re ℑ Im ℵ aleph ℘ wp
"""
SIGNS: Final = {
    char: f"\\{name}"
    for char, name in zip(_COMMANDS.split()[::2], _COMMANDS.split()[1::2])
}
"""What TeX calls a character in mathematics."""
_PLAIN: Final = {
    **{"−": "-", "–": "-", "—": "-", "‐": "-", "‑": "-", "<": "<", ">": ">", "|": "|"},
    **{
        "*": r"\ast",
        "`": r"\grave{}",
        "½": r"\frac{1}{2}",
        "¼": r"\frac{1}{4}",
    },
    **{"¾": r"\frac{3}{4}", "«": r"\ll", "»": r"\gg", "‹": "<", "›": ">"},
    **dict(zip("ΑΒΕΖΗΙΚΜΝΟΡΤΧο", [rf"\mathrm{{{c}}}" for c in "ABEZHIKMNOPTXo"])),
}
"""Other signs: of mathematics, and letters that Greek shares with Latin."""
_ALPHABETS: Final = {
    "BOLD": r"\boldsymbol{\mathrm{%s}}",
    "ITALIC": r"\mathit{%s}",
    "BOLD ITALIC": r"\boldsymbol{%s}",
    "BOLD SCRIPT": r"\mathcal{%s}",
    "SCRIPT": r"{\mathcal{%s}}",
    "DOUBLE-STRUCK": r"\mathbf{%s}",  # \mathbb takes another package
    "SANS-SERIF": r"\mathsf{%s}",
    "SANS-SERIF BOLD": r"\boldsymbol{\mathsf{%s}}",
    "MONOSPACE": r"\mathtt{%s}",
}
"""What Unicode calls an alphabet of mathematics, and LaTeX's command."""
RAISED: Final = {
    **{small: plain for plain, small in SUPERSCRIPTS.items()},
    "′": r"\prime",
    "″": r"\prime\prime",
}
LOWERED: Final = dict(zip("₀₁₂₃₄₅₆₇₈₉₊₋₌₍₎ᵢⱼ", "0123456789+-=()ij"))
"""Small letters above and below the line, and the letters that they are."""
_ACCENTS: Final = {
    "\u0300": "grave",
    "\u0301": "acute",
    "\u0302": "hat",
    "\u0303": "tilde",
    "\u0304": "bar",
    "\u0305": "overline",
    "\u0306": "breve",
    "\u0307": "dot",
    "\u0308": "ddot",
    "\u030a": "mathring",
    "\u030c": "check",
    "\u0332": "underline",
    "\u20d7": "vec",
}
_CURRENCIES: Final = "£€¥¢©®°§¶™"
"""Signs that LaTeX has in a text."""
_LAST_LATIN: Final = "ſ"
"""LaTeX sets letters up to this one, with their accents, in a text."""


def letters(text: str) -> list[str]:
    """The letters of a text, each with its accents; marks that print nothing are left out.

    >>> letters("x\u0302 = 1"), letters("\u2068a\u2069")
    (['x̂', ' ', '=', ' ', '1'], ['a'])
    """
    clusters: list[str] = []
    for char in unicodedata.normalize("NFC", text):
        kind = unicodedata.category(char)
        if kind == "Cf":
            continue
        if kind in ("Mn", "Me", "Mc") and clusters:
            clusters[-1] += char
        else:
            clusters.append(" " if kind == "Zs" else char)
    return clusters


def tex_sign(letter: str) -> str:
    r"""A letter as mathematics, "" if it is to be set as text.

    >>> print(tex_sign("α"), tex_sign("x̂"), tex_sign("²"), repr(tex_sign("é")))
    \alpha \hat{x} ^{2} ''
    """
    if letter in RAISED:
        return f"^{{{RAISED[letter]}}}"
    if letter in SIGNS:
        return SIGNS[letter]
    if letter in LOWERED:
        return f"_{{{LOWERED[letter]}}}"
    if letter in _PLAIN:
        return _PLAIN[letter]
    is_latin = len(letter) == 1 and letter <= _LAST_LATIN
    return "" if is_latin else _of_alphabet(letter) or _accented(letter)


def tex_letter(letter: str) -> str:
    r"""A letter in a text; a sign that LaTeX does not have by its number.

    >>> print(tex_letter("é"), tex_letter("%"), tex_letter("😀"))
    é \% [U+1F600]
    """
    return "".join(map(_tex_character, letter))


def letter_sign(letter: str) -> str:
    """A letter as mathematics if it is Latin or Greek; "" for others."""
    if letter[:1].isascii() and letter.isalpha():
        return letter
    sign = SIGNS.get(letter, "") if letter.isalpha() else ""
    return sign or _of_alphabet(letter) or _accented(letter)


def _of_alphabet(letter: str) -> str:
    r"""\mathcal{L} for the script letter 𝓛; "" for what is in no alphabet of mathematics that LaTeX has."""
    plain = unicodedata.normalize("NFKC", letter)
    name = re.fullmatch(
        r"(?:MATHEMATICAL )?([A-Z -]+?) (CAPITAL|SMALL|DIGIT) .*",
        unicodedata.name(letter, "") if len(letter) == 1 else "",
    )
    if name is None or len(plain) != 1 or plain == letter:
        return ""
    if "SCRIPT" in name[1] and name[2] != "CAPITAL":
        return ""
    command = _ALPHABETS.get(name[1], "")
    sign = plain if plain.isascii() else SIGNS.get(plain, "")
    return command % sign if command and sign else ""


def _accented(letter: str) -> str:
    r"""\hat{x}, "" if the letter or one of its accents has no command."""
    decomposed = unicodedata.normalize("NFD", letter)
    base, accents = decomposed[:1], decomposed[1:]
    if not accents or not all(accent in _ACCENTS for accent in accents):
        return ""
    is_plain = base.isascii() and base.isalnum()
    sign = (
        base
        if is_plain
        else SIGNS.get(base) or _PLAIN.get(base, "") or _of_alphabet(base)
    )
    sign = {"i": r"\imath", "j": r"\jmath"}.get(sign, sign)
    if not sign:
        return ""
    for accent in accents:
        sign = rf"\{_ACCENTS[accent]}{{{sign}}}"
    return sign


def _tex_character(char: str) -> str:
    if char.isascii():
        return TEX_ESCAPES.get(char, char)
    kind = unicodedata.category(char)
    is_known = kind[0] in "LP" or kind == "Nd" or char in _CURRENCIES
    if "\U0001d400" <= char <= "\U0001d7ff":  # of an alphabet that LaTeX lacks
        return f"[U+{ord(char):04X}]"
    of_other_script = not unicodedata.name(char, "").startswith("COMBINING")
    if is_known or (kind[0] == "M" and of_other_script):
        return char
    return f"[U+{ord(char):04X}]"
