"""What was done to fit a picture into its room, in words."""

from __future__ import annotations

from collections.abc import Iterator

from viz.fit.largest_type import Fitted
from viz.fit.tellings import LEGIBLE, Wishes
from viz.lang import Language, pick
from viz.lang.fit import NOTES


def note(fitted: Fitted, wishes: Wishes, lang: Language = "en") -> str:
    """Everything by which a fitted picture differs from one of natural size; "" if nothing was done."""
    words = pick(NOTES, lang)
    said = [words[key] for key in _choices(fitted, wishes)]
    telling = fitted.telling
    if telling.rows > 1:
        key = "rows LR" if telling.rankdir in ("LR", "RL") else "rows TB"
        said.append(words[key].format(count=telling.rows))
    if telling.fold != wishes.fold:
        said.append(words[telling.fold])
    if fitted.sizes.names < LEGIBLE:
        said.append(words["small"].format(least=f"{LEGIBLE:g}"))
    return words["between"].join(said)


def _choices(fitted: Fitted, wishes: Wishes) -> Iterator[str]:
    """What was left to the search, and was not told in the longest way."""
    form, picture = fitted.telling.form, fitted.picture
    if wishes.captions == "auto" and form.captions != "long":
        yield form.captions
    if wishes.constants == "auto" and form.constants == "inside":
        yield "inside"
    if wishes.leaves == "auto" and form.leaves == "tags":
        yield "tags"
    if any(is_broken(box.title, form.line_width) for box in picture.boxes):
        yield "lines"
    if wishes.rankdir == "auto" and fitted.telling.rankdir != "LR":
        yield fitted.telling.rankdir


def is_broken(title: str, line_width: float) -> bool:
    """Whether a formula stands on several lines because they must be short."""
    return bool(title) and line_width < 0  # placeholder until formulas break by width
