"""How names are read and set: base, subscript, superscript, accents, Greek; what is no such name stays as it was typed."""

import io
import re
import time

import numpy as np
import pytest
from matplotlib.font_manager import FontProperties
from matplotlib.textpath import TextPath
from PIL import Image

import viz
from autograd import Value
from autograd.name_parts import NameParts, name_parts, text_pieces
from viz.layout.sheet import arrange
from viz.picture.build import depict
from viz.render.fonts import font_files
from viz.render.marks import Group, Scene, Text
from viz.render.pdf import scene_pdf
from viz.render.png import font_family, scene_png
from viz.render.scene import make_scene
from viz.render.svg import scene_svg
from viz.text.metrics import SIZE, letters_width, text_width
from viz.text.typesetting import place_spans, text_spans
from viz.theme import THEMES

HEBREW, ARABIC = "שלום", "مرحبا"

READ = {  # name: base, lower, upper
    **{"w_1": ("w", "1"), "w1": ("w", "1"), "w11": ("w", "11"), "W_{12}": ("W", "12")},
    **{"w11^(2)": ("w", "11", "(2)"), "w_{11}^(2)": ("w", "11", "(2)")},
    **{"net_h1": ("net", "h1"), "E_o1": ("E", "o1"), "δ_h1": ("δ", "h1")},
    **{"out_h1": ("out", "h1"), "E_total": ("E", "total"), "z_in": ("z", "in")},
    **{"W_{ij}^{(l)}": ("W", "ij", "(l)"), "W^{(l)}_{ij}": ("W", "ij", "(l)")},
    **{"W_{i, j}": ("W", "i, j"), "a_b_c": ("a", "b_c"), "w1_2": ("w", "1_2")},
    **{"alpha": ("α",), "theta_1": ("θ", "1"), "Omega2": ("Ω", "2")},
    **{"x̂": ("x̂",), "x̂1": ("x̂", "1"), "ẋ_t": ("ẋ", "t"), "w⃗_1": ("w⃗", "1")},
    **{"y_hat": ("ŷ",), "theta_hat": ("θ̂",), "x_bar": ("x̄",), "hat": ("hat",)},
    **{"x^2": ("x", "", "2"), "x^T": ("x", "", "T"), "x^*": ("x", "", "*")},
    **{"x^-1": ("x", "", "-1"), "x^0.5": ("x", "", "0.5"), "x_1^2": ("x", "1", "2")},
    **{"layer1": ("layer", "1"), "v3": ("v", "3"), "ℓ_1": ("ℓ", "1")},
    **{"𝓛1": ("𝓛", "1"), "𝓛": ("𝓛",), "权重_1": ("权重", "1"), "E_总": ("E", "总")},
    **{"learning_rate": ("learning", "rate"), "conv2d_1": ("conv2d", "1")},
    **{"net_h_1": ("net", "h_1"), "λ_max": ("λ", "max")},
}
AS_TYPED = [
    *("", "_", "__", "__init__", "x_", "_x", "x__y", "^", "^2", "x^", "x_^2"),
    *("a^b^c", "x^y_1", "snake_case_name", "hello world", "conv2d", "w2x", "步骤12"),
    *("dE_dw1", "log2", "log1p", "leaky_relu", "relu6", "atan2", "W_{ij", "W_{}"),
    *("\\frac", "\\frac_1", "$x$", "50 %", "#1", "a~b", "a&b", "{x}", "<b>", "1e-05"),
    *(
        "2",
        "−0.5",
        "x[0]",
        "😀",
        f"{HEBREW}_1",
        f"{ARABIC}_1",
        "梯度",
        "w₁",
        "x²",
        "nan",
    ),
]


@pytest.mark.parametrize("name", READ)
def test_a_name_has_parts(name: str) -> None:
    assert name_parts(name) == NameParts(*READ[name])


@pytest.mark.parametrize("name", AS_TYPED)
def test_what_is_no_name_stays_as_it_was_typed(name: str) -> None:
    assert name_parts(name) == NameParts(name)
    assert "".join(span.text for span in text_spans(name)) == name
    assert {span.size for span in text_spans(name)} <= {1.0}


def test_primes_belong_to_the_base() -> None:
    assert name_parts("a'") == NameParts("a", primes="'")
    assert name_parts("a'_1") == NameParts("a", "1", primes="'")
    assert next(iter(text_pieces("the node's gradient"))) == "the node's gradient"


@pytest.mark.parametrize(
    ("line", "small"),
    [
        ("net_h1 = i1·w1 + i2·w2 + b_h1", "h1 1 1 2 2 h1"),
        ("∂net_o1/∂out_h1 = w5 = 0.4", "o1 h1 5"),
        ("sigmoid(net_h1)·(1 − out_h1)", "h1 h1"),
        ("f_1(x1) + log2(x) + leaky_relu(w1)", "1 1"),
        ("x^(y + 1)·2^x + (a + b)^c − x^0.5", "(y+1) x c 0.5"),
        ("grad = 1e-05, 2.5e8, −3", ""),
        ("layer1.neuron3.w2", "1 3 2"),
        ("h1[0] + x[1]", "1"),
        ("节点 w1 的梯度是 2，共 3 步", "1"),
        ("Step 2 of 10", ""),
        (f"∂e/∂\u2068{ARABIC}_1\u2069 = w1", "1"),
    ],
)
def test_names_in_a_line(line: str, small: str) -> None:
    spans = text_spans(line)
    assert [s.text.replace(" ", "") for s in spans if s.lift] == small.split()
    assert all((span.size == 1.0) == (span.lift == 0.0) for span in spans)


def test_a_superscript_stands_over_a_subscript() -> None:
    places, width = place_spans("w11^(2)", lambda letters, size: len(letters) * size)
    (_, base), (at, lower), (above, upper) = places
    assert [base.text, lower.text, upper.text] == ["w", "11", "(2)"]
    assert at == above == 1.0
    assert width == 1.0 + 3 * upper.size
    assert lower.lift < 0 < upper.lift


@pytest.mark.parametrize("bold", [False, True])
@pytest.mark.parametrize(
    "name", ["net_h1 = w11^(2)·x", "theta_1", "W_{ij}^{(l)} + E_total"]
)
def test_a_line_is_as_wide_as_its_letters(name: str, bold: bool) -> None:
    """Measured by FreeType, span by span: matplotlib draws with it."""
    font = FontProperties(fname=str(font_files()[bold]))

    def drawn(letters: str, size: float) -> float:
        # the advance of a text: twice between bars, less once
        bars = [
            TextPath((0, 0), text, size * SIZE, prop=font).get_extents().x1
            for text in ("||", f"|{letters}|")
        ]
        return float(bars[1] - bars[0])

    _, width = place_spans(name, drawn)
    assert text_width(name, SIZE, bold) == pytest.approx(width, rel=0.02)
    assert text_width(name, SIZE, bold) < letters_width(name, SIZE, bold)


def graph(name: str) -> Value:
    y = (Value(2.0, name) * Value(3.0, "b")).named("y")
    y.backward()
    return y


def test_svg_sets_scripts_and_says_what_was_typed() -> None:
    svg = viz.draw(graph("net_h1")).svg()
    assert '>net<tspan dy="3.64" font-size="10.08">h1</tspan></text>' in svg
    assert "net_h1" in svg  # in the description
    assert "net_h1" not in re.sub(
        r'<title>.*?</title>|<desc.*?</desc>|aria-label="[^"]*"', "", svg
    )


def test_dot_and_texts_have_names_as_they_were_typed() -> None:
    y = graph("net_h1^(2)")
    assert "net_h1^(2) = 2" in viz.tree(y).replace(
        "value=", "= "
    ) or "net_h1^(2)" in viz.tree(y)
    for text in (viz.draw(y).source, viz.trace_table(y), viz.trace_table(y, "csv")):
        assert "net_h1^(2)" in text


def test_alphabets_of_mathematics_have_a_font(recwarn: pytest.WarningsRecorder) -> None:
    """DejaVu Sans lacks 𝓛; matplotlib brings STIX. The other letters of its line keep their font."""
    drawing = viz.draw(graph("𝓛_1"))
    picture = depict(graph("𝓛_1"))
    scene = make_scene(picture, arrange(picture), THEMES["light"])
    assert b"STIXGeneral" in scene_pdf(scene)
    source = scene_svg(scene, family=font_family)
    assert 'font-family="STIXGeneral">𝓛</text>' in source
    assert ">y = </text>" in source
    other = viz.draw(graph("𝓜_1"))
    assert drawing.pipe("png") != other.pipe("png"), "no boxes"
    assert not recwarn.list


@pytest.mark.parametrize(
    "name", ["x̂" * 20000 + "^", "a_b" * 20000 + "(", "x^-" * 20000]
)
def test_long_names_take_no_time(name: str) -> None:
    start = time.process_time()
    assert "".join(span.text for span in text_spans(name)) == name
    assert (
        time.process_time() - start < 5.0
    )  # a second try at every letter would take a minute


@pytest.mark.parametrize("anchor", ["start", "middle", "end"])
@pytest.mark.parametrize("line", ["|net_h1 = w·x_1|", "|w11^(2) + W_{ij}^{(l)}|"])
def test_ink_lies_where_the_line_was_measured(line: str, anchor: str) -> None:
    """In pixels of resvg, from the first bar to the last one, whichever way the line is anchored."""
    mark = Text((150.0, 30.0), line, "#000000", SIZE, anchor=anchor)
    scene = Scene(300.0, 50.0, "#ffffff", (Group("node", (mark,)),))
    pixels = np.asarray(Image.open(io.BytesIO(scene_png(scene, dpi=288))).convert("L"))
    (inked,) = np.nonzero((pixels < 128).any(axis=0))
    side = (
        letters_width("|", SIZE) / 2
    )  # from the end of a line to the middle of its bar
    middles = inked[0] / 4 + 0.5, inked[-1] / 4 - 0.25
    assert middles[0] == pytest.approx(mark.left + side, abs=0.7)
    assert middles[1] == pytest.approx(mark.left + mark.width - side, abs=0.7)
