"""What examples 26 and 27 say of MNIST, against the notes. `pytest -m slow` runs them and compares what they print."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
NOTES = {"26_is_it_a_2": (0.987, 19_651), "27_ten_digits": (0.973, 79_510)}
"""001, examples 3 and 4: accuracy as printed, and the number of parameters of such a network."""


def said(stem):
    return (ROOT / f"examples/expected/{stem}.txt").read_text("utf-8")


@pytest.mark.parametrize("stem", NOTES)
def test_the_accuracy_of_the_notes_is_reached(stem):
    printed, _ = NOTES[stem]
    text, code = said(stem), (ROOT / f"examples/{stem}.py").read_text("utf-8")
    assert f"001 reports {printed:.1%}: reached" in text
    assert f"NOTES = {printed}\n" in code
    reached = re.search(r"Test pictures that are right: (\d+)%", text)
    assert int(reached[1]) / 100 >= printed - 0.005


@pytest.mark.parametrize("stem", NOTES)
def test_the_number_of_parameters(stem):
    _, count = NOTES[stem]
    assert re.match(rf"MLP\(784 → .*, {count:,} parameters\)\n", said(stem))


def test_what_never_a_2_would_reach():
    assert "Test pictures that are no 2 anyway: 89.68%" in said("26_is_it_a_2")


def test_every_weight_was_a_node_and_is_in_a_matrix_product():
    nodes = int(
        re.search(r"has ([\d,]+) nodes", said("27_ten_digits"))[1].replace(",", "")
    )
    assert nodes > 3 * 78_400  # a weight, a product and a sum for each connection
    for stem in NOTES:
        text = said(stem)
        for line in (
            "Z1 = X[:, :784] @ W1.T + b1",
            "A1 = sigmoid(Z1)",
            "Z2 = A1 @ W2.T + b2",
            "dW2 = D2.T @ A1",
        ):
            assert f"\n{line}\n" in text
        assert "\ndW1 = D1.T @ X[:, :784]\n" in text


@pytest.mark.slow
def test_lenet_takes_the_small_digits_where_mnist_is_not(tmp_path):
    path = ROOT / "examples/31_lenet.py"
    without = {k: v for k, v in os.environ.items() if k != "CHALKGRAD_DATA"}
    environment = {**without, "PYTHONPATH": str(ROOT), "PYTHONIOENCODING": "utf-8"}
    done = subprocess.run(
        [sys.executable, str(path)],
        cwd=tmp_path,
        env=environment,
        capture_output=True,
        encoding="utf-8",
        check=True,
    )
    assert "8 × 8 digits:" in done.stdout
    assert "a unit of the first convolution: 9 of 64 pixels" in done.stdout
    assert (tmp_path / "31_lenet_saliency.png").exists()
