"""A graph as a quiz: the questions of `viz.sheets.quiz_questions` as a sequence to look at and to save."""

from __future__ import annotations

import html
import io
import json
from collections.abc import Iterator, Sequence
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any, Final, Unpack, overload

from autograd import Value, record
from autograd.dialects import pretty_number
from autograd.hints import check_option
from viz.files import check_suffix, write_atomically
from viz.films.frames import Frame, make_frames
from viz.keywords import LessonOptions
from viz.lang.sheets import sheet_words
from viz.picture.form import MOST_WITH_LONG_CAPTIONS
from viz.picture.model import Picture
from viz.render.packages import drawing_package
from viz.render.png import scene_png
from viz.render.scene import SceneMaker
from viz.sheets.moodle_xml import Image, moodle_xml
from viz.sheets.quiz_questions import Question, questions_about
from viz.text.encodings import printable

FORMATS: Final = ("xml", "json")
"""Moodle's XML, which most learning platforms import, and the questions as data."""
SUFFIXES: Final = tuple(f".{name}" for name in FORMATS)
_COLOURS: Final = 64
_DPI: Final = 100
"""Of the pictures: as large as questions on a page need."""
_MOST_DRAWN: Final = 60
"""Nodes; pictures of a larger graph would be too small to read in a question, and there would be hundreds."""


class Quiz(Sequence[Question]):
    """The questions of a graph, in the order of its steps. Save it as .xml (Moodle) or .json."""

    def __init__(
        self, root: Value, *, pictures: bool = True, **options: Unpack[LessonOptions]
    ) -> None:
        if not isinstance(pictures, bool):
            raise TypeError(f"pictures must be True or False; got {pictures!r}")
        if _is_large(root):
            options = {"fit": "slide", **options}
        self._frames = make_frames(root, **options)
        steps = self._frames.steps
        self.lang, self.title = steps.lang, steps.names[steps.root]
        self.pictures = pictures and len(steps.nodes) <= _MOST_DRAWN
        self._questions = questions_about(steps, self._frames.precision)

    @overload
    def __getitem__(self, index: int) -> Question: ...
    @overload
    def __getitem__(self, index: slice) -> tuple[Question, ...]: ...
    def __getitem__(self, index: int | slice) -> Question | tuple[Question, ...]:
        return self._questions[index]

    def __len__(self) -> int:
        return len(self._questions)

    def __repr__(self) -> str:
        width = len(str(len(self)))
        lines = (
            f"{i:{width}}. {question.prompt}  {pretty_number(question.answer)}"
            for i, question in enumerate(self, 1)
        )
        return printable("\n".join(lines))

    def _repr_html_(self) -> str:
        """The questions with their answers as a list."""
        items = []
        for question in self:
            prompt, answer = (
                html.escape(question.prompt),
                pretty_number(question.answer),
            )
            items.append(f"<li>{prompt} <b>{answer}</b></li>")
        return "\n".join(["<ol>", *items, "</ol>"])

    def save(self, path: str | Path) -> Path:
        """Write the quiz in the format of the suffix and return the path.

        .xml   Moodle's format: numerical questions with tolerance, an explanation for everybody and a hint for each of
               the usual mistakes, with the picture as far as it is known       .json  the questions as data
        Raises ValueError for another suffix, viz.OutputError where it cannot write.
        """
        suffix = check_suffix(path, SUFFIXES, of="a quiz")
        return write_atomically(path, self.encode(suffix[1:]))

    def encode(self, format: str) -> str:
        """The quiz as "xml" or "json"."""
        check_option("format", format, FORMATS)
        if format == "json":
            questions = [asdict(question) for question in self]
            return json.dumps(questions, ensure_ascii=False, indent=1) + "\n"
        category = sheet_words(self.lang)["category"].format(name=self.title)
        return moodle_xml(category, self, self._images() if self.pictures else ())

    def _images(self) -> Iterator[Image]:
        """A picture for each question: the graph as it is known before the step, with what is asked about lit up."""
        maker = SceneMaker(self._frames.sheet, self._frames.theme)
        frames = self._frames.frames
        about = sheet_words(self.lang)["picture"].format(name=self.title)
        drawn: dict[Picture, bytes] = {}
        for question in self:
            sums = question.kind == "gradient"
            picture = _before(frames, question.step, sums)
            if picture not in drawn:
                drawn[picture] = _few_colours(scene_png(maker.scene(picture), _DPI))
            yield Image(drawn[picture], about)


def quiz(
    root: Value, *, pictures: bool = True, **options: Unpack[LessonOptions]
) -> Quiz:
    """The questions that `viz.Stepper(root, predict=True)` asks, and one for the sum at each fork, as data to save.

    `pictures` puts the graph, as far as it is known, into each question, for graphs of up to 60 nodes. The other
    options are those of `viz.film`: `lang`, `precision`, `names`, `theme`, `fit` (a slide, for more than 12 nodes) and
    the like. The graph and its gradients are left alone.

    >>> a, b = Value(2, "a"), Value(1, "b"); e = ((a + b).named("c") * (b + 1).named("d")).named("e")
    >>> questions = quiz(e)
    >>> questions[3].prompt, questions[3].answer, questions[3].mistakes[0].answer
    ('What will c receive: de/de × ∂e/∂c = ?', 2.0, 1.0)
    >>> questions[3].mistakes[0].feedback
    'Not 1: that is the upstream gradient, still to be multiplied by the local slope.'
    >>> path = questions.save("e.xml")

    A question whose answer is infinite or no number is left out. Source: Griewank and Walther 2008, chapter 3; 002 §3.1.
    """
    return Quiz(root, pictures=pictures, **options)


def _is_large(root: Any) -> bool:
    """Whether the picture of a graph is too wide for a question, unless it is made to fit a slide."""
    return isinstance(root, Value) and len(record(root)) > MOST_WITH_LONG_CAPTIONS


def _few_colours(png: bytes) -> bytes:
    """The same picture in a quarter of the bytes: a quiz has one for each question."""
    module: Any = drawing_package("PIL.Image", "pillow", "a picture in a quiz")
    file = io.BytesIO()
    with module.open(io.BytesIO(png)) as image:
        few = image.convert("RGB").quantize(_COLOURS)
        few.save(file, "PNG", optimize=True)
    return file.getvalue()


def _before(frames: Sequence[Frame], step: int, sums: bool) -> Picture:
    """The picture with what was known before a step, and with what the step is about lit up.

    The sum at a fork is asked when all its arrows have brought something: then all is known but the sum.
    """
    known, lit = frames[step - 1].picture, frames[step].picture
    boxes: list[Any] = []
    for box, now in zip(known.boxes, lit.boxes):
        changed = sums and box.grad != now.grad
        boxes.append(replace(box, lit=now.lit, grad="?" if changed else box.grad))
    arrows = []
    for arrow, moment in zip(known.arrows, lit.arrows):
        arrows.append(replace(arrow, lit=moment.lit))
    return replace(known, boxes=tuple(boxes), arrows=tuple(arrows))
