"""Training on the page: updates against autograd.nn.SGD, what is said of them, and the tangent of the what-if panel."""

import math

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st
from pages import PARTS, SHOWN, eventually, graph_e, some_rows, step, text, unit

from autograd import Rule, Value, apply, record
from autograd.nn import SGD
from autograd.strategies import expressions
from viz.films.frames import make_frames
from viz.films.page import page_html
from viz.lang.page import LABELS

pytestmark = pytest.mark.browser

EN = LABELS["en"]


@pytest.fixture
def graph(visit):
    """The page of the sigmoid unit with its training panel open."""
    shown = visit(page_html(make_frames(unit())))
    shown.click("#open-train")
    return shown


def values(open_page):
    return open_page.evaluate("now.values")


def near(got, expected):
    return abs(got - expected) <= 1e-12 * max(1.0, abs(expected))


def trained(build, numbers, moving, updates, lr, up=False):
    """The numbers of the inputs after so many updates of SGD in Python, and the output at the start and after each."""
    params = [Value(x) for x in numbers]
    chosen = [params[i] for i in moving]
    optimizer = SGD(chosen, lr=-lr if up else lr) if lr > 0 and not up else None
    outputs = []
    for _ in range(updates):
        root = build(*params)
        outputs.append(root.data)
        for x in params:
            x.grad = 0.0
        root.backward()
        if optimizer is not None:
            optimizer.step()
        else:
            for x in chosen:
                x.data = x.data + lr * x.grad
    return [x.data for x in params], [*outputs, build(*params).data]


# --- updates --------------------------------------------------------------------------------------------------------


def test_one_update_is_a_formula_with_its_numbers(graph):
    assert text(graph, "#train-hint") == (
        "One update turns every chosen number a little, against its gradient: w ← w − η · df/dw."
    )
    assert text(graph, "#train-says") == "Nothing is updated yet. f = 0.2689."
    graph.click("#update-1")
    assert text(graph, "#heading") == "Update 1"
    assert text(graph, "#sentence") == (
        "w ← 2 − 0.1 · 0.1966 = 1.98, b ← −3 − 0.1 · 0.1966 = −3.02. f goes from 0.2689 to 0.2613."
    )
    rows = [
        r.split("\t") for r in graph.locator("#updates tbody").inner_text().splitlines()
    ]
    assert rows == [["w", "2", "0.1966", "1.98"], ["b", "−3", "0.1966", "−3.02"]]
    (w, b), outputs = trained(
        lambda w, b: unit_of(w, 1.0, b), [2.0, -3.0], [0, 1], 1, 0.1
    )
    got = dict(zip(graph.evaluate("nodes.map((node) => node.name)"), values(graph)))
    assert near(got["w"], w)
    assert near(got["b"], b)
    assert near(got["f"], outputs[-1])
    assert got["x"] == 1.0  # an input is no parameter
    assert (
        graph.evaluate(SHOWN)["boxes"][-1][0] == "0.2613"
    )  # all numbers are shown, at the first step
    assert step(graph) == 1


def unit_of(w, x, b):
    return (w * x + b).sigmoid()


def test_a_hundred_and_eleven_updates_are_those_of_sgd(graph):
    for button in ("update-1", "update-10", "update-100"):
        graph.click(f"#{button}")
    (w, b), outputs = trained(
        lambda w, b: unit_of(w, 1.0, b), [2.0, -3.0], [0, 1], 111, 0.1
    )
    got = dict(zip(graph.evaluate("nodes.map((node) => node.name)"), values(graph)))
    assert near(got["w"], w)
    assert near(got["b"], b)
    history = graph.evaluate("training.history")
    assert len(history) == 112
    assert all(map(near, history, outputs))
    assert "(updates: 111)" in text(graph, "#train-says")


@pytest.fixture
def blank_page(visit):
    """A page to be used for many graphs."""
    return visit("<!DOCTYPE html>")


@settings(max_examples=20, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    program=expressions(inputs=3, max_size=10),
    updates=st.integers(1, 30),
    up=st.booleans(),
    data=st.data(),
)
@pytest.mark.slow
def test_updates_are_those_of_sgd_on_random_graphs(
    visit, program, updates, up, data, blank_page
):
    root = program.root
    nodes = record(root)
    used = [i for i, leaf in enumerate(program.inputs) if leaf in set(nodes)]
    moving = data.draw(st.lists(st.sampled_from(used), min_size=1, unique=True))
    numbers = [leaf.data for leaf in program.inputs]
    after, outputs = trained(program, numbers, moving, updates, 1e-3, up)
    assume(all(map(math.isfinite, [*after, *outputs])))
    shown = visit(page_html(make_frames(root)), into=blank_page)
    compare_training(shown, program.inputs, nodes, moving, updates, up, after, outputs)


def compare_training(shown, leaves, nodes, moving, updates, up, after, outputs):
    places = [nodes.index(leaves[i]) for i in moving]
    got = shown.evaluate(
        """([updates, places, up]) => {
            $("way").value = up ? "up" : "down";
            $("eta").value = "0.001";
            for (const box of $("moving").querySelectorAll("input")) box.checked = places.includes(Number(box.value));
            updateTimes(updates);
            return [now.values, training.history];
        }""",
        [updates, places, up],
    )
    for i, place in zip(moving, places):
        assert near(got[0][place], after[i])
    assert len(got[1]) == len(outputs)
    assert all(map(near, got[1], outputs))


@pytest.mark.parametrize("part", range(PARTS))
@pytest.mark.slow
def test_updates_of_every_row_are_those_of_sgd(visit, part):
    root, build = some_rows(part)
    leaves = [node for node in record(root) if node.rule is None]
    moving = list(range(len(leaves)))
    after, outputs = trained(build, [x.data for x in leaves], moving, 10, 1e-3)
    shown = visit(page_html(make_frames(root)))
    compare_training(shown, leaves, record(root), moving, 10, False, after, outputs)


def test_without_parameters_all_inputs_move_and_each_can_be_left_out(visit):
    shown = visit(page_html(make_frames(graph_e())))
    shown.click("#open-train")
    assert shown.locator("#moving input:checked").count() == 2
    shown.locator("#moving input").first.uncheck()
    shown.click("#update-1")
    assert values(shown)[:2] == [2.0, 0.5]
    shown.locator("#moving input").nth(1).uncheck()
    assert text(shown, "#train-says") == EN["train nothing"]
    assert shown.locator("#update-1").is_disabled()


def test_up_instead_of_down(graph):
    graph.select_option("#way", "up")
    assert "along its gradient: w ← w + η · df/dw." in text(graph, "#train-hint")
    graph.click("#update-10")
    (w, _), outputs = trained(
        lambda w, b: unit_of(w, 1.0, b), [2.0, -3.0], [0, 1], 10, 0.1, up=True
    )
    assert near(values(graph)[0], w)
    assert outputs[-1] > outputs[0]


def test_the_step_can_be_typed_as_people_write(graph):
    graph.locator("#eta").fill("1/2")
    graph.click("#update-1")
    (w, _), _ = trained(lambda w, b: unit_of(w, 1.0, b), [2.0, -3.0], [0, 1], 1, 0.5)
    assert near(values(graph)[0], w)
    for bad in ("", "0", "-1", "x", "∞"):
        graph.locator("#eta").fill(bad)
        assert text(graph, "#train-says") == EN["train eta bad"]
        assert graph.locator("#eta").get_attribute("aria-invalid") == "true"
        assert graph.locator("#update-1").is_disabled()


def test_enter_in_the_field_of_the_step_is_an_update(graph):
    graph.locator("#eta").fill("0,5")
    graph.locator("#eta").press("Enter")
    assert graph.evaluate("training.history.length") == 2
    assert "0.5 · 0.1966" in text(graph, "#sentence")


def test_an_update_stops_the_film_and_a_film_the_updates(graph):
    graph.click("#play")
    graph.click("#update-1")
    assert graph.evaluate("timer === null")
    graph.select_option("#speed", "4")
    graph.click("#keep-updating")
    graph.click("#play")
    eventually(graph, "training.timer === null")
    eventually(graph, "step >= 1")


def test_reset_brings_back_the_numbers_of_the_program(graph):
    graph.click("#update-10")
    assert graph.locator("#changed").is_visible()
    graph.click("#train-reset")
    assert values(graph)[0] == 2.0
    assert text(graph, "#train-says") == "Nothing is updated yet. f = 0.2689."
    assert graph.evaluate("training.history.length") == 1
    assert "set=" not in graph.evaluate("location.hash")


def test_numbers_that_run_away_stop_the_training(visit):
    x = Value(3.0, "x", parameter=True)
    shown = visit(page_html(make_frames((x**2).named("y"))))
    shown.click("#open-train")
    shown.locator("#eta").fill("10")
    shown.click("#update-1")
    assert text(shown, "#train-says").startswith(
        "This update went too far: y goes the other way."
    )
    assert "try η = 1." in text(shown, "#train-says")
    for _ in range(4):
        if shown.locator("#update-100").is_enabled():
            shown.click("#update-100")
    said = text(shown, "#train-says")
    assert said.startswith("Stopped at update ")
    assert "try η = 1." in said
    assert "∞" in said or "nan" in said
    assert shown.locator("#update-1").is_disabled()
    shown.click("#train-reset")
    assert shown.locator("#update-1").is_enabled()


def test_flat_and_missing_gradients_are_said_in_words(visit):
    shown = visit(page_html(make_frames((Value(-1.0, "x").relu() * 2).named("y"))))
    shown.click("#open-train")
    shown.click("#update-1")
    assert text(shown, "#train-says") == EN["train flat"]
    shown = visit(page_html(make_frames((Value(0.0, "x").sqrt() * 2).named("y"))))
    shown.click("#open-train")
    shown.click("#update-1")
    assert (
        text(shown, "#train-says")
        == "Stopped: the gradient of x is ∞, so there is no update."
    )


def test_keep_updating_until_somebody_stops_it(graph):
    graph.select_option("#speed", "4")
    graph.click("#keep-updating")
    assert text(graph, "#keep-updating") == EN["train pause"]
    eventually(graph, "training.history.length >= 3")
    graph.click("#keep-updating")
    count = graph.evaluate("training.history.length")
    graph.wait_for_timeout(700)
    assert graph.evaluate("training.history.length") == count
    graph.click("#keep-updating")
    graph.click("#next")  # whoever goes on with the steps stops it, too
    assert step(graph) == 2
    eventually(graph, "training.timer === null")


def test_a_number_turned_by_hand_begins_anew(graph):
    graph.click("#update-10")
    graph.evaluate("change(0, 5)")
    assert graph.evaluate("training.history.length") == 1
    assert text(graph, "#train-says").startswith("Nothing is updated yet.")


def test_with_the_keyboard_alone(visit):
    shown = visit(page_html(make_frames(unit())))
    shown.keyboard.press("u")
    assert shown.locator("#train").is_visible()
    for _ in range(30):
        shown.keyboard.press("Tab")
        if shown.evaluate("document.activeElement.id") == "update-10":
            break
    shown.keyboard.press("Enter")
    shown.keyboard.press("Space")
    assert shown.evaluate("training.history.length") == 21
    shown.keyboard.press("Escape")
    assert not shown.locator("#train").is_visible()


def test_what_cannot_be_computed_is_not_trained(visit):
    odd = Rule("odd", "?", lambda m, x: math.ldexp(x, 1), lambda m, z, x: (2.0,))
    shown = visit(page_html(make_frames(apply(odd, Value(3.0, "x")))))
    assert not shown.locator("#open-train").is_visible()


def test_no_answer_is_given_away_while_a_question_is_open(visit):
    shown = visit(page_html(make_frames(unit())), at="#step=5&predict=1")
    shown.click("#open-train")
    assert shown.locator("#update-1").is_disabled()
    assert text(shown, "#train-says") == EN["quiz first"]
    assert "0.2689" not in shown.evaluate("document.body.innerText")


# --- the tangent ----------------------------------------------------------------------------------------------------


def tangent(open_page, leaf, x):
    return open_page.evaluate(
        """([leaf, x]) => {
            leaves.clear();
            setLeaves([[leaf, x]]);
            const { slope, line, y0, y1, curve } = tangentOf(leaf);
            return [slope, line, y0, y1, curve];
        }""",
        [leaf, x],
    )


def test_curve_and_tangent_are_those_of_python(visit):
    shown = visit(page_html(make_frames(graph_e())))
    slope, line, y0, y1, curve = tangent(shown, 1, 1.5)
    assert (slope, y0) == (5.0, 6.0)
    assert near(line, 8.5)
    assert near(y1, 8.75)
    assert len(curve) == 121
    for x, y in curve:
        assert near(y, (2 + x) * (x + 1))


@settings(max_examples=15, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(program=expressions(inputs=2, max_size=8), h=st.sampled_from([0.25, -0.5, 0.01]))
@pytest.mark.slow
def test_curve_and_tangent_of_random_graphs(visit, program, h, blank_page):
    root = program.root
    nodes = record(root)
    root.backward()
    shown = visit(page_html(make_frames(root)), into=blank_page)
    for place, leaf in enumerate(program.inputs):
        if leaf not in set(nodes):
            continue
        slope, line, y0, _, curve = tangent(shown, nodes.index(leaf), leaf.data + h)
        if slope is None or not math.isfinite(leaf.grad):
            continue
        assert near(slope, leaf.grad)
        assert near(line, y0 + leaf.grad * (leaf.data + h - leaf.data))
        numbers = [x.data for x in program.inputs]
        for x, y in curve[::20]:
            numbers[place] = x
            expected = program(*numbers)
            expected = getattr(expected, "data", expected)
            if y is not None and math.isfinite(expected):
                assert near(y, expected)


@pytest.mark.parametrize(
    ("build", "x", "said"),
    [
        (lambda x: x.relu() * 1, -1.0, "The curve is flat there"),
        (
            lambda x: x.sqrt() * 1,
            0.0,
            "The tangent stands upright there: the slope is ∞.",
        ),
        (lambda x: x.log() * 0, 0.0, "has no point: y is nan."),
        (lambda x: x.log() + 1, -2.0, "has no point: y is nan."),
        (lambda x: 1 / x, 0.5, "is dy/dx = −4."),
        (lambda x: x.exp().exp(), 1.0, "is dy/dx = 41.19."),
        (lambda x: x * 0 + 5, 2.0, "The curve is flat there"),
        (lambda x: x * 1e300 * 1e7, 2.0, "is dy/dx = 1e307."),
    ],
)
def test_odd_curves_have_a_chart_and_words(visit, build, x, said):
    root = build(Value(x, "x")).named("y")
    shown = visit(page_html(make_frames(root)))
    shown.click("#open-what-if")
    assert said in text(shown, "#tangent-text")
    assert said in shown.locator("#tangent-chart").get_attribute("aria-label")
    assert "NaN" not in shown.locator("#tangent-chart").inner_html()
    assert shown.locator("#tangent-chart text").count() >= 4
    shown.locator(".leaf [type=number]").fill("3")
    assert "NaN" not in shown.locator("#tangent-chart").inner_html()


def test_the_gap_between_tangent_and_curve_is_said_and_drawn(visit):
    shown = visit(page_html(make_frames(graph_e())), at="#set=b:1.5")
    shown.click("#open-what-if")
    shown.select_option("#tangent-of", label="b")
    assert text(shown, "#tangent-text") == (
        "At b = 1 the slope of the curve is de/db = 5. "
        "At b = 1.5 the tangent says 8.5, the curve 8.75: they are 0.25 apart."
    )
    for cls in (".gap", ".tangent", ".start", ".on-curve", ".on-tangent", ".curve"):
        assert shown.locator(f"#tangent-chart {cls}").count() == 1
    names = shown.locator("#tangent-chart .name").all_text_contents()
    assert sorted(names) == ["b", "e"]
    shown.click("#nearer")
    shown.select_option("#tangent-of", label="a")
    assert "de/da = 2.5" in text(shown, "#tangent-text")  # b is what it is now


@pytest.mark.parametrize("size", [(1280, 720), (1024, 768), (390, 844)])
@pytest.mark.parametrize("lang", ["en", "zh"])
def test_the_panels_fit_and_leave_the_graph_in_sight(visit, size, lang):
    width, height = size
    film = make_frames(unit(), lang=lang)
    shown = visit(page_html(film), width=width, height=height)
    for name, act in (("train", "update-10"), ("what-if", "nearer")):
        shown.click(f"#open-{name}")
        shown.click(f"#{act}")
        assert shown.evaluate("document.documentElement.scrollWidth <= innerWidth")
        panel = shown.locator(f"#{name}")
        assert panel.evaluate("(x) => x.scrollWidth <= x.clientWidth + 1")
        place = panel.bounding_box()
        assert place["x"] >= 0
        assert place["x"] + place["width"] <= width + 0.5
        pane = shown.locator("#pane").bounding_box()
        assert (
            pane["x"] + pane["width"] <= place["x"] + 1
            or pane["y"] + pane["height"] <= place["y"] + 1
        )
        assert pane["height"] >= 150
