"""The lines of a program that made the nodes: kept on request, and shown beside the picture."""

from __future__ import annotations

import copy
import gc
import json
import linecache
import re
import threading
from pathlib import Path
from typing import Any

import pytest
from pages import NASTY

import viz
from autograd import Value, dot, exp, keep_source, nn, no_grad, scope
from autograd.modes import SPECIAL
from autograd.source_lines import _lines, source_line
from viz.films.frames import make_frames
from viz.films.page import page_html


def here(node: Value) -> str:
    line = source_line(node)
    assert line is not None
    assert Path(line.file).name == "test_source_lines.py"
    assert linecache.getline(line.file, line.number).rstrip() == line.text
    return line.text.strip()


def test_every_way_to_make_a_node():
    with keep_source():
        a = Value(2.0, "a")
        b = a + 1  # short path
        c = 3 * a
        d = exp(a)
        e = dot([a, b], [c, d])
        f = a.relu()
        with no_grad(), scope("here"):
            g = a * 2
    assert here(a) == 'a = Value(2.0, "a")'
    assert here(b) == "b = a + 1  # short path"
    assert here(c) == "c = 3 * a"
    assert here(d) == "d = exp(a)"
    assert here(e) == "e = dot([a, b], [c, d])"
    assert here(f) == "f = a.relu()"
    assert here(g) == "g = a * 2"
    assert g.scope == "here"
    assert not g.parents


def test_a_model_is_made_where_it_is_called():
    with keep_source():
        model = nn.MLP(2, [2, 1], rng=0)
        out = model([0.5, 1.0])
    assert here(out) == "out = model([0.5, 1.0])"
    assert here(model.parameters()[0]) == "model = nn.MLP(2, [2, 1], rng=0)"


def test_nothing_is_kept_outside():
    before = Value(1.0)
    with keep_source():
        inside = before * 2
    after = inside * 2
    assert source_line(before) is None
    assert source_line(after) is None
    assert source_line(inside) is not None
    assert not SPECIAL


def test_numbers_and_gradients_are_the_same():
    def run() -> list[float]:
        x = Value(0.7)
        y = (x * x + 1).tanh() * 3
        y.backward()
        return [y.data, x.grad]

    with keep_source():
        kept = run()
    assert kept == run()


@pytest.mark.slow
def test_lines_go_with_their_nodes():
    with keep_source():
        nodes = [Value(k) * 2 for k in range(50)]
    count = len(_lines)
    del nodes
    gc.collect()
    assert len(_lines) <= count - 50


def test_another_thread_keeps_nothing():
    made: list[Value] = []
    with keep_source():
        thread = threading.Thread(target=lambda: made.append(Value(1.0) * 2))
        thread.start()
        thread.join()
    assert source_line(made[0]) is None


def run_text(text: str, name: str = "<made up>") -> dict[str, Any]:
    """Run a program that Python has the lines of, as in a notebook."""
    linecache.cache[name] = (len(text), None, text.splitlines(keepends=True), name)
    names: dict[str, Any] = {"__name__": "made_up"}
    exec(compile(text, name, "exec"), names)
    return names


PROGRAM = """from autograd import Value, keep_source
with keep_source():
    a = Value(2, "a")
    b = Value(1, "b")

    c = (a + b).named("c")
    e = (c *
         (b + 1)).named("e")
"""


def data_of(html: str) -> Any:
    found = re.search(r'id="data">(.*?)</script>', html, re.S)
    return json.loads(found[1] if found else "")


def test_the_page_has_the_lines_and_those_between():
    e = run_text(PROGRAM)["e"]
    source = data_of(page_html(make_frames(e)))["source"]
    (file,) = source["files"]
    assert file["name"] == "<made up>"
    assert [number for number, _ in file["lines"]] == [3, 4, 5, 6, 7, 8]
    names = [node["name"] for node in data_of(page_html(make_frames(e)))["nodes"]]
    texts = {
        name: file["lines"][k][1].strip() for name, k in zip(names, source["line"])
    }
    assert texts["a"] == 'a = Value(2, "a")'
    assert texts["c"] == 'c = (a + b).named("c")'
    assert texts["e"] in ("e = (c *", '(b + 1)).named("e")')


def test_a_file_that_was_changed_shows_what_ran():
    e = run_text(PROGRAM)["e"]
    linecache.cache["<made up>"] = (3, None, ["# changed\n"] * 9, "<made up>")
    lines = data_of(page_html(make_frames(e)))["source"]["files"][0]["lines"]
    assert [3, '    a = Value(2, "a")'] in lines
    assert not any("changed" in text for _, text in lines)


def test_whether_they_are_shown():
    e = run_text(PROGRAM)["e"]
    assert data_of(page_html(make_frames(e, source=True)))["source"]
    assert data_of(page_html(make_frames(e, source=False)))["source"] is None
    plain = Value(2) * 3
    assert data_of(page_html(make_frames(plain)))["source"] is None
    with pytest.raises(ValueError, match="keep_source"):
        viz.film(plain, source=True)
    with pytest.raises(TypeError, match="source must be True or False"):
        viz.film(plain, source="yes")  # type: ignore[call-overload]


def test_copies_and_parts_of_a_graph():
    e = run_text(PROGRAM)["e"]
    assert viz.film(e, expand=True).encode("html")
    assert viz.film(e, recompute=True).encode("html")
    assert source_line(copy.deepcopy(e)) is None
    assert "/" not in data_of(page_html(make_frames(e)))["source"]["files"][0]["name"]


@pytest.mark.browser
def test_the_lines_of_the_step_are_marked(visit):
    e = run_text(PROGRAM)["e"]
    shown = visit(page_html(make_frames(e)))
    shown.keyboard.press("s")
    marked = "() => [...document.querySelectorAll('#source li.on')].map((line) => line.value)"
    for name, number in (("a", 3), ("b", 4), ("c", 6)):
        assert shown.locator("#heading").text_content().startswith(name)
        assert shown.evaluate(marked) == [number]
        assert shown.get_attribute("#source li.on", "aria-current") == "step"
        shown.keyboard.press("ArrowRight")
    shown.click("#source li[value='4'] button")
    assert shown.locator("#heading").text_content() == "b"
    shown.keyboard.press("End")
    assert shown.evaluate(marked) == [6]  # c sends
    shown.select_option("#grain", "layer")
    assert shown.evaluate(marked)
    shown.click("#language")
    assert shown.locator("#source-heading").text_content() == "代码"


@pytest.mark.browser
def test_code_cannot_run_in_the_page(visit):
    text = 'from autograd import Value, keep_source\nwith keep_source():\n    e = Value(2, "a") * 3  # '
    hostile = "".join(NASTY).replace("\0", "").encode("utf-8", "ignore").decode()
    e = run_text(
        text + " ".join(hostile.splitlines()) + "\n",
        name="<img src=x onerror=alert(1)>.py",
    )["e"]
    shown = visit(page_html(make_frames(e)))
    shown.keyboard.press("s")
    assert shown.locator("#source li").count() == 1
    assert (
        shown.locator("#source h3").text_content() == "<img src=x onerror=alert(1)>.py"
    )
    assert shown.locator("#source img").count() == 0


@pytest.mark.browser
def test_no_panel_where_no_line_is_known(visit):
    shown = visit(page_html(make_frames(Value(2, "x") * 3)))
    assert shown.locator("#source").count() == 0
    assert shown.locator("#open-source").count() == 0
    shown.keyboard.press("s")
