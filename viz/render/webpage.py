"""What every page of ours is made of: a template with places, a policy, and colours that change with the theme.

Vocabulary
    place     {{name}} in a template; what is filled in is not read again
    policy    the content security policy: it admits what carries these hashes and nothing else, so that a page reaches
              no network and no text in it can run
    variable  a colour of a theme by name in a style sheet: --ink, --value, --input-fill
    mark      an odd colour that stands for a variable while an SVG is drawn
"""

from __future__ import annotations

import base64
import hashlib
import html
import re
from collections.abc import Iterator, Mapping
from dataclasses import fields, replace
from importlib.resources import files

from viz.theme import THEMES, Theme

_MARK = "c0ff"
"""Marks begin with this."""


def filled(
    template: str, parts: Mapping[str, str], labels: Mapping[str, str]
) -> Iterator[str]:
    """The template with its places {{name}} and {{label: name}} filled; labels are escaped, parts are HTML.

    >>> "".join(filled("<p>{{text}}</p>{{label: a}}", {"text": "{{a}}"}, {"a": "<"}))
    '<p>{{a}}</p>&lt;'
    """
    first, *rest = template.split("{{")
    yield first
    for piece in rest:
        name, _, text = piece.partition("}}")
        label = name.removeprefix("label: ")
        yield parts[name] if label == name else html.escape(labels[label])
        yield text


def packaged(package: str, name: str) -> str:
    """The text of a file that lies beside the modules of a package: a template, a script or a style sheet."""
    return files(package).joinpath(name).read_text(encoding="utf-8")


def source_hash(text: str) -> str:
    """How a policy names a script or style sheet that stands in the page."""
    return (
        f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'"
    )


def variables(theme: Theme) -> str:
    """The colours of a theme as declarations of a style sheet."""
    return ";".join(f"--{name}:{colour}" for name, colour in _colours(theme).items())


def light_and_dark(theme: Theme) -> tuple[Theme, Theme]:
    """A theme and its opposite for a switch, the light one first."""
    return (THEMES["light"], theme) if is_dark(theme) else (theme, THEMES["dark"])


def is_dark(theme: Theme) -> bool:
    """Whether the background is nearer to black than to white; a colour by name counts as light."""
    digits = theme.background.removeprefix("#")
    if digits == theme.background:
        return theme.background.lower() == "black"
    size = len(digits) // 3
    channels = [int(digits[i : i + size], 16) for i in range(0, len(digits), size)]
    return sum(channels) < 3 * (8 if size == 1 else 128)


def marked(theme: Theme) -> Theme:
    """A theme whose colours are marks: what is drawn with it becomes colourful by `with_variables`."""
    mark = {name: colour for colour, name in _marks(theme).items()}
    looks = {
        role: replace(look, fill=mark[f"{role}-fill"], stroke=mark[f"{role}-stroke"])
        for role, look in theme.looks.items()
    }
    plain = {
        f.name: mark[f.name.replace("_", "-")]
        for f in fields(theme)
        if f.name not in ("name", "looks")
    }
    return replace(theme, **plain, looks=looks)


def with_variables(svg: str, theme: Theme) -> str:
    """An SVG that was drawn with `marked(theme)`, with variables for its marks."""
    names = _marks(theme)
    return re.sub(
        rf'(?<=fill="|roke=")#{_MARK}..(?=")',
        lambda found: f"var(--{names[found[0]]})" if found[0] in names else found[0],
        svg,
    )


def _colours(theme: Theme) -> dict[str, str]:
    """Every colour of a theme by the name of its variable."""
    colours = {
        f.name.replace("_", "-"): getattr(theme, f.name)
        for f in fields(theme)
        if f.name not in ("name", "looks")
    }
    for role, look in theme.looks.items():
        colours |= {f"{role}-fill": look.fill, f"{role}-stroke": look.stroke}
    return colours


def _marks(theme: Theme) -> dict[str, str]:
    """The name of the variable that a mark stands for."""
    return {f"#{_MARK}{i:02x}": name for i, name in enumerate(_colours(theme))}
