"""The picture of cascade-correlation: the network in Fahlman's notation, how many samples are wrong, the scores."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

from viz.layout.request import Point
from viz.learners.cascade_marks import CascadeMarks
from viz.learners.cascade_wiring import Wiring
from viz.learners.painting_manner import Entry, LearnerManner
from viz.learners.plane import Plane
from viz.render.marks import Group, Mark, rect_mark, text_mark
from viz.text.metrics import SMALL

_NETWORK: Final = (360.0, 340.0)
_CURVE: Final = (236.0, 178.0)
_GAP: Final = 24.0
_BAR: Final = 14.0
"""From one candidate's bar to the next."""
_NAME, _SCORE = 34.0, 84.0
"""Room before the bars for the numbers of candidates, and behind them for a score."""
_MOST_BARS: Final = 10


class Painter:
    """Draws facts of one run, all with the same places: there is room for the last unit from the beginning."""

    def __init__(self, facts: Sequence[Any], manner: LearnerManner) -> None:
        self.facts, self.manner, self.theme = facts, manner, manner.theme
        first = facts[0]
        most = max(f.hidden + (f.kind != "output") for f in facts)
        wiring = Wiring(first.nin, most, len(first.weights), _NETWORK)
        largest = max(map(_largest, facts)) or 1.0
        self.marks = CascadeMarks(wiring, largest, self.theme, manner.number)
        scores = [f.scores.max() for f in facts if f.scores is not None]
        self.best = max(scores, default=0.0) or 1.0
        wrong = max(f.wrong for f in facts) or 1
        self.plane = Plane(
            (0.0, 1.04 * max(f.epoch for f in facts)),
            (0.0, 1.3 * wrong),
            _CURVE,
            self.theme,
            corner=(_NETWORK[0] + _GAP, 0.0),
            names=(manner.word("epoch"), ""),
        )
        self.still = [self.marks.inputs(), self.plane.axes()]

    @property
    def size(self) -> Point:
        return _NETWORK[0] + _GAP + _CURVE[0], _NETWORK[1]

    def groups(self, k: int) -> list[Group]:
        """The network as fact k has it, a new unit included, and the curve as far as it is known."""
        fact, marks = self.facts[k], self.marks
        groups = list(self.still)
        for place, weights in enumerate(fact.frozen):
            groups.append(marks.hidden(place, weights, is_new=False))
        if fact.kind == "install":
            incoming = fact.delta["incoming"]
            groups.append(marks.hidden(fact.hidden, incoming, is_new=True))
        if fact.kind == "candidates":
            best, name = fact.candidates[fact.unit], str(fact.unit + 1)
            groups.append(marks.candidate(fact.hidden, best, name))
        groups += [*self._outputs(fact), self._curve(k)]
        if fact.scores is not None:
            groups.append(self._scores(fact))
        return groups

    def legend(self) -> list[Entry]:
        theme, word = self.theme, self.manner.word
        return [
            Entry(word("legend frozen"), theme.ink, "square"),
            Entry(word("legend trained"), theme.ink, "cross"),
            Entry(word("legend positive"), theme.value, "square"),
            Entry(word("legend negative"), theme.grad, "square", "none"),
            Entry(word("legend unit"), theme.highlight, "triangle"),
        ]

    def _outputs(self, fact: Any) -> list[Group]:
        rows = fact.weights
        if fact.kind == "install":
            outgoing = fact.delta["outgoing"]
            rows = [[*row[:-1], new, row[-1]] for row, new in zip(rows, outgoing)]
        learns = fact.kind == "output" and not fact.stopped
        groups = []
        for place, weights in enumerate(rows):
            name = "o" if len(rows) == 1 else f"o{place + 1}"
            groups.append(self.marks.output(place, weights, name, learns=learns))
        return groups

    def _curve(self, k: int) -> Group:
        """How many samples were wrong until now, and where units came."""
        plane, theme = self.plane, self.theme
        points: list[Point] = []
        units: list[Mark] = []
        for fact in self.facts[: k + 1]:
            at = float(fact.epoch), float(fact.wrong)
            if points:
                points.append((at[0], points[-1][1]))
            points.append(at)
            if fact.kind == "install":
                units.append(plane.symbol("triangle", at, 8.0, fill=theme.highlight))
        now = self.facts[k]
        text = self.manner.word("wrong now", wrong=now.wrong, samples=now.samples)
        corner = plane.xs[1], plane.ys[1]  # the curve falls, and leaves it free
        look: dict[str, Any] = {"size": SMALL + 1, "bold": True, "anchor": "end"}
        marks: list[Mark] = [
            *plane.polyline(points, theme.value, 2.0),
            *units,
            plane.halo(points[-1], 4.5, fill=theme.value, stroke=theme.ink),
            plane.text(corner, text, theme.value, shift=(-8.0, 12.0), **look),
        ]
        return Group("curve", tuple(marks), "curve")

    def _scores(self, fact: Any) -> Group:
        """A bar for each candidate; the best has its number beside it."""
        theme, scores = self.theme, fact.scores
        left, top = _NETWORK[0] + _GAP + _NAME, _CURVE[1] + 26.0
        title, size = self.manner.word("scores"), SMALL - 1
        place = left - 18.0, top - 16.0
        marks: list[Mark] = [
            text_mark("name", place, title, theme.ink, size=SMALL + 1, anchor="start")
        ]
        for line, c in enumerate(_shown(len(scores), fact.unit)):
            is_best = c == fact.unit
            y = top + line * _BAR
            length = (_CURVE[0] - _NAME - _SCORE) * float(scores[c]) / self.best
            ink = theme.highlight if is_best else theme.muted
            fill = theme.highlight if is_best else theme.wire
            look: dict[str, Any] = {"size": size, "bold": is_best}
            name = text_mark("name", (left - 6, y), str(c + 1), ink, anchor="end", **look)  # fmt: skip
            middle, bar = (left + length / 2, y), (length, _BAR - 5)
            marks += [name, rect_mark(middle, bar, fill=fill, kind="cell")]
            if is_best:
                text, end = f"S = {self.manner.number(scores[c])}", (left + length + 5, y)  # fmt: skip
                marks.append(text_mark("value", end, text, ink, anchor="start", **look))
        return Group("scores", tuple(marks), "scores")


def _shown(count: int, unit: int) -> list[int]:
    """Which candidates have a bar: the first, and the best one.

    >>> _shown(3, 1), _shown(12, 11)
    ([0, 1, 2], [0, 1, 2, 3, 4, 5, 6, 7, 8, 11])
    """
    first = list(range(min(count, _MOST_BARS)))
    return first if unit in first else [*first[:-1], unit]


def _largest(fact: Any) -> float:
    """The largest weight of a fact."""
    matrices = [fact.weights, *fact.frozen]
    if fact.candidates is not None:
        matrices.append(fact.candidates[fact.unit])
    return max(float(abs(matrix).max()) for matrix in matrices)
