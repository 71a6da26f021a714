"""What every page of ours is made of: a template with places, a policy, and colours that change with the theme.

Vocabulary
    place     {{name}} in a template; what is filled in is not read again
    policy    the content security policy: it admits what carries these hashes and nothing else, so that a page reaches
              no network and no text in it can run
    variable  a colour of a theme by name in a style sheet: --ink, --value, --input-fill
    stand-in  an odd colour that stands for a variable while an SVG is drawn
"""

from __future__ import annotations

import base64
import hashlib
import html
import json
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import fields, replace
from importlib.resources import files
from typing import Any

from viz.render.tints import StandIn
from viz.theme import THEMES, Theme, by_night

_STAND_IN = "c0ff"
"""Stand-ins begin with this."""


def fill_template(
    template: str, parts: Mapping[str, str], labels: Mapping[str, str]
) -> Iterator[str]:
    """The template with its places {{name}} and {{label: name}} filled; labels are escaped, parts are HTML.

    >>> "".join(fill_template("<p>{{text}}</p>{{label: a}}", {"text": "{{a}}"}, {"a": "<"}))
    '<p>{{a}}</p>&lt;'
    """
    first, *rest = template.split("{{")
    yield first
    for piece in rest:
        name, _, text = piece.partition("}}")
        label = name.removeprefix("label: ")
        yield parts[name] if label == name else html.escape(labels[label])
        yield text


def read_packaged(package: str, name: str) -> str:
    """The text of a file that lies beside the modules of a package: a template, a script or a style sheet."""
    return files(package).joinpath(name).read_text(encoding="utf-8")


def source_hash(text: str) -> str:
    """How a policy names a script or style sheet that stands in the page."""
    return (
        f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'"
    )


def page_policy(
    *, scripts: Iterable[str] = (), styles: Iterable[str] = (), images: bool = False
) -> str:
    """The policy of a page that runs these scripts and these style sheets and nothing else; `images` may lie in it, too.

    >>> page_policy(styles=["p{}"])[:30]
    "default-src 'none'; style-src "
    """
    rules = ["default-src 'none'"]
    if images:
        rules.append("img-src data:")
    for kind, texts in (("script-src", scripts), ("style-src", styles)):
        hashes = dict.fromkeys(map(source_hash, texts))
        if hashes:
            rules.append(" ".join([kind, *hashes]))
    return "; ".join([*rules, "base-uri 'none'", "form-action 'none'"])


def page_json(data: Any) -> str:
    """JSON that cannot end the script element that it stands in, nor a line of JavaScript."""
    text = json.dumps(data, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
    for c in "<>&\u2028\u2029":
        text = text.replace(c, f"\\u{ord(c):04x}")
    return text


def variables(theme: Theme) -> str:
    """The colours of a theme as declarations of a style sheet."""
    colours = theme_colours(theme).items()
    return ";".join(f"--{name}:{colour}" for name, colour in colours)


def page_theme(theme: Theme) -> str:
    """What the attribute data-theme of a page says: "dark", "light", or "auto" where the reader's system decides."""
    if by_night(theme):
        return "auto"
    return "dark" if is_dark(theme) else "light"


def page_colours(theme: Theme) -> str:
    """The rules for the colours of a page whose root has the attribute `page_theme`, or another one by a switch."""
    day, night = light_and_dark(theme)
    light = f"{{color-scheme:light;{variables(day)}}}"
    dark = f"{{color-scheme:dark;{variables(night)}}}"
    rules = [
        f":root{light}",
        f':root[data-theme="dark"]{dark}',
        f'@media (prefers-color-scheme:dark){{:root[data-theme="auto"]{dark}}}',
        f"@media print{{:root[data-theme]{light}}}",
    ]
    return "\n".join(rules)


def light_and_dark(theme: Theme) -> tuple[Theme, Theme]:
    """A theme and its opposite for a switch, the light one first."""
    night = by_night(theme)
    if night:
        return theme, night
    if is_dark(theme):
        return THEMES["light"], theme
    return theme, THEMES["dark"]


def is_dark(theme: Theme) -> bool:
    """Whether the background is nearer to black than to white; a colour by name counts as light."""
    digits = theme.background.removeprefix("#")
    if digits == theme.background:
        return theme.background.lower() == "black"
    size = len(digits) // 3
    starts = range(0, len(digits), size)
    channels = [int(digits[i : i + size], 16) for i in starts]
    middle = 8 if size == 1 else 128
    return sum(channels) < 3 * middle


def with_stand_ins(theme: Theme) -> Theme:
    """A theme whose colours are stand-ins: what is drawn with it becomes colourful by `with_variables`."""
    colours = {name: colour for colour, name in _stand_ins(theme).items()}
    looks = {}
    for role, look in theme.looks.items():
        fill, stroke = colours[f"{role}-fill"], colours[f"{role}-stroke"]
        looks[role] = replace(look, fill=fill, stroke=stroke)
    plain = {name: colours[_variable(name)] for name in _colour_fields(theme)}
    return replace(theme, **plain, looks=looks)


def with_variables(svg: str, theme: Theme) -> str:
    """An SVG that was drawn with `with_stand_ins(theme)`, with variables for its stand-ins."""
    names = _stand_ins(theme)

    def variable(stand_in: re.Match[str]) -> str:
        name = names.get(stand_in[0])
        return f"var(--{name})" if name else stand_in[0]

    def paint(colour: re.Match[str]) -> str:
        """A colour, or a tint of two."""
        return re.sub(f"#{_STAND_IN}..", variable, colour[0])

    places = rf'(?<=fill="|roke=")(#{_STAND_IN}..|color-mix[^"]*)(?=")'
    return re.sub(places, paint, svg)


def theme_colours(theme: Theme) -> dict[str, str]:
    """Every colour of a theme by the name of its variable."""
    colours = {}
    for name in _colour_fields(theme):
        colours[_variable(name)] = getattr(theme, name)
    for role, look in theme.looks.items():
        colours[f"{role}-fill"] = look.fill
        colours[f"{role}-stroke"] = look.stroke
    return colours


def _colour_fields(theme: Theme) -> list[str]:
    """The fields of a theme that hold one colour."""
    names = [field.name for field in fields(theme)]
    return [name for name in names if name not in ("name", "looks")]


def _variable(name: str) -> str:
    return name.replace("_", "-")


def _stand_ins(theme: Theme) -> dict[str, str]:
    """The name of the variable for which each stand-in stands."""
    names = enumerate(theme_colours(theme))
    return {StandIn(f"#{_STAND_IN}{i:02x}"): name for i, name in names}
