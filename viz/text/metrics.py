"""How wide a text is, and where to cut it. No font file is opened here.

A text is measured as it is set, its names with their scripts (`viz.text.typesetting`).

Vocabulary
    width      the advance of a text in points, from a table in this file: the same on every machine, fonts or none
    cluster    a character with the marks that belong to it (accents, joiners, skin tones); never cut apart
"""

from __future__ import annotations

import functools
import unicodedata
from typing import Final

from viz.text.typesetting import place_spans

FONT_STACK: Final = "'DejaVu Sans', Verdana, Arial, 'Noto Sans CJK SC', 'PingFang SC', 'Microsoft YaHei', sans-serif"

SIZE: Final = 14.0
"""Of formulas, values and gradients."""
SMALL: Final = 11.0
"""Of captions and of names beside gates."""
WIDEST: Final = 280.0
"""Longer formulas are broken into lines, other texts cut with an ellipsis; the tooltip has them whole."""

UNITS: Final = 2048  # per em, the unit of the tables

# Width, then the characters that have it; ␣ stands for the space. tests/test_fonts.py checks it against the font.
REGULAR: Final = r"""
    358 ⱼ ¦ 366 ᵢ ¦ 465 ′ ¦ 503 ⁽⁾ ¦ 563 ' ¦ 569 ijl ¦ 604 IJΙ ¦ 651 ␣,.·⋅‘’ ¦ 690 /:;\| ¦ 693 ι ¦ 721 f ¦ 739 -‐‑
    765 ″ ¦ 788 ᵀ ¦ 799 ()[]⟨⟩⌈⌉⌊⌋ ¦ 803 t ¦ 816 ⁿ ¦ 821 !¡²³¹⁰⁴⁵⁶⁷⁸⁹₀₁₂₃₄₅₆₇₈₉ ¦ 842 r ¦ 846 ℓ ¦ 942 "
    1024 *_`§°–‖†‡ ¦ 1059 ∂ ¦ 1061 “”„ ¦ 1067 s∫ ¦ 1075 z ¦ 1081 ⁺⁻⁼₊₋₌ ¦ 1087 ?¿ ¦ 1107 ε ¦ 1114 ζ ¦ 1126 c
    1141 LΓ ¦ 1142 ξ ¦ 1144 ν ¦ 1178 F ¦ 1183 χ ¦ 1185 υ ¦ 1186 k ¦ 1202 ς ¦ 1207 κ ¦ 1208 • ¦ 1212 vxyγλ ¦ 1233 πτ
    1235 PΡ ¦ 1251 TYΤΥ ¦ 1253 o«»øðδθο ¦ 1255 a ¦ 1260 eϵ ¦ 1268 ϑ ¦ 1282 ∘ ¦ 1290 ß ¦ 1294 EΕΞΣ∃ ¦ 1298 hnuησ
    1300 Sbdgpqρ ¦ 1303 $0123456789{}¢£¥µ¶μ ¦ 1305 √ ¦ 1307 β ¦ 1343 KΚ ¦ 1350 α ¦ 1351 φψϕ ¦ 1370 ∇ ¦ 1380 ∑
    1401 AVΑΔΛ∀ ¦ 1403 XZΖΧ ¦ 1405 BΒ ¦ 1423 R ¦ 1430 C ¦ 1463 ∝ ¦ 1499 U∧∨∪∩ ¦ 1532 NΝ ¦ 1540 HΗΠ ¦ 1550 ∏ ¦ 1565 Ω
    1575 ▲▶▼◀ ¦ 1577 D ¦ 1587 G ¦ 1597 & ¦ 1612 OQØΘΟΦΨ ¦ 1622 ℝ ¦ 1675 w ¦ 1706 ∞ ¦ 1715 ω
    1716 #+<=>^~¬±÷×∓−∗⊙⊗⊕≈≡≠≤≥⊂⊆∼←↑→↓↔↦⇐⇒⇔✓✗ ¦ 1767 MΜ ¦ 1784 ∈∉⊤⊥∅ ¦ 1787 ●○ ¦ 1836 ★ ¦ 1935 ■□ ¦ 1946 %
    1985 ¼½¾⅓⅔ ¦ 1995 mÆ ¦ 2011 æ ¦ 2025 W ¦ 2048 @©®…⋯⋮— ¦ 2144 ≪≫
"""
BOLD: Final = r"""
    449 ᵢⱼ ¦ 540 ′ ¦ 590 ⁽⁾ ¦ 627 ' ¦ 702 ijl ¦ 713 ␣ ¦ 748 /\| ¦ 762 IJΙ ¦ 778 ,.·⋅‘’ ¦ 798 ι ¦ 819 :; ¦ 850 -‐‑
    880 ᵀ ¦ 891 f ¦ 897 ²³¹⁰⁴⁵⁶⁷⁸⁹₀₁₂₃₄₅₆₇₈₉ ¦ 915 ″ ¦ 933 ⁿ ¦ 934 !¡ ¦ 936 ()[]⟨⟩⌈⌉⌊⌋ ¦ 966 ℓ ¦ 979 t ¦ 1010 r
    1024 _`§°–‖†‡ ¦ 1067 " ¦ 1071 * ¦ 1081 ⁺⁻⁼₊₋₌ ¦ 1114 ∂ ¦ 1140 ε ¦ 1188 ?¿ ¦ 1192 z ¦ 1210 ζξ ¦ 1214 cς ¦ 1219 s
    1249 ∫ ¦ 1282 ∘ ¦ 1294 Ξ ¦ 1296 λ ¦ 1303 ¶ ¦ 1305 LΓ ¦ 1307 τ ¦ 1309 • ¦ 1320 ϵ ¦ 1321 xχ ¦ 1323 «» ¦ 1335 vy
    1346 “”„ ¦ 1353 ϑ ¦ 1362 k ¦ 1366 √ ¦ 1382 a ¦ 1383 υ ¦ 1389 e ¦ 1395 γν ¦ 1397 TΤ ¦ 1399 EFΕΣ∃ ¦ 1407 oøðαδθο
    1425 $0123456789¢£¥ ¦ 1427 ∇ ¦ 1455 κ ¦ 1458 hnu{}η∝ ¦ 1466 bdgpqβρ ¦ 1470 ∑ ¦ 1473 ß ¦ 1475 S ¦ 1483 YΥ
    1485 ZΖ ¦ 1501 PΡ ¦ 1503 C ¦ 1507 µμ ¦ 1561 BΒ ¦ 1575 ▲▶▼◀ ¦ 1577 R ¦ 1579 XΧ ¦ 1585 AVΑΔΛ∀ ¦ 1587 KΚ ¦ 1595 σ
    1602 φ ¦ 1612 ∏ ¦ 1620 π ¦ 1626 ψ ¦ 1631 ϕ ¦ 1641 ℝ ¦ 1663 U∧∨∪∩ ¦ 1681 G ¦ 1700 D ¦ 1706 ∞ ¦ 1714 HNΗΝΠ
    1716 #+<=>^~¬±÷×∓−∗⊙⊗⊕≈≡≠≤≥⊂⊆∼←↑→↓↔↦⇐⇒⇔✓✗ ¦ 1740 Ψ ¦ 1741 OQØΘΟΦΩ ¦ 1754 ∅ ¦ 1780 ω ¦ 1786 & ¦ 1787 ●○ ¦ 1836 ∈∉★
    1872 ⊤⊥ ¦ 1892 w ¦ 1935 ■□ ¦ 2038 MΜ ¦ 2048 @©®…⋯⋮— ¦ 2052 % ¦ 2120 ¼½¾⅓⅔ ¦ 2134 m ¦ 2144 ≪≫ ¦ 2146 æ ¦ 2222 Æ
    2259 W
"""


@functools.cache
def widths(bold: bool) -> dict[str, int]:
    """The width of each character of a table, in units."""
    text = BOLD if bold else REGULAR
    table = {}
    for entry in text.replace("\n", "¦").split("¦"):
        if entry.strip():
            width, characters = entry.split()
            for char in characters.replace("␣", " "):
                table[char] = int(width)
    return table


@functools.lru_cache(maxsize=4096)
def _advance(char: str, bold: bool) -> int:
    """The width of one character in units: from the table, or by its kind, rather too wide than too narrow."""
    table = widths(bold)
    if char in table:
        return table[char]
    kind = unicodedata.category(char)
    if kind in ("Mn", "Me", "Cf"):  # marks and joiners sit on their neighbour
        return 0
    if kind in ("Zs", "Cc"):
        return table[" "]
    if ord(char) >= 0x1F000 and kind in ("So", "Sk"):  # emoji
        return UNITS * 13 // 10
    if unicodedata.east_asian_width(char) in "WF":
        return UNITS
    letter = unicodedata.normalize("NFD", char)[0]  # é is as wide as e
    return table.get(letter, UNITS * 9 // 10)


def text_width(text: str, size: float, bold: bool = False) -> float:
    """The width of one line of text in points at the given font size: DejaVu Sans, identical on every machine.

    >>> text_width("w_1", 10) == text_width("w1", 10) < letters_width("w1", 10)
    True
    """
    return _line_width(text, bold) * size


def letters_width(text: str, size: float, bold: bool = False) -> float:
    """The width of letters as they are, without a look at names."""
    return sum(_advance(char, bold) for char in text) * size / UNITS


@functools.lru_cache(maxsize=8192)
def _line_width(text: str, bold: bool) -> float:
    """The width of a line of size 1."""
    return place_spans(text, functools.partial(letters_width, bold=bold))[1]


def clip(text: str, size: float, width: float, bold: bool = False) -> str:
    """The text if it fits `width` points, else its beginning and an ellipsis; "" where not even that fits."""
    if text_width(text, size, bold) <= width:
        return text
    used, end = _advance("…", bold), -1
    for i, char in enumerate(text):  # names in it can only be narrower
        if used * size / UNITS > width:
            break
        if not continues(text, i):
            end = i
        used += _advance(char, bold)
    return text[:end].rstrip() + "…" if end >= 0 else ""


def continues(text: str, i: int) -> bool:
    """Whether the character at i belongs to the cluster of the one before it."""
    char, joiner = text[i], "\u200d"
    return i > 0 and (
        unicodedata.category(char)[0] == "M"  # accents, variation selectors
        or char == joiner
        or text[i - 1] == joiner
        or "\U0001f3fb" <= char <= "\U0001f3ff"  # skin tones
    )
