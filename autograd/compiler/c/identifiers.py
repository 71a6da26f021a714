"""Names and comments in C: of whatever a user calls things, nothing that C would read otherwise comes through."""

from __future__ import annotations

import re
from typing import Final

from autograd.c_dialect import HELPERS, MATHEMATICS

_KEYWORDS = """auto break case char const continue default do double else enum extern float for goto if inline int long
register restrict return short signed sizeof static struct switch typedef union unsigned void volatile while asm typeof
bool true false nullptr constexpr static_assert thread_local alignas alignof typeof_unqual unix linux near far main"""
_OWN = """i j k l m o n s t w x e0 share lane row packed first samples sum sums value sample parameters X gradient outputs
work program memory size_t errno signgam"""
RESERVED: Final = frozenset([*_KEYWORDS.split(), *_OWN.split()])
"""Words of C, and the names that every program uses itself."""
_FUNCTIONS = {f"{name}{f}" for name in (*MATHEMATICS, *HELPERS) for f in ("", "f", "l")}
"""<math.h> has each for float and long double, too."""


def is_name(text: str) -> bool:
    """Whether a text may be the name of a variable: plain letters, no word of C, nothing that <math.h> defines."""
    return bool(
        re.fullmatch(r"[A-Za-z][A-Za-z0-9_]{0,60}", text)
        and text not in RESERVED
        and text not in _FUNCTIONS
        and not re.fullmatch(
            r"[A-Z_]{3,}[A-Z0-9_]*|([tuoIC]|sum)\d+|FP_\w*|is[a-z]+", text
        )
    )


class Names:
    """Gives names, each once."""

    def __init__(self, *taken: str) -> None:
        self._taken = set(taken)

    def fresh(self, wish: str) -> str:
        """The wish if it is free and a name; else one that is like it.

        >>> names = Names()
        >>> [names.fresh(wish) for wish in ("Z1", "Z1", "exp", "x", "η", "")]
        ['Z1', 'Z1_2', 'exp_', 'x_', 'v1', 'v2']
        """
        if is_name(wish):
            stem, first = wish, wish
        elif is_name(f"{wish}_"):
            stem, first = wish, f"{wish}_"
        else:
            stem, first = "v", "v1"
        name, number = first, 1
        while name in self._taken:
            number += 1
            name = f"v{number}" if first == "v1" else f"{stem}_{number}"
        self._taken.add(name)
        return name


def comment(text: str, indent: str = "") -> str:
    """A comment with this text, whatever it is: on one line, and it ends where it should.

    >>> comment("E = Σ a */ b"), comment("??/"), comment("a\\\\\\nb")
    ('/* E = Σ a * / b */', '/* ? ?/ */', '/* a b */')
    """
    shown = "".join(c if c.isprintable() else " " for c in text)
    shown = shown.replace("\\", "").replace("??", "? ?").replace("??", "? ?")
    # "*/" would end it, and "/*" inside is warned of
    while "*/" in shown or "/*" in shown:
        shown = shown.replace("*/", "* /").replace("/*", "/ *")
    return f"{indent}/* {' '.join(shown.split())} */"
