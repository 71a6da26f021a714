"""Fonts: the table of widths is the font's, clipping keeps clusters whole, and lines find the font that draws them."""

from __future__ import annotations

import contextlib
import importlib.util
import tempfile
import unicodedata
from collections.abc import Iterator
from pathlib import Path

import pytest
from fontTools.fontBuilder import FontBuilder
from fontTools.pens.ttGlyphPen import TTGlyphPen
from fontTools.ttLib import TTFont
from hypothesis import given, settings
from hypothesis import strategies as st

from viz.errors import FontError
from viz.render import fonts
from viz.render.font_tables import read_font
from viz.render.fonts import fallback, font_files, missing
from viz.text import metrics
from viz.text.metrics import clip, text_width


@pytest.fixture
def system_fonts(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[Path]:
    """A system whose font directory is this one, empty at first."""

    def forget() -> None:
        fonts._installed_files.cache_clear()
        fonts.faces.cache_clear()

    monkeypatch.setattr(fonts, "font_directories", lambda: [tmp_path])
    forget()
    yield tmp_path
    forget()


def make_font(path: Path, family: str, chars: str, style: str = "Regular") -> None:
    """A TrueType font in which every given character is a filled square."""
    names = [".notdef", *(f"u{ord(char):04x}" for char in chars)]
    pen = TTGlyphPen(None)
    pen.moveTo((100, 0))
    for point in ((900, 0), (900, 800), (100, 800)):
        pen.lineTo(point)
    pen.closePath()
    square = pen.glyph()
    builder = FontBuilder(1000, isTTF=True)
    builder.setupGlyphOrder(names)
    builder.setupCharacterMap({ord(char): name for char, name in zip(chars, names[1:])})
    builder.setupGlyf(dict.fromkeys(names, square))
    builder.setupHorizontalMetrics(dict.fromkeys(names, (1000, 100)))
    builder.setupHorizontalHeader(ascent=880, descent=-120)
    builder.setupNameTable(
        {"familyName": family, "styleName": style, "psName": f"{family}-{style}"}
    )
    builder.setupOS2(
        usWinAscent=880, usWinDescent=120, usWeightClass=700 if style == "Bold" else 400
    )
    builder.setupPost()
    builder.setupHead(unitsPerEm=1000, created=3_000_000_000, modified=3_000_000_000)
    builder.save(path)


# ------------------------------------------------------------------ widths


def generated(path: Path, chars: str) -> str:
    """The table of widths of a font, as it stands in viz/text/metrics.py, in lines of at most 120 characters."""
    with TTFont(path) as font:
        cmap, advance, widths = font.getBestCmap(), font["hmtx"], dict[int, str]()
        for char in chars:
            width = advance[cmap[ord(char)]][0]
            widths[width] = widths.get(width, "") + char.replace(" ", "␣")
    lines = ["   "]
    for entry in (f"{width} {same}" for width, same in sorted(widths.items())):
        if len(lines[-1]) + len(entry) > 114:
            lines.append("   ")
        lines[-1] += (" ¦ " if lines[-1].strip() else " ") + entry
    return "\n" + "\n".join(lines) + "\n"


@pytest.mark.parametrize(
    ("bold", "written"), [(False, metrics.REGULAR), (True, metrics.BOLD)]
)
def test_the_table_is_the_fonts(bold: bool, written: str) -> None:
    assert written == generated(font_files()[bold], "".join(metrics.widths(bold)))


def test_the_table_has_what_mathematics_writes() -> None:
    assert set(metrics.widths(True)) == set(metrics.widths(False))
    assert set(map(chr, range(32, 127))) <= set(metrics.widths(False))
    assert set("∂·×−²³√∞½±≠≤≥…—–αβγδεθλμπσφωΔΣΩ∇→") <= set(metrics.widths(False))


@pytest.mark.parametrize(
    ("text", "ems"),
    [
        ("", 0),
        ("0000", 4 * 1303 / 2048),
        ("损失", 2),
        ("é", 1260 / 2048),
        ("e\u0301", 1260 / 2048),  # the same, decomposed
        ("x\u200d", 1212 / 2048),
        ("\N{GRINNING FACE}", 1.3),
        ("\n\u00a0", 2 * 651 / 2048),
        ("\u2e3a", 0.9),  # in no table
    ],
)
def test_text_width(text: str, ems: float) -> None:
    assert text_width(text, 14) == pytest.approx(14 * ems, abs=0.02)


def test_bold_is_wider() -> None:
    assert text_width("loss", 10, bold=True) > text_width("loss", 10)


# ------------------------------------------------------------------ clipping

CLUSTERS = ["a", "W", "é", "e\u0301", "损", "👩‍🔬", "👍🏽", "❤\ufe0f", " ", "∂"]


@given(
    st.lists(st.sampled_from(CLUSTERS), max_size=12), st.floats(0, 150), st.booleans()
)
def test_clip_fits_and_cuts_between_clusters(
    parts: list[str], width: float, bold: bool
) -> None:
    text = "".join(parts)
    cut = clip(text, 12, width, bold)
    assert text_width(cut, 12, bold) <= width
    if text_width(text, 12, bold) <= width:
        assert cut == text
    elif cut:
        heads = ["".join(parts[:n]).rstrip() for n in range(len(parts))]
        assert cut[-1] == "…"
        assert cut[:-1] in heads
        longer = [head for head in heads if len(head) > len(cut) - 1]
        assert all(
            text_width(head + "…", 12, bold) > width for head in longer
        )  # the longest that fits
    else:
        assert text_width("…", 12, bold) > width


# ------------------------------------------------------------------ files


def test_font_files_are_dejavu_sans() -> None:
    for path, style in zip(font_files(), ("Book", "Bold", "Oblique")):
        with TTFont(path) as font:
            assert (font["name"].getDebugName(1), font["name"].getDebugName(2)) == (
                "DejaVu Sans",
                style,
            )


def test_a_font_that_someone_took_away_is_missed(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(fonts, "TYPEFACES", tmp_path)
    (tmp_path / "DejaVuSans.ttf").touch()
    with pytest.raises(FontError, match=r"DejaVuSans-Bold\.ttf comes with chalkgrad"):
        font_files()


def test_every_font_has_its_licence_beside_it() -> None:
    for path in fonts.TYPEFACES.glob("*.ttf"):
        family = "DEJAVU" if path.stem.startswith("DejaVu") else "STIX"
        text = path.with_name(f"LICENSE_{family}").read_text()
        assert {"DEJAVU": "Bitstream Vera", "STIX": "SIL OPEN FONT"}[family] in text


@pytest.mark.slow
def test_fonts_are_read_as_fonttools_reads_them() -> None:
    """The fonts of this machine and of matplotlib: whatever formats of tables there are."""
    folder = Path(importlib.util.find_spec("matplotlib").origin).parent
    paths = [*folder.rglob("*.ttf"), *fonts.TYPEFACES.glob("*.ttf")]
    paths += fonts._installed_files()[:20]
    for path in paths:
        ours = read_font(path)
        with TTFont(path, lazy=True, fontNumber=ours.number) as font:
            names = font["name"]
            assert ours.family == names.getBestFamilyName(), path
            assert ours.style == names.getBestSubFamilyName(), path
            assert (ours.outlines == "glyf") == ("glyf" in font), path
            assert ours.chars == frozenset(map(chr, font.getBestCmap() or ())), path
    assert len(paths) > 20


@settings(max_examples=60, deadline=None)
@given(st.data())
def test_a_damaged_font_is_refused_or_read(data: st.DataObject) -> None:
    """Cut off anywhere, or with one byte changed in its directory: never another error, never without end."""
    whole = (fonts.TYPEFACES / "STIXGeneral.ttf").read_bytes()
    end = data.draw(st.integers(0, len(whole)))
    place = data.draw(st.integers(0, 300))
    byte = data.draw(st.binary(min_size=1, max_size=1))
    damaged = (whole[:place] + byte + whole[place + 1 :])[:end]
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "damaged.ttf")
        path.write_bytes(damaged)
        with contextlib.suppress(ValueError):
            assert read_font(path).chars <= frozenset(map(chr, range(0x110000)))


def test_plain_text_opens_no_font(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fonts, "_own", lambda: pytest.fail("a font was opened"))
    assert missing("∂L/∂w = 2·x ≤ ½") == []
    assert fallback("∂L/∂w = 2·x ≤ ½") is None


def test_dejavu_covers_more_than_the_table(system_fonts: Path) -> None:
    rare = "ꜰ⅋"
    assert not set(rare) & set(metrics.widths(False))
    assert missing(rare) == []


def test_missing_names_each_character_once_in_order(system_fonts: Path) -> None:
    assert missing("w 损失函数 损 \U000e0100\u200d") == ["损", "失", "函", "数"]
    assert fallback("损失") is None


def test_a_font_of_the_system_takes_the_line(system_fonts: Path) -> None:
    make_font(system_fonts / "wqy-microhei.ttf", "Squares", "损失 L=")
    make_font(
        system_fonts / "Novelty.ttf", "Unknown", "损失函数"
    )  # not a family that we know
    (system_fonts / "PingFang.ttc").write_bytes(b"not a font")  # preferred, but damaged
    face = fallback("损失 L=")
    assert face
    assert (face.family, face.path.name, face.embeddable) == (
        "Squares",
        "wqy-microhei.ttf",
        True,
    )
    assert missing("损失 L") == []
    assert missing("损失函数") == ["函", "数"]


def test_for_a_pdf_the_font_must_serve_the_whole_line(system_fonts: Path) -> None:
    """reportlab draws a line with one font: a face with the Chinese but not the rest would lose more than it gains."""
    make_font(system_fonts / "DroidSansFallback.ttf", "Squares", "损失")
    line = "损失 loss = 0.5"
    face = fallback(line)
    assert face
    assert face.family == "Squares"
    assert fallback(line, embeddable=True) is None
    assert (missing(line), missing(line, embeddable=True)) == ([], ["损", "失"])


def test_control_characters_and_marks_are_nobodys_loss() -> None:
    silent = [
        chr(n)
        for n in range(0x250)
        if unicodedata.category(chr(n)) in ("Cc", "Cf", "Zs")
    ]
    assert missing("".join(silent)) == []
