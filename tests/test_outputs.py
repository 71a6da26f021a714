"""Where pictures go: open files, standard output, viewers, other formats; several outputs; JSON and GraphML."""

import io
import json
import shutil
import subprocess
import sys
import xml.etree.ElementTree as ElementTree
from pathlib import Path
from typing import Any

import graphviz
import numpy as np
import pytest

import viz
from autograd import RULES, ChalkgradWarning, Value, apply, compile, label, scope
from autograd import total as total_of
from tests.samples import sampled
from viz.cli import main
from viz.exchange import graph_json, graphml

BEGINNINGS = {
    "png": b"\x89PNG",
    "svg": b"<svg",
    "pdf": b"%PDF",
    "dot": b'digraph "graph"',
    "gv": b'digraph "graph"',
    "html": b"<!DOCTYPE html>",
    "gif": b"GIF89a",
    "tex": b"%",
    "json": b"{",
    "graphml": b"<?xml",
}
TEXTS = sorted(set(BEGINNINGS) - {"png", "pdf", "gif"})


def graph():
    a, b = Value(2, "a"), Value(1, "b")
    e = ((a + b) * (b + 1)).named("e")
    e.backward()
    return e


@pytest.fixture
def no_dot(monkeypatch):
    """A computer without the `dot` program, and without viewers."""
    find = shutil.which
    programs = ("dot", "xdg-open", "open")
    monkeypatch.setattr(
        shutil, "which", lambda name, *a, **k: None if name in programs else find(name)
    )

    def view(self, path, *, format, quiet):
        raise FileNotFoundError(2, "No such file or directory", "xdg-open")

    monkeypatch.setattr(graphviz.Digraph, "_view", view)


# --- open files -----------------------------------------------------------------------------------------------------


@pytest.mark.slow
@pytest.mark.parametrize("format", BEGINNINGS)
def test_a_value_is_saved_to_an_open_file_as_to_a_path(format, tmp_path):
    file = io.BytesIO()
    assert viz.save(graph(), file, format=format) is file
    assert file.getvalue().startswith(BEGINNINGS[format])
    path = viz.save(graph(), tmp_path / f"e.{format}")
    assert path.read_bytes() == file.getvalue()
    other = viz.save(graph(), tmp_path / "e", format=format)
    assert other.read_bytes() == file.getvalue()


@pytest.mark.parametrize("format", TEXTS)
def test_formats_of_text_go_to_files_of_text(format, tmp_path):
    file = io.StringIO()
    viz.save(graph(), file, format=format)
    binary = viz.save(graph(), io.BytesIO(), format=format)
    assert file.getvalue().encode() == binary.getvalue()
    with open(tmp_path / f"e.{format}", "w", encoding="utf-8", newline="") as named:
        viz.save(graph(), named)
    assert (tmp_path / f"e.{format}").read_bytes() == binary.getvalue()


@pytest.mark.parametrize("format", ["png", "pdf", "gif"])
def test_pixels_in_a_file_of_text_are_refused_and_nothing_is_written(format):
    file = io.StringIO()
    with pytest.raises(TypeError, match="binary mode"):
        viz.save(graph(), file, format=format)
    assert not file.getvalue()


def test_films_drawings_and_programs_go_to_open_files():
    e = graph()
    film = viz.save(viz.film(e), io.BytesIO(), format="pdf")
    drawing = viz.save(viz.draw(e), io.BytesIO(), format="svg")
    x = Value(1.0, "x")
    program = viz.save(compile(x * 2, inputs=[x]), io.BytesIO(), format=".SVG")
    assert film.getvalue().startswith(b"%PDF")
    assert drawing.getvalue() == viz.draw(e).svg().encode()
    assert program.getvalue().startswith(b"<svg")
    with pytest.raises(ValueError, match="stills are many files"):
        viz.save(viz.film(e), io.BytesIO(), format="png")


def test_what_is_no_file_and_a_file_without_a_format():
    with pytest.raises(TypeError, match="a path or an open file, got int"):
        viz.save(graph(), 3)  # type: ignore[call-overload]
    with pytest.raises(ValueError, match="give format=, one of png, svg"):
        viz.save(graph(), io.BytesIO())
    with pytest.raises(ValueError, match=r"format must be one of .*; got 'mp4'"):
        viz.save(graph(), io.BytesIO(), format="mp4")
    with pytest.raises(TypeError, match="unexpected keyword argument 'colour'"):
        viz.save(graph(), "e.json", colour="red")  # type: ignore[call-overload]


def test_a_wrong_suffix_names_all_that_there_are():
    with pytest.raises(ValueError, match=r"cannot save 'e\.mp4'") as error:
        viz.save(graph(), "e.mp4")
    for format in BEGINNINGS:
        assert f".{format}" in str(error.value)


# --- drawings without the dot program -------------------------------------------------------------------------------


def test_view_works_without_dot_and_without_a_viewer(no_dot, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    with pytest.warns(ChalkgradWarning, match="there is no program to show it"):
        path = viz.draw(graph()).view(cleanup=True)
    assert Path(path).read_bytes().startswith(b"%PDF")
    assert [p.name for p in tmp_path.iterdir()] == [Path(path).name]


@pytest.mark.slow
@pytest.mark.parametrize("format", ["jpg", "jpeg", "gif", "bmp", "tif", "tiff", "webp"])
def test_pipe_makes_pixels_of_our_own(no_dot, format):
    image = pytest.importorskip("PIL.Image")
    data = viz.draw(graph()).pipe(format)
    png = viz.draw(graph()).pipe("png")
    assert image.open(io.BytesIO(data)).size == image.open(io.BytesIO(png)).size


def test_a_format_that_only_dot_knows_says_so_before_any_file(
    no_dot, tmp_path, monkeypatch
):
    monkeypatch.chdir(tmp_path)
    drawing = viz.draw(graph())
    for call in (drawing.pipe, lambda format: drawing.render("e", format=format)):
        with pytest.raises(
            viz.LayoutError, match="ps needs the program `dot`: install"
        ):
            call(format="ps")
    with pytest.raises(ValueError, match="unknown format"):
        drawing.pipe("mp4")
    assert list(tmp_path.iterdir()) == []


def chain(n):
    """Four boxes for each step."""
    y = Value(1.0, "x0")
    for i in range(n):
        y = y * Value(1.0, f"x{i + 1}") + 1.0
    return y


@pytest.mark.slow
@pytest.mark.skipif(shutil.which("dot") is None, reason="needs the dot program")
def test_a_graph_that_is_too_large_for_the_embedded_engine_is_laid_out_by_dot():
    assert viz.draw(chain(700), max_nodes=3000).svg().startswith("<svg")


def test_without_dot_it_says_what_to_install_or_draw(no_dot):
    with pytest.raises(
        viz.LayoutError, match=r"too large for .*smaller part.*install Graphviz"
    ):
        viz.draw(chain(700), max_nodes=3000).svg()


# --- several outputs ------------------------------------------------------------------------------------------------


def two():
    x = Value(2.0, "x")
    y1 = (x * 3).named("y1")
    y2 = (x**2).named("y2")
    return x, y1, y2


def test_several_outputs_are_one_drawing():
    _, y1, y2 = two()
    several: list[Any] = [[y1, y2], (y1, [y2]), np.array([y1, y2])]
    for outputs in several:
        boxes = viz.draw(outputs).picture.boxes
        assert [box.role for box in boxes].count("output") == 2
        assert [box.title for box in boxes].count("x") == 1
    drawing = viz.draw([y1, y2])
    assert drawing.picture.title == "Computation graph of y1, y2"
    assert "y1 = x · 3 = 6; y2 = x² = 4." in drawing.picture.description
    assert viz.draw([y1]).source == viz.draw(y1).source == viz.draw([y1, y1]).source


@pytest.mark.parametrize("style", ["nodes", "circuit", "micrograd"])
def test_an_output_inside_of_another_one_is_an_output(style):
    x = Value(2.0, "x")
    with scope("first"):
        y1 = ((x * 3) + 1).named("y1")
    y2 = y1.tanh().named("y2")
    for fold in ("none", "neuron"):
        picture = viz.draw([y1, y2], style=style, fold=fold, health=True).picture
        if style != "micrograd":
            assert [box.role for box in picture.boxes].count("output") == 2


def test_several_outputs_in_text_and_files(tmp_path):
    _, y1, y2 = two()
    y1.backward()
    y2.backward()
    lines = viz.tree([y1, y2]).splitlines()
    assert [line.split()[0] for line in lines] == ["y1", "└─", "y2", "└─"]
    rows = viz.trace_table([y1, y2]).splitlines()[1:]
    assert [row.split()[0] for row in rows] == ["x", "y1", "y2"]
    assert "1·4 + 1·3" in rows[0]
    assert [row.split()[-1] for row in rows[1:]] == ["seed", "seed"]
    for suffix in ("svg", "png", "json", "graphml"):
        assert viz.save([y1, y2], tmp_path / f"y.{suffix}").stat().st_size


def test_an_inner_output_that_was_not_seeded_has_no_seed():
    x = Value(2.0, "x")
    y1 = (x * 3).named("y1")
    y2 = (y1 * 2).named("y2")
    y2.backward()
    rows = viz.trace_table([y1, y2]).splitlines()
    assert rows[2].split()[-1] == "1·2"
    y1.backward()
    assert viz.trace_table([y1, y2]).splitlines()[2].endswith("seed + 1·2")


def test_what_is_no_output():
    for tool in (viz.draw, viz.tree, viz.trace_table, graph_json):
        with pytest.raises(ValueError, match="at least one Value, got an empty list"):
            tool([])
        with pytest.raises(TypeError, match="a Value or a list of Values, got float"):
            tool([1.0])  # type: ignore[arg-type, list-item]
    with pytest.raises(ValueError, match="expand: the parts of one output"):
        viz.draw(list(two()[1:]), expand=True)


# --- JSON, GraphML --------------------------------------------------------------------------------------------------


def exotic():
    """Repeated arguments, constants, constant parameters, n-ary rows, infinities, hostile labels."""
    a, b = Value(2.0, 'a"<&>\x00'), Value(float("inf"), "שלום")
    with scope("s"):
        c = (a * a).named("c")
    y = total_of([c, 3.0, b.leaky_relu(0.1), 2.0**a, c]).named("y")
    y.backward()
    return y


@pytest.mark.parametrize("make", [graph, exotic])
def test_json_holds_the_whole_graph(make):
    y = make()

    def refuse(word):
        raise AssertionError(f"{word} is no JSON")

    contents = json.loads(graph_json(y), parse_constant=refuse)
    assert (contents["format"], contents["version"]) == ("chalkgrad graph", 1)
    values = {}
    for node in contents["nodes"]:
        if not node["op"]:
            values[node["id"]] = Value(float(node["data"]), node["label"])
            continue
        arguments = []
        for argument in node["arguments"]:
            constant = argument.get("constant")
            arguments.append(
                values[argument["node"]] if constant is None else float(constant)
            )
        values[node["id"]] = apply(RULES[node["op"]], *arguments)
    again = values[contents["outputs"][0]]
    again.backward()
    assert again.data == y.data
    for node in contents["nodes"]:
        grad = values[node["id"]].grad
        assert grad == float(node["grad"])
    assert contents["nodes"][0]["label"] == 'a"<&>\x00' if make is exotic else "a"


def test_graphml_literally():
    a = Value(2.0, "a")
    y = (a * a).named("y")
    text = graphml(y)
    assert text == (Path(__file__).parent / "data" / "square.graphml").read_text()


@pytest.mark.parametrize("make", [graph, exotic])
def test_graphml_and_json_say_the_same(make):
    y = make()
    contents = json.loads(graph_json(y))
    space = {"g": "http://graphml.graphdrawing.org/xmlns"}
    graph_element = ElementTree.fromstring(graphml(y)).find("g:graph", space)
    nodes = graph_element.findall("g:node", space)
    edges = graph_element.findall("g:edge", space)
    assert [node.get("id") for node in nodes] == [x["id"] for x in contents["nodes"]]
    ends = [(edge.get("source"), edge.get("target")) for edge in edges]
    assert ends == [(x["source"], x["target"]) for x in contents["edges"]]
    for node, fields in zip(nodes, contents["nodes"]):
        shown = {x.get("key"): x.text or "" for x in node}
        assert shown["node.op"] == fields["op"]
        assert float(shown["node.data"]) == float(fields["data"])
        assert float(shown["node.grad"]) == float(fields["grad"])


def test_networkx_reads_graphml():
    networkx = pytest.importorskip("networkx")
    y = exotic()
    read = networkx.parse_graphml(graphml(y), force_multigraph=True)
    contents = json.loads(graph_json(y))
    assert read.number_of_nodes() == len(contents["nodes"])
    assert read.number_of_edges() == len(contents["edges"])
    for node in contents["nodes"]:
        assert read.nodes[node["id"]]["data"] == float(node["data"])
        assert read.nodes[node["id"]]["parameter"] is False
    partials = sorted(x["partial"] for _, _, x in read.edges(data=True))
    assert partials == sorted(float(x["partial"]) for x in contents["edges"])


# --- names of containers --------------------------------------------------------------------------------------------


def held() -> tuple[np.ndarray, dict[object, Any], Value]:
    W = np.array([[Value(float(3 * i + j)) for j in range(3)] for i in range(2)])
    p: dict[object, Any] = {"w": Value(1.0), 7: [Value(2.0)]}
    return W, p, (W.sum() + p["w"]) * p[7][0]


def test_names_of_arrays_lists_and_dictionaries():
    W, p, y = held()
    text = viz.trace_table(y)
    assert "W" not in text
    drawn = viz.draw(y, names={"W": W, "p": p}).picture.boxes
    titles = {box.title for box in drawn}
    assert {"W[0,0]", "W[1,2]", "p['w']", "p[7][0]"} <= titles
    assert str(viz.explain(W[0, 1], y, names={"W": W})).startswith("dv")
    assert "W[1,2]" in str(viz.steps(y, names=locals()))


def test_label_names_what_containers_hold_and_keeps_labels():
    W, p, y = held()
    W[0, 0].named("first")
    out = {3: y}
    label({"W": W, "p": p, "y": y, "Out": out, "_oh": out, "_hidden": [Value(1.0)]})
    assert W[0, 0].label == "first"
    assert (W[1, 2].label, p["w"].label, p[7][0].label) == (
        "W[1,2]",
        "p['w']",
        "p[7][0]",
    )
    assert y.label == "y"
    z = Value(1.0)
    label({"Out": {1: z}, "_oh": {1: z}})
    assert z.label == "Out[1]"  # no notebook: `Out` is a dictionary of the user's
    z = Value(1.0)
    history = {1: z}
    label({"Out": history, "_oh": history})
    assert not z.label


def test_total_of_one_sample_has_a_name_of_its_own():
    loss = Value(1.0, "loss of the sample")
    assert sum([loss]) is loss
    assert total_of([loss]).named("total") is not loss
    assert loss.label == "loss of the sample"


# --- command line ---------------------------------------------------------------------------------------------------


def command(*words, **options):
    root = Path(viz.__file__).parents[1]
    return subprocess.run(
        [sys.executable, "-m", "viz", *words],
        capture_output=True,
        env={
            "PYTHONPATH": str(root),
            "PATH": "/usr/bin:/bin",
            "PYTHONIOENCODING": "utf-8",
        },
        **options,
    )


@pytest.mark.parametrize(
    "words",
    [
        ["--", "-a*b", "a=1", "b=2"],
        ["-a*b", "--", "a=1", "b=2"],
        ["-a*b", "a=1", "--", "b=2"],
        ["--precision", "3", "--", "-a*b", "a=1", "b=2"],
    ],
)
def test_two_minus_signs_end_the_options(words, capsys):
    assert main(["draw", *words]) == 0
    assert capsys.readouterr().out.startswith("d = c · b     value −2")
    assert main(["rules", "--", "-x"]) == 2
    assert main(["draw", "--"]) == 2


@pytest.mark.slow
@pytest.mark.parametrize(
    "text", sampled(["-a*b", "\ufeffc = -a\nc*b\n", "c = (-a\n*b)"], 3)
)
def test_an_expression_comes_from_standard_input(text):
    for words in (["draw", "-"], ["steps", "-"], ["check", "-"], ["explain", "-"]):
        done = command(*words, "a=1", "b=2", input=text.encode())
        assert (done.returncode, done.stderr) == (0, b"")
        assert "−2" in done.stdout.decode()
    done = command("draw", "-", input=b"\xff\xfe")
    assert done.returncode == 2
    assert done.stderr.count(b"\n") == 1


@pytest.mark.parametrize("format", sampled(BEGINNINGS, 4))
def test_a_picture_goes_to_standard_output(format):
    words = ["draw", "e = a*b", "a=1", "b=2", "-o", "-"]
    done = command(*words, "--format", format)
    assert (done.returncode, done.stderr) == (0, b"")
    assert done.stdout.startswith(BEGINNINGS[format])
    if format == "svg":
        assert command(*words).stdout == done.stdout


@pytest.mark.slow
def test_a_film_goes_to_standard_output():
    done = command("steps", "e = a*b", "a=1", "b=2", "-o", "-", "--format", "gif")
    assert done.stdout.startswith(b"GIF89a")


@pytest.mark.slow
def test_several_files_at_once(tmp_path):
    words = ["draw", "e = a*b", "a=1", "b=2", "-o", "e.png", "-o", "e.json"]
    done = command(*words, "--theme", "dark", cwd=tmp_path)
    assert done.stdout == b"wrote e.png\nwrote e.json\n"
    assert sorted(p.name for p in tmp_path.iterdir()) == ["e.json", "e.png"]
    both = command(*words, "-o", "-", cwd=tmp_path)
    assert both.stdout.startswith(b"<svg")


@pytest.mark.slow
@pytest.mark.parametrize(
    ("words", "message"),
    [
        (["-o", "e.png", "-o", "e.mp4"], b"must end in one of"),
        (["-o", "-", "-o", "-"], b"may be given once"),
        (["--format", "png"], b"--format is for -o -"),
        (["-o", "e.svg", "--format", "png"], b"--format is for -o -"),
        (["-o", "-", "--format", "mp4"], b"format must be one of"),
    ],
)
def test_outputs_that_cannot_be_written_leave_no_file(words, message, tmp_path):
    done = command("draw", "e = a*b", "a=1", "b=2", *words, cwd=tmp_path)
    assert (done.returncode, done.stdout) == (2, b"")
    assert done.stderr.count(b"\n") == 1
    assert message in done.stderr
    assert list(tmp_path.iterdir()) == []


@pytest.mark.slow
def test_a_closed_pipe_is_quiet():
    for words in (
        ["rules"],
        ["draw", "a*b", "a=1", "b=2", "-o", "-", "--format", "png"],
    ):
        line = f"{sys.executable} -m viz {' '.join(words)} | head -c 1"
        done = subprocess.run(
            ["bash", "-c", line],
            capture_output=True,
            env={
                "PYTHONPATH": str(Path(viz.__file__).parents[1]),
                "PATH": "/usr/bin:/bin",
            },
        )
        assert done.stderr == b""
        assert len(done.stdout) == 1
