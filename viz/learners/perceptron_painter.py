"""The picture of a perceptron: its line after each mistake, faded to bold, the sample that is looked at, the mistakes."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import replace
from typing import Any, Final

from viz.layout.request import Point
from viz.learners import symbols
from viz.learners.cutting import cut_line
from viz.learners.painting_manner import Entry, LearnerManner
from viz.learners.perceptron_strip import Strip
from viz.learners.plane import Plane
from viz.render.marks import Group, Mark, rect_mark, text_mark
from viz.render.tints import tint
from viz.text.metrics import SMALL, text_width

_PLANE: Final = (400.0, 348.0)
_GAP: Final = 24.0
_CURVE: Final = (236.0, 178.0)
_MOST_LINES: Final = 8
"""Earlier lines; those before are not drawn any more."""
_AIR: Final = 0.16
"""Of the range of the samples, around them: lines of the first mistakes lie outside."""
_ARROW: Final = 30.0
_NAME: Final = 46.0
"""How far from the line its arrow ends, and the output on that side is written, in points."""
_PLACES: Final = (0.5, 0.25, 0.75, 0.1, 0.9)
"""Where on the line the arrow may begin: where its name is farthest from samples."""
_SHADES: Final = (0.06, 0.16)
"""Of the side below and the one above: without colours they differ, too."""


class Painter:
    """Two inputs are a plane with lines; with one, or more, the weights are a strip of cells."""

    def __init__(self, facts: Sequence[Any], manner: LearnerManner) -> None:
        self.facts, self.manner, self.theme = facts, manner, manner.theme
        first = facts[0]
        self.has_plane = len(first.w) == 2
        if self.has_plane:
            right = _PLANE[0] + _GAP
            self.strip = Strip(facts, manner, (right, 0.0))
            curve = right, self.strip.size[1] + 14.0
            self._make_plane(first)
        else:
            self.strip = Strip(facts, manner, (0.0, 0.0))
            wide = self.strip.size[0]
            curve = (wide + _GAP, 0.0) if self.strip.folded else (0.0, self.strip.size[1] + 16.0)  # fmt: skip
        self.curve = self._curve_plane(curve)
        self.curve_axes = replace(self.curve.axes(), key="epochs")

    def _make_plane(self, first: Any) -> None:
        manner, theme = self.manner, self.theme
        points = [(float(x), float(y)) for x, y in first.X]
        self.points = list(points)
        for axis in (0, 1):  # two more points make air
            values = [point[axis] for point in points]
            low, high = min(values), max(values)
            air = _AIR * (high - low) or 1.0
            other = points[0][1 - axis]
            for end in (low - air, high + air):
                points.append((end, other) if axis == 0 else (other, end))
        names = manner.word("first input"), manner.word("second input")
        self.plane = Plane.around(points, _PLANE, theme, equal=True, names=names)
        self.axes = self.plane.axes()
        self.samples = self.plane.samples(first.X, first.signs, size=11.0)

    def _curve_plane(self, corner: Point) -> Plane:
        facts = self.facts
        last = max(map(_passes, facts))
        most = max(fact.mistakes for fact in facts) or 1
        names = self.manner.word("epoch"), ""
        return Plane((0.0, 1.04 * last), (0.0, 1.4 * most), _CURVE, self.theme, corner=corner, names=names)  # fmt: skip

    @property
    def size(self) -> Point:
        curve = self.curve
        right = curve.corner[0] + curve.size[0]
        bottom = curve.corner[1] + curve.size[1]
        wide, high = self.strip.size
        if self.has_plane:
            return right, max(_PLANE[1], bottom)
        return max(right, wide), max(bottom, high + 8.0)

    def groups(self, k: int) -> list[Group]:
        """The plane, if there is one, the numbers of weights, and the mistakes until now."""
        fact = self.facts[k]
        groups = self._plane_groups(k) if self.has_plane else []
        return [*groups, *self.strip.groups(fact), self.curve_axes, self._curve(k)]

    def legend(self) -> list[Entry]:
        theme, word = self.theme, self.manner.word
        if not self.has_plane:
            signs = [
                Entry(word("legend positive"), theme.value, "square"),
                Entry(word("legend negative"), theme.grad, "square"),
            ]
            dots = [
                Entry(word("legend wrong sample"), theme.highlight, "cross"),
                Entry(word("legend right sample"), theme.muted, "circle"),
            ]
            return [*(signs if self.strip.folded else []), *dots]
        below, above = self.facts[0].classes
        classes = [
            Entry(
                word("legend class", t=self.manner.number(t)),
                symbols.class_colour(i, theme),
                symbols.class_symbol(i),
            )
            for i, t in enumerate((below, above))
        ]
        return [
            *classes,
            Entry(word("legend mistake"), theme.highlight, "ring"),
            Entry(word("legend right"), theme.muted, "ring"),
            Entry(word("legend now"), theme.ink, "line"),
            Entry(word("legend before"), theme.ink, "dashed"),
            Entry(word("legend older"), theme.muted, "line"),
        ]

    # --- the plane --------------------------------------------------------------------------------------------------

    def _plane_groups(self, k: int) -> list[Group]:
        fact, plane, theme = self.facts[k], self.plane, self.theme
        w, b = fact.w + fact.delta_w, fact.b + fact.delta_b
        colours = (symbols.class_colour(i, theme) for i in (0, 1))
        below, above = map(tint, (theme.background,) * 2, colours, _SHADES)
        sides = [*plane.side(-w, -b, below), *plane.side(w, b, above)]
        lines = self._earlier(k)
        if fact.mistake:
            lines += plane.line(fact.w, fact.b, theme.ink, 1.8, "6 4")
        lines += plane.line(w, b, theme.ink, 3.2)
        lines += self._answers(w, b, fact.classes)
        return [
            Group("sides", tuple(sides), "sides"),
            self.axes,
            Group("lines", tuple(lines), "lines"),
            self.samples,
            Group("sample", tuple(self._ring(fact)), "sample"),
        ]

    def _earlier(self, k: int) -> list[Mark]:
        """The lines that earlier mistakes made, the oldest the faintest."""
        made = [fact for fact in self.facts[: k + 1] if fact.mistake]
        made = made[:-2] if self.facts[k].mistake else made[:-1]
        made = made[-_MOST_LINES:]
        marks: list[Mark] = []
        for i, fact in enumerate(made, 1 + _MOST_LINES - len(made)):
            colour = tint(self.theme.background, self.theme.muted, 0.15 + 0.65 * i / _MOST_LINES)  # fmt: skip
            w, b = fact.w + fact.delta_w, fact.b + fact.delta_b
            marks += self.plane.line(w, b, colour, 1.0 + 0.8 * i / _MOST_LINES)
        return marks

    def _answers(self, w: Any, b: float, classes: tuple[int, int]) -> list[Mark]:
        """The way of w from the line, to the side where the output is the class above; without a line the one output."""
        plane, theme = self.plane, self.theme
        ends = cut_line((float(w[0]), float(w[1])), float(b), plane.xs, plane.ys)
        if ends is None:
            corner = plane.xs[1], plane.ys[0]
            everywhere = classes[_height(w, b, corner) >= 0]
            x, y = plane.point(*corner)
            return self._answer(everywhere, (x - 30.0, y - 14.0))
        (x0, y0), (x1, y1) = ends
        unit = (plane.xs[1] - plane.xs[0]) / (plane.right - plane.left)
        along = unit / float(w @ w) ** 0.5
        found: list[tuple[float, Point, Point, Point]] = []
        for share in _PLACES:
            x, y = x0 + share * (x1 - x0), y0 + share * (y1 - y0)
            tip = x + _ARROW * along * float(w[0]), y + _ARROW * along * float(w[1])
            name = x + _NAME * along * float(w[0]), y + _NAME * along * float(w[1])
            if plane.has(*name):
                free = min(math.dist(name, sample) for sample in self.points)
                found.append((free, (x, y), tip, name))
        if not found:
            return []
        _, start, tip, name = max(found, key=lambda place: place[0])
        arrow = plane.arrow(start, tip, theme.ink, 2.2, 10.0)
        return arrow + self._answer(classes[1], plane.point(*name))

    def _answer(self, y: int, middle: Point) -> list[Mark]:
        """An output in words, within the plane, on paper of its own: lines may lie below."""
        theme, plane, size = self.theme, self.plane, SMALL + 1
        text = self.manner.word("answer", y=self.manner.number(y))
        paper = text_width(text, size, True) + 8.0, size + 6.0
        right, low = plane.right - paper[0] / 2 - 2, plane.bottom - paper[1] / 2 - 2
        left, high = plane.left + paper[0] / 2 + 2, plane.top + paper[1] / 2 + 2
        middle = min(max(middle[0], left), right), min(max(middle[1], high), low)
        return [
            rect_mark(middle, paper, radius=4.0, fill=theme.background, kind="area"),
            text_mark("word", middle, text, theme.ink, size=size, bold=True),
        ]

    def _ring(self, fact: Any) -> list[Mark]:
        """Around the sample: bold if it is wrong, thin if it is right."""
        plane, theme = self.plane, self.theme
        if fact.mistake:
            return [plane.halo(fact.x, 12.0, stroke=theme.highlight, line_width=3.4)]
        return [plane.halo(fact.x, 11.0, stroke=theme.muted, line_width=1.4)]

    # --- mistakes so far --------------------------------------------------------------------------------------------

    def _curve(self, k: int) -> Group:
        """How many mistakes there were, over the epochs; flat where it has learned."""
        plane, theme = self.curve, self.theme
        points: list[Point] = []
        for fact in self.facts[: k + 1]:
            at = _passes(fact), float(fact.mistakes)
            if points:
                points.append((at[0], points[-1][1]))
            points.append(at)
        now = self.facts[k]
        text = self.manner.word("mistakes now", mistakes=now.mistakes)
        corner = plane.xs[0], plane.ys[1]
        name = "cross" if now.mistake else "circle"
        colour = theme.highlight if now.mistake else theme.muted
        marks: list[Mark] = [
            *plane.polyline(points, theme.value, 2.0),
            plane.symbol(name, points[-1], 11.0, fill=colour, line_width=2.6),
            plane.text(corner, text, theme.value, shift=(8.0, 12.0), size=SMALL + 1, bold=True, anchor="start"),
        ]  # fmt: skip
        return Group("curve", tuple(marks), "curve")


def _height(w: Any, b: float, point: Point) -> float:
    """z at a point."""
    return float(w[0] * point[0] + w[1] * point[1] + b)


def _passes(fact: Any) -> float:
    """How often all samples have been looked at."""
    return float(fact.step) / len(fact.X)
