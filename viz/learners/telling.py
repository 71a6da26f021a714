"""Facts of learners in words: what is told of one, and which lists hold facts at all.

`autograd.nn.facts.Fact` asks for its text here, and so do steps, tables and films: there is one telling.
"""

from __future__ import annotations

import numbers
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, fields
from itertools import islice
from typing import Any, Final, Protocol

from autograd.display import register_teller
from autograd.errors import kind
from viz.lang import pick
from viz.lang.learners.any_learner import WORDS
from viz.learners.families import family_named, words_of
from viz.learners.spoken_numbers import Numbers

MOST_FACTS: Final = 500
"""Facts of a film or a list; more are to be sliced, for nobody steps through them."""


class AnyFact(Protocol):
    """What `autograd.nn.facts.Fact` is: this package does not load it, since it must work without NumPy."""

    @property
    def family(self) -> str: ...
    @property
    def step(self) -> int: ...
    @property
    def sample(self) -> int | None: ...
    def text(self, lang: str = "en", precision: int = 4) -> str: ...
    @property
    def latex(self) -> str: ...


@dataclass(frozen=True, slots=True)
class Told:
    """What is told of a fact."""

    title: str
    text: str
    latex: str = ""


def told(fact: AnyFact, lang: str = "en", precision: int = 4) -> Told:
    """Title, sentence and formula of a fact, as its family tells it; a fact of an unknown family tells itself."""
    found = _told_by_family(fact, lang, precision)
    if found is None:
        text = fact.text(lang, precision)
        found = Told(_plain_title(fact, lang), text, fact.latex)
    return found


def columns_of(fact: AnyFact, lang: str = "en", precision: int = 4) -> dict[str, str]:
    """What a table says of a fact, by the name of the column; the step and the sample are not among them."""
    columns = getattr(family_named(fact.family), "columns", None)
    number = Numbers(precision)
    if columns is None:
        return dict(_numbers_in(fact, number))
    named: dict[str, str] = columns(fact, words_of(fact.family, lang), number)
    return named


def tell_fact(fact: AnyFact, lang: str, precision: int) -> tuple[str, str]:
    """Text and formula for a fact that has no text of its own."""
    found = _told_by_family(fact, lang, precision)
    if found is None:
        words = pick(WORDS, lang)
        named = columns_of(fact, lang, precision).items()
        listed = words["comma"].join(f"{name} = {text}" for name, text in named)
        untold = words["untold"].format(kind=type(fact).__name__, numbers=listed)
        found = Told("", untold)
    return found.text, found.latex


def title_of_film(family: str, lang: str) -> str:
    """What the film of a family is called."""
    own = words_of(family, lang).get("title")
    return own or pick(WORDS, lang)["title"].format(family=family)


def _told_by_family(fact: AnyFact, lang: str, precision: int) -> Told | None:
    pick(WORDS, lang)
    tell = getattr(family_named(fact.family), "tell", None)
    if tell is None:
        return None
    found: Told = tell(fact, words_of(fact.family, lang), Numbers(precision))
    return found


def _plain_title(fact: AnyFact, lang: str) -> str:
    words = pick(WORDS, lang)
    if fact.sample is None:
        return words["title step"].format(step=fact.step)
    return words["title sample"].format(step=fact.step, sample=fact.sample)


def _numbers_in(fact: Any, number: Numbers) -> Iterator[tuple[str, str]]:
    """The fields of a fact that are a number, a word, or a short list of numbers."""
    for field in fields(fact):
        value = getattr(fact, field.name)
        if field.name in ("step", "sample") or value is None:
            continue
        if isinstance(value, str):
            yield field.name, value
        elif isinstance(value, numbers.Real):
            yield field.name, number(value)
        elif isinstance(value, Iterable) and _is_flat(value):
            yield field.name, number.vector(value)


def _is_flat(value: Any) -> bool:
    """Whether it is a list of numbers, and not of lists."""
    return all(isinstance(x, numbers.Real) for x in value)


# --- which lists hold facts ---------------------------------------------------------------------------------------


def is_fact(x: Any) -> bool:
    """Whether something is a fact of a learner."""
    family = getattr(type(x), "family", None)
    return isinstance(family, str) and hasattr(x, "step") and hasattr(x, "sample")


def facts_in(x: Any, tool: str) -> tuple[AnyFact, ...] | None:
    """The facts of a list or generator, or a fact alone; None for what is something else, such as a Value.

    A generator is exhausted. ValueError for more than MOST_FACTS, for none in a generator, and for facts of several
    families; TypeError where other things are among them. `tool` is who asks, for the message.
    """
    if is_fact(x):
        return (x,)
    is_generator = isinstance(x, Iterator)
    if not is_generator and not isinstance(x, (list, tuple)):
        return None
    found = tuple(islice(iter(x), MOST_FACTS + 1))
    if not any(map(is_fact, found)):
        if is_generator and not found:
            raise ValueError(
                f"{tool}: the generator has no facts: nothing happened, or it has been read already"
            )
        return None
    for i, fact in enumerate(found):
        if not is_fact(fact):
            raise TypeError(
                f"{tool}: all items must be facts of one learner; item {i} is {kind(fact)}"
            )
    families = sorted({fact.family for fact in found})
    if len(families) > 1:
        raise ValueError(
            f"{tool}: facts of one family at a time; got {', '.join(families)}"
        )
    if len(found) > MOST_FACTS:
        raise ValueError(
            f"{tool}: more than {MOST_FACTS} facts, which nobody steps through; take a part of them, such as "
            "list(facts)[::10] or itertools.islice(facts, 100)"
        )
    return found


register_teller(tell_fact)
