"""Font files read from within: the name of a font, whether it is bold, and which characters it has.

A font of TrueType or OpenType is a list of tables, each with a tag of four letters; a collection is several such lists
in one file. Two of the tables are read here: `name`, its names in several languages, and `cmap`, from characters to
the numbers of glyphs. Source: the OpenType specification (ISO/IEC 14496-22), chapters "name" and "cmap".
"""

from __future__ import annotations

import re
import struct
from array import array
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

_FAMILY: Final = (21, 16, 1)
"""Numbers of names, best first: what a designer calls the family, and what a program of four styles calls it."""
_STYLE: Final = (22, 17, 2)
_WINDOWS, _MACINTOSH, _UNICODE = 3, 1, 0
_AMERICAN: Final = {(_WINDOWS, 0x409), (_MACINTOSH, 0)}
"""Platforms with their numbers for English, in which families are asked for."""
_MAPS: Final = ((3, 10), (0, 6), (0, 4), (3, 1), (0, 3), (0, 2), (0, 1), (0, 0))
"""Platforms and encodings of tables from Unicode to glyphs, the widest first."""
_LAST: Final = 0x110000
"""One more than the last character of Unicode."""


@dataclass(frozen=True, slots=True)
class Contents:
    """What a font file says of itself; `outlines` are "glyf" (TrueType), or "CFF " (PostScript)."""

    family: str
    style: str
    outlines: str
    number: int
    """Of the font within a collection."""
    chars: frozenset[str] = field(repr=False)


def read_font(path: Path) -> Contents:
    """The font of a file; of a collection the simplified Chinese one, else the first. ValueError, or OSError."""
    data = path.read_bytes()
    try:
        directories = [_Directory(data, start) for start in _starts(data)]
        names = [directory.names() for directory in directories]
        families = [_best(found, _FAMILY) for found in names]
        number = next(
            (i for i, name in enumerate(families) if re.search(r"\bSC\b", name)), 0
        )
        font = directories[number]
        chars = frozenset(map(chr, font.characters()))
    except (struct.error, KeyError, IndexError, ValueError) as error:
        raise ValueError(f"{path} is no font that can be read: {error!r}") from error
    outlines = "glyf" if "glyf" in font.tables else "CFF "
    return Contents(
        families[number], _best(names[number], _STYLE), outlines, number, chars
    )


def _starts(data: bytes) -> tuple[int, ...]:
    """Where the lists of tables begin: one in most files."""
    if data[:4] != b"ttcf":
        return (0,)
    (count,) = struct.unpack_from(">L", data, 8)
    return struct.unpack_from(f">{min(count, 64)}L", data, 12)


class _Directory:
    """The list of tables of one font."""

    def __init__(self, data: bytes, start: int) -> None:
        kind, count = struct.unpack_from(">4sH", data, start)
        if kind not in (b"\0\1\0\0", b"OTTO", b"true"):
            raise ValueError(f"it begins with {kind!r}")
        self.tables = dict[str, memoryview]()
        for i in range(count):
            tag, _, offset, length = struct.unpack_from(
                ">4s3L", data, start + 12 + 16 * i
            )
            self.tables[tag.decode("latin-1")] = memoryview(data)[
                offset : offset + length
            ]

    def names(self) -> dict[int, str]:
        """Its names by their numbers: in English if there is one, else the first."""
        table = self.tables["name"]
        _, count, texts = struct.unpack_from(">3H", table)
        found = dict[int, str]()
        english = set[int]()
        for i in range(count):
            platform, _, language, number, length, offset = struct.unpack_from(
                ">6H", table, 6 + 12 * i
            )
            encoding = "mac-roman" if platform == _MACINTOSH else "utf-16-be"
            text = bytes(table[texts + offset : texts + offset + length])
            is_english = (platform, language) in _AMERICAN
            if number not in found or (is_english and number not in english):
                found[number] = text.decode(encoding, "replace")
            if is_english:
                english.add(number)
        return found

    def characters(self) -> Iterator[int]:
        """The characters that it has a glyph for, as numbers."""
        table = self.tables["cmap"]
        (count,) = struct.unpack_from(">H", table, 2)
        places = dict[tuple[int, int], int]()
        for i in range(count):
            platform, encoding, offset = struct.unpack_from(">2HL", table, 4 + 8 * i)
            places[platform, encoding] = offset
        offset = next((places[kind] for kind in _MAPS if kind in places), None)
        return iter(()) if offset is None else _mapped(table[offset:])


def _best(names: dict[int, str], numbers: Iterable[int]) -> str:
    return next((names[number] for number in numbers if number in names), "")


def _mapped(table: memoryview) -> Iterator[int]:
    """The characters of a table of `cmap`, in the three formats that fonts of our time have."""
    (format,) = struct.unpack_from(">H", table)
    if format == 4:
        yield from _in_segments(table)
    elif format == 6:
        first, count = struct.unpack_from(">2H", table, 6)
        glyphs = _words(table, 10, count)
        yield from (first + i for i, glyph in enumerate(glyphs) if glyph)
    elif format in (12, 13):
        (count,) = struct.unpack_from(">L", table, 12)
        for start, end, glyph in struct.iter_unpack(">3L", table[16 : 16 + 12 * count]):
            if format == 12 or glyph:
                yield from range(start, min(end + 1, _LAST))
    else:
        raise ValueError(f"its characters are in format {format}")


def _in_segments(table: memoryview) -> Iterator[int]:
    """Format 4: segments of characters, each with a number to add, or with a place in an array of glyphs."""
    (doubled,) = struct.unpack_from(">H", table, 6)
    count = doubled // 2
    ends = _words(table, 14, count)
    starts = _words(table, 16 + doubled, count)
    deltas = _words(table, 16 + 2 * doubled, count)
    here = 16 + 3 * doubled
    offsets = _words(table, here, count)
    glyphs = _words(table, here, (len(table) - here) // 2)
    for i in range(count):
        for char in range(starts[i], min(ends[i], 0xFFFE) + 1):
            glyph = char
            if offsets[i]:
                place = i + offsets[i] // 2 + char - starts[i]
                glyph = glyphs[place] if place < len(glyphs) else 0
                if not glyph:
                    continue
            if (glyph + deltas[i]) & 0xFFFF:
                yield char


def _words(table: memoryview, start: int, count: int) -> array[int]:
    """So many numbers of 16 bits."""
    words = array("H", bytes(table[start : start + 2 * count]))
    if struct.pack("H", 1) != struct.pack(">H", 1):
        words.byteswap()
    return words
