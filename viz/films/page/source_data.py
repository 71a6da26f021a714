"""The lines of a program beside the picture: which lines made the nodes, and what stands between them.

Lines that made a node are shown as they were when they ran. What stands between two of them is read from the file, if
that still says the same.
"""

from __future__ import annotations

import linecache
from collections.abc import Iterator, Mapping
from pathlib import PurePath
from typing import Any, Final

from autograd.source_lines import SourceLine
from viz.errors import visible
from viz.films.frames import Frames

_GAP: Final = 8
"""Of so many lines between two that made nodes, all are shown; of more, none."""
_LONGEST: Final = 200
"""Letters of a line."""


def source_block(frames: Frames) -> dict[str, Any] | None:
    """Files with their lines, and for each node the place of its line among all; None where no lines are known."""
    if not frames.lines:
        return None
    files: dict[str, dict[int, str]] = {}
    for line in frames.lines.values():
        files.setdefault(line.file, {})[line.number] = line.text
    places: dict[tuple[str, int], int] = {}
    shown = []
    for file, texts in files.items():
        lines = list(_with_lines_between(file, texts))
        for number, _ in lines:
            places[file, number] = len(places)
        listed = [[number, text[:_LONGEST]] for number, text in lines]
        name = visible(PurePath(file).name or file, _LONGEST)
        shown.append({"name": name, "lines": listed})
    return {
        "files": shown,
        "line": [_place(frames.lines.get(node), places) for node in frames.steps.nodes],
    }


def _place(
    line: SourceLine | None, places: Mapping[tuple[str, int], int]
) -> int | None:
    return None if line is None else places[line.file, line.number]


def _with_lines_between(
    file: str, texts: Mapping[int, str]
) -> Iterator[tuple[int, str]]:
    """The lines by their numbers, with what stands between them."""
    now = [text.rstrip() for text in linecache.getlines(file)]
    is_same = all(
        number <= len(now) and now[number - 1] == text for number, text in texts.items()
    )
    before = None
    for number, text in sorted(texts.items()):
        if is_same and before is not None and number - before <= _GAP:
            for between in range(before + 1, number):
                yield between, now[between - 1]
        yield number, text
        before = number
