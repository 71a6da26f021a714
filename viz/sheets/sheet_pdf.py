"""Sheets as a PDF of A4 pages, drawn by the pen of all drawings, with all fonts in it."""

from __future__ import annotations

from collections.abc import Sequence

from viz.locks import SHARED
from viz.render.marks import Scene
from viz.render.missing_glyphs import warn_missing
from viz.render.pdf import Pen, new_document


def pages_pdf(pages: Sequence[Scene]) -> bytes:
    """A PDF of these pages. Same pages, same bytes. Warns MissingGlyphs."""
    texts = dict.fromkeys(text for page in pages for text in page.texts)
    warn_missing(list(texts), "worksheet", embeddable=True)
    with SHARED:  # reportlab keeps its fonts in one place for the whole process
        file, canvas = new_document(pages[0].title)
        for page in pages:
            canvas.setPageSize((page.width, page.height))
            pen = Pen(canvas, page.height)
            pen.paper(page)
            pen.draw(page.marks)
            canvas.showPage()
        canvas.save()
    return file.getvalue()
