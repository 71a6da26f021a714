"""`import chalkgrad`: one name for engine and drawings; and what happens where another package `autograd` is installed."""

import shutil
import subprocess
import sys
import types
from pathlib import Path

import pytest

import autograd
import chalkgrad
import viz
from autograd.bindings import FUNCTIONS
from viz.installation import fault

ROOT = Path(__file__).parent.parent
OTHER = "autograd==1.9.1"
"""HIPS/autograd on PyPI."""


def umbrella_stub():
    """`chalkgrad/__init__.pyi`: the public names of both packages, as checkers see them there."""
    functions = sorted({*FUNCTIONS, "compile"} - {*autograd.__all__})
    return "\n".join([
        "# Written by tests/test_chalkgrad.py; `pytest --regen` writes it anew.",
        "import autograd as autograd",
        "import viz as viz",
        "from autograd import *",
        *(f"from autograd import {name} as {name}" for name in functions),
        "from autograd import nn as nn",
        "from viz import *",
        "",
        "__version__: str",
        "__all__: list[str]",
        "",
    ])  # fmt: skip


def test_the_stub_is_what_the_packages_offer(golden):
    golden(ROOT / "chalkgrad" / "__init__.pyi", umbrella_stub())


def test_it_has_every_public_name_of_both():
    for package in (autograd, viz):
        for name in package.__all__:
            assert getattr(chalkgrad, name) is getattr(package, name)
    for name, function in FUNCTIONS.items():
        assert getattr(chalkgrad, name) is function
    assert chalkgrad.compile is autograd.compile
    assert (chalkgrad.viz, chalkgrad.nn) == (viz, autograd.nn)
    assert chalkgrad.__version__ == autograd.__version__
    assert set(chalkgrad.__all__) == {
        *autograd.__all__, *viz.__all__, "autograd", "nn", "viz",
    }  # fmt: skip


def test_both_packages_share_no_name():
    assert not set(autograd.__all__) & set(viz.__all__)


# --- the other package ------------------------------------------------------------------------------------------------


def engines(tmp_path):
    """(what is wrong, folder) of each state in which the name `autograd` can be."""
    other = tmp_path / "other" / "autograd"
    other.mkdir(parents=True)
    (other / "__init__.py").write_text("from .tracer import grad")
    (other / "tracer.py").write_text("grad = None")
    ruin = tmp_path / "ruin" / "autograd"
    shutil.copytree(ROOT / "autograd", ruin)
    (ruin / "__init__.py").unlink()
    mixture = tmp_path / "mixture" / "autograd"
    shutil.copytree(ROOT / "autograd", mixture)
    (mixture / "rules.py").write_text("raise AttributeError('something else')")
    return [
        ("is not chalkgrad's engine", other.parent),
        ("__init__.py is missing", ruin.parent),
        ("damaged (AttributeError: something else)", mixture.parent),
    ]


ONLY_HERE = """
import sys
from importlib.machinery import PathFinder
from pathlib import Path

class Here:
    def find_spec(name, path=None, target=None):
        if name == "autograd":
            return PathFinder.find_spec(name, [str(Path(__file__).parent)])

sys.meta_path.insert(0, Here)
"""
"""A ruin beside an installed engine would not be looked at: Python prefers the package that has an __init__.py."""


def python(*words, path, cwd):
    """Runs Python with the engine that lies in `path`, and our drawings."""
    (path / "sitecustomize.py").write_text(ONLY_HERE)
    for package in ("viz", "chalkgrad"):
        if not (path / package).exists():
            shutil.copytree(ROOT / package, path / package)
    return subprocess.run(
        [sys.executable, *words],
        cwd=cwd,
        env={"PYTHONPATH": str(path), "PATH": "/usr/bin:/bin"},
        capture_output=True,
        text=True,
    )


@pytest.mark.parametrize("case", range(3))
def test_an_engine_that_is_not_ours_is_one_clear_sentence(tmp_path, case):
    wrong, path = engines(tmp_path)[case]
    for module in ("viz", "chalkgrad", "viz.cli"):
        done = python("-c", f"import {module}", path=path, cwd=tmp_path)
        last = done.stderr.splitlines()[-1]
        assert last.startswith("ImportError: "), done.stderr
        assert wrong in last
        assert "run `pip uninstall autograd` and then `pip install --force" in last
    for module in ("viz", "chalkgrad"):
        done = python("-m", module, "draw", "a*b", path=path, cwd=tmp_path)
        assert (done.returncode, done.stdout) == (2, "")
        assert done.stderr.startswith("chalkgrad: error: ")
        assert len(done.stderr.splitlines()) == 1
        assert wrong in done.stderr
    script = path / "chalkgrad.py"
    script.write_text("from viz.cli import main\nraise SystemExit(main())\n")
    shutil.rmtree(path / "chalkgrad")
    done = python(str(script), "rules", path=path, cwd=tmp_path)
    assert (done.returncode, len(done.stderr.splitlines())) == (2, 1)


def test_ours_is_ours():
    assert fault(autograd) == ""
    other = types.ModuleType("autograd")
    other.__file__ = "somewhere/autograd/__init__.py"
    assert "somewhere/autograd/__init__.py, is not chalkgrad's engine" in fault(other)


class Environment:
    """A fresh virtual environment, and what is run in it."""

    def __init__(self, folder):
        self.bin = folder / "bin"
        subprocess.run([sys.executable, "-m", "venv", str(folder)], check=True)

    def run(self, *words):
        program, *rest = words
        return subprocess.run(
            [str(self.bin / program), *rest],
            cwd=self.bin,
            env={"PATH": "/usr/bin:/bin", "HOME": str(self.bin)},
            capture_output=True,
            text=True,
        )

    def pip(self, *words):
        command = [str(self.bin / "python"), "-m", "pip", *words, "-q"]
        done = subprocess.run(command, cwd=self.bin, capture_output=True, text=True)
        assert done.returncode == 0, done.stderr

    def works(self):
        """Whether engine, drawings, chalkgrad and the command line do; the warnings, and what they print else."""
        program = (
            "import chalkgrad as cg, viz, autograd; from autograd import Value; "
            "e = Value(2.) * 3; print(e.data, len(viz.tree(e)) > 9, cg.Value is Value)"
        )
        done = self.run("python", "-c", program)
        if done.returncode:
            return done.stderr.splitlines()[-1]
        assert done.stdout == "6.0 True True\n"
        assert self.run("chalkgrad", "check", "a*b", "a=1", "b=2").returncode == 0
        return done.stderr

    def refuses(self, wrong):
        """Each way in says what is wrong."""
        for program in ("import viz", "import chalkgrad", "from viz import draw"):
            done = self.run("python", "-c", program)
            last = done.stderr.splitlines()[-1]
            assert wrong in last, done.stderr
            assert last.startswith("ImportError: ")
        for words in (["chalkgrad"], ["python", "-m", "viz"], ["python", "-m", "chalkgrad"]):  # fmt: skip
            done = self.run(*words, "draw", "a*b", "a=1", "b=2", "-o", "x.svg")
            assert (done.returncode, done.stdout) == (2, "")
            assert len(done.stderr.splitlines()) == 1
            assert wrong in done.stderr
        assert not (self.bin / "x.svg").exists()


@pytest.mark.slow
def test_both_packages_in_one_environment_in_both_orders(tmp_path):
    source = tmp_path / "source"
    ignored = shutil.ignore_patterns(".git", "*.egg-info", "build", "__pycache__")
    shutil.copytree(ROOT, source, ignore=ignored)
    environment = Environment(tmp_path / "venv")
    environment.pip("install", str(source))
    assert environment.works() == ""

    environment.pip("install", OTHER)
    environment.refuses("is not chalkgrad's engine")
    environment.pip("uninstall", "-y", "autograd")
    environment.refuses("__init__.py is missing")
    again = "install", "--force-reinstall", "--no-deps", str(source)
    environment.pip(*again)
    assert environment.works() == ""

    environment.pip("uninstall", "-y", "chalkgrad")
    environment.pip("install", OTHER)
    environment.pip("install", "--no-deps", str(source))
    assert "another package `autograd` (HIPS/autograd)" in environment.works()
    environment.pip("uninstall", "-y", "autograd")
    environment.refuses("__init__.py is missing")
    environment.pip(*again)
    assert environment.works() == ""
