"""The picture of the network on the page, and where each of its numbers comes from in the program."""

from __future__ import annotations

from dataclasses import replace
from typing import Any, Final

from viz.lang import LANGUAGES
from viz.networks.faces import NUMBERED_LINES
from viz.networks.headings import headings
from viz.networks.manner import Manner
from viz.networks.neurons import Network, Number, Unit
from viz.networks.painting import Painter
from viz.networks.reading.activation_names import symbol
from viz.options import Language
from viz.playgrounds.neuron_films import FilmBook, NeuronShape, shapes_of
from viz.playgrounds.programs import PageProgram
from viz.render.svg import scene_svg
from viz.render.webpage import with_stand_ins, with_variables
from viz.rooms import Room
from viz.text.typesetting import text_spans
from viz.theme import Theme

_ROOM: Final = Room(560.0, 480.0)
"""What the picture fills, in points: the middle of the page on a projector."""
_DIGITS: Final = 3
_NUMBERED: Final = 16
"""Up to so many lines have their numbers written on them: with more the type would be small."""
PREFIX: Final = "net-"


def network_picture(
    programs: list[PageProgram], book: FilmBook, theme: Theme, lang: Language
) -> tuple[str, list[dict[str, Any]] | None]:
    """The network as SVG, and for each program where its numbers are; "" and None for a model that is no network."""
    network = programs[0].network
    if network is None:
        return "", None
    manner = Manner(
        theme=with_stand_ins(theme),
        precision=_DIGITS,
        lang=lang,
        weights=len(network.lines) <= _NUMBERED,
        room=_ROOM,
    )
    painter = Painter(network, manner)
    svg = scene_svg(painter.scene(), PREFIX)
    svg = with_variables(svg, theme).replace('role="img"', 'role="group"', 1)
    return svg, [_shown(program, painter, book) for program in programs]


def _shown(program: PageProgram, painter: Painter, book: FilmBook) -> dict[str, Any]:
    """Units, lines and losses with the addresses of their numbers; what depends on the activation; films."""
    assert program.shown is not None
    network: Network = program.shown

    def at(number: Number | None) -> Any:
        if number is None or number.grad is None:
            return None
        return program.addresses[int(number.grad)]

    units = [
        {
            "name": unit.name,
            "spans": set_in_spans(unit.name),
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
    films = [
        {"film": book.number(shape), "whole": shape is None or _is_whole(shape, unit)}
        for shape, unit in zip(shapes_of(network), network.units)
    ]
    units_alone = tuple(replace(unit, activation="") for unit in network.units)
    bare = replace(network, units=units_alone)
    losses = (*network.parts, network.loss)
    drawn = (*painter.network.parts, painter.network.loss)
    slots = []
    for slot in painter.plan.slots:
        loss = losses[drawn.index(slot.loss)]
        if loss is not None:
            slots.append({"value": at(loss.number), "target": at(loss.target)})
    return {
        "units": units,
        "lines": lines,
        "dense": len(lines) > NUMBERED_LINES,
        "columns": network.columns,
        "slots": slots,
        "films": films,
        "headings": {lang: headings(bare, lang, False) for lang in LANGUAGES},
        "emblems": [symbol(unit.activation) for unit in network.units],
    }


def _is_whole(shape: NeuronShape, unit: Unit) -> bool:
    """Whether the film of a neuron goes up to its output, and not to its net input only."""
    return shape.activation == unit.activation


def set_in_spans(text: str) -> list[list[str | int]]:
    """A text in spans: on the line 0, below it -1, above it 1."""
    return [[span.text, (span.lift > 0) - (span.lift < 0)] for span in text_spans(text)]
