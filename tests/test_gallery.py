"""docs/gallery.md: its lines run, and make the pictures that stand below them."""

import re
import subprocess
from pathlib import Path
from xml.etree import ElementTree

import pytest

import viz

ROOT = Path(__file__).parent.parent
GALLERY = ROOT / "docs/gallery.md"
PICTURES = ROOT / "docs/pictures/gallery"
SHOWN = re.findall(
    r"!\[([^\]]+)\]\(pictures/gallery/([^)]+)\)", GALLERY.read_text("utf-8")
)
BLOCKS = re.findall(r"```python\n(.*?)```", GALLERY.read_text("utf-8"), re.DOTALL)


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    """The folder with the pictures that the lines of the page make, run one after the other as one program."""
    folder = tmp_path_factory.mktemp("gallery")
    names = {}
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(folder)
        patch.delenv("CHALKGRAD_THEME", raising=False)
        for block in BLOCKS:
            exec(compile(block, str(GALLERY), "exec"), names)
    viz.set_theme()
    return folder


@pytest.mark.slow
def test_every_picture_is_made_and_every_picture_made_is_shown(made):
    names = [name for _, name in SHOWN]
    assert len(names) == len(set(names)) >= 20
    assert {path.stem for path in made.iterdir()} == {Path(name).stem for name in names}
    assert sorted(path.name for path in PICTURES.iterdir()) == sorted(names)


@pytest.mark.parametrize("name", [name for _, name in SHOWN])
def test_pictures_are_what_the_lines_make(name, made, golden, request):
    path, stored = made / name, PICTURES / name
    regen = request.config.getoption("--regen")
    if path.suffix == ".svg":
        text = path.read_text("utf-8")
        golden(stored, text)
        assert ElementTree.fromstring(text).tag.endswith("svg")
    elif path.suffix == ".png":  # of the first page of what is paper
        paper = path.with_suffix(".pdf")
        assert paper.read_bytes().startswith(b"%PDF")
        if regen:
            command = [
                "pdftoppm",
                "-png",
                "-r",
                "70",
                "-singlefile",
                str(paper),
                str(stored.with_suffix("")),
            ]
            subprocess.run(command, check=True)
        assert stored.read_bytes().startswith(b"\x89PNG")
    else:  # nobody wants to compare pixels digit by digit
        if regen:
            stored.write_bytes(path.read_bytes())
        assert stored.read_bytes().startswith(b"GIF")


def test_the_gallery_is_light_to_load():
    assert sum(path.stat().st_size for path in PICTURES.iterdir()) < 900_000


def test_blocks_are_short():
    for block in BLOCKS:
        assert len(block.strip().splitlines()) <= 12
