"""Boltzmann machines in words: units that are drawn or that settle, and updates by two phases."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

from viz.lang.learners.energy import WORDS as WORDS
from viz.learners.energy_painter import Painter as Painter
from viz.learners.energy_units import is_update, unit_names
from viz.learners.spoken_numbers import Numbers
from viz.learners.telling import Told

Words = Mapping[str, str]
_MOST_BITS: Final = 12
"""Units whose states are written out."""


def tell(fact: Any, words: Words, number: Numbers) -> Told:
    """What was drawn, or what settled, or how the weights moved."""
    if is_update(fact):
        return _told_update(fact, words, number)
    return _told_states(fact, words, number)


def columns(fact: Any, words: Words, number: Numbers) -> dict[str, str]:
    """Of states who was asked, the layers and the energy; of an update the weight that moved most."""
    if is_update(fact):
        most = LargestMove(fact)
        return {
            words["epoch"]: str(fact.epoch),
            words["method"]: _method(fact, words),
            words["weight"]: most.name,
            words["positive"]: number(most.positive),
            words["negative"]: number(most.negative),
            words["delta"]: number(most.delta),
        }
    names = unit_names(fact)
    who = names[fact.units[0]] if fact.kind == "unit" else words[fact.kind]
    return {
        words["who"]: who,
        words["visible"]: state_text(fact.visible, words, number),
        words["hidden"]: state_text(fact.hidden, words, number),
        words["E"]: number(_rounded(fact.energy)),
    }


def state_text(state: Sequence[Any], words: Words, number: Numbers) -> str:
    """States as 0110, probabilities as numbers, many units by how many are on."""
    numbers = [float(x) for x in state]
    if any(x not in (0.0, 1.0) for x in numbers):
        return number.vector(numbers)
    if len(numbers) > _MOST_BITS:
        return words["many"].format(on=int(sum(numbers)), units=len(numbers))
    return "".join(f"{x:.0f}" for x in numbers) or "–"


# --- states --------------------------------------------------------------------------------------------------------


def _told_states(fact: Any, words: Words, number: Numbers) -> Told:
    verb = "drawn" if hasattr(fact, "probabilities") else "asked"
    place = _place_told(fact)
    names = unit_names(fact)
    name = names[fact.units[place]]
    before, after = _rounded(fact.energy_before), _rounded(fact.energy)
    key = "energy moved" if number(before) != number(after) else "energy stays"
    fields = {
        "unit": name,
        "visible": state_text(fact.visible, words, number),
        "hidden": state_text(fact.hidden, words, number),
        "energy": words[key].format(before=number(before), after=number(after)),
        "one": _one_unit(fact, place, name, words, number),
    }
    title = words[f"title {verb} {fact.kind}"].format(**fields)
    text = words[f"{verb} {fact.kind}"].format(**fields)
    return Told(title, text, _state_formula(fact, place, name, number))


def _place_told(fact: Any) -> int:
    """Which of the units asked is told: the first that changed, or else the first of all."""
    if fact.kind == "unit":
        return 0
    old = fact.before[fact.kind == "hidden"]
    changed = [i for i, (x, y) in enumerate(zip(old, fact.states)) if x != y]
    return changed[0] if changed else 0


def _one_unit(fact: Any, place: int, name: str, words: Words, number: Numbers) -> str:
    """Why one of the units is as it is."""
    net = float(fact.net_inputs[place])
    if not hasattr(fact, "probabilities"):
        key = "one stays" if not net else "one above" if net > 0 else "one below"
        return words[key].format(unit=name, net=number(net))
    is_cold = fact.temperature != 1.0
    inside = f"{number(net)} / {number(fact.temperature)}" if is_cold else number(net)
    p = float(fact.probabilities[place])
    fields = {
        "unit": name,
        "net": number(net),
        "chance": f"σ({inside})",
        "p": number(p),
    }
    if fact.draws is None:
        return words["one kept"].format(**fields)
    draw = float(fact.draws[place])
    key = "one on" if draw < p else "one off"
    return words[key].format(draw=number(draw), **fields)


def _state_formula(fact: Any, place: int, name: str, number: Numbers) -> str:
    unit = f"{name[0]}_{{{name[1:]}}}"
    net = number.latex(fact.net_inputs[place])
    if not hasattr(fact, "probabilities"):
        sign = ">" if fact.net_inputs[place] > 0 else "<"
        if not fact.net_inputs[place]:
            sign = "="
        return rf"\sum_j w_{{{unit} j}} s_j + \theta = {net} {sign} 0"
    p = number.latex(fact.probabilities[place])
    inside = net
    if fact.temperature != 1.0:
        inside = rf"{net} / {number.latex(fact.temperature)}"
    others = {"hidden": "v", "visible": "h"}.get(fact.kind, r"\text{others}")
    return rf"P({unit} = 1 \,|\, {others}) = \sigma({inside}) = {p}"


def _rounded(x: float) -> float:
    """Without the rounding errors of a sum that is 0."""
    return 0.0 if abs(x) < 1e-12 else float(x)


# --- updates -------------------------------------------------------------------------------------------------------


class LargestMove:
    """The weight of an update that moves most, with its phases."""

    def __init__(self, fact: Any) -> None:
        delta = fact.delta["W"]
        place = int(abs(delta).argmax())
        self.row, self.column = divmod(place, delta.shape[1])
        rows, columns = matrix_names(fact)
        self.pair = f"{rows[self.row]} {columns[self.column]}"
        self.name = f"w({rows[self.row]}, {columns[self.column]})"
        at = self.row, self.column
        self.delta = float(delta[at])
        self.positive = _rounded(fact.positive["W"][at])
        self.negative = _rounded(fact.negative["W"][at])


def matrix_names(fact: Any) -> tuple[list[str], list[str]]:
    """The units of the rows and of the columns of W."""
    rows, columns = fact.delta["W"].shape
    if "theta" in fact.delta:
        names = unit_names(fact)
        return names, names
    return [f"v{i + 1}" for i in range(rows)], [f"h{j + 1}" for j in range(columns)]


def _told_update(fact: Any, words: Words, number: Numbers) -> Told:
    most, method = LargestMove(fact), _method(fact, words)
    count = len(fact.samples)
    gap = _rounded(most.positive - most.negative)
    fields = {
        "weight": most.name,
        "pair": most.pair,
        "positive": number(most.positive),
        "negative": number(most.negative),
        "rate": number(fact.lr),
        "gap": number.bracketed(gap),
        "delta": number(most.delta),
    }
    change = words["change more" if has_more(fact) else "change"].format(**fields)
    many = words["one sample" if count == 1 else "samples"].format(count=count)
    title = words["title update"].format(
        step=fact.step, epoch=fact.epoch, method=method
    )
    text = words["update"].format(change=change, samples=many, **fields)
    return Told(title, text, _update_formula(fact, most, number))


def has_more(fact: Any) -> bool:
    """Whether Δ is more than η (positive − negative)."""
    return fact.last_delta is not None or bool(fact.weight_decay)


def _method(fact: Any, words: Words) -> str:
    """How the negative phase was made."""
    if fact.k is None:
        return words["exact"]
    if "theta" in fact.delta:
        return words["sampled"].format(k=fact.k)
    key = "pcd" if fact.persistent else "cd"
    return words[key].format(k=fact.k)


def _update_formula(fact: Any, most: LargestMove, number: Numbers) -> str:
    first, second = (f"{name[0]}_{{{name[1:]}}}" for name in most.pair.split())
    pair = rf"\langle {first} {second} \rangle"
    gap = f"{number.latex(most.positive)} - {number.latex(most.negative)}"
    rate, delta = number.latex(fact.lr), number.latex(most.delta)
    more = r" + \dots" if has_more(fact) else ""
    phases = rf"{pair}_{{\mathrm{{data}}}} - {pair}_{{\mathrm{{model}}}}"
    return rf"\Delta w = \eta \left({phases}\right){more} = {rate} \cdot ({gap}){more} = {delta}"
