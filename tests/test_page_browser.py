"""The page in a real browser: every control, every step, other numbers, hostile labels, keys, small and enlarged."""

from xml.etree import ElementTree

import pytest
from pages import (
    NASTY,
    SHOWN,
    eventually,
    graph_e,
    hundred,
    nasty_graph,
    step,
    text,
    unit,
)

from autograd import Value, dot, maximum, scope, total, transform_gradient
from viz.films.frames import make_frames
from viz.films.page import page_html
from viz.lang.page import LABELS
from viz.lessons.steps import steps
from viz.render.svg import render

pytestmark = pytest.mark.browser

EN = LABELS["en"]
STEPS = 11  # of graph e


@pytest.fixture
def graph(visit):
    """The page of graph e at its first step."""
    return visit(page_html(make_frames(graph_e())))


# --- what it shows --------------------------------------------------------------------------------------------------


SHORT = {"captions": "number", "constants": "inside", "leaves": "tags"}


@pytest.mark.parametrize(
    ("lang", "form"),
    [("en", {}), ("zh", {}), ("en", SHORT), ("en", {"leaves": "tags"})],
)
@pytest.mark.parametrize("style", ["nodes", "circuit"])
def test_every_step_shows_what_the_frames_show(visit, style, lang, form):
    for root in (graph_e(), unit()):
        film = make_frames(root, style=style, lang=lang, **form)
        shown = visit(page_html(film))
        for frame in film.frames:
            assert shown.evaluate(SHOWN) == {
                "boxes": [
                    [box.value, box.grad, box.lit] for box in frame.picture.boxes
                ],
                "arrows": [
                    [arrow.caption, arrow.lit] for arrow in frame.picture.arrows
                ],
                "caption": [frame.title, frame.caption],
            }
            shown.keyboard.press("ArrowRight")


def awkward_graphs():
    """What a page says in words of its own: places, names that nobody gave, ties, long formulas, changed gradients."""
    s, w, q = Value(3.0, "s"), Value(2.0, "损失"), Value(-0.5, "net_h1")
    u = (s * s).named("u")
    yield (u * s + u - maximum(w, 2.0) * 1.5).named("E_total")
    yield dot([s, w, q, s, q], [q, s, s, w, 2.0], bias=s).named("long")
    yield total([s.floor(), abs(q), maximum(w, w), -u, q**2, s])
    yield (transform_gradient(s, lambda g: -2 * g).named("t") * s + w).named("y")


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_sentences_and_formulas_are_those_of_python(visit, lang):
    told = "() => data.steps.map((_, k) => told(k, numbers, now.values, lang))"
    for root in awkward_graphs():
        film = make_frames(root, lang=lang)
        shown = visit(page_html(film)).evaluate(told)
        for here, fact in zip(shown, film.steps, strict=True):
            assert (here["title"], here["text"], here["latex"]) == (
                (fact.title, fact.text, fact.latex)
            )


def test_places_are_told_in_the_language_of_the_page(visit):
    s = Value(3.0, "s")
    shown = visit(page_html(make_frames((s * s).named("u"), captions="long")))
    shown.keyboard.press("End")
    assert "∂u/∂s (left) = s = 3" in text(shown, "#pane")
    shown.click("#language")
    assert "∂u/∂s (左) = s = 3" in text(shown, "#pane")
    assert "left" not in text(shown, "#pane svg")


def test_names_have_the_scripts_of_the_picture(visit):
    """Python draws the first picture, the page writes its texts anew: letters, heights and places stay."""
    x, w = Value(2.0, "x̂_1"), Value(0.5, "W_{ij}^{(2)}")
    root = ((x * w).named("net_h1") ** Value(3.0, "alpha")).named("E_total")
    film = make_frames(root, captions="long")
    shown = visit(page_html(film))
    shown.keyboard.press("End")
    read = """() => [...document.querySelectorAll('#pane svg .partial')].map((line) => [...line.childNodes].map((part) =>
        [part.textContent, Number(part.getAttribute?.('dy') || 0).toFixed(2)]))"""
    drawn = svg_spans(film)
    assert len(drawn) == 4
    assert shown.evaluate(read) == drawn
    heading = "() => document.querySelector('#heading').innerHTML"
    assert shown.evaluate(heading) == (
        "From net<sub>h1</sub> back to W<sub>ij</sub><sup>(2)</sup>"
    )
    titles = "() => [...document.querySelectorAll('#pane title')].map((title) => title.textContent).join(' ')"
    assert "W_{ij}^{(2)}" in shown.evaluate(titles)


def svg_spans(film):
    """The letters of every caption on an arrow in the SVG, with their steps downwards."""
    root = ElementTree.fromstring(
        render(film.frames[-1].picture, film.sheet, film.theme)
    )
    lines = []
    for line in root.iter("{http://www.w3.org/2000/svg}text"):
        if line.get("class") != "partial":
            continue
        spans = [[line.text, "0.00"]] if line.text else []
        for span in line:
            spans.append([span.text, f"{float(span.get('dy', 0)):.2f}"])
        lines.append(spans)
    return lines


PLACES = """() => [...document.querySelectorAll(
        '.node, .node rect, .edge path, #caption, #stage, #controls, #panels, #count, button'
    )].map((x) => { const r = x.getBoundingClientRect();
                  const box = x.classList.contains('node') ? x.querySelector('rect').getBoundingClientRect() : r;
                  return [box.x, box.y, x.matches('.node, button') ? 0 : r.width]; })"""


@pytest.mark.parametrize("predict", [False, True])
def test_nothing_moves_from_step_to_step(visit, predict):
    shown = visit(page_html(make_frames(graph_e())))
    if predict:
        shown.click("#predict")
    places = []
    for _ in range(STEPS):
        places.append(shown.evaluate(PLACES))
        shown.keyboard.press("Enter")
        places.append(shown.evaluate(PLACES))
        shown.keyboard.press("ArrowRight")
    assert all(place == places[0] for place in places)


def test_a_hundred_nodes_in_a_browser(visit):
    film = make_frames(hundred())
    shown = visit(page_html(film), at="#step=150")
    assert step(shown) == 150
    frame = film.frames[149]
    got = shown.evaluate(SHOWN)
    assert [box[:2] for box in got["boxes"]] == [
        [box.value, box.grad] for box in frame.picture.boxes
    ]
    before = shown.evaluate("boxes.map((g) => [g.getBBox().x, g.getBBox().y])")
    shown.keyboard.press("End")
    after = shown.evaluate(
        "boxes.map((g) => [g.querySelector('.box').getBBox().x, g.querySelector('.box').getBBox().y])"
    )
    assert len(before) == len(after)
    stage = shown.locator("#stage").bounding_box()
    for k in range(0, len(film.frames), 17):  # what happens is in sight
        shown.evaluate(f"show({k})")
        lit = [box.bounding_box() for box in shown.locator(".node.on").all()]
        assert any(
            stage["x"] <= box["x"] <= stage["x"] + stage["width"] - 20 for box in lit
        )


# --- every control --------------------------------------------------------------------------------------------------


def test_buttons_and_slider(graph):
    assert graph.locator("#first").is_disabled()
    assert graph.locator("#back").is_disabled()
    for press, expected in [
        ("next", 2),
        ("next", 3),
        ("back", 2),
        ("last", STEPS),
        ("first", 1),
    ]:
        graph.click(f"#{press}")
        assert step(graph) == expected
        assert text(graph, "#count") == f"Step {expected} of {STEPS}"
    graph.click("#last")
    assert graph.locator("#last").is_disabled()
    graph.click("#next")  # the answers
    assert graph.locator("#next").is_disabled()
    graph.click("#back")  # the last step
    assert step(graph) == STEPS
    graph.locator("#slider").fill("6")
    assert step(graph) == 7
    assert (
        graph.locator("#slider").get_attribute("aria-valuetext") == f"Step 7 of {STEPS}"
    )


def test_keys(graph):
    keys = [
        ("ArrowRight", 2),
        ("PageDown", 3),
        ("ArrowLeft", 2),
        ("PageUp", 1),
        ("End", STEPS),
        ("ArrowRight", STEPS),
    ]
    for key, expected in [
        *keys,
        ("Home", 1),
        ("ArrowLeft", 1),
        ("Control+ArrowRight", 1),
        ("x", 1),
    ]:
        graph.keyboard.press(key)
        assert step(graph) == expected, key


def test_links_to_a_step(visit):
    html = page_html(make_frames(graph_e()))
    shown = visit(html, at="#step=5")
    assert step(shown) == 5
    shown.click("#next")
    assert shown.evaluate("location.hash") == "#step=6"
    shown.evaluate("location.hash = '#step=3'")
    eventually(shown, "step === 2")
    for odd, expected in [
        ("#step=99", STEPS),
        ("#step=0", 1),
        ("#step=x", 1),
        ("#nothing", 1),
        ("", 1),
    ]:
        assert step(visit(html, at=odd)) == expected


def test_playing(graph):
    graph.select_option("#speed", "4")
    graph.click("#play")
    assert graph.locator("#play").get_attribute("aria-label") == "Pause"
    eventually(graph, "step >= 2")
    graph.click("#play")
    assert graph.locator("#play").get_attribute("aria-label") == "Play"
    here = step(graph)
    graph.wait_for_timeout(800)
    assert step(graph) == here
    graph.keyboard.press("End")
    graph.evaluate("document.activeElement.blur()")
    graph.keyboard.press("Space")  # from the end it starts again
    assert step(graph) == 1
    graph.keyboard.press("ArrowRight")  # a step by hand ends it
    assert graph.locator("#play").get_attribute("aria-label") == "Play"


def test_languages(graph):
    graph.keyboard.press("End")
    graph.click("#language")
    story = steps(graph_e(), lang="zh")
    assert text(graph, "#sentence") == story[-1].text
    assert text(graph, "#heading") == story[-1].title
    assert text(graph, "#phase") == "反向传播"
    assert graph.title() == "反向传播，一步一步来：e"
    assert graph.locator("html").get_attribute("lang") == "zh-Hans"
    assert graph.locator("#next").get_attribute("aria-label") == "下一步"
    assert text(graph, "#language") == "English"
    graph.click("#language")
    assert text(graph, "#sentence") == steps(graph_e())[-1].text
    assert text(graph, "#count") == f"Step {STEPS} of {STEPS}"


def test_light_and_dark(graph):
    def background():
        return graph.evaluate("getComputedStyle(document.body).backgroundColor")

    assert background() == "rgb(255, 255, 255)"
    assert text(graph, "#theme") == "Dark"
    graph.click("#theme")
    assert background() == "rgb(20, 24, 31)"
    assert text(graph, "#theme") == "Light"
    assert (
        graph.evaluate(
            "getComputedStyle(document.querySelector('.node .formula')).fill"
        )
        == "rgb(238, 241, 245)"
    )
    graph.click("#theme")
    assert background() == "rgb(255, 255, 255)"


def test_the_running_table(graph):
    def table():
        return [
            row.split("\t")
            for row in graph.locator("#table tbody").inner_text().splitlines()
        ]

    graph.keyboard.press("t")
    assert [row[0] for row in table()] == [
        "a",
        "b",
        "c = a + b",
        "d = b + 1",
        "e = c · d",
    ]
    graph.keyboard.press("End")
    assert [row[1:3] for row in table()] == [
        ["2", "2"],
        ["1", "5"],
        ["3", "2"],
        ["2", "3"],
        ["6", "1"],
    ]
    graph.keyboard.press("ArrowLeft")
    graph.keyboard.press("ArrowLeft")
    assert table()[1][1:] == ["1", "3", "1/2"]  # one of two consumers has reported
    assert graph.locator("#table tr.on").count() == 2
    graph.click("#table tbody tr:nth-child(3)")
    assert text(graph, "#about") == "c = a + b"


def test_hover_lights_the_paths_to_the_output(graph):
    def lit():
        return graph.evaluate(
            "[boxes, edges].map((x) => x.map((g) => +g.classList.contains('path')).join(''))"
        )

    names = graph.evaluate("boxes.map((g) => g.querySelector('.formula').textContent)")
    assert names == ["a", "b", "c = a + b", "1", "d = b + 1", "e = c · d"]
    assert lit() == ["000000", "000000"]
    graph.locator("g.node").nth(1).hover()
    assert lit()[0] == "011011"
    assert lit()[1].count("1") == 4
    graph.locator("g.node").nth(4).hover()
    assert lit()[0] == "000011"
    graph.locator("#help").hover()
    assert lit() == ["000000", "000000"]


def test_a_folded_box_lists_what_is_in_it(visit):
    x, outputs = Value(1.0, "x"), []
    for i in range(3):
        with scope(f"layer.neuron{i}"):
            outputs.append((Value(0.5 + i, f"w{i}", parameter=True) * x).tanh())
    film = make_frames(total(outputs).named("y"), fold="neuron")
    shown = visit(page_html(film))
    for frame in film.frames:
        got = shown.evaluate(SHOWN)
        assert [box[:2] for box in got["boxes"]] == [
            [box.value, box.grad] for box in frame.picture.boxes
        ]
        assert [box[2] for box in got["boxes"]] == [
            box.lit for box in frame.picture.boxes
        ]
        assert got["arrows"] == [
            [arrow.caption, arrow.lit] for arrow in frame.picture.arrows
        ]
        assert text(shown, ".fold .slope") == frame.picture.boxes[1].cells[-1]
        shown.keyboard.press("ArrowRight")
    shown.keyboard.press("Escape")  # the card of answers
    shown.locator("#pane .fold").click()
    assert shown.locator("#links button").count() == 9
    opened = shown.locator("#inside svg")
    look_inside = shown.locator("#explained button", has_text=EN["explain inside"])
    look_inside.click()
    assert opened.is_visible()
    assert "w0" in opened.text_content()
    assert opened.locator(".node").count() > len(film.frames[-1].picture.boxes)
    shown.keyboard.press("Escape")
    assert not shown.locator("#inside").is_visible()
    assert shown.locator("#explanation").is_visible()
    look_inside.click()
    shown.locator("#close").click()
    opened.wait_for(state="detached")
    shown.locator("#links button", has_text="w1").first.click()
    assert text(shown, "#about") == "w1"
    shown.locator("g.node[tabindex='0']").focus()
    labels = []
    for _ in range(4):
        labels.append(
            shown.evaluate(
                "document.activeElement.getAttribute('aria-label')"
            ).partition(":")[0]
        )
        shown.keyboard.press("ArrowDown")
    shown.click("#open-what-if")
    shown.locator(".leaf [type=number]").first.fill("0.25")
    shown.evaluate("show(LAST)")
    assert (
        text(shown, ".fold .value") == "…"
    )  # a fold's numbers are known for Python's own only
    assert labels == [
        "input x",
        "neuron",
        "output y = v3 + v6 + v9",
        "output y = v3 + v6 + v9",
    ]


def test_zoom(graph):
    def width():
        return graph.evaluate("graph.getBoundingClientRect().width")

    fit = width()
    graph.click("#larger")
    assert width() == pytest.approx(1.5 * fit, rel=1e-3)
    graph.keyboard.press("+")
    assert width() == pytest.approx(2.25 * fit, rel=1e-3)
    for k in (1, 5):  # what happens is scrolled into sight
        graph.evaluate(f"show({k})")
        inside, lit = (
            graph.locator("#pane").bounding_box(),
            graph.locator(".node.on .box").first.bounding_box(),
        )
        assert inside["x"] <= lit["x"] < inside["x"] + inside["width"]
    graph.click("#smaller")
    graph.click("#fit")
    assert width() == pytest.approx(fit, rel=1e-3)
    assert graph.locator("#smaller").is_disabled()


def test_the_three_numbers_and_the_formula(graph):
    graph.evaluate("show(10)")
    labels = graph.locator("#numbers dt").all_text_contents()
    final = "all 2 arrows: final"
    assert labels == [EN["upstream"], EN["local"], "from c", "from d", final]
    shown = graph.locator("#numbers dd").all_text_contents()
    assert shown == ["2", "1", "2", "3", "5"]  # 2 × 1 = 2, and 2 + 3 = 5
    assert graph.locator("#formula math mfrac").count() == 3
    box = graph.locator("#formula mfrac").first.bounding_box()
    assert (
        box["height"] > 1.4 * box["width"]
    )  # typeset as a fraction, not as a row of letters


# --- hostile labels, paper, keyboard, small windows -------------------------------------------------------------------


def test_labels_are_shown_and_never_run(visit):
    shown = visit(page_html(make_frames(nasty_graph())))
    for _ in range(len(NASTY) * 6):
        shown.keyboard.press("ArrowRight")
    shown.click("#language")
    for i in (0, 2, 4):
        shown.locator("g.node:not(.constant)").nth(i).dispatch_event("click")
    shown.evaluate("buildHandout(); endHandout();")
    assert shown.evaluate("window.pwned") is None
    assert shown.locator("img, iframe, object, embed, a").count() == 0
    names = shown.evaluate("nodes.map((node) => node.name)")
    assert [name for name in names if name.startswith("</script>")]
    assert shown.locator("script").count() == 2


def test_the_handout(visit):
    shown = visit(page_html(make_frames(unit())), at="#step=4")
    shown.click("#predict")
    shown.evaluate("addEventListener('afterprint', () => { window.printed = true })")
    shown.emulate_media(media="print")
    shown.evaluate("buildHandout()")
    story = steps(unit())
    assert shown.locator("#handout li div").all_text_contents() == [
        step.text for step in story
    ]
    assert shown.locator("#handout math").count() == len(story)
    assert shown.locator("#handout tbody tr").count() == 6
    assert shown.locator("#handout").is_visible()
    for hidden in ("#controls", "#running-table", "#caption", "#settings"):
        assert not shown.locator(hidden).is_visible()
    assert "?" not in text(shown, "#pane")
    shown.evaluate("endHandout()")
    shown.emulate_media(media="screen")
    assert step(shown) == 4
    assert not shown.locator("#handout").is_visible()
    assert shown.pdf().startswith(b"%PDF")
    assert shown.evaluate("window.printed")
    assert shown.locator("#handout li").count() == 0


def test_with_the_keyboard_alone(visit):
    shown = visit(page_html(make_frames(unit())))
    order = []
    for _ in range(40):
        shown.keyboard.press("Tab")
        order.append(
            shown.evaluate(
                "document.activeElement.id || document.activeElement.tagName"
            )
        )
        if order[-1] != "BODY":
            outline = shown.evaluate(
                "getComputedStyle(document.activeElement).outlineStyle"
            )
            assert outline != "none" or order[-1].startswith(
                "g"
            )  # a node shows its focus on its box
        if order[-1] == "larger":
            break
    assert order[:2] == ["help", "predict"]
    first = next(i for i, name in enumerate(order) if name[0] == "g")  # one stop
    assert order[first - 2 : first] == ["language", "theme"]
    assert {"print", "open-what-if", "open-running-table"} <= set(order[:first])
    assert order.index("slider") > order.index("next")
    assert {"fit", "larger", "play", "speed"} <= set(order)
    shown.locator("g.node[tabindex='0']").focus()
    shown.keyboard.press("ArrowDown")
    shown.keyboard.press("ArrowDown")
    assert shown.evaluate(
        "document.activeElement.getAttribute('aria-label')"
    ).startswith("operation v2 = w · x")
    shown.keyboard.press("Enter")
    assert text(shown, "#about") == "v2 = w · x"
    assert step(shown) == 1
    shown.keyboard.press("ArrowRight")  # from the graph, too
    assert step(shown) == 2
    shown.keyboard.press("i")
    shown.keyboard.press("Tab")  # to what closes it
    shown.keyboard.press("Tab")
    shown.keyboard.press("ArrowRight")
    assert shown.locator("#changed").is_visible()
    shown.locator("#predict").focus()
    shown.keyboard.press("Space")
    assert shown.locator("#predict").is_checked()
    assert (
        shown.evaluate("document.getElementById('sentence').getAttribute('aria-live')")
        == "polite"
    )


def test_names_for_those_who_listen(graph):
    unnamed = graph.evaluate("""[...document.querySelectorAll('button, input, select, nav, section')]
        .filter((x) => x.checkVisibility() && !x.getAttribute('aria-label'))
        .filter((x) => !x.textContent.trim() && !x.labels?.length)
        .map((x) => x.id)""")
    assert unnamed == []
    graph.keyboard.press("End")
    label = graph.locator("g.node").nth(1).get_attribute("aria-label")
    assert label == "input b: value 1, gradient 5"


@pytest.mark.parametrize("size", [(1024, 768), (1280, 720), (1920, 1080), (3840, 2160)])
def test_on_a_wall_everything_is_in_one_view(visit, size):
    for root in (graph_e(), unit()):
        shown = visit(page_html(make_frames(root)), width=size[0], height=size[1])
        shown.keyboard.press("End")
        assert shown.evaluate("document.documentElement.scrollHeight <= innerHeight")
        assert shown.evaluate("document.documentElement.scrollWidth <= innerWidth")
        for _ in range(12):
            assert shown.evaluate("sentence.scrollHeight <= sentence.clientHeight + 1")
            assert shown.evaluate(
                "document.getElementById('formula').scrollWidth <= document.getElementById('formula').clientWidth + 1"
            )
            shown.keyboard.press("ArrowLeft")
        letter = shown.evaluate("parseFloat(getComputedStyle(sentence).fontSize)")
        assert (
            letter >= size[1] / 45
        )  # readable from the last row: 768 lines, 17 of them


@pytest.mark.parametrize("size", [(512, 384), (640, 360), (400, 800), (320, 568)])
def test_enlarged_to_200_per_cent_nothing_is_lost(visit, size):
    shown = visit(
        page_html(make_frames(graph_e())), width=size[0], height=size[1], scale=2
    )
    shown.keyboard.press("End")
    assert shown.evaluate("document.documentElement.scrollWidth <= innerWidth")
    for control in (
        "predict",
        "language",
        "theme",
        "print",
        "first",
        "back",
        "play",
        "next",
        "last",
        "slider",
        "speed",
    ):
        shown.locator(f"#{control}").scroll_into_view_if_needed()  # along the toolbar
        box = shown.locator(f"#{control}").bounding_box()
        assert box["x"] >= 0
        assert box["x"] + box["width"] <= size[0] + 0.5
    shown.click("#back")
    assert step(shown) == STEPS - 1
    shown.click("#open-what-if")
    assert shown.locator(".leaf [type=number]").first.is_visible()
    assert shown.evaluate("sentence.scrollHeight <= sentence.clientHeight + 1")


def test_a_link_says_language_colours_questions_and_numbers(visit):
    html = page_html(make_frames(unit()))
    link = "#step=6&lang=zh&theme=dark&set=w:2.5,b:-1&predict=1"
    shown = visit(html, at=link)
    assert step(shown) == 6
    assert shown.locator("html").get_attribute("lang") == "zh-Hans"
    assert shown.locator("html").get_attribute("data-theme") == "dark"
    assert shown.locator("#predict").is_checked()
    assert shown.evaluate("[...leaves]") == [[0, 2.5], [3, -1]]
    shown.keyboard.press("ArrowLeft")
    written = shown.evaluate("location.hash")
    assert set(written.split("&")) == set(link.replace("=6", "=5").split("&"))
    shown.evaluate("location.hash = '#step=2'")  # a link that is pasted
    eventually(shown, "step === 1 && lang === 'en' && leaves.size === 0")
    shown.go_back()
    eventually(shown, "step === 4 && lang === 'zh' && leaves.size === 2")


@pytest.mark.parametrize(
    "bad",
    [
        "#step=1e9&lang=xx&theme=pink&set=q:1,w:,w:nan,w:Infinity,:&predict=2&__proto__=1",
        "#lang=__proto__&set=w&theme=auto&step=",
        "#%E0%A4%A&lang=%FF&&=&=3&step=--1&toString=1",
    ],
)
def test_what_a_link_says_wrong_is_left_out(visit, bad):
    shown = visit(page_html(make_frames(unit())), at=bad)
    assert shown.locator("html").get_attribute("lang") == "en"
    assert shown.locator("html").get_attribute("data-theme") in ("light", "auto")
    assert shown.evaluate("leaves.size") == 0
    assert not shown.locator("#predict").is_checked()
    shown.keyboard.press("End")
    assert step(shown) == len(steps(unit()))
