"""What mypy and pyright say of the programs in typing_tests: nothing of good ones, of bad ones what stands there."""

import json
import re
import subprocess
import sys
from collections import defaultdict
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
PROGRAMS = ROOT / "typing_tests"

pytestmark = pytest.mark.slow


def messages(problems):
    """{(file, line): set of error codes} from (file, line, code) of each problem."""
    found = defaultdict(set)
    for file, line, code in problems:
        found[Path(file).resolve().relative_to(PROGRAMS).as_posix(), line].add(code)
    return dict(found)


def expected(column):
    """What the comments of the bad programs say: `column` 0 is for mypy, 1 for pyright."""
    return {
        (path.relative_to(PROGRAMS).as_posix(), line): set(
            marker[1].split()[column].split(",")
        )
        for path in sorted(PROGRAMS.rglob("*.py"))
        for line, text in enumerate(path.read_text("utf-8").splitlines(), 1)
        if (marker := re.search(r"# error: (.+)", text))
    }


def run(*command):
    return subprocess.run(
        [sys.executable, "-m", *command], capture_output=True, text=True, cwd=ROOT
    ).stdout


@pytest.fixture(scope="module")
def mypy():
    pytest.importorskip("mypy")
    output = run(
        "mypy", "--strict", "--explicit-package-bases", "--output=json", str(PROGRAMS)
    )
    problems = map(json.loads, output.splitlines())
    errors = (p for p in problems if p["severity"] == "error")
    return messages((p["file"], p["line"], p["code"]) for p in errors)


@pytest.fixture(scope="module")
def pyright():
    pytest.importorskip("pyright")
    output = run("pyright", "--outputjson", "-p", str(PROGRAMS))
    problems = json.loads(output)["generalDiagnostics"]
    return messages(
        (p["file"], p["range"]["start"]["line"] + 1, p.get("rule")) for p in problems
    )


def test_mypy_says_what_stands_in_the_programs(mypy):
    assert mypy == expected(0)


def test_pyright_says_what_stands_in_the_programs(pyright):
    assert pyright == expected(1)


def test_the_stubs_say_what_runs(tmp_path):
    """mypy's stubtest compares `autograd/*.pyi` with the package as it is after the import."""
    pytest.importorskip("mypy")
    settings = tmp_path / "mypy.ini"
    settings.write_text("[mypy]\nignore_errors = True\nignore_missing_imports = True\n")
    output = run(
        "mypy.stubtest", "autograd", "--concise", f"--mypy-config-file={settings}"
    )
    stubbed = re.compile(r"autograd\.(\w+|methods\..*) (is|failed|has|names) ")
    assert "error:" not in output, output
    assert [line for line in output.splitlines() if stubbed.match(line)] == []


def test_there_are_enough_programs():
    kinds = [path.parent.name for path in PROGRAMS.rglob("*.py")]
    assert kinds.count("good") >= 4
    assert kinds.count("bad") >= 4
    assert len(expected(0)) >= 60
