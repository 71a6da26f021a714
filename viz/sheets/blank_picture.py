"""The picture of a graph with blanks: numbered boxes to write into, and with the answers written in for the key.

A blank takes its place in the picture as a text of squares, so that the layout leaves room for it; in the scene, that
text becomes a box. No text of the picture, no tooltip and no description has a number that is asked or hidden.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

from autograd import Value
from viz.lang import Language
from viz.picture.build import depict
from viz.picture.form import Form
from viz.picture.model import Arrow, Box, Picture
from viz.render.marks import Group, Mark, Scene, Text
from viz.sheets.blank_boxes import WIDE, blank_box, space_of
from viz.sheets.blank_places import Blanks, Kind, Place
from viz.theme import Theme

MOST_BOXES: Final = 400
_KINDS: Final[Mapping[str, Kind]] = {
    "value": "value",
    "grad": "gradient",
    "partial": "partial",
}
"""What marks are called, and places."""


@dataclass(frozen=True)
class Exercise:
    """A recorded graph with its gradients, and what is asked about it."""

    nodes: Sequence[Value]
    names: Mapping[Value, str]
    given: Mapping[str, Value]
    """The option `names` of the user, with these nodes in it."""
    blanks: Blanks
    precision: int
    lang: Language

    @property
    def title(self) -> str:
        """The name of the output."""
        return self.names[self.nodes[-1]]

    def picture(self, form: Form) -> Picture:
        """The picture with squares where something is to be filled in, told in this form."""
        picture = depict(
            self.nodes[-1],
            form=form,
            precision=self.precision,
            names=self.given,
            max_nodes=MOST_BOXES,
            fold="none",
            lang=self.lang,
        )
        boxes = tuple(map(self._blank_box, picture.boxes))
        pairs = zip(self.places(picture), picture.arrows)
        arrows = tuple(self._blank_arrow(arrow, place) for place, arrow in pairs)
        return replace(
            picture,
            boxes=boxes,
            arrows=arrows,
            description=f"{picture.title}, with blanks.",
        )

    def places(self, picture: Picture) -> Iterator[Place | None]:
        """The place of each arrow's derivative; None for that of a constant."""
        seen: dict[int, int] = {}
        for arrow in picture.arrows:
            node = picture.boxes[arrow.head].index
            if node is None or picture.boxes[arrow.tail].role == "constant":
                yield None
            else:
                argument = seen.get(node, 0)
                seen[node] = argument + 1
                yield Place("partial", node, argument)

    def _blank_box(self, box: Box) -> Box:
        if box.index is None:
            return box
        value, value_said = self._shown(Place("value", box.index), box.value)
        grad, grad_said = self._shown(Place("gradient", box.index), box.grad)
        said = [f"value {value_said}"] if value_said else []
        said += [f"gradient {grad_said}"] if grad_said else []
        equation = box.description.rpartition(": ")[0]
        description = f"{equation}: {', '.join(said)}"
        return replace(box, value=value, grad=grad, description=description)

    def _shown(self, place: Place, number: str) -> tuple[str, str]:
        """What is printed at a place, and what a screen reader says."""
        if place in self.blanks.hidden:
            return "", ""
        blank = self.blanks.number(place)
        return (number, number) if blank is None else (WIDE, f"blank {blank}")

    def _blank_arrow(self, arrow: Arrow, place: Place | None) -> Arrow:
        caption = arrow.caption
        if place is None or not caption:
            return arrow
        if place in self.blanks.hidden:
            formula, _, _ = caption.rpartition(" = ")
            is_short = not formula.startswith("∂")
            caption = formula if " = " in formula or is_short else ""
        elif self.blanks.number(place) is not None:
            left, equals, _ = caption.partition(" = ")
            is_long = equals and left.startswith("∂")
            caption = f"{left} = {WIDE}" if is_long else WIDE
        return replace(arrow, caption=caption)

    def scene(
        self,
        scene: Scene,
        picture: Picture,
        theme: Theme,
        answers: Sequence[str] | None = None,
    ) -> Scene:
        """A scene of the picture with boxes in place of the squares, with the answers in them if there are some."""
        places = list(self.places(picture))
        groups = []
        for group in scene.groups:
            marks: list[Mark] = []
            for mark in group.marks:
                blank = self._blank_of(group, mark, picture, places)
                if blank is None or not isinstance(mark, Text):
                    marks.append(mark)
                else:
                    answer = answers[blank - 1] if answers else ""
                    at = int(group.key[1:])
                    box = picture.boxes[at if group.kind != "edge" else 0]
                    space = space_of(mark, box, picture)
                    marks += blank_box(mark, blank, answer, space, theme)
            groups.append(replace(group, marks=tuple(marks)))
        return replace(scene, groups=tuple(groups))

    def _blank_of(
        self,
        group: Group,
        mark: Mark,
        picture: Picture,
        places: Sequence[Place | None],
    ) -> int | None:
        """The number of the blank that a mark stands for."""
        if not isinstance(mark, Text) or not mark.text.endswith(WIDE):
            return None
        kind = _KINDS.get(mark.kind)
        if kind is None:  # a name of the user's with squares in it
            return None
        at = int(group.key[1:])
        place = places[at] if group.kind == "edge" else None
        if place is None:
            place = Place(kind, picture.boxes[at].index or 0)
        return self.blanks.number(place)
