"""Names that are read from right to left, and names with combining marks."""

import re
import shutil
import subprocess
import unicodedata

import pytest

import viz
from autograd import Value, scope
from viz.text.direction import in_visual_order

HEBREW, ARABIC, HAT = "שלום", "عدد", "x\u0302"


def graph():
    a, b = Value(2, HEBREW), Value(1, ARABIC)
    with scope("רשת"):
        c = a * b
    e = (c + (b + 1)).named(HAT)
    e.backward()
    return a, b, e


def isolated(name):
    return f"\u2068{name}\u2069"


def test_names_are_isolated_in_every_text():
    _, b, e = graph()
    texts = [
        viz.tree(e),
        viz.trace_table(e),
        str(viz.explain(b, e)),
        str(viz.steps(e)),
        str(viz.paths_table(e, b)),
        str(viz.nudge(b, 0.1, of=e)),
        viz.draw(e).svg(),
        viz.explain(b, e).markdown.partition("\n")[0] + isolated(ARABIC),
    ]
    for text in texts:
        assert isolated(ARABIC) in text
        bare = text.replace(isolated(ARABIC), "").replace(isolated(HEBREW), "")
        assert HEBREW not in bare.replace("\u2068" + HEBREW, "")


def test_columns_count_no_cells_for_the_marks():
    _, _, e = graph()
    plain = re.sub("[\u2068\u2069\u0302]", "", viz.tree(e))
    assert len({line.index("value") for line in plain.splitlines()}) == 1


def test_a_name_is_found_as_it_is_typed():
    a, _, e = graph()
    assert viz.explain(HEBREW, e).text == viz.explain(a, e).text
    assert viz.draw(e, highlight=[HEBREW]).svg() == viz.draw(e, highlight=[a]).svg()


def test_svg_says_which_way_a_line_runs():
    _, _, e = graph()
    lines = re.findall("<text.*", viz.draw(e).svg())
    for line in lines:
        strange = re.search("[\u0590-\u06ff]", line) is not None
        assert strange == ('direction="ltr" unicode-bidi="isolate"' in line)
    assert any(isolated(HEBREW) in line for line in lines)


def test_tables_for_machines_have_no_marks():
    _, b, e = graph()
    assert "\u2068" not in viz.trace_table(e, "csv")
    assert f"\n{HEBREW},,2,1," in viz.trace_table(e, "csv")
    assert "\u2068" not in viz.explain(b, e).latex
    assert "\u2068" not in viz.trace_table(e, "latex")


@pytest.mark.slow
@pytest.mark.parametrize("suffix", [".pdf", ".png", ".gif", ".html", ".svg", ".dot"])
def test_pictures_need_no_letters_for_the_marks(suffix, tmp_path, recwarn):
    viz.save(graph()[2], tmp_path / f"e{suffix}")
    assert not [str(w.message) for w in recwarn if "\u2068" in str(w.message)]


def test_a_pen_that_only_goes_right_writes_letters_as_they_are_seen():
    text = f"∂v2/∂{isolated('אב')} = אב\u05b7ג + 1"
    assert in_visual_order(text) == "∂v2/∂בא = גב\u05b7א + 1"


def test_that_pen_joins_arabic_letters():
    """Initial, final, initial, medial, final, as Unicode has them; seen from left to right."""
    seen = "\ufee3\ufeae\ufea3\ufe92\ufe8e"[::-1]
    assert in_visual_order(f"∂e/∂{isolated('مرحبا')} = 1") == f"∂e/∂{seen} = 1"
    assert in_visual_order("دار") == "\u0631\u0627\u062f".translate(
        {0x631: "\ufead", 0x627: "\ufe8d", 0x62F: "\ufea9"}
    ), "letters that join nothing behind them"


@pytest.mark.skipif(shutil.which("pdftotext") is None, reason="no pdftotext")
def test_what_is_copied_from_a_pdf_is_what_was_typed(tmp_path):
    y = (Value(2.0, ARABIC) + Value(3.0, "w11^(2)")).sigmoid().named("net_h1")
    path = viz.save(y, tmp_path / "y.pdf")
    said = subprocess.run(
        ["pdftotext", str(path), "-"], capture_output=True, check=True
    )
    text = unicodedata.normalize("NFKC", said.stdout.decode())
    for name in (ARABIC, "w11^(2)", "net_h1"):
        assert name in text


def test_combining_names_stay():
    assert HAT in viz.draw(graph()[2]).svg()
    assert viz.tree(graph()[2]).startswith(HAT)
