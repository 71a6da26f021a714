"""``chalkgrad train``: what it prints and writes, that bad input costs no training and no file, and Ctrl-C."""

from __future__ import annotations

import argparse
import os
import re
import shlex
import signal
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import viz
from tests.interruption import interruptible
from viz.cli import main, train_command

Run = Callable[..., tuple[int, str, str]]
QUICK = ("moons", "--epochs", "2", "--samples", "20", "--layers", "3")


@pytest.fixture
def run(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Run:
    """Run ``chalkgrad train`` in an empty directory: status, standard output, standard error."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("CHALKGRAD_DATA", raising=False)

    def run(*argv: str) -> tuple[int, str, str]:
        status = main(("train", *argv))
        return (status, *capsys.readouterr())

    return run


# --- what it says and writes ------------------------------------------------------------------------------------------


def test_it_prints_the_numbers_and_shows_a_bar_on_standard_error(
    run: Run, tmp_path: Path
) -> None:
    status, out, err = run(*QUICK)
    assert status == 0
    lines = out.splitlines()
    assert (
        lines[0]
        == "A network learns to tell two half circles apart: 15 training and 5 validation samples."
    )
    assert re.fullmatch(r"2-3-1, 13 parameters; 2 epochs in [\d.]+ s", lines[1])
    assert re.fullmatch(r"training: +loss [\d.e-]+, [\d.]+ % right", lines[2])
    assert re.fullmatch(r"validation: +loss [\d.e-]+, [\d.]+ % right", lines[3])
    assert len(lines) == 4
    assert "epoch 2/2: 100%" in err
    assert list(tmp_path.iterdir()) == []


def test_the_same_seed_is_the_same_run(run: Run) -> None:
    numbers = [
        run(*QUICK, "--seed", seed)[1].splitlines()[2:] for seed in ("1", "1", "2")
    ]
    assert numbers[0] == numbers[1] != numbers[2]


@pytest.mark.slow
def test_it_writes_a_report_with_the_command_that_makes_it_again(
    run: Run, tmp_path: Path
) -> None:
    _, out, _ = run(*QUICK, "-o", "a b.html")
    assert out.splitlines()[-1] == "wrote a b.html"
    text = (tmp_path / "a b.html").read_text(encoding="utf-8")
    command = re.search(r"<code>chalkgrad train (.*)</code>", text)
    assert command is not None
    words = shlex.split(command[1].replace("&#x27;", "'"))
    assert " ".join(words) == (
        "moons --layers 3 --epochs 2 --lr 0.02 --batch 10 --samples 20 --seed 0 --engine eager -o a b.html"
    )
    assert [path.name for path in tmp_path.iterdir()] == ["a b.html"]
    assert run(*words[:-2])[1].splitlines()[2:] == out.splitlines()[2:-1]


@pytest.mark.slow
def test_training_in_c_is_the_same_and_is_repeated_in_c(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    words = (*QUICK, "--engine", "compiled")
    _, expected, _ = run(*words, "-o", "numpy.html")
    status, out, _ = run(*words, "--backend", "c", "-o", "c.html")
    assert status == 0
    assert out.replace("c.html", "numpy.html") == expected
    page = (tmp_path / "c.html").read_text(encoding="utf-8")
    assert "--engine compiled --backend c -o c.html" in page
    assert "compiled, in C" in page
    monkeypatch.setenv("CC", "no-such-compiler")
    status, _, errors = run(*words, "--backend", "c", "-o", "c.html")
    assert status == 0
    assert errors.count("NumPy computes: CC='no-such-compiler' names a compiler") == 1


def test_digits(run: Run) -> None:
    status, out, _ = run("digits", "--epochs", "1", "--samples", "40", "--layers", "4")
    assert status == 0
    assert "32 training and 8 validation samples of scikit-learn's 1,797" in out
    assert "64-4-10, 310 parameters" in out


@pytest.mark.slow
def test_mnist(run: Run, tmp_path: Path) -> None:
    folder = tmp_path / "data"
    folder.mkdir()
    rng = np.random.default_rng(0)
    for part, count in (("train", 60), ("t10k", 20)):
        pixels = rng.integers(0, 256, (count, 28, 28), dtype=np.uint8)
        header = np.array([2051, count, 28, 28], dtype=">i4").tobytes()
        (folder / f"{part}-images-idx3-ubyte").write_bytes(header + pixels.tobytes())
        labels = np.arange(count, dtype=np.uint8) % 10
        header = np.array([2049, count], dtype=">i4").tobytes()
        (folder / f"{part}-labels-idx1-ubyte").write_bytes(header + labels.tobytes())
    words = (
        "mnist",
        "--epochs",
        "1",
        "--samples",
        "24",
        "--layers",
        "2",
        "--data",
        "data",
    )
    status, out, _ = run(*words, "-o", "m.html")
    assert status == 0
    assert "18 training and 6 validation samples of MNIST's 80" in out
    page = (tmp_path / "m.html").read_text(encoding="utf-8")
    assert "18 training and 6 validation samples of MNIST" in page
    assert "--data data" in page


REBER = ("reber", "--samples", "24", "--epochs", "2", "--layers", "3")


@pytest.mark.slow
@pytest.mark.parametrize("model", ["lstm", "gru", "rnn"])
def test_reber_strings(run: Run, tmp_path: Path, model: str) -> None:
    words = (*REBER, "--model", model, "--engine", "compiled", "-o", "r.html")
    status, out, _ = run(*words)
    assert status == 0
    lines = out.splitlines()
    assert "18 training and 6 validation strings" in lines[0]
    assert lines[1].startswith(f"{model.upper()} of 3 cells, ")
    whole = r"legal: ([\d.]+) % of the next symbols; \d of 6 strings without a mistake"
    told = re.fullmatch(whole, lines[4])
    assert told is not None
    page = (tmp_path / "r.html").read_text(encoding="utf-8")
    text = re.search(r"What comes next\">([^<]*)</pre>", page)
    assert text is not None
    assert text[1].count("reads") == text[1].count("expects") == 6
    assert ("×" in text[1]) == (float(told[1]) < 100.0)
    command = re.search(r"<code>chalkgrad train (.*) -o", page)
    assert command is not None
    assert ("--model" in command[1]) == (model != "lstm")
    assert run(*shlex.split(command[1]))[1].splitlines()[2:] == lines[2:-1]


@pytest.mark.slow
def test_names_of_a_file_and_made_up_ones(run: Run, tmp_path: Path) -> None:
    names = [f"{a}{b}{c}" for a in "bdk" for b in "aeiou" for c in "lnr"]
    (tmp_path / "list.txt").write_text("\n".join(names), encoding="utf-8")
    words = ("names", "--epochs", "2", "--layers", "4", "--engine", "compiled")
    status, out, _ = run(*words, "--data", "list.txt", "-o", "n.html")
    assert status == 0
    lines = out.splitlines()
    assert "41 training and 4 validation names of 45" in lines[0]
    assert lines[1].startswith("GPT, 4 wide, 4 heads, 16 positions, ")
    written = re.fullmatch("writes: (.*)", lines[4])
    assert written is not None
    assert set(written[1]) <= set("bdkaeioulnr, ")
    page = (tmp_path / "n.html").read_text(encoding="utf-8")
    assert written[1].split(", ")[0] in page
    assert "New names" in page
    _, out, _ = run(*words, "--samples", "40")
    assert "36 training and 4 validation names of 40" in out


@pytest.mark.slow
def test_lenet_reads_digits(run: Run, tmp_path: Path) -> None:
    words = ("digits", "--model", "lenet", "--layers", "8", "--samples", "200")
    options = ("--epochs", "3", "--engine", "compiled", "-o", "d.html")
    status, out, _ = run(*words, *options)
    assert status == 0
    assert "LeNet, two convolutions, then 12-8-10, 914 parameters" in out
    page = (tmp_path / "d.html").read_text(encoding="utf-8")
    wrong = re.search(r"(\d+) of 40 right", page)
    percent = re.search(r"validation: +loss [\d.]+, ([\d.]+) % right", out)
    assert wrong is not None
    assert percent is not None
    assert float(percent[1]) == pytest.approx(100.0 * int(wrong[1]) / 40, abs=0.06)


# --- bad input --------------------------------------------------------------------------------------------------------

NUMBER = "a whole number of at least 1 is needed, got"
BAD = {
    (): "the following arguments are required: .*",
    ("cats",): "task must be one of moons, digits, mnist, reber, names; got 'cats'",
    ("moons", "digits"): "unrecognized arguments: digits",
    (*QUICK, "--epochs", "0"): f"argument --epochs: {NUMBER} '0'",
    (*QUICK, "--batch", "1.5"): f"argument --batch: {NUMBER} '1.5'",
    (*QUICK, "--lr", "-1"): "argument --lr: a positive number is needed, got '-1'",
    (*QUICK, "--seed", "-1"): "argument --seed: .*",
    (
        *QUICK,
        "--seed",
        "x",
    ): "argument --seed: a whole number of at least 0 is needed, got 'x'",
    (
        *QUICK,
        "--layers",
        "16,",
    ): "argument --layers: sizes of hidden layers, .* such as 16,16, got '16,'",
    (
        *QUICK,
        "--layers",
        "0",
    ): "argument --layers: sizes of hidden layers, 1 to 1000, .* got '0'",
    (*QUICK, "--layers", "5000"): "argument --layers: .* got '5000'",
    (
        *QUICK,
        "--engine",
        "fast",
    ): "engine must be one of eager, compiled; got 'fast'",
    (
        *QUICK,
        "--backend",
        "rust",
    ): "backend must be one of numpy, c; got 'rust'",
    (*QUICK, "--backend", "c"): "--backend c needs --engine compiled",
    (*QUICK, "--samples", "3"): "--samples must be at least 4 for moons, got 3",
    (
        *QUICK,
        "--samples",
        "1000000000",
    ): "--samples must be at most 100000, got 1000000000",
    (
        *QUICK,
        "--model",
        "lstm",
    ): "model for moons must be one of mlp; got 'lstm'",
    (
        "reber",
        "--model",
        "gpt",
    ): "model for reber must be one of lstm, gru, rnn; got .*",
    (
        "reber",
        "--layers",
        "8,8",
    ): "--layers must be one number for lstm, such as 8, got 8,8",
    ("names", "--layers", "6"): "--layers must be a multiple of 4 for gpt, .* got 6",
    ("names", "--data", "nowhere.txt"): ".*nowhere.txt.*",
    ("names", "--data", "kept.svg"): ".*at least 20 names are needed, .* got 1",
    (
        "digits",
        "--model",
        "lenet",
        "--playground",
        "x.html",
    ): "--playground trains an mlp .* cannot show lenet: .*",
    (
        "names",
        "--playground",
        "x.html",
    ): "--playground trains an mlp .* cannot show gpt: .*",
    ("digits", "--samples", "5"): "--samples must be at least 20 for digits, got 5",
    (
        *QUICK,
        "--data",
        "x",
    ): "--data is for mnist and names: the other samples come with the program",
    (
        *QUICK,
        "-o",
        "kept.svg",
    ): "cannot save 'kept.svg': the name of a report must end in .html",
    (*QUICK, "-o", ""): "cannot save '': the name of a report must end in .html",
    (
        *QUICK,
        "-o",
        "none/x.html",
    ): "cannot write none/x.html: there is no directory none; create it first, .*",
    (
        *QUICK,
        "-o",
        "folder.html",
    ): "cannot write folder.html: it is a directory; add a file name",
    (*QUICK, "-o", "x\x00.html"): ".*null (byte|character).*",
    ("mnist", "-o", "kept.html"): ".*CHALKGRAD_DATA.*",
    ("mnist", "--data", "nowhere", "-o", "kept.html"): ".*nowhere.*",
    ("mnist", "--data", "folder.html"): ".*folder.html.*",
}


@pytest.mark.parametrize(
    ("argv", "expected"),
    BAD.items(),
    ids=lambda x: " ".join(x) if isinstance(x, tuple) else "",
)
def test_bad_input_is_one_line_and_trains_nothing(
    run: Run,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    argv: tuple[str, ...],
    expected: str,
) -> None:
    monkeypatch.setattr(
        train_command, "fit", None
    )  # calling it would be an error of another kind
    for name in ("kept.svg", "kept.html"):
        (tmp_path / name).write_bytes(b"precious")
    (tmp_path / "folder.html").mkdir()
    before = sorted(
        (path.name, path.is_file() and path.read_bytes()) for path in tmp_path.iterdir()
    )
    status, out, err = run(*argv)
    assert (status, out) == (2, "")
    assert re.fullmatch(r"chalkgrad: error: [^\n]*\n", err)
    line = err.removeprefix("chalkgrad: error: ").removesuffix("\n")
    assert line == expected or re.fullmatch(expected, line)
    assert (
        sorted(
            (path.name, path.is_file() and path.read_bytes())
            for path in tmp_path.iterdir()
        )
        == before
    )


def test_a_learning_rate_that_explodes(run: Run, tmp_path: Path) -> None:
    status, out, err = run(*QUICK, "--lr", "1e300", "-o", "x.html")
    if status == 0:  # it stopped after an epoch: then the report says why
        assert "Training stopped after epoch" in (tmp_path / "x.html").read_text(
            encoding="utf-8"
        )
    else:
        assert (status, out) == (2, "")
        assert "no epoch was completed" in err
        assert not (tmp_path / "x.html").exists()


# --- Ctrl-C -----------------------------------------------------------------------------------------------------------


def _interrupting(after: int) -> Callable[..., object]:
    """A `fit` that is interrupted when `after` epochs are complete."""
    fit = train_command.fit  # type: ignore[attr-defined]

    def interrupted(*arguments: Any, callbacks: list[Any], **options: Any) -> object:
        def stop(state: Any) -> None:
            if state.epoch == after:
                state.stop("interrupted")

        return fit(*arguments, callbacks=[*callbacks, stop], **options)

    return interrupted


def test_an_interrupted_run_reports_what_there_is(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(train_command, "fit", _interrupting(after=1))
    status, out, _ = run(*QUICK, "-o", "x.html")
    assert status == 130
    assert "; 1 epoch in " in out
    assert "interrupted" in out
    assert "Training stopped after epoch 1: interrupted." in (
        tmp_path / "x.html"
    ).read_text(encoding="utf-8")


def test_a_run_without_a_single_epoch_reports_nothing(
    run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    empty = argparse.Namespace(epochs=[], stopped="interrupted")
    monkeypatch.setattr(train_command, "fit", lambda *arguments, **options: empty)
    status, out, err = run(*QUICK, "-o", "x.html")
    assert (status, out) == (130, "")
    assert (
        err
        == "chalkgrad: warning: interrupted before the first epoch was complete: there is nothing to report\n"
    )
    assert not Path("x.html").exists()


@pytest.mark.slow
@pytest.mark.skipif(os.name == "nt", reason="sends SIGINT")
def test_a_real_ctrl_c(tmp_path: Path) -> None:
    """The whole program, interrupted in the middle of its training."""
    environment = {**os.environ, "PYTHONPATH": str(Path(viz.__file__).parents[1])}
    command = [
        sys.executable,
        "-m",
        "viz",
        "train",
        *QUICK,
        "--epochs",
        "100000",
        "-o",
        "x.html",
    ]
    bar = tmp_path / "bar.txt"
    with (
        bar.open("w") as stderr,
        interruptible(
            command, cwd=tmp_path, env=environment, stdout=-1, stderr=stderr
        ) as program,
    ):
        deadline = time.monotonic() + 60.0
        while (
            not re.search(r"epoch \d{2,}/", bar.read_text(errors="replace"))
            and time.monotonic() < deadline
        ):
            time.sleep(0.05)
        program.send_signal(signal.SIGINT)
        out, _ = program.communicate(timeout=60)
    err = bar.read_text(errors="replace")
    assert program.returncode == 130, err
    assert "Traceback" not in err
    assert out.endswith("wrote x.html\n")
    assert "interrupted" in (tmp_path / "x.html").read_text(encoding="utf-8")
