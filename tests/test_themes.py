"""One theme for everything that draws, colours that follow the reader's night, and letters that stand out in both."""

import copy
import io
import pickle
import re
import zipfile
from urllib.parse import quote

import pytest
from PIL import Image

import autograd
import viz
import viz.cli
from autograd import Value, dot, sigmoid, square
from autograd.nn import MLP, half_squared_error
from viz.films.frames import make_frames
from viz.films.page import page_html
from viz.render.marks import Path, Rect, Text
from viz.render.png import scene_png
from viz.render.scene import make_scene
from viz.theme import (
    AUTO,
    THEMES,
    DayNight,
    by_night,
    day_and_night,
    resolve,
)

NIGHT = "@media screen and (prefers-color-scheme:dark)"
DARK, LIGHT = THEMES["dark"], THEMES["light"]


def graph_e():
    a, b = Value(2, "a"), Value(1, "b")
    e = ((a + b).named("c") * (b + 1).named("d")).named("e")
    e.backward()
    return e


def unit():
    w, x, b = Value(2, "w", parameter=True), Value(1, "x"), Value(1, "b")
    f = (w * x + b).tanh().named("f")
    f.backward()
    return f


def layers():
    model = MLP(2, [3, 1], activation="tanh", rng=0)
    loss = half_squared_error(model([0.5, -1.0]), 1.0)
    loss.backward()
    return loss


def neurons(**options):
    """A network of neurons with all that can stand in its picture."""
    i, w = Value(0.5, "i1"), Value(-0.15, "w1", parameter=True)
    h = sigmoid(dot([w], [i], Value(0.35, "b1"))).named("out_h1")
    E = (0.5 * square(0.01 - h)).named("E")
    E.backward()
    return viz.network(E, legend=True, show_gradients=True, frames=True, **options)


def program():
    x, w = Value(1.0, "x"), Value(2.0, "w", parameter=True)
    return autograd.compile((x * w).tanh(), inputs=[x], parameters=[w])


def stepper(root):
    stepped = viz.Stepper(root)
    stepped.position = 4
    return stepped


def in_notebook(shown):
    return shown._repr_mimebundle_()["image/svg+xml"]


def saved(tmp_path, root, name):
    return viz.save(root, tmp_path / name).read_text("utf-8")


def typed(tmp_path, *words):
    path = tmp_path / "typed.svg"
    assert viz.cli.main(["draw", *words, "-o", str(path)]) == 0
    return path.read_text("utf-8")


DRAWERS = {
    "draw": lambda tmp_path: viz.draw(graph_e()).svg(),
    "draw_dot": lambda tmp_path: viz.draw_dot(graph_e()).svg(),
    "circuit": lambda tmp_path: viz.draw(unit(), style="circuit", legend=True).svg(),
    "health": lambda tmp_path: viz.draw(layers(), health=True).svg(),
    "program": lambda tmp_path: viz.draw(program()).svg(),
    "save": lambda tmp_path: saved(tmp_path, graph_e(), "e.svg"),
    "several outputs": lambda tmp_path: saved(tmp_path, [graph_e(), unit()], "two.svg"),
    "value in a notebook": lambda tmp_path: in_notebook(graph_e()),
    "drawing in a notebook": lambda tmp_path: in_notebook(viz.draw(unit())),
    "program in a notebook": lambda tmp_path: in_notebook(program()),
    "stepper in a notebook": lambda tmp_path: in_notebook(stepper(unit())),
    "film in a notebook": lambda tmp_path: in_notebook(viz.film(unit())),
    "network": lambda tmp_path: neurons().svg(),
    "network in a notebook": lambda tmp_path: in_notebook(neurons()),
    "fitted": lambda tmp_path: viz.draw(unit(), fit="slide").svg(),
    "command line": lambda tmp_path: typed(tmp_path, "w*x + b", "w=1", "x=2", "b=3"),
}
"""Everything that makes an SVG of ours, without a theme."""


@pytest.mark.parametrize("name", DRAWERS)
def test_without_a_theme_a_picture_is_light_and_dark_by_night(name, tmp_path):
    svg = DRAWERS[name](tmp_path)
    assert svg.count(NIGHT) == 1
    assert re.search(r'class="background"[^>]* fill="#ffffff" data-fill="#14181f"', svg)
    rules = set(re.findall(r'\[data-(\w+="#\w+)"\]\{\w+:#\w+\}', svg))
    used = set(re.findall(r' data-(\w+="#\w+)"', svg.split("</style>")[1]))
    assert rules == used
    for paint in ("fill", "stroke"):
        for colour, night in re.findall(rf' {paint}="([^"]+)"([^ >/]*)', svg):
            assert colour == "none" or night == "", (colour, night)
    painted = re.findall(r' (?:fill|stroke)="#\w+"(?! data-)', svg)
    assert painted == []


@pytest.mark.parametrize("name", DRAWERS)
@pytest.mark.parametrize("way", ["set_theme", "environment"])
def test_one_default_for_everything_that_draws(name, way, tmp_path, monkeypatch):
    if way == "set_theme":
        assert viz.set_theme("dark") is DARK
    else:
        monkeypatch.setenv("CHALKGRAD_THEME", "dark")
    svg = DRAWERS[name](tmp_path)
    assert NIGHT not in svg
    assert "data-fill" not in svg
    assert re.search(r'class="background"[^>]* fill="#14181f"', svg)
    assert 'fill="#ffffff"' not in svg


def test_a_theme_that_is_asked_for_is_that_by_day_and_by_night(tmp_path):
    e = graph_e()
    for theme in ("light", "dark", "print", "contrast", LIGHT, {"value": "#004488"}):
        for svg in (
            viz.draw(e, theme=theme).svg(),
            in_notebook(viz.film(e, theme=theme)),
        ):
            assert NIGHT not in svg
            assert "data-fill" not in svg
    viz.set_theme("dark")
    assert viz.draw(e, theme="light").svg() != viz.draw(e).svg()
    assert NIGHT in viz.draw(e, theme="auto").svg()
    changed = viz.draw(e, theme={"value": "#123456"}).theme
    assert (changed.value, changed.background) == ("#123456", "#14181f")
    assert "#14181f" in typed(tmp_path, "a*b", "a=1", "b=2")
    assert "#14181f" not in typed(tmp_path, "a*b", "a=1", "b=2", "--theme", "light")
    viz.set_theme({"base": "print", "ink": "#111111"})
    assert viz.draw(e).theme.ink == "#111111"
    assert viz.set_theme() is AUTO
    assert viz.draw(e).theme is AUTO


def test_films_plots_and_pages_have_the_default(tmp_path):
    e = graph_e()
    assert viz.film(e).frames.theme is AUTO
    assert 'data-theme="auto"' in viz.film(e).encode("html")
    viz.set_theme("dark")
    assert viz.film(e).frames.theme is DARK
    assert 'data-theme="dark"' in viz.film(e).encode("html")
    ink = viz.plots.panels(1)[0].figure.get_facecolor()[:3]
    assert ink == pytest.approx((20 / 255, 24 / 255, 31 / 255))
    assert "14181F" in viz.film(e).encode("tex").upper()
    assert 'data-theme="dark"' in neurons().film().encode("html")
    path = viz.save(e, tmp_path / "e.pptx")
    with zipfile.ZipFile(path) as deck:
        assert any(b"14181F" in deck.read(name) for name in deck.namelist())


@pytest.mark.slow
def test_what_knows_no_night_is_drawn_by_day():
    e = graph_e()
    light, auto = viz.draw(e, theme="light"), viz.draw(e)
    for format in ("png", "pdf", "jpg"):
        assert light.pipe(format) == auto.pipe(format)
    assert light.source == auto.source
    scenes = [make_scene(*drawing.untouched()) for drawing in (light, auto)]
    assert scene_png(scenes[0]) == scene_png(scenes[1])
    frames = [viz.film(e, theme=theme) for theme in ("light", "auto")]
    for format in ("tex", "gif", "pdf"):
        assert frames[0].encode(format) == frames[1].encode(format)


def test_a_theme_that_is_none_changes_nothing():
    viz.set_theme("dark")
    with pytest.raises(ValueError, match="theme must be one of"):
        viz.set_theme("drak")  # type: ignore[arg-type]
    assert resolve({}) is DARK


def test_a_theme_of_the_environment_that_is_none_says_so(monkeypatch, capsys):
    monkeypatch.setenv("CHALKGRAD_THEME", "drak")
    with pytest.raises(
        ValueError, match="environment variable CHALKGRAD_THEME must be"
    ):
        viz.draw(graph_e())
    assert viz.cli.main(["draw", "a*b", "a=1", "b=2", "-o", "-"]) == 2
    assert "CHALKGRAD_THEME must be one of auto, light" in capsys.readouterr().err
    assert viz.draw(graph_e(), theme="dark").theme is DARK
    monkeypatch.setenv("CHALKGRAD_THEME", "")
    assert viz.draw(graph_e()).theme is AUTO


def test_a_night_of_ones_own():
    mine = day_and_night(LIGHT, THEMES["contrast"], "mine")
    assert by_night(mine).value == THEMES["contrast"].value
    assert by_night(mine).looks == THEMES["contrast"].looks
    assert by_night(LIGHT) is None
    svg = viz.draw(graph_e(), theme=mine).svg()
    assert f'fill="{LIGHT.value}" data-fill="{THEMES["contrast"].value}"' in svg
    html = viz.film(graph_e(), theme=mine).encode("html")
    assert f"--value:{THEMES['contrast'].value}" in html


def test_colours_by_night_are_copied_and_pickled_with_their_theme():
    for theme in (pickle.loads(pickle.dumps(AUTO)), copy.deepcopy(AUTO)):
        assert theme == AUTO
        assert by_night(theme).value == DARK.value
        assert by_night(theme).looks["input"].fill == DARK.looks["input"].fill


# --- letters stand out ------------------------------------------------------------------------------------------------


def luminance(colour):
    digits = {"black": "#000000", "white": "#ffffff"}.get(colour, colour)[1:]
    if len(digits) == 3:
        digits = "".join(2 * digit for digit in digits)
    shares = [int(digits[i : i + 2], 16) / 255 for i in (0, 2, 4)]
    linear = [
        s / 12.92 if s <= 0.04045 else ((s + 0.055) / 1.055) ** 2.4 for s in shares
    ]
    return sum(weight * part for weight, part in zip((0.2126, 0.7152, 0.0722), linear))


def contrast(one, other):
    """Of two colours, after the guidelines for accessible web pages: 1 to 21; text needs 4.5."""
    dark, light = sorted((luminance(one), luminance(other)))
    return (light + 0.05) / (dark + 0.05)


def test_contrast_is_that_of_the_guidelines():
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.01)


def texts_on_grounds(scene):
    """Every text with the fill on which it stands."""
    grounds = []
    for mark in scene.marks:
        if isinstance(mark, Text):
            x, y = mark.left + mark.width / 2, mark.place[1] - 0.35 * mark.size
            under = [
                fill
                for (left, top, right, bottom), fill in grounds
                if left <= x <= right and top <= y <= bottom
            ]
            if mark.text.strip():
                yield mark, [scene.background, *under][-1]
        elif isinstance(mark, (Rect, Path)) and mark.fill not in ("none", ""):
            grounds.append((mark.bounds, mark.fill))


SCENES = {
    "nodes": lambda theme: viz.draw(graph_e(), theme=theme, legend=True),
    "lit": lambda theme: viz.draw(graph_e(), theme=theme, highlight=["b", "c", "e"]),
    "circuit": lambda theme: viz.draw(
        unit(), theme=theme, style="circuit", legend=True
    ),
    "micrograd": lambda theme: viz.draw(
        unit(), theme=theme, style="micrograd", highlight=["f"]
    ),
    "frames": lambda theme: viz.draw(layers(), theme=theme, fold="none", health=True),
    "folded": lambda theme: viz.draw(layers(), theme=theme, fold="neuron", legend=True),
    "program": lambda theme: viz.draw(program(), theme=theme, legend=True),
    "network": lambda theme: neurons(theme=theme),
}


def scene_of(drawing):
    """The marks of a drawing, or of a network."""
    return (
        drawing.scene
        if hasattr(drawing, "network")
        else make_scene(*drawing.untouched())
    )


@pytest.mark.parametrize("name", SCENES)
@pytest.mark.parametrize("theme", THEMES)
def test_letters_stand_out_by_day_and_by_night(name, theme):
    scene = scene_of(SCENES[name](theme))
    pairs = {(mark.fill, ground): mark for mark, ground in texts_on_grounds(scene)}
    assert len(pairs) >= 3
    for (ink, ground), mark in pairs.items():
        assert contrast(ink, ground) >= 4.5, mark
        if isinstance(ink, DayNight):
            assert contrast(ink.night, ground.night) >= 4.5, mark


# --- in a browser -----------------------------------------------------------------------------------------------------

COLOURS = """() => [...document.querySelectorAll('svg text')].filter(text => text.textContent.trim()).map(text => {
  text.scrollIntoView({block: 'center', inline: 'center'});
  const box = text.getBoundingClientRect(), x = box.left + box.width / 2, y = box.top + box.height / 2;
  const under = document.elementsFromPoint(x, y).filter(e => e.matches('rect, polygon'));
  const ground = under.map(e => getComputedStyle(e).fill).find(fill => fill !== 'none');
  return [text.textContent, getComputedStyle(text).fill, ground];
})"""


def hexadecimal(colour):
    return "#" + "".join(f"{int(part):02x}" for part in re.findall(r"\d+", colour)[:3])


@pytest.fixture(params=["light", "dark"])
def screen(chromium, request):
    """A page of a reader whose system is light, or dark; `screen.colour_scheme` says which."""
    page = chromium.new_page(
        color_scheme=request.param, viewport={"width": 1280, "height": 900}
    )
    page.scheme = request.param
    yield page
    page.close()


@pytest.mark.browser
@pytest.mark.parametrize("name", ["value", "circuit", "layers", "film"])
def test_a_picture_in_a_page_follows_the_reader(screen, name):
    shown = {
        "value": graph_e,
        "circuit": lambda: viz.draw(unit(), style="circuit", legend=True),
        "layers": lambda: viz.draw(layers(), fold="none"),
        "film": lambda: viz.film(unit()),
    }
    screen.set_content(f"<div>{in_notebook(shown[name]())}</div>")
    texts = screen.evaluate(COLOURS)
    assert len(texts) > 5
    for text, ink, ground in texts:
        assert contrast(hexadecimal(ink), hexadecimal(ground)) >= 4.5, text
    fill = screen.evaluate(
        "getComputedStyle(document.querySelector('.background')).fill"
    )
    assert hexadecimal(fill) == THEMES[screen.scheme].background


@pytest.mark.browser
def test_an_svg_file_follows_the_reader_too(screen, tmp_path):
    path = viz.save(graph_e(), tmp_path / "e.svg")
    screen.goto(path.as_uri())
    fill = screen.evaluate(
        "getComputedStyle(document.querySelector('.background')).fill"
    )
    assert hexadecimal(fill) == THEMES[screen.scheme].background
    screen.emulate_media(media="print")
    fill = screen.evaluate(
        "getComputedStyle(document.querySelector('.background')).fill"
    )
    assert hexadecimal(fill) == "#ffffff"


@pytest.mark.browser
def test_pictures_on_one_page_do_not_repaint_one_another(screen):
    svgs = [
        viz.draw(graph_e(), theme=theme).svg() for theme in ("auto", "light", "dark")
    ]
    mine = day_and_night(THEMES["print"], THEMES["contrast"], "mine")
    svgs.append(viz.draw(graph_e(), theme=mine).svg())
    screen.set_content("".join(svgs))
    inks = screen.evaluate(
        "[...document.querySelectorAll('svg')].map(s => getComputedStyle(s.querySelector('.value')).fill)"
    )
    night = screen.scheme == "dark"
    expected = [
        DARK if night else LIGHT,
        LIGHT,
        DARK,
        THEMES["contrast" if night else "print"],
    ]
    assert list(map(hexadecimal, inks)) == [theme.value for theme in expected]


@pytest.mark.browser
def test_a_picture_in_an_image_follows_the_page(chromium):
    """As in JupyterLab, whose page says that it is dark, and on code hosts."""
    svg = viz.draw(graph_e()).svg()
    page = chromium.new_page(color_scheme="light")
    uri = f"data:image/svg+xml,{quote(svg)}"
    page.set_content(
        f'<body style="color-scheme:light"><img id=a src="{uri}"><div style="color-scheme:dark"><img id=b src="{uri}">'
    )
    page.wait_for_function(
        "[...document.images].every(image => image.naturalWidth > 0)"
    )
    corners = []
    for name in ("a", "b"):
        shot = Image.open(io.BytesIO(page.locator(f"#{name}").screenshot()))
        corners.append(shot.convert("RGB").getpixel((3, 3)))
    page.close()
    assert corners == [(255, 255, 255), (20, 24, 31)]


@pytest.mark.browser
def test_a_dark_editor_gets_a_dark_picture(chromium):
    """Visual Studio Code says it by a class of the body."""
    page = chromium.new_page(color_scheme="light")
    page.set_content(f'<body class="vscode-dark">{in_notebook(graph_e())}')
    fill = page.evaluate("getComputedStyle(document.querySelector('.background')).fill")
    page.close()
    assert hexadecimal(fill) == DARK.background


@pytest.mark.browser
def test_the_page_of_a_film_follows_the_reader_until_the_button_is_pressed(screen):
    html = page_html(make_frames(graph_e()))
    screen.set_content(html)
    background = "hex => getComputedStyle(document.body).backgroundColor"
    assert hexadecimal(screen.evaluate(background)) == THEMES[screen.scheme].background
    other = "light" if screen.scheme == "dark" else "dark"
    assert screen.locator("#theme").get_attribute("data-label") == other
    screen.emulate_media(color_scheme=other)
    assert hexadecimal(screen.evaluate(background)) == THEMES[other].background
    screen.wait_for_selector(f"#theme[data-label={screen.scheme}]")
    screen.locator("#theme").click()
    assert hexadecimal(screen.evaluate(background)) == THEMES[screen.scheme].background
    screen.emulate_media(color_scheme=other)
    assert hexadecimal(screen.evaluate(background)) == THEMES[screen.scheme].background
    screen.set_content(page_html(make_frames(graph_e(), theme="light")))
    assert hexadecimal(screen.evaluate(background)) == LIGHT.background


FADED = """() => [...document.querySelectorAll('#pane svg text')].filter(text => text.textContent.trim()).map(text => {
  const part = text.closest('.node, .edge'), shown = part && !part.classList.contains('later');
  const ground = text.closest('.node')?.querySelector('.box');
  const inside = ['formula', 'size'].includes(text.getAttribute('class'));
  return [text.textContent, getComputedStyle(text).fill, shown ? +getComputedStyle(part).opacity : 0,
    inside && ground ? getComputedStyle(ground).fill : getComputedStyle(document.body).backgroundColor];
})"""


def blended(ink, ground, opacity):
    pairs = zip(re.findall("[0-9]+", ink)[:3], re.findall("[0-9]+", ground)[:3])
    mixed = [opacity * int(one) + (1 - opacity) * int(other) for one, other in pairs]
    return "#" + "".join(f"{round(part):02x}" for part in mixed)


@pytest.mark.browser
def test_letters_on_the_page_of_a_film_stand_out(screen, tmp_path):
    path = viz.film(graph_e()).save(tmp_path / "e.html")
    for step in (3, 7, 11):
        screen.goto("about:blank")
        screen.goto(f"{path.as_uri()}#step={step}")
        texts = [text for text in screen.evaluate(FADED) if text[2]]
        assert len(texts) > 3
        for text, ink, opacity, ground in texts:
            shown = blended(ink, ground, opacity)
            assert contrast(shown, hexadecimal(ground)) >= 4.5, (text, step)
