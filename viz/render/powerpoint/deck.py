"""A PowerPoint file: slides of 16:9 with a title, a picture of native shapes, a sentence below it, and speaker notes.

Vocabulary
    deck   all slides
    room   the rectangle of a slide that pictures have for themselves
    slide  a scene with what is said beside it

Pictures of one deck are enlarged by one factor and stand in the same place, so that nothing moves from slide to slide.
"""

from __future__ import annotations

import copy
import io
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

from viz.render.colors import rgb
from viz.render.ink import ink
from viz.render.marks import Group, Scene
from viz.render.powerpoint.archive import without_dates
from viz.render.powerpoint.optional_package import pptx_module
from viz.render.powerpoint.shapes import ShapePen
from viz.render.powerpoint.template import (
    BLANK,
    HEIGHT,
    MARGIN,
    TITLE_ONLY,
    TOP,
    WIDTH,
    new_presentation,
    number_shapes,
    place,
)
from viz.render.powerpoint.texts import add_runs
from viz.text.line_breaks import wrap
from viz.text.metrics import clip, text_width

BOTTOM: Final = 16.0
"""Below everything."""
TITLES: Final = (28.0, 24.0, 20.0)
"""Sizes of titles: the first in which the longest of a deck has its line."""
SENTENCES: Final = (18.0, 16.0, 14.0)
"""Sizes of sentences, likewise for MOST lines; what is too long for them is in the notes only."""
MOST: Final = 3
LEADING: Final = 1.25
"""From line to line, in font sizes."""
LARGEST: Final = 2.4
"""How much a small picture is enlarged."""
_SPARE: Final = 0.96
"""Of the width of a line that is filled, because fonts differ."""


@dataclass(frozen=True, slots=True)
class Slide:
    """What a slide shows and what its speaker says."""

    scene: Scene
    title: str
    sentence: str = ""
    """Below the picture, if all sentences of the deck have room."""
    notes: str = ""


def scene_pptx(scene: Scene) -> bytes:
    """A scene as a PowerPoint file of one slide, with its title, and with its description as speaker notes.

    Same scene, same bytes. Raises viz.RasterError if python-pptx is missing.
    """
    slide = Slide(scene, scene.title, notes=scene.description)
    return deck_pptx([slide], ink=_ink_on(scene.background))


def deck_pptx(slides: Sequence[Slide], ink: str) -> bytes:
    """Slides as a PowerPoint file, with titles and sentences in the colour `ink`. Same slides, same bytes."""
    first = slides[0].scene
    deck = _Deck(slides, first.background, ink)
    for slide in slides:
        deck.add(slide)
    return deck.data()


def _ink_on(background: str) -> str:
    """Black or white: what can be read on a colour."""
    red, green, blue = rgb(background)
    is_light = 0.3 * red + 0.59 * green + 0.11 * blue > 127
    return "#111111" if is_light else "#ffffff"


def sentence_lines(sentences: Sequence[str]) -> tuple[float, int]:
    """The size in which sentences stand below their pictures, and for how many lines; (0, 0) if one is too long.

    >>> sentence_lines(["e = c · d"])
    (18.0, 1)
    """
    for size in SENTENCES:
        width = _SPARE * (WIDTH - 2 * MARGIN)
        most = max(len(wrap(sentence, size, width)) for sentence in sentences)
        if most <= MOST:
            return size, most if any(sentences) else 0
    return 0.0, 0


def room(sentences: Sequence[str] = ("",)) -> tuple[float, float]:
    """Width and height that pictures have above these sentences."""
    size, lines = sentence_lines(sentences)
    return WIDTH - 2 * MARGIN, HEIGHT - TOP - BOTTOM - _height(size, lines)


def _height(size: float, lines: int) -> float:
    """Of the text below pictures, with the gap above it."""
    return (lines + 0.6) * LEADING * size if lines else 0.0


class _Deck:
    """The file while it is made."""

    def __init__(self, slides: Sequence[Slide], background: str, ink: str) -> None:
        sentences = [slide.sentence for slide in slides]
        titles = [slide.title for slide in slides]
        self.ink = ink
        self.size, self.lines = sentence_lines(sentences)
        self.title_size = _title_size(titles)
        self.pen = _fitting_pen([slide.scene for slide in slides], room(sentences))
        self.presentation = new_presentation(titles[0], background)
        elsewhere = pptx_module().Presentation()
        blank = elsewhere.slide_layouts[BLANK]
        self.desk = elsewhere.slides.add_slide(blank).shapes
        self.drawn: dict[Group, list[Any]] = {}

    def add(self, slide: Slide) -> None:
        """A slide with its picture, its sentence and its notes."""
        layout = self.presentation.slide_layouts[TITLE_ONLY]
        page = self.presentation.slides.add_slide(layout)
        room_of_title = _SPARE * (WIDTH - 2 * MARGIN)
        title = clip(slide.title, self.title_size, room_of_title, bold=True)
        self._write(page.shapes.title, title, self.title_size, bold=True)
        (tree,) = page.element.xpath("./p:cSld/p:spTree")
        for group in slide.scene.groups:
            tree.extend(self._shapes(group))
        if self.lines and slide.sentence:
            self._add_sentence(page.shapes, slide.sentence)
        if slide.notes:
            page.notes_slide.notes_text_frame.text = slide.notes
        number_shapes(page.element)

    def _shapes(self, group: Group) -> list[Any]:
        """A group of marks as one element; none if it has no ink.

        It is drawn once, on a slide that stays empty otherwise: python-pptx looks at all shapes of a slide for each one
        that it adds.
        """
        if group not in self.drawn:
            shape = self.pen.draw(self.desk, group)
            self.drawn[group] = [] if shape is None else [shape.element]
            for element in self.drawn[group]:
                element.getparent().remove(element)
        return copy.deepcopy(self.drawn[group])

    def _add_sentence(self, shapes: Any, sentence: str) -> None:
        height = self.lines * LEADING * self.size
        box = shapes.add_textbox(0, 0, 0, 0)
        place(box, MARGIN, HEIGHT - BOTTOM - height, WIDTH - 2 * MARGIN, height)
        box.name = "sentence"
        box.text_frame.word_wrap = True
        self._write(box, sentence, self.size)

    def _write(self, shape: Any, text: str, size: float, bold: bool = False) -> None:
        """A text from the left border of a slide, in the middle of its height if it is a title, else from the top."""
        enums = pptx_module("enum.text")
        frame = shape.text_frame
        frame.margin_left = frame.margin_right = 0
        frame.margin_top = frame.margin_bottom = 0
        anchors = enums.MSO_ANCHOR
        frame.vertical_anchor = anchors.MIDDLE if bold else anchors.TOP
        (paragraph,) = frame.paragraphs
        paragraph.alignment = enums.PP_ALIGN.LEFT
        add_runs(paragraph, text, size, self.ink, bold)

    def data(self) -> bytes:
        """The file."""
        file = io.BytesIO()
        self.presentation.save(file)
        return without_dates(file.getvalue())


def _title_size(titles: Sequence[str]) -> float:
    """The largest size in which all titles have their line, or the smallest."""
    most = _SPARE * (WIDTH - 2 * MARGIN)
    for size in TITLES:
        if max(text_width(title, size, bold=True) for title in titles) <= most:
            return size
    return TITLES[-1]


def _fitting_pen(scenes: Sequence[Scene], size: tuple[float, float]) -> ShapePen:
    """A pen that draws all scenes as large as their ink fits the room, in the middle of it."""
    left, top, right, bottom = ink(scenes)
    width, height = size
    scale = min(width / (right - left), height / (bottom - top), LARGEST)
    x = MARGIN + (width - (left + right) * scale) / 2
    y = TOP + (height - (top + bottom) * scale) / 2
    return ShapePen(scale, (x, y))
