"""Formulas on the command line: a right one means what Python says, a damaged one is one line of error."""

from __future__ import annotations

import contextlib
import io
import math
import random
import re
import tempfile
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from autograd import RULES
from tests.soaking import Trial
from tests.soaking.hostile import hostile_text
from viz.cli import main
from viz.cli.expression import parse

PYTHON: dict[str, Any] = {
    name: getattr(math, name)
    for name, rule in RULES.items()
    if rule.arity == 1 and hasattr(math, name)
}
ATOMS = ("x", "y", "0.5", "2.0", "pi", "1e-3", "3.0", ".25", "(x)")
PIECES = (
    *("x", "y", "e", "+", "-", "*", "/", "**", "%", "//", "(", ")", "=", ";", "\n"),
    *(",", ".", "1", "0x", "1e999", "9" * 400, "**9**9**9", "_", "__class__", "lambda"),
    *("sin", "total(", "dot(", "where(", "[0]", "{}", "'", '"', "\\", "@", ":=", "if"),
    *(
        "×",
        "²",
        "−",
        "π",
        "\u200b",
        "\x00",
        "\ud800",
        "#",
        "import os",
        "~",
        "1j",
        "True",
    ),
    *("(" * 120, "-" * 300, "x+" * 600, "x" * 3000),
)
OPTIONS = (
    *(
        ("--style", "circuit"),
        ("--style", "circit"),
        ("--theme", "dark"),
        ("--lang", "zh"),
    ),
    *(("--precision", "3"), ("--precision", "999999999999"), ("--precision", "nan")),
    *(("--captions", "none"), ("--fold", "maybe"), ("--rankdir", "TB"), ("--wrt", "x")),
    *(("--wrt", "nobody"), ("--format", "latex"), ("--format", "csv"), ("--nonsense",)),
    *(
        ("-h",),
        ("--steps", "box"),
        ("--names",),
        ("x=nan",),
        ("x=",),
        ("=1",),
        ("x=1", "x=2"),
    ),
)
COMMANDS = ("draw", "steps", "explain", "check", "worksheet", "quiz")
SUFFIXES = {
    "draw": (".svg", ".dot", ".json", ".png", ".xyz", ""),
    "steps": (".html", ".tex", ".gif.html"),
    "worksheet": (".html", ".tex"),
    "quiz": (".xml", ".json"),
}


def right_formula(choose: random.Random, depth: int = 4) -> str:
    """A formula that Python reads, too."""
    kind = choose.random()
    if depth == 0 or kind < 0.25:
        return choose.choice(ATOMS)
    inner = right_formula(choose, depth - 1)
    if kind < 0.45:
        return f"{choose.choice(sorted(PYTHON))}({inner})"
    if kind < 0.55:
        return choose.choice((f"({inner})", f"-{inner}", f"+{inner}"))
    operator = choose.choice(("+", " - ", "*", " / ", "**"))
    return f"{inner}{operator}{right_formula(choose, depth - 1)}"


def damaged(text: str, choose: random.Random) -> str:
    """A formula with something put in, taken out or exchanged."""
    for _ in range(choose.randint(1, 4)):
        start = choose.randint(0, len(text))
        end = min(len(text), start + choose.randrange(4))
        piece = choose.choice(PIECES) if choose.random() < 0.8 else hostile_text(choose)
        text = text[:start] + choose.choice(("", piece, piece)) + text[end:]
    return text


def _check_meaning(text: str, x: float, y: float) -> bool:
    """Whether the formula could be compared with Python's eval; it gives the same number where it could."""
    names = {"x": x, "y": y, "pi": math.pi}
    try:
        expected = eval(text, {**PYTHON, "__builtins__": {}}, dict(names))
    except (ArithmeticError, ValueError, TypeError):
        return False  # Python raises where IEEE has nan and infinity
    if isinstance(expected, complex) or abs(expected) > 1e290:
        return False
    used = {name: names[name] for name in ("x", "y") if re.search(rf"\b{name}\b", text)}
    if not used:
        return False  # a formula of numbers alone has nothing to differentiate
    found = parse(text, used).root.data
    close = math.isclose(found, expected, rel_tol=1e-9, abs_tol=1e-12)
    assert close, f"{text!r} at {used} is {found!r}, by Python {expected!r}"
    return True


def run_command(words: list[str]) -> tuple[int, str, str]:
    """Status, output and errors of a command line."""
    out, err = io.StringIO(), io.StringIO()
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
        status = main(words)
    return status, out.getvalue(), err.getvalue()


def _check_command(words: list[str], folder: Path) -> int:
    status, _, err = run_command(words)
    assert status in (0, 1, 2), f"status {status} of {words!r}"
    for line in err.splitlines():
        assert line.isprintable(), f"{line!r} of {words!r}"
        assert len(line) < 2000, f"{len(line)} characters of error for {words!r}"
    assert "Traceback" not in err, f"{err} of {words!r}"
    written = sorted(path.name for path in folder.iterdir())
    assert not [name for name in written if name.endswith(".part")], written
    if status == 2:
        errors = [x for x in err.splitlines() if x.startswith("chalkgrad: error")]
        assert len(errors) == 1, f"{err!r} of {words!r}"
        assert not written, f"{written} after an error of {words!r}"
    return status


@contextlib.contextmanager
def trials() -> Iterator[Trial]:
    """A formula, right and damaged, in a command."""

    def trial(seed: int) -> Counter[str]:
        choose = random.Random(seed)
        text = right_formula(choose)
        x, y = choose.uniform(-3, 3), choose.uniform(0.1, 3)
        done: Counter[str] = Counter()
        done["compared with Python"] += _check_meaning(text, x, y)
        if choose.random() < 0.8:
            text = damaged(text, choose)
        command = choose.choice(COMMANDS)
        words = [command, text]
        for name, number in (("x", x), ("y", y)):
            if re.search(rf"\b{name}\b", text):
                words.append(f"{name}={number!r}")
        if choose.random() < 0.4:
            words += choose.choice(OPTIONS)
        with tempfile.TemporaryDirectory() as folder:
            if command in SUFFIXES and choose.random() < 0.3:
                name = f"out{choose.choice(SUFFIXES[command])}"
                words += ["-o", str(Path(folder, name))]
            status = _check_command(words, Path(folder))
        done[("done", "check failed", "refused")[status]] += 1
        return done

    yield trial
