"""What is installed: the version from its one place, and every file that the packages read."""

import ast
import re
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

import autograd
from autograd.missing import EXTRAS

ROOT = Path(__file__).parent.parent
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text())


def test_the_version_stands_in_one_place():
    assert PROJECT["project"]["dynamic"] == ["version"]
    assert "version" not in PROJECT["project"]
    attribute = PROJECT["tool"]["setuptools"]["dynamic"]["version"]["attr"]
    assert attribute == "autograd.__version__"
    assert re.fullmatch(r"\d+\.\d+\.\d+", autograd.__version__)


def test_a_build_reads_the_version_without_importing_the_package():
    """Setuptools reads a literal as text; anything else it would import, in an environment without NumPy."""
    tree = ast.parse((ROOT / "autograd" / "__init__.py").read_text())
    values = [
        node.value
        for node in tree.body
        if isinstance(node, ast.Assign)
        and ast.unparse(node.targets[0]) == "__version__"
    ]
    assert [ast.literal_eval(value) for value in values] == [autograd.__version__]


def test_the_command_line_and_the_changelog_say_the_same():
    command = [sys.executable, "-m", "viz", "--version"]
    printed = subprocess.run(command, cwd=ROOT, capture_output=True, text=True)
    assert printed.stdout == f"chalkgrad {autograd.__version__}\n"
    headings = re.findall(
        r"^## (.+)", (ROOT / "CHANGELOG.md").read_text(), re.MULTILINE
    )
    released = [heading for heading in headings if heading != "Unreleased"]
    assert re.fullmatch(r"\S+ \(\d{4}-\d\d-\d\d\)", released[0])
    assert released[0].split()[0] == autograd.__version__


def test_every_file_beside_the_modules_is_packaged():
    for package in ("autograd", "chalkgrad", "viz"):
        globs = PROJECT["tool"]["setuptools"]["package-data"][package]
        folder = ROOT / package
        packaged = {path for pattern in globs for path in folder.glob(pattern)}
        beside = {
            path
            for path in folder.rglob("*")
            if path.is_file() and path.suffix not in (".py", ".pyc", ".so", ".pyd")
        }
        assert beside <= packaged
        assert all(any(folder.glob(pattern)) for pattern in globs), "nothing there"


def test_ci_knows_the_oldest_version_of_every_package():
    extras = PROJECT["project"]["optional-dependencies"]
    *tools, ours = extras["test"]
    names = re.fullmatch(r"chalkgrad\[(.+)\]", ours)[1].split(",")
    needed = PROJECT["project"]["dependencies"] + tools
    needed += [line for name in names for line in extras[name]]
    bounds = [re.match(r"([\w-]+)(>=|==)([\d.]+)", line) for line in needed]
    oldest = {bound[1]: bound[3] for bound in bounds}
    assert len(oldest) == len(needed)
    lines = (ROOT / ".ci" / "oldest.txt").read_text().splitlines()
    pinned = dict(line.split("==") for line in lines if not line.startswith("#"))
    assert pinned.keys() == oldest.keys()
    for name, version in oldest.items():
        assert re.fullmatch(rf"{re.escape(version)}(\.0)*", pinned[name]), name


def test_what_is_asked_for_where_it_is_missing_is_in_the_extras():
    extras = PROJECT["project"]["optional-dependencies"]
    packages = {
        name: tuple(re.match(r"[\w-]+", line)[0] for line in extras[name])
        for name in EXTRAS
    }
    assert packages == EXTRAS
    assert extras["all"] == [f"chalkgrad[{','.join(EXTRAS)}]"]
    assert set(EXTRAS) - set(extras["test"][-1][10:-1].split(",")) == {"jax", "native"}


def test_no_package_has_an_upper_bound():
    """One is added where a newer version was seen to break something, with the reason beside it."""
    lines = PROJECT["project"]["dependencies"]
    lines = lines + [
        line
        for name in (*EXTRAS, "test")
        for line in PROJECT["project"]["optional-dependencies"][name]
    ]
    assert not [line for line in lines if re.search(r"<|==|~=", line.split(";")[0])]


@pytest.mark.slow
def test_large_parts_are_loaded_when_they_are_used():
    program = (
        "import sys, viz; "
        "early = [part in sys.modules for part in ('viz.networks', 'viz.sheets')]; "
        "print(early, {*viz.__all__} <= {*dir(viz)}, viz.network is viz.network, "
        "viz.quiz.__name__, viz.worksheet.__name__, hasattr(viz, 'nothing'))"
    )
    command = [sys.executable, "-c", program]
    printed = subprocess.run(command, cwd=ROOT, capture_output=True, text=True)
    assert printed.stdout == "[False, False] True True quiz worksheet False\n"
