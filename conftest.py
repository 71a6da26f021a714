"""What all tests share: golden files, and tools that may be missing here but not in CI."""

import os
import shutil
import sys
from pathlib import Path

import pytest

# One thread of linear algebra for each of two workers: with more they wait for one another. Before NumPy is loaded.
for _library in ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS"):
    os.environ.setdefault(_library, "1")

collect_ignore = ["docs/website"]  # builds the site: imports what the tests do not need
pytest_plugins = ["tests.browser", "tests.node_packages"]

CI = os.environ.get("CI") == "true"
NOT_EVEN_THERE = ("nor is it in CI", "nor are they in CI")
"""Reasons of those skips that are right everywhere: a test that needs no such thing stands beside each."""


def pytest_addoption(parser):
    parser.addoption(
        "--regen",
        action="store_true",
        help="rewrite the golden files instead of comparing with them",
    )


def pytest_configure(config):
    """Programs in C that tests build are kept with pytest's own things, not among those of the user."""
    if hasattr(config, "cache"):
        os.environ.setdefault("CHALKGRAD_CACHE", str(config.cache.mkdir("programs")))


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items):
    """What starts a browser, node or TeX is slow, too: CI runs it, and whoever asks for it."""
    for item in items:
        if any(map(item.get_closest_marker, ("browser", "node", "latex"))):
            item.add_marker(pytest.mark.slow)
        if isinstance(item, pytest.DoctestItem):
            # a document says the same where there is no C compiler
            item.add_marker(
                pytest.mark.filterwarnings("ignore::autograd.CompilerWarning")
            )


def pytest_runtest_setup(item):
    if item.get_closest_marker("dot") and not shutil.which("dot"):
        pytest.skip("the Graphviz program `dot` is not installed")


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item, call):
    report = yield
    is_right = any(words in str(report.longrepr) for words in NOT_EVEN_THERE)
    if CI and report.skipped and not is_right and not hasattr(report, "wasxfail"):
        report.outcome = "failed"
        report.longrepr = (
            f"skipped in CI, where every tool must be there: {report.longrepr}"
        )
    return report


@pytest.fixture(autouse=True)
def _documents_write_elsewhere(request, monkeypatch, tmp_path_factory):
    """A session in a document may save pictures: not into the repository."""
    if isinstance(request.node, pytest.DoctestItem):
        monkeypatch.chdir(tmp_path_factory.mktemp("document"))


@pytest.fixture
def golden(request):
    """Compare a text with tests/golden/NAME (or a whole path) exactly; `pytest --regen` writes it instead."""

    def compare(name, text):
        path = Path(__file__).parent / "tests" / "golden" / name
        if request.config.getoption("--regen"):
            path.parent.mkdir(exist_ok=True)
            path.write_text(text, encoding="utf-8", newline="\n")
        assert path.exists(), (
            f"{path.name} is missing: run `pytest --regen`, look at it, and commit it"
        )
        assert text == path.read_text(encoding="utf-8"), (
            f"differs from {path.name}; if that is right, run with --regen"
        )

    return compare


@pytest.fixture(autouse=True)
def _first_theme(monkeypatch):
    """A test that sets a theme for all drawings does so for itself, and that of the environment is nobody's."""
    monkeypatch.delenv("CHALKGRAD_THEME", raising=False)
    yield
    theme = sys.modules.get("viz.theme")
    if theme is not None:
        theme.set_theme()
