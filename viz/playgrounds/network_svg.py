"""The picture of the network on the page, and where each of its numbers comes from in the program."""

from __future__ import annotations

from typing import Any, Final

from viz.networks.faces import NUMBERED_LINES
from viz.networks.neurons import Network, Number
from viz.networks.painting import Manner, Painter
from viz.options import Language
from viz.playgrounds.programs import PageProgram
from viz.render.svg import scene_svg
from viz.render.webpage import with_stand_ins, with_variables
from viz.rooms import Room
from viz.theme import Theme

_ROOM: Final = Room(560.0, 480.0)
"""What the picture fills, in points: the middle of the page on a projector."""
_DIGITS: Final = 3
PREFIX: Final = "net-"


def network_picture(
    programs: list[PageProgram], theme: Theme, lang: Language
) -> tuple[str, list[dict[str, Any]] | None]:
    """The network as SVG, and for each program where its numbers are; "" and None for a model that is no network."""
    network = programs[0].network
    if network is None:
        return "", None
    manner = Manner(
        theme=with_stand_ins(theme), precision=_DIGITS, lang=lang, room=_ROOM
    )
    svg = scene_svg(Painter(network, manner).scene(), PREFIX)
    svg = with_variables(svg, theme).replace('role="img"', 'role="group"', 1)
    return svg, [_shown(program) for program in programs]


def _shown(program: PageProgram) -> dict[str, Any]:
    """Units and lines with the addresses of their numbers."""
    assert program.shown is not None
    network: Network = program.shown

    def at(number: Number | None) -> Any:
        if number is None or number.grad is None:
            return None
        return program.addresses[int(number.grad)]

    units = [
        {
            "name": unit.name,
            "kind": unit.kind,
            "out": at(unit.out),
            "net": at(unit.net),
            "biases": [at(bias) for bias in unit.biases],
        }
        for unit in network.units
    ]
    lines = [
        {
            "weight": at(line.weight),
            "sign": line.weight.sign if line.weight else 1,
            "source": line.source,
            "target": line.target,
        }
        for line in network.lines
    ]
    dense = len(lines) > NUMBERED_LINES
    loss = at(network.loss.number) if network.loss else None
    return {
        "units": units,
        "lines": lines,
        "dense": dense,
        "loss": loss,
        "columns": network.columns,
    }
