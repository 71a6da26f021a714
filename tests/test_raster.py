"""PNG and PDF of drawings and of foreign SVG, on a machine without fonts; and files that are whole or not there."""

from __future__ import annotations

import base64
import io
import os
import re
import shutil
import stat
import subprocess
import sys
import warnings
import zlib
from dataclasses import replace
from pathlib import Path as File
from typing import Any

import numpy as np
import pytest
from PIL import Image
from test_drawing import graph_unit
from test_fonts import make_font, system_fonts  # noqa: F401  (a fixture)

import viz
from autograd import files
from viz.errors import MissingGlyphs, OutputError, RasterError
from viz.files import write_atomically
from viz.films.beamer import beamer_source
from viz.films.frames import make_frames
from viz.films.gif import gif_bytes
from viz.films.handout import pdf_bytes
from viz.films.stills import pngs
from viz.render import fonts, foreign_svg
from viz.render.foreign_svg import svg_pdf as pdf
from viz.render.foreign_svg import svg_png as png
from viz.render.marks import Group, Path, Rect, Scene, Text
from viz.render.pdf import scene_pdf
from viz.render.png import MAX_PIXELS, scene_png
from viz.text.metrics import FONT_STACK, text_width


def svg(
    body: str, width: float = 200, height: float = 100, title: str = "∂ graph"
) -> str:
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{height}" viewBox="0 0 {width} {height}" '
        f'font-family="{FONT_STACK}"><title>{title}</title><desc>words that are not drawn</desc>{body}</svg>'
    )


def line(text: str, **attributes: Any) -> str:
    given = {"x": 20, "y": 60, "font-size": 20} | {
        key.replace("_", "-"): value for key, value in attributes.items()
    }
    return (
        "<text "
        + " ".join(f'{key}="{value}"' for key, value in given.items())
        + f">{text}</text>"
    )


def pixels(data: bytes) -> np.ndarray:
    return np.asarray(Image.open(io.BytesIO(data)).convert("RGBA"))


def ink(data: bytes) -> np.ndarray:
    """Where the picture is dark."""
    return pixels(data)[..., :3].sum(axis=2) < 384


def streams(document: bytes) -> bytes:
    """All of a PDF's streams, unpacked."""
    parts = re.findall(rb"\nstream\r?\n(.*?)endstream", document, re.DOTALL)
    packed = (
        base64.a85decode(b"<~" + part, adobe=True) if part.endswith(b"~>") else part
        for part in parts
    )
    return b"\n".join(map(zlib.decompress, packed))


# ------------------------------------------------------------------ PNG


@pytest.mark.parametrize(
    ("dpi", "size"),
    [(72, (200, 100)), (144, (400, 200)), (200, (556, 278)), (36, (100, 50))],
)
def test_png_has_the_size_of_the_picture_and_says_so(
    dpi: float, size: tuple[int, int]
) -> None:
    image = Image.open(io.BytesIO(png(svg(""), dpi=dpi)))
    assert image.size == pytest.approx(size, abs=1)
    assert image.info["dpi"] == pytest.approx((dpi, dpi), abs=0.02)


def test_png_draws_the_shapes_where_they_are() -> None:
    shapes = (
        '<rect x="10" y="10" width="60" height="30" rx="7" fill="#00ff00"/>'
        '<path d="M100,90C130,90 130,10 160,10" fill="none" stroke="#0000ff" stroke-width="4" stroke-dasharray="6 3"/>'
        '<polygon points="160,50 190,60 160,70" fill="#ff0000"/>'
    )
    seen = pixels(png(svg(shapes), dpi=72))
    assert tuple(seen[25, 40]) == (0, 255, 0, 255)
    assert tuple(seen[60, 165]) == (255, 0, 0, 255)
    assert tuple(seen[10, 10]) == (255, 255, 255, 255)  # outside the rounded corner
    assert (seen[..., 2] > seen[..., 0]).sum() > 100  # the blue curve


@pytest.mark.parametrize("bold", [False, True])
@pytest.mark.parametrize("text", ["Hello", "∂L/∂w = −½·x²", "∇σ(z) ≤ √∞ …"])
def test_text_is_drawn_as_wide_as_promised(text: str, bold: bool) -> None:
    """resvg sees no system font, so this is also the picture of a machine without any."""
    drawn = png(
        svg(line(text, font_weight="bold" if bold else "normal"), width=300), dpi=288
    )
    columns = np.flatnonzero(ink(drawn).any(axis=0)) / 4
    assert columns[0] == pytest.approx(20, abs=2.5)
    assert columns[-1] - columns[0] == pytest.approx(text_width(text, 20, bold), abs=4)


def test_a_background_of_none_is_transparent() -> None:
    assert pixels(png(svg(line("a")), background=None))[0, 0, 3] == 0
    assert tuple(pixels(png(svg(line("a"))))[0, 0]) == (255, 255, 255, 255)


def test_title_desc_and_style() -> None:
    blank = png(svg(""))
    assert blank == png(svg("").replace("<desc>", "<desc>more "))
    styled = svg(
        '<style>.box{fill:#0000ff}</style><rect class="box" width="200" height="100"/>'
    )
    assert tuple(pixels(png(styled))[50, 50]) == (0, 0, 255, 255)


def test_too_many_pixels_names_the_dpi_that_fits() -> None:
    with pytest.raises(
        RasterError,
        match=r"200 x 100 points at 7200 dpi make more .* use dpi=5091 or less",
    ) as caught:
        png(svg(""), dpi=7200)
    fits = float(re.findall(r"dpi=(\d+)", str(caught.value))[0])
    inches = (200 / 72) * (100 / 72)
    assert inches * fits**2 <= MAX_PIXELS < inches * (fits + 1) ** 2
    with pytest.raises(RasterError, match="draw a smaller part"):
        png(svg("", width=1e7, height=1e7), dpi=1)


@pytest.mark.parametrize("dpi", [0, -1, float("nan"), float("inf")])
def test_a_dpi_that_makes_no_sense(dpi: float) -> None:
    with pytest.raises(ValueError, match="dpi must be a positive and finite number"):
        png(svg(""), dpi=dpi)


BROKEN = [
    ("", "broken"),
    ("<svg", "broken"),
    ("<svg><text></svg>", "broken"),
    (svg("a < b"), "must be escaped"),
    (svg(line("\ud800")), "broken"),
    ("<svg width='1' height='1'/>", "namespace"),
    ("<html/>", "its root is <html>"),
    (svg("").replace('width="200"', 'width="wide"'), "width 'wide' and height '100'"),
    ('<svg xmlns="http://www.w3.org/2000/svg"/>', "width '' and height ''"),
    (svg("", width=0), "0 x 100 points"),
]


@pytest.mark.parametrize("draw", [png, pdf])
@pytest.mark.parametrize(("source", "message"), BROKEN)
def test_a_broken_svg(draw: Any, source: str, message: str) -> None:
    with pytest.raises(RasterError, match=message):
        draw(source)


def test_a_bad_number_in_a_pdf() -> None:
    with pytest.raises(RasterError, match="cannot be drawn as PDF"):
        pdf(svg('<rect width="wide" height="3"/>'))


@pytest.mark.parametrize(
    ("draw", "module", "package"),
    [(png, "resvg_py", "resvg-py"), (pdf, "svglib", r"'chalkgrad\[pdf\]'")],
)
def test_a_missing_package_is_named(
    monkeypatch: pytest.MonkeyPatch, draw: Any, module: str, package: str
) -> None:
    monkeypatch.setitem(sys.modules, module, None)
    monkeypatch.delitem(sys.modules, f"{module}.{module}", raising=False)
    with pytest.raises(RasterError, match=f"pip install {package}"):
        draw(svg(""))


# ------------------------------------------------------------------ PDF


def test_pdf_is_vectors_with_text_that_can_be_searched() -> None:
    curve = '<path d="M100,90C130,90 130,10 160,10" fill="none" stroke="#444" stroke-dasharray="6 3"/>'
    document = pdf(
        svg(
            curve + line("∂L/∂w", font_weight="bold") + line("plain", y=90),
            width=321.5,
            height=123.25,
        )
    )
    content = streams(document)
    assert b"/MediaBox [ 0 0 321.5 123.25 ]" in document
    assert b"/Subtype /Image" not in document
    assert re.search(rb"\d c\b", content)  # a cubic curve
    assert re.search(rb"\[\s*6 3\s*\] 0 d\b", content)  # dashes
    assert {b"DejaVuSans", b"DejaVuSans-Bold"} <= set(
        re.findall(rb"/FontName /[A-Z]{6}\+([\w-]+)", document)
    )
    assert document.count(b"/FontFile2") == 2  # both embedded
    assert b"<2202>" in content  # ToUnicode knows ∂: what is selected and searched


def test_pdf_carries_the_title_and_no_date() -> None:
    document = pdf(svg("", title="Chain rule"))
    assert b"/Title (Chain rule)" in document
    assert set(re.findall(rb"Date \(D:(\d{4})", document)) == {
        b"2000"
    }  # reportlab's fixed date


def test_the_same_picture_makes_the_same_pdf() -> None:
    one, other = (svg(line(text, font_weight="bold")) for text in ("∂a", "∂b"))
    first = pdf(one)
    assert first == pdf(one)
    assert first != pdf(other)
    code = (
        "import sys; from viz.render.foreign_svg import svg_pdf; "
        "sys.stdout.buffer.write(svg_pdf(sys.argv[1]))"
    )
    root = File(__file__).parents[1]
    fresh = subprocess.run(
        [sys.executable, "-c", code, one],
        capture_output=True,
        check=True,
        cwd=root,
    )
    assert fresh.stdout == first
    assert fresh.stderr == b""


# ------------------------------------------------------------------ drawings: marks, no SVG is read


def scene(*marks: Any, width: float = 321.5, height: float = 123.25) -> Scene:
    return Scene(
        width, height, "#ffffff", (Group("edge", marks),), " Chain rule\n", "words"
    )


def drawn_scene() -> Scene:
    curve = ("M", ((100, 90),)), ("C", ((130, 90), (130, 10), (160, 10)))
    return scene(
        Path(curve, stroke="#444", line_width=1.0),
        Rect(10, 10, 60, 30, 7.0, "#00ff00", "#0000ff", 2.0, "6 3"),
        Text((20, 60), "∂L/∂w", "#000000", 20, bold=True),
        Text((20, 90), "plain", "#000000", 20),
    )


def test_a_drawing_as_pdf_is_vectors_with_text_that_can_be_searched() -> None:
    document = scene_pdf(drawn_scene())
    content = streams(document)
    assert b"/MediaBox [ 0 0 321.5 123.25 ]" in document
    assert b"/Subtype /Image" not in document
    assert re.search(rb"\d c\b", content)  # a cubic curve
    assert re.search(rb"\[\s*6 3\s*\] 0 d\b", content)  # dashes
    assert {b"DejaVuSans", b"DejaVuSans-Bold"} <= set(
        re.findall(rb"/FontName /[A-Z]{6}\+([\w-]+)", document)
    )
    assert b"<2202>" in content  # ToUnicode knows ∂: what is selected and searched
    assert b"/Title (Chain rule)" in document
    assert set(re.findall(rb"Date \(D:(\d{4})", document)) == {b"2000"}
    assert document == scene_pdf(drawn_scene())


def test_a_line_without_width_is_not_drawn_in_a_pdf() -> None:
    with_border = Rect(10, 10, 60, 30, fill="#00ff00", stroke="#0000ff", line_width=1.0)
    without = replace(with_border, line_width=0.0)
    blue = rb"0 0 1 RG"
    assert re.search(blue, streams(scene_pdf(scene(with_border))))
    assert not re.search(blue, streams(scene_pdf(scene(without))))


@pytest.mark.parametrize("style", ["nodes", "circuit", "micrograd"])
def test_a_drawing_as_pdf_looks_like_its_png(tmp_path: File, style: Any) -> None:
    if not shutil.which("pdftoppm"):
        pytest.skip("pdftoppm (poppler-utils) is not installed")
    drawing = viz.draw(graph_unit(), style=style, legend=True, highlight=["z"])
    viz.save(drawing, tmp_path / "drawing.pdf")
    viz.save(drawing, tmp_path / "drawing.png", dpi=72)
    subprocess.run(
        ["pdftoppm", "-r", "72", "-png", "drawing.pdf", "page"],
        cwd=tmp_path,
        check=True,
    )
    (page,) = tmp_path.glob("page-*.png")
    one, other = (
        pixels(page.read_bytes()),
        pixels((tmp_path / "drawing.png").read_bytes()),
    )
    height, width = (min(sizes) // 8 for sizes in zip(one.shape[:2], other.shape[:2]))
    squares = [
        image[: height * 8, : width * 8, :3]
        .reshape(height, 8, width, 8, 3)
        .mean((1, 3, 4))
        for image in (one.astype(float), other.astype(float))
    ]
    assert np.abs(squares[0] - squares[1]).max() < 40  # the same ink everywhere


@pytest.mark.slow
def test_no_svg_is_read_back(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: Any) -> None:
        raise AssertionError("our own SVG was parsed")

    monkeypatch.setattr("xml.etree.ElementTree.fromstring", refuse)
    drawing, film = viz.draw(graph_unit()), make_frames(graph_unit())
    for format in ("svg", "png", "pdf"):
        assert drawing.pipe(format)
    for export in (gif_bytes, pdf_bytes, pngs, beamer_source):
        assert export(film)


@pytest.mark.parametrize("draw", [scene_png, scene_pdf])
def test_missing_glyphs_of_a_drawing(system_fonts: File, draw: Any) -> None:  # noqa: F811
    picture = scene(Text((20, 60), "损失 loss 损", "#000000"), Text((9, 9), "w", "red"))
    with pytest.warns(
        MissingGlyphs, match=r"draws 损 失; the picture shows boxes .* Install a"
    ) as caught:
        assert draw(picture)
    assert [warning.filename for warning in caught] == [__file__]
    make_font(system_fonts / "wqy-microhei.ttf", "Squares", "损失 los")
    fonts._installed_files.cache_clear()
    fonts.faces.cache_clear()
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        data = draw(picture)
    if draw is scene_pdf:
        named = set(re.findall(rb"/FontName /[A-Z]{6}\+([\w-]+)", data))
        assert named == {
            b"Squares-Regular",
            b"DejaVuSans",
        }  # the other line keeps its font
        assert b"<635F>" in streams(data).upper()
    else:
        assert ink(data).sum() > ink(scene_png(scene())).sum()


# ------------------------------------------------------------------ lines that DejaVu Sans cannot draw


@pytest.mark.parametrize("draw", [png, pdf])
def test_missing_glyphs_are_named(system_fonts: File, draw: Any) -> None:  # noqa: F811
    with pytest.warns(
        MissingGlyphs, match=r"draws 损 失; .* boxes .* Install a"
    ) as caught:
        assert draw(svg(line("损失 loss 损") + line("w")))
    assert [warning.filename for warning in caught] == [
        __file__
    ]  # the caller's line, not ours


@pytest.mark.parametrize("draw", [png, pdf])
def test_a_system_font_draws_the_line(system_fonts: File, draw: Any) -> None:  # noqa: F811
    make_font(system_fonts / "wqy-microhei.ttf", "Squares", "损失 L=")
    make_font(system_fonts / "wqy-microhei-bold.ttf", "Squares", "损失 L=", "Bold")
    source = svg(line("<tspan>损</tspan>失 L=", font_weight="bold") + line("L=", y=90))
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        drawn = draw(source)
    if draw is png:
        rows = ink(drawn)[int(60 * 200 / 72) - 30 : int(60 * 200 / 72) - 10]
        assert (
            rows.mean(axis=0)[int(24 * 200 / 72)] == 1
        )  # the square that stands for 损
        assert drawn != png(source.replace("失", "损损"))
    else:
        named = set(re.findall(rb"/FontName /[A-Z]{6}\+([\w-]+)", drawn))
        assert named == {
            b"Squares-Bold",
            b"DejaVuSans",
        }  # the other line keeps its font
        assert b"<635F>" in streams(drawn).upper()  # 损 can be searched


def test_svg_that_needs_no_other_font_is_not_rewritten(system_fonts: File) -> None:  # noqa: F811
    source = svg(line("∂"))
    assert foreign_svg._sheet(source, embeddable=False).source is source
    make_font(system_fonts / "wqy-microhei.ttf", "Squares", "损")
    fonts._installed_files.cache_clear()
    fonts.faces.cache_clear()
    rewritten = foreign_svg._sheet(svg(line("损") + line("∂")), embeddable=False).source
    assert rewritten.count("Squares") == 1
    assert "ns0:" not in rewritten


def test_importing_is_quick_because_heavy_packages_wait() -> None:
    code = (
        "import sys, viz.files, viz.render.fonts, viz.layout.graphviz, viz.render.digraph; "
        "print({'wasmtime', 'resvg_py', 'svglib', 'reportlab', 'PIL', 'matplotlib', 'fontTools'} & set(sys.modules))"
    )
    root = File(__file__).parents[1]
    done = subprocess.run(
        [sys.executable, "-c", code],
        capture_output=True,
        text=True,
        check=True,
        cwd=root,
    )
    assert done.stdout.strip() == "set()"


# ------------------------------------------------------------------ files


@pytest.mark.parametrize(
    ("data", "written"),
    [(b"\x89PNG\r\n", b"\x89PNG\r\n"), ("∂\r\nb\n", "∂\nb\n".encode()), ("", b"")],
)
def test_what_is_written(tmp_path: File, data: bytes | str, written: bytes) -> None:
    target = tmp_path / "out.svg"
    assert write_atomically(str(target), data) == target
    assert write_atomically(target, data) == target  # over itself
    assert target.read_bytes() == written
    assert list(tmp_path.iterdir()) == [target]


@pytest.mark.skipif(os.name != "posix", reason="permission bits and symbolic links")
def test_permissions_and_links(tmp_path: File) -> None:
    before = os.umask(0o027)
    try:
        target = write_atomically(tmp_path / "new", b"1")
    finally:
        os.umask(before)
    assert stat.S_IMODE(target.stat().st_mode) == 0o640
    target.chmod(0o604)
    link = tmp_path / "link"
    link.symlink_to(target)
    write_atomically(link, b"2")
    assert link.is_symlink()
    assert (target.read_bytes(), stat.S_IMODE(target.stat().st_mode)) == (b"2", 0o604)


@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("no/such/out.png", "there is no directory"),
        ("folder", "it is a directory"),
        ("file/out.png", "no directory"),
    ],
)
def test_places_where_nothing_can_be_written(
    tmp_path: File, name: str, message: str
) -> None:
    (tmp_path / "folder").mkdir()
    (tmp_path / "file").touch()
    with pytest.raises(OutputError, match=f"cannot write .*{name}.*{message}"):
        write_atomically(tmp_path / name, b"data")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["file", "folder"]


@pytest.mark.skipif(os.name != "posix", reason="device files")
def test_a_device_is_not_replaced() -> None:
    with pytest.raises(OutputError, match="not a regular file"):
        write_atomically(os.devnull, b"data")
    assert stat.S_ISCHR(os.stat(os.devnull).st_mode)


@pytest.mark.parametrize(("module", "step"), [(files, "_fill"), (os, "replace")])
@pytest.mark.parametrize(
    ("error", "message"),
    [
        (PermissionError(13, "denied"), "no permission in"),
        (OSError(28, "No space left on device"), "No space left"),
    ],
)
def test_a_failure_midway_keeps_the_old_file(
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: File,
    module: Any,
    step: str,
    error: OSError,
    message: str,
) -> None:
    target = tmp_path / "out.svg"
    target.write_text("old", encoding="utf-8")

    def fail(*_: Any, **__: Any) -> Any:
        raise error

    monkeypatch.setattr(module, step, fail)
    with pytest.raises(OutputError, match=message) as caught:
        write_atomically(target, "new")
    assert caught.value.__cause__ is error
    assert target.read_text(encoding="utf-8") == "old"
    assert list(tmp_path.iterdir()) == [target]


def test_text_that_is_not_unicode_is_refused(tmp_path: File) -> None:
    with pytest.raises(OutputError, match="lone surrogate"):
        write_atomically(tmp_path / "out.svg", "a\ud800")
    assert not list(tmp_path.iterdir())
