"""The centres of an RBF network of two inputs: samples with the shape of their centre, arrows, rings, decision regions."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

from viz.layout.request import Point
from viz.learners import symbols
from viz.learners.level_lines import zero_lines
from viz.learners.painting_manner import Entry, LearnerManner
from viz.learners.plane import Plane
from viz.learners.rbf_moments import classes_of, kind_of, labels_at, shown_samples
from viz.render.marks import Group, Mark, Path, rect_mark, stroke
from viz.render.tints import tint
from viz.text.metrics import SMALL
from viz.theme import Theme

_GRID: Final = (44, 36)
"""Cells of the output's picture, across and down."""
_BESIDE: Final = (12.0, -9.0)
"""From a centre to its number."""
_OVERLAP: Final = 0.6
_DASH: Final = "4 4"
_SHAPES: Final = ("circle", "square", "diamond", "plus", "down", "cross", "star")
"""Of samples by their centre; triangles are centres."""


class CentresInPlane:
    """Draws facts about samples of two inputs."""

    def __init__(
        self, facts: Sequence[Any], manner: LearnerManner, size: Point
    ) -> None:
        self.facts, self.manner, self.theme = facts, manner, manner.theme
        places = [row for fact in facts for row in (*fact.X, *fact.after)]
        names = "x1", "x2"
        self.plane = Plane.around(places, size, self.theme, equal=True, names=names)
        self.axes = self.plane.axes()

    def groups(self, k: int) -> list[Group]:
        """The plane at fact k."""
        fact, kind = self.facts[k], kind_of(self.facts[k])
        groups = [self._regions(fact)] if kind == "solved" else []
        groups += [self.axes, self._samples(k)]
        if kind in ("widths", "solved"):
            groups.append(self._rings(fact))
        groups.append(self._papers(fact))
        if kind == "moved":
            groups.append(self._moves(fact))
        groups.append(self._centres(fact))
        return groups

    def legend(self) -> list[Entry]:
        theme, word = self.theme, self.manner.word
        kinds = set(map(kind_of, self.facts))
        entries = [Entry(word("legend centre"), theme.ink, "triangle")]
        if "moved" in kinds:
            entries.append(Entry(word("legend moved"), theme.ink, "arrow"))
        if any(len(_changed(fact)) for fact in self.facts):
            entries.append(Entry(word("legend changed"), theme.highlight, "ring"))
        if kinds & {"widths", "solved"}:
            entries.append(Entry(word("legend radius"), theme.muted, "dashed"))
        return entries

    def _samples(self, k: int) -> Group:
        """Grey dots; once they are assigned, the shape of their centre; of a solved network that of their class."""
        plane, theme, fact = self.plane, self.theme, self.facts[k]
        looks, said = self._looks(k)
        marks: list[Mark] = []
        for i in shown_samples(len(fact.X)):
            name, colour = looks[i] if looks else ("circle", theme.muted)
            marks.append(plane.symbol(name, fact.X[i], 7.5, fill=colour))
        for i in _changed(fact):
            look: Any = {"stroke": theme.highlight, "line_width": 1.8}
            marks.append(plane.halo(fact.X[i], 7.0, **look))
        if said:
            corner = plane.xs[1], plane.ys[0]
            place: Any = {"shift": (0.0, 27.0), "anchor": "end", "size": SMALL}
            marks.append(plane.text(corner, said, theme.ink, **place))
        return Group("samples", tuple(marks), "samples")

    def _looks(self, k: int) -> tuple[list[tuple[str, str]] | None, str]:
        """Symbol and colour of each sample, and what is said of them or of the regions."""
        fact, theme, word = self.facts[k], self.theme, self.manner.word
        if kind_of(fact) == "solved":
            classes = classes_of(fact.targets)
            if classes is not None:
                return [_of_class(c, theme) for c in classes], word("shapes class")
            if fact.targets.shape[1] > 1:
                return None, word("regions largest")
            middle = self.manner.number(_middle(fact.targets))
            return None, word("regions middle", middle=middle)
        labels = labels_at(self.facts, k)
        if labels is None:
            return None, ""
        return [_of_centre(int(i), theme) for i in labels], word("shapes centre")

    def _centres(self, fact: Any) -> Group:
        """Triangles with a number; while they move, those of before are hollow."""
        plane, theme = self.plane, self.theme
        marks: list[Mark] = []
        for i, (x, y) in enumerate(fact.after.tolist(), 1):
            look: Any = {"fill": theme.ink, "stroke": theme.background}
            beside: Any = {"shift": _BESIDE, "bold": True, "size": SMALL + 1}
            marks.append(plane.symbol("triangle", (x, y), 14.0, line_width=1.5, **look))
            marks.append(plane.text((x, y), str(i), theme.ink, **beside))
        return Group("centres", tuple(marks), "centres")

    def _papers(self, fact: Any) -> Group:
        """What the numbers of centres stand on, so that no sample is behind them."""
        marks: list[Mark] = []
        for i, centre in enumerate(fact.after, 1):
            x, y = self.plane.point(*centre)
            middle, radius = (x + _BESIDE[0], y + _BESIDE[1]), 7.0 if i < 10 else 9.0
            marks.append(symbols.circle(middle, radius, fill=self.theme.background))
        return Group("papers", tuple(marks), "papers")

    def _moves(self, fact: Any) -> Group:
        plane, theme = self.plane, self.theme
        marks: list[Mark] = []
        for before, after in zip(fact.centres, fact.after):
            if plane.has(*before):
                look: Any = {"fill": theme.background, "stroke": theme.ink}
                marks.append(plane.symbol("triangle", before, 12.0, **look))
                marks += plane.arrow(before, after, theme.ink, 2.0)
        return Group("moves", tuple(marks), "moves")

    def _rings(self, fact: Any) -> Group:
        marks: list[Mark] = []
        for centre, radius in zip(fact.centres, fact.radii):
            marks += self.plane.ring(centre, radius, self.theme.muted, 1.4, _DASH)
        return Group("rings", tuple(marks), "rings")

    def _regions(self, fact: Any) -> Group:
        """Where the output speaks for which class, or is positive; the lines between are drawn."""
        import numpy as np

        plane, (across, down) = self.plane, _GRID
        xs = np.linspace(*plane.xs, across + 1)
        ys = np.linspace(*plane.ys, down + 1)
        grid = np.stack(np.meshgrid(xs, ys), axis=-1).reshape(-1, 2)
        scores = _scores(fact, fact.outputs(grid)).reshape(down + 1, across + 1, -1)
        middles = np.stack(np.meshgrid(_middles(xs), _middles(ys)), axis=-1)
        winners = _scores(fact, fact.outputs(middles.reshape(-1, 2))).argmax(axis=1)
        marks = self._runs(winners.reshape(down, across), xs, ys)
        for c in range(scores.shape[2]):
            others = np.delete(scores, c, axis=2).max(axis=2)
            lines = zero_lines(xs.tolist(), ys.tolist(), scores[:, :, c] - others)
            strokes = [
                stroke(letter, plane.point(*end))
                for segment in lines
                for letter, end in zip("ML", segment)
            ]
            if strokes:
                marks.append(Path(tuple(strokes), "none", self.theme.ink, 1.6))
            if scores.shape[2] == 2:
                break  # the line of the other class is the same
        return Group("regions", tuple(marks), "regions")

    def _runs(self, winners: Any, xs: Any, ys: Any) -> list[Mark]:
        """Areas of one class, row by row."""
        marks: list[Mark] = []
        for j, row in enumerate(winners):
            start = 0
            for i in range(1, len(row) + 1):
                if i < len(row) and row[i] == row[start]:
                    continue
                colour = symbols.class_colour(int(row[start]), self.theme)
                left, bottom = self.plane.point(xs[start], ys[j])
                right, top = self.plane.point(xs[i], ys[j + 1])
                # a little under the next row, so that no ground shines through between them
                top = max(top - _OVERLAP, self.plane.top)
                middle = (left + right) / 2, (top + bottom) / 2
                size = right - left, bottom - top
                fill = tint(self.theme.background, colour, 0.2)
                marks.append(rect_mark(middle, size, fill=fill, kind="area"))
                start = i
        return marks


def _scores(fact: Any, outputs: Any) -> Any:
    """A number for each class: one output speaks for two, above and below the middle of its targets."""
    import numpy as np

    if outputs.shape[1] > 1:
        return outputs
    middle = _middle(fact.targets)
    return np.column_stack([middle - outputs[:, 0], outputs[:, 0] - middle])


def _middle(targets: Any) -> float:
    return float(targets.min() + targets.max()) / 2


def _middles(edges: Any) -> Any:
    return (edges[:-1] + edges[1:]) / 2


def _changed(fact: Any) -> list[int]:
    """The samples that have a new centre."""
    if kind_of(fact) != "assigned" or fact.previous is None:
        return []
    moved = fact.labels != fact.previous
    return [i for i in shown_samples(len(moved)) if moved[i]]


def _of_centre(i: int, theme: Theme) -> tuple[str, str]:
    """Symbol and colour of the samples of centre i: 28 different ones."""
    colours = theme.value, theme.grad, theme.highlight, theme.muted
    return _SHAPES[i % len(_SHAPES)], colours[i % len(colours)]


def _of_class(c: int, theme: Theme) -> tuple[str, str]:
    return symbols.class_symbol(c), symbols.class_colour(c, theme)
