"""Cascade-correlation in words: its facts told, in a sentence, a formula and a row of a table."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from viz.lang.learners.cascade import WORDS as WORDS
from viz.learners.cascade_marks import without_rounding
from viz.learners.cascade_painter import Painter as Painter
from viz.learners.spoken_numbers import Numbers
from viz.learners.telling import Told


def tell(fact: Any, words: Mapping[str, str], number: Numbers) -> Told:
    """What happened in an epoch, or that a unit came."""
    fields = {
        "epoch": fact.epoch,
        "hidden": fact.hidden,
        "next": fact.hidden + 1,
        "wrong": fact.wrong,
        "samples": fact.samples,
        "error": number(fact.error),
    }
    fields["units"] = words[_counted(fact.hidden)].format(**fields)
    if fact.kind == "output":
        latex = _error(fact, number)
    else:
        scores = fact.scores
        fields["pool"], fields["unit"] = len(scores), fact.unit + 1
        fields["score"], fields["least"] = number(scores.max()), number(scores.min())
        latex = _score(fact, number)
    if fact.kind == "install":
        incoming, outgoing = fact.delta["incoming"], fact.delta["outgoing"]
        fields["incoming"] = number.vector(map(without_rounding, incoming))
        fields["outgoing"] = _one_or_more(outgoing, number)
    elif fact.delta is not None:
        fields["weight"], fields["delta"] = _largest_change(fact, number)
    sentence = f"{fact.kind} {fact.stopped}".strip()
    title = words[f"title {fact.kind}"]
    return Told(title.format(**fields), words[sentence].format(**fields), latex)


def columns(fact: Any, words: Mapping[str, str], number: Numbers) -> dict[str, str]:
    """The phase, how far it has come, and how good the network is."""
    return {
        words["phase"]: words[f"phase {fact.kind}"],
        words["epoch"]: str(fact.epoch),
        words["hidden units"]: str(fact.hidden),
        words["wrong"]: str(fact.wrong),
        words["error"]: number(fact.error),
        words["best"]: "" if fact.scores is None else number(fact.scores.max()),
    }


def signal_names(nin: int, hidden: int) -> list[str]:
    """What the weights of a unit belong to: x1, x2, ..., h1, h2, ..., and 1 for the bias."""
    inputs = [f"x{i}" for i in range(1, nin + 1)]
    return [*inputs, *(f"h{i}" for i in range(1, hidden + 1)), "b"]


def _counted(hidden: int) -> str:
    """The key of the words for so many hidden units."""
    return ("no unit", "one unit")[hidden] if hidden < 2 else "units"


def _one_or_more(numbers: Any, number: Numbers) -> str:
    return number(numbers[0]) if len(numbers) == 1 else number.vector(numbers)


def _largest_change(fact: Any, number: Numbers) -> tuple[str, str]:
    """Which weight of the outputs, or of the best candidate, moves most, and by how much."""
    names = signal_names(fact.nin, fact.hidden)
    rows = fact.delta if fact.kind == "output" else fact.delta[fact.unit][None]
    place = int(abs(rows).argmax())
    row, column = divmod(place, len(names))
    name = names[column] if names[column] == "b" else f"w({names[column]})"
    if len(rows) > 1:
        name = f"{name} (o{row + 1})"
    return name, number(rows[row, column])


def _error(fact: Any, number: Numbers) -> str:
    return rf"E = \frac{{1}}{{2}} \sum_p \sum_o (o_{{po}} - t_{{po}})^2 = {number.latex(fact.error)}"


def _score(fact: Any, number: Numbers) -> str:
    """S of the best candidate."""
    best = number.latex(fact.scores.max())
    above = r"\sum_o \left| \sum_p (V_p - \bar{V})(E_{po} - \bar{E}_o) \right|"
    return rf"S = \frac{{{above}}}{{\sum_p \sum_o E_{{po}}^2}} = {best}"
