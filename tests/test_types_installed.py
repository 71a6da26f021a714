"""What a user's editor says: chalkgrad is installed from its wheel, and the programs of typing_tests lie elsewhere.

Three type checkers read `py.typed` and the stubs as they are packaged: mypy, pyright and pyrefly. They find nothing in
the good programs, and every marked line of the bad ones.
"""

import json
import os
import re
import shutil
import subprocess
import sys
import venv
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
PROGRAMS = ROOT / "typing_tests"

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def python(tmp_path_factory):
    """The Python of an environment in which chalkgrad is installed, and after it all that is installed here."""
    source = tmp_path_factory.mktemp("source")
    for name in ("autograd", "chalkgrad", "viz"):
        leave = shutil.ignore_patterns("__pycache__")
        shutil.copytree(ROOT / name, source / name, ignore=leave)
    for name in ("pyproject.toml", "README.md", "LICENSE"):
        shutil.copy(ROOT / name, source)
    for path in ROOT.glob("setup.*"):
        shutil.copy(path, source)
    place = tmp_path_factory.mktemp("environment")
    venv.create(place, with_pip=False)
    (site,) = place.glob("lib/python*/site-packages")
    install = ["install", "--quiet", "--no-deps", "--target", str(site), str(source)]
    subprocess.run([sys.executable, "-m", "pip", *install], check=True)
    others = [folder for folder in sys.path if folder.endswith("site-packages")]
    (site / "others.pth").write_text("\n".join(others))
    return place / "bin" / "python"


@pytest.fixture(scope="module")
def programs(tmp_path_factory):
    """A folder of a user's with nothing but programs."""
    folder = tmp_path_factory.mktemp("user")
    for kind in ("good", "bad"):
        shutil.copytree(PROGRAMS / kind, folder / kind)
    return folder


def run(folder, *command):
    """What a program prints in a user's folder, without anything of ours on its paths."""
    unwanted = ("PYTHONPATH", "MYPYPATH")
    environment = {k: v for k, v in os.environ.items() if k not in unwanted}
    done = subprocess.run(
        [*command], capture_output=True, text=True, cwd=folder, env=environment
    )
    assert done.returncode in (0, 1), done.stdout + done.stderr
    return done.stdout


def marked(column):
    """(file, line) of each mistake that a checker knows: 0 is mypy, 1 pyright."""
    found = set()
    for path in sorted(PROGRAMS.glob("bad/*.py")):
        for line, text in enumerate(path.read_text("utf-8").splitlines(), 1):
            marker = re.search(r"# error: (.+)", text)
            if marker and marker[1].split()[column] != "-":
                found.add((f"bad/{path.name}", line))
    return found


def mypy(python, folder, kind):
    pytest.importorskip("mypy")
    options = ["--strict", "--output=json", f"--python-executable={python}"]
    options.append("--config-file=")  # else it looks for one in all folders above
    printed = run(folder, sys.executable, "-m", "mypy", *options, kind)
    for line in filter(None, printed.splitlines()):
        problem = json.loads(line)
        if problem["severity"] == "error":
            yield problem["file"], problem["line"]


def pyright(python, folder, kind):
    pytest.importorskip("pyright")
    settings = {"include": [kind], "strict": ["good"], "reportUnusedExpression": False}
    (folder / "pyrightconfig.json").write_text(json.dumps(settings))
    options = ("--outputjson", "--pythonpath", str(python))
    printed = run(folder, sys.executable, "-m", "pyright", *options)
    for problem in json.loads(printed)["generalDiagnostics"]:
        place = Path(problem["file"]).resolve().relative_to(folder.resolve())
        yield place.as_posix(), problem["range"]["start"]["line"] + 1


def pyrefly(python, folder, kind):
    pytest.importorskip("pyrefly")
    (folder / "pyrefly.toml").touch()
    options = ("--output-format=json", f"--python-interpreter-path={python}")
    files = [str(path) for path in sorted((folder / kind).glob("*.py"))]
    command = [sys.executable, "-m", "pyrefly", "check", *options, *files]
    for problem in json.loads(run(folder, *command))["errors"]:
        place = (folder / problem["path"]).resolve().relative_to(folder.resolve())
        yield place.as_posix(), problem["line"]


CHECKERS = {mypy: 0, pyright: 1, pyrefly: 0}


@pytest.mark.parametrize("checker", CHECKERS, ids=lambda checker: checker.__name__)
def test_good_programs_are_good(checker, python, programs):
    assert list(checker(python, programs, "good")) == []


@pytest.mark.parametrize("checker", CHECKERS, ids=lambda checker: checker.__name__)
def test_bad_lines_are_found(checker, python, programs):
    expected = marked(CHECKERS[checker])
    assert len(expected) > 60
    assert expected <= set(checker(python, programs, "bad"))
