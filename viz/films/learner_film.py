"""The film of a learner: its facts, one frame each, with the picture of its family."""

from __future__ import annotations

from collections.abc import Sequence

from viz.films.scene_film import SceneFilm
from viz.learners.learner_frames import LearnerFrames
from viz.learners.painting_manner import LearnerManner
from viz.learners.telling import AnyFact
from viz.options import Language, check_lesson, check_switch
from viz.rooms import Fit, room_of
from viz.theme import DEFAULT, ThemeLike, resolve


class FactFilm(SceneFilm):
    """What a learner did, fact by fact. Save it as `viz.film` is saved, or play it in a notebook."""

    def __init__(self, frames: LearnerFrames) -> None:
        self._scenes = frames

    @property
    def facts(self) -> Sequence[AnyFact]:
        """What it shows."""
        facts: Sequence[AnyFact] = self.reel.facts
        return facts

    def __repr__(self) -> str:
        return f"<FactFilm of {self.reel.family}: {len(self)} frames>"


def fact_film(
    facts: Sequence[AnyFact],
    *,
    lang: Language = "en",
    theme: ThemeLike = DEFAULT,
    precision: int = 4,
    fit: Fit | None = None,
    legend: bool = True,
) -> FactFilm:
    """The film of facts of one learner; the options are checked here."""
    check_lesson(lang=lang, precision=precision)
    check_switch("legend", legend)
    manner = LearnerManner(
        theme=resolve(theme),
        lang=lang,
        precision=precision,
        legend=legend,
        room=None if fit is None else room_of(fit),
    )
    return FactFilm(LearnerFrames(tuple(facts), manner))
