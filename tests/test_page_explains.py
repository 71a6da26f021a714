"""A click on the page explains in place, in Python's numbers; nothing jumps, and nothing is said before it is known."""

import re

import pytest
from hypothesis import HealthCheck, given, settings
from pages import graph_e, step, text

from autograd import Value, paths, record, scope, total
from autograd.dialects import pretty_number
from autograd.strategies import expressions
from tests.screens import gated, squared
from viz.analysis.contributions import contributions
from viz.films.frames import make_frames
from viz.films.page import page_html
from viz.lang.page import LABELS

pytestmark = pytest.mark.browser

EN = LABELS["en"]


@pytest.fixture
def graph(visit):
    """The page of graph e at its first step."""
    return visit(page_html(make_frames(graph_e())))


@pytest.fixture
def blank_page(visit):
    """A page to be used for many graphs."""
    return visit("<!DOCTYPE html>")


def lines(shown):
    return [
        re.sub(r"\s+", " ", line).strip()
        for line in shown.locator("#explained .contribution").all_inner_texts()
    ]


def test_a_click_explains_where_one_is(graph):
    graph.keyboard.press("End")
    here = step(graph)
    graph.locator("g.node").nth(1).click()
    assert step(graph) == here
    assert text(graph, "#about") == "b"
    assert text(graph, "#explained p.total") == "de/db = 3 + 2 = 5"
    said = lines(graph)
    assert said[0].startswith("from d = b + 1 de/dd × ∂d/∂b = 3 × 1 = 3")
    assert said[1].startswith("from c = a + b de/dc × ∂c/∂b = 2 × 1 = 2")
    assert "6 to 6.0501" in text(graph, "#explained")
    ways = graph.locator("#explained li").all_text_contents()
    assert ways == ["b → d → e: 1 × 3 = 3", "b → c → e: 1 × 2 = 2"]
    assert graph.locator("g.node.chosen").count() == 1
    graph.locator("#explained .to-step").first.click()
    assert step(graph) != here
    assert graph.evaluate("receiverOf(step)") == 1
    assert graph.locator("#explained .contribution.on").count() == 1
    graph.keyboard.press("Escape")
    assert not graph.locator("#explanation").is_visible()
    assert graph.locator("g.node.chosen").count() == 0


def test_what_is_not_known_yet_is_not_said(graph):
    b = graph.locator("g.node").nth(1)
    b.click()
    assert step(graph) == 1
    assert "2 contributions are still to come" in text(graph, "#explained")
    assert graph.locator("#explained p.total").count() == 0
    assert "5" not in text(graph, "#explained")
    graph.click("#explain-end")
    assert step(graph) == 1
    assert text(graph, "#explained p.total") == "de/db = 3 + 2 = 5"
    assert graph.locator("#explain-end").get_attribute("aria-pressed") == "true"
    graph.click("#explain-end")
    assert graph.locator("#explained p.total").count() == 0
    first = graph.evaluate("arrivalsOf(1)[0]")
    graph.evaluate(f"show({first})")
    so_far = "So far 3, from 1 of 2 arrows."
    assert text(graph, "#explained p.total") == so_far
    assert "One contribution is still to come" in text(graph, "#explained")
    graph.locator("#predict").check()
    graph.evaluate("show(LAST)")
    assert not graph.locator("#explain-end").is_visible()


def test_boxes_arrows_constants_by_mouse_and_keyboard(graph):
    graph.keyboard.press("End")
    here = step(graph)
    graph.locator("g.node.constant").click()
    assert text(graph, "#about") == "1"
    assert "no gradient is computed" in text(graph, "#explained")
    arrow = graph.evaluate("data.arrows.findIndex((a) => a.caption.includes('∂e/∂c'))")
    graph.locator("g.edge").nth(arrow).locator(".hit").dispatch_event("click")
    assert text(graph, "#about") == "The arrow from c to e = c · d"
    assert "Why is ∂e/∂c = 2?" in text(graph, "#explained")
    assert graph.locator("#explained svg.sketch").count() == 1
    graph.keyboard.press("Escape")
    graph.locator("g.node[tabindex='0']").focus()
    graph.keyboard.press("ArrowDown")
    graph.keyboard.press("Enter")
    assert text(graph, "#about") == "b"
    assert step(graph) == here
    why = graph.locator("#explained button", has_text=EN["explain why"])
    why.first.focus()
    graph.keyboard.press("Enter")
    assert text(graph, "#about").startswith("The arrow from b to")
    inside = "document.getElementById('explanation').contains(document.activeElement)"
    assert graph.evaluate(inside)
    graph.keyboard.press("Escape")
    assert not graph.locator("#explanation").is_visible()
    assert graph.evaluate("document.activeElement.matches('g.node')")


def test_a_fold_tells_its_members(visit):
    x, outputs = Value(1.0, "x"), []
    for i in range(3):
        with scope(f"layer.neuron{i}"):
            outputs.append((Value(0.5 + i, f"w{i}", parameter=True) * x).tanh())
    film = make_frames(total(outputs).named("y"), fold="neuron")
    shown = visit(page_html(film), at="#step=99")
    here = step(shown)
    shown.locator("#pane .fold").click()
    assert shown.locator("#links button").count() == 9
    shown.locator("#links button", has_text="w1").first.click()
    assert text(shown, "#about") == "w1"
    assert step(shown) == here
    w1 = next(node for node in record(film.done) if node.label == "w1")
    gradient = pretty_number(w1.grad)
    assert text(shown, "#explained p.total").endswith(f"= {gradient}")


EXPLAINED = """() => nodes.map((_, node) => { chosen = { node }; opened = 'explanation'; drawExplanation();
    const total = document.querySelector('#explained p.total'), ways = document.querySelectorAll('#explained li');
    return { lines: [...document.querySelectorAll('#explained .contribution')].map((line) => line.innerText),
             total: total?.textContent ?? '', ways: [...ways].map((way) => way.textContent),
             turn: isRecomputed && node !== ROOT ? afterTurn(node, 1e-6)[ROOT] - now.values[ROOT] : null,
             exact: gradientOf(node) }; })"""


@settings(max_examples=12, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(program=expressions(inputs=3, max_size=10))
def test_explanations_are_those_of_python(visit, program, blank_page):
    root = program.root
    shown = visit(page_html(make_frames(root)), at="#step=9999", into=blank_page)
    told = shown.evaluate(EXPLAINED)
    nodes = record(root)
    came = {node: [] for node in nodes}
    for contribution in contributions(nodes):
        came[contribution.parent].append(contribution)
    for node, said in zip(nodes, told, strict=True):
        got = came[node]
        for line, contribution in zip(said["lines"], got):
            assert f"= {pretty_number(contribution.product)}" in line
        if got:
            assert said["total"].endswith(f"= {pretty_number(got[-1].total)}")
            assert said["exact"] == pytest.approx(got[-1].total, rel=1e-12)
            products = [pretty_number(c.product) for c in got]
            assert all(product in said["total"] for product in products)
        known = [] if node is root else paths(root, node, 20)
        if 0 < len(known) <= 8:
            assert len(said["ways"]) == len(known)
            ends = sorted(pretty_number(path.product) for path in known)
            assert (
                sorted(way.split(": ")[1].split(" = ")[-1] for way in said["ways"])
                == ends
            )


def test_both_places_of_a_factor_are_told_apart(visit):
    shown = visit(page_html(make_frames(squared())), at="#step=99")
    shown.locator("g.node").first.click()
    assert shown.locator("#explained .contribution").count() == 6  # in, and on
    assert "= 33" in text(shown, "#explained p.total")


def test_the_explanation_follows_the_numbers_and_the_language(visit):
    shown = visit(page_html(make_frames(gated())), at="#step=99")
    shown.evaluate("explain({ node: 1 })")
    before = text(shown, "#explained")
    shown.evaluate("change(0, -1)")
    assert text(shown, "#explained") != before
    shown.click("#language")
    assert "它的梯度" in text(shown, "#explained")
    assert "{" not in text(shown, "#explanation")
