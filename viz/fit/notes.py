"""What was done to fit a picture into its room, in words."""

from __future__ import annotations

from collections.abc import Iterator

from viz.fit.dense import far_wires
from viz.fit.largest_type import Fitted
from viz.fit.tellings import LEGIBLE, Wishes
from viz.lang import Language, pick
from viz.lang.fit import NOTES
from viz.layout.bands import TAGS
from viz.layout.formula_lines import formula_lines
from viz.picture.form import Form
from viz.picture.model import Box
from viz.text.metrics import WIDEST


def note(fitted: Fitted, wishes: Wishes, lang: Language = "en") -> str:
    """Everything by which a fitted picture differs from one of natural size; "" if nothing was done."""
    words = pick(NOTES, lang)
    said = [words[key] for key in _choices(fitted, wishes)]
    telling = fitted.telling
    if telling.rows > 1:
        key = "rows LR" if telling.rankdir in ("LR", "RL") else "rows TB"
        said.append(words[key].format(count=telling.rows))
    if telling.capacity:
        arrows, far = len(fitted.picture.arrows), far_wires(fitted.sheet)
        said.append(words["by name"].format(count=far, all=arrows))
    is_folded = any(box.shape == "fold" for box in fitted.picture.boxes)
    if is_folded and wishes.fold == "auto":
        said.append(words["folded"])
    if fitted.sizes.names < LEGIBLE:
        said.append(words["small"].format(least=f"{LEGIBLE:g}"))
    return words["between"].join(said)


def _choices(fitted: Fitted, wishes: Wishes) -> Iterator[str]:
    """What was left to the search, and was not told in the longest way."""
    form, picture = fitted.telling.form, fitted.picture
    if wishes.captions == "auto" and form.captions != "long":
        yield form.captions
    if wishes.constants == "auto" and fitted.constants_inside:
        yield "inside"
    if wishes.leaves == "auto" and any(box.shape in TAGS for box in picture.boxes):
        yield "tags"
    if any(_is_broken(box, form) for box in picture.boxes):
        yield "lines"
    if wishes.rankdir == "auto" and fitted.telling.rankdir != "LR":
        yield fitted.telling.rankdir


def _is_broken(box: Box, form: Form) -> bool:
    """Whether a formula stands on more lines than it would elsewhere."""
    has_formula = box.shape == "box" and form.line_width < WIDEST
    broken = formula_lines(box.title, form.line_width) if has_formula else ()
    return len(broken) > len(formula_lines(box.title))
