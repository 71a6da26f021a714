"""Fonts: which files draw a text. How wide it is, `viz.text.metrics` knows without any of them.

Vocabulary
    face       one font in a file, with the characters that it covers
    fallback   the system's face for a line that DejaVu Sans cannot draw alone, such as one with Chinese in it
    alphabets  bold, script and other letters of mathematics, 𝓛, which STIX has where DejaVu Sans lacks them
    missing    characters that no face on this machine covers

DejaVu Sans is the font of our pictures: it has the symbols of mathematics. Its files, and STIX for alphabets of
mathematics, lie in the folder typefaces with their licences, so that pictures are the same on every machine.
"""

from __future__ import annotations

import functools
import os
import re
import sys
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from viz.errors import FontError
from viz.installation import AGAIN
from viz.render.font_tables import read_font
from viz.text.metrics import widths


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


TYPEFACES: Final = Path(__file__).parent / "typefaces"
"""The fonts that come with us, which are enough for everything but Chinese and emoji."""
_ALPHABETS: Final = "\U0001d400", "\U0001d7ff"
"""The first and last character of Unicode's alphabets of mathematics."""


def font_files() -> list[Path]:
    """DejaVu Sans (regular, bold, oblique) as files. FontError if someone has taken them away."""
    names = ("DejaVuSans.ttf", "DejaVuSans-Bold.ttf", "DejaVuSans-Oblique.ttf")
    paths = [TYPEFACES / name for name in names]
    for path in paths:
        if not path.is_file():
            raise FontError(
                f"no font to draw text with: {path} comes with chalkgrad, and is gone; run `{AGAIN}`"
            )
    return paths


def font_directories() -> list[Path]:
    """Where this operating system keeps fonts, existing directories only."""
    home = Path(os.path.expanduser("~"))
    if sys.platform == "win32":
        local = Path(os.environ.get("LOCALAPPDATA", home / "AppData" / "Local"))
        places = [
            Path(os.environ.get("WINDIR", r"C:\Windows"), "Fonts"),
            local / "Microsoft" / "Windows" / "Fonts",
        ]
    elif sys.platform == "darwin":
        places = [
            Path("/System/Library/Fonts"),
            Path("/Library/Fonts"),
            home / "Library" / "Fonts",
        ]
        places += Path("/System/Library").glob("AssetsV2/com_apple_MobileAsset_Font*")
    else:
        shares = os.environ.get("XDG_DATA_DIRS") or "/usr/local/share:/usr/share"
        places = [Path(share) / "fonts" for share in shares.split(":") if share]
        places += [home / ".local" / "share" / "fonts", home / ".fonts"]
    return [place for place in places if place.is_dir()]


@functools.cache
def _installed_files() -> tuple[Path, ...]:
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
        for path in _installed_files()
        for rank in [
            next((k for k, name in enumerate(FALLBACKS) if name.match(path.name)), None)
        ]
        if rank is not None
    )
    return tuple(
        face
        for _, path in sorted(ranked, key=lambda pair: pair[0])
        for face in _read(path)
    )


def _read(path: Path) -> Iterator[Face]:
    """The face of a file (of a collection: the simplified Chinese one, else the first); none if it is broken."""
    try:
        font = read_font(path)
    except (ValueError, OSError):
        return  # a system with one damaged font still has the others
    # reportlab embeds TrueType outlines ("glyf") only, and only the first font of a collection
    embeddable = font.outlines == "glyf" and font.number == 0
    yield Face(path, font.family, "Bold" in font.style, embeddable, font.chars)


@functools.cache
def _own() -> frozenset[str]:
    """The characters of DejaVu Sans."""
    return next(_read(font_files()[0])).chars


@functools.cache
def mathematics() -> Face | None:
    """STIX: for letters of alphabets of mathematics, such as 𝓛."""
    return next(_read(TYPEFACES / "STIXGeneral.ttf"), None)


def takes_mathematics(char: str) -> bool:
    """Whether STIX draws a character, because DejaVu Sans lacks it."""
    if not _ALPHABETS[0] <= char <= _ALPHABETS[1] or char in _own():
        return False
    face = mathematics()
    return face is not None and char in face.chars


def _visible(text: str) -> list[str]:
    """The different characters that leave ink, in order of appearance."""
    return [
        c
        for c in dict.fromkeys(text)
        if unicodedata.category(c) not in ("Cc", "Cf", "Zs", "Zl", "Zp", "Mn")
    ]


def lacking(text: str) -> list[str]:
    """The characters of a text that neither DejaVu Sans nor STIX has."""
    strange = [char for char in _visible(text) if char not in widths(bold=False)]
    if not strange:
        return []  # most texts open no font file
    return [c for c in strange if c not in _own() and not takes_mathematics(c)]


def fallback(text: str, embeddable: bool = False) -> Face | None:
    """The system's best face for a line that DejaVu Sans cannot draw, or None: not needed, or none is better.

    `embeddable` asks for a TrueType face, the only kind that a PDF takes; it must serve the line on its own, while
    for pixels DejaVu Sans fills the gaps.
    """
    wanted = set(lacking(text))
    if not wanted:
        return None
    line = set(_visible(text))
    goal, bar = wanted, 0
    if embeddable:
        goal, bar = line, len(line - wanted)
    candidates = [face for face in faces() if face.embeddable or not embeddable]
    best = max(
        candidates,
        key=lambda face: (len(face.chars & goal), len(face.chars & line)),
        default=None,
    )
    return best if best and len(best.chars & goal) > bar else None


def missing(text: str, embeddable: bool = False) -> list[str]:
    """The characters of a line that no available font covers, in order of appearance; `embeddable` as in fallback."""
    if not embeddable:
        return [
            char
            for char in lacking(text)
            if not any(char in face.chars for face in faces())
        ]
    face = fallback(text, embeddable)
    return (
        [char for char in _visible(text) if char not in face.chars]
        if face
        else lacking(text)
    )
