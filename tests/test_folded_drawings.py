"""Folded and framed drawings as SVG, DOT, PNG and PDF: legible, in their frames, safe with any name."""

import json
import subprocess
import sys
import xml.etree.ElementTree as ElementTree
from dataclasses import fields, replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from test_folding import mlp, scoped_graphs

import viz
from autograd import Value, dot, scope, total
from viz.layout.engines import run
from viz.layout.formula_lines import formula_lines
from viz.layout.sheet import arrange
from viz.options import STYLES
from viz.picture.build import depict
from viz.render.marks import MARGIN
from viz.text.metrics import SIZE, SMALL, WIDEST, text_width
from viz.text.names import clean

SVG = "{http://www.w3.org/2000/svg}"
NASTY = [
    "</title><script>",
    '"]}; n0 -> n0; {["',
    "a\\N\n\x00b",
    "梯度",
    "<b>",
    "x" * 500,
    "\\",
]


def texts(svg, cls=None):
    return [
        "".join(e.itertext())
        for e in ElementTree.fromstring(svg).iter(f"{SVG}text")
        if cls in (None, e.get("class"))
    ]


# --- golden text ---


@pytest.mark.parametrize("style", STYLES)
def test_golden(golden, style):
    drawing = viz.draw(mlp(), style=style, legend=True)
    golden(f"mlp_folded_{style}.svg", drawing.svg())
    golden(f"mlp_folded_{style}.dot", drawing.source)


def test_golden_with_frames(golden):
    drawing = viz.draw(mlp((2, 2, 1)))
    golden("mlp_frames.svg", drawing.svg())
    golden("mlp_frames.dot", drawing.source)


@pytest.mark.parametrize("fold", ["auto", "layer"])
def test_it_is_legible_on_a_projector_of_1024_by_768(fold):
    picture = depict(mlp(), fold=fold)
    placement = arrange(picture).placement
    scale = min(
        1024 / (placement.width + 2 * MARGIN), 768 / (placement.height + 2 * MARGIN)
    )
    assert scale * SMALL >= 12
    assert scale * SIZE >= 16


# --- geometry ---


@pytest.mark.slow
@given(
    scoped_graphs(),
    st.sampled_from(["none", "neuron"]),
    st.sampled_from(["LR", "TB", "RL", "BT"]),
)
@settings(max_examples=40)
def test_frames_hold_their_boxes_and_no_others(root, fold, rankdir):
    picture = depict(root, fold=fold, rankdir=rankdir)
    assert_frames(picture, arrange(picture))


def assert_frames(picture, sheet):
    places = [
        (x - e.width / 2, y - e.height / 2, x + e.width / 2, y + e.height / 2)
        for e, (x, y) in zip(sheet.extents, sheet.placement.centres)
    ]
    frames = iter(sheet.placement.frames)

    def everyone(cluster):
        return set(cluster.members).union(*map(everyone, cluster.children))

    def walk(clusters):
        for cluster in clusters:
            x, y, width, height = next(frames)
            name_ends = x + 10 + text_width(cluster.title, SMALL, bold=True)
            for i, (left, top, right, bottom) in enumerate(places):
                if i in everyone(cluster):
                    assert left >= x - 0.5 and right <= x + width + 0.5, cluster.path  # noqa: PT018
                    assert top >= y - 0.5 and bottom <= y + height + 0.5, cluster.path  # noqa: PT018
                    assert left >= name_ends or top >= y + 15, (
                        f"the name of {cluster.path} is covered"
                    )
                else:
                    assert (
                        left >= x + width
                        or right <= x
                        or top >= y + height
                        or bottom <= y
                    ), cluster.path
            walk(cluster.children)

    walk(picture.clusters)


@pytest.mark.dot
def test_the_dot_program_keeps_the_frames_too():
    for rankdir in ("LR", "BT"):
        picture = depict(
            mlp((2, 3, 2, 1)), rankdir=rankdir, unfold=["layer1.neuron1"], fold="neuron"
        )
        assert_frames(picture, arrange(picture, engine="dot"))


@pytest.mark.parametrize("rankdir", ["LR", "TB", "RL", "BT"])
def test_texts_of_a_card_stay_inside_it_and_value_is_above_gradient(rankdir):
    picture = depict(mlp((2, 3, 1)), rankdir=rankdir, fold="neuron")
    root = ElementTree.fromstring(
        viz.render.svg.render(picture, arrange(picture), viz.THEMES["light"])
    )
    folded = [g for g in root.iter(f"{SVG}g") if "fold" in g.get("class", "").split()]
    assert len(folded) == 2
    for g in folded:
        rects = [
            r
            for r in g.iter(f"{SVG}rect")
            if r.get("class") == "box" and float(r.get("height")) > 30
        ]
        left, top, width, height = (
            float(rects[-1].get(name)) for name in ("x", "y", "width", "height")
        )
        for text in g.iter(f"{SVG}text"):
            y = float(text.get("y"))
            if text.get("class") == "value":
                assert y < top
            elif text.get("class") == "grad":
                assert y > top + height
            else:
                assert top < y < top + height
                assert left < float(text.get("x")) < left + width
    assert (
        len(list(folded[0].iter(f"{SVG}rect"))) == 4
    )  # a stack of three, and the badge


def test_frames_of_a_film_share_the_sheet_of_a_folded_picture():
    y = mlp()
    after = depict(y)
    y.zero_grad()
    before = depict(y)
    assert [box.members for box in before.boxes] == [box.members for box in after.boxes]
    assert arrange(before, after).placement == arrange(after, before).placement


# --- names, themes, formats ---


@pytest.mark.parametrize("name", NASTY)
@pytest.mark.parametrize("fold", ["none", "layer"])
def test_any_scope_name_is_shown_and_nothing_else(name, fold):
    with scope(name):
        y = (Value(2.0, "x") * 3.0).exp()
    drawing = viz.draw(y, fold=fold)
    root = ElementTree.fromstring(drawing.svg())
    tags = {
        "svg", "title", "desc", "style", "g", "rect", "path", "polygon", "text", "tspan",
    }  # fmt: skip
    assert {element.tag.removeprefix(SVG) for element in root.iter()} <= tags
    assert any(clean(name.split(".")[-1])[:20] in text for text in texts(drawing.svg()))
    answer = json.loads(run(drawing.source, "json"))
    assert len([o for o in answer["objects"] if o["name"].startswith("n")]) == len(
        drawing.picture.boxes
    )
    assert len(
        [o for o in answer["objects"] if o["name"].startswith("cluster")]
    ) == len(drawing.picture.clusters)


@pytest.mark.dot
def test_the_dot_program_reads_the_clusters():
    drawing = viz.draw(mlp((2, 2, 1)), fold="none")
    drawing.attr(nodesep="0.3")
    answer = json.loads(drawing.pipe(format="json0", encoding="utf-8"))
    labels = [o["label"] for o in answer["objects"] if o["name"].startswith("cluster")]
    assert sorted(labels) == ["layer1", "layer2", "neuron0", "neuron0", "neuron1"]


def test_a_theme_from_before_there_were_folds_still_works():
    light = viz.THEMES["light"]
    old = {
        f.name: getattr(light, f.name)
        for f in fields(light)
        if f.name not in ("frame", "frame_fill", "fold")
    }
    theme = viz.Theme(**old)
    assert (theme.frame, theme.frame_fill, theme.fold) == (
        light.wire,
        light.background,
        light.looks["operation"].fill,
    )
    svg = viz.draw(mlp(), theme=replace(theme, fold="#123456")).svg()
    assert "#123456" in svg
    with pytest.raises(ValueError, match="frame must be #rgb"):
        replace(theme, frame='"><script>')


def contrast(a, b):
    def luminance(colour):
        parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
        linear = [
            c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in parts
        ]
        return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]

    low, high = sorted((luminance(a), luminance(b)))
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize("theme", viz.THEMES.values(), ids=lambda theme: theme.name)
def test_texts_keep_a_contrast_of_4_5(theme):
    on_card = [theme.ink, theme.muted, theme.grad]
    in_frame = [theme.frame, theme.muted, theme.value, theme.grad]
    assert min(contrast(colour, theme.fold) for colour in on_card) >= 4.5
    assert min(contrast(colour, theme.frame_fill) for colour in in_frame) >= 4.5
    assert contrast(theme.looks["operation"].stroke, theme.fold) >= 4.5  # the badge


def test_a_legend_explains_the_cards():
    assert {"card: folded nodes", "×: how many"} <= set(
        texts(viz.draw(mlp(), legend=True).svg(), "word")
    )
    assert "on arrows: slope" not in texts(viz.draw(mlp(), legend=True).svg(), "word")


def test_png_and_pdf():
    drawing = viz.draw(mlp())
    assert drawing.pipe("png").startswith(b"\x89PNG")
    assert drawing.pipe("pdf").startswith(b"%PDF")


def test_ids_differ_between_foldings_on_one_page():
    y = mlp((2, 2, 1))
    ids = [
        {
            e.get("id")
            for e in ElementTree.fromstring(viz.draw(y, fold=fold).svg()).iter()
        }
        - {None}
        for fold in ("none", "neuron", "layer")
    ]
    assert not ids[0] & ids[1]
    assert not ids[1] & ids[2]


def test_a_gate_whose_value_is_zero_is_a_gate():
    picture = depict(Value(-1.0, "x").relu().named("y"), style="circuit")
    assert [box.shape for box in picture.boxes] == ["wire", "gate"]


@pytest.mark.slow
def test_the_same_bytes_in_a_fresh_process():
    program = (
        "import sys, viz\nfrom autograd import Value, scope\nx = Value(0.5, 'x')\nh = []\n"
        "for name in 'abcdef':\n    with scope(name), scope('n'):\n        h.append((x * 2.0).tanh().exp())\n"
        "d = viz.draw(sum(h), fold='neuron'); sys.stdout.buffer.write((d.svg() + d.source).encode())"
    )
    runs = {
        subprocess.run(
            [sys.executable, "-c", program],
            capture_output=True,
            check=True,
            env={"PYTHONHASHSEED": s},
        ).stdout
        for s in "12"
    }
    assert len(runs) == 1


# --- names inside frames ---


def framed_unit():
    x = Value(2.0, "x")
    with scope("layer1"), scope("neuron2"):
        w, b = (
            Value(0.5, "layer1.neuron2.w1", parameter=True),
            Value(0.1, "layer1.neuron2.b", parameter=True),
        )
        z = ((w * x).named("p") + b).named("z")
    return z, w


@pytest.mark.parametrize("style", STYLES)
def test_a_name_in_its_frame_is_without_what_the_frame_says(style):
    z, w = framed_unit()
    y = (z + w).named("y")
    picture = depict(y, style=style)
    shown = {cell for box in picture.boxes for cell in (box.cells or (box.title,))}
    assert {"w1", "b"} <= shown
    assert not [
        text for text in shown if text.startswith("layer1.neuron2.") and "=" not in text
    ]
    if style == "nodes":
        assert {"p = w1 · x", "z = p + b", "y = z + layer1.neuron2.w1"} <= shown
    captions = {arrow.caption for arrow in picture.arrows}
    assert {"∂p/∂w1 = x = 2", "∂z/∂b = 1", "∂y/∂layer1.neur… = 1"} <= captions
    assert any(
        box.description.startswith("parameter layer1.neuron2.w1: value 0.5")
        for box in picture.boxes
    )
    assert (
        any(
            "p = layer1.neuron2.w1 · x: value 1" in box.description
            for box in picture.boxes
        )
        or style != "nodes"
    )


def test_a_name_that_would_mean_two_nodes_stays_whole():
    z, _ = framed_unit()
    titles = [box.title for box in depict(z * Value(1.0, "w1")).boxes]
    assert {"layer1.neuron2.w1", "w1", "b"} <= set(titles)
    with scope("n"):
        y = Value(1.0, "n.w") * Value(2.0, "n.w")
    assert [box.title for box in depict(y).boxes][:2] == ["n.w", "n.w"]


def test_a_folded_scope_changes_no_name():
    z, w = framed_unit()
    shown = [box.title for box in depict((z * w).named("y"), fold="neuron").boxes]
    assert shown == ["x", "neuron2", "y = z · layer1.neuron2.w1"]


# --- long formulas ---


def test_a_long_formula_has_lines_of_its_own():
    w = [Value(1.0, f"weight{i}") for i in range(1, 9)]
    y = total(w).named("sum")
    (box,) = [box for box in depict(y).boxes if box.index == 8]
    lines = formula_lines(box.title)
    assert len(lines) == 3
    assert " ".join(lines) == box.title
    assert all(text_width(line, SIZE) <= WIDEST for line in lines)
    svg = viz.draw(y).svg()
    assert set(lines) <= set(texts(svg, "formula"))
    assert "\\n".join(lines) in viz.draw(y).source
    rect = [
        r
        for r in ElementTree.fromstring(svg).iter(f"{SVG}rect")
        if r.get("class") == "box"
    ][-1]
    assert float(rect.get("height")) > 60


def test_of_very_many_terms_the_first_and_the_last_are_shown():
    w = [Value(1.0, f"w{i}") for i in range(1, 101)]
    y = dot(w, [Value(2.0, f"x{i}") for i in range(1, 101)], Value(0.5, "b")).named("z")
    first, last = formula_lines(depict(y).boxes[-1].title)
    assert first.startswith("z = w1·x1 + w2·x2 + ")
    assert last.startswith("+ … + w9")
    assert last.endswith("w100·x100 + b")
    assert formula_lines("x" * 500)[0].endswith("…")
