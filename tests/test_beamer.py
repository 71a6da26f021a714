"""Beamer slides: one for each step, which shows what the frame shows; any text is only text; and LaTeX compiles it."""

import re
import shutil
import subprocess
import warnings

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from PIL import Image, ImageChops, ImageFilter
from test_drawing import NASTY, graph_e, graph_unit
from test_film_exports import network

from autograd import Value
from viz.errors import MissingGlyphs
from viz.films.beamer import BLOCK, WIDTH, beamer_source
from viz.films.frames import make_frames
from viz.films.strip import strip
from viz.render.marks import Text
from viz.render.tex_preamble import FONTS
from viz.text.tex import LOST, has_chinese, lost_characters, tex_formula, tex_text

ENGINES = ["pdflatex", "xelatex"]


def compiled(engine, source, folder):
    """Run LaTeX once; the number of pages and all that it said."""
    if not shutil.which(engine):
        pytest.skip(f"{engine} is not installed")
    (folder / "film.tex").write_text(source, encoding="utf-8")
    done = subprocess.run(
        [
            engine,
            "-halt-on-error",
            "-interaction=nonstopmode",
            "-no-shell-escape",
            "film.tex",
        ],
        cwd=folder,
        capture_output=True,
        encoding="utf-8",
        errors="replace",
        timeout=300,
    )
    said = (folder / "film.log").read_text(encoding="utf-8", errors="replace")
    pages = re.search(
        r"Output written on film\.(?:pdf|xdv) \((\d+) pages?", said.replace("\n", "")
    )
    assert done.returncode == 0 or pages is None
    return int(pages[1]) if pages else 0, said


def slides(source):
    """What each slide shows, as sets of drawing commands, read from the overlays; frames of Beamer one by one."""
    shown = []
    for still, moving in re.findall(
        r"\n((?:\\sbox.*?)?)\\begin\{frame\}(.*?)\\end\{frame\}", source, re.DOTALL
    ):
        lines = [line for line in moving.splitlines() if line.startswith(r"\only<")]
        always = [
            line for line in still.splitlines() if line.startswith(("\\path", "\\node"))
        ]
        count = max(
            int(number)
            for line in lines
            for number in re.findall(r"\d+", line.partition(">")[0])
        )
        for k in range(1, count + 1):
            now = list(always)
            for line in lines:
                spans, _, body = line.removeprefix(r"\only<").partition(">")
                for span in spans.split(","):
                    first, dash, last = span.partition("-")
                    if int(first) <= k <= int(last or (count if dash else first)):
                        now.append(body.strip()[1:-1])
            shown.append(now)
    return shown


# ------------------------------------------------------------------ the text of the file


def test_golden_slides(golden):
    golden("graph_e.tex", beamer_source(make_frames(graph_e())))


@pytest.mark.parametrize(
    "graph", [graph_e, graph_unit, pytest.param(network, marks=pytest.mark.slow)]
)
def test_every_slide_shows_its_frame_and_nothing_else(graph):
    film = make_frames(graph())
    shown = slides(beamer_source(film))
    cels = strip(film, captions=False).cels
    assert len(shown) == len(cels) == len(film.frames)
    for now, cel, frame in zip(shown, cels, film.frames):
        drawn = [
            piece
            for line in now
            for piece in re.findall(
                r"\\(?:node|path)\[(?:text|line) .*?\};|\\path.*?;", line
            )
        ]
        written = sorted(
            re.search(r"\) \{(.*)\};", piece)[1]
            for piece in drawn
            if piece.startswith(r"\node")
        )
        assert written == sorted(
            tex_text(mark.text) for mark in cel if isinstance(mark, Text) and mark.text
        )
        assert sum(piece.startswith(r"\path") for piece in drawn) == sum(
            not isinstance(mark, Text) for mark in cel
        )
        (explained,) = (line for line in now if line.startswith(r"\explain"))
        assert explained.startswith(rf"\explain{{{tex_text(frame.title)}}}")
        assert tex_formula(frame.step.latex) in explained


def test_a_text_that_stays_is_written_once_for_all_its_slides():
    source = beamer_source(make_frames(graph_e()))
    gradient = [
        line.partition(">")[0]
        for line in source.splitlines()
        if re.search(r"[^-]\) \{[35]\};", line)
    ]
    value = [
        line.partition(">")[0] for line in source.splitlines() if line.endswith("{6};}")
    ]
    assert {r"\only<9-10", r"\only<11"} <= set(gradient)  # of b: 3, then 3 + 2 = 5
    assert value == [r"\only<5-"]  # of e


@pytest.mark.parametrize("options", [{}, {"rankdir": "TB"}, {"style": "circuit"}])
@pytest.mark.parametrize("graph", [graph_e, network, lambda: Value(1.0, "a")])
@pytest.mark.slow
def test_large_and_small_graphs_fit_the_slide(graph, options):
    film = make_frames(graph(), **options)
    source = beamer_source(film)
    drawn = [
        line
        for line in source.splitlines()
        if re.search(r"\\(path|node)\[(text|line)", line)
    ]
    points = [
        tuple(map(float, pair))
        for pair in re.findall(r"\((-?[\d.]+),(-?[\d.]+)\)", "\n".join(drawn))
    ]
    bottom = float(
        re.search(r"anchor=north west,text=\w+\] at \(0,(-[\d.]+)\)", source)[1]
    )  # where the caption begins
    xs, ys = zip(*points)
    assert min(xs) >= 0
    assert max(xs) <= WIDTH
    assert bottom <= min(ys) < max(ys) <= 0
    assert min(xs) + max(xs) == pytest.approx(WIDTH, abs=60), "in the middle"
    assert source.count(r"\begin{frame}") == -(-len(film.frames) // BLOCK)


def test_roles_keep_their_outlines():
    source = beamer_source(make_frames(graph_unit()))
    assert re.search(
        r"line \d+/\.style=\{[^}]*dash pattern=on [\d.]+bp off [\d.]+bp", source
    )
    assert r"\definecolor" in source
    widths = {float(width) for width in re.findall(r"line width=([\d.]+)bp", source)}
    assert (
        len(widths) >= 4
    )  # wires and boxes, the output, what is lit, the inner outline of a parameter


# ------------------------------------------------------------------ any text


@given(st.text(max_size=40), st.booleans())
@example("a--b ``q'' <<x>> ?` !` ,, ^^5c \\input{x} %$#_&~^", False)
@example("文" * 60, True)
@example("∂net_h1/∂x̂ = w11^(2)·x^{(abc)}_1", False)
def test_a_text_is_never_a_command(text, breaks):
    source = tex_text(text, breaks)
    stacked = r"\\ensuremath\{_(\{\\text\{.*?\}\})\^(\{\\text\{.*?\}\})\}"
    source = re.sub(stacked, r"\1\2", source)  # the signs of our own
    assert re.fullmatch(
        r"(?:\\(?:[a-zA-Z]+(?![a-zA-Z])|[{}$&#_%])|\{|\}|[^\\~^&#_%`'\"<>|])*", source
    ), "every backslash begins one of our commands"
    known = {
        "ensuremath",
        "mbox",
        "zh",
        "allowbreak",
        "lost",
        "mathbb",
        "frac",
        "S",
        "P",
        "pounds",
        *("hat", "bar", "tilde", "vec", "dot", "math"),
    }
    commands = set(re.findall(r"\\([a-zA-Z]+)", source))
    named = set(re.findall(r"\\ensuremath\{\\([a-zA-Z]+)\}", source))
    assert all(
        name in known or name in named or name.startswith("text") for name in commands
    )
    level = 0
    for brace in re.findall(r"(?<!\\)[{}]", source):
        level += 1 if brace == "{" else -1
        assert level >= 0
    assert level == 0
    assert source.isascii() or all(
        c.isalpha() or has_chinese(c) for c in source if not c.isascii()
    )


def test_words():
    assert tex_text("e = c · d") == r"e = c \ensuremath{\cdot} d"
    assert tex_text("x₁² ≤ ½") == (
        r"x\mbox{\textsubscript{1}}\mbox{\textsuperscript{2}} \ensuremath{\leq} \ensuremath{\frac12}"
    )
    assert tex_text("e\u0301 Å") == "é Å", "letters of Latin as they are"
    assert tex_text("🙂") == LOST
    assert tex_text("x̂ ẋ_1") == (
        r"\ensuremath{\hat{\text{x}}} \ensuremath{\dot{\text{x}}}\textsubscript{1}"
    )
    assert tex_text("w_1^2") == r"w\ensuremath{_{\text{1}}^{\text{2}}}"
    assert tex_text("x\u0323") == "x" + LOST, "no accent is dropped"
    assert (
        tex_text("局部梯度：d。", breaks=True)
        == r"\zh{局部梯度：}\allowbreak{}d\zh{。}\allowbreak{}"
    )
    assert tex_text("x" * 32, breaks=True).count(r"\allowbreak") == 2
    assert (
        tex_formula(r"\frac{1}{\text{损失}} \cdot ∂")
        == r"\frac{1}{\text{\zh{损失}}} \cdot \ensuremath{\partial}"
    )
    assert lost_characters("a🙂\x00é损Ж") == ["🙂", "\x00", "Ж"]


def test_what_tex_lacks_is_named_at_the_line_of_the_caller():
    with pytest.warns(
        MissingGlyphs, match="no letters for 🙂 Ж; the slides show boxes"
    ) as caught:
        beamer_source(make_frames(Value(1.0, "🙂Ж")))
    assert [warning.filename for warning in caught] == [__file__]


def test_fonts_are_asked_for_only_with_chinese_text():
    assert "fontspec" not in beamer_source(make_frames(graph_e()))
    source = beamer_source(make_frames(graph_e(), lang="zh"))
    assert source.index(r"\ifXeTeX\else") < source.index("fontspec")
    assert all(rf"\IfFontExistsTF{{{family}}}" in source for family in FONTS)


def test_a_formula_without_end_is_left_out():
    source = beamer_source(make_frames((Value(1.0, "x" * 10_000) + 1).named("y")))
    assert len(source) < 100_000
    assert re.search(r"\\explain\{.*\}\{\d+bp\}\{\}\{", source)


# ------------------------------------------------------------------ LaTeX


CIRCUIT = {"style": "circuit", "theme": "dark", "rankdir": "TB"}


@pytest.mark.latex
@pytest.mark.parametrize(
    ("engine", "options"),
    [
        ("pdflatex", {}),
        ("xelatex", CIRCUIT),
        pytest.param("xelatex", {}, marks=pytest.mark.slow),
        pytest.param("pdflatex", CIRCUIT, marks=pytest.mark.slow),
    ],
)
def test_a_page_for_each_step(engine, options, tmp_path):
    film = make_frames(graph_unit(), **options)
    pages, said = compiled(engine, beamer_source(film), tmp_path)
    assert pages == len(film.steps)
    assert "Overfull" not in said
    assert "Missing character" not in said


@pytest.mark.latex
def test_both_engines_set_the_same_slides(tmp_path):
    """As pictures: where letters are a little aside, blurred pictures differ by up to 12 of 255; signs too large by 30."""
    if shutil.which("pdftoppm") is None:
        pytest.skip("no pdftoppm")
    x, w = Value(2.0, "x̂"), Value(0.3, "w11^(2)")
    d = (x * w).named("net_h1") - Value(0.1, "W_{ij}^{(l)}").exp()
    film = make_frames((d.named("δ_h1") * Value(1.5, "theta_1")).named("E_total"))
    slides = {}
    for engine in ENGINES:
        folder = tmp_path / engine
        folder.mkdir()
        pages, _ = compiled(engine, beamer_source(film), folder)
        assert pages == len(film.steps)
        (pdf,) = folder.glob("*.pdf")
        command = [
            "pdftoppm",
            "-r",
            "100",
            "-gray",
            "-png",
            str(pdf),
            str(folder / "p"),
        ]
        subprocess.run(command, check=True)
        slides[engine] = [
            Image.open(page).convert("L").filter(ImageFilter.GaussianBlur(3))
            for page in sorted(folder.glob("p*.png"))
        ]
    for one, other in zip(*slides.values(), strict=True):
        histogram = ImageChops.difference(one, other).histogram()
        assert sum(histogram[19:]) == 0


@pytest.mark.latex
def test_chinese_needs_xelatex_and_says_so(tmp_path):
    film = make_frames(graph_e(), lang="zh")
    pages, said = compiled("pdflatex", beamer_source(film), tmp_path)
    assert pages == 0
    assert (
        "Package chalkgrad Error: These slides have Chinese text, which only xelatex can set"
        in said.replace("\n", "")
    )
    pages, said = compiled("xelatex", beamer_source(film), tmp_path)
    assert pages == len(film.steps)
    assert "Missing character" not in said


@pytest.mark.slow
@pytest.mark.latex
@pytest.mark.parametrize("engine", ENGINES)
def test_any_label_compiles(engine, tmp_path):
    labels = [
        label
        for label in [*NASTY, "^^M^^5cend", "#1", "[a]", "é½ᵀ″", "{", "}"]
        if not has_chinese(label)
    ]
    total = Value(1.0, labels[0])
    for label in labels[1:]:
        total = total + Value(1.0, label)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", MissingGlyphs)
        film = make_frames(total.named("\\end{frame}"))
        pages, said = compiled(engine, beamer_source(film), tmp_path)
    assert pages == len(film.steps)
    assert "Missing character" not in said


@pytest.mark.latex
@pytest.mark.parametrize("engine", ENGINES)
def test_every_character_that_has_a_word(engine, tmp_path):
    from viz.text import tex

    text = (
        "".join(tex._table())
        + "".join(map(chr, range(32, 127)))
        + "".join(map(chr, range(0xC0, 0x180)))
    )
    assert not [c for c in lost_characters(text) if c < "À"]
    source = beamer_source(make_frames(Value(1.0, "a")))
    (line,) = (
        line for line in source.splitlines() if line.startswith(r"\only<2>{\explain")
    )
    everything = (
        tex_text(" ".join(text))
        + r" {\bfseries\boldmath "
        + tex_text(" ".join(text))
        + "}"
    )
    source = source.replace(
        line, rf"\only<2>{{\explain{{a}}{{9bp}}{{x}}{{\tiny {everything}}}}}"
    )
    pages, said = compiled(engine, source, tmp_path)
    assert pages == 2
    assert "Missing character" not in said
