"""Questions in Moodle's XML format, which most learning platforms import (docs.moodle.org, "Moodle XML format").

All text is HTML inside XML: escaped once for the one and once for the other, so that no name can end an element.
"""

from __future__ import annotations

import base64
import html
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final
from xml.etree import ElementTree as Xml

from viz.sheets.quiz_questions import Question
from viz.text.metrics import clip

_PENALTY: Final = "0.3333333"
"""For each wrong try, where a quiz allows several: Moodle's default."""
_NO_UNITS: Final = {"unitgradingtype": "0", "unitpenalty": "0.1", "showunits": "3"}
"""A number is asked for, not a number of metres."""
_LONGEST_NAME: Final = 60.0
"""Ems of a question's name in a list; Moodle keeps 255 characters."""


@dataclass(frozen=True, slots=True)
class Image:
    """The picture of a question."""

    png: bytes
    alternative: str
    """What a screen reader says."""


def moodle_xml(
    category: str, questions: Sequence[Question], images: Iterable[Image] = ()
) -> str:
    """A quiz with these questions, in a category of this name; `images` are theirs, in order, or there are none."""
    quiz = Xml.Element("quiz")
    heading = Xml.SubElement(quiz, "question", type="category")
    path = f"$course$/top/{category.replace('/', '//')}"
    _text(Xml.SubElement(heading, "category"), path)
    pictures = iter(images)
    for number, question in enumerate(questions, 1):
        quiz.append(_question(question, next(pictures, None), number))
    Xml.indent(quiz)
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{Xml.tostring(quiz, encoding="unicode")}\n'


def _question(question: Question, image: Image | None, number: int) -> Xml.Element:
    """A numerical question: the right answer first, then the mistakes, which are worth nothing."""
    element = Xml.Element("question", type="numerical")
    _text(Xml.SubElement(element, "name"), clip(question.name, 1.0, _LONGEST_NAME))
    text = _html(element, "questiontext", question.prompt)
    if image is not None:
        name = f"graph{number}.png"
        _add_image(text, image, name)
    _html(element, "generalfeedback", question.feedback)
    Xml.SubElement(element, "defaultgrade").text = "1"
    Xml.SubElement(element, "penalty").text = _PENALTY
    Xml.SubElement(element, "hidden").text = "0"
    _answer(element, "100", question.answer, question.tolerance, "")
    for mistake in question.mistakes:
        _answer(element, "0", mistake.answer, mistake.tolerance, mistake.feedback)
    for name, setting in _NO_UNITS.items():
        Xml.SubElement(element, name).text = setting
    return element


def _answer(
    question: Xml.Element, fraction: str, x: float, tolerance: float, feedback: str
) -> None:
    """An answer, which earns this share of the marks in percent."""
    answer = Xml.SubElement(
        question, "answer", fraction=fraction, format="moodle_auto_format"
    )
    _text(answer, f"{x:.12g}")
    _html(answer, "feedback", feedback)
    Xml.SubElement(answer, "tolerance").text = f"{tolerance:.12g}"


def _text(parent: Xml.Element, text: str) -> Xml.Element:
    element = Xml.SubElement(parent, "text")
    element.text = text
    return element


def _html(parent: Xml.Element, name: str, text: str) -> Xml.Element:
    """An element with a paragraph of text."""
    element = Xml.SubElement(parent, name, format="html")
    _text(element, f"<p>{html.escape(text)}</p>" if text else "")
    return element


def _add_image(text: Xml.Element, image: Image, name: str) -> None:
    """The picture, in a file of its own that the text refers to."""
    words = html.escape(image.alternative)
    shown = f'<img src="@@PLUGINFILE@@/{name}" alt="{words}" style="max-width:100%">'
    for inside in text.findall("text"):
        inside.text = f"{inside.text}<p>{shown}</p>"
    file = Xml.SubElement(text, "file", name=name, path="/", encoding="base64")
    file.text = base64.b64encode(image.png).decode()
