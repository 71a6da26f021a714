"""Whoever has no mouse, no perfect eyes, or listens: axe-core finds nothing in any state, keys reach everything."""

import importlib
import os

import pytest
from pages import eventually, graph_e, step, text, unit

import viz
from viz.lang.page import LABELS

pytestmark = pytest.mark.browser

SIZES = {
    "wall": {"width": 1280, "height": 720},
    "old projector": {"width": 1024, "height": 768},
    "phone": {"width": 390, "height": 844},
    "200 %": {"width": 640, "height": 360, "scale": 2},
}


@pytest.fixture(scope="module")
def html():
    return str(viz.film(unit()).encode("html"))


@pytest.fixture(scope="module")
def axe():
    """A machine without it skips; where CI is true, that is a failure."""
    if os.environ.get("CI") != "true":
        pytest.importorskip("axe_playwright_python")
    return importlib.import_module("axe_playwright_python.sync_playwright").Axe()


def complaints(axe, shown):
    found = axe.run(shown).response["violations"]
    return [(one["id"], [node["html"][:120] for node in one["nodes"]]) for one in found]


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("size", SIZES)
def test_axe_finds_nothing_in_any_state(visit, axe, html, size, theme):
    lang = "zh" if size == "old projector" else "en"
    link = f"theme={theme}&lang={lang}"
    shown = visit(html, at=f"#{link}", **SIZES[size])
    states = {"first card": complaints(axe, shown)}
    for k in (1, 3, 9, 12):
        shown = visit(html, at=f"#step={k}&{link}", into=shown, **SIZES[size])
        states[f"step {k}"] = complaints(axe, shown)
    for panel in shown.evaluate("[...openers.keys()]"):
        shown.evaluate("(panel) => openPanel(panel)", panel)
        states[panel] = complaints(axe, shown)
    shown.evaluate("closePanel()")
    shown.keyboard.press("f")
    states["whole screen"] = complaints(axe, shown)
    shown.keyboard.press("f")
    eventually(shown, "!isFull()")
    shown.evaluate("openCard('ending')")
    states["last card"] = complaints(axe, shown)
    link = f"#step=4&predict=1&{link}"
    shown = visit(html, at=link, into=shown, **SIZES[size])
    states["quiz"] = complaints(axe, shown)
    assert {name: found for name, found in states.items() if found} == {}


CONTRAST = """() => {
    const canvas = document.createElement('canvas').getContext('2d', { willReadFrequently: true });
    const light = (colour) => {
        canvas.fillStyle = colour; canvas.fillRect(0, 0, 1, 1);
        const [r, g, b] = [...canvas.getImageData(0, 0, 1, 1).data].map((x) => x / 255)
            .map((x) => (x <= 0.04045 ? x / 12.92 : ((x + 0.055) / 1.055) ** 2.4));
        return 0.2126 * r + 0.7152 * g + 0.0722 * b;
    };
    const ratio = (one, other) => { const [a, b] = [light(one), light(other)].sort(); return (b + 0.05) / (a + 0.05); };
    const page = getComputedStyle(document.body).backgroundColor;
    return [...document.querySelectorAll('#pane text')].filter((line) => line.textContent.trim()).map((line) => {
        const box = line.matches('.formula') ? line.parentNode.querySelector('.box') : null;
        const fill = box ? getComputedStyle(box).fill : page;
        return [ratio(getComputedStyle(line).fill, fill === 'none' ? page : fill), line.textContent];
    }).filter(([found]) => found < 4.5);
}"""


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_texts_of_the_graph_stand_out(visit, html, theme):
    """Also what has not happened yet, and what is lit; axe does not look at drawings."""
    shown = visit(html, at=f"#step=1&theme={theme}")
    for _ in range(12):
        assert shown.evaluate(CONTRAST) == []
        shown.keyboard.press("ArrowRight")


def test_the_help_lists_every_key_with_what_it_does(visit, html):
    shown = visit(html)
    shown.keyboard.press("k")
    listed = shown.evaluate("KEY_WORDS.flatMap(([keys]) => keys)")
    assert set(shown.evaluate("Object.keys(KEYS)")) == set(listed)
    assert len(listed) == len(set(listed))  # no key does two things
    words = shown.locator("#key-list dd").all_text_contents()
    assert LABELS["en"]["full screen"] in words
    assert all(words)
    shown.keyboard.press("Escape")
    assert not shown.locator("#keys").is_visible()
    shown.keyboard.press("K")  # with the capitals locked, too
    assert shown.locator("#keys").is_visible()


def test_a_panel_takes_the_focus_and_gives_it_back(visit, html):
    shown = visit(html)
    shown.locator("#open-what-if").focus()
    shown.keyboard.press("Enter")
    assert shown.evaluate("document.activeElement.id") == "what-if"
    assert shown.locator("#open-what-if").get_attribute("aria-expanded") == "true"
    shown.keyboard.press("Escape")
    assert shown.evaluate("document.activeElement.id") == "open-what-if"
    assert shown.locator("#open-what-if").get_attribute("aria-expanded") == "false"
    shown.keyboard.press("t")
    shown.keyboard.press("w")  # one is open at a time
    assert shown.locator(".panel:not([hidden])").count() == 1


def test_under_a_card_nothing_has_the_focus(visit, html):
    shown = visit(html, at="")
    for _ in range(40):
        shown.keyboard.press("Tab")
        assert not shown.evaluate(
            "document.getElementById('stage').contains(document.activeElement)"
        )
    shown.evaluate("document.activeElement.blur()")
    shown.keyboard.press("Escape")
    shown.locator("g.node[tabindex='0']").focus()
    assert shown.evaluate(
        "document.getElementById('stage').contains(document.activeElement)"
    )


def test_a_link_is_copied_or_shown(visit, html):
    shown = visit(html, at="#step=5")
    shown.evaluate(
        "() => { window.kept = []; Object.defineProperty(navigator, 'clipboard', { configurable: true,"
        " value: { writeText: async (line) => { kept.push(line); } } }); }"
    )
    shown.keyboard.press("c")
    eventually(shown, "kept.length === 1")
    assert shown.evaluate("kept[0]").endswith("page.html#step=5")
    eventually(shown, "document.getElementById('link-copied').textContent !== ''")
    shown.evaluate(
        "() => { Object.defineProperty(navigator, 'clipboard', { value: undefined });"
        " document.execCommand = () => false; }"
    )
    shown.click("#copy-link")
    eventually(shown, "!document.getElementById('link-text').hidden")
    assert shown.locator("#link-text").input_value().endswith("#step=5")


def test_in_a_frame_without_rights_all_works(visit):
    """A cell of a notebook: no address, no clipboard, no full screen, perhaps a small window."""
    inside = str(viz.film(graph_e()).encode("html"))
    quoted = inside.replace("&", "&amp;").replace('"', "&quot;")
    shown = visit(
        "<!DOCTYPE html><title>notebook</title>"
        f'<iframe sandbox="allow-scripts" srcdoc="{quoted}" width="800" height="600"></iframe>'
    )
    frame = shown.frame_locator("iframe")
    frame.locator("#from-start").click()
    frame.locator("#next").click()
    assert frame.locator("#count").text_content() == "Step 2 of 11"
    frame.locator("#fullscreen").click()
    assert not frame.locator("#settings").is_visible()
    frame.locator("#leave").click()
    assert frame.locator("#settings").is_visible()
    assert not frame.locator("#copy-link").is_visible()  # there is no address to copy
    frame.locator("#last").click()
    frame.locator("#next").click()
    assert frame.locator("#ending li").count() == 2


def test_nothing_moves_for_those_who_asked_for_rest(visit, html):
    shown = visit(html)  # the tests' browser asks for it
    moving = """() => [...document.querySelectorAll('*')].filter((x) => {
        const style = getComputedStyle(x);
        return style.animationName !== 'none' || parseFloat(style.transitionDuration) > 0; }).length"""
    for _ in range(12):
        assert shown.evaluate(moving) == 0
        shown.keyboard.press("PageDown")
    assert step(shown) == 12
    assert text(shown, "#count") == "Step 12 of 12"
