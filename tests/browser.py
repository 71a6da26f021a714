"""A real browser for tests: Chromium without a window, where any error and any request beyond the file is a failure.

Use it with ``pytest_plugins = "tests.browser"`` and the mark ``browser``. A machine without Chromium skips these tests;
where CI is true, skipping fails.
"""

import shutil

import pytest

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
QUIET = [
    "--no-sandbox",
    "--disable-gpu",
    "--no-first-run",
    "--disable-background-networking",
]
QUIET += ["--disable-component-update", "--disable-sync"]
LECTURE_ROOM = {"width": 1024, "height": 768}


@pytest.fixture(scope="module")
def chromium():
    """The browser, started once for a file: while it runs, so does an event loop, which other tests must not meet."""
    playwright = pytest.importorskip("playwright.sync_api")
    path = next(filter(None, map(shutil.which, NAMES)), None)
    if path is None:
        pytest.skip("no Chromium is installed")
    with playwright.sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=path, args=QUIET)
        yield browser
        browser.close()


@pytest.fixture(scope="module")
def contexts(chromium):
    """A profile for each density of the screen."""
    found = {}

    def context(scale):
        if scale not in found:
            found[scale] = chromium.new_context(
                device_scale_factor=scale, reduced_motion="reduce"
            )
            found[scale].set_default_timeout(5000)
        return found[scale]

    return context


@pytest.fixture
def visit(contexts, tmp_path):
    """Open a page, given as HTML, from a file: ``visit(html, at="#step=3", width=512)``. Everything it says is kept.

    A page begins at its first step; ``at=""`` shows the card before it.

    `into` is an open page to be used again. When the test is over: no message on the console, no exception, no dialog,
    no request but for the file itself.
    """
    pages, complaints = [], []
    file = tmp_path / "page.html"

    def listen(page):
        page.on(
            "console", lambda message: complaints.append(f"console: {message.text}")
        )
        page.on("pageerror", lambda error: complaints.append(f"error: {error}"))
        page.on(
            "dialog",
            lambda dialog: (
                complaints.append(f"dialog: {dialog.message}"),
                dialog.dismiss(),
            ),
        )
        page.on(
            "request",
            lambda request: (
                complaints.append(request.url) if other(request.url) else None
            ),
        )
        pages.append(page)
        return page

    def other(url):
        return url.partition("#")[0] not in (file.as_uri(), "about:blank")

    def open_page(html, at="#step=1", scale=1, into=None, **size):
        file.write_text(html, encoding="utf-8")
        page = into or listen(contexts(scale).new_page())
        page.set_viewport_size(LECTURE_ROOM | size)
        page.goto(
            "about:blank"
        )  # an address that differs in its # only would not be read again
        page.goto(file.as_uri() + at)
        return page

    yield open_page
    for page in pages:
        page.close()
    assert not complaints
