"""The families of learners: the one table that says where the words and the picture of each are.

A *family* is a module (or any object) with

    WORDS     its catalogue of sentences (`viz.lang.catalogue`), with the key "title" for the name of its film
    tell      tell(fact, words, number) -> Told: title, text and formula of a fact
    columns   columns(fact, words, number) -> what a table says of it, by the name of the column
    Painter   Painter(facts, manner): the picture at each fact

of which only those that it has are used; `viz.learners` shows each. Modules are loaded when a fact of theirs is told.
"""

from __future__ import annotations

import importlib
from collections.abc import Mapping
from typing import Any, Final

FAMILIES: Final[dict[str, Any]] = {
    "art": "viz.learners.art",
    "cascade": "viz.learners.cascade",
    "perceptron": "viz.learners.perceptron",
    "rbf": "viz.learners.rbf",
    "som": "viz.learners.som",
    "energy": "viz.learners.energy",
    "pretraining": "viz.learners.pretraining",
}
"""Where a family is, by its name: the name of its module, or the object itself."""


def add_family(name: str, family: Any) -> None:
    """Give facts with ``family = name`` words and a picture: a module, or an object with some of its functions.

    >>> from types import SimpleNamespace
    >>> add_family("coin", SimpleNamespace(columns=lambda fact, words, number: {"side": fact.side}))
    >>> family_named("coin").columns(SimpleNamespace(side="heads"), {}, str)
    {'side': 'heads'}
    >>> del FAMILIES["coin"]
    """
    if not isinstance(name, str) or not name:
        raise TypeError(
            f'add_family needs the name of a family, such as "som"; got {name!r}'
        )
    FAMILIES[name] = family


def family_named(name: str) -> Any:
    """The module or object of a family; None where nobody has given it one."""
    family = FAMILIES.get(name)
    if isinstance(family, str):
        family = FAMILIES[name] = importlib.import_module(family)
    return family


def words_of(name: str, lang: str) -> Mapping[str, str]:
    """The sentences of a family in a language; none where it has no catalogue."""
    words = getattr(family_named(name), "WORDS", {})
    found: Mapping[str, str] = words.get(lang, {})
    return found
