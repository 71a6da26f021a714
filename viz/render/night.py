"""The night of an SVG: colours that change where the reader's system asks for dark pages.

A program that knows nothing of nights shows the colours by day, which are presentation attributes. A browser finds those
by night in a style sheet, in an SVG file as well as in one that stands in a page or a notebook.
"""

from __future__ import annotations

from collections.abc import Iterator

from viz.render.marks import Scene, Text
from viz.theme import DayNight


def paint(attribute: str, colour: str) -> str:
    """A colour as an attribute, and its colour by night as one for the style sheet to find.

    >>> print(paint("fill", "#ffffff"), paint("fill", DayNight("#ffffff", "#14181f")))
     fill="#ffffff"  fill="#ffffff" data-fill="#14181f"
    """
    night = ""
    if isinstance(colour, DayNight):
        night = f' data-{attribute}="{colour.night}"'
    return f' {attribute}="{colour}"{night}'


def night_style(scene: Scene, *, in_notebook: bool = False) -> Iterator[str]:
    """The style sheet with the colours by night, if a scene has some. On paper it is always day.

    Visual Studio Code tells the pictures of its notebooks by a class, not by the media query, that it is dark.
    """
    rules = {_rule("fill", scene.background)}
    for mark in scene.marks:
        rules.add(_rule("fill", mark.fill))
        if not isinstance(mark, Text):
            rules.add(_rule("stroke", mark.stroke))
    sorted_rules = sorted(rules - {""})
    if not sorted_rules:
        return
    by_night = "".join(sorted_rules)
    sheet = f"@media screen and (prefers-color-scheme:dark){{{by_night}}}"
    if in_notebook:
        sheet += "".join(f"body.vscode-dark {rule}" for rule in sorted_rules)
    yield f"<style>{sheet}</style>"


def _rule(attribute: str, colour: str) -> str:
    """The rule for a colour. It names what it sets, so that pictures on one page never repaint one another."""
    if not isinstance(colour, DayNight):
        return ""
    night = colour.night
    return f'[data-{attribute}="{night}"]{{{attribute}:{night}}}'
