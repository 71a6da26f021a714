"""Other numbers at the leaves of a page: the browser computes and tells what Python computes and tells."""

import math
import random

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pages import SHOWN, graph_e, step, text

from autograd import RULES, Rule, Value, apply, record
from autograd.strategies import expressions
from viz.films.frames import make_frames
from viz.films.page import page_html
from viz.lang.page import LABELS
from viz.lessons.steps import steps

pytestmark = pytest.mark.browser

EN = LABELS["en"]


@pytest.fixture
def graph(visit):
    """The page of graph e at its first step."""
    return visit(page_html(make_frames(graph_e())))


def near(got, expected):
    if math.isnan(expected) or math.isinf(expected):
        return got == expected or (math.isnan(got) and math.isnan(expected))
    return abs(got - expected) <= 1e-12 * max(1.0, abs(expected))


def test_sliders_and_number_boxes(graph):
    graph.click("#open-what-if")
    rows = graph.locator(".leaf")
    assert rows.count() == 2
    rows.nth(1).locator("[type=number]").fill("-3")
    graph.evaluate("show(10)")
    expected = steps(graph_e(2.0, -3.0))
    assert text(graph, "#sentence") == expected[10].text
    assert graph.locator("#changed").is_visible()
    assert rows.nth(1).locator("[type=range]").input_value() == "-3"
    rows.nth(0).locator("[type=range]").fill("4.5")
    assert rows.nth(0).locator("[type=number]").input_value() == "4.5"
    assert text(graph, "#sentence") == steps(graph_e(4.5, -3.0))[10].text
    assert graph.evaluate(SHOWN)["boxes"][0][:2] == ["4.5", "−2"]
    rows.nth(0).locator("[type=number]").fill("")
    assert rows.nth(0).locator("[type=number]").get_attribute("aria-invalid") == "true"
    graph.click("#reset")
    assert text(graph, "#sentence") == steps(graph_e())[10].text
    assert not graph.locator("#changed").is_visible()
    assert rows.nth(0).locator("[type=number]").input_value() == "2"
    rows.nth(0).locator("[type=number]").fill("7")
    graph.click("#changed")
    assert text(graph, "#sentence") == steps(graph_e())[10].text


def test_long_numbers_stay_in_the_room_that_the_layout_has(graph):
    graph.click("#open-what-if")
    graph.evaluate("show(LAST)")
    before = graph.evaluate("boxes.map((g) => [g.querySelector('.box').getBBox().x])")
    graph.locator(".leaf [type=number]").first.fill("-1.23456e-105")
    assert text(graph, "g.node .value >> nth=0") == "−1.235e-105"
    squeezed = graph.locator("g.node .value[textLength]")
    assert squeezed.count() == 1
    assert graph.evaluate(
        "[...rooms].every(([text, room]) => text.getComputedTextLength() <= room + 0.1)"
    )
    assert (
        graph.evaluate("boxes.map((g) => [g.querySelector('.box').getBBox().x])")
        == before
    )
    graph.click("#reset")
    assert squeezed.count() == 0


def test_keys_move_a_slider_and_not_the_steps(graph):
    graph.click("#open-what-if")
    graph.locator(".leaf [type=range]").first.focus()
    graph.keyboard.press("ArrowRight")
    assert step(graph) == 1
    assert graph.evaluate("now.values[0]") == pytest.approx(2.01)


def play(open_page, root, other):
    """Compare all numbers and all words at other numbers of the leaves with those of `other`, Python's own graph."""
    leaves = [
        [i, repr(node.data)]
        for i, node in enumerate(record(other))
        if node.rule is None
    ]
    got = open_page.evaluate(
        """(pairs) => {
            const infinite = { inf: Infinity, "-inf": -Infinity };
            const changed = new Map(pairs.map(([i, x]) => [i, infinite[x] ?? Number(x)]));
            const there = recomputed(changed), all = swept(there);
            return {
                values: there.values.map(String), partials: there.partials.map((row) => row.map(String)),
                totals: all.map((step) => String(step.total)),
                told: ["en", "zh"].map((lang) => data.steps.map((_, k) => {
                    const { title, text, latex } = told(k, all, there.values, lang);
                    return [title, text, latex];
                })),
            };
        }""",
        leaves,
    )

    def floats(texts):
        return [float(t.replace("Infinity", "inf")) for t in texts]

    nodes = record(other)
    assert all(map(near, floats(got["values"]), [node.data for node in nodes]))
    for texts, node in zip(got["partials"], nodes):
        assert all(map(near, floats(texts), node.partials))
    for lang, told in zip(("en", "zh"), got["told"]):
        story = steps(other, lang=lang)  # type: ignore[call-overload]
        totals = [
            (a, b.total)
            for a, b in zip(floats(got["totals"]), story)
            if b.total is not None
        ]
        assert all(near(a, b) for a, b in totals)
        assert told == [[step.title, step.text, step.latex] for step in story]


@pytest.fixture
def blank_page(visit):
    """A page to be used for many graphs."""
    return visit("<!DOCTYPE html>")


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    program=expressions(inputs=3, max_size=12),
    numbers=st.lists(
        st.floats(-3, 3).map(lambda x: round(x, 3)), min_size=3, max_size=3
    ),
)
@pytest.mark.slow
def test_what_if_agrees_with_python_on_random_graphs(
    visit, program, numbers, blank_page
):
    root = program.root
    used = [leaf for leaf in program.inputs if leaf in set(record(root))]
    open_page = visit(page_html(make_frames(root)), into=blank_page)
    play(open_page, root, root)
    assert open_page.evaluate("canRecompute()")
    inputs = [Value(x, leaf.label) for x, leaf in zip(numbers, program.inputs)]
    other = program(*inputs)
    assert used
    play(open_page, root, other)


@pytest.mark.parametrize("rule", RULES.values(), ids=RULES)
@pytest.mark.slow
def test_what_if_tells_every_row_as_python_does(visit, rule):
    """Words and formulas at numbers of every sign and size, shared arguments and constants."""
    arity = rule.arity or 3

    def build(numbers):
        leaves = [Value(x, f"x{i}") for i, x in enumerate(numbers)]
        whole = apply(rule, *leaves).named("z")
        mixed = apply(rule, *leaves[:1], *[2.0] * (arity - 1))
        return (whole * mixed + apply(rule, *leaves[:1] * arity)).named("y")

    open_page = visit(page_html(make_frames(build([0.5] * arity))))
    chance = random.Random(rule.name)
    numbers = [0.0, 1.0, -1.0, 2.0, -3.0, 0.25, -0.5, 3e-7, 1e9, math.inf, -math.inf]
    for _ in range(12):
        play(open_page, None, build([chance.choice(numbers) for _ in range(arity)]))


def test_what_cannot_be_recomputed_is_not_offered(visit):
    odd = Rule("odd", "?", lambda m, x: math.ldexp(x, 1), lambda m, z, x: (2.0,))
    missing = Rule("missing", "?", lambda m, x: m.gamma(x), lambda m, z, x: (0.0,))
    for root in (apply(odd, Value(3.0, "x")), apply(missing, Value(3.0, "x"))):
        shown = visit(page_html(make_frames(root)))
        shown.click("#open-what-if")
        assert shown.locator("#what-if-hint").inner_text() == EN["what if impossible"]
        assert shown.locator(".leaf").count() == 0
        shown.keyboard.press("End")
        assert text(shown, "#sentence") == steps(root)[-1].text
