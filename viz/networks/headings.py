"""The names above the columns of a network, and the legend below it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from viz.lang import pick
from viz.lang.network import NETWORK_WORDS
from viz.networks.faces import grain_of
from viz.networks.neurons import Network
from viz.networks.reading.activation_names import symbol
from viz.text.derivatives import whole


def headings(network: Network, lang: str, frames: bool) -> list[str]:
    """What stands above each column: L1, L2, ... with frames (001), else which layer it is.

    The activation stands there, too, where the circles have no space for it.
    """
    if frames:
        return [f"L{number}" for number in range(1, len(network.columns) + 1)]
    words = pick(NETWORK_WORDS, lang)
    last = len(network.columns) - 1
    texts = []
    for c, column in enumerate(network.columns):
        if c == 0:
            layer = words["input"]
        elif c == last:
            layer = words["output"]
        elif last == 2:
            layer = words["hidden"]
        else:
            layer = words["hidden numbered"].format(number=c)
        activation = _activation(network, column)
        if activation and grain_of(len(column)) != "full":
            layer = words["with activation"].format(layer=layer, activation=activation)
        texts.append(layer)
    return texts


def legend(
    network: Network, lang: str, *, deltas: bool, slopes: bool
) -> Iterator[tuple[str, str]]:
    """What the signs mean: pairs of an ink, "value", "grad" or "ink", and words in it."""
    words = pick(NETWORK_WORDS, lang)
    loss = network.loss.number.name if network.loss else "E"
    grains = {grain_of(len(column)) for column in network.columns}
    full = [column for column in network.columns if grain_of(len(column)) == "full"]
    if any(_activation(network, column) for column in full):
        yield "ink", words["net"]
        yield "value", words["out"]
    elif grains != {"dot"}:
        yield "value", words["values"]
    if deltas and any(unit.delta is not None for unit in network.units):
        yield "grad", words["delta"].format(derivative=whole(loss, "net"))
    if slopes:
        yield "grad", words["slope"]
    signs = [weight.value or 0.0 for weight in network.weights]
    if any(value > 0 for value in signs):
        yield "value", words["positive"]
    if any(value < 0 for value in signs):
        yield "grad", words["negative"]
    yield "ink", words["width"]


def _activation(network: Network, column: Sequence[int]) -> str:
    """The activation of a column, if its neurons have one in common."""
    found = {
        network.units[place].activation
        for place in column
        if network.units[place].kind == "neuron"
    }
    return symbol(found.pop()) if len(found) == 1 else ""
