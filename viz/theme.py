"""How drawings look: plain data, to be copied and changed.

Vocabulary
    role    what a box stands for: input, parameter, constant, operation, output
    look    fill, outline and shape of a role; no two roles share a shape, so that a grey copy says the same
    theme   all colours of a drawing

Meaning never rests on colour: a value stands above its box, a gradient below. The default colours are told apart with
any colour vision (blue and vermillion after Okabe and Ito 2008) and keep a contrast of 4.5 on their background.

>>> from dataclasses import replace
>>> mine = replace(THEMES["light"], name="mine", value="#004488")
>>> resolve(mine).value, resolve({"base": "dark", "value": "#fff"}).value
('#004488', '#fff')
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, fields, replace
from typing import Any, Final, TypeAlias

from autograd.hints import check_option
from viz.options import ThemeName

ROLES: Final = ("input", "parameter", "constant", "operation", "output")

_COLOUR = re.compile(r"#[0-9a-fA-F]{3}([0-9a-fA-F]{3})?|[a-zA-Z]{3,30}")


@dataclass(frozen=True, slots=True)
class Look:
    """How a role is drawn. Lengths are in points."""

    fill: str
    stroke: str
    width: float = 1.3
    radius: float = 7.0
    """Of the corners; 0 is a sharp box, 17 a pill."""
    dash: str = ""
    """Lengths of stroke and gap, "4 3"; "" is a solid line."""
    double: bool = False
    """A second outline inside the first."""


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
        missing = [role for role in ROLES if role not in self.looks]
        if missing:
            raise ValueError(
                f"theme {self.name!r}: looks must have an entry for each of {ROLES}, {missing[0]!r} is missing"
            )
        later = {
            "frame": self.wire,
            "frame_fill": self.background,
            "fold": self.looks["operation"].fill,
        }
        for name, colour in later.items():
            if getattr(self, name) == "":
                object.__setattr__(self, name, colour)
        colours = {
            f.name: getattr(self, f.name)
            for f in fields(self)
            if f.name not in ("name", "looks")
        }
        for role, look in self.looks.items():
            colours |= {
                f"looks[{role!r}].fill": look.fill,
                f"looks[{role!r}].stroke": look.stroke,
            }
            if not re.fullmatch(r"[\d. ]*", look.dash):
                raise ValueError(
                    f"theme {self.name!r}: looks[{role!r}].dash must be lengths, got {look.dash!r}"
                )
        for where, colour in colours.items():
            if not isinstance(colour, str) or not _COLOUR.fullmatch(colour):
                raise ValueError(
                    f"theme {self.name!r}: {where} must be #rgb, #rrggbb or a colour name, got {colour!r}"
                )


def _looks(leaf: str, box: str, stroke: str) -> dict[str, Look]:
    return {
        "input": Look(leaf, stroke),
        "parameter": Look(leaf, stroke, radius=0.0, double=True),
        "constant": Look(leaf, stroke, dash="4 3"),
        "operation": Look(box, stroke),
        "output": Look(box, stroke, width=2.6),
    }


THEMES: Final[dict[str, Theme]] = {
    theme.name: theme
    for theme in (
        Theme(
            "light", "#ffffff", "#1f2328", "#50565e", "#7d838c", "#005fa3", "#b8400a", "#7a2f9e", "#f5eafa",
            _looks("#eaf1f8", "#ffffff", "#3d444d"), "#50565e", "#f6f7f9", "#fdf6e3",
        ),
        Theme(
            "dark", "#14181f", "#eef1f5", "#b4bbc5", "#8a929e", "#66b8ff", "#ff9a5c", "#d9a3ff", "#38264a",
            _looks("#253142", "#1b222c", "#b4bbc5"), "#b4bbc5", "#1a2029", "#2e2a1e",
        ),
        Theme(
            "print", "#ffffff", "#000000", "#333333", "#555555", "#000000", "#000000", "#000000", "#dddddd",
            _looks("#eeeeee", "#ffffff", "#000000"), "#333333", "#f7f7f7", "#ffffff",
        ),
        Theme(
            "contrast", "#ffffff", "#000000", "#000000", "#000000", "#00429d", "#8f2400", "#5b0f8b", "#f0dcff",
            _looks("#ffffff", "#ffffff", "#000000"), "#000000", "#ffffff", "#ffffff",
        ),
    )
}  # fmt: skip
"""The themes by name; put your own beside them, or pass a Theme. ``light`` is safe for any colour vision."""


ThemeLike: TypeAlias = ThemeName | Theme | Mapping[str, Any]
"""What `theme=` takes: the name of a theme of ours, a Theme, or changes to one."""


def check_theme(theme: Any) -> None:
    """ValueError unless `theme` is a name, a Theme, or a mapping of changes: a plot asks before it computes."""
    resolve(theme)


def resolve(theme: ThemeLike) -> Theme:
    """The Theme for a name, a Theme, or a mapping of changes: {"base": "light", "value": "#004488"}.

    Raises ValueError for an unknown name or field.
    """
    if isinstance(theme, Theme):
        return theme
    if isinstance(theme, Mapping):
        changes = dict(theme)
        base = resolve(changes.pop("base", "light"))
        for name in changes:
            check_option("field of a theme", name, [f.name for f in fields(Theme)])
        return replace(base, **changes)
    check_option("theme", theme, THEMES)
    return THEMES[theme]
