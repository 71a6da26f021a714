"""Layer-wise training in words: its facts told, in a sentence, a formula and a row of a table."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

from viz.lang.learners.pretraining import WORDS as WORDS
from viz.learners.pretraining_painter import Painter as Painter
from viz.learners.spoken_numbers import Numbers
from viz.learners.telling import Told


def tell(fact: Any, words: Mapping[str, str], number: Numbers) -> Told:
    """Which layer learns, from what, how well; and what comes after its last epoch."""
    fields: dict[str, Any] = {
        "layer": fact.layer,
        "under": fact.layer - 1,
        "next": fact.layer + 1,
        "epoch": fact.epoch,
        "epochs": fact.epochs,
    }
    title = words["title epoch"].format(**fields)
    end = _end(fact)
    if end == "infinite":
        return Told(title, words[end].format(**fields))
    below = words["inputs" if fact.layer == 1 else "features"]
    fields["below"], fields["loss"] = below.format(**fields), number(fact.loss)
    sentences = [words[fact.method].format(**fields)]
    name, change = _largest_change(fact)
    if change:
        fields["weight"], fields["delta"] = name, number(change)
        sentences.append(words["change"].format(**fields))
    if end:
        sentences.append(words[end].format(**fields))
    gap = "" if sentences[0].endswith("。") else " "
    return Told(title, gap.join(sentences), _formula(fact, number))


def columns(fact: Any, words: Mapping[str, str], number: Numbers) -> dict[str, str]:
    """The layer, how far it has come, and what becomes of it."""
    end = _end(fact)
    is_finite = math.isfinite(fact.loss)
    change = _largest_change(fact)[1]
    return {
        words["layer"]: str(fact.layer),
        words["epoch"]: str(fact.epoch),
        words["loss"]: number(fact.loss) if is_finite else "",
        words["largest change"]: number(change) if math.isfinite(change) else "",
        words["state"]: words[f"state {end}"] if end else "",
    }


def _end(fact: Any) -> str:
    """What comes after a layer's last epoch: "frozen", "over" or, where its loss is no number, "infinite"; else ""."""
    if fact.stopped not in ("", "finished") or not math.isfinite(fact.loss):
        return "infinite"
    if not fact.stopped:
        return ""
    return "over" if fact.layer == fact.layers else "frozen"


def _largest_change(fact: Any) -> tuple[str, float]:
    """Which weight moved most, and by how much.

    Its name has the unit first, as in W x: w(2, 1) is what unit 2 gives input 1.
    """
    change = fact.delta["W"]
    row, column = divmod(int(abs(change).argmax()), change.shape[1])
    return f"w({row + 1}, {column + 1})", float(change[row, column])


def _formula(fact: Any, number: Numbers) -> str:
    """What the loss is the mean of, over n samples; for an RBM over its d visible units, too."""
    letter, layer = ("x", "") if fact.layer == 1 else ("h", f"_{{{fact.layer - 1}}}")
    below = letter + layer
    loss = number.latex(fact.loss)
    if fact.method == "rbm":
        return rf"\frac{{1}}{{n d}} \sum \left({below} - \hat{{{letter}}}{layer}\right)^2 = {loss}"
    if fact.method == "dae":
        restored = rf"W^\top s\left(W \tilde{{{letter}}}{layer} + b\right) + c"
        return rf"\frac{{1}}{{n}} \sum L\left({restored},\, {below}\right) = {loss}"
    outputs = rf"V s\left(W {below} + b\right) + c"
    return rf"\frac{{1}}{{n}} \sum L\left({outputs},\, t\right) = {loss}"
