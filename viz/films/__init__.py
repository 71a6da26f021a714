"""The chain rule as a film: the same steps as an offline page, an animation, a handout, stills and slides.

What a learner did is a film, too, of its facts.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Unpack, overload

from autograd import Value
from viz.films.frames import Frame, Frames
from viz.films.graph_film import DPI, SUFFIXES, Film
from viz.films.learner_film import FactFilm, fact_film
from viz.keywords import FactFilmOptions, FilmOptions
from viz.learners.telling import AnyFact, facts_in

__all__ = [
    "DPI",
    "SUFFIXES",
    "FactFilm",
    "Film",
    "Frame",
    "Frames",
    "fact_film",
    "film",
]


@overload
def film(root: Value, **options: Unpack[FilmOptions]) -> Film: ...
@overload
def film(
    root: Iterable[AnyFact] | AnyFact, **options: Unpack[FactFilmOptions]
) -> FactFilm: ...
def film(root: Any, **options: Any) -> Film:
    """One layout, one frame a step: `film(e).save("e.html")`. The options are those of `viz.draw`, `lang`, and

    steps   how much a frame tells: "scalar", one number; "box", all that a box computes or sends, and all inputs at
            once, where a folded box and a frame are one; "layer", all of a layer of `autograd.nn`, or where there are no
            scopes all operations of the same depth. The page can be switched from one to another.
    source  whether the page shows the lines of the program that made the nodes; None, where they were kept: the graph was
            built inside `with autograd.keep_source():`. ValueError for True where none were.

    What a learner did is a film of its facts: `film(learner.updates(X, steps=60))`, or of every tenth,
    `film(list(facts)[::10])`. Its options are `lang`, `theme`, `precision`, `fit` and `legend`; see docs/learners.md.
    """
    facts = facts_in(root, "film")
    return fact_film(facts, **options) if facts else Film(root, **options)
