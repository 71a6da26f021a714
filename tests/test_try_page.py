"""docs/try.html, as `python -m docs.try_page` builds it: Python in a real browser, its files served from node_modules."""

import json
import re
import subprocess
import sys

import pytest
from pages import NASTY

from docs.try_page.__main__ import PYTHON, page
from docs.try_page.examples import EXAMPLES
from docs.try_page.words import WORDS
from tests.node_packages import ROOT
from viz.layout import javascript_engine

needs_browser = pytest.mark.browser
needs_node = pytest.mark.node
SERVER = "https://cdn.test"
TYPES = {
    ".wasm": "application/wasm",
    ".mjs": "text/javascript",
    ".js": "text/javascript",
    ".json": "application/json",
    ".zip": "application/zip",
}
PATIENCE = 180_000
"""Milliseconds for what takes three seconds on a machine that has nothing else to do."""


# --- without a browser ------------------------------------------------------------------------------------------------


def test_both_languages_say_the_same_things():
    en, zh = WORDS["en"], WORDS["zh"]
    assert en.keys() == zh.keys()
    for name in en:
        places = [sorted(re.findall(r"\{\w+\}", words[name])) for words in (en, zh)]
        assert places[0] == places[1], name


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda example: example.en)
def test_every_example_runs(example, capsys):
    names = {}
    exec(compile(example.code, "example", "exec"), names)  # a program of our own
    assert {type(value).__name__ for value in names.values()} & {"Value", "function"}


def test_a_place_beside_the_page_is_its_own():
    text = page([], python="pyodide/", layout="viz.js")
    policy = re.search(r'Content-Security-Policy" content="([^"]*)"', text)[1]
    assert "connect-src 'self' data:" in policy
    assert "https:" not in policy
    public = page([])
    assert "connect-src 'self' https://cdn.jsdelivr.net data:" in public


# --- in a browser -----------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def built(tmp_path_factory):
    """The page as the command builds it."""
    file = tmp_path_factory.mktemp("try") / "try.html"
    words = [
        "--python",
        f"{SERVER}/pyodide/",
        "--layout",
        f"{SERVER}/@viz-js/viz/dist/viz.js",
    ]
    command = [sys.executable, "-m", "docs.try_page", "-o", file, *words]
    subprocess.run(command, cwd=ROOT, check=True, capture_output=True)
    return file


class Visitor:
    """Somebody at the page."""

    def __init__(self, page):
        self.page = page

    def read(self, name):
        return self.page.inner_text(f"#{name}")

    def wait_for(self, *statuses):
        """Until the page says one of these of itself."""
        texts = [
            re.escape(WORDS[lang][status]) for lang in WORDS for status in statuses
        ]
        status = self.page.locator("#status").filter(
            has_text=re.compile("|".join(texts))
        )
        self.page.locator('#results[aria-busy="false"]').wait_for(timeout=PATIENCE)
        status.wait_for(timeout=PATIENCE)

    def type(self, code):
        """Other lines, run by the keys."""
        self.page.fill("#code", code)
        self.page.focus("#code")
        self.page.keyboard.press("Control+Enter")
        self.wait_for("done", "failed")

    @property
    def picture(self):
        return self.page.locator("#picture img")

    @property
    def film(self):
        return self.page.frame_locator("#film iframe")


@pytest.fixture(scope="module")
def world(chromium, modules):
    """A browser whose network is the folder node_modules; what it complains of."""
    complaints = []

    def serve(route):
        url = route.request.url
        path = modules / url.removeprefix(f"{SERVER}/")
        if not url.startswith(SERVER) or not path.is_file():
            complaints.append(f"asked for {url}")
            return route.abort()
        cors = {"access-control-allow-origin": "*"}
        kind = TYPES[path.suffix]
        return route.fulfill(body=path.read_bytes(), content_type=kind, headers=cors)

    context = chromium.new_context(reduced_motion="reduce", locale="en-GB")
    context.route(re.compile("^https?:"), serve)

    def open_page(address, **size):
        shown = context.new_page()
        shown.set_viewport_size({"width": 1280, "height": 720} | size)
        shown.on("console", lambda message: complaints.append(message.text))
        shown.on("pageerror", lambda error: complaints.append(str(error)))
        shown.goto(address)
        return shown

    yield open_page, complaints
    context.close()


@pytest.fixture(scope="module")
def visitor(world, built):
    """The page when it has run its first example."""
    open_page, _ = world
    found = Visitor(open_page(f"{built.as_uri()}#lang=en&theme=light"))
    found.wait_for("done")
    return found


@pytest.fixture
def quiet(world):
    """When the test is over, nothing was complained of."""
    _, complaints = world
    complaints.clear()
    yield complaints
    assert not complaints


@needs_browser
@needs_node
def test_it_begins_with_the_graph_of_the_notes(visitor, quiet):
    assert visitor.read("output") == "2.0 5.0\n" or visitor.read("output") == "2.0 5.0"
    assert "e" in visitor.picture.get_attribute("alt")
    width, panel = visitor.picture.evaluate(
        "i => [i.naturalWidth, i.parentElement.clientWidth]"
    )
    assert 0.8 * panel < width <= panel


QUUX = """
from autograd import Value, exp
x = Value(0.5, "x")
quux = exp(x * x).named("quux")
print(quux.data > 1)
"""


@needs_browser
@needs_node
def test_other_lines_make_another_picture_and_a_film(visitor, quiet):
    visitor.type(QUUX)
    assert visitor.read("output").strip() == "True"
    assert "quux" in visitor.picture.get_attribute("alt")
    visitor.page.click("#film-tab")
    film = visitor.film
    first = film.locator("#count").inner_text()
    film.locator("#next").click()  # from the card that comes before the first step
    film.locator("#next").click()
    assert film.locator("#count").inner_text() != first
    film.locator("#last").click()
    total = re.findall(r"\d+", film.locator("#count").inner_text())
    assert total[0] == total[-1]
    assert "quux" in visitor.page.locator("#film iframe").get_attribute("title")
    visitor.page.click("#picture-tab")
    assert visitor.picture.is_visible()


@needs_browser
@needs_node
def test_the_last_line_is_shown(visitor, quiet):
    lines = (
        "import viz\nfrom autograd import Value\nz = (Value(2, 'x') * 3).named('z')\n"
    )
    visitor.type(f"{lines}viz.draw(z, style='circuit')")
    assert "z" in visitor.picture.get_attribute("alt")
    assert visitor.page.locator("#film-tab").is_disabled()
    visitor.type(f"{lines}viz.film(z)")
    assert visitor.film.locator("#next").is_visible()
    visitor.type(f"{lines}viz.tree(z)")
    assert visitor.read("output").startswith("z = x · 3")
    visitor.type("1 + 1")
    assert visitor.read("output").strip() == "2"
    assert visitor.read("picture") == WORDS["en"]["nothing"]


@needs_browser
@needs_node
def test_what_goes_wrong_is_said_with_its_line(visitor, quiet):
    visitor.type(
        "from autograd import Value\nx = Value(2)\nprint('so far')\ny = x * z\n"
    )
    assert visitor.read("error") == "Line 4: NameError: name 'z' is not defined"
    assert visitor.read("output").strip() == "so far"
    visitor.type("x = (1 +\n")
    assert visitor.read("error").startswith("Line 1: SyntaxError: ")
    visitor.type("from autograd import Value, log\ny = 1\nlog('two')\n")
    assert visitor.read("error").startswith("Line 3: ")
    visitor.type("import viz\nviz.plots\n")
    assert "needs the package numpy" in visitor.read("error")
    visitor.type(
        "import viz\nfrom autograd import Value\nviz.save(Value(2.0) * 3, 'e.png')\n"
    )
    assert "there is none for browsers" in visitor.read("error")
    visitor.type("print('well')")
    assert not visitor.page.is_visible("#error")
    # Pyodide asks for the packages that are imported, which are not on this network
    assert all(text.startswith("asked for") or "ERR_FAILED" in text for text in quiet)
    quiet.clear()


@needs_browser
@needs_node
def test_no_name_can_reach_the_page(visitor, quiet):
    names = [name.replace("\0", "").replace("\ud800", "") for name in NASTY]
    visitor.type(
        "from autograd import Value\n"
        f"node = Value(0.5, {names[0]!r})\n"
        f"for name in {names[1:]!r}:\n"
        "    node = (node * Value(1.5, name + ' ')).named(name)\n"
        f"print({names[0]!r})\n"
    )
    assert visitor.read("error") == ""
    visitor.page.click("#film-tab")
    visitor.film.locator("#last").click()
    for frame in visitor.page.frames:
        assert frame.evaluate("typeof window.pwned") == "undefined"
    assert "allow-same-origin" not in visitor.page.locator(
        "#film iframe"
    ).get_attribute("sandbox")
    visitor.page.click("#picture-tab")


@needs_browser
@needs_node
def test_every_example_runs_there(visitor, quiet):
    for number, example in enumerate(EXAMPLES):
        visitor.page.select_option("#example", index=number)
        assert visitor.page.input_value("#code") == example.code
        visitor.wait_for("done", "failed")
        assert visitor.read("error") == "", example.en
        assert visitor.picture.count() or visitor.read("output"), example.en


@needs_browser
@needs_node
def test_the_other_language_and_the_night(visitor, quiet):
    visitor.type("from autograd import Value\ny = (Value(2, 'x') * 3).named('y')\n")
    day = visitor.picture.get_attribute("src")
    visitor.page.click("#language")
    visitor.page.click("#theme")
    visitor.wait_for("done")  # run anew when the first run is over
    assert visitor.picture.get_attribute("src") != day
    assert visitor.page.evaluate("[document.documentElement.lang, document.title]") == [
        "zh-CN",
        WORDS["zh"]["title"],
    ]
    assert visitor.read("run") == WORDS["zh"]["run"]
    visitor.page.select_option("#example", index=3)
    visitor.wait_for("done")
    assert visitor.page.input_value("#code").count('lang="zh"') == 2
    visitor.page.click("#film-tab")
    assert visitor.film.locator("html").get_attribute("lang").startswith("zh")
    assert visitor.film.locator("html").get_attribute("data-theme") == "dark"
    visitor.page.click("#picture-tab")
    visitor.page.click("#language")
    visitor.page.click("#theme")
    visitor.wait_for("done")


@needs_browser
@needs_node
def test_the_keyboard_reaches_everything(visitor, quiet):
    visitor.type("from autograd import Value\ny = (Value(2, 'x') * 3).named('y')\n")
    visitor.page.focus("#language")
    reached = []
    for _ in range(12):
        reached.append(visitor.page.evaluate("document.activeElement.id"))
        visitor.page.keyboard.press("Tab")
    assert {"theme", "example", "code", "run", "output", "picture-tab", "picture"} <= {
        *reached
    }
    visitor.page.focus("#picture-tab")
    visitor.page.keyboard.press("ArrowRight")
    assert visitor.page.evaluate("document.activeElement.id") == "film-tab"
    assert visitor.film.locator("#next").is_visible()
    visitor.page.keyboard.press("ArrowLeft")
    assert visitor.picture.is_visible()


@needs_browser
@needs_node
def test_a_program_without_end_can_be_stopped(visitor, quiet):
    visitor.page.fill("#code", "while True:\n    pass\n")
    visitor.page.click("#run")
    visitor.page.click("#stop")
    visitor.wait_for("ready")
    assert not visitor.page.is_visible("#stop")
    visitor.type("print(6 * 7)")
    assert visitor.read("output").strip() == "42"


@needs_browser
@needs_node
@pytest.mark.parametrize("size", [(1280, 720), (1024, 768), (390, 844)])
def test_nothing_is_cut_off_and_everybody_can_use_it(visitor, quiet, size):
    """Without a violation that axe-core finds, by day and by night, with a picture and with an error."""
    axe = pytest.importorskip("axe_playwright_python.sync_playwright").Axe()
    width, height = size
    visitor.page.set_viewport_size({"width": width, "height": height})
    for code in (
        "from autograd import Value\ny = (Value(2, 'x') * 3).named('y')\n",
        "nothing",
    ):
        visitor.type(code)
        for _ in ("day", "night"):
            visitor.page.click("#theme")
            visitor.wait_for("done", "failed")
            found = axe.run(visitor.page, context={"exclude": [["iframe"]]}).response[
                "violations"
            ]
            assert not found, json.dumps(found)[:2000]
            assert (
                visitor.page.evaluate("document.documentElement.scrollWidth") <= width
            )
    visitor.page.set_viewport_size({"width": 1280, "height": 720})


@needs_browser
@needs_node
def test_a_film_on_a_phone_stays_well_while_it_is_hidden(visitor, quiet):
    visitor.page.set_viewport_size({"width": 390, "height": 844})
    visitor.type("from autograd import Value\ny = (Value(2, 'x') * 3).named('y')\n")
    for tab in ("film", "picture", "film"):
        visitor.page.click(f"#{tab}-tab")
        visitor.page.wait_for_timeout(300)  # sizes are told a moment later
    box = visitor.film.locator("#pane svg").first.bounding_box()
    assert box["width"] > 100
    visitor.page.click("#picture-tab")
    visitor.page.set_viewport_size({"width": 1280, "height": 720})


@needs_browser
@needs_node
def test_without_a_network_it_says_what_it_needs(world, built, quiet):
    open_page, _ = world
    lonely = built.with_name("lonely.html")
    lonely.write_text(
        built.read_text().replace(f"{SERVER}/pyodide/", f"{SERVER}/nowhere/")
    )
    shown = Visitor(open_page(lonely.as_uri()))
    shown.page.locator("#status").filter(has_text="Is there a connection?").wait_for(
        timeout=PATIENCE
    )
    assert f"from {SERVER}/nowhere/: " in shown.read("status")
    shown.page.close()
    assert any(text.startswith(f"asked for {SERVER}/nowhere/") for text in quiet)
    quiet.clear()


SLEEPS = """
<!doctype html><meta charset="utf-8"><title>sleeps</title><script type="module">
import { loadPyodide } from "SERVER/pyodide/pyodide.mjs";
const pyodide = await loadPyodide({ indexURL: "SERVER/pyodide/" });
for (const wheel of WHEELS) pyodide.unpackArchive(Uint8Array.from(atob(wheel), (c) => c.charCodeAt(0)), "wheel");
document.title = await pyodide.runPythonAsync(`
import viz
from autograd import Value
viz.draw(Value(2.0, "a") * 3).svg()[:4]`);
</script>
"""


@needs_browser
@needs_node
def test_where_a_browser_can_sleep_the_engine_is_loaded_by_the_first_drawing(
    world, built, quiet, tmp_path, modules
):
    open_page, _ = world
    data = json.loads(re.search(r'id="data">(.*?)</script>', built.read_text())[1])
    file = tmp_path / "sleeps.html"
    wheels = json.dumps(data["load"]["packages"])
    file.write_text(SLEEPS.replace("SERVER", SERVER).replace("WHEELS", wheels))
    engine = modules / "@viz-js" / "viz" / "dist" / "viz.js"
    shown = open_page("about:blank")
    shown.route(
        javascript_engine.URL,
        lambda route: route.fulfill(
            body=engine.read_bytes(),
            content_type="text/javascript",
            headers={"access-control-allow-origin": "*"},
        ),
    )
    shown.goto(file.as_uri())
    shown.wait_for_function("document.title !== 'sleeps'", timeout=PATIENCE)
    assert shown.title() == "<svg"
    shown.close()


@needs_node
def test_the_places_are_those_of_the_versions_that_are_tested(modules):
    version = json.loads((modules / "pyodide" / "package.json").read_text())["version"]
    assert f"/pyodide/v{version}/" in PYTHON
