"""The lecture notebook runs without an error and shows exactly what is stored in it."""

import json
import subprocess
import sys
from pathlib import Path

NOTEBOOK = Path(__file__).parent.parent / "examples" / "lecture.ipynb"


def outputs(path):
    """What the code cells of a notebook show, without what changes from run to run."""
    cells = [
        cell
        for cell in json.loads(path.read_text("utf-8"))["cells"]
        if cell["cell_type"] == "code"
    ]
    return [[without_pixels(output) for output in cell["outputs"]] for cell in cells]


def without_pixels(output):
    """An output, with no more of its pixels and its PDF than that they are there: other versions draw other bytes."""
    shown = {key: output.get(key) for key in ("output_type", "name", "text", "data")}
    if shown["data"]:
        binary = dict.fromkeys({"image/png", "application/pdf"} & shown["data"].keys())
        shown["data"] = {**shown["data"], **binary}
    return shown


def test_the_lecture_shows_what_is_stored_in_it(request, tmp_path):
    target = (
        NOTEBOOK if request.config.getoption("--regen") else tmp_path / "lecture.ipynb"
    )
    command = [
        sys.executable,
        "-m",
        "jupyter",
        "nbconvert",
        "--to",
        "notebook",
        "--execute",
        str(NOTEBOOK),
    ]
    done = subprocess.run(
        [*command, "--output", str(target), "--ClearMetadataPreprocessor.enabled=True"],
        cwd=NOTEBOOK.parent.parent,
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stderr[-2000:]
    shown = outputs(target)
    assert shown == outputs(NOTEBOOK)
    assert not any(
        output["output_type"] == "error" for cell in shown for output in cell
    )
    pictures = [
        output
        for cell in shown
        for output in cell
        if "image/svg+xml" in (output["data"] or {})
    ]
    assert len(pictures) >= 4
    for output in pictures:  # for a notebook that is not trusted, and for LaTeX
        assert {"image/png", "application/pdf"} <= output["data"].keys()


def test_the_stored_notebook_holds_nothing_of_the_machine_that_ran_it():
    assert "0x" not in json.dumps(outputs(NOTEBOOK))
    assert '"execution"' not in NOTEBOOK.read_text("utf-8")
