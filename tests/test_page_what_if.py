"""What if, on the page: keys, fields, the link; what is predicted and what happens, against viz.nudge; odd numbers."""

import math
import random

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pages import NASTY, PARTS, SHOWN, eventually, graph_e, some_rows, step, text, unit

import viz
from autograd import Value, record
from autograd.strategies import expressions
from viz.films.frames import make_frames
from viz.films.page import page_html
from viz.lang.page import LABELS
from viz.lang.tools import PHRASES
from viz.lessons.steps import steps

pytestmark = pytest.mark.browser

EN = LABELS["en"]


@pytest.fixture
def graph(visit):
    """The page of graph e with its what-if panel open."""
    shown = visit(page_html(make_frames(graph_e())))
    shown.keyboard.press("i")
    return shown


def box(open_page, i):
    return open_page.locator(".leaf [type=number]").nth(i)


def value(open_page, node):
    return open_page.evaluate("(node) => now.values[node]", node)


def near(got, expected, tolerance=1e-12):
    if not math.isfinite(expected):
        return got == expected or (math.isnan(got) and math.isnan(expected))
    return abs(got - expected) <= tolerance * max(1.0, abs(expected))


# --- turning --------------------------------------------------------------------------------------------------------


def test_keys_turn_by_a_hundredth_and_with_shift_by_a_tenth(graph):
    box(graph, 1).focus()
    for key, expected in [
        ("ArrowUp", 1.01),
        ("ArrowUp", 1.02),
        ("ArrowDown", 1.01),
        ("Shift+ArrowUp", 1.11),
        ("Shift+ArrowDown", 1.01),
    ]:
        graph.keyboard.press(key)
        assert value(graph, 1) == expected  # without the dust of 1.01 + 0.01
        assert box(graph, 1).input_value() == str(expected)
    graph.locator(".leaf [type=range]").nth(1).focus()
    for key, expected in [("ArrowRight", 1.02), ("Shift+ArrowLeft", 0.92)]:
        graph.keyboard.press(key)
        assert value(graph, 1) == expected
    assert step(graph) == 1


def test_a_change_shows_all_numbers_at_once_and_says_so(graph):
    assert graph.evaluate(SHOWN)["boxes"][5][0] == ""  # at the first step
    box(graph, 1).fill("1.5")
    other = graph_e(2.0, 1.5)
    last = make_frames(other).frames[-1].picture
    assert [shown[:2] for shown in graph.evaluate(SHOWN)["boxes"]] == [
        [shown.value, shown.grad] for shown in last.boxes
    ]
    assert text(graph, "#heading") == "What if b = 1.5?"
    assert "e goes from 6 to 8.75." in text(graph, "#sentence")
    assert "All values and final gradients are shown" in text(graph, "#sentence")
    assert graph.locator("#numbers dd").all_text_contents() == [
        "6",
        "8.75",
        "2.5",
        "2.75",
    ]
    graph.keyboard.press("Escape")
    graph.keyboard.press("ArrowRight")  # the steps go on where they were
    assert step(graph) == 2
    assert text(graph, "#sentence") == steps(other)[1].text
    assert graph.evaluate(SHOWN)["boxes"][5][0] == ""
    assert graph.locator("#changed").is_visible()


def test_old_numbers_stand_struck_through_beside_the_new(graph):
    box(graph, 1).fill("1.5")
    olds = graph.locator("#pane .old").all_text_contents()
    assert olds == ["2", "1", "5", "3", "2", "2", "3", "6"]
    assert (
        graph.evaluate(
            "getComputedStyle(document.querySelector('.old')).textDecorationLine"
        )
        == "line-through"
    )
    graph.click("#reset")
    assert set(graph.locator("#pane .old").all_text_contents()) <= {""}
    box(graph, 0).fill("-1.23456e-105")
    ways = [way for way in graph.locator("#pane .old.way").all_text_contents() if way]
    assert ways == ["▼"]  # no room for the 2


def test_before_after_predicted_and_actual(graph):
    box(graph, 1).fill("1.01")
    graph.select_option("#watched", label="c")
    rows = [
        row.split("\t")
        for row in graph.locator("#changes tbody").inner_text().splitlines()
    ]
    assert rows == [
        ["c", "3", "3.01", "0.01", "0.01"],
        ["e", "6", "6.05", "0.05", "0.0501"],
    ]
    said = text(graph, "#outcome-text")
    assert "5 × 0.01 = 0.05." in said
    assert "Off by 0.0001" in said
    graph.click("#all-numbers summary")
    eventually(graph, "document.querySelectorAll('#all-numbers tbody tr').length > 0")
    numbers = graph.locator("#all-numbers tbody").inner_text().splitlines()
    assert numbers[1].split("\t") == ["b", "1 → 1.01", "5 → 5.02"]
    assert numbers[0].split("\t") == ["a", "2", "2 → 2.01"]
    box(graph, 0).fill("3")
    assert "2 × 1 + 5 × 0.01 = 2.05." in text(graph, "#outcome-text") or (
        "5 × 0.01 + 2 × 1 = 2.05." in text(graph, "#outcome-text")
    )
    graph.locator(".leaf .back").nth(1).click()
    assert "The prediction is exact here" in text(graph, "#outcome-text")
    assert value(graph, 1) == 1.0
    graph.click("#reset")
    assert text(graph, "#outcome-text") == EN["nothing turned"]


def changes(open_page, leaf, x):
    """What the page says of a change of one input: {node: [before, after, predicted, off]}, of those that move."""
    got = open_page.evaluate(
        """([leaf, x]) => {
            leaves.clear();
            setLeaves([[leaf, Number(x)]]);
            return predictedChanges().flatMap((p, i) => p == null ? [] :
                [[i, ...[original.values[i], now.values[i], p, off(i, p)].map(String), crossesKink(i)]]);
        }""",
        [leaf, repr(x)],
    )
    return {
        i: (list(map(float, (t.replace("Infinity", "inf") for t in ts))), k)
        for i, *ts, k in got
    }


def compare_with_nudge(open_page, root, chance):
    nodes = record(root)
    words = PHRASES["en"]["nudge kink"].partition("}")[2].rpartition("}")[2]
    for leaf, node in enumerate(nodes):
        if node.rule is not None:
            continue
        x = node.data + chance.choice([0.01, -0.01, 0.5, -0.5, -2 * node.data])
        expected = viz.nudge(node, x - node.data, root)
        got = changes(open_page, leaf, node.data + (x - node.data))
        if x == node.data or math.isnan(x - node.data):
            continue
        assert set(got) == {nodes.index(change.node) for change in expected.changes}
        for change in expected.changes:
            numbers, _ = got[nodes.index(change.node)]
            rough = 1e-9 if math.isfinite(change.predicted) else 1.0
            for a, b in zip(
                numbers[:3], [change.before, change.after, change.predicted]
            ):
                assert near(a, b, 1e-11), change
            if math.isfinite(change.off):
                assert abs(numbers[3] - change.off) <= rough * max(
                    1.0, abs(change.after)
                )
        crossed = any(kinked for i, (_, kinked) in got.items() if i != leaf)
        assert crossed == (words in str(expected)), (str(expected), got)


@pytest.fixture
def blank_page(visit):
    """A page to be used for many graphs."""
    return visit("<!DOCTYPE html>")


def test_predictions_are_those_of_nudge_on_the_graphs_of_the_notes(visit):
    for root in (graph_e(), unit()):
        shown = visit(page_html(make_frames(root)))
        for seed in range(5):
            compare_with_nudge(shown, root, random.Random(seed))


@settings(max_examples=20, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(program=expressions(inputs=3, max_size=10), seed=st.integers(0, 99))
@pytest.mark.slow
def test_predictions_are_those_of_nudge_on_random_graphs(
    visit, program, seed, blank_page
):
    shown = visit(page_html(make_frames(program.root)), into=blank_page)
    compare_with_nudge(shown, program.root, random.Random(seed))


@pytest.mark.parametrize("part", range(PARTS))
@pytest.mark.slow
def test_predictions_and_kinks_of_every_row(visit, part):
    root, _ = some_rows(part)
    shown = visit(page_html(make_frames(root)))
    for seed in range(3):
        compare_with_nudge(shown, root, random.Random(seed))


# --- odd numbers ----------------------------------------------------------------------------------------------------


def test_a_kink_is_said_in_words(visit):
    x = Value(0.5, "x")
    shown = visit(page_html(make_frames((x.relu() * 3).named("y"))))
    shown.keyboard.press("i")
    box(shown, 0).fill("-1")
    assert "v1 = relu(x) went over its kink" in text(shown, "#outcome-text")
    shown.click("#language")
    assert "越过了折点" in text(shown, "#outcome-text")


@pytest.mark.parametrize(
    ("x", "said"),
    [("0", "something beyond all numbers"), ("-1", "no number (nan)")],
)
def test_what_is_no_finite_number_is_said_in_words(visit, x, said):
    shown = visit(page_html(make_frames((Value(2.0, "x").log() * 3).named("y"))))
    shown.keyboard.press("i")
    box(shown, 0).fill(x)
    words = text(shown, "#outcome-text")
    assert words.startswith("v1 = log(x) = ")
    assert said in words


def test_no_prediction_where_the_gradient_was_no_number(visit):
    shown = visit(page_html(make_frames((Value(0.0, "x").sqrt() * 2).named("y"))))
    shown.keyboard.press("i")
    box(shown, 0).fill("1")
    assert text(shown, "#outcome-text") == (
        "No prediction: the gradient at the old numbers is ∞."
    )


# --- typing where the number stands ---------------------------------------------------------------------------------


def test_a_double_click_on_an_input_opens_a_field_over_its_value(visit):
    shown = visit(page_html(make_frames(graph_e())))
    shown.locator("#pane g.node").nth(1).dblclick()
    field = shown.locator("#typing")
    assert field.is_visible()
    assert field.input_value() == "1"
    assert field.get_attribute("aria-label") == "b, number"
    shown.keyboard.type("1/4")
    shown.keyboard.press("Enter")
    assert value(shown, 1) == 0.25
    assert not field.is_visible()
    assert "set=b:0.25" in shown.evaluate("location.hash")


def test_the_explanation_of_an_input_leads_to_the_field(visit):
    shown = visit(page_html(make_frames(graph_e())))
    shown.locator("#pane g.node").nth(1).click()
    shown.click(f"text={EN['another number']}")
    shown.keyboard.type("4")
    shown.keyboard.press("Enter")
    assert value(shown, 1) == 4.0


def test_with_the_keyboard_a_number_is_typed_on_an_input(visit):
    shown = visit(page_html(make_frames(graph_e())))
    shown.locator("#pane g.node[tabindex='0']").focus()
    field = shown.locator("#typing")
    shown.keyboard.press("F2")
    assert field.input_value() == "2"
    shown.keyboard.press("ArrowUp")
    assert field.input_value() == "2.01"
    shown.keyboard.press("Escape")
    assert value(shown, 0) == 2.0
    shown.keyboard.type("-7")  # a digit or a sign begins a number
    assert field.input_value() == "-7"
    shown.keyboard.press("Enter")
    assert value(shown, 0) == -7.0
    shown.keyboard.press("F2")
    shown.keyboard.type("x")
    shown.keyboard.press("Enter")
    assert field.get_attribute("aria-invalid") == "true"
    shown.keyboard.press("Escape")
    assert value(shown, 0) == -7.0
    shown.locator("#pane g.node").nth(5).focus()
    shown.keyboard.press("F2")  # the output has no number of its own
    assert not field.is_visible()


# --- the link -------------------------------------------------------------------------------------------------------


def test_the_link_has_the_numbers(visit):
    html = page_html(make_frames(graph_e()))
    shown = visit(html, at="#step=11&set=b:1.5,nobody:3,a:x,a:,c:7")
    assert [value(shown, node) for node in range(2)] == [2.0, 1.5]
    assert text(shown, "#sentence") == steps(graph_e(2.0, 1.5))[10].text
    assert "set=b:1.5" in shown.evaluate("location.hash")
    shown.click("#changed")
    assert "set=" not in shown.evaluate("location.hash")


def test_odd_names_come_through_the_link(visit):
    names = [name for name in NASTY if name.strip()]
    root = Value(1.0, names[0])
    for name in [*names[1:], "a,b", "a:b", "100%", "x&y=z", "#", "1+1"]:
        root = root + Value(1.0, name)
    html = page_html(make_frames(root.named("sum")))
    shown = visit(html)
    shown.evaluate("setLeaves(inputs.map((leaf, i) => [leaf, i + 2])); draw()")
    there = shown.evaluate("now.values.filter((_, i) => inputs.includes(i))")
    again = visit(html, at=shown.evaluate("location.hash"))
    assert again.evaluate("now.values.filter((_, i) => inputs.includes(i))") == there


def test_nothing_is_given_away_while_a_question_is_open(visit):
    shown = visit(page_html(make_frames(graph_e())), at="#step=5&predict=1")
    shown.click("#open-what-if")
    box(shown, 1).fill("1.5")
    assert text(shown, "#outcome-text") == EN["quiz first"]
    assert "8.75" not in shown.evaluate("document.body.innerText")
    assert not shown.locator("#all-numbers").is_visible()


@pytest.mark.parametrize("size", [(1280, 720), (1024, 768)])
@pytest.mark.parametrize("lang", ["en", "zh"])
def test_the_panel_fits_and_leaves_the_graph_in_sight(visit, size, lang):
    width, height = size
    film = make_frames(graph_e(), lang=lang)
    shown = visit(page_html(film), at="#set=b:1.5", width=width, height=height)
    shown.click("#open-what-if")
    assert shown.evaluate("document.documentElement.scrollWidth <= innerWidth")
    panel = shown.locator("#what-if")
    assert panel.evaluate("(x) => x.scrollWidth <= x.clientWidth + 1")
    place = panel.bounding_box()
    assert place["x"] >= 0
    assert place["x"] + place["width"] <= width + 0.5
    output = shown.locator("#pane g.node.output .box").bounding_box()
    covered = (
        output["x"] + output["width"] > place["x"]
        and output["y"] + output["height"] > place["y"]
        and output["y"] < place["y"] + place["height"]
    )
    assert not covered
