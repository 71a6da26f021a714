"""A page of paper that is being filled from the top, in the language of marks."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Final

from viz.layout.view import View
from viz.render.marks import Group, Mark, Path, Scene, Text
from viz.render.scaling import scale_group
from viz.text.line_breaks import wrap
from viz.text.metrics import clip, text_width
from viz.theme import Theme

SHORT, LONG = 595.28, 841.89
"""The sides of A4, in points."""
MARGIN: Final = 36.0
TITLE, BODY, SMALL_PRINT = 13.0, 10.0, 9.0
"""Font sizes."""
LEADING: Final = 14.0
ROW: Final = 25.0
"""From one line to write on to the next: what handwriting needs."""
FOOT: Final = 24.0
GUTTER: Final = 22.0
"""Between columns."""


@dataclass
class Page:
    """A page that is being filled from the top."""

    width: float
    height: float
    theme: Theme
    y: float = MARGIN
    groups: list[Group] = field(default_factory=list)
    marks: list[Mark] = field(default_factory=list)

    @property
    def right(self) -> float:
        return self.width - MARGIN

    @property
    def inside(self) -> float:
        """The width between the margins."""
        return self.width - 2 * MARGIN

    @property
    def bottom(self) -> float:
        """Where the foot begins."""
        return self.height - MARGIN - FOOT

    def write(
        self,
        x: float,
        y: float,
        text: str,
        *,
        size: float = BODY,
        bold: bool = False,
        anchor: str = "start",
    ) -> None:
        """A text on its baseline."""
        place = round(x, 2), round(y, 2)
        self.marks.append(
            Text(place, text, self.theme.ink, size, bold, anchor, "caption")
        )

    def rule(self, left: float, right: float, y: float) -> None:
        """A line to write on."""
        start, end = (round(left, 2), round(y, 2)), (round(right, 2), round(y, 2))
        strokes = ("M", (start,)), ("L", (end,))
        self.marks.append(Path(strokes, "", self.theme.muted, 0.7))

    def paragraph(self, text: str, size: float = BODY, bold: bool = False) -> None:
        """Lines of text across the page."""
        for line in wrap(text, size, self.inside, bold=bold):
            self.y += LEADING * size / BODY
            self.write(MARGIN, self.y - 0.3 * size, line, size=size, bold=bold)

    def place(self, scene: Scene) -> None:
        """A picture at the left margin, below what is there already."""
        view = View((self.width, self.height), 1.0, (MARGIN, self.y))
        self.groups += [scale_group(group, view) for group in scene.groups]
        self.y += scene.height

    def scene(self, title: str) -> Scene:
        text = Group("caption", tuple(self.marks))
        groups = (*self.groups, text)
        return Scene(self.width, self.height, self.theme.background, groups, title)

    def title(self, text: str, right: str = "") -> None:
        """A title, and what stands at the end of its line."""
        self.y += TITLE
        taken = text_width(right, TITLE, bold=True) + GUTTER
        shown = clip(text, TITLE, self.inside - taken, bold=True)
        self.write(MARGIN, self.y, shown, size=TITLE, bold=True)
        self.write(self.right, self.y, right, size=TITLE, bold=True, anchor="end")
        self.y += 4.0

    def foot(self, text: str) -> None:
        """A line in small print below everything."""
        y = self.height - MARGIN + 4.0
        self.write(self.right, y, text, size=SMALL_PRINT, anchor="end")


def new_page(lying: bool, theme: Theme) -> Page:
    """An empty page of A4."""
    width, height = (LONG, SHORT) if lying else (SHORT, LONG)
    return Page(width, height, theme)
