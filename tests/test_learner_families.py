"""Every learner's facts, whatever its family: told in both languages, in tables, and filmed in every format."""

import re
from pathlib import Path

import numpy as np
import pytest

import viz
from autograd import nn
from viz.learners.families import FAMILIES, family_named
from viz.learners.telling import columns_of, told

MATHML = (Path(viz.__file__).parent / "films/page/mathml.js").read_text("utf-8")
MACHINE = nn.BoltzmannMachine(3, 2, rng=0)
RESTRICTED = nn.RBM(4, 3, rng=0)
BITS = [[1, 1, 0, 0], [0, 0, 1, 1]]
X = np.random.default_rng(0).uniform(size=(6, 2))


def placed():
    """An RBF network whose centres are placed and whose weights are solved."""
    net = nn.RBF(2, 3, rng=0)
    yield from net.updates(X, rng=0)
    yield net.solve(X, [0, 1, 0, 1, 1, 0])


LEARNERS = {
    "art": lambda: nn.FuzzyART(0.8).updates(X, epochs=2),
    "art of bits": lambda: nn.ART1(0.75).updates(nn.data.letters()[0][:8]),
    "rbf": placed,
    "drawn units": lambda: MACHINE.gibbs([0, 1, 1], k=2, rng=0),
    "drawn layers": lambda: RESTRICTED.gibbs([0, 1, 1, 0], k=2, rng=0),
    "drawn images": lambda: nn.RBM(9, 10, rng=0).gibbs([0.5] * 9, rng=0),
    "settling": lambda: MACHINE.settle([0, 1, 1]),
    "settling layers": lambda: RESTRICTED.settle([0, 1, 1, 0]),
    "two phases": lambda: nn.RBM(4, 3, rng=0).updates(BITS, rng=0),
    "two phases, exact": lambda: nn.BoltzmannMachine(2, 1, rng=0).updates(
        [[0, 1]], epochs=2, momentum=0.5
    ),
    "two phases, images": lambda: nn.RBM(25, 1, rng=0).updates([[0.5] * 25]),
    "som": lambda: nn.SOM(3, 3, 2, rng=0).updates(X, 5),
    "pretraining": lambda: nn.DBN([2, 3, 2], 1, rng=0).pretraining(X, epochs=2, rng=0),
    "cascade": lambda: nn.CascadeCorrelation(2, 1, rng=0).updates(
        [[0, 0], [0, 1], [1, 0], [1, 1]], [0, 1, 1, 0]
    ),
    "perceptron": lambda: nn.Perceptron(2).updates(X, [0, 1, 1, 0, 1, 0]),
}


def some(name, most=6):
    """The first facts of a learner, and the last of the first hundred."""
    found = []
    for fact, _ in zip(LEARNERS[name](), range(100), strict=False):
        found.append(fact)
    return [*found[: most - 1], found[-1]]


@pytest.mark.parametrize("name", LEARNERS)
def test_facts_are_told_in_both_languages_with_the_same_numbers(name):
    for fact in some(name):
        english, chinese = told(fact, "en"), told(fact, "zh")
        assert english.text == fact.text()
        assert english.latex == chinese.latex == fact.latex
        for shown in (english, chinese):
            assert shown.title
            assert not re.search(r"\{\w*\}|nan\b|object at", shown.title + shown.text)
        if fact.family in FAMILIES:
            assert any("一" <= letter <= "鿿" for letter in chinese.text)
            assert not any("一" <= letter <= "鿿" for letter in english.text)
        for command in re.findall(r"\\([A-Za-z]+)", fact.latex):  # known to pages
            assert re.search(rf"\b{command}\b", MATHML), command
        assert columns_of(fact)
        assert fact == fact
        assert len({fact, fact}) == 1


@pytest.mark.slow
@pytest.mark.parametrize("name", LEARNERS)
def test_facts_are_a_table_and_a_film(name, tmp_path):
    facts = some(name)
    lines = viz.trace_table(facts, lang="zh").splitlines()
    assert len(lines) == len(facts) + 1
    film = viz.film(facts, lang="zh")
    scenes = film.reel.scenes()
    assert len({len(scene.marks) for scene in scenes}) == 1
    assert scenes[0].width < 1200
    for scene in scenes:
        for mark in scene.marks:
            left, top, right, bottom = mark.bounds
            shown = getattr(mark, "text", "x")
            assert not shown or (left > -8 and right < scene.width + 8), mark
            assert not shown or (top > -8 and bottom < scene.height + 8), mark
    page = str(film.encode("html"))
    assert "#c0ff" not in page
    assert film.save(tmp_path / "f.pdf").read_bytes().startswith(b"%PDF")
    assert r"\begin{frame}" in str(film.encode("tex"))
    assert film.encode("pptx")


def test_families_have_all_that_is_asked_of_them():
    for name in FAMILIES:
        family = family_named(name)
        assert {"title"} <= set(family.WORDS["en"]), name
        for part in ("tell", "columns", "Painter"):
            assert hasattr(family, part), (name, part)
