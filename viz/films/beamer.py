r"""A film as Beamer slides: one frame with an overlay for each step, drawn with TikZ.

Vocabulary
    overlay   what LaTeX shows on some slides only: \only<3-7>{...}
    style     a look of lines or letters, defined once at the top, so that it can be changed there for all slides

The text of a lecture's slides is meant to be edited, so the file is plain: definitions, then one command for each thing
drawn, in the order of drawing. Positions come from the same sheet as in every other output, scaled to the slide.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final, TypeAlias

from viz.films.frames import Reel, Shot
from viz.films.runs import LAYERS, OUTLINES, PAPERS, TEXTS, Run, runs
from viz.films.strip import Strip, strip
from viz.render.marks import Mark, Scene
from viz.render.tex_preamble import (
    LOST_BOX,
    NEEDS,
    PACKAGES,
    chinese_fonts,
    commented,
    warn_lost,
)
from viz.render.tikz import TikzPen
from viz.text.line_breaks import wrap
from viz.text.metrics import clip, text_width
from viz.text.tex import tex_formula, tex_text

Slides: TypeAlias = tuple[int, int]
"""First and last slide of several in a row."""

WIDTH: Final = 419.0
HEIGHT: Final = 243.0
"""Of what stands on a slide of 160 mm x 90 mm, in PostScript points as all lengths here."""
TO_SLIDE: Final = 960.0 / 453.5
"""Points of a slide of 13.33 x 7.5 inches to a point of this one: on the wall they are as large."""
TITLE: Final = 10.0
BODY: Final = 8.5
LEADING: Final = 10.5
HEADING: Final = 26.0
"""Height of the line with the title and the formula."""
GAP: Final = 6.0
"""Between picture and caption."""
MOST: Final = 6
"""Lines of sentences."""
LARGEST: Final = 1.3
"""How much a small graph may be enlarged."""
BLOCK: Final = 24
"""Slides of one frame of Beamer. What does not change in it is set once, which makes large films four times as quick
to compile."""
LONGEST: Final = 600
"""Characters of a formula in LaTeX; a longer one is left out."""

_DOCUMENT: Final = r"""% Made by chalkgrad. Compile once, with pdflatex or xelatex.
\documentclass[aspectratio=169]{beamer}
"""
_LOOK: Final = r"""\usefonttheme[onlymath]{serif}
\setbeamertemplate{navigation symbols}{}
\setbeamersize{text margin left=6mm,text margin right=6mm}
"""
_FRAMES_ONLY: Final = r"""% Made by chalkgrad: frames to paste into a deck, or to \input, which begins with
% \documentclass[aspectratio=169]{beamer} and needs in its preamble:
"""
_OWN_NAMES: Final = r"""% the names of commands are free within these frames, whatever they mean elsewhere in the deck
\let\formula\undefined \let\explain\undefined \let\sheet\undefined \let\still\undefined
\let\outlines\undefined \let\texts\undefined \let\lost\undefined
"""

_COMMANDS: Final = r"""% \formula{room}{...}: no wider than the room beside the title, no higher than its line
\newcommand\formula[2]{%
  \sbox0{$\displaystyle #2$}%
  \ifdim\wd0>#1\sbox0{\resizebox{#1}{!}{\usebox0}}\fi
  \ifdim\dimexpr\ht0+\dp0>24bp\sbox0{\resizebox{!}{24bp}{\usebox0}}\fi
  \raisebox{\dimexpr(\dp0-\ht0)/2+.5ex}{\usebox0}}
% \explain{title}{room for the formula}{formula}{sentences}
\newcommand\explain[4]{%
  \node[inner sep=0pt,anchor=north west,text=INK] at (0,-CAPTION) {\begin{minipage}[t]{WIDTHbp}\raggedright
    \makebox[\linewidth][l]{\rule[-11bp]{0pt}{HEADINGbp}%
      {\fontsize{TITLE}{TITLE}\selectfont\bfseries\boldmath #1}%
      \hfill{\fontsize{BODY}{BODY}\selectfont\formula{#2}{#3}}}\par
    \fontsize{BODY}{LEADING}\selectfont #4\par\end{minipage}};}
% what stays as it is on all slides of a frame: outlines, and texts that go above everything else
\newsavebox\outlines
\newsavebox\texts
\newcommand\sheet[1]{\begin{tikzpicture}[x=1bp,y=1bp]
  \path[use as bounding box] (0,0) rectangle (WIDTH,-HEIGHT);
#1
\end{tikzpicture}}
\newcommand\still[1]{\node[inner sep=0pt,anchor=north west] at (0,0) {\usebox#1};}
"""


def beamer_source(frames: Reel, frames_only: bool = False) -> str:
    r"""The film as a LaTeX document: Beamer, 16:9, a slide for each step; for pdflatex and xelatex.

    With `frames_only`, what stands between \begin{document} and \end{document}, to be pasted into another deck; a
    comment says what its preamble needs. With Chinese text it needs xelatex and a Chinese font, and pdflatex stops
    with an error that says so. Characters that TeX's fonts lack are shown as a little box, with a warning
    (viz.MissingGlyphs).
    """
    film = strip(frames, captions=False)
    top = _top_of_captions(frames)
    pen = _fitting_pen(film, top - GAP)
    blocks = [
        _block(pen, film.scenes[k : k + BLOCK], frames.frames[k : k + BLOCK])
        for k in range(0, len(film.scenes), BLOCK)
    ]
    texts = [*film.texts]
    for frame in frames.frames:
        texts += frame.title, frame.caption
    warn_lost(texts, "the slides show", "the film")
    fonts = chinese_fonts(texts, this="These slides have")
    ink, paper = pen.colour(frames.theme.ink), pen.colour(film.background)
    definitions = [
        _commands(top, ink) + LOST_BOX,
        *_more_boxes(film.scenes),
        *pen.definitions(),
        rf"\setbeamercolor{{normal text}}{{fg={ink},bg={paper}}}",
    ]
    if frames_only:
        needs = commented(NEEDS + fonts)
        before = _FRAMES_ONLY + needs + r"\begingroup" + "\n" + _OWN_NAMES
        lines = [before, *definitions, *blocks, r"\endgroup"]
    else:
        before = (_DOCUMENT + PACKAGES + _LOOK + fonts).rstrip()
        document = [r"\begin{document}", *blocks, r"\end{document}"]
        lines = [before, *definitions, *document]
    return "\n".join([*lines, ""])


def room_of_beamer(frames: Reel) -> tuple[float, float]:
    """Width and height that pictures have above the captions, in points of a slide that is 960 points wide."""
    height = _top_of_captions(frames) - GAP
    return WIDTH * TO_SLIDE, height * TO_SLIDE


def _top_of_captions(frames: Reel) -> float:
    captions = [wrap(frame.caption, BODY, WIDTH, most=MOST) for frame in frames.frames]
    return HEIGHT - HEADING - max(map(len, captions)) * LEADING


def _fitting_pen(film: Strip, height: float) -> TikzPen:
    """A pen that draws pictures as large as they fit above the captions, and in the middle."""
    scale = min(WIDTH / film.width, height / film.height, LARGEST)
    left = (WIDTH - film.width * scale) / 2
    top = (height - film.height * scale) / 2
    return TikzPen(scale, (left, top))


def _commands(top: float, ink: str) -> str:
    """The commands of the slides, with captions that begin at this height and have this colour."""
    lengths = {
        "CAPTION": top,
        "WIDTH": WIDTH,
        "HEIGHT": HEIGHT,
        "HEADING": HEADING,
        "TITLE": TITLE,
        "BODY": BODY,
        "LEADING": LEADING,
    }
    commands = _COMMANDS.replace("INK", ink)
    for name, length in lengths.items():
        commands = commands.replace(name, f"{length:g}")
    return commands


@dataclass
class _Level:
    """What is drawn on a level of the scenes: on all slides, or on some. No outline covers a text of its level."""

    still: dict[int, list[str]]
    moving: dict[int, list[str]]

    def boxes(self, name: str) -> Iterator[str]:
        """What stays, as two boxes."""
        yield rf"\sbox\outlines{name}{{\sheet{{"
        yield from self.still[OUTLINES]
        yield "}}"
        yield rf"\sbox\texts{name}{{\sheet{{"
        yield from self.still[PAPERS]
        yield from self.still[TEXTS]
        yield "}}"

    def drawn(self, name: str) -> Iterator[str]:
        """The level on a slide."""
        yield rf"\still\outlines{name}"
        yield from self.moving[OUTLINES]
        yield from self.moving[PAPERS]
        yield rf"\still\texts{name}"
        yield from self.moving[TEXTS]


def _block(pen: TikzPen, scenes: Sequence[Scene], frames: Sequence[Shot]) -> str:
    """One frame of Beamer, level by level: first what all of its slides show, then what some do."""
    levels = {
        level: _Level({layer: [] for layer in LAYERS}, {layer: [] for layer in LAYERS})
        for level in _levels_of(scenes)
    }
    count = len(scenes)
    for run, slides in _appearances(scenes):
        commands = " ".join(map(pen.draw, run.marks))
        if slides == [(0, count - 1)]:
            levels[run.level].still[run.layer].append(commands)
        else:
            overlay = _overlay(commands, slides, count)
            levels[run.level].moving[run.layer].append(overlay)
    explanations = [
        _overlay(_explanation(frame), [(k, k)], count) for k, frame in enumerate(frames)
    ]
    named = [(_box_name(i), level) for i, level in enumerate(levels.values())]
    lines = [
        *(line for name, level in named for line in level.boxes(name)),
        r"\begin{frame}[plain]\makebox[\linewidth][c]{\sheet{",
        *(line for name, level in named for line in level.drawn(name)),
        *explanations,
        r"}}\end{frame}",
    ]
    return "\n".join(lines)


def _levels_of(scenes: Sequence[Scene]) -> list[int]:
    return sorted({group.level for scene in scenes for group in scene.groups})


def _box_name(i: int) -> str:
    """What the names of the boxes of level i end in: TeX has no digits in names.

    >>> _box_name(0), _box_name(1), _box_name(28)
    ('', 'b', 'bc')
    """
    tens = chr(ord("a") + i // 26) if i >= 26 else ""
    return tens + chr(ord("a") + i % 26) if i else ""


def _more_boxes(scenes: Sequence[Scene]) -> Iterator[str]:
    """Commands for the boxes of levels above the first."""
    names = [_box_name(i) for i in range(1, len(_levels_of(scenes)))]
    for box in (f"{kind}{name}" for name in names for kind in ("outlines", "texts")):
        yield rf"\let\{box}\undefined \newsavebox\{box}"


def _appearances(scenes: Sequence[Scene]) -> Iterator[tuple[Run, list[Slides]]]:
    """What is drawn, in drawing order, with all the slides (first, last) on which it looks like this."""
    first: dict[tuple[int, tuple[Mark, ...]], Run] = {}
    slides: dict[tuple[int, tuple[Mark, ...]], list[Slides]] = {}
    for run in runs(scenes):
        key = run.level, run.marks
        first.setdefault(key, run)
        slides.setdefault(key, []).append((run.first, run.last))
    for key, run in first.items():
        yield run, slides[key]


def _overlay(body: str, slides: list[Slides], count: int) -> str:
    r"""Commands for these slides (first, last) of `count` only: \only<1-3,7->{...}."""
    spans = ",".join(_span(first + 1, last + 1, count) for first, last in slides)
    return rf"\only<{spans}>{{{body}}}"


def _span(first: int, last: int, count: int) -> str:
    if first == last:
        return str(first)
    return f"{first}-" if last == count else f"{first}-{last}"


def _explanation(frame: Shot) -> str:
    title = clip(frame.title, TITLE, WIDTH / 2, bold=True)
    room = WIDTH - text_width(title, TITLE, bold=True) - TITLE
    formula = tex_formula(frame.latex) if len(frame.latex) <= LONGEST else ""
    lines = wrap(frame.caption, BODY, WIDTH, most=MOST)
    # broken here, for TeX's engines differ by a hair, and then in a word
    sentences = r"\newline ".join(tex_text(line, breaks=True) for line in lines)
    return rf"\explain{{{tex_text(title)}}}{{{room:.0f}bp}}{{{formula}}}{{{sentences}}}"
