"""What happens in a network of parts, stage by stage: forward, the loss, and the gradient on its way back."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Final

from autograd.dialects import latex_number, pretty_number
from autograd.tex_names import latex_name
from viz.lang import pick
from viz.lang.emblem import EMBLEM_WORDS
from viz.networks.emblems.emblem_parts import Emblem, Part, Stage
from viz.networks.moments import BEGINNING, Moment
from viz.networks.story import Chapter

_MOST_NAMES: Final = 6
"""Gradients that a sentence names."""


class EmblemStory:
    """Tells what happens in a network of parts."""

    def __init__(self, emblem: Emblem, lang: str, precision: int) -> None:
        self.emblem, self.precision = emblem, precision
        self.words = pick(EMBLEM_WORDS, lang)
        self.known = BEGINNING

    def chapters(self) -> Iterator[Chapter]:
        """All steps in their order."""
        self.known = BEGINNING
        for stage in self.emblem.stages:
            self.known = self.known.more(outs=stage.parts)
            yield self._forward(stage)
        loss = self.emblem.loss
        if loss is None:
            return
        self.known = self.known.more(losses=True)
        value = "" if loss.value is None else pretty_number(loss.value, self.precision)
        yield Chapter(
            replace(self.known, lit_losses=True),
            self.words["title loss"].format(name=loss.name),
            self.words["loss"].format(name=loss.name, value=value),
            f"{latex_name(loss.name)} = {latex_number(loss.value or 0.0, self.precision)}",
        )
        yield from self._backward()

    def _forward(self, stage: Stage) -> Chapter:
        words = dict(stage.words)
        return Chapter(
            self._lit(stage),
            self.words[f"title {stage.kind}"].format(**words),
            self.words[stage.kind].format(**words),
            "",
        )

    def _backward(self) -> Iterator[Chapter]:
        """The gradient, from the last stage to the first: a wave through time, or through the layers."""
        before: float | None = None
        for stage in reversed(self.emblem.stages):
            parts = [self.emblem.parts[i] for i in stage.parts]
            told = [part for part in parts if part.slope is not None]
            if not told:
                continue
            self.known = self.known.more(deltas=stage.parts)
            name = told[0].name if len(told) == 1 else f"{told[0].name}, …"
            yield Chapter(
                self._lit(stage),
                self.words["title back"].format(name=name),
                self._slopes(stage, told, before),
                self._latex(told[0]),
            )
            is_step = stage.kind.startswith("cell") and len(told) == 1
            before = told[0].slope if is_step else None

    def _slopes(self, stage: Stage, told: Sequence[Part], before: float | None) -> str:
        """How long the gradient is, and how it has changed from one step to the one before."""
        if len(told) > 1:
            named = [f"{part.name}: {self._number(part)}" for part in told]
            if len(named) > _MOST_NAMES:
                named = [*named[: _MOST_NAMES - 1], "…"]
            return self.words["back all"].format(slopes=self.words["comma"].join(named))
        slope = self._number(told[0])
        if before and stage.kind.startswith("cell"):
            factor = pretty_number((told[0].slope or 0.0) / before, 3)
            return self.words["back fell"].format(slope=slope, factor=factor)
        return self.words["back"].format(slope=slope)

    def _number(self, part: Part) -> str:
        return "" if part.slope is None else pretty_number(part.slope, self.precision)

    def _latex(self, part: Part) -> str:
        loss = latex_name(self.emblem.loss.name if self.emblem.loss else "E")
        number = latex_number(part.slope or 0.0, self.precision)
        return rf"\Vert \nabla_{{{latex_name(part.name)}}} {loss} \Vert = {number}"

    def _lit(self, stage: Stage) -> Moment:
        return replace(self.known, lit_units=frozenset(stage.parts))
