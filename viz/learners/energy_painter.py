"""The picture of a Boltzmann machine: its units with the energy so far, or the two phases of an update."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

from viz.layout.request import Point
from viz.learners.energy_phases import PhasesPicture
from viz.learners.energy_units import UnitsPicture, is_update
from viz.learners.painting_manner import Entry, LearnerManner
from viz.learners.plane import Plane
from viz.render.marks import Group

_SIZE: Final = (620.0, 340.0)
_UNITS: Final = (360.0, 340.0)
_CURVE: Final = (240.0, 260.0)


class Painter:
    """Draws facts of one machine: those of its units, those of its weights, or both."""

    def __init__(self, facts: Sequence[Any], manner: LearnerManner) -> None:
        self.facts, self.manner, self.theme = facts, manner, manner.theme
        updates = [fact for fact in facts if is_update(fact)]
        states = [fact for fact in facts if not is_update(fact)]
        if updates:
            self.phases = PhasesPicture(updates, _SIZE, self.theme, manner.word)
        if states:
            self.units = UnitsPicture(states[0], _UNITS, self.theme, manner.number)
            self.plane = self._plane(states)
            self.axes = self.plane.axes()
        self.has_updates, self.has_states = bool(updates), bool(states)

    @property
    def size(self) -> Point:
        return _SIZE

    def groups(self, k: int) -> list[Group]:
        """The units of fact k and the energy until then, or its two phases."""
        fact, word = self.facts[k], self.manner.word
        if is_update(fact):
            return self.phases.groups(fact, word)
        layers = word("layer hidden"), word("layer visible")
        return [self.axes, *self.units.groups(fact, layers), self._curve(k)]

    def legend(self) -> list[Entry]:
        theme, word = self.theme, self.manner.word
        entries: list[Entry] = []
        if self.has_states:
            shape = "circle" if self.units.places else "square"
            entries += [
                Entry(word("legend on"), theme.ink, shape),
                Entry(word("legend off"), theme.ink, shape, "none"),
            ]
            if self.units.places:
                entries += [
                    Entry(word("legend now"), theme.highlight, "ring"),
                    Entry(word("legend positive"), theme.value, "line"),
                    Entry(word("legend negative"), theme.grad, "dashed"),
                ]
        if self.has_updates:
            entries += [
                Entry(word("legend mean"), theme.ink, "square"),
                Entry(word("legend up"), theme.value, "square"),
                Entry(word("legend down"), theme.grad, "square", "none"),
            ]
        return entries

    def _plane(self, states: Sequence[Any]) -> Plane:
        """Step and energy of all facts that have them."""
        energies = [e for fact in states for e in (fact.energy_before, fact.energy)]
        low, high = min(energies), max(energies)
        air = 0.08 * (high - low) or 0.5
        word = self.manner.word
        return Plane(
            (min(fact.step for fact in states) - 1.0, max(fact.step for fact in states) + 0.5),
            (low - air, high + 2 * air),
            _CURVE,
            self.theme,
            corner=(_SIZE[0] - _CURVE[0], 46.0),
            names=(word("axis step"), word("axis energy")),
        )  # fmt: skip

    def _curve(self, k: int) -> Group:
        """The energy after each step until now."""
        plane, theme = self.plane, self.theme
        until = [fact for fact in self.facts[: k + 1] if not is_update(fact)]
        points: list[Point] = [(until[0].step - 1.0, until[0].energy_before)]
        points += [(float(fact.step), fact.energy) for fact in until]
        now = self.manner.number(round(points[-1][1], 10))
        corner = plane.xs[1], plane.ys[1]
        marks = [
            *plane.polyline(points, theme.value, 2.0),
            plane.halo(points[-1], 4.5, fill=theme.value, stroke=theme.ink),
            plane.text(
                corner, f"E = {now}", theme.value, shift=(-6.0, -12.0), bold=True, anchor="end"
            ),
        ]  # fmt: skip
        return Group("energy", tuple(marks), "energy")
