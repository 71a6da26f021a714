"""What a page says of wrong answers is what a stepper says: its table of mistakes, read as JavaScript."""

from __future__ import annotations

from typing import Any

from autograd.dialects import JAVASCRIPT, Text
from viz.films.prediction import MISTAKES


class _Numbers:
    """Numbers of a step that are not there yet: each attribute is the JavaScript that will read it."""

    def __getattr__(self, name: str) -> Any:
        return Text(f"n.{name}", JAVASCRIPT)


def mistakes_literal() -> str:
    """An object literal: by what is asked and by the name of the mistake, a function of the numbers of a step.

    >>> print(mistakes_literal().splitlines()[2])
      contribution: {total: (n) => n.total, upstream: (n) => n.upstream, local: (n) => n.local, sign: (n) => -n.right, \
plus: (n) => n.upstream + n.local},
    """
    lines = ["{"]
    for asked, mistakes in MISTAKES.items():
        functions = [
            f"{name}: (n) => {formed(_Numbers())}" for name, formed in mistakes.items()
        ]
        lines.append(f"  {asked}: {{{', '.join(functions)}}},")
    return "\n".join([*lines, "}"])
