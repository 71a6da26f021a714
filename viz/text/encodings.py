"""Text for a terminal or file whose encoding lacks some of its characters: ASCII in their place, x^2, de/dx, |--.

Vocabulary: a *spelling* is what stands for a character in ASCII; a character without one is *lost* and shown as its
escape, ``\\u68af``.
"""

from __future__ import annotations

import itertools
import re
import sys
import unicodedata
import warnings
from typing import Any, Final

from autograd import ChalkgradWarning
from autograd.dialects import SUPERSCRIPTS
from autograd.tex_letters import LOWERED
from viz.text.metrics import continues
from viz.text.tables import cells

_SPELLINGS: Final = dict(
    pair.split("  ")
    for pair in """
−  -|–  -|‐  -|‑  -|·  *|⋅  *|×  *|∗  *|•  *|÷  /|∂  d|∇  grad|√  sqrt|∞  inf|∝  ~|°  deg|§  sec.|ℝ  R|ℓ  l|′  '|″  ''
≤  <=|≥  >=|≠  !=|≈  ~|∼  ~|≡  ==|±  +-|∓  -+|…  ...|—  --|‘  '|’  '|“  "|”  "|‹  <|›  >|«  <<|»  >>
→  ->|←  <-|↑  ^|↓  v|↔  <->|↦  =>|⇒  =>|⇐  <=|⇔  <=>|├  +|└  `|─  -|✓  ok|✗  x
∛  cbrt|∜  root4|∑  sum|∏  prod|∫  int|∘  o|⊙  (*)|⊗  (x)|⊕  (+)|¬  not|∧  and|∨  or|∈  in|∅  {}|ϵ  epsilon|ϑ  theta|ϕ  phi
""".replace("\n", "|")
    .strip("|")
    .split("|")
)
_RAISED: Final = {small: plain for plain, small in SUPERSCRIPTS.items()}
_ACCENTS: Final = {
    "\u0300": "_grave",
    "\u0301": "_acute",
    "\u0302": "_hat",
    "\u0303": "_tilde",
    "\u0304": "_bar",
    "\u0306": "_breve",
    "\u0307": "_dot",
    "\u0308": "_ddot",
    "\u030c": "_check",
    "\u20d7": "_vec",
}
_SPELLINGS.update({"│": "|", "⌊": "|_", "⌋": "_|", "⌈": "|^", "⌉": "^|", "‖": "||"})
_ROOT: Final = re.compile(r"√(\w+)")
_COLUMN: Final = re.compile(r"(?:(?!  ).)+")
"""A piece of a line between gaps of at least two spaces."""


class Printable(str):
    """A text that prints on every terminal; as a string it has all its characters."""

    __slots__ = ()

    def __str__(self) -> str:
        return printable(self)


def printable(text: str, stream: Any = None) -> str:
    """`text` as the stream, or else standard output, can write it; a warning if characters are lost.

    A stream without an encoding, such as io.StringIO, takes everything.
    """
    out = sys.stdout if stream is None else stream
    encoding = getattr(out, "encoding", None) or "utf-8"
    shown, lost = spell(text, encoding)
    if lost:
        warnings.warn(
            f"the encoding {encoding} of the output has no {lost[0]!a} "
            f"({_name(lost[0])}); set PYTHONIOENCODING=utf-8, or write a file",
            ChalkgradWarning,
            stacklevel=2,
        )
    return shown


def spell(text: str, encoding: str, *, signs: bool = False) -> tuple[str, list[str]]:
    """`text` with spellings for what the encoding lacks, columns below each other still, and the lost characters.

    With `signs` only signs are spelled, and letters are escaped: an error must not rename what was typed.

    >>> spell("∂e/∂x = 2·x²", "ascii")
    ('de/dx = 2*x^2', [])
    >>> spell("x̂ → 梯", "ascii")
    ('x_hat -> \\\\u68af', ['梯'])
    """
    if _has(text, encoding):
        return str.__str__(text), []
    speller = _Speller(encoding, signs)
    lines = text.split("\n")
    rows = [_columns(line) for line in lines]
    spelled = []
    for row in rows:
        cellwise = [(start, speller.spell(piece)) for start, piece in row]
        spelled.append(cellwise)
    places = _places(spelled)
    return "\n".join(_line(row, places) for row in spelled), list(speller.lost)


def _has(text: str, encoding: str) -> bool:
    """Whether the encoding has all characters of a text; one that Python does not know counts as ASCII."""
    try:
        text.encode(encoding)
    except LookupError:
        return text.isascii()
    except UnicodeEncodeError:
        return False
    return True


# --- characters -----------------------------------------------------------------------------------------------------


class _Speller:
    """Spells texts for one encoding and keeps the characters that are lost."""

    def __init__(self, encoding: str, signs: bool) -> None:
        self.encoding, self.signs = encoding, signs
        self.lost: dict[str, None] = {}

    def spell(self, text: str) -> str:
        """A text in characters that the encoding has."""
        if self._has(text):
            return text
        if not self._has("√"):
            text = _ROOT.sub(r"sqrt(\1)", text)
        if "─" in text and not self._has("├└"):
            text = text.replace("├─", "|--").replace("└─", "`--")
        parts = []
        i = 0
        while i < len(text):
            end = _end_of_piece(text, i)
            parts.append(self._spell_piece(text[i:end]))
            i = end
        return "".join(parts)

    def _has(self, text: str) -> bool:
        return _has(text, self.encoding)

    def _spell_piece(self, piece: str) -> str:
        """A run of small characters, or a character with its marks."""
        if self._has(piece):
            return piece
        if piece[0] in _RAISED:
            return "^" + "".join(map(_RAISED.__getitem__, piece))
        if piece[0] in LOWERED:
            return "_" + "".join(map(LOWERED.__getitem__, piece))
        sign = unicodedata.normalize("NFC", piece)
        if sign in _SPELLINGS:
            return _SPELLINGS[sign]
        if self.signs:
            return self._escape(piece)
        parts = []
        for char in unicodedata.normalize("NFD", piece):
            spelling = char if self._has(char) else _spelling(char)
            parts.append(self._escape(char) if spelling is None else spelling)
        return "".join(parts)

    def _escape(self, text: str) -> str:
        self.lost.update(dict.fromkeys(text))
        return text.encode("unicode_escape").decode("ascii")


def _end_of_piece(text: str, start: int) -> int:
    """The end of a run of small characters, or of one character with its marks."""
    end = start + 1
    for small in (_RAISED, LOWERED):
        if text[start] in small:
            while end < len(text) and text[end] in small:
                end += 1
            return end
    while end < len(text) and continues(text, end):
        end += 1
    return end


def _spelling(char: str) -> str | None:
    """One character in ASCII, None if there is no way."""
    spelling = _SPELLINGS.get(char) or _ACCENTS.get(char)
    if spelling is not None:
        return spelling
    kind = unicodedata.category(char)
    if kind == "Cf":  # joiners and marks of direction
        return ""
    if kind == "Zs":
        return " "
    words = unicodedata.name(char, "").split()
    if words[:1] == ["GREEK"] and "LETTER" in words:
        name = words[words.index("LETTER") + 1]
        return name.capitalize() if "CAPITAL" in words else name.lower()
    plain = unicodedata.normalize("NFKD", char)
    plain = plain.replace("\u2044", "/")  # ½
    return plain if plain.isascii() else None


def _name(char: str) -> str:
    return unicodedata.name(char, "a character").lower()


# --- columns --------------------------------------------------------------------------------------------------------


def _columns(line: str) -> list[tuple[int, str]]:
    """The pieces of a line between wide gaps, each with the cell of the terminal where it begins."""
    columns = []
    for match in _COLUMN.finditer(line):
        piece = match[0]
        text = piece.lstrip(" ")
        before = line[: match.end() - len(text)]
        if text:
            columns.append((cells(before), text.rstrip(" ")))
    return columns


def _places(rows: list[list[tuple[int, str]]]) -> dict[int, int]:
    """Where each column begins now that pieces may have grown, by where it began."""
    left_of: dict[int, list[tuple[int, int]]] = {}
    for row in rows:
        for (start, text), (following, _) in itertools.pairwise(row):
            left_of.setdefault(following, []).append((start, cells(text)))
    places = dict.fromkeys((start for row in rows for start, _ in row), 0)
    for start in sorted(places):
        neighbours = left_of.get(start, ())
        ends = [places[left] + width + 2 for left, width in neighbours]
        places[start] = max([start, *ends])
    return places


def _line(row: list[tuple[int, str]], places: dict[int, int]) -> str:
    line = ""
    for start, text in row:
        line += " " * (places[start] - cells(line)) + text
    return line
