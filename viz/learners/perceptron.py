"""A perceptron in words: its facts told, in a sentence, a formula and a row of a table."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from viz.lang.learners.perceptron import WORDS as WORDS
from viz.learners.perceptron_painter import Painter as Painter
from viz.learners.spoken_numbers import Numbers
from viz.learners.telling import Told

_MOST_PRODUCTS: Final = 3
"""Inputs whose products are written out one by one."""


def tell(fact: Any, words: Mapping[str, str], number: Numbers) -> Told:
    """That a sample is right, or what its mistake changes."""
    fields = {
        "epoch": fact.epoch,
        "sample": fact.sample,
        "mistakes": fact.mistakes,
        "sum": _sum(fact, number),
        "z": number(fact.net_input),
        "sign": "≥" if fact.net_input >= 0 else "<",
        "y": number(fact.output),
        "t": number(fact.target),
    }
    fields["from"] = words["from"].format(**fields)
    if not fact.mistake:
        title, text = words["title right"], words["right"]
        return Told(
            title.format(**fields), text.format(**fields), _answer(fact, number)
        )
    is_tie = fact.output == fact.target
    fields |= {
        "rate": number(fact.lr),
        "s": number.bracketed(fact.direction),
        "signed": number.signed(fact.direction),
        "x": number.vector(fact.x),
        "delta": number.vector(fact.delta_w),
        "delta_b": number(fact.delta_b),
        "w": number.vector(fact.w + fact.delta_w),
        "b": number(fact.b + fact.delta_b),
    }
    after = net_input_after(fact)
    is_right = (after > 0) == (fact.direction > 0) and after != 0
    is_right = is_right or (after == 0 and fact.direction > 0 and not is_tie)
    fields["after"] = number(after)
    fields["verdict"] = words["verdict right" if is_right else "verdict nearer"]
    rule = "tie" if is_tie else "01" if fact.classes[0] == 0 else "signs"
    fields["change"] = words[f"change {rule}"].format(**fields)
    title, text = words["title mistake"], words["tie" if is_tie else "wrong"]
    latex = _change(fact, rule, number)
    return Told(title.format(**fields), text.format(**fields), latex)


def columns(fact: Any, words: Mapping[str, str], number: Numbers) -> dict[str, str]:
    """The answer, the target, and what is added."""
    return {
        words["epoch"]: str(fact.epoch),
        words["net input"]: number(fact.net_input),
        words["output"]: number(fact.output),
        words["target"]: number(fact.target),
        words["delta w"]: number.vector(fact.delta_w) if fact.mistake else "",
        words["delta b"]: number(fact.delta_b) if fact.mistake else "",
        words["mistakes"]: str(fact.mistakes),
    }


def net_input_after(fact: Any) -> float:
    """z of the sample with the weights after the change."""
    return float(fact.x @ (fact.w + fact.delta_w) + (fact.b + fact.delta_b))


def _sum(fact: Any, number: Numbers) -> str:
    """w·x + b, with its numbers where they are few.

    >>> from types import SimpleNamespace
    >>> _sum(SimpleNamespace(w=[2.0, -1.0], x=[1.0, -3.0], b=-3.0), Numbers())
    '2 · 1 + (−1) · (−3) + (−3)'
    """
    if len(fact.w) > _MOST_PRODUCTS:
        return "w·x + b"
    products = (
        f"{number.bracketed(w) if i else number(w)} · {number.bracketed(x)}"
        for i, (w, x) in enumerate(zip(fact.w, fact.x))
    )
    return f"{' + '.join(products)} + {number.bracketed(fact.b)}"


def _answer(fact: Any, number: Numbers) -> str:
    sign = r"\ge" if fact.net_input >= 0 else "<"
    z, y = number.latex(fact.net_input), number.latex(fact.output)
    return rf"z = w^\top x + b = {z} {sign} 0, \quad y = {y} = t"


def _change(fact: Any, rule: str, number: Numbers) -> str:
    factor = {"01": "(t - y)", "signs": "t", "tie": "s"}[rule]
    s = number.latex_bracketed(fact.direction)
    x, delta = number.latex_vector(fact.x), number.latex_vector(fact.delta_w)
    rate, delta_b = number.latex(fact.lr), number.latex(fact.delta_b)
    return (
        rf"\Delta w = \eta {factor} x = {rate} \cdot {s} \cdot {x} = {delta}, "
        rf"\quad \Delta b = {delta_b}"
    )
