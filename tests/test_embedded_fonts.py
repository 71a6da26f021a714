"""Every font that a PDF of ours names is in it: journals and printers refuse the others."""

import re
import shutil
import subprocess

import pytest
from test_drawing import graph_e, graph_unit
from test_fonts import make_font, system_fonts  # noqa: F401  (a fixture)

import viz
from autograd import Value


def restyled():
    drawing = viz.draw(graph_e())
    drawing.attr(bgcolor="beige")
    return drawing


def plot():
    (ax,) = viz.plots.panels(1)
    ax.plot([1.0, 2.0])
    ax.set_title("∂E/∂w")
    return ax


def pdfs():
    """Things that are saved as PDF, by name: what is saved, and by which function."""
    yield "picture", lambda path: viz.save(graph_e(), path)
    yield "film", lambda path: viz.film(graph_e()).save(path)
    yield "handout", lambda path: viz.film(graph_e()).save(path, per_page=6)
    yield "letters", lambda path: viz.save(Value(1.0, "𝓛_θ^(2)"), path)
    yield "network", lambda path: viz.network(graph_unit()).save(path)
    yield "worksheet", lambda path: viz.worksheet(graph_e()).save(path)
    yield "restyled", lambda path: viz.save(restyled(), path)
    yield "plot", lambda path: viz.plots.save(plot(), path)
    yield "empty", lambda path: viz.save(Value(1.0), path, show_grad=False)


def fonts(document):
    """The names of a document's fonts, and whether it holds them, read from its objects."""
    objects = dict(
        re.findall(rb"\n(\d+) 0 obj\n(.*?)\nendobj", b"\n" + document, re.DOTALL)
    )
    for body in objects.values():
        if re.search(rb"/Type\s*/Font\b(?!Descriptor)", body):
            name = re.search(rb"/BaseFont\s*/(\S+)", body)[1].decode()
            inner = re.search(rb"/DescendantFonts\s*\[\s*(\d+)", body)
            body = objects[inner[1]] if inner else body
            descriptor = re.search(rb"/FontDescriptor (\d+)", body)
            yield name, bool(descriptor) and b"/FontFile" in objects[descriptor[1]]


@pytest.mark.slow
@pytest.mark.parametrize("name", dict(pdfs()))
def test_all_fonts_are_embedded(tmp_path, name):
    path = tmp_path / "x.pdf"
    dict(pdfs())[name](path)
    found = dict(fonts(path.read_bytes()))
    assert found
    assert all(found.values()), found
    assert any("DejaVuSans" in font for font in found)


@pytest.mark.usefixtures("system_fonts")
def test_chinese_fonts_are_embedded(tmp_path, system_fonts):  # noqa: F811
    make_font(system_fonts / "wqy-microhei.ttf", "WenQuanYi Micro Hei", "链式法则")
    path = tmp_path / "x.pdf"
    viz.save(Value(1.0, "链式法则"), path)
    found = dict(fonts(path.read_bytes()))
    assert any("WenQuanYi" in font for font in found)
    assert all(found.values()), found


@pytest.mark.skipif(not shutil.which("pdffonts"), reason="needs poppler's pdffonts")
@pytest.mark.parametrize("name", dict(pdfs()))
def test_poppler_says_so_too(tmp_path, name):
    path = tmp_path / "x.pdf"
    dict(pdfs())[name](path)
    lines = subprocess.run(
        ["pdffonts", str(path)], capture_output=True, text=True, check=True
    ).stdout.splitlines()[2:]
    assert lines
    # name, type, encoding, then emb, sub, uni, object, ID
    assert all(line.split()[-5] == "yes" for line in lines), lines
