"""How drawings look: plain data, to be copied and changed.

Vocabulary
    role    what a box stands for: input, parameter, constant, operation, output
    look    fill and outline of a role; no two roles share an outline, so that a grey copy says the same
    theme   all colours of a drawing
    night   the colour that takes the place of another where the reader's system asks for dark pages

Meaning never rests on colour: a value stands above its box, a gradient below. The default colours are told apart with
any colour vision (blue and vermillion after Okabe and Ito 2008) and keep a contrast of 4.5 on their background.

>>> from dataclasses import replace
>>> navy = replace(THEMES["light"], name="navy", value="#004488")
>>> resolve(navy).value, resolve({"base": "dark", "value": "#fff"}).value
('#004488', '#fff')
"""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, fields, replace
from typing import Any, Final, TypeAlias

from autograd import html_tables
from autograd.hints import check_option
from viz.options import ThemeName

ROLES: Final = ("input", "parameter", "constant", "operation", "output")

_COLOUR = re.compile(r"#[0-9a-fA-F]{3}([0-9a-fA-F]{3})?|[a-zA-Z]{3,30}")


class DayNight(str):
    """A colour with another for the night: a page shows either, what knows no night (PNG, PDF, TeX) the one by day."""

    night: str

    def __new__(cls, day: str, night: str) -> DayNight:
        colour = super().__new__(cls, day)
        colour.night = night
        return colour

    def __reduce__(self) -> tuple[type[DayNight], tuple[str, str]]:
        return DayNight, (str(self), self.night)


PILL: Final = 17.0
"""The radius of round ends: half the height of a box with one line."""


@dataclass(frozen=True, slots=True)
class Look:
    """How a role is drawn. Lengths are in points."""

    fill: str
    stroke: str
    width: float = 1.3
    radius: float = 7.0
    """Of the corners; 0 is a sharp box, PILL one with round ends."""
    dash: str = ""
    """Lengths of stroke and gap, "4 3"; "" is a solid line."""
    double: bool = False
    """A second outline inside the first."""

    _repr_html_ = html_tables.fields_html


@dataclass(frozen=True, slots=True)
class Theme:
    """The colours of a drawing, as #rgb, #rrggbb or a CSS colour name."""

    name: str
    background: str
    ink: str
    """Formulas."""
    muted: str
    """Captions on the edges."""
    wire: str
    value: str
    grad: str
    highlight: str
    highlight_fill: str
    looks: Mapping[str, Look] = field(default_factory=dict)
    """A Look for each of ROLES."""
    frame: str = ""
    """Outline and name of a group; "" is the colour of wires."""
    frame_fill: str = ""
    """Inside a group; "" is the background."""
    fold: str = ""
    """A folded group; "" is the fill of operations."""

    def __post_init__(self) -> None:
        for role in ROLES:
            if role not in self.looks:
                raise ValueError(
                    f"theme {self.name!r}: looks must have an entry for each of {ROLES}, {role!r} is missing"
                )
        defaults = {
            "frame": self.wire,
            "frame_fill": self.background,
            "fold": self.looks["operation"].fill,
        }
        for name, colour in defaults.items():
            if getattr(self, name) == "":
                object.__setattr__(self, name, colour)
        for where, colour in self._colours().items():
            if not isinstance(colour, str) or not _COLOUR.fullmatch(colour):
                raise ValueError(
                    f"theme {self.name!r}: {where} must be #rgb, #rrggbb or a colour name, got {colour!r}"
                )
        for role, look in self.looks.items():
            if not re.fullmatch(r"[\d. ]*", look.dash):
                raise ValueError(
                    f"theme {self.name!r}: looks[{role!r}].dash must be lengths, got {look.dash!r}"
                )

    def _colours(self) -> dict[str, Any]:
        """Every colour of the theme, by the place where it stands."""
        colours = {}
        for member in fields(self):
            if member.name not in ("name", "looks"):
                colours[member.name] = getattr(self, member.name)
        for role, look in self.looks.items():
            colours[f"looks[{role!r}].fill"] = look.fill
            colours[f"looks[{role!r}].stroke"] = look.stroke
        return colours

    _repr_html_ = html_tables.fields_html


def _looks(leaf: str, box: str, stroke: str) -> dict[str, Look]:
    """The looks of a theme from its fills of leaves and of computed boxes, and its outline."""
    return {
        "input": Look(leaf, stroke, radius=PILL),
        "parameter": Look(leaf, stroke, radius=0.0, double=True),
        "constant": Look(leaf, stroke, dash="4 3"),
        "operation": Look(box, stroke),
        "output": Look(box, stroke, width=2.6),
    }


_LIGHT = Theme(
    name="light",
    background="#ffffff",
    ink="#1f2328",
    muted="#50565e",
    wire="#7d838c",
    value="#005fa3",
    grad="#b8400a",
    highlight="#7a2f9e",
    highlight_fill="#f5eafa",
    looks=_looks(leaf="#eaf1f8", box="#ffffff", stroke="#3d444d"),
    frame="#50565e",
    frame_fill="#f6f7f9",
    fold="#fdf6e3",
)
_DARK = Theme(
    name="dark",
    background="#14181f",
    ink="#eef1f5",
    muted="#b4bbc5",
    wire="#8a929e",
    value="#66b8ff",
    grad="#ff9a5c",
    highlight="#d9a3ff",
    highlight_fill="#38264a",
    looks=_looks(leaf="#253142", box="#1b222c", stroke="#b4bbc5"),
    frame="#b4bbc5",
    frame_fill="#1a2029",
    fold="#2e2a1e",
)
_PRINT = Theme(
    name="print",
    background="#ffffff",
    ink="#000000",
    muted="#333333",
    wire="#555555",
    value="#000000",
    grad="#000000",
    highlight="#000000",
    highlight_fill="#dddddd",
    looks=_looks(leaf="#eeeeee", box="#ffffff", stroke="#000000"),
    frame="#333333",
    frame_fill="#f7f7f7",
    fold="#ffffff",
)
_CONTRAST = Theme(
    name="contrast",
    background="#ffffff",
    ink="#000000",
    muted="#000000",
    wire="#000000",
    value="#00429d",
    grad="#8f2400",
    highlight="#5b0f8b",
    highlight_fill="#f0dcff",
    looks=_looks(leaf="#ffffff", box="#ffffff", stroke="#000000"),
    frame="#000000",
    frame_fill="#ffffff",
    fold="#ffffff",
)


def day_and_night(day: Theme, night: Theme, name: str) -> Theme:
    """The theme `day` that takes the colours of `night` where the reader's system asks for dark pages.

    >>> both = day_and_night(THEMES["light"], THEMES["contrast"], "mine")
    >>> both.value, both.value.night
    ('#005fa3', '#00429d')
    """
    looks = {}
    for role, look in day.looks.items():
        dark = night.looks[role]
        fill = DayNight(look.fill, dark.fill)
        looks[role] = replace(
            look, fill=fill, stroke=DayNight(look.stroke, dark.stroke)
        )
    colours = {
        member.name: DayNight(getattr(day, member.name), getattr(night, member.name))
        for member in fields(Theme)
        if member.name not in ("name", "looks")
    }
    return replace(day, name=name, looks=looks, **colours)


def by_night(theme: Theme) -> Theme | None:
    """What a theme becomes by night; None if it stays as it is."""
    if not isinstance(theme.background, DayNight):
        return None
    return _with_colours(theme, lambda colour: getattr(colour, "night", colour))


def by_day(theme: Theme) -> Theme:
    """A theme without its night: for paper.

    >>> by_day(resolve("auto")).value == THEMES["light"].value, by_night(by_day(resolve("auto")))
    (True, None)
    """
    return _with_colours(theme, str)


def _with_colours(theme: Theme, change: Callable[[str], str]) -> Theme:
    """A theme with each of its colours changed."""
    colours = {
        member.name: change(getattr(theme, member.name))
        for member in fields(Theme)
        if member.name not in ("name", "looks")
    }
    looks = {}
    for role, look in theme.looks.items():
        fill = change(look.fill)
        looks[role] = replace(look, fill=fill, stroke=change(look.stroke))
    return replace(theme, looks=looks, **colours)


AUTO: Final = day_and_night(_LIGHT, _DARK, "auto")
"""Light, and dark by night."""

THEMES: Final[dict[str, Theme]] = {
    theme.name: theme for theme in (AUTO, _LIGHT, _DARK, _PRINT, _CONTRAST)
}
"""The themes by name; put your own beside them, or pass a Theme. ``light`` is safe for any colour vision."""


ThemeLike: TypeAlias = ThemeName | Theme | Mapping[str, Any]
"""What `theme=` takes: the name of a theme of ours, a Theme, or changes to one."""
DEFAULT: Final[Mapping[str, Any]] = {}
"""No changes to the theme of `set_theme`: what is drawn with where no theme is given."""
VARIABLE: Final = "CHALKGRAD_THEME"
"""The environment variable with the name of the theme to begin with."""
_chosen: list[Theme] = []
"""What `set_theme` was given last; empty until then."""


def set_theme(theme: ThemeLike = DEFAULT) -> Theme:
    """Make `theme` that of every drawing, film, plot and page that is not given one: ``viz.set_theme("dark")``.

    Without an argument, back to the beginning: the theme that the environment variable CHALKGRAD_THEME names, else
    "auto", which is light, and dark in a page or SVG whose reader's system asks for that. Returns the theme; raises
    ValueError for an unknown name or field.
    """
    _chosen[:] = [] if theme == DEFAULT else [resolve(theme)]
    return resolve(DEFAULT)


def _default_theme() -> Theme:
    """What `set_theme` was given, else what the environment names, else "auto"."""
    if _chosen:
        return _chosen[-1]
    name = os.environ.get(VARIABLE) or AUTO.name
    check_option(f"environment variable {VARIABLE}", name, THEMES)
    return THEMES[name]


def check_theme(theme: Any) -> None:
    """ValueError unless `theme` is a name, a Theme, or a mapping of changes: a plot asks before it computes."""
    resolve(theme)


def resolve(theme: ThemeLike) -> Theme:
    """The Theme for a name, a Theme, or a mapping of changes: {"base": "light", "value": "#004488"}.

    A mapping without a base changes the one of `set_theme`; "auto" counts as "light" then, since the night has no
    colour for what is changed. Raises ValueError for an unknown name or field.
    """
    if isinstance(theme, Theme):
        return theme
    if isinstance(theme, Mapping):
        changes = dict(theme)
        base = _default_theme()
        if changes and base is AUTO:
            base = _LIGHT
        base = resolve(changes.pop("base", base))
        for name in changes:
            check_option("field of a theme", name, [f.name for f in fields(Theme)])
        return replace(base, **changes) if changes else base
    check_option("theme", theme, THEMES)
    return THEMES[theme]
