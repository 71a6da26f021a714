"""Drawings as files and as Digraphs: the same bytes everywhere, safe with any label, with and without `dot`."""

import copy
import json
import pickle
import subprocess
import sys
import warnings
import xml.etree.ElementTree as ElementTree

import graphviz
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import viz
from autograd import Value, record, square, tanh
from viz.layout.engines import run
from viz.layout.sheet import arrange
from viz.options import STYLES
from viz.picture.build import depict
from viz.text.dot_language import quote
from viz.text.names import clean

SVG = "{http://www.w3.org/2000/svg}"
NASTY = [
    '| { } < > " \\ & newline\n second',
    "</script><script>alert(1)</script>",
    "]]> <!-- -->",
    "\\N \\G \\L \\E \\T \\H",
    "ends in a backslash \\",
    "a:b",
    "<b>bold</b>",
    "&amp; &#60; &lt;",
    "梯度 反向传播",
    "🙂👩‍👩‍👧",
    "\x00\x01\x1b\ud800\ufffe",
    "\n",
    " ",
    "%s %d {0}",
    "x" * 10_000,
    "\u202eabc",
]


def graph_e():
    a, b = Value(2, "a"), Value(1, "b")
    c, d = (a + b).named("c"), (b + 1).named("d")
    e = (c * d).named("e")
    e.backward()
    return e


def graph_unit():
    w, x, b = (
        Value(-0.7, "w", parameter=True),
        Value(0.5, "x"),
        Value(0.1, "b", parameter=True),
    )
    y = tanh((w * x + b).named("z")).named("y")
    loss = (0.5 * square(y - 1.0)).named("E")
    loss.backward()
    return loss


def texts(svg):
    return [
        "".join(element.itertext())
        for element in ElementTree.fromstring(svg).iter(f"{SVG}text")
    ]


# --- golden text ---


@pytest.mark.parametrize("style", STYLES)
@pytest.mark.parametrize("graph", [graph_e, graph_unit])
def test_golden_svg_and_dot(golden, graph, style):
    drawing = viz.draw(graph(), style=style, legend=True)
    golden(f"{graph.__name__}_{style}.svg", drawing.svg())
    golden(f"{graph.__name__}_{style}.dot", drawing.source)


@pytest.mark.parametrize("theme", list(viz.THEMES))
def test_golden_themes(golden, theme):
    golden(
        f"theme_{theme}.svg",
        viz.draw(graph_e(), theme=theme, highlight=["b", "c"]).svg(),
    )


@pytest.mark.slow
def test_the_same_program_gives_the_same_bytes_in_a_fresh_process():
    program = (
        "from autograd import Value; import viz, sys\n"
        "a, b = Value(2, 'a'), Value(1, 'b'); e = ((a + b) * (b + 1)).tanh(); e.backward()\n"
        "d = viz.draw(e); sys.stdout.buffer.write((d.svg() + d.source).encode())"
    )
    runs = {
        subprocess.run(
            [sys.executable, "-c", program],
            capture_output=True,
            check=True,
            env={"PYTHONHASHSEED": seed, "PATH": ""},
        ).stdout
        for seed in ("1", "2")
    }
    assert len(runs) == 1


# --- labels ---


@pytest.mark.parametrize("label", NASTY, ids=range(len(NASTY)))
@pytest.mark.parametrize("style", STYLES)
def test_any_label_is_shown_and_nothing_else(label, style):
    y = (Value(2.0, label) * Value(3.0, "w")).named("y" + label)
    drawing = viz.draw(y, style=style)
    root = ElementTree.fromstring(drawing.svg())
    assert {element.tag.removeprefix(SVG) for element in root.iter()} <= {
        "svg", "title", "desc", "style", "g", "rect", "path", "polygon", "text", "tspan",
    }  # fmt: skip
    shown = clean(label)
    assert any(shown in (element.text or "") for element in root.iter(f"{SVG}title")), (
        "the full text is in a title"
    )
    if len(shown) < 20 and style != "micrograd":
        assert any(shown in text for text in texts(drawing.svg()))


def test_a_long_label_is_cut_with_an_ellipsis():
    drawing = viz.draw(Value(1.0, "x" * 10_000))
    (title,) = [text for text in texts(drawing.svg()) if text.startswith("x")]
    assert title.endswith("…")
    assert len(title) < 60


@pytest.mark.slow
@given(st.text(max_size=40))
@settings(max_examples=60, deadline=None)
def test_the_embedded_engine_reads_back_exactly_what_quote_wrote(label):
    shown = clean(label)
    source = f"digraph {{ n0 [tooltip={quote(shown)} label=x] }}"
    answer = json.loads(run(source, "json"))
    expected = shown.replace(
        "&", "&amp;"
    )  # an attribute keeps the entity; Graphviz decodes it where it is drawn
    assert answer["objects"][0].get("tooltip", "").replace("\\\\", "\\") == expected


@given(st.text(max_size=30), st.text(max_size=30))
@settings(max_examples=40, deadline=None)
def test_random_labels_give_well_formed_svg(first, second):
    drawing = viz.draw((Value(1.0, first) + Value(2.0, second)).named(second))
    ElementTree.fromstring(drawing.svg())
    assert [line[1:9] for line in drawing.source.splitlines()[-3:-1]] == [
        "n0 -> n2",
        "n1 -> n2",
    ]


# --- geometry ---


@pytest.mark.parametrize("rankdir", ["LR", "TB", "RL", "BT"])
@pytest.mark.parametrize("style", STYLES)
def test_boxes_do_not_overlap_and_stay_inside(style, rankdir):
    sheet = arrange(depict(graph_unit(), style=style, rankdir=rankdir))
    frames = [
        (x - e.width / 2, y - e.height / 2, x + e.width / 2, y + e.height / 2)
        for e, (x, y) in zip(sheet.extents, sheet.placement.centres)
    ]
    for left, top, right, bottom in frames:
        assert left >= -0.1
        assert top >= -0.1
        assert right <= sheet.placement.width + 0.1
        assert bottom <= sheet.placement.height + 0.1
    for i, a in enumerate(frames):
        for b in frames[:i]:
            assert a[2] <= b[0] or b[2] <= a[0] or a[3] <= b[1] or b[3] <= a[1]


def test_value_above_and_gradient_below():
    root = ElementTree.fromstring(viz.draw(graph_e()).svg())
    for node in root.iter(f"{SVG}g"):
        if node.get("class", "").startswith("node"):
            heights = {
                text.get("class"): float(text.get("y"))
                for text in node.iter(f"{SVG}text")
            }
            assert heights["value"] < heights["formula"] < heights["grad"]


def test_frames_of_one_graph_share_a_sheet():
    e = graph_e()
    after = depict(e)
    e.zero_grad()
    before = depict(e)
    sheet = arrange(before, after)
    assert sheet.placement == arrange(after, before).placement
    assert all(
        wide.width >= own.width
        for wide, own in zip(sheet.extents, arrange(before).extents)
    )


@pytest.mark.slow
def test_four_hundred_boxes_of_a_chain_that_uses_its_leaves_again_and_again():
    """Graphviz by itself takes minutes over these long wires; two seconds is all it gets."""
    x = [Value(0.1 * i, f"x{i}") for i in range(12)]
    y = x[0]
    for i in range(386):
        y = y * x[i % 12] if i % 3 else tanh(y + x[(5 * i) % 12])
    y = next(node for node in reversed(record(y)) if len(record(node)) <= 398)
    picture = depict(y)
    assert len(picture.boxes) >= 390
    sheet = arrange(picture, timeout=2.0)
    assert len(sheet.placement.paths) == len(picture.arrows)
    for arrow, path in zip(picture.arrows, sheet.placement.paths):
        (x0, y0), (x1, y1) = path.points[0], path.head[1]
        (tx, ty), (hx, hy) = (
            sheet.placement.centres[arrow.tail],
            sheet.placement.centres[arrow.head],
        )
        tail, head = sheet.extents[arrow.tail], sheet.extents[arrow.head]
        assert -0.01 < tx + tail.width / 2 - x0 < 17.0
        assert x1 == pytest.approx(hx - head.width / 2, abs=0.02)
        assert abs(y0 - ty) < tail.tall / 2
        assert abs(y1 - hy) < head.tall / 2


# --- accessibility ---


def test_screen_readers_and_ids():
    e = graph_e()
    first, second = viz.draw(e).svg(), viz.draw(e, theme="dark").svg()
    root = ElementTree.fromstring(first)
    assert root.get("role") == "img"
    assert root.find(f"{SVG}title").text == "Computation graph of e"
    assert root.find(f"{SVG}desc").text == "e = c · d = 6. Gradients: a 2, b 5."
    nodes = [g for g in root.iter(f"{SVG}g") if g.get("class", "").startswith("node")]
    assert [g.find(f"{SVG}title").text for g in nodes][
        2
    ] == "operation c = a + b: value 3, gradient 2"
    ids = [
        {element.get("id") for element in ElementTree.fromstring(svg).iter()} - {None}
        for svg in (first, second)
    ]
    assert ids[0].isdisjoint(ids[1]), "two pictures on one page must not share ids"
    assert set(root.get("aria-labelledby").split()) <= ids[0]


# --- files ---


@pytest.mark.parametrize(
    ("suffix", "begins"),
    [
        (".png", b"\x89PNG"),
        (".PNG", b"\x89PNG"),
        (".svg", b"<svg"),
        (".pdf", b"%PDF"),
        (".dot", b"di"),
        (".gv", b"di"),
    ],
)
def test_save_by_suffix(tmp_path, suffix, begins):
    path = viz.save(graph_e(), tmp_path / f"e{suffix}")
    assert path.read_bytes().startswith(begins)
    assert [p.name for p in tmp_path.iterdir()] == [f"e{suffix}"]


@pytest.mark.parametrize("name", ["e", "e.jpg", "e.txt", "png"])
def test_other_suffixes_are_refused_and_nothing_is_written(tmp_path, name):
    with pytest.raises(ValueError, match=r"\.png, \.svg, \.pdf, \.dot"):
        viz.save(graph_e(), tmp_path / name)
    assert list(tmp_path.iterdir()) == []


def test_a_directory_that_is_not_there(tmp_path):
    with pytest.raises(viz.OutputError, match="nowhere"):
        viz.save(graph_e(), tmp_path / "nowhere" / "e.svg")


@pytest.mark.slow
@pytest.mark.parametrize(
    ("suffix", "begins"),
    [(".html", b"<!DOCTYPE html>"), (".gif", b"GIF8"), (".tex", b"% Made by")],
)
def test_films_are_saved_by_suffix_too(tmp_path, suffix, begins):
    of_value = viz.save(graph_e(), tmp_path / f"value{suffix}").read_bytes()
    of_film = viz.save(viz.film(graph_e()), tmp_path / f"film{suffix}").read_bytes()
    assert of_value == of_film
    assert of_value[: len(begins)].lower() == begins.lower()


def test_dpi_scales_the_png(tmp_path):
    sizes = []
    for dpi in (72, 144):
        data = viz.save(graph_e(), tmp_path / "e.png", dpi=dpi).read_bytes()
        sizes.append(int.from_bytes(data[16:20], "big"))
    assert abs(sizes[1] - 2 * sizes[0]) <= 2


# --- the Digraph ---


def test_a_drawing_is_a_digraph_to_restyle():
    drawing = viz.draw(graph_e())
    assert isinstance(drawing, graphviz.Digraph)
    assert not drawing.restyled
    drawing.node_attr["shape"] = "hexagon"
    drawing.node("note", "a note")
    assert drawing.restyled
    assert "note" in drawing.source
    assert "a note" in drawing.svg()


def test_a_restyled_drawing_shows_without_dot(monkeypatch, tmp_path):
    monkeypatch.setenv("PATH", str(tmp_path))
    drawing = viz.draw(graph_e())
    drawing.attr(bgcolor="pink")
    assert "pink" in drawing._repr_mimebundle_()["image/svg+xml"]
    assert viz.save(drawing, tmp_path / "r.png").read_bytes().startswith(b"\x89PNG")
    plain = graphviz.Digraph()
    plain.edge("a", "b")
    assert b"<svg" in viz.save(plain, tmp_path / "p.svg").read_bytes()


def test_pipe_and_render_without_dot(monkeypatch, tmp_path):
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.chdir(tmp_path)
    drawing = viz.draw(graph_e())
    assert drawing.pipe(format="svg", encoding="utf-8") == drawing.svg()
    assert drawing.pipe("png").startswith(b"\x89PNG")
    assert drawing.render("pic", format="png", cleanup=True) == "pic.png"
    assert [p.name for p in tmp_path.iterdir()] == ["pic.png"]


@pytest.mark.slow
@pytest.mark.dot
def test_the_dot_program_renders_the_restyled_dot(tmp_path):
    for style in STYLES:
        for label in NASTY[:13]:
            drawing = viz.draw((Value(2.0, label) * 3).named("y"), style=style)
            drawing.attr(nodesep="1")
            out = drawing.pipe(format="plain", encoding="utf-8")
            assert out.count("\nnode ") == len(drawing.picture.boxes)


@pytest.mark.dot
def test_both_layout_engines_show_the_same_graph():
    picture = depict(graph_unit())
    ours, theirs = arrange(picture, engine="wasm"), arrange(picture, engine="dot")
    assert ours.extents == theirs.extents
    for a, b in zip(ours.placement.centres, theirs.placement.centres):
        assert a == pytest.approx(b, abs=40)


def test_micrograds_draw_dot():
    drawing = viz.draw_dot(graph_e(), format="png", rankdir="TB")
    assert drawing.format == "png"
    assert not drawing.restyled
    assert "∂" not in drawing.source
    assert {"data 6", "grad 1"} <= set(texts(drawing.svg()))


def test_a_drawing_survives_copy_and_pickle():
    drawing = viz.draw(graph_e())
    assert drawing.copy().source == drawing.source
    assert copy.deepcopy(drawing).svg() == drawing.svg()
    assert pickle.loads(pickle.dumps(drawing)).svg() == drawing.svg()


# --- Jupyter ---


def test_a_value_shows_its_graph_in_jupyter():
    bundle = graph_e()._repr_mimebundle_()
    assert bundle["text/plain"].startswith("Value(data=6.0")
    assert bundle["image/svg+xml"].startswith("<svg")


def test_jupyter_never_sees_an_exception(monkeypatch):
    e = graph_e()
    monkeypatch.setattr(viz.notebook, "draw", lambda value: 1 / 0)
    assert e._repr_mimebundle_() == {"text/plain": repr(e)}


def test_a_large_graph_shows_as_text():
    x = Value(1.0)
    for _ in range(5000):
        x = x + 1.0
    assert list(x._repr_mimebundle_()) == ["text/plain"]


def test_a_fresh_python_needs_no_import_of_viz():
    program = "from autograd import Value; import json; print(json.dumps(list((Value(2.0) * 3)._repr_mimebundle_())))"
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, check=True, text=True
    )
    assert json.loads(done.stdout) == ["text/plain", "image/svg+xml"]


# --- the outside world ---


def test_nothing_is_printed_or_written(tmp_path, monkeypatch, capfd):
    monkeypatch.chdir(tmp_path)
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        viz.draw(graph_e()).svg()
    assert capfd.readouterr() == ("", "")
    assert list(tmp_path.iterdir()) == []


def test_import_is_light():
    heavy = ["matplotlib", "reportlab", "wasmtime", "svglib", "PIL"]
    program = f"import viz, sys; print([m for m in {heavy} if m in sys.modules])"
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, check=True, text=True
    )
    assert done.stdout.strip() == "[]"
