"""Films of networks: forward layer by layer, the loss, δ on its way back, the gradients; in all outputs of films."""

import io
import json
import re
import shutil
import subprocess
import zipfile

import pytest
from PIL import Image

import viz
from autograd import Value, nn, square, tanh
from autograd.dialects import pretty_number
from tests.networks import net222, net232, parameter
from viz.render.marks import Text


def chapters(drawing, **options):
    return drawing.film(**options).reel.frames


def test_the_story_of_the_2_2_2_network():
    told = [chapter.caption for chapter in chapters(viz.network(net222()))]
    assert len(told) == 10
    assert told[0] == "The sample enters: i1 = 0.05; i2 = 0.1."
    assert "net_h1 = w1 · i1 + w2 · i2 + b1 = 0.15 · 0.05 + 0.2 · 0.1 + 0.35 = 0.3775" in told[1]  # fmt: skip
    assert "out_h1 = σ(net_h1) = 0.5933" in told[2]
    assert "E_total = E_o1 + E_o2 = 0.2984" in told[5]
    assert (
        "δ_o1 = d E_total/d out_o1 · σ′(net_o1) = 0.7414 · 0.1868 = 0.1385" in told[6]
    )
    assert "δ_h1 = (w5 · δ_o1 + w7 · δ_o2) · σ′(net_h1) = " in told[7]
    assert "(0.4 · 0.1385 + 0.5 · (−0.0381)) · 0.2413 = 0.008771" in told[7]
    assert "d E_total/dw5 = δ_o1 · out_h1 = 0.1385 · 0.5933 = 0.08217" in told[8]
    assert "d E_total/dw1 = δ_h1 · i1 = 0.008771 · 0.05 = 0.0004386" in told[9]


def test_the_film_has_gradients_of_its_own_and_leaves_the_graph_alone():
    E = net222()
    drawing = viz.network(E)
    assert len(drawing.film()) == 10
    assert not E.has_grad
    E.backward()
    E.backward()  # twice as much in the graph; a film begins with zero
    again = [chapter.caption for chapter in chapters(viz.network(E))]
    assert again == [chapter.caption for chapter in chapters(drawing)]


def test_both_languages_tell_the_same_numbers():
    english = chapters(viz.network(net232()))
    chinese = chapters(viz.network(net232()), lang="zh")
    assert len(english) == len(chinese)
    for one, other in zip(english, chinese):
        assert re.findall(r"[\d.]+\d", one.caption) == re.findall(r"[\d.]+\d", other.caption)  # fmt: skip
        assert one.latex == other.latex
        assert any("一" <= letter <= "鿿" for letter in other.caption)


def test_without_gradients_the_film_ends_with_residuals():
    film = viz.network(net222()).film(show_gradients=False)
    assert len(film) == 8
    assert film.reel.frames[-1].title == "Residuals of h1, h2"


def test_without_a_loss_there_is_no_backward_pass():
    film = viz.network(nn.MLP(2, [2, 1], activation="tanh", rng=0), [1.0, 2.0]).film()
    titles = [chapter.title for chapter in film.reel.frames]
    assert titles[-1] == "Outputs of o1"
    assert not any("Residuals" in title for title in titles)
    with pytest.raises(ValueError, match="needs a sample"):
        viz.network(nn.MLP(2, [1], rng=0)).film()
    with pytest.raises(ValueError, match="lang must be"):
        viz.network(net222()).film(lang="fr")  # type: ignore[arg-type]


def test_shared_weights_add_up():
    """An unrolled recurrent net: one weight on three lines."""
    w, u, b = parameter(0.5, "w"), parameter(-0.8, "u"), parameter(0.1, "b")
    h: Value = Value(0.25, "h0")
    for t, x in enumerate((1.0, 0.5, -1.0), 1):
        h = tanh(w * Value(x, f"x{t}") + u * h + b).named(f"h{t}")
    drawing = viz.network((0.5 * square(h - 0.3)).named("E"))
    last = chapters(drawing)[-1].caption
    assert "dE/dw = δ_h1 · x1 + δ_h2 · x2 + δ_h3 · x3 = " in last
    assert [len(column) for column in drawing.network.columns] == [2, 2, 2, 1]


def values_shown(scene):
    return [m.text for m in scene.marks if isinstance(m, Text) and m.kind == "value"]


def test_numbers_appear_in_their_order_and_nothing_moves():
    drawing = viz.network(net222())
    scenes = drawing.film().reel.scenes()
    shapes = [[type(mark) for mark in scene.marks] for scene in scenes]
    assert all(shape == shapes[0] for shape in shapes)
    places = [[m.place for m in s.marks if isinstance(m, Text)] for s in scenes]
    assert all(place == places[0] for place in places)
    counts = [sum(map(bool, values_shown(scene))) for scene in scenes]
    assert counts == sorted(counts)
    assert (counts[0], counts[-1]) == (2, 9)
    outs = [pretty_number(unit.out.value) for unit in drawing.network.units]
    assert values_shown(scenes[-1])[:6] == outs
    lit = [scene for scene in scenes if scene.marks != scenes[-1].marks]
    assert len(lit) == len(scenes) - 1


@pytest.mark.slow
def test_all_outputs_of_films(tmp_path):
    film = viz.network(net222()).film()
    gif = film.save(tmp_path / "f.gif", dpi=50)
    with Image.open(gif) as image:
        assert image.n_frames == 10  # type: ignore[attr-defined]
    assert film.save(tmp_path / "f.pdf").read_bytes().startswith(b"%PDF")
    assert film.save(tmp_path / "h.pdf", per_page=6).read_bytes().startswith(b"%PDF")
    tex = film.save(tmp_path / "f.tex").read_text("utf-8")
    assert r"\begin{frame}" in tex
    assert r"\delta" in tex
    film.save(tmp_path / "s%02d.png", dpi=40)
    assert len(list(tmp_path.glob("s*.png"))) == 10
    pytest.importorskip("pptx")
    with zipfile.ZipFile(film.save(tmp_path / "f.pptx")) as file:
        slides = [name for name in file.namelist() if re.fullmatch(r"ppt/slides/slide\d+\.xml", name)]  # fmt: skip
    assert len(slides) == 10


@pytest.mark.slow
def test_save_makes_films_of_drawings(tmp_path):
    drawing = viz.network(net222())
    page = viz.save(drawing, tmp_path / "n.html").read_text("utf-8")
    assert page == drawing.film().encode("html")
    buffer = viz.save(drawing, io.BytesIO(), format="gif", dpi=40)
    assert buffer.getvalue().startswith(b"GIF89a")
    assert repr(drawing.film()) == "<NetworkFilm of 2-2-2: 10 frames>"
    assert "image/svg+xml" in drawing.film()._repr_mimebundle_()
    assert drawing.film().note == ""


def test_a_film_fills_a_room_unless_it_was_told_which():
    film = viz.network(net222()).film()
    assert film.fitted((600.0, 300.0)).scenes()[0].width == 600.0
    told = viz.network(net222(), fit="slide").film()
    assert told.fitted((600.0, 300.0)).scenes()[0].width == 880.0


def test_the_page_is_one_file_with_all_languages():
    page = str(viz.network(net222()).film().encode("html"))
    assert page == viz.network(net222()).film().encode("html")
    assert "http://" not in page.replace("http://www.w3.org", "")
    assert "https://" not in page
    found = re.search(r'id="data">(.*?)</script>', page, re.DOTALL)
    data = json.loads(found[1] if found else "")
    assert [sorted(step) for step in data["steps"]] == [["en", "zh"]] * 10
    assert page.count('class="picture"') == 2
    assert "#c0ff" not in page


def test_a_label_cannot_run_anything_in_the_page():
    w, x = parameter(0.5, "</script><img src=x onerror=alert(1)>"), Value(1.0, "<b>x")
    page = viz.network(square(1.0 - tanh(w * x))).film().encode("html")
    assert "<img" not in page
    assert "<b>x" not in page


VISIBLE = """() => [...document.querySelectorAll(".picture:not([hidden]) .value")]
    .filter((text) => text.getBoundingClientRect().width).map((text) => text.textContent)"""


def test_names_in_sentences_of_the_page_have_scripts():
    film = viz.network(net222()).film()
    page = str(film.encode("html"))
    data = json.loads(re.search(r'id="data"[^>]*>(.*?)</script>', page, re.S)[1])
    told = [step["en"] for step in data["steps"]]
    for shot, (_, sentence, _) in zip(film.reel.frames, told, strict=True):
        letters = "".join(text for text, _ in sentence)
        assert letters == shot.caption.replace("_", "")
    assert ["h1", -1] in told[7][1]


@pytest.mark.browser
def test_the_page_in_a_browser(visit):
    shown = visit(viz.network(net222()).film().encode("html"))
    assert shown.inner_text("#heading") == "The sample"
    assert shown.evaluate(VISIBLE) == ["0.05", "0.1"]
    shown.keyboard.press("End")
    assert shown.evaluate(VISIBLE)[2] == "0.5933"
    assert shown.inner_text("#count") == "Step 10 of 10"
    assert shown.locator("#formula math").count() == 1
    shown.click("#language")
    assert "权重的梯度" in shown.inner_text("#heading")
    shown.click("#theme")
    assert shown.evaluate("document.documentElement.dataset.theme") == "dark"
    shown.keyboard.press("ArrowLeft")
    assert shown.inner_text("#count").startswith("第 9 步")


@pytest.mark.browser
def test_the_page_has_the_controls_of_the_page_of_graphs(visit):
    html = viz.network(net222()).film().encode("html")
    shown = visit(html, at="#step=4&lang=zh&theme=dark")
    assert shown.inner_text("#count").startswith("第 4 步")
    assert shown.evaluate("document.documentElement.dataset.theme") == "dark"
    shown.click("#language")
    shown.keyboard.press("PageDown")
    assert shown.evaluate("location.hash") == "#step=5&theme=dark"
    for key, k in {
        "Home": 1,
        "ArrowLeft": 1,
        "ArrowRight": 2,
        "End": 10,
        "PageUp": 9,
    }.items():
        shown.keyboard.press(key)
        assert shown.inner_text("#count") == f"Step {k} of 10"
    shown.locator("#slider").fill("2")
    assert shown.inner_text("#count") == "Step 3 of 10"
    shown.evaluate(
        "() => { setTimeout = (act, time) => { window.waiting = [act, time]; return 1; }; }"
    )
    shown.click("#play")
    assert shown.get_attribute("#play", "aria-label") == "Pause"
    assert shown.evaluate("waiting[1]") > 2400  # it is long
    shown.select_option("#speed", "4")
    assert shown.evaluate("waiting[1]") < 2400
    for _ in range(7):
        shown.evaluate("waiting[0]()")
    assert shown.inner_text("#count") == "Step 10 of 10"
    assert shown.get_attribute("#play", "aria-label") == "Play"
    shown.click("#play")  # from the beginning
    assert shown.inner_text("#count") == "Step 1 of 10"
    for at in ("#step=nonsense&lang=xx&theme=pink", "#step=-3"):
        assert visit(html, at=at).inner_text("#count") == "Step 1 of 10"
    small = visit(html, width=390, height=844)
    assert small.evaluate("document.documentElement.scrollWidth") == 390


@pytest.mark.slow
@pytest.mark.skipif(not shutil.which("pdflatex"), reason="needs pdflatex")
def test_slides_and_picture_compile(tmp_path):
    drawing = viz.network(net222(), legend=True)
    drawing.film().save(tmp_path / "film.tex")
    drawing.save(tmp_path / "picture.tex", standalone=True)
    for name in ("film", "picture"):
        command = [
            "pdflatex",
            "-interaction=batchmode",
            "-halt-on-error",
            f"{name}.tex",
        ]
        subprocess.run(command, cwd=tmp_path, check=True, capture_output=True)
        assert (tmp_path / f"{name}.pdf").stat().st_size > 5000
