"""What the teaching panels of a page share: sums that add up, steps told together, the glossary, everybody can use them."""

import math
import random

import pytest
from pages import graph_e, step, text

from autograd import RULES, Value, apply, scope, total
from autograd.dialects import PRETTY, Text, pretty_number
from autograd.spelling import read_partials
from tests.screens import gated, squared
from viz.analysis.contributions import contributions
from viz.films.frames import make_frames
from viz.films.page import page_html
from viz.films.page.blanks import fill
from viz.films.page.slopes import slope_templates
from viz.lang.glossary import GLOSSARY, TERMS

browser = pytest.mark.browser


def star():
    """y = x·x·x + 2x as a sum of many uses: six arrows leave x."""
    x = Value(1.5, "x")
    return total([x * x, x * 3, x.tanh(), x, x.exp()]).named("y")


@browser
@pytest.mark.parametrize("build", [graph_e, gated, squared, star])
def test_sums_add_up_on_the_cards(visit, build):
    root = build()
    shown = visit(page_html(make_frames(root)))
    nodes = shown.evaluate("NODES")
    came = {}
    film = make_frames(root)
    for k, sent in enumerate(contributions(film.steps.nodes), nodes + 1):
        shown.evaluate(f"show({k})")
        cards = shown.locator("#numbers dd").all_text_contents()
        heads = shown.locator("#numbers dt").all_text_contents()
        before = came.setdefault(sent.parent, [])
        assert cards[0] == pretty_number(sent.upstream)
        assert cards[1].strip("()") == pretty_number(sent.local)
        assert cards[2].strip("()") == pretty_number(sent.product)
        assert cards[-1] == pretty_number(sent.total)
        assert heads[2].startswith("from ")
        if before and len(before) <= 3:
            terms = [part.strip("()") for part in cards[3].split(" + ")]
            assert terms == [pretty_number(x) for x in before]
        elif before:
            assert cards[3].strip("()") == pretty_number(sent.before)
            assert heads[3] == f"from {len(before)} more"
        else:
            assert len(cards) == 4
        before.append(sent.product)
        is_last = sent.heard == sent.consumers
        said = "final" if is_last else f"{sent.heard} of {sent.consumers} arrows"
        assert said in heads[-1]


@browser
def test_whys_and_explanations_of_steps_told_together(visit):
    x, outputs = Value(1.0, "x"), []
    for i in range(2):
        with scope(f"layer.neuron{i}"):
            outputs.append((Value(0.5 + i, f"w{i}", parameter=True) * x).tanh())
    root = total(outputs).named("y")
    shown = visit(page_html(make_frames(root, fold="neuron")), at="#grain=box")
    assert shown.evaluate("stops.length") < shown.evaluate("data.steps.length")
    shown.keyboard.press("w")
    for _ in range(shown.evaluate("stops.length")):
        assert "undefined" not in text(shown, "#why")
        shown.keyboard.press("ArrowRight")
    shown.evaluate("explain({ node: 0 })")
    assert "= 1." in text(shown, "#explained") or "is given" in text(
        shown, "#explained"
    )
    slopes = [(0.5 + i) * (1 - math.tanh(0.5 + i) ** 2) for i in range(2)]
    gradient = "gradientOf(nodes.findIndex((node) => node.name === 'x'))"
    assert shown.evaluate(gradient) == pytest.approx(sum(slopes))
    shown.locator("#explained .to-step").last.click()
    assert step(shown) - 1 in shown.evaluate("stops")


@browser
def test_words_are_looked_up_where_they_are_read(visit):
    shown = visit(page_html(make_frames(gated())), at="#step=99")
    shown.keyboard.press("w")
    shown.locator("#why button.term").first.click()
    entries = shown.locator("#terms dt").all_text_contents()
    assert entries == [GLOSSARY["en"][term] for term in TERMS]
    assert shown.locator("#terms .on").count() == 1
    shown.click("#language")
    assert text(shown, "#terms dt >> nth=0") == GLOSSARY["zh"][TERMS[0]]
    shown.keyboard.press("w")
    assert shown.locator("#why button.term").count() > 0


@browser
@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("lang", ["en", "zh"])
def test_everybody_can_use_the_panels(visit, lang, theme):
    axe = pytest.importorskip("axe_playwright_python.sync_playwright").Axe()
    at = f"#lang={lang}&theme={theme}"
    shown = visit(page_html(make_frames(gated())), at=at)
    for k, panel in ((10, "why"), (10, "explanation"), (4, "bugs"), (0, "glossary")):
        shown.evaluate(f"show({k}); openPanel('{panel}')")
        found = axe.run(shown).response["violations"]
        assert [(one["id"], one["nodes"][0]["html"]) for one in found] == [], panel


@browser
@pytest.mark.parametrize("size", [(1280, 720), (1024, 768), (390, 844), (640, 360)])
def test_panels_have_room_everywhere(visit, size):
    shown = visit(page_html(make_frames(gated())), width=size[0], height=size[1])
    shown.evaluate("show(10)")
    for panel in ("why", "explanation", "bugs", "glossary"):
        shown.evaluate(f"openPanel('{panel}')")
        box = shown.locator(f"#{panel}").bounding_box()
        assert box["x"] >= 0
        assert box["x"] + box["width"] <= size[0] + 0.5
        assert box["y"] + box["height"] <= size[1] + 0.5
        wide = f"document.getElementById('{panel}').scrollWidth"
        assert shown.evaluate(
            f"{wide} <= document.getElementById('{panel}').clientWidth"
        )


NUMBERS = ["1", "2", "0.5", "−3", "−0.25", "1e-7", "12", "−1e9"]


@pytest.mark.parametrize("rule", RULES.values(), ids=RULES)
def test_a_slope_with_numbers_is_the_formula_with_those_numbers(rule):
    """The template of a slope says what the row says of numbers of every kind."""
    chance = random.Random(rule.name)
    arity = rule.arity or 3
    node = apply(rule, *[Value(1.0) for _ in range(arity)])
    constants = [x if x.__class__ is float else None for x in node.arguments]
    for place, template in enumerate(slope_templates(node, {})):
        if template is None:
            continue
        for _ in range(20):
            texts = [chance.choice(NUMBERS) for _ in range(len(constants) + 1)]
            spelled = [Text(x, PRETTY) for x in texts]
            given = [x if x is not None else y for x, y in zip(constants, spelled)]
            mathematics = Text.mathematics(PRETTY)
            read = read_partials(rule, mathematics, spelled[-1], given)
            kinds = "".join(kind(x) for x in texts)
            pieces = template[kinds] if isinstance(template, dict) else template
            if " if " not in str(read[place]):  # such a formula is never shown
                assert fill(pieces, texts) == str(read[place])


def kind(number):
    """The kind of a number's text, as story.js has it."""
    if number == "1":
        return "1"
    if number.startswith("−"):
        return "W" if number[1:].isdigit() else "S"
    if number.isdigit():
        return "w"
    return "d" if "." in number else "s" if "-" in number else "e"
