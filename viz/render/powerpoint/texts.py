"""Lines of text as PowerPoint sets them: in boxes of their own, or in the middle of a shape."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

from viz.render.colors import rgb
from viz.render.marks import Text
from viz.render.powerpoint.library import library

HIGH: Final = 1.3
"""Height of a line, in font sizes."""
SMALLEST: Final = 1.0
"""Points of a font; PowerPoint refuses smaller ones."""
_ALIGNMENTS: Final = {"start": "LEFT", "middle": "CENTER", "end": "RIGHT"}


def write_lines(shape: Any, lines: Sequence[Text], scale: float) -> None:
    """Lines in the middle of a shape, a paragraph each, as far apart as the marks are."""
    frame = shape.text_frame
    _bare(frame)
    heights = [line.place[1] for line in lines]
    for i, line in enumerate(lines):
        paragraph = frame.paragraphs[0] if i == 0 else frame.add_paragraph()
        _write(paragraph, line, scale)
        if len(lines) > 1:
            apart = (heights[-1] - heights[0]) / (len(lines) - 1) * scale
            paragraph.line_spacing = library("util").Pt(round(apart, 1))


def _write(paragraph: Any, line: Text, scale: float) -> None:
    """A line of text in its size, weight and colour."""
    text = library("enum.text")
    paragraph.alignment = getattr(text.PP_ALIGN, _ALIGNMENTS[line.anchor])
    run = paragraph.add_run()
    run.text = line.text
    size = max(round(line.size * scale, 1), SMALLEST)
    run.font.size = library("util").Pt(size)
    run.font.bold = line.bold
    run.font.color.rgb = library("dml.color").RGBColor(*rgb(line.fill))


def _bare(frame: Any) -> None:
    """No margins, and no line breaks but ours: a text has its place, and stays there in another font."""
    text = library("enum.text")
    frame.margin_left = frame.margin_right = frame.margin_top = frame.margin_bottom = 0
    frame.word_wrap = False
    frame.vertical_anchor = text.MSO_ANCHOR.MIDDLE
    frame.auto_size = text.MSO_AUTO_SIZE.NONE
