"""Sheets as one HTML page that works offline and prints on A4: no script, no request, and no text in it can run."""

from __future__ import annotations

import html
from collections.abc import Iterator, Sequence
from typing import Final

from viz.lang import TAGS
from viz.render.svg import scene_svg
from viz.render.webpage import page_policy, read_packaged
from viz.sheets.exercise_texts import Answer
from viz.sheets.sheet_content import Content, codes, cropped
from viz.sheets.sheet_plan import Print
from viz.text.typesetting import text_spans

_HEAD: Final = """<!doctype html>
<html lang="{lang}">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="{policy}">
<meta name="viewport" content="width=device-width">
<title>{title}</title>
<style>{style}</style>
</head>
<body>
"""


def sheets_html(print_: Print) -> str:
    """The page: a section for each sheet, and for the key."""
    style = read_packaged("viz.sheets", "sheet.css")
    first = print_.contents[0]
    parts = [
        _HEAD.format(
            lang=TAGS[print_.lang],
            policy=page_policy(styles=[style]),
            title=html.escape(first.say("title", name=first.name)),
            style=style,
        )
    ]
    if print_.sheets:
        for k, content in enumerate(print_.contents):
            parts += _sheet(content, print_, k)
    if print_.key:
        parts += _key(print_)
    return "".join([*parts, "</body>\n</html>\n"])


def _section(print_: Print) -> str:
    lying = print_.plan.lying
    return f'<section class="{"lying" if lying else "upright"}">\n'


def _sheet(content: Content, print_: Print, number: int) -> Iterator[str]:
    yield _section(print_)
    yield from _title(content, "title", content.say("sheet", code=content.code))
    words = content.writer.words
    name, date = html.escape(words["name"]), html.escape(words["date"])
    yield f'<p class="fields"><span class="line">{name}</span><span class="line short">{date}</span></p>\n'
    for task in content.tasks:
        yield f"<p>{_set(task)}</p>\n"
    yield _picture(content, print_, f"s{number}-")
    style = "questions" if print_.plan.together else "questions overleaf"
    yield f'<ol class="{style}">\n'
    for answer in content.answers:
        yield f'<li><span class="line"><span>{_set(answer.asked)}</span></span></li>\n'
    yield "</ol>\n</section>\n"


def _title(content: Content, key: str, right: str) -> Iterator[str]:
    title = _set(content.say(key, name=content.name))
    yield f"<header><h1>{title}</h1><p>{html.escape(right)}</p></header>\n"


def _picture(
    content: Content, print_: Print, prefix: str, answered: bool = False
) -> str:
    told = content.refit(print_.plan.told, print_.plan.told.room)
    svg = scene_svg(cropped(content.scene(told, answered)), prefix)
    return f"<figure>{svg}</figure>\n"


def _key(print_: Print) -> Iterator[str]:
    first, *others = print_.contents
    yield _section(print_)
    code = "" if others else first.say("sheet", code=first.code)
    yield from _title(first, "key title", code)
    if others:
        yield f"<p>{html.escape(first.say('codes'))}</p>\n<dl>\n"
        for content in codes(print_.contents):
            yield f"<dt>{content.code}</dt><dd>{_listed(content.answers)}</dd>\n"
        yield "</dl>\n"
    else:
        yield _picture(first, print_, "k-", answered=True)
        yield from _table(first)
    yield "</section>\n"


def _set(text: str) -> str:
    """A text with the scripts of its names."""
    parts = []
    for span in text_spans(text):
        letters = html.escape(span.text)
        tag = "sub" if span.lift < 0 else "sup"
        parts.append(f"<{tag}>{letters}</{tag}>" if span.lift else letters)
    return "".join(parts)


def _listed(answers: Sequence[Answer]) -> str:
    items = (f"<b>{k}</b>: {html.escape(x.text)}" for k, x in enumerate(answers, 1))
    return "".join(f"<span>{item}</span> " for item in items)


def _table(content: Content) -> Iterator[str]:
    """A row for each blank: its number, what is asked, the working with the answer."""
    words = content.writer.words
    heads = "".join(
        f"<th>{html.escape(words[key])}</th>" for key in ("blank", "asked", "answer")
    )
    yield f"<table>\n<thead><tr>{heads}</tr></thead>\n<tbody>\n"
    for k, answer in enumerate(content.answers, 1):
        cells = (str(k), answer.asked, answer.line)
        row = "".join(f"<td>{_set(cell)}</td>" for cell in cells)
        yield f"<tr>{row}</tr>\n"
    yield "</tbody>\n</table>\n"
