"""Every example runs, prints exactly what is expected, and agrees with the recomputed numbers of the lecture notes."""

import ast
import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from tests.mnist import folder_of_mnist

ROOT = Path(__file__).parent.parent
EXAMPLES = sorted((ROOT / "examples").glob("[0-9][0-9]_*.py"))
MNIST = {"26_is_it_a_2", "27_ten_digits", "31_lenet"}
LONG = {
    *("10_net222", "15_activations", "17_initialisation", "18_xor", "19_curve_fitting"),
    *("21_overfitting", "22_universal_approximation", "23_standard_and_accumulated"),
    *("24_two_moons", "25_digits", "28_microgpt", "29_elman", "30_lstm", "32_unet"),
    *("34_transformer", "37_rbf", "38_som", "39_art", "40_cascade", "41_boltzmann"),
    *("42_rbm", "43_pretraining", "44_denoising", "20_optimisers", "33_attention"),
    *("35_heads_and_euler", "36_perceptron", "16_vanishing_gradients"),
}
SLOW = LONG | MNIST
"""Stems of examples that take a second and more: run by `pytest -m slow`."""
WORKED = {
    e["id"]: e["expected"]
    for e in json.loads((ROOT / "tests/data/worked_examples.json").read_text("utf-8"))
}


@pytest.fixture(scope="session")
def run_example(tmp_path_factory):
    """Run an example in an empty directory: (standard output, the directory)."""
    done = {}

    def run(path):
        if path not in done:
            where = tmp_path_factory.mktemp(path.stem)
            environment = {
                **os.environ,
                "PYTHONPATH": str(ROOT),
                "PYTHONIOENCODING": "utf-8",
                "PYTHONWARNINGS": "error",
            }
            if (
                path.stem in MNIST
            ):  # one thread: two that wait for each other on a busy machine take ten times as long
                environment |= {
                    "CHALKGRAD_DATA": str(folder_of_mnist()),
                    "OPENBLAS_NUM_THREADS": "1",
                }
            out = subprocess.run(
                [sys.executable, str(path)],
                cwd=where,
                env=environment,
                capture_output=True,
                text=True,
                encoding="utf-8",
            )
            assert out.returncode == 0, out.stderr
            done[path] = out.stdout, where
        return done[path]

    return run


@pytest.mark.parametrize(
    "path",
    [
        pytest.param(
            path, marks=pytest.mark.slow if path.stem in SLOW else (), id=path.stem
        )
        for path in EXAMPLES
    ],
)
def test_output_and_pictures_are_as_expected(path, run_example, golden):
    output, where = run_example(path)
    golden(ROOT / "examples/expected" / f"{path.stem}.txt", output)
    pictures = sorted(where.glob("*.svg"))
    assert pictures, "an example saves its picture"
    for picture in pictures:
        golden(ROOT / "examples/expected" / picture.name, picture.read_text("utf-8"))
        assert picture.with_suffix(".png").exists()
    for picture in where.glob(
        "*.png"
    ):  # some are there as PNG only: nobody wants to compare them digit by digit
        assert picture.read_bytes().startswith(b"\x89PNG")


def test_nothing_is_expected_of_examples_that_are_not_there():
    stems = {path.stem for path in EXAMPLES}
    assert stems >= SLOW
    assert {path.stem for path in (ROOT / "examples/expected").glob("*.txt")} == stems
    for picture in (ROOT / "examples/expected").glob("*.svg"):
        assert any(picture.stem.startswith(stem) for stem in stems)


def first_paragraph(path):
    return " ".join(
        ast.get_docstring(ast.parse(path.read_text("utf-8"))).split("\n\n")[0].split()
    )


def test_the_list_of_examples_is_what_they_say_of_themselves(golden):
    """examples/README.md is generated: `pytest --regen` writes it."""
    rows = [
        f"| [{path.stem}]({path.name}) | {first_paragraph(path)} | [output](expected/{path.stem}.txt)"
        + "".join(
            f" [{i}](expected/{picture.name})"
            for i, picture in enumerate(pictures_of(path.stem), 1)
        )
        + " |"
        for path in EXAMPLES
    ]
    head = [
        "# Examples",
        "",
        "Each is a page of a lecture: run it, and it prints its numbers and saves its pictures.",
    ]
    head += [
        "",
        "| example | what it shows, and where it stands in the notes | output and pictures |",
        "|---|---|---|",
    ]
    golden(ROOT / "examples/README.md", "\n".join([*head, *rows]) + "\n")


def pictures_of(stem):
    return sorted((ROOT / "examples/expected").glob(f"{stem}*.svg"))


def traced(output):
    """The numbers of all trace tables in an output: {node: (value, gradient)}."""
    found = {}
    for line in output.replace("−", "-").splitlines():
        cells = re.split(r"\s{2,}", line)
        if len(cells) >= 4 and cells[0] != "node":
            found[cells[0]] = float(cells[-3]), float(cells[-2])
    return found


@pytest.mark.parametrize(
    ("stem", "key", "root"),
    [
        ("01_graph_e", "002-graph-e", "e"),
        ("02_graph_f", "004-graph-f", "f"),
        ("03_graph_r", "003-graph-r", "r"),
    ],
)
def test_every_recomputed_number_is_in_the_output(stem, key, root, run_example):
    output, _ = run_example(ROOT / "examples" / f"{stem}.py")
    numbers = traced(output)
    checked = 0
    for name, entry in WORKED[key].items():
        expected = entry["correct"]
        if name in numbers:
            assert numbers[name][0] == expected, name
        elif match := re.fullmatch(rf"(?:seed )?d{root}/d(\w+)", name):
            assert numbers[match[1]][1] == expected, name
        else:
            edge = re.fullmatch(r"(?:edge|local) (d\w+/d\w+)(?:=.*)?", name)
            assert edge, name
            assert re.search(rf"{edge[1]} .*= {expected:g}$", output, re.MULTILINE), (
                name
            )
        checked += 1
    assert checked == len(WORKED[key])


def test_the_sigmoid_unit_agrees_in_both_readings(run_example):
    output, _ = run_example(ROOT / "examples/04_sigmoid_unit.py")
    gate, written = output.split("written out")
    expected = {
        name: entry["correct"] for name, entry in WORKED["004-graph-fxwb"].items()
    }
    nodes = {"w*x": "p", "w*x+b": "z", "-(w*x+b)": "n", "exp": "t", "1+exp": "s"}
    for name, node in nodes.items():
        assert traced(written)[node][0] == pytest.approx(
            expected[f"candidate value {name}"], rel=1e-5
        )
    for name, node in {
        "(1+exp)": "s",
        "exp": "t",
        "neg": "n",
        "add": "z",
        "mul": "p",
    }.items():
        assert traced(written)[node][1] == pytest.approx(
            expected[f"candidate df/d{name}"], rel=1e-5
        )
    for table in (gate, written):
        assert traced(table)["f"] == (
            pytest.approx(expected["candidate f"], rel=1e-5),
            expected["df/df"],
        )
        for leaf in "xwb":
            assert traced(table)[leaf][1] == pytest.approx(
                expected[f"candidate df/d{leaf}"], rel=1e-5
            )


def test_every_number_of_the_2_2_2_network(run_example):
    output, _ = run_example(ROOT / "examples/06_page.py")
    for name, entry in WORKED["002-net222-step1"].items():
        line = next(
            line for line in output.splitlines() if line.strip().startswith(f"{name} ")
        )
        number, _, notes = line.strip().removeprefix(name).partition("notes ")
        assert float(number) == pytest.approx(entry["correct"], abs=5e-13), name
        assert notes.partition(" ")[0] == (entry["printed"] or ""), name
        assert ("wrong" in notes) == (entry["verdict"] == "differs"), name
