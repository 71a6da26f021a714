"""The answers on A4 pages: of one sheet its picture filled in and the working, of several a list by their codes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from viz.render.marks import Scene
from viz.rooms import Room
from viz.sheets.page_layout import Plan
from viz.sheets.paper import BODY, LEADING, MARGIN, Page, new_page
from viz.sheets.sheet_content import Content, codes, lowered
from viz.text.line_breaks import wrap

_INDENT: Final = 44.0
"""From the left margin to the answers, beside a number or a code."""
_BETWEEN: Final = "   "
"""Between two answers of a line."""


def key_pages(contents: Sequence[Content], plan: Plan) -> list[Scene]:
    """The pages of the key."""
    first, *others = contents
    pages = _list_of_keys(codes(contents)) if others else _one_key(first, plan)
    for k, page in enumerate(pages, 1):
        page.foot(first.say("page", k=k, n=len(pages)))
    return [page.scene(_title(first)) for page in pages]


def _title(content: Content) -> str:
    return content.say("key title", name=content.name)


def _one_key(content: Content, plan: Plan) -> list[Page]:
    """The picture with its answers, and each with its working."""
    page = plan.page(content.theme)
    pages = [page]
    code = content.say("sheet", code=content.code)
    page.title(_title(content), code)
    lines = [
        (f"{k}", f"{answer.asked} {answer.line}")
        for k, answer in enumerate(content.answers, 1)
    ]
    height = sum(len(_broken(page, text)) for _, text in lines) * LEADING
    down = page.bottom - page.y
    if plan.together and height < down - plan.told.room.height / 2:
        down -= height
    room = Room(page.inside, down)
    told = content.refit(plan.told, room)
    page.place(lowered(content.scene(told, answered=True)))
    page.y += LEADING / 2
    for label, text in lines:
        page = _write(pages, page, label, text)
    return pages


def _list_of_keys(contents: Sequence[Content]) -> list[Page]:
    """A paragraph for each sheet, in the order of the codes."""
    first = contents[0]
    page = new_page(False, first.theme)
    pages = [page]
    page.title(_title(first))
    page.paragraph(first.say("codes"))
    for content in contents:
        numbered = enumerate(content.answers, 1)
        items = (f"{k}:\u00a0{answer.text}" for k, answer in numbered)
        page.y += LEADING / 3
        page = _write(pages, page, content.code, _BETWEEN.join(items))
    return pages


def _broken(page: Page, text: str) -> list[str]:
    return wrap(text, BODY, page.inside - _INDENT)


def _write(pages: list[Page], page: Page, label: str, text: str) -> Page:
    """A text beside its label, on a new page if there is no room; the page that it is on."""
    lines = _broken(page, text)
    if page.y + LEADING * len(lines) > page.bottom:
        page = replace(page, y=MARGIN, groups=[], marks=[])
        pages.append(page)
    for k, line in enumerate(lines):
        page.y += LEADING
        if not k:
            page.write(MARGIN, page.y - 3.0, label, bold=True)
        page.write(MARGIN + _INDENT, page.y - 3.0, line)
    return page
