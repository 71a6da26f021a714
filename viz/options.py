"""The options that many tools share, each once: a type for editors, a tuple made from it, and the check at run time.

`rankdir="XX"` is underlined in an editor because of the type, and refused when it runs because of the tuple. Every tool
checks its options before it does anything else, so a wrong one costs no time and has the same words everywhere.
"""

from __future__ import annotations

import sys
from collections.abc import Collection, Iterable, Mapping
from numbers import Integral, Real
from typing import Any, Final, Literal, TypeAlias, get_args

from autograd import Value
from autograd.hints import check_option as check_option
from viz.lang import LANGUAGES as LANGUAGES
from viz.lang import Language as Language
from viz.rooms import room_of

Rankdir: TypeAlias = Literal["LR", "TB", "RL", "BT"]
"""Which way a graph flows: left to right, top to bottom, and their opposites."""
RANKDIRS: Final[tuple[Rankdir, ...]] = get_args(Rankdir)

AnyRankdir: TypeAlias = Literal["auto", "LR", "TB", "RL", "BT"]
"""The same, or as the room has it: "auto" is "LR", or with `fit` whichever makes the type larger."""
ANY_RANKDIRS: Final[tuple[AnyRankdir, ...]] = get_args(AnyRankdir)

Style: TypeAlias = Literal["nodes", "circuit", "micrograd"]
"""A box per variable, gates and wires, or records and operations."""
STYLES: Final[tuple[Style, ...]] = get_args(Style)

FilmStyle: TypeAlias = Literal["nodes", "circuit"]
"""In "micrograd" one node is two boxes, so a film cannot have that style."""
FILM_STYLES: Final[tuple[FilmStyle, ...]] = get_args(FilmStyle)

Fold: TypeAlias = Literal["auto", "none", "neuron", "layer"]
"""Which scopes become one box: as few as fit, none, the innermost, the outermost."""
FOLDS: Final[tuple[Fold, ...]] = get_args(Fold)

Pace: TypeAlias = Literal["scalar", "box", "layer"]
"""How much one step of a film tells: one number, all of a box as it is drawn, or all of a layer."""
PACES: Final[tuple[Pace, ...]] = get_args(Pace)

Captions: TypeAlias = Literal["auto", "long", "short", "number", "none"]
"""What stands on the wires: local derivatives as equations, as formula and number, as numbers, or nothing."""
CAPTIONS: Final[tuple[Captions, ...]] = get_args(Captions)

Constants: TypeAlias = Literal["auto", "boxes", "inside"]
"""Where plain numbers among the arguments stand: in boxes of their own, or inside the formula only."""
CONSTANTS: Final[tuple[Constants, ...]] = get_args(Constants)

Leaves: TypeAlias = Literal["auto", "boxes", "tags"]
"""How inputs and parameters that one node alone uses are drawn: as boxes, or as tags at that node."""
LEAVES: Final[tuple[Leaves, ...]] = get_args(Leaves)

ThemeName: TypeAlias = Literal["auto", "light", "dark", "print", "contrast"]
"""The themes that come with the package; one of your own is passed itself, see `viz.Theme`."""
THEME_NAMES: Final[tuple[ThemeName, ...]] = get_args(ThemeName)

LessonFormat: TypeAlias = Literal["text", "markdown"]
"""How a lesson is written."""
LESSON_FORMATS: Final[tuple[LessonFormat, ...]] = get_args(LessonFormat)

FormulaFormat: TypeAlias = Literal["text", "markdown", "latex"]
"""How a lesson that is all formulas is written."""
FORMULA_FORMATS: Final[tuple[FormulaFormat, ...]] = get_args(FormulaFormat)

TableFormat: TypeAlias = Literal["text", "markdown", "latex", "csv"]
"""How a table is written."""
TABLE_FORMATS: Final[tuple[TableFormat, ...]] = get_args(TableFormat)

Target: TypeAlias = Literal["gradient", "value"]
"""What `Stepper.run_to` waits for."""
TARGETS: Final[tuple[Target, ...]] = get_args(Target)

LayoutEngine: TypeAlias = Literal["auto", "wasm", "dot", "javascript", "layered"]
"""Who places the boxes: the embedded Graphviz, the program `dot`, in a browser JavaScript, Python, or the first there."""
LAYOUT_ENGINES: Final[tuple[LayoutEngine, ...]] = get_args(LayoutEngine)

MOST_DIGITS: Final = 17
"""Significant digits that tell all floats apart."""


def natural_rankdir(rankdir: AnyRankdir) -> Rankdir:
    """Which way a graph flows outside of a room."""
    return "LR" if rankdir == "auto" else rankdir


def check_precision(precision: Any) -> None:
    """TypeError or ValueError unless `precision` is a number of significant digits.

    >>> check_precision(0)
    Traceback (most recent call last):
        ...
    ValueError: precision must be a whole number from 1 to 17; got 0
    """
    message = (
        f"precision must be a whole number from 1 to {MOST_DIGITS}; got {precision!r}"
    )
    if isinstance(precision, bool) or not isinstance(precision, Integral):
        raise TypeError(message)
    if not 1 <= int(precision) <= MOST_DIGITS:
        raise ValueError(message)


def check_count(what: str, count: Any) -> None:
    """TypeError or ValueError unless `count`, the option `what`, is a whole number of at least 1."""
    message = f"{what} must be a whole number, at least 1; got {count!r}"
    if isinstance(count, bool) or not isinstance(count, Integral):
        raise TypeError(message)
    if int(count) < 1:
        raise ValueError(message)


def check_dpi(dpi: Any) -> None:
    """TypeError or ValueError unless `dpi` is a number of pixels to the inch."""
    message = (
        "dpi must be a positive and finite number, such as 96 for screens or 300 for "
        f"print; got {dpi!r}"
    )
    if isinstance(dpi, bool) or not isinstance(dpi, Real):
        raise TypeError(message)
    if not 0 < dpi <= sys.float_info.max:  # type: ignore[operator]
        raise ValueError(message)


def check_names(names: Any) -> None:
    """TypeError unless `names` maps names to Values, as locals() does."""
    if names and not isinstance(names, Mapping):
        raise TypeError(
            f"names must be a mapping of names to Values, such as locals(); got {names!r}"
        )


def check_items(what: str, items: Any, *kinds: type) -> None:
    """TypeError unless `items`, the option `what`, is a list of names or of such `kinds`; nothing at all is fine, too."""
    if not items:
        return
    good = isinstance(items, Iterable)
    if isinstance(items, Collection):
        good = all(isinstance(item, (str, *kinds)) for item in items)
    if not good:
        of = " or ".join(["names", *(f"{kind.__name__}s" for kind in kinds)])
        raise TypeError(f"{what} must be a list of {of}; got {items!r}")


def check_lesson(
    *,
    lang: Any = "en",
    precision: Any = 4,
    format: Any = "text",
    formats: tuple[str, ...] = LESSON_FORMATS,
    names: Any = None,
) -> None:
    """The options of a lesson; `formats` are those that this lesson has."""
    check_option("format", format, formats)
    check_option("lang", lang, LANGUAGES)
    check_precision(precision)
    check_names(names)


def check_drawing(  # noqa: PLR0913  the options of viz.draw
    *,
    style: Any = "nodes",
    rankdir: Any = "auto",
    fold: Any = "auto",
    precision: Any = 4,
    max_nodes: Any = 400,
    dpi: Any = 200,
    names: Any = None,
    unfold: Any = (),
    expand: Any = False,
    highlight: Any = None,
    captions: Any = "auto",
    constants: Any = "auto",
    leaves: Any = "auto",
    fit: Any = None,
    **_others: Any,
) -> None:
    """The options of a drawing that can be told without the graph; the others are left alone."""
    check_option("style", style, STYLES)
    check_option("rankdir", rankdir, ANY_RANKDIRS)
    check_option("fold", fold, FOLDS)
    check_option("captions", captions, CAPTIONS)
    check_option("constants", constants, CONSTANTS)
    check_option("leaves", leaves, LEAVES)
    if fit is not None:
        room_of(fit)
    check_precision(precision)
    check_count("max_nodes", max_nodes)
    check_dpi(dpi)
    check_names(names)
    check_items("unfold", unfold)
    check_items("expand", False if expand is True else expand)
    check_items("highlight", highlight, Value)


def check_switch(what: str, value: Any) -> None:
    """TypeError unless an option is True, False, or None, which says nothing."""
    if value is not None and not isinstance(value, bool):
        raise TypeError(f"{what} must be True or False; got {value!r}")
