"""Stepping by hand through what a learner did, at the prompt or in a notebook."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from viz.films.learner_film import FactFilm, fact_film
from viz.films.moving import Moves
from viz.films.scene_film import ShowsScene
from viz.films.scene_page import page_html
from viz.lang import pick
from viz.lang.learners.any_learner import WORDS
from viz.learners.fact_steps import FactStep, FactSteps, fact_steps, fact_table
from viz.learners.telling import AnyFact
from viz.options import Language, check_lesson
from viz.render.cells import Playable, film_cell
from viz.render.marks import Scene
from viz.text.encodings import printable


class FactStepper(Moves[FactStep], Playable, ShowsScene):
    """Walks through the facts of a learner, one printed sentence at a time: what `viz.Stepper(facts)` is.

    `next()`, `back()`, `goto(k)`, `run_to(test)` and `reset()` move and print; `len`, iteration and ``stepper.step`` are
    for programs. In a notebook it is the page of `viz.film`, opened where the stepper stands.
    """

    steps: FactSteps

    def __init__(
        self,
        facts: Sequence[AnyFact],
        *,
        lang: Language = "en",
        precision: int = 4,
        **options: Any,
    ) -> None:
        check_lesson(lang=lang, precision=precision)
        self.facts, self.position = tuple(facts), 0
        self.steps = fact_steps(self.facts, lang, precision)
        self._words, self._precision = pick(WORDS, lang), precision
        self._film = fact_film(self.facts, lang=lang, precision=precision, **options)

    def next(self) -> None:
        """Show the next step."""
        if self.position == len(self):
            print(printable(self._words["end"]))
            return
        self._move(self.position + 1)

    def run_to(self, test: Callable[[Any], object]) -> None:
        """Show the next fact for which a function is true: ``run_to(lambda fact: fact.kind == "reset")``.

        The search goes on from the present step; without such a fact it says that, and stays. TypeError for no function.
        """
        if not callable(test):
            raise TypeError(
                f"run_to: of facts it takes a function that is true for the fact to stop at; got {test!r}"
            )
        for k in range(self.position, len(self)):
            if test(self.facts[k]):
                self._move(k + 1)
                return
        print(printable(self._words["no such"]))

    def _move(self, k: int) -> None:
        self.position = k
        step = self.step
        if step is None:
            print(printable(self._words["first"]))
            return
        print(printable(f"{k}/{len(self)}  {step.text}"))

    def __repr__(self) -> str:
        words, n = self._words, len(self)
        where = words["start"].format(n=n)
        lines = []
        if self.position:
            where = words["at"].format(k=self.position, n=n)
            seen = self.facts[self.position - 1 : self.position]
            lines.append(fact_table(seen, "text", self.steps.lang, self._precision))
        head = words["head"].format(family=self.facts[0].family, where=where)
        return printable("\n".join([head, *lines]))

    @property
    def scene(self) -> Scene:
        """The picture at the step shown last; before the first, that of the first."""
        scenes = self._film.reel.scenes()
        shown: Scene = scenes[max(self.position - 1, 0)]
        return shown

    @property
    def film(self) -> FactFilm:
        """The film of the same facts, to be saved."""
        return self._film

    def _cell(self) -> str | None:
        """The page of the film, opened at the last step shown."""
        start = f"step={self.position}" if self.position > 1 else ""
        page = page_html(self._film.reel, start)
        return film_cell(page, self._repr_png_(), len(self), self.steps.lang)
