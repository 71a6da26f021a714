"""The words of options: what a type checker accepts is what runs."""

from typing import get_args

from viz import options
from viz.lang.tools import PHRASES
from viz.layout.engines import ENGINES
from viz.theme import THEMES


def test_every_type_has_its_tuple():
    types = {name: get_args(x) for name, x in vars(options).items() if get_args(x)}
    tuples = {name: x for name, x in vars(options).items() if isinstance(x, tuple)}
    assert len(types) == len(tuples) >= 9
    assert sorted(types.values()) == sorted(tuples.values())


def test_the_words_are_those_that_work():
    assert set(options.THEME_NAMES) == set(THEMES)
    assert set(options.LANGUAGES) == set(PHRASES)
    assert set(options.LAYOUT_ENGINES) == set(ENGINES)
