"""Frames with their captions below: what a still, an animation and a handout show.

Vocabulary
    strip    a film as cels on one sheet, like a strip of celluloid: all frames have the same size, with room for the
             longest caption, and nothing stands elsewhere in one frame than in another
    cluster  a character with the marks that belong to it
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Final

from viz.films.frames import Frames
from viz.render.marks import Cel, Line, Reader, written
from viz.render.svg import MARGIN, render
from viz.text.metrics import clip, text_width

TITLE: Final = 14.0
BODY: Final = 12.0
LEADING: Final = 1.5
"""From baseline to baseline, in font sizes."""
NARROWEST: Final = 360.0
"""Points; the captions of a small picture get at least this width."""
WIDEST: Final = 1800.0
"""Points; beyond, the letters grow with the picture, for it will be looked at as a whole."""
MOST_TITLE, MOST_BODY = 2, 10
"""Lines, after which a caption ends in an ellipsis: a label may have ten thousand characters."""

_NEVER_FIRST: Final = frozenset("，。、；：！？）】》」』…,.;:!?)]}％%")
_NEVER_LAST: Final = frozenset("（【《「『([{")


@dataclass(frozen=True, slots=True)
class Strip:
    """A film as cels: points, and marks upon a background."""

    width: float
    height: float
    title: str
    background: str
    cels: tuple[Cel, ...]

    def svg(self, i: int) -> str:
        """Frame i by itself."""
        return written(
            (mark.source for mark in self.cels[i]),
            self.width,
            self.height,
            self.background,
        )


def strip(frames: Frames, captions: bool = True) -> Strip:
    """All frames, read from their SVG, with the captions below if wanted."""
    reader, pictures = Reader(), list[Cel]()
    last = frames.frames[-1].picture
    width, height, background, whole = reader.read(
        render(last, frames.sheet, frames.theme)
    )
    for frame in frames.frames:
        picture = replace(
            frame.picture, legend=False
        )  # it would grow when the first arrow gets its derivative
        *_, marks = reader.read(render(picture, frames.sheet, frames.theme))
        if pictures and len(marks) != len(pictures[0]):
            raise ValueError(
                "the frames of a film must have the same boxes and arrows, but these differ in number"
            )
        pictures.append(marks)
    legend = whole[len(pictures[-1]) :]
    pictures = [(*marks, *legend) for marks in pictures]
    title = frames.frames[0].picture.title
    if not captions:
        return Strip(width, height, title, background, tuple(pictures))
    room = max(width - 2 * MARGIN, NARROWEST)
    scale = max(1.0, room / WIDEST)
    texts = [
        (
            wrap(frame.title, TITLE * scale, room, bold=True, most=MOST_TITLE),
            wrap(frame.caption, BODY * scale, room, most=MOST_BODY),
        )
        for frame in frames.frames
    ]
    titles, bodies = (max(len(text[i]) for text in texts) for i in (0, 1))
    sheet = _Caption(
        [TITLE * scale] * titles, [BODY * scale] * bodies, height, frames.theme.ink
    )
    cels = [
        (*picture, *sheet.lines(heading, body))
        for picture, (heading, body) in zip(pictures, texts)
    ]
    tall = sheet.bottom + MARGIN / 2
    return Strip(max(width, room + 2 * MARGIN), tall, title, background, tuple(cels))


class _Caption:
    """Places the lines of captions: as many in every frame, blank ones included; the same line is the same mark."""

    def __init__(
        self, titles: list[float], bodies: list[float], top: float, ink: str
    ) -> None:
        self.rows = list[tuple[float, float]]()
        for size in titles + bodies:
            top += LEADING * size
            self.rows.append((top - size * 0.4, size))
        self.titles, self.bodies, self.bottom, self.ink = (
            len(titles),
            len(bodies),
            top,
            ink,
        )
        self.known: dict[tuple[int, str], Line] = {}

    def lines(self, heading: list[str], body: list[str]) -> Iterator[Line]:
        blanks = [""] * (self.titles - len(heading))
        for i, text in enumerate(
            [*heading, *blanks, *body, *[""] * (self.bodies - len(body))]
        ):
            if (i, text) not in self.known:
                y, size = self.rows[i]
                self.known[i, text] = Line(
                    (MARGIN, y), text, size, i < self.titles, self.ink, "start", 0
                )
            yield self.known[i, text]


def wrap(
    text: str, size: float, width: float, *, bold: bool = False, most: int = 1_000_000
) -> list[str]:
    """The text in lines no wider than `width` points, the last one with an ellipsis if there would be more than `most`.

    Lines break at spaces and between Chinese characters, never before a closing mark or after an opening one; a word
    that is too long for a line breaks anywhere between clusters.

    >>> wrap("Chain rule: upstream × local", 12, 110)
    ['Chain rule:', 'upstream × local']
    >>> wrap("链式法则：上游梯度 × 局部梯度。", 12, 100)
    ['链式法则：上游梯', '度 × 局部梯度。']
    """
    lines, line, used = list[str](), "", 0.0
    rest = _pieces(text)
    while rest:
        piece = rest.pop()
        if used + text_width(piece.rstrip(), size, bold) <= width:
            line, used = line + piece, used + text_width(piece, size, bold)
            continue
        if line:
            rest.append(piece)
        else:  # one piece, wider than a line
            end = _fitting(piece, size, width, bold)
            line = piece[:end]
            rest += [piece[end:]] * (end < len(piece))
        lines.append(line.rstrip())
        line, used = "", 0.0
        if len(lines) == most and rest:
            return [*lines[:-1], _ending(lines[-1], size, width, bold)]
    return [*lines, line.rstrip()] if line.strip() or not lines else lines


def _fitting(piece: str, size: float, width: float, bold: bool) -> int:
    """How many characters fit a line, whole clusters and at least one."""
    used, end = 0.0, 0
    for i, char in enumerate(piece):
        if i and not continues(piece, i):
            end = i
        used += text_width(char, size, bold)
        if end and used > width:
            return end
    return len(piece)


def _ending(line: str, size: float, width: float, bold: bool) -> str:
    """The last line of a text that goes on."""
    last = clip(line + "…", size, width, bold)
    return last if last.endswith("…") else last + "…"


def _pieces(text: str) -> list[str]:
    """What no line break may divide, each with the space after it; the last piece first, to be popped."""
    pieces, start = list[str](), 0
    for i in range(1, len(text)):
        before, after = text[i - 1], text[i]
        spaced = before == " " and after != " "
        chinese = (_wide(before) or _wide(after)) and " " not in (before, after)
        if spaced or (
            chinese
            and after not in _NEVER_FIRST
            and before not in _NEVER_LAST
            and not continues(text, i)
        ):
            pieces.append(text[start:i])
            start = i
    return [*pieces, text[start:]][::-1]


def _wide(char: str) -> bool:
    return char > "ᄀ" and unicodedata.east_asian_width(char) in "WF"


def continues(text: str, i: int) -> bool:
    """Whether the character at i belongs to the cluster before it."""
    return i < len(text) and (
        unicodedata.category(text[i])[0] == "M"
        or "\u200d" in (text[i], text[i - 1])
        or "🏻" <= text[i] <= "🏿"
    )
