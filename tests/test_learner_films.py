"""Facts of learners: told in both languages, as steps, tables and films in all formats; what families have in common."""

import copy
import io
import json
import pickle
import re
import shutil
import subprocess
import sys
import zipfile
from dataclasses import dataclass
from typing import Any, ClassVar

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

import viz
from autograd import Value, display, nn
from tests import walking_mean
from tests.walking_mean import WalkingMean
from viz.films.runs import runs
from viz.learners.aligning import aligned, merged_order
from viz.learners.cutting import cut_line, cut_polygon, cut_segment
from viz.learners.families import FAMILIES, add_family
from viz.learners.symbols import SYMBOLS, symbol
from viz.render.marks import Group, Path, Rect, Text, is_blank
from viz.render.tints import StandIn, tint
from viz.theme import DayNight

X = np.random.default_rng(0).normal(size=(8, 2))


@pytest.fixture
def facts():
    """Facts of a learner whose family is known."""
    add_family("walking mean", sys.modules[walking_mean.__name__])
    yield list(WalkingMean().updates(X))
    del FAMILIES["walking mean"]


@dataclass(frozen=True, eq=False)
class Tossed(nn.Fact):
    """A fact of a family that nobody has given words or a picture."""

    family: ClassVar[str] = "coin"
    side: str
    heads: int
    share: float
    counts: tuple[int, ...] = ()
    delta: Any = None


def tossed(n=3):
    for i in range(1, n + 1):
        yield Tossed(step=i, side="heads", heads=i, share=1.0, counts=(i, 0))


# --- words ----------------------------------------------------------------------------------------------------------


def test_a_fact_is_told_in_both_languages(facts):
    text = "Sample 0 = (0.1257, −0.1321) pulls the centre by (0.1257, −0.1321)."
    assert facts[0].text() == str(facts[0]) == text
    assert facts[0].text("zh", 2) == "样本 0 = (0.13, −0.13) 把中心拉动 (0.13, −0.13)。"
    assert facts[0].latex == r"\Delta w = (0.1257, -0.1321)"
    assert facts[0]._repr_html_() == f"<p>{text}</p>"
    with pytest.raises(ValueError, match="lang must be one of en, zh; got 'fr'"):
        facts[0].text("fr")


def test_a_learner_applies_what_its_facts_say(facts):
    learner = WalkingMean().fit(X)
    assert np.array_equal(learner.centre, sum(fact.delta for fact in facts))
    assert np.allclose(learner.centre, X.mean(axis=0))


def test_a_fact_of_an_unknown_family_tells_its_numbers():
    fact = next(tossed())
    assert fact.text() == "Tossed: side = heads, heads = 1, share = 1, counts = (1, 0)."
    assert (
        fact.text("zh")
        == "Tossed：side = heads，heads = 1，share = 1，counts = (1, 0)。"
    )
    assert fact.latex == ""
    assert viz.steps(fact)[0].title == "Step 1"


def test_without_anybody_who_tells_a_fact_says_what_it_is(monkeypatch):
    monkeypatch.setattr(display, "_tellers", [])
    monkeypatch.setattr(display, "_load_viewers", lambda: None)
    assert next(tossed()).text() == "Tossed: step 1"
    assert Tossed(step=2, sample=5, side="", heads=0, share=0.0).text() == "Tossed: step 2, sample 5"  # fmt: skip
    assert next(tossed()).latex == ""


def test_a_fact_is_one_thing(facts):
    assert facts[0] == facts[0]
    assert facts[0] != facts[1]
    assert len(set(facts)) == 8
    again = pickle.loads(pickle.dumps(facts[3]))
    assert again.text() == facts[3].text() == copy.deepcopy(facts[3]).text()
    with pytest.raises(AttributeError):
        facts[0].rate = 1.0


def test_a_broken_text_hides_no_fact_in_a_notebook():
    class Broken(nn.Fact):
        def text(self, lang="en", precision=4):
            raise RuntimeError

    assert Broken(step=1)._repr_html_() is None


# --- steps, tables, the stepper -------------------------------------------------------------------------------------


def test_steps_and_tables_take_generators_and_parts_of_lists(facts):
    generator = WalkingMean().updates(X)
    assert [step.text for step in viz.steps(generator)] == [f.text() for f in facts]
    steps = viz.steps(facts[::3], lang="zh")
    assert str(steps).splitlines()[1].startswith("4. 样本 3")
    assert str(steps[1:]) == "\n".join(str(steps).splitlines()[1:])
    assert '<li value="4">' in steps._repr_html_()
    assert steps[1].fact is facts[3]
    assert steps[1]._repr_html_() == f"<p>{steps[1].text}</p>"
    assert viz.trace_table(facts[:2]).splitlines() == [
        "step  sample  centre",
        "1     0       (0.1257, −0.1321)",
        "2     1       (0.3831, −0.0136)",
    ]


@pytest.mark.parametrize("format", ["text", "markdown", "latex", "csv"])
def test_a_table_has_every_format_and_both_languages(facts, format):
    table = viz.trace_table(facts, format, lang="zh", precision=2)
    assert "中心" in table
    assert "样本" in table
    assert "sample" not in viz.trace_table(tossed(), format)  # no fact has one


def test_a_table_of_a_graph_has_heads_in_both_languages():
    e = (Value(2, "a") * 3).named("e")
    assert viz.trace_table(e, lang="zh").split("\n")[0].split() == ["节点", "算式", "值", "梯度", "来自"]  # fmt: skip


def test_the_stepper_walks(facts, capsys):
    stepper: Any = viz.Stepper(facts)
    assert len(stepper) == len(list(stepper)) == 8
    assert repr(stepper).startswith("Stepper of walking mean: before the first step, 8")
    stepper.next()
    stepper.next()
    stepper.back()
    assert stepper.step.fact is facts[0]
    stepper.run_to(lambda fact: fact.sample == 5)
    assert stepper.position == 6
    assert repr(stepper).splitlines()[0] == "Stepper of walking mean: step 6 of 8"
    stepper.run_to(lambda fact: fact.sample == 5)  # it goes on from here
    stepper.goto(8)
    stepper.next()
    stepper.reset()
    told = capsys.readouterr().out.splitlines()
    assert told[0] == f"1/8  {facts[0].text()}"
    assert told[4] == "There is no such step after this one."
    assert told[6:] == [
        "This was the last step.",
        "This is the beginning; next() shows the first step.",
    ]
    for k in (-1, 9, 1.5, True):
        with pytest.raises(ValueError, match="from 0 to 8"):
            stepper.goto(k)
    with pytest.raises(TypeError, match="takes a function"):
        stepper.run_to("reset")


def test_the_stepper_is_a_page_in_a_notebook(facts):
    stepper: Any = viz.Stepper(iter(facts), lang="zh", theme="dark")
    stepper.goto(3)
    bundle = stepper._repr_mimebundle_()
    assert "step=3" in bundle["text/html"]
    assert set(bundle) >= {"text/html", "image/svg+xml", "text/plain"}
    assert stepper.film.scene != stepper.scene


def test_a_stepper_of_a_graph_is_as_before():
    e = (Value(2, "a") * 3).named("e")
    stepper = viz.Stepper(e)
    assert copy.copy(stepper).root is e
    assert isinstance(stepper, viz.Stepper)


# --- which lists hold facts -----------------------------------------------------------------------------------------

TOOLS = {
    "steps": viz.steps,
    "film": viz.film,
    "trace_table": viz.trace_table,
    "Stepper": viz.Stepper,
    "save": lambda facts: viz.save(facts, io.BytesIO(), format="gif"),
}


@pytest.mark.parametrize("name", TOOLS)
def test_what_cannot_be_told_together_is_refused(name, facts):
    tool: Any = TOOLS[name]
    with pytest.raises(ValueError, match=f"{name}: more than 500 facts.*::10"):
        tool(tossed(501))
    with pytest.raises(ValueError, match=f"{name}: facts of one family at a time; got coin, walking mean"):  # fmt: skip
        tool([*tossed(1), facts[0]])
    with pytest.raises(TypeError, match=f"{name}: all items must be facts of one learner; item 1 is"):  # fmt: skip
        tool([facts[0], Value(1.0)])
    with pytest.raises(ValueError, match=f"{name}: the generator has no facts"):
        tool(tossed(0))
    with pytest.raises((TypeError, ValueError)):
        tool([])


def test_five_hundred_facts_are_told():
    assert len(viz.steps(tossed(500))) == 500


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"lang": "fr"}, "lang must be one of"),
        ({"theme": "pink"}, "theme must be one of"),
        ({"precision": 0}, "precision must be"),
        ({"fit": "wall"}, "fit must be one of"),
        ({"legend": "no"}, "legend must be True or False"),
        ({"rankdir": "LR"}, "unexpected keyword argument 'rankdir'"),
    ],
)
def test_options_of_a_film_are_checked(facts, options, message):
    for tool in (viz.film, viz.Stepper, lambda f, **o: viz.save(f, "x.html", **o)):
        with pytest.raises((ValueError, TypeError), match=message):
            tool(facts, **options)


# --- films ----------------------------------------------------------------------------------------------------------


@pytest.mark.slow
def test_all_outputs_of_films(facts, tmp_path):
    film = viz.film(facts)
    assert repr(film) == "<FactFilm of walking mean: 8 frames>"
    assert film.facts == tuple(facts)
    with Image.open(film.save(tmp_path / "f.gif", dpi=40)) as image:
        assert image.n_frames == 8  # type: ignore[attr-defined]
    assert film.save(tmp_path / "f.pdf").read_bytes().startswith(b"%PDF")
    assert film.save(tmp_path / "h.pdf", per_page=6).read_bytes().startswith(b"%PDF")
    assert r"\Delta w" in film.save(tmp_path / "f.tex").read_text("utf-8")
    film.save(tmp_path / "s%02d.png", dpi=30)
    assert len(list(tmp_path.glob("s*.png"))) == 8
    with zipfile.ZipFile(film.save(tmp_path / "f.pptx")) as file:
        slides = [n for n in file.namelist() if re.fullmatch(r"ppt/slides/slide\d+\.xml", n)]  # fmt: skip
    assert len(slides) == 8


def test_save_makes_a_film_of_facts(facts, tmp_path):
    page = viz.save(facts, tmp_path / "n.html", lang="zh", theme="light").read_text("utf-8")  # fmt: skip
    assert page == viz.film(facts, lang="zh", theme="light").encode("html")
    buffer = viz.save(WalkingMean().updates(X), io.BytesIO(), format="gif", dpi=30)
    assert buffer.getvalue().startswith(b"GIF89a")
    with pytest.raises(ValueError, match="the name of a film must end in one of"):
        viz.save(facts, tmp_path / "n.svg")


def test_the_page_has_every_language_and_reaches_for_nothing(facts):
    page = str(viz.film(facts).encode("html"))
    assert "https://" not in page
    assert "#c0ff" not in page
    assert 'fill="color-mix(in srgb,var(--value) ' in page
    data = json.loads(re.search(r'id="data"[^>]*>(.*?)</script>', page, re.S)[1])
    assert [sorted(step) for step in data["steps"]] == [["en", "zh"]] * 8
    assert re.findall("<title>(.*?)</title>", page)[0] == "A mean that walks"
    assert data["labels"]["zh"]["title"] == "均值的移动"


def test_a_text_cannot_run_anything_in_the_page():
    evil = "</script><img src=x onerror=alert(1)>"
    page = viz.film([Tossed(step=1, side=evil, heads=1, share=0.5)]).encode("html")
    assert "<img" not in str(page)


def test_all_frames_have_the_same_marks_and_what_stays_is_one_object(facts):
    scenes = viz.film(facts).reel.scenes()
    assert len({len(scene.marks) for scene in scenes}) == 1
    assert len({tuple(group.key for group in scene.groups) for scene in scenes}) == 1
    keys = [group.key for group in scenes[0].groups]
    axes, bars = keys.index("axes"), keys.index("bar")
    assert all(s.groups[axes].marks == scenes[0].groups[axes].marks for s in scenes)
    assert all(map(is_blank, scenes[0].groups[bars].marks))
    assert not any(is_blank(mark) for mark in scenes[1].groups[bars].marks)
    first, last = scenes[0].groups[axes].marks, scenes[-1].groups[axes].marks
    assert all(one is other for one, other in zip(first, last))


def test_what_moves_below_does_not_cover_what_stays(facts):
    """PDF and slides draw what stays first: on each level."""
    scene = viz.film(facts).reel.scenes()[3]
    levels = {group.key: group.level for group in scene.groups}
    assert levels["side"] < levels["axes"] == levels["samples"] < levels["moves"]
    seen = {run.level for run in runs(viz.film(facts).reel.scenes())}
    assert seen >= set(levels.values()) - {0}


def test_a_film_fills_a_room(facts):
    plain, fitted = viz.film(facts), viz.film(facts, fit=(500, 300))
    assert (fitted.scene.width, fitted.scene.height) == (500.0, 300.0)
    assert fitted.fitted((800, 400)) is fitted.reel
    assert plain.fitted((800, 400)).scenes()[0].width == 800.0
    assert plain.note == ""


def test_a_legend_can_be_left_out(facts):
    with_legend, without = viz.film(facts), viz.film(facts, legend=False)
    assert "sample that pulls" in with_legend.scene.texts
    assert "sample that pulls" not in without.scene.texts
    assert with_legend.scene.height > without.scene.height


def test_facts_without_a_picture_are_shown_as_their_columns():
    film = viz.film(tossed(), lang="zh")
    assert film.reel.title == "学习过程，逐步演示：coin"
    texts = list(film.reel.scenes()[1].texts)
    assert {"heads", "2", "share", "(2, 0)"} <= set(texts)


def test_a_film_shows_itself_in_a_notebook(facts):
    bundle = viz.film(facts)._repr_mimebundle_()
    assert {"text/html", "image/svg+xml", "text/plain"} <= set(bundle)


@pytest.mark.browser
def test_the_page_is_stepped_and_played(visit, facts):
    html = viz.film(facts).encode("html")
    shown = visit(html, at="#step=4&lang=zh")
    assert shown.inner_text("#count").startswith("第 4 步")
    assert shown.inner_text("#heading") == "样本 3"
    shown.click("#language")
    shown.keyboard.press("ArrowRight")
    assert shown.inner_text("#heading") == "Sample 4"
    assert shown.inner_text("#sentence") == facts[4].text()
    shown.evaluate("() => { setTimeout = (act) => { window.act = act; return 1; }; }")
    shown.keyboard.press("Home")
    shown.click("#play")
    for _ in range(7):
        shown.evaluate("act()")
    assert shown.inner_text("#count") == "Step 8 of 8"
    shown.click("#theme")
    small = visit(html, width=390, height=844)
    assert small.evaluate("document.documentElement.scrollWidth") == 390


@pytest.mark.slow
@pytest.mark.skipif(not shutil.which("pdflatex"), reason="needs pdflatex")
def test_slides_compile(tmp_path, facts):
    for frames_only in (False, True):
        source = str(viz.film(facts).save(tmp_path / "film.tex", frames_only=frames_only).read_text())  # fmt: skip
        if frames_only:
            source = (
                "\\documentclass[aspectratio=169]{beamer}\\usepackage{tikz}\\usepackage{amsmath,textcomp}"
                "\\begin{document}" + source + "\\end{document}"
            )
            (tmp_path / "film.tex").write_text(source)
        command = ["pdflatex", "-interaction=batchmode", "-halt-on-error", "film.tex"]
        subprocess.run(command, cwd=tmp_path, check=True, capture_output=True)
        assert (tmp_path / "film.pdf").stat().st_size > 5000


# --- parts ----------------------------------------------------------------------------------------------------------

marks = st.one_of(
    st.builds(lambda x: Rect(x, 0.0, 5.0, 5.0, fill="#123456"), st.floats(0, 9)),
    st.builds(lambda x: Text((x, 0.0), "a", "#123456"), st.floats(0, 9)),
    st.builds(
        lambda x: Path(
            (("M", ((x, 0.0),)), ("L", ((9.0, 9.0),))), "none", "#123456", 1.0
        ),
        st.floats(0, 8),
    ),
)
frames = st.lists(
    st.dictionaries(st.sampled_from("abcd"), st.lists(marks, max_size=3), max_size=4),
    min_size=1,
    max_size=4,
)


@settings(max_examples=30)
@given(frames)
def test_aligned_frames_have_the_same_places_and_lose_nothing(told):
    given_groups = [
        [Group("g", tuple(shown), key) for key, shown in frame.items()]
        for frame in told
    ]
    found = aligned(given_groups)
    assert len({tuple((g.key, len(g.marks)) for g in groups) for groups in found}) == 1
    for frame, groups in zip(told, found):
        for group in groups:
            kept = [mark for mark in group.marks if not is_blank(mark)]
            wanted = frame.get(group.key, [])
            assert len(kept) == len(wanted)
            assert {m.bounds for m in kept} == {m.bounds for m in wanted}


def test_the_order_of_drawing_is_kept():
    assert merged_order([["a", "d"], ["a", "b", "d"], ["c", "d", "e"]]) == [
        "c",
        "a",
        "b",
        "d",
        "e",
    ]
    with pytest.raises(ValueError, match="two groups of one picture have the key 'a'"):
        aligned([[Group("g", (), "a"), Group("g", (), "a")]])


numbers = st.floats(-5, 5).map(lambda x: round(x, 2))


@settings(max_examples=40)
@given(numbers, numbers, numbers)
def test_a_line_is_cut_at_the_edges(a, b, c):
    xs, ys = (-1.0, 2.0), (0.0, 1.0)
    found = cut_line((a, b), c, xs, ys)
    corners = [a * x + b * y + c for x in xs for y in ys]
    if (a, b) != (0, 0) and min(corners) < 0 < max(corners):
        assert found is not None
        for x, y in found:
            assert abs(a * x + b * y + c) < 1e-9
            assert xs[0] - 1e-9 <= x <= xs[1] + 1e-9
            assert ys[0] - 1e-9 <= y <= ys[1] + 1e-9
        above = cut_polygon([(-1, 0), (2, 0), (2, 1), (-1, 1)], (a, b), c)
        assert len(above) >= 3
        assert all(a * x + b * y + c >= -1e-9 for x, y in above)
    elif (a, b) == (0, 0) or min(corners) > 1e-9 or max(corners) < -1e-9:
        assert found is None


def test_segments_outside_are_nothing():
    assert cut_segment((2.0, 2.0), (3.0, 2.0), (0.0, 1.0), (0.0, 1.0)) is None
    assert cut_segment((0.5, -1.0), (0.5, 0.5), (0.0, 1.0), (0.0, 1.0)) == (
        (0.5, 0.0),
        (0.5, 0.5),
    )


def test_tints_follow_their_colours():
    assert tint("#fff", "#000", 0.0) == "#fff"
    both = tint(DayNight("#ffffff", "#000000"), "#808080", 0.5)
    assert isinstance(both, DayNight)
    assert both.night not in ("#000000", str(both))
    mixed = tint(StandIn("#c0ff00"), StandIn("#c0ff01"), 0.25)
    assert mixed == "color-mix(in srgb,#c0ff01 24%,#c0ff00)"


@pytest.mark.parametrize("name", SYMBOLS)
def test_a_symbol_lies_around_its_place(name):
    left, top, right, bottom = symbol(name, (50, 50), 10, fill="#000").bounds
    assert left < 66 < right < 75
    assert top < 66 < bottom < 75
