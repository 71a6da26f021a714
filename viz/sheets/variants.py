"""The sheets of a worksheet: the same graph and the same blanks on other numbers, each with a code that finds its key."""

from __future__ import annotations

import hashlib
import random
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from autograd import Value
from viz.lang import Language
from viz.picture.subject import Subject, rename
from viz.sheets.blank_picture import Exercise
from viz.sheets.blank_places import Blanked, choose_blanks
from viz.sheets.nice_numbers import Trial, find_nice, try_numbers
from viz.text.names import known_names

_LETTERS: Final = "BCDFGHJKLMNPQRSTVWXZ"
"""Of codes: consonants spell no words."""
CODE_LENGTH: Final = 4


@dataclass(frozen=True)
class Variant:
    """One sheet."""

    code: str
    exercise: Exercise


@dataclass(frozen=True, slots=True)
class Request:
    """What the sheets are to be."""

    blanks: Blanked | float
    seed: int
    variants: int
    precision: int
    lang: Language


def make_variants(graph: Subject, request: Request) -> tuple[Variant, ...]:
    """As many sheets as are asked for: one has the numbers of the graph, several have nice ones, all different.

    Raises ValueError where there is nothing to ask, or where there are not as many different numbers.
    """
    taken: set[str] = set()
    variants = []
    for trial in _trials(graph.nodes, request):
        exercise = _exercise(trial, graph.names, request)
        code = _code(exercise, request.seed, taken)
        taken.add(code)
        variants.append(Variant(code, exercise))
    return tuple(variants)


def _trials(nodes: Sequence[Value], request: Request) -> Iterator[Trial]:
    own = try_numbers(nodes)
    if request.variants == 1:
        yield own
        return
    taken, hope = {own.numbers}, True
    for k in range(request.variants):
        rng = random.Random(f"{request.seed}/{k}")
        trial = find_nice(nodes, rng, taken, hope)
        if trial is None:
            raise ValueError(
                f"variants: {k} sheets with different numbers were found, not {request.variants}, with all numbers "
                "inside of the functions' domains; ask for fewer, or take another seed"
            )
        taken.add(trial.numbers)
        hope = trial.nice
        yield trial


def _exercise(
    trial: Trial, names: Mapping[str, Any] | None, request: Request
) -> Exercise:
    """The blanks are drawn anew for each sheet, from the same seed: they are the same on all of them."""
    nodes = tuple(trial.copies.values())
    given = rename(names, trial.copies)
    rng = random.Random(f"{request.seed}")
    blanks = choose_blanks(nodes, request.blanks, rng)
    return Exercise(
        nodes, known_names(nodes, given), given, blanks, request.precision, request.lang
    )


def _code(exercise: Exercise, seed: int, taken: set[str]) -> str:
    """Four letters that follow from what is on the sheet, none of the `taken` ones."""
    leaves = [node.data for node in exercise.nodes if node.rule is None]
    content = repr((exercise.title, leaves, exercise.blanks.asked, seed))
    for attempt in range(len(_LETTERS) ** CODE_LENGTH):
        text = f"{attempt} {content}".encode("utf-8", "surrogatepass")
        number = int.from_bytes(hashlib.sha256(text).digest(), "big")
        code = ""
        for _ in range(CODE_LENGTH):
            number, letter = divmod(number, len(_LETTERS))
            code += _LETTERS[letter]
        if code not in taken:
            return code
    raise ValueError("variants: there are no more codes; ask for fewer")
