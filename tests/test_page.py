"""The page as text: one file, sealed, small, the same on every run; a browser looks at it in test_page_browser.py."""

import base64
import hashlib
import importlib
import json
import math
import re
from html.parser import HTMLParser
from pathlib import Path

import pytest
from pages import graph_e, hundred, nasty_graph

from autograd import Rule, Value, apply
from viz.films import page
from viz.films.frames import make_frames
from viz.films.page import PARTS, PLACES, SCRIPTS, page_html
from viz.lang.page import LABELS
from viz.lang.steps import WORDS
from viz.render.webpage import read_packaged
from viz.theme import THEMES


class Reader(HTMLParser):
    """Collects the elements of a page, with the text of scripts and styles."""

    def __init__(self, html):
        super().__init__()
        self.elements, self.texts = [], []
        self.feed(html)

    def handle_starttag(self, tag, attrs):
        self.elements.append((tag, dict(attrs)))
        self.texts.append("")

    def handle_endtag(self, tag):
        self.handle_starttag(f"/{tag}", [])

    def handle_data(self, data):
        if self.texts:
            self.texts[-1] += data

    def named(self, tag):
        return [
            (attrs, text)
            for (name, attrs), text in zip(self.elements, self.texts)
            if name == tag
        ]


@pytest.mark.parametrize("root", [graph_e(), nasty_graph()], ids=["e", "nasty"])
def test_the_policy_admits_the_pages_own_script_and_style_and_nothing_else(root):
    reader = Reader(page_html(make_frames(root)))
    (meta,) = [
        attrs["content"] for attrs, _ in reader.named("meta") if "http-equiv" in attrs
    ]

    def sealed(text):
        return f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'"

    (style,) = [text for _, text in reader.named("style")]
    data, script = reader.named("script")
    assert data[0] == {"type": "application/json", "id": "data"}
    assert script[0] == {}
    assert meta == (
        f"default-src 'none'; script-src {sealed(script[1])}; style-src {sealed(style)}; "
        "base-uri 'none'; form-action 'none'"
    )
    for tag, attrs in reader.elements:
        assert not {"src", "href", "style", "srcset", "action"} & set(attrs), tag
        assert not any(name.startswith("on") for name in attrs), tag
    assert json.loads(data[1])["nodes"][-1]["name"]


def test_no_address_but_those_of_namespaces():
    html = page_html(make_frames(graph_e()))
    assert set(re.findall(r"https?://[^\"'\s]+", html)) <= {
        "http://www.w3.org/2000/svg",
        "http://www.w3.org/1998/Math/MathML",
    }
    assert "url(" not in html
    assert "@import" not in html


def test_same_graph_same_bytes():
    assert page_html(make_frames(graph_e())) == page_html(make_frames(graph_e()))


def test_a_hundred_nodes_stay_below_a_megabyte():
    assert len(page_html(make_frames(hundred())).encode()) < 1_000_000


def test_labels_are_the_same_in_both_languages():
    assert set(LABELS["en"]) == set(LABELS["zh"])
    for key, text in LABELS["en"].items():
        assert set(re.findall(r"{\w+}", text)) == set(
            re.findall(r"{\w+}", LABELS["zh"][key])
        ), key
    html = page_html(make_frames(graph_e()))
    script = "\n".join(read_packaged("viz.films.page", name) for name in SCRIPTS)
    used = re.findall(r'(?:data-label|data-name)="([^"]+)"', html)
    used += re.findall(r'(?<!\w)label\("([^"]+)"', script)
    assert set(used) <= set(LABELS["en"])
    assert set(re.findall(r'\$\("([^"]+)"\)', script)) <= set(
        re.findall(r'id="([^"]+)"', html)
    ) | {f"open-{id}" for id in re.findall(r'panel\("([^"]+)"', script)}


def test_every_file_of_a_part_is_in_the_page():
    """A part that is not listed, or a place that is not there, would be left out without a word."""
    folder = Path(page.__file__).parent / "parts"
    endings = ["js", "css", "html", *(f"{place}.html" for place in PLACES)]
    allowed = {f"{name}.{ending}" for name in PARTS for ending in endings}
    assert {path.name for path in folder.iterdir()} <= allowed
    html = page_html(make_frames(graph_e()))
    for path in folder.glob("*.js"):
        assert path.read_text(encoding="utf-8") in html


def test_the_scripts_never_parse_text_as_markup_or_code():
    for name in ("mathematics.js", *SCRIPTS):
        text = read_packaged("viz.films.page", name)
        assert not re.search(
            r"innerHTML|outerHTML|insertAdjacent|document\.write|\beval\b|Function\(|setTimeout\(['\"]",
            text,
        )
        assert "</" not in text
        assert "<!--" not in text


def test_what_is_written_twice_is_listed_on_both_sides():
    """The two tables agree, and every name in them is there."""
    row = r"^(?://)? +(\w+) +((?:viz|autograd)\.[\w.]+)$"
    pairs = re.findall(row, read_packaged("viz.films.page", "story.js"), re.M)
    assert pairs == re.findall(row, page.__doc__, re.M)
    assert len(pairs) >= 8
    scripts = [read_packaged("viz.films.page", name) for name in page.SCRIPTS]
    script = "\n".join([read_packaged("viz.films.page", "mathematics.js"), *scripts])
    for javascript, python in pairs:
        assert re.search(
            rf"^(function {javascript}\(|const {javascript} = )", script, re.M
        ), javascript
        module, _, name = python.rpartition(".")
        assert callable(getattr(importlib.import_module(module), name)), python


def test_words_of_both_languages_travel_and_say_which_comes_first():
    html = page_html(make_frames(graph_e(), lang="zh"))
    data = json.loads(Reader(html).named("script")[0][1])
    assert data["lang"] == "zh"
    assert data["words"] == {lang: dict(words) for lang, words in WORDS.items()}
    assert '<html lang="zh-Hans"' in html
    assert "反向传播，一步一步来：e" in html


@pytest.mark.parametrize("theme", THEMES)
def test_colours_are_variables_of_the_theme(theme):
    html = page_html(make_frames(graph_e(), theme=theme))
    dark = theme == "dark"
    begins = theme if theme in ("auto", "dark") else "light"
    assert f'data-theme="{begins}"' in html
    used = set(re.findall(r"var\(--([\w-]+)\)", html))
    known = set(re.findall(r"--([\w-]+):", html))
    assert used <= known
    graph = html[html.index("<svg") : html.index("</svg>")]
    assert not re.findall(r'(?:fill|stroke)="#', graph)
    assert f"--value:{THEMES[theme].value}" in html
    assert f"--value:{THEMES['light' if dark else 'dark'].value}" in html


def test_without_javascript_the_steps_are_there():
    html = page_html(make_frames(graph_e()))
    inside = html[html.index("<noscript>") : html.index("</noscript>")]
    assert inside.count("<li>") == len(make_frames(graph_e()).steps)
    assert "c = a + b = 2 + 1 = 3. Slopes: ∂c/∂a = 1, ∂c/∂b = 1." in inside


def test_a_rule_that_cannot_be_translated_leaves_the_page_without_rows():
    odd = Rule("odd", "?", lambda m, x: math.ldexp(x, 1), lambda m, z, x: (2.0,))
    html = page_html(make_frames(apply(odd, Value(3.0, "x"))))
    assert "const ROWS = null;" in html


def test_numbers_that_json_lacks_travel_as_text():
    root = (Value(math.inf, "x") * 0.0 + Value(-math.inf, "y")).named("z")
    nodes = json.loads(Reader(page_html(make_frames(root))).named("script")[0][1])[
        "nodes"
    ]
    assert [node["value"] for node in nodes] == ["Infinity", "NaN", "-Infinity", "NaN"]


def test_no_two_parts_declare_the_same_name():
    """All scripts become one: a name that is declared twice would stop the page before it starts."""
    declared = {}
    declaration = r"^(?:async )?(?:function|const|let|class) (?:(\w+)|\[([\w, ]+)\])"
    for name in ("mathematics.js", *SCRIPTS):
        text = read_packaged("viz.films.page", name)
        for word, several in re.findall(declaration, text, re.M):
            for found in [word] if word else several.split(", "):
                assert found not in declared, f"{found}: {declared.get(found)}, {name}"
                declared[found] = name
    assert {"go", "draw", "inAddress"} <= set(declared)
