"""What an error message adds so that the reader can go on: which word was probably meant, and which there are.

Vocabulary: an *option* is an argument that takes one word of a fixed list, such as ``style="circuit"``.
"""

from __future__ import annotations

from collections.abc import Iterable
from difflib import get_close_matches
from typing import Any

_LONGEST = 50
"""Characters of a word that are compared: a longer one is no slip of the finger, and comparing takes time."""


def short_list(texts: Iterable[str], most: int = 8) -> str:
    """``a, b, c``; of many, the first and how many more there are.

    >>> short_list("abcd", most=2)
    'a, b, … (2 more)'
    """
    shown = list(texts)
    rest = len(shown) - most
    if rest > 0:
        shown[most:] = [f"… ({rest:,} more)"]
    return ", ".join(shown)


def closest(word: object, known: Iterable[str]) -> str | None:
    """The one of the `known` words that is most like `word`, None if none is, or if `word` is no text.

    >>> closest("sigmod", ["tanh", "sigmoid"]), closest("lr", ["LR", "TB"]), closest("x", ["tanh"])
    ('sigmoid', 'LR', None)
    """
    if not isinstance(word, str):
        return None
    by_lower_case = {text.lower(): text for text in known}
    matches = get_close_matches(word[:_LONGEST].lower(), list(by_lower_case), n=1)
    return by_lower_case[matches[0]] if matches else None


def did_you_mean(word: object, known: Iterable[str], most: int = 40) -> str:
    """The end of the message about an unknown word: the one that was probably meant, else which there are.

    >>> did_you_mean("sigmod", ["sigmoid", "tanh"]), did_you_mean("?", ["sigmoid", "tanh"])
    ("did you mean 'sigmoid'?", 'there are sigmoid, tanh')
    """
    words = list(known)
    match = closest(word, words)
    if match is not None:
        return f"did you mean {match!r}?"
    choices = short_list(words, most) or "none"
    return f"there are {choices}"


def check_option(what: str, got: Any, known: Iterable[str]) -> None:
    """ValueError unless `got` is one of the `known` words of the option `what`.

    >>> check_option("style", "circit", ("nodes", "circuit"))
    Traceback (most recent call last):
        ...
    ValueError: style must be one of nodes, circuit; got 'circit'; did you mean 'circuit'?
    """
    words = list(known)
    if isinstance(got, str) and got in words:
        return
    match = closest(got, words)
    hint = "" if match is None else f"; did you mean {match!r}?"
    choices = short_list(words, most=40)
    raise ValueError(f"{what} must be one of {choices}; got {got!r}{hint}")
