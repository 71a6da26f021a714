"""Films in the cell of a notebook: their page in a frame without rights, and a picture where frames are taken out."""

import base64
import html
import re
from html.parser import HTMLParser

import pytest

import viz
from autograd import Value
from autograd.nn import MLP
from tests.pages import eventually, graph_e, nasty_graph
from viz.films.opened import page_at
from viz.render.cells import MOST_BYTES, framed

LARGE = "film.save"


def network_film():
    model = MLP(2, [2, 1], activation="tanh", rng=0)
    return viz.network(model, [0.5, -1.0]).film()


FILMS = {
    "graph": lambda: viz.film(graph_e()),
    "Chinese": lambda: viz.film(graph_e(), lang="zh"),
    "nasty": lambda: viz.film(nasty_graph()),
    "network": network_film,
}


class Elements(HTMLParser):
    """The elements of a piece of HTML with their attributes, and the text between them."""

    def __init__(self, text):
        super().__init__()
        self.found, self.text = [], ""
        self.feed(text)
        self.close()

    def handle_starttag(self, tag, attrs):
        self.found.append((tag, dict(attrs)))

    def handle_data(self, data):
        self.text += data

    def __getitem__(self, tag):
        return [attributes for name, attributes in self.found if name == tag]


def chain(length):
    x = Value(0.5, "x")
    for i in range(length):
        x = (x * Value(1.0 + i / 1000, f"w{i}")).tanh().named(f"h{i}")
    return x


# --- what a notebook gets ---------------------------------------------------------------------------------------------


@pytest.mark.slow
@pytest.mark.parametrize("name", FILMS)
def test_a_film_is_its_page_in_a_frame(name):
    film = FILMS[name]()
    formats = film._repr_mimebundle_()
    assert list(formats) == ["text/html", "image/svg+xml", "text/plain"]
    cell = Elements(formats["text/html"])
    assert [tag for tag, _ in cell.found] == ["div", "img", "div", "iframe"]
    assert not cell.text
    (frame,), (image,) = cell["iframe"], cell["img"]
    page = film.encode("html")
    assert frame["srcdoc"] == page
    assert frame["title"] == html.unescape(re.search("<title>(.*)</title>", page)[1])
    assert frame["title"] == image["alt"]
    assert "allow-same-origin" not in frame["sandbox"]
    png = base64.b64decode(image["src"].removeprefix("data:image/png;base64,"))
    assert png == film._repr_png_()[0]


def test_a_frame_is_one_line_in_which_no_other_program_finds_a_tag():
    cell = viz.film(nasty_graph())._repr_html_()
    inside = cell[cell.index("srcdoc='") + 8 : cell.rindex("'></iframe>")]
    assert not set("<>'\n\r") & set(inside)


@pytest.mark.parametrize("lang", ["en", pytest.param("zh", marks=pytest.mark.slow)])
def test_a_film_too_large_for_a_notebook_is_a_picture_and_says_what_to_do(lang):
    film = viz.film(chain(150), lang=lang, max_nodes=1000)
    assert len(film.encode("html")) > MOST_BYTES
    formats = film._repr_mimebundle_()
    cell = Elements(formats["text/html"])
    assert [tag for tag, _ in cell.found] == ["div", "img", "p"]
    assert LARGE in cell.text
    assert f"{len(film)} " in cell.text
    assert len(str(formats)) < MOST_BYTES


def test_the_height_of_a_frame_follows_its_picture():
    def height(film):
        (frame,) = Elements(film._repr_html_())["iframe"]
        return int(re.search(r"height:(\d+)px", frame["style"])[1])

    flat, high = viz.film(graph_e()), viz.film(graph_e(), rankdir="TB")
    assert 560 <= height(flat) < height(high) <= 640


def test_a_page_that_cannot_be_made_leaves_the_picture(monkeypatch):
    film = viz.film(graph_e())
    monkeypatch.setattr("viz.films.graph_film.page_html", lambda *_: 1 / 0)
    assert film._repr_html_() is None
    assert list(film._repr_mimebundle_()) == ["image/svg+xml", "text/plain"]


# --- in a browser -----------------------------------------------------------------------------------------------------


@pytest.mark.browser
@pytest.mark.parametrize("name", FILMS)
def test_a_film_is_stepped_in_its_frame(visit, name):
    film = FILMS[name]()
    page = visit(f"<!DOCTYPE html><body>{film._repr_html_()}", width=900, height=700)
    frame = page.frame_locator("iframe")
    frame.locator("#next").click()  # a film of a graph begins with a card
    begun = int(re.search(r"\d+", frame.locator("#count").text_content())[0])
    frame.locator("#next").click()
    count = frame.locator("#count").text_content()
    assert [int(n) for n in re.findall(r"\d+", count)] == [begun + 1, len(film)]
    box = page.locator("iframe").bounding_box()
    assert box["width"] > 850
    assert page.evaluate("document.elementFromPoint(200, 200).tagName") == "IFRAME"


def moved(k, **options):
    stepper = viz.Stepper(graph_e(), **options)
    stepper.goto(k)
    return stepper


@pytest.mark.browser
@pytest.mark.parametrize("k", [0, 1, 6, 11])
def test_a_stepper_opens_where_it_stands(visit, capsys, k):
    page = visit(f"<!DOCTYPE html><body>{moved(k)._repr_html_()}", width=900)
    frame = page.frame_locator("iframe")
    assert frame.locator("#count").text_content() == f"Step {max(k, 1)} of 11"
    if k < 11:
        frame.locator("#next").click()  # before the first step it folds the card
        assert frame.locator("#count").text_content() == f"Step {k + 1} of 11"
    assert not frame.locator("#predict").is_checked()


@pytest.mark.browser
def test_a_stepper_that_asks_has_a_page_that_asks(visit, capsys):
    stepper = moved(4, predict=True)
    stepper.next()
    assert "What is e = c · d?" in capsys.readouterr().out
    page = visit(f"<!DOCTYPE html><body>{stepper._repr_html_()}", width=900)
    frame = page.frame_locator("iframe")
    assert frame.locator("#count").text_content() == "Step 5 of 11"
    assert frame.locator("#predict").is_checked()
    assert "6" not in frame.locator("#sentence").text_content()


@pytest.mark.browser
def test_a_step_that_was_seen_asks_nothing(visit, capsys):
    page = visit(f"<!DOCTYPE html><body>{moved(5, predict=True)._repr_html_()}")
    frame = page.frame_locator("iframe")
    assert frame.locator("#count").text_content() == "Step 5 of 11"
    assert frame.locator("#check").is_disabled()
    assert "3 · 2 = 6" in frame.locator("#sentence").text_content()
    frame.locator("#next").click()
    assert frame.locator("#count").text_content() == "Step 6 of 11"
    assert frame.locator("#check").is_enabled()


@pytest.mark.browser
def test_a_link_says_more_than_where_a_page_opens(visit, capsys):
    stepper = moved(3)
    page = page_at(stepper._reel, 3, seen=3, predict=False)
    assert visit(page, at="").locator("#count").text_content() == "Step 3 of 11"
    assert visit(page, at="#step=7").locator("#count").text_content() == "Step 7 of 11"


@pytest.mark.browser
def test_a_frame_that_is_shown_later_fits_its_graph_then(visit):
    """As in a tab of a notebook, which is built while another one is seen."""
    cell = viz.film(nasty_graph())._repr_html_()
    page = visit(f'<!DOCTYPE html><body><div id="tab" hidden>{cell}</div>{cell}')
    page.evaluate("document.getElementById('tab').hidden = false")
    later, sooner = (page.locator("iframe").nth(i).content_frame for i in range(2))
    for frame in (later, sooner):
        frame.locator("#pane svg").first.wait_for()
    eventually(page, "document.querySelector('#tab iframe').clientWidth > 500")
    page.wait_for_timeout(300)
    wide = [
        frame.locator("#pane svg").first.bounding_box()["width"]
        for frame in (later, sooner)
    ]
    assert wide[0] == pytest.approx(wide[1], rel=0.01)


@pytest.mark.browser
def test_a_frame_reaches_nothing_of_the_notebook(visit):
    page = visit("<!DOCTYPE html><body>" + framed("<title>x</title><p>y"))
    frame = page.frame_locator("iframe").locator("p")
    forbidden = "(p) => { try { return String(parent.document.title); } catch (e) { return e.name; } }"
    assert frame.evaluate(forbidden) == "SecurityError"
    eventually(page, "document.querySelector('iframe').contentDocument === null")
