"""Numbers travel along the arrows as they are drawn, against them in the backward pass; without motion nothing is lost."""

import pytest
from pages import eventually, graph_e, step

from autograd.dialects import pretty_number
from tests.screens import gated
from viz.analysis.contributions import contributions
from viz.films.frames import make_frames
from viz.films.page import page_html

pytestmark = pytest.mark.browser


@pytest.fixture
def moving(visit):
    """A page in a profile that has nothing against motion."""

    def open_page(film, at=""):
        shown = visit(page_html(film))
        shown.emulate_media(reduced_motion="no-preference")
        shown.reload()
        if at:
            shown.evaluate(f"show({at})")
        return shown

    return open_page


FORMS = [
    {},
    {"style": "circuit"},
    {"leaves": "tags", "constants": "inside"},
    {"captions": "number"},
    {"rankdir": "TB"},
]


@pytest.mark.parametrize("form", FORMS)
def test_a_contribution_travels_from_sender_to_receiver(moving, form):
    film = make_frames(gated(), **form)
    shown = moving(film, "SEED")
    sent = list(contributions(film.steps.nodes))
    for contribution in sent:
        shown.keyboard.press("ArrowRight")
        found = shown.evaluate("""() => { const [i] = data.steps[step].arrows;
            const path = edges[i].querySelector('path:not(.hit)'), length = path.getTotalLength();
            const moves = travellers[0].getAnimations()[0].effect.getKeyframes().map((frame) => frame.transform);
            const at = (place) => { const p = path.getPointAtLength(place); return [p.x, p.y]; };
            const read = (text) => text.match(/-?[\\d.]+(e-?\\d+)?/g).map(Number);
            return { count: travellers.length, text: travellers[0].querySelector('text').textContent,
                     from: read(moves[0]), to: read(moves.at(-1)), head: at(length), tail: at(0) }; }""")
        assert found["count"] == 1
        assert found["text"] == pretty_number(contribution.product)
        assert found["from"] == pytest.approx(found["head"], abs=0.1)
        assert found["to"] == pytest.approx(found["tail"], abs=0.1)
    eventually(shown, "travellers.length === 0")
    assert shown.locator(".traveller").count() == 0


def test_values_travel_forward(moving):
    shown = moving(make_frames(graph_e()), "1")
    shown.keyboard.press("ArrowRight")
    assert shown.evaluate("data.steps[step].kind") == "forward"
    texts = shown.locator(".traveller text").all_text_contents()
    assert sorted(texts) == ["1", "2"]


def test_the_next_step_does_not_wait(moving):
    shown = moving(make_frames(graph_e()), "SEED")
    before = step(shown)
    for i in range(4):
        shown.keyboard.press("ArrowRight")
        assert step(shown) == before + i + 1
        assert shown.locator(".traveller").count() == 1
    shown.keyboard.press("ArrowLeft")  # nothing is sent by going back
    assert shown.locator(".traveller").count() == 0
    shown.evaluate("show(SEED)")
    shown.locator("#motion").uncheck()
    shown.evaluate("document.activeElement.blur()")
    shown.keyboard.press("ArrowRight")
    assert shown.locator(".traveller").count() == 0


def test_without_motion_the_second_head_says_it(visit):
    shown = visit(page_html(make_frames(graph_e())))
    assert not shown.locator("#motion").is_visible()
    shown.evaluate("show(SEED)")
    assert not shown.locator(".tail-head >> visible=true").count()
    for _ in range(4):
        shown.keyboard.press("ArrowRight")
        assert shown.locator(".traveller").count() == 0
        heads = shown.evaluate("""() => edges.map((group) => [getComputedStyle(group.querySelector('.tail-head')).display,
            group.classList.contains('on')])""")
        assert [display != "none" for display, _ in heads] == [on for _, on in heads]
        assert sum(on for _, on in heads) == 1
