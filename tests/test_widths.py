"""Nothing is cut: all ink lies on its sheet, and a page or a notebook shows all of a wide picture, in letters to read."""

import json
import random
import re
import subprocess
import sys

import pytest

import viz
from autograd import Value, dot, record, scope, square
from autograd.nn import MLP, half_squared_error
from viz.films.strip import strip
from viz.options import RANKDIRS, STYLES
from viz.render.columns import SMALLEST, least_width, unconfined
from viz.render.marks import Scene, Text
from viz.render.scene import make_scene
from viz.render.svg import scene_svg

NAMES = [
    *(
        "w_1",
        "w11^(2)",
        "net_h1",
        "W_{ij}^{(l)}",
        "x̂",
        "ẋ",
        "w⃗",
        "δ_h1",
        "E_o1",
        "out_{h1}^{2}",
    ),
    *(
        "学习率",
        "隐藏层第一个神经元的输出",
        "損失関数",
        "éclair",
        "مرحبا",
        "😀",
        "WWWWWWWW",
        "…",
    ),
    *(
        "a rather long name of an input",
        "x" * 300,
        "长" * 80,
        "W_" + "m" * 60,
        "a^" + "W" * 40,
    ),
]
MADE = [
    lambda x, y: x * y,
    lambda x, y: x + y,
    lambda x, _: x - 0.123456789,
    lambda x, _: x.tanh(),
    lambda x, _: x.sigmoid(),
    lambda x, _: x.relu(),
]
SCOPES = ["layer1", "层", "a long name of a scope, longer than its boxes"]


def random_graph(seed, inner=12):
    """A graph with names of all kinds, of which some are as long as a line."""
    rng = random.Random(seed)
    names = rng.sample(NAMES, 8)
    values = []
    for name in names[:4]:
        size = 10.0 ** rng.randint(-9, 9)
        values.append(Value(rng.uniform(-2, 2) * size, name))
    for i in range(inner):
        with scope(rng.choice(SCOPES)):
            value = rng.choice(MADE)(rng.choice(values), rng.choice(values))
        values.append(value.named(names[4 + i // 3]) if i % 3 == 0 else value)
    root = values[-1]
    root.backward()
    return root


def scene_of(drawing):
    return make_scene(*drawing.untouched())


def cut(scene):
    """The marks with ink beyond the edges of their sheet."""
    found = []
    for mark in scene.marks:
        if isinstance(mark, Text) and not mark.text.strip():
            continue
        left, top, right, bottom = mark.bounds
        if left < 0 or top < 0 or right > scene.width or bottom > scene.height:
            found.append(mark)
    return found


def test_a_mark_beyond_the_edge_is_found():
    scene = scene_of(viz.draw(random_graph(0)))
    narrow = Scene(scene.width - 30, scene.height, scene.background, scene.groups)
    assert cut(narrow)


@pytest.mark.slow
@pytest.mark.parametrize("style", STYLES)
@pytest.mark.parametrize("seed", range(8))
def test_nothing_of_a_drawing_is_cut(style, seed):
    root = random_graph(seed)
    rankdir = RANKDIRS[seed % 4]
    names = [node for node in record(root) if node.label]
    for options in (
        {},
        {"fold": "none", "legend": True, "highlight": names, "precision": 17},
        {"fold": "layer", "show_grad": False, "health": style != "micrograd"},
        {"show_partials": False, "theme": "contrast", "legend": True},
        {"captions": "long"},
        {"captions": "short", "constants": "inside"},
    ):
        if style == "micrograd" and "captions" in options:
            continue
        drawing = viz.draw(root, style=style, rankdir=rankdir, **options)
        assert cut(scene_of(drawing)) == [], options


@pytest.mark.parametrize("seed", range(4))
def test_nothing_of_a_single_box_or_a_film_is_cut(seed):
    for name in NAMES[seed::4]:
        x = Value(-1.23456789e-300, name, parameter=True)
        for style in STYLES:
            assert (
                cut(scene_of(viz.draw(x, style=style, precision=17, legend=True))) == []
            )
    for scene in strip(
        viz.film(random_graph(seed, 4), lang="zh" if seed % 2 else "en").frames
    ).scenes:
        assert cut(scene) == []


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(4))
def test_nothing_of_a_network_is_cut(seed):
    rng = random.Random(seed)
    names = rng.sample(NAMES, 6)
    inputs = [Value(rng.uniform(-9, 9), name) for name in names[:2]]
    units = []
    for name in names[2:5]:
        weights = [
            Value(rng.gauss(0, 1), f"w_{name}{k}", parameter=True) for k in range(2)
        ]
        units.append(
            dot(weights, inputs, Value(0.1, f"b_{name}", parameter=True))
            .tanh()
            .named(name)
        )
    weights = [Value(rng.gauss(0, 1e6), f"v{k}", parameter=True) for k in range(3)]
    error = (0.5 * square(dot(weights, units).named(names[5]) - 1e-7)).named("E")
    error.backward()
    for options in (
        {},
        {"frames": True, "legend": True, "show_gradients": True, "lang": "zh"},
        {"fit": (300, 200)},
    ):
        assert cut(viz.network(error, **options).scene) == [], options
    model = MLP(rng.randint(1, 30), [rng.randint(1, 30), 2], rng=seed)
    assert cut(viz.network(model, legend=True).scene) == []


# --- columns ----------------------------------------------------------------------------------------------------------


def wide():
    """A drawing that is much wider than any column."""
    x = Value(1.0, "x")
    for i in range(30):
        x = (x * 1.01).named(f"x_{i}")
    return viz.draw(x, rankdir="LR")


def test_letters_do_not_shrink_below_what_can_be_read():
    scene = scene_of(wide())
    least = least_width(scene)
    smallest = min(mark.size for mark in scene.marks if isinstance(mark, Text))
    assert least == pytest.approx(scene.width * SMALLEST / smallest, rel=1e-3)
    svg = wide()._repr_mimebundle_()["image/svg+xml"]
    assert f'style="max-width:100%;min-width:{least:g}px;height:auto"' in svg
    assert unconfined(scene) == {"unconfined": True}
    _, metadata = wide()._repr_png_()
    assert metadata["unconfined"] is True
    small = Value(1.0, "x").tanh()
    assert "unconfined" not in viz.draw(small)._repr_png_()[1]
    assert least_width(Scene(100, 100, "#ffffff", ())) == 0.0
    assert "min-width" not in scene_svg(Scene(100, 100, "#ffffff", ()), column=True)


BOXES = """() => [...document.querySelectorAll('svg')].map(svg => {
  const view = svg.viewBox.baseVal, cut = [];
  for (const text of svg.querySelectorAll('text')) {
    const box = text.getBBox(), shift = text.closest('g[transform]').transform.baseVal.consolidate().matrix;
    const [left, top] = [box.x + shift.e, box.y + shift.f];
    if (box.width && (left < 0 || top < 0 || left + box.width > view.width || top + box.height > view.height))
      cut.push(text.textContent);
  }
  return cut;
})"""


@pytest.mark.browser
def test_a_browser_cuts_nothing_with_its_own_fonts(chromium):
    page = chromium.new_page()
    for style in STYLES:
        graphs = [
            viz.draw(random_graph(seed), style=style, legend=True) for seed in range(6)
        ]
        page.set_content("".join(graph.svg() for graph in graphs))
        assert page.evaluate(BOXES) == [[]] * 6
    page.close()


REACH = """() => {
  const picture = document.querySelector('svg[role=img], img[src^="data:image/svg"]');
  const box = picture.getBoundingClientRect();
  let clipped = false;
  for (let e = picture.parentElement; e; e = e.parentElement) {
    const way = getComputedStyle(e).overflowX;
    if (way === 'hidden' || way === 'clip') clipped ||= box.right > e.getBoundingClientRect().right + 1;
    if (way === 'auto' || way === 'scroll') break;
  }
  return [box.width, clipped];
}"""
"""How wide a picture is, and whether a part of it is where no scroll bar leads."""


@pytest.mark.browser
@pytest.mark.parametrize("column", [300, 700, 1600])
def test_a_column_shrinks_a_picture_as_far_as_it_can_be_read_and_scrolls_then(
    chromium, column
):
    model = MLP(2, [2, 1], rng=0)
    loss = half_squared_error(model([0.5, -1.0]), 1.0)
    page = chromium.new_page(viewport={"width": 1900, "height": 900})
    for drawing in (
        viz.draw(Value(1.0, "x").tanh()),
        viz.draw(loss, fold="none"),
        wide(),
    ):
        natural = scene_of(drawing).width
        svg = drawing._repr_mimebundle_()["image/svg+xml"]
        page.set_content(f'<div style="width:{column}px;overflow:auto">{svg}</div>')
        width, clipped = page.evaluate(REACH)
        assert not clipped
        assert width >= least_width(scene_of(drawing)) - 0.1
        assert width <= max(column, least_width(scene_of(drawing)) + 0.1)
        assert width >= min(column, natural) - 1
    page.close()


@pytest.mark.browser
def test_a_notebook_as_a_page_cuts_nothing(chromium, tmp_path):
    bundle = {
        "output_type": "display_data",
        "data": wide()._repr_mimebundle_(),
        "metadata": {},
    }
    cell = {
        "cell_type": "code",
        "id": "a",
        "execution_count": 1,
        "metadata": {},
        "source": "",
        "outputs": [bundle],
    }
    notebook = {"nbformat": 4, "nbformat_minor": 5, "metadata": {}, "cells": [cell]}
    path = tmp_path / "wide.ipynb"
    path.write_text(json.dumps(notebook), encoding="utf-8")
    command = [sys.executable, "-m", "jupyter", "nbconvert", "--to", "html", str(path)]
    subprocess.run(command, check=True, capture_output=True)
    html = re.sub(
        r"<script.*?</script>",
        "",
        path.with_suffix(".html").read_text("utf-8"),
        flags=re.DOTALL,
    )
    page = chromium.new_page(viewport={"width": 900, "height": 700})
    page.set_content(html)
    width, clipped = page.evaluate(REACH)
    page.close()
    assert not clipped
    assert width >= least_width(scene_of(wide())) > 900
