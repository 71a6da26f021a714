"""Docstrings as Markdown: sessions become blocks of code, options in columns become lists."""

from __future__ import annotations

import inspect
import re
import textwrap
from collections.abc import Iterator
from typing import Any, Final

import griffe

OPTION: Final = re.compile(r"(\*{0,2}[A-Za-z_][\w., *=/\[\]]{0,40}?) {2,}(\S.*)")
"""A line that begins the description of an option: its name, and in a column what it means."""

CODE: Final = re.compile(r"(`[^`]+`)")


def as_markdown(text: str) -> str:
    """A docstring with its layout said in Markdown."""
    return "\n\n".join(_block(block) for block in _blocks(text))


def _blocks(text: str) -> Iterator[str]:
    """Paragraphs; a session is one of them, and ends where text begins."""
    for paragraph in re.split(r"\n\s*\n", inspect.cleandoc(text)):
        lines = paragraph.split("\n")
        start = next(
            (i for i, line in enumerate(lines) if line.lstrip().startswith(">>> ")),
            len(lines),
        )
        if start:
            yield "\n".join(lines[:start])
        if start < len(lines):
            yield "\n".join(lines[start:])


def _block(block: str) -> str:
    if block.lstrip().startswith(">>> "):
        session = re.sub(r" *# doctest:.*", "", textwrap.dedent(block))
        return f"```pycon\n{session.replace('<BLANKLINE>', '')}\n```"
    lines = block.split("\n")
    if OPTION.match(lines[0]):
        return _options(lines)
    if all(line.startswith("    ") for line in lines):
        return f"```text\n{textwrap.dedent(block)}\n```"
    return "\n".join(_escaped(line) for line in lines)


def _options(lines: list[str]) -> str:
    items: list[str] = []
    for line in lines:
        match = OPTION.match(line)
        if match:
            items.append(f"- `{match[1]}`: {_escaped(match[2])}")
        else:
            items[-1] += " " + _escaped(line.strip())
    return "\n".join(items)


def _escaped(text: str) -> str:
    """Text in which only `code` is Markdown: no brackets are links, no stars are emphasis."""
    pieces = CODE.split(re.sub(r"``(.+?)``", r"`\1`", text))
    pieces[::2] = [re.sub(r"[\[*<]", r"\\\g<0>", prose) for prose in pieces[::2]]
    return "".join(pieces)


class Layout(griffe.Extension):  # type: ignore[misc,unused-ignore]  # griffe may be missing where types are checked
    """What mkdocstrings reads a docstring with."""

    def on_instance(self, *, obj: Any, **_: Any) -> None:
        """Of every function, class, method and module."""
        if obj.docstring:
            obj.docstring.value = as_markdown(obj.docstring.value)
