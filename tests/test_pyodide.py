"""The packages in a Python that runs in a browser: the built wheel in Pyodide, under node, against this Python."""

import json
import os
import re
import subprocess
import zipfile
from email.parser import HeaderParser
from importlib import metadata
from importlib.util import find_spec
from pathlib import Path
from typing import Final

import pytest
from browser_work import work

from autograd.missing import NOT_IN_BROWSERS
from tests.node_packages import PINNED, ROOT
from viz.layout import javascript_engine

pytestmark = pytest.mark.node

RUN = Path(__file__).with_name("run_in_pyodide.mjs")


@pytest.fixture
def browser(modules, wheel, tmp_path):
    """Run a program as a page would: its lines on standard output; it must not fail."""
    graphviz = Path(find_spec("graphviz").origin).parent
    (tmp_path / "out").mkdir()

    def run(program, page="nothing"):
        settings = {
            "modules": str(modules),
            "wheel": str(wheel),
            "folders": {
                "/site/graphviz": str(graphviz),
                "/repository/tests": str(ROOT / "tests"),
                "/out": str(tmp_path / "out"),
            },
            "page": page,
            "program": f"import sys; sys.path[:0] = ['/site', '/repository', '/repository/tests']\n{program}",
        }
        file = tmp_path / "settings.json"
        file.write_text(json.dumps(settings))
        done = subprocess.run(["node", RUN, file], capture_output=True, text=True)
        assert done.returncode == 0, done.stderr[-3000:]
        return done.stdout.splitlines()

    return run


LOAD = "await viz.load_layout_engine(f'{modules_url}/@viz-js/viz/dist/viz.js')\n"
WORK = f"""
import json, viz
from browser_work import work
{LOAD}
with open("/out/made.json", "w") as file:
    json.dump(work("/out"), file)
"""


LONG: Final = re.compile(r"-?\d+\.\d{8,}(?:e[-+]?\d+)?|'sha256-[^']+'")
"""Numbers with all their digits, and the checksums of scripts that hold them."""


def assert_same(text, wanted, name):
    """Two texts are equal but for the last digits of long numbers: tanh and exp are those of another C library."""
    assert LONG.sub("…", text) == LONG.sub("…", wanted), name
    for one, other in zip(LONG.findall(text), LONG.findall(wanted)):
        if not one.startswith("'"):
            assert float(one) == pytest.approx(float(other), rel=1e-11), name


def test_it_makes_what_any_python_makes(browser, tmp_path, monkeypatch):
    browser(WORK)
    monkeypatch.setenv("PATH", "")  # `dot` would draw restyled drawings in its fonts
    here = tmp_path / "here"
    here.mkdir()
    made = json.loads((tmp_path / "out" / "made.json").read_text())
    expected = json.loads(json.dumps(work(here)))
    assert made.keys() == expected.keys()
    for name, answer in expected.items():
        assert_same(json.dumps(made[name]), json.dumps(answer), name)
    files = sorted(path.name for path in here.iterdir())
    assert sorted({*os.listdir(tmp_path / "out")} - {"made.json"}) == files
    assert len(files) > 12
    for name in files:
        in_browser = (tmp_path / "out" / name).read_text()
        assert_same(in_browser, (here / name).read_text(), name)
    for name in ("e.html", "film.html", "film.tex", "sheet.html", "e.svg"):
        made_there = (tmp_path / "out" / name).read_bytes()
        assert made_there == (here / name).read_bytes(), name


WITHOUT_ENGINE = """
import contextlib, io, viz
from autograd import Value
from viz.cli import main
e = Value(2.0, "a") * 3
print(viz.tree(e).splitlines()[0])
try:
    viz.draw(e).svg()
except viz.LayoutError as error:
    print(error)
print(main(["draw", "a*b", "a=1", "b=2", "-o", "e.svg"]))
with contextlib.redirect_stdout(io.StringIO()) as printed:
    status = main(["draw", "--help"])
print(status, "examples:" in printed.getvalue())
try:
    await viz.load_layout_engine("file:///nowhere/viz.js")
except viz.LayoutError as error:
    print(error)
"""


def test_without_the_engine_one_line_says_what_to_run(browser):
    tree, missing, status, helped, nowhere = browser(WITHOUT_ENGINE)
    assert tree.startswith("v1 = a · 3")
    assert (
        missing
        == "no layout engine yet: run `await viz.load_layout_engine()` once, then draw again"
    )
    assert status == "2"
    assert helped == "0 True"
    assert nowhere.startswith(
        "the layout engine cannot be loaded from file:///nowhere/viz.js ("
    )
    assert (
        "`await viz.load_layout_engine(url)`, where url is the file viz.js" in nowhere
    )


FROM_PAGE = """
import viz
from autograd import Value
if LOADS:
    await viz.load_layout_engine("file:///nowhere/viz.js")
print(viz.draw(Value(2.0, "a") * 3).svg())
"""


@pytest.mark.parametrize("page", ["library", "engine"])
def test_a_page_can_bring_the_engine(browser, page):
    """A page that has loaded viz-global.js needs no address, and one with an engine needs nothing at all."""
    lines = browser(FROM_PAGE.replace("LOADS", str(page == "library")), page)
    import viz
    from autograd import Value

    assert "\n".join(lines).strip() == viz.draw(Value(2.0, "a") * 3).svg().strip()


REFUSALS = f"""
import viz, warnings
from autograd import Value
from viz.cli import main
from viz.layout import engines
{LOAD}
e = (Value(2.0, "a") * 3).named("e")
for source in ("digraph {{ a -> ", "nonsense"):
    try:
        engines.run(source, "json")
    except viz.LayoutError as error:
        print(error)
for engine in ("wasm", "dot"):
    try:
        engines.run("digraph {{}}", "json", engine=engine)
    except viz.LayoutError as error:
        print(error)
for words in (["draw", "a*b", "-o", "e.png"], ["draw", "a*b", "-o", "e.pdf"], ["steps", "a*b", "-o", "e.gif"],
              ["draw", "a*b", "-o", "e.pptx"], ["train", "moons", "-o", "x.html"]):
    print(main([*words, "a=1", "b=2"] if words[0] != "train" else words), flush=True)
for part in ("viz.plots", "viz.network", "__import__('autograd.nn')", "viz.autograd"):
    try:
        eval(part)
    except (ImportError, AttributeError) as error:
        print(error)
viz.save(e, "e.svg"), viz.save(e, "e.svg")
print(viz.draw(e)._repr_png_(), len(viz.draw(e).svg()) > 2000)
"""


def test_what_is_missing_is_said_in_one_line(browser, tmp_path):
    lines = browser(REFUSALS)
    refused, nonsense, wasm, dot, *rest = lines
    assert refused.startswith("the layout engine refused the graph (")
    assert nonsense.startswith("the layout engine refused the graph (")
    assert "wasmtime" in wasm
    assert "there is no program `dot`" in dot
    assert rest[:5] == ["2"] * 5
    plots, network, nn, nothing, last = rest[5:]
    for part, line in (("viz.plots", plots), ("viz.network", network)):
        assert line.startswith(
            f"{part} needs the package numpy, which is not installed: "
        )
        assert 'run `await micropip.install("numpy")`; pictures as .svg' in line
    assert nn.startswith("autograd.nn needs the package numpy")
    assert nothing == "module 'viz' has no attribute 'autograd'"
    assert last == "None True"


# --- what micropip is asked for ---------------------------------------------------------------------------------------


EXTRAS = ("", "plots", "pdf", "images", "slides", "data")
"""Those that work in browsers; JAX and a C compiler do not."""


def wanted(requirements, requirement_type, extras=("",)):
    """What is asked for in a browser."""
    for line in requirements:
        requirement = requirement_type(line)
        places = [{"sys_platform": "emscripten", "extra": extra} for extra in extras]
        if requirement.marker is None or any(
            requirement.marker.evaluate(place) for place in places
        ):
            yield requirement


def test_every_package_that_is_asked_for_exists_for_browsers(modules, wheel):
    """Each comes with Pyodide, in a version that will do, or is pure Python, and so is what it stands on."""
    from packaging.requirements import Requirement

    lock = json.loads((modules / "pyodide" / "pyodide-lock.json").read_text())
    with zipfile.ZipFile(wheel) as archive:
        name = next(
            name for name in archive.namelist() if name.endswith(".dist-info/METADATA")
        )
        own = (
            HeaderParser()
            .parsestr(archive.read(name).decode())
            .get_all("Requires-Dist")
        )
    left, seen = list(wanted(own, Requirement, EXTRAS)), set()
    assert {requirement.name for requirement in left}.isdisjoint(NOT_IN_BROWSERS)
    while left:
        requirement = left.pop()
        name = re.sub(r"[-_.]+", "-", requirement.name).lower()
        built = lock["packages"].get(name)
        if built:
            assert built["version"] in requirement.specifier, name
        elif name not in seen:
            installed = metadata.distribution(name)
            assert "-none-any" in installed.read_text("WHEEL"), (
                f"{name} has no wheel for browsers"
            )
            left += wanted(installed.requires or (), Requirement)
        seen.add(name)
    assert {"graphviz", "numpy", "matplotlib", "svglib", "lxml", "python-pptx"} <= seen


def test_the_versions_agree():
    assert PINNED["@viz-js/viz"] == javascript_engine.VERSION
