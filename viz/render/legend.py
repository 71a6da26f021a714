"""The legend under a picture: what shapes, colours and positions mean, in as many lines as its width needs."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Final

from viz.layout.extents import BOX_HEIGHT
from viz.picture.model import Picture
from viz.render.marks import Group, Mark, text_mark
from viz.render.outlines import look_of, outline
from viz.text.metrics import SMALL, text_width
from viz.theme import ROLES, Look, Theme

_NARROWEST: Final = 320.0
"""A legend may be wider than a small picture, but is broken into lines beyond this."""
_FIRST: Final = 14.0
"""From the top to the middle of the first line, and from the middle of the last line to the bottom."""
_LINE: Final = 24.0
_SAMPLE: Final = (26.0, 16.0)
"""Width and height of the sample of a role."""

_WHERE: Final = {
    "nodes": ("above", "below"),
    "circuit": ("above the wire", "below the wire"),
    "micrograd": ("data", "grad"),
}
"""Where value and gradient stand, by style."""


@dataclass(frozen=True, slots=True)
class _Entry:
    """A role with a sample of its look, or words in a colour."""

    text: str
    colour: str
    """Of the words; "" for a role."""
    width: float


class Legend:
    """The entries that a picture needs, placed below a picture of this width."""

    def __init__(self, picture: Picture, width: float, theme: Theme) -> None:
        self.theme, self.style = theme, picture.style
        self.places: list[tuple[float, float, _Entry]] = []
        self.width = 0.0
        x, y = 0.0, _FIRST
        for entry in [*_roles(picture), *_words(picture, theme)]:
            if x and x + entry.width > max(width, _NARROWEST):
                x, y = 0.0, y + _LINE
            self.places.append((x, y, entry))
            x += entry.width
            self.width = max(self.width, x)
        self.height = y + _FIRST

    def group(self, top: float) -> Group:
        """The legend with its top at this height of the picture."""
        marks: list[Mark] = []
        for x, y, entry in self.places:
            if entry.colour:
                marks += self._word(x, top + y, entry)
            else:
                marks += self._role(x, top + y, entry)
        return Group("legend", tuple(marks))

    def _word(self, x: float, y: float, entry: _Entry) -> Iterator[Mark]:
        yield text_mark(
            "word",
            (x, y),
            entry.text,
            entry.colour,
            size=SMALL,
            bold=True,
            anchor="start",
        )

    def _role(self, x: float, y: float, entry: _Entry) -> Iterator[Mark]:
        look = self._sample_look(entry.text)
        yield from outline((x + 14.0, y), _SAMPLE, look, self.theme)
        start = x + 34.0, y
        yield text_mark(
            "role", start, entry.text, self.theme.ink, size=SMALL, anchor="start"
        )

    def _sample_look(self, role: str) -> Look:
        """The look of a role in this style, with corners as small as the sample."""
        shape = "box"
        if self.style == "circuit":
            shape = "gate" if role in ("operation", "output") else "wire"
        look = look_of(role, shape, self.theme)
        return replace(look, radius=look.radius * _SAMPLE[1] / BOX_HEIGHT)


def _roles(picture: Picture) -> Iterator[_Entry]:
    present = {box.role for box in picture.boxes}
    for role in ROLES:
        if role in present:
            yield _Entry(role, "", 50.0 + text_width(role, SMALL))


def _words(picture: Picture, theme: Theme) -> Iterator[_Entry]:
    """What the positions and signs in this picture mean."""
    above, below = _WHERE[picture.style]
    if picture.style == "circuit" and picture.rankdir in ("TB", "BT"):
        above, below = "left", "right"
    tags = any(box.shape == "tag" for box in picture.boxes)
    if tags and picture.rankdir in ("TB", "BT"):
        above, below = f"{above} (tag: left)", f"{below} (tag: right)"
    products = any(box.shape == "product" for box in picture.boxes)
    value = "above: shape" if products else f"{above}: value"
    words = [(value, theme.value), (f"{below}: gradient", theme.grad)]
    if any(arrow.caption and arrow.count == 1 for arrow in picture.arrows):
        words.append(("on arrows: slope", theme.muted))
    if products:
        words.append(("in [ ]: matrix product", theme.muted))
    if any(box.shape == "fold" for box in picture.boxes):
        words.append(("card: folded nodes", theme.muted))
        words.append(("×: how many", theme.muted))
    for text, colour in words:
        yield _Entry(text, colour, 18.0 + text_width(text, SMALL, bold=True))
