"""Terms with their signs, as C adds them up."""

from __future__ import annotations

from collections.abc import Sequence


def plus(sign: int) -> str:
    """How a term is added to what is there."""
    return "+=" if sign > 0 else "-="


def added(terms: Sequence[tuple[int, str]]) -> str:
    """Terms with their signs, in a row.

    >>> added([(-1, "a"), (1, "b"), (-1, "-2.0")])
    '-a + b - (-2.0)'
    """
    text = ""
    for sign, term in terms:
        term = f"({term})" if term.startswith("-") else term
        if text:
            text += f" + {term}" if sign > 0 else f" - {term}"
        else:
            text = term if sign > 0 else f"-{_wrapped(term)}"
    return text


def _wrapped(term: str) -> str:
    return f"({term})" if " + " in term else term
