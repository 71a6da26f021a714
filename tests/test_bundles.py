"""What a notebook keeps of a drawing: SVG for its column and for the night, pixels with their size, PDF for LaTeX."""

import pickle
import re
import struct
import time
import warnings
from types import SimpleNamespace

import pytest
from IPython.core.formatters import DisplayFormatter

import autograd
import viz
from autograd import Value
from autograd.nn import MLP, half_squared_error


def graph_e():
    a, b = Value(2, "a"), Value(1, "b")
    e = ((a + b).named("c") * (b + 1).named("d")).named("e")
    e.backward()
    return e


def restyled():
    drawing = viz.draw(graph_e())
    drawing.attr(bgcolor="pink")
    return drawing


def compiled():
    x, w = Value(1.0, "x"), Value(2.0, "w", parameter=True)
    return autograd.compile((x * w).tanh(), inputs=[x], parameters=[w])


def moved():
    stepper = viz.Stepper(graph_e())
    stepper.goto(4)
    return stepper


SHOWN = {
    "value": graph_e,
    "drawing": lambda: viz.draw(graph_e(), theme="dark"),
    "restyled": restyled,
    "film": lambda: viz.film(graph_e()),
    "stepper": lambda: viz.Stepper(graph_e()),
    "moved stepper": moved,
    "program": compiled,
}


PLAYED = {"film", "stepper", "moved stepper"}


def shown(x):
    """The formats and their metadata, as a kernel of Jupyter gets them."""
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        return DisplayFormatter().format(x)


@pytest.mark.parametrize("name", SHOWN)
def test_a_notebook_gets_every_format(name, capsys):
    data, metadata = shown(SHOWN[name]())
    assert set(data) - {"text/html"} == {
        *("text/plain", "image/svg+xml", "image/png", "application/pdf")
    }
    assert ("text/html" in data) == (name in PLAYED)
    png, svg = data["image/png"], data["image/svg+xml"]
    assert png.startswith(b"\x89PNG")
    assert data["application/pdf"].startswith(b"%PDF")
    across, down = struct.unpack(">II", png[16:24])
    size = metadata["image/png"]
    assert across / size["width"] == pytest.approx(1.5, rel=0.02)
    assert down / size["height"] == pytest.approx(1.5, rel=0.02)
    root = re.search("<svg[^>]*>", svg)[0]
    assert re.search('style="max-width:100%;(min-width:[0-9.]+px;)?height:auto"', root)
    if name != "restyled":
        width, height = re.search(r'viewBox="0 0 ([\d.]+) ([\d.]+)"', root).groups()
        assert size["width"] == pytest.approx(float(width), abs=1)
        assert size["height"] == pytest.approx(float(height), abs=1)


@pytest.mark.slow
def test_a_wide_picture_has_fewer_pixels():
    model = MLP(8, [12, 6, 1], activation="tanh", rng=0)
    loss = half_squared_error(model([0.1] * 8), 1.0)
    data, metadata = shown(viz.draw(loss, fold="none", max_nodes=800))
    across, down = struct.unpack(">II", data["image/png"][16:24])
    assert across * down < 1.6e6
    size = metadata["image/png"]
    assert across / size["width"] < 1


@pytest.mark.slow
def test_a_large_graph_costs_nothing():
    x = Value(1.0)
    for _ in range(5000):
        x = x + 1.0
    assert set(shown(x)[0]) == {"text/plain"}
    assert set(shown(viz.Stepper(x))[0]) == {"text/plain"}


def test_a_cell_stays_quick():
    e = graph_e()
    shown(e)  # loads what draws
    best = min(cpu_time(lambda: shown(e)) for _ in range(5))
    assert best < 0.15


def cpu_time(function):
    start = time.process_time()
    function()
    return time.process_time() - start


def test_jupyter_never_sees_an_exception(monkeypatch):
    def fail(*arguments, **options):
        raise RuntimeError("nothing works")

    drawing, film, e = viz.draw(graph_e()), viz.film(graph_e()), graph_e()
    monkeypatch.setattr("viz.render.bundles.scene_png", fail)
    pictures = {"text/plain", "image/svg+xml", "application/pdf"}
    for x in (drawing, film, e):
        assert set(shown(x)[0]) - {"text/html"} == pictures
    monkeypatch.setattr("viz.render.bundles.make_scene", fail)
    monkeypatch.setattr("viz.render.bundles.render", fail)
    monkeypatch.setattr("viz.films.graph_film.page_html", fail)
    monkeypatch.setattr("viz.render.digraph.render", fail)
    for x in (drawing, film, e):
        assert set(shown(x)[0]) == {"text/plain"}


# --- plots ------------------------------------------------------------------------------------------------------------


def test_the_figure_of_a_plot_shows_itself():
    history = SimpleNamespace(epochs=[1, 2, 3], loss=[0.9, 0.4, 0.2])
    figure = viz.plots.loss_curve(history).figure
    data, metadata = shown(figure)
    assert data["image/png"].startswith(b"\x89PNG")
    assert metadata["image/png"] == {"width": 614, "height": 422}
    assert data["application/pdf"].startswith(b"%PDF")
    assert data["image/svg+xml"].startswith('<svg style="max-width:100%;height:auto"')
    assert "epoch" in data["image/svg+xml"]
    again = pickle.loads(pickle.dumps(figure))
    assert shown(again)[0]["image/svg+xml"] == data["image/svg+xml"]


def test_a_figure_that_cannot_be_drawn_stops_no_cell(monkeypatch):
    figure = viz.plots.panels(1)[0].figure
    monkeypatch.setattr(type(figure), "savefig", lambda *a, **k: 1 / 0)
    assert set(shown(figure)[0]) == {"text/plain"}
