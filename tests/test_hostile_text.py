"""Labels that mean something to TeX, Markdown, a spreadsheet or a terminal stay text."""

import csv
import io
import re
import shutil
import subprocess

import numpy as np
import pytest

import viz
from autograd import Value, detect_anomaly, gradcheck, nn
from autograd.errors import AnomalyError
from autograd.tex_names import latex_name, latex_names
from viz.text.lesson import escape_markdown

ESCAPE = "\x1b[31mred\x07\x9b"


def graph(name, other="b"):
    a, b = Value(2, name), Value(-1, other)
    y = ((a + b) * (b + 1)).named(f"{name} 2")
    y.backward()
    return a, y


def markdown_of(a, y):
    """Every lesson in Markdown."""
    yield viz.trace_table(y, "markdown")
    yield viz.explain(a, y).markdown
    yield viz.paths_table(y, a).markdown
    yield viz.compare_modes(y).markdown
    yield viz.nudge(a, 0.1, of=y).markdown
    yield viz.buglab(y).markdown
    yield viz.health(y).markdown


# --- CSV ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "name",
    [
        "=cmd|' /C calc'!A0",
        "+1+1",
        "-2+3",
        "@SUM(A1)",
        "\t=1+1",
        "\r=1",
        " =1",
        "＝1+1",
    ],
)
def test_no_cell_is_a_formula_of_a_spreadsheet(name):
    _, y = graph(name)
    rows = list(csv.reader(io.StringIO(viz.trace_table(y, "csv"))))
    assert [len(row) for row in rows] == [5] * len(rows)
    for row in rows[1:]:
        for text in (row[0], row[1], row[4]):
            assert text.lstrip()[:1] not in tuple("=+-@＝")
    assert rows[1][0].startswith("'")


def test_numbers_in_csv_are_numbers():
    _, y = graph("a", "-5 apples")
    rows = list(csv.DictReader(io.StringIO(viz.trace_table(y, "csv"))))
    assert [float(row["value"]) for row in rows] == [2, -1, 1, 0, 0]
    assert [float(row["gradient"]) for row in rows] == [0, 1, 0, 1, 1]
    x = Value(-1e-9, "x")
    (x * float("inf")).named("y").backward()
    assert "x,,-1e-9," in viz.trace_table(x, "csv")
    assert ",-inf," in viz.trace_table((x * float("inf")).named("y"), "csv")


# --- Markdown -------------------------------------------------------------------------------------------------------

MARKS = [
    "a*b*c",
    "<img src=x onerror=alert(1)>",
    "a|b",
    "`code`",
    "[link](http://x.y)",
    "![i](j)",
    "__bold__",
    "~~gone~~",
    "$x$",
    "&lt;",
    "a\\|b",
    "# head",
    "www.example.com",
    "https://example.com",
    "me@example.com",
]


@pytest.mark.parametrize("name", MARKS)
def test_markdown_finds_no_marks_in_names(name):
    library = pytest.importorskip("markdown_it")
    renderer = library.MarkdownIt("gfm-like", {"linkify": False, "html": True})
    for text in markdown_of(*graph(name)):
        html = renderer.render(text)
        for tag in (
            "<img",
            "<a ",
            "<em>",
            "<code>",
            "<s>",
            "<h1>",
            "onerror=alert(1)>",
        ):
            assert tag not in html
        rows = [line for line in text.splitlines() if line.startswith("|")]
        assert html.count("<tr>") == len(rows) - (len(rows) > 0)
    table = renderer.render(viz.trace_table(graph(name)[1], "markdown"))
    shown = name.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    assert f"<td>{shown}</td>" in table


def test_beginnings_of_lines_and_addresses_are_escaped():
    assert escape_markdown("- a") == r"\- a"
    assert escape_markdown("1. a") == r"1\. a"
    assert escape_markdown("---") == r"\---"
    assert escape_markdown("http://x www.y a@b") == r"http\://x www\.y a\@b"
    assert escape_markdown("1.5 - 2 : 3") == "1.5 - 2 : 3"


# --- LaTeX ----------------------------------------------------------------------------------------------------------

FOREIGN = [
    "梯度",
    "梯度_1",
    "E_总",
    "مرحبا",
    "שלום_1",
    "Ж",
    "한글^2",
    "損失 x",
    "ἀ",
    "ế",
]
"""Letters that the fonts of LaTeX lack; xelatex says so, and compiles."""
NAMES = [
    *("α", "ε", "Δx", "θ_1", "α₁", "rate α", "Σ", "ο", "Αα", "ϕ", "δ_h1", "alpha"),
    *("x̂", "x̄", "x̃", "ẋ", "w⃗", "ẍ", "ŷ", "x̂_1", "x̂̄", "î", "ẑ_in", "y_hat"),
    *("50 % & #1", "a_b_c", "{x}", "\\input{x}", "^_^", "~", "$\\foo$", "a<b>|c", "--"),
    *("x²", "x′", "½", "é", "café", "∂x", "😀", "✓", "‰", "≤", "x\u0323", "a\u2028b"),
    *(
        "w_1",
        "w11^(2)",
        "net_h1",
        "E_o1",
        "W_{ij}^{(l)}",
        "W^{(l)}_{i,j}",
        "a'",
        "a''_1",
    ),
    *("_", "__init__", "x_", "_x", "^2", "x^", "a^b^c", "snake_case_name", "x^{-1}"),
    *("𝓛", "ℒ", "ℓ_1", "𝐱", "𝔼", "𝑥", "𝗑", "𝚡", "𝔏", "𝛼", "x^T", "x^*", "x_é", "l.w1"),
    *("\\frac", "\\", "}{", "[1]", "*", "%", "&", "x" * 300, "\\end{aligned}", "$$"),
    *FOREIGN,
]


def documents(name):
    """What is written for a document, tables apart."""
    a, y = graph(name, "λ")
    yield viz.trace_table(y, "latex")
    for lesson in (
        viz.explain(a, y),
        viz.explain(y, y),
        viz.explain(Value(1.0, name), y),
    ):
        yield f"\\[{lesson.latex}\\]"
    for step in viz.steps(y) if name not in FOREIGN else ():
        yield f"\\[{step.latex}\\]"


@pytest.mark.latex
@pytest.mark.parametrize("program", ["pdflatex", "xelatex"])
def test_tables_and_explanations_compile(program, tmp_path):
    if shutil.which(program) is None:
        pytest.skip(f"no {program}")
    parts = [part for name in NAMES for part in documents(name)]
    head = r"\documentclass{article}\usepackage{amsmath}\begin{document}"
    text = "\n\n".join([head, *parts, r"\end{document}"])
    (tmp_path / "t.tex").write_text(text, encoding="utf-8")
    command = [program, "-interaction=nonstopmode", "-halt-on-error", "t.tex"]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True)
    log = (tmp_path / "t.log").read_text(encoding="utf-8", errors="replace")
    assert done.returncode == 0, log[-1500:]
    missing = set(re.findall(r"Missing character: There is no (.)", log))
    assert missing <= set("".join(FOREIGN))


def test_in_documents_letters_of_other_scripts_have_numbers_beside_them():
    a, y = graph("梯度")
    number = r"\ifdefined\Umathchar 梯度\else[U+68AF][U+5EA6]\fi"
    for text in (
        viz.trace_table(y, "latex"),
        viz.explain(a, y).latex,
        str(viz.explain(a, y, format="latex")),
    ):
        assert number in text
    assert "梯度" in viz.explain(a, y, format="latex")._repr_latex_()
    for text in (
        viz.explain(a, y, format="latex")._repr_latex_(),
        viz.explain(a, y).markdown,
    ):
        assert "Umathchar" not in text


def test_names_stay_different_in_tex():
    letters = [
        chr(c) for c in (0x302, 0x304, 0x303, 0x307, 0x308, 0x20D7, 0x301, 0x300)
    ]
    names = ["x", *(f"x{mark}" for mark in letters)]
    names += [f"{name}_1" for name in names]
    names += ["α", "a", "alpha beta", "w", "w⃗", "é", "e", "L", "𝓛", "ℒ", "𝐋", "𝐿", "𝖫"]
    assert len({latex_name(name) for name in names}) == len(names)
    tables = [viz.trace_table(graph(name)[1], "latex") for name in names]
    assert len(set(tables)) == len(names)
    assert latex_name("x\u0302") == r"\hat{x}" == latex_name("x̂")
    assert latex_name("ẋ") == latex_name("x\u0307") == r"\dot{x}"
    marked = [latex_name(name) for name in ("x̄", "x̃", "w⃗", "𝓛")]
    assert marked == [r"\bar{x}", r"\tilde{x}", r"\vec{w}", r"\mathcal{L}"]


def test_awkward_names_stay_different_in_one_graph():
    assert len(NAMES) >= 60
    given = dict(enumerate([*NAMES, "w1", "w₁", "ŷ_", "W_{ij}^(l)"]))
    assert len(set(given.values())) == len(given)
    assert len(set(latex_names(given).values())) == len(given)
    a, b = Value(2.0, "w1"), Value(3.0, "w_1")
    y = (a * b).named("y")
    assert r"w_{1} \cdot \text{w\_1}" in viz.trace_table(y, "latex")
    assert r"&= 1 \cdot w_{1}" in viz.explain(b, y.backward() or y).latex


@pytest.mark.parametrize(
    ("name", "latex"),
    [
        ("w11^(2)", "{w_{11}^{(2)}}"),
        ("net_h1", r"\mathrm{net}_{h1}"),
        ("E_total", r"E_{\mathrm{total}}"),
        ("δ_h1", r"\delta_{h1}"),
        ("theta_1", r"\theta_{1}"),
        ("W_{i,j}^{(l)}", "{W_{i,j}^{(l)}}"),
        ("w_alpha", r"w_{\alpha}"),
        ("w_αb", r"w_{\alpha b}"),
        ("x_ŷ", r"x_{\hat{y}}"),
        ("a'_1", "{a'_{1}}"),
        ("x₁²", "{x_{1}^{2}}"),
        ("layer1.w2", r"\mathrm{layer}_{1}.w_{2}"),
        ("a^b^c", r"\text{a\textasciicircum{}b\textasciicircum{}c}"),
        ("x_", r"\text{x\_}"),
        ("log2", r"\text{log2}"),
    ],
)
def test_names_in_tex(name, latex):
    assert latex_name(name) == latex


# --- terminals, files -----------------------------------------------------------------------------------------------


def test_escape_sequences_are_shown_as_text():
    a, y = graph(ESCAPE)
    report = gradcheck(lambda x: x * x, [1.0], names=[ESCAPE])
    texts = [viz.tree(y), viz.steps(y), viz.Stepper(y), report, a, *markdown_of(a, y)]
    for text in texts:
        assert not set(f"{text!r}{text}") & set("\x1b\x07\x9b")
    with pytest.raises(AnomalyError) as error, detect_anomaly():
        Value(-1.0, ESCAPE).log()
    assert r"\x1b[31mred\x07\x9b" in str(error.value)


@pytest.mark.slow
@pytest.mark.parametrize(
    "name", ["a\0b", "x" * 300, "x" * 5000, "a\0/b", "y" * 300 + "/b"], ids="abcde"
)
def test_names_that_no_file_can_have(name, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    _, y = graph("a")
    model = nn.Neuron(2)
    calls = [
        lambda: viz.save(y, f"{name}.svg"),
        lambda: viz.film(y).save(f"{name}.html"),
        lambda: viz.film(y).save(f"{name}%d.png"),
        lambda: viz.draw(y).render(name, format="svg"),
        lambda: model.save(f"{name}.json"),
        lambda: model.load(f"{name}.npz"),
    ]
    for call in calls:
        refused = pytest.raises(
            (viz.OutputError, nn.ModelFileError),
            match=r"no file can have|null|too long",
        )
        with refused as error:
            call()
        assert len(str(error.value)) < 500
    assert list(tmp_path.iterdir()) == []


# --- plots ----------------------------------------------------------------------------------------------------------


def test_names_with_dollar_signs_are_no_formulas_of_matplotlib(tmp_path):
    name = r"$\foo$"

    class Net(nn.Module):
        def __init__(self):
            self.__dict__[name] = nn.MLP(2, [2, 1], rng=0)

        def __call__(self, x):
            return getattr(self, name)(x)

    model = Net()
    X = np.array([[0.0, 1.0], [1.0, 0.0], [0.5, 0.5], [0.2, 0.9]])
    y = np.array([0.0, 1.0, 1.0, 0.0])
    snapshots = nn.Snapshots()
    history = nn.fit(
        model,
        X,
        y,
        loss=nn.mse_loss,
        optimizer=nn.SGD(model.parameters(), lr=0.1),
        epochs=2,
        progress=False,
        callbacks=[snapshots],
    )
    output = model(list(map(float, X[0])))
    (output * output + 1e-3 * output).backward()
    classes = np.array([name, "other", name, "other"])
    plots = [
        viz.plots.gradient_flow(model),
        viz.plots.gradient_flow(history),
        viz.plots.parameter_histograms(model),
        viz.plots.confusion_table(classes, classes[::-1]),
        viz.plots.attention_map([[1.0, 0.0], [0.5, 0.5]], classes[:2], row=0),
        viz.plots.gradient_histograms(history)[0],
        viz.plots.ridges({name: [1.0, 2.0]}),
    ]
    for i, plot in enumerate(plots):
        path = viz.plots.save(plot, tmp_path / f"{i}.svg")
        assert path.stat().st_size
        labels = [*plot.get_xticklabels(), *plot.get_yticklabels(), plot.title]
        legend = plot.get_legend()
        labels += legend.get_texts() if legend else []
        assert any(r"\$\foo\$" in text.get_text() for text in labels)
