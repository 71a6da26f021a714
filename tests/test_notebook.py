"""The lecture notebook runs without an error and shows what is stored in it; it becomes HTML, LaTeX and PDF.

Pages of films are not stored: whoever runs the notebook gets them, and the file stays small.
"""

import json
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.pages import eventually

NOTEBOOK = Path(__file__).parent.parent / "examples" / "lecture.ipynb"
KEPT = "{'raw_mimetype', 'jupyter', 'language_info'}"
"""Metadata of cells that say how they are shown; those of a run are cleared."""


def nbconvert(notebook, kind, folder, *options):
    """Convert a notebook into folder/lecture with the suffix of the kind, and return what was said."""
    command = [sys.executable, "-m", "jupyter", "nbconvert", "--to", kind]
    command += [str(notebook), "--output-dir", str(folder), "--output", "lecture"]
    done = subprocess.run(
        [*command, *options], cwd=NOTEBOOK.parent.parent, capture_output=True, text=True
    )
    assert done.returncode == 0, done.stderr[-2000:]
    return done.stderr


@pytest.fixture(scope="module")
def lecture(tmp_path_factory):
    """The lecture, executed."""
    folder = tmp_path_factory.mktemp("lecture")
    clear = "--ClearMetadataPreprocessor"
    kept = f"{clear}.preserve_cell_metadata_mask={KEPT}"
    nbconvert(NOTEBOOK, "notebook", folder, "--execute", f"{clear}.enabled=True", kept)
    return folder / "lecture.ipynb"


def is_page(text):
    """Whether the HTML of an output is a page in a frame."""
    return "srcdoc=" in "".join(text)


def without_pages(notebook):
    """The notebook, small enough to be stored."""
    for cell in notebook["cells"]:
        for output in cell.get("outputs", ()):
            data = output.get("data", {})
            if is_page(data.get("text/html", "")):
                del data["text/html"]
    return notebook


def outputs(notebook):
    """What the code cells of a notebook show, without what changes from run to run."""
    cells = [
        cell for cell in without_pages(notebook)["cells"] if cell["cell_type"] == "code"
    ]
    return [
        joined([without_pixels(output) for output in cell["outputs"]]) for cell in cells
    ]


def joined(shown):
    """Outputs, with one text for all that a cell printed: a busy machine sends it in pieces, a line without its end."""
    whole = []
    for output in shown:
        before = whole[-1] if whole else {"name": None}
        if output["name"]:
            output = {**output, "text": "".join(output["text"])}
        if output["name"] and output["name"] == before["name"]:
            before["text"] += output["text"]
        else:
            whole.append(output)
    return whole


def without_pixels(output):
    """An output, with no more of its pixels and its PDF than that they are there: other versions draw other bytes."""
    shown = {key: output.get(key) for key in ("output_type", "name", "text", "data")}
    if shown["data"]:
        drawn = {"image/png", "application/pdf"}
        if "Figure" in "".join(shown["data"]["text/plain"]):
            drawn.add("image/svg+xml")  # of matplotlib
        binary = dict.fromkeys(drawn & shown["data"].keys())
        shown["data"] = {**shown["data"], **binary}
    return shown


def read(path):
    return json.loads(path.read_text("utf-8"))


def test_what_was_printed_in_pieces_is_compared_as_one_text():
    def printed(text, name="stdout"):
        return {"output_type": "stream", "name": name, "text": text}

    picture = {"output_type": "display_data", "name": None, "text": None}
    pieces = [["a"], ["\n", "b\n"], ["c"]]
    outputs = [*map(printed, pieces), picture, dict(picture), printed(["d"])]
    assert joined([*outputs, printed(["e"], name="stderr")]) == [
        printed("a\nb\nc"),
        picture,
        picture,
        printed("d"),
        printed("e", name="stderr"),
    ]


def test_the_lecture_shows_what_is_stored_in_it(request, lecture):
    if request.config.getoption("--regen"):
        text = json.dumps(without_pages(read(lecture)), indent=1, ensure_ascii=False)
        NOTEBOOK.write_text(text + "\n", encoding="utf-8")
    shown = outputs(read(lecture))
    for cell, stored in zip(shown, outputs(read(NOTEBOOK)), strict=True):
        assert cell == stored
    assert not any(
        output["output_type"] == "error" for cell in shown for output in cell
    )
    pictures = [
        output
        for cell in shown
        for output in cell
        if "image/svg+xml" in (output["data"] or {})
    ]
    assert len(pictures) >= 7
    for output in pictures:  # for a notebook that is not trusted, and for LaTeX
        assert {"image/png", "application/pdf"} <= output["data"].keys()


def test_what_runs_is_the_page_and_what_is_stored_is_small(lecture):
    shown = [
        output.get("data", {})
        for cell in read(lecture)["cells"]
        for output in cell.get("outputs", ())
    ]
    assert sum(is_page(data.get("text/html", "")) for data in shown) == 2
    assert "srcdoc" not in NOTEBOOK.read_text("utf-8")
    assert NOTEBOOK.stat().st_size < 1e6


def test_the_stored_notebook_holds_nothing_of_the_machine_that_ran_it():
    assert not re.search(r"\b0x", json.dumps(outputs(read(NOTEBOOK))))
    assert '"execution"' not in NOTEBOOK.read_text("utf-8")


# --- other formats ----------------------------------------------------------------------------------------------------


@pytest.fixture
def opened(chromium):
    """Open a file in a browser that reaches no network, and say which frames of it are films; pictures are there."""
    pages, errors = [], []

    def films(file):
        page = chromium.new_page(viewport={"width": 1024, "height": 768})
        pages.append(page)
        page.set_default_timeout(20_000)
        page.on("pageerror", lambda error: errors.append(str(error)))
        page.route(re.compile("^https?:"), lambda route: route.abort())  # MathJax
        page.goto(file.as_uri(), wait_until="domcontentloaded")
        eventually(page, "[...document.images].every((image) => image.naturalWidth)")
        frames = page.locator("iframe")
        return [frames.nth(i).content_frame for i in range(frames.count())]

    yield films
    for page in pages:
        page.close()
    assert not [error for error in errors if "MathJax" not in error]


def step_of(film, button):
    """What the page of a film says after a button was pressed."""
    film.locator(f"#{button}").click()
    return film.locator("#count").text_content()


@pytest.mark.browser
def test_as_html_the_film_can_be_stepped(lecture, opened, tmp_path):
    nbconvert(lecture, "html", tmp_path)
    film, stepper = opened(tmp_path / "lecture.html")
    step_of(film, "next")  # the first card is folded
    assert step_of(film, "next") == "Step 2 of 11"
    assert stepper.locator("#count").text_content() == "Step 11 of 11"
    assert step_of(stepper, "back") == "Step 10 of 11"


@pytest.mark.browser
def test_in_a_site_of_sphinx_the_film_can_be_stepped(lecture, opened, tmp_path):
    pytest.importorskip("myst_nb")
    settings = ["extensions=myst_nb", "nb_execution_mode=off", "html_theme=basic"]
    defined = [part for setting in settings for part in ("-D", setting)]
    shutil.copy(lecture, tmp_path / "index.ipynb")
    command = [sys.executable, "-m", "sphinx", "-q", "-C", *defined]
    run(*command, tmp_path, tmp_path / "site")
    film, stepper = opened(tmp_path / "site" / "index.html")
    step_of(film, "next")
    assert step_of(film, "next") == "Step 2 of 11"
    assert step_of(stepper, "back") == "Step 10 of 11"
    text = (tmp_path / "site" / "index.html").read_text("utf-8")
    assert "hanzi" not in text  # cells for paper only


@pytest.fixture(scope="module")
def paper(lecture, tmp_path_factory):
    """The folder with the lecture as LaTeX and PDF."""
    for program in ("pandoc", "xelatex", "pdftotext"):
        if not shutil.which(program):
            pytest.skip(f"{program} is not installed")
    folder = tmp_path_factory.mktemp("paper")
    nbconvert(lecture, "latex", folder)
    nbconvert(lecture, "pdf", folder)
    return folder


@pytest.mark.latex
def test_as_pdf_it_has_every_sign_and_every_picture(paper):
    text = run("pdftotext", "-layout", paper / "lecture.pdf", "-")
    assert "�" not in text
    for said in ("计算图", "反向传播", "∂", "→", "✗", "Both passes as a page"):
        assert said in text
    source = (paper / "lecture.tex").read_text("utf-8")
    pictures = re.findall(r"\\adjustimage\{.*\}\{([^{}]*)\}", source)
    assert len(pictures) >= 7
    assert all(picture.endswith(".pdf") for picture in pictures)
    assert "iframe" not in source


@pytest.mark.latex
def test_as_latex_it_compiles_and_nothing_is_lost(paper):
    command = ["xelatex", "-interaction=nonstopmode", "-halt-on-error", "lecture.tex"]
    done = subprocess.run(command, cwd=paper, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout[-2000:]
    log = (paper / "lecture.log").read_text("utf-8", "replace")
    assert "Missing character" not in log
    wide = [float(x) for x in re.findall(r"Overfull .hbox \(([\d.]+)pt", log)]
    assert max(wide, default=0) < 20


def run(*command):
    done = subprocess.run([*map(str, command)], capture_output=True, check=True)
    return done.stdout.decode()
