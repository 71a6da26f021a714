"""The page as it is laid out: room for the graph, type that is read from the last row, the whole screen, a phone, cards."""

import math
import random

import pytest
from pages import eventually, graph_e, nasty_graph, step, text, unit

import viz
from autograd import Value, record, total
from viz.films.page.stage import LEGIBLE, smallest_type
from viz.lessons.steps import steps

pytestmark = pytest.mark.browser

WALLS = [(1280, 720), (1024, 768)]
PHONE = {"width": 390, "height": 844}


def page(root, **options):
    """The page of a film, as it is saved."""
    return viz.film(root, **options).encode("html")


def square_and_back():
    """t = u·s + u, u = s·s."""
    s = Value(3.0, "s")
    u = (s * s).named("u")
    return (u * s + u).named("t")


def chain(length):
    node = Value(0.5, "x")
    for i in range(length):
        weight = Value(1.1, f"w{i}")
        node = (node.tanh() if i % 2 else node * weight).named(f"h{i}")
    return node


def tangle(size, seed):
    """A random graph in which every value is used."""
    chance = random.Random(seed)
    values = [Value(round(chance.uniform(-2, 2), 2), f"x{i}") for i in range(4)]
    while len(values) < size:
        one, other = chance.choice(values[-6:]), chance.choice(values)
        made = chance.choice([one * other, one + other, one.tanh(), one - other])
        values.append(made.named(f"v{len(values)}"))
    return total(values).named("out")


def many_inputs(count):
    return total(Value(0.1 * i, f"x{i}") for i in range(count)).named("y")


GRAPHS = {
    "e": graph_e,
    "unit": unit,
    "t": square_and_back,
    "chain of 10": lambda: chain(10),
    "chain of 18": lambda: chain(18),
    "tangle of 8": lambda: tangle(8, 1),
    "tangle of 14": lambda: tangle(14, 2),
    "tangle of 20": lambda: tangle(20, 3),
    "one input": lambda: Value(2.0, "x").exp().named("y"),
    "wide": lambda: many_inputs(9),
}

SMALLEST = """() => {
    const scale = graph.getBoundingClientRect().width / graph.viewBox.baseVal.width;
    const sizes = [...graph.querySelectorAll('text')].filter((line) => line.textContent.trim())
        .map((line) => parseFloat(getComputedStyle(line).fontSize));
    return [boxes.length, scale * Math.min(...sizes)];
}"""


@pytest.mark.parametrize("size", WALLS)
def test_the_graph_has_most_of_the_window(visit, size):
    width, height = size
    shown = visit(page(unit()), width=width, height=height)
    for press in ("End", "Home", "p"):
        shown.keyboard.press(press)
        if press != "p":
            stage = shown.locator("#stage").bounding_box()
            assert stage["width"] * stage["height"] >= 0.6 * width * height
        assert shown.evaluate("document.documentElement.scrollHeight <= innerHeight")
    apart = """() => { const stage = document.getElementById('stage').getBoundingClientRect();
        return ['zoom', 'settings', 'caption', 'controls'].every((id) => {
            const { top, bottom } = document.getElementById(id).getBoundingClientRect();
            return bottom <= stage.top + 1 || top >= stage.bottom - 1; }); }"""
    shown.keyboard.press("p")
    assert shown.evaluate(apart)  # nothing lies over the graph


@pytest.mark.parametrize("name", GRAPHS)
def test_type_on_the_graph_is_read_from_the_last_row(visit, name):
    shown = visit(page(GRAPHS[name]()), width=1280, height=720)
    shown.keyboard.press("End")
    shown.evaluate("enlarge(1)")
    boxes, size = shown.evaluate(SMALLEST)
    assert boxes <= 30
    assert size >= 12
    inside = """() => { const pane = document.getElementById('pane').getBoundingClientRect();
        return boxes.every((box) => { const { left, right, top, bottom } = box.getBoundingClientRect();
            return left >= pane.left && right <= pane.right && top >= pane.top && bottom <= pane.bottom; }); }"""
    assert shown.evaluate(inside)


def test_a_large_graph_is_enlarged_until_it_is_read(visit):
    shown = visit(page(chain(80)), width=1280, height=720)
    shown.keyboard.press("End")
    assert shown.evaluate(SMALLEST)[1] >= 11.9


def test_what_was_told_to_fit_stays_as_told():
    film = viz.film(tangle(20, 3), fit=(400.0, 300.0))
    assert film.encode("html") == viz.films.page.page_html(film.frames)
    long = viz.film(tangle(14, 2), captions="long").encode("html")
    assert "∂v5/∂" in long
    assert smallest_type(viz.film(graph_e()).frames) > LEGIBLE


@pytest.mark.parametrize("size", WALLS)
def test_no_letter_is_cut(visit, size):
    root = (Value(2.0, "gypsy") * Value(-0.3, "y_g") + Value(1.0, "jpq")).sigmoid()
    shown = visit(page(root.named("g")), width=size[0], height=size[1])
    cut = """() => ['heading', 'phase', 'sentence', 'formula', 'title', 'count'].filter((id) => {
        const place = document.getElementById(id);
        return place.scrollHeight > place.clientHeight + 1 && place.clientHeight > 8; })"""  # smaller: heard only
    for _ in steps(root):
        assert shown.evaluate(cut) == []
        shown.keyboard.press("ArrowRight")


@pytest.mark.parametrize("size", [(700, 560), (850, 600), (1000, 640)])
def test_a_frame_in_a_notebook_has_room_for_all(visit, size):
    shown = visit(page(unit()), width=size[0], height=size[1])
    shown.keyboard.press("End")
    assert shown.evaluate("document.documentElement.scrollHeight <= innerHeight")
    assert shown.evaluate("document.documentElement.scrollWidth <= innerWidth")
    assert shown.locator("#stage").bounding_box()["height"] >= 0.35 * size[1]
    assert shown.locator("#next").is_visible()
    bottom = shown.locator("#controls").bounding_box()
    assert bottom["y"] + bottom["height"] <= size[1] + 0.5


# --- the whole screen -----------------------------------------------------------------------------------------------


def test_the_whole_screen(visit):
    shown = visit(page(unit()), width=1280, height=720, at="#step=9")
    sentence = text(shown, "#sentence")
    shown.keyboard.press("f")
    eventually(shown, "document.documentElement.classList.contains('full')")
    stage = shown.locator("#stage").bounding_box()
    assert stage["y"] == 0
    assert stage["width"] * stage["height"] >= 0.8 * 1280 * 720
    subtitle = shown.locator("#sentence").bounding_box()
    assert subtitle["y"] >= stage["y"] + stage["height"] - 1
    assert subtitle["y"] + subtitle["height"] <= 720
    assert text(shown, "#sentence") == sentence
    assert not shown.locator("#controls").is_visible()
    shown.keyboard.press("PageDown")  # a clicker goes on
    assert step(shown) == 10
    assert shown.evaluate("sentence.scrollHeight <= sentence.clientHeight + 1")
    shown.keyboard.press("f")
    eventually(shown, "!document.documentElement.classList.contains('full')")
    assert shown.locator("#controls").is_visible()


def test_where_a_page_may_not_fill_the_screen_the_graph_fills_the_page(visit):
    shown = visit(page(unit()), width=900, height=600)
    shown.evaluate(
        "() => { root.requestFullscreen = () => Promise.reject(new TypeError('no')); }"
    )
    shown.click("#fullscreen")
    assert not shown.locator("#settings").is_visible()
    assert shown.locator("#leave").is_visible()
    shown.keyboard.press("Escape")
    assert shown.locator("#settings").is_visible()


# --- a phone, and 200 % ---------------------------------------------------------------------------------------------

IN_SIGHT = """(seen) => { const pane = document.getElementById('pane').getBoundingClientRect();
    return seen.every((i) => { const { left, right } = boxes[i].querySelector('.box').getBoundingClientRect();
        return left >= pane.left - 1 && right <= pane.right + 1; }); }"""


@pytest.mark.parametrize("name", ["e", "unit", "t", "tangle of 14"])
def test_a_phone_shows_the_boxes_of_the_step(visit, name):
    root = GRAPHS[name]()
    shown = visit(page(root), scale=2, **PHONE)
    for _ in steps(root):
        lit = shown.evaluate("litNow('boxes')")
        receiver = shown.evaluate("boxOf.get(receiverOf(step))")
        both = name in ("e", "unit")  # elsewhere they may stand too far apart
        assert shown.evaluate(IN_SIGHT, lit if both else [receiver])
        scale = "graph.getBoundingClientRect().width / graph.viewBox.baseVal.width"
        assert shown.evaluate(f"14 * {scale}") >= 9.9
        bar = shown.locator("#controls").bounding_box()
        caption = shown.locator("#caption").bounding_box()
        assert caption["y"] + caption["height"] <= bar["y"] + 1  # not cut by the bar
        assert bar["y"] + bar["height"] <= PHONE["height"] + 1
        shown.keyboard.press("ArrowRight")
    assert shown.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_the_map_is_one_tap_away(visit):
    shown = visit(page(chain(10)), at="#step=8", **PHONE)
    width = "graph.getBoundingClientRect().width"
    near = shown.evaluate(width)
    assert near > PHONE["width"]
    shown.click("#map")
    assert shown.evaluate(width) <= PHONE["width"]
    shown.click("#map")
    assert shown.evaluate(width) == pytest.approx(near)


def swipe(shown, dx, dy=0):
    shown.evaluate(
        """([dx, dy]) => {
            const target = document.getElementById('pane');
            const touch = (x, y) => new Touch({ identifier: 1, target, clientX: x, clientY: y });
            const options = (name, at) => ({ bubbles: true, [name]: [at], changedTouches: [at] });
            target.dispatchEvent(new TouchEvent('touchstart', options('touches', touch(200, 200))));
            target.dispatchEvent(new TouchEvent('touchend', options('targetTouches', touch(200 + dx, 200 + dy))));
        }""",
        [dx, dy],
    )


def test_a_finger_drawn_to_the_side_makes_a_step(visit):
    shown = visit(page(graph_e()), **PHONE)
    for dx, dy, expected in [
        (-90, 5, 2),
        (-90, 0, 3),
        (90, -9, 2),
        (-20, 0, 2),
        (-60, 80, 2),
    ]:
        swipe(shown, dx, dy)
        assert step(shown) == expected
    shown.click("#map")
    swipe(shown, -90)  # on the map a finger moves the map
    assert step(shown) == 2


def test_panels_are_sheets_at_the_bottom_of_a_phone(visit):
    shown = visit(page(graph_e()), **PHONE)
    shown.click("#open-what-if")
    sheet = shown.locator("#what-if").bounding_box()
    assert sheet["x"] == 0
    assert sheet["width"] == PHONE["width"]
    assert sheet["y"] + sheet["height"] == pytest.approx(PHONE["height"], abs=1)
    shown.keyboard.press("Escape")
    assert not shown.locator("#what-if").is_visible()


# --- the cards ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("size", WALLS)
@pytest.mark.parametrize("lang", ["en", "zh"])
def test_the_first_card_is_one_screen(visit, size, lang):
    for root in (graph_e(), unit(), tangle(20, 1)):
        shown = visit(page(root, lang=lang), at="", width=size[0], height=size[1])
        card = shown.locator("#beginning")
        assert card.is_visible()
        assert shown.evaluate(
            "document.getElementById('beginning').scrollHeight <= document.getElementById('beginning').clientHeight + 1"
        )


def test_the_first_card_says_what_is_computed_and_what_is_asked(visit):
    shown = visit(page(unit()), at="")
    assert text(shown, "#one-formula") == "f = sigmoid(w · x + b)"
    assert "w = 2, x = 1, b = −3" in text(shown, "#given")
    assert "df/dw" in text(shown, "#goal")
    assert "∂" in text(shown, "#two-signs")
    assert shown.locator("#legend-picture svg").is_visible()
    shown.keyboard.press("PageDown")  # a clicker folds it away
    assert not shown.locator("#beginning").is_visible()
    assert step(shown) == 1
    shown.keyboard.press("ArrowRight")
    assert step(shown) == 2
    shown.keyboard.press("h")
    assert shown.locator("#beginning").is_visible()
    shown.keyboard.press("Escape")
    assert step(shown) == 2
    shown.click("#help")
    shown.click("#from-seed")
    assert text(shown, "#phase") == "Backward pass"
    assert visit(page(unit()), at="#step=3").locator("#beginning").is_hidden()


def effects(shown):
    return [
        [
            line.locator("span").first.text_content(),
            line.locator(".really").text_content(),
        ]
        for line in shown.locator("#ending li").all()
    ]


def test_the_last_card_answers_the_question(visit):
    """What is said is what turning the input really does, here and in Python."""
    shown = visit(page(unit()), at="#step=99")
    shown.click("#next")
    root = unit()
    root.backward()
    leaves = {node.label: node for node in record(root) if node.rule is None}
    order = sorted(leaves, key=lambda name: -abs(leaves[name].grad))
    said = effects(shown)
    assert len(said) == 3
    for name, (about, really) in zip(order, said):
        moved = {"x": 1.0, "w": 2.0, "b": -3.0}
        moved[name] += 0.01
        change = unit(**moved).data - root.data
        assert f"Turn {name} by 0.01" in about or leaves[name].grad == pytest.approx(
            leaves[order[1]].grad
        )
        assert float(really.split()[-1].rstrip(".")) == pytest.approx(change, rel=1e-3)
        number = float(about.split()[-1].rstrip("."))
        assert number == pytest.approx(0.01 * leaves[name].grad, rel=1e-3)
    shown.locator("#ending li button").first.click()
    assert not shown.locator("#ending").is_visible()
    assert text(shown, "#heading").endswith("to x")
    shown.keyboard.press("End")
    assert not shown.locator("#ending").is_visible()
    shown.keyboard.press("ArrowRight")
    shown.click("#language")
    assert "答案" in text(shown, "#ending-title")
    shown.keyboard.press("ArrowLeft")
    assert not shown.locator("#ending").is_visible()


def test_many_answers_are_folded_and_hostile_names_harmless(visit):
    shown = visit(page(many_inputs(300)), at="#step=9999")
    shown.keyboard.press("ArrowRight")
    assert shown.locator("#effects li").count() == 12
    assert text(shown, "#effects li >> nth=0").startswith("Turn x0 by")
    shown.locator("#more-effects summary").click()
    assert shown.locator("#more-effects li").count() == 288
    hostile = visit(page(nasty_graph()), at="")
    for _ in range(2):
        hostile.keyboard.press("End")
        hostile.keyboard.press("ArrowRight")
        assert hostile.locator("#ending").is_visible()
        hostile.click("#language")
    assert hostile.evaluate("window.pwned") is None
    assert hostile.locator("img, iframe, object, embed").count() == 0


def test_numbers_that_are_none_have_a_last_card(visit):
    x = Value(0.0, "x")
    for root in ((1.0 / x).named("y"), (x * math.inf).named("y"), Value(3.0, "x")):
        shown = visit(page(root), at="#step=999")
        shown.keyboard.press("ArrowRight")
        assert shown.locator("#effects li").count() == 1
