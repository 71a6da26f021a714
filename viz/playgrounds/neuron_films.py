"""The scalar graph of a neuron as a film that the page opens with the numbers of the moment: "stop and look".

Vocabulary
    shape   how many weights a neuron has, whether it has a bias, and its activation: neurons of one shape share a film
    g       what arrives at the output of the neuron from the rest of the network, dE/dh. The film is of L = g · h, which
            near these numbers grows as E does: the gradients of its weights are those of E

The film is recorded with numbers of usual width; the page writes those of the moment into the data of the film, computed
by the same rows.
"""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

import autograd
from autograd import RULES, Value, dot
from viz.films import film
from viz.films.page import page_html
from viz.films.page.graph_data import block
from viz.films.page.javascript import Use, rows
from viz.networks.neurons import Network
from viz.options import Language
from viz.theme import Theme

SPELLED: Final = 6
"""Up to so many weights the products and sums are nodes of their own; with more the net input is one node."""
MOST_WEIGHTS: Final = 20
"""A neuron with more has no film: its graph could not be read."""
_WIDE: Final = -0.1234
"""A number of usual width."""


@dataclass(frozen=True, slots=True)
class NeuronShape:
    """What neurons have in common that share a film."""

    weights: int
    bias: bool
    activation: str
    """The name of a row; "" for a linear neuron."""


def shapes_of(network: Network | None) -> list[NeuronShape | None]:
    """The shape of each unit of a network; None for those that have no film."""
    if network is None:
        return []
    return [_shape(network, i) for i in range(len(network.units))]


def _shape(network: Network, place: int) -> NeuronShape | None:
    unit = network.units[place]
    if unit.kind != "neuron" or len(unit.biases) > 1:
        return None
    weights = [line.weight for line in network.arriving[place]]
    signs = [number.sign if number else 0 for number in (*weights, *unit.biases)]
    if not 1 <= len(weights) <= MOST_WEIGHTS or set(signs) != {1}:
        return None
    rule = RULES.get(unit.activation)
    known = rule is not None and rule.arity == 1 and not rule.constants
    return NeuronShape(len(weights), bool(unit.biases), unit.activation if known else "")  # fmt: skip


class FilmBook:
    """The films of all shapes that a page needs, in which every line of HTML that they share stands once."""

    def __init__(self, theme: Theme, lang: Language) -> None:
        self._theme, self._lang = theme, lang
        self._lines: dict[str, int] = {}
        self._shapes: list[NeuronShape] = []
        self._films: list[dict[str, Any]] = []
        self.rows: list[str] = []
        """For each film the rows of its nodes as JavaScript."""
        self.scripts: list[str] = []
        self.styles: list[str] = []
        """What the policy of the page has to admit, too: a frame obeys it."""

    def number(self, shape: NeuronShape | None) -> int | None:
        """The number of the film of a shape, which is made when it is first asked for."""
        if shape is None:
            return None
        if shape not in self._shapes:
            self._shapes.append(shape)
            self._add(shape)
        return self._shapes.index(shape)

    @property
    def lines(self) -> list[str]:
        """All lines of HTML, by the numbers that films have for them."""
        return list(self._lines)

    @property
    def common(self) -> dict[str, Any]:
        """What the data of all films say alike."""
        if not self._films:
            return {}
        first, *others = (film["data"] for film in self._films)
        return {
            key: entry
            for key, entry in first.items()
            if all(key in other and other[key] == entry for other in others)
        }

    @property
    def films(self) -> list[dict[str, Any]]:
        """The films with what only they say."""
        common = self.common
        told = []
        for one in self._films:
            own = {key: x for key, x in one["data"].items() if key not in common}
            told.append({**one, "data": own})
        return told

    def _add(self, shape: NeuronShape) -> None:
        page, leaves, uses = _film_page(shape, self._theme, self._lang)
        found = re.search(r'(?<=id="data">).*?(?=</script>)', page, re.DOTALL)
        script = re.search(r"<script>(.*?)</script>", page, re.DOTALL)
        style = re.search(r"<style>(.*?)</style>", page, re.DOTALL)
        assert found is not None
        assert script is not None
        assert style is not None
        data = json.loads(found[0])
        self.rows.append(rows(uses))
        self.scripts.append(script[1])
        self.styles.append(style[1])
        pieces = page[: found.start()], page[found.end() :]
        before, after = (self._runs(piece.split("\n")) for piece in pieces)
        self._films.append({"before": before, "data": data, "after": after, "leaves": leaves})  # fmt: skip

    def _runs(self, texts: list[str]) -> list[list[int]]:
        """The numbers of lines, those that follow one another as their first and last."""
        found: list[list[int]] = []
        for text in texts:
            number = self._lines.setdefault(text, len(self._lines))
            if found and found[-1][1] == number - 1:
                found[-1][1] = number
            else:
                found.append([number, number])
        return found


def _film_page(
    shape: NeuronShape, theme: Theme, lang: Language
) -> tuple[str, list[list[int]], list[Use]]:
    """The page of the film, the places of weights, inputs, bias and g among its nodes, and the rules of these nodes."""
    w = [Value(_WIDE, f"w{i}", parameter=True) for i in range(1, shape.weights + 1)]
    x = [Value(_WIDE, f"x{i}") for i in range(1, shape.weights + 1)]
    b = [Value(_WIDE, "b", parameter=True)] if shape.bias else []
    g = Value(_WIDE, "g")
    h = _net_input(w, x, b)
    if shape.activation:
        h = getattr(autograd, shape.activation)(h.named("net"))
    root = (g * h.named("h")).named("L")
    made = film(root, theme=theme, lang=lang, fold="none")
    page = page_html(made.frames)  # no search for a layout: there may be many films
    page = re.sub(r"<noscript>.*?</noscript>", "", page, flags=re.DOTALL)
    nodes = list(made.frames.steps.nodes)
    uses: list[Use] = []
    block(made.frames, uses)
    places = [[nodes.index(value) for value in group] for group in (w, x, b, [g])]
    return page, places, uses


def _net_input(w: Sequence[Value], x: Sequence[Value], b: Sequence[Value]) -> Value:
    """As a neuron of `autograd.nn` records it, or as one node where there are many weights."""
    if len(w) > SPELLED:
        net: Value = dot(w, x, *b)
        return net
    net = w[0] * x[0]
    for weight, one in zip(w[1:], x[1:]):
        net = net + weight * one
    return net + b[0] if b else net
