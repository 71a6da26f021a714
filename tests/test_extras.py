"""What works with nothing but what is always installed, and what asks for an extra of ours, by its name."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from autograd.missing import EXTRAS
from tests.bare_python import OF_EXTRAS

ROOT = Path(__file__).parent.parent

ASKED = {
    "plots": {
        "viz.plots.panels(2)": "viz.plots",
        "viz.plots.loss_curve(history)": "viz.plots",
        "viz.plots.activation_curve('tanh')": "viz.plots",
        "viz.plots.confusion_table([0, 1], [1, 1])": "viz.plots",
        "viz.plots.save(history, 'x.png')": "viz.plots",
        "viz.plots.digit_sheet([[0.0] * 64], [1])": "viz.plots",
        "command('train', 'moons', '-o', 'x.html')": "a report",
    },
    "pdf": {
        "viz.save(e, 'e.pdf')": "PDF",
        "viz.film(e).save('e.pdf')": "PDF",
        "viz.film(e).save('e.pdf', per_page=6)": "PDF",
        "viz.worksheet(e).save('e.pdf')": "PDF",
        "viz.network(e).save('e.pdf')": "PDF",
        "viz.draw_dot(e).render('e', format='pdf')": "PDF",
        "command('draw', 'a * b', 'a=1', 'b=2', '-o', 'e.pdf')": "PDF",
    },
    "images": {
        "viz.save(e, 'e.gif')": "a GIF",
        "viz.film(e).save('e%02d.png')": "a still as PNG",
        "viz.network(e).save('e.gif')": "a GIF",
        "viz.quiz(e).save('e.xml')": "a picture in a quiz",
        "viz.draw(e).pipe('jpg')": "JPEG",
        "command('steps', 'a * b', 'a=1', 'b=2', '-o', 'e.gif')": "a GIF",
    },
    "slides": {
        "viz.save(e, 'e.pptx')": "PowerPoint",
        "viz.film(e).save('e.pptx')": "PowerPoint",
        "viz.network(e).save('e.pptx')": "PowerPoint",
        "viz.worksheet(e).save('e.docx')": "DOCX",
    },
    "data": {
        "autograd.nn.data.digits()": "data.digits()",
        "command('train', 'digits')": "data.digits()",
    },
    "jax": {"autograd.compile(e, [x], [w], xp='jax')": "xp='jax'"},
    "native": {},  # tests/test_c_building.py has it
}
"""For each extra what needs it, and how the sentence begins."""

ANSWERS = """
import contextlib, io, json, os, sys
from dataclasses import replace
from types import SimpleNamespace
os.environ["PATH"] = ""
import autograd, viz, viz.cli, autograd.nn
w, x = autograd.Value(2.0, "w", parameter=True), autograd.Value(1.0, "x")
e = (w * x).tanh().named("e")
e.backward()
history = SimpleNamespace(epochs=[1, 2], loss=[0.9, 0.4])
def command(*words):
    complaint = io.StringIO()
    with contextlib.redirect_stderr(complaint), contextlib.redirect_stdout(io.StringIO()):
        status = viz.cli.main(list(words))
    if status:
        raise RuntimeError(complaint.getvalue().removeprefix("chalkgrad: error: ").rstrip())
before = set(os.listdir())
for expression in WORDS:
    try:
        eval(expression)
        print(json.dumps(["", ""]))
    except Exception as error:
        print(json.dumps([type(error).__name__, str(error)]))
assert set(os.listdir()) == before or not CLEAN, set(os.listdir()) - before
"""


def answers(expressions, folder, clean=True):
    """What each expression raises, as its type and its sentence, where no extra is installed."""
    program = folder / "program.py"
    text = ANSWERS.replace("WORDS", repr(expressions)).replace("CLEAN", repr(clean))
    program.write_text(text)
    command = [sys.executable, str(ROOT / "tests" / "bare_python.py")]
    done = subprocess.run(
        [*command, ",".join(OF_EXTRAS), str(program)],
        cwd=folder,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stderr
    assert done.stderr == ""
    return [json.loads(line) for line in done.stdout.splitlines()]


@pytest.mark.slow
def test_every_extra_is_asked_for_by_its_name(tmp_path):
    assert ASKED.keys() == EXTRAS.keys()
    asked = [(name, *pair) for name, row in ASKED.items() for pair in row.items()]
    found = answers([expression for _, expression, _ in asked], tmp_path)
    for (name, expression, part), (kind, sentence) in zip(asked, found, strict=True):
        assert kind in ("ImportError", "RasterError", "RuntimeError"), expression
        assert sentence.startswith(f"{part} needs the package "), (expression, sentence)
        assert f"run `pip install 'chalkgrad[{name}]'`" in sentence, sentence
        assert "\n" not in sentence, sentence


WORK = [
    "viz.save(e, 'e.png')",
    "viz.save(e, 'e.svg')",
    "viz.save(e, 'e.tex')",
    "viz.save(e, 'e.html')",
    "viz.save(e, 'e.json')",
    "viz.save(autograd.Value(1.0, '误差 𝓛'), 'chinese.png')",
    "viz.save(e, 'named.png', theme=replace(viz.THEMES['light'], wire='tomato'))",
    "viz.draw(e)._repr_mimebundle_()",
    "viz.film(e)._repr_mimebundle_()",
    "e._repr_mimebundle_()",
    "viz.network(e).save('network.png')",
    "viz.worksheet(e).save('sheet.html')",
    "viz.quiz(e, pictures=False).save('quiz.xml')",
    "autograd.compile(e)",
    "command('train', 'moons', '--epochs', '1', '--samples', '4', '--playground', 'x.html')",
]


@pytest.mark.slow
def test_the_rest_works_without_any_extra(tmp_path):
    assert answers(WORK, tmp_path, clean=False) == [["", ""]] * len(WORK)
    for name in ("e.png", "chinese.png", "named.png", "network.png"):
        assert (tmp_path / name).read_bytes().startswith(b"\x89PNG")
