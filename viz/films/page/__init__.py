"""The film as one page that works offline: a graph that is laid out once, and a script that fills in its texts.

Everything is in the file. Its content security policy admits the hashes of its own script and style and nothing else,
so a label cannot run anything and the page cannot reach a network. What the parts do:

    mathematics.js   what JavaScript's Math lacks, and numbers as a lecturer writes them
    rows             the rules of this graph, read as JavaScript from the table (`viz.films.page.javascript`)
    mathml.js        LaTeX to MathML
    story.js         steps in numbers and words, recomputed when a slider moves
    names.js         names with their subscripts and superscripts
    screen.js        what is seen at a step
    joining.js       how a part joins the page: at the start, at every drawing, by keys
    panels.js        panels that float over the stage
    address.js       what a link to the page says
    graph.js         the graph answers to pointer and keys, and is enlarged
    controls.js      language, colours, playing, the buttons of steps
    parts/           what the page can do besides, each for itself: see PARTS
    start.js         the first step is shown
    style.css        the look; the colours are those of the theme
    graph.css        boxes and arrows: lit, later, on a way to the output
    panels.css       panels that float
    small.css        a phone, or a window at 200 %
    paper.css        a handout

A part is a script ``parts/NAME.js``, and perhaps a style sheet ``parts/NAME.css``, a panel ``parts/NAME.html``, HTML for
one of the other PLACES, ``parts/NAME.PLACE.html``, and words in `viz.lang`, ``page_NAME.py``.

What is written twice, in JavaScript and in Python; browser tests compare what both say:

    deed                viz.lessons.step_sentences.deed
    reach               viz.lessons.step_sentences.reach
    told                viz.lessons.step_sentences.StepWriter
    swept               viz.analysis.contributions.contributions
    recomputed          viz.analysis.recompute.replay
    saysMore            viz.text.derivatives.says_more
    partial             viz.text.derivatives.partial
    whole               viz.text.derivatives.whole
    partialTex          viz.text.derivatives.partial_latex
    wholeTex            viz.text.derivatives.whole_latex
    chainTex            viz.lessons.step_sentences.chain_latex
    computedAs          viz.lessons.step_sentences.computed
    slopeEquation       viz.text.derivatives.slope_equation
    bracketNegative     viz.text.names.bracket_negative
    texBracketNegative  viz.text.names.bracket_negative_latex
    pretty              autograd.dialects.pretty_number
    texNumber           autograd.dialects.latex_number
    filled              viz.films.page.blanks.fill
    agree               viz.films.prediction.agree
    mistakeIn           viz.films.prediction.mistakes
    predictedChanges    viz.lessons.nudge.nudge
    off                 viz.lessons.nudge.Change
    update              autograd.nn.SGD
"""

from __future__ import annotations

import html
from collections.abc import Iterator, Mapping
from dataclasses import replace

from autograd import Value
from viz.errors import NotTranslatable
from viz.films.frames import Frames
from viz.films.page.graph_data import block
from viz.films.page.javascript import Use, rows
from viz.films.page.questions import mistakes_literal
from viz.films.prediction import NEAR_ENOUGH, NO_DIFFERENCE
from viz.lang import TAGS, next_language
from viz.lang.page import LABELS
from viz.layout.sheet import Sheet, arrange
from viz.picture.build import depict
from viz.picture.form import Form
from viz.picture.model import Picture
from viz.render.svg import render
from viz.render.webpage import (
    fill_template,
    page_colours,
    page_json,
    page_policy,
    page_theme,
    read_packaged,
    with_stand_ins,
    with_variables,
)
from viz.text.metrics import FONT_STACK
from viz.theme import Theme

PARTS = (
    "cards",
    "beginning",
    *(
        "facts",
        "sums",
        "pictures",
        "broken",
        "why_topics",
        "why",
        "explanation",
        "bugs",
    ),
    "table",
    "glossary",
    "travel",
    "answers",
    "predict",
    "granularity",
    "source",
    "whatif",
    "outcome",
    "typing",
    "chart",
    "tangent",
    "train",
    "ending",
    "handout",
    "fullscreen",
    "phone",
    "link",
    "keys",
)
"""What the page can do, in the order of its buttons."""
PLACES = ("toolbar", "stage", "panels", "head", "caption", "controls")
"""Where a part's HTML may stand: among the buttons above, over the graph, beside the heading of a step, below its formula,
after the buttons of the steps."""
_BEFORE = (
    *("mathml.js", "story.js", "names.js", "screen.js", "joining.js"),
    *("panels.js", "address.js", "graph.js", "controls.js"),
)
STYLES = ("style.css", "graph.css", "panels.css", "small.css", "paper.css")
"""The last two, for special sizes, come after the parts' own."""
SCRIPTS = (*_BEFORE, *(f"parts/{name}.js" for name in PARTS), "start.js")


def page_html(frames: Frames, start: str = "") -> str:
    """The HTML of a film: steps, tables, explanations and what-if sliders, in all languages, light and dark.

    The language and theme to begin with are those of the frames; "auto" is what the reader's system asks for. `start`
    says how the page begins where its link does not, in the words of a link: "step=7&predict=1". Same frames: same bytes.
    """
    uses: list[Use] = []
    data = block(frames, uses)
    script = _script(uses)
    style = _style(frames.theme)
    story = frames.steps
    picture = frames.pictures[-1]
    labels = LABELS[story.lang]
    name = story.names[story.root]
    steps = [f"<li>{html.escape(step.text)}</li>" for step in story]
    parts = {
        "lang": TAGS[story.lang],
        "theme": page_theme(frames.theme),
        "start": html.escape(start or _pace(frames)),
        "policy": page_policy(scripts=[script], styles=[style]),
        "title": html.escape(labels["title"].replace("{name}", name)),
        "style": style,
        "graph": _graph(_unlit(picture), frames.sheet, frames.theme),
        "last": str(len(story) - 1),
        "steps": "".join(steps),
        "insides": "".join(_insides(frames)),
        "data": page_json(data),
        "script": script,
    }
    parts["buttons"] = buttons(parts["last"], labels)
    legend = _legend(frames)
    for place in PLACES:
        parts[place] = "".join(
            fill_template(_part_html(place), {"legend": legend}, labels)
        )
    other = LABELS[next_language(story.lang)]["language"]
    parts["other language"] = html.escape(other)
    return "".join(fill_template(read_packaged(__name__, "page.html"), parts, labels))


def buttons(last: str, labels: Mapping[str, str]) -> str:
    """The buttons of steps, up to the one with the number `last`: pages of graphs and of networks have the same."""
    template = read_packaged(__name__, "buttons.html")
    return "".join(fill_template(template, {"last": last}, labels))


def _pace(frames: Frames) -> str:
    """How much a step tells at the start, in the words of a link."""
    return "" if frames.pace == "scalar" else f"grain={frames.pace}"


def _unlit(picture: Picture) -> Picture:
    """The picture with nothing highlighted."""
    boxes = tuple(replace(box, lit=False) for box in picture.boxes)
    arrows = tuple(replace(arrow, lit=False) for arrow in picture.arrows)
    return replace(picture, boxes=boxes, arrows=arrows)


def _insides(frames: Frames) -> Iterator[str]:
    """For each folded box a template with the graph in which it, or the first of those that it stands for, is open."""
    for i, box in enumerate(frames.pictures[-1].boxes):
        if box.members:
            options = {**frames.options, "unfold": [box.scopes[0]]}
            inside = depict(frames.done, **options)
            graph = _graph(inside, arrange(inside), frames.theme)
            yield f'<template id="inside-{i}">{graph}</template>\n'


def _legend(frames: Frames) -> str:
    """The picture that the first card explains: y = 2x in the look of the film, after its backward pass."""
    y = (Value(3.0, "x") * 2.0).named("y")
    y.backward()
    form = Form(captions="long", constants="inside", leaves="boxes")
    picture = depict(y, form=form, style=frames.options.get("style", "nodes"))
    return _graph(picture, arrange(picture), frames.theme)


def _part_html(place: str) -> str:
    """What all parts have for a place."""
    files = (
        f"parts/{name}.html" if place == "panels" else f"parts/{name}.{place}.html"
        for name in PARTS
    )
    return "".join(_packaged(file) for file in files)


def _packaged(name: str) -> str:
    """A file of this package, empty where there is none."""
    try:
        return read_packaged(__name__, name)
    except FileNotFoundError:
        return ""


def _script(uses: list[Use]) -> str:
    """All scripts as one. Where a rule cannot be read as JavaScript, the page is without its sliders."""
    try:
        table = rows(uses)
    except NotTranslatable:
        table = "null"
    scripts = [read_packaged(__name__, name) for name in SCRIPTS]
    parts = [
        read_packaged(__name__, "mathematics.js"),
        f"const ROWS = {table};\n",
        f"const MISTAKES = {mistakes_literal()};",
        f"const NEAR_ENOUGH = {NEAR_ENOUGH}, NO_DIFFERENCE = {NO_DIFFERENCE};\n",
        *scripts,
    ]
    return "\n".join(parts)


# --- colours --------------------------------------------------------------------------------------------------------


def _graph(picture: Picture, sheet: Sheet, theme: Theme) -> str:
    """The SVG of a picture with variables for its colours, so that they can change with the theme."""
    return with_variables(render(picture, sheet, with_stand_ins(theme)), theme)


def _style(theme: Theme) -> str:
    """The style sheet with the colours of the theme, and of its opposite for the switch."""
    rules = [
        page_colours(theme),
        f"body{{font-family:{FONT_STACK}}}",
        *(read_packaged(__name__, name) for name in STYLES[:-2]),
        *(_packaged(f"parts/{name}.css") for name in PARTS),
        *(read_packaged(__name__, name) for name in STYLES[-2:]),
    ]
    return "\n".join(rules)
