"""Tests of an ART network in rows: the input, the prototype, what they have in common, and the match against ρ."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from viz.learners.art.input_images import image_rows
from viz.options import check_count
from viz.plots.canvas import TICK, finish, panel
from viz.plots.points import Array
from viz.theme import DEFAULT, Theme, ThemeLike, check_theme, resolve

if TYPE_CHECKING:
    from matplotlib.axes import Axes

_TESTS: Final = ("reset", "resonance", "new")
_WORDS: Final = {"reset": "× reset", "resonance": "resonance", "new": "new category"}
_PITCH: Final = 1.25
"""From one image to the next; an image is 1 high and wide at most."""
_BAR: Final = (3.9, 3.4)
"""Where bars begin, and how long a match of 1 is."""
_TALL: Final = 0.36
"""Half of a bar."""


def vigilance_strip(
    facts: Iterable[Any],
    *,
    limit: int = 12,
    title: str = "",
    theme: ThemeLike = DEFAULT,
    ax: Axes | None = None,
) -> Axes:
    """A row for each test of an `nn.ART1` or `nn.FuzzyART`: x, the prototype w, x ∧ w, and the match as a bar.

    facts    those that `updates` yields; choices among them have no row
    limit    no more than so many rows are drawn

    The line is the vigilance ρ. A bar that does not reach it is hatched and called a reset; one that does is full. The row
    of a new category compares the input with itself. Inputs are squares where their length is one of a square, such as
    letters of 5 × 5; those with a complement have it below. Returns the Axes. ValueError for no tests, TypeError for
    facts of others.
    """
    check_theme(theme)
    check_count("limit", limit)
    tests = _tests(facts)
    shown = tests[:limit]
    ax = panel(ax, theme=theme, size=(8.6, 1.6 + 0.62 * len(shown)))
    colours = resolve(theme)
    for row, fact in enumerate(shown):
        y = row * _PITCH
        for column, numbers in enumerate((fact.x, fact.prototype, fact.common)):
            picture = _picture(numbers, fact.is_coded)
            _draw(ax, picture, (column * _PITCH, y), colours)
        _bar(ax, fact, y + 0.5, colours)
    named = title or "ART: the match against the vigilance"
    finish(ax, named, _told(shown, tests), "", theme=theme, grid=False)
    names = [f"input {fact.sample}, category {fact.category}" for fact in shown]
    ax.set_yticks([i * _PITCH + 0.5 for i in range(len(shown))], names)
    heads = [(i * _PITCH + 0.5, name) for i, name in enumerate(("x", "w", "x ∧ w"))]
    heads.append((_BAR[0] + _BAR[1] / 2, "match |x ∧ w| / |x|"))
    ax.set_xticks([x for x, _ in heads], [name for _, name in heads])
    ax.tick_params(length=0, labeltop=True, labelbottom=False)
    ax.set_xlim(-0.1, _BAR[0] + _BAR[1] + 2.3)
    ax.set_ylim(len(shown) * _PITCH - 0.1, -0.15)
    ax.set_aspect("equal")
    for spine in ax.spines.values():
        spine.set_visible(False)
    return ax


def _tests(facts: Iterable[Any]) -> list[Any]:
    """The facts that have a match."""
    found = list(facts)
    for i, fact in enumerate(found):
        if getattr(fact, "family", None) != "art":
            raise TypeError(
                "vigilance_strip needs facts of ART, those of art.updates(X); "
                f"item {i} is {type(fact).__name__}"
            )
    tests = [fact for fact in found if fact.kind in _TESTS]
    if not tests:
        raise ValueError(
            "vigilance_strip: no prototype is compared in these facts; pass list(art.updates(X))"
        )
    return tests


def _picture(numbers: Any, is_coded: bool) -> Array:
    """The numbers as an image, its last row filled up with nothing."""
    rows = image_rows(numbers, is_coded)
    wide = max(map(len, rows))
    return np.array([row + [np.nan] * (wide - len(row)) for row in rows])


def _draw(
    ax: Axes, picture: Array, corner: tuple[float, float], colours: Theme
) -> None:
    """An image in a square, with its frame; white is 0, black is 1."""
    from matplotlib.colors import LinearSegmentedColormap
    from matplotlib.patches import Rectangle

    rows, wide = picture.shape
    width, height = wide / max(rows, wide), rows / max(rows, wide)
    x, y = corner[0] + (1 - width) / 2, corner[1] + (1 - height) / 2
    greys = LinearSegmentedColormap.from_list(
        "greys", [str(colours.background), str(colours.ink)]
    )
    ax.imshow(
        picture,
        cmap=greys,
        vmin=0.0,
        vmax=1.0,
        extent=(x, x + width, y + height, y),
        interpolation="none",
        aspect="auto",
    )
    look: dict[str, Any] = {"edgecolor": colours.wire, "linewidth": 0.8, "zorder": 3}
    ax.add_patch(Rectangle((x, y), width, height, fill=False, **look))


def _bar(ax: Axes, fact: Any, y: float, colours: Theme) -> None:
    """The match as a bar, ρ as a line, what follows from them."""
    is_reset = fact.kind == "reset"
    ink = colours.grad if is_reset else colours.value
    left, long = _BAR
    look: dict[str, Any] = {"left": left, "height": 2 * _TALL}
    hatch: dict[str, Any] = {
        "hatch": "///" if is_reset else "",
        "edgecolor": colours.background,
    }
    ax.barh(y, fact.match * long, color=ink, linewidth=0, **hatch, **look)
    frame: dict[str, Any] = {"facecolor": "none", "edgecolor": colours.wire}
    ax.barh(y, long, linewidth=0.8, **frame, **look)
    line, reach = left + fact.vigilance * long, _TALL + 0.14
    ax.plot([line] * 2, [y - reach, y + reach], color=colours.ink, linewidth=2.2)
    text = f"{fact.match:.2f}  {_WORDS[fact.kind]}"
    words: dict[str, Any] = {"va": "center", "fontsize": TICK, "fontweight": "bold"}
    ax.text(left + long + 0.15, y, text, color=ink, **words)


def _told(shown: Sequence[Any], tests: Sequence[Any]) -> str:
    """What lines and bars mean."""
    limits = sorted({fact.vigilance for fact in shown})
    sentence = f"line: ρ = {', '.join(f'{rho:g}' for rho in limits)}; hatched: reset"
    if len(shown) < len(tests):
        sentence += f"; {len(shown)} of {len(tests)} tests"
    return sentence
