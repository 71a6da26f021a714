"""Fonts: how wide a text is, where to cut it, and which font files draw it.

Vocabulary
    width      the advance of a text in points, from a table in this file: the same on every machine, fonts or none
    cluster    a character with the marks that belong to it (accents, joiners, skin tones); never cut apart
    face       one font in a file, with the characters that it covers
    fallback   the system's face for a line that DejaVu Sans cannot draw alone, such as one with Chinese in it
    missing    characters that no face on this machine covers

DejaVu Sans is the font of our pictures: it has the symbols of mathematics, and its files come with matplotlib.
"""

from __future__ import annotations

import functools
import importlib.util
import os
import re
import sys
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

FONT_STACK: Final = "'DejaVu Sans', Verdana, Arial, 'Noto Sans CJK SC', 'PingFang SC', 'Microsoft YaHei', sans-serif"


class FontError(RuntimeError):
    """No usable font file on this machine."""


class MissingGlyphs(UserWarning):
    """A picture holds characters that no available font can draw."""


# ------------------------------------------------------------------ widths

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
def _table(bold: bool) -> dict[str, int]:
    entries = (entry.split() for entry in (BOLD if bold else REGULAR).replace("\n", "¦").split("¦") if entry.strip())
    return {" " if char == "␣" else char: int(width) for width, chars in entries for char in chars}


@functools.lru_cache(maxsize=4096)
def _advance(char: str, bold: bool) -> int:
    """The width of one character in units: from the table, or by its kind, rather too wide than too narrow."""
    table = _table(bold)
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
    return table.get(unicodedata.normalize("NFD", char)[0], UNITS * 9 // 10)  # é is as wide as e


def text_width(text: str, size: float, bold: bool = False) -> float:
    """The width of one line of text in points at the given font size: DejaVu Sans, identical on every machine."""
    return sum(_advance(char, bold) for char in text) * size / UNITS


def clip(text: str, size: float, width: float, bold: bool = False) -> str:
    """The text if it fits `width` points, else its beginning and an ellipsis; "" where not even that fits."""
    if text_width(text, size, bold) <= width:
        return text
    used, end = _advance("…", bold), -1
    for i, char in enumerate(text):
        if used * size / UNITS > width:
            break
        if not _continues(text, i):
            end = i
        used += _advance(char, bold)
    return text[:end].rstrip() + "…" if end >= 0 else ""


def _continues(text: str, i: int) -> bool:
    """Whether the character at i belongs to the cluster of the one before it."""
    char, joiner = text[i], "\u200d"
    return i > 0 and (
        unicodedata.category(char)[0] == "M"  # accents, variation selectors
        or char == joiner
        or text[i - 1] == joiner
        or "\U0001f3fb" <= char <= "\U0001f3ff"  # skin tones
    )


# ------------------------------------------------------------------ files


@dataclass(frozen=True, slots=True)
class Face:
    """One font in a file; `embeddable` means that a PDF can hold it."""

    path: Path
    family: str
    bold: bool
    embeddable: bool
    chars: frozenset[str] = field(repr=False, hash=False, compare=False)


# Families with Chinese, Japanese or Korean, best first, then plain (not coloured) symbols: names of their files. The
# coloured emoji fonts are left out on purpose: neither output can draw them reliably.
FALLBACKS: Final = tuple(
    re.compile(name, re.IGNORECASE)
    for name in (
        r"NotoSansCJK(sc)?-(Regular|Bold)|NotoSans(CJK)?SC[-\[]",
        r"SourceHanSans(SC|CN|HWSC)?[-.](Regular|Bold|VF)|SourceHanSans\.ttc",
        r"PingFang",
        r"msyh(bd)?\.",
        r"wqy-microhei",
        r"wqy-zenhei",
        r"Hiragino Sans GB|STHeiti|simhei|simsun\.|Deng(b)?\.ttf",
        r"DroidSansFallback",
        r"NotoSans(CJK)?(TC|HK|JP|KR)[-\[]|msjh|YuGoth|meiryo|malgun|AppleSDGothic|Arial Unicode",
        r"NotoEmoji|seguiemj|seguisym|Symbola|unifont",
    )
)


def font_files() -> list[Path]:
    """DejaVu Sans (regular, bold, oblique) as files: matplotlib's, or the system's. FontError if there is neither."""
    names = ("DejaVuSans.ttf", "DejaVuSans-Bold.ttf", "DejaVuSans-Oblique.ttf")
    spec = importlib.util.find_spec("matplotlib")  # finds it without importing it, which takes a second
    if spec and spec.origin:
        home = Path(spec.origin).parent / "mpl-data" / "fonts" / "ttf"
        if all((home / name).is_file() for name in names[:2]):
            return [home / name for name in names if (home / name).is_file()]
    system = {path.name: path for path in _installed() if path.name in names}
    if names[0] in system and names[1] in system:
        return [system[name] for name in names if name in system]
    raise FontError(
        "no font to draw text with: DejaVu Sans is neither in matplotlib nor on this system; "
        "run `pip install matplotlib`, or install the package fonts-dejavu"
    )


def font_directories() -> list[Path]:
    """Where this operating system keeps fonts, existing directories only."""
    home = Path(os.path.expanduser("~"))
    if sys.platform == "win32":
        local = Path(os.environ.get("LOCALAPPDATA", home / "AppData" / "Local"))
        places = [Path(os.environ.get("WINDIR", r"C:\Windows"), "Fonts"), local / "Microsoft" / "Windows" / "Fonts"]
    elif sys.platform == "darwin":
        places = [Path("/System/Library/Fonts"), Path("/Library/Fonts"), home / "Library" / "Fonts"]
        places += Path("/System/Library").glob("AssetsV2/com_apple_MobileAsset_Font*")
    else:
        shares = os.environ.get("XDG_DATA_DIRS") or "/usr/local/share:/usr/share"
        places = [Path(share) / "fonts" for share in shares.split(":") if share]
        places += [home / ".local" / "share" / "fonts", home / ".fonts"]
    return [place for place in places if place.is_dir()]


@functools.cache
def _installed() -> tuple[Path, ...]:
    """Every font file of the system, in a fixed order."""
    return tuple(
        Path(folder, name)
        for place in font_directories()
        for folder, _, names in sorted(os.walk(place))
        for name in sorted(names)
        if name.lower().endswith((".ttf", ".ttc", ".otf", ".otc"))
    )


@functools.cache
def faces() -> tuple[Face, ...]:
    """The system's fallback faces, best first."""
    ranked = (
        (rank, path)
        for path in _installed()
        for rank in [next((k for k, name in enumerate(FALLBACKS) if name.match(path.name)), None)]
        if rank is not None
    )
    return tuple(face for _, path in sorted(ranked, key=lambda pair: pair[0]) for face in _read(path))


def _read(path: Path) -> Iterator[Face]:
    """The face of a file (of a collection: the simplified Chinese one, else the first); none if it is broken."""
    library = importlib.import_module("fontTools.ttLib")
    collection = path.suffix.lower() in (".ttc", ".otc")
    try:
        # fontTools leaves a damaged file open; ours is closed in any case
        with path.open("rb") as data, (library.TTCollection if collection else library.TTFont)(data, lazy=True) as file:
            fonts = file.fonts if collection else [file]
            named = [str(font["name"].getBestFamilyName()) for font in fonts]
            number = next((i for i, family in enumerate(named) if re.search(r"\bSC\b", family)), 0)
            font, family = fonts[number], named[number]
            # reportlab embeds TrueType outlines ("glyf") only, and only the first font of a collection
            embeddable, bold = "glyf" in font and number == 0, "Bold" in str(font["name"].getBestSubFamilyName())
            yield Face(path, family, bold, embeddable, frozenset(map(chr, font.getBestCmap() or ())))
    except (library.TTLibError, OSError, KeyError, ValueError, AssertionError):
        return  # a system with one damaged font still has the others


@functools.cache
def _own() -> frozenset[str]:
    """The characters of DejaVu Sans."""
    return next(_read(font_files()[0])).chars


def _visible(text: str) -> list[str]:
    """The different characters that leave ink, in order of appearance."""
    return [c for c in dict.fromkeys(text) if unicodedata.category(c) not in ("Cc", "Cf", "Zs", "Zl", "Zp", "Mn")]


def lacking(text: str) -> list[str]:
    """The characters of a text that DejaVu Sans does not have."""
    strange = [char for char in _visible(text) if char not in _table(False)]
    return [char for char in strange if char not in _own()] if strange else []  # most texts open no font file


def fallback(text: str, embeddable: bool = False) -> Face | None:
    """The system's best face for a line that DejaVu Sans cannot draw, or None: not needed, or none is better.

    `embeddable` asks for a TrueType face, the only kind that a PDF takes; it must serve the line on its own, while
    for pixels DejaVu Sans fills the gaps.
    """
    wanted, line = set(lacking(text)), set(_visible(text))
    if not wanted:
        return None
    goal, bar = (line, len(line - wanted)) if embeddable else (wanted, 0)
    candidates = [face for face in faces() if face.embeddable or not embeddable]
    best = max(candidates, key=lambda face: (len(face.chars & goal), len(face.chars & line)), default=None)
    return best if best and len(best.chars & goal) > bar else None


def missing(text: str, embeddable: bool = False) -> list[str]:
    """The characters of a line that no available font covers, in order of appearance; `embeddable` as in fallback."""
    if not embeddable:
        return [char for char in lacking(text) if not any(char in face.chars for face in faces())]
    face = fallback(text, embeddable)
    return [char for char in _visible(text) if char not in face.chars] if face else lacking(text)
