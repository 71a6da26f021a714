"""Sheets as a Word document, to be edited: the picture as pixels, numbered questions, and a table of answers."""

from __future__ import annotations

import datetime
import io
from collections.abc import Sequence
from typing import Any, Final

from viz.render.packages import drawing_package
from viz.render.png import scene_png
from viz.render.powerpoint.archive import without_dates
from viz.sheets.paper import BODY, LONG, MARGIN, ROW, SHORT, TITLE
from viz.sheets.sheet_content import Content, codes, cropped
from viz.sheets.sheet_plan import Print
from viz.text.names import clean
from viz.text.typesetting import text_spans

_DPI: Final = 220
_FONT, _CHINESE_FONT = "Arial", "Microsoft YaHei"
_NO_DATE: Final = datetime.datetime(2000, 1, 1)
_LIST: Final = "List Number"
_TABLE: Final = "Table Grid"
_FIRST: Final = 48.0
"""Width of the column with the numbers or the codes."""


def sheets_docx(print_: Print) -> bytes:
    """The document: the sheets, then the key. Same sheets, same bytes."""
    writer = _DocxWriter(print_)
    if print_.sheets:
        for content in print_.contents:
            writer.sheet(content)
    if print_.key:
        writer.key()
    return writer.data()


def _library(name: str) -> Any:
    """A part of python-docx."""
    return drawing_package(name, "python-docx", "DOCX")


class _DocxWriter:
    """Writes into one document."""

    def __init__(self, print_: Print) -> None:
        self.print = print_
        self.shared, self.enums = _library("docx.shared"), _library("docx.enum.text")
        self.names = _library("docx.oxml.ns")
        self.document = _library("docx").Document()
        self._first = True
        self._set_up()

    def _set_up(self) -> None:
        """Paper, fonts, and a document that says nothing of when or by whom it was made."""
        points, document = self.shared.Pt, self.document
        section = document.sections[0]
        lying = self.print.plan.lying
        sides = (LONG, SHORT) if lying else (SHORT, LONG)
        section.page_width, section.page_height = map(points, sides)
        orientation = _library("docx.enum.section").WD_ORIENT
        section.orientation = orientation.LANDSCAPE if lying else orientation.PORTRAIT
        for side in ("left", "right", "top", "bottom"):
            setattr(section, f"{side}_margin", points(MARGIN))
        normal = document.styles["Normal"]
        normal.font.name, normal.font.size = _FONT, points(BODY)
        fonts = normal.element.rPr.rFonts
        fonts.set(self.names.qn("w:eastAsia"), _CHINESE_FONT)
        normal.paragraph_format.space_after = points(3)
        first = self.print.contents[0]
        properties = document.core_properties
        properties.title = clean(first.say("title", name=first.name))[:250]
        properties.author = properties.comments = properties.last_modified_by = ""
        properties.created = properties.modified = _NO_DATE

    @property
    def inside(self) -> float:
        """The width between the margins."""
        return (LONG if self.print.plan.lying else SHORT) - 2 * MARGIN

    def sheet(self, content: Content) -> None:
        """Head, task, picture, questions."""
        words = content.writer.words
        code = content.say("sheet", code=content.code)
        self._title(content.say("title", name=content.name), code)
        middle = 0.66 * self.inside
        line = self._paragraph(f"{words['name']}\t  {words['date']}\t")
        self._stops(line, middle, self.inside)
        for task in content.tasks:
            self._paragraph(task)
        self._picture(content)
        number = self._new_list()
        for k, answer in enumerate(content.answers):
            question = self._paragraph(f"{answer.asked}\t", style=_LIST)
            overleaf = not (k or self.print.plan.together)
            question.paragraph_format.page_break_before = overleaf
            self._stops(question, self.inside)
            question.paragraph_format.line_spacing = self.shared.Pt(ROW)
            properties = question._p.get_or_add_pPr().get_or_add_numPr()
            properties.get_or_add_numId().val = number
            properties.get_or_add_ilvl().val = 0

    def key(self) -> None:
        """Of one sheet its picture filled in and a row for each blank, of several a row for each code."""
        first, *others = self.print.contents
        code = "" if others else first.say("sheet", code=first.code)
        self._title(first.say("key title", name=first.name), code)
        words = first.writer.words
        if others:
            self._paragraph(first.say("codes"))
            rows = []
            for content in codes(self.print.contents):
                numbered = enumerate(content.answers, 1)
                listed = "   ".join(f"{k}:\u00a0{x.text}" for k, x in numbered)
                rows.append((content.code, listed))
            self._table((words["code"], words["answer"]), rows)
            return
        self._picture(first, answered=True)
        heads = [words[name] for name in ("blank", "asked", "answer", "working")]
        answers = enumerate(first.answers, 1)
        self._table(heads, [(f"{k}", x.asked, x.text, x.working) for k, x in answers])

    def data(self) -> bytes:
        file = io.BytesIO()
        self.document.save(file)
        return without_dates(file.getvalue())

    # --- parts ------------------------------------------------------------------------------------------------------

    def _paragraph(self, text: str, style: str | None = None) -> Any:
        paragraph = self.document.add_paragraph(style=style)
        self._write(paragraph, text)
        return paragraph

    def _write(self, paragraph: Any, text: str) -> None:
        """Text with the scripts of its names, and with its tabulators."""
        for k, part in enumerate(text.split("\t")):
            if k:
                paragraph.add_run("\t")
            for span in text_spans(clean(part)):
                run = paragraph.add_run(span.text)
                if span.lift:
                    run.font.subscript = span.lift < 0
                    run.font.superscript = span.lift > 0

    def _title(self, title: str, right: str) -> None:
        """The first line of a sheet, on a new page but for the first."""
        paragraph = self._paragraph(f"{title}\t{right}")
        stops = paragraph.paragraph_format.tab_stops
        stops.add_tab_stop(
            self.shared.Pt(self.inside), self.enums.WD_TAB_ALIGNMENT.RIGHT
        )
        paragraph.paragraph_format.page_break_before = not self._first
        paragraph.paragraph_format.space_after = self.shared.Pt(10)
        self._first = False
        for run in paragraph.runs:
            run.bold, run.font.size = True, self.shared.Pt(TITLE)

    def _stops(self, paragraph: Any, *places: float) -> None:
        """Tabulators with lines to write on before them."""
        stops = paragraph.paragraph_format.tab_stops
        alignment, leader = self.enums.WD_TAB_ALIGNMENT.LEFT, self.enums.WD_TAB_LEADER
        for place in places:
            stops.add_tab_stop(self.shared.Pt(place), alignment, leader.LINES)

    def _picture(self, content: Content, answered: bool = False) -> None:
        plan = self.print.plan
        told = content.refit(plan.told, plan.told.room)
        scene = cropped(content.scene(told, answered))
        file = io.BytesIO(scene_png(scene, _DPI))
        width = self.shared.Pt(min(scene.width, self.inside))
        picture = self.document.add_picture(file, width=width)
        picture._inline.docPr.set("descr", scene.description)
        paragraph = self.document.paragraphs[-1]
        paragraph.alignment = self.enums.WD_ALIGN_PARAGRAPH.CENTER
        paragraph.paragraph_format.space_before = self.shared.Pt(8)

    def _new_list(self) -> int:
        """A list whose numbers begin with 1, as the blanks of each sheet do."""
        numbering = self.document.part.numbering_part.element
        style = self.document.styles[_LIST].element
        known = style.pPr.numPr.numId.val
        abstract = numbering.num_having_numId(known).abstractNumId.val
        number = numbering.add_num(abstract)
        number.add_lvlOverride(ilvl=0).add_startOverride(1)
        return int(number.numId)

    def _table(self, heads: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
        """A narrow column of numbers or codes, and equal ones beside it."""
        table = self.document.add_table(rows=1 + len(rows), cols=len(heads))
        table.style, table.autofit = _TABLE, False
        wide = (self.inside - _FIRST) / (len(heads) - 1)
        widths = [self.shared.Pt(x) for x in (_FIRST, *[wide] * (len(heads) - 1))]
        for column, width in zip(table.columns, widths):
            column.width = width
        for row, texts in zip(table.rows, [heads, *rows]):
            for cell, text, width in zip(row.cells, texts, widths):
                cell.width = width
                self._write(cell.paragraphs[0], text)
        for cell in table.rows[0].cells:
            for run in cell.paragraphs[0].runs:
                run.bold = True
