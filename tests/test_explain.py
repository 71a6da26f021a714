"""The chain rule for one variable, the sum over paths, forward mode beside reverse mode: numbers, words, formats."""

import re

import pytest
from hypothesis import given

import viz
from autograd import Value, gradients, paths, push, record, total
from autograd.strategies import expressions
from viz.options import LANGUAGES
from viz.text.lesson import escape_markdown

each_language = pytest.mark.parametrize("lang", LANGUAGES)


@pytest.fixture
def e():
    a, b = Value(2, "a"), Value(1, "b")
    return ((a + b).named("c") * (b + 1).named("d")).named("e")


def balanced(latex):
    depth = 0
    for c in latex.replace(r"\{", "").replace(r"\}", ""):
        depth += {"{": 1, "}": -1}.get(c, 0)
        assert depth >= 0
    return depth == 0


# --- explain --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("format", ["text", "markdown", "latex"])
@each_language
def test_texts(e, format, lang, golden):
    x = Value(-3.0, "x")
    unit = ((x * x).tanh() - x.relu() * x).named("y")
    lessons = [viz.explain(name, of=e, format=format, lang=lang) for name in "bc"]
    golden(
        f"explain_{format}_{lang}.txt",
        "\n\n".join(
            map(str, [*lessons, viz.explain(x, unit, format=format, lang=lang)])
        )
        + "\n",
    )


def test_the_total_is_the_gradient(e):
    e.backward()
    for node in record(e)[:-1]:
        assert viz.explain(node, of=e).text.endswith(f"= {node.grad:g}")


@given(expressions(max_size=10))
def test_any_graph_can_be_explained(program):
    root, x = program.root, record(program.root)[0]
    for format in ("text", "markdown", "latex"):
        for lang in LANGUAGES:
            assert str(viz.explain(x, root, format=format, lang=lang))
    assert balanced(viz.explain(x, root).latex)


def test_a_line_for_each_consumer():
    x = Value(2.0, "x")
    y = (x * x + x.exp() + x).named("y")
    lines = viz.explain(x, of=y).text.splitlines()
    assert len(lines) == 1 + 4 + 1
    assert lines[3].startswith(
        "through v1 = x · x   dy/dv1 × ∂v1/∂x (left) = 1 × x = 1 × 2 = 2"
    )


def test_many_consumers_are_added_up():
    x = Value(1.0, "x")
    lesson = viz.explain(x, of=total([x] * 50).named("y"))
    lines = lesson.text.splitlines()
    assert len(lines) == 1 + 20 + 1 + 1
    assert lines[-2].split() == ["through", "30", "more", "…", "=", "30"]
    assert lines[-1].endswith("1 + … = 50")
    assert r"\cdots" in lesson.latex
    assert "through 30 more: $30$" in lesson.markdown


def test_no_path_and_the_output_itself(e):
    stranger = Value(1.0, "q")
    assert str(viz.explain(stranger, of=e)) == "e does not depend on q, so de/dq = 0."
    assert viz.explain(stranger, of=e).latex == (r"\frac{\mathrm{d}e}{\mathrm{d}q} = 0")
    assert str(viz.explain(e, of=e)) == "de/de = 1: the seed of the backward pass."
    assert str(viz.explain(e, of=e, format="latex")) == (
        r"\frac{\mathrm{d}e}{\mathrm{d}e} = 1"
    )
    with pytest.raises(ValueError, match="no node is called 'q'"):
        viz.explain("q", of=e)
    with pytest.raises(TypeError, match="a Value is needed, got str"):
        viz.explain("b", of="e")  # type: ignore[arg-type]


def test_ailments_on_the_way_are_told():
    x, w = Value(5.0, "x"), Value(4.0, "w")
    p = (x * w).named("p")
    y = (p.tanh().named("t") * Value(2.0, "k")).named("y")
    assert "Health: t = tanh(p) is saturated" in viz.explain(x, of=y).text
    assert "诊断：" in viz.explain(x, of=y, lang="zh").markdown
    assert "Health" not in viz.explain("k", of=y).text


def test_bad_options(e):
    for function in (
        lambda **o: viz.explain("b", e, **o),
        lambda **o: viz.paths_table(e, "b", **o),
    ):
        with pytest.raises(
            ValueError, match=r"format must be one of text, markdown.*; got 'html'"
        ):
            function(format="html")
        with pytest.raises(
            ValueError, match=f"lang must be one of {', '.join(LANGUAGES)}; got 'fr'"
        ):
            function(lang="fr")
    with pytest.raises(
        ValueError, match="format must be one of text, markdown; got 'latex'"
    ):
        viz.compare_modes(e, format="latex")  # type: ignore[arg-type]


# --- lessons in Jupyter ---------------------------------------------------------------------------------------------


def test_jupyter_typesets(e):
    lesson = viz.explain("b", of=e)
    assert lesson._repr_mimebundle_() == {
        "text/plain": lesson.text,
        "text/markdown": lesson.markdown,
    }
    assert lesson._repr_latex_() is None
    formula = viz.explain("b", of=e, format="latex")
    assert set(formula._repr_mimebundle_()) == {"text/plain", "text/latex"}
    assert formula._repr_latex_() == f"$\\displaystyle {formula.latex}$"
    assert formula._repr_markdown_() is None
    assert viz.compare_modes(e).latex == ""


INJECTIONS = [
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "`<b>`",
    "[a](javascript:x)",
    "$<i>$",
    "a|b",
    "{x}",
]


@pytest.mark.parametrize("name", INJECTIONS)
def test_names_cannot_inject_anything(name):
    x = Value(20.0, name)
    y = (x.tanh() + x).named(name)
    lessons = [
        viz.explain(x, y),
        viz.paths_table(y, x),
        viz.compare_modes(y),
        viz.nudge(x, 0.1, y),
        viz.buglab(y),
        viz.health(y),
    ]
    lessons.append(viz.explain(x, y, format="latex"))
    lessons.append(viz.explain(Value(1.0, name), y))
    for lesson in lessons:
        shown = lesson._repr_mimebundle_()
        text = shown.get("text/markdown", shown.get("text/latex"))
        assert not re.search(r"(?<!\\)<", text), text
        assert "](javascript" not in re.sub(r"\\.", "", text)


def test_escaped():
    assert escape_markdown("a_b*c`d$e~f#g!") == r"a\_b\*c\`d\$e\~f\#g\!"


# --- paths_table ----------------------------------------------------------------------------------------------------


@each_language
def test_paths(e, lang, golden):
    x = Value(-3.0, "x")
    y = ((x * x).tanh() - x.relu() * x).named("y")
    lessons = [viz.paths_table(e, "b", lang=lang), viz.paths_table(y, x, lang=lang)]
    golden(
        f"paths_{lang}.txt",
        "\n\n".join(
            text for lesson in lessons for text in (lesson.text, lesson.markdown)
        )
        + "\n",
    )


@given(expressions(max_size=8))
def test_paths_and_factored_form_agree(program):
    root, x = program.root, record(program.root)[0]
    lesson = viz.paths_table(root, x, limit=1000)
    found = paths(root, x, limit=10**6)
    work = sum(len(path.nodes) - 1 for path in found)
    assert f"Multiplications: {work:,} along these paths" in lesson.text
    assert sum(path.product for path in found) == pytest.approx(
        gradients(root, [x])[0], rel=1e-6, abs=1e-6
    )


def test_very_many_paths_are_counted():
    x = Value(1.0, "x")
    y = x
    for _ in range(40):
        y = y + y
    text = viz.paths_table(y.named("y"), x).text
    assert text.startswith(
        "1,099,511,627,776 paths lead from x to y: too many to list."
    )
    assert "43,980,465,111,040 along these paths; 80 in one backward sweep" in text
    assert "= 5.498e11·1 + 5.498e11·1 = 1.1e12" in text
    for _ in range(5000):
        y = y + y
    assert "10^1517 paths" in viz.paths_table(y, x).text


def test_paths_that_are_none_one_or_long(e):
    assert (
        str(viz.paths_table(e, Value(1.0, "q")))
        == "No path leads from q to e, so de/dq = 0."
    )
    assert viz.paths_table(e, e).text.splitlines()[1].split() == ["e", "1"]
    x = Value(1.0, "x")
    y = x
    for _ in range(20):
        y = y + 1.0
    assert (
        viz.paths_table(y.named("y"), x).text.splitlines()[1].split("  ")[0]
        == "x → v1 → v2 → … → v18 → v19 → y"
    )
    assert "1 path" in viz.paths_table(y, x).text


def test_edges_that_differ_are_not_mixed_up():
    x = Value(3.0, "x")
    text = viz.paths_table((x**x).named("y"), x).text
    assert text.count("x → y   ") == 2
    assert "dy/dx = " not in text.splitlines()[1]


def test_many_consumers_are_cut():
    x = Value(1.0, "x")
    assert "… (42)" in viz.paths_table(total([x] * 50).named("y"), x).text


# --- compare_modes --------------------------------------------------------------------------------------------------


@each_language
def test_modes(e, lang, golden):
    lesson = viz.compare_modes(e, lang=lang)
    golden(f"modes_{lang}.txt", f"{lesson.text}\n\n{lesson.markdown}\n")


@given(expressions(max_size=10))
def test_counts_and_derivatives(program):
    root = program.root
    nodes = record(root)
    lesson = viz.compare_modes(root, max_rows=10**6, max_inputs=10**6)
    leaves = [node for node in nodes if node.rule is None]
    assert lesson.inputs == tuple(leaves)
    assert lesson.reverse == sum(len(node.parents) for node in nodes)
    assert lesson.forward == len(leaves) * lesson.reverse
    assert lesson.by_hand == sum(
        len(path.nodes) - 1 for x in leaves for path in paths(root, x, limit=10**6)
    )
    for x, derivative in zip(leaves, gradients(root, leaves)):
        assert push(nodes, {x: 1.0})[root] == pytest.approx(
            derivative, rel=1e-9, abs=1e-9
        )


def test_many_inputs_and_nodes_are_cut():
    xs = [Value(float(i), f"x{i}") for i in range(100)]
    y = total(xs).named("y")
    lesson = viz.compare_modes(y, max_inputs=2, max_rows=6)
    lines = lesson.text.splitlines()
    assert lines[0].split() == ["node", "value", "d·/dx0", "d·/dx1", "dy/d·"]
    assert lines[4].split() == ["…"] * 5
    assert "Of 100 forward sweeps, 2 are shown." in lesson.text
    assert "100 × 100 edges = 10,000 multiplications" in lesson.text
    assert lesson.forward == 10_000


def test_an_input_alone():
    assert viz.compare_modes(Value(1.0, "x")).reverse == 0
