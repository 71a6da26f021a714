"""Hostile labels in everything that is written: files stay well formed, and no text becomes markup or a formula."""

from __future__ import annotations

import contextlib
import csv
import io
import json
import random
import re
import unicodedata
import warnings
from collections import Counter
from collections.abc import Callable, Iterator
from html.parser import HTMLParser
from typing import Any
from xml.etree import ElementTree

import viz
from autograd import Value, gradcheck, record
from tests.soaking import Trial
from tests.soaking.hostile import hostile_graph, hostile_text

ACTIVE = {
    *("script", "iframe", "frame", "object", "embed", "img", "image", "foreignobject"),
    *(
        "link",
        "base",
        "form",
        "a",
        "use",
        "animate",
        "set",
        "handler",
        "audio",
        "video",
    ),
}
"""Elements that run, load or lead elsewhere."""


class Elements(HTMLParser):
    """How often HTML or SVG has each active element and each attribute that could run or load something."""

    def __init__(self, text: str) -> None:
        super().__init__(convert_charrefs=True)
        self.active: Counter[str] = Counter()
        self.feed(text)
        self.close()

    def handle_starttag(
        self, tag: str, attributes: list[tuple[str, str | None]]
    ) -> None:
        if tag in ACTIVE:
            self.active[tag] += 1
        for name, value in attributes:
            runs = name.startswith("on") or name in ("srcdoc", "style")
            leads = name in ("href", "src", "xlink:href", "action")
            inside = (value or "").startswith(("data:image/", "#", "@@PLUGINFILE@@/"))
            if (runs and name != "style") or (leads and not inside):
                self.active[f"{name}="] += 1


def encoded(shown: Any, format: str, **options: Any) -> bytes:
    file = io.BytesIO()
    viz.save(shown, file, format=format, **options)
    return file.getvalue()


def as_svg(root: Value, choose: random.Random) -> str:
    style: Any = choose.choice(("nodes", "circuit", "micrograd"))
    theme: Any = choose.choice(tuple(viz.THEMES))
    text = str(viz.draw(root, style=style, theme=theme).svg())
    ElementTree.fromstring(text)
    return text


def as_page(root: Value, choose: random.Random) -> str:
    return encoded(root, "html", lang=choose.choice(("en", "zh"))).decode()


def as_lessons(root: Value, _: random.Random) -> str:
    leaf = record(root)[0]
    shown: list[Any] = [
        viz.trace_table(root),
        viz.tree(root),
        viz.steps(root),
        viz.explain(leaf, root),
        viz.paths_table(root, leaf),
        viz.compare_modes(root),
        viz.nudge(leaf, 0.1, of=root),
        viz.buglab(root),
        viz.health(root),
        gradcheck(lambda x: x * x, [1.0], names=[leaf.label or "x"]),
    ]
    return "\n".join(x._repr_html_() for x in shown)


def as_worksheet(root: Value, _: random.Random) -> str:
    return str(viz.worksheet(root).encode("html"))


def as_markdown(root: Value, _: random.Random) -> str:
    from markdown_it import MarkdownIt

    renderer = MarkdownIt("gfm-like", {"linkify": False, "html": True})
    leaf = record(root)[0]
    texts = (viz.trace_table(root, "markdown"), viz.explain(leaf, root).markdown)
    return "\n".join(renderer.render(str(text)) for text in texts)


HTML: dict[str, Callable[[Value, random.Random], str]] = {
    "SVG": as_svg,
    "film's page": as_page,
    "HTML of lessons": as_lessons,
    "worksheet": as_worksheet,
    "Markdown": as_markdown,
}


def _is_number(text: str) -> bool:
    """Whether a cell is a number, as that of a leaf named -1: no spreadsheet computes anything of it."""
    try:
        float(text)
    except ValueError:
        return False
    return True


def _check_csv(root: Value) -> None:
    rows = list(csv.reader(io.StringIO(viz.trace_table(root, "csv"))))
    assert {len(row) for row in rows} == {5}, rows
    for row in rows[1:]:
        for text in (row[0], row[1], row[4]):
            begins = text.lstrip()[:1]
            assert _is_number(text) or begins not in tuple("=+-@＝＋－＠"), row


def _check_json(root: Value) -> None:
    graph = json.loads(encoded(root, "json"))
    assert len(graph["nodes"]) == len(record(root))


def _check_graphml(root: Value) -> None:
    ElementTree.fromstring(encoded(root, "graphml"))


def _check_quiz(root: Value) -> None:
    tree = ElementTree.fromstring(viz.quiz(root).encode("xml"))
    for element in tree.iterfind(".//*[@format='html']/text"):
        found = Elements(element.text or "").active
        assert set(found) <= {"img"}, found


def _check_dot(root: Value) -> None:
    source = encoded(root, "dot").decode()
    picture = viz.draw(root)
    assert len(picture.source) > 0
    assert source.count("\n") >= len(record(root))


def _check_text(root: Value) -> None:
    leaf = record(root)[0]
    texts = [viz.tree(root), viz.trace_table(root), viz.explain(leaf, root), root]
    for shown in (*texts, *viz.steps(root), viz.Stepper(root)):
        for text in (str(shown), repr(shown)):
            odd = {c for c in text if unicodedata.category(c) in ("Cc", "Cs")}
            assert odd <= {"\n"}, f"{odd!r} in {type(shown)} {text[:100]!r}"


def _check_pictures(root: Value) -> None:
    assert encoded(root, "png").startswith(b"\x89PNG\r\n\x1a\n")
    assert encoded(root, "pdf").startswith(b"%PDF")


def _check_tex(root: Value) -> None:
    for options in ({}, {"standalone": True}):
        text = encoded(viz.draw(root), "tex", **options).decode()
        body = text[text.find("\\begin{tikzpicture}") :]
        code = re.sub(r"(?m)^%.*$", "", body)
        assert not re.search(r"\\(input|write|openin|csname)\b", code), code
        assert code.count("\\begin{tikzpicture}") == 1
        assert code.count("\\end{tikzpicture}") == 1


CHECKS: dict[str, Callable[[Value], None]] = {
    "CSV": _check_csv,
    "JSON": _check_json,
    "GraphML": _check_graphml,
    "quiz": _check_quiz,
    "DOT": _check_dot,
    "text": _check_text,
    "PNG and PDF": _check_pictures,
    "TeX": _check_tex,
}


def _plain(seed: int) -> Value:
    """The same graph with harmless labels."""
    return hostile_graph(random.Random(seed), [f"v{i}" for i in range(6)])


@contextlib.contextmanager
def trials() -> Iterator[Trial]:
    """A graph in everything that is written."""

    def trial(seed: int) -> Counter[str]:
        choose = random.Random(seed)
        words = [hostile_text(choose) for _ in range(6)]
        done: Counter[str] = Counter()
        root = hostile_graph(random.Random(seed), words)
        plain = _plain(seed)
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", viz.MissingGlyphs)
            for name, write in HTML.items():
                if name in ("film's page", "worksheet") and choose.random() < 0.8:
                    continue  # they take longest
                state = choose.getstate()
                found = Elements(write(root, choose)).active
                choose.setstate(state)
                allowed = Elements(write(plain, choose)).active
                assert found <= allowed, f"{name}: {found} and {allowed}; {words!r}"
                done[name] += 1
            for name, check in CHECKS.items():
                if name in ("quiz", "PNG and PDF") and choose.random() < 0.7:
                    continue
                try:
                    check(root)
                except Exception as error:
                    error.add_note(f"{name}; labels {words!r}")
                    raise
                done[name] += 1
        return done

    yield trial
