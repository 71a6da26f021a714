r"""A film as Beamer slides: one frame with an overlay for each step, drawn with TikZ.

Vocabulary
    overlay   what LaTeX shows on some slides only: \only<3-7>{...}
    style     a look of lines or letters, defined once at the top, so that it can be changed there for all slides

The text of a lecture's slides is meant to be edited, so the file is plain: definitions, then one command for each thing
drawn, in the order of drawing. Positions come from the same sheet as in every other output, scaled to the slide.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from viz.films.frames import Frame, Frames
from viz.films.missing_glyphs import texts, warn
from viz.films.strip import strip, wrap
from viz.render.marks import Cel, Line, Mark, Outline, Point, rgb, runs
from viz.text.metrics import clip, text_width
from viz.text.tex import chinese, lost, mathematics, words

WIDTH: Final = 419.0
HEIGHT: Final = 243.0
"""Of what stands on a slide of 160 mm x 90 mm, in PostScript points as all lengths here."""
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

FONTS: Final = (
    "Noto Sans CJK SC", "Source Han Sans SC", "PingFang SC", "Microsoft YaHei", "WenQuanYi Micro Hei",
    "WenQuanYi Zen Hei", "FandolHei", "SimHei", "Droid Sans Fallback",
)  # fmt: skip
"""With Chinese; the slides take the first that the computer has."""

_PREAMBLE: Final = r"""% Made by chalkgrad. Compile once, with pdflatex or xelatex.
\documentclass[aspectratio=169]{beamer}
\usepackage{iftex}
\ifPDFTeX
  \usepackage[T1]{fontenc}
  \usepackage{lmodern}
\fi
\usepackage{amsmath,amssymb,tikz}
\usefonttheme[onlymath]{serif}
\setbeamertemplate{navigation symbols}{}
\setbeamersize{text margin left=6mm,text margin right=6mm}
"""

_ENGINE: Final = r"""\ifXeTeX\else
  \PackageError{chalkgrad}{These slides have Chinese text, which only xelatex can set}{Run xelatex on this file.}
  \csname @@end\endcsname
\fi
\usepackage{fontspec}
"""
_NO_FONT: Final = r"""\PackageError{chalkgrad}{This computer has no font with Chinese that these slides know}{%
  Install one, such as WenQuanYi Micro Hei, or write its name into this file as \string\chinesefont.}"""
_FAMILY: Final = r"""
\newfontfamily\chinese[AutoFakeBold=2]{\chinesefont}
\newcommand\zh[1]{{\XeTeXlinebreaklocale "zh"\chinese #1}}
"""

_COMMANDS: Final = r"""% \formula{room}{...}: no wider than the room beside the title, no higher than its line
\newcommand\formula[2]{%
  \sbox0{$\displaystyle #2$}%
  \ifdim\wd0>#1\sbox0{\resizebox{#1}{!}{\usebox0}}\fi
  \ifdim\dimexpr\ht0+\dp0>24bp\sbox0{\resizebox{!}{24bp}{\usebox0}}\fi
  \raisebox{\dimexpr(\dp0-\ht0)/2+.5ex}{\usebox0}}
% \explain{title}{room for the formula}{formula}{sentences}
\newcommand\explain[4]{%
  \node[inner sep=0pt,anchor=north west] at (0,-CAPTION) {\begin{minipage}[t]{WIDTHbp}\raggedright
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
% a character that the fonts of TeX lack
\newcommand\lost{\mbox{\fboxsep0pt\fbox{\rule{0pt}{1.4ex}\rule{1ex}{0pt}}}}
"""


def beamer_source(frames: Frames) -> str:
    """The film as a LaTeX document: Beamer, 16:9, a slide for each step; for pdflatex and xelatex.

    With Chinese text it needs xelatex and a Chinese font, and pdflatex stops with an error that says so. Characters
    that TeX's fonts lack are shown as a little box, with a warning (viz.MissingGlyphs).
    """
    shown = strip(frames, captions=False)
    lines = max(
        len(wrap(frame.caption, BODY, WIDTH, most=MOST)) for frame in frames.frames
    )
    top = HEIGHT - HEADING - lines * LEADING  # of the caption
    room = top - GAP
    slide = _Slide(min(WIDTH / shown.width, room / shown.height, LARGEST))
    slide.shift = (
        (WIDTH - shown.width * slide.scale) / 2,
        (room - shown.height * slide.scale) / 2,
    )
    blocks = [
        _block(slide, shown.cels[k : k + BLOCK], frames.frames[k : k + BLOCK])
        for k in range(0, len(shown.cels), BLOCK)
    ]
    said = [
        *texts(shown),
        *(text for frame in frames.frames for text in (frame.title, frame.caption)),
    ]
    missing = lost("".join(said))
    if missing:
        warn(
            f"TeX has no letters for {' '.join(missing)}; the slides show boxes instead. Choose other names, or save "
            "the film as PDF"
        )
    lengths = {
        "CAPTION": top,
        "WIDTH": WIDTH,
        "HEIGHT": HEIGHT,
        "HEADING": HEADING,
        "TITLE": TITLE,
        "BODY": BODY,
        "LEADING": LEADING,
    }
    commands = _COMMANDS
    for name, length in lengths.items():
        commands = commands.replace(name, f"{length:g}")
    ink, paper = slide.colour(frames.theme.ink), slide.colour(shown.background)
    return "\n".join(
        [
            _PREAMBLE
            + (_chinese_fonts() if any(map(chinese, said)) else "")
            + commands,
            *slide.definitions(),
            rf"\setbeamercolor{{normal text}}{{fg={ink},bg={paper}}}",
            r"\begin{document}",
            *blocks,
            r"\end{document}",
            "",
        ]
    )


def _chinese_fonts() -> str:
    """Settings for the first of FONTS that there is where the slides are compiled."""
    choice = _NO_FONT
    for family in reversed(FONTS):
        choice = (
            rf"\IfFontExistsTF{{{family}}}{{\newcommand\chinesefont{{{family}}}}}{{%"
            + "\n"
            + choice
            + "}"
        )
    return _ENGINE + choice + _FAMILY


def _block(slide: _Slide, cels: Sequence[Cel], frames: Sequence[Frame]) -> str:
    """One frame of Beamer: first what all of its slides show, then what some do. No outline covers a text."""
    still: dict[type, list[str]] = {Outline: [], Line: []}
    moving: dict[type, list[str]] = {Outline: [], Line: []}
    for marks, slides in _appearances(cels):
        drawn = " ".join(map(slide.draw, marks))
        if slides == [(0, len(cels) - 1)]:
            still[type(marks[0])].append(drawn)
        else:
            moving[type(marks[0])].append(_overlay(drawn, slides, len(cels)))
    explained = [
        _overlay(_explanation(frame), [(k, k)], len(cels))
        for k, frame in enumerate(frames)
    ]
    return "\n".join(
        [
            *(
                r"\sbox\outlines{\sheet{",
                *still[Outline],
                "}}",
                r"\sbox\texts{\sheet{",
                *still[Line],
                "}}",
            ),
            r"\begin{frame}[plain]\sheet{",
            *(
                r"\still\outlines",
                *moving[Outline],
                r"\still\texts",
                *moving[Line],
                *explained,
            ),
            r"}\end{frame}",
        ]
    )


def _appearances(
    cels: Sequence[Cel],
) -> Iterator[tuple[tuple[Mark, ...], list[tuple[int, int]]]]:
    """What is drawn, in drawing order, with all the runs of frames (first, last) in which it looks like this."""
    found: dict[tuple[int, ...], tuple[tuple[Mark, ...], list[tuple[int, int]]]] = {}
    for marks, first, last in runs(cels):
        found.setdefault(tuple(map(id, marks)), (marks, []))[1].append((first, last))
    yield from found.values()


def _overlay(body: str, slides: list[tuple[int, int]], count: int) -> str:
    r"""Commands for these slides (first, last) of `count` only: \only<1-3,7->{...}."""
    spans = (
        f"{a + 1}" if a == b else f"{a + 1}-" if b == count - 1 else f"{a + 1}-{b + 1}"
        for a, b in slides
    )
    return rf"\only<{','.join(spans)}>{{{body}}}"


def _explanation(frame: Frame) -> str:
    title = clip(frame.title, TITLE, WIDTH / 2, bold=True)
    room = WIDTH - text_width(title, TITLE, bold=True) - TITLE
    formula = mathematics(frame.step.latex) if len(frame.step.latex) <= LONGEST else ""
    lines = wrap(frame.caption, BODY, WIDTH, most=MOST)
    sentences = (
        frame.caption if frame.caption.rstrip().endswith(lines[-1]) else " ".join(lines)
    )  # TeX breaks them
    return rf"\explain{{{words(title)}}}{{{room:.0f}bp}}{{{formula}}}{{{words(sentences, breaks=True)}}}"


class _Slide:
    """Writes marks as TikZ, and remembers which colours and styles they use."""

    def __init__(self, scale: float) -> None:
        self.scale, self.shift = scale, (0.0, 0.0)
        self.colours: dict[str, str] = {}
        self.styles: dict[str, str] = {}

    def definitions(self) -> Iterator[str]:
        for colour, name in self.colours.items():
            red, green, blue = rgb(colour)
            yield rf"\definecolor{{{name}}}{{HTML}}{{{red:02X}{green:02X}{blue:02X}}}"
        yield r"\tikzset{"
        for style, name in self.styles.items():
            yield f"  {name}/.style={{{style}}},"
        yield "}"

    def colour(self, colour: str) -> str:
        return self.colours.setdefault(colour, f"colour{len(self.colours) + 1}")

    def style(self, kind: str, settings: str) -> str:
        return self.styles.setdefault(settings, f"{kind} {len(self.styles) + 1}")

    def at(self, point: Point) -> str:
        x, y = (z * self.scale + d for z, d in zip(point, self.shift))
        return f"({x:.2f},{-y:.2f})"

    def length(self, x: float) -> str:
        return f"{x * self.scale:.3g}bp"

    def draw(self, mark: Mark) -> str:
        return self.text(mark) if isinstance(mark, Line) else self.outline(mark)

    def text(self, mark: Line) -> str:
        size = f"{mark.size * self.scale:.3g}bp"
        bold = r"\bfseries\boldmath" if mark.bold else ""
        anchor = {"start": "base west", "middle": "base", "end": "base east"}[
            mark.anchor
        ]
        font = rf"\fontsize{{{size}}}{{{size}}}\selectfont{bold}"
        settings = f"inner sep=0pt,outer sep=0pt,anchor={anchor},text={self.colour(mark.fill)},font={font}"
        return rf"\node[{self.style('text', settings)}] at {self.at(mark.place)} {{{words(mark.text)}}};"

    def outline(self, mark: Outline) -> str:
        settings = []
        if mark.fill != "none":
            settings.append(f"fill={self.colour(mark.fill)}")
        if mark.stroke != "none":
            settings += [
                f"draw={self.colour(mark.stroke)}",
                f"line width={self.length(mark.width)}",
            ]
        if mark.dash:
            on_off = zip(mark.dash[::2], mark.dash[1::2] or mark.dash)
            settings.append(
                "dash pattern="
                + " ".join(
                    f"on {self.length(a)} off {self.length(b)}" for a, b in on_off
                )
            )
        if mark.radius:
            settings.append(f"rounded corners={self.length(mark.radius)}")
        style = self.style("line", ",".join(settings))
        if mark.corners:
            return rf"\path[{style}] {self.at(mark.corners[0])} rectangle {self.at(mark.corners[1])};"
        return rf"\path[{style}] {' '.join(self._stroke(*stroke) for stroke in mark.path)};"

    def _stroke(self, command: str, points: tuple[Point, ...]) -> str:
        if command == "Z":
            return "-- cycle"
        if command == "C":
            return ".. controls {} and {} .. {}".format(*map(self.at, points))
        return ("-- " if command == "L" else "") + self.at(points[0])
