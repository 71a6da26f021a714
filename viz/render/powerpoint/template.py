"""What an empty file of python-pptx becomes before slides are added: 16:9, in our fonts and colours, of no date.

Lengths are points; python-pptx counts in EMU, 12700 to the point.
"""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from typing import Any, Final

from viz.render.colors import rgb
from viz.render.powerpoint.optional_package import pptx_module
from viz.render.powerpoint.shapes import EMU

WIDTH: Final = 960.0
HEIGHT: Final = 540.0
"""Of a slide: 13.333 by 7.5 inches."""
MARGIN: Final = 36.0
"""At the left and the right of a slide."""
TOP: Final = 70.0
"""Where the title ends and the picture may begin."""
TITLE_ONLY, BLANK = 5, 6
"""Layouts: a title and nothing else, or nothing at all."""
FONT: Final = "Verdana"
"""On Windows and macOS, as wide as DejaVu Sans, in which pictures are measured and which stands in for it on Linux."""
CHINESE_FONT: Final = "Microsoft YaHei"
LONGEST: Final = 255
"""Characters that the title of a file may have."""
_NO_DATE: Final = datetime.datetime(2000, 1, 1)


def new_presentation(title: str, background: str) -> Any:
    """A file without slides."""
    presentation = pptx_module().Presentation()
    master = presentation.slide_master
    _widen([master, *master.slide_layouts], WIDTH * EMU / presentation.slide_width)
    presentation.slide_width = round(WIDTH * EMU)
    presentation.slide_height = round(HEIGHT * EMU)
    master.background.fill.solid()
    colour = pptx_module("dml.color").RGBColor(*rgb(background))
    master.background.fill.fore_color.rgb = colour
    title_place = master.slide_layouts[TITLE_ONLY].placeholders[0]
    place(title_place, MARGIN, 14.0, WIDTH - 2 * MARGIN, TOP - 22.0)
    _set_fonts(master)
    _sign(presentation.core_properties, title)
    _drop_thumbnail(presentation.part.package)
    return presentation


def place(shape: Any, left: float, top: float, width: float, height: float) -> None:
    """Put a shape where it belongs."""
    shape.left, shape.top = round(left * EMU), round(top * EMU)
    shape.width, shape.height = round(width * EMU), round(height * EMU)


def _widen(pages: Sequence[Any], factor: float) -> None:
    """Placeholders of slides of 4:3 as wide as other slides need them."""
    qn = pptx_module("oxml.ns").qn
    for page in pages:
        for name, length in (("a:off", "x"), ("a:ext", "cx")):
            for element in page.element.iter(qn(name)):
                if element.get(length):
                    wide = round(int(element.get(length)) * factor)
                    element.set(length, str(wide))


def _set_fonts(master: Any) -> None:
    """The fonts of the theme, which all texts are set in that name no other."""
    kinds = pptx_module("opc.constants").RELATIONSHIP_TYPE
    part = master.part.part_related_by(kinds.THEME)
    theme = pptx_module("oxml").parse_xml(part.blob)
    qn = pptx_module("oxml.ns").qn
    for fonts in theme.iter(qn("a:majorFont"), qn("a:minorFont")):
        for kind, name in (("a:latin", FONT), ("a:ea", CHINESE_FONT)):
            fonts.find(qn(kind)).set("typeface", name)
    part._blob = pptx_module("opc.oxml").serialize_part_xml(theme)


def _sign(properties: Any, title: str) -> None:
    """Nothing of a date, of another author or of another program."""
    properties.title = title[:LONGEST]
    properties.comments = ""
    properties.author = properties.last_modified_by = "chalkgrad"
    properties.created = properties.modified = _NO_DATE


def _drop_thumbnail(package: Any) -> None:
    """Remove the small picture of another presentation, which file managers would show."""
    kinds = pptx_module("opc.constants").RELATIONSHIP_TYPE
    for key in [
        key for key, rel in package._rels.items() if rel.reltype == kinds.THUMBNAIL
    ]:
        package.drop_rel(key)


def number_shapes(page: Any) -> None:
    """Numbers for all shapes of a slide, from 1: copies have those of other slides."""
    shapes = page.iter(pptx_module("oxml.ns").qn("p:cNvPr"))
    for number, shape in enumerate(shapes, 1):
        shape.set("id", str(number))
