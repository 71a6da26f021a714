"""Handouts: several steps on a page of A4, numbered, legible, with their sentences."""

import re
import shutil
import subprocess

import pytest
from test_drawing import graph_e, graph_unit
from test_film_exports import network

import viz
from viz.films import several_steps
from viz.films.beamer import beamer_source, room_of_beamer
from viz.films.frames import make_frames
from viz.films.several_steps import A4, BORDER, _Pages, grids, handout_pdf
from viz.films.strip import strip


def pages_of(document):
    return document.count(b"/Type /Page\n")


@pytest.mark.slow
@pytest.mark.parametrize("per_page", [2, 4, 6, 9, 16])
def test_pages_are_a4_and_there_are_enough_of_them(tmp_path, per_page):
    film = viz.film(graph_e())
    document = film.save(tmp_path / "x.pdf", per_page=per_page).read_bytes()
    assert pages_of(document) == -(-len(film) // per_page)
    boxes = set(re.findall(rb"/MediaBox \[ 0 0 ([\d.]+) ([\d.]+) \]", document))
    (box,) = boxes - {()}
    assert sorted(map(float, box)) == pytest.approx(A4, abs=0.01)


@pytest.mark.parametrize("per_page", [2, 3, 4, 5, 6, 7, 12, 16])
@pytest.mark.parametrize("caption", ["", "short", "word " * 60])
def test_cells_lie_on_the_page_and_not_on_one_another(per_page, caption):
    found = grids(per_page, [caption])
    assert found
    for grid in found:
        width, height = grid.cell
        corners = [grid.corner(i) for i in range(per_page)]
        assert len(set(corners)) == per_page
        for x, y in corners:
            assert x >= BORDER
            assert y >= BORDER
            assert x + width <= grid.page[0] - BORDER + 0.01
            assert y + height <= grid.page[1] - BORDER + 0.01
        for i, (x, y) in enumerate(corners):
            for u, v in corners[:i]:
                assert abs(x - u) >= width or abs(y - v) >= height


def test_six_steps_of_e_on_a_page_have_names_of_seven_points():
    film = viz.film(graph_e())
    for per_page, least in ((6, 7.0), (4, 7.0)):
        sizes = []
        for grid in grids(per_page, [frame.caption for frame in film.frames.frames]):
            told = film.fitted(grid.room)
            sizes.append(_Pages(grid, told, strip(told, captions=False)).type_size)
        assert max(sizes) >= least
        plain = make_frames(graph_e())
        natural = max(
            _Pages(grid, plain, strip(plain, captions=False)).type_size
            for grid in grids(per_page, [frame.caption for frame in plain.frames])
        )
        assert max(sizes) >= natural - 0.05, "to fit makes nothing smaller"
        assert max(sizes) <= several_steps.LARGEST + 0.01


@pytest.mark.slow
@pytest.mark.skipif(not shutil.which("pdftotext"), reason="needs poppler's pdftotext")
@pytest.mark.parametrize("lang", ["en", "zh"])
def test_steps_are_numbered_and_have_titles_and_sentences(tmp_path, lang):
    film = viz.film(graph_unit(), lang=lang)
    path = film.save(tmp_path / "x.pdf", per_page=4)
    read = subprocess.run(
        ["pdftotext", "-raw", str(path), "-"], capture_output=True, check=True
    )
    text = re.sub(r"\s", "", read.stdout.decode())
    for number, frame in enumerate(film.frames.frames, 1):
        assert re.sub(r"\s", "", f"{number}{frame.title}") in text
        assert re.sub(r"\s", "", frame.caption) in text
    assert f"1/{-(-len(film) // 4)}" in text


def test_the_same_film_is_the_same_file_and_grows_with_what_changes():
    one = handout_pdf(make_frames(graph_e()), 6)
    assert handout_pdf(make_frames(graph_e()), 6) == one
    assert handout_pdf(make_frames(graph_e()), 4) != one


@pytest.mark.slow
def test_a_large_film_is_a_small_file():
    film = make_frames(network())
    assert len(handout_pdf(film, 6)) < 1_000_000


def test_a_value_with_several_steps_on_a_page_is_a_film(tmp_path):
    of_value = viz.save(graph_e(), tmp_path / "v.pdf", per_page=6).read_bytes()
    of_film = viz.save(viz.film(graph_e()), tmp_path / "f.pdf", per_page=6).read_bytes()
    assert of_value == of_film
    assert pages_of(viz.save(graph_e(), tmp_path / "p.pdf").read_bytes()) == 1


def test_a_film_that_was_told_what_to_fit_stays_as_it_is(monkeypatch):
    film = viz.film(graph_e(), fit=(300, 200))
    assert film.fitted((500, 100)) is film.frames
    free = viz.film(graph_e())
    assert [frame.caption for frame in free.fitted((500, 100)).frames] == [
        frame.caption for frame in free.frames.frames
    ]


@pytest.mark.parametrize("fit", [None, pytest.param("slide", marks=pytest.mark.slow)])
def test_slides_are_filled_with_larger_type_than_they_had(fit):
    """On a slide of Beamer the letters of a wide graph are larger than those of its natural picture, reduced."""
    film = viz.film(network(2, (2, 1)), fit=fit)
    room = room_of_beamer(film.frames)
    source = str(film.encode("tex"))
    sizes = [float(size) for size in re.findall(r"font=\\fontsize\{([\d.]+)bp", source)]
    natural = beamer_source(make_frames(network(2, (2, 1))))
    before = re.findall(r"font=\\fontsize\{([\d.]+)bp", natural)
    assert max(sizes) > 1.3 * max(map(float, before))
    assert 400 < room[0] / 2 < 450


def test_films_are_refitted_as_they_were_recorded():
    e = graph_e()
    film = viz.film(e, names={"first": e.parents[0]}, highlight=[e.parents[1]])
    e.parents[0].data = 100.0
    fitted = film.fitted((400, 200))
    assert [frame.title for frame in fitted.frames] == [
        frame.title for frame in film.frames.frames
    ]
    values = {box.value for box in fitted.frames[-1].picture.boxes}
    assert values == {box.value for box in film.frames.frames[-1].picture.boxes} - {
        "1"
    } | (values & {"1"})


def test_sentences_that_are_too_long_end_in_an_ellipsis():
    lines = several_steps.Grid(2, 3, A4, 8.0).sentence("word " * 1000)
    assert len(lines) == several_steps.MOST
    assert lines[-1].endswith("…")
