"""The centres of an RBF network of one input: on a line below its samples, with bumps and their sum above."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, Final

from viz.layout.request import Point
from viz.learners.painting_manner import Entry, LearnerManner
from viz.learners.plane import Plane
from viz.learners.rbf_moments import kind_of, shown_samples
from viz.render.marks import Group, Mark
from viz.text.metrics import SMALL

_STEPS: Final = 121
"""Points of a curve."""


class CentresOnLine:
    """Draws facts about samples of one input, as high as their target where it is known, or at 0."""

    def __init__(
        self, facts: Sequence[Any], manner: LearnerManner, size: Point
    ) -> None:
        import numpy as np

        self.facts, self.manner, self.theme = facts, manner, manner.theme
        solved = [fact for fact in facts if kind_of(fact) == "solved"]
        self.targets = {len(fact.targets): fact.targets[:, 0] for fact in solved}
        xs = np.concatenate([np.ravel(a) for f in facts for a in (f.X, f.after)])
        air = 0.05 * (xs.max() - xs.min()) or 1.0
        self.x = np.linspace(xs.min() - air, xs.max() + air, _STEPS)[:, None]
        heights = [np.array([0.0]), *self.targets.values()]
        heights += [np.ravel(line) for fact in facts for line in self._lines(fact)]
        low, high = min(h.min() for h in heights), max(h.max() for h in heights)
        room = (high - low) or 1.0
        self.ground = float(low - 0.12 * room)
        ys = float(low - 0.26 * room), float(high + 0.12 * room)
        names = "x", "φ(x)"
        limits = float(self.x[0, 0]), float(self.x[-1, 0])
        self.plane = Plane(limits, ys, size, self.theme, names=names)
        self.axes = self.plane.axes()

    def groups(self, k: int) -> list[Group]:
        """The line at fact k."""
        fact = self.facts[k]
        return [self.axes, self._bumps(fact), self._samples(fact), self._centres(fact)]

    def legend(self) -> Iterator[Entry]:
        theme, word = self.theme, self.manner.word
        kinds = set(map(kind_of, self.facts))
        yield Entry(word("sample"), theme.grad, "circle")
        yield Entry(word("legend centre"), theme.ink, "triangle")
        if "moved" in kinds:
            yield Entry(word("legend moved"), theme.ink, "arrow")
        if kinds & {"widths", "solved"}:
            yield Entry(word("legend bump"), theme.muted, "line")
        if "solved" in kinds:
            yield Entry(word("legend sum"), theme.value, "line")

    def _lines(self, fact: Any) -> list[Any]:
        """The bumps at this fact, as high as they are."""
        import numpy as np

        if kind_of(fact) not in ("widths", "solved"):
            return []
        bumps = np.exp(-fact.betas * (self.x - fact.centres[:, 0]) ** 2)
        if kind_of(fact) == "widths":
            return list(bumps.T)
        return list((bumps * fact.solved[0][0]).T)

    def _bumps(self, fact: Any) -> Group:
        plane, theme, x = self.plane, self.theme, self.x[:, 0]
        marks: list[Mark] = []
        for line in self._lines(fact):
            marks += plane.polyline(zip(x, line), theme.muted, 1.5)
        if kind_of(fact) == "solved":
            total = fact.outputs(self.x)[:, 0]
            marks += plane.polyline(zip(x, total), theme.value, 3.0)
        return Group("bumps", tuple(marks), "bumps")

    def _samples(self, fact: Any) -> Group:
        targets = self.targets.get(len(fact.X))
        marks = []
        for i in shown_samples(len(fact.X)):
            height = 0.0 if targets is None else targets[i]
            at = fact.X[i, 0], height
            marks.append(self.plane.symbol("circle", at, 6.5, fill=self.theme.grad))
        return Group("samples", tuple(marks), "samples")

    def _centres(self, fact: Any) -> Group:
        """Triangles on the ground; arrows while they move."""
        plane, theme, ground = self.plane, self.theme, self.ground
        marks: list[Mark] = []
        for i, (before, after) in enumerate(zip(fact.centres, fact.after), 1):
            at = float(after[0]), ground
            if kind_of(fact) == "moved" and plane.has(before[0], ground):
                start, look = (float(before[0]), ground), {"stroke": theme.ink}
                marks.append(plane.symbol("triangle", start, 10.0, **look))
                marks += plane.arrow(start, at, theme.ink, 2.0)
            marks.append(plane.symbol("triangle", at, 12.0, fill=theme.ink))
            above: Any = {"shift": (0.0, 15.0), "bold": True, "size": SMALL}
            marks.append(plane.text(at, str(i), theme.ink, **above))
        return Group("centres", tuple(marks), "centres")
