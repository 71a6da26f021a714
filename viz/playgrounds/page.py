"""A playground as one page that works offline: programs printed from the rows of the table, data, pictures and controls.

Everything is in the file; its content security policy admits the hashes of its own scripts and style and nothing else.
What the parts do, in this order:

    permutations.js   in which order samples are met
    training.js       what fit does, with the printed programs
    words.js          language, numbers, small helpers
    plane.js, line.js, pictures.js    the data, and what the network makes of them
    circles.js        the network at one sample
    course.js         the loss and the gradients
    neurons.js        the numbers of one neuron, and its graph as a film
    recorded.js       a recorded training
    controls.js       buttons, fields, keys, time

What is written twice, in JavaScript and in Python; browser tests compare what both say:

    Generator.permutation   numpy.random.Generator.permutation
    update, wholeEpoch      autograd.nn.train.loop
    widthOf                 viz.networks.line_marks
"""

from __future__ import annotations

import html
from typing import Any, Final

import numpy as np

from viz.lang import LANGUAGES, TAGS, next_language
from viz.lang.playground import PLAYGROUND
from viz.playgrounds.content import Content, layers_of, verdict, view
from viz.playgrounds.network_svg import network_picture
from viz.playgrounds.neuron_films import FilmBook
from viz.playgrounds.offers import (
    PENALTIES,
    affordable_seeds,
    encoded,
    generators,
    offered_optimisers,
    printed_penalties,
    recorded,
    starts,
)
from viz.playgrounds.optimisers import Printed
from viz.playgrounds.programs import (
    PageProgram,
    hidden_activation,
    make_program,
    with_activation,
)
from viz.render.webpage import (
    fill_template,
    page_colours,
    page_json,
    page_policy,
    page_theme,
    read_packaged,
)
from viz.text.metrics import FONT_STACK

PARTS: Final = (
    *("permutations", "training", "words", "plane", "line", "pictures", "circles"),
    *("course", "neurons", "recorded", "controls"),
)


def page_html(content: Content) -> str:
    """The HTML of a playground. Same content: same bytes."""
    replay = content.replay
    programs = _programs(content, replay)
    targets = replay.targets(content.samples, "training")
    optimisers = offered_optimisers(content.optimizer)
    book = FilmBook(content.theme, content.lang)
    picture, shown = network_picture(programs, book, content.theme, content.lang)
    data = _data(content, programs, targets)
    data["optimisers"] = [_told(optimiser) for optimiser in optimisers]
    data["optimisers"][0]["own"] = content.optimizer is not None
    data["network"] = shown
    data |= {"films": book.films, "filmLines": book.lines, "filmCommon": book.common}
    data["choices"]["lr"] = optimisers[0].lr
    code = {
        "PROGRAMS": [program.source for program in programs],
        "ANSWERING": [program.answering for program in programs],
        "PENALTIES": printed_penalties(content.model),
        "OPTIMISERS": [optimiser.source for optimiser in optimisers],
        "NEURONS": book.rows,
    }
    script = _script(code)
    style = _style(content)
    policy = page_policy(scripts=[script, *book.scripts], styles=[style, *book.styles])
    labels = PLAYGROUND[content.lang]
    parts = {
        "lang": TAGS[content.lang],
        "theme": page_theme(content.theme),
        "policy": policy,
        "title": html.escape(content.title),
        "style": style,
        "picture": picture,
        "data": page_json(data),
        "script": script,
        "other language": html.escape(
            PLAYGROUND[next_language(content.lang)]["language"]
        ),
    }
    return "".join(
        fill_template(read_packaged(__package__, "playground.html"), parts, labels)
    )


def _told(optimiser: Printed) -> dict[str, Any]:
    state = dict(optimiser.state)
    return {"name": optimiser.name, "lr": optimiser.lr, "state": state, "own": False}


def _programs(content: Content, replay: Any) -> list[PageProgram]:
    """The program of the model, and of the same network with each other activation."""
    own = hidden_activation(content.model)
    programs = [make_program(content.model, own or "", content.samples, replay)]
    if own is None:
        return programs
    for name in content.activations:
        if name != own:
            twin = with_activation(content.model, name)
            programs.append(make_program(twin, name, content.samples, replay))
    return programs


def _data(
    content: Content, programs: list[PageProgram], targets: Any
) -> dict[str, Any]:
    """What the scripts know, as plain data."""
    model, samples = content.model, content.samples
    parameters = list(model.parameters())
    named = model.named_parameters() if hasattr(model, "named_parameters") else []
    names = [name for name, _ in named] or [value.label for value in parameters]
    seeds = range(affordable_seeds(model, content.inits, content.seeds))
    batch = {None: "accumulated", 1: "standard"}.get(content.batch_size, "mini")
    return {
        "lang": content.lang,
        "tags": dict(TAGS),
        "labels": {lang: dict(PLAYGROUND[lang]) for lang in LANGUAGES},
        "title": content.title,
        "table": encoded(np.concatenate([samples.X, targets], axis=1)),
        "samples": len(samples),
        "features": samples.X.shape[1],
        "parameters": len(parameters),
        "answers": programs[0].answers,
        "answer": verdict(content, programs[0].answers, targets),
        "view": view(content),
        "activations": [program.name for program in programs],
        "starts": list(starts(model, content.inits, seeds)),
        "generators": generators(seeds),
        "penalties": list(PENALTIES),
        "layers": layers_of(names),
        "recorded": recorded(content.history, len(parameters)),
        "choices": {
            "activation": 0,
            "start": 0,
            "seed": 0,
            "optimiser": 0,
            "batch": batch,
            "size": content.batch_size if batch == "mini" else min(10, len(samples)),
            "penalty": PENALTIES.index(content.penalty),
            "rate": content.strength,
        },
    }


def _script(code: dict[str, list[str]]) -> str:
    """All scripts as one."""
    tables = []
    for name, sources in code.items():
        entries = ",\n".join(sources)
        tables.append(f"const {name} = [\n{entries},\n];")
    parts = [read_packaged(__package__, f"parts/{name}.js") for name in PARTS]
    mathematics = read_packaged("viz.films.page", "mathematics.js")
    return "\n".join([mathematics, *tables, *parts])


def _style(content: Content) -> str:
    return "\n".join(
        [
            page_colours(content.theme),
            f"body{{font-family:{FONT_STACK}}}",
            read_packaged(__package__, "playground.css"),
        ]
    )
