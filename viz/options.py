"""The words that options take, each list once: a type for editors and type checkers, and a tuple for checks at run time.

`rankdir="XX"` is underlined in an editor because of the type, and refused when it runs because of the tuple, which is
made from the type.
"""

from __future__ import annotations

from typing import Final, Literal, TypeAlias, get_args

Rankdir: TypeAlias = Literal["LR", "TB", "RL", "BT"]
"""Which way a graph flows: left to right, top to bottom, and their opposites."""
RANKDIRS: Final[tuple[Rankdir, ...]] = get_args(Rankdir)

Style: TypeAlias = Literal["nodes", "circuit", "micrograd"]
"""A box per variable, gates and wires, or records and operations."""
STYLES: Final[tuple[Style, ...]] = get_args(Style)

FilmStyle: TypeAlias = Literal["nodes", "circuit"]
"""In "micrograd" one node is two boxes, so a film cannot have that style."""
FILM_STYLES: Final[tuple[FilmStyle, ...]] = get_args(FilmStyle)

Fold: TypeAlias = Literal["auto", "none", "neuron", "layer"]
"""Which scopes become one box: as few as fit, none, the innermost, the outermost."""
FOLDS: Final[tuple[Fold, ...]] = get_args(Fold)

ThemeName: TypeAlias = Literal["light", "dark", "print", "contrast"]
"""The themes that come with the package; one of your own is passed itself, see `viz.Theme`."""
THEME_NAMES: Final[tuple[ThemeName, ...]] = get_args(ThemeName)

Language: TypeAlias = Literal["en", "zh"]
"""The languages of sentences; `viz.lang` has a table for each."""
LANGUAGES: Final[tuple[Language, ...]] = get_args(Language)

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

LayoutEngine: TypeAlias = Literal["auto", "wasm", "dot"]
"""Who places the boxes: the embedded Graphviz, the program `dot`, or the first that is there."""
LAYOUT_ENGINES: Final[tuple[LayoutEngine, ...]] = get_args(LayoutEngine)
