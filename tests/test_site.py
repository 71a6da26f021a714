"""The documentation site: built by `mkdocs build --strict`, its links followed, its pages opened in a real browser."""

import contextlib
import os
import subprocess
import sys
from pathlib import Path
from types import ModuleType

import pytest

import autograd
import viz
from autograd import nn
from docs.website import course, links
from tests.servers import free_port, serving
from viz import plots

pytestmark = pytest.mark.slow
ROOT = Path(__file__).parent.parent
WIDTHS = (390, 768, 1280)
PAGES = [
    "index.html",
    *(f"course/{path.parent.name}/{path.stem}.html" for path in sorted(course.COURSE.glob("*/*.md"))),
    *("engine.html", "drawing.html", "gallery.html", "learners.html", "rules.html", "glossary.html", "notes.html"),
    *("examples/index.html", "examples/10_net222.html", "examples/28_microgpt.html"),
    *("api/index.html", "api/autograd.html", "api/nn.train.html", "api/viz.html", "api/commands.html"),
    *("architecture.html", "changelog.html", "contributing.html", "source/autograd/rules.py.html"),
]  # fmt: skip


PATIENT_SERVER = """
import functools, http.server, sys

class Patient(http.server.SimpleHTTPRequestHandler):
    def end_headers(self):
        self.send_header("LinkChecker", "as often as it likes")  # without this it waits between any two requests
        super().end_headers()

port, folder = sys.argv[1:]
handler = functools.partial(Patient, directory=folder)
http.server.ThreadingHTTPServer(("127.0.0.1", int(port)), handler).serve_forever()
"""


@pytest.fixture(scope="module")
def site(tmp_path_factory):
    """The folder of the site. CI has built it before, and says where."""
    if "CHALKGRAD_SITE" in os.environ:
        return Path(os.environ["CHALKGRAD_SITE"])
    pytest.importorskip("mkdocs")
    folder = tmp_path_factory.mktemp("site")
    command = [sys.executable, "-m", "mkdocs", "build", "--strict", "-d", str(folder)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr
    return folder


@pytest.fixture(scope="module")
def address(site, tmp_path_factory):
    """The site on a server of this machine."""
    with folder_served(site, tmp_path_factory.mktemp("server")) as url:
        yield url


@contextlib.contextmanager
def folder_served(folder, log):
    port = free_port()
    command = [sys.executable, "-c", PATIENT_SERVER, str(port), str(folder)]
    url = f"http://127.0.0.1:{port}/"
    with serving(command, url, log):
        yield url


@pytest.fixture
def open_page(chromium, address):
    """Open a page at a width: ``with open_page("index.html", 390) as page``. Whatever it complains of is a failure."""

    @contextlib.contextmanager
    def opened(path, width, **options):
        complaints = []
        size = {"width": width, "height": 800}
        context = chromium.new_context(viewport=size, **options)
        page = context.new_page()
        page.set_default_timeout(10_000)
        page.on("console", lambda message: complaints.append(message.text))
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.on(
            "requestfailed",
            lambda request: (  # what is not needed any more is given up when a page is left
                None
                if request.failure == "net::ERR_ABORTED"
                else complaints.append(f"failed: {request.url}")
            ),
        )
        page.on(
            "request",
            lambda request: (
                None
                if request.url.startswith((address, "data:", "blob:"))
                else complaints.append(f"asks for {request.url}")
            ),
        )
        page.on(
            "response",
            lambda response: (
                complaints.append(f"{response.status}: {response.url}")
                if response.status >= 400
                else None
            ),
        )
        page.goto(address + path, wait_until="load")
        yield page
        context.close()
        assert not complaints

    return opened


def follow(address, folder):
    """Follow the links from a page, those to other places left out, as LinkChecker does."""
    pytest.importorskip("linkcheck")
    (folder / "linkcheckerrc").write_text("[checking]\nmaxrequestspersecond=1000\n")
    options = ["--no-status", "--no-robots", "--ignore-url", "^https?://(?!127)"]
    options += ["--config", str(folder / "linkcheckerrc")]
    command = [sys.executable, "-m", "linkcheck", *options, address]
    return subprocess.run(command, capture_output=True, text=True)


def test_every_page_that_is_tried_is_there(site):
    assert [page for page in PAGES if not (site / page).exists()] == []
    assert len(list(site.glob("examples/*.html"))) == 45
    assert not (site / "website").exists()
    assert not (site / "try_page").exists()
    assert list(site.glob("**/*.py")) == []


def test_every_link_of_the_site_leads_somewhere(address, tmp_path):
    done = follow(address, tmp_path)
    assert done.returncode == 0, done.stdout[-5000:] + done.stderr[-2000:]
    assert " 0 errors found" in done.stdout


def test_a_link_that_leads_nowhere_is_found(tmp_path):
    (tmp_path / "index.html").write_text('<iframe src="made/gone.html"></iframe>')
    with folder_served(tmp_path, tmp_path) as url:
        done = follow(url, tmp_path)
    assert done.returncode == 1
    assert "gone.html" in done.stdout


def test_every_public_name_is_in_the_reference(site):
    text = "".join(page.read_text("utf-8") for page in site.glob("api/*.html"))
    for module, prefix in ((autograd, "autograd"), (nn, "nn"), (viz, "viz"), (plots, "viz.plots")):  # fmt: skip
        for name in module.__all__:
            if not isinstance(getattr(module, name), ModuleType):
                assert f"{prefix}.{name}" in text, name
    assert 'id="autograd.value.Value.data"' in text  # of a base that is not public


def test_docstrings_become_markdown():
    pytest.importorskip("griffe")
    from docs.website.docstrings import as_markdown

    text = """Sums <x> and a[i][j], ``x * y``.

    rate     how far a step goes; at 0 it
             stays
    **rest   what is left

    >>> 1 + 1  # doctest: +SKIP
    2
    >>> print()
    <BLANKLINE>
    """
    assert as_markdown(text) == "\n\n".join(
        [
            "Sums \\<x> and a\\[i]\\[j], `x * y`.",
            "- `rate`: how far a step goes; at 0 it stays\n- `**rest`: what is left",
            "```pycon\n>>> 1 + 1\n2\n>>> print()\n\n```",
        ]
    )


@pytest.mark.browser
@pytest.mark.parametrize("width", WIDTHS)
def test_pages_fit_and_are_complete(width, open_page):
    for path in PAGES:
        with open_page(path, width) as page:
            shown = page.evaluate(
                """async () => {
                    for (const image of document.images) image.loading = 'eager';
                    await Promise.all([...document.images].map((image) => image.decode().catch(() => 0)));
                    return {
                        wide: document.documentElement.scrollWidth,
                        broken: [...document.images].filter((image) => !image.naturalWidth).map((image) => image.src),
                        unnamed: [...document.images].filter((image) => !image.hasAttribute('alt')).length,
                        lang: document.documentElement.lang,
                        heading: document.querySelector('h1').textContent,
                    };
                }"""
            )
            assert shown["wide"] <= width, path
            assert shown["broken"] == [], path
            assert shown["unnamed"] == 0, path
            assert shown["lang"] == ("zh" if "/zh/" in path else "en"), path
            assert shown["heading"].strip(), path


@pytest.mark.browser
@pytest.mark.parametrize("language", course.LANGUAGES)
def test_a_film_runs_where_it_is_shown(language, open_page):
    with open_page(f"course/{language}/02_backwards.html", 1280) as page:
        page.locator("iframe.film").first.scroll_into_view_if_needed()
        film = page.frame_locator("iframe.film").first
        film.locator("#heading", has_text="de/de = 1").wait_for()
        film.locator("#next").click()
        film.locator("#heading", has_not_text="de/de = 1").wait_for()


@pytest.mark.browser
def test_every_film_of_the_course_is_shown(open_page, site):
    for chapter in course.chapters():
        path = chapter.relative_to(links.DOCS).with_suffix(".html").as_posix()
        films = course.FILM.findall(chapter.read_text("utf-8"))
        with open_page(path, 1280) as page:
            frames = page.locator("iframe.film")
            assert frames.count() == len(films), path
            for k, (title, _, _) in enumerate(films):
                frames.nth(k).scroll_into_view_if_needed()
                inside = page.frame_locator("iframe.film").nth(k)
                inside.locator("svg, canvas").locator("visible=true").first.wait_for()
                assert frames.nth(k).get_attribute("title") == title


@pytest.mark.browser
def test_the_switch_leads_to_the_same_chapter(open_page):
    with open_page("course/en/06_vanishing_gradients.html", 1280) as page:
        page.locator("a[hreflang=zh]").first.evaluate("link => link.click()")
        page.wait_for_url("**/course/zh/06_vanishing_gradients.html")
        assert "梯度消失" in page.locator("h1").text_content()
        page.locator("a[hreflang=en]").first.evaluate("link => link.click()")
        page.wait_for_url("**/course/en/06_vanishing_gradients.html")


@pytest.mark.browser
@pytest.mark.parametrize("word", ["backpropagation", "梯度", "CascadeCorrelation"])
def test_search_finds_words_of_both_languages(word, open_page):
    with open_page("index.html", 1280) as page:
        page.keyboard.press("/")
        page.locator("input[name=query]").fill(word)
        found = page.locator(".md-search-result__item")
        found.first.wait_for(timeout=60_000)  # the first word waits for the index
        assert word.lower() in found.first.text_content().lower()


@pytest.mark.browser
def test_a_session_is_copied_without_its_prompts(open_page):
    allowed = ["clipboard-read", "clipboard-write"]
    with open_page("course/en/01_the_graph_e.html", 1280, permissions=allowed) as page:
        page.locator("button.md-clipboard, .md-code__button").first.click()
        page.wait_for_timeout(200)
        copied = page.evaluate("navigator.clipboard.readText()")
        assert copied.splitlines()[0] == "from autograd import Value"
        assert ">>>" not in copied
        assert "(3.0, 2.0, 6.0)" not in copied
        exec(copied, {})


@pytest.mark.browser
def test_solutions_are_closed_until_they_are_asked_for(open_page):
    with open_page("course/en/01_the_graph_e.html", 768) as page:
        solution = page.locator("details").first
        assert not solution.locator("p, pre").first.is_visible()
        solution.locator("summary").click()
        assert solution.locator("p, pre").first.is_visible()


OURS = [
    "color-contrast",
    "link-in-text-block",
    "image-alt",
    "frame-title",
    "link-name",
    "button-name",
    "list",
    "label",
]
"""Rules of axe about what is ours to choose: colours and texts; landmarks and roles are those of Material."""


@pytest.mark.browser
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_everybody_can_read_the_pages(scheme, open_page):
    axe = pytest.importorskip("axe_playwright_python.sync_playwright").Axe()
    rules = {"runOnly": OURS, "iframes": False}  # films have tests of their own
    for path in ("index.html", "course/zh/01_the_graph_e.html", "course/en/02_backwards.html",
                 "api/viz.html", "examples/index.html", "gallery.html", "rules.html"):  # fmt: skip
        with open_page(path, 1280, color_scheme=scheme) as page:
            found = axe.run(page, options=rules).response["violations"]
            assert [(rule["id"], rule["nodes"][0]["html"]) for rule in found] == [], path  # fmt: skip


@pytest.mark.browser
def test_pictures_are_dark_where_the_reader_makes_the_page_dark(open_page):
    with open_page("course/en/04_two_layers.html", 1280, color_scheme="light") as page:
        picture = page.locator("article img").first
        light = picture.screenshot()
        page.locator("form[data-md-component=palette] label[for=__palette_1]").click()
        page.locator("body[data-md-color-scheme=slate]").wait_for()
        assert picture.screenshot() != light
