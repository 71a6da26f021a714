"""One picture in LaTeX: what a paper needs, the same marks as everywhere, and both engines compile it."""

import re
import shutil
import subprocess

import pytest
from test_beamer import ENGINES, compiled
from test_drawing import NASTY, graph_e, graph_unit

import viz
from autograd import Value
from viz.errors import MissingGlyphs
from viz.films.frames import make_frames
from viz.render.marks import Text
from viz.render.scene import make_scene
from viz.render.tikz import scene_tikz
from viz.text.tex import tex_text


def scene(value, **options):
    return make_scene(*viz.draw(value, **options).untouched())


@pytest.mark.parametrize("options", [{}, {"style": "circuit"}, {"legend": True}])
def test_every_mark_is_a_command(options):
    drawn = scene(graph_e(), **options)
    source = scene_tikz(drawn)
    written = re.findall(r"^\\node\[.*?\] at \(.*?\) \{(.*)\};$", source, re.MULTILINE)
    texts = [mark.text for mark in drawn.marks if isinstance(mark, Text) and mark.text]
    assert written == list(map(tex_text, texts))
    shapes = [mark for mark in drawn.marks if not isinstance(mark, Text)]
    assert len(re.findall(r"^\\path\[", source, re.MULTILINE)) == len(shapes)


def test_a_picture_to_input_says_what_it_needs_and_sets_no_font():
    source = scene_tikz(scene(graph_e()))
    head, picture = source.split(r"\begin{tikzpicture}")
    assert all(line.startswith("%") for line in head.splitlines())
    assert r"%   \usepackage{amsmath,amssymb,tikz}" in head
    assert "Computation graph of e" in head
    assert picture.endswith("\\end{tikzpicture}\n")
    assert not re.search(r"fontspec|fontfamily|documentclass|usepackage", picture)


def test_a_document_by_itself():
    source = scene_tikz(scene(graph_e()), standalone=True)
    assert r"\documentclass[border=4bp]{standalone}" in source
    assert source.endswith("\\end{document}\n")
    alone = scene_tikz(scene(graph_e()))
    assert alone.partition(r"\begin{tikz")[2].strip() in source


def test_dark_pictures_have_their_background():
    light, dark = (scene_tikz(scene(graph_e(), theme=t)) for t in ("light", "dark"))
    assert dark.count(r"\path[") == light.count(r"\path[") + 1


def test_lost_letters_are_boxes_with_a_warning_at_the_line_of_the_caller(tmp_path):
    drawing = viz.draw(Value(1.0, "🙂"))
    with pytest.warns(MissingGlyphs, match="the picture shows boxes") as caught:
        viz.save(drawing, tmp_path / "x.tex")
    assert [warning.filename for warning in caught] == [__file__]
    assert r"\providecommand\lost" in (tmp_path / "x.tex").read_text(encoding="utf-8")
    assert r"\lost" not in scene_tikz(scene(graph_e()))


def test_what_a_value_a_drawing_and_a_list_become(tmp_path):
    e, path = graph_e(), tmp_path / "x.tex"
    film = viz.save(e, path).read_text(encoding="utf-8")
    assert "beamer" in film
    picture = viz.save(viz.draw(e), path).read_text(encoding="utf-8")
    assert "beamer" not in picture
    assert viz.save(e, path, standalone=False).read_text(encoding="utf-8") == picture
    whole = viz.save(e, path, standalone=True).read_text(encoding="utf-8")
    assert whole == viz.save(viz.draw(e), path, standalone=True).read_text("utf-8")
    assert "{standalone}" in whole
    assert "tikzpicture" in viz.save([e, e * 2], path).read_text(encoding="utf-8")
    assert viz.draw(e).pipe("tex", encoding="utf-8") == picture


OF_OTHERS = [
    (viz.draw, "x.png", {"standalone": True}, "standalone is for one picture as .tex"),
    (viz.film, "x.tex", {"standalone": True}, "got a film as .tex"),
    (viz.draw, "x.tex", {"frames_only": True}, "frames_only is for a film as .tex"),
    (viz.film, "x.pdf", {"frames_only": True}, "frames_only is for a film as .tex"),
    (viz.film, "%d.png", {"per_page": 4}, "per_page is for a film as .pdf"),
    (viz.draw, "x.pdf", {"per_page": 4}, "per_page is for a film as .pdf"),
    (viz.film, "x.pdf", {"per_page": 17}, "per_page must be at most 16; got 17"),
    (viz.film, "x.pdf", {"per_page": 0}, "per_page must be a whole number"),
]


@pytest.mark.parametrize(("make", "name", "options", "message"), OF_OTHERS)
def test_options_of_other_formats_are_refused(tmp_path, make, name, options, message):
    with pytest.raises(ValueError, match=message):
        viz.save(make(graph_e()), tmp_path / name, **options)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("option", ["standalone", "frames_only", "per_page"])
@pytest.mark.parametrize("bad", ["yes", 2.5, [True]])
def test_options_of_files_have_types(tmp_path, option, bad):
    with pytest.raises(TypeError, match=f"{option} must be"):
        viz.save(viz.film(graph_e()), tmp_path / "x.pdf", **{option: bad})


# --- LaTeX ----------------------------------------------------------------------------------------------------------


@pytest.mark.latex
@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize("options", [{}, {"theme": "dark", "style": "circuit"}])
def test_documents_compile(tmp_path, engine, options):
    source = scene_tikz(scene(graph_unit(), **options), standalone=True)
    pages, said = compiled(engine, source, tmp_path)
    assert pages == 1
    assert "Missing character" not in said
    assert "Overfull" not in said


@pytest.mark.latex
@pytest.mark.parametrize("engine", ENGINES)
def test_a_paper_with_the_preamble_of_the_comment_and_two_pictures(tmp_path, engine):
    labels = "".join(NASTY)[:60]
    pictures = [graph_e(), (Value(1.0, labels) + 1).named("y")]
    for i, value in enumerate(pictures):
        viz.save(viz.draw(value), tmp_path / f"p{i}.tex")
    source = (tmp_path / "p0.tex").read_text(encoding="utf-8")
    needs = "\n".join(re.findall(r"^%   (.*)$", source, re.MULTILINE))
    resized = "".join(
        rf"\resizebox{{\linewidth}}{{!}}{{\input{{p{i}}}}}\par" for i in range(2)
    )
    paper = rf"""\documentclass{{article}}
{needs}
\setlength\parindent{{0pt}}
\begin{{document}}
{resized}
\end{{document}}"""
    pages, said = compiled(engine, paper, tmp_path)
    assert pages == 1
    assert "Overfull" not in said


@pytest.mark.latex
def test_chinese_pictures_need_xelatex(tmp_path):
    source = scene_tikz(scene((Value(1.0, "损失") + 1).named("y")), standalone=True)
    pages, said = compiled("pdflatex", source, tmp_path)
    assert pages == 0
    assert "This picture has Chinese text, which only" in said.replace("\n", "")
    assert compiled("xelatex", source, tmp_path)[0] == 1


@pytest.mark.latex
@pytest.mark.parametrize("engine", ENGINES)
def test_frames_are_pasted_into_a_deck(tmp_path, engine):
    """Two films in a deck that has commands of the same names and another theme."""
    from viz.films.beamer import beamer_source

    films = [make_frames(graph_e()), make_frames(graph_unit(), theme="dark")]
    sources = [beamer_source(film, frames_only=True) for film in films]
    needs = "\n".join(re.findall(r"^%   (.*)$", sources[0], re.MULTILINE))
    deck = rf"""\documentclass[aspectratio=169]{{beamer}}
\usetheme{{Madrid}}
{needs}
\newcommand\formula{{of my own}}
\begin{{document}}
{sources[0]}
\begin{{frame}}\formula\end{{frame}}
{sources[1]}
\begin{{frame}}\formula\end{{frame}}
\end{{document}}"""
    pages, said = compiled(engine, deck, tmp_path)
    assert pages == sum(len(film.frames) for film in films) + 2
    assert "Overfull" not in said
    if shutil.which("pdftotext"):
        read = subprocess.run(
            ["pdftotext", "film.pdf", "-"], cwd=tmp_path, capture_output=True, text=True
        )
        assert read.stdout.count("of my own") == 2
