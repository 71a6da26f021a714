"""Text on outputs that are not UTF-8: everything prints, in ASCII where it must."""

import io
import os
import subprocess
import sys
from pathlib import Path

import pytest

import viz
from autograd import ChalkgradWarning, Value, gradcheck, nn
from viz.cli.commands import COMMANDS
from viz.text.encodings import printable, spell

ROOT = Path(viz.__file__).parents[1]
ENCODINGS = ["ascii", "cp936", "latin-1", "cp1252", "cp437", "shift_jis", "koi8-r"]


def python(*words, encoding, **options):
    """Run Python with an encoding for standard input and output."""
    environment = {
        **os.environ,
        "PYTHONPATH": str(ROOT),
        "PYTHONIOENCODING": encoding,
        "PYTHONUTF8": "0",
    }
    return subprocess.run(
        [sys.executable, *words], env=environment, capture_output=True, **options
    )


def lecture():
    a, b = Value(2, "a"), Value(-1, "b")
    e = (((a + b) * (b + 3)) ** 2).named("e")
    e.backward()
    return b, e


def lessons():
    """Everything that is meant for a terminal."""
    b, e = lecture()
    yield viz.tree(e)
    yield viz.trace_table(e)
    yield viz.steps(e)
    yield viz.steps(e)[3].text
    yield viz.explain(b, e)
    yield viz.explain(b, e).text
    yield viz.paths_table(e, b)
    yield viz.compare_modes(e)
    yield viz.nudge(b, 0.1, of=e)
    yield viz.health(e)
    yield viz.buglab(e)
    yield viz.Stepper(e)


def test_signs_are_spelled_in_ascii():
    assert spell("∂e/∂x₁ = −2·x² × 3⁻¹²", "ascii")[0] == "de/dx_1 = -2*x^2 * 3^-12"
    assert spell("√x + √(a·b) ≤ ∞", "ascii")[0] == "sqrt(x) + sqrt(a*b) <= inf"
    assert spell("α, Δ → …", "ascii")[0] == "alpha, Delta -> ..."


def test_accents_stay_different_names():
    names = ["x", "x̂", "x̄", "x̃", "ẋ", "x⃗", "x́"]
    spelled = [spell(name, "ascii")[0] for name in names]
    assert len(set(spelled)) == len(names)
    assert all(name.isascii() for name in spelled)


def test_an_encoding_keeps_what_it_has():
    assert spell("α × x²", "cp936") == ("α × x^2", [])
    assert spell("x² − x⁴", "latin-1") == ("x² - x^4", [])
    assert spell("x²⁴", "latin-1") == ("x^24", [])
    assert spell("anything ∂", "utf-8") == ("anything ∂", [])
    assert spell("x²", "no such encoding") == ("x^2", [])


def test_a_tree_in_ascii_has_its_columns_below_each_other():
    _, e = lecture()
    text, lost = spell(viz.tree(e), "ascii")
    lines = text.splitlines()
    assert not lost
    assert lines[1].startswith("`-- v4 = v2 * v3")
    assert lines[2].startswith("   |-- v2 = a + b")
    assert len({line.index("value") for line in lines}) == 1
    assert len({line.index("grad") for line in lines}) == 1


def test_a_table_keeps_its_columns_where_escapes_are_long():
    y = (Value(2.0, "梯度") * Value(3.0, "b")).named("y")
    head, *rows = spell(viz.trace_table(y), "ascii")[0].splitlines()
    assert rows[0].startswith(r"\u68af\u5ea6 ")
    assert [row[head.index("value")] for row in rows] == ["2", "3", "6"]


def test_lost_characters_are_escaped_with_a_warning():
    out = io.TextIOWrapper(io.BytesIO(), "ascii")
    with pytest.warns(
        ChalkgradWarning, match="ascii.*PYTHONIOENCODING=utf-8"
    ) as caught:
        assert printable("梯度 x²", out) == r"\u68af\u5ea6 x^2"
    assert len(caught) == 1
    assert printable("梯度", io.StringIO()) == "梯度"


@pytest.mark.parametrize("encoding", ENCODINGS)
def test_lessons_print_and_are_echoed_on_any_output(encoding, monkeypatch):
    out = io.TextIOWrapper(io.BytesIO(), encoding)
    shown = list(lessons())
    monkeypatch.setattr(sys, "stdout", out)
    for lesson in shown:
        print(lesson)
        print(f"{lesson}")
        out.write(repr(lesson) if not isinstance(lesson, str) else "")
    viz.Stepper(lecture()[1]).next()
    out.flush()
    text = out.buffer.getvalue().decode(encoding)
    assert "\\u" not in text
    assert "?" not in text.replace("of what?", "")


def test_a_printable_text_has_all_its_characters_as_a_string(monkeypatch):
    _, e = lecture()
    text = viz.tree(e)
    monkeypatch.setattr(sys, "stdout", io.TextIOWrapper(io.BytesIO(), "ascii"))
    assert "∂e/∂v4" in text
    assert text.encode().decode() == text


WORDS = [
    ["draw", "e = x**2 * alpha", "x=3", "alpha=2"],
    ["steps", "e = sqrt(x)**2", "x=-3"],
    ["explain", "e = x**2 + x", "x=3"],
    ["check", "tanh(x)**2", "x=0.3"],
    ["rules"],
    ["rules", "--format", "markdown"],
]


@pytest.mark.parametrize("encoding", ["ascii", "cp936"])
def test_commands_print_on_any_output(encoding):
    """All in one process, in which the output has this encoding from the start."""
    assert {words[0] for words in WORDS} <= set(COMMANDS)
    program = f"from viz.cli import main\nprint([main(words) for words in {WORDS}])"
    done = python("-c", program, encoding=encoding)
    assert (done.returncode, done.stderr) == (0, b"")
    text = done.stdout.decode(encoding)
    assert text.splitlines()[-1] == str([0] * len(WORDS))
    assert len(text) > 10_000
    assert "?" not in text
    assert "\\u" not in text


def test_chinese_on_ascii_is_escaped_with_one_warning():
    words = ["steps", "e = x**2", "x=3", "--lang", "zh"]
    done = python("-m", "viz", *words, encoding="ascii")
    assert done.returncode == 0
    assert done.stderr.count(b"\n") == 1
    assert b"warning" in done.stderr
    assert b"\\u" in done.stdout
    assert (
        "反向".encode("cp936") in python("-m", "viz", *words, encoding="cp936").stdout
    )


def test_bad_input_is_one_line_on_any_output():
    done = python("-m", "viz", "draw", "梯(x²)", encoding="ascii")
    assert done.returncode == 2
    assert done.stderr.count(b"\n") == 1
    assert rb"\u68af(x>>^2<<)" in done.stderr


@pytest.mark.parametrize("encoding", ["ascii", "cp1252", "cp936", "latin-1"])
def test_reports_of_the_engine_print_on_any_output(encoding, monkeypatch):
    report = gradcheck(lambda x: -x, [-1.0], raise_exception=False, names=["梯"])
    history = nn.History()
    for epoch in (1, 2):
        history.epochs.append(epoch)
        history.loss.append(1.0 / epoch)
        history.accuracy.append(0.5)
    out = io.TextIOWrapper(io.BytesIO(), encoding)
    monkeypatch.setattr(sys, "stdout", out)
    print(report)
    print(history)
    out.flush()
    text = out.buffer.getvalue().decode(encoding)
    assert "-1" in text
    assert "?" not in text
    assert ("→" in text) == (encoding == "cp936")
