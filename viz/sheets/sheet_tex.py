r"""Sheets as a LaTeX document that is meant to be edited: plain paragraphs, TikZ for the picture, a command a question.

For pdflatex and xelatex; with Chinese it needs xelatex and a Chinese font.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from viz.render.marks import Scene, Text
from viz.render.tex_preamble import LOST_BOX, PACKAGES, chinese_fonts, warn_lost
from viz.render.tikz import TikzPen
from viz.rooms import Room
from viz.sheets.exercise_texts import Answer
from viz.sheets.paper import LONG, MARGIN, SHORT
from viz.sheets.sheet_content import Content, codes, cropped
from viz.sheets.sheet_plan import Print
from viz.text.tex import tex_text

_PREAMBLE: Final = r"""% Made by chalkgrad. Compile once, with pdflatex or xelatex.
\documentclass[10pt]{article}
"""
_SPARE: Final = 40.0
"""Points: TeX sets the lines around a picture in its own way, so the picture is a little lower than its room."""
_LAYOUT: Final = r"""\usepackage[paperwidth=WIDTHbp,paperheight=HEIGHTbp,margin=MARGINbp]{geometry}
\usepackage{multicol,longtable}
\pagestyle{empty}
\setlength\parindent{0pt}
\setlength\parskip{3bp}
\raggedright
% \sheet{title}{right}: the head of a sheet
\newcommand\sheet[2]{{\large\bfseries #1\hfill #2\par}\vspace{8bp}}
% \fields{name}{date}: lines to write on
\newcommand\fields[2]{#1 \hrulefill\quad #2 \makebox[150bp]{\hrulefill}\par\vspace{6bp}}
% \question{number}{what is asked}: with a line to write on
\newcommand\question[2]{\rule{0pt}{21bp}\makebox[20bp][l]{\bfseries #1}#2 \hrulefill\par}
"""


def sheets_tex(print_: Print) -> str:
    """The document: the sheets, then the key."""
    pen = TikzPen(1.0)
    pages = []
    if print_.sheets:
        pages += [list(_sheet(content, print_, pen)) for content in print_.contents]
    if print_.key:
        pages.append(list(_key(print_, pen)))
    texts = list(_texts(print_))
    warn_lost(texts, "the worksheet shows", "the worksheet")
    width, height = (LONG, SHORT) if print_.plan.lying else (SHORT, LONG)
    layout = _LAYOUT.replace("WIDTH", f"{width:g}").replace("HEIGHT", f"{height:g}")
    preamble = _PREAMBLE + PACKAGES + chinese_fonts(texts, "These sheets have")
    lines = [
        preamble + layout.replace("MARGIN", f"{MARGIN:g}") + LOST_BOX,
        *pen.definitions(),
        r"\begin{document}",
        "\n\\clearpage\n".join("\n".join(page) for page in pages),
        r"\end{document}",
        "",
    ]
    return "\n".join(lines)


def _sheet(content: Content, print_: Print, pen: TikzPen) -> Iterator[str]:
    """The lines of one sheet."""
    words = content.writer.words
    code = content.say("sheet", code=content.code)
    yield _command("sheet", content.say("title", name=content.name), code)
    yield _command("fields", words["name"], words["date"])
    for task in content.tasks:
        yield f"{tex_text(task, breaks=True)}\\par"
    yield from _picture(content, print_, pen)
    if not print_.plan.together:
        yield r"\newpage"
    questions = [
        _command("question", str(k), answer.asked)
        for k, answer in enumerate(content.answers, 1)
    ]
    if len(questions) == 1:
        yield from questions
        return
    yield r"\begin{multicols}{2}"
    yield from questions
    yield r"\end{multicols}"


def _picture(
    content: Content, print_: Print, pen: TikzPen, answered: bool = False
) -> Iterator[str]:
    room = print_.plan.told.room
    lower = Room(room.width, room.height - _SPARE)
    scene = cropped(content.scene(content.refit(print_.plan.told, lower), answered))
    yield r"\begin{center}"
    yield r"\begin{tikzpicture}[x=1bp,y=1bp]"
    yield rf"\path[use as bounding box] (0,0) rectangle ({scene.width:g},-{scene.height:g});"
    for mark in scene.marks:
        if not isinstance(mark, Text) or mark.text:
            yield pen.draw(mark)
    yield r"\end{tikzpicture}"
    yield r"\end{center}"


def _key(print_: Print, pen: TikzPen) -> Iterator[str]:
    """The answers: of one sheet with its picture, of several by their codes."""
    first, *others = print_.contents
    code = "" if others else first.say("sheet", code=first.code)
    yield _command("sheet", first.say("key title", name=first.name), code)
    if others:
        yield f"{tex_text(first.say('codes'), breaks=True)}\\par"
        for content in codes(print_.contents):
            listed = r"\quad ".join(_listed(content.answers))
            yield rf"\textbf{{{content.code}}}\quad {listed}\par"
        return
    yield from _picture(first, print_, pen, answered=True)
    yield r"\begin{longtable}[l]{@{}rp{0.85\linewidth}@{}}"
    for k, answer in enumerate(first.answers, 1):
        yield rf"\textbf{{{k}}} & {tex_text(f'{answer.asked} {answer.line}', breaks=True)} \\"
    yield r"\end{longtable}"


def _listed(answers: Sequence[Answer]) -> Iterator[str]:
    for k, answer in enumerate(answers, 1):
        yield rf"\mbox{{{k}: {tex_text(answer.text)}}}"


def _command(name: str, *arguments: str) -> str:
    texts = "".join(f"{{{tex_text(x, breaks=True)}}}" for x in arguments)
    return f"\\{name}{texts}"


def _texts(print_: Print) -> Iterator[str]:
    """Everything that is written."""
    for content in print_.contents:
        yield from content.writer.words.values()
        yield from content.tasks
        for answer in content.answers:
            yield answer.asked
            yield answer.line
        yield content.name
        yield from _scene(content, print_).texts


def _scene(content: Content, print_: Print) -> Scene:
    return content.scene(content.refit(print_.plan.told, print_.plan.told.room))
