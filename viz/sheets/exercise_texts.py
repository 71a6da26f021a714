"""What a worksheet says: its task, a question for each blank, and the answers with the working, in either language."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from autograd import Value
from autograd.dialects import pretty_number
from autograd.spelling import derivatives, formula
from viz.lang.sheets import sheet_words
from viz.sheets.blank_picture import Exercise
from viz.sheets.blank_places import Place
from viz.sheets.nice_numbers import is_nice
from viz.text.derivatives import partial, place_marks, says_more, whole
from viz.text.names import bracket_negative

_ALL_DIGITS: Final = 10
"""Of a number that came out short, but for the last bits."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What belongs into a blank, and how one gets there."""

    asked: str
    """The question: "de/db ="."""
    number: float
    exact: bool
    """Whether the text says all of the number."""
    text: str
    """The number as it is written, "−0.25"."""
    working: str
    """ "2 · 1 + 3 · 1", "" where there is nothing to compute."""

    @property
    def line(self) -> str:
        """The working and the answer: "2 · 1 + 3 · 1 = 5"."""
        if not self.working:
            return self.text
        sign = "=" if self.exact else "≈"
        return f"{self.working} {sign} {self.text}"


class ExerciseWriter:
    """Writes the texts of exercises about one graph, on whatever numbers."""

    def __init__(self, lang: str, precision: int) -> None:
        self.lang, self.words, self.precision = lang, sheet_words(lang), precision

    def number(self, x: float) -> str:
        return pretty_number(x, self.precision)

    def tasks(self, exercise: Exercise) -> list[str]:
        """What there is to do, a sentence or two, and how exact the answers are."""
        root = exercise.names[exercise.nodes[-1]]
        kinds = {place.kind for place in exercise.blanks.asked}
        about = kinds.pop() if len(kinds) == 1 else "all"
        key = "task all" if about == "all" else f"task {about}s"
        task = self.words[key].format(name=root, derivative=whole(root, root))
        sentences = [task]
        if about in ("gradient", "all"):
            sentences.append(self.words["rule"])
        exact = all(answer.exact for answer in self.answers(exercise))
        how = "exact" if exact else "rounded"
        sentences.append(self.words["lines"])
        sentences.append(self.words[how].format(digits=self.precision))
        return sentences

    def answers(self, exercise: Exercise) -> list[Answer]:
        """The answers in the order of the blanks."""
        return [self._answer(exercise, place) for place in exercise.blanks.asked]

    def _answer(self, exercise: Exercise, place: Place) -> Answer:
        node = exercise.nodes[place.node]
        names = exercise.names
        if place.kind == "value":
            numbers = {parent: self.number(parent.data) for parent in node.parents}
            asked = self.words["question value"].format(
                name=names[node], formula=formula(node, names)
            )
            return self._of(asked, node.data, formula(node, {**numbers, node: ""}))
        if place.kind == "partial":
            return self._slope(exercise, node, place.argument)
        return self._gradient(exercise, node)

    def _slope(self, exercise: Exercise, node: Value, k: int) -> Answer:
        """A local derivative; where a parent stands twice, it says which of the two is meant."""
        names = exercise.names
        parent, slope = node.parents[k], node.partials[k]
        mark = place_marks(node, self.lang)[k]
        asked = self.words["question partial"].format(
            slope=partial(names[node], names[parent], mark)
        )
        symbol = derivatives(node, names)[k]
        is_telling = says_more(symbol, self.number(slope))
        return self._of(asked, slope, symbol if is_telling else "")

    def _gradient(self, exercise: Exercise, node: Value) -> Answer:
        """A gradient, with the products that are added up."""
        products = list(self._products(exercise, node))
        key = "sum" if len(products) > 1 else "gradient"
        root = exercise.names[exercise.nodes[-1]]
        asked = self.words[f"question {key}"].format(
            derivative=whole(root, exercise.names[node]), consumers=len(products)
        )
        first, *others = products
        terms = [first, *map(bracket_negative, others)]
        return self._of(asked, node.grad, " + ".join(terms))

    def _products(self, exercise: Exercise, node: Value) -> Iterator[str]:
        """Upstream times local, for each arrow, in the order in which they send."""
        for consumer in reversed(exercise.nodes):
            for parent, slope in zip(consumer.parents, consumer.partials):
                if parent is node:
                    upstream = self.number(consumer.grad)
                    local = bracket_negative(self.number(slope))
                    yield f"{upstream} · {local}"

    def _of(self, asked: str, x: float, working: str) -> Answer:
        text = self.number(x)
        exact = is_nice(x) and text == pretty_number(x, _ALL_DIGITS)
        return Answer(asked, x, exact, text, working)
