"""Facts of learners: told in both languages, as steps, tables and films in all formats."""

import re
import sys

import numpy as np
import pytest

import viz
from tests import walking_mean
from tests.walking_mean import WalkingMean
from viz.learners.families import FAMILIES, add_family

X = np.random.default_rng(0).normal(size=(8, 2))


@pytest.fixture
def facts():
    """Facts of a learner whose family is known."""
    add_family("walking mean", sys.modules[walking_mean.__name__])
    yield list(WalkingMean().updates(X))
    del FAMILIES["walking mean"]


def test_a_fact_is_told_in_both_languages(facts):
    assert facts[0].text() == "Sample 0 = (0.1257, −0.1321) pulls the centre by (0.1257, −0.1321)."  # fmt: skip
    assert facts[0].text("zh", 2) == "样本 0 = (0.13, −0.13) 把中心拉动 (0.13, −0.13)。"
    assert facts[0].latex == r"\Delta w = (0.1257, -0.1321)"
    assert facts[0]._repr_html_() == f"<p>{facts[0].text()}</p>"
    with pytest.raises(ValueError, match="lang must be one of en, zh; got 'fr'"):
        facts[0].text("fr")


def test_steps_tables_and_films_take_generators_and_parts_of_lists(facts):
    generator = WalkingMean().updates(X)
    assert [step.text for step in viz.steps(generator)] == [f.text() for f in facts]
    steps = viz.steps(facts[::3], lang="zh")
    assert str(steps).splitlines()[1].startswith("4. 样本 3")
    assert viz.trace_table(facts[:2]).splitlines() == [
        "step  sample  centre",
        "1     0       (0.1257, −0.1321)",
        "2     1       (0.3831, −0.0136)",
    ]
    film = viz.film(facts[2:])
    assert repr(film) == "<FactFilm of walking mean: 6 frames>"
    assert film.reel.frames[0].title == "Sample 2"
    shapes = [[type(mark) for mark in scene.marks] for scene in film.reel.scenes()]
    assert len({len(shape) for shape in shapes}) == 1
    assert re.findall("<title>(.*?)</title>", film.encode("html"))[0] == "A mean that walks"  # fmt: skip
