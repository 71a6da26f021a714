"""What was probably meant: for signs and function names that cannot stand in a formula."""

from __future__ import annotations

import unicodedata
from typing import Final

from autograd import RULES
from autograd.hints import closest

PUNCTUATION: Final = frozenset("+-*/()=.,; \t\n")
"""What may stand in a formula besides names and numbers."""

INSTEAD: Final = {
    "^": "** for a power",
    **dict.fromkeys("×·⋅∙", "*"),
    **dict.fromkeys("÷∕", "/"),
    **dict.fromkeys("−–—", "-"),
    **dict.fromkeys("[{", "("),
    **dict.fromkeys("]}", ")"),
}
"""What people type, and what to type in a formula."""


def hint(character: str) -> str:
    """What to type for a character that cannot stand here: full-width brackets, signs that a drawing shows, x²."""
    plain = unicodedata.normalize("NFKC", character)
    instead = INSTEAD.get(character) or INSTEAD.get(plain) or ""
    if not instead and plain != character:
        power = unicodedata.decomposition(character).startswith("<super>")
        known = plain.isdecimal() or plain in PUNCTUATION
        instead = (
            f"**{plain}"
            if power
            else {" ": "a space"}.get(plain, plain)
            if known
            else ""
        )
    for rule in RULES.values():
        if not instead and rule.symbol == character:
            instead = f"{rule.name}(…)"
    return f": write {instead}" if instead else ""


def suggestion(name: str) -> str:
    """The row that was probably meant: by its sign in a drawing (ln), its beginning (max), or its likeness (arctan)."""
    by_sign = [rule.name for rule in RULES.values() if rule.symbol == name]
    by_start = [known for known in RULES if len(name) > 1 and known.startswith(name)]
    candidates = [*by_sign, *by_start, closest(name, RULES)]
    return f"; did you mean {candidates[0]!r}?" if candidates[0] else ""
