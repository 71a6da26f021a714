"""A film as stills, animation and handout: every frame is the drawing, only what changed is stored, nothing moves."""

import inspect
import io
import re
import shutil
import subprocess
import warnings
import xml.etree.ElementTree as ElementTree
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image
from test_drawing import NASTY, graph_e, graph_unit
from test_fonts import make_font, system_fonts  # noqa: F401  (a fixture)
from test_raster import streams

from autograd import Value, tanh
from tests.samples import sampled
from tests.work import calls
from viz.errors import MissingGlyphs, OutputError, RasterError
from viz.films import stills, tiles
from viz.films.frames import make_frames
from viz.films.gif import LAST, MAX_FILM, gif_bytes
from viz.films.handout import _eras, pdf_bytes
from viz.films.runs import OUTLINES, PAPERS, TEXTS, runs
from viz.films.stills import pngs, save_stills
from viz.films.strip import BODY, LEADING, MOST_BODY, Strip, strip
from viz.films.tiles import expose
from viz.layout.sheet import arrange
from viz.picture.build import depict
from viz.render.colors import rgb
from viz.render.marks import MARGIN, Group, Rect, Scene, Text
from viz.render.png import scene_png
from viz.render.scene import make_scene
from viz.render.svg import render, scene_svg
from viz.text.line_breaks import wrap
from viz.text.metrics import text_width
from viz.theme import THEMES, resolve


def network(inputs=3, widths=(4, 3)):
    """About a hundred nodes, which `backward` leaves in two hundred steps."""
    number = iter(range(1, 1000))
    layer = [Value(next(number) % 7 / 7, f"x{i}") for i in range(inputs)]
    for depth, width in enumerate(widths):
        fresh = []
        for j in range(width):
            total = Value(next(number) % 5 / 5, f"b{depth}{j}", parameter=True)
            for i, x in enumerate(layer):
                total = (
                    total
                    + Value(next(number) % 3 - 1.5, f"w{depth}{j}{i}", parameter=True)
                    * x
                )
            fresh.append(tanh(total))
        layer = fresh
    loss = layer[0] * layer[0]
    for y in layer[1:]:
        loss = loss + y * y
    return loss.named("L")


def image(data):
    return np.asarray(Image.open(io.BytesIO(data)).convert("RGB")).astype(int)


def alike(one, other):
    """Whether two images are the same, but for edges on the border of two pixels: these may take another shade."""
    difference = np.abs(one.astype(int) - other)
    return np.mean(difference > 8) < 0.002 and difference.max() < 120


def animation(data):
    """The frames of a GIF as a viewer shows them, with their durations in milliseconds."""
    film = Image.open(io.BytesIO(data))
    shown = []
    for k in range(film.n_frames):  # type: ignore[attr-defined]
        film.seek(k)
        shown.append(
            (np.asarray(film.convert("RGB")).astype(int), film.info["duration"])
        )
    return shown


# ------------------------------------------------------------------ marks: nothing is lost on the way


@pytest.mark.parametrize("style", ["nodes", "circuit", "micrograd"])
@pytest.mark.parametrize("theme", THEMES)
def test_every_mark_of_a_drawing_is_an_element_of_its_svg(style, theme):
    picture = depict(graph_unit(), style=style, legend=True, highlight=["z", "w"])
    sheet = arrange(picture)
    scene = make_scene(picture, sheet, resolve(theme))
    root = ElementTree.fromstring(render(picture, sheet, resolve(theme)))
    elements = [
        element
        for element in root.iter()
        if element.tag.partition("}")[2] in ("rect", "path", "polygon", "text")
    ]
    assert elements.pop(0).get("class") == "background"
    assert len(elements) == len(scene.marks)
    for mark, element in zip(scene.marks, elements):
        assert element.get("fill", "") == mark.fill
        if isinstance(mark, Text):
            assert element.text or mark.text == ""
            place = float(element.get("x")) + MARGIN, float(element.get("y")) + MARGIN
            assert place == pytest.approx(mark.place, abs=1e-9)


def test_frames_with_other_boxes_are_no_film():
    film = make_frames(graph_e())
    other = make_frames(graph_unit())
    scenes = (strip(film).scenes[0], strip(other).scenes[0])
    with pytest.raises(ValueError, match="zip"):
        list(runs(scenes))


def test_runs_cover_every_frame_of_every_mark_once():
    scenes = strip(make_frames(graph_e())).scenes
    seen = [[] for _ in scenes]
    for run in runs(scenes):
        for k in range(run.first, run.last + 1):
            seen[k] += run.marks
    for marks, scene in zip(seen, scenes):
        inked = [
            mark for mark in scene.marks if not isinstance(mark, Text) or mark.text
        ]
        assert sorted(map(id, marks)) == sorted(map(id, inked))


def test_papers_hide_lines_and_outlines_of_a_group_keep_their_order():
    """A number on a line stands on paper, which is above all lines and below all texts, whatever is lit when."""
    line = Rect(0, 0, 9, 9, stroke="#000", line_width=1)
    lit = replace(line, stroke="#f00")
    pill = Rect(3, 3, 3, 3, stroke="#000", line_width=1, kind="box")
    paper = Rect(2, 2, 5, 5, fill="#fff")
    word, name = Text((4, 4), "w", "#000"), Text((5, 5), "n", "#000")

    def scene(outline):
        marks = (outline, name, pill)
        groups = Group("edge", (paper, word)), Group("node", marks)
        return Scene(9, 9, "#fff", groups)

    found = [
        (run.layer, run.marks, run.first, run.last)
        for run in runs([scene(line), scene(lit), scene(line)])
    ]
    assert found == [
        (PAPERS, (paper,), 0, 2),
        (TEXTS, (word,), 0, 2),
        (OUTLINES, (line, pill), 0, 0),
        (OUTLINES, (lit, pill), 1, 1),
        (OUTLINES, (line, pill), 2, 2),
        (TEXTS, (name,), 0, 2),
    ]


def test_colours():
    assert [rgb(c) for c in ("#abc", "#123456", "rebeccapurple")] == [
        (0xAA, 0xBB, 0xCC),
        (0x12, 0x34, 0x56),
        (0x66, 0x33, 0x99),
    ]
    with pytest.raises(ValueError, match="'blurple', which is no CSS name"):
        rgb("blurple")


# ------------------------------------------------------------------ captions


@given(
    st.text(alphabet="ab ,.∂×=中文，。（）é\u0301", max_size=60), st.integers(10, 120)
)
def test_wrapping_loses_nothing_and_keeps_the_width(text, width):
    lines = wrap(text, 12, width)
    assert "".join("".join(lines).split()) == "".join(text.split())
    pieces = re.findall(r"[^\u0301]\u0301*", "".join(lines))
    for line in lines:
        assert (
            text_width(line, 12) <= width
            or len(re.findall(r"[^\u0301]\u0301*", line)) <= 1
            or len(pieces) == 1
        )


def test_wrapping_chinese():
    text = "链式法则：上游梯度 × 局部梯度，∂e/∂c = 2。（梯度已定）"
    for width in range(40, 200, 7):
        lines = wrap(text, 12, width)
        assert "".join(lines).replace(" ", "") == text.replace(" ", "")
        assert not any(line[0] in "，。）：" or line[-1] == "（" for line in lines), (
            "no such mark at the edge"
        )
        assert "∂e/∂c" in " ".join(lines)


def test_a_caption_without_end_ends_in_an_ellipsis():
    def captions(letters):
        return strip(make_frames((Value(1.0, "x" * letters) + 1).named("y")))

    captions(10)  # so that what is done once is done
    film = captions(10_000)
    assert film.height < 600
    assert calls(lambda: captions(10_000)) < 20 * calls(lambda: captions(1_000))
    bodies = [
        mark.text
        for mark in film.cels[0]
        if isinstance(mark, Text) and mark.size == BODY
    ]
    assert len(bodies) == MOST_BODY
    assert bodies[-1].endswith("…")


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_the_room_for_captions_is_the_same_in_all_frames(lang):
    film = make_frames(graph_e(), lang=lang)
    shown = strip(film)
    picture = strip(film, captions=False)
    room = max(
        len(wrap(frame.caption, BODY, picture.width - 32)) for frame in film.frames
    )
    assert shown.width == picture.width
    assert shown.height - picture.height > room * BODY * LEADING
    for k, frame in enumerate(film.frames):
        ElementTree.fromstring(scene_svg(shown.scenes[k]))
        lines = [mark for mark in shown.cels[k][len(picture.cels[k]) :] if mark.text]  # type: ignore[union-attr]
        assert "".join(mark.text for mark in lines).replace(" ", "") == (  # type: ignore[union-attr]
            frame.title + frame.caption
        ).replace(" ", "")
        assert all(picture.height < mark.place[1] < shown.height for mark in lines)  # type: ignore[union-attr]
        assert all(mark.bounds[2] < shown.width for mark in lines)


def test_letters_of_a_caption_grow_with_a_wide_picture():
    film = strip(make_frames(network(1, (1, 1, 1, 1))))
    (size,) = {
        mark.size
        for mark in film.cels[-1]
        if isinstance(mark, Text) and mark.kind == "caption" and not mark.bold
    }
    assert size > 1.3 * BODY


def test_a_legend_stands_still():
    plain, film = (
        strip(make_frames(graph_e())),
        strip(make_frames(graph_e(), legend=True)),
    )
    assert film.height > plain.height
    words = [{mark.text for mark in cel if isinstance(mark, Text)} for cel in film.cels]
    assert all(
        {"input", "above: value", "on arrows: slope"} <= texts for texts in words
    )
    heights = [
        max(mark.bounds[3] for mark in cel if isinstance(mark, Rect))
        for cel in film.cels
    ]
    assert len(set(heights)) == 1


# ------------------------------------------------------------------ stills


@pytest.mark.slow
@pytest.mark.parametrize(
    "options", sampled([{}, {"style": "circuit", "rankdir": "TB", "theme": "dark"}], 2)
)
def test_every_still_is_the_frame_as_drawn_by_itself(options):
    shown = strip(make_frames(graph_unit(), **options))
    for scene, (canvas, _) in zip(shown.scenes, expose(shown, 40)):
        (alone,) = (whole for whole, _ in expose(Strip((scene,)), 40))
        assert alike(alone, canvas)
        whole = image(scene_png(scene, dpi=40))
        height, width, _ = np.minimum(whole.shape, alone.shape)  # half a pixel apart
        assert height >= len(alone) - 1
        assert width >= len(alone[0]) - 1
        apart = whole[:height, :width] - alone[:height, :width].astype(int)
        assert np.abs(apart).mean() < 2


@pytest.mark.slow
def test_tiles_are_drawn_in_several_atlases_where_they_are_many(monkeypatch):
    film = make_frames(graph_e())
    usual = pngs(film, dpi=60)
    monkeypatch.setattr(tiles, "_ATLAS", 5_000)
    monkeypatch.setattr(tiles, "_KEPT", 20_000)
    for one, other in zip(usual, pngs(film, dpi=60), strict=True):
        assert alike(image(one), image(other))


def test_pixels_change_only_where_marks_did():
    film = make_frames(graph_e())
    shown = strip(film)
    zoom = 100 / 72
    before = None
    for k, (canvas, _) in enumerate(expose(shown, 100)):
        now = canvas.astype(int)
        if before is not None:
            free = np.ones(now.shape[:2], bool)
            for old, new in zip(shown.cels[k - 1], shown.cels[k]):
                if old is not new:
                    for left, top, right, bottom in (old.bounds, new.bounds):
                        free[
                            int(top * zoom) - 2 : int(bottom * zoom) + 3,
                            int(left * zoom) - 2 : int(right * zoom) + 3,
                        ] = False
            assert (now == before)[free].all()
            assert not free.all()
        before = now


def test_stills_are_numbered_and_sized(tmp_path):
    film = make_frames(graph_e())
    path = save_stills(film, tmp_path / "frames" / "e-%03d.png", dpi=60)
    assert path == tmp_path / "frames" / "e-%03d.png"
    names = sorted(file.name for file in path.parent.iterdir())
    assert names == [f"e-{k:03}.png" for k in range(1, 12)]
    opened = [
        Image.open(io.BytesIO((path.parent / name).read_bytes())) for name in names
    ]
    assert len({still.size for still in opened}) == 1
    assert [round(x) for x in opened[0].info["dpi"]] == [60, 60]
    save_stills(film, tmp_path / "%d.png", dpi=20)
    assert (tmp_path / "11.png").exists()


@pytest.mark.parametrize(
    "name", ["e.png", "%s.png", "%3d.png", "%d-%d.png", "{}.png", "%.png", "%x.png"]
)
def test_a_name_without_one_place_for_the_number(tmp_path, name):
    with pytest.raises(ValueError, match=r"needs one place .*%03d"):
        save_stills(make_frames(graph_e()), tmp_path / name)
    assert not list(tmp_path.iterdir())


def test_stills_are_all_written_or_none(tmp_path, monkeypatch):
    film = make_frames(graph_e())
    (tmp_path / "2.png").write_bytes(b"old")
    (tmp_path / "7.png").mkdir()  # cannot be replaced
    with pytest.raises(OutputError, match=r"7\.png: it is a directory"):
        save_stills(film, tmp_path / "%d.png", dpi=20)
    assert sorted(file.name for file in tmp_path.iterdir()) == ["2.png", "7.png"]

    def fail(*_):
        raise OutputError("disk full")

    monkeypatch.setattr(stills, "write_atomically", fail)
    with pytest.raises(OutputError, match="disk full"):
        save_stills(film, tmp_path / "new" / "%d.png", dpi=20)
    assert not (tmp_path / "new").exists()


def test_only_the_last_directory_is_made(tmp_path):
    with pytest.raises(
        OutputError, match=r"there is no directory .*no; create it first"
    ):
        save_stills(make_frames(graph_e()), tmp_path / "no" / "such" / "%d.png", dpi=20)
    (tmp_path / "file").touch()
    with pytest.raises(OutputError, match="cannot"):
        save_stills(make_frames(graph_e()), tmp_path / "file" / "%d.png", dpi=20)
    assert [file.name for file in tmp_path.iterdir()] == ["file"]


@pytest.mark.parametrize("dpi", [0, -1, float("nan"), float("inf")])
@pytest.mark.parametrize("export", [pngs, gif_bytes])
def test_a_dpi_that_makes_no_sense(export, dpi):
    with pytest.raises(ValueError, match="dpi must be a positive and finite number"):
        export(make_frames(graph_e()), dpi=dpi)


def test_too_many_pixels():
    with pytest.raises(
        RasterError,
        match=r"at 9000 dpi make more than 100,000,000 pixels; use dpi=\d+ or less",
    ):
        pngs(make_frames(graph_e()), dpi=9000)


# ------------------------------------------------------------------ GIF


@pytest.mark.slow
@pytest.mark.parametrize("theme", sampled(["light", "dark"], 2))
def test_the_animation_shows_the_stills(theme):
    film = make_frames(graph_unit(), theme=theme)
    shown = animation(gif_bytes(film, dpi=40))
    originals = [image(still) for still in pngs(film, dpi=40)]
    assert len(shown) == len(film.frames)
    solid = {
        rgb(getattr(film.theme, name))
        for name in ("background", "ink", "value", "grad", "highlight", "wire")
    }
    for (got, _), wanted in zip(shown, originals):
        difference = np.abs(got - wanted)
        assert difference.mean() < 0.3
        assert difference.max() < 60  # shades of soft edges; no letter is lost
        for (
            colour
        ) in solid:  # these are exact, so that nothing flickers and white is white
            exact = (wanted == colour).all(axis=2)
            assert (got[exact] == colour).all()


def test_the_animation_repeats_and_waits_at_its_end():
    data = gif_bytes(make_frames(graph_e()), dpi=60, seconds=0.5)
    film = Image.open(io.BytesIO(data))
    assert film.info["loop"] == 0
    durations = [duration for _, duration in animation(data)]
    assert durations == [500] * 10 + [500 * LAST]
    for seconds in (0, -1, float("nan"), 700):
        with pytest.raises(ValueError, match=r"lasts from 0\.02 to 600 seconds"):
            gif_bytes(make_frames(graph_e()), seconds=seconds)


def blocks(data):
    """Of every image in a GIF: (how it is disposed of, its width, its height, whether it has a palette of its own)."""
    place, found, disposal = 13 + 3 * 256, [], 0
    while data[place : place + 1] != b";":
        if data[place : place + 1] == b"!":
            if data[place + 1] == 0xF9:
                disposal = data[place + 3] >> 2 & 7
            place += 2
        else:
            width, height = (
                int.from_bytes(data[place + i : place + i + 2], "little")
                for i in (5, 7)
            )
            found.append((disposal, width, height, bool(data[place + 9] & 0x80)))
            place += 11
        while data[place]:
            place += data[place] + 1
        place += 1
    assert place == len(data) - 1
    return found


def test_one_palette_and_frames_that_hold_what_changed():
    data = gif_bytes(make_frames(graph_e()), dpi=100)
    assert data[:6] == b"GIF89a"
    found = blocks(data)
    assert {(disposal, own) for disposal, _, _, own in found} == {(1, False)}
    width, height = found[0][1:3]
    assert all(w < width and h <= height for _, w, h, _ in found[1:])


def test_a_frame_in_which_nothing_changes_keeps_its_time():
    film = make_frames(graph_e())
    twice = replace(film, frames=(*film.frames[:2], film.frames[1], film.frames[2]))
    shown = animation(gif_bytes(twice, dpi=50))
    assert len(blocks(gif_bytes(twice, dpi=50))) == 4
    assert sum(duration for _, duration in shown) == 1400 * (3 + LAST)


@pytest.mark.slow
def test_the_animation_of_e_is_small_and_always_the_same():
    data = gif_bytes(make_frames(graph_e()))
    assert len(data) < 200_000
    assert Image.open(io.BytesIO(data)).size[0] > 1000
    assert data == gif_bytes(make_frames(graph_e()))


# ------------------------------------------------------------------ PDF


def test_a_page_for_each_frame():
    film = make_frames(graph_e())
    shown = strip(film)
    data = pdf_bytes(film)
    assert len(re.findall(rb"/Type /Page\b", data)) == 11
    (box,) = set(re.findall(rb"/MediaBox \[ 0 0 ([\d.]+ [\d.]+) \]", data))
    assert [float(x) for x in box.split()] == pytest.approx(
        [shown.width, shown.height], abs=0.01
    )
    assert b"/Subtype /Image" not in data
    assert {b"DejaVuSans", b"DejaVuSans-Bold"} <= set(
        re.findall(rb"/FontName /[A-Z]{6}\+([\w-]+)", data)
    )
    assert re.search(rb"\d c\b", streams(data)), "curves are curves"
    assert data.count(b"/Dest") == 11  # bookmarks
    assert set(re.findall(rb"Date \(D:(\d{4})", data)) == {
        b"2000"
    }  # reportlab's fixed date
    assert data == pdf_bytes(make_frames(graph_e()))


@given(st.integers(0, 40), st.integers(0, 40), st.integers(0, 40))
def test_eras_make_up_a_time_exactly(first, last, end):
    first, last = sorted((min(first, end), min(last, end)))
    eras = list(_eras(first, last, (0, end)))
    assert [k for start, stop in eras for k in range(start, stop + 1)] == list(
        range(first, last + 1)
    )
    assert len(eras) <= 2 * (end + 1).bit_length()


@pytest.mark.slow
@pytest.mark.parametrize(
    "options",
    sampled(
        [{}, {"style": "circuit", "theme": "dark", "rankdir": "TB"}, {"lang": "zh"}], 3
    ),
)
def test_the_pages_look_like_the_stills(tmp_path, options):
    if not shutil.which("pdftoppm"):
        pytest.skip("pdftoppm (poppler-utils) is not installed")
    film = make_frames(graph_e(), **options)
    with warnings.catch_warnings():
        warnings.simplefilter(
            "ignore", MissingGlyphs
        )  # of Chinese, where no font has it
        (tmp_path / "film.pdf").write_bytes(pdf_bytes(film))
        originals = [image(still) for still in pngs(film, dpi=72)]
    subprocess.run(
        ["pdftoppm", "-r", "72", "-png", "film.pdf", "page"], cwd=tmp_path, check=True
    )
    pages = [image(path.read_bytes()) for path in sorted(tmp_path.glob("page-*.png"))]
    assert len(pages) == len(originals)
    for page, original in zip(pages, originals):
        height, width = (min(a, b) for a, b in zip(page.shape[:2], original.shape[:2]))
        assert (
            np.abs(page[:height, :width] - original[:height, :width]).mean() < 5
        )  # two renderers, soft edges
        # in squares of 8 pixels both have the same ink, so nothing is missing or elsewhere
        squares = [
            x[: height // 8 * 8, : width // 8 * 8].reshape(
                height // 8, 8, width // 8, 8, 3
            )
            for x in (page, original)
        ]
        assert (
            np.abs(np.subtract(*(x.mean(axis=(1, 3, 4)) for x in squares))).max() < 40
        )


# ------------------------------------------------------------------ any label, large graphs, missing fonts


@pytest.mark.parametrize("label", sampled(NASTY, 3), ids=range(len(NASTY)))
@pytest.mark.filterwarnings("ignore::viz.errors.MissingGlyphs")
def test_any_label_in_every_format(label):
    film = make_frames((Value(2.0, label) * Value(3.0, "w")).named("y" + label))
    for svg in map(scene_svg, strip(film).scenes):
        tags = {
            element.tag.partition("}")[2]
            for element in ElementTree.fromstring(svg).iter()
        }
        assert tags == {
            "svg",
            "title",
            "desc",
            "style",
            "g",
            "rect",
            "path",
            "polygon",
            "text",
        } | (tags & {"tspan"})
    assert len(animation(gif_bytes(film, dpi=30))) == len(film.frames)
    assert [Image.open(io.BytesIO(still)).format for still in pngs(film, dpi=20)] == [
        "PNG"
    ] * len(film.frames)
    document = pdf_bytes(film)
    assert len(re.findall(rb"/Type /Page\b", document)) == len(film.frames)
    assert len(document) < 600_000
    for danger in (b"/JavaScript", b"/URI", b"/Launch", b"/OpenAction"):
        assert danger not in document


def test_a_single_number_is_a_film():
    film = make_frames(Value(2.0, "a"))
    assert len(animation(gif_bytes(film, dpi=50))) == len(film.frames) == 2
    assert len(re.findall(rb"/Type /Page\b", pdf_bytes(film))) == 2


def test_missing_glyphs_are_named_once_at_the_line_of_the_caller(system_fonts):  # noqa: F811
    film = make_frames((Value(1.0, "损") + 1).named("y"))
    for export in (gif_bytes, pdf_bytes, pngs):
        with pytest.warns(
            MissingGlyphs, match="draws 损; the film shows boxes"
        ) as caught:
            export(film)
        line = inspect.currentframe().f_lineno - 1
        assert [(warning.filename, warning.lineno) for warning in caught] == [
            (__file__, line)
        ]


def test_a_system_font_draws_what_ours_lacks(system_fonts):  # noqa: F811
    film = make_frames(Value(1.0, "损"), lang="zh")
    letters = {char for frame in film.frames for char in frame.title + frame.caption}
    make_font(system_fonts / "wqy-microhei.ttf", "Squares", "".join(letters))
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        assert b"+Squares" in pdf_bytes(film)
        gif_bytes(film, dpi=50)


@pytest.mark.slow
def test_a_film_of_a_hundred_nodes_is_small():
    film = make_frames(network())
    assert len(film.frames) > 150
    for export in (pdf_bytes, gif_bytes):
        data = export(film)
        assert len(data) < 1_200_000
    width, height = Image.open(io.BytesIO(data)).size
    assert width * height * len(film.frames) <= MAX_FILM * 1.01


def test_importing_is_quick_because_heavy_packages_wait():
    import sys

    code = (
        "import sys, viz.films.gif, viz.films.handout, viz.films.stills, viz.films.beamer; "
        "print({'PIL', 'reportlab', 'resvg_py', 'svglib', 'matplotlib'} & set(sys.modules))"
    )
    root = Path(__file__).parents[1]
    done = subprocess.run(
        [sys.executable, "-c", code],
        capture_output=True,
        text=True,
        check=True,
        cwd=root,
    )
    assert done.stdout.strip() == "set()"
