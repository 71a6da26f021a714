"""What happens in a network, layer by layer: forward, the loss, the residuals on their way back, the gradients.

Vocabulary: a *chapter* is one step, with its moment, which says what is known and lit, and the words that go with it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Final

from viz.lang import pick
from viz.lang.network import NETWORK_WORDS
from viz.networks.formulas import Equations, latex_script, plain_script
from viz.networks.moments import BEGINNING, Moment, Places
from viz.networks.neurons import Loss, Network

SHOWN: Final = 2
"""Units of a layer whose formulas a sentence spells out."""
MOST_NAMES: Final = 4
"""Names in a title."""
_NOTHING: Final[Places] = frozenset()


@dataclass(frozen=True, slots=True)
class Chapter:
    """One step: what is seen, and what is said of it."""

    moment: Moment
    title: str
    caption: str
    latex: str


class Story:
    """Tells what happens in a network."""

    def __init__(
        self, network: Network, lang: str, precision: int, slopes: bool
    ) -> None:
        self.network, self.slopes = network, slopes
        self.words = pick(NETWORK_WORDS, lang)
        self.plain = Equations(network, plain_script(precision))
        self.latex = Equations(network, latex_script(precision))
        self.known = BEGINNING

    def chapters(self) -> Iterator[Chapter]:
        """All steps in their order."""
        self.known = BEGINNING
        first, *later = self.network.columns
        self.known = self.known.more(outs=first)
        yield self._chapter("inputs", "out_alone", first, lit=first)
        for column in later:
            yield from self._forward(column)
        if self.network.loss is None:
            return
        self.known = self.known.more(losses=True)
        yield self._loss(self.network.loss)
        yield from self._backward(later)
        if self.slopes:
            yield from self._gradients(later)

    def _forward(self, column: Sequence[int]) -> Iterator[Chapter]:
        """Net inputs, then outputs; both at once where there is no activation."""
        units = self.network.units
        neurons = [i for i in column if units[i].kind == "neuron"]
        active = [i for i in neurons if units[i].activation]
        linear = [i for i in neurons if not units[i].activation]
        gates = [i for i in column if units[i].kind == "gate"]
        if active:
            self.known = self.known.more(nets=active)
            lines = self._lines_into(active)
            yield self._chapter("nets", "net", active, lit=active, lines=lines)
            self.known = self.known.more(outs=active)
            yield self._chapter("outs", "out", active, lit=active)
        for kind, formula, places in (
            ("linear", "net", linear),
            ("gates", "out_alone", gates),
        ):
            if places:
                self.known = self.known.more(nets=places, outs=places)
                lines = self._lines_into(places)
                yield self._chapter(kind, formula, places, lit=places, lines=lines)

    def _backward(self, later: Sequence[Sequence[int]]) -> Iterator[Chapter]:
        """The residuals, layer by layer, from the last."""
        kind, lines = "deltas out", _NOTHING
        for column in reversed(later):
            neurons = self._with_delta(column)
            if neurons:
                self.known = self.known.more(deltas=neurons)
                yield self._chapter(kind, "delta", neurons, lit=neurons, lines=lines)
                kind, lines = "deltas", self._lines_into(column)

    def _gradients(self, later: Sequence[Sequence[int]]) -> Iterator[Chapter]:
        """The gradients of the weights, layer by layer, from the last."""
        for column in reversed(later):
            lines = self._lines_into(column)
            told = [i for i in sorted(lines) if self.network.lines[i].weight]
            if told and self._with_delta(column):
                self.known = self.known.more(slopes=column)
                shared = any(len(self.plain.lines_of(i)) > 1 for i in told[:SHOWN])
                kind = "slopes shared" if shared else "slopes"
                yield self._chapter(kind, "gradient", column, lines=lines, told=told)

    def _with_delta(self, column: Sequence[int]) -> list[int]:
        units = self.network.units
        return [i for i in column if units[i].delta is not None]

    def _lines_into(self, places: Sequence[int]) -> Places:
        """Positions of the lines into these units."""
        ends = set(places)
        lines = enumerate(self.network.lines)
        return frozenset(i for i, line in lines if line.target in ends)

    # --- words ---

    def _chapter(
        self,
        kind: str,
        formula: str,
        places: Sequence[int],
        *,
        lit: Sequence[int] = (),
        lines: Places = _NOTHING,
        told: Sequence[int] = (),
    ) -> Chapter:
        """A step of these units; `told` are the lines whose formulas are spelled out, else those of the units are."""
        told = told or places
        spell = getattr(self.plain, formula)
        formulas = [spell(i) for i in told[:SHOWN]]
        text = self.words["between"].join(formulas)
        if len(told) > SHOWN:
            text += self.words["and so on"].format(count=len(told) - SHOWN)
        moment = replace(self.known, lit_units=frozenset(lit), lit_lines=lines)
        return Chapter(
            moment,
            self.words[f"title {kind}"].format(names=self._names(places)),
            self.words[kind].format(formulas=text),
            getattr(self.latex, formula)(told[0]),
        )

    def _names(self, places: Sequence[int]) -> str:
        names = [self.network.units[i].name for i in places]
        if len(names) > MOST_NAMES:
            names = [*names[:2], "…", names[-1]]
        return self.words["comma"].join(names)

    def _loss(self, loss: Loss) -> Chapter:
        """Parts with what they compare, and their sum."""
        parts = self.network.parts[:MOST_NAMES]
        told = [self._part(part) for part in parts or [loss]]
        latex = self.latex.equation(loss.number)
        if parts and len(parts) == len(self.network.parts):
            names = [part.number.name for part in parts]
            told.append(self.plain.equation(loss.number, [" + ".join(names)]))
            tex_names = map(self.latex.script.name, names)
            latex = self.latex.equation(loss.number, [" + ".join(tex_names)])
        elif parts:
            told.append(self.plain.equation(loss.number))
        return Chapter(
            replace(self.known, lit_losses=True),
            self.words["title loss"].format(name=loss.number.name),
            self.words["loss"].format(formulas=self.words["between"].join(told)),
            latex,
        )

    def _part(self, part: Loss) -> str:
        """E_o1 = 0.2748 (target_o1 = 0.01, out_o1 = 0.7514)"""
        text = self.plain.equation(part.number)
        target = part.target
        if target is None:
            return text
        compared = [self.plain.equation(target)]
        if len(part.units) == 1:
            compared.append(self.plain.out_alone(part.units[0]))
        return f"{text} ({self.words['comma'].join(compared)})"
