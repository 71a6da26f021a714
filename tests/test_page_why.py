"""Why, on the page: questions of every kind of step, with this graph's own numbers; and the bug lab on the same graph."""

import random
from collections import Counter

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pages import NASTY, eventually, graph_e, nasty_graph, step, text, unit

from autograd import RULES, Value, apply, maximum, record, transform_gradient
from autograd.dialects import pretty_number
from autograd.strategies import expressions
from tests.screens import gated, squared
from viz.analysis import broken
from viz.analysis.contributions import contributions
from viz.films.frames import make_frames
from viz.films.page import page_html
from viz.lang.page import LABELS
from viz.lessons.buglab import BUGS, buglab

pytestmark = pytest.mark.browser

EN = LABELS["en"]
quick = settings(
    max_examples=12, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
FEW = st.floats(-3, 3).map(lambda x: round(x, 3))


@pytest.fixture
def blank_page(visit):
    """A page to be used for many graphs."""
    return visit("<!DOCTYPE html>")


def questions(shown):
    return shown.locator("#why-topics summary").all_text_contents()


# --- the questions --------------------------------------------------------------------------------------------------


def test_every_kind_of_step_has_its_questions(visit):
    shown = visit(page_html(make_frames(gated())))
    shown.keyboard.press("w")
    assert shown.locator("#why").is_visible()
    assert questions(shown) == [EN["why values"]]
    shown.evaluate("show(5)")
    assert questions(shown) == ["Why is ∂f/∂z = 0.04518?", EN["why values"]]
    shown.evaluate("show(SEED)")
    assert questions(shown) == [EN["why one"]]
    assert "0.01 / 0.01 = 1" in text(shown, "#why-topics")
    shown.evaluate("show(SEED + 1)")
    assert questions(shown) == [EN["why multiply"], "Why is ∂g/∂f = 3?"]
    shown.evaluate("show(SEED + 3)")
    fork = [EN["why multiply"], EN["why add"], EN["why wait"]]
    assert questions(shown) == [*fork, "Why is ∂f/∂z = 0.04518?"]
    said = text(shown, "#why-topics")
    assert "3 × 0.04518 = 0.1355" in said
    assert "0.9526 + 0.1355 = 1.088" in said
    wrong = broken.recursion(record(gated()))
    below = next(node for node in wrong if node.label == "b")
    assert pretty_number(wrong[below]) != "1.088"
    assert f"✗ {pretty_number(wrong[below])}" in said
    assert "✓ 1.088" in said
    assert "0.9526·(1 − 0.9526) = 0.04518" in said
    assert shown.locator("#why-topics svg.sketch").count() == 4
    assert step(shown) == shown.evaluate("SEED + 4")


def test_the_other_questions_lead_to_their_steps(visit):
    shown = visit(page_html(make_frames(gated())))
    shown.keyboard.press("w")
    others = shown.locator("#why-others button")
    assert [line.split("?")[0] + "?" for line in others.all_text_contents()] == [
        *(EN["why values"], EN["why one"], EN["why multiply"], EN["why add"]),
        EN["why wait"],
    ]
    for i, question in ((1, EN["why one"]), (3, EN["why add"]), (4, EN["why wait"])):
        others.nth(i).click()
        assert question in questions(shown)
    shown.keyboard.press("Escape")
    assert not shown.locator("#why").is_visible()
    chain = visit(page_html(make_frames(unit())))
    chain.click("#why-here")
    assert text(chain, "#why-missing") == EN["add none"] + EN["wait none"]


def test_the_whys_in_chinese(visit):
    shown = visit(page_html(make_frames(gated(), lang="zh")))
    shown.keyboard.press("w")
    for k in range(shown.evaluate("LAST + 1")):
        shown.evaluate(f"show({k})")
        said = text(shown, "#why")
        assert "{" not in said
        assert "undefined" not in said
        assert "为什么" in said


def test_what_is_asked_is_not_given_away(visit):
    shown = visit(page_html(make_frames(gated())))
    shown.locator("#predict").check()
    shown.evaluate("show(2)")
    for panel in ("why", "bugs"):
        shown.evaluate(f"openPanel('{panel}')")
        assert EN[f"{panel} asked"] in text(shown, f"#{panel}")
        assert shown.locator(f"#{panel} table, #{panel} details").count() == 0


# --- numbers ----------------------------------------------------------------------------------------------------------

TOPICS = """() => data.steps.map((_, k) => { step = k; return whysOf(k).map((topic) => ({
    kind: topic.kind, said: [topic.question, ...topic.texts, ...(topic.list ?? []), ...(topic.after ?? [])].join(' '),
    drawn: topic.sketch?.textContent ?? '' })); })"""


@quick
@given(program=expressions(inputs=3, max_size=12))
def test_the_numbers_of_the_whys_are_pythons(visit, program, blank_page):
    root = program.root
    film = make_frames(root)
    shown = visit(page_html(film), into=blank_page)
    told = shown.evaluate(TOPICS)
    nodes = record(root)
    sent = list(contributions(nodes))
    arrows = Counter(c.parent for c in sent)
    came = {node: [] for node in nodes}
    wrong = broken.recursion(nodes)
    for topics, contribution in zip(told[len(nodes) + 1 :], sent, strict=True):
        said = {topic["kind"]: topic for topic in topics}
        product, parent = pretty_number(contribution.product), contribution.parent
        assert f"= {product}" in said["multiply"]["said"]
        came[parent].append(contribution.product)
        assert ("add" in said) == (arrows[parent] > 1)
        if "add" in said and len(came[parent]) == arrows[parent]:
            assert pretty_number(contribution.total) in said["add"]["said"]
            terms = [pretty_number(x) for x in came[parent]]
            assert all(term in said["add"]["said"] for term in terms)
        if "wait" in said and "✗" in said["wait"]["drawn"]:
            drawn = said["wait"]["drawn"]
            assert any(f"✗ {pretty_number(x)}" in drawn for x in wrong.values())


@pytest.mark.parametrize("rule", ["sigmoid", "tanh", "exp", "log", "relu", "pow"])
def test_the_tangent_touches_the_curve(visit, rule):
    arguments = [Value(1.5, "x"), 3.0][: 2 if rule == "pow" else 1]
    root = apply(RULES[rule], *arguments).named("y")
    shown = visit(page_html(make_frames(root)))
    shown.evaluate("show(SEED + 1)")
    points, line, here = (
        shown.evaluate("""() => { const drawn = whySlope(ROOT, 0).sketch;
        const points = drawn.querySelector('.curve').getAttribute('d').match(/[-.\\d]+,[-.\\d]+/g)
            .map((pair) => pair.split(',').map(Number));
        const read = (element, names) => names.map((name) => Number(element.getAttribute(name)));
        return [points, read(drawn.querySelector('.tangent'), ['x1', 'y1', 'x2', 'y2']),
                read(drawn.querySelector('.here'), ['cx', 'cy'])]; }""")
    )
    x1, y1, x2, y2 = line
    assert y1 + (y2 - y1) * (here[0] - x1) / (x2 - x1) == pytest.approx(here[1])
    near = sorted(points, key=lambda point: abs(point[0] - here[0]))[:3]
    for x, y in near:  # pixels
        assert y == pytest.approx(y1 + (y2 - y1) * (x - x1) / (x2 - x1), abs=1.5)


def test_roles_have_sentences_of_their_own(visit):
    x, y = Value(2.0, "x"), Value(-1.0, "y")
    roots = {
        "pass": x + y,
        "negate": y - x,
        "swap": x * y,
        "swap number": x * 3,
        "scale number": x / 4,
        "route": maximum(x, y),
        "stop": maximum(y, x),
        "share": maximum(Value(1.0, "p"), Value(1.0, "q")),
        "change": transform_gradient(x, lambda g: g * 2),
    }
    for key, root in roots.items():
        shown = visit(page_html(make_frames(root.named("z"))))
        position = 1 if key == "negate" else 0
        said = shown.evaluate(f"(step = LAST, whySlope(ROOT, {position}).texts[0])")
        words = [part.split("{")[0] for part in EN[f"slope {key}"].split("}")]
        assert all(word in said for word in words), key


# --- the bug lab ------------------------------------------------------------------------------------------------------

RUN = """(codes) => codes.map((code) => { lang = code; return Object.keys(BUGS).map((name) => { const run = runBug(name);
    return [name, run.sentence, run.gradients && run.gradients.map(String), run.wrong.toSorted((x, y) => x - y)]; }); })"""


def check_bugs(shown, root):
    told = shown.evaluate(RUN, ["en", "zh"])
    nodes = record(root)
    for lang, runs in zip(("en", "zh"), told):
        lab = buglab(root, lang=lang)  # type: ignore[arg-type]
        assert [run[0] for run in runs] == list(BUGS)
        for name, sentence, gradients, wrong in runs:
            bug = lab.bugs[name]
            assert sentence == bug.explanation
            assert wrong == [i for i, node in enumerate(nodes) if node in bug.wrong]
            expected = [bug.gradients[node] for node in nodes] if gradients else []
            got = [float(x.replace("Infinity", "inf")) for x in gradients or []]
            assert got == pytest.approx(expected, rel=1e-12, nan_ok=True)


@quick
@given(program=expressions(inputs=3, max_size=12))
def test_mistakes_are_those_of_python(visit, program, blank_page):
    shown = visit(page_html(make_frames(program.root)), into=blank_page)
    check_bugs(shown, program.root)


def test_mistakes_at_other_numbers_and_on_large_graphs(visit):
    shown = visit(page_html(make_frames(squared())), at="#set=s:2")
    s = Value(2.0, "s")
    u = (s * s).named("u")
    check_bugs(shown, (u * s + u).named("t"))
    x = Value(1.0, "x")
    for _ in range(40):  # 2^40 paths: a recursion is not run
        x = x + x
    check_bugs(visit(page_html(make_frames(x.named("y")))), x)


def test_the_bug_lab_marks_what_is_wrong(visit):
    shown = visit(page_html(make_frames(graph_e())))
    shown.keyboard.press("m")
    assert shown.locator("#bugs input").count() == len(BUGS)
    lab = buglab(graph_e())
    assert text(shown, "#bugs-shown p") == lab.bugs["assign"].explanation
    marked = "boxes.map((g) => [g.querySelector('.formula').textContent, g.classList.contains('wrong')])"
    assert [name for name, wrong in shown.evaluate(marked) if wrong] == ["b"]
    assert text(shown, "g.node >> nth=1 >> .grad") == "✗ 2 (5)"
    rows = shown.locator("#bugs tbody tr").all_inner_texts()
    assert rows[1].split("\t") == ["b", "5", "✗ 2"]
    label = shown.locator("g.node").nth(1).get_attribute("aria-label")
    assert label == "input b: gradient ✗ 2 (5)"
    shown.locator("#bugs input").nth(2).check()
    assert text(shown, "#bugs-shown p") == lab.bugs["zero"].explanation
    shown.keyboard.press("Escape")
    assert text(shown, "g.node >> nth=1 >> .grad") == ""  # as it is at this step
    assert shown.locator("g.node.wrong").count() == 0


def test_what_changes_gradients_on_purpose_has_no_bug_lab(visit):
    x = Value(2.0, "x")
    root = (transform_gradient(x * 3, lambda g: g * 2) * x).named("y")
    shown = visit(page_html(make_frames(root)))
    shown.keyboard.press("m")
    assert text(shown, "#bugs-shown") == EN["bugs changed"]


def test_hostile_names_stay_words(visit):
    shown = visit(page_html(make_frames(nasty_graph())))
    for key in ("w", "m", "e"):
        shown.keyboard.press(key)
        for k in (0, 20, len(NASTY) * 4):
            shown.evaluate(f"show({k})")
        shown.keyboard.press("Escape")
    assert shown.evaluate("window.pwned") is None
    assert shown.locator("#panels img, #panels a, #panels script").count() == 0
    eventually(shown, "opened === null")


def test_a_sample_of_rules_is_explained_without_a_gap(visit):
    chance = random.Random(7)
    for rule in chance.sample(list(RULES.values()), 12):
        arguments = [Value(0.5 + i, f"x{i}") for i in range(rule.arity or 3)]
        shown = visit(page_html(make_frames(apply(rule, *arguments).named("z"))))
        for topics in shown.evaluate(TOPICS):
            for topic in topics:
                assert "undefined" not in topic["said"], rule.name
                assert "{" not in topic["said"], rule.name
