"""PowerPoint: pictures and films as native shapes and texts, read back by python-pptx."""

import io
import re
import shutil
import subprocess
import sys
import zipfile

import pytest
from test_drawing import NASTY, graph_e, graph_unit

import viz
from autograd import Value, nn
from viz.errors import RasterError
from viz.films.frames import make_frames
from viz.films.slides import pptx_bytes, room_of_slides
from viz.films.strip import strip
from viz.render.marks import Group, Path, Rect, Scene, Text
from viz.render.powerpoint import deck, texts
from viz.render.powerpoint.parts import parts
from viz.render.scene import make_scene
from viz.text.typesetting import text_spans

pptx = pytest.importorskip("pptx")
MSO = pytest.importorskip("pptx.enum.shapes").MSO_SHAPE_TYPE
POINT = 12700


def folded():
    model = nn.MLP(2, [2, 1], rng=1)
    y = model([Value(0.5, "x1"), Value(-1.0, "x2")]).named("y")
    y.backward()
    return y


GRAPHS = [graph_e, graph_unit, folded]
OPTIONS = [
    {},
    {"style": "circuit", "rankdir": "TB"},
    {"theme": "dark", "legend": True, "fold": "layer"},
    {"style": "micrograd", "fold": "neuron"},
]


def opened(data):
    return pptx.Presentation(io.BytesIO(data))


def saved(thing, path, **options):
    return opened(viz.save(thing, path / "x.pptx", **options).read_bytes())


def leaves(shapes):
    """All shapes that are no groups, those inside of groups among them."""
    for shape in shapes:
        if shape.shape_type == MSO.GROUP:
            yield from leaves(shape.shapes)
        else:
            yield shape


def written(slide):
    """Every line of text on a slide, but the title."""
    return sorted(
        paragraph.text
        for shape in leaves(slide.shapes)
        if shape.has_text_frame and not shape.is_placeholder
        for paragraph in shape.text_frame.paragraphs
        if paragraph.text
    )


def as_set(text):
    """The letters of a text without the signs that scripts are typed with."""
    return "".join(span.text for span in text_spans(text))


def lines_of(texts):
    return sorted(as_set(text) for text in texts if text)


def scene_of(drawing):
    return make_scene(*drawing.untouched())


def assert_inside(presentation):
    """All shapes lie on their slide."""
    for slide in presentation.slides:
        for shape in [*slide.shapes, *leaves(slide.shapes)]:
            assert shape.left >= 0, shape.name
            assert shape.top >= 0, shape.name
            assert shape.left + shape.width <= presentation.slide_width, shape.name
            assert shape.top + shape.height <= presentation.slide_height, shape.name


@pytest.mark.slow
@pytest.mark.parametrize("options", OPTIONS)
@pytest.mark.parametrize("graph", GRAPHS)
def test_a_picture_is_a_slide_with_all_its_texts(tmp_path, graph, options):
    drawing = viz.draw(graph(), **options)
    presentation = saved(drawing, tmp_path)
    (slide,) = presentation.slides
    scene = scene_of(drawing)
    assert written(slide) == lines_of(scene.texts)
    assert slide.shapes.title.text_frame.text == as_set(scene.title)
    assert slide.notes_slide.notes_text_frame.text == scene.description
    assert (presentation.slide_width, presentation.slide_height) == (
        960 * POINT,
        540 * POINT,
    )
    assert_inside(presentation)


def test_groups_have_the_names_of_the_svg_and_say_what_they_are(tmp_path):
    drawing = viz.draw(graph_e())
    (slide,) = saved(drawing, tmp_path).slides
    groups = {
        shape.name: shape for shape in slide.shapes if shape.shape_type == MSO.GROUP
    }
    assert list(groups) == [group.key for group in scene_of(drawing).groups]
    words = groups["n0"].element.xpath("./*/p:cNvPr/@descr")
    assert words == ["input a: value 2, gradient 2"]
    assert groups["e0"].element.xpath("./*/p:cNvPr/@descr") == ["∂c/∂a = 1"]


def test_the_formula_is_the_text_of_its_box_and_arrows_have_heads(tmp_path):
    (slide,) = saved(viz.draw(graph_e()), tmp_path).slides
    by_name = {shape.name: shape for shape in slide.shapes}
    box = next(s for s in by_name["n2"].shapes if s.name == "box")
    assert box.shape_type == MSO.AUTO_SHAPE
    assert box.text_frame.text == "c = a + b"
    for i in range(4):
        (arrow,) = (s for s in by_name[f"e{i}"].shapes if s.name == "arrow")
        assert arrow.element.xpath(".//a:ln/a:tailEnd/@type") == ["triangle"]
    assert not any(s.name == "line" for s in leaves(slide.shapes)), "no loose heads"


def test_sizes_weights_and_colours_of_texts(tmp_path):
    drawing = viz.draw(graph_e())
    (slide,) = saved(drawing, tmp_path).slides
    runs = [
        run
        for shape in leaves(slide.shapes)
        if shape.has_text_frame and not shape.is_placeholder
        for paragraph in shape.text_frame.paragraphs
        for run in paragraph.runs
    ]
    marks = [m for m in scene_of(drawing).marks if isinstance(m, Text) and m.text]
    found = [(run.text, run.font.bold, str(run.font.color.rgb)) for run in runs]
    wanted = [(mark.text, mark.bold, mark.fill[1:].upper()) for mark in marks]
    assert sorted(found) == sorted(wanted)
    sizes = sorted(run.font.size.pt for run in runs)
    enlarged = {
        round(size / mark, 2)
        for size, mark in zip(sizes, sorted(mark.size for mark in marks))
    }
    assert max(enlarged) - min(enlarged) < 0.02, "all letters are enlarged alike"
    assert min(enlarged) > 1


@pytest.mark.parametrize(
    ("graph", "lang"),
    [
        (graph_e, "en"),
        (graph_e, "zh"),
        pytest.param(graph_unit, "en", marks=pytest.mark.slow),
    ],
)
def test_a_film_is_a_slide_for_each_step(tmp_path, graph, lang):
    film = viz.film(graph(), lang=lang)
    presentation = opened(film.save(tmp_path / "x.pptx").read_bytes())
    slides = list(presentation.slides)
    assert len(slides) == len(film)
    fitted = film.fitted(room_of_slides(film.frames))
    scenes = strip(fitted, captions=False).scenes
    for slide, frame, scene in zip(slides, film.frames.frames, scenes):
        assert slide.shapes.title.text_frame.text == as_set(frame.title)
        assert slide.notes_slide.notes_text_frame.text == frame.caption
        assert written(slide) == lines_of([*scene.texts, frame.caption])
        numbers = slide.element.xpath(".//p:cNvPr/@id")
        assert len(numbers) == len(set(numbers))
    assert_inside(presentation)


def test_nothing_moves_from_slide_to_slide():
    frames = make_frames(graph_e())
    places = {}
    for slide in opened(pptx_bytes(frames)).slides:
        for shape in slide.shapes:
            if shape.shape_type == MSO.GROUP:
                for part in shape.shapes:
                    if part.name in ("box", "arrow"):
                        key = shape.name, part.name
                        place = part.left, part.top, part.width, part.height
                        assert places.setdefault(key, place) == place
    assert len(places) == len(frames.sheet.placement.centres) + len(
        frames.sheet.placement.paths
    )


def test_the_same_film_is_the_same_file_and_says_nothing_of_when(monkeypatch):
    one = pptx_bytes(make_frames(graph_e()))
    monkeypatch.setattr("time.localtime", lambda *_: (2031, 1, 2, 3, 4, 5, 0, 2, 0))
    assert pptx_bytes(make_frames(graph_e())) == one
    with zipfile.ZipFile(io.BytesIO(one)) as archive:
        assert {entry.date_time[0] for entry in archive.infolist()} == {1980}
        assert not any("thumbnail" in name for name in archive.namelist())
    properties = opened(one).core_properties
    assert properties.title == make_frames(graph_e()).frames[0].title
    assert properties.author == "chalkgrad"


def test_scripts_are_scripts_that_can_be_edited(tmp_path):
    x = Value(2.0, "w_1^(2)")
    (slide,) = saved(viz.draw((x * 3).named("net_h1")), tmp_path).slides
    runs = {
        run.text: run.font._element.get("baseline")
        for shape in leaves(slide.shapes)
        for paragraph in shape.text_frame.paragraphs
        for run in paragraph.runs
    }
    assert runs["h1"] == runs["1"] == texts.SUBSCRIPT
    assert runs["(2)"] == texts.SUPERSCRIPT
    assert runs["w"] is None
    title = slide.shapes.title.text_frame.paragraphs[0].runs
    assert [run.font._element.get("baseline") for run in title] == [
        None,
        texts.SUBSCRIPT,
    ]


def test_sentences_that_are_too_long_are_in_the_notes_only():
    long = "word " * 200
    scene = Scene(100, 50, "#ffffff", (Group("node", (Rect(0, 0, 99, 49),)),))
    slides = [
        deck.Slide(scene, "t", long, long),
        deck.Slide(scene, "t", "short", "short"),
    ]
    for slide in opened(deck.deck_pptx(slides, "#000000")).slides:
        assert written(slide) == []
        assert slide.notes_slide.notes_text_frame.text in (long, "short")
    assert deck.room([long]) > deck.room(["short"])


@pytest.mark.parametrize(
    "label", [*NASTY, "链式法则", "مرحبا", "\ud800", "x\x00y", "long" * 3000]
)
def test_any_label_is_text(tmp_path, label):
    drawing = viz.draw((Value(1.0, label) + 1).named("y"))
    (slide,) = saved(drawing, tmp_path).slides
    assert written(slide) == lines_of(scene_of(drawing).texts)


def test_a_value_is_a_picture_and_a_list_is_one(tmp_path):
    e = graph_e()
    assert len(saved(e, tmp_path).slides) == 1
    assert len(saved([e, e * 2], tmp_path).slides) == 1
    file = viz.save(e, io.BytesIO(), format="pptx")
    assert len(opened(file.getvalue()).slides) == 1
    with pytest.raises(TypeError, match="pptx is not text"):
        viz.save(e, io.StringIO(), format="pptx")


def test_a_restyled_drawing_is_refused(tmp_path):
    drawing = viz.draw(graph_e())
    drawing.attr(bgcolor="beige")
    for suffix in ("pptx", "tex"):
        with pytest.raises(ValueError, match="restyled is Graphviz's picture"):
            viz.save(drawing, tmp_path / f"x.{suffix}")
    assert list(tmp_path.iterdir()) == []


def test_without_the_package(monkeypatch, tmp_path):
    monkeypatch.setitem(sys.modules, "pptx", None)
    for thing in (graph_e(), viz.film(graph_e())):
        with pytest.raises(RasterError, match=r"pip install 'chalkgrad\[slides\]'"):
            viz.save(thing, tmp_path / "x.pptx")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.slow
@pytest.mark.skipif(not shutil.which("soffice"), reason="needs LibreOffice")
def test_another_program_opens_it(tmp_path):
    film = viz.film(graph_unit())
    film.save(tmp_path / "x.pptx")
    home = f"-env:UserInstallation=file://{tmp_path}/home"
    subprocess.run(
        ["soffice", home, "--headless", "--convert-to", "pdf", "x.pptx"],
        cwd=tmp_path,
        check=True,
        capture_output=True,
        timeout=120,
    )
    document = (tmp_path / "x.pdf").read_bytes()
    assert len(re.findall(rb"/Type\s*/Page\b(?!s)", document)) == len(film)


# --- parts ----------------------------------------------------------------------------------------------------------


def line(*points, stroke="#000"):
    return Path(
        tuple(("ML"[i > 0], (p,)) for i, p in enumerate(points)), "none", stroke, 1
    )


def triangle(*points, fill="#000"):
    return Path((*line(*points).strokes, ("Z", ())), fill)


def test_a_triangle_at_the_end_of_a_line_is_its_head():
    head = triangle((90, -3), (100, 0), (90, 3))
    (part,) = parts([line((0, 0), (90, 0)), head])
    assert (part.tip, part.head) == ((100, 0), 10)
    assert len(list(parts([line((0, 0), (50, 0)), head]))) == 2, "elsewhere"
    assert (
        len(
            list(
                parts(
                    [
                        line(
                            (0, 0),
                            (90, 0),
                        ),
                        triangle((90, -3), (100, 0), (90, 3), fill="red"),
                    ]
                )
            )
        )
        == 2
    )
    assert len(list(parts([head, line((0, 0), (90, 0))]))) == 2, "before its line"


def test_only_what_stands_in_the_middle_is_the_text_of_a_box():
    box = Rect(0, 0, 100, 40, kind="box")
    inside = Text((50, 25), "c = a", "#000", size=14)
    aside = Text((20, 25), "b", "#000", size=14)
    above = Text((50, -5), "2", "#000", size=14)
    drawn = list(parts([box, inside, above]))
    assert drawn[0].lines == (inside,)
    assert [part.mark for part in drawn[1:]] == [above]
    assert not any(part.lines for part in parts([box, inside, aside]))
    two = [Text((50, 16), "c =", "#000"), Text((50, 34), "a + b", "#000")]
    assert next(parts([box, *two])).lines == tuple(two)


def test_curves_stay_curves(tmp_path):
    (slide,) = saved(viz.draw(graph_e()), tmp_path).slides
    curves = slide.element.xpath(".//a:path/a:cubicBezTo")
    marks = scene_of(viz.draw(graph_e())).marks
    drawn = [mark for mark in marks if isinstance(mark, Path)]
    strokes = [command for mark in drawn for command, _ in mark.strokes]
    assert 0 < len(curves) <= strokes.count("C")
    assert all(len(curve) == 3 for curve in curves)
    for path in slide.element.xpath(".//a:path"):
        tall, wide = int(path.get("h")), int(path.get("w"))
        for point in path.iter(re.sub("path$", "pt", path.tag)):
            assert 0 <= int(point.get("x")) <= wide
            assert 0 <= int(point.get("y")) <= tall
