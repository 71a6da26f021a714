"""Rules read as source text: in Python to be compiled, in formulas for people, in LaTeX, in JavaScript.

Vocabulary: a *dialect* says how text spells what Python's operators and a mathematics' functions mean. `Text` behaves
like a number whose operations build longer texts; brackets stand only where they are needed.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from autograd.readings import FLOATS, Mathematics, ieee

_SUM, _PRODUCT, _SIGN, _POWER, _ATOM = range(
    5
)  # how tightly the outermost operator binds
_SUPERSCRIPTS = str.maketrans("0123456789-", "⁰¹²³⁴⁵⁶⁷⁸⁹⁻")


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


def _python_call(name: str, x: Sequence[str]) -> tuple[str, int]:
    if name == "where":
        return f"({x[1]} if {x[0]} else {x[2]})", _ATOM
    if name in ("less", "equal"):
        return f"({x[0]} {'<' if name == 'less' else '=='} {x[1]})", _ATOM
    return f"{name}({', '.join(x)})", _ATOM


def _pretty_call(name: str, x: Sequence[str]) -> tuple[str, int]:
    if name == "pow" and x[1] == "1":
        return x[0], _SUM
    if name == "pow":
        base = x[0] if x[0].isalnum() else f"({x[0]})"
        if x[1].lstrip("-−").isdigit():
            return base + x[1].replace("−", "-").translate(_SUPERSCRIPTS), _POWER
        return f"{base}^{x[1]}" if x[1].replace(
            ".", ""
        ).isalnum() else f"{base}^({x[1]})", _POWER
    if name == "sqrt":
        return f"√{x[0]}" if x[0].isalnum() else f"√({x[0]})", _ATOM
    if name == "abs":
        return f"|{x[0]}|", _ATOM
    if name == "where":
        first = f"({x[1]})" if " if " in x[1] else x[1]
        return f"{first} if {x[0]} else {x[2]}", _SUM
    if name in ("less", "equal"):
        return f"{x[0]} {'<' if name == 'less' else '='} {x[1]}", _SUM
    return f"{ {'log': 'ln'}.get(name, name) }({', '.join(x)})", _ATOM


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
        return f"{int(x)}".replace(
            "-", "−"
        )  # small whole numbers are exact, whatever the digits
    mantissa, _, exponent = f"{x:.{digits}g}".partition("e")
    if "." in mantissa and exponent:
        mantissa = mantissa.rstrip("0").rstrip(".")
    return mantissa.replace("-", "−") + (f"e{int(exponent)}" if exponent else "")


def _latex_call(name: str, x: Sequence[str]) -> tuple[str, int]:
    if name == "div":
        return rf"\frac{{{x[0]}}}{{{x[1]}}}", _ATOM
    if name == "pow":
        base = x[0] if re.fullmatch(r"\\?\w+", x[0]) else rf"\left({x[0]}\right)"
        return f"{base}^{{{x[1]}}}", _POWER
    if name == "exp":
        return f"e^{{{x[0]}}}", _POWER
    if name == "sqrt":
        return rf"\sqrt{{{x[0]}}}", _ATOM
    if name == "abs":
        return rf"\left|{x[0]}\right|", _ATOM
    if name == "where":
        return (
            rf"\begin{{cases}}{x[1]} & {x[0]}\\{x[2]} & \text{{else}}\end{{cases}}",
            _ATOM,
        )
    if name in ("less", "equal"):
        return f"{x[0]} {'<' if name == 'less' else '='} {x[1]}", _SUM
    known = {
        "log": r"\ln",
        "maximum": r"\max",
        "minimum": r"\min",
        "asin": r"\arcsin",
        "acos": r"\arccos",
    }
    plain = ("sin", "cos", "tan", "sinh", "cosh", "tanh")
    function = known.get(name) or (
        f"\\{name}" if name in plain else rf"\operatorname{{{name}}}"
    )
    return rf"{function}\left({', '.join(x)}\right)", _ATOM


def latex_number(x: float, digits: int = 4) -> str:
    r"""A number as LaTeX sets it.

    >>> latex_number(-0.5), latex_number(1e-7), latex_number(float("inf"))
    ('-0.5', '10^{-7}', '\\infty')
    """
    text = (
        pretty_number(x, digits)
        .replace("−", "-")
        .replace("∞", r"\infty")
        .replace("nan", r"\mathrm{nan}")
    )
    mantissa, _, exponent = (
        text.partition("e") if text[-1:].isdigit() else (text, "", "")
    )
    if not exponent:
        return text
    return {"1": "", "-1": "-"}.get(
        mantissa, rf"{mantissa} \cdot "
    ) + f"10^{{{exponent}}}"


def _javascript_call(name: str, x: Sequence[str]) -> tuple[str, int]:
    if name == "where":
        return f"({x[0]} ? {x[1]} : {x[2]})", _ATOM
    if name in ("less", "equal"):
        return f"({x[0]} {'<' if name == 'less' else '==='} {x[1]})", _ATOM
    return f"m.{name}({', '.join(x)})", _ATOM


def _javascript_number(x: float) -> str:
    return (
        repr(x).replace("nan", "NaN").replace("inf", "Infinity")
    )  # the shortest digits that read back the same


PYTHON = Dialect(" * ", " / ", "-", repr, _python_call)
PRETTY = Dialect("·", "/", "−", pretty_number, _pretty_call)
LATEX = Dialect(r" \cdot ", "", "-", latex_number, _latex_call)
JAVASCRIPT = Dialect(" * ", " / ", "-", _javascript_number, _javascript_call)
"""Functions are called on an object ``m``: Math, with what it lacks."""


class Text:
    """A piece of source text that behaves like a number: operators and functions build longer texts.

    >>> x, m = Text("x", PRETTY), Text.mathematics(PRETTY)
    >>> str(-x / (1.0 + m.exp(x * 2.0)))
    '−x/(1 + exp(x·2))'
    """

    __slots__ = ("binding", "dialect", "text")

    def __init__(self, text: str, dialect: Dialect, binding: int = _ATOM) -> None:
        signed = binding == _ATOM and text[:1] in (
            "-",
            "−",
        )  # a negative number is not an atom: 2 · (−3)
        self.text, self.dialect, self.binding = (
            text,
            dialect,
            _SIGN if signed else binding,
        )

    def __str__(self) -> str:
        return self.text

    @staticmethod
    def mathematics(dialect: Dialect) -> Mathematics:
        """The mathematics whose numbers are texts of this dialect."""
        return _Texts(dialect)

    def _inside(self, binding: int) -> str:
        return self.text if self.binding >= binding else f"({self.text})"

    def _of(self, x: Any) -> Text:
        if isinstance(x, Text):
            return x
        return Text(self.dialect.number(float(x)), self.dialect)

    def _infix(self, left: Any, sign: str, right: Any, binding: int) -> Text:
        # a right operand of the same rank keeps its brackets, a - (b - c), and so does a sign, a · (−2)
        left, right = self._of(left), self._of(right)
        after = (
            f"({right})"
            if right.binding in (_SIGN, binding) or right.binding < binding
            else str(right)
        )
        return Text(f"{left._inside(binding)}{sign}{after}", self.dialect, binding)

    def __add__(self, other: Any) -> Text:
        return self._infix(self, " + ", other, _SUM)

    def __radd__(self, other: Any) -> Text:
        return self._infix(other, " + ", self, _SUM)

    def __sub__(self, other: Any) -> Text:
        return self._infix(self, f" {self.dialect.minus} ", other, _SUM)

    def __rsub__(self, other: Any) -> Text:
        return self._infix(other, f" {self.dialect.minus} ", self, _SUM)

    def __mul__(self, other: Any) -> Text:
        return self._infix(self, self.dialect.times, other, _PRODUCT)

    def __rmul__(self, other: Any) -> Text:
        return self._infix(other, self.dialect.times, self, _PRODUCT)

    def __truediv__(self, other: Any) -> Text:
        return self._quotient(self, other)

    def __rtruediv__(self, other: Any) -> Text:
        return self._quotient(other, self)

    def _quotient(self, x: Any, y: Any) -> Text:
        if self.dialect.divide:
            return self._infix(x, self.dialect.divide, y, _PRODUCT)
        text, binding = self.dialect.call("div", [str(self._of(x)), str(self._of(y))])
        return Text(text, self.dialect, binding)

    def __neg__(self) -> Text:
        return Text(
            f"{self.dialect.minus}{self._inside(_SIGN + 1)}", self.dialect, _SIGN
        )


class _Texts:
    """Any function name is known: its call is text. What needs no text (both sides numbers) is worked out."""

    def __init__(self, dialect: Dialect) -> None:
        self._dialect = dialect

    def __getattr__(self, name: str) -> Callable[..., Any]:
        def call(*arguments: Any) -> Any:
            if name == "where" and not isinstance(arguments[0], Text):
                return arguments[1] if arguments[0] else arguments[2]
            if (
                name == "pow"
                and not isinstance(arguments[1], Text)
                and arguments[1] == 1.0
            ):
                return arguments[0]
            if not any(isinstance(x, Text) for x in arguments):
                try:
                    return getattr(FLOATS, name)(*arguments)
                except (
                    ArithmeticError,
                    ValueError,
                ):  # log(-2), which a constant base may bring along
                    return float(ieee(lambda m: getattr(m, name)(*arguments)))
            to_text = Text("", self._dialect)._of
            text, binding = self._dialect.call(
                name, [str(to_text(x)) for x in arguments]
            )
            return Text(text, self._dialect, binding)

        return call
