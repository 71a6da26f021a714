r"""How derivatives are written: ∂ for the slope of one arrow, d for the whole derivative.

Vocabulary
    partial   ∂e/∂c, the slope of one arrow: one operation, its other arguments held fixed
    whole     de/db, the whole derivative: all ways from b to e together
    place     which argument of its node a parent stands at; told where one parent stands at several, as in s · s

The lecture notes write ∂ for both, as books do. One sign for two numbers looks false next to a picture, where the arrow
says ∂t/∂u = 1 and the gradient below u is dt/du = 4.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from typing import Any, Final

from autograd.graph import Node
from autograd.spelling import spell
from viz.lang.steps import words

_FIRST_PLACE: Final = 0xF0000
"""A private letter for each argument, which no name has."""
_MOST_READ: Final = 1000
"""Arguments whose places are read off the formula; nobody looks for the 1001st."""


def partial(top: str, bottom: str, mark: str = "") -> str:
    """The slope of one arrow; `mark` is one of `place_marks`.

    >>> partial("e", "c"), partial("u", "s", " (left)")
    ('∂e/∂c', '∂u/∂s (left)')
    """
    return f"∂{top}/∂{bottom}{mark}"


def whole(top: str, bottom: str) -> str:
    """The whole derivative of one node for another. A word keeps its distance from the d.

    >>> whole("e", "b"), whole("loss", "w1"), whole("E_total", "out_h1")
    ('de/db', 'd loss/dw1', 'd E_total/d out_h1')
    """
    return f"{differential(top)}/{differential(bottom)}"


def differential(name: str) -> str:
    """dw1, and d loss: a d joins a name that has one letter.

    >>> differential("x̂"), differential("v2"), differential("net"), differential("2")
    ('dx̂', 'dv2', 'd net', 'd 2')
    """
    letters = [c for c in name if unicodedata.category(c).startswith("L")]
    is_joined = len(letters) == 1 and name.startswith(letters[0])
    return f"d{name}" if is_joined else f"d {name}"


def partial_latex(top: str, bottom: str, mark: str = "") -> str:
    r"""`partial` of names that are LaTeX already.

    >>> print(partial_latex("e", "c"), partial_latex("u", "s", " (left)"))
    \frac{\partial e}{\partial c} \frac{\partial u}{\partial s}\text{ (left)}
    """
    place = rf"\text{{{mark}}}" if mark else ""
    return rf"\frac{{\partial {top}}}{{\partial {bottom}}}{place}"


def whole_latex(top: str, bottom: str) -> str:
    r"""`whole` of names that are LaTeX already; the d is upright.

    >>> print(whole_latex("e", "b"), whole_latex(r"\mathrm{loss}", "w_{1}"))
    \frac{\mathrm{d}e}{\mathrm{d}b} \frac{\mathrm{d}\,\mathrm{loss}}{\mathrm{d}w_{1}}
    """
    return rf"\frac{{{_differential_latex(top)}}}{{{_differential_latex(bottom)}}}"


def _differential_latex(name: str) -> str:
    is_word = re.match(r"\{?\\(mathrm|text|operatorname)\b", name) is not None
    return rf"\mathrm{{d}}\,{name}" if is_word else rf"\mathrm{{d}}{name}"


def slope_equation(
    top: str, bottom: str, symbol: str, number: str, mark: str = ""
) -> str:
    """The slope of an arrow in words: its formula, if that says more than its number, and its number.

    >>> slope_equation("e", "c", "d", "2"), slope_equation("c", "a", "1", "1")
    ('∂e/∂c = d = 2', '∂c/∂a = 1')
    """
    middle = f" = {symbol}" if says_more(symbol, number) else ""
    return f"{partial(top, bottom, mark)}{middle} = {number}"


def says_more(symbol: str, number: str) -> bool:
    """Whether a derivative's formula says more than its number: d and 2·x do; 1 and a branch, 1 if ..., do not."""
    is_number = re.fullmatch(r"−?([\d.]+(e-?\d+)?|∞|nan)", symbol) is not None
    has_names = any(c.isalpha() for c in symbol) and not is_number
    return symbol != number and has_names and " if " not in symbol


def place_marks(node: Node, lang: str = "en") -> tuple[str, ...]:
    """For each parent of a node: which place it stands at, if it stands at several of them, else "".

    Places are counted as they are read in the node's formula, constants included.

    >>> from autograd import Value, dot
    >>> s, t = Value(3, "s"), Value(2, "t")
    >>> place_marks(s * s), place_marks(s * t), place_marks(s * s, "zh")
    ((' (left)', ' (right)'), ('', ''), (' (左)', ' (右)'))
    >>> place_marks(dot([s, s], [s, t]))  # s·s + s·t
    (' (1st)', ' (3rd)', ' (2nd)', '')
    """
    parents = Counter[Any](node.parents)
    if len(parents) == len(node.parents):
        return ("",) * len(node.parents)
    order = _reading_order(node)
    marks = []
    for place, x in zip(order, node.arguments):
        if x.__class__ is not float:
            is_repeated = parents[x] > 1
            marks.append(_mark(place, len(order), lang) if is_repeated else "")
    return tuple(marks)


def _reading_order(node: Node) -> list[int]:
    """For each argument, its place among them where the formula is read from left to right."""
    count = len(node.arguments)
    if node.rule is None or count > _MOST_READ:
        return list(range(count))
    text = spell(node.rule, [chr(_FIRST_PLACE + i) for i in range(count)])
    letters = [ord(c) - _FIRST_PLACE for c in text if ord(c) >= _FIRST_PLACE]
    read = dict.fromkeys([*letters, *range(count)])  # an argument may not be written
    places = {argument: place for place, argument in enumerate(read)}
    return [places[i] for i in range(count)]


def _mark(place: int, count: int, lang: str) -> str:
    templates = words(lang)
    if count == 2:
        return templates["place right" if place else "place left"]
    n = place + 1
    key = f"place nth {n % 10}"  # 1st, 21st, but 11th
    if key not in templates or n % 100 in (11, 12, 13):
        key = "place nth"
    return templates[key].format(n=n)
