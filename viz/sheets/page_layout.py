"""Sheets on A4 pages, as scenes: head, task, picture, and questions with lines to write on.

Vocabulary
    head   title, code, the lines for name and date, and the task
    plan   which way the paper lies, how the picture is told, and whether the questions stand on its page
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from viz.render.marks import Scene
from viz.rooms import Room
from viz.sheets.paper import BODY, GUTTER, MARGIN, ROW, Page, new_page
from viz.sheets.sheet_content import COMFORTABLE, LEGIBLE, Content, Told, lowered
from viz.text.metrics import clip, text_width
from viz.theme import Theme

_WRITING: Final = 110.0
"""The least width to write in, in points."""
_LOOSE: Final = 2.2
"""How much further apart the lines are where a page has room."""
_NUMBER: Final = 20.0
"""The width that the number of a question takes."""


@dataclass(frozen=True, slots=True)
class Plan:
    """How the sheets of a graph are laid out: which way the paper lies, and how the picture is told."""

    lying: bool
    together: bool
    """Whether the questions stand on the page of the picture."""
    told: Told

    @property
    def worth(self) -> float:
        """Large letters first, then few pages, then upright ones: a point of type is worth about as much."""
        size = min(self.told.type_size, COMFORTABLE)
        return size + 0.8 * self.together - self.lying

    def page(self, theme: Theme) -> Page:
        return new_page(self.lying, theme)


def plan_pages(content: Content) -> Plan:
    """The layout in which the picture has the largest letters, on one page with the questions if that is legible."""
    plans = []
    for plan in _plans(content, together=True):
        if plan.told.type_size >= COMFORTABLE:
            return plan
        plans.append(plan)
    if not any(plan.told.type_size >= LEGIBLE for plan in plans):
        plans += _plans(content, together=False)
    return max(plans, key=lambda plan: plan.worth)


def _plans(content: Content, together: bool) -> Iterator[Plan]:
    for lying in (False, True):
        page = new_page(lying, content.theme)
        _head(page, content)
        down = page.bottom - page.y
        if together:
            down -= _questions_height(page, content)
        if down >= 2 * MARGIN:
            room = Room(page.inside, down)
            yield Plan(lying, together, content.fit(room))


# --- the sheet ------------------------------------------------------------------------------------------------------


def sheet_pages(content: Content, plan: Plan) -> list[Scene]:
    """The pages of one sheet."""
    page = plan.page(content.theme)
    pages = [page]
    _head(page, content)
    told = content.refit(plan.told, plan.told.room)
    scene = content.scene(told)
    page.place(lowered(scene) if plan.together else scene)
    if not plan.together:
        page = plan.page(content.theme)
        pages.append(page)
        _short_head(page, content)
    columns, rows = _columns(page, content), _rows(page, content)
    evenly = (page.bottom - page.y) / len(rows)
    tall = min(evenly if plan.together else max(ROW, evenly), _LOOSE * ROW)
    for row in rows:
        if page.y + tall > page.bottom + 1.0:
            page = plan.page(content.theme)
            pages.append(page)
            _short_head(page, content)
        page.y += tall
        _write_row(page, row, columns)
    return _finished(pages, content)


def _head(page: Page, content: Content) -> None:
    """Title and code, the lines for name and date, and the task."""
    _short_head(page, content)
    words = content.writer.words
    middle = MARGIN + 0.66 * page.inside
    y = page.y = page.y + 24.0
    fields = (MARGIN, middle - GUTTER, "name"), (middle, page.right, "date")
    for left, right, key in fields:
        page.write(left, y, words[key])
        page.rule(left + text_width(words[key], BODY) + 6.0, right, y + 2.0)
    page.y += 8.0
    for task in content.tasks:
        page.paragraph(task)


def _short_head(page: Page, content: Content) -> None:
    code = content.say("sheet", code=content.code)
    page.title(content.say("title", name=content.name), code)


def _columns(page: Page, content: Content) -> int:
    """How many questions stand side by side."""
    widest = max(text_width(answer.asked, BODY) for answer in content.answers)
    needed = min(_NUMBER + widest + 8.0 + _WRITING, page.inside)
    return max(1, min(3, int((page.inside + GUTTER) / (needed + GUTTER))))


def _rows(page: Page, content: Content) -> list[list[tuple[int, str]]]:
    """The questions with their numbers, in rows of as many as stand side by side."""
    numbered = [(i, answer.asked) for i, answer in enumerate(content.answers, 1)]
    count = _columns(page, content)
    return [numbered[i : i + count] for i in range(0, len(numbered), count)]


def _questions_height(page: Page, content: Content) -> float:
    return ROW * len(_rows(page, content))


def _write_row(page: Page, row: Sequence[tuple[int, str]], columns: int) -> None:
    """Questions side by side, each on a line to write on."""
    width = (page.inside + GUTTER) / columns - GUTTER
    for k, (number, asked) in enumerate(row):
        left = MARGIN + k * (width + GUTTER)
        text = clip(asked, BODY, width - _NUMBER - _WRITING / 2)
        page.write(left, page.y - 4.0, str(number), bold=True)
        page.write(left + _NUMBER, page.y - 4.0, text)
        start = left + _NUMBER + text_width(text, BODY) + 6.0
        page.rule(start, left + width, page.y - 2.0)


def _finished(pages: Sequence[Page], content: Content) -> list[Scene]:
    """The pages with their feet."""
    title = content.say("title", name=content.name)
    for k, page in enumerate(pages, 1):
        where = content.say("page", k=k, n=len(pages))
        page.foot(f"{content.code} · {where}")
    return [page.scene(title) for page in pages]
