"""Facts: what a learner did, one record at a time. A learner is a generator of them, and its `fit` exhausts it.

Vocabulary
    learner  something that changes by rules of its own, not by gradients alone: a perceptron, a map, a machine
    fact     a frozen record of one thing that happened: which unit won, which test failed, what was added to which weight
    family   the kind of learner: it says which words tell the fact and which picture shows it
    delta    what was added to the weights; the learner applies exactly that, so what is told is what was computed

A learner of your own in full: its fact has numbers, and says in words what they mean.

>>> @dataclass(frozen=True, eq=False)
... class Halved(Fact):
...     family: ClassVar[str] = "halving"
...     before: float
...     @property
...     def delta(self) -> float:
...         return -self.before / 2
...     def text(self, lang: str = "en", precision: int = 4) -> str:
...         return f"{self.before:g} becomes {self.before + self.delta:g}."
>>> class Halving:
...     w = 8.0
...     def updates(self, steps):
...         for step in range(1, steps + 1):
...             fact = Halved(step=step, before=self.w)
...             self.w += fact.delta
...             yield fact
>>> for fact in Halving().updates(2): print(fact.step, fact.text())
1 8 becomes 4.
2 4 becomes 2.

`viz.steps`, `viz.Stepper`, `viz.film` and `viz.trace_table` take such facts; docs/learners.md shows how. Sentences lie in
`viz`, which is asked for them: this package draws and tells nothing.
"""

from __future__ import annotations

import html
from dataclasses import dataclass
from typing import Any, ClassVar

from autograd import display


@dataclass(frozen=True, eq=False, kw_only=True)
class Fact:
    """One thing that a learner did. Derive a frozen dataclass of it, with `eq=False`: its arrays have no one answer to ==.

    A fact stands for itself: it keeps the arrays of before (learners make new ones instead of writing into them), the
    sample's numbers, and what is small; what is large is a property that is worked out when it is asked for.
    """

    family: ClassVar[str] = ""
    """Which words and picture it has: "som", "art", ... or a name of your own."""
    step: int
    """Counts from 1."""
    sample: int | None = None
    """Which row of X it is about; None if it is about none, or all."""

    def text(self, lang: str = "en", precision: int = 4) -> str:
        """What happened, in a sentence or some: in English ("en") or Chinese ("zh"), with so many significant digits.

        A fact of your own may have its own. ValueError for another language.
        """
        told = display.tell(self, lang, precision)
        return self._plainly() if told is None else told[0]

    @property
    def latex(self) -> str:
        """The same as a formula in LaTeX; "" where there is none."""
        told = display.tell(self, "en", 4)
        return "" if told is None else told[1]

    def _plainly(self) -> str:
        """Where nobody knows words for it."""
        sample = "" if self.sample is None else f", sample {self.sample}"
        return f"{type(self).__name__}: step {self.step}{sample}"

    def __str__(self) -> str:
        return self.text()

    def _repr_html_(self) -> str | None:
        """A paragraph for Jupyter. Never raises there."""
        try:
            return f"<p>{html.escape(self.text())}</p>"
        except Exception:  # noqa: BLE001
            return None

    def _repr_pretty_(self, printer: Any, cycle: bool) -> None:
        printer.text(str(self))
