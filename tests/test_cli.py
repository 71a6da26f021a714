"""The command line: what it prints, its exit status, and that bad input touches no file."""

from __future__ import annotations

import importlib
import os
import re
import shlex
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

import autograd
import viz
from tests.interruption import interruptible
from viz.cli import COMMANDS, main
from viz.cli.arguments import Parser
from viz.cli.rules_page import rules_table
from viz.options import LANGUAGES

LECTURE = ["e = (a + b) * (b + 1)", "a=2", "b=1"]
Run = Callable[..., tuple[int, str, str]]


@pytest.fixture
def run(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Run:
    """Run the command line in an empty directory: status, standard output, standard error."""
    monkeypatch.chdir(tmp_path)

    def run(*argv: str) -> tuple[int, str, str]:
        status = main(argv)
        return (status, *capsys.readouterr())

    return run


def python_m_viz(*argv: str, **options: object) -> subprocess.CompletedProcess[str]:
    environment = {
        **os.environ,
        "PYTHONPATH": str(Path(viz.__file__).parents[1]),
        "PYTHONIOENCODING": "utf-8",
    }
    environment.pop(
        "PYTHONUNBUFFERED", None
    )  # buffered output is what fails late, when Python is about to stop
    command = [sys.executable, "-m", "viz", *argv]
    return subprocess.run(
        command, env=environment, encoding="utf-8", stderr=subprocess.PIPE, **options
    )  # type: ignore[call-overload]


# --- draw -----------------------------------------------------------------------------------------------------------


def test_without_a_file_draw_prints_the_tree(run: Run) -> None:
    a, b = autograd.Value(2, "a"), autograd.Value(1, "b")
    c, d = (a + b).named("c"), (b + 1).named("d")
    e = (c * d).named("e")
    e.backward()
    assert run("draw", *LECTURE) == (0, viz.tree(e) + "\n", "")
    assert "value 1.8 " in run("draw", "exp(x)", "x=0.6", "--precision", "2")[1]


@pytest.mark.parametrize(
    ("suffix", "start"),
    [(".svg", b"<svg"), (".png", b"\x89PNG"), (".pdf", b"%PDF"), (".dot", b"")],
)
def test_draw_writes_what_viz_save_writes(
    run: Run, tmp_path: Path, suffix: str, start: bytes
) -> None:
    assert run("draw", *LECTURE, "-o", f"e{suffix}") == (0, f"wrote e{suffix}\n", "")
    data = (tmp_path / f"e{suffix}").read_bytes()
    assert start in data[:200]
    assert [path.name for path in tmp_path.iterdir()] == [f"e{suffix}"]


def test_every_option_reaches_the_drawing(
    run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen: dict[str, object] = {}
    monkeypatch.setattr(
        viz,
        "save",
        lambda root, path, **options: seen.update(options, path=path, label=root.label),
    )
    words = [
        "--style=circuit",
        "--rankdir=TB",
        "--theme=dark",
        "--precision=6",
        "--dpi=96.5",
        "--max-nodes=50",
    ]
    assert (
        run(
            "draw",
            *LECTURE,
            "-o",
            "x.png",
            *words,
            "--no-partials",
            "--no-grad",
            "--legend",
        )[0]
        == 0
    )
    assert seen == {
        "label": "e",
        "path": "x.png",
        "style": "circuit",
        "rankdir": "TB",
        "theme": "dark",
        "precision": 6,
        "dpi": 96.5,
        "max_nodes": 50,
        "show_partials": False,
        "show_grad": False,
        "legend": True,
    }
    seen.clear()
    run("draw", *LECTURE, "-o", "x.png")
    assert seen.keys() == {
        "path",
        "label",
    }  # defaults have one home, and that is viz.draw


def test_words_may_come_in_any_order_and_an_expression_may_start_with_a_minus(
    run: Run,
) -> None:
    assert run("draw", "-o", "e.dot", "-(a + b)", "a=-1", "--legend", "b=2")[0] == 0
    assert run("draw", "-a", "a=-1")[1].startswith("b = −a ")


def test_chinese_names(run: Run, tmp_path: Path) -> None:
    assert run("draw", "输出 = tanh(输入)", "输入=0.5", "-o", "图.svg") == (
        0,
        "wrote 图.svg\n",
        "",
    )
    assert "输出" in (tmp_path / "图.svg").read_text(encoding="utf-8")


def test_a_warning_is_one_line_and_no_failure(run: Run) -> None:
    status, out, err = run("draw", "y = 𓀀 * 2", "𓀀=1", "-o", "y.png")
    assert (status, out) == (0, "wrote y.png\n")
    assert re.fullmatch(r"chalkgrad: warning: .*\n", err)


# --- steps and explain ----------------------------------------------------------------------------------------------


def lecture() -> autograd.Value:
    a, b = autograd.Value(2, "a"), autograd.Value(1, "b")
    return ((a + b).named("c") * (b + 1).named("d")).named("e")


def test_steps_prints_the_sentences(run: Run) -> None:
    assert run("steps", *LECTURE) == (0, f"{viz.steps(lecture())}\n", "")
    assert run("steps", *LECTURE, "--lang", "zh") == (
        0,
        f"{viz.steps(lecture(), lang='zh')}\n",
        "",
    )
    assert (
        "x = 0.33 is an input." in run("steps", "x*2", "x=1/3", "--precision", "2")[1]
    )


@pytest.mark.slow
def test_steps_saves_a_film(run: Run, tmp_path: Path) -> None:
    done = run("steps", *LECTURE, "-o", "e.gif", "--lang", "zh")
    assert done == (0, "wrote e.gif\n", "")
    a, b = autograd.Value(2, "a"), autograd.Value(1, "b")
    c, d = (a + b).named("c"), (b + 1).named("d")
    film = viz.film((c * d).named("e"), lang="zh")
    assert (tmp_path / "e.gif").read_bytes() == film.save("film.gif").read_bytes()


def test_a_real_film(run: Run, tmp_path: Path) -> None:
    assert run("steps", *LECTURE, "-o", "e.html")[:2] == (0, "wrote e.html\n")
    assert (tmp_path / "e.html").stat().st_size > 10_000


@pytest.mark.parametrize("name", ["b", "c", "e"])
def test_explain_prints_the_explanation(run: Run, name: str) -> None:
    e = lecture()
    assert run("explain", *LECTURE, "--wrt", name) == (
        0,
        f"{viz.explain(name, of=e)}\n",
        "",
    )


def test_explain_without_a_variable_explains_all_inputs(run: Run) -> None:
    e = lecture()
    lessons = [
        viz.explain(name, of=e, format="latex", lang="zh", precision=2).latex
        for name in "ab"
    ]
    out = run(
        "explain", *LECTURE, "--format", "latex", "--lang", "zh", "--precision", "2"
    )
    assert out == (0, "\n\n".join(lessons) + "\n", "")


def test_explain_knows_every_name_of_the_expression(run: Run) -> None:
    assert run("explain", "y = x; z = y * 2", "x=1", "--wrt", "y")[1].startswith(
        "dz/dx"
    )
    assert run("explain", "n = 3; x * n", "x=1", "--wrt", "n")[0] == 0
    assert run("explain", "Ａ * 2", "A=1", "--wrt", "Ａ")[0] == 0


# --- check and rules ------------------------------------------------------------------------------------------------


def test_check_prints_the_report(run: Run) -> None:
    status, out, err = run("check", "tanh(x) * y", "x=0.3", "y=2")
    report = autograd.gradcheck(lambda x, y: x.tanh() * y, [0.3, 2.0], names=["x", "y"])
    assert (status, out, err) == (0, f"{report}\n", "")


def test_check_fails_with_status_1(run: Run) -> None:
    status, out, err = run("check", "n = 3; relu(x) * n", "x=0")
    assert (status, err) == (1, "")
    assert "kink" in out


@pytest.mark.parametrize("format", ["text", "markdown"])
def test_rules(run: Run, format: str) -> None:
    assert run("rules", "--format", format) == (0, rules_table(format) + "\n", "")
    assert run("rules")[1] == rules_table("text") + "\n"


# --- help -----------------------------------------------------------------------------------------------------------


def test_version_and_help(run: Run) -> None:
    assert run("--version") == (0, f"chalkgrad {autograd.__version__}\n", "")
    status, out, _ = run("--help")
    assert status == 0
    for name, command in COMMANDS.items():
        assert f"  {name}" in out
        assert command.summary in out
        status, text, _ = run(name, "--help")
        assert status == 0
        assert all(
            f"chalkgrad {name} {example}".rstrip() in text
            for example in command.examples
        )


TRAINS = pytest.param("train", marks=pytest.mark.slow)
"""For seconds; test_cli_train.py has the same command with less to learn."""


@pytest.mark.parametrize(
    "name", [*(name for name in COMMANDS if name != "train"), TRAINS]
)
def test_the_examples_of_the_help_work(run: Run, name: str) -> None:
    for example in COMMANDS[name].examples:
        assert run(name, *shlex.split(example))[0] == 0


# --- films and papers -----------------------------------------------------------------------------------------------


def test_everything_that_a_film_can_do(
    run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen: dict[str, object] = {}
    saved: list[tuple[object, dict[str, object]]] = []
    monkeypatch.setattr(viz, "film", lambda root, **options: seen.update(options))
    monkeypatch.setattr(
        viz, "save", lambda film, path, **options: saved.append((path, options))
    )
    words = [
        "--style=circuit",
        "--rankdir=TB",
        "--theme=dark",
        "--fold=none",
        "--fit=page",
        "--lang=zh",
        "--precision=6",
        "--max-nodes=50",
        "--captions=short",
        "--constants=inside",
        "--leaves=tags",
        "--expand=all",
        "--highlight=a,b",
        "--no-partials",
        "--no-grad",
        "--legend",
        "--health",
    ]
    files = ["-o", "x.tex", "-o", "x.pdf", "-o", "x.pptx", "-o", "%d.png"]
    ways = ["--frames-only", "--per-page", "6", "--dpi", "99"]
    assert run("steps", *LECTURE, *files, *words, *ways)[0] == 0
    assert seen == {
        "style": "circuit",
        "rankdir": "TB",
        "theme": "dark",
        "fold": "none",
        "fit": "page",
        "lang": "zh",
        "precision": 6,
        "max_nodes": 50,
        "captions": "short",
        "constants": "inside",
        "leaves": "tags",
        "expand": True,
        "highlight": ["a", "b"],
        "show_partials": False,
        "show_grad": False,
        "legend": True,
        "health": True,
    }
    assert saved == [
        ("x.tex", {"dpi": 150, "frames_only": True}),
        ("x.pdf", {"dpi": 150, "per_page": 6}),
        ("x.pptx", {"dpi": 150}),
        ("%d.png", {"dpi": 99.0}),
    ]


def test_papers_and_decks(run: Run, tmp_path: Path) -> None:
    outputs = ["-o", "e.tex", "-o", "e.pptx"]
    assert run("draw", *LECTURE, *outputs)[0] == 0
    assert r"\begin{tikzpicture}" in (tmp_path / "e.tex").read_text()
    assert (tmp_path / "e.pptx").read_bytes().startswith(b"PK")
    assert run("draw", *LECTURE, "-o", "e.tex", "--standalone")[0] == 0
    assert "{standalone}" in (tmp_path / "e.tex").read_text()
    film = ["-o", "f.tex", "-o", "f.pdf", "--frames-only", "--per-page", "4"]
    assert run("steps", *LECTURE, *film, "--theme", "print")[0] == 0
    source = (tmp_path / "f.tex").read_text()
    assert r"\begin{frame}" in source
    assert r"\begin{document}" not in source
    assert (tmp_path / "f.pdf").read_bytes().count(b"/Type /Page\n") == 3


# --- bad input ------------------------------------------------------------------------------------------------------

SUFFIXES = ".png, .svg, .pdf, .dot, .gv, .html, .gif, .tex, .pptx, .json, .graphml"
BAD = {
    (): "no command; there are draw, steps, explain, worksheet, quiz, check, rules, glossary, train, completion: "
    "try chalkgrad --help",
    ("drw",): "no command 'drw'; did you mean 'draw'?",
    (
        "x\ny",
    ): "no command 'x\\ny'; there are draw, steps, explain, worksheet, quiz, check, rules, glossary, train, completion",
    ("--foo",): "unrecognized arguments: --foo",
    ("draw",): 'no expression, such as "e = (a + b) * (b + 1)" a=2 b=1',
    ("draw", ""): "no expression, such as e = (a + b) * (b + 1) at character 1: »«",
    (
        "draw",
        "e = xyz(a)",
        "a=1",
        "-o",
        "e.svg",
    ): "unknown function 'xyz' at character 5: e = »xyz«(a)",
    ("check", "  a +", "a=1"): "something is missing at character 4: a +»«",
    (
        "draw",
        "a*b",
        "a=1",
    ): "variable 'b' has no value, give it one: b=… at character 3: a*»b«",
    ("check", "a", "a=1", "b=2"): "variable 'b' is not used at character 1: »b«=2",
    ("draw", "a", "a=1", "a=2"): "'a' is given twice at character 1: »a«=2",
    ("draw", "a", "a=one"): "'one' is not a number at character 3: a=»one«",
    (
        "draw",
        "a",
        "+",
        "b",
    ): "expected name=value, such as a=2 (an expression needs quotes) at character 1: »+«",
    (
        "draw",
        *LECTURE,
        "-o",
        "e.jpg",
    ): f"cannot save 'e.jpg': the name must end in one of {SUFFIXES}",
    (
        "draw",
        *LECTURE,
        "-o",
        "",
    ): f"cannot save '': the name must end in one of {SUFFIXES}",
    ("draw", *LECTURE, "-o"): "argument -o/--output: expected one argument",
    (
        "draw",
        *LECTURE,
        "--style",
        "x",
    ): "style must be one of nodes, circuit, micrograd; got 'x'",
    (
        "draw",
        *LECTURE,
        "-o",
        "e.svg",
        "--theme",
        "x",
    ): "theme must be one of auto, light, dark, print, contrast; got 'x'",
    (
        "draw",
        *LECTURE,
        "--precision",
        "0",
    ): "precision must be a whole number from 1 to 17; got 0",
    (
        "draw",
        *LECTURE,
        "--max-nodes",
        "1e3",
    ): "max_nodes must be a whole number, at least 1; got '1e3'",
    (
        "draw",
        *LECTURE,
        "--dpi",
        "nan",
    ): "dpi must be a positive and finite number, .*; got nan",
    (
        "draw",
        *LECTURE,
        "--legend",
    ): "--legend is for pictures: name a file, such as -o e.png",
    (
        "draw",
        *LECTURE,
        "--no-grad",
    ): "--no-grad is for pictures: name a file, such as -o e.png",
    ("draw", *LECTURE, "--prec", "3"): "unrecognized arguments: --prec 3",
    (
        "draw",
        *LECTURE,
        "-o",
        "e.svg",
        "--precision",
        "99",
    ): "precision must be a whole number from 1 to 17; got 99",
    (
        "draw",
        *LECTURE,
        "--precision",
        "999999999999",
    ): ".* from 1 to 17; got 999999999999",
    ("explain", *LECTURE, "--precision", "2.5"): ".* from 1 to 17; got '2.5'",
    ("explain", *LECTURE, "--precision", "9" * 5000): ".* from 1 to 17; got '9+…'",
    (
        "steps",
        "a^",
        "--per-page",
        "17",
    ): "per_page must be at most 16; got 17",
    (
        "steps",
        "a^",
        "--per-page",
        "4",
    ): "--per-page is for films: name a file, such as -o e.html",
    (
        "steps",
        "a^",
        "-o",
        "e.gif",
        "--per-page",
        "4",
    ): "--per-page is for .pdf: name such a file, -o e.pdf",
    (
        "steps",
        "a^",
        "-o",
        "e.gif",
        "--frames-only",
    ): "--frames-only is for .tex: name such a file, -o e.tex",
    (
        "steps",
        "a^",
        "--style",
        "micrograd",
        "-o",
        "e.gif",
    ): "style must be one of nodes, circuit; got 'micrograd'",
    (
        "draw",
        "a^",
        "-o",
        "e.png",
        "--standalone",
    ): "--standalone is for .tex: name such a file, -o e.tex",
    (
        "draw",
        "a^",
        "--standalone",
    ): "--standalone is for pictures: name a file, such as -o e.png",
    (
        "steps",
        "a^",
        "--fold",
        "x",
    ): "fold must be one of auto, none, neuron, layer; got 'x'",
    ("draw", "a^", "--fold", "x"): "unrecognized arguments: --fold x",
    ("draw", "a^", "--rankdir", "lr"): "rankdir must be .*; did you mean 'LR'\\?",
    ("rules", "-a"): "unrecognized arguments: -a",
    (
        "draw",
        *LECTURE,
        "-o",
        "e.svg",
        "--max-nodes",
        "2",
    ): "this graph has 6 boxes, more than max_nodes=2: .*",
    (
        "draw",
        *LECTURE,
        "--max-nodes",
        "2",
    ): "this graph has 5 nodes, more than max_nodes=2: .*",
    (
        "draw",
        *LECTURE,
        "-o",
        "e.png",
        "--dpi",
        "1e9",
    ): ".* at 1e\\+09 dpi make more than 100,000,000 pixels.*",
    (
        "draw",
        *LECTURE,
        "-o",
        "none/e.svg",
    ): "cannot write none/e.svg: there is no directory .*",
    (
        "draw",
        *LECTURE,
        "-o",
        "kept.svg/e.svg",
    ): "cannot write kept.svg/e.svg: there is no directory .*",
    (
        "draw",
        *LECTURE,
        "-o",
        "folder.svg",
    ): "cannot write folder.svg: it is a directory; add a file name",
    ("draw", *LECTURE, "-o", "e\x00.svg"): ".*null (byte|character).*",
    ("steps",): 'no expression, such as "e = (a + b) * (b + 1)" a=2 b=1',
    (
        "steps",
        *LECTURE,
        "-o",
        "e.jpg",
    ): "cannot save 'e.jpg': the name of a film must end in one of .html, .*",
    (
        "steps",
        *LECTURE,
        "-o",
        "none/e.html",
    ): "cannot write none/e.html: there is no directory .*",
    (
        "steps",
        *LECTURE,
        "--lang",
        "fr",
    ): f"lang must be one of {', '.join(LANGUAGES)}; got 'fr'",
    (
        "steps",
        *LECTURE,
        "--precision",
        "18",
    ): "precision must be a whole number from 1 to 17; got 18",
    (
        "explain",
        *LECTURE,
        "--wrt",
        "q",
    ): "no node is called 'q': there are a, b, c, d, e",
    (
        "explain",
        *LECTURE,
        "--wrt",
        "a b",
    ): "'a b' cannot be a name at character 1: »a b«",
    (
        "explain",
        *LECTURE,
        "--format",
        "html",
    ): "format must be one of text, markdown, latex; got 'html'",
    (
        "rules",
        "--format",
        "html",
    ): "format must be one of text, markdown; got 'html'",
    ("rules", "x"): "unrecognized arguments: x",
}


def test_the_glossary_is_printed_in_both_languages(run: Run) -> None:
    status, out, _ = run("glossary", "--lang", "zh")
    assert status == 0
    assert out.startswith("计算图：")
    assert run("glossary")[1].startswith("computation graph: A formula")
    assert run("glossary", "--format", "markdown")[1].startswith("- **computation")


SHARED = [
    "style",
    "rankdir",
    "theme",
    "precision",
    "max-nodes",
    "dpi",
    "lang",
    "format",
    "engine",
]


def options_of_commands() -> list[tuple[str, str]]:
    """(command, option) for all options that are checked where the tools check them."""
    pairs = []
    for name, command in COMMANDS.items():
        parser = Parser(prog=name)
        importlib.import_module(command.module).add_arguments(parser)
        pairs += [
            (name, option) for option in SHARED if f"--{option}" in parser.options
        ]
    return pairs


@pytest.mark.parametrize(("command", "option"), options_of_commands())
@pytest.mark.parametrize(
    "bad", ["", "nonsense", "0", "-1", "True", "None", "4.0", "9" * 30]
)
def test_options_are_refused_in_the_words_of_the_tools_before_any_work(
    run: Run, command: str, option: str, bad: str
) -> None:
    """The expression is wrong, too, and there is no such task: neither is looked at before the options are."""
    no_words: dict[str, list[str]] = {"rules": [], "glossary": []}
    words = {**no_words, "train": ["moons", "-o", "no.suffix"]}.get(command, ["a +"])
    if option in ("max-nodes", "dpi") and bad in ("9" * 30, "4.0"):
        bad = "0"
    status, out, err = run(command, *words, f"--{option}={bad}")
    assert (status, out) == (2, "")
    name = option.replace("-", "_")
    message = f"chalkgrad: error: {name} must be (one of|a whole number|a positive and finite number).*; got .*\n"
    assert re.fullmatch(message, err)


def test_the_loop_over_commands_meets_their_options() -> None:
    assert len(options_of_commands()) >= 11


def tree_of(folder: Path) -> dict[str, bytes | None]:
    return {
        str(path.relative_to(folder)): path.read_bytes() if path.is_file() else None
        for path in folder.rglob("*")
    }


@pytest.mark.parametrize(
    ("argv", "expected"),
    BAD.items(),
    ids=lambda x: " ".join(x) if isinstance(x, tuple) else "",
)
def test_bad_input_is_one_line_and_touches_nothing(
    run: Run, tmp_path: Path, argv: tuple[str, ...], expected: str
) -> None:
    for name in ("e.svg", "e.png", "e.jpg", "kept.svg"):
        (tmp_path / name).write_bytes(b"precious")
    (tmp_path / "folder.svg").mkdir()
    before = tree_of(tmp_path)
    status, out, err = run(*argv)
    assert (status, out) == (2, "")
    assert err.endswith("\n")
    assert err.count("\n") == 1
    line = err.removeprefix("chalkgrad: error: ").removesuffix("\n")
    assert line == expected or re.fullmatch(expected, line)
    assert tree_of(tmp_path) == before


@pytest.mark.parametrize(
    ("error", "status", "expected"),
    [
        (KeyboardInterrupt(), 130, ""),
        (BrokenPipeError(), 141, ""),
        (
            viz.LayoutError("no layout engine"),
            2,
            "chalkgrad: error: no layout engine\n",
        ),
        (
            viz.OutputError("cannot write e.svg:\nno space"),
            2,
            "chalkgrad: error: cannot write e.svg: no space\n",
        ),
        (MemoryError(), 2, "chalkgrad: error: not enough memory for this expression\n"),
        (RecursionError(), 2, "chalkgrad: error: RecursionError\n"),
    ],
)
def test_what_goes_wrong_while_drawing(
    run: Run,
    monkeypatch: pytest.MonkeyPatch,
    error: BaseException,
    status: int,
    expected: str,
) -> None:
    def fail(*arguments: object, **options: object) -> None:
        raise error

    monkeypatch.setattr(viz, "save", fail)
    assert run("draw", *LECTURE, "-o", "e.svg") == (status, "", expected)


def test_a_fault_of_ours_is_not_hidden(
    run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*arguments: object, **options: object) -> None:
        raise AssertionError("a fault")

    monkeypatch.setattr(viz, "save", fail)
    with pytest.raises(AssertionError, match="a fault"):
        run("draw", *LECTURE, "-o", "e.svg")


# --- as a program ---------------------------------------------------------------------------------------------------


@pytest.mark.slow
def test_python_m_viz_is_the_same_program(tmp_path: Path) -> None:
    done = python_m_viz(
        "draw", *LECTURE, "-o", "e.dot", stdout=subprocess.PIPE, cwd=tmp_path
    )
    assert (done.returncode, done.stdout, done.stderr) == (0, "wrote e.dot\n", "")
    failed = python_m_viz(
        "draw",
        "e = a ^ b",
        "a=2",
        "b=1",
        "-o",
        "f.dot",
        stdout=subprocess.PIPE,
        cwd=tmp_path,
    )
    expected = "chalkgrad: error: '^' is not allowed: write ** for a power at character 7: e = a »^« b\n"
    assert (failed.returncode, failed.stdout, failed.stderr) == (2, "", expected)
    assert [path.name for path in tmp_path.iterdir()] == ["e.dot"]


@pytest.mark.parametrize(
    "words", [["rules"], ["--version"], ["draw", "-a", "a=2"]], ids=" ".join
)
def test_a_reader_that_stops_is_no_error(words: list[str]) -> None:
    reading, writing = os.pipe()
    os.close(reading)
    with os.fdopen(writing, "w") as closed:
        done = python_m_viz(*words, stdout=closed)
    assert (done.returncode, done.stderr) == (141, "")


@pytest.mark.skipif(
    not Path("/dev/full").exists(), reason="needs a disk that is always full"
)
@pytest.mark.parametrize("word", ["rules", "--version"])
def test_a_full_disk_is_one_line(word: str) -> None:
    with open("/dev/full", "w") as full:
        done = python_m_viz(word, stdout=full)
    assert (done.returncode, done.stderr) == (
        2,
        "chalkgrad: error: cannot print: No space left on device\n",
    )


@pytest.mark.slow
def test_a_terminal_without_these_letters() -> None:
    command = [sys.executable, "-m", "viz", "draw", "é * a"]
    environment = {
        **os.environ,
        "PYTHONPATH": str(Path(viz.__file__).parents[1]),
        "PYTHONIOENCODING": "ascii",
    }
    bad = subprocess.run([*command, "a=1"], env=environment, capture_output=True)
    assert bad.returncode == 2
    assert bad.stderr.startswith(b"chalkgrad: error: variable '\\xe9' has no value")
    good = subprocess.run(
        [*command, "a=1", "é=2"], env=environment, capture_output=True
    )
    assert (good.returncode, good.stderr) == (0, b"")


SLOW_IMPORT = """
import signal, sys, os, time
class Finder:
    def find_spec(self, name, path=None, target=None):
        if name == MODULE:
            os.kill(os.getpid(), signal.SIGINT)
            time.sleep(5)
sys.meta_path.insert(0, Finder())
import runpy
sys.argv[:] = ["-m", "draw", "a*b", "a=1", "b=2"]
sys.orig_argv[:] = ["python", "-m", "viz", *sys.argv[1:]]
runpy.run_module("viz", run_name="__main__", alter_sys=True)
"""


@pytest.mark.parametrize(
    "module", ["autograd.rules", "viz.films", "viz.cli", "viz.cli.draw_command"]
)
def test_ctrl_c_while_the_packages_are_loaded(module: str) -> None:
    """Where the command line is being imported there was a traceback."""
    program = SLOW_IMPORT.replace("MODULE", repr(module))
    command = [sys.executable, "-c", program]
    pipes = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE}
    with interruptible(command, **pipes) as process:
        output, errors = process.communicate(timeout=60)
    assert (process.returncode, output, errors) == (130, "", "")
