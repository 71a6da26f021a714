"""The page whose steps tell a number, a box or a layer: in a real browser, compared with what Python tells."""

from __future__ import annotations

import pytest
from pages import graph_e
from test_granularity import mlp_loss

from autograd import Value, record
from viz.films.frames import make_frames
from viz.films.page import page_html
from viz.lang.page import LABELS
from viz.options import LANGUAGES, PACES

pytestmark = pytest.mark.browser

EN = LABELS["en"]
SHOWN = """() => ({...{title: "", text: "", facts: []}, ...(toldNow().length > 1 ? passageTold(toldNow()) :
  (({title, text}) => ({title, text, facts: []}))(told(step, numbers, now.values, lang)))})"""
LIT = "() => [...document.querySelectorAll('#pane g.node')].map((box) => box.classList.contains('on'))"
NUMBERS = """() => [...document.querySelectorAll('#pane g.node')].map((box) =>
  ['.value', '.grad'].map((what) => typed.get(box.querySelector(what)) ?? box.querySelector(what)?.textContent ?? ""))"""
GRADIENTS = "() => nodes.map((_, node) => numbers.findLast((told) => told.parent === node)?.total ?? 1)"


def page_of(root: Value, **options) -> str:
    return page_html(make_frames(root, **options))


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("pace", PACES[1:])
@pytest.mark.parametrize("make", [graph_e, mlp_loss, lambda: Value(3.0, "x") * 2])
def test_every_step_is_told_as_python_tells_it(visit, make, pace, lang):
    film = make_frames(make(), steps=pace, lang=lang)
    shown = visit(page_html(film))
    assert shown.evaluate("grain") == pace
    groups = film.passages(pace)
    assert shown.evaluate("stops.length") == len(groups)
    for group, frame in zip(groups, film.frames, strict=True):
        told = shown.evaluate(SHOWN)
        assert told == {
            "title": group.title,
            "text": group.text,
            "facts": list(group.facts),
        }
        assert shown.locator("#together li").count() == len(group.facts)
        assert shown.evaluate(LIT) == [box.lit for box in frame.picture.boxes]
        for box, (value, gradient) in zip(
            frame.picture.boxes, shown.evaluate(NUMBERS), strict=True
        ):
            if not box.members:
                assert (value, gradient) == (box.value, box.grad)
        shown.keyboard.press("ArrowRight")
    last = film.pictures[-1]
    assert [pair[1] for pair in shown.evaluate(NUMBERS)] == [
        box.grad for box in last.boxes
    ]


@pytest.mark.parametrize("pace", PACES[1:])
def test_gradients_are_those_of_backward_to_the_last_digit(visit, pace):
    x = Value(0.1, "x")
    root = (x * 1e16).tanh() * 0.0 + x * 1e16 + x * 3.0 - x * 1e16 + mlp_loss() * x
    film = make_frames(root)
    shown = visit(page_html(film), at=f"#grain={pace}")
    expected = [node.grad for node in record(film.done)]
    assert shown.evaluate(GRADIENTS) == expected


def test_the_choice_keeps_the_place(visit):
    shown = visit(page_of(graph_e()), at="#step=9")  # d sends to b
    assert shown.locator("#count").text_content() == "Step 9 of 11"
    shown.select_option("#grain", "box")
    assert shown.locator("#count").text_content() == "Step 7 of 8"
    assert shown.locator("#slider").get_attribute("max") == "7"
    assert shown.evaluate("location.hash") == "#step=7&grain=box"
    shown.select_option("#grain", "layer")
    assert shown.locator("#count").text_content() == "Step 6 of 6"
    shown.keyboard.press("Home")
    shown.select_option("#grain", "scalar")
    assert shown.locator("#count").text_content() == "Step 2 of 11"
    assert shown.evaluate("location.hash") == "#step=2"


def test_next_back_slider_and_count_speak_of_groups(visit):
    shown = visit(page_of(graph_e()), at="#step=1&grain=box")
    assert shown.locator("#back").is_disabled()
    for k in range(1, 9):
        assert shown.locator("#count").text_content() == f"Step {k} of 8"
        assert shown.locator("#slider").input_value() == str(k - 1)
        if k < 8:
            shown.click("#next")
    assert shown.locator("#last").is_disabled()
    shown.locator("#slider").fill("5")
    assert shown.locator("#heading").text_content() == "Backward: e"
    shown.click("#back")
    assert shown.locator("#count").text_content() == "Step 5 of 8"


@pytest.mark.parametrize("grain", PACES)
def test_start_at_the_backward_pass(visit, grain):
    root = mlp_loss()
    film = make_frames(root)
    shown = visit(page_of(root), at=f"#step=backward&grain={grain}")
    kind = "() => data.steps[step].kind"
    assert shown.evaluate(kind) == "seed"
    for act in (lambda: shown.keyboard.press("b"), lambda: shown.click("#to-backward")):
        shown.keyboard.press("Home")
        assert shown.evaluate(kind) != "seed"
        act()
        assert shown.evaluate(kind) == "seed"
    count = len(film.steps) if grain == "scalar" else len(film.passages(grain))
    assert shown.locator("#count").text_content().endswith(f"of {count}")


def test_a_link_that_makes_no_sense_is_a_number_at_a_time(visit):
    for at in ("#grain=nonsense&step=3", "#grain=__proto__&step=3", "#grain=&step=3"):
        shown = visit(page_of(graph_e()), at=at)
        assert shown.evaluate("[grain, step]") == ["scalar", 2]
    shown = visit(page_of(graph_e()), at="#grain=layer&step=99")
    assert shown.evaluate("[grain, stops.indexOf(step)]") == ["layer", 5]


def test_questions_are_asked_number_by_number(visit):
    shown = visit(page_of(graph_e()), at="#grain=box&step=2")
    shown.keyboard.press("p")
    assert shown.evaluate("[grain, predicting()]") == ["scalar", True]
    shown.select_option("#grain", "layer")
    assert shown.evaluate("[grain, predicting()]") == ["layer", False]
    shown.check("#predict")
    assert shown.evaluate("[grain, predicting()]") == ["scalar", True]
    assert shown.locator("#grain").input_value() == "scalar"
    both = visit(page_of(graph_e()), at="#grain=box&predict=1")
    assert both.evaluate("[grain, predicting()]") == ["scalar", True]


def test_other_numbers_in_a_coarse_grain(visit):
    shown = visit(page_of(graph_e()), at="#grain=box&step=8&set=b:3")
    a, b = Value(2, "a"), Value(3, "b")
    other = ((a + b).named("c") * (b + 1).named("d")).named("e")
    shown.keyboard.press("ArrowLeft")
    shown.keyboard.press("ArrowRight")
    facts = make_frames(other).passages("box")[-1].facts
    assert shown.evaluate(SHOWN)["facts"] == list(facts)


def test_a_step_stays_as_long_as_it_takes_to_read(visit):
    shown = visit(page_of(graph_e()))
    assert 1200 < shown.evaluate("readingTime()") < 2400
    shown.keyboard.press("End")
    dense = shown.evaluate("readingTime()")
    assert dense > 4000
    shown.select_option("#grain", "layer")
    assert shown.evaluate("readingTime()") > dense - 2000


def test_play_goes_from_group_to_group(visit):
    shown = visit(page_of(graph_e()), at="#grain=box")
    shown.evaluate(
        "() => { setTimeout = (act) => { window.waiting = act; return 1; }; }"
    )
    shown.click("#play")
    seen = []
    for _ in range(7):
        shown.evaluate("waiting()")
        seen.append(shown.evaluate("stops.indexOf(step)"))
    assert seen == [1, 2, 3, 4, 5, 6, 7]


@pytest.mark.parametrize(
    ("width", "height"), [(1280, 720), (1024, 768), (390, 844), (640, 360)]
)
@pytest.mark.parametrize("lang", LANGUAGES)
def test_controls_fit_in_one_window(visit, width, height, lang):
    shown = visit(
        page_of(mlp_loss(), lang=lang),
        at="#grain=layer&step=backward",
        width=width,
        height=height,
    )
    shown.keyboard.press("ArrowRight")
    sizes = shown.evaluate("""() => { const page = document.documentElement;
      const ids = ["#grain", "#to-backward", "#next", "#together"];
      const places = ids.map((id) => { // in a low window the buttons scroll
        const element = document.querySelector(id);
        element.scrollIntoView({ block: "nearest", inline: "nearest" });
        return element.getBoundingClientRect();
      });
      return [page.scrollWidth, ...places.flatMap(({ left, right, bottom }) => [left, right, bottom])]; }""")
    assert sizes[0] <= width
    for left, right, bottom in zip(sizes[1::3], sizes[2::3], sizes[3::3]):
        assert 0 <= left <= right <= width + 1
        assert bottom <= height + 1


@pytest.mark.parametrize("width", [650, 760, 900, 1000])
@pytest.mark.parametrize("lang", LANGUAGES)
def test_half_a_screen_shows_every_button(visit, width, lang):
    shown = visit(page_of(graph_e(), lang=lang), width=width, height=700)
    outside = shown.evaluate("""() => [...document.querySelectorAll("header button, header label, #controls > *")]
      .filter((element) => { const { left, right, width } = element.getBoundingClientRect();
        return width && (left < 0 || right > innerWidth); }).map(({ id }) => id)""")
    assert not outside


def test_panels_speak_of_the_steps_that_are_told(visit):
    """The explanation of b: its contributions, and the numbers of the groups in which they arrive."""
    shown = visit(page_of(graph_e()), at="#grain=box&step=8")
    shown.evaluate("() => choose(1)")  # b
    words = shown.locator("#explanation").text_content()
    assert words is not None
    assert "3 + 2" in words.replace("3 and 2", "3 + 2")
    buttons = shown.locator("#explanation button.to-step").all_text_contents()
    assert [text for text in buttons if "7" in text]
    assert [text for text in buttons if "8" in text]
    assert not [text for text in buttons if "9" in text or "11" in text]
    assert shown.evaluate("arrivalsOf(1).map((k) => stepNumber(k))") == [7, 8]
    shown.keyboard.press("Escape")
    for pace in PACES:
        shown.select_option("#grain", pace)
        assert shown.evaluate("gradientOf(1)") == 5
