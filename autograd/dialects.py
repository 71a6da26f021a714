"""Rules read as source text: in Python to be compiled, in formulas for people, in LaTeX, in JavaScript.

Vocabulary: a *dialect* says how text spells what Python's operators and a mathematics' functions mean. `Text` behaves
like a number whose operations build longer texts; brackets stand only where they are needed.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

from autograd.readings import FLOATS, Mathematics, ieee, read_row
from autograd.symbolic import ATOM, POWER, PRODUCT, SIGN, SUM, SourceText

SUPERSCRIPTS = dict(zip("0123456789+-=()inT", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁼⁽⁾ⁱⁿᵀ"))
"""Characters, and how they look as an exponent."""
_RAISED = str.maketrans({c: SUPERSCRIPTS[c] for c in "0123456789-"} | {"−": "⁻"})


def superscript(text: str) -> str:
    """An exponent written small: digits and the sign, whichever of the two minus signs it is.

    >>> superscript("-12"), superscript("−3")
    ('⁻¹²', '⁻³')
    """
    return text.translate(_RAISED)


@dataclass(frozen=True)
class Dialect:
    """How a kind of source text spells what Python's operators and a mathematics' functions mean."""

    times: str
    divide: str
    """The sign between; "" to spell a quotient by `call`."""
    minus: str
    number: Callable[[float], str]
    call: Callable[[str, Sequence[str]], tuple[str, int]]
    """name and argument texts -> text and how tightly it binds"""
    has_rows: bool = True
    """Whether a row that uses another one, ``m.sigmoid``, may call it by name; else that one's text stands there."""


Templates = Mapping[str, tuple[str, int]]
"""How calls are spelled, by name: a template with {0}, {1}, ... for the arguments, and how tightly it binds."""


def _spell_call(
    function: str, x: Sequence[str], templates: Templates, name: str
) -> tuple[str, int]:
    """The template for `name` with the texts `x` in it; without one, a call of `function`."""
    if name in templates:
        template, binding = templates[name]
        return template.format(*x), binding
    return f"{function}({', '.join(x)})", ATOM


_IN_PYTHON: Templates = {
    "where": ("({1} if {0} else {2})", ATOM),
    "less": ("({0} < {1})", ATOM),
    "equal": ("({0} == {1})", ATOM),
}


def _python_call(name: str, x: Sequence[str]) -> tuple[str, int]:
    return _spell_call(name, x, _IN_PYTHON, name)


_IN_FORMULAS: Templates = {
    "abs": ("|{0}|", ATOM),
    "less": ("{0} < {1}", SUM),
    "equal": ("{0} = {1}", SUM),
    "mod": ("({0} mod {1})", ATOM),
    "floordiv": ("⌊{0}/{1}⌋", ATOM),
}


def _pretty_call(name: str, x: Sequence[str]) -> tuple[str, int]:
    if name == "pow":
        return _pretty_power(*x)
    if name == "sqrt":
        return f"√{_in_brackets(x[0], x[0].isalnum())}", ATOM
    if name == "where":
        condition, first, second = x
        first = _in_brackets(first, " if " not in first)
        return f"{first} if {condition} else {second}", SUM
    function = "ln" if name == "log" else name
    return _spell_call(function, x, _IN_FORMULAS, name)


def _pretty_power(base: str, exponent: str) -> tuple[str, int]:
    """x², x⁻³, x^y, (a + b)^(c + d); x¹ is x."""
    if exponent == "1":
        return base, SUM
    base = _in_brackets(base, base.isalnum())
    if exponent.lstrip("-−").isdigit():
        return base + superscript(exponent), POWER
    exponent = _in_brackets(exponent, exponent.replace(".", "").isalnum())
    return f"{base}^{exponent}", POWER


def _in_brackets(text: str, unless: bool) -> str:
    return text if unless else f"({text})"


def pretty_number(x: float, digits: int = 4) -> str:
    """`digits` significant digits, as a lecturer writes them: 3, 0.5, 1e-07, −2; never 0.0000 for something.

    >>> pretty_number(0.49999999999999956), pretty_number(1e-7), pretty_number(-12.0), pretty_number(144.0)
    ('0.5', '1e-7', '−12', '144')
    >>> pretty_number(1234567.0), pretty_number(0.000012345), pretty_number(-0.0), pretty_number(float("-inf"))
    ('1.235e6', '1.234e-5', '0', '−∞')
    """
    if x != x:
        return "nan"
    if math.isinf(x):
        return "∞" if x > 0 else "−∞"
    if x == int(x) and abs(x) < 1e6 and abs(x) < 10 ** (digits + 2):
        # small whole numbers are exact, whatever the digits
        return str(int(x)).replace("-", "−")
    mantissa, _, exponent = f"{x:.{digits}g}".partition("e")
    if "." in mantissa and exponent:
        mantissa = mantissa.rstrip("0").rstrip(".")
    mantissa = mantissa.replace("-", "−")
    return f"{mantissa}e{int(exponent)}" if exponent else mantissa


_IN_LATEX: Templates = {
    "div": (r"\frac{{{0}}}{{{1}}}", ATOM),
    "exp": ("e^{{{0}}}", POWER),
    "sqrt": (r"\sqrt{{{0}}}", ATOM),
    "abs": (r"\left|{0}\right|", ATOM),
    "where": (r"\begin{{cases}}{1} & {0}\\{2} & \text{{else}}\end{{cases}}", ATOM),
    "less": ("{0} < {1}", SUM),
    "equal": ("{0} = {1}", SUM),
    "mod": (r"\left({0} \bmod {1}\right)", ATOM),
    "floordiv": (r"\left\lfloor \frac{{{0}}}{{{1}}} \right\rfloor", ATOM),
}
_LATEX_WORDS = {
    "log": r"\ln",
    "maximum": r"\max",
    "minimum": r"\min",
    "asin": r"\arcsin",
    "acos": r"\arccos",
}
_LATEX_KNOWS = ("sin", "cos", "tan", "sinh", "cosh", "tanh")


def _latex_call(name: str, x: Sequence[str]) -> tuple[str, int]:
    if name == "pow":
        base, exponent = x
        if not re.fullmatch(r"\\?\w+", base):
            base = rf"\left({base}\right)"
        return f"{base}^{{{exponent}}}", POWER
    if name in _IN_LATEX:
        return _spell_call(name, x, _IN_LATEX, name)
    function = _LATEX_WORDS.get(name, rf"\operatorname{{{name}}}")
    if name in _LATEX_KNOWS:
        function = f"\\{name}"
    return rf"{function}\left({', '.join(x)}\right)", ATOM


def latex_number(x: float, digits: int = 4) -> str:
    r"""A number as LaTeX sets it.

    >>> latex_number(-0.5), latex_number(1e-7), latex_number(float("inf"))
    ('-0.5', '10^{-7}', '\\infty')
    """
    text = pretty_number(x, digits)
    for sign, command in _LATEX_SIGNS.items():
        text = text.replace(sign, command)
    if not text[-1:].isdigit() or "e" not in text:
        return text
    mantissa, _, exponent = text.partition("e")
    factor = {"1": "", "-1": "-"}.get(mantissa, rf"{mantissa} \cdot ")
    return f"{factor}10^{{{exponent}}}"


_LATEX_SIGNS = {"−": "-", "∞": r"\infty", "nan": r"\mathrm{nan}"}


_IN_JAVASCRIPT: Templates = {
    "where": ("({0} ? {1} : {2})", ATOM),
    "less": ("({0} < {1})", ATOM),
    "equal": ("({0} === {1})", ATOM),
}


def _javascript_call(name: str, x: Sequence[str]) -> tuple[str, int]:
    return _spell_call(f"m.{name}", x, _IN_JAVASCRIPT, name)


def _javascript_number(x: float) -> str:
    """The shortest digits that read back the same."""
    return repr(x).replace("nan", "NaN").replace("inf", "Infinity")


PYTHON = Dialect(" * ", " / ", "-", repr, _python_call)
PRETTY = Dialect("·", "/", "−", pretty_number, _pretty_call)
LATEX = Dialect(r" \cdot ", "", "-", latex_number, _latex_call)
JAVASCRIPT = Dialect(
    " * ", " / ", "-", _javascript_number, _javascript_call, has_rows=False
)
"""Functions are called on an object ``m``: Math, with what it lacks."""


class Text(SourceText):
    """A piece of source text in some dialect: operators and functions build longer texts.

    >>> x, m = Text("x", PRETTY), Text.mathematics(PRETTY)
    >>> str(-x / (1.0 + m.exp(x * 2.0)))
    '−x/(1 + exp(x·2))'
    """

    __slots__ = ("dialect",)
    signs_in_brackets = True

    def __init__(self, text: str, dialect: Dialect, binding: int = ATOM) -> None:
        # a negative number is not an atom: 2 · (−3)
        signed = binding == ATOM and text.startswith(("-", "−"))
        self.text = text
        self.dialect = dialect
        self.binding = SIGN if signed else binding

    def __bool__(self) -> bool:
        raise TypeError(f"the formula {self.text} is neither true nor false")

    def __eq__(self, other: object) -> bool:
        if isinstance(other, (int, float)):  # a branch would be taken without a word
            raise TypeError(f"whether the formula {self.text} is {other} is not known")
        return self is other

    __hash__ = object.__hash__

    @staticmethod
    def mathematics(dialect: Dialect) -> Mathematics:
        """The mathematics whose numbers are texts of this dialect."""
        return _Texts(dialect)

    def piece(self, x: Any) -> Text:
        """A number as this dialect spells it; a text as it is."""
        if isinstance(x, Text):
            return x
        return Text(self.dialect.number(float(x)), self.dialect)

    def written(self, text: str, binding: int) -> Text:
        """A new text of this dialect."""
        return Text(text, self.dialect, binding)

    def operate(self, name: str, *operands: Any) -> Text:
        """The operator as this dialect spells it."""
        dialect = self.dialect
        if name == "add":
            return self.infix(operands[0], " + ", operands[1], SUM)
        if name == "subtract":
            return self.infix(operands[0], f" {dialect.minus} ", operands[1], SUM)
        if name == "multiply":
            return self.infix(operands[0], dialect.times, operands[1], PRODUCT)
        if name == "negative":
            return self.written(f"{dialect.minus}{self.at_least(POWER)}", SIGN)
        if dialect.divide:
            return self.infix(operands[0], dialect.divide, operands[1], PRODUCT)
        texts = [str(self.piece(x)) for x in operands]
        return self.written(*dialect.call("div", texts))

    def __mod__(self, other: Any) -> Text:
        texts = [str(self), str(self.piece(other))]
        return self.written(*self.dialect.call("mod", texts))

    def __abs__(self) -> Text:
        return self.written(*self.dialect.call("abs", [str(self)]))


class _Texts:
    """Any function name is known: its call is text. What needs no text (both sides numbers) is worked out."""

    def __init__(self, dialect: Dialect) -> None:
        self._dialect = dialect

    def __getattr__(self, name: str) -> Callable[..., Any]:
        row = None if self._dialect.has_rows else read_row(self, name)
        return row or partial(self._call, name)

    def _call(self, name: str, *arguments: Any) -> Any:
        if name == "quick":
            name = "where"
        if name == "where" and not isinstance(arguments[0], Text):
            return arguments[1] if arguments[0] else arguments[2]
        if name == "pow" and _is_one(arguments[1]):
            return arguments[0]
        if not any(isinstance(x, Text) for x in arguments):
            try:
                return getattr(FLOATS, name)(*arguments)
            except (ArithmeticError, ValueError):
                # log(-2), which a constant base may bring along
                return float(ieee(lambda m: getattr(m, name)(*arguments)))
        spell = Text("", self._dialect).piece
        texts = [str(spell(x)) for x in arguments]
        text, binding = self._dialect.call(name, texts)
        return Text(text, self._dialect, binding)


def _is_one(x: Any) -> bool:
    return not isinstance(x, Text) and x == 1.0
