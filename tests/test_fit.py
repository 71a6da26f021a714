"""Pictures in rooms: the largest type, the same every time, with nothing lost, cut off or on top of anything else."""

import itertools
import math
import random
import re
import subprocess
import sys

import pytest

import viz
from autograd import Value, compile, dot, nn, record, scope, sigmoid, square, total
from benchmarks.type_sizes import (
    BARS,
    chain,
    graph_e,
    mlp,
    net222,
    net232,
    random_graph,
    softmax5,
)
from benchmarks.type_sizes import main as print_type_sizes
from tests.samples import sampled
from viz.cli import main
from viz.fit.cuts import samples
from viz.fit.packing import columns_of
from viz.layout.sheet import Sheet, arrange
from viz.render.marks import Path, Rect, Text
from viz.render.scene import make_scene
from viz.rooms import Fit
from viz.text.metrics import text_width

WITH_GRADIENTS = {}


def done(build, *arguments):
    root = build(*arguments)
    root.backward()
    return root


def fitted(bar):
    """A drawing of a bar, made once."""
    if bar.name not in WITH_GRADIENTS:
        root = done(bar.build)
        WITH_GRADIENTS[bar.name] = viz.draw(root, fit="slide", **bar.options)
    return WITH_GRADIENTS[bar.name]


def reaches(drawing, names, captions):
    sizes = drawing.type_sizes
    return sizes[0] >= names and (not captions or sizes[1] >= captions)


# --- how large the type is ------------------------------------------------------------------------------------------


@pytest.mark.slow
@pytest.mark.parametrize("bar", BARS, ids=lambda bar: bar.name)
def test_type_is_as_large_as_a_lecture_hall_needs(bar):
    drawing = fitted(bar)
    assert reaches(drawing, bar.names, bar.captions), (drawing.type_sizes, drawing.note)


@pytest.mark.parametrize("bar", BARS, ids=lambda bar: bar.name)
def test_the_sizes_are_those_of_the_marks(bar):
    drawing = fitted(bar)
    texts = [mark for mark in scene_of(drawing).marks if isinstance(mark, Text)]
    names = [text.size for text in texts if text.kind == "formula" and text.text]
    captions = [text.size for text in texts if text.kind == "partial" and text.text]
    assert names == pytest.approx([drawing.type_sizes[0]] * len(names), abs=0.01)
    assert captions == pytest.approx([drawing.type_sizes[1]] * len(captions), abs=0.01)


@pytest.mark.slow
@pytest.mark.parametrize("options", [{"rankdir": "LR"}, {"rankdir": "TB"}])
@pytest.mark.parametrize("bar", BARS[:8], ids=lambda bar: bar.name)
def test_it_is_as_large_in_the_direction_that_was_asked_for(bar, options):
    drawing = viz.draw(done(bar.build), fit="slide", **options)
    assert drawing.picture.rankdir == options["rankdir"]
    assert reaches(drawing, bar.names, bar.captions), (drawing.type_sizes, drawing.note)


@pytest.mark.slow
@pytest.mark.parametrize("bar", BARS[:10], ids=lambda bar: bar.name)
def test_it_is_as_large_in_circuits(bar):
    options = {**bar.options, "style": "circuit"}
    drawing = viz.draw(done(bar.build), fit="slide", **options)
    captions = 0 if bar.build is net232 else bar.captions  # there it has none
    assert reaches(drawing, bar.names, captions), (drawing.type_sizes, drawing.note)


def other_e():
    price, rate = Value(-1250.75, "price"), Value(0.0375, "rate")
    return ((price + rate) * (rate + 1)).named("cost")


def other_unit():
    x, weight, bias = Value(0.123, "input"), Value(-4.56, "weight"), Value(7, "bias")
    return sigmoid((weight * x).named("product") + bias).named("answer")


def net222_of_parts():
    """The same network without `dot`: a product for each weight."""
    w = [Value(0.15 + 0.05 * k, f"w{k + 1}", parameter=True) for k in range(8)]
    x = [Value(0.05, "i1"), Value(0.1, "i2")]
    h = [
        sigmoid(w[2 * k] * x[0] + w[2 * k + 1] * x[1] + 0.35).named(f"h{k + 1}")
        for k in range(2)
    ]
    o = [
        sigmoid(w[4 + 2 * k] * h[0] + w[5 + 2 * k] * h[1] + 0.6).named(f"o{k + 1}")
        for k in range(2)
    ]
    return (0.5 * (square(0.01 - o[0]) + square(0.99 - o[1]))).named("E")


def net222_of_nn(fused=True):
    model = nn.MLP(
        2, [2, 2], activation="sigmoid", final_activation="sigmoid", rng=1, fused=fused
    )
    x = [Value(0.05, "i1"), Value(0.1, "i2")]
    return nn.half_squared_error(model(x), [0.01, 0.99]).named("E")


def unnamed_chain():
    v = Value(1.5)
    for _ in range(40):
        v = v.tanh() if v.data > 1 else v * 1.75
    return v


def softmax_of_seven():
    z = [Value(x / 3, f"logit{k}") for k, x in enumerate((4, 1, -2, 6, 0, 3, -5))]
    shifted = [x.exp() for x in z]
    return (-(shifted[3] / total(shifted)).log()).named("loss")


VARIANTS = [
    (other_e, 16, 12),
    (other_unit, 14, 11),
    (net222_of_parts, 9, 8),
    (net222_of_nn, 9, 0),
    (lambda: net222_of_nn(fused=False), 8, 0),
    (unnamed_chain, 9, 8),
    (softmax_of_seven, 10, 8),
    (lambda: chain(60), 9, 0),
    (lambda: random_graph(60, seed=3), 8, 0),
    (lambda: random_graph(150, seed=1), 7, 0),
]


@pytest.mark.slow
@pytest.mark.parametrize(("build", "names", "captions"), sampled(VARIANTS, 4))
def test_other_graphs_of_the_same_kind_are_as_legible(build, names, captions):
    drawing = viz.draw(done(build), fit="slide")
    assert reaches(drawing, names, captions), (drawing.type_sizes, drawing.note)


def test_what_is_given_is_kept():
    e = done(graph_e)
    for rankdir in ("LR", "TB", "RL", "BT"):
        drawing = viz.draw(e, fit="slide", rankdir=rankdir)
        assert drawing.picture.rankdir == rankdir
    drawing = viz.draw(done(net222), fit="slide", captions="long", leaves="boxes")
    assert drawing.picture.form.captions == "long"
    assert drawing.picture.form.leaves == "boxes"
    drawing = viz.draw(e, fit="slide", constants="boxes")
    assert any(box.role == "constant" for box in drawing.picture.boxes)


@pytest.mark.parametrize("style", ["circuit", "micrograd"])
def test_all_styles_fit(style):
    drawing = viz.draw(done(net222), fit="slide", style=style)
    assert drawing.type_sizes[0] >= 7
    in_the_room(drawing)


def test_the_fuller_telling_wins_where_its_type_is_comfortable():
    drawing = viz.draw(done(graph_e), fit="slide")
    assert "∂e/∂c = d = 2" in [arrow.caption for arrow in drawing.picture.arrows]


@pytest.mark.slow
def test_groups_are_folded_last_and_only_where_nothing_else_is_legible():
    small = viz.draw(done(net222_of_nn), fit="slide")
    assert not any(box.shape == "fold" for box in small.picture.boxes)
    large = viz.draw(done(mlp), fit="slide")
    assert any(box.shape == "fold" for box in large.picture.boxes)
    assert "folded: nothing else is legible" in large.note
    asked = viz.draw(done(mlp), fit="slide", fold="layer")
    assert "nothing else" not in asked.note


def test_every_number_stays():
    """Whatever the telling, every value and every gradient is in the picture."""
    root = done(net222)
    texts = set(scene_of(viz.draw(root, fit="slide")).texts)
    for node in record(root):
        assert viz.draw(node).picture.boxes[-1].value in texts


# --- the room -------------------------------------------------------------------------------------------------------


def scene_of(drawing):
    return make_scene(*drawing.untouched())


def curve_bounds(path):
    """The bounds of what is drawn, without the control points of curves."""
    points = []
    for _, stroke in path.strokes:
        points += stroke[-1:]
    at = path.strokes[0][1][0]
    for command, stroke in path.strokes:
        if command == "C":
            points += samples((at, *stroke))
        at = stroke[-1] if stroke else at
    xs, ys = zip(*points)
    return min(xs), min(ys), max(xs), max(ys)


def in_the_room(drawing):
    scene = scene_of(drawing)
    for mark in scene.marks:
        if isinstance(mark, Text):
            left, right = mark.left, mark.left + mark.width
            top, bottom = mark.place[1] - 0.8 * mark.size, mark.place[1]
        elif isinstance(mark, Path):
            left, top, right, bottom = curve_bounds(mark)
        else:
            left, top, right, bottom = mark.bounds
        assert left >= -0.5, mark
        assert top >= -0.5, mark
        assert right <= scene.width + 0.5, mark
        assert bottom <= scene.height + 0.5, mark


ROOMS = {
    "slide": (880, 430),
    "page": (453, 700),
    "notebook": (720, 520),
    (300, 200): (300, 200),
    (1000, 150): (1000, 150),
}


@pytest.mark.slow
@pytest.mark.parametrize("fit", ROOMS, ids=str)
@pytest.mark.parametrize("build", [graph_e, net222])
def test_a_scene_is_as_large_as_its_room_and_nothing_is_outside(fit, build):
    drawing = viz.draw(done(build), fit=fit, legend=build is graph_e)
    scene = scene_of(drawing)
    assert (scene.width, scene.height) == ROOMS[fit]
    in_the_room(drawing)
    head = drawing.svg()[:400]
    width, height = ROOMS[fit]
    assert f'viewBox="0 0 {width} {height}"' in head
    assert f'width="{width}pt" height="{height}pt"' in head


@pytest.mark.parametrize("fit", [(150, 80), (300, 120)])
def test_a_room_that_is_much_too_small_has_a_picture_all_the_same(fit):
    y = nn.MLP(2, [2, 1], rng=0)([Value(1.0, "x1"), Value(2.0, "x2")])
    in_the_room(viz.draw(y, fit=fit, fold="none", leaves="tags"))


def early_exponential():
    """The second of five exponentials is used again at the end, rows later."""
    logits = [Value(x, f"o{k}") for k, x in enumerate((1.0, 2.0, 0.5, -1.0, 0.2), 1)]
    powers = [logit.exp() for logit in logits]
    total = sum(powers[1:], powers[0]).named("S")
    return (-(powers[1] / total).log()).named("L")


@pytest.mark.slow
@pytest.mark.parametrize("room", [(523, 379), (453, 300)])
def test_wires_that_pass_a_whole_row_stay_inside(room):
    in_the_room(viz.draw(done(early_exponential), fit=room))


def test_a_picture_stands_in_the_middle_and_is_not_blown_up():
    drawing = viz.draw(Value(2.0, "x"), fit="slide")
    scene = scene_of(drawing)
    outline = next(m for m in scene.marks if isinstance(m, Rect) and m.kind == "box")
    assert outline.x + outline.width / 2 == pytest.approx(440, abs=0.1)
    assert outline.y + outline.height / 2 == pytest.approx(215, abs=0.1)
    assert drawing.type_sizes == (28.0, 0.0)


def test_without_a_room_nothing_changes():
    drawing = viz.draw(done(graph_e))
    assert drawing.note == ""
    assert drawing.type_sizes == (14.0, 11.0)
    assert drawing.sheet is None


@pytest.mark.parametrize(
    ("bad", "error", "words"),
    [
        ("slid", ValueError, "did you mean 'slide'"),
        ("", ValueError, "fit must be one of slide, page, notebook; got ''"),
        (0, TypeError, "got 0"),
        (True, TypeError, "got True"),
        ((880,), TypeError, r"got \(880,\)"),
        ((880, "430"), TypeError, "got"),
        ((0, 430), ValueError, "each from 72 to 14400"),
        ((880, -430), ValueError, "each from 72 to 14400"),
        ((math.nan, 430), ValueError, "each from 72 to 14400"),
        ((880, math.inf), ValueError, "each from 72 to 14400"),
        ((1e9, 430), ValueError, "each from 72 to 14400"),
        ({"width": 880}, TypeError, "got"),
    ],
)
@pytest.mark.parametrize("tool", [viz.draw, viz.film, viz.save])
def test_a_bad_room_is_refused_before_any_work(tool, bad, error, words, tmp_path):
    path = tmp_path / "e.svg"
    arguments = (path,) if tool is viz.save else ()
    with pytest.raises(error, match=words):
        tool(graph_e(), *arguments, fit=bad)
    assert not path.exists()


# --- nothing lies on anything else ----------------------------------------------------------------------------------


def rectangles(drawing):
    """The ink of boxes and of texts outside of them: (what, left, top, right, bottom)."""
    found = []
    for group in scene_of(drawing).groups:
        for mark in group.marks:
            if isinstance(mark, Rect) and mark.kind == "box":
                edges = mark.x, mark.y, mark.x + mark.width, mark.y + mark.height
                found.append((group.key, "box", edges))
            if isinstance(mark, Text) and mark.kind in ("value", "grad", "partial"):
                width = text_width(mark.text, mark.size, mark.bold)
                x, baseline = mark.left, mark.place[1]
                edges = x, baseline - 0.73 * mark.size, x + width, baseline
                if mark.text:
                    found.append((group.key, mark.kind, edges))
    return found


def overlapping(drawing):
    spare = 0.3
    for a, b in itertools.combinations(rectangles(drawing), 2):
        (_, _, p), (_, _, q) = a, b
        if a[0] == b[0] and "grad" not in (a[1], b[1]) and "value" not in (a[1], b[1]):
            continue  # the cards behind a card
        across = p[0] + spare < q[2] and q[0] + spare < p[2]
        if across and p[1] + spare < q[3] and q[1] + spare < p[3]:
            yield a, b


@pytest.mark.parametrize("bar", BARS, ids=lambda bar: bar.name)
def test_nothing_overlaps_in_the_graphs_of_the_notes(bar):
    drawing = fitted(bar)
    assert not list(overlapping(drawing))
    in_the_room(drawing)


SEEDS = [
    *range(3),
    *(pytest.param(seed, marks=pytest.mark.slow) for seed in range(3, 40)),
]


@pytest.mark.slow
@pytest.mark.parametrize("seed", SEEDS)
def test_nothing_overlaps_in_random_graphs(seed):
    choose = random.Random(seed)
    root = done(random_graph, choose.randrange(5, 20 if seed < 8 else 40), seed)
    rooms: list[Fit] = ["slide", "page", (600, 600), (1200, 300)]
    room = choose.choice(rooms)
    drawing = viz.draw(root, fit=room, rankdir=choose.choice(["auto", "LR", "TB"]))
    assert not list(overlapping(drawing))
    in_the_room(drawing)


# --- rows -----------------------------------------------------------------------------------------------------------


def test_a_long_chain_is_read_like_lines_of_text():
    drawing = viz.draw(done(chain), fit="slide", rankdir="LR")
    centres = drawing.sheet.placement.centres
    rows = [list(row) for _, row in itertools.groupby(centres, key=lambda c: c[1])]
    assert len(rows) >= 4
    assert rows == sorted(rows, key=lambda row: row[0][1])
    for row in rows:
        assert [x for x, _ in row] == sorted(x for x, _ in row)
    assert re.search(rf"\b{len(rows)} rows", drawing.note)


@pytest.mark.parametrize("rankdir", sampled(["LR", "RL", "TB", "BT"], 4))
@pytest.mark.parametrize("build", [chain, lambda: random_graph(24, 1)])
def test_wires_of_rows_lead_from_box_to_box_without_a_gap(rankdir, build):
    drawing = viz.draw(done(build), fit="slide", rankdir=rankdir)
    sheet = drawing.sheet
    assert isinstance(sheet, Sheet)
    for arrow, path in zip(drawing.picture.arrows, sheet.placement.paths):
        assert len(path.points) % 3 == 1
        for box, end in ((arrow.tail, path.points[0]), (arrow.head, path.points[-1])):
            (x, y), extent = sheet.placement.centres[box], sheet.extents[box]
            assert abs(end[0] - x) <= extent.width / 2 + 10
            assert abs(end[1] - y) <= extent.height / 2 + 10
        jumps = [math.dist(a, b) for a, b in itertools.pairwise(path.points)]
        assert all(map(math.isfinite, jumps))


def test_no_wire_of_a_chain_in_rows_runs_through_a_text():
    drawing = viz.draw(done(chain), fit="slide")
    texts = [r for r in rectangles(drawing) if r[1] != "box"]
    for group in scene_of(drawing).groups:
        for mark in group.marks:
            if isinstance(mark, Path):
                for _, points in mark.strokes:
                    for x, y in points[-1:]:
                        assert not any(
                            left < x < right and top < y < bottom
                            for _, _, (left, top, right, bottom) in texts
                        )


# --- dense graphs ---------------------------------------------------------------------------------------------------


@pytest.mark.slow
def test_far_wires_of_a_dense_graph_are_told_by_name_and_counted():
    root = done(random_graph, 100, 2)
    drawing = viz.draw(root, fit="slide")
    count, every = map(int, re.search(r"(\d+) of (\d+) wires", drawing.note).groups())
    paths = drawing.sheet.placement.paths
    assert every == len(paths) == sum(len(node.parents) for node in record(root))
    assert sum(math.dist(p.points[0], p.head[1]) < 13 for p in paths) == count < every
    for box, node in zip(drawing.picture.boxes, record(root)):
        assert box.index is not None
        assert not node.parents or "=" in box.title  # the names of its arguments


def test_arguments_stand_before_what_is_made_of_them_in_dense_graphs():
    drawing = viz.draw(done(random_graph, 100, 2))
    columns = columns_of(drawing.picture, 8)
    place = {box: c for c, column in enumerate(columns) for box in column}
    assert max(map(len, columns)) <= 8
    assert len(place) == len(drawing.picture.boxes)
    assert all(
        place[arrow.tail] < place[arrow.head] for arrow in drawing.picture.arrows
    )


@pytest.mark.parametrize("rankdir", sampled(["LR", "TB", "RL", "BT"], 4))
def test_dense_graphs_flow_as_asked(rankdir):
    drawing = viz.draw(done(random_graph, 80, 5), fit=(400, 300), rankdir=rankdir)
    assert drawing.picture.rankdir == rankdir
    in_the_room(drawing)
    assert not list(overlapping(drawing))


# --- always the same, and quick -------------------------------------------------------------------------------------


@pytest.mark.slow
def test_the_same_request_has_the_same_bytes_in_another_process():
    program = (
        "import viz; from benchmarks.type_sizes import softmax5 as f; "
        "r = f(); r.backward(); print(viz.draw(r, fit='slide').svg())"
    )
    command = [sys.executable, "-c", program]
    other = subprocess.run(command, capture_output=True, check=True).stdout
    here = viz.draw(done(softmax5), fit="slide").svg()
    assert other.decode().split() == here.split()


# --- everywhere -----------------------------------------------------------------------------------------------------


@pytest.mark.slow
def test_a_film_has_one_layout_for_all_frames():
    film = viz.film(done(net222), fit="slide", lang="zh")
    scenes = film.frames.scenes()
    assert {(scene.width, scene.height) for scene in scenes} == {(880, 430)}
    assert len(film.frames.frames) == len(scenes) == len(film)
    assert "常数写在公式里" in film.note
    assert film.note != viz.film(net222(), fit="slide").note


def test_a_film_has_room_for_all_texts_of_all_steps():
    film = viz.film(done(chain, 12), fit=(500, 300))
    for scene in film.frames.scenes():
        for mark in scene.marks:
            if isinstance(mark, Text):
                assert mark.left >= -0.5
                assert mark.left + mark.width <= 500.5


@pytest.mark.parametrize("suffix", ["html", "gif", "tex"])
def test_films_in_rooms_are_saved(suffix, tmp_path):
    path = viz.save(done(graph_e), tmp_path / f"e.{suffix}", fit=(400, 300))
    assert path.stat().st_size > 1000


EXPRESSION = ["e = (a + b) * (b + 1)", "a=2", "b=1"]


@pytest.mark.parametrize(
    ("room", "size"), [("slide", "880 430"), ("600x300.5", "600 300.5")]
)
def test_the_command_line_fits(room, size, tmp_path):
    path = tmp_path / "e.svg"
    assert main(["draw", *EXPRESSION, "--fit", room, "-o", str(path)]) == 0
    assert f'viewBox="0 0 {size}"' in path.read_text()


@pytest.mark.parametrize("room", ["slid", "600", "600x", "0x300", "nanx300", "9e9x9e9"])
@pytest.mark.parametrize("command", ["draw", "steps"])
def test_the_command_line_refuses_bad_rooms(command, room, tmp_path, capsys):
    path = tmp_path / "e.html"
    assert main([command, *EXPRESSION, "--fit", room, "-o", str(path)]) == 2
    message = capsys.readouterr().err
    assert message.startswith("chalkgrad: error: fit must be")
    assert message.count("\n") == 1
    assert not path.exists()


def test_a_program_fits():
    x, w = Value(1.0, "x"), Value(2.0, "w")
    program = compile(sigmoid(dot([w], [x])), inputs=[x], parameters=[w])
    drawing = viz.draw(program, fit="slide")
    assert scene_of(drawing).width == 880


def test_scopes_of_ones_own_stand_in_rows_too():
    v = Value(0.5, "v")
    for k in range(12):
        with scope(f"step{k}"):
            v = (v * 1.5).tanh()
    drawing = viz.draw(done(lambda: v.named("y")), fit="slide")
    assert drawing.type_sizes[0] >= 8
    in_the_room(drawing)
    assert not list(overlapping(drawing))


def test_the_table_is_printed(capsys, monkeypatch):
    monkeypatch.setattr("benchmarks.type_sizes.BARS", BARS[:2])
    print_type_sizes([])
    lines = capsys.readouterr().out.splitlines()
    assert lines[0].split()[0] == "graph"
    assert len(lines) == 4


@pytest.mark.slow
def test_wires_that_the_engine_was_not_asked_about_are_drawn_whatever_way_they_run():
    root = done(random_graph, 390)
    sheet = arrange(viz.draw(root, captions="none").picture)
    assert all(path.points for path in sheet.placement.paths)
