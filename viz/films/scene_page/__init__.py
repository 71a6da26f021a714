"""A film of scenes as one page that works offline: the picture of every step, in all languages, and buttons.

Everything is in the file; its content security policy admits the hashes of its own script and style and nothing else.
What stays through some steps is in the page once, with the first and the last of them. Films of networks and of learners
have it.

    scene.js        what is shown at a step
    scene.css       the look; the colours are those of the theme
    scene_start.js  the first step is shown

From the page of graphs are mathml.js, LaTeX to MathML, and what makes pages of steps alike: buttons.html, and controls.js,
joining.js and address.js with the buttons, keys, languages, colours, and the link.
"""

from __future__ import annotations

import html
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Any, Final, Protocol
from xml.sax.saxutils import escape

from viz.films.frames import Shot
from viz.films.page import buttons
from viz.films.runs import runs
from viz.lang import LANGUAGES, TAGS, next_language
from viz.lang.page import LABELS
from viz.options import Language
from viz.render.marks import MARGIN, Scene
from viz.render.svg import Printer, number
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
from viz.text.metrics import FONT_STACK, SIZE
from viz.text.typesetting import text_spans
from viz.theme import Theme

_WORDS: Final = (
    *("settings", "language", "dark", "light", "controls", "first", "back", "play"),
    *("pause", "next", "last", "step", "speed", "step of", "no script"),
)
"""What the page of graphs says, too."""
_OF_FILMS: Final = ("joining.js", "address.js", "controls.js")
"""Scripts that both pages have."""


class SceneReel(Protocol):
    """A film in all languages and colours."""

    @property
    def theme(self) -> Theme: ...
    @property
    def lang(self) -> Language: ...
    @property
    def title(self) -> str:
        """What the page is called."""

    @property
    def picture_name(self) -> str:
        """What a screen reader calls the picture."""

    @property
    def frames(self) -> Sequence[Shot]: ...
    def scenes(self) -> list[Scene]: ...
    def told(self, lang: Language, theme: Theme) -> SceneReel: ...


def page_html(film: SceneReel, start: str = "") -> str:
    """The HTML of a film of scenes, opened where `start` says, in the words of its link. Same film: same bytes."""
    theme, lang = film.theme, film.lang
    script = "\n".join(
        (
            read_packaged("viz.films.page", "mathml.js"),
            read_packaged(__name__, "scene.js"),
            *(read_packaged("viz.films.page", name) for name in _OF_FILMS),
            read_packaged(__name__, "scene_start.js"),
        )
    )
    style = "\n".join(
        (
            page_colours(theme),
            f"body{{font-family:{FONT_STACK}}}",
            read_packaged(__name__, "scene.css"),
        )
    )
    told = {code: film.told(code, with_stand_ins(theme)) for code in LANGUAGES}
    labels = {code: _labels(version) for code, version in told.items()}
    pictures = []
    for code, version in told.items():
        picture = with_variables(_svg(version.scenes()), theme)
        pictures.append(f'<div class="picture" lang="{TAGS[code]}" data-lang="{code}">{picture}</div>')  # fmt: skip
    shots = zip(*(version.frames for version in told.values()), strict=True)
    steps = [dict(zip(told, map(_step, versions))) for versions in shots]
    data = {"lang": lang, "tags": dict(TAGS), "labels": labels, "steps": steps}
    sentences = (f"<li>{html.escape(shot.caption)}</li>" for shot in told[lang].frames)
    parts = {
        "lang": TAGS[lang],
        "theme": page_theme(theme),
        "policy": page_policy(scripts=[script], styles=[style]),
        "style": style,
        "pictures": "".join(pictures),
        "buttons": buttons(str(len(steps) - 1), labels[lang]),
        "steps": "".join(sentences),
        "data": page_json(data),
        "start": html.escape(start),
        "script": script,
        "other language": html.escape(LABELS[next_language(lang)]["language"]),
    }
    template = read_packaged(__name__, "scene.html")
    return "".join(fill_template(template, parts, labels[lang]))


def _step(shot: Shot) -> list[Any]:
    """Title, sentence and formula of a step; the first two in spans, [letters, level], as names are set."""
    return [_set(shot.title), _set(shot.caption), shot.latex]


def _set(text: str) -> list[list[str | int]]:
    """A text in spans: on the line 0, below it -1, above it 1."""
    return [[span.text, (span.lift > 0) - (span.lift < 0)] for span in text_spans(text)]


def _labels(film: SceneReel) -> dict[str, str]:
    labels = {name: LABELS[film.lang][name] for name in _WORDS}
    labels["title"] = film.title
    labels["graph"] = film.picture_name
    return labels


def _svg(scenes: Sequence[Scene]) -> str:
    """All steps as one SVG: what is there at some steps only says at which."""
    first = scenes[0]
    width, height = number(first.width), number(first.height)
    size = f'viewBox="0 0 {width} {height}" width="{width}" height="{height}"'
    font = f'font-family="{FONT_STACK}" font-size="{number(SIZE)}"'
    groups = [
        group
        for i in range(len(first.groups))
        for group in _group([scene.groups[i] for scene in scenes], scenes)
    ]
    return "\n".join(
        [
            f'<svg xmlns="http://www.w3.org/2000/svg" {size} {font} role="img">',
            f"<title>{escape(first.title)}</title>",
            f'<g transform="translate({number(MARGIN)} {number(MARGIN)})">',
            *groups,
            "</g></svg>",
        ]
    )


def _group(history: Sequence[Any], scenes: Sequence[Scene]) -> Iterator[str]:
    """A group through all steps."""
    printer = Printer(MARGIN)
    last = len(scenes) - 1
    alone = [replace(scene, groups=(group,)) for scene, group in zip(scenes, history)]
    yield f'<g class="{history[0].kind}">'
    if history[0].title:
        yield f"<title>{escape(history[0].title)}</title>"
    for run in runs(alone):
        marks = "".join(map(printer.mark, run.marks))
        if (run.first, run.last) == (0, last):
            yield marks
        else:
            yield f'<g data-first="{run.first}" data-last="{run.last}">{marks}</g>'
    yield "</g>"
