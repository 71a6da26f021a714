"""What tools say shows itself at the end of a cell: lines as lines, tables as tables, formulas for MathJax."""

import pickle
import re
from html.parser import HTMLParser

import pytest
from IPython.core.formatters import DisplayFormatter
from IPython.lib.pretty import pretty

import viz
from autograd import Value, gradcheck
from viz.text.html import markdown_html


def graph_e(name="b"):
    a, b = Value(2, "a"), Value(1, name)
    e = ((a + b).named("c") * (b + 1).named("d")).named("e")
    e.backward()
    return e, b


def shown(x):
    return DisplayFormatter().format(x)[0]


class Reader(HTMLParser):
    """The tags of a page in order, and its text; complains of what is not closed."""

    def __init__(self, page):
        super().__init__()
        self.open, self.tags, self.text = [], [], ""
        self.feed(page)
        assert not self.open

    def handle_starttag(self, tag, attributes):
        self.open.append(tag)
        self.tags.append(tag)

    def handle_endtag(self, tag):
        assert self.open.pop() == tag

    def handle_data(self, data):
        self.text += data


def tools():
    e, _ = graph_e()
    return {
        "tree": viz.tree(e),
        "table": viz.trace_table(e),
        "csv": viz.trace_table(e, "csv"),
        "check": gradcheck(lambda x: x * x, [2.0]),
        "steps": viz.steps(e),
        "some steps": viz.steps(e)[3:6],
    }


@pytest.mark.parametrize("name", tools())
def test_a_text_is_shown_line_by_line(name):
    tool = tools()[name]
    data = shown(tool)
    assert data["text/plain"] == str(tool) == repr(tool) == pretty(tool)
    assert len(data["text/plain"].splitlines()) > 1
    page = Reader(data["text/html"])
    if "steps" in name:
        assert page.tags == ["ol", *["li"] * len(tool)]
    else:
        assert (page.tags, page.text) == (["pre"], str(tool))


def test_a_text_is_still_a_string():
    e, _ = graph_e()
    text = viz.tree(e)
    assert isinstance(text, str)
    assert text == "".join(text)
    assert pickle.loads(pickle.dumps(text)) == text
    assert pickle.loads(pickle.dumps(viz.trace_table(e, "csv"))).kind == "csv"


def test_steps_keep_their_numbers():
    e, _ = graph_e()
    steps = viz.steps(e)
    part = steps[3:6]
    assert [step.index for step in part] == [3, 4, 5]
    assert list(part) == list(steps)[3:6]
    assert str(part).startswith(" 4. ") or str(part).startswith("4. ")
    assert '<li value="4">' in part._repr_html_()
    assert shown(steps[3])["text/plain"] == steps[3].text
    assert Reader(shown(steps[3])["text/html"]).text == steps[3].text


def test_a_table_in_markdown_is_a_table():
    e, _ = graph_e("a|b*")
    data = shown(viz.trace_table(e, "markdown"))
    page = Reader(data["text/html"])
    assert page.tags.count("tr") == 6
    assert page.tags.count("th") == page.tags.count("td") / 5 == 5
    assert "a|b*" in page.text
    assert data["text/markdown"] == str.__str__(viz.trace_table(e, "markdown"))
    assert "text/latex" in shown(viz.trace_table(e, "latex"))


def lessons(e, b):
    return {
        "explain": viz.explain(b, of=e),
        "latex": viz.explain(b, of=e, format="latex"),
        "paths": viz.paths_table(e, b),
        "modes": viz.compare_modes(e),
        "nudge": viz.nudge(b, 0.1, e),
        "health": viz.health(e),
        "bugs": viz.buglab(e),
        "none": viz.explain(Value(1.0, "z"), of=e),
    }


@pytest.mark.parametrize("name", lessons(*graph_e()))
@pytest.mark.parametrize("label", ["b", "<script>x</script>", "a|b", "$x$", "**", "&amp;", "梯度 \\"])  # fmt: skip
def test_a_lesson_is_html_for_sphinx(name, label):
    lesson = lessons(*graph_e(label))[name]
    data = shown(lesson)
    page = Reader(data["text/html"])
    assert set(page.tags) <= {"div", "p", "ul", "li", "b", "span", "table", "thead", "tbody", "tr", "th", "td"}  # fmt: skip
    assert 'class="output_area mathjax_process' in data["text/html"]
    assert not re.search(r"(?<![\\>])\$", data["text/html"])
    assert "| -" not in page.text
    if name == "explain":
        assert page.text.count(r"\(") == page.text.count(r"\)") > 3
    elif name == "latex":
        assert re.search(r"\\\[.*\\\]", page.text, re.DOTALL)
    elif name in ("modes", "nudge", "paths", "bugs"):
        assert "table" in page.tags
        assert label in page.text


def test_marks_that_are_not_closed_stay_inside():
    assert Reader(markdown_html("**a <i> \\< &lt; &amp;")).text.strip() == "a <i> < < &"
    assert Reader(markdown_html("- $a<b$\n- c")).tags == ["div", "ul", "li", "li"]
