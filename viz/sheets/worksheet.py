"""A graph as a worksheet: the picture with blanks, questions, and a key, for one sheet or for a whole class."""

from __future__ import annotations

import html
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final, Literal, TypeAlias

from autograd import Value
from autograd.hints import check_option
from viz.errors import TooManyNodes
from viz.files import check_suffix, write_atomically
from viz.options import Language, check_count, check_lesson
from viz.picture.subject import subject
from viz.render.bundles import fluid
from viz.render.svg import scene_svg
from viz.sheets.blank_places import Blanked, check_blanks
from viz.sheets.exercise_texts import ExerciseWriter
from viz.sheets.key_layout import key_pages
from viz.sheets.page_layout import Plan, plan_pages, sheet_pages
from viz.sheets.sheet_content import Content, cropped
from viz.sheets.sheet_docx import sheets_docx
from viz.sheets.sheet_html import sheets_html
from viz.sheets.sheet_pdf import pages_pdf
from viz.sheets.sheet_plan import Print
from viz.sheets.sheet_tex import sheets_tex
from viz.sheets.variants import Request, make_variants
from viz.theme import ThemeLike, by_day, resolve

Answers: TypeAlias = bool | Literal["only"]
"""Whether the answers follow the sheets, or are printed alone."""
FORMATS: Final = ("pdf", "tex", "docx", "html")
_MOST_NODES: Final = 100
"""No picture of more fits a page."""
_LEAST: Final = 6.0
"""Points: smaller letters are not read from paper."""
SUFFIXES: Final = tuple(f".{name}" for name in FORMATS)


class Worksheet:
    """Sheets to be filled in by hand. `save` them; `key` is the same with nothing but the answers."""

    def __init__(
        self,
        contents: tuple[Content, ...],
        plan: Plan,
        lang: Language,
        answers: Answers,
    ) -> None:
        self.contents, self.plan = contents, plan
        self.lang, self.answers = lang, answers

    def __len__(self) -> int:
        """How many different sheets there are."""
        return len(self.contents)

    def __repr__(self) -> str:
        first = self.contents[0]
        blanks = len(first.answers)
        return (
            f"<Worksheet of {first.name}: {len(self)} × {blanks} blanks, {self.note}>"
        )

    def _repr_html_(self) -> str:
        """The picture of the first sheet, and what there is."""
        first = self.contents[0]
        told = first.refit(self.plan.told, self.plan.told.room)
        scene = cropped(first.scene(told, answered=self.answers == "only"))
        caption = html.escape(repr(self).strip("<>"))
        return f"{fluid(scene_svg(scene, f'w{first.code}-'))}<p>{caption}</p>"

    @property
    def codes(self) -> tuple[str, ...]:
        """The codes of the sheets, in the order in which they are printed."""
        return tuple(content.code for content in self.contents)

    @property
    def key(self) -> Worksheet:
        """The answers alone, for a second file: ``sheet.key.save("key.pdf")``."""
        return Worksheet(self.contents, self.plan, self.lang, "only")

    @property
    def note(self) -> str:
        """How large the letters of the picture are on paper."""
        size = f"{self.plan.told.type_size:.1f}"
        return self.contents[0].say("note", size=size)

    @property
    def _print(self) -> Print:
        sheets, key = self.answers != "only", self.answers is not False
        return Print(self.contents, self.plan, self.lang, sheets, key)

    def save(self, path: str | Path) -> Path:
        """Write in the format of the suffix and return the path: .pdf, .tex, .docx or .html, on A4 paper.

        .pdf   ready to be printed, all fonts embedded      .tex   for pdflatex, with Chinese for xelatex
        .docx  to be edited; needs the package python-docx  .html  one page that works offline
        Raises ValueError for another suffix, viz.OutputError where it cannot write.
        """
        suffix = check_suffix(path, SUFFIXES, of="a worksheet")
        return write_atomically(path, self.encode(suffix[1:]))

    def encode(self, format: str) -> str | bytes:
        """The sheets as "pdf", "tex", "docx" or "html"."""
        check_option("format", format, FORMATS)
        if format == "html":
            return sheets_html(self._print)
        if format == "tex":
            return sheets_tex(self._print)
        if format == "docx":
            return sheets_docx(self._print)
        return pages_pdf(list(self._pages()))

    def _pages(self) -> Any:
        printed = self._print
        if printed.sheets:
            for content in printed.contents:
                yield from sheet_pages(content, printed.plan)
        if printed.key:
            yield from key_pages(printed.contents, printed.plan)


def worksheet(  # noqa: PLR0913  a keyword for each choice; all have a default
    root: Value,
    blanks: Blanked | float = "gradients",
    seed: int = 0,
    *,
    answers: Answers = False,
    variants: int = 1,
    lang: Language = "en",
    precision: int = 4,
    names: Mapping[str, Any] | None = None,
    theme: ThemeLike = "print",
    recompute: bool = False,
) -> Worksheet:
    """The graph of `root` as a sheet to be filled in by hand: the picture with numbered blanks, and a question for each.

    blanks     "gradients", "values", "partials", "all", or a share of everything, such as 0.4, drawn by `seed`; nothing
               that is printed gives a blank away
    seed       a whole number: the same seed gives the same sheets
    answers    True prints the answers after the sheets, "only" the answers alone; ``worksheet(...).key`` does that, too
    variants   so many sheets with other numbers, whole or with one decimal, whose answers are short; each has a code by
               which its answers are found. One sheet has the numbers of the graph itself
    lang       "en" or "zh"
    precision  significant digits, to which answers are rounded where they are not short; the sheet then says so
    names, theme, recompute  as in `viz.draw`; the theme is made for paper

    >>> a, b = Value(2, "a"), Value(1, "b"); e = ((a + b).named("c") * (b + 1).named("d")).named("e")
    >>> sheets = worksheet(e, variants=30)
    >>> len(sheets), sheets.codes[:2]
    (30, ('KNLM', 'RFKQ'))
    >>> path = sheets.save("sheets.html"); path = sheets.key.save("key.html")

    The graph and its gradients are left alone. Raises ValueError where there is nothing to fill in, or where there are
    not as many different numbers, and viz.TooManyNodes for a graph too large for A4. Source: Griewank and Walther
    2008, chapter 3; 002 §3.1.
    """
    check_blanks(blanks)
    _check_seed(seed)
    _check_answers(answers)
    check_count("variants", variants)
    check_lesson(lang=lang, precision=precision, names=names)
    colours = by_day(resolve(theme))
    if not isinstance(root, Value):
        raise TypeError(f"worksheet needs a Value, got {type(root).__name__}")
    graph = subject(root, recompute, names)
    request = Request(blanks, int(seed), int(variants), precision, lang)
    writer = ExerciseWriter(lang, precision)
    contents = tuple(
        Content(variant, writer, colours) for variant in make_variants(graph, request)
    )
    return Worksheet(
        contents, _legible_plan(contents[0], len(graph.nodes)), lang, answers
    )


def _legible_plan(content: Content, nodes: int) -> Plan:
    """The layout of the pages. TooManyNodes where the picture would be too small to be read from paper."""
    found = f"it has {nodes:,} nodes"
    if nodes <= _MOST_NODES:
        plan = plan_pages(content)
        size = plan.told.type_size
        if size >= _LEAST:
            return plan
        found = f"its letters would be {size:.1f} pt"
    raise TooManyNodes(
        f"worksheet: this graph is too large for A4, {found}: make a sheet of a part of it (any inner Value can be the "
        "root), or of a smaller network"
    )


def _check_seed(seed: Any) -> None:
    if isinstance(seed, bool) or not isinstance(seed, int):
        raise TypeError(f"seed must be a whole number; got {seed!r}")


def _check_answers(answers: Any) -> None:
    if not isinstance(answers, bool) and answers != "only":
        raise ValueError(f'answers must be True, False or "only"; got {answers!r}')
