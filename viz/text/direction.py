"""Names that are read from right to left, in formulas that are read from left to right.

Vocabulary: an *isolated* name stands between two marks that print nothing and keep it from turning its neighbours round
(Unicode Standard Annex 9).
"""

from __future__ import annotations

import functools
import re
import unicodedata
from typing import Final

from viz.text.metrics import continues

OPEN: Final = "\u2068"
"""First strong isolate."""
CLOSE: Final = "\u2069"
"""Pop directional isolate."""
_FORMS: Final = (*range(0xFB50, 0xFC00), *range(0xFE80, 0xFEF5))
"""Where Unicode has the forms of Arabic letters."""
_KINDS: Final = ("R", "AL", "AN")


def has_right_to_left(text: str) -> bool:
    """Whether a text has letters or digits that are read from right to left."""
    if text.isascii():
        return False
    return any(unicodedata.bidirectional(c) in _KINDS for c in text)


def isolate(name: str) -> str:
    r"""A name that is read from right to left between marks, any other as it is.

    >>> ascii(isolate("\u05d0")), isolate("a")
    ("'\\u2068\\u05d0\\u2069'", 'a')
    """
    if not has_right_to_left(name):
        return name
    return f"{OPEN}{without_isolates(name)}{CLOSE}"


def without_isolates(text: str) -> str:
    """A text without the marks, for what is no running text: a cell of a CSV file, a formula of TeX."""
    return text.replace(OPEN, "").replace(CLOSE, "")


def in_visual_order(text: str) -> str:
    r"""A text without marks whose letters stand as they are seen from left to right, for a pen that only goes there.

    >>> ascii(in_visual_order("\u2068\u05d0\u05d1\u2069 = 2"))
    "'\\u05d1\\u05d0 = 2'"
    """
    if not has_right_to_left(text):
        return text
    return re.sub(f"{OPEN}([^{CLOSE}]*){CLOSE}|[^ -~{OPEN}]+", _turned, text)


def _turned(match: re.Match[str]) -> str:
    """A run of letters, turned round if it is read from right to left; marks stay behind their letters."""
    run = without_isolates(match[0])
    if not has_right_to_left(run):
        return run
    run = _joined(run)
    clusters: list[str] = []
    for i, char in enumerate(run):
        if clusters and continues(run, i):
            clusters[-1] += char
        else:
            clusters.append(char)
    return "".join(reversed(clusters))


def _joined(text: str) -> str:
    r"""Arabic letters in the forms that they have beside their neighbours, for a pen that knows only single letters.

    >>> ascii(_joined("\u0645\u0631"))  # an initial and a final one
    "'\\ufee3\\ufeae'"
    """
    forms = _arabic_forms()
    places = [i for i, char in enumerate(text) if unicodedata.category(char) != "Mn"]
    letters = list(text)
    for before, i, after in zip([None, *places], places, [*places[1:], None]):
        own = forms.get(text[i], {})
        follows = before is not None and "initial" in forms.get(text[before], {})
        precedes = after is not None and "final" in forms.get(text[after], {})
        from_before = follows and "final" in own
        to_after = precedes and "initial" in own
        form = {
            (True, True): "medial",
            (True, False): "final",
            (False, True): "initial",
        }
        letters[i] = own.get(form.get((from_before, to_after), "isolated"), text[i])
    return "".join(letters)


@functools.cache
def _arabic_forms() -> dict[str, dict[str, str]]:
    """For each Arabic letter its isolated, initial, medial and final form, as Unicode has them."""
    forms: dict[str, dict[str, str]] = {}
    for code in _FORMS:
        kind, *letters = unicodedata.decomposition(chr(code)).split() or [""]
        if len(letters) == 1 and kind.startswith("<"):
            letter = chr(int(letters[0], 16))
            forms.setdefault(letter, {})[kind.strip("<>")] = chr(code)
    return forms
