"""viz.worksheet: blanks that nothing gives away, nice numbers, keys that are right, and four kinds of paper."""

import html
import io
import random
import re
import shutil
import subprocess
from html.parser import HTMLParser
from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st

import viz
from autograd import RULES, Value, dot, record, sigmoid, square
from autograd.dialects import pretty_number
from autograd.strategies import expressions
from tests.samples import sampled
from viz.cli import main
from viz.lang.sheets import sheet_words
from viz.options import LANGUAGES
from viz.picture.form import Form
from viz.picture.subject import subject
from viz.render.marks import Rect, Text
from viz.render.webpage import source_hash
from viz.sheets.blank_boxes import WIDE
from viz.sheets.blank_places import BLANKED, Place, choose_blanks
from viz.sheets.exercise_texts import ExerciseWriter
from viz.sheets.nice_numbers import DIGITS, find_nice, is_clear, is_nice, try_numbers
from viz.sheets.page_layout import plan_pages, sheet_pages
from viz.sheets.paper import LONG, MARGIN, SHORT
from viz.sheets.sheet_content import LEGIBLE, Content
from viz.sheets.variants import CODE_LENGTH, Request, make_variants
from viz.sheets.worksheet import FORMATS
from viz.theme import THEMES

PLAIN = [RULES[name] for name in ("add", "sub", "mul", "neg")]
HOSTILE = ["]]>", "<b>", "a & b", r"\input{x}", "x%y", "مرحبا", "{answer}", "a = 1"]
each_format = pytest.mark.parametrize("format", FORMATS)
each_kind = pytest.mark.parametrize("blanks", [*BLANKED, 0.4, 0.05, 1.0])


def graph_e():
    a, b = Value(2, "a"), Value(1, "b")
    return ((a + b).named("c") * (b + 1).named("d")).named("e")


def unit():
    w, x, b = Value(0.5, "w"), Value(2, "x"), Value(0.1, "b")
    return (w * x + b).named("z").sigmoid().named("f")


def exercises(sheets):
    return [content.variant.exercise for content in sheets.contents]


class Drawn:
    """What a worksheet asks, without pages: those take a search for the best layout."""

    def __init__(self, root, blanks, seed=0, variants=1):
        request = Request(blanks, seed, variants, 4, "en")
        found = make_variants(subject(root, recompute=False), request)
        writer = ExerciseWriter("en", 4)
        self.contents = [Content(variant, writer, THEMES["print"]) for variant in found]
        self.codes = [variant.code for variant in found]


def number_at(exercise, place):
    node = exercise.nodes[place.node]
    if place.kind == "partial":
        return node.partials[place.argument]
    return node.data if place.kind == "value" else node.grad


# --- the key --------------------------------------------------------------------------------------------------------


@each_kind
def test_answers_are_the_numbers_of_the_graph_on_its_new_inputs(blanks):
    sheets = Drawn(graph_e(), blanks, variants=5)
    for content, exercise in zip(sheets.contents, exercises(sheets)):
        a, b = (node.data for node in exercise.nodes if node.rule is None)
        again = graph_e()
        for leaf, x in zip(record(again)[:2], (a, b)):
            leaf.data = x
        fresh = Value(a, "a"), Value(b, "b")
        e = (fresh[0] + fresh[1]) * (fresh[1] + 1)
        e.backward()
        expected = record(e)
        for place, answer in zip(exercise.blanks.asked, content.answers):
            node = expected[place.node]
            right = {
                "value": node.data,
                "gradient": node.grad,
                "partial": (node.partials or (0,))[place.argument],
            }[place.kind]
            assert answer.number == right == number_at(exercise, place)
            assert answer.text == pretty_number(right, 4)


@given(expressions(max_size=6), st.sampled_from([*BLANKED, 0.5]))
def test_any_graph_has_a_right_key(program, blanks):
    nodes = record(program.root)
    constants = [x for node in nodes for x in node.arguments if x.__class__ is float]
    if len(nodes) == 1 or constants:  # of some graphs nothing is left to ask
        blanks = "all"
    if len(nodes) == 1:
        return
    [content] = Drawn(program.root, blanks).contents
    asked = content.variant.exercise.blanks.asked
    program.root.backward()
    for place, answer in zip(asked, content.answers, strict=True):
        node = nodes[place.node]
        if place.kind == "value":
            assert answer.number == node.data
        elif place.kind == "partial":
            assert answer.number == node.partials[place.argument]
        else:
            assert answer.number == pytest.approx(node.grad, nan_ok=True)


def test_the_working_leads_to_the_answer():
    [content] = Drawn(graph_e(), "all").contents
    lines = [f"{answer.asked} {answer.line}" for answer in content.answers]
    assert "c = a + b = 2 + 1 = 3" in lines
    assert "local slope ∂e/∂c = d = 2" in lines
    assert "de/db (sum of 2) = 3 · 1 + 2 · 1 = 5" in lines
    [content] = Drawn(unit(), "values").contents
    assert content.answers[-1].line == "sigmoid(1.1) ≈ 0.7503"


# --- nice numbers ---------------------------------------------------------------------------------------------------


@given(expressions(PLAIN, max_size=6), st.integers(0, 3))
def test_graphs_of_plus_minus_and_times_get_nice_numbers(program, seed):
    nodes = record(program.root)
    trial = find_nice(nodes, random.Random(f"{seed}"), set())
    assert trial is not None
    short = [node.rule is not None for node in nodes].count(True) <= 5
    copies = list(trial.copies.values())
    constants = [x for v in copies for x in v.arguments if x.__class__ is float]
    if not (short and all(map(float.is_integer, constants)) and trial.nice):
        return
    for node in copies:
        for x in (node.data, node.grad, *node.partials):
            digits = re.sub(r"^0+", "", re.sub(r"[−.]", "", pretty_number(x, 12)))
            assert len(digits) <= DIGITS, x


@pytest.mark.parametrize("make", [graph_e, unit])
def test_thirty_sheets_have_thirty_different_inputs_and_codes(make):
    sheets = Drawn(make(), "gradients", variants=30)
    inputs = {
        tuple(node.data for node in exercise.nodes if node.rule is None)
        for exercise in exercises(sheets)
    }
    assert len(inputs) == len(set(sheets.codes)) == 30
    assert all(re.fullmatch(rf"[A-Z]{{{CODE_LENGTH}}}", code) for code in sheets.codes)
    for exercise in exercises(sheets):
        assert all(map(is_clear, exercise.nodes))
        for node in exercise.nodes:
            assert round(node.data, 1) == node.data or node.rule is not None
            assert is_nice(node.data)
            assert is_nice(node.grad)


@pytest.mark.parametrize(
    ("make", "good"),
    [
        (lambda x, y: x.log() * y, lambda x, y: x > 0),
        (lambda x, y: (x * y).relu(), lambda x, y: x * y != 0),
        (lambda x, y: x / y, lambda x, y: y != 0),
        (lambda x, y: abs(x - y), lambda x, y: x != y),
        (lambda x, y: (x + y).sqrt(), lambda x, y: x + y > 0),
    ],
    ids=["log", "relu", "div", "abs", "sqrt"],
)
def test_inputs_stay_inside_of_domains_and_off_kinks(make, good):
    x, y = Value(1.5, "x"), Value(0.5, "y")
    for exercise in exercises(Drawn(make(x, y), "all", variants=12)):
        inputs = [node.data for node in exercise.nodes if node.rule is None]
        assert good(*inputs)


def test_where_no_numbers_are_nice_the_sheet_says_that_answers_are_rounded():
    x = Value(0.3, "x")
    root = (x.exp() + (2 * x).sin()).named("y")
    sheets = viz.worksheet(root, variants=2, precision=3)
    for content in sheets.contents:
        assert content.tasks[-1] == "Round the answers to 3 significant digits."
        assert all(len(re.sub(r"\D", "", a.text)) <= 4 for a in content.answers)
    nice = viz.worksheet(graph_e(), variants=2)
    assert nice.contents[0].tasks[-1].startswith("All answers are short")


def test_a_number_that_its_text_rounds_is_not_exact():
    x = Value(1.25, "x")
    root = (x + 1).named("y")
    [content] = viz.worksheet(root, "values").contents
    assert content.answers[0].line == "1.25 + 1 = 2.25"
    assert content.tasks[-1].startswith("All answers are short")
    [content] = viz.worksheet(root, "values", precision=2).contents
    assert content.answers[0].line.endswith("≈ 2.2")
    assert content.tasks[-1] == "Round the answers to 2 significant digits."


def test_short_decimals_are_nice_and_long_ones_are_not():
    assert try_numbers(record(graph_e())).nice
    assert not any(map(is_nice, (1 / 3, float("nan"), float("inf"), 12345.0, 1e-5)))


def test_too_many_variants_are_refused():
    x = Value(3.0, "x")
    with pytest.raises(ValueError, match=r"variants: \d+ sheets"):
        viz.worksheet((x * 0.5).named("y"), variants=5000)


# --- nothing gives a blank away -------------------------------------------------------------------------------------


def printed(sheets):
    """What stands at each place of a picture that is not blank, with the places."""
    [exercise] = exercises(sheets)
    picture = exercise.picture(Form())
    for box in picture.boxes:
        if box.index is not None:
            yield Place("value", box.index), box.value
            yield Place("gradient", box.index), box.grad
    for place, arrow in zip(exercise.places(picture), picture.arrows):
        if place is not None:
            yield place, arrow.caption


@each_kind
def test_what_is_asked_is_not_printed_at_its_place(blanks):
    sheets = Drawn(graph_e(), blanks)
    [exercise] = exercises(sheets)
    at = dict(printed(sheets))
    for place in exercise.blanks.asked:
        assert at[place].endswith(WIDE)
    for place in exercise.blanks.hidden:
        assert not re.search(r"\d", at[place])


def distinct_product():
    """Numbers of which none stands twice by chance."""
    a, b = Value(17, "a"), Value(23, "b")
    return ((a + 29).named("p") * (b + 31).named("q")).named("r")


@pytest.mark.parametrize("seed", range(12))
def test_no_caption_has_the_value_that_a_box_lacks(seed):
    """Values of factors are slopes of the product, and at the output gradients as well."""
    sheets = Drawn(distinct_product(), 0.3, seed)
    [exercise] = exercises(sheets)
    texts = [text for _, text in printed(sheets)]
    for place, answer in zip(exercise.blanks.asked, sheets.contents[0].answers):
        if place.kind == "value":
            assert answer.text not in re.findall(r"[−\d.]+", " ".join(texts))


def test_the_number_at_the_last_arrow_is_the_gradient_below_its_box():
    at = dict(printed(Drawn(distinct_product(), "gradients")))
    r = len(record(distinct_product())) - 1
    assert at[Place("partial", r, 0)] == "∂r/∂p = q"
    assert at[Place("partial", r, 1)] == "∂r/∂q = p"


def test_constants_and_inputs_are_given():
    nodes = record((3 * Value(2.0, "x")).named("y"))
    nodes[-1].backward()
    blanks = choose_blanks(nodes, "all", random.Random(0))
    assert Place("partial", 1, 0) not in blanks.asked  # the 3 stands in the formula
    assert Place("value", 0) not in blanks.asked
    assert Place("gradient", 1) not in blanks.asked  # the 1 that the pass begins with


def test_twins_do_not_tell_of_each_other():
    x = Value(7.0, "x")
    nodes = record((x * x).named("y"))
    nodes[-1].backward()
    for seed in range(8):
        blanks = choose_blanks(nodes, 0.3, random.Random(seed))
        for k in (0, 1):
            if Place("partial", 1, k) in blanks.asked:
                other = Place("partial", 1, 1 - k)
                assert other in blanks.hidden or other in blanks.asked


@each_kind
def test_descriptions_and_tooltips_tell_nothing(blanks):
    sheets = Drawn(distinct_product(), blanks)
    [exercise] = exercises(sheets)
    picture = exercise.picture(Form())
    spoken = " ".join(
        [picture.description, *(box.description for box in picture.boxes)]
    )
    numbers = set(re.findall(r"\d+", re.sub(r"blank \d+", "", spoken)))
    for place, answer in zip(exercise.blanks.asked, sheets.contents[0].answers):
        is_given = answer.text in {"1", "17", "23", "29", "31"}
        if place.kind != "partial" and not is_given:
            shown = {at.kind for at, text in printed(sheets) if text == answer.text}
            assert answer.text not in numbers or shown


# --- pages ----------------------------------------------------------------------------------------------------------


def network():
    """The 2-2-2 network of 002, section 3.2, with its loss."""
    numbers = (0.15, 0.2, 0.25, 0.3, 0.4, 0.45, 0.5, 0.55)
    w = [Value(x, f"w{k}", parameter=True) for k, x in enumerate(numbers, 1)]
    i1, i2, b1, b2 = (
        Value(x, name)
        for x, name in ((0.05, "i1"), (0.1, "i2"), (0.35, "b1"), (0.6, "b2"))
    )
    hidden = [
        dot(w[k : k + 2], [i1, i2], b1).named(f"net_h{n}")
        for n, k in enumerate((0, 2), 1)
    ]
    out = [sigmoid(net).named(f"out_h{n}") for n, net in enumerate(hidden, 1)]
    last = [
        dot(w[k : k + 2], out, b2).named(f"net_o{n}") for n, k in enumerate((4, 6), 1)
    ]
    o1, o2 = (sigmoid(net).named(f"out_o{n}") for n, net in enumerate(last, 1))
    return (0.5 * (square(0.01 - o1) + square(0.99 - o2))).named("E")


@pytest.fixture(scope="module")
def large():
    sheets = viz.worksheet(network())
    return sheets.contents[0], sheets.plan


def test_the_network_of_the_notes_is_legible_on_a4(large):
    content, plan = large
    assert plan.told.type_size >= LEGIBLE
    for page in sheet_pages(content, plan):
        assert sorted((page.width, page.height)) == [SHORT, LONG]


@pytest.mark.parametrize("blanks", ["gradients", "all", 0.4])
def test_nothing_leaves_the_page_and_blanks_overlap_nothing(blanks):
    sheets = viz.worksheet(graph_e(), blanks)
    [content] = sheets.contents
    for page in sheet_pages(content, plan_pages(content)):
        check_page(page)


def test_what_nobody_could_read_is_refused():
    y = x = Value(0.5, "x")
    for _ in range(60):
        y = y.tanh() + x
    with pytest.raises(viz.TooManyNodes, match="too large for A4, it has 121 nodes"):
        viz.worksheet(y)


def test_the_same_holds_for_the_network(large):
    content, plan = large
    for page in sheet_pages(content, plan):
        check_page(page)


def check_page(page):
    for mark in page.marks:
        left, top, right, bottom = mark.bounds
        spare = mark.size if isinstance(mark, Text) else 0.0
        assert left + spare >= MARGIN / 2
        assert right - spare <= page.width - MARGIN / 2
        assert top + spare >= 0
        assert bottom - spare <= page.height - MARGIN / 2
    blanks = [mark for mark in page.marks if is_blank(mark)]
    texts = [
        m for m in page.marks if isinstance(m, Text) and m.text and m.kind != "blank"
    ]
    for i, blank in enumerate(blanks):
        x, y = blank.x, blank.y
        for other in blanks[i + 1 :]:
            apart = abs(x - other.x) >= blank.width - 0.1
            assert apart or abs(y - other.y) >= blank.height - 0.1
        for text in texts:
            middle = text.place[1] - 0.36 * text.size
            across = text.left < x + blank.width and text.left + text.width > x
            assert not (across and y < middle < y + blank.height), text.text


def is_blank(mark):
    return (
        isinstance(mark, Rect)
        and mark.stroke != "none"
        and mark.fill == "#ffffff"
        and not mark.kind
        and not mark.radius
    )


def test_a_notebook_shows_the_picture_and_no_answer():
    sheets = viz.worksheet(distinct_product(), "values", answers=True)
    shown = sheets._repr_html_()
    ElementTree.fromstring(re.search(r"<svg.*</svg>", shown, re.DOTALL)[0])
    assert "2484" not in shown
    assert "2484" in sheets.key._repr_html_()


def test_every_blank_is_drawn_once_with_its_number():
    [content] = viz.worksheet(graph_e(), "all").contents
    [page] = sheet_pages(content, plan_pages(content))
    numbers = [m.text for m in page.marks if isinstance(m, Text) and m.kind == "blank"]
    assert sorted(map(int, numbers)) == list(range(1, len(content.answers) + 1))


# --- files ----------------------------------------------------------------------------------------------------------


@each_format
def test_the_same_request_gives_the_same_bytes(format):
    first, second = (
        viz.worksheet(graph_e(), variants=2, answers=True).encode(format)
        for _ in range(2)
    )
    assert first == second


@each_format
@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_file_has_sheet_and_key(format, lang, tmp_path):
    sheets = viz.worksheet(graph_e(), "all", lang=lang, answers=True)
    text = words_of(sheets.save(tmp_path / f"e.{format}"))
    words = sheet_words(lang)
    code = sheets.codes[0]
    for phrase in (
        words["name"],
        words["date"],
        code,
        words["sheet"].format(code=code),
    ):
        assert squeezed(phrase) in text, phrase
    for answer in sheets.contents[0].answers:
        assert squeezed(answer.asked) in text, answer.asked
    assert squeezed("3 · 1 + 2 · 1") in text


@each_format
def test_sheets_without_answers_have_none(format, tmp_path):
    sheets = viz.worksheet(distinct_product(), "values", variants=3)
    text = words_of(sheets.save(tmp_path / f"r.{format}"))
    key = words_of(sheets.key.save(tmp_path / f"key.{format}"))
    for content in sheets.contents:
        last = content.answers[-1].text
        assert content.code in text
        assert content.code in key
        assert last in key
    title = squeezed(sheet_words("en")["key title"].format(name="r"))
    assert title in key
    assert title not in text
    assert squeezed(sheet_words("en")["name"]) + "Date" not in key


def bytes_of(sheets, format):
    data = sheets.encode(format)
    return data.encode() if isinstance(data, str) else data


def squeezed(text):
    return re.sub(r"[\s_]", "", text)


def words_of(path):
    """The texts of a file without spaces."""
    read = {".pdf": pdf_text, ".html": html_text, ".docx": docx_text, ".tex": tex_text}
    return squeezed(read[path.suffix](path))


def pdf_text(path):
    if not shutil.which("pdftotext"):
        pytest.skip("pdftotext is not installed")
    command = ["pdftotext", "-raw", str(path), "-"]
    return subprocess.run(command, capture_output=True, check=True, text=True).stdout


class Page(HTMLParser):
    def __init__(self):
        super().__init__()
        self.text, self.tags, self.in_style = [], [], False

    def handle_starttag(self, tag, attrs):
        self.tags.append(tag)
        self.in_style = tag == "style"

    def handle_endtag(self, tag):
        self.in_style = False

    def handle_data(self, data):
        if not self.in_style:
            self.text.append(data)


def html_text(path):
    page = Page()
    page.feed(path.read_text("utf-8"))
    assert "script" not in page.tags
    return "".join(page.text)


def docx_text(path):
    docx = pytest.importorskip("docx")
    document = docx.Document(str(path))
    texts = [paragraph.text for paragraph in document.paragraphs]
    for table in document.tables:
        texts += [cell.text for row in table.rows for cell in row.cells]
    return "".join(texts)


def tex_text(path):
    source = path.read_text("utf-8")
    plain = re.sub(r"\\ensuremath\{\\partial\}", "∂", source)
    plain = re.sub(r"\\ensuremath\{\\cdot\}", "·", plain)
    plain = re.sub(r"\\ensuremath\{-\}", "−", plain)
    plain = re.sub(r"\\(zh|allowbreak)\b", "", plain)
    return re.sub(r"[{}]", "", plain)


def test_pictures_in_word_and_html_are_there():
    docx = pytest.importorskip("docx")
    sheets = viz.worksheet(graph_e(), answers=True)
    document = docx.Document(io.BytesIO(bytes_of(sheets, "docx")))
    assert len(document.inline_shapes) == 2
    page = bytes_of(sheets, "html").decode()
    for svg in re.findall(r"<svg.*?</svg>", page, re.DOTALL):
        ElementTree.fromstring(svg)
    ids = re.findall(r'\bid="([^"]+)"', page)
    assert len(ids) == len(set(ids))


@pytest.mark.parametrize("theme", ["print", "light", "dark", "auto"])
def test_pages_have_the_one_style_sheet_that_their_policy_admits(theme):
    page = bytes_of(viz.worksheet(graph_e(), theme=theme), "html").decode()
    [style] = re.findall(r"<style>(.*?)</style>", page, re.DOTALL)
    assert source_hash(style) in html.unescape(page)
    assert "default-src 'none'" in page
    assert "style=" not in page


@pytest.mark.browser
def test_a_browser_shows_the_page_and_misses_nothing(visit):
    """Its policy refuses nothing that it needs, and the picture is there."""
    sheets = viz.worksheet(unit(), "all", lang="zh", answers=True)
    shown = visit(bytes_of(sheets, "html").decode())
    assert shown.evaluate("document.querySelectorAll('svg').length") == 2
    widths = shown.evaluate(
        "[...document.querySelectorAll('svg')].map(x => x.getBoundingClientRect().width)"
    )
    assert min(widths) > 200
    border = (
        "getComputedStyle(document.querySelector('.line'), '::after').borderBottomStyle"
    )
    assert shown.evaluate(border) == "solid"


def test_questions_in_word_are_numbered_from_one_on_each_sheet():
    docx = pytest.importorskip("docx")
    sheets = viz.worksheet(graph_e(), variants=2)
    document = docx.Document(io.BytesIO(bytes_of(sheets, "docx")))
    lists = [
        p._p.pPr.numPr.numId.val
        for p in document.paragraphs
        if p.style.name == "List Number"
    ]
    assert len(lists) == 8
    assert len(set(lists)) == 2


@each_format
@pytest.mark.filterwarnings("ignore::viz.MissingGlyphs")  # TeX has no Arabic
@pytest.mark.parametrize("first", sampled([0, 3, 5], 3))
def test_no_name_breaks_a_file(format, first):
    names = HOSTILE[first : first + 3]
    a, b = Value(2, names[0]), Value(-1, names[1])
    sheets = viz.worksheet((a * b + 1).named(names[2]), "all", answers=True)
    data = bytes_of(sheets, format).decode("utf-8", "replace")
    if format == "html":
        assert "<b>" not in data.replace("<b>1</b>", "")
        for svg in re.findall(r"<svg.*?</svg>", data, re.DOTALL):
            ElementTree.fromstring(svg)
    if format == "tex":
        assert r"\input{" not in data


@pytest.mark.latex
@pytest.mark.parametrize(
    ("lang", "program"), [("en", "pdflatex"), ("en", "xelatex"), ("zh", "xelatex")]
)
@pytest.mark.parametrize("variants", [1, 3])
def test_tex_compiles(lang, program, variants, tmp_path):
    if not shutil.which(program):
        pytest.skip(f"{program} is not installed")
    sheets = viz.worksheet(unit(), "all", lang=lang, answers=True, variants=variants)
    path = sheets.save(tmp_path / "sheet.tex")
    command = [program, "-interaction=nonstopmode", "-halt-on-error", path.name]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout[-2000:]
    assert "Overfull" not in done.stdout


def test_fonts_are_embedded(tmp_path):
    if not shutil.which("pdffonts"):
        pytest.skip("pdffonts is not installed")
    path = viz.worksheet(graph_e(), lang="zh").save(tmp_path / "e.pdf")
    done = subprocess.run(["pdffonts", str(path)], capture_output=True, text=True)
    fonts = done.stdout.splitlines()[2:]
    assert fonts
    assert all(re.search(r" yes (yes|no) (yes|no) +\d", font) for font in fonts)


# --- options --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("options", "error", "words"),
    [
        ({"blanks": "gradient"}, ValueError, "did you mean 'gradients'"),
        ({"blanks": 0}, ValueError, "blanks must be a share above 0"),
        ({"blanks": True}, TypeError, "blanks must be a share"),
        ({"seed": 0.5}, TypeError, "seed must be a whole number"),
        ({"answers": "yes"}, ValueError, "answers must be"),
        ({"variants": 0}, ValueError, "variants must be a whole number"),
        ({"lang": "xx"}, ValueError, "lang must be one of"),
        ({"precision": 0}, ValueError, "precision must be"),
        ({"theme": "blue"}, ValueError, "theme must be one of"),
    ],
)
def test_wrong_options_are_refused(options, error, words):
    with pytest.raises(error, match=words):
        viz.worksheet(graph_e(), **options)


def test_wrong_graphs_are_refused():
    with pytest.raises(TypeError, match="worksheet needs a Value"):
        viz.worksheet(3.0)  # type: ignore[arg-type]
    with pytest.raises(ValueError, match="nothing to fill in"):
        viz.worksheet(Value(1.0, "x"))
    x = Value(2.0, "x")
    y = x * 3
    x.data = 5.0
    with pytest.raises(ValueError, match="changed after recording"):
        viz.worksheet(y)
    [content] = viz.worksheet(y, "values", recompute=True).contents
    assert content.answers[0].number == 15.0


def test_wrong_names_of_files_are_refused(tmp_path):
    with pytest.raises(
        ValueError, match=r"must end in one of \.pdf, \.tex, \.docx, \.html"
    ):
        viz.worksheet(graph_e()).save(tmp_path / "e.doc")
    assert not list(tmp_path.iterdir())


def test_the_graph_is_left_alone():
    root = graph_e()
    root.backward()
    before = [(node.data, node.grad, node.label) for node in record(root)]
    viz.worksheet(root, variants=3, answers=True).encode("html")
    assert [(node.data, node.grad, node.label) for node in record(root)] == before


# --- the command line -----------------------------------------------------------------------------------------------

EXAMPLE = ["worksheet", "e = (a + b) * (b + 1)", "a=2", "b=1"]


def test_the_command_writes_sheets_and_key(tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    words = ["-o", "s.html", "--key", "k.html", "--blanks", "0.5", "--variants", "3"]
    assert main([*EXAMPLE, *words, "--seed", "7", "--lang", "zh"]) == 0
    assert capsys.readouterr().out == "wrote s.html\nwrote k.html\n"
    sheets, key = (words_of(tmp_path / name) for name in ("s.html", "k.html"))
    codes = re.findall(r"试卷([A-Z]{4})", sheets)
    assert len(set(codes)) == 3
    assert all(code in key for code in codes)


@pytest.mark.parametrize(
    ("words", "complaint"),
    [
        ([], "name a file for the sheets"),
        (["-o", "e.doc"], "must end in one of"),
        (["-o", "e.pdf", "--key", "k.txt"], "must end in one of"),
        (["-o", "e.pdf", "--blanks", "grad"], "blanks must be one of"),
        (["-o", "e.pdf", "--blanks", "7"], "blanks must be a share"),
        (["-o", "e.pdf", "--variants", "none"], "variants must be a whole number"),
        (["-o", "e.pdf", "--seed", "x"], "seed must be a whole number"),
        (["-o", "e.pdf", "--lang", "fr"], "lang must be one of"),
        (["-o", "-", "--format", "xml"], "format must be one of"),
    ],
)
def test_bad_input_is_one_line(words, complaint, tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    assert main([*EXAMPLE, *words]) == 2
    out, err = capsys.readouterr()
    assert (out, err.count("\n")) == ("", 1)
    assert complaint in err
    assert not list(tmp_path.iterdir())
