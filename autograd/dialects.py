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
from autograd.symbolic import ATOM, POWER, PRODUCT, SIGN, SUM, SourceText

SUPERSCRIPTS = dict(zip("0123456789+-=()inT", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁼⁽⁾ⁱⁿᵀ"))
"""Characters, and how they look as an exponent."""
_RAISED = str.maketrans(SUPERSCRIPTS | {"−": "⁻"})


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


def _python_call(name: str, x: Sequence[str]) -> tuple[str, int]:
    if name == "where":
        return f"({x[1]} if {x[0]} else {x[2]})", ATOM
    if name in ("less", "equal"):
        return f"({x[0]} {'<' if name == 'less' else '=='} {x[1]})", ATOM
    return f"{name}({', '.join(x)})", ATOM


def _pretty_call(name: str, x: Sequence[str]) -> tuple[str, int]:
    if name == "pow" and x[1] == "1":
        return x[0], SUM
    if name == "pow":
        base = x[0] if x[0].isalnum() else f"({x[0]})"
        if x[1].lstrip("-−").isdigit():
            return base + superscript(x[1]), POWER
        return f"{base}^{x[1]}" if x[1].replace(
            ".", ""
        ).isalnum() else f"{base}^({x[1]})", POWER
    if name == "sqrt":
        return f"√{x[0]}" if x[0].isalnum() else f"√({x[0]})", ATOM
    if name == "abs":
        return f"|{x[0]}|", ATOM
    if name == "where":
        first = f"({x[1]})" if " if " in x[1] else x[1]
        return f"{first} if {x[0]} else {x[2]}", SUM
    if name in ("less", "equal"):
        return f"{x[0]} {'<' if name == 'less' else '='} {x[1]}", SUM
    return f"{ {'log': 'ln'}.get(name, name) }({', '.join(x)})", ATOM


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
        return rf"\frac{{{x[0]}}}{{{x[1]}}}", ATOM
    if name == "pow":
        base = x[0] if re.fullmatch(r"\\?\w+", x[0]) else rf"\left({x[0]}\right)"
        return f"{base}^{{{x[1]}}}", POWER
    if name == "exp":
        return f"e^{{{x[0]}}}", POWER
    if name == "sqrt":
        return rf"\sqrt{{{x[0]}}}", ATOM
    if name == "abs":
        return rf"\left|{x[0]}\right|", ATOM
    if name == "where":
        return (
            rf"\begin{{cases}}{x[1]} & {x[0]}\\{x[2]} & \text{{else}}\end{{cases}}",
            ATOM,
        )
    if name in ("less", "equal"):
        return f"{x[0]} {'<' if name == 'less' else '='} {x[1]}", SUM
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
    return rf"{function}\left({', '.join(x)}\right)", ATOM


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
        return f"({x[0]} ? {x[1]} : {x[2]})", ATOM
    if name in ("less", "equal"):
        return f"({x[0]} {'<' if name == 'less' else '==='} {x[1]})", ATOM
    return f"m.{name}({', '.join(x)})", ATOM


def _javascript_number(x: float) -> str:
    return (
        repr(x).replace("nan", "NaN").replace("inf", "Infinity")
    )  # the shortest digits that read back the same


PYTHON = Dialect(" * ", " / ", "-", repr, _python_call)
PRETTY = Dialect("·", "/", "−", pretty_number, _pretty_call)
LATEX = Dialect(r" \cdot ", "", "-", latex_number, _latex_call)
JAVASCRIPT = Dialect(" * ", " / ", "-", _javascript_number, _javascript_call)
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
            to_text = Text("", self._dialect).piece
            text, binding = self._dialect.call(
                name, [str(to_text(x)) for x in arguments]
            )
            return Text(text, self._dialect, binding)

        return call
