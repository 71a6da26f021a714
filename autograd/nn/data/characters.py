"""Lines of text as rows of characters' numbers: what a network of sequences reads, and the way back.

Vocabulary
    token     a character's place in the vocabulary, or the mark BOS, which stands last and both begins and ends a line
    position  a place in a row; at the i-th stands a token, and its target is the one after it
    padding   what fills a row behind its line: BOS, with weight 0
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from numbers import Integral
from pathlib import Path
from typing import Final

import numpy as np

from autograd import html_tables
from autograd.nn.checks import whole
from autograd.nn.data.prepare import Floats, Ints
from autograd.nn.randomness import Randomness, generator

VARIABLE: Final = "CHALKGRAD_DATA"
LONGEST: Final = 10_000
"""Characters of a line: a file whose lines are longer is one text, not a list of names or words."""
LARGEST: Final = 1 << 26
"""Bytes of a file; that of 32,033 names, which microgpt reads, has 228,145."""


@dataclass(frozen=True)
class Characters:
    """Lines, and the characters that occur in them.

    >>> names = Characters(("ada", "bo")); names
    Characters(2 lines, 5 tokens)
    >>> names.vocabulary, names.encode("bad"), names.decode([2, 0])
    (('a', 'b', 'd', 'o', '<BOS>'), [1, 0, 2], 'da')
    """

    lines: tuple[str, ...]

    def __post_init__(self) -> None:
        if isinstance(self.lines, str) or not isinstance(self.lines, Iterable):
            raise TypeError(
                f"Characters: a list of texts is needed, got {type(self.lines).__name__}"
            )
        lines = tuple(self.lines)
        for i, line in enumerate(lines):
            if not isinstance(line, str):
                raise TypeError(
                    f"Characters: line {i} must be a text, got {type(line).__name__}"
                )
            if not line:
                raise ValueError(f"Characters: line {i} is empty: leave it out")
        if not lines:
            raise ValueError(
                "Characters: at least one line is needed, got none: there is nothing to learn from"
            )
        object.__setattr__(self, "lines", lines)
        letters = sorted(set("".join(lines)))
        object.__setattr__(self, "_letters", tuple(letters))
        object.__setattr__(self, "_number", {c: i for i, c in enumerate(letters)})

    @property
    def vocabulary(self) -> tuple[str, ...]:
        """All characters, sorted, then the mark BOS at which lines begin and end."""
        return (*self._letters, "<BOS>")  # type: ignore[attr-defined]

    @property
    def bos(self) -> int:
        """The number of the mark: the last."""
        return len(self._letters)  # type: ignore[attr-defined]

    def __len__(self) -> int:
        return len(self.lines)

    def __getitem__(self, i: int) -> str:
        return self.lines[i]

    def encode(self, text: str) -> list[int]:
        """The numbers of a text's characters, without marks. ValueError for one that occurs in no line."""
        if not isinstance(text, str):
            raise TypeError(f"encode: a text is needed, got {type(text).__name__}")
        numbers = self._number  # type: ignore[attr-defined]
        for i, character in enumerate(text):
            if character not in numbers:
                known = "".join(self._letters)  # type: ignore[attr-defined]
                raise ValueError(
                    f"encode: character {i} of {text[:40]!r} is {character!r}, which occurs in no line; there are "
                    f"{known[:80]!r}"
                )
        return [numbers[character] for character in text]

    def decode(self, tokens: Iterable[int]) -> str:
        """The text of such numbers; marks are left out."""
        words = (*self._letters, "")  # type: ignore[attr-defined]
        text = []
        for i, token in enumerate(tokens):
            is_whole = isinstance(token, Integral) and not isinstance(token, bool)
            if not is_whole or not 0 <= token < len(words):
                raise (ValueError if is_whole else TypeError)(
                    f"decode: token {i} must be a whole number from 0 to {len(words) - 1}, got {token!r}"
                )
            text.append(words[token])
        return "".join(text)

    def shuffled(self, rng: Randomness = None) -> Characters:
        """The same lines in random order."""
        order = generator(rng).permutation(len(self.lines))
        return Characters(tuple(self.lines[i] for i in order))

    def sequences(self, block_size: int) -> tuple[Ints, Ints, Floats]:
        """(X, y, weights) for `fit` and `next_token_loss`, each of the shape (lines, block_size).

        A line of n − 1 characters is n tokens of X, from BOS on, and n of y, up to BOS: each target is the token that
        comes next. Weights are 1/n there and 0 in the padding. Of longer lines only the beginning is taken, and then
        y has no mark at the end.

        >>> X, y, weights = Characters(("ada", "bo")).sequences(5)
        >>> X.tolist(), y.tolist()
        ([[4, 0, 2, 0, 4], [4, 1, 3, 4, 4]], [[0, 2, 0, 4, 4], [1, 3, 4, 4, 4]])
        >>> weights[0].tolist()
        [0.25, 0.25, 0.25, 0.25, 0.0]
        """
        size = whole("sequences: block_size", block_size)
        X = np.full((len(self.lines), size), self.bos)
        y, weights = X.copy(), np.zeros(X.shape)
        for i, line in enumerate(self.lines):
            tokens = [self.bos, *self.encode(line[:size]), self.bos]
            n = min(size, len(tokens) - 1)
            X[i, :n], y[i, :n], weights[i, :n] = tokens[:n], tokens[1 : n + 1], 1 / n
        return X, y, weights

    def __repr__(self) -> str:
        count = len(self.lines)
        plural = "" if count == 1 else "s"
        return f"Characters({count:,} line{plural}, {len(self.vocabulary)} tokens)"

    _repr_html_ = html_tables.lines_html


def lines(path: str | os.PathLike[str]) -> Characters:
    """The lines of a text file, UTF-8, without empty ones and without spaces at both ends: names, words, rhymes.

    A file that is not there is looked for in the folder that CHALKGRAD_DATA names. FileNotFoundError if it is not there
    either; ValueError if it is empty, no text, or one long line.
    """
    file = _find(Path(path))
    text = _text(file)
    found = [line.strip() for line in text.splitlines()]
    kept = tuple(line for line in found if line)
    if not kept:
        raise ValueError(
            f"{file} has no lines with characters: a text file with one name or word on each line is needed"
        )
    for number, line in enumerate(found, 1):
        if len(line) > LONGEST:
            raise ValueError(
                f"{file}, line {number} has {len(line):,} characters, more than {LONGEST:,}: break the text into lines, "
                "each of which is learned by itself"
            )
    return Characters(kept)


def _find(path: Path) -> Path:
    """The file itself, or the one in the folder of data."""
    folder = os.environ.get(VARIABLE)
    beside = [Path(folder) / path] if folder else []
    places = dict.fromkeys([path, *beside])  # an absolute path is one place
    for place in places:
        if place.is_file():
            return place
        if place.is_dir():
            raise IsADirectoryError(
                f"{place} is a folder: pass the path of a text file with one line for each name or word"
            )
    advice = f"pass its path, or set {VARIABLE} to its folder"
    tried = " or ".join(str(place) for place in places)
    raise FileNotFoundError(
        f"there is no file {tried}: {advice}; data.names(1000, rng=0) makes names without a file"
    )


def _text(file: Path) -> str:
    size = file.stat().st_size
    if size > LARGEST:
        raise ValueError(
            f"{file} has {size:,} bytes, more than the {LARGEST:,} that are read: take a part of it"
        )
    content = file.read_bytes()
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content[: error.start].count(b"\n") + 1
        raise ValueError(
            f"{file}, line {line}: byte {content[error.start]:#04x} is no UTF-8: save the file as UTF-8 text"
        ) from None
    if "\0" in text:
        line = text[: text.index("\0")].count("\n") + 1
        raise ValueError(
            f"{file}, line {line} holds a zero byte: it is no text file with one name or word on each line"
        )
    return text


# --- made-up names --------------------------------------------------------------------------------------------------

ONSETS: Final = (
    "b",
    "d",
    "j",
    "k",
    "l",
    "m",
    "n",
    "r",
    "s",
    "t",
    "v",
    "sh",
    "br",
    "ch",
)
VOWELS: Final = ("a", "a", "a", "e", "e", "i", "i", "o", "u")
ENDINGS: Final = ("", "", "", "n", "n", "s", "l", "r", "ya", "ah")


def names(count: int, *, rng: Randomness = None) -> Characters:
    """`count` made-up names, different ones, of one to four syllables: consonant and vowel, perhaps an ending.

    For machines without a file of names. Rules that a network can find: a vowel follows a consonant (but for sh, br, ch
    and ya, ah), a is the most frequent letter, names end in a vowel or in n, s, l, r, h. At most 20,000.

    >>> names(4, rng=0).lines
    ('ladajol', 'bririchaya', 'rar', 'vara')
    """
    count = whole("names: count", count)
    if count > 20_000:
        raise ValueError(f"names: at most 20,000 different names are made, got {count}")
    random = generator(rng)
    found: dict[str, None] = {}
    while len(found) < count:
        found[_name(random)] = None
    return Characters(tuple(found))


def _name(random: np.random.Generator) -> str:
    """One name, 2 to 14 letters."""
    syllables = int(random.choice(4, p=(0.05, 0.4, 0.45, 0.1))) + 1
    parts = [_one(VOWELS, random)] if random.random() < 0.2 else []
    for _ in range(syllables):
        parts += [_one(ONSETS, random), _one(VOWELS, random)]
    return "".join(parts) + _one(ENDINGS, random)


def _one(choices: Sequence[str], random: np.random.Generator) -> str:
    return choices[int(random.integers(len(choices)))]
