"""Programs that show notebooks, driven in a browser: JupyterLab with and without trust, and an app of marimo."""

import json
import os
import secrets
import sys
from pathlib import Path

import nbformat
import pytest

from tests.servers import free_port, serving

ROOT = Path(__file__).parent.parent
WAIT = 30_000
"""Milliseconds: more than what a kernel and a browser need on a busy machine."""
GRAPH = """\
import viz
from autograd import Value
from autograd.nn import MLP
a, b = Value(2, "a"), Value(1, "b")
e = ((a + b).named("c") * (b + 1).named("d")).named("e")
viz.film(e)"""
STEPPER = """\
stepper = viz.Stepper(e, predict=True)
stepper.goto(4)
stepper.next()
stepper"""
NETWORK = "viz.network(MLP(2, [2, 1], activation='tanh', rng=0), [0.5, -1.0]).{what}()"
PLOT = "viz.plots.activation_curve('tanh').figure"
CELLS = [GRAPH, STEPPER, NETWORK.format(what="film"), "viz.draw(e)", PLOT]

pytestmark = pytest.mark.browser


def here(folder):
    """The environment of a server: the packages of this checkout, and no file outside the folder."""
    places = ("CONFIG_DIR", "DATA_DIR", "RUNTIME_DIR")
    return {
        "PYTHONPATH": os.pathsep.join(map(str, [ROOT, *sys.path[1:]])),
        "HOME": str(folder),
        "XDG_CONFIG_HOME": str(folder),
        "IPYTHONDIR": str(folder / "ipython"),
        "MPLCONFIGDIR": str(folder / "matplotlib"),
        **{f"JUPYTER_{place}": str(folder / place) for place in places},
    }


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return tmp_path_factory.mktemp("notebooks")


@pytest.fixture
def page(chromium):
    page = chromium.new_page(viewport={"width": 1280, "height": 900})
    page.set_default_timeout(WAIT)
    page.errors = []
    page.on("pageerror", lambda error: page.errors.append(str(error)))
    yield page
    page.close()


def stepped(frame):
    """What the page in a frame says after Next: the first folds the card with which a film of a graph begins."""
    for _ in range(2):
        frame.locator("#next").click()
    return frame.locator("#count").text_content()


# --- JupyterLab -------------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def jupyterlab(folder):
    """The address of a notebook by its name, in a JupyterLab that knows nobody but this test."""
    pytest.importorskip("jupyterlab")
    port, token = free_port(), secrets.token_hex(16)
    settings = {
        "ServerApp.ip": "127.0.0.1",
        "ServerApp.port": port,
        "ServerApp.port_retries": 0,
        "ServerApp.root_dir": folder,
        "ServerApp.allow_root": True,
        "IdentityProvider.token": token,
        "LabApp.expose_app_in_browser": True,
        "LabApp.extension_manager": "readonly",
        "LabApp.check_for_updates_class": "jupyterlab.NeverCheckForUpdate",
        "LabApp.news_url": None,
    }
    command = [sys.executable, "-m", "jupyterlab", "--no-browser"]
    command += [f"--{name}={value}" for name, value in settings.items()]
    address = f"http://127.0.0.1:{port}"
    with serving(command, f"{address}/api", folder, **here(folder)):
        yield lambda name: f"{address}/doc/tree/{name}?token={token}"


def commanded(page, command):
    """Start a command of JupyterLab; it may never end, so nobody waits for it."""
    page.evaluate(f"void jupyterapp.commands.execute('{command}')")


def outputs(page, cell):
    return page.locator(".jp-CodeCell").nth(cell).locator(".jp-OutputArea-output")


def test_jupyterlab_plays_films_and_shows_pictures_without_trust(
    jupyterlab, page, folder
):
    notebook = nbformat.v4.new_notebook(
        cells=[nbformat.v4.new_code_cell(source) for source in CELLS],
        metadata={
            "kernelspec": {
                "name": "python3",
                "display_name": "Python 3 (ipykernel)",
                "language": "python",
            }
        },
    )
    nbformat.write(notebook, folder / "film.ipynb")
    page.goto(jupyterlab("film.ipynb"))
    page.wait_for_function(
        "window.jupyterapp?.shell.currentWidget?.sessionContext?.session?.kernel?.status === 'idle'"
    )
    commanded(page, "notebook:run-all-cells")
    film = outputs(page, 0).locator("iframe").content_frame
    assert stepped(film) == "Step 2 of 11"
    film.locator("#back").click()
    assert film.locator("#count").text_content() == "Step 1 of 11"

    stepper = outputs(page, 1).last.locator("iframe").content_frame
    assert stepper.locator("#count").text_content() == "Step 5 of 11"
    assert "e = c · d" in stepper.locator("#sentence").text_content()
    assert stepper.locator("#predict").is_checked()
    outputs(page, 1).last.locator("iframe").scroll_into_view_if_needed()
    page.wait_for_timeout(1000)  # JupyterLab builds a cell anew that comes into sight
    stepper.locator("#back").dispatch_event("click")  # out of sight no frame is drawn
    assert stepper.locator("#count").text_content() == "Step 4 of 11"

    network = outputs(page, 2).locator("iframe").content_frame
    assert "3" in stepped(network)

    for cell in (3, 4):
        outputs(page, cell).locator("img[src^='data:image/svg']").wait_for()
    commanded(page, "docmanager:save")
    page.wait_for_function("!jupyterapp.shell.currentWidget.context.model.dirty")
    assert not page.errors

    saved = json.loads((folder / "film.ipynb").read_text())
    saved["metadata"]["changed"] = True  # so that its signature does not fit
    (folder / "copy.ipynb").write_text(json.dumps(saved))
    page.goto(jupyterlab("copy.ipynb"))
    for cell in range(5):
        image = outputs(page, cell).last.locator("img")
        image.wait_for()
        assert image.get_attribute("src").startswith("data:image/png")
        assert image.evaluate(
            "(image) => image.decode().then(() => image.naturalWidth)"
        )
        assert image.bounding_box()["width"] > 100
    assert page.locator(".jp-OutputArea iframe").count() == 0


# --- marimo -----------------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def marimo(folder):
    """The address of an app of marimo whose cells are those of the notebook."""
    pytest.importorskip("marimo")
    sources = [*CELLS, NETWORK.format(what="draw").replace(".draw()", "")]
    cells = []
    for source in sources:
        lines = "".join(f"    {line}\n" for line in source.splitlines())
        given, made = ("", "MLP, e, viz") if source == GRAPH else ("MLP, e, viz", "")
        cells.append(f"@app.cell\ndef _({given}):\n{lines}    return {made}\n")
    app = "\n".join(["import marimo\napp = marimo.App()\n", *cells])
    (folder / "app.py").write_text(app)
    port = free_port()
    address = f"http://127.0.0.1:{port}"
    command = [sys.executable, "-m", "marimo", "run", "app.py", "--headless"]
    command += ["--no-token", "--host=127.0.0.1", f"--port={port}"]
    quiet = {"MARIMO_SKIP_UPDATE_CHECK": "1"}
    with serving(command, f"{address}/health", folder, **here(folder), **quiet):
        yield address


def test_an_app_of_marimo_plays_films(marimo, page):
    page.goto(marimo)
    outputs = page.locator(".output-area")
    film = outputs.nth(0).locator("iframe").content_frame
    assert stepped(film) == "Step 2 of 11"
    stepper = outputs.nth(1).locator("iframe").content_frame
    assert stepper.locator("#count").text_content() == "Step 5 of 11"
    assert stepper.locator("#predict").is_checked()
    network = outputs.nth(2).locator("iframe").content_frame
    assert "3" in stepped(network)
    outputs.nth(3).locator("svg").wait_for()
    outputs.nth(4).locator("img, svg").first.wait_for()
    outputs.nth(5).locator("svg").wait_for()
    frame = outputs.nth(0).locator("iframe").bounding_box()
    picture = outputs.nth(0).locator("img").bounding_box()
    assert frame["y"] <= picture["y"] + 1  # the picture is behind it, not above
    assert not page.errors
