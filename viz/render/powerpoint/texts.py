"""Lines of text as PowerPoint sets them: in boxes of their own, or in the middle of a shape."""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from typing import Any, Final

from viz.render.colors import rgb
from viz.render.marks import Text
from viz.render.powerpoint.optional_package import pptx_module
from viz.text.tex import has_chinese
from viz.text.typesetting import text_spans

HIGH: Final = 1.3
"""Height of a line, in font sizes."""
SMALLEST: Final = 1.0
"""Points of a font; PowerPoint refuses smaller ones."""
SUPERSCRIPT, SUBSCRIPT = "30000", "-20000"
"""How far scripts stand above and below the line, in thousandths of a percent of the font size."""
LARGER: Final = 1.1
"""The size that scripts are given, for PowerPoint shows two thirds of it, and pictures have them a little larger."""
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
            paragraph.line_spacing = pptx_module("util").Pt(round(apart, 1))


def _write(paragraph: Any, line: Text, scale: float) -> None:
    """A line of text in its size, weight and colour."""
    paragraph.alignment = getattr(
        pptx_module("enum.text").PP_ALIGN, _ALIGNMENTS[line.anchor]
    )
    size = max(round(line.size * scale, 1), SMALLEST)
    add_runs(paragraph, line.text, size, line.fill, line.bold)


def add_runs(
    paragraph: Any, text: str, size: float, colour: str, bold: bool = False
) -> None:
    """A text with its scripts: PowerPoint makes them smaller itself, and lets them be edited as such."""
    for span in text_spans(text):
        for is_chinese, letters in itertools.groupby(span.text, key=has_chinese):
            run = paragraph.add_run()
            run.text = "".join(letters)
            own = size * LARGER if span.lift else size
            run.font.size = pptx_module("util").Pt(round(own, 1))
            run.font.bold = bold
            run.font.color.rgb = pptx_module("dml.color").RGBColor(*rgb(colour))
            _set_words(run.font._element, span.lift, is_chinese)


def _set_words(properties: Any, lift: float, is_chinese: bool) -> None:
    """What python-pptx has no words for among the properties of a run."""
    properties.set("noProof", "1")  # formulas are no words for a spelling checker
    if lift:
        properties.set("baseline", SUPERSCRIPT if lift > 0 else SUBSCRIPT)
    if not is_chinese:  # or signs such as ∂ among Chinese have the width of Chinese
        font = properties.makeelement(pptx_module("oxml.ns").qn("a:ea"))
        font.set("typeface", "+mn-lt")
        properties.append(font)


def _bare(frame: Any) -> None:
    """No margins, and no line breaks but ours: a text has its place, and stays there in another font."""
    text = pptx_module("enum.text")
    frame.margin_left = frame.margin_right = frame.margin_top = frame.margin_bottom = 0
    frame.word_wrap = False
    frame.vertical_anchor = text.MSO_ANCHOR.MIDDLE
    frame.auto_size = text.MSO_AUTO_SIZE.NONE
