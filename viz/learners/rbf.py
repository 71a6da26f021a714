"""RBF networks and k-means in words: their facts told, in a sentence, a formula and a row of a table."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from viz.lang.learners.rbf import WORDS as WORDS
from viz.learners.rbf_moments import kind_of
from viz.learners.rbf_painter import Painter as Painter
from viz.learners.spoken_numbers import Numbers
from viz.learners.telling import Told

Words = Mapping[str, str]


def tell(fact: Any, words: Words, number: Numbers) -> Told:
    """What happened to centres, widths or weights."""
    kind = kind_of(fact)
    title = words[f"title {kind}"]
    text, latex = _TELLERS[kind](fact, words, number)
    return Told(title, text, latex)


def columns(fact: Any, words: Words, number: Numbers) -> dict[str, str]:
    """What happens, and the one or two numbers that it is about."""
    kind = kind_of(fact)
    cells = dict.fromkeys(
        ("changed", "error", "farthest", "radii", "squared error"), ""
    )
    if kind == "assigned":
        cells |= {"changed": str(fact.changed), "error": number(fact.error)}
    elif kind == "moved":
        cells["farthest"] = number(fact.farthest)
    elif kind == "widths":
        cells["radii"] = _interval(fact.radii, number)
    elif kind == "solved":
        cells["squared error"] = number(fact.errors[1])
    named = {words[name]: text for name, text in cells.items()}
    return {words["what"]: words[f"what {kind}"], **named}


def _chosen(fact: Any, words: Words, number: Numbers) -> tuple[str, str]:
    samples = "" if fact.chosen is None else number.vector(fact.chosen, most=8)
    first = number.latex_vector(fact.after[0])
    return words[f"chosen {fact.method}"].format(samples=samples), f"c_1 = {first}"


def _assigned(fact: Any, words: Words, number: Numbers) -> tuple[str, str]:
    fields = {
        "n": len(fact.labels),
        "changed": fact.changed,
        "error": number(fact.error),
    }
    key = "assigned finished" if fact.finished else "assigned"
    if fact.previous is None:
        key = "assigned first"
    total = r"\sum_x \min_i \left\| x - c_i \right\|^2"
    return words[key].format(**fields), f"{total} = {number.latex(fact.error)}"


def _moved(fact: Any, words: Words, number: Numbers) -> tuple[str, str]:
    place = int((fact.delta**2).sum(axis=1).argmax())
    count = int(fact.counts[place])
    fields = {
        "centre": place + 1,
        "farthest": number(fact.farthest),
        "count": count,
    }
    text = words["moved"].format(**fields)
    for centre, sample in fact.relocated:
        text += words["relocated"].format(centre=centre + 1, sample=sample)
    name, after = f"c_{{{place + 1}}}", number.latex_vector(fact.after[place])
    mean = rf"\frac{{1}}{{{count}}} \sum_x x = " if count else ""
    return text, rf"{name} \leftarrow {mean}{after}"


def _widths(fact: Any, words: Words, number: Numbers) -> tuple[str, str]:
    rule = fact.width if isinstance(fact.width, str) else "number"
    q = len(fact.centres)
    if q == 1 and rule != "number":
        rule = "single"
    beta, radius = fact.betas[0], fact.radii[0]
    fields = {
        "q": q,
        "beta": number(beta),
        "radius": number(radius),
        "least": number(fact.radii.min()),
        "largest": number(fact.radii.max()),
        "dmax": number((q / beta) ** 0.5),
    }
    name = r"\beta_1" if rule == "nearest" else r"\beta"
    shown = rf"{name} = {_RULES[rule]}{number.latex(beta)}"
    return words[f"widths {rule}"].format(**fields), shown


def _solved(fact: Any, words: Words, number: Numbers) -> tuple[str, str]:
    weights, biases = fact.solved
    row, column = divmod(int(abs(weights).argmax()), weights.shape[1])
    before, after = fact.errors
    fields = {
        "before": number(before),
        "after": number(after),
        "centre": column + 1,
        "weight": number(weights[row, column]),
    }
    model = r"\sum_i w_i \rho_i(x)" + " + b" * bool(len(biases))
    least = rf"\min \sum_x \left( {model} - t \right)^2"
    return words["solved"].format(**fields), least


_TELLERS: Final = {
    "chosen": _chosen,
    "assigned": _assigned,
    "moved": _moved,
    "widths": _widths,
    "solved": _solved,
}
_RULES: Final = {
    "nearest": r"\frac{1}{2 s_1^2} = ",
    "single": r"\frac{1}{2 s^2} = ",
    "mean": r"\frac{1}{\overline{\left\| c - c' \right\|^2}} = ",
    "dmax": r"\frac{q}{d_{\max}^2} = ",
    "number": "",
}
"""What stands before β itself."""


def _interval(numbers: Any, number: Numbers) -> str:
    low, high = number(numbers.min()), number(numbers.max())
    return low if low == high else f"{low} … {high}"
