"""Predict first, on the page: every question, what counts as an answer, what is said of mistakes, keys and the score."""

import math
import random
import re

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pages import (
    PARTS,
    SHOWN,
    eventually,
    graph_e,
    nasty_graph,
    some_rows,
    step,
    text,
    unit,
)

from autograd import Value
from autograd.strategies import expressions
from viz.films.frames import make_frames
from viz.films.page import page_html
from viz.films.prediction import MISTAKES, agree, mistakes
from viz.lang.page import LABELS
from viz.lessons.steps import steps

pytestmark = pytest.mark.browser

EN = LABELS["en"]
OPEN = EN["open question"]


@pytest.fixture
def quiz(visit):
    """The page of graph e, in which questions are asked."""
    return visit(page_html(make_frames(graph_e())), at="#step=3&predict=1")


def answer(open_page, text, key="Enter"):
    """Type an answer and press a key."""
    open_page.locator("#answer").fill(text)
    open_page.locator("#answer").press(key)


def verdict(open_page):
    return text(open_page, "#verdict")


def focused(open_page):
    return open_page.evaluate("document.activeElement.id")


def right_answers(root):
    """What is asked at each step of a graph, with the right answers: [(step, question, answer), ...]."""
    found = []
    for k, taken in enumerate(steps(root), 1):
        if taken.kind == "forward":
            found.append((k, "value", taken.node.data))
        elif taken.kind == "seed":
            found.append((k, "seed", 1.0))
        elif taken.kind == "backward":
            found.append((k, "contribution", taken.contribution))
            if taken.heard > 1:
                found.append((k, "sum", taken.total))
    return found


# --- questions and answers ------------------------------------------------------------------------------------------


@pytest.mark.parametrize("build", [graph_e, unit, nasty_graph])
def test_whoever_answers_all_questions_with_enter_gets_through(visit, build):
    """Type, Enter, Enter: no other key is needed, and at the end all is counted."""
    root = build()
    shown = visit(page_html(make_frames(root)), at="#predict=1")
    expected = right_answers(root)
    for k, question, right in expected:
        while step(shown) < k:
            shown.keyboard.press("ArrowRight")
        assert step(shown) == k
        assert shown.evaluate("openQuestion(step)") == question
        assert focused(shown) == "answer"
        shown.keyboard.type(repr(right))
        shown.keyboard.press("Enter")
        assert verdict(shown).startswith("Right, ")
    total = len(expected)
    assert f"{total} of {total} right at once" in verdict(shown)
    assert text(shown, "#score") == f"Score {total}/{total}"
    shown.click("#score")
    assert text(shown, "#marks-total") == (
        f"That was the last question. {total} of {total} right at once, 0 after another try, 0 shown; 0 still open."
    )
    assert shown.locator("#marks-list li").count() == total
    shown.keyboard.press("Escape")
    shown.click("#next")
    assert f"{total} of {total} right at once" in shown.locator("#ending").inner_text()
    shown.click("#back-to-graph")
    shown.click("#score")
    shown.click("#start-again")
    assert step(shown) == 1
    assert text(shown, "#score") == "Score 0/0"


@pytest.mark.parametrize(
    ("typed", "number"),
    [
        ("3", 3.0),
        (" 3 ", 3.0),
        ("+3.0", 3.0),
        ("3,0", 3.0),
        ("6/2", 3.0),
        ("−6/−2", 3.0),
        (".5", 0.5),
        ("0,5", 0.5),
        ("1/2", 0.5),
        ("−2", -2.0),
        ("-2", -2.0),
        ("1e-3", 1e-3),
        ("1E-3", 1e-3),
        ("−1.5e−7", -1.5e-7),
        ("０．５", 0.5),
        ("－２", -2.0),
        ("∞", math.inf),
        ("-inf", -math.inf),
        ("nan", math.nan),
        *[
            (odd, None)
            for odd in ("", "three", "1/2/3", "1 000.5.2", "1e", "0x10", "--2")
        ],
        *[(odd, None) for odd in ("/", "1/", ".", "e3", "1,000.5", "<b>", "3;4")],
    ],
)
def test_numbers_as_people_type_them(quiz, typed, number):
    got = quiz.evaluate("(text) => String(readNumber(text))", typed)
    if number is None:
        assert got == "null"
    else:
        read = float(got.replace("Infinity", "inf"))
        assert read == number or (math.isnan(read) and math.isnan(number))


def test_an_answer_within_half_a_percent_is_right(quiz):
    for typed in ("3.01", "2.99", "3"):
        quiz.evaluate("replies.clear(); draw()")
        answer(quiz, typed)
        assert verdict(quiz) == "Right, 3."
    quiz.evaluate("replies.clear(); draw()")
    answer(quiz, "3.02")
    assert verdict(quiz) == "Not 3.02."


def test_a_wrong_answer_is_named_and_may_be_tried_again(quiz):
    answer(quiz, "-3")
    assert verdict(quiz) == "Not −3: the sign is wrong."
    assert "3" not in text(quiz, "#numbers")
    assert quiz.evaluate("asked(step)")
    quiz.keyboard.type("x")  # what was typed is selected: the next letter replaces it
    assert quiz.locator("#answer").input_value() == "x"
    quiz.keyboard.press("Enter")
    assert verdict(quiz).startswith("“x” cannot be read as a number")
    answer(quiz, "")
    assert verdict(quiz) == EN["type a number"]
    answer(quiz, "3")
    assert verdict(quiz) == "Right, 3."
    assert text(quiz, "#sentence") == steps(graph_e())[2].text
    assert text(quiz, "#score") == "Score 0/1"
    quiz.click("#score")
    assert text(quiz, "#marks-list li span") == "✓ at try 2"


def test_the_sum_at_a_fork_is_asked_after_what_arrives(quiz):
    quiz.evaluate("show(10)")
    assert quiz.evaluate("openQuestion(step)") == "contribution"
    numbers = quiz.locator("#numbers dd")
    assert numbers.all_text_contents() == ["2", "?", "?", "3", "?"]
    assert quiz.evaluate(SHOWN)["boxes"][1][:2] == ["1", "3 + ?"]
    answer(quiz, "5")
    assert "that is the sum so far" in verdict(quiz)
    answer(quiz, "1")
    assert "that is the local" in verdict(quiz)
    answer(quiz, "2")
    assert verdict(quiz) == "Right, 2."
    assert "2 arrives at b, which had 3 already." in text(quiz, "#sentence")
    assert numbers.all_text_contents() == ["2", "1", "2", "3", "?"]
    for typed, hint in (("2", "still to be added"), ("6", "not multiplied")):
        answer(quiz, typed)
        assert hint in verdict(quiz)
    answer(quiz, "5")
    assert text(quiz, "#sentence") == steps(graph_e())[10].text
    assert quiz.evaluate(SHOWN)["boxes"][1][:2] == ["1", "5"]


def judged(open_page, questions):
    """For each (step, question, answer) what the page says it is: "right", or the name of a mistake, or ""."""
    return open_page.evaluate(
        """(all) => all.map(([k, question, text]) => {
            const answer = Number(text.replace("inf", "Infinity"));
            return agree(answer, rightAnswer(k, question)) ? "right" : mistakeIn(k, question, answer);
        })""",
        [[k - 1, question, repr(given)] for k, question, given in questions],
    )


def judged_in_python(story, k, question, given):
    taken = story[k - 1]
    right = {"value": taken.node.data, "contribution": taken.contribution}.get(
        question, taken.total
    )
    if agree(given, right):
        return "right"
    found = mistakes(taken, right, question)
    return next((name for name, x in found if agree(given, x)), "")


def compare_judgements(open_page, root, seed):
    """Right answers, every mistake of the table, near misses and numbers at random: one verdict in both languages."""
    chance = random.Random(seed)
    story = steps(root)
    tried = []
    for k, question, right in right_answers(root):
        given = [right, right * 1.004, right * 1.006, -right, 0.0, chance.gauss(0, 2)]
        given += [x for _, x in mistakes(story[k - 1], right, question)]
        tried += [(k, question, x) for x in given]
    expected = [judged_in_python(story, *one) for one in tried]
    assert judged(open_page, tried) == expected
    return set(expected)


def test_verdicts_are_those_of_python(visit):
    found = set()
    for build in (graph_e, unit):
        root = build()
        shown = visit(page_html(make_frames(root)))
        found |= compare_judgements(shown, root, 1)
    assert {"right", "sign", "upstream", "local", "total", "contribution", ""} <= found


@pytest.fixture
def blank_page(visit):
    """A page to be used for many graphs."""
    return visit("<!DOCTYPE html>")


@settings(max_examples=20, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(program=expressions(inputs=3, max_size=10), seed=st.integers(0, 99))
@pytest.mark.slow
def test_verdicts_are_those_of_python_on_random_graphs(
    visit, program, seed, blank_page
):
    shown = visit(page_html(make_frames(program.root)), into=blank_page)
    compare_judgements(shown, program.root, seed)


@pytest.mark.parametrize("part", range(PARTS))
@pytest.mark.slow
def test_every_row_can_be_asked_about(visit, part):
    root, _ = some_rows(part)
    shown = visit(page_html(make_frames(root)))
    compare_judgements(shown, root, part)


def test_every_mistake_has_its_hint_in_both_languages():
    for asked, names in MISTAKES.items():
        for labels in LABELS.values():
            assert f"ask {asked}" in labels
            assert all(labels[f"hint {name}"] for name in names)


# --- nothing is given away ------------------------------------------------------------------------------------------


EVERYTHING = """() => [document.body.innerText,
    ...[...document.querySelectorAll('#pane title, #pane text')].map((x) => x.textContent),
    ...[...document.querySelectorAll('[aria-label], [title], [aria-valuetext]')].map((x) =>
        [x.getAttribute('aria-label'), x.title, x.getAttribute('aria-valuetext')].join(' '))].join(' | ')"""
"""What can be read or heard of the page."""


def test_no_text_and_no_name_gives_an_answer_away(visit):
    """Each number of this graph is found nowhere else: 7.13 · 0.57 = 4.0641."""
    x, w = Value(7.13, "x"), Value(0.57, "w")
    root = ((x * w).named("z").tanh().named("h") * x).named("y")
    story = steps(root)
    shown = visit(page_html(make_frames(root)), at="#predict=1")
    for button in ("running-table", "what-if", "marks", "explanation", "why", "train"):
        shown.click(f"#open-{button}")
        for k, question, right in right_answers(root):
            shown.evaluate(
                f"replies.clear(); for (let k = 0; k < {k - 1}; k += 1) for (const q of questionsAt(k)) "
                "replies.set(`${k} ${q}`, { tries: 1, answered: true, shown: false });"
            )
            shown.evaluate(f"show({k - 1})")
            heard = shown.evaluate(EVERYTHING)
            if question in ("value", "sum"):
                assert f"{right:.4g}" not in heard.replace("−", "-"), (k, question)
            local = story[k - 1].local
            if question == "contribution" and f"{local:.4g}" != "1":
                lit = shown.locator(".edge.on .partial").all_text_contents()
                assert lit == ["?"]
                arrow = f"∂{story.names[story[k - 1].node]}/∂{story.names[story[k - 1].parent]} = "
                assert not re.search(re.escape(arrow) + r"(?!\?)", heard), (k, button)


def test_the_last_card_waits_for_the_last_question(visit):
    shown = visit(page_html(make_frames(graph_e())), at="#step=11&predict=1")
    for expected in (OPEN, "The answer is 2; not counted as yours."):
        shown.click("#next")
        assert verdict(shown) == expected
        assert not shown.locator("#ending").is_visible()


def test_the_first_card_does_not_say_the_result_of_a_quiz(visit):
    shown = visit(page_html(make_frames(unit())), at="#step=1&predict=1")
    shown.click("#help")
    assert "The result is f = ?." in text(shown, "#given")
    shown.click("#from-seed")
    assert shown.evaluate("openQuestion(step)") == "seed"


def test_the_seed_does_not_say_its_answer(visit):
    shown = visit(page_html(make_frames(unit())), at="#predict=1")
    k = next(k for k, question, _ in right_answers(unit()) if question == "seed")
    shown.evaluate(f"show({k - 1})")
    assert "1" not in text(shown, "#caption #head")
    assert "1" not in text(shown, "#sentence")
    answer(shown, "0")
    assert "so it is not 0" in verdict(shown)
    answer(shown, "1")
    assert verdict(shown) == "Right, 1."


# --- nobody gets past an open question ------------------------------------------------------------------------------


def test_next_says_that_a_question_is_open_and_shows_it_at_the_second_press(quiz):
    quiz.click("#next")
    assert (step(quiz), verdict(quiz)) == (3, OPEN)
    assert "3" not in text(quiz, "#numbers")
    quiz.click("#next")
    assert (step(quiz), verdict(quiz)) == (3, "The answer is 3; not counted as yours.")
    assert text(quiz, "#score") == "Score 0/1"
    quiz.click("#next")
    assert step(quiz) == 4


@pytest.mark.parametrize("key", ["PageDown", "ArrowRight"])
@pytest.mark.parametrize("where", ["answer", "predict", "body"])
def test_a_clicker_does_not_skip_a_question(quiz, key, where):
    if where == "body":
        quiz.evaluate("document.activeElement.blur()")
    else:
        quiz.locator(f"#{where}").focus()
    quiz.keyboard.press(key)
    assert (step(quiz), verdict(quiz)) == (3, OPEN)
    quiz.keyboard.press(key)
    assert not quiz.evaluate("asked(step)")
    assert step(quiz) == 3
    quiz.keyboard.press(key)
    assert step(quiz) == 4


def test_end_slider_and_links_stop_at_the_question(quiz):
    for go in (
        lambda: quiz.keyboard.press("End"),
        lambda: quiz.locator("#slider").fill("9"),
        lambda: quiz.click("#last"),
    ):
        go()
        assert (step(quiz), verdict(quiz)) == (3, OPEN)
        assert quiz.locator("#slider").input_value() == "2"
    answer(quiz, "3")
    quiz.locator("#slider").fill("9")  # on the way is the next question
    assert step(quiz) == 4
    assert quiz.evaluate("asked(step)")
    quiz.keyboard.press("PageUp")
    assert step(quiz) == 3


def test_whoever_wants_the_backward_pass_gets_there(quiz):
    quiz.click("#to-backward")
    assert step(quiz) == 6
    assert quiz.evaluate("openQuestion(step)") == "seed"
    quiz.keyboard.press("PageUp")
    assert quiz.evaluate("asked(step)")  # what was passed over is still asked


def test_play_pauses_at_a_question(quiz):
    quiz.click("#play")
    assert quiz.locator("#play").get_attribute("aria-label") == "Play"
    assert (step(quiz), verdict(quiz)) == (3, OPEN)
    answer(quiz, "3")
    quiz.select_option("#speed", "4")
    quiz.click("#play")
    eventually(quiz, "step === 3")
    eventually(quiz, "timer === null")
    quiz.wait_for_timeout(900)
    assert step(quiz) == 4
    assert quiz.evaluate("asked(step)")


@pytest.mark.parametrize("key", ["Enter", "Space"])
@pytest.mark.parametrize("where", ["answer", "predict", "body", "next", "node"])
def test_enter_and_space_answer_wherever_the_focus_is(quiz, key, where):
    quiz.locator("#answer").fill("3")
    if where == "body":
        quiz.evaluate("document.activeElement.blur()")
    else:
        place = "#pane g.node >> nth=0" if where == "node" else f"#{where}"
        quiz.locator(place).focus()
    quiz.keyboard.press(key)
    assert verdict(quiz) == "Right, 3."
    assert quiz.locator("#predict").is_checked()


def test_with_the_keyboard_alone(visit):
    """From the check box to a question: Space, then Enter until something is asked."""
    shown = visit(page_html(make_frames(graph_e())))
    shown.locator("#predict").focus()
    shown.keyboard.press("Space")
    for _ in range(2):
        shown.keyboard.press("Enter")
    assert step(shown) == 3
    assert focused(shown) == "answer"
    shown.keyboard.type("3")
    shown.keyboard.press("Space")
    assert verdict(shown) == "Right, 3."
    shown.keyboard.press("Enter")
    assert step(shown) == 4
    shown.evaluate("document.activeElement.blur()")
    shown.keyboard.press("p")
    assert not shown.locator("#predict").is_checked()
    assert text(shown, "#sentence") == steps(graph_e())[3].text
    assert not shown.locator("#quiz").is_visible()


def test_what_was_answered_stays_answered(quiz):
    quiz.click("#reveal")
    quiz.keyboard.press("ArrowLeft")
    quiz.keyboard.press("ArrowRight")
    assert text(quiz, "#sentence") == steps(graph_e())[2].text
    quiz.click("#predict")
    quiz.evaluate("show(3)")
    assert text(quiz, "#sentence") == steps(graph_e())[3].text


def test_the_link_has_the_quiz(quiz):
    assert "predict=1" in quiz.evaluate("location.hash")
    quiz.click("#predict")
    assert "predict" not in quiz.evaluate("location.hash")


@pytest.mark.parametrize("size", [(1280, 720), (1024, 768), (390, 844), (640, 360)])
@pytest.mark.parametrize("lang", ["en", "zh"])
def test_the_field_and_what_is_asked_about_are_in_sight(visit, size, lang):
    film = make_frames(graph_e(), lang=lang)
    width, height = size
    shown = visit(page_html(film), at="#step=11&predict=1", width=width, height=height)
    answer(shown, "5")
    assert shown.evaluate("document.documentElement.scrollWidth <= innerWidth")
    for selector in ("#answer", "#check", "#reveal", "#score"):
        box = shown.locator(selector).bounding_box()
        assert box["x"] >= 0
        assert box["x"] + box["width"] <= width + 0.5
    for selector in ("#sentence", "#verdict"):
        assert shown.evaluate(
            "(s) => { const x = document.querySelector(s); return x.scrollHeight <= x.clientHeight + 1; }",
            selector,
        ), selector
