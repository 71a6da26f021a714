"""viz.quiz: the questions of a stepper as data, and as Moodle imports them."""

import base64
import html
import json
import math
import re
from html.parser import HTMLParser
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import autograd
import viz
from autograd import Value
from autograd.strategies import expressions
from viz.films.prediction import agree
from viz.render.scene import SceneMaker
from viz.sheets.quiz import _before
from viz.theme import THEMES

HOSTILE = ["]]>", "<b>", "a & b", '"q"', "</text>", "x\x00y", "مرحبا", "{answer}"]


@pytest.fixture(scope="module")
def validate():
    """Raises what an XML of Moodle's has to say against a text."""
    etree = pytest.importorskip("lxml.etree")
    schema = etree.parse(str(Path(__file__).parent / "data" / "moodle_quiz.rng"))
    grammar = etree.RelaxNG(schema)

    def check(xml):
        tree = etree.fromstring(xml.encode())
        grammar.assertValid(tree)
        return tree

    return check


def graph_e():
    a, b = Value(2, "a"), Value(1, "b")
    return ((a + b).named("c") * (b + 1).named("d")).named("e")


def numerical(tree):
    return tree.findall("question[@type='numerical']")


def test_questions_are_those_of_the_stepper_and_one_for_each_fork():
    questions = viz.quiz(graph_e())
    assert [question.kind for question in questions] == [
        *["value"] * 3,
        *["contribution"] * 5,
        "gradient",
    ]
    asked = [question.prompt for question in questions if question.kind != "gradient"]
    stepper = viz.Stepper(graph_e(), predict=True)
    of_stepper = [stepper._prediction.question(step) for step in stepper]
    assert asked == [prompt for prompt in of_stepper if prompt]
    assert questions[-1].prompt.startswith("2 arrows leave b")
    assert questions[-1].answer == 5.0


def test_the_usual_mistakes_have_their_feedback():
    *_, last = viz.quiz(graph_e())
    found = {mistake.answer: mistake.feedback for mistake in last.mistakes}
    assert "the last arrow" in found[2.0]  # through c
    assert "missing in this sum" in found[3.0]  # through d
    assert "local slope" in found[1.0]
    through_d = viz.quiz(graph_e())[4]
    assert through_d.answer == 3.0
    assert [mistake.answer for mistake in through_d.mistakes] == [1.0, -3.0, 4.0]


@given(expressions(max_size=8))
def test_answers_are_the_numbers_of_the_backward_pass(program):
    root = program.root
    root.backward()
    gradients = [node.grad for node in autograd.record(root)]
    questions = viz.quiz(root, pictures=False)
    story = viz.steps(root)
    for question in questions:
        step = story[question.step]
        if question.kind == "value":
            assert question.answer == step.node.data
        elif question.kind == "contribution":
            assert question.answer == step.contribution
        else:
            node = list(story.nodes).index(step.parent)
            assert question.answer == pytest.approx(gradients[node], nan_ok=True)
        taken = [question.answer]
        for mistake in question.mistakes:
            assert not any(agree(mistake.answer, x) for x in taken)
            taken.append(mistake.answer)
        assert all(map(math.isfinite, taken))


@pytest.mark.slow
@pytest.mark.parametrize("lang", viz.options.LANGUAGES)
def test_moodle_can_import_it(lang, validate, tmp_path):
    path = viz.quiz(graph_e(), lang=lang).save(tmp_path / "e.xml")
    questions = numerical(validate(path.read_text("utf-8")))
    assert len(questions) == 9
    for element, question in zip(questions, viz.quiz(graph_e(), lang=lang)):
        first, *others = element.findall("answer")
        assert first.get("fraction") == "100"
        assert float(first.findtext("text")) == question.answer
        assert {other.get("fraction") for other in others} <= {"0"}
        assert len(others) == len(question.mistakes)
        png = base64.b64decode(element.findtext("questiontext/file"))
        assert png.startswith(b"\x89PNG")
        name = element.find("questiontext/file").get("name")
        assert f"@@PLUGINFILE@@/{name}" in element.findtext("questiontext/text")
    prompt = html.unescape(questions[0].findtext("questiontext/text"))
    assert viz.quiz(graph_e(), lang=lang)[0].prompt in prompt


@given(st.lists(st.sampled_from(HOSTILE) | st.text(max_size=8), min_size=4, max_size=4))
def test_no_name_breaks_the_file(validate, names):
    a, b = Value(2, names[0]), Value(-1.5, names[1])
    root = ((a * b).named(names[2]) + a).tanh().named(names[3])
    quiz = viz.quiz(root, pictures=False)
    for element, question in zip(numerical(validate(quiz.encode("xml"))), quiz):
        text = Texts()
        text.feed(element.findtext("questiontext/text"))
        assert text.tags == ["p"]
        assert " ".join(text.data.split()) == " ".join(question.prompt.split())


class Texts(HTMLParser):
    """The tags and the text of a piece of HTML."""

    def __init__(self):
        super().__init__()
        self.tags, self.data = [], ""

    def handle_starttag(self, tag, attrs):
        self.tags.append(tag)

    def handle_data(self, data):
        self.data += data


def test_the_picture_does_not_tell_the_answer():
    """It shows what was known before the step, and nothing else."""
    quiz = viz.quiz(graph_e())
    pictures = {image.png for image in quiz._images()}
    assert len(pictures) == len(quiz)
    frames = quiz._frames.frames
    before_e = _before(frames, 4, sums=False)
    values = {box.title: box.value for box in before_e.boxes}
    assert values["d = b + 1"] == "2"
    assert values["e = c · d"] in ("", "–")
    sums = _before(frames, len(frames) - 1, sums=True)
    assert {box.title: box.grad for box in sums.boxes}["b"] == "?"


@pytest.mark.slow
def test_the_same_graph_gives_the_same_bytes_and_keeps_its_gradients(tmp_path):
    root = graph_e()
    root.backward()
    first, second = viz.quiz(root).encode("xml"), viz.quiz(root).encode("xml")
    assert first == second
    assert root.grad == 1.0


def test_json_has_the_questions_as_they_are(tmp_path):
    path = viz.quiz(graph_e()).save(tmp_path / "e.json")
    first = json.loads(path.read_text("utf-8"))[0]
    assert first["prompt"] == "What is c = a + b?"
    assert first["answer"] == 3.0


def test_numbers_that_nobody_can_type_are_not_asked():
    root = (Value(0.0, "x").log() + 1).named("y")
    assert len(viz.quiz(root)) < len(viz.steps(root))
    assert all(math.isfinite(question.answer) for question in viz.quiz(root))


@pytest.mark.slow
def test_large_graphs_have_questions_without_pictures(validate):
    total = Value(1, "x")
    for _ in range(70):
        total = total + 1
    tree = validate(viz.quiz(total).encode("xml"))
    assert len(numerical(tree)) == 140
    assert tree.find(".//file") is None


def test_wrong_options_are_refused_before_any_work(tmp_path):
    with pytest.raises(ValueError, match="lang must be one of"):
        viz.quiz(graph_e(), lang="xx")  # type: ignore[arg-type]
    with pytest.raises(TypeError, match="pictures must be True or False"):
        viz.quiz(graph_e(), pictures="no")  # type: ignore[arg-type]
    with pytest.raises(ValueError, match=re.escape("must end in one of .xml, .json")):
        viz.quiz(graph_e()).save(tmp_path / "e.doc")
    assert not list(tmp_path.iterdir())


@pytest.mark.slow
def test_the_picture_of_a_large_graph_fits_a_slide():
    y = x = Value(0.5, "x")
    for _ in range(7):
        y = y.tanh() + x
    scene = SceneMaker(viz.quiz(y)._frames.sheet, THEMES["light"]).scene(
        viz.quiz(y)._frames.frames[-1].picture
    )
    assert (scene.width, scene.height) == (880, 430)
    own = viz.quiz(y, fit=(400, 300))._frames.sheet.view
    assert own.size == (400, 300)


def test_a_notebook_shows_questions_and_answers():
    a = Value(2, "<a>")
    shown = viz.quiz((a + 1).named("y"))._repr_html_()
    assert shown.startswith("<ol>\n<li>What is y = &lt;a&gt; + 1? <b>3</b></li>")
