"""What a row of the table is: how a function is computed, its derivatives, and where they exist.

Vocabulary: ``m`` is the mathematics in which a row is read (see `autograd.readings`), ``x, y`` are the arguments, ``z``
is the output, which the partials are given because it often saves work.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from math import inf, pi
from typing import Any, NamedTuple

from autograd import html_tables


class Interval(NamedTuple):
    """Where an argument may lie: low < x < high, and x is not the `hole`; repeated every `period`."""

    low: float = -inf
    high: float = inf
    hole: float | None = None
    period: float | None = None

    def __contains__(self, x: object) -> bool:
        if not isinstance(x, (int, float)):
            return False
        if self.period is not None:
            x = (x - self.low) % self.period + self.low
        return self.low < x < self.high and x != self.hole

    def describe(self, name: str = "x") -> str:
        """`x > 0`, `−1 < x < 1`, `x ≠ 0`, or "" for all real numbers."""
        low, high = (f"{end:.4g}".replace("-", "−") for end in (self.low, self.high))
        if self.hole is not None:
            return f"{name} ≠ {self.hole:.4g}"
        if self.period is not None:
            return f"{low} < {name} < {high} (repeating every {self.period:.4g})"
        if self.low == -inf:
            return "" if self.high == inf else f"{name} < {high}"
        return f"{name} > {low}" if self.high == inf else f"{low} < {name} < {high}"

    def _repr_html_(self) -> str:
        return html_tables.fields_html(self)


def _spelled(domain: Sequence[Interval]) -> str:
    """The intervals that say something, with the names of arguments."""
    described = (part.describe(name) for part, name in zip(domain, "xyzuvw"))
    return ", ".join(filter(None, described))


REALS, POSITIVE, UNIT, NONZERO = (
    Interval(),
    Interval(0.0),
    Interval(-1.0, 1.0),
    Interval(hole=0.0),
)
ABOVE_MINUS_ONE, BRANCH = Interval(-1.0), Interval(-pi / 2, pi / 2, period=pi)


READ = ""


@dataclass(frozen=True, slots=True)
class Rule:
    """One elementary function: a row of the table.

    Your own operation is a Rule too: pass it to `autograd.apply`. Written against ``m`` and Python's operators, it is
    drawn, checked and differentiated to any order like the rows of the table.

    >>> from autograd import Value, apply
    >>> cube = Rule("cube", "x³", lambda m, x: x * x * x, lambda m, z, x: (3.0 * x * x,))
    >>> y = apply(cube, Value(2.0, "x")); y.backward(); y.data, y.partials
    (8.0, (12.0,))
    """

    name: str
    """The public name: `autograd.log(v)`, `v.log()`, ``log(v)`` on the command line."""
    symbol: str
    """What a gate shows in a drawing: ×, ln."""
    forward: Callable[..., Any]
    """(m, *arguments, *constants) -> z"""
    partials: Callable[..., Any]
    """(m, z, *arguments, *constants) -> (dz/dx, ...), one for each argument"""
    latex: str = ""
    """Format string over the arguments: ``\\ln {0}``; ``{all}`` for any number of them."""
    domain: tuple[Interval, ...] = ()
    """Where the derivative exists as a limit: an interval for each argument; () is all real numbers."""
    kink: Callable[..., Any] | None = None
    """An expression of the arguments that is zero where the derivative is only a convention: relu at x = 0."""
    constants: tuple[tuple[str, float], ...] = ()
    """Constant parameters with their defaults, passed by position or by name: they never carry a gradient."""
    doc: str = ""
    """One line: meaning, role of the gate, convention, source."""
    text: str | None = None
    """Formula in a drawing: a format string; READ for the textbook form read as text; None for ``name(arguments)``."""
    expanded: Callable[..., Any] | None = None
    """(m, *arguments, *constants) -> z again, as a textbook has it, made of other rows: for `autograd.grain`, READ."""
    narrowed: Callable[..., tuple[Interval, ...]] | None = None
    """(*arguments) -> the domain where constants among them decide it; None stands for an argument that may change."""
    taught: Callable[..., Any] | None = None
    """(m, z, *arguments, *constants) -> the partials again, as a textbook has them: for formulas, where `partials` has
    a form that is exact in the tails or minds a nan."""
    stops: bool = False
    """Whether what it gives counts as a constant: the slopes are 0 on purpose, although z moves with the arguments."""
    neutral: float | None = None
    """Of a row with any number of arguments: an argument that changes nothing, and whose slope is 0."""

    def __post_init__(self) -> None:
        for column in (
            self.forward,
            self.partials,
            *([self.expanded] if self.expanded else []),
            *([self.taught] if self.taught else []),
        ):
            if not hasattr(column, "__code__"):
                raise TypeError(
                    f"Rule {self.name!r}: a function written in Python is needed, got {column!r}"
                )
        if not self.name.isidentifier():
            raise ValueError(f"Rule: name must be an identifier, got {self.name!r}")
        if self.domain and len(self.domain) != self.arity:
            raise ValueError(
                f"Rule {self.name!r}: {self.arity} arguments, but domain has {len(self.domain)} intervals"
            )

    @property
    def arity(self) -> int | None:
        """How many arguments carry a gradient; None for any number."""
        code = self.forward.__code__
        return (
            None if code.co_flags & 0x04 else code.co_argcount - 1 - len(self.constants)
        )

    def domain_at(self, arguments: Sequence[Any]) -> tuple[Interval, ...]:
        """`domain` where some of `arguments` are constants, that is floats: x**2 is smooth everywhere, x**y is not.

        >>> from autograd import RULES, Value
        >>> x = Value(-1.0)
        >>> [RULES["pow"].domain_at([x, y])[0].describe() for y in (2.0, -1.0, 0.5, Value(2.0))]
        ['', 'x ≠ 0', 'x > 0', 'x > 0']
        """
        if self.narrowed is None:
            return self.domain
        return self.narrowed(*(x if x.__class__ is float else None for x in arguments))

    @property
    def textbook(self) -> Callable[..., Any]:
        """The column that a textbook would print: `expanded` if there is one, else `forward`."""
        return self.expanded or self.forward

    @property
    def textbook_partials(self) -> Callable[..., Any]:
        """The partials that a textbook would print: `taught` if there are such, else `partials`."""
        return self.taught or self.partials

    @property
    def is_primitive(self) -> bool:
        """Whether a mathematics has the function itself: `forward` calls ``m.exp`` in the row exp."""
        return self.name in self.forward.__code__.co_names

    def _repr_html_(self) -> str:
        rows = [
            ["symbol", self.symbol],
            ["LaTeX", self.latex],
            ["defined for", _spelled(self.domain) or "all numbers"],
            ["constants", ", ".join(f"{k} = {x!r}" for k, x in self.constants)],
            ["says", self.doc],
        ]
        return html_tables.table_html([f"rule {self.name}", ""], rows)
